//! Files without a template: pairs their sheets, and merges or compares each pair.

use super::book::is_discrepancies;
use super::column_titles::column_position;
use super::damage::empty_file;
use super::diff::{Difference, diff_sheets};
use super::merge_sheets::{MergedSheet, merge_sheets};
use super::prepared::{PreparedSheets, compared};
use super::rules::MergeRules;
use super::table::plain_sheet_like;
use super::table_titles::TableTitles;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, Shown};
use crate::model::place::Place;
use crate::model::plain::{MasterPositions, PlainSheet};
use crate::model::report::Change;
use crate::model::severity::Severity;
use crate::model::text::{fold_title, nearest};
use std::collections::{BTreeMap, BTreeSet};

/// The sheets of a file that hold tables.
#[derive(Clone, Debug, Default)]
pub struct PlainFile {
    /// How messages name it.
    pub name: String,
    /// Its sheets.
    pub sheets: Vec<PlainSheet>,
    /// The title of the sheet with what an earlier merge left to decide.
    pub asked: Option<String>,
    /// The titles of sheets with formulas.
    pub with_formulas: BTreeSet<String>,
}

/// The tables of a workbook, without very hidden sheets, which belong to programs, and without what an earlier merge left
/// to decide. Rows that are written as in one of the sheets `like` share their cells with it; `titles` are those of the tables
/// in all the files.
pub fn plain_file(
    sheets: Vec<Grid>,
    format: Format,
    name: &str,
    like: &[PlainSheet],
    titles: &TableTitles,
) -> PlainFile {
    let is_csv = format == Format::Csv;
    let mut out = PlainFile { name: name.to_owned(), ..PlainFile::default() };
    for grid in sheets.into_iter().filter(|g| g.shown != Shown::VeryHidden) {
        if grid.rows.iter().flat_map(|row| &row.cells).any(|(_, cell)| cell.formula) {
            out.with_formulas.insert(grid.title.clone());
        }
        let only = if let [one] = like { Some(one) } else { None };
        let like = like.iter().find(|s| s.title == grid.title).or(only);
        let titles = titles.of(&grid.title);
        let mut sheet = plain_sheet_like(grid, name, is_csv, like, titles);
        sheet.without_links = !matches!(format, Format::Xlsx | Format::Ods);
        if !is_discrepancies(&sheet) {
            out.sheets.push(sheet);
        } else if out.asked.is_none() {
            out.asked = Some(sheet.title);
        }
    }
    out
}

impl PlainFile {
    /// The sheet with the title of one in another file. `only`: all files have one sheet at most, and these are paired
    /// whatever their titles.
    fn counterpart(&self, title: &str, only: bool) -> Option<&PlainSheet> {
        if let ([one], true) = (self.sheets.as_slice(), only) {
            return Some(one);
        }
        let exact = self.sheets.iter().find(|s| s.title == title);
        exact.or_else(|| self.sheets.iter().find(|s| fold_title(&s.title) == fold_title(title)))
    }

    /// The sheet that is one of another file under another title: the only unknown one with exactly its columns.
    fn retitled(&self, of: &PlainSheet, known: &[&PlainFile]) -> Option<&PlainSheet> {
        let columns = |s: &PlainSheet| s.columns.iter().map(|c| c.title.clone()).collect::<BTreeSet<_>>();
        let wanted = columns(of);
        let has = |file: &PlainFile, title: &str| file.sheets.iter().any(|s| fold_title(&s.title) == fold_title(title));
        let is_unknown = |s: &&PlainSheet| !known.iter().any(|file| has(file, &s.title)) && columns(s) == wanted;
        let alike = known.iter().flat_map(|f| &f.sheets).filter(|s| !has(self, &s.title) && columns(s) == wanted);
        let titles: BTreeSet<String> = alike.map(|s| fold_title(&s.title)).collect();
        let mut unknown = self.sheets.iter().filter(is_unknown);
        let found = unknown.next().filter(|_| wanted.len() > 1 && titles.len() == 1)?;
        unknown.next().is_none().then_some(found)
    }

