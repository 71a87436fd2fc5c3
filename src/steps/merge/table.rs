//! Turns a sheet as found into titles and rows.

use super::known_rows::KnownRows;
use crate::model::grid::{Grid, GridRow, Raw};
use crate::model::place::{At, column_letters};
use crate::model::plain::{NOTHING, PlainCell, PlainColumn, PlainRow, PlainSheet};
use crate::model::value::Value;
use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// How many rows may stand above the titles.
const MOST_ABOVE: usize = 20;

/// The titles and rows of a sheet. With `is_csv` the titles are in the first row; else in the first row
/// that is more than half as wide as the table and holds text only, if there is one.
pub fn plain_sheet(grid: &Grid, file: &str, is_csv: bool) -> PlainSheet {
    plain_sheet_like(grid.clone(), file, is_csv, None)
}

/// The same of a sheet that is used up. Rows that are written as in the sheet `like` share their cells with it.
pub(super) fn plain_sheet_like(grid: Grid, file: &str, is_csv: bool, like: Option<&PlainSheet>) -> PlainSheet {
    let mut filled = grid.rows;
    filled.retain(|r| r.cells.iter().any(|(_, c)| !c.raw.is_blank()));
    let first = if is_csv { 0 } else { header(&filled) };
    let Some(titles) = filled.get(first) else {
        return PlainSheet { file: file.to_owned(), title: grid.title, text: is_csv, ..PlainSheet::default() };
    };
    let (header, columns) = (titles.number, columns(titles, filled.get(first + 1..).unwrap_or_default()));
    let above = filled.iter().take(first).flat_map(|row| {
        let cells = row.cells.iter().filter(|(_, cell)| !cell.raw.is_blank());
        cells.map(|(column, cell)| (At::new(row.number, *column), cell.raw.clone()))
    });
    let above = above.collect();
    let mut known = KnownRows::of(like, &columns);
    let rows = filled.into_iter().skip(first + 1).map(|row| PlainRow {
        number: row.number,
        cells: known.cells_like(&row).unwrap_or_else(|| cells_of(row, &columns)),
    });
    PlainSheet {
        file: file.to_owned(),
        title: grid.title,
        header,
        rows: rows.collect(),
        above,
        columns,
        text: is_csv,
        distinct: None,
    }
}

fn cells_of(row: GridRow, columns: &[PlainColumn]) -> Arc<[PlainCell]> {
    let mut cells = row.cells.into_iter().peekable();
    let of_column = columns.iter().map(|column| {
        while cells.next_if(|(at, _)| *at < column.at).is_some() {}
        let Some((_, cell)) = cells.next_if(|(at, _)| *at == column.at) else { return NOTHING.clone() };
        PlainCell { value: value_of(&cell.raw), raw: cell.raw, formula: cell.formula }
    });
    of_column.collect()
}

/// The value of a cell. Text that is is_csv a number or an ISO date equals a cell that Excel stores as one; `007`, `1e5`
/// and `3/4/2026` stay text.
pub fn value_of(raw: &Raw) -> Value {
    match raw {
        Raw::Empty => Value::Empty,
        Raw::Text(text) => value_of_text(text),
        Raw::Number(n) => Decimal::from_str(&n.to_string()).map_or_else(|_| Value::text(n.to_string()), Value::Number),
        Raw::Date(day) if day.time() == Time::midnight() => Value::Date(day.date()),
        Raw::Date(day) => Value::text(day.to_string().replace('T', " ")),
        Raw::YesNo(yes) => Value::YesNo(*yes),
        Raw::Error(_) | Raw::Uncalculated(_) => Value::text(raw.to_string()),
    }
}

fn value_of_text(text: &str) -> Value {
    let bare = text.trim();
    match bare {
        "" => Value::Empty,
        "TRUE" => Value::YesNo(true),
        "FALSE" => Value::YesNo(false),
        _ if is_number(bare) => Decimal::from_str(bare).map_or_else(|_| Value::text(text), Value::Number),
        _ if bare.len() == 10 && bare.as_bytes().get(4) == Some(&b'-') => {
            Date::from_str(bare).map_or_else(|_| Value::text(text), Value::Date)
        }
        _ => Value::text(text),
    }
}

/// Whether digits can only be a number: no leading zero that would be lost, and few enough to be kept exactly.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all_digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    all_digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(all_digits)
        && digits.len() <= 15
}

