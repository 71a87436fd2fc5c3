//! What `import` makes of every table of the spreadsheets that teams used, against what a project manager sees in it:
//! `understood.md`. Also the benchmark of recognition: how much of it is right, unaided, and what arrives.

use crate::desk::{Book, Desk, findings};
use crate::expected_tables::{Expected, expected_tables};
use crate::own_layouts_found::files_below;
use crate::real_input::{folded, said};
use prekick::edges::mapping_file::tool_profiles;
use prekick::edges::templates;
use prekick::model::grid::{Grid, Raw, Workbook};
use prekick::model::mapping::Mapping;
use prekick::model::place::{At, column_letters};
use prekick::model::state::{Master, SheetState};
use prekick::model::template::{Sheet as TemplateSheet, Template};
use prekick::model::text::fold_title;
use prekick::steps::adopt::find::{FoundTable, find_tables};
use prekick::steps::adopt::{
    Fitting, LayoutDecision, LayoutRequest, asked_as_well, decide_layout, fit_matrices, known_titles, resolve_mapping,
    target_sheets,
};
use prekick::steps::master::read::id_prefixes;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// What was made of a table without a person's help.
#[derive(Clone, Debug, Default)]
struct Understood {
    kind: Option<String>,
    columns: BTreeMap<String, (String, bool)>,
    /// Whether it would be taken without a question.
    taken: bool,
}

/// The figures of the benchmark.
#[derive(Clone, Debug, Default)]
struct Counts {
    tables: usize,
    headers: usize,
    kinds: usize,
    kinds_or_asked: usize,
    columns: usize,
    columns_of: usize,
    records: usize,
    records_of: usize,
    /// Tables of which more or fewer records arrived.
    miscounted: Vec<String>,
    lost: Vec<String>,
    wrong: Vec<String>,
    amiss: Vec<String>,
}

/// The column of a template in a word: columns of roles are all alike.
fn field_word(key: &str) -> String {
    key.split_once(':').map_or(key, |(part, _)| part).to_owned()
}

/// Where the tables of a sheet are: its title, the header row, the first column.
fn headers_of(grid: &Grid, known: &BTreeSet<String>) -> Vec<(String, u32, String)> {
    let tables = find_tables(grid, known);
    let at =
        |t: &FoundTable| Some((grid.title.trim().to_owned(), t.header? + 1, column_letters(t.columns.first()?.at)));
    tables.iter().filter_map(at).collect()
}

