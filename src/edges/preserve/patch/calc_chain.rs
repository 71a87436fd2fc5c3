//! The calculation chain, in which Excel keeps the order of computing. If it lists a cell without a formula, Excel
//! calls the workbook damaged.

use crate::edges::ooxml::tokens::{TokenKind, Tokens};
use crate::model::place::At;
use std::collections::BTreeSet;

/// The chain without cells that lost their formulas, given by the id of their sheet; `None` where nothing is left of
/// it.
pub(super) fn without_cells(text: &str, gone: &BTreeSet<(usize, At)>) -> Option<String> {
    let (mut out, mut tokens) = (String::with_capacity(text.len()), Tokens::new(text));
    let (mut sheet, mut written, mut left) = (0_usize, 0_usize, 0_usize);
    while let Some(token) = tokens.next() {
        let (mut tag, empty) = match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "c" => (tag, false),
            TokenKind::Empty(tag) if tag.local_name() == "c" => (tag, true),
            _ => {
                out.push_str(token.raw);
                continue;
            }
        };
        sheet = tag.number("i").unwrap_or(sheet);
        let at = tag.get("r").and_then(At::parse);
        if at.is_some_and(|at| gone.contains(&(sheet, at))) {
            if !empty {
                tokens.rest_of_element();
            }
            continue;
        }
        left += 1;
        // An entry without a sheet is on the one of the entry before it.
        if tag.number("i").is_none() && written != sheet {
            tag.set("i", Some(sheet.to_string()));
            out.push_str(&tag.write(empty));
        } else {
            out.push_str(token.raw);
        }
        written = sheet;
    }
    (left > 0 && !tokens.broken).then_some(out)
}