fn header(rows: &[GridRow]) -> usize {
    let width = |row: &GridRow| row.cells.iter().filter(|(_, c)| !c.raw.is_blank()).count();
    let widest = rows.iter().take(MOST_ABOVE * 2).map(&width).max().unwrap_or(0);
    let words =
        |row: &GridRow| row.cells.iter().all(|(_, c)| c.raw.is_blank() || matches!(value_of(&c.raw), Value::Text(_)));
    let found = rows.iter().take(MOST_ABOVE).position(|row| width(row) * 2 > widest && words(row));
    found.unwrap_or(0)
}

/// The columns that have a title or hold anything.
fn columns(titles: &GridRow, rows: &[GridRow]) -> Vec<PlainColumn> {
    let mut found: BTreeMap<u16, String> = BTreeMap::new();
    for (at, cell) in titles.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
        found.insert(*at, cell.raw.to_string());
    }
    let mut is_known: Vec<bool> = Vec::new();
    for (at, cell) in rows.iter().flat_map(|r| &r.cells) {
        if is_known.get(usize::from(*at)) == Some(&true) || cell.raw.is_blank() {
            continue;
        }
        found.entry(*at).or_default();
        is_known.resize(is_known.len().max(usize::from(*at) + 1), false);
        if let Some(slot) = is_known.get_mut(usize::from(*at)) {
            *slot = true;
        }
    }
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let named = found.into_iter().map(|(at, title)| {
        let bare = title.trim();
        let bare = if bare.is_empty() { format!("column {}", column_letters(at)) } else { bare.to_owned() };
        let nth = seen.entry(bare.clone()).or_default();
        *nth += 1;
        let name = if *nth > 1 { format!("{bare} ({nth})") } else { bare };
        PlainColumn { name, title, at }
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::RawCell;

    #[test]
    fn text_says_a_number_or_a_day_only_where_nothing_is_lost_by_it() {
        let value = |text: &str| value_of(&Raw::Text(text.into()));
        for number in ["0", "12", "-3", "0.50", "1234.5"] {
            assert!(matches!(value(number), Value::Number(_)), "{number}");
        }
        for text in ["007", "1e5", "1,5", "+1", "3/4/2026", ".5", "5.", "-", "1234567890123456789", "2026-13-01", "Yes"]
        {
            assert!(matches!(value(text), Value::Text(_)), "{text}");
        }
        assert_eq!(value(" 2026-11-22 "), value_of(&Raw::Date(jiff::civil::date(2026, 11, 22).at(0, 0, 0, 0))));
        assert_eq!(value("2"), value_of(&Raw::Number(2.0)));
        assert_ne!(value("007"), value("7"));
    }

    fn grid(rows: &[&[&str]]) -> Grid {
        let row = |(number, cells): (u32, &&[&str])| {
            let cells = (0_u16..).zip(*cells).filter(|(_, t)| !t.is_empty());
            let cell = |t: &&str| RawCell { raw: Raw::Text((*t).to_owned()), ..RawCell::default() };
            GridRow { number, cells: cells.map(|(c, t)| (c, cell(t))).collect() }
        };
        Grid { title: "Risks".into(), rows: (0..).zip(rows).map(row).collect(), ..Grid::default() }
    }

    #[test]
    fn titles_stand_below_what_only_names_the_table() {
        let sheet = plain_sheet(
            &grid(&[&["Risk log"], &[], &["No", "Risk", "Risk", ""], &["1", "Late", "x", "why"]]),
            "a.csv",
            false,
        );
        let names: Vec<&str> = sheet.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["No", "Risk", "Risk (2)", "column D"]);
        assert_eq!((sheet.header, sheet.rows.len(), sheet.above.len()), (2, 1, 1));
        assert_eq!(sheet.place(0, 3).cell.as_deref(), Some("D4"));
    }

    #[test]
    fn a_table_of_one_column_and_an_empty_one_are_tables() {
        assert_eq!(plain_sheet(&grid(&[&["id"], &["1"], &["2"]]), "a", false).rows.len(), 2);
        assert_eq!(plain_sheet(&grid(&[&["id", "name"]]), "a", false).columns.len(), 2);
        assert_eq!(plain_sheet(&grid(&[]), "a", true).columns.len(), 0);
    }
}
