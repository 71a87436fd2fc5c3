//! Finds the tables of a sheet: which row is the header, what the columns are called, where the rows end. In come a sheet
//! and the titles that templates know; what a table is about is not asked here.

mod evidence;
mod header;
mod spans;

use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::place::At;
use crate::model::text::fold_title;
use evidence::{TitleWords, header_score, is_short};
use header::{HEADER_SCORE, filled_rows, folded_titles, header_from, row_number};
use std::collections::BTreeSet;

/// A table as found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundTable {
    /// The header row, from 0; none where rows of data stand without titles.
    pub header: Option<u32>,
    /// The columns in their order.
    pub columns: Vec<FoundColumn>,
    /// The first and the last row of data.
    pub rows: (u32, u32),
    /// The first and the last column.
    pub span: (u16, u16),
    /// Rows that are no data: they repeat the header, or number the columns.
    pub again: Vec<u32>,
}

/// A column of a table as found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundColumn {
    /// Where it stands.
    pub at: u16,
    /// Its title; empty where it has none.
    pub title: String,
    /// The cell of its title.
    pub titled: At,
    /// The title over a group of columns, where it stands in one.
    pub group: String,
}

impl FoundTable {
    /// The shape of the table: its titles, folded and sorted. A mapping is used for every table of its shape.
    pub fn shape(&self) -> Vec<String> {
        let mut titles: Vec<String> =
            self.columns.iter().map(|c| fold_title(&c.title)).filter(|t| !t.is_empty()).collect();
        titles.sort();
        titles
    }

    /// The rows below the header that hold anything, all of them or only these.
    pub(super) fn count_rows(&self, grid: &Grid, only: Option<&BTreeSet<u32>>) -> usize {
        let filled: BTreeSet<u32> = self.columns.iter().flat_map(|c| self.values(grid, c.at)).map(|(n, _)| n).collect();
        filled.iter().filter(|n| only.is_none_or(|only| only.contains(n))).count()
    }

    /// The filled cells of a column below the header, in their order.
    pub fn values<'g>(&self, grid: &'g Grid, at: u16) -> impl Iterator<Item = (u32, &'g RawCell)> {
        let (first, last) = self.rows;
        let again = self.again.clone();
        let rows = grid.rows.iter().filter(move |r| (first..=last).contains(&r.number) && !again.contains(&r.number));
        rows.filter_map(move |r| Some((r.number, r.cell(at)?))).filter(|(_, c)| !c.raw.is_blank())
    }
}

/// The tables of a sheet, from top to bottom and left to right. `known` are titles that templates know, folded.
pub fn find_tables(grid: &Grid, known: &BTreeSet<String>) -> Vec<FoundTable> {
    let words = TitleWords { known };
    let mut found = Vec::new();
    for span in spans::column_spans(grid, &words) {
        found.extend(tables_in(&spans::cut_columns(grid, span), &words));
    }
    found.sort_by_key(|t| (t.header.unwrap_or(t.rows.0), t.span.0));
    found
}

/// The tables of a sheet, or a part of it, in which no tables stand side by side.
fn tables_in(grid: &Grid, words: &TitleWords<'_>) -> Vec<FoundTable> {
    let rows = filled_rows(grid);
    let mut found: Vec<FoundTable> = Vec::new();
    let mut at = 0;
    while let Some(n) = header_from(grid, &rows, at, words) {
        let end = end_of(grid, &rows, n, words);
        found.push(table(grid, &rows, n, end));
        at = end;
    }
    if found.is_empty() {
        found.extend(without_header(&rows));
    }
    found
}

/// Where the table under a header ends: at the header of the next table, which follows a gap.
fn end_of(grid: &Grid, rows: &[&GridRow], header: usize, words: &TitleWords<'_>) -> usize {
    let own = rows.get(header).map(|r| folded_titles(r)).unwrap_or_default();
    for n in header + 2..rows.len() {
        let gap = row_number(rows, n).zip(row_number(rows, n - 1)).is_some_and(|(b, a)| b > a + 1);
        let Some(row) = rows.get(n) else { break };
        // The next header may have a title line of its own right under the gap.
        let after_title = rows.get(n - 1).is_some_and(|r| folded_titles(r).len() == 1)
            && row_number(rows, n - 1).zip(row_number(rows, n.saturating_sub(2))).is_some_and(|(b, a)| b > a + 1);
        let enough = if after_title { HEADER_SCORE } else { HEADER_SCORE + 0.2 };
        if (gap || after_title)
            && !same_titles(&own, &folded_titles(row))
            && header_score(grid, rows, n, words) >= enough
        {
            return n;
        }
    }
    rows.len()
}

