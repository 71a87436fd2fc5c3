//! Merged sheets as a workbook to be written, with what is left to decide on a sheet of its own.

use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::page::{Content, OutputWorkbook, Page, PageCell, PageColumn, PageRow, Role, Show};
use crate::model::place::{At, column_letters};
use crate::model::plain::{PlainCell, PlainColumn, PlainRow, PlainSheet};
use crate::model::shown_apart::shown_apart;
use crate::model::text::fold_title;
use crate::model::value::Value;
use std::collections::BTreeMap;

/// The title of the sheet with what is left to decide, where no other sheet has it.
const DISCREPANCIES: &str = "Discrepancies";

const TITLES: [&str; 8] = ["ID", "Severity", "Sheet", "Record", "Field", "What is wrong", "In the master", "As sent"];

/// The title of the sheet with what is left to decide: that of an earlier merge, else one that no sheet has.
pub fn title_of_discrepancies(sheets: &[PlainSheet], earlier: Option<&str>) -> String {
    let is_free = |title: &String| !sheets.iter().any(|s| fold_title(&s.title) == fold_title(title));
    let more = (2..).map(|n| format!("{DISCREPANCIES} ({n})"));
    let mut free = std::iter::once(DISCREPANCIES.to_owned()).chain(more).filter(is_free);
    earlier.map(ToOwned::to_owned).or_else(|| free.next()).unwrap_or_default()
}

/// The last title, behind those of the options.
const LAST_TITLE: &str = "Where";

/// A workbook of these sheets.
pub fn merged_book(sheets: &[PlainSheet], findings: &[Finding]) -> OutputWorkbook {
    let mut pages: Vec<Page> = sheets.iter().map(sheet_page).collect();
    let asked: Vec<&Finding> = findings.iter().filter(|f| f.question.is_some()).collect();
    if !asked.is_empty() {
        pages.push(discrepancies_page(&asked, title_of_discrepancies(sheets, None)));
    }
    OutputWorkbook { pages, ..OutputWorkbook::default() }
}

/// A workbook of what is added to the master's own: sheets that it does not have, and what is left to decide. `None` where
/// there is neither; the sheet of an earlier merge is written anew even when nothing is left.
pub fn additions_book(
    new: &[PlainSheet],
    findings: &[Finding],
    title: &str,
    asked_before: bool,
) -> Option<OutputWorkbook> {
    let mut pages: Vec<Page> = new.iter().map(sheet_page).collect();
    let asked: Vec<&Finding> = findings.iter().filter(|f| f.question.is_some()).collect();
    if asked_before || !asked.is_empty() {
        pages.push(discrepancies_page(&asked, title.to_owned()));
    }
    (!pages.is_empty()).then(|| OutputWorkbook { pages, ..OutputWorkbook::default() })
}

/// Whether an earlier merge wrote this sheet for what was left to decide. With a column or row that somebody added, it is
/// theirs.
pub fn is_discrepancies(sheet: &PlainSheet) -> bool {
    let titles: Vec<&str> = sheet.columns.iter().map(|c| c.title.as_str()).collect();
    let is_option = |title: &&str| title.starts_with("Option ") || *title == LAST_TITLE;
    let is_ours = |row: &PlainRow| row.cells.first().is_some_and(|id| id.value.to_string().starts_with("D-"));
    sheet.title.starts_with(DISCREPANCIES)
        && titles.starts_with(&TITLES)
        && titles.iter().skip(TITLES.len()).all(is_option)
        && sheet.rows.iter().all(is_ours)
}

/// The cells that lead to an address which their text does not show, and whose cell on the page a writer does not take as a
/// link; each with the address.
pub fn addresses_lost(sheet: &PlainSheet, takes: impl Fn(&PageCell) -> bool) -> Vec<(At, String)> {
    let of_rows = sheet.rows.iter().flat_map(|row| {
        let placed = move |column: &PlainColumn| At::new(row.number, column.at);
        sheet.columns.iter().map(placed).zip(row.cells.iter())
    });
    let around = sheet.around.iter().map(|(at, found)| (*at, found));
    let titles = sheet.linked_titles.iter().map(|(column, found)| (At::new(sheet.header, *column), found));
    let hidden =
        titles.chain(of_rows).chain(around).filter_map(|(at, found)| Some((at, found, found.hidden_address()?)));
    let lost = hidden.filter(|(_, found, _)| !takes(&cell(found, Role::Cell)));
    lost.map(|(at, _, address)| (at, address.to_owned())).collect()
}

