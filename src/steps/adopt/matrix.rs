//! A matrix in a layout of its own: columns with letters below them are roles. New roles are added to the master, because
//! that is what importing a matrix asks for.

use super::fitted_matrices::{FittedMatrices, Fitting, MadeColumn};
use super::lettered_columns::LetteredColumns;
use super::matrix_lists::{forced_proposal, turn_lists};
use super::matrix_rows::MatrixPlace;
use super::matrix_titles::TitlesOfLists;
use super::new_roles::{NewRole, add_role};
use super::raci_list::retitle;
use super::raci_names::Parties;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, GridRow, Raw, RawCell, Workbook};
use crate::model::keys::SheetKey;
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::state::{Master, SheetState};
use crate::model::template::{Column, Kind, Sheet, SheetKind, Template};
use crate::model::text::{fold, fold_title};
use crate::model::value::Value;
use crate::steps::master::read::{expand_matrix, id_prefixes, remember_records};
use crate::steps::values::{self, LetterWords, Reading, read_matrix_letters};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many rows are looked at for a header.
const HEADER_ROWS: usize = 40;
/// A longer text above letters, in characters, is no role's name.
const MAX_ROLE_LENGTH: usize = 60;

/// The column that names the rows of a matrix.
enum NamesColumn {
    /// The template knows its title.
    Titled,
    /// The template does not know its title, which is given as found; it may be empty.
    Untitled(u16, String),
}

/// Where a matrix's columns stand in a sheet of the file.
struct Layout {
    grid: usize,
    header: u32,
    names: NamesColumn,
    roles: Vec<(u16, String)>,
}

/// Finds the matrices of a workbook, for those of the sheets that are one, gives their columns the titles of the template,
/// and adds the roles they name. A list of who does what becomes a matrix, or a question.
pub fn fit_matrices(workbook: &Workbook, fitting: Fitting<'_>, master: &mut Master) -> FittedMatrices {
    let Fitting { file, sheets, templates, engagement, forced, .. } = fitting;
    let mut out = FittedMatrices { workbook: workbook.clone(), ..FittedMatrices::default() };
    for sheet in sheets.iter().filter(|s| s.across().is_some()) {
        let parties = Parties::new(master.sheet("contacts"), sheet.across().and_then(|key| master.sheet(key)));
        turn_lists(sheet, fitting, &parties, &mut out);
        let listed = layout_of_list(&out, sheet);
        let is_list = listed.is_some();
        let layout = listed.or_else(|| find_layout(&out.workbook, sheet, templates));
        if layout.is_none() && forced && out.asked.is_empty() {
            out.forced = out.forced.or_else(|| forced_proposal(sheet, fitting, &parties, &out.workbook));
        }
        let Some(mut layout) = layout else { continue };
        let Some(grid) = out.workbook.sheets.get_mut(layout.grid) else { continue };
        out.findings.extend(join_titles(grid, &layout, sheet, file));
        let by = file.rsplit('/').next().unwrap_or(file);
        for (column, title) in &mut layout.roles {
            let from = out
                .made
                .iter()
                .find(|made| made.sheet == grid.title && made.at == *column)
                .map_or(*column, |made| made.from);
            let place = Place::cell(file, &grid.title, At::new(layout.header, from));
            let holder = parties.contact(title);
            if let Some(role) = parties.role(title).filter(|role| role != title) {
                let message = format!("“{title}” is read as {role}.");
                out.findings.push(Finding::new(Code::ValueCoerced, message).on(sheet).at(place.clone()));
                retitle(grid, layout.header, *column, role.clone());
                *title = role;
            }
            let role = NewRole { title, holder: holder.as_deref(), by, place };
            out.added.extend(add_role(sheet, role, master, engagement));
        }
        if let NamesColumn::Untitled(column, found) = &layout.names {
            let title = key_column(sheet).map(|c| c.title.clone()).unwrap_or_default();
            let titled = if found.is_empty() { "has no title".to_owned() } else { format!("is titled “{found}”") };
            let message = format!("The column that names the rows {titled}; it was read as {title}.");
            let place = Place::cell(file, &grid.title, At::new(layout.header, *column));
            out.findings.push(Finding::new(Code::ColumnRenamed, message).severity(Severity::Info).on(sheet).at(place));
            retitle(grid, layout.header, *column, title);
        }
        let columns: Vec<u16> = layout.roles.iter().map(|(at, _)| *at).collect();
        out.findings.extend(without_marks(grid, layout.header, &columns, sheet, file));
        if !is_list {
            let (findings, made) = name_sections(grid, &layout, &columns, sheet, file);
            out.findings.extend(findings);
            out.made.extend(made);
        }
    }
    reshape(master, templates);
    remember_records(master);
    out
}