/// Whether a header is repeated: most of its titles stand in the same columns.
fn same_titles(own: &[(u16, String)], other: &[(u16, String)]) -> bool {
    let same = other.iter().filter(|t| own.contains(t)).count();
    same >= 2 && same * 2 > other.len()
}

/// Whether a row numbers the columns, as printed forms do: 1, 2, 3, 4.
fn counts_columns(row: &GridRow, header: &GridRow) -> bool {
    let filled =
        |r: &GridRow| -> Vec<u16> { r.cells.iter().filter(|(_, c)| !c.raw.is_blank()).map(|(at, _)| *at).collect() };
    let columns = filled(row);
    let texts = columns.iter().filter_map(|at| row.cell(*at)).map(|c| c.raw.to_string());
    columns.len() >= 4
        && columns == filled(header)
        && texts.zip(1..).all(|(text, n)| text.trim_matches(['(', ')', '.', ' ']) == n.to_string())
}

fn table(grid: &Grid, rows: &[&GridRow], header: usize, end: usize) -> FoundTable {
    let Some(row) = rows.get(header) else { return FoundTable::default() };
    let own = folded_titles(row);
    let below: Vec<&GridRow> = rows.get(header + 1..end).unwrap_or_default().to_vec();
    let counted = below.first().filter(|r| r.number == row.number + 1 && counts_columns(r, row)).map(|r| r.number);
    let again =
        below.iter().filter(|r| same_titles(&own, &folded_titles(r)) || counted == Some(r.number)).map(|r| r.number);
    let again: Vec<u32> = again.collect();
    let mut columns: Vec<FoundColumn> = Vec::new();
    // A title may be as long as it likes, where anything stands below it.
    let heads = |at: u16| below.iter().any(|r| r.cell(at).is_some_and(|c| !c.raw.is_blank()));
    let is_title = |at: u16, c: &RawCell| !c.raw.is_blank() && !is_remark(c) && (is_title_length(c) || heads(at));
    for (at, cell) in row.cells.iter().filter(|(at, c)| is_title(*at, c)) {
        columns.push(FoundColumn {
            at: *at,
            title: one_line(&cell.raw.to_string()),
            titled: At::new(row.number, *at),
            ..FoundColumn::default()
        });
    }
    columns.extend(spanned_titles(grid, row, &below));
    columns.sort_by_key(|c| c.at);
    let above =
        header.checked_sub(1).and_then(|n| rows.get(n)).filter(|r| r.number + 1 == row.number && is_groups(grid, r));
    if let Some(above) = above.filter(|_| columns.len() > 1) {
        let whole = columns.first().map_or(0, |c| c.at)..=columns.last().map_or(0, |c| c.at);
        for column in &mut columns {
            column.group = group_of(grid, above, column, row.number, &whole);
        }
    }
    let first = row.number + 1;
    let last = below.last().map_or(row.number, |r| r.number);
    let left = columns.first().map_or(0, |c| c.at);
    let right = columns.last().map_or(0, |c| c.at);
    let (left, right) = below
        .iter()
        .flat_map(|r| &r.cells)
        .filter(|(_, c)| !c.raw.is_blank())
        .fold((left, right), |(l, r), (at, _)| (l.min(*at), r.max(*at)));
    FoundTable { header: Some(row.number), columns, rows: (first, last), span: (left, right), again }
}

fn is_title_length(cell: &RawCell) -> bool {
    is_short(&cell.raw.to_string())
}

/// Whether a cell is a footnote beside a table.
fn is_remark(cell: &RawCell) -> bool {
    matches!(&cell.raw, Raw::Text(t) if t.trim_start().starts_with('*'))
}

