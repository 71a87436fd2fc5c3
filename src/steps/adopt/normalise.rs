//! Takes out of the tables what is no record: repeated header rows, section rows, titles, other sheets. Findings list each.

use super::own_ids::typed_id;
use super::sheet_titles::describing_fields;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, GridRow, Workbook};
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};
use crate::model::table::{Row, Table, natural_words};
use crate::model::template::Kind;
use crate::model::text::{count, fold, fold_title};
use crate::model::value::Value;
use crate::steps::ingest::{IngestedWorkbook, Leftover, LeftoverKind};
use std::collections::BTreeMap;

/// Sets apart what is no record. Returns findings about repeated names and about sheets that were not read.
pub(super) fn normalise(read: &mut IngestedWorkbook, workbook: &Workbook, named: bool) -> Vec<Finding> {
    let mut file = String::new();
    let mut findings = Vec::new();
    let mut tables = std::mem::take(&mut read.tables);
    for table in &mut tables {
        file.clone_from(&table.file);
        if let Some(grid) = workbook.sheets.iter().find(|g| g.title == table.title) {
            set_apart_non_records(table, grid, read);
            findings.extend(set_apart_repeated_names(table, grid));
            set_apart_empty_columns(table, grid, read);
        }
    }
    read.tables = tables;
    // A file that prekick never sent has nothing above its tables that is prekick's own.
    for left in read.leftovers.iter_mut().filter(|l| l.kind == LeftoverKind::Above) {
        left.kind = LeftoverKind::Outside;
    }
    findings.extend(other_sheets(read, &file, named));
    findings
}

/// Sets apart rows that repeat the header, rows without words, and in a matrix rows that head a section.
fn set_apart_non_records(table: &mut Table, grid: &Grid, read: &mut IngestedWorkbook) {
    let rows = std::mem::take(&mut table.rows);
    for row in rows {
        let known = row.row_key.is_some();
        let is_none = |row: &Row| {
            !row.has_typed_values(&table.sheet)
                || repeats_header(table, row)
                || heads_section(table, row)
                || explains_letters(table, row)
        };
        if !known && is_none(&row) {
            set_apart(table, &row, grid, read);
        } else {
            table.rows.push(row);
        }
    }
}

fn repeats_header(table: &Table, row: &Row) -> bool {
    let says_its_title = |(i, v): (usize, &Value)| {
        let Some(column) = table.sheet.columns.get(i) else { return false };
        let text = fold_title(&v.to_string());
        !v.is_empty() && (text == fold_title(&column.title) || column.aliases.iter().any(|a| fold_title(a) == text))
    };
    row.values.iter().enumerate().filter(|(i, v)| says_its_title((*i, v))).count() >= 2
}

fn heads_section(table: &Table, row: &Row) -> bool {
    let filled: Vec<usize> =
        (0..row.values.len()).filter(|i| row.values.get(*i).is_some_and(|v| !v.is_empty())).collect();
    let key = table.sheet.natural_key.first().and_then(|k| table.sheet.position(k));
    table.sheet.across().is_some() && filled.len() == 1 && filled.first().copied() == key
}

/// Whether a row of a matrix is part of its legend: `R = Responsible` in each filled cell.
fn explains_letters(table: &Table, row: &Row) -> bool {
    let filled: Vec<String> = row.values.iter().map(ToString::to_string).filter(|v| !v.trim().is_empty()).collect();
    table.sheet.across().is_some() && !filled.is_empty() && filled.iter().all(|text| explains_letter(text))
}

/// Whether a text says what a letter means: `R = Responsible`, `Legend: A: Accountable`.
fn explains_letter(text: &str) -> bool {
    let is_of_letter = |before: &str, behind: &str| {
        let mut back = before.trim_end().chars().rev();
        let is_letter = back.next().is_some_and(char::is_alphabetic);
        let stands_alone = back.find(|c| !c.is_whitespace()).is_none_or(|c| ":：,;/|(".contains(c));
        is_letter && stands_alone && behind.chars().any(char::is_alphabetic)
    };
    let signs = text.match_indices(['=', ':', '＝', '：']);
    signs.filter_map(|(at, _)| text.split_at_checked(at)).any(|(before, behind)| is_of_letter(before, behind))
}

/// A list may name a record twice, with an earlier and a later state: the first row is read, the others are listed.
fn set_apart_repeated_names(table: &mut Table, grid: &Grid) -> Vec<Finding> {
    let mut first: BTreeMap<String, u32> = BTreeMap::new();
    let mut findings = Vec::new();
    let later_state = header_again(table, grid).unwrap_or(u32::MAX);
    let rows = std::mem::take(&mut table.rows);
    for row in rows {
        let Some(name) = repeated_name(table, &row).filter(|_| row.row_key.is_none()) else {
            table.rows.push(row);
            continue;
        };
        let numbered = format!("{name}\u{1f}#{}", own_id(table, &row, grid));
        let before = if row.number > later_state { first.get(&name) } else { first.get(&numbered) };
        let Some(before) = before.copied() else {
            first.entry(name).or_insert(row.number);
            first.insert(numbered, row.number);
            table.rows.push(row);
            continue;
        };
        let cells = grid.rows.iter().find(|r| r.number == row.number).into_iter().flat_map(|r| &r.cells);
        let values: Vec<String> = cells
            .filter(|(_, c)| !c.raw.is_blank())
            .map(|(column, c)| format!("{}: {}", At::new(row.number, *column), c.raw))
            .collect();
        let message = format!(
            "Row {} names “{}” again, as row {} did; that row was read, this one is not in the master: {}.",
            row.number.saturating_add(1),
            natural_words(&table.sheet, &row.values),
            before.saturating_add(1),
            values.join("; ")
        );
        findings.push(Finding::new(Code::RowOutsideTable, message).on(&table.sheet).at(table.row_place(&row)));
    }
    findings
}

