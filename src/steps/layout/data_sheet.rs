//! A data sheet as a page, in a copy and in the master alike: title, one line of help, the hidden column keys, the header,
//! the records, and rows prepared for more.

use super::cells::{computed_content, value_cell};
use super::content::{ContentRow, SheetContent, column_index, row_index};
use super::dropdowns::Lists;
use super::highlights::{rating_highlights, required_highlights, rule_highlights};
use super::printed::{captions, letter_highlights, printed_block};
use super::validations::validation;
use crate::model::keys::FieldKey;
use crate::model::page::{CellBlock, Content, Page, PageCell, PageColumn, PageNote, PageRow, Role};
use crate::model::place::At;
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, OWN_WIDTH};
use crate::model::template::{Column, Computed, ROW_KEY_TITLE, Required, Sheet, SheetKind};
use crate::model::text::same_text;
use crate::model::value::Value;
use crate::steps::ingest::hidden_key;
use crate::steps::validate::compute;

/// The row of the hidden column keys, from 0.
pub const KEY_ROW: u32 = 2;

/// The page of a data sheet.
pub fn sheet_page(content: &SheetContent<'_>, lists: &mut Lists) -> Page {
    let sheet = content.sheet;
    let width = sheet.columns.len();
    let mut page = Page {
        title: sheet.title.clone(),
        columns: columns(content),
        lines: vec![
            title_line(content),
            PageRow::of([PageCell::text(sheet.help.clone(), Role::Hint)]),
            key_line(content),
            header_line(content),
        ],
        freeze: Some((FIRST_ROW, frozen_columns(sheet))),
        protect: content.protect,
        repeat: Some((HEADER_ROW, HEADER_ROW)),
        tab: Some(Role::Header),
        ..Page::default()
    };
    for (n, row) in content.rows.iter().enumerate() {
        let number = FIRST_ROW + row_index(n);
        page.lines.push(record_line(content, row, number, n));
        for (column, author, text) in &row.notes {
            page.notes.push(PageNote {
                at: (number, column_index(*column)),
                author: author.clone(),
                text: text.clone(),
            });
        }
    }
    for (n, key) in content.prepared.iter().enumerate() {
        let empty = ContentRow { row_key: key.clone(), values: vec![Value::Empty; width], ..ContentRow::default() };
        page.lines.push(record_line(content, &empty, FIRST_ROW + row_index(content.rows.len() + n), usize::MAX));
    }
    let last = FIRST_ROW + row_index((content.rows.len() + content.prepared.len()).max(1)) - 1;
    let last_column = column_index(width + content.own.len()).saturating_sub(1);
    page.filter = Some(CellBlock::new(HEADER_ROW, 0, last, last_column));
    page.validations =
        sheet.columns.iter().enumerate().filter_map(|(i, c)| validation(content, i, c, last, lists)).collect();
    page.highlights = required_highlights(content, last);
    page.highlights.extend(rule_highlights(content, last));
    page.highlights.extend(rating_highlights(content, last));
    page.highlights.extend(letter_highlights(content, last));
    page.captions = captions(content);
    page.printed = Some(printed_block(content, &page));
    if matches!(sheet.kind, SheetKind::Matrix { .. }) {
        page.papers = Some(1);
    }
    page
}

/// How many columns stay in sight: up to the first of the natural key, at most three.
fn frozen_columns(sheet: &Sheet) -> u16 {
    let named = sheet.natural_key.first().and_then(|k| sheet.position(k)).unwrap_or(0);
    column_index(named.min(2) + 1)
}

fn columns(content: &SheetContent<'_>) -> Vec<PageColumn> {
    let mut columns: Vec<PageColumn> =
        content.sheet.columns.iter().map(|c| PageColumn { width: c.width, hidden: false }).collect();
    columns.extend(content.own.iter().map(|_| PageColumn { width: OWN_WIDTH, hidden: false }));
    columns.push(PageColumn { width: 16, hidden: true });
    columns
}

fn title_line(content: &SheetContent<'_>) -> PageRow {
    let title = format!("{} · {}", content.sheet.title, content.subtitle);
    PageRow { height: Some(26.0), ..PageRow::of([PageCell::text(title, Role::Title)]) }
}

fn key_line(content: &SheetContent<'_>) -> PageRow {
    let key = |key: &FieldKey| PageCell::text(hidden_key(&content.sheet.key, key), Role::Plain);
    PageRow { hidden: true, ..PageRow::of(content.sheet.columns.iter().map(|c| key(&c.key))) }
}

fn header_line(content: &SheetContent<'_>) -> PageRow {
    let title = |c: &Column| {
        PageCell::text(
            c.title.clone(),
            if c.required == Required::Always && !c.is_tool() { Role::HeaderRequired } else { Role::Header },
        )
    };
    let own = content.own.iter().map(|(title, _)| PageCell::text(title.clone(), Role::Header));
    let key = PageCell::text(ROW_KEY_TITLE, Role::Header);
    let height = if content.holders.is_empty() { 32.0 } else { 60.0 };
    PageRow { height: Some(height), ..PageRow::of(content.sheet.columns.iter().map(title).chain(own).chain([key])) }
}

fn record_line(content: &SheetContent<'_>, row: &ContentRow, number: u32, n: usize) -> PageRow {
    let mut cells: Vec<(u16, PageCell)> = Vec::with_capacity(content.sheet.columns.len() + 1);
    for (i, column) in content.sheet.columns.iter().enumerate() {
        let value = row.values.get(i).unwrap_or(&Value::Empty);
        let mut cell = value_cell(value, column);
        // Only the memory knows whether an approval stands, so its cell holds no formula.
        if column.computed.is_some() && !matches!(column.computed, Some(Computed::Approval(_))) {
            let a1 = |c: usize| At::new(number, column_index(c)).to_string();
            let result = Box::new(computed_content(value));
            cell.content = Content::Formula {
                formula: compute::computed_formula(content.sheet, column, &a1, &content.language.code),
                result,
            };
        }
        if let (Some((_, link)), Content::Text(text)) = (row.links.iter().find(|(c, _)| *c == i), &cell.content)
            && same_text(text, &link.text)
        {
            cell.content = Content::Link { text: text.clone(), target: link.address.clone() };
        }
        let open = (content.open)(column);
        cell.role = if open { Role::Entry } else { Role::Locked };
        cell.unlocked = open;
        cell.mark = row.marks.iter().find(|(c, _)| *c == i).map(|(_, m)| *m).unwrap_or_default();
        cell.fill = row.fills.iter().find(|(c, _)| *c == i).map(|(_, f)| *f);
        cells.push((column_index(i), cell));
    }
    let width = content.sheet.columns.len();
    for (i, (_, texts)) in content.own.iter().enumerate() {
        let text = texts.get(n).and_then(Clone::clone);
        let mut cell = text.map_or_else(PageCell::default, |t| PageCell::text(t, Role::Entry));
        cell.role = Role::Entry;
        cell.unlocked = true;
        cells.push((column_index(width + i), cell));
    }
    // The row key stays unlocked, or Excel would refuse to sort.
    if !row.row_key.is_empty() {
        let key = PageCell { unlocked: true, ..PageCell::text(row.row_key.clone(), Role::Plain) };
        cells.push((column_index(width + content.own.len()), key));
    }
    PageRow { cells, ..PageRow::default() }
}

#[cfg(test)]
mod tests;
