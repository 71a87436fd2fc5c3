//! What has to be written into the master's own workbook so that it holds the merged values and keeps everything else.

use super::cell_values::value_of;
use super::workbooks::{MergedFile, PlainFile};
use crate::model::grid::Raw;
use crate::model::place::{At, LAST_COLUMN, LAST_ROW};
use crate::model::plain::{MasterPositions, NOTHING, NewCell, PlainCell, PlainRow, PlainSheet, Retitled, SheetPatch};
use crate::model::text::fold_title;
use crate::model::value::Value;
use crate::steps::formulas::{ReferenceTarget, parse_references};
use rust_decimal::prelude::ToPrimitive;

/// The patch of each sheet of the master, in their order. An `Err` says why the workbook can't be patched.
pub fn patches(merged: &MergedFile, master: &PlainFile) -> Result<Vec<SheetPatch>, String> {
    let sheets = master.sheets.iter().zip(merged.sheets.iter().zip(&merged.origins));
    sheets.map(|(own, (sheet, origin))| patch(own, sheet, origin)).collect()
}

/// Whether a formula on a sheet refers to cells down to the last row of a patched sheet's data, and so to none of the rows
/// that are put below it.
pub fn ends_above_new_rows(formula: &str, on: &str, patch: &SheetPatch) -> bool {
    let last = patch.last;
    patch.below > 0
        && parse_references(formula).refs.iter().any(|r| {
            let sheet = r.sheet.as_deref().unwrap_or(on);
            let ReferenceTarget::Block(first, end) = r.cells else { return false };
            let (top, bottom) = (first.row.number.min(end.row.number), first.row.number.max(end.row.number));
            fold_title(sheet) == fold_title(&patch.title) && bottom == last && top < last
        })
}

/// What a formula at a place refers to that was removed and in whose place another stands now: a `row`, where it refers to
/// rows of that kind alone, or a `column`. A formula in the row itself refers to whatever stands there.
pub fn refers_to_reused(formula: &str, (on, at): (&str, At), patch: &SheetPatch) -> Option<&'static str> {
    let own = fold_title(on) == fold_title(&patch.title);
    let is_here = |sheet: &Option<String>| sheet.as_deref().map_or(own, |s| fold_title(s) == fold_title(&patch.title));
    let is_row = |cells: &ReferenceTarget| {
        let ReferenceTarget::Block(a, b) = cells else { return false };
        let mut rows = a.row.number.min(b.row.number)..=a.row.number.max(b.row.number);
        !(own && rows == (at.row..=at.row)) && rows.all(|row| patch.reused.contains(&row))
    };
    let is_column = |cells: &ReferenceTarget| {
        let (a, b) = match cells {
            ReferenceTarget::Block(a, b) => (a.column.number, b.column.number),
            ReferenceTarget::Columns(a, b) => (a.number, b.number),
            ReferenceTarget::Rows => return false,
        };
        patch.reused_columns.iter().any(|c| (a.min(b)..=a.max(b)).contains(&u32::from(*c)))
    };
    parse_references(formula).refs.iter().filter(|r| is_here(&r.sheet)).find_map(|r| {
        match (is_row(&r.cells), is_column(&r.cells)) {
            (true, _) => Some("row"),
            (_, true) => Some("column"),
            _ => None,
        }
    })
}

/// Whether sheets hold the same values in the same order, wherever their rows stand; the first `linked` of them also with the
/// same addresses behind their texts.
pub fn same_values(one: &[PlainSheet], two: &[PlainSheet], linked: usize) -> bool {
    let all = one.iter().zip(two).enumerate();
    one.len() == two.len() && all.into_iter().all(|(n, (a, b))| is_same_sheet(a, b, n < linked))
}

fn is_same_sheet(one: &PlainSheet, two: &PlainSheet, linked: bool) -> bool {
    let address = |cell: &PlainCell| cell.hidden_address().filter(|_| linked).map(ToOwned::to_owned);
    // A row that was emptied counts as removed.
    let is_filled = |row: &&PlainRow| row.cells.iter().any(|cell| !cell.value.is_empty());
    let same_cell = |(a, b): (&PlainCell, &PlainCell)| a.value == b.value && address(a) == address(b);
    let same_row = |(a, b): (&PlainRow, &PlainRow)| {
        a.shares_cells_with(b) || (a.cells.len() == b.cells.len() && a.cells.iter().zip(&*b.cells).all(same_cell))
    };
    let (mut a, mut b) = (one.rows.iter().filter(is_filled), two.rows.iter().filter(is_filled));
    let same_rows = a.by_ref().zip(b.by_ref()).all(same_row) && a.next().is_none() && b.next().is_none();
    let titles = |s: &PlainSheet| {
        let titled = s.columns.iter().enumerate();
        titled.map(|(n, c)| (Value::text(c.title.clone()), address(s.title_cell(n)))).collect::<Vec<_>>()
    };
    // Cells below the table may move with its rows.
    let around = |s: &PlainSheet| {
        let mut values: Vec<(Value, Option<String>)> =
            s.around.values().map(|cell| (cell.value.clone(), address(cell))).collect();
        values.sort();
        values
    };
    same_rows && one.title == two.title && around(one) == around(two) && titles(one) == titles(two)
}