/// What a row is called, folded: its natural key, and where that is no name, such as an address that several people share,
/// its name as well.
pub(super) fn repeated_name(table: &Table, row: &Row) -> Option<String> {
    let key = row.natural_key(&table.sheet)?;
    let names = describing_fields(&table.sheet).into_iter().filter(|i| {
        table.sheet.columns.get(*i).is_some_and(|c| c.kind == Kind::Text && !table.sheet.natural_key.contains(&c.key))
    });
    // What comes again in another section is another thing.
    let sections = table.sheet.columns.iter().enumerate().filter(|(_, c)| c.open).map(|(i, _)| i);
    let names = names.chain(sections);
    let names: Vec<String> = names.filter_map(|i| row.values.get(i)).map(|v| fold(&v.to_string())).collect();
    Some(format!("{key}\u{1f}{}", names.join("\u{1f}")))
}

/// The ID that the list gives a row, folded: in a plan, `Design` of one part is another task than that of the next.
fn own_id(table: &Table, row: &Row, grid: &Grid) -> String {
    let at = table.sheet.position("id").and_then(|i| table.present.get(i).copied().flatten());
    at.and_then(|at| typed_id(grid, row.number, at)).map(|id| fold(&id)).unwrap_or_default()
}

/// The row in which the titles come again: below it stand the same records in a later state.
fn header_again(table: &Table, grid: &Grid) -> Option<u32> {
    let header = grid.rows.iter().find(|r| r.number == table.header)?;
    let words = |row: &GridRow| -> Vec<(u16, String)> {
        let filled = row.cells.iter().filter(|(_, c)| !c.raw.is_blank());
        filled.map(|(at, c)| (*at, fold_title(&c.raw.to_string()))).collect()
    };
    let titles = words(header);
    let repeats = |row: &&GridRow| {
        let row = words(row);
        row.len() >= 2 && row.iter().all(|cell| titles.contains(cell))
    };
    grid.rows.iter().filter(|r| r.number > table.header).find(repeats).map(|r| r.number)
}

fn set_apart(table: &Table, row: &Row, grid: &Grid, read: &mut IngestedWorkbook) {
    for (i, _) in row.values.iter().enumerate().filter(|(_, v)| !v.is_empty()) {
        let Some(column) = table.present.get(i).copied().flatten() else { continue };
        push(grid, &table.file, At::new(row.number, column), read);
    }
}

fn push(grid: &Grid, file: &str, at: At, read: &mut IngestedWorkbook) {
    let text = grid.cell(at).map(|c| c.raw.to_string()).unwrap_or_default();
    let place = Place::cell(file, &grid.title, at);
    read.leftovers.push(Leftover { sheet: grid.title.clone(), at, place, text, kind: LeftoverKind::Outside });
}

/// The header row may hold more than titles, such as a legend beside the table.
fn set_apart_empty_columns(table: &Table, grid: &Grid, read: &mut IngestedWorkbook) {
    let empty: Vec<u16> =
        read.unknown.iter().filter(|u| u.sheet == table.sheet.key && u.values.is_empty()).map(|u| u.column).collect();
    for column in empty {
        push(grid, &table.file, At::new(table.header, column), read);
    }
    read.unknown.retain(|u| u.sheet != table.sheet.key || !u.values.is_empty());
}

/// One finding for each sheet that was not read.
fn other_sheets(read: &mut IngestedWorkbook, file: &str, named: bool) -> Vec<Finding> {
    let mut sheets: BTreeMap<String, Vec<Leftover>> = BTreeMap::new();
    for left in read.leftovers.extract_if(.., |l| l.kind == LeftoverKind::OtherSheet) {
        if left.sheet != LISTS_SHEET && left.sheet != IDENTITY_SHEET {
            sheets.entry(left.sheet.clone()).or_default().push(left);
        }
    }
    let finding = |(title, cells): (String, Vec<Leftover>)| {
        let many = count(cells.len(), "filled cell", "filled cells");
        let message = if named {
            format!("The sheet {title}, with {many}, was not read: another sheet is what --as names.")
        } else {
            let cells: Vec<String> = cells.iter().map(|l| format!("{}: {}", l.at, l.text)).collect();
            format!(
                "The sheet {title} is like no sheet that is known, so its {many} are not in the master: {}.",
                cells.join("; ")
            )
        };
        let severity = if named { Severity::Info } else { Severity::Warning };
        Finding::new(Code::RowOutsideTable, message).severity(severity).at(Place::sheet(file, title))
    };
    sheets.into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legend_says_what_letters_mean() {
        for (text, says) in [
            ("R = Responsible", true),
            ("Legend: R = Responsible", true),
            ("A: accountable", true),
            ("R=Responsible, A=Accountable", true),
            ("R", false),
            ("Phase B: testing", false),
            ("Order licences", false),
            ("Legend:", false),
        ] {
            assert_eq!(explains_letter(text), says, "{text}");
        }
    }
}
