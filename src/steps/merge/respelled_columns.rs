//! Columns that a program wrote otherwise throughout: each is known by the base, and what it holds is read as the base
//! writes it. What a person changed among it stays a change.

use super::columns::columns_by_title;
use super::open_cells::{OpenCell, SettleRules, put, settle};
use super::respelled_column::{InBase, RespelledColumn, SheetSide, rows_of_its_own};
use super::respelling::Respelling;
use crate::model::finding::Finding;
use crate::model::plain::PlainSheet;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A sheet as the base would have written it.
#[derive(Clone, Debug)]
pub(super) struct RespelledSheet<'a> {
    pub(super) sheet: Cow<'a, PlainSheet>,
    /// What a program did, column by column.
    pub(super) findings: Vec<Finding>,
    /// The columns of the sheet that are written otherwise.
    pub(super) columns: BTreeMap<usize, Respelling>,
}

/// A sheet with its columns in the base's way of writing. Of the master, which keeps its own, only the values are read so.
pub(super) fn spelled_as_base<'a>(
    base: &PlainSheet,
    other: Cow<'a, PlainSheet>,
    key: &[String],
    side: SheetSide,
) -> RespelledSheet<'a> {
    let columns = columns_by_title(base, &other);
    let own_rows = rows_of_its_own(base, &other);
    let pairs = columns.iter().enumerate().filter_map(|(b, o)| Some((b, (*o)?)));
    let found: Vec<RespelledColumn<'_>> =
        pairs.filter_map(|(b, o)| RespelledColumn::find(base, b, &other, o, &own_rows)).collect();
    if found.is_empty() {
        return RespelledSheet { sheet: other, findings: Vec::new(), columns: BTreeMap::new() };
    }
    let mut findings: Vec<Finding> = found.iter().map(|column| column.finding(base, &other, side)).collect();
    let master = side == SheetSide::Master;
    let mut sheet = other.into_owned();
    let mut open = Vec::new();
    for (n, row) in sheet.rows.iter_mut().enumerate() {
        let mut cells = None;
        for column in &found {
            let Some(cell) = row.cells.get(column.other) else { continue };
            let before = match column.in_base(cell) {
                InBase::AsItIs => continue,
                InBase::Several => {
                    open.push(OpenCell { row: n, column });
                    continue;
                }
                InBase::As(before) => before,
            };
            let own = cells.get_or_insert_with(|| row.cells.to_vec());
            put(own, column.other, before, master);
        }
        if let Some(cells) = cells {
            row.cells = cells.into();
        }
    }
    findings.extend(settle(base, &mut sheet, &columns, &open, SettleRules { key, master }));
    let respelled = found.iter().map(|column| (column.other, column.respelling)).collect();
    RespelledSheet { sheet: Cow::Owned(sheet), findings, columns: respelled }
}