/// Brings titles beside the row with the roles into it; a finding names those of groups of roles, which have no place.
fn join_titles(grid: &mut Grid, layout: &Layout, sheet: &Sheet, file: &str) -> Option<Finding> {
    let columns: Vec<u16> = layout.roles.iter().map(|(at, _)| *at).collect();
    let reads = |cell: &RawCell| !read_matrix_letters(&cell.raw.to_string(), sheet).is_unread();
    let place = MatrixPlace { sheet, header: layout.header, roles: &columns, reads: &reads };
    let groups = place.join_titles(grid);
    let message = format!("Titles over groups of roles are not in the master: {}.", groups.join("; "));
    let at = Place::cell(file, &grid.title, At::new(layout.header, 0));
    let finding = Finding::new(Code::RowOutsideTable, message).severity(Severity::Info).on(sheet).at(at);
    (!groups.is_empty()).then_some(finding)
}

/// Lines that head a section become values of a column of their own; a finding names them.
fn name_sections(
    grid: &mut Grid,
    layout: &Layout,
    columns: &[u16],
    sheet: &Sheet,
    file: &str,
) -> (Option<Finding>, Option<MadeColumn>) {
    let reads = |cell: &RawCell| !read_matrix_letters(&cell.raw.to_string(), sheet).is_unread();
    let place = MatrixPlace { sheet, header: layout.header, roles: columns, reads: &reads };
    let Some(made) = place.name_sections(grid) else { return (None, None) };
    let message = format!(
        "Lines that head a section became the {} of the rows below them: {}.",
        made.title,
        made.sections.join("; ")
    );
    let at = Place::cell(file, &grid.title, At::new(layout.header, 0));
    let finding = Finding::new(Code::ColumnRenamed, message).severity(Severity::Info).on(sheet).at(at);
    (Some(finding), Some(MadeColumn { sheet: grid.title.clone(), at: made.at, from: 0 }))
}

/// The layout of a list that was turned into a matrix: the columns that were made are its roles.
fn layout_of_list(fitted: &FittedMatrices, sheet: &Sheet) -> Option<Layout> {
    let MadeColumn { sheet: title, at: first, .. } = fitted.made.first()?;
    let grid = fitted.workbook.sheets.iter().position(|g| g.title == *title)?;
    let rows = &fitted.workbook.sheets.get(grid)?.rows;
    let made: Vec<u16> = fitted.made.iter().filter(|m| m.sheet == *title).map(|m| m.at).collect();
    let header =
        rows.iter().find(|r| r.cell(*first).is_some() && r.cells.iter().any(|(_, c)| is_common_title(sheet, c)))?;
    let roles = made.iter().filter_map(|at| Some((*at, role_title(header.cell(*at)?)?))).collect();
    Some(Layout { grid, header: header.number, names: NamesColumn::Titled, roles })
}

/// Drops marks behind letters, such as the one of `R*`; a finding names each.
fn without_marks(grid: &mut Grid, header: u32, columns: &[u16], sheet: &Sheet, file: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let title = grid.title.clone();
    for row in grid.rows.iter_mut().filter(|r| r.number > header) {
        let number = row.number;
        for (at, cell) in row.cells.iter_mut().filter(|(at, _)| columns.contains(at)) {
            let Raw::Text(text) = &cell.raw else { continue };
            let bare: String = text.chars().filter(|c| !matches!(c, '*' | '†' | '¹' | '²' | '³')).collect();
            if bare != *text && !bare.trim().is_empty() {
                let message =
                    format!("“{}” was read as {}; what the mark means is not in the master.", text.trim(), bare.trim());
                let place = Place::cell(file, &title, At::new(number, *at));
                findings.push(Finding::new(Code::ValueCoerced, message).on(sheet).at(place));
                cell.raw = Raw::Text(bare);
            }
        }
    }
    findings
}

fn key_column(sheet: &Sheet) -> Option<&Column> {
    sheet.natural_key.first().and_then(|key| sheet.column(key))
}

/// The sheet of the file that is the matrix: by its title, else the one with most role columns.
fn find_layout(workbook: &Workbook, sheet: &Sheet, templates: &[Template]) -> Option<Layout> {
    let prefixes = id_prefixes(templates);
    let titled = |g: &Grid| fold_title(&g.title) == fold_title(&sheet.title);
    let titles = TitlesOfLists::new(sheet, templates);
    let layouts =
        workbook.sheets.iter().enumerate().filter_map(|(i, grid)| matrix_layout(grid, i, sheet, &prefixes, &titles));
    let rank = |l: &Layout| {
        let same = workbook.sheets.get(l.grid).is_some_and(titled);
        (same, l.roles.len(), usize::MAX - l.grid)
    };
    layouts.max_by_key(rank)
}

