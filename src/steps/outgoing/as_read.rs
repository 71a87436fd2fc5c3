//! A copy as its reader will find it, so that its fingerprint is known before it is written.

use super::copy_book::copy_book;
use super::envelope::Envelope;
use crate::model::grid::{Grid, GridRow, Raw, RawCell, Workbook};
use crate::model::page::{Content, OutputWorkbook, Page, PageRow};
use crate::steps::ingest::identity::fingerprint;
use crate::steps::outgoing::audience::Outgoing;
use jiff::civil::Time;
use rust_decimal::Decimal;

/// The fingerprint that a copy has once it was written and read. Whoever writes it has to read it back and compare: only
/// the reader decides what a file holds.
pub fn expected_fingerprint(outgoing: &Outgoing, envelope: &Envelope<'_>) -> String {
    fingerprint(&as_read(&copy_book(outgoing, envelope)))
}

fn as_read(book: &OutputWorkbook) -> Workbook {
    Workbook { sheets: book.pages.iter().map(grid).collect(), ..Workbook::default() }
}

fn grid(page: &Page) -> Grid {
    let lines = || (0u32..).zip(&page.lines);
    let row = |(number, line): (u32, &PageRow)| {
        let cells = line.cells.iter().map(|(column, cell)| {
            let formula = matches!(cell.content, Content::Formula { .. });
            (*column, RawCell { raw: raw(&cell.content), formula, ..RawCell::default() })
        });
        GridRow { number, cells: cells.collect() }
    };
    Grid {
        title: page.title.clone(),
        rows: lines().map(row).collect(),
        hidden_rows: lines().filter(|(_, line)| line.hidden).map(|(number, _)| number).collect(),
        ..Grid::default()
    }
}

fn raw(content: &Content) -> Raw {
    match content {
        Content::Blank | Content::Formula { .. } => Raw::Empty,
        Content::Text(text) | Content::Link { text, .. } => Raw::Text(text.clone()),
        Content::Number(n) => number(*n),
        Content::Percent(n) => number(n.checked_div(Decimal::ONE_HUNDRED).unwrap_or(*n)),
        Content::Date(day) => Raw::Date(day.to_datetime(Time::midnight())),
        Content::Found(raw) => raw.clone(),
    }
}

/// The nearest float, as the writer writes it.
fn number(n: Decimal) -> Raw {
    Raw::Number(n.normalize().to_string().parse().unwrap_or_default())
}
