//! The master as a workbook to be written: the agreed records, and beside them Summary, Discrepancies, Decisions, Changes
//! and Sources.

mod discrepancies;
mod lists;
mod live;
mod same;
mod shapes;
mod sheets;
mod summary;

pub use lists::typed_over;
pub use same::same_content;
pub use shapes::{Left, shapes};

use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::grid::Shown;
use crate::model::page::{Book, Line, Page, PageCell, Role};
use crate::model::report::SourceFile;
use crate::model::sheet_names::IDENTITY_SHEET;
use crate::model::state::Master;
use crate::model::text::fold_title;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::master::memory_lines;
use jiff::civil::{Date, date};

/// What the master shows.
#[derive(Clone, Copy, Debug)]
pub struct Showing<'a> {
    /// The state.
    pub master: &'a Master,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// What waits for a decision.
    pub findings: &'a [Finding],
    /// The files of this run.
    pub sources: &'a [SourceFile],
    /// The day for which results that depend on it are stored; the formulas themselves ask the spreadsheet program.
    pub today: Date,
}

/// The day that stands as the master's creation date: the same bytes must come from the same content on any day.
const CREATED: Date = date(2026, 1, 1);

/// The longest piece of a memory line that a cell holds.
const PIECE: usize = 30_000;

/// The master as a workbook.
pub fn master_book(showing: Showing<'_>) -> Book {
    let mut lists = Lists::default();
    let mut pages = vec![summary::page(showing), discrepancies::page(showing, &mut lists)];
    pages.extend(showing.master.sheets.iter().map(|state| sheets::data_page(showing, state, &mut lists)));
    pages.extend([sheets::decisions(showing), sheets::changes(showing), sheets::sources(showing)]);
    for page in &mut pages {
        if let Some(own) = showing.master.own_on_lists.get(&page.title) {
            lists::put_own(page, own);
        }
        if let Some(shape) = showing.master.shapes.get(&page.title) {
            shapes::put_by_title(page, shape);
        }
    }
    for grid in &showing.master.own_sheets {
        let page = sheets::own_page(grid, &showing.master.carry);
        let after = showing.master.own_after.get(&grid.title);
        pages.insert(place_behind(after, &pages), page);
    }
    for chart in &showing.master.carry.charts {
        let page = Page { title: chart.title.clone(), shown: chart.shown, carried: true, ..Page::default() };
        pages.insert(place_behind(chart.after.as_ref(), &pages), page);
    }
    pages.push(lists.page());
    pages.push(memory_page(showing.master));
    Book {
        title: format!("Master · {}", showing.engagement.name),
        properties: vec![
            ("prekick.engagement".into(), showing.engagement.id.clone()),
            ("prekick.master".into(), "1".into()),
        ],
        names: Vec::new(),
        created: Some(CREATED),
        pages,
    }
}

/// A sheet of people's own stands where they put it: behind the sheet that was before it.
fn place_behind(before: Option<&String>, pages: &[Page]) -> usize {
    let Some(before) = before else { return 0 };
    let before = fold_title(before);
    pages.iter().position(|p| fold_title(&p.title) == before).map_or(pages.len(), |at| at + 1)
}

fn memory_page(master: &Master) -> Page {
    let lines = memory_lines::to_lines(&master.memory);
    let cells = |line: &String| Line::of(pieces(line).into_iter().map(|piece| PageCell::text(piece, Role::Plain)));
    Page {
        title: IDENTITY_SHEET.into(),
        shown: Shown::VeryHidden,
        lines: lines.iter().map(cells).collect(),
        ..Page::default()
    }
}

/// A long line in pieces that fit into cells.
fn pieces(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut length = 0;
    for c in line.chars() {
        // Excel counts UTF-16 units.
        length += c.len_utf16();
        // A piece never begins or ends with a blank, which some programs drop.
        if length > PIECE && !c.is_whitespace() && !out.last().is_some_and(|p| p.ends_with(char::is_whitespace)) {
            out.push(String::new());
            length = c.len_utf16();
        }
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}
