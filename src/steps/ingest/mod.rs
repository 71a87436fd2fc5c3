//! Reading in: a workbook as found becomes tables as understood. Finds the sheets, the header rows and the columns
//! wherever they now are, reads every cell by its column's type, and says what it could not place.

mod csv;
mod header;
pub mod identity;
pub mod incoming;
mod leftovers;
mod marks;
mod merged;
mod rows;
pub mod signature;

use crate::model::code::Code;
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};
pub(crate) use header::titles_of;
pub use header::{Header, hidden_key, locate};
pub use leftovers::{Leftover, LeftoverKind};
pub use marks::{FoundMark, Mark};
use rows::Slot;

use crate::model::finding::Finding;
use crate::model::grid::{Format, Grid, Workbook};
use crate::model::place::{At, Place};
use crate::model::table::Table;
use crate::model::template::{Kind, RESERVED_TITLES, Sheet, Visibility};
use crate::model::text::{and_list, fold_title, nearest};
use crate::steps::ingest::signature::without_ours;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A workbook as understood.
#[derive(Clone, Debug, Default)]
pub struct ReadIn {
    /// The tables that were found.
    pub tables: Vec<Table>,
    /// What there is to say about sheets and columns.
    pub findings: Vec<Finding>,
    /// Cells that belong to no table.
    pub leftovers: Vec<Leftover>,
    /// Notes on cells.
    pub notes: Vec<FoundNote>,
    /// Struck cells and words, colours, hidden rows and columns.
    pub marks: Vec<FoundMark>,
    /// Columns that no template knows, with their values.
    pub unknown: Vec<UnknownColumn>,
    /// The sheets that were looked for and not found: key, and what to say where it was expected.
    pub missing: Vec<(String, Finding)>,
    /// What a matrix has as titles of its role columns: key of the sheet, column, title.
    pub roles: Vec<(String, u16, String)>,
}

impl ReadIn {
    /// The title over a role column of a matrix, as it stands in the file.
    pub fn role_title(&self, sheet: &str, column: u16) -> Option<&str> {
        self.roles.iter().find(|(key, at, _)| key == sheet && *at == column).map(|(_, _, title)| title.as_str())
    }

    /// The table of a sheet.
    pub fn table(&self, sheet: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.sheet.key == sheet)
    }
}

/// A note on a cell, with the record and field it stands beside, where it stands in a table.
#[derive(Clone, Debug)]
pub struct FoundNote {
    /// Where.
    pub place: Place,
    /// Key of the sheet, row number in the file and column position, where it stands in a table.
    pub beside: Option<(String, u32, usize)>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What it says.
    pub text: String,
}

/// A column that no template knows.
#[derive(Clone, Debug)]
pub struct UnknownColumn {
    /// Key of the sheet.
    pub sheet: String,
    /// The column, from 0.
    pub column: u16,
    /// Its title.
    pub title: String,
    /// Row number in the file and text of each filled cell.
    pub values: Vec<(u32, String)>,
}

/// What to look for, and how.
#[derive(Clone, Copy, Debug)]
pub struct Looking<'a> {
    /// The file, as findings name it.
    pub file: &'a str,
    /// The sheets to look for.
    pub sheets: &'a [Arc<Sheet>],
    /// The ID prefix of every sheet, by key.
    pub prefixes: &'a BTreeMap<String, String>,
    /// The language that the file says it is in. A sheet's titles tell it otherwise.
    pub language: Option<&'a str>,
}

/// Understands a workbook.
pub fn read_in(workbook: &Workbook, looking: Looking<'_>) -> ReadIn {
    let workbook = &*without_ours(workbook);
    let mut out = ReadIn::default();
    let mut taken: Vec<usize> = Vec::new();
    let is_csv = workbook.format == Format::Csv;
    let only = if is_csv { csv::sheet_of(workbook, looking.sheets) } else { None };
    for sheet in looking.sheets {
        let found = match &only {
            Some((key, header)) => (*key == sheet.key).then(|| (0, header.clone())),
            None if is_csv => None,
            None => find_sheet(workbook, sheet, looking.sheets, &taken),
        };
        match found {
            Some((i, header)) => {
                taken.push(i);
                if let Some(grid) = workbook.sheets.get(i) {
                    say_renamed(grid, sheet, looking.file, workbook.format, &mut out);
                    rows::read_sheet(grid, sheet, &header, looking, workbook, &mut out);
                }
            }
            None => out.missing.push(missing(workbook, sheet, looking)),
        }
    }
    for (i, grid) in workbook.sheets.iter().enumerate() {
        if !taken.contains(&i) {
            leftovers::other_sheet(grid, looking.file, &mut out);
        }
    }
    out
}

/// A table whose place is known: the cells, what they are, and which column is which.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Position of its sheet in the file.
    pub at: usize,
    /// Its cells.
    pub grid: &'a Grid,
    /// What it is.
    pub sheet: &'a Arc<Sheet>,
    /// Which column is which.
    pub header: &'a Header,
}