fn patch(own: &PlainSheet, merged: &PlainSheet, origin: &MasterPositions) -> Result<SheetPatch, String> {
    let mut out = SheetPatch { title: own.title.clone(), header: own.header, ..SheetPatch::default() };
    if merged.columns.is_empty() && own.columns.is_empty() {
        return Ok(out);
    }
    let of_columns = target_slots(&origin.columns, own.columns.len());
    let columns = columns(own, &of_columns)?;
    let first = own.columns.first().map_or(0, |c| c.at);
    out.columns = (first, own.columns.last().map_or(0, |c| c.at));
    for ((column, at), title) in of_columns.iter().zip(&columns).zip(merged.columns.iter().map(|c| &c.title)) {
        let was = column.and_then(|c| own.columns.get(c)).map(|c| c.title.as_str()).unwrap_or_default();
        if was != title {
            let title = Retitled { from: was.to_owned(), to: title.clone() };
            out.titles.insert(At::new(own.header, *at), title);
        }
    }
    for (n, (column, at)) in of_columns.iter().zip(&columns).enumerate() {
        let (cell, was) = (merged.title_cell(n), column.map_or(&NOTHING, |c| own.title_cell(c)));
        if cell.address() != was.address() && !(cell.formula && was.formula) {
            out.links.insert(At::new(own.header, *at), cell.address().map(ToOwned::to_owned));
        }
    }
    let of_rows = target_slots(&origin.rows, own.rows.len());
    let rows = rows(own, &of_rows, &mut out)?;
    let reused = of_rows.iter().zip(&origin.rows).filter(|(_, of)| of.is_none()).filter_map(|(on, _)| *on);
    out.reused = reused.filter_map(|row| own.rows.get(row)).map(|r| r.number).collect();
    let reused = of_columns.iter().zip(&origin.columns).filter(|(_, of)| of.is_none()).filter_map(|(on, _)| *on);
    out.reused_columns = reused.filter_map(|column| own.columns.get(column)).map(|c| c.at).collect();
    let moves = out.row_moves();
    for (at, cell) in &origin.around {
        let was = own.around.get(at).unwrap_or(&NOTHING);
        let Some(row) = moves.to(at.row) else { continue };
        out.put(At::new(row, at.column), cell, was, was);
    }
    let has_own_columns = of_columns.iter().copied().eq((0..own.columns.len()).map(Some));
    for (n, (row, number)) in of_rows.iter().zip(rows).enumerate() {
        let mut both = row.and_then(|r| own.rows.get(r)).into_iter().zip(merged.rows.get(n));
        if has_own_columns && both.any(|(was, row)| row.shares_cells_with(was)) {
            continue;
        }
        for (m, (column, at)) in of_columns.iter().zip(&columns).enumerate() {
            let cell = merged.cell(n, m);
            let of = |row: Option<usize>| row.zip(*column).map_or(&NOTHING, |(r, c)| own.cell(r, c));
            let was = of(*row);
            // A new row has the types of the master's last row.
            let like = if row.is_some() { was } else { of(own.rows.len().checked_sub(1)) };
            out.put(At::new(number, *at), cell, was, like);
        }
    }
    Ok(out)
}

impl SheetPatch {
    /// Puts a cell in where it holds something else than `was`, in the type of `like`.
    fn put(&mut self, at: At, cell: &PlainCell, was: &PlainCell, like: &PlainCell) {
        if cell.raw != was.raw {
            self.cells.insert(at, NewCell { raw: with_type_of(cell, like), computed: cell.formula });
        }
        // A formula leads where it says. What else changes may stand where a hyperlink of several cells is.
        let stays_formula = cell.formula && was.formula;
        if !stays_formula && (cell.raw != was.raw || cell.address() != was.address()) {
            self.links.insert(at, cell.address().map(ToOwned::to_owned));
        }
    }
}

