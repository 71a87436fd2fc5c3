//! The Summary page in the making, and the kinds of cells on it.

use crate::model::page::{CellBlock, Content, Highlight, PageCell, PageChart, PageRow, Role, Show};
use crate::model::place::column_letters;
use crate::steps::master::write::view::MasterView;
use rust_decimal::Decimal;

/// The page in the making.
pub(super) struct Board<'a> {
    pub(super) view: MasterView<'a>,
    pub(super) lines: Vec<PageRow>,
    pub(super) merges: Vec<CellBlock>,
    pub(super) highlights: Vec<Highlight>,
    pub(super) charts: Vec<PageChart>,
}

/// The last column, from 0.
pub(super) const LAST_COLUMN: u16 = 7;
/// How many lines of a list are shown; the sheets themselves hold the rest.
pub(super) const MAX_LINES: usize = 12;
/// How many people, meetings and requests are shown.
pub(super) const MAX_SHORT: usize = 6;

impl Board<'_> {
    /// The row that the next line gets, from 0.
    pub(super) fn row(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    /// A blank line, and a heading over the whole width.
    pub(super) fn heading(&mut self, text: &str) {
        self.lines.push(PageRow::default());
        let rest = (1..=LAST_COLUMN).map(|_| PageCell { role: Role::Heading, ..PageCell::default() });
        self.lines.push(PageRow::of(std::iter::once(PageCell::text(text, Role::Heading)).chain(rest)));
    }

    pub(super) fn header(&mut self, titles: &[&str]) {
        self.lines.push(header(titles));
    }

    pub(super) fn line(&mut self, cells: impl IntoIterator<Item = PageCell>) {
        self.lines.push(PageRow::of(cells));
    }

    /// A line that says how many entries of a list are not shown, and where they are.
    pub(super) fn unshown_count(&mut self, all: usize, shown: usize, sheet: &str) {
        if all > shown {
            self.line([PageCell::text(format!("and {} more, {sheet}", all - shown), Role::Hint)]);
        }
    }

    /// Highlights a figure above 0 in a column of the next line.
    pub(super) fn highlight_above_zero(&mut self, column: u16) {
        let row = self.row();
        let formula = format!("${}{}>0", column_letters(column), row + 1);
        self.highlights.push(Highlight { block: CellBlock::of_column(column, row, row), formula, role: Role::Error });
    }
}

/// A count as a cell holds it.
pub(super) fn number(n: usize) -> Content {
    Content::Number(Decimal::from(n))
}

/// A formula with the result that it has today, so that readers that compute nothing show the same.
pub(super) fn live_cell(formula: String, result: Content, role: Role, show: Show) -> PageCell {
    PageCell { content: Content::Formula { formula, result: Box::new(result) }, role, show, ..PageCell::default() }
}

pub(super) fn wrapped_cell(text: String) -> PageCell {
    PageCell { show: Show::Wrapped, ..PageCell::text(text, Role::Cell) }
}

/// A text that leads to a place of the workbook, where there is one.
pub(super) fn link_cell(text: &str, target: Option<String>) -> PageCell {
    let content = match target {
        Some(target) => Content::Link { text: text.to_owned(), target },
        None => Content::Text(text.to_owned()),
    };
    PageCell { content, role: Role::Cell, ..PageCell::default() }
}

/// The columns whose titles stand centred, as their figures do.
const FIGURES: [&str; 15] = [
    "Records",
    "To decide",
    "Errors",
    "Warnings",
    "Open",
    "Overdue",
    "0–7 days",
    "8–14 days",
    "15–30 days",
    "Over 30 days",
    "Days left",
    "How many",
    "Start",
    "Next",
    "Due",
];

/// A figure of a table: 0 looks like any other cell.
pub(super) fn figure_cell(n: usize, role: Role) -> PageCell {
    let role = if n == 0 { Role::Cell } else { role };
    PageCell { show: Show::Centred, ..PageCell::number(n, role) }
}

fn header(titles: &[&str]) -> PageRow {
    let title = |t: &str| {
        let show = if FIGURES.contains(&t) || t.starts_with("Impact ") { Show::Centred } else { Show::General };
        PageCell { show, ..PageCell::text(t, Role::Header) }
    };
    PageRow { height: Some(20.0), ..PageRow::of(titles.iter().map(|t| title(t))) }
}
