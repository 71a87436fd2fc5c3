//! Widths, heights, filters and hidden rows and columns of the sheets of a package.

use super::workbook_part::WorkbookPart;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens};
use crate::model::place::column_number;
use crate::model::shape::FoundShape;
use crate::model::text::fold_title;
use std::collections::BTreeMap;

/// The widest column that Excel allows, in characters.
const MAX_WIDTH: f64 = 255.0;
/// The highest row that Excel allows, in points.
const MAX_HEIGHT: f64 = 409.0;

/// The shapes of all sheets of an .xlsx, by folded title; none where the file is no .xlsx.
pub fn shapes(bytes: &[u8]) -> BTreeMap<String, FoundShape> {
    let mut out = BTreeMap::new();
    let Some(mut package) = EditablePackage::open(bytes) else { return out };
    let Some(book) = WorkbookPart::read(&mut package) else { return out };
    for sheet in &book.sheets {
        if let Some(text) = package.text(&sheet.part) {
            out.insert(fold_title(&sheet.title), shape(&text));
        }
    }
    out
}

fn shape(text: &str) -> FoundShape {
    let mut found = FoundShape::default();
    let data = text.find("sheetData").unwrap_or(text.len());
    let end = text.rfind("sheetData").unwrap_or(data);
    let mut tokens = Tokens::new(text.get(..data).unwrap_or_default());
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
            && tag.local_name() == "col"
        {
            found.columns.extend(columns(&tag));
        }
    }
    rows(text.get(data..end).unwrap_or_default(), &mut found);
    let rest = text.get(end..).unwrap_or_default();
    // Begins after the end tag of the cells.
    let rest = rest.find('>').and_then(|at| rest.get(at + 1..)).unwrap_or_default();
    criteria(rest, &mut found);
    found
}

fn columns(tag: &Tag) -> Option<(u16, u16, Option<f64>, bool)> {
    let bound = |name: &str| tag.number(name)?.checked_sub(1).and_then(|n| u16::try_from(n).ok());
    let width = tag.get("width").and_then(|w| w.trim().parse::<f64>().ok()).filter(|w| (0.0..=MAX_WIDTH).contains(w));
    Some((bound("min")?, bound("max")?, width.filter(|_| tag.flag("customWidth")), tag.flag("hidden")))
}

/// Searches for the start tags of rows in the text, since the cells between them are many and say nothing of this.
fn rows(data: &str, found: &mut FoundShape) {
    for (at, _) in data.match_indices("row ") {
        let begins = data.get(..at).is_some_and(|before| before.ends_with(['<', ':']));
        let Some(tag) = data.get(at..).and_then(|rest| rest.get(..rest.find('>')?)).filter(|_| begins) else {
            continue;
        };
        if !tag.contains("customHeight") && !tag.contains("hidden") {
            continue;
        }
        let raw = format!("<{}/>", tag.trim_end_matches('/'));
        if let Some(TokenKind::Empty(tag)) = Tokens::new(&raw).next().map(|p| p.kind) {
            found.rows.extend(row(&tag));
        }
    }
}

fn row(tag: &Tag) -> Option<(u32, (Option<f64>, bool))> {
    let number = u32::try_from(tag.number("r")?.checked_sub(1)?).ok()?;
    let height = tag.get("ht").and_then(|h| h.trim().parse::<f64>().ok()).filter(|h| (0.0..=MAX_HEIGHT).contains(h));
    let height = height.filter(|_| tag.flag("customHeight"));
    let hidden = tag.flag("hidden");
    (height.is_some() || hidden).then_some((number, (height, hidden)))
}

fn criteria(rest: &str, found: &mut FoundShape) {
    let mut tokens = Tokens::new(rest);
    let mut first = None;
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "autoFilter" => first = tag.get("ref").and_then(first_column),
            TokenKind::Start(tag) if tag.local_name() == "filterColumn" => {
                let raw = format!("{}{}", token.raw, tokens.rest_of_element());
                let at = first.zip(tag.number("colId").and_then(|n| u16::try_from(n).ok()));
                found.criteria.extend(at.and_then(|(a, b)| Some((a.checked_add(b)?, raw))));
            }
            TokenKind::End(name) if name == "autoFilter" => return,
            _ => {}
        }
    }
}

/// `A4:AI54` begins in column 0.
fn first_column(range: &str) -> Option<u16> {
    let letters: String = range.chars().filter(|c| *c != '$').take_while(char::is_ascii_alphabetic).take(3).collect();
    u16::try_from(column_number(&letters)?).ok()
}
