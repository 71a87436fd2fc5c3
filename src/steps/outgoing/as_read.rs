//! A copy as its reader will find it, so that its fingerprint is known before it is written.

use crate::model::grid::Raw;
use crate::model::page::{Content, OutputWorkbook, Page, PageRow};
use crate::model::place::At;
use crate::model::typed::is_blank;
use crate::steps::ingest::identity::{FingerprintHash, is_hidden_key};
use jiff::civil::Time;
use rust_decimal::Decimal;

/// The fingerprint that a copy has once it was written and read. Whoever writes it has to read it back and compare: only
/// the reader decides what a file holds.
pub fn expected_fingerprint(copy: &OutputWorkbook) -> String {
    let mut hash = FingerprintHash::default();
    for page in copy.pages.iter().filter(|p| is_data_page(p)) {
        hash.add_sheet(&page.title, |sheet| {
            for (row, line) in (0..).zip(&page.lines) {
                add_line(sheet, row, line);
            }
        });
    }
    hash.finish()
}

/// Whether a page will be taken for a data sheet: by a hidden row, or by the keys of its columns.
fn is_data_page(page: &Page) -> bool {
    let has_key =
        |line: &PageRow| line.cells.iter().any(|(_, cell)| raw(&cell.content).is_some_and(|r| is_hidden_key(&r)));
    page.lines.iter().any(|line| line.hidden) || page.lines.iter().take(4).any(has_key)
}

fn add_line(sheet: &mut FingerprintHash, row: u32, line: &PageRow) {
    for (column, cell) in &line.cells {
        let at = At::new(row, *column);
        match &cell.content {
            Content::Text(text) | Content::Link { text, .. } if is_blank(text) => {}
            Content::Text(text) | Content::Link { text, .. } => sheet.add_text(at, text),
            other => {
                if let Some(raw) = raw(other).filter(|raw| !raw.is_blank()) {
                    sheet.add_raw(at, &raw);
                }
            }
        }
    }
}

/// A content as the reader will find it; none for a formula.
fn raw(content: &Content) -> Option<Raw> {
    Some(match content {
        Content::Formula { .. } => return None,
        Content::Blank => Raw::Empty,
        Content::Text(text) | Content::Link { text, .. } => Raw::Text(text.clone()),
        Content::Number(n) => number(*n),
        Content::Percent(n) => number(n.checked_div(Decimal::ONE_HUNDRED).unwrap_or(*n)),
        Content::Date(day) => Raw::Date(day.to_datetime(Time::midnight())),
        Content::Found(raw) => raw.clone(),
    })
}

/// The nearest float, as the writer writes it.
fn number(n: Decimal) -> Raw {
    Raw::Number(n.normalize().to_string().parse().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::{Grid, GridRow, RawCell, Workbook};
    use crate::model::page::PageCell;
    use crate::model::sheet_names::LISTS_SHEET;
    use crate::steps::ingest::identity::fingerprint;
    use jiff::civil::date;

    #[test]
    fn a_copy_has_the_fingerprint_that_a_reader_finds() {
        let day = date(2027, 1, 11);
        let cells = [
            (Content::Text(" Late ".into()), Raw::Text(" Late ".into())),
            (Content::Text("  ".into()), Raw::Empty),
            (Content::Blank, Raw::Empty),
            (Content::Number("7.50".parse().unwrap()), Raw::Number(7.5)),
            (Content::Percent("12.5".parse().unwrap()), Raw::Number(0.125)),
            (Content::Date(day), Raw::Date(day.to_datetime(Time::midnight()))),
            (Content::Found(Raw::YesNo(true)), Raw::YesNo(true)),
            (Content::Link { text: "R-001".into(), target: "internal:'Risks'!A1".into() }, Raw::Text("R-001".into())),
            (Content::Formula { formula: "A1".into(), result: Box::default() }, Raw::Empty),
        ];
        let content = |(content, _): &(Content, Raw)| PageCell { content: content.clone(), ..PageCell::default() };
        let lines = vec![PageRow { hidden: true, ..PageRow::default() }, PageRow::of(cells.iter().map(content))];
        let page = |title: &str| Page { title: title.into(), lines: lines.clone(), ..Page::default() };
        let book = OutputWorkbook { pages: vec![page("Risks"), page(LISTS_SHEET)], ..OutputWorkbook::default() };
        let raw = |(_, raw): &(Content, Raw)| RawCell { raw: raw.clone(), ..RawCell::default() };
        let row = GridRow { number: 1, cells: (0..).zip(cells.iter().map(raw)).collect() };
        let hidden_rows = [0].into_iter().collect();
        let grid = Grid { title: "Risks".into(), rows: vec![row], hidden_rows, ..Grid::default() };
        let found = Workbook { sheets: vec![grid], ..Workbook::default() };
        assert_eq!(expected_fingerprint(&book), fingerprint(&found));
    }

    #[test]
    fn a_sheet_without_hidden_rows_counts_by_the_keys_of_its_columns() {
        let of = |key: &str| {
            let lines = vec![PageRow::of([PageCell::text(key, Default::default())])];
            let pages = vec![Page { title: "Risks".into(), lines, ..Page::default() }];
            expected_fingerprint(&OutputWorkbook { pages, ..OutputWorkbook::default() })
        };
        assert_eq!(of("Title"), expected_fingerprint(&OutputWorkbook::default()));
        assert_ne!(of("prekick.risks.id"), of("Title"));
    }
}