/// The header row is the one above most columns of letters; of several, the first.
fn matrix_layout(
    grid: &Grid,
    i: usize,
    sheet: &Sheet,
    prefixes: &BTreeMap<SheetKey, String>,
    titles: &TitlesOfLists,
) -> Option<Layout> {
    let letters = letters_column(sheet)?;
    let words = LetterWords::of(&letters.choices);
    let reads = |cell: &RawCell| {
        if !words.may_be_in(&cell.raw.as_read()) {
            return false;
        }
        let (value, issue) = values::read(cell, &letters, &Reading::new(prefixes));
        !value.is_empty() && issue.is_none_or(|t| !t.refused)
    };
    let mut best: Option<Layout> = None;
    let joined = |row: &GridRow, roles: &[(u16, String)]| {
        let columns: Vec<u16> = roles.iter().map(|(at, _)| *at).collect();
        let mut whole = grid.clone();
        MatrixPlace { sheet, header: row.number, roles: &columns, reads: &reads }.join_titles(&mut whole);
        whole
    };
    let lettered = LetteredColumns::of(&grid.rows, &reads);
    for (n, row) in grid.rows.iter().enumerate().take(HEADER_ROWS) {
        let is_role =
            |cell: &RawCell| !is_common_title(sheet, cell) && !reads(cell) && !titles.is_field(&cell.raw.to_string());
        let may_be_titles = || row.cells.iter().filter(|(_, cell)| is_role(cell));
        let titled = |(at, cell): &(u16, RawCell)| Some((*at, role_title(cell)?));
        let mut roles: Vec<(u16, String)> =
            may_be_titles().filter(|(at, _)| lettered.holds_letters(*at, n)).filter_map(titled).collect();
        if roles.len() >= 2 {
            let is_new = |at: &u16| !roles.iter().any(|(role, _)| role == at);
            let odd = may_be_titles().filter(|(at, _)| is_new(at) && holds_other_letters(grid, *at, row.number));
            let odd: Vec<(u16, String)> = odd.filter_map(titled).collect();
            roles.extend(odd);
            roles.sort_by_key(|(at, _)| *at);
        }
        if roles.len() >= 2 && best.as_ref().is_none_or(|b| roles.len() > b.roles.len()) {
            let whole = joined(row, &roles);
            let header = whole.rows.iter().find(|r| r.number == row.number).unwrap_or(row);
            let below: Vec<GridRow> = whole.rows.iter().filter(|r| r.number > row.number).cloned().collect();
            let names = names_column(header, &below, sheet, &roles, titles);
            best = names.map(|names| Layout { grid: i, header: row.number, names, roles });
        }
    }
    best
}

/// Letters of other kinds of matrix, such as RASCI; those of the second kind alone may be ticks or flags.
const OTHER_LETTERS: ([&str; 5], [&str; 3]) = (["s", "p", "v", "d", "o"], ["x", "n", "-"]);

/// Whether a column holds letters of other kinds of matrix and nothing else: it is a role's, and each letter is asked about.
fn holds_other_letters(grid: &Grid, at: u16, header: u32) -> bool {
    let below = grid.rows.iter().filter(|r| r.number > header).filter_map(|r| r.cell(at));
    let words: Vec<String> = below.filter(|c| !c.raw.is_blank()).map(|c| fold(&c.raw.to_string())).collect();
    let (telling, other) = OTHER_LETTERS;
    let is = |word: &String| telling.contains(&word.as_str()) || other.contains(&word.as_str());
    words.len() >= 2 && words.iter().all(is) && words.iter().any(|word| telling.contains(&word.as_str()))
}

fn letters_column(sheet: &Sheet) -> Option<Column> {
    match &sheet.kind {
        SheetKind::Matrix { letters, .. } => {
            Some(Column { choices: letters.clone(), ..Column::new("role:", "", Kind::Choices) })
        }
        SheetKind::Table => None,
    }
}

/// Whether a cell holds the title of a column that every matrix of this kind has.
fn is_common_title(sheet: &Sheet, cell: &RawCell) -> bool {
    let column = sheet
        .folded_titles()
        .columns(None)
        .get(&fold_title(&cell.raw.to_string()))
        .and_then(|(i, _)| sheet.columns.get(*i));
    column.is_some_and(|c| !c.key.as_str().starts_with("role:"))
}

