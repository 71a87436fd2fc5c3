//! Cells over which others were merged: Excel empties them, and nobody said that they are to be empty.

use super::columns::columns_by_title;
use super::comparable::ComparableSheet;
use super::rows::{Pairs, SheetPair, pair_rows, similar_rows_without_key};
use super::rules::MergeRules;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::{At, Place};
use crate::model::plain::PlainSheet;
use crate::model::severity::Severity;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A sheet with what the base holds where another cell was merged over.
pub(super) fn with_swallowed_cells<'a>(
    base: &PlainSheet,
    sheet: Cow<'a, PlainSheet>,
    rules: MergeRules<'_>,
) -> ComparableSheet<'a> {
    if sheet.merged.is_empty() {
        return ComparableSheet { sheet, findings: Vec::new() };
    }
    let columns = columns_by_title(base, &sheet);
    let sides = SheetPair { base, other: &sheet, columns: &columns };
    let base_rows = rows_of_base(&pair_rows(sides, rules.key), sides);
    let mut found: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let mut findings = Vec::new();
    for range in &sheet.merged {
        let cells: Vec<(usize, usize)> = swallowed(&sheet, range).collect();
        let of_base = cells.iter().filter_map(|(row, column)| {
            let b = columns.iter().position(|o| *o == Some(*column))?;
            let row_of_base = *base_rows.get(row)?;
            (!base.cell(row_of_base, b).value.is_empty()).then_some(((*row, *column), row_of_base))
        });
        let of_base: Vec<_> = of_base.collect();
        findings.extend((!of_base.is_empty()).then(|| finding(&sheet, range)));
        found.extend(of_base);
    }
    if found.is_empty() {
        return ComparableSheet { sheet, findings };
    }
    let mut out = sheet.into_owned();
    for ((row, column), row_of_base) in found {
        let b = columns.iter().position(|o| *o == Some(column)).unwrap_or(0);
        let Some(of_row) = out.rows.get_mut(row) else { continue };
        let mut cells = of_row.cells.to_vec();
        if let Some(slot) = cells.get_mut(column) {
            *slot = base.cell(row_of_base, b).clone();
        }
        of_row.cells = cells.into();
    }
    ComparableSheet { sheet: Cow::Owned(out), findings }
}

/// The row of the base that a row is, also where its key was swallowed.
fn rows_of_base(pairs: &Pairs, sides: SheetPair<'_>) -> BTreeMap<usize, usize> {
    let alike = similar_rows_without_key(sides, pairs).into_iter().map(|(base, other)| (other, base));
    let paired = pairs.base_of.iter().enumerate().filter_map(|(other, base)| Some((other, (*base)?)));
    alike.chain(paired).collect()
}

/// The empty cells of a range but for its first, by row and column of the table.
fn swallowed<'s>(sheet: &'s PlainSheet, (first, last): &(At, At)) -> impl Iterator<Item = (usize, usize)> + use<'s> {
    let (first, last) = (*first, *last);
    let from = sheet.rows.partition_point(|row| row.number < first.row);
    let rows = sheet.rows.iter().enumerate().skip(from).take_while(move |(_, row)| row.number <= last.row);
    rows.flat_map(move |(row, of_row)| {
        let within =
            sheet.columns.iter().enumerate().filter(move |(_, c)| (first.column..=last.column).contains(&c.at));
        let others = within.filter(move |(_, c)| At::new(of_row.number, c.at) != first);
        others.map(move |(column, _)| (row, column)).filter(|(row, column)| sheet.cell(*row, *column).value.is_empty())
    })
}

fn finding(sheet: &PlainSheet, (first, last): &(At, At)) -> Finding {
    let message = format!(
        "The cells {first}:{last} of {} were merged into one, which empties all but the first. What the others held stays.",
        sheet.file
    );
    let mut finding = Finding::new(Code::ValueMerged, message).severity(Severity::Warning).at(Place::cell(
        &sheet.file,
        &sheet.title,
        *first,
    ));
    finding.sheet = Some(sheet.title.clone());
    finding.help("If they are to be empty or to hold the same, type that into the master.")
}
