//! The merged rows in an order in which none of the master's rows moves: where moving them would cost what hangs on them, new
//! rows come last, and removed ones are left empty.

use super::workbooks::{MergedFile, PlainFile};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::plain::{MasterPositions, NOTHING, PlainRow, PlainSheet};
use crate::model::text::count;

/// What was merged, with every row of the master in its place; `None` where no row would have to move for it, or where the
/// master's rows stand in another order.
pub fn with_rows_in_place(merged: &MergedFile, master: &PlainFile, why: &str) -> Option<MergedFile> {
    let mut out = merged.clone();
    let mut any = false;
    let sheets = out.sheets.iter_mut().zip(&mut out.origins).zip(&master.sheets);
    for ((sheet, origin), own) in sheets {
        let places = places(origin, own.rows.len())?;
        if places.iter().copied().eq((0..sheet.rows.len()).map(Some)) {
            continue;
        }
        any = true;
        out.findings.push(finding(sheet, origin, own, why));
        let empty = || vec![NOTHING.clone(); sheet.columns.len()].into();
        let rows = places.iter().zip(sheet.header + 1..).map(|(merged, number)| PlainRow {
            number,
            cells: merged.and_then(|n| sheet.rows.get(n)).map_or_else(empty, |row| row.cells.clone()),
        });
        let rows = rows.collect();
        origin.rows = (0..places.len()).map(|n| Some(n).filter(|n| *n < own.rows.len())).collect();
        sheet.rows = rows;
    }
    any.then_some(out)
}

/// For each row of the master the merged one, if it is still there; behind them those that are new.
fn places(origin: &MasterPositions, rows: usize) -> Option<Vec<Option<usize>>> {
    let known: Vec<usize> = origin.rows.iter().copied().flatten().collect();
    known.windows(2).all(|pair| matches!(pair, [a, b] if a < b)).then_some(())?;
    let mut out = vec![None; rows];
    for (merged, own) in origin.rows.iter().enumerate() {
        match own.and_then(|own| out.get_mut(own)) {
            Some(slot) => *slot = Some(merged),
            None => out.push(Some(merged)),
        }
    }
    Some(out)
}

fn finding(sheet: &PlainSheet, origin: &MasterPositions, own: &PlainSheet, why: &str) -> Finding {
    let new = origin.rows.iter().filter(|row| row.is_none()).count();
    let gone = own.rows.len() + new - origin.rows.len();
    let added =
        (new > 0).then(|| format!("{} at the end of the table", count(new, "added row stands", "added rows stand")));
    let removed = (gone > 0).then(|| format!("{} empty", count(gone, "removed row is left", "removed rows are left")));
    let parts: Vec<String> = added.into_iter().chain(removed).collect();
    let message = format!("On the sheet {} {}: {why}.", sheet.title, parts.join(" and "));
    let mut finding = Finding::new(Code::RowAtEnd, message).at(Place::sheet(&own.file, &own.title));
    finding.sheet = Some(sheet.title.clone());
    finding
}