fn role_title(cell: &RawCell) -> Option<String> {
    let Raw::Text(text) = &cell.raw else { return None };
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty() && title.chars().count() <= MAX_ROLE_LENGTH).then_some(title)
}

/// The column that names the rows: the one with the right title, else the leftmost column of words, if there is one.
fn names_column(
    header: &GridRow,
    below: &[GridRow],
    sheet: &Sheet,
    roles: &[(u16, String)],
    titles: &TitlesOfLists,
) -> Option<NamesColumn> {
    let column = key_column(sheet)?;
    let known = sheet.folded_titles().columns(None);
    let is_key = |cell: &RawCell| {
        known.get(&fold_title(&cell.raw.to_string())).is_some_and(|(i, _)| sheet.position(&column.key) == Some(*i))
    };
    if header.cells.iter().any(|(_, cell)| is_key(cell)) {
        return Some(NamesColumn::Titled);
    }
    let columns: Vec<u16> = roles.iter().map(|(at, _)| *at).collect();
    let place = MatrixPlace { sheet, header: header.number, roles: &columns, reads: &|_| false };
    if let Some((at, cell)) = header.cells.iter().find(|(at, c)| !columns.contains(at) && place.is_key_title(c)) {
        return Some(NamesColumn::Untitled(*at, cell.raw.to_string()));
    }
    let mut texts: BTreeMap<u16, usize> = BTreeMap::new();
    // A row that heads a section names no activity.
    let lettered = |r: &&GridRow| roles.iter().any(|(at, _)| r.cell(*at).is_some_and(|c| !c.raw.is_blank()));
    for (at, cell) in below.iter().filter(lettered).flat_map(|r| &r.cells) {
        // A CSV has numbers as text; a name has letters.
        if matches!(&cell.raw, Raw::Text(t) if t.chars().any(char::is_alphabetic)) {
            *texts.entry(*at).or_default() += 1;
        }
    }
    let free = |at: u16| {
        let known = header.cell(at).is_some_and(|cell| is_common_title(sheet, cell));
        !known && !roles.iter().any(|(role, _)| *role == at)
    };
    let (at, _) = texts.into_iter().find(|(at, n)| *n >= 2 && free(*at))?;
    let title = header.cell(at).map(|c| c.raw.to_string()).unwrap_or_default();
    // Where roles stand in the rows, the columns are activities; where nobody is responsible, the letters mean something else.
    let mut lettered = below.iter().flat_map(|row| columns.iter().filter_map(|at| row.cell(*at)));
    let is_matrix = !titles.is_role(&title) && lettered.any(|cell| has_first_letter(cell, sheet));
    is_matrix.then_some(NamesColumn::Untitled(at, title))
}

/// Whether a cell holds the first letter of a matrix, without which it says nothing: R, of who does the work.
fn has_first_letter(cell: &RawCell, sheet: &Sheet) -> bool {
    let SheetKind::Matrix { letters, .. } = &sheet.kind else { return false };
    let read = read_matrix_letters(&cell.raw.to_string(), sheet);
    let first = letters.first().map(|letter| letter.label.as_str());
    !read.is_unread() && read.to_string().split(", ").any(|letter| Some(letter) == first)
}

/// Gives every matrix of the master a column for each role that there is now.
fn reshape(master: &mut Master, templates: &[Template]) {
    for sheet in templates.iter().flat_map(|t| &t.sheets).filter(|s| s.across().is_some()) {
        let shaped = Arc::new(expand_matrix(sheet, master));
        if let Some(state) = master.sheet_mut(&sheet.key) {
            reshape_state(state, shaped);
        }
    }
}

/// Gives a matrix of the master the columns of its new shape; values stay with their columns.
fn reshape_state(state: &mut SheetState, shaped: Arc<Sheet>) {
    let before = Arc::clone(&state.sheet);
    let spread = |values: &[Value]| -> Vec<Value> {
        let by_key: IndexMap<&str, &Value> = before.columns.iter().map(|c| c.key.as_str()).zip(values).collect();
        shaped.columns.iter().map(|c| by_key.get(c.key.as_str()).copied().cloned().unwrap_or_default()).collect()
    };
    for record in state.records.values_mut() {
        record.values = spread(&record.values);
        let moved = std::mem::take(&mut record.issues).into_iter().map(|(column, issue)| {
            let key = before.columns.get(column).map(|c| c.key.as_str());
            (key.and_then(|k| shaped.position(k)).unwrap_or(column), issue)
        });
        record.issues = moved.collect();
    }
    for values in &mut state.loose {
        *values = spread(values);
    }
    state.sheet = shaped;
}