/// What is made of the tables of a file, by sheet and header row.
fn understood(workbook: &Workbook, name: &str, templates: &[Template]) -> BTreeMap<(String, u32, String), Understood> {
    let mut master = Master::default();
    let all = templates.iter().flat_map(|t| &t.sheets);
    master.sheets = all.map(|sheet| SheetState::new(Arc::new(sheet.clone()))).collect();
    let prefixes = id_prefixes(templates);
    let sheets = target_sheets(templates, &master, None).unwrap();
    let fitting = Fitting { file: name, sheets: &sheets, templates, engagement: "x", kept: &[], forced: false };
    let all: Vec<Arc<TemplateSheet>> = templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
    let profiles: Vec<Mapping> = tool_profiles().iter().map(|p| resolve_mapping(p, &all).unwrap()).collect();
    let fitted = fit_matrices(workbook, fitting, &mut master);
    let sheets = target_sheets(templates, &master, None).unwrap();
    let decided = |sheets: &[Arc<TemplateSheet>], alone: bool| {
        let request = LayoutRequest {
            workbook: &fitted.workbook,
            name,
            sheets,
            kept: &profiles,
            lists: &fitted.lists,
            ask_all: true,
        };
        let decision = decide_layout(request, &prefixes);
        if alone { decision } else { asked_as_well(decision, &fitted, None) }
    };
    let matrices: Vec<Arc<TemplateSheet>> = sheets.iter().filter(|s| s.across().is_some()).cloned().collect();
    let mut out = BTreeMap::new();
    for decision in [decided(&matrices, true), decided(&sheets, false)] {
        match decision {
            LayoutDecision::Ask(proposals) => out.extend(proposals.iter().map(|p| {
                let columns = p.columns.iter().filter_map(|c| Some((c, c.field.as_ref()?)));
                let one = Understood {
                    kind: p.sheet.as_ref().map(|(key, _)| key.to_string()),
                    columns: columns
                        .map(|(c, (key, _))| (column_letters(c.at), (field_word(key.as_str()), c.sure == 100)))
                        .collect(),
                    taken: p.sheet.is_some() && !p.is_asked(),
                };
                let first = p.columns.first().map(|c| column_letters(c.at)).unwrap_or_default();
                ((p.title.trim().to_owned(), p.row, first), one)
            })),
            LayoutDecision::Take(found) => out.extend(found.regions.iter().map(|region| {
                let columns = region.sheet.columns.iter().zip(&region.header.columns);
                let is_made =
                    |at: u16| fitted.made.iter().any(|m| m.sheet == region.grid.title && m.at == at && m.from != at);
                let columns = columns.filter_map(|(c, at)| Some((c, (*at)?))).filter(|(_, at)| !is_made(*at));
                let columns = columns.map(|(c, at)| (column_letters(at), field_word(c.key.as_str())));
                let one = Understood {
                    kind: Some(region.sheet.key.to_string()),
                    columns: columns.map(|(at, key)| (at, (key, true))).collect(),
                    taken: true,
                };
                let first =
                    region.header.columns.iter().flatten().chain(region.header.unknown.iter().map(|(at, _)| at)).min();
                let first = first.map(|at| column_letters(*at)).unwrap_or_default();
                ((region.grid.title.trim().to_owned(), region.header.row + 1, first), one)
            })),
            LayoutDecision::LeftOut(_) | LayoutDecision::Nothing => {}
        }
    }
    out
}

/// Fills in the mapping as the person would who made the table; every table that is not `wanted` is left out.
fn fill_in(desk: &Desk, name: &str, wanted: &[&Expected], templates: &[Template]) {
    let path = desk.path(name);
    let mut book = Book::open(&path);
    let mut sheet = book.sheet("Mapping");
    let sheets: Vec<&TemplateSheet> = templates.iter().flat_map(|t| &t.sheets).collect();
    let mut table: Option<(&Expected, &TemplateSheet)> = None;
    let rows: Vec<u32> = sheet.grid.rows.iter().map(|r| r.number).collect();
    for row in rows {
        let first = sheet.text(row, 0);
        let is = |text: String| Raw::Text(text);
        if first == "Use this mapping" {
            sheet.put(row, 1, is("yes".into()));
        } else if first.starts_with("Table ") {
            let found = sheet.text(row, 1);
            let expected =
                wanted.iter().find(|e| found == format!("{}, titles in row {}", e.sheet, e.row) && e.kind.is_some());
            let ours = expected.and_then(|e| sheets.iter().find(|s| Some(s.key.as_str()) == e.kind.as_deref()));
            table = expected.zip(ours).map(|(e, s)| (*e, *s));
            sheet.put(row, 5, is(ours.map_or("leave out".into(), |s| s.title.clone())));
        } else if !sheet.text(row, 8).starts_with("column") {
            continue;
        } else if let Some((expected, ours)) = table {
            let title = expected.columns.get(&first).map(|key| match key.as_str() {
                "role" if ours.across().is_some() => "a role".to_owned(),
                "letters" | "who" => key.clone(),
                _ => ours.columns.iter().find(|c| c.key == key.as_str()).unwrap().title.clone(),
            });
            sheet.put(row, 5, is(title.map_or("leave out".into(), |t| format!("{}: {t}", ours.title))));
        }
    }
    book.save(&path);
}

