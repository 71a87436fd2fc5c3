//! Formulas in user-owned columns of a data sheet: they move with the row of their record. One that refers to cells that
//! moved in another way is replaced by its value, and a finding says so.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::{At, Place};
use crate::model::sheet_names::{FIRST_ROW, MASTER_FILE};
use crate::model::state::{Master, OutsideCell, OwnCell, SheetState};
use crate::model::text::fold_title;
use crate::steps::formulas::{AxisReference, CellReference, FormulaReference, ReferenceTarget, parse_references};
use crate::steps::ingest::is_own;
use std::collections::{BTreeMap, BTreeSet};

/// The longest formula that is moved, in UTF-16 units: Excel allows 8,192, and a moved reference may be longer.
const MAX_LENGTH: usize = 8_000;

/// How the rows and columns of a data sheet moved.
#[derive(Clone, Debug, Default)]
struct Moves {
    columns: BTreeMap<u32, u32>,
    /// The row that each record had, and the one that it has now; `None` for a record that is gone.
    rows: BTreeMap<u32, Option<u32>>,
    /// The row of the last record now.
    last: u32,
}

/// Moves the formulas of a master to where their records now are. A formula that can't be moved leaves its value, and a
/// finding says so; `kept` names the place where the earlier master will be.
pub fn move_own_formulas(before: &Master, after: &mut Master, kept: &str) -> Vec<Finding> {
    let formulas = after.sheets.iter().flat_map(|s| s.own_cells.values()).any(|c| c.formula.is_some());
    let around = after.sheets.iter().any(|s| !s.around.is_empty());
    if !formulas && !around && before.preserved.formulas.is_empty() {
        return Vec::new();
    }
    let moves: BTreeMap<String, Moves> = after
        .sheets
        .iter()
        .filter_map(|now| Some((fold_title(&now.sheet.title), moves(before.sheet(&now.sheet.key)?, now))))
        .collect();
    let mut findings = broken_references(before, &moves);
    for state in &mut after.sheets {
        let title = fold_title(&state.sheet.title);
        let Some(own) = moves.get(&title) else { continue };
        let mut cells = std::mem::take(&mut state.own_cells);
        for ((column, record), cell) in &mut cells {
            let Some((row, formula)) = &cell.formula else { continue };
            let moved = own.rows.get(row).copied().flatten();
            let moved = moved.and_then(|to| moved_to(formula, (*row, to), &title, own, &moves));
            if moved.is_none() && state.records.contains_key(record) {
                findings.push(lost_formula_finding(before, state, (column, record.as_str()), cell, kept));
            }
            cell.formula = moved.map(|formula| (*row, formula));
        }
        state.own_cells = cells;
        for mut around in std::mem::take(&mut state.around) {
            let Some(to) = place_of(around.at, own, state) else {
                findings.push(no_room_finding(state, &around, kept));
                continue;
            };
            if let Some((row, formula)) = around.cell.formula.take() {
                let moved = moved_to(&formula, (row, to.row), &title, own, &moves);
                around.cell.formula = moved.map(|formula| (row, formula));
                if around.cell.formula.is_none() {
                    findings.push(lost_formula(state, None, around.at, (&formula, &around.cell), kept));
                }
            }
            state.around.push(OutsideCell { at: to, ..around });
        }
    }
    findings
}

fn moves(before: &SheetState, now: &SheetState) -> Moves {
    let mut moves = Moves::default();
    let width = u32::try_from(now.sheet.columns.len()).unwrap_or(u32::MAX);
    let place = |key: &str| {
        let known = now.sheet.position(key).and_then(|at| u32::try_from(at).ok());
        let own = || now.own_columns.iter().position(|(title, _)| title == key);
        known.or_else(|| Some(width + u32::try_from(own()?).ok()?))
    };
    for (at, key) in &before.layout {
        moves.columns.extend(place(key).map(|to| (u32::from(*at), to)));
    }
    let to_row = |n: usize| FIRST_ROW + u32::try_from(n).unwrap_or(u32::MAX - FIRST_ROW);
    for (key, record) in &before.records {
        let to = now.records.get_index_of(key).map(to_row);
        moves.rows.extend(record.row.map(|row| (row, to)));
    }
    moves.last = to_row(now.records.len().saturating_sub(1));
    moves
}

