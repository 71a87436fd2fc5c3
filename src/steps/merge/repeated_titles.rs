//! Titles that stand again among the rows, as where lists were put one below the other: they are no row.

use super::comparable::ComparableSheet;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::plain::{PlainRow, PlainSheet};
use crate::model::severity::Severity;
use std::borrow::Cow;

/// A sheet without the rows that only repeat its titles, unless the base has them, too.
pub(super) fn without_repeated_titles<'a>(base: &PlainSheet, sheet: &'a PlainSheet) -> ComparableSheet<'a> {
    let repeats = |sheet: &PlainSheet, row: &PlainRow| repeats_titles(row, sheet);
    let found: Vec<usize> =
        (0..sheet.rows.len()).filter(|n| sheet.rows.get(*n).is_some_and(|r| repeats(sheet, r))).collect();
    if found.is_empty() || base.rows.iter().any(|row| repeats(base, row)) {
        return ComparableSheet { sheet: Cow::Borrowed(sheet), findings: Vec::new() };
    }
    let findings = found.iter().map(|row| {
        let message = format!("The titles stand again among the rows of {}; that counts as no row.", sheet.file);
        let mut finding =
            Finding::new(Code::RowOutsideTable, message).severity(Severity::Info).at(sheet.row_place(*row));
        finding.sheet = Some(sheet.title.clone());
        finding.help("Nothing is to be done, unless the row is meant.")
    });
    let findings = findings.collect();
    let mut without = sheet.clone();
    without.rows.retain(|row| !repeats_titles(row, sheet));
    ComparableSheet { sheet: Cow::Owned(without), findings }
}

/// Whether a row holds the titles of its columns, and there are several.
fn repeats_titles(row: &PlainRow, sheet: &PlainSheet) -> bool {
    let titled = sheet.columns.iter().filter(|column| !column.title.trim().is_empty()).count();
    let mut cells = row.cells.iter().zip(&sheet.columns);
    titled > 1 && cells.all(|(cell, column)| cell.raw.as_read().trim() == column.title.trim())
}

#[cfg(test)]
mod tests {
    use super::super::table::plain_sheet;
    use super::*;
    use crate::model::grid::{Grid, GridRow, Raw, RawCell};

    fn sheet(lines: &[&str]) -> PlainSheet {
        let row = |(number, line): (u32, &&str)| {
            let cell = |t: &str| RawCell { raw: Raw::Text(t.to_owned()), ..RawCell::default() };
            let cells = (0_u16..).zip(line.split('|')).filter(|(_, t)| !t.is_empty());
            GridRow { number, cells: cells.map(|(c, t)| (c, cell(t))).collect() }
        };
        plain_sheet(&Grid { rows: (0..).zip(lines).map(row).collect(), ..Grid::default() }, "a.csv", true)
    }

    #[test]
    fn titles_that_come_again_are_no_row_unless_the_base_has_them() {
        let (once, twice) = (sheet(&["id|a", "1|x"]), sheet(&["id|a", "1|x", "id|a", "2|y"]));
        for (base, other, rows) in [
            (&once, &twice, 2),
            (&twice, &twice, 3),
            (&once, &sheet(&["id|a", "1|x", "id|b"]), 2),
            (&sheet(&["id"]), &sheet(&["id", "id"]), 1),
        ] {
            let found = without_repeated_titles(base, other);
            assert_eq!(found.sheet.rows.len(), rows);
            assert_eq!(found.findings.is_empty(), rows == other.rows.len());
        }
    }
}
