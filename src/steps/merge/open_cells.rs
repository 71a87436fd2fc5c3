//! Cells of a column that a program wrote otherwise, of which several cells of the base may have become one: the rest of the
//! row tells which it was.

use super::respelled_column::{RespelledColumn, text_of};
use super::rows::{SheetPair, pair_rows};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::plain::{NOTHING, PlainCell, PlainRow, PlainSheet};
use crate::model::severity::Severity;
use crate::model::text::shortened;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A cell that several cells of the base may have become.
#[derive(Clone, Copy)]
pub(super) struct OpenCell<'c, 'b> {
    pub(super) row: usize,
    pub(super) column: &'c RespelledColumn<'b>,
}

/// How rows are told apart, and what is put into them.
#[derive(Clone, Copy)]
pub(super) struct SettleRules<'k> {
    /// The titles of the key columns.
    pub(super) key: &'k [String],
    /// Whether it is the master, of which only the values are read as the base has them.
    pub(super) master: bool,
}

pub(super) fn put(cells: &mut [PlainCell], at: usize, before: PlainCell, master: bool) {
    let Some(slot) = cells.get_mut(at) else { return };
    if master {
        slot.value = before.value;
    } else {
        *slot = before;
    }
}

/// Tells by the rest of the row, and by what is left over, which cell of the base an open cell was. Rows for which nothing
/// tells it are left as the base has them, and are named.
pub(super) fn settle(
    base: &PlainSheet,
    sheet: &mut PlainSheet,
    columns: &[Option<usize>],
    open: &[OpenCell<'_, '_>],
    rules: SettleRules<'_>,
) -> Vec<Finding> {
    if open.is_empty() {
        return Vec::new();
    }
    let unsure: BTreeSet<usize> = open.iter().map(|cell| cell.column.base).collect();
    let sure: Vec<Option<usize>> =
        columns.iter().enumerate().map(|(b, o)| o.filter(|_| !unsure.contains(&b))).collect();
    let pairs = pair_rows(SheetPair { base, other: sheet, columns: &sure }, rules.key);
    let paired: BTreeSet<usize> = pairs.base_of.iter().flatten().copied().collect();
    let mut left: Vec<OpenCell<'_, '_>> = Vec::new();
    for cell in open {
        let here = sheet.cell(cell.row, cell.column.other);
        let of_base = pairs.base_of.get(cell.row).copied().flatten().map(|row| base.cell(row, cell.column.base));
        let own = of_base.filter(|own| cell.column.respelling.may_become(&text_of(own), &text_of(here)));
        match own.cloned().or_else(|| cell.column.without_its_row(here)) {
            Some(before) => replace(sheet, *cell, before, rules.master),
            None if cell.column.respelling.is_told_by_row() => {}
            None => left.push(*cell),
        }
    }
    let Some(first) = left.first() else { return Vec::new() };
    let held: BTreeSet<Cow<'_, str>> =
        (0..sheet.rows.len()).map(|row| text_of(sheet.cell(row, first.column.other))).collect();
    let is_free = |row: &usize| !paired.contains(row) && !held.contains(&text_of(base.cell(*row, first.column.base)));
    let free: Vec<usize> = (0..base.rows.len()).filter(is_free).collect();
    if let ([cell], [row]) = (left.as_slice(), free.as_slice()) {
        replace(sheet, *cell, base.cell(*row, cell.column.base).clone(), rules.master);
        return Vec::new();
    }
    leave_as_in_base(base, sheet, columns, &left, &free)
}

fn replace(sheet: &mut PlainSheet, cell: OpenCell<'_, '_>, before: PlainCell, master: bool) {
    if let Some(row) = sheet.rows.get_mut(cell.row) {
        let mut cells = row.cells.to_vec();
        put(&mut cells, cell.column.other, before, master);
        row.cells = cells.into();
    }
}

/// Puts the rows of the base that are left in the place of those of which nobody knows which they are.
fn leave_as_in_base(
    base: &PlainSheet,
    sheet: &mut PlainSheet,
    columns: &[Option<usize>],
    left: &[OpenCell<'_, '_>],
    free: &[usize],
) -> Vec<Finding> {
    let unknown: BTreeSet<usize> = left.iter().map(|cell| cell.row).collect();
    let findings = unknown.iter().map(|row| unknown_row(sheet, *row)).collect();
    let mut of_base = free.iter();
    let rows = std::mem::take(&mut sheet.rows);
    let mut out: Vec<PlainRow> = Vec::with_capacity(rows.len());
    let as_in_base = |row: usize, number: u32| {
        let own = |o: usize| columns.iter().position(|own| *own == Some(o));
        let cells = (0..sheet.columns.len()).map(|o| own(o).map_or(&NOTHING, |b| base.cell(row, b)).clone());
        PlainRow { number, cells: cells.collect() }
    };
    for (n, row) in rows.into_iter().enumerate() {
        match unknown.contains(&n) {
            true => out.extend(of_base.next().map(|of_base| as_in_base(*of_base, row.number))),
            false => out.push(row),
        }
    }
    let last = out.last().map_or(sheet.header, |row| row.number);
    out.extend(of_base.map(|row| as_in_base(*row, last)));
    sheet.rows = out;
    findings
}

fn unknown_row(sheet: &PlainSheet, row: usize) -> Finding {
    let texts = (0..sheet.columns.len()).map(|c| text_of(sheet.cell(row, c))).filter(|text| !text.is_empty());
    let message = format!(
        "Which row “{}” is can't be told any more: a program made several values that tell rows apart into one. Nothing of it \
         was taken.",
        shortened(&texts.collect::<Vec<_>>().join(", "), 80)
    );
    let mut finding = Finding::new(Code::ValueCoerced, message).severity(Severity::Error).at(sheet.row_place(row));
    finding.sheet = Some(sheet.title.clone());
    finding.help("Ask for the file with these columns as text, or make the change in the master by hand.")
}
