//! A user that types into a workbook's pages, as a person does in Excel: drop-downs, keys and properties stay.

use crate::model::page::{Content, OutputWorkbook, Page, PageCell, PageNote, PageRow, Show};
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW};
use crate::model::template::ROW_KEY_TITLE;
use anyhow::{Context, anyhow};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// Cells of one row: column title and what is typed.
pub type TypedRow<'a> = &'a [(&'a str, &'a str)];

/// A user on one sheet.
#[derive(Debug)]
pub struct SimulatedUser<'b> {
    page: &'b mut Page,
    today: Date,
}

impl<'b> SimulatedUser<'b> {
    /// A user on the sheet with this title.
    pub fn on(book: &'b mut OutputWorkbook, title: &str, today: Date) -> anyhow::Result<Self> {
        let page = book.pages.iter_mut().find(|p| p.title == title);
        Ok(Self { page: page.ok_or_else(|| anyhow!("there is no sheet {title}"))?, today })
    }

    /// Types a row into the first empty one.
    pub fn add(&mut self, values: TypedRow<'_>) -> anyhow::Result<()> {
        let key = self.column(ROW_KEY_TITLE).ok();
        let filled = |line: &PageRow| line.cells.iter().any(|(c, cell)| Some(*c) != key && has_text(cell));
        let row = (first()..self.page.lines.len()).find(|n| self.page.lines.get(*n).is_some_and(|l| !filled(l)));
        let row = row.ok_or_else(|| anyhow!("the sheet {} has no empty row", self.page.title))?;
        for (title, text) in values {
            let column = self.column(title)?;
            self.put(row, column, text)?;
        }
        Ok(())
    }

    /// Types into a record's field. `+14` in a column of dates is the day two weeks from today.
    pub fn set(&mut self, id: &str, title: &str, text: &str) -> anyhow::Result<()> {
        let (row, column) = (self.row(id)?, self.column(title)?);
        self.put(row, column, text)
    }

    /// Strikes out a record's row.
    pub fn strike(&mut self, id: &str) -> anyhow::Result<()> {
        let row = self.row(id)?;
        let cells = self.page.lines.get_mut(row).into_iter().flat_map(|l| &mut l.cells);
        cells.for_each(|(_, cell)| cell.struck = true);
        Ok(())
    }

    /// Puts a note on a record's field.
    pub fn note(&mut self, id: &str, title: &str, author: &str, text: &str) -> anyhow::Result<()> {
        let at = (u32::try_from(self.row(id)?)?, self.column(title)?);
        self.page.notes.push(PageNote { at, author: author.into(), text: text.into() });
        Ok(())
    }

    /// Gives a column another title.
    pub fn retitle(&mut self, title: &str, other: &str) -> anyhow::Result<()> {
        let (row, column) = (usize::try_from(HEADER_ROW)?, self.column(title)?);
        self.put(row, column, other)
    }

    /// Sorts the records by a column, but not the hidden row keys.
    pub fn sort_visible_rows(&mut self, title: &str) -> anyhow::Result<()> {
        let (by, key) = (self.column(title)?, self.column(ROW_KEY_TITLE)?);
        let ids = self.column("ID")?;
        let rows: Vec<usize> = (first()..self.page.lines.len()).filter(|n| !self.text(*n, ids).is_empty()).collect();
        let mut seen: Vec<(String, Vec<(u16, PageCell)>)> = Vec::new();
        for row in &rows {
            let cells = self.page.lines.get(*row).into_iter().flat_map(|l| &l.cells);
            seen.push((self.text(*row, by), cells.filter(|(c, _)| *c != key).cloned().collect()));
        }
        seen.sort_by(|a, b| a.0.cmp(&b.0));
        for (row, (_, cells)) in rows.into_iter().zip(seen) {
            let line = self.page.lines.get_mut(row).context("a row is gone")?;
            line.cells.retain(|(c, _)| *c == key);
            line.cells.extend(cells);
            line.cells.sort_by_key(|(c, _)| *c);
        }
        Ok(())
    }

    /// Writes a remark two rows below the table, in a column.
    pub fn write_remark_below(&mut self, title: &str, text: &str) -> anyhow::Result<()> {
        let column = self.column(title)?;
        self.page.lines.push(PageRow::default());
        self.page
            .lines
            .push(PageRow { cells: vec![(column, PageCell::text(text, Default::default()))], ..PageRow::default() });
        Ok(())
    }

    fn column(&self, title: &str) -> anyhow::Result<u16> {
        let header = self.page.lines.get(usize::try_from(HEADER_ROW)?);
        let found = header.into_iter().flat_map(|l| &l.cells).find(|(_, c)| text_of(c) == title);
        found.map(|(c, _)| *c).ok_or_else(|| anyhow!("the sheet {} has no column {title}", self.page.title))
    }

    fn row(&self, id: &str) -> anyhow::Result<usize> {
        let column = self.column("ID")?;
        let row = (first()..self.page.lines.len()).find(|n| self.text(*n, column) == id);
        row.ok_or_else(|| anyhow!("the sheet {} has no row {id}", self.page.title))
    }

    fn text(&self, row: usize, column: u16) -> String {
        let cells = self.page.lines.get(row).into_iter().flat_map(|l| &l.cells);
        cells.filter(|(c, _)| *c == column).map(|(_, cell)| text_of(cell)).collect()
    }

    fn put(&mut self, row: usize, column: u16, text: &str) -> anyhow::Result<()> {
        let today = self.today;
        let line = self.page.lines.get_mut(row).context("there is no such row")?;
        let cell = line.cells.iter_mut().find(|(c, _)| *c == column).map(|(_, cell)| cell);
        let cell = cell.ok_or_else(|| anyhow!("there is no cell in column {}", column + 1))?;
        cell.content = content(text, cell.show, today);
        Ok(())
    }
}

fn first() -> usize {
    usize::try_from(FIRST_ROW).unwrap_or(usize::MAX)
}

/// What Excel makes of text typed into a cell of this format.
fn content(text: &str, show: Show, today: Date) -> Content {
    let as_text = || Content::Text(text.to_owned());
    match show {
        _ if text.is_empty() => Content::Blank,
        Show::Date => day(text, today).map_or_else(as_text, Content::Date),
        Show::Integer | Show::Decimal | Show::Money => text.parse().map_or_else(|_| as_text(), Content::Number),
        Show::Percent => text.parse::<Decimal>().map_or_else(|_| as_text(), Content::Percent),
        _ => as_text(),
    }
}

fn day(text: &str, today: Date) -> Option<Date> {
    if text.starts_with(['+', '-']) {
        let days: i64 = text.parse().ok()?;
        return today.checked_add(jiff::Span::new().days(days)).ok();
    }
    text.parse().ok()
}

fn text_of(cell: &PageCell) -> String {
    match &cell.content {
        Content::Text(t) | Content::Link { text: t, .. } => t.clone(),
        _ => String::new(),
    }
}

fn has_text(cell: &PageCell) -> bool {
    !matches!(cell.content, Content::Blank | Content::Formula { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_typed_becomes_what_excel_makes_of_it() {
        let today = date(2026, 11, 22);
        assert_eq!(content("+14", Show::Date, today), Content::Date(date(2026, 12, 6)));
        assert_eq!(content("12 February", Show::Date, today), Content::Text("12 February".into()));
        assert_eq!(content("3", Show::Integer, today), Content::Number(Decimal::from(3)));
        assert_eq!(content("+14", Show::General, today), Content::Text("+14".into()));
        assert_eq!(content("", Show::Date, today), Content::Blank);
    }
}