impl Moves {
    /// Whether these cells still hold what they held, as far as rows and columns tell.
    fn keeps(&self, cells: ReferenceTarget) -> bool {
        match cells {
            ReferenceTarget::Block(a, b) => {
                self.keeps_columns(a.column, b.column) && self.keeps_rows(a.row.number, b.row.number)
            }
            ReferenceTarget::Columns(a, b) => self.keeps_columns(a, b),
            ReferenceTarget::Rows => self.keeps_all(),
        }
    }

    /// Whether rows hold the same records as before, or all records there are.
    fn keeps_rows(&self, a: u32, b: u32) -> bool {
        let (low, high) = (a.min(b), a.max(b));
        let whole = |first: Option<&u32>, last: u32| first.is_none_or(|f| low <= *f) && high >= last;
        let all = whole(self.rows.keys().next(), self.last) && self.rows.keys().next_back().is_none_or(|l| high >= *l);
        all || self.rows.range(low..=high).all(|(row, to)| *to == Some(*row))
    }

    fn keeps_columns(&self, a: AxisReference, b: AxisReference) -> bool {
        let (low, high) = (a.number.min(b.number), a.number.max(b.number));
        self.columns.range(low..=high).all(|(a, b)| a == b)
    }

    fn keeps_all(&self) -> bool {
        self.columns.iter().all(|(a, b)| a == b) && self.rows.iter().all(|(row, to)| *to == Some(*row))
    }
}

/// A formula for the row where its record now is; `None` where it refers to cells that are not where they were.
fn moved_to(
    formula: &str,
    (from, to): (u32, u32),
    title: &str,
    own: &Moves,
    all: &BTreeMap<String, Moves>,
) -> Option<String> {
    let found = parse_references(formula);
    // `[@` is what Excel shows for a row of a table, not what it stores; a file that holds it can't be written.
    if formula.contains("[@") || formula.encode_utf16().count() > MAX_LENGTH {
        return None;
    }
    if found.unclear && !all.values().all(Moves::keeps_all) {
        return None;
    }
    let mut out = String::new();
    let mut done = 0;
    for r in &found.refs {
        out.push_str(formula.get(done..r.span.start)?);
        done = r.span.end;
        let as_it_stands = formula.get(r.span.clone())?;
        out.push_str(&moved_reference(r, as_it_stands, (from, to), title, own, all)?);
    }
    out.push_str(formula.get(done..)?);
    Some(out)
}

fn moved_reference(
    r: &FormulaReference,
    as_it_stands: &str,
    (from, to): (u32, u32),
    title: &str,
    own: &Moves,
    all: &BTreeMap<String, Moves>,
) -> Option<String> {
    let stays = || Some(as_it_stands.to_owned());
    let named = r.sheet.as_ref().map(|s| fold_title(s));
    let (moves, own_row) = match named {
        None => (own, true),
        Some(name) if name == title => (own, true),
        Some(name) => match all.get(&name) {
            Some(moves) => (moves, false),
            // A sheet that prekick writes anew changes with every run; a user-owned one is as it was.
            None if r.sheet.as_deref().is_some_and(is_own) => return None,
            None => return stays(),
        },
    };
    match r.cells {
        ReferenceTarget::Block(a, b) if own_row && a.row.number == from && b.row.number == from => {
            let (first, last) = moved_columns(a.column, b.column, moves)?;
            let row = |line: AxisReference| AxisReference { number: to, ..line };
            let a = CellReference { column: first, row: row(a.row) };
            ReferenceTarget::Block(a, CellReference { column: last, row: row(b.row) }).write()
        }
        cells if moves.keeps(cells) => stays(),
        ReferenceTarget::Columns(a, b) => {
            let (first, last) = moved_columns(a, b, moves)?;
            ReferenceTarget::Columns(first, last).write()
        }
        ReferenceTarget::Block(..) | ReferenceTarget::Rows => None,
    }
}