/// Understands tables whose places are known.
pub fn read_in_known(known: &[Known<'_>], looking: Looking<'_>, workbook: &Workbook) -> ReadIn {
    let mut out = ReadIn::default();
    for table in known {
        say_renamed(table.grid, table.sheet, looking.file, workbook.format, &mut out);
        rows::read_sheet(table.grid, table.sheet, table.header, looking, workbook, &mut out);
    }
    out
}

/// Every cell of a workbook that stands in none of these tables. `is_said` tells cells that are listed elsewhere.
pub fn rest_of(workbook: &Workbook, known: &[Known<'_>], file: &str, is_said: &dyn Fn(usize, At) -> bool) -> ReadIn {
    let mut out = ReadIn::default();
    for (i, grid) in workbook.sheets.iter().enumerate() {
        let here: Vec<&Known<'_>> = known.iter().filter(|k| k.at == i).collect();
        if here.is_empty() {
            leftovers::other_sheet(grid, file, &mut out);
            continue;
        }
        let inside = |at: At| here.iter().any(|k| k.grid.cell(at).is_some());
        for row in &grid.rows {
            for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
                let at = At::new(row.number, *column);
                if !inside(at) && !is_said(i, at) {
                    leftovers::push(grid, file, at, cell.raw.to_string(), LeftoverKind::Outside, &mut out);
                }
            }
        }
        let noted = |at: At| here.iter().any(|k| k.grid.notes.iter().any(|n| n.at == at));
        for note in grid.notes.iter().filter(|n| !noted(n.at)) {
            let place = place(file, grid, note.at.row, note.at.column);
            out.notes.push(FoundNote { place, beside: None, author: note.author.clone(), text: note.text.clone() });
        }
    }
    out
}

/// The sheet of the workbook that is this sheet of the template: by title, else by its hidden keys, else the one that
/// has most of its columns.
fn find_sheet(workbook: &Workbook, sheet: &Arc<Sheet>, all: &[Arc<Sheet>], taken: &[usize]) -> Option<(usize, Header)> {
    let free = || workbook.sheets.iter().enumerate().filter(|(i, g)| !taken.contains(i) && !is_own(&g.title));
    let titled = free().find(|(_, g)| is_titled(sheet, &g.title));
    if let Some((i, grid)) = titled
        && let Some(header) = locate(grid, sheet)
    {
        return Some((i, header));
    }
    let is_other = |title: &str| all.iter().any(|s| s.key != sheet.key && is_titled(s, title));
    free()
        .filter(|(_, g)| !is_other(&g.title))
        .filter_map(|(i, g)| locate(g, sheet).map(|h| (i, h)))
        .filter(|(_, h)| h.keyed || h.share(sheet) >= 0.6)
        .max_by(|(i, a), (j, b)| a.keyed.cmp(&b.keyed).then(a.found().cmp(&b.found())).then(j.cmp(i)))
}

/// Is this the sheet's title, in any language?
pub fn is_titled(sheet: &Sheet, title: &str) -> bool {
    let title = fold_title(title);
    sheet.titles().any(|t| fold_title(t) == title)
}

/// Is it a sheet of the program's own, by title?
pub fn is_own(title: &str) -> bool {
    title == LISTS_SHEET
        || title == IDENTITY_SHEET
        || RESERVED_TITLES.iter().any(|r| fold_title(r) == fold_title(title))
}

fn say_renamed(grid: &Grid, sheet: &Sheet, file: &str, format: Format, out: &mut ReadIn) {
    if format == Format::Csv || is_titled(sheet, &grid.title) {
        return;
    }
    let message = format!("The sheet {} was found under the title {}, by its columns.", sheet.title, grid.title);
    out.findings.push(Finding::new(Code::SheetRenamed, message).on(sheet).at(Place::sheet(file, &grid.title)));
}

fn missing(workbook: &Workbook, sheet: &Sheet, looking: Looking<'_>) -> (String, Finding) {
    let titled = workbook.sheets.iter().find(|g| is_titled(sheet, &g.title));
    let finding = match titled {
        Some(grid) => {
            let message =
                format!("The sheet {} has no row with the column titles, so nothing was read from it.", grid.title);
            Finding::new(Code::SheetNoHeader, message).on(sheet).at(Place::sheet(looking.file, &grid.title))
        }
        None => {
            let titles: Vec<&str> = workbook.sheets.iter().map(|g| g.title.as_str()).filter(|t| !is_own(t)).collect();
            let near = nearest(&sheet.title, titles).map(|t| format!(" The nearest title is {t}.")).unwrap_or_default();
            let message = format!("There is no sheet {}; nothing in it counts as removed.{near}", sheet.title);
            Finding::new(Code::SheetMissing, message).on(sheet).at(Place::file(looking.file))
        }
    };
    (sheet.key.clone(), finding)
}

/// What to say about columns that are not there: one finding for a sheet. Columns that the base had not either, and
/// without a base the internal ones, are not missed. What is missing proposes nothing.
pub fn missing_columns(table: &Table, base: Option<&Table>, whole: bool) -> Option<Finding> {
    let expected = |i: usize| match base {
        Some(base) => base.present.get(i).copied().flatten().is_some(),
        None => whole || table.sheet.columns.get(i).is_some_and(|c| c.visibility == Visibility::Shared),
    };
    let missing: Vec<&str> = table
        .sheet
        .columns
        .iter()
        .enumerate()
        .filter(|(i, c)| table.present.get(*i).copied().flatten().is_none() && c.kind != Kind::Computed && expected(*i))
        .map(|(_, c)| c.title.as_str())
        .collect();
    if missing.is_empty() {
        return None;
    }
    let (noun, verb, them) = if missing.len() == 1 { ("column", "is", "it") } else { ("columns", "are", "them") };
    let message =
        format!("The {noun} {} {verb} not in this sheet; nothing in {them} counts as emptied.", and_list(&missing));
    Some(Finding::new(Code::ColumnMissing, message).on(&table.sheet).at(Place::sheet(&table.file, &table.title)))
}

/// A place in a grid.
fn place(file: &str, grid: &Grid, row: u32, column: u16) -> Place {
    Place::cell(file, &grid.title, At::new(row, column))
}