/// Imports a file into a new engagement; what is asked is answered as expected for the `wanted` tables.
pub fn imported(path: &Path, wanted: &[&Expected], templates: &[Template]) -> Option<(Desk, Json)> {
    let desk = Desk::new(&[]);
    let file = path.display().to_string();
    let run = |desk: &Desk| desk.run(&["import", &file, "--format", "json"]);
    let done = run(&desk);
    if done.code == 2 {
        return None;
    }
    let report = done.json();
    if findings(&report, "column/ambiguous").iter().all(|f| !f["message"].as_str().unwrap().contains("nothing of it")) {
        return Some((desk, report));
    }
    let mapping = desk.files(&["mappings"]).into_keys().next().unwrap();
    fill_in(&desk, &mapping, wanted, templates);
    let done = run(&desk);
    assert!(done.code != 2, "{}: {}", path.display(), done.err);
    let report = done.json();
    let refused = findings(&report, "decision/invalid");
    assert!(refused.is_empty(), "{}: {refused:?}", path.display());
    Some((desk, report))
}

/// A value without what the reader of a column may change of it.
fn plain(text: &str) -> String {
    let number = text.trim().parse::<f64>().map(|n| n.to_string());
    number.unwrap_or_else(|_| fold_title(text).replace([' ', ','], ""))
}

/// Looks at every value of a table: it is in its column of the master as it stood, or a finding tells of it.
fn look_at_values(
    expected: &Expected,
    grid: &Grid,
    desk: &Desk,
    report: &Json,
    counts: &mut Counts,
    ours: &TemplateSheet,
) {
    let told = folded(&report.to_string().replace("\\n", " ").replace("\\\"", "\""));
    let mut master = desk.master();
    let sheet = master.sheet(&ours.title);
    let records = sheet.records();
    let place = format!("{} {}", expected.file, expected.sheet);
    let key = ours.natural_key.first().map(ToString::to_string).unwrap_or_default();
    let named = |key: &str| expected.columns.iter().find(|(_, k)| k.as_str() == key).map(|(at, _)| at.clone());
    let (Some(name_at), Some(name_column)) =
        (named(&key).or_else(|| named("name")), ours.columns.iter().find(|c| c.key == key.as_str()))
    else {
        return;
    };
    let name_column =
        if named(&key).is_some() { name_column } else { ours.columns.iter().find(|c| c.key == "name").unwrap() };
    let at = |row: u32, letters: &str| {
        let column = (0..200).find(|n| column_letters(*n) == letters).unwrap();
        grid.cell(At::new(row, column)).map(|c| c.raw.to_string()).unwrap_or_default()
    };
    for row in grid.rows.iter().map(|r| r.number).filter(|r| *r >= expected.row) {
        let name = at(row, &name_at);
        if name.trim().is_empty() {
            continue;
        }
        let same: Vec<u32> = records
            .iter()
            .copied()
            .filter(|r| plain(&sheet.text(*r, sheet.column(&name_column.title))) == plain(&name))
            .collect();
        for (letters, field) in &expected.columns {
            let Some(column) = ours.columns.iter().find(|c| c.key == field.as_str() && !c.is_id()) else { continue };
            let value = at(row, letters);
            if value.trim().is_empty() || same.is_empty() {
                continue;
            }
            let column = sheet.column(&column.title);
            let held = same.iter().any(|r| {
                let text = sheet.text(*r, column);
                plain(&text) == plain(&value) || plain(&text).starts_with(&plain(&value))
            });
            if !held && !told.contains(&folded(&value)) {
                let has: Vec<String> = same.iter().map(|r| sheet.text(*r, column)).collect();
                counts.wrong.push(format!("{place} {letters}{}: {value:?}, in the master {field} {has:?}", row + 1));
            }
        }
    }
}

