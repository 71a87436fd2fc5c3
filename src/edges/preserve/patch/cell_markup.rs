//! Rows and cells in the text of a sheet's part: where they are, and what they contain.

use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens};
use crate::model::place::At;

/// The number of a row, from 1; a row without one follows the row before it.
pub(super) fn next_row(tag: &Tag, before: u32) -> u32 {
    let written = tag.get("r").and_then(|r| r.trim().parse().ok()).filter(|r| *r > 0);
    written.unwrap_or_else(|| before.saturating_add(1))
}

/// The position of a cell in a row, which is counted from 1; a cell without one follows the cell before it.
pub(super) fn next_cell(tag: &Tag, row: u32, column: &mut u16) -> At {
    let written = tag.get("r").and_then(At::parse);
    let at = At::new(row.saturating_sub(1), written.map_or(*column, |at| at.column));
    *column = at.column.saturating_add(1);
    at
}

/// The tag of a cell's formula, and its whole element as it is written.
pub(super) fn formula_of(inner: &str) -> Option<(Tag, &str)> {
    let (mut tokens, mut from) = (Tokens::new(inner), 0_usize);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "f" => {
                let end = from + token.raw.len() + tokens.rest_of_element().len();
                return Some((tag, inner.get(from..end)?));
            }
            TokenKind::Empty(tag) if tag.local_name() == "f" => return Some((tag, token.raw)),
            TokenKind::Start(_) => from += tokens.rest_of_element().len(),
            _ => {}
        }
        from += token.raw.len();
    }
    None
}

/// Whether a cell's content has a value.
pub(super) fn has_value(inner: &str) -> bool {
    let mut tokens = Tokens::new(inner);
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) = token.kind
            && matches!(tag.local_name(), "v" | "is")
        {
            return tokens.next().is_some_and(|p| !matches!(p.kind, TokenKind::End(_)));
        }
    }
    false
}
