//! Turns a sheet as found into titles and rows.

use super::cell_values::value_of;
use super::known_rows::KnownRows;
use super::table_extent::{TableExtent, title_row};
use crate::model::grid::{Grid, GridRow, RawCell};
use crate::model::place::{At, column_letters};
use crate::model::plain::{NOTHING, PlainCell, PlainColumn, PlainLink, PlainRow, PlainSheet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The titles and rows of a sheet. With `is_csv` the titles are in the first row; else in the first row
/// that is more than half as wide as the table and holds text only, if there is one.
pub fn plain_sheet(grid: &Grid, file: &str, is_csv: bool) -> PlainSheet {
    plain_sheet_like(grid.clone(), file, is_csv, None, &[])
}

/// The same of a sheet that is used up. Rows that are written as in the sheet `like` share their cells with it; `titles` are
/// those by which the table is known.
pub(super) fn plain_sheet_like(
    grid: Grid,
    file: &str,
    is_csv: bool,
    like: Option<&PlainSheet>,
    titles: &[String],
) -> PlainSheet {
    let links: BTreeMap<At, String> = grid.links.into_iter().map(|link| (link.at, link.address)).collect();
    let merged = grid.merged;
    let mut filled = grid.rows;
    filled.retain(|r| r.cells.iter().any(|(_, c)| !c.raw.is_blank()));
    let first = if is_csv { 0 } else { title_row(&filled, titles) };
    let mut out = PlainSheet { file: file.to_owned(), title: grid.title, text: is_csv, ..PlainSheet::default() };
    let Some(of_titles) = filled.get(first) else { return out };
    out.has_links = !links.is_empty();
    out.without_links = is_csv;
    out.header = of_titles.number;
    let columns = columns(of_titles, filled.get(first + 1..).unwrap_or_default());
    let extent = if is_csv { TableExtent::of_all(&filled) } else { TableExtent::find(&columns, &filled, first) };
    let has_beside = columns.iter().any(|column| !extent.has_column(column.at));
    out.columns = columns.into_iter().filter(|column| extent.has_column(column.at)).collect();
    out.linked_titles = linked_titles(of_titles, &links);
    out.merged = merged.into_iter().filter(|(from, _)| from.row > out.header).collect();
    let mut known = KnownRows::of(like, &out.columns);
    for (n, row) in filled.into_iter().enumerate() {
        if n < first || n >= extent.end {
            out.around.extend(cells_around(&row, &links, |_| true));
            continue;
        }
        if has_beside {
            out.around.extend(cells_around(&row, &links, |column| !extent.has_column(column)));
        }
        if n > first {
            let number = row.number;
            let leads = links.range(At::new(number, 0)..=At::new(number, u16::MAX)).next().is_some();
            let known = if leads { None } else { known.cells_like(&row) };
            let cells = known.unwrap_or_else(|| cells_of(row, &out.columns, &links));
            out.rows.push(PlainRow { number, cells });
        }
    }
    out
}

/// The filled cells of a row that are in some of its columns.
fn cells_around(row: &GridRow, links: &BTreeMap<At, String>, is_around: impl Fn(u16) -> bool) -> Vec<(At, PlainCell)> {
    let filled = row.cells.iter().filter(|(column, cell)| !cell.raw.is_blank() && is_around(*column));
    let placed = filled.map(|(column, found)| (At::new(row.number, *column), found.clone()));
    placed.map(|(at, found)| (at, plain_cell(found, links.get(&at)))).collect()
}

/// The cells of a row of titles that lead anywhere.
fn linked_titles(row: &GridRow, links: &BTreeMap<At, String>) -> BTreeMap<u16, PlainCell> {
    let cells = cells_around(row, links, |_| true).into_iter().filter(|(_, cell)| cell.link.is_some());
    cells.map(|(at, cell)| (at.column, cell)).collect()
}

fn plain_cell(found: RawCell, address: Option<&String>) -> PlainCell {
    let link = address.map(|address| PlainLink::behind(&found.raw.as_read(), address));
    PlainCell { value: value_of(&found.raw), raw: found.raw, formula: found.formula, link }
}

fn cells_of(row: GridRow, columns: &[PlainColumn], links: &BTreeMap<At, String>) -> Arc<[PlainCell]> {
    let number = row.number;
    let mut cells = row.cells.into_iter().peekable();
    let of_column = columns.iter().map(|column| {
        while cells.next_if(|(at, _)| *at < column.at).is_some() {}
        let Some((_, cell)) = cells.next_if(|(at, _)| *at == column.at) else { return NOTHING.clone() };
        plain_cell(cell, if links.is_empty() { None } else { links.get(&At::new(number, column.at)) })
    });
    of_column.collect()
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
    let titles: BTreeSet<String> = found.values().map(|title| title.trim().to_owned()).collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let named = found.into_iter().map(|(at, title)| {
        let name = name_of_column(title.trim(), at, &titles, &taken);
        taken.insert(name.clone());
        PlainColumn { name, title, at }
    });
    named.collect()
}

/// The name of a column: its title, where no column before it has that; else one that is the title of none.
fn name_of_column(title: &str, at: u16, titles: &BTreeSet<String>, taken: &BTreeSet<String>) -> String {
    if !title.is_empty() && !taken.contains(title) {
        return title.to_owned();
    }
    let (first, bare) = match title {
        "" => (1, format!("column {}", column_letters(at))),
        title => (2, title.to_owned()),
    };
    let numbered = |n: u32| if n == 1 { bare.clone() } else { format!("{bare} ({n})") };
    let mut names = (first..).map(numbered).filter(|name| !titles.contains(name) && !taken.contains(name));
    names.next().unwrap_or(bare.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::Raw;

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
        assert_eq!((sheet.header, sheet.rows.len(), sheet.around.len()), (2, 1, 1));
        assert_eq!(sheet.place(0, 3).cell.as_deref(), Some("D4"));
    }

    #[test]
    fn a_name_that_is_made_up_is_the_title_of_no_column() {
        for (titles, expected) in [
            (["One", "Two", "Two", "Two (2)"], ["One", "Two", "Two (3)", "Two (2)"]),
            (["Two (2)", "Two", "Two", "Two"], ["Two (2)", "Two", "Two (3)", "Two (4)"]),
            (["column B", "", "", "x"], ["column B", "column B (2)", "column C", "x"]),
        ] {
            let sheet = plain_sheet(&grid(&[&titles, &["1", "2", "3", "4"]]), "a.csv", true);
            assert_eq!(sheet.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn a_table_of_one_column_and_an_empty_one_are_tables() {
        assert_eq!(plain_sheet(&grid(&[&["id"], &["1"], &["2"]]), "a", false).rows.len(), 2);
        assert_eq!(plain_sheet(&grid(&[&["id", "name"]]), "a", false).columns.len(), 2);
        assert_eq!(plain_sheet(&grid(&[]), "a", true).columns.len(), 0);
    }
}
