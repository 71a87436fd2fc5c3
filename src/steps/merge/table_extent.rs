//! How far a table on a sheet reaches: which row has its titles, and which columns and rows are beside or below it.

use super::title_row::{MOST_ABOVE, likely_title_row, texts_of};
use crate::model::grid::{Grid, GridRow};
use crate::model::plain::PlainColumn;
use std::collections::BTreeSet;

/// How far a table reaches.
#[derive(Clone, Debug)]
pub(super) struct TableExtent {
    columns: Option<BTreeSet<u16>>,
    /// The row behind its last, among those that hold anything.
    pub(super) end: usize,
}

impl TableExtent {
    /// Of a sheet that is a table as a whole.
    pub(super) fn of_all(rows: &[GridRow]) -> Self {
        Self { columns: None, end: rows.len() }
    }

    /// Whether it has a column.
    pub(super) fn has_column(&self, at: u16) -> bool {
        self.columns.as_ref().is_none_or(|columns| columns.contains(&at))
    }

    /// Of the table under the titles in row `titles` of those that hold anything. What stands without a title behind an empty
    /// column is beside it; what stands behind an empty row and fills less than half of its columns is below it.
    pub(super) fn find(columns: &[PlainColumn], rows: &[GridRow], titles: usize) -> Self {
        let columns = columns_of_table(columns);
        let width = |row: &GridRow| {
            row.cells.iter().filter(|(column, cell)| columns.contains(column) && !cell.raw.is_blank()).count()
        };
        let mut end = rows.len();
        let mut at = rows.len();
        while at > titles + 1 {
            at -= 1;
            let (Some(row), Some(before)) = (rows.get(at), rows.get(at - 1)) else { break };
            if width(row) * 2 >= columns.len() {
                break;
            }
            if row.number > before.number + 1 {
                end = at;
            }
        }
        Self { columns: Some(columns), end }
    }
}

/// The columns from the first to the last title, and those without one right beside them.
fn columns_of_table(columns: &[PlainColumn]) -> BTreeSet<u16> {
    let is_titled = |column: &&PlainColumn| !column.title.trim().is_empty();
    let all: BTreeSet<u16> = columns.iter().map(|column| column.at).collect();
    let titled = || columns.iter().filter(is_titled).map(|column| column.at);
    let (Some(first), Some(last)) = (titled().min(), titled().max()) else { return all };
    let mut out: BTreeSet<u16> = all.range(first..=last).copied().collect();
    out.extend((0..first).rev().take_while(|at| all.contains(at)));
    out.extend((last..u16::MAX).skip(1).take_while(|at| all.contains(at)));
    out
}

/// The row of the titles: the one that has most of those by which the table is known, else the first that is more than half as
/// wide as the table, holds text only and has no better one below it, if there is one.
pub(super) fn title_row(rows: &[GridRow], known: &[String]) -> usize {
    let shared = rows.iter().take(MOST_ABOVE).map(|row| shared_titles(row, known)).enumerate();
    let best = shared.max_by_key(|(n, shared)| (*shared, std::cmp::Reverse(*n)));
    best.filter(|(_, shared)| shared * 2 > known.len()).map_or_else(|| likely_title_row(rows, &[]), |(n, _)| n)
}

fn shared_titles(row: &GridRow, known: &[String]) -> usize {
    if known.is_empty() {
        return 0;
    }
    let texts = texts_of(row);
    known.iter().filter(|title| texts.contains(*title)).count()
}

