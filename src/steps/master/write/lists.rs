//! User-owned parts of the lists that prekick writes anew, and what people typed on them where it would be lost.

use super::discrepancies::discrepancies_page;
use super::history_pages::{changes_page, decisions_page, sources_page};
use super::start_here::start_here_page;
use super::summary;
use super::view::MasterView;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, Workbook};
use crate::model::page::{Content, Page, PageCell, PageColumn, PageNote, Role, Show};
use crate::model::place::{At, Place};
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, MASTER_FILE, OWN_WIDTH};
use crate::model::shown_names::ShownNames;
use crate::model::start_setting::START_HERE;
use crate::model::state::{ListCell, OwnOnList};
use crate::model::text::{fold_title, one_line, same_text};
use crate::steps::layout::dropdowns::Lists;
use crate::steps::master::start_here::{MARK_COLUMN, VALUE_COLUMN};
use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};

/// The lists without discrepancies: only their titles and widths are looked at.
pub(super) fn empty_lists(view: MasterView<'_>, names: &ShownNames) -> [Page; 4] {
    let empty = MasterView { findings: &[], ..view };
    let discrepancies = discrepancies_page(empty, names, &mut Lists::default());
    [discrepancies, decisions_page(empty), changes_page(empty, names), sources_page(empty, names)]
}