    fn empty(&self, title: &str) -> PlainSheet {
        PlainSheet { file: self.name.clone(), title: title.to_owned(), ..PlainSheet::default() }
    }
}

/// The titles of key columns that no sheet of a file has, each with the nearest title there is.
pub fn unknown_keys(files: &[&PlainFile], key: &[String]) -> Vec<(String, Option<String>)> {
    let has = |file: &&&PlainFile, k: &str| file.sheets.iter().any(|s| column_position(&s.columns, k).is_some());
    let with_rows = || files.iter().filter(|f| f.sheets.iter().any(|s| !s.columns.is_empty()));
    let missing = key.iter().filter(|k| with_rows().next().is_some() && !with_rows().any(|f| has(&f, k)));
    let titles: Vec<&str> =
        files.iter().flat_map(|f| &f.sheets).flat_map(|s| &s.columns).map(|c| c.name.as_str()).collect();
    missing.map(|k| (k.clone(), nearest(k, titles.iter().copied()).map(ToOwned::to_owned))).collect()
}

/// What merging files gives.
#[derive(Clone, Debug, Default)]
pub struct MergedFile {
    /// The sheets, the master's first.
    pub sheets: Vec<PlainSheet>,
    /// Where the rows and columns of each come from.
    pub origins: Vec<MasterPositions>,
    /// What changed in the master.
    pub changes: Vec<Change>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// For each returned file, how many cells, rows and columns differ from the base.
    pub changed: Vec<usize>,
}

/// Merges files sheet by sheet.
pub fn merge_files(base: &PlainFile, master: &PlainFile, returned: &[&PlainFile], rules: MergeRules<'_>) -> MergedFile {
    let key = rules.key;
    let only = [base, master].iter().chain(returned).all(|f| f.sheets.len() <= 1);
    let mut out = MergedFile { changed: vec![0; returned.len()], ..MergedFile::default() };
    if !base.sheets.is_empty() {
        let empty = std::iter::once(&master).chain(returned).filter(|file| file.sheets.is_empty());
        out.findings.extend(empty.map(|file| empty_file(&file.name)));
    }
    let own = retitled_sheets([base, master], returned, only);
    let retitled = |n: usize, title: &str| {
        let mut of = own.iter().filter(|((file, _), is)| *file == n && fold_title(is) == fold_title(title));
        let ((_, as_sent), _) = of.next()?;
        returned.get(n)?.sheets.iter().find(|s| s.title == *as_sent)
    };
    for title in titles(master, returned, only, &own) {
        let of_base = base.counterpart(&title, only);
        let of_master = master.counterpart(&title, only);
        let (mut copies, mut sheets): (Vec<usize>, Vec<&PlainSheet>) = (Vec::new(), Vec::new());
        let mut add = |n: usize, sheet| {
            copies.push(n);
            sheets.push(sheet);
        };
        for (n, file) in returned.iter().enumerate() {
            match (file.counterpart(&title, only), retitled(n, &title)) {
                (Some(sheet), _) => add(n, sheet),
                (None, Some(sheet)) => {
                    out.findings.push(renamed_sheet(sheet, &title));
                    add(n, sheet);
                }
                (None, None) if file.sheets.is_empty() => {}
                (None, None) => out.findings.push(missing_sheet(file, &title)),
            }
        }
        // A sheet that is not in the base is new as a whole; one that the master removed stays removed unless somebody
        // changed it.
        if of_master.is_none() && of_base.is_some_and(|b| sheets.iter().all(|s| is_same(b, s, key))) {
            continue;
        }
        let (no_base, no_master) = (base.empty(&title), master.empty(&title));
        let (base, master) = (of_base.unwrap_or(&no_base), of_master.unwrap_or(&no_master));
        let ready = PreparedSheets::new(base, master, &sheets, rules);
        let sheets: Vec<&PlainSheet> = ready.returned.iter().map(|sheet| &**sheet).collect();
        let MergedSheet { sheet, origin, changes, findings, changed } =
            merge_sheets(ready.base, &ready.master, &sheets, key);
        for (n, count) in copies.iter().zip(changed) {
            if let Some(slot) = out.changed.get_mut(*n) {
                *slot += count;
            }
        }
        out.sheets.push(ready.as_written(sheet, &origin));
        out.origins.push(ready.positions_in_file(origin));
        out.changes.extend(changes);
        out.findings.extend(ready.findings);
        out.findings.extend(findings);
    }
    out
}