/// Where the columns from one to another now are, if they still stand side by side.
fn moved_columns(a: AxisReference, b: AxisReference, moves: &Moves) -> Option<(AxisReference, AxisReference)> {
    let to = |n: u32| moves.columns.get(&n).copied();
    let (low, high) = (a.number.min(b.number), a.number.max(b.number));
    let start = to(low)?;
    (low..=high).all(|n| to(n) == Some(start + (n - low))).then_some(())?;
    Some((AxisReference { number: to(a.number)?, ..a }, AxisReference { number: to(b.number)?, ..b }))
}

fn lost_formula_finding(
    before: &Master,
    state: &SheetState,
    (column, record): (&str, &str),
    cell: &OwnCell,
    kept: &str,
) -> Finding {
    let (row, formula) = cell.formula.clone().unwrap_or_default();
    let at = before.sheet(&state.sheet.key).and_then(|s| s.layout.iter().find(|(_, key)| key == column));
    let at = At::new(row, at.map_or(0, |(at, _)| *at));
    let id = state.records.get(record).map(|r| r.id.as_str());
    lost_formula(state, id, at, (&formula, cell), kept)
}

fn lost_formula(
    state: &SheetState,
    record: Option<&str>,
    at: At,
    (formula, cell): (&str, &OwnCell),
    kept: &str,
) -> Finding {
    let value = cell.raw.to_string();
    let value = if value.is_empty() { "empty".to_owned() } else { format!("“{value}”") };
    let message = format!(
        "The formula ={formula} speaks of cells that do not move with its row, so a new master holds only its value, {value}. When this run writes one, the earlier master with the formula is kept as {kept}."
    );
    let place = Place::cell(MASTER_FILE, &state.sheet.title, at);
    Finding::new(Code::FileNotCarried, message).on(&state.sheet).record(record).at(place)
}

/// Where a cell outside the table goes: where it stood, or beside the record that it stood beside. `None` where the table
/// needs the place.
fn place_of(at: At, moves: &Moves, state: &SheetState) -> Option<At> {
    let width = u32::try_from(state.sheet.columns.len() + state.own_columns.len()).ok()?;
    let column = moves.columns.get(&u32::from(at.column)).copied().unwrap_or(at.column.into());
    let row = match moves.rows.get(&at.row) {
        Some(to) => (*to)?,
        None => at.row,
    };
    let loose = u32::try_from(state.loose.len()).ok()?;
    let is_free = match row {
        // Title and help stand in the first column; below them are the hidden keys, and the titles.
        0 | 1 => column > 0,
        row if row < FIRST_ROW => false,
        // The row key has a column of its own. A row that touches the table would be taken for a record.
        row if column <= width => column < width && row > moves.last + loose + 1,
        _ => true,
    };
    is_free.then_some(At::new(row, u16::try_from(column).ok()?))
}

fn no_room_finding(state: &SheetState, around: &OutsideCell, kept: &str) -> Finding {
    let formula = around.cell.formula.as_ref().map(|(_, f)| format!(" (={f})")).unwrap_or_default();
    let message = format!(
        "“{}”{formula} stands outside the table where a new master has no room for it. When this run writes one, the earlier master with it is kept as {kept}.",
        around.cell.raw
    );
    let help = "Put it to the right of the table, well below it, or on a sheet of your own.";
    let place = Place::cell(MASTER_FILE, &state.sheet.title, around.at);
    Finding::new(Code::FileNotCarried, message).help(help).on(&state.sheet).at(place)
}

/// Findings about user-owned sheets: they are carried over as they are, also where their formulas and charts refer to cells
/// that moved.
fn broken_references(before: &Master, moves: &BTreeMap<String, Moves>) -> Vec<Finding> {
    let mut out = Vec::new();
    for (sheet, formulas) in &before.preserved.formulas {
        let mut by_sheet: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for formula in formulas {
            for state in moved_sheets(formula, moves).into_iter().filter_map(|t| sheet_of(before, &t)) {
                by_sheet.entry(state.sheet.title.as_str()).or_default().push(formula);
            }
        }
        for (title, formulas) in by_sheet {
            let many = match formulas.len() {
                1 => String::new(),
                n => format!(" and {} more", n - 1),
            };
            let first = formulas.first().copied().unwrap_or_default();
            let message = format!(
                "A formula or chart on the sheet {sheet} speaks of cells on {title} ({first}{many}), and rows or columns there are in other places after this run."
            );
            let help = format!(
                "Look whether it still says what it should. Whole columns, such as {title}!A:A, are not upset by rows that move."
            );
            out.push(Finding::new(Code::FileNotCarried, message).help(&help).at(Place::sheet(MASTER_FILE, sheet)));
        }
    }
    out
}

