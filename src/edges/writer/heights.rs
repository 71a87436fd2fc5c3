//! How high a line must be, since programs other than Excel don't grow a row around its wrapped text.

use super::style;
use crate::model::page::{Content, Page, PageCell, PageRow};
use crate::model::place::At;

const POINTS_PER_LINE: f64 = 15.0;
/// The highest that a line is made for its text.
const MAX_TEXT_HEIGHT: f64 = 150.0;
/// The highest row that Excel allows.
const EXCEL_LIMIT: f64 = 409.0;
/// The width of a column for which none is given.
const USUAL_WIDTH: u16 = 8;

/// The height of a line in points; `None` where the spreadsheet program may choose it.
pub(super) fn line_height(page: &Page, row: u32, line: &PageRow) -> Option<f64> {
    if let Some(given) = line.height {
        return Some(given.clamp(1.0, EXCEL_LIMIT));
    }
    let least = line.cells.iter().filter_map(|(_, c)| style::least_height(c.role)).fold(0.0, f64::max);
    let text = line.cells.iter().map(|(column, c)| text_height(page, row, *column, c)).fold(0.0, f64::max);
    let needed = least.max(text);
    (needed > POINTS_PER_LINE).then_some(needed)
}

fn text_height(page: &Page, row: u32, column: u16, cell: &PageCell) -> f64 {
    if !style::wraps(cell) {
        return 0.0;
    }
    let (Content::Text(text) | Content::Link { text, .. }) = &cell.content else { return 0.0 };
    // A width counts digits of the workbook's default font; text in the smaller font of cells takes less.
    let lines = wrapped_lines(text, usize::from(width(page, row, column)) * 6 / 5);
    (f64::from(u32::try_from(lines).unwrap_or(u32::MAX)) * POINTS_PER_LINE).min(MAX_TEXT_HEIGHT)
}

/// The width of a cell in characters; a merged cell has the width of all its columns.
fn width(page: &Page, row: u32, column: u16) -> u16 {
    let merged = page.merges.iter().find(|m| m.first == At::new(row, column));
    let last = merged.map_or(column, |m| m.last.column);
    let one = |c: u16| page.columns.get(usize::from(c)).map_or(0, |c| if c.hidden { 0 } else { c.width });
    let sum = (column..=last).fold(0u16, |sum, c| sum.saturating_add(one(c)));
    if sum == 0 { USUAL_WIDTH } else { sum }
}

/// Lines that a text takes in a column, broken between words.
fn wrapped_lines(text: &str, width: usize) -> usize {
    text.split('\n').map(|paragraph| paragraph_lines(paragraph, width.max(1))).sum()
}

fn paragraph_lines(paragraph: &str, width: usize) -> usize {
    let mut lines = 1;
    let mut used = 0;
    for word in paragraph.split(' ') {
        let long: usize = word.chars().map(char_width).sum();
        if used > 0 && used + 1 + long > width {
            lines += 1;
            used = 0;
        }
        used += long + usize::from(used > 0);
        lines += used.saturating_sub(1) / width;
        used = if used > width { used % width } else { used };
    }
    lines
}

/// The width of a character; those of Chinese, Japanese and Korean are twice as wide.
fn char_width(c: char) -> usize {
    if c >= '\u{1100}' { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PageColumn, Role, Show};

    #[test]
    fn text_takes_the_lines_that_it_needs() {
        for (text, width, lines) in [
            ("", 10, 1),
            ("short", 10, 1),
            ("two words", 5, 2),
            ("one\ntwo\n\nfour", 10, 4),
            ("abcdefghijklmnopqrst", 5, 4),
            ("データ移行の計画", 8, 2),
        ] {
            assert_eq!(wrapped_lines(text, width), lines, "{text:?} in {width}");
        }
    }

    #[test]
    fn a_line_is_as_high_as_its_longest_wrapped_text_but_not_endless() {
        let mut page = Page { columns: vec![PageColumn { width: 10, hidden: false }; 3], ..Page::default() };
        let wrapped = |text: &str| PageCell { show: Show::Wrapped, ..PageCell::text(text, Role::Entry) };
        let line = PageRow::of([wrapped("short"), wrapped("a text that takes four lines or five at ten")]);
        assert_eq!(line_height(&page, 0, &line), Some(60.0));
        assert_eq!(line_height(&page, 0, &PageRow::of([wrapped(&"word ".repeat(900))])), Some(150.0));
        assert_eq!(
            line_height(&page, 0, &PageRow::of([PageCell::text("a text that is not wrapped", Role::Cell)])),
            None
        );
        assert_eq!(line_height(&page, 0, &PageRow { height: Some(20.0), ..line.clone() }), Some(20.0));
        page.merges = vec![crate::model::page::CellBlock::new(0, 1, 0, 2)];
        assert_eq!(line_height(&page, 0, &line), Some(30.0), "a merged cell is as wide as its columns together");
    }
}