/// Puts on a list what is user-owned: columns behind prekick's, notes and fills.
pub(super) fn put_own_on_list(page: &mut Page, own: &OwnOnList) {
    let Some(header) = usize::try_from(HEADER_ROW).ok().and_then(|n| page.lines.get_mut(n)) else { return };
    let ours = u16::try_from(page.columns.len()).unwrap_or(u16::MAX);
    for (n, title) in (0u16..).zip(&own.columns) {
        header.cells.push((ours.saturating_add(n), PageCell::text(title.clone(), Role::Header)));
        page.columns.push(PageColumn { width: OWN_WIDTH, hidden: false });
    }
    if let Some(filter) = &mut page.filter {
        filter.last.column = u16::try_from(page.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    }
    let titles: BTreeMap<String, u16> = header.cells.iter().filter_map(|(at, c)| Some((text(c)?, *at))).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut notes = Vec::new();
    let first = usize::try_from(FIRST_ROW).unwrap_or_default();
    for (number, line) in (FIRST_ROW..).zip(page.lines.iter_mut().skip(first)) {
        let id = line.cells.iter().find(|(at, _)| *at == 0).and_then(|(_, c)| text(c)).unwrap_or_default();
        let n = seen.entry(id.clone()).or_default();
        for (title, at) in &titles {
            let key = ListCell { id: id.clone(), repeat: *n, title: title.clone() };
            if *at >= ours {
                let cell =
                    own.texts.get(&key).map_or_else(PageCell::default, |t| PageCell::text(t.clone(), Role::Entry));
                line.cells.push((*at, PageCell { role: Role::Entry, unlocked: true, show: Show::Wrapped, ..cell }));
            }
            if let (Some(fill), Some((_, cell))) = (own.fills.get(&key), line.cells.iter_mut().find(|(c, _)| c == at)) {
                cell.fill = Some(*fill);
            }
            let note = own.notes.get(&key);
            notes.extend(note.map(|note| PageNote {
                at: (number, *at),
                author: note.author.clone(),
                text: note.text.clone(),
            }));
        }
        line.cells.sort_by_key(|(at, _)| *at);
        *n += 1;
    }
    page.notes.extend(notes);
}

/// Findings about what people typed on these lists and on the Summary where prekick writes anew, before it is gone; `kept`
/// names the place where the earlier master will be. Cells of an open discrepancy are left to the run that knows it.
pub fn overwritten_entries(view: MasterView<'_>, workbook: &Workbook, kept: &str) -> Vec<Finding> {
    let mut pages = empty_lists(view, &ShownNames::of(view.master)).to_vec();
    // The lists may call people as they were called before this run, or by their keys as earlier versions did.
    let earlier = LazyCell::new(|| {
        let names = [ShownNames::as_last_written(view.master), ShownNames::default()];
        let pages = names.iter().flat_map(|names| empty_lists(view, names));
        pages.map(|page| (texts_of(&page), page.title)).collect::<Vec<(BTreeSet<String>, String)>>()
    });
    // The cells of the Summary depend on the day and on the findings, so only what stands beside it is compared.
    let columns = summary::WIDTHS.map(|width| PageColumn { width, hidden: false }).to_vec();
    pages.push(Page { title: "Summary".into(), columns, ..Page::default() });
    pages.push(start_here_page(view, &mut Lists::default()));
    let mut out = Vec::new();
    for page in &pages {
        let Some(grid) = workbook.sheets.iter().find(|g| fold_title(&g.title) == fold_title(&page.title)) else {
            continue;
        };
        let was_ours = |text: &str| {
            let mut same = earlier.iter().filter(|(_, title)| *title == page.title);
            same.any(|(texts, _)| texts.contains(&one_line(text)))
        };
        for (at, text) in foreign(page, grid).into_iter().filter(|(_, text)| !was_ours(text)) {
            let message = format!(
                "“{text}” stands on the sheet {}, which prekick writes anew. When this run writes a new master, the earlier one with it is kept as {kept}.",
                page.title
            );
            let help = "Type it on a sheet of your own, or in a column of your own on Discrepancies: these stay.";
            out.push(Finding::new(Code::FileNotCarried, message).help(help).at(Place::cell(
                MASTER_FILE,
                &grid.title,
                at,
            )));
        }
    }
    out
}

fn text(cell: &PageCell) -> Option<String> {
    shown_text(cell).map(str::to_owned)
}

fn shown_text(cell: &PageCell) -> Option<&str> {
    match &cell.content {
        Content::Text(text) | Content::Link { text, .. } => Some(text),
        _ => None,
    }
}

/// Cells that prekick did not write.
fn foreign(page: &Page, grid: &Grid) -> Vec<(At, String)> {
    let mut ours: Option<BTreeSet<String>> = None;
    let mut is_ours = |at: At, text: &str| {
        is_at(page, at, text) || ours.get_or_insert_with(|| texts_of(page)).contains(&one_line(text))
    };
    let header = grid.rows.iter().find(|r| r.number == HEADER_ROW);
    let titled = |column: u16| header.and_then(|r| r.cell(column)).is_some_and(|c| !c.raw.is_blank());
    let id = |row: u32| grid.cell(At::new(row, 0)).is_some_and(|c| !c.raw.is_blank());
    let mut is_foreign = |at: At, text: &str| match page.title.as_str() {
        "Discrepancies" | "Decisions" if at.row < HEADER_ROW => at.column > 0,
        "Discrepancies" => at.row > HEADER_ROW && (!titled(at.column) || !id(at.row)),
        "Decisions" => at.row > HEADER_ROW && !titled(at.column),
        title if title == START_HERE[0] || title == START_HERE[1] => {
            is_beside_start_here(page, grid, at, &mut is_ours, text)
        }
        "Summary" => usize::from(at.column) >= page.columns.len(),
        _ => !is_ours(at, text),
    };
    let mut out = Vec::new();
    for row in &grid.rows {
        for (column, cell) in row.cells.iter().filter(|(_, c)| !c.raw.is_blank() && !c.formula) {
            let (at, text) = (At::new(row.number, *column), cell.raw.to_string());
            if is_foreign(at, &text) {
                out.push((at, text));
            }
        }
    }
    out
}

/// Whether something stands on the sheet Start here that is neither a setting's value nor ours. What there is to do depends on the
/// findings, so only what stands beside it is compared.
fn is_beside_start_here(
    page: &Page,
    grid: &Grid,
    at: At,
    is_ours: &mut dyn FnMut(At, &str) -> bool,
    text: &str,
) -> bool {
    let is_setting = grid.cell(At::new(at.row, MARK_COLUMN)).is_some_and(|cell| !cell.raw.is_blank());
    if is_setting {
        return at.column != VALUE_COLUMN && at.column != MARK_COLUMN && !is_ours(at, text);
    }
    usize::from(at.column) >= page.columns.len()
}

/// The texts of a page, each on one line.
fn texts_of(page: &Page) -> BTreeSet<String> {
    page.lines.iter().flat_map(|l| &l.cells).filter_map(|(_, c)| shown_text(c)).map(one_line).collect()
}

/// Whether a text stands on a page at this place.
fn is_at(page: &Page, at: At, text: &str) -> bool {
    let line = usize::try_from(at.row).ok().and_then(|n| page.lines.get(n));
    let cell = line.and_then(|l| l.cells.iter().find(|(column, _)| *column == at.column));
    cell.and_then(|(_, c)| shown_text(c)).is_some_and(|ours| same_text(ours, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageRow;

    #[test]
    fn a_colour_stays_with_its_row_and_column_wherever_they_are() {
        let line = |id: &str| PageRow::of([PageCell::text(id, Role::Cell), PageCell::text("x", Role::Cell)]);
        let header = PageRow::of([PageCell::text("ID", Role::Header), PageCell::text("What", Role::Header)]);
        let lines = vec![
            PageRow::default(),
            PageRow::default(),
            PageRow::default(),
            header,
            line("D-1"),
            line("D-2"),
            line("D-2"),
        ];
        let columns = vec![PageColumn { width: 9, hidden: false }; 2];
        let mut page = Page { lines, columns, ..Page::default() };
        let cell = ListCell { id: "D-2".into(), repeat: 1, title: "What".into() };
        let fills = [(cell, 0x00FF_FF00)].into();
        put_own_on_list(&mut page, &OwnOnList { columns: vec!["Mine".into()], fills, ..OwnOnList::default() });
        let fill = |row: usize| page.lines[row].cells.iter().find(|(at, _)| *at == 1).and_then(|(_, c)| c.fill);
        assert_eq!([fill(4), fill(5), fill(6)], [None, None, Some(0x00FF_FF00)]);
        assert_eq!(page.lines[3].cells.len(), 3);
        assert!(page.lines[4].cells[2].1.unlocked, "there is room to type in people's own column");
    }
}