/// The titles of the table on sheets of several files that are one sheet: those that most of the files have in a row; the first
/// file's of several. Some of them name the `key` columns.
pub(super) fn common_titles(sheets: &[&Grid], key: &[String]) -> Vec<String> {
    let filled = |grid: &Grid| -> Vec<GridRow> {
        let is_filled = |row: &&GridRow| row.cells.iter().any(|(_, cell)| !cell.raw.is_blank());
        grid.rows.iter().filter(is_filled).take(MOST_ABOVE * 2).cloned().collect()
    };
    let rows: Vec<Vec<GridRow>> = sheets.iter().map(|grid| filled(grid)).collect();
    let titles: Vec<Vec<String>> = rows
        .iter()
        .filter_map(|rows| rows.get(likely_title_row(rows, key)))
        .map(|row| texts_of(row).into_iter().collect())
        .collect();
    let has = |rows: &[GridRow], titles: &[String]| {
        rows.iter().take(MOST_ABOVE).any(|row| shared_titles(row, titles) * 2 > titles.len())
    };
    let votes = |titles: &Vec<String>| rows.iter().filter(|rows| has(rows, titles)).count();
    let best = titles.iter().enumerate().max_by_key(|(n, titles)| (votes(titles), std::cmp::Reverse(*n)));
    best.map(|(_, titles)| titles.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::{Raw, RawCell};

    fn grid(lines: &[&str]) -> Grid {
        let row = |(number, line): (u32, &&str)| {
            let cell = |t: &str| RawCell { raw: Raw::Text(t.to_owned()), ..RawCell::default() };
            let cells = (0_u16..).zip(line.split('|')).filter(|(_, t)| !t.is_empty());
            GridRow { number, cells: cells.map(|(c, t)| (c, cell(t))).collect() }
        };
        let rows = (0..).zip(lines).map(row).filter(|row| !row.cells.is_empty());
        Grid { title: "S".into(), rows: rows.collect(), ..Grid::default() }
    }

    fn extent(lines: &[&str], titles: usize) -> (Vec<u16>, usize) {
        let grid = grid(lines);
        let title = |at: u16| grid.rows[titles].cell(at).map(|c| c.raw.to_string()).unwrap_or_default();
        let columns: BTreeSet<u16> = grid.rows[titles..].iter().flat_map(|r| r.cells.iter().map(|(c, _)| *c)).collect();
        let columns = columns.into_iter().map(|at| PlainColumn { name: String::new(), title: title(at), at });
        let found = TableExtent::find(&columns.collect::<Vec<_>>(), &grid.rows, titles);
        (found.columns.unwrap().into_iter().collect(), found.end)
    }

    #[test]
    fn what_stands_behind_an_empty_column_without_a_title_is_beside_the_table() {
        for (lines, columns) in [
            (["id|a|b", "1|x|y|z", "2|x"], vec![0, 1, 2, 3]),
            (["id|a|b", "1|x|y||z", "2|x"], vec![0, 1, 2]),
            (["id||b", "1|x|y|", "2|x"], vec![0, 1, 2]),
            (["||id|a", "z||1|x", "||2"], vec![2, 3]),
        ] {
            assert_eq!(extent(&lines, 0).0, columns, "{lines:?}");
        }
    }

    #[test]
    fn what_stands_behind_an_empty_row_and_fills_little_is_below_the_table() {
        for (lines, end) in [
            (&["id|a|b", "1|x|y", "", "note"][..], 2),
            (&["id|a|b", "1|x|y", "note"], 3),
            (&["id|a|b", "1|x|y", "", "2|x|y", "", "note", "", "||9"], 3),
            (&["id|a|b", "", "||9"], 1),
            (&["id|a", "1|x", "", "2"], 3),
            (&["id|a|b", "1|x|y", "", "2|x"], 3),
        ] {
            assert_eq!(extent(lines, 0).1, end, "{lines:?}");
        }
    }

    #[test]
    fn titles_are_those_that_most_files_have() {
        let plain = grid(&["Log", "", "Risk|Owner|Area", "x|y|z"]);
        let noted = grid(&["Log|of|risks", "", "Risk|Owner|Area", "x|y|z"]);
        assert_eq!(title_row(&noted.rows, &[]), 0, "alone it is taken for the first row of words");
        for sheets in [[&plain, &noted, &plain], [&noted, &plain, &plain]] {
            let titles = common_titles(&sheets, &[]);
            assert_eq!(sheets.map(|grid| grid.rows[title_row(&grid.rows, &titles)].number), [2, 2, 2]);
        }
    }
}