fn sheet_of<'a>(master: &'a Master, title: &str) -> Option<&'a SheetState> {
    master.sheets.iter().find(|s| fold_title(&s.sheet.title) == title)
}

/// The sheets on which a formula refers to cells that have moved.
fn moved_sheets(formula: &str, moves: &BTreeMap<String, Moves>) -> BTreeSet<String> {
    let refs = parse_references(formula).refs.into_iter();
    let named = refs.filter_map(|r| Some((fold_title(r.sheet.as_ref()?), r.cells)));
    named.filter(|(t, cells)| moves.get(t).is_some_and(|m| !m.keeps(*cells))).map(|(t, _)| t).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moves(columns: &[(u32, u32)], rows: &[(u32, u32)]) -> Moves {
        let last = rows.iter().map(|(_, b)| *b).max().unwrap_or(FIRST_ROW);
        let rows = rows.iter().map(|(a, b)| (*a, Some(*b))).collect();
        Moves { columns: columns.iter().copied().collect(), rows, last }
    }

    #[test]
    fn formulas_move_with_their_row_and_nothing_else() {
        // On Risks column C went behind D and E, and the record of row 7 is in row 6; on Issues nothing moved.
        let risks = moves(&[(0, 0), (1, 1), (2, 4), (3, 2), (4, 3)], &[(4, 4), (6, 5), (7, 6)]);
        let all: BTreeMap<String, Moves> =
            [("risks".to_owned(), risks.clone()), ("issues".to_owned(), moves(&[(0, 0)], &[(4, 4)]))].into();
        for (formula, expected) in [
            ("D7*$E7+10", Some("C6*$D6+10")),
            ("D$7&\"D7\"", Some("C$6&\"D7\"")),
            ("Risks!C7+SUM(D7:E7)", Some("Risks!E6+SUM(C6:D6)")),
            ("SUM(B7:D7)", None),
            ("COUNTIF(D:D,D7)", Some("COUNTIF(C:C,C6)")),
            ("B7-B5", Some("B6-B5")),
            ("B7-B$8", None),
            ("D7-D5", None),
            ("B7/SUM(B$5:B$60)", Some("B6/SUM(B$5:B$60)")),
            ("SUM(B6:B8)", None),
            ("VLOOKUP(A7,Issues!$A$5:$A$60,1,FALSE)", Some("VLOOKUP(A6,Issues!$A$5:$A$60,1,FALSE)")),
            ("VLOOKUP(A7,Budget!A1:B2,2,0)", Some("VLOOKUP(A6,Budget!A1:B2,2,0)")),
            ("Summary!B3", None),
            ("Z7", None),
            ("Table1[@Amount]", None),
            ("Table1[[#This Row],[Amount]]", None),
            ("TODAY()", Some("TODAY()")),
        ] {
            assert_eq!(moved_to(formula, (6, 5), "risks", &risks, &all).as_deref(), expected, "{formula}");
        }
    }

    #[test]
    fn where_nothing_moved_every_formula_stays_as_it_is() {
        let risks = moves(&[(0, 0), (1, 1)], &[(4, 4), (5, 5)]);
        let all: BTreeMap<String, Moves> = [("risks".to_owned(), risks.clone())].into();
        for formula in ["B5-B6", "SUM(4:5)+Table1[[#This Row],[Amount]]", "A5&SUM(Risks!A5:B6)"] {
            assert_eq!(moved_to(formula, (4, 4), "risks", &risks, &all).as_deref(), Some(formula));
        }
    }
}