/// For each merged row, or column, the one of the master that it goes on: its own, else one that was removed at the same
/// place, so that nothing has to move for it. `all` is how many the master has.
fn target_slots(origin: &[Option<usize>], all: usize) -> Vec<Option<usize>> {
    let mut out = origin.to_vec();
    let kept: Vec<(usize, usize)> = origin.iter().enumerate().filter_map(|(n, of)| Some((n, (*of)?))).collect();
    let ends = kept.iter().copied().chain([(origin.len(), all)]);
    let (mut free_at, mut free_of) = (0, 0);
    for (at, of) in ends {
        for (slot, own) in out.iter_mut().take(at).skip(free_at).zip(free_of..of) {
            *slot = Some(own);
        }
        (free_at, free_of) = (at + 1, of + 1);
    }
    out
}

/// Where each merged column stands in the master. New ones may only stand at the end.
fn columns(own: &PlainSheet, origin: &[Option<usize>]) -> Result<Vec<u16>, String> {
    let known: Vec<usize> = origin.iter().copied().flatten().collect();
    let new_last = origin.iter().skip(known.len()).all(Option::is_none);
    if !new_last || !known.into_iter().eq(0..own.columns.len()) {
        return Err(format!("columns were added, removed or moved (sheet {})", own.title));
    }
    let end = own.columns.last().map_or(0, |c| c.at + 1);
    let places = own.columns.iter().map(|c| c.at).chain(end..).take(origin.len());
    let places: Vec<u16> = places.filter(|at| *at <= LAST_COLUMN).collect();
    let fit = places.len() == origin.len();
    if fit { Ok(places) } else { Err(format!("there is no room for more columns (sheet {})", own.title)) }
}

/// Where each merged row goes, and which of the master's rows move for it.
fn rows(own: &PlainSheet, origin: &[Option<usize>], out: &mut SheetPatch) -> Result<Vec<u32>, String> {
    let known: Vec<usize> = origin.iter().copied().flatten().collect();
    if !known.windows(2).all(|pair| matches!(pair, [a, b] if a < b)) {
        return Err(format!("rows stand in another order (sheet {})", own.title));
    }
    let number = |row: usize| own.rows.get(row).map_or(own.header, |r| r.number);
    let kept = |row: &usize| known.binary_search(row).is_ok();
    out.removed = (0..own.rows.len()).filter(|row| !kept(row)).map(number).collect();
    let last_kept = origin.iter().rposition(Option::is_some).map_or(0, |at| at + 1);
    let has_room = has_room_below(own, origin.len() - last_kept);
    let mut behind = own.header;
    for (n, row) in origin.iter().enumerate() {
        match row {
            Some(row) => behind = number(*row),
            // Below the last row nothing has to move.
            None if has_room && n >= last_kept && out.removed.range(behind..).next().is_none() => out.below += 1,
            None => *out.put_in.entry(behind).or_default() += 1,
        }
    }
    let (mut places, moves) = (Vec::new(), out.row_moves());
    (out.last, behind) = (own.header, own.header);
    for row in origin {
        let place = row.map_or(Some(behind + 1), |row| moves.to(number(row))).filter(|p| *p <= LAST_ROW);
        let Some(place) = place else { return Err(format!("there is no room for more rows (sheet {})", own.title)) };
        match row {
            Some(_) => out.last = place,
            None => drop(out.new_rows.insert(place)),
        }
        places.push(place);
        behind = place;
    }
    Ok(places)
}

/// Whether so many rows can follow the last one and leave a row free above what stands below the table.
fn has_room_below(own: &PlainSheet, new: usize) -> bool {
    let last = own.rows.last().map_or(own.header, |row| row.number);
    let next = own.around.keys().map(|at| at.row).find(|row| *row > last);
    let new = u32::try_from(new).unwrap_or(u32::MAX);
    next.is_none_or(|next| last.saturating_add(new).saturating_add(1) < next)
}

/// What a cell is to hold, in the type of the cell that it replaces: a number that a CSV has as text becomes a number where
/// one stood.
fn with_type_of(cell: &PlainCell, like: &PlainCell) -> Raw {
    let typed = matches!(like.raw, Raw::Number(_) | Raw::Date(_) | Raw::YesNo(_));
    match (&cell.raw, &cell.value) {
        (Raw::Text(_), Value::Number(n)) if typed => {
            let n = n.to_f64().map(Raw::Number).filter(|raw| value_of(raw) == cell.value);
            n.unwrap_or_else(|| cell.raw.clone())
        }
        (Raw::Text(_), Value::Date(day)) if typed => Raw::Date(day.at(0, 0, 0, 0)),
        (Raw::Text(_), Value::YesNo(yes)) if typed => Raw::YesNo(*yes),
        (raw, _) => raw.clone(),
    }
}