/// Looks for cells that are neither in the master nor in the report; titles of columns that were read need not be.
fn tell_lost(workbook: &Workbook, name: &str, said: &str, tables: &[&Expected], counts: &mut Counts) {
    let bare = |text: &str| text.replace("\\t", "").split_whitespace().collect::<String>();
    let said = bare(said);
    for grid in &workbook.sheets {
        let is_title = |at: At| {
            let here = tables.iter().filter(|e| e.sheet == grid.title.trim() && e.row == at.row + 1);
            here.filter(|e| e.kind.is_some()).any(|e| e.columns.contains_key(&column_letters(at.column)))
        };
        for (row, (column, cell)) in grid.rows.iter().flat_map(|r| r.cells.iter().map(|c| (r.number, c))) {
            let text = bare(&cell.raw.to_string());
            if text.chars().count() > 3 && !said.contains(&text) && !is_title(At::new(row, *column)) {
                counts.lost.push(format!("{name} {} {}: {text}", grid.title, At::new(row, *column)));
            }
        }
    }
}

impl Counts {
    /// Counts the records that arrived, and looks at their values.
    fn look_at_records(
        &mut self,
        expected: &Expected,
        grid: &Grid,
        imported: Option<&(Desk, Json)>,
        ours: &TemplateSheet,
    ) {
        // The delivery lead is a contact already.
        let before = usize::from(ours.key == "contacts");
        let arrived = imported.map_or(0, |(desk, _)| desk.master().sheet(&ours.title).records().len() - before);
        self.records_of += expected.records;
        self.records += arrived.min(expected.records);
        if arrived != expected.records {
            let place = format!("{} {}", expected.file, expected.sheet);
            self.miscounted.push(format!("{place}: {arrived} records and not {}", expected.records));
        }
        if let Some((desk, report)) = imported {
            look_at_values(expected, grid, desk, report, self, ours);
        }
    }

    /// Compares what was made of a table unaided with what a person sees in it.
    fn compare(&mut self, expected: &Expected, found: Option<&Understood>) {
        let none = Understood::default();
        let seen = found.unwrap_or(&none);
        let place = format!("{} {} row {}", expected.file, expected.sheet, expected.row);
        let right = seen.kind == expected.kind;
        self.kinds += usize::from(right && (seen.taken || expected.kind.is_none()));
        self.kinds_or_asked += usize::from(right);
        if !right {
            self.amiss.push(format!("{place}: {:?} and not {:?}, taken: {}", seen.kind, expected.kind, seen.taken));
        }
        if !right && seen.taken {
            self.wrong.push(format!("{place}: taken as {:?} and not {:?}", seen.kind, expected.kind));
        }
        if expected.kind.is_none() {
            return;
        }
        self.columns_of += expected.columns.len();
        for (at, field) in &expected.columns {
            let is = seen.columns.get(at).map(|(is, _)| is);
            self.columns += usize::from(right && is == Some(field));
            if right && is != Some(field) {
                self.amiss.push(format!("{place}: column {at} is {is:?} and not {field}"));
            }
        }
        for (at, (is, _)) in seen.columns.iter().filter(|_| right) {
            if expected.columns.get(at).is_none_or(|field| field != is) {
                let sure = seen.taken.then_some("taken").unwrap_or("asked");
                self.amiss.push(format!("{place}: column {at} is {is}, {sure}, and should not be"));
                if seen.taken {
                    self.wrong.push(format!("{place}: column {at} taken as {is}"));
                }
            }
        }
    }
}