fn sheet_page(sheet: &PlainSheet) -> Page {
    let mut lines: BTreeMap<u32, PageRow> = BTreeMap::new();
    let title = |column: &PlainColumn| match sheet.linked_titles.get(&column.at) {
        Some(found) => cell(found, Role::Header),
        None => PageCell::text(column.title.clone(), Role::Header),
    };
    let titles = sheet.columns.iter().map(|c| (c.at, title(c)));
    lines.insert(sheet.header, PageRow { cells: titles.collect(), ..PageRow::default() });
    for row in &sheet.rows {
        let cells = sheet.columns.iter().zip(row.cells.iter()).filter(|(_, cell)| cell.raw != Raw::Empty);
        let cells = cells.map(|(column, c)| (column.at, cell(c, Role::Cell))).collect();
        lines.insert(row.number, PageRow { cells, ..PageRow::default() });
    }
    for (at, found) in &sheet.around {
        let cells = &mut lines.entry(at.row).or_default().cells;
        cells.retain(|(column, _)| *column != at.column);
        cells.push((at.column, cell(found, Role::Plain)));
        cells.sort_by_key(|(column, _)| *column);
    }
    let last = lines.keys().next_back().copied().unwrap_or(0);
    let widths = sheet.columns.iter().enumerate().map(|(i, column)| {
        let texts =
            sheet.rows.iter().take(200).filter_map(|r| r.cells.get(i)).map(|c| c.raw.to_string().chars().count());
        let widest = texts.chain([column.title.chars().count() + 2]).max().unwrap_or(8);
        PageColumn { width: u16::try_from(widest.clamp(8, 50)).unwrap_or(50), hidden: false }
    });
    Page {
        title: sheet.title.clone(),
        columns: widths.collect(),
        freeze: Some((sheet.header + 1, 0)),
        lines: (0..=last).map(|n| lines.remove(&n).unwrap_or_default()).collect(),
        ..Page::default()
    }
}

fn cell(found: &PlainCell, role: Role) -> PageCell {
    let content = match (&found.raw, found.address()) {
        (Raw::Text(text), Some(address)) => {
            let target = address.strip_prefix('#').map_or_else(|| address.to_owned(), |at| format!("internal:{at}"));
            Content::Link { text: text.clone(), target }
        }
        (raw, _) => Content::Found(raw.clone()),
    };
    PageCell { content, role, ..PageCell::default() }
}

fn discrepancies_page(asked: &[&Finding], title: String) -> Page {
    let options = asked.iter().filter_map(|f| f.question.as_ref()).map(|q| q.candidates.len()).max().unwrap_or(0);
    let letters = (0..options).map(|n| format!("Option {}", column_letters(u16::try_from(n).unwrap_or(u16::MAX))));
    let titles: Vec<String> =
        TITLES.iter().map(|t| (*t).to_owned()).chain(letters).chain([LAST_TITLE.to_owned()]).collect();
    let header = PageRow::of(titles.iter().map(|t| PageCell::text(t.clone(), Role::Header)));
    let lines = asked.iter().map(|finding| {
        let text = |text: String| PageCell { show: Show::Wrapped, ..PageCell::text(text, Role::Cell) };
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let question = finding.question.clone().unwrap_or_default();
        let values = [&question.master, &question.sent].into_iter().chain(question.candidates.iter().map(|c| &c.value));
        let values: Vec<&Value> = values.collect();
        let mut shown = shown_apart(&values, usize::MAX).into_iter().zip(values);
        let mut next = || shown.next().filter(|(_, value)| !value.is_empty()).map(|(text, _)| text).unwrap_or_default();
        let (master, sent) = (next(), next());
        let mut cells = vec![
            question.id.clone(),
            finding.severity.word().to_owned(),
            or_empty(&finding.sheet),
            or_empty(&finding.record),
            finding.field.as_ref().map(ToString::to_string).unwrap_or_default(),
            finding.message.clone(),
            master,
            sent,
        ];
        cells.extend(question.candidates.iter().map(|c| {
            let by: Vec<&str> = c.contributors.iter().map(|g| g.by.as_str()).collect();
            format!("{} ({})", next(), by.join(", "))
        }));
        cells.resize(TITLES.len() + options, String::new());
        cells.push(finding.place.as_ref().map(ToString::to_string).unwrap_or_default());
        PageRow::of(cells.into_iter().map(text))
    });
    let width = |title: &str| PageColumn { width: if title == "What is wrong" { 60 } else { 18 }, hidden: false };
    Page {
        title,
        columns: titles.iter().map(|t| width(t)).collect(),
        freeze: Some((1, 0)),
        lines: std::iter::once(header).chain(lines).collect(),
        tab: Some(Role::Error),
        ..Page::default()
    }
}