/// Sheets that have another title than the others, by file and title, with the title that the others have.
fn retitled_sheets(known: [&PlainFile; 2], returned: &[&PlainFile], only: bool) -> BTreeMap<(usize, String), String> {
    let mut own = BTreeMap::new();
    for (n, file) in returned.iter().enumerate().filter(|_| !only) {
        for sheet in known.iter().flat_map(|f| &f.sheets).filter(|s| file.counterpart(&s.title, only).is_none()) {
            let found = file.retitled(sheet, &known);
            own.extend(found.map(|found| ((n, found.title.clone()), sheet.title.clone())));
        }
    }
    own
}

/// Compares two files sheet by sheet.
pub fn diff_files(from: &PlainFile, to: &PlainFile, key: &[String]) -> Vec<(String, Difference)> {
    let only = from.sheets.len() <= 1 && to.sheets.len() <= 1;
    let missing = from.sheets.iter().filter(|sheet| to.counterpart(&sheet.title, only).is_none());
    let retitled: BTreeMap<String, &PlainSheet> =
        missing.filter_map(|sheet| Some((sheet.title.clone(), to.retitled(sheet, &[from])?))).collect();
    let own = retitled.iter().map(|(title, sheet)| ((0, sheet.title.clone()), title.clone())).collect();
    let differences = titles(from, &[to], only, &own).into_iter().map(|title| {
        let (none_before, none_now) = (from.empty(&title), to.empty(&title));
        let before = from.counterpart(&title, only).unwrap_or(&none_before);
        let renamed = retitled.get(&title).copied();
        let now = to.counterpart(&title, only).or(renamed).unwrap_or(&none_now);
        let ready = compared(before, now, key);
        let mut difference = diff_sheets(before, &ready.sheet, key);
        difference.findings.extend(ready.findings);
        difference.findings.extend(renamed.map(|sheet| renamed_sheet(sheet, &title)));
        (title, difference)
    });
    differences.collect()
}

fn is_same(base: &PlainSheet, sheet: &PlainSheet, key: &[String]) -> bool {
    diff_sheets(base, sheet, key).changes.is_empty()
}

fn titles(
    master: &PlainFile,
    returned: &[&PlainFile],
    only: bool,
    own: &BTreeMap<(usize, String), String>,
) -> Vec<String> {
    let mut out: Vec<String> = master.sheets.iter().map(|s| s.title.clone()).collect();
    let all = returned.iter().enumerate().flat_map(|(n, f)| f.sheets.iter().map(move |s| (n, s)));
    for (n, sheet) in all {
        if own.contains_key(&(n, sheet.title.clone())) {
            continue;
        }
        let known = out.iter().any(|t| only || fold_title(t) == fold_title(&sheet.title));
        if !known {
            out.push(sheet.title.clone());
        }
    }
    out
}

fn renamed_sheet(sheet: &PlainSheet, title: &str) -> Finding {
    let message =
        format!("The sheet {title} is titled {} in {}; it was known by its columns.", sheet.title, sheet.file);
    let mut finding = Finding::new(Code::SheetRenamed, message).at(Place::sheet(&sheet.file, &sheet.title));
    finding.sheet = Some(title.to_owned());
    finding
}

fn missing_sheet(file: &PlainFile, title: &str) -> Finding {
    let message = format!("The file has no sheet {title}; nothing of it was taken for removed.");
    Finding::new(Code::SheetMissing, message).severity(Severity::Info).at(Place::file(&file.name))
}