/// A title in one line.
fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns whose titles are merged down over the header row: the title stands above it, and the header row is blank there.
fn spanned_titles(grid: &Grid, row: &GridRow, below: &[&GridRow]) -> Vec<FoundColumn> {
    let mut out = Vec::new();
    let merged = grid.merged.iter().filter(|(a, b)| a.row < row.number && b.row >= row.number && a.column == b.column);
    for (from, _) in merged {
        if let Some(cell) = grid.cell(*from).filter(|c| matches!(c.raw, Raw::Text(_)) && is_title_length(c)) {
            out.push((*from, one_line(&cell.raw.to_string())));
        }
    }
    // A CSV, or a program that drops merges, leaves a title alone above a column that has values.
    let above = grid.rows.iter().find(|r| r.number + 1 == row.number).filter(|r| folded_titles(r).len() >= 2);
    for (at, cell) in above.into_iter().flat_map(|r| &r.cells) {
        let own = row.cell(*at).is_none_or(|c| c.raw.is_blank());
        let used = below.iter().any(|r| r.cell(*at).is_some_and(|c| !c.raw.is_blank()));
        let group = grid.merged.iter().any(|(a, b)| a.row + 1 == row.number && a.column == *at && b.column > a.column);
        let here = At::new(row.number.saturating_sub(1), *at);
        if own
            && used
            && !group
            && matches!(&cell.raw, Raw::Text(t) if !t.trim().is_empty())
            && is_title_length(cell)
            && out.iter().all(|(o, _)| o.column != *at)
        {
            out.push((here, one_line(&cell.raw.to_string())));
        }
    }
    out.retain(|(o, t)| !t.is_empty() && row.cell(o.column).is_none_or(|c| c.raw.is_blank()));
    out.into_iter()
        .map(|(titled, title)| FoundColumn { at: titled.column, title, titled, ..FoundColumn::default() })
        .collect()
}

/// Whether a row holds titles of column groups: only texts, at least two, or one merged over columns.
fn is_groups(grid: &Grid, row: &GridRow) -> bool {
    let cells: Vec<&(u16, RawCell)> = row.cells.iter().filter(|(_, c)| !c.raw.is_blank()).collect();
    let texts = cells.iter().all(|(_, c)| matches!(c.raw, Raw::Text(_)));
    let merged = grid.merged.iter().any(|(a, b)| a.row == row.number && b.column > a.column);
    texts && (merged || cells.len() >= 2)
}

/// The title of the group that a column is in: the merged cell that covers it, or the cell right above. A title over all
/// columns is the table's own.
fn group_of(
    grid: &Grid,
    above: &GridRow,
    column: &FoundColumn,
    header: u32,
    whole: &std::ops::RangeInclusive<u16>,
) -> String {
    if column.titled.row != header {
        return String::new();
    }
    let covers = |(a, b): &&(At, At)| {
        a.row <= above.number && b.row >= above.number && (a.column..=b.column).contains(&column.at)
    };
    if let Some((from, to)) = grid.merged.iter().find(covers) {
        if from.column <= *whole.start() && to.column >= *whole.end() {
            return String::new();
        }
        return grid.cell(*from).map(|c| one_line(&c.raw.to_string())).unwrap_or_default();
    }
    let own = above.cell(column.at).filter(|c| !c.raw.is_blank());
    own.filter(|c| is_title_length(c)).map(|c| one_line(&c.raw.to_string())).unwrap_or_default()
}

/// Rows of data without titles: at least three, side by side in two columns or more.
fn without_header(rows: &[&GridRow]) -> Option<FoundTable> {
    let wide: Vec<&&GridRow> =
        rows.iter().filter(|r| r.cells.iter().filter(|(_, c)| !c.raw.is_blank()).count() >= 2).collect();
    let (first, last) = (wide.first()?, wide.last()?);
    let mut columns: Vec<u16> =
        wide.iter().flat_map(|r| &r.cells).filter(|(_, c)| !c.raw.is_blank()).map(|(at, _)| *at).collect();
    columns.sort_unstable();
    columns.dedup();
    let full =
        wide.iter().filter(|r| r.cells.iter().filter(|(_, c)| !c.raw.is_blank()).count() * 2 >= columns.len()).count();
    if wide.len() < 3 || full * 3 < wide.len() * 2 || !is_dense(&wide) {
        return None;
    }
    let named = |at: &u16| FoundColumn { at: *at, titled: At::new(first.number, *at), ..FoundColumn::default() };
    Some(FoundTable {
        header: None,
        columns: columns.iter().map(named).collect(),
        rows: (first.number, last.number),
        span: (columns.first().copied()?, columns.last().copied()?),
        again: Vec::new(),
    })
}

/// Whether most rows follow each other without a gap.
fn is_dense(rows: &[&&GridRow]) -> bool {
    let pairs = rows.iter().zip(rows.iter().skip(1));
    let near = pairs.filter(|(a, b)| b.number == a.number + 1).count();
    near * 3 >= rows.len().saturating_sub(1) * 2
}