#[test]
fn every_table_is_understood_or_asked_about_and_nothing_is_silently_wrong() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/real");
    let templates = templates::load(&[]).unwrap();
    let ours = |kind: &str| templates.iter().flat_map(|t| &t.sheets).find(|s| s.key == kind).cloned().unwrap();
    let all = expected_tables();
    let titles = known_titles(templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_none()));
    let mut counts = Counts::default();
    let folder_of_one = tempfile::tempdir().unwrap();
    let mut met: BTreeSet<String> = BTreeSet::new();
    for path in files_below(&folder) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let tables: Vec<&Expected> = all.iter().filter(|e| e.file == name).collect();
        assert!(!tables.is_empty(), "{name} is not in understood.md");
        met.insert(name.clone());
        let workbook = Book::open(&path).workbook;
        let found = understood(&workbook, &name, &templates);
        let headers: Vec<(String, u32, String)> =
            workbook.sheets.iter().flat_map(|grid| headers_of(grid, &titles)).collect();
        for expected in &tables {
            counts.tables += 1;
            let seen = found.iter().find(|(key, _)| expected.is_at(key)).map(|(_, seen)| seen);
            counts.headers += usize::from(headers.iter().any(|key| expected.is_at(key)));
            counts.compare(expected, seen);
        }
        for (key, seen) in found.iter().filter(|(key, seen)| seen.taken && !tables.iter().any(|e| e.is_at(key))) {
            counts.wrong.push(format!("{name} {key:?}: not in understood.md, taken as {:?}", seen.kind));
        }
        // Where a person leaves out every table, the file stays what it is.
        if tables.iter().all(|e| e.kind.is_none()) {
            continue;
        }
        let whole = imported(&path, &tables, &templates);
        if let Some((desk, report)) = &whole {
            tell_lost(&workbook, &name, &said(desk, report), &tables, &mut counts);
        }
        for expected in tables.iter().filter(|e| e.kind.is_some()) {
            let grid = workbook.sheets.iter().find(|g| g.title.trim() == expected.sheet).unwrap();
            // Tables of one sheet of ours share their records, so each is read by itself.
            let shared = tables.iter().filter(|e| e.kind == expected.kind).count() > 1;
            let apart = shared.then(|| {
                let alone = folder_of_one.path().join(&name);
                Book { workbook: Workbook { sheets: vec![grid.clone()], ..workbook.clone() } }.save(&alone);
                imported(&alone, &[expected], &templates)
            });
            let ours = ours(expected.kind.as_deref().unwrap());
            counts.look_at_records(expected, grid, apart.as_ref().unwrap_or(&whole).as_ref(), &ours);
        }
    }
    let unmet: BTreeSet<&String> = all.iter().map(|e| &e.file).filter(|f| !met.contains(*f)).collect();
    let share = |n: usize, of: usize| format!("{n} of {of} ({:.0} %)", 100.0 * n as f64 / of.max(1) as f64);
    let Counts { tables, headers, kinds, kinds_or_asked, columns, columns_of, records, records_of, .. } = counts;
    let figures = [
        ("header right", share(headers, tables)),
        ("kind right unaided", share(kinds, tables)),
        ("kind right or asked rightly", share(kinds_or_asked, tables)),
        ("columns right of those with a counterpart", share(columns, columns_of)),
        ("records arrived", share(records, records_of)),
        ("values lost", counts.lost.len().to_string()),
        ("values silently wrong", counts.wrong.len().to_string()),
    ];
    let figures: Vec<String> = figures.iter().map(|(what, n)| format!("{what}: {n}")).collect();
    let figures = figures.join("\n");
    // Past what a test that passes keeps to itself.
    std::io::stderr().write_all(format!("\nRecognition\n{figures}\n").as_bytes()).unwrap();
    if let Some(to) = std::env::var_os("PREKICK_AMISS") {
        let all = [counts.amiss.join("\n"), counts.wrong.join("\n"), counts.lost.join("\n")];
        std::fs::write(to, all.join("\n\n")).unwrap();
    }
    assert!(unmet.is_empty(), "not found any more: {unmet:?}");
    assert!(counts.lost.is_empty(), "{figures}\nlost:\n{}", counts.lost.join("\n"));
    assert!(counts.wrong.is_empty(), "{figures}\nsilently wrong:\n{}", counts.wrong.join("\n"));
    assert!(counts.miscounted.is_empty(), "{figures}\n{}", counts.miscounted.join("\n"));
    assert!(kinds_or_asked * 100 >= tables * 95, "{figures}\n{}", counts.amiss.join("\n"));
    assert!(columns * 100 >= columns_of * 90, "{figures}\n{}", counts.amiss.join("\n"));
}
