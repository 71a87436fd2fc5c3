//! Words in columns that are a scale of numbers: High for 4. What was taken is said once for each column, not for each cell.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Grid;
use crate::model::place::{At, Place};
use crate::model::table::Table;
use crate::model::text::{and_list, count, fold};
use crate::steps::values::{is_scale, number_of_word};
use indexmap::IndexMap;

/// Takes the notes about words of a scale from the cells of each column, and gives one for all of them.
pub(super) fn note_scale_words(grid: &Grid, table: &mut Table) -> Vec<Finding> {
    let sheet = table.sheet.clone();
    let columns = sheet.columns.iter().enumerate().filter(|(_, column)| is_scale(column));
    let mut findings = Vec::new();
    for (position, column) in columns {
        let Some(at) = table.present.get(position).copied().flatten() else { continue };
        let mut words: IndexMap<String, (String, String)> = IndexMap::new();
        let mut cells = 0;
        for row in &mut table.rows {
            let Some(cell) = grid.cell(At::new(row.number, at)) else { continue };
            let typed = cell.raw.to_string().trim().to_owned();
            let Some(number) = number_of_word(&typed, column) else { continue };
            row.issues.remove(&position);
            words.entry(fold(&typed)).or_insert((typed, number.to_string()));
            cells += 1;
        }
        if words.is_empty() {
            continue;
        }
        let read: Vec<String> = words.into_values().map(|(word, number)| format!("{word} as {number}")).collect();
        let message = format!(
            "Words in {} were read as numbers of its scale, in {}: {}.",
            column.title,
            count(cells, "cell", "cells"),
            and_list(&read)
        );
        let place = Place::cell(&table.file, &table.title, At::new(table.header, at));
        findings.push(Finding::new(Code::ValueCoerced, message).on(&sheet).field(&column.key).at(place));
    }
    findings
}
