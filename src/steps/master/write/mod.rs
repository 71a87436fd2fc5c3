//! The master as a workbook to be written: the data sheets, and Summary, Discrepancies, Decisions, Changes and Sources. In
//! comes a [`MasterView`], out come pages; the same state gives the same pages, whatever the day.

mod apply_shape;
mod data_sheets;
mod discrepancies;
mod history_pages;
mod lists;
mod own_sheets;
mod same_content;
mod start_here;
mod summary;
mod user_shapes;
mod view;

pub use lists::overwritten_entries;
pub use same_content::same_content;
pub use user_shapes::{EditedMaster, user_shapes};
pub use view::MasterView;

use crate::model::grid::Shown;
use crate::model::page::{OutputWorkbook, Page, PageCell, PageRow, Role};
use crate::model::sheet_names::IDENTITY_SHEET;
use crate::model::shown_names::ShownNames;
use crate::model::state::Master;
use crate::model::text::fold_title;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::master::memory_lines;
use jiff::civil::{Date, date};

/// The creation date in the file, always the same, so that the same content gives the same bytes on any day.
const CREATED: Date = date(2026, 1, 1);

/// How much of a memory line a cell holds, in UTF-16 units, as Excel counts; Excel allows 32,767.
const CELL_UNITS: usize = 30_000;

/// The master as a workbook.
pub fn master_book(view: MasterView<'_>) -> OutputWorkbook {
    draw_pages(view).into_book(view)
}

/// The pages of a master that prekick draws itself, without what people set of their shape.
pub struct DrawnPages {
    pages: Vec<Page>,
    lists: Lists,
    memory: Page,
}

/// Draws the pages of a master.
pub fn draw_pages(view: MasterView<'_>) -> DrawnPages {
    let (memory, (pages, lists)) = rayon::join(|| memory_page(view.master), || visible_pages(view));
    DrawnPages { pages, lists, memory }
}

fn visible_pages(view: MasterView<'_>) -> (Vec<Page>, Lists) {
    let mut lists = Lists::default();
    let names = ShownNames::of(view.master);
    let mut pages = vec![
        start_here::start_here_page(view, &mut lists),
        summary::summary_page(view),
        discrepancies::discrepancies_page(view, &names, &mut lists),
    ];
    pages.extend(view.master.sheets.iter().map(|state| data_sheets::data_page(view, state, &mut lists)));
    pages.extend([
        history_pages::decisions_page(view),
        history_pages::changes_page(view, &names),
        history_pages::sources_page(view, &names),
    ]);
    for page in &mut pages {
        if let Some(own) = view.master.own_on_lists.get(&page.title) {
            lists::put_own_on_list(page, own);
        }
    }
    (pages, lists)
}

impl DrawnPages {
    /// The workbook: these pages in the shapes that people gave them, among people's own sheets.
    pub fn into_book(self, view: MasterView<'_>) -> OutputWorkbook {
        let Self { mut pages, lists, memory } = self;
        shape_pages(&mut pages, view.master);
        for grid in &view.master.own_sheets {
            let page = own_sheets::own_page(grid, &view.master.preserved);
            let after = view.master.own_after.get(&grid.title);
            pages.insert(place_behind(after, &pages), page);
        }
        for chart in &view.master.preserved.charts {
            let page = Page { title: chart.title.clone(), shown: chart.shown, carried: true, ..Page::default() };
            pages.insert(place_behind(chart.after.as_ref(), &pages), page);
        }
        pages.extend([lists.page(), memory]);
        OutputWorkbook {
            title: format!("Master · {}", view.engagement.name),
            properties: vec![
                ("prekick.engagement".into(), view.engagement.id.clone()),
                ("prekick.master".into(), "1".into()),
            ],
            names: Vec::new(),
            created: Some(CREATED),
            pages,
        }
    }
}

/// Gives pages the shapes that people gave them.
fn shape_pages(pages: &mut [Page], master: &Master) {
    let states = master.sheets.iter().filter_map(|state| Some((state, master.shapes.get(state.sheet.key.as_str())?)));
    for (state, shape) in states {
        if let Some(page) = pages.iter_mut().find(|p| p.title == state.sheet.title) {
            apply_shape::apply_shape(page, state, shape);
        }
    }
    for page in pages {
        if let Some(shape) = master.shapes.get(&page.title) {
            apply_shape::apply_shape_by_title(page, shape);
        }
    }
}

/// Where a user-owned sheet goes: behind the sheet that it stood behind, else last.
fn place_behind(before: Option<&String>, pages: &[Page]) -> usize {
    let Some(before) = before else { return 0 };
    let before = fold_title(before);
    pages.iter().position(|p| fold_title(&p.title) == before).map_or(pages.len(), |at| at + 1)
}

/// The very hidden sheet that holds the memory, one line of it a row.
fn memory_page(master: &Master) -> Page {
    let lines = memory_lines::to_lines(&master.memory);
    let cells = |line: &String| PageRow::of(chunks(line).into_iter().map(|chunk| PageCell::text(chunk, Role::Plain)));
    Page {
        title: IDENTITY_SHEET.into(),
        shown: Shown::VeryHidden,
        lines: lines.iter().map(cells).collect(),
        ..Page::default()
    }
}

/// A long line in chunks that fit into cells.
fn chunks(line: &str) -> Vec<String> {
    // No text has more units than bytes.
    if line.len() <= CELL_UNITS {
        return vec![line.to_owned()];
    }
    let mut out = vec![String::new()];
    let mut length = 0;
    for c in line.chars() {
        // Excel counts UTF-16 units.
        length += c.len_utf16();
        // A chunk never begins or ends with a blank: some programs drop it.
        if length > CELL_UNITS && !c.is_whitespace() && !out.last().is_some_and(|p| p.ends_with(char::is_whitespace)) {
            out.push(String::new());
            length = c.len_utf16();
        }
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}
