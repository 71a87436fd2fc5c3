//! Filters that people set on a sheet of prekick's own: their criteria are written as they were, at the columns where
//! they belong now.

use super::styles::StyleTransfer;
use crate::edges::ooxml::tokens::{TokenKind, Tokens};

/// The new sheet with its filter set; none where it has no filter.
pub(super) fn with_filters(sheet: &str, criteria: &[(u16, String)], styles: &mut StyleTransfer) -> Option<String> {
    let (mut out, mut tokens, mut done) = (String::with_capacity(sheet.len() + 1000), Tokens::new(sheet), false);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Empty(tag) if tag.local_name() == "autoFilter" && !done => {
                done = true;
                out.push_str(&tag.start_tag());
                criteria.iter().for_each(|(column, raw)| out.push_str(&criteria_at(*column, raw, styles)));
                out.push_str("</autoFilter>");
                out.push_str(tokens.remaining());
                break;
            }
            TokenKind::Start(mut tag) if tag.local_name() == "sheetPr" => {
                tag.set("filterMode", Some("1".into()));
                out.push_str(&tag.start_tag());
            }
            _ => out.push_str(token.raw),
        }
    }
    done.then_some(out)
}

/// The criteria of one column, which is counted from the first column of the filter.
fn criteria_at(column: u16, raw: &str, styles: &mut StyleTransfer) -> String {
    let (mut out, mut tokens) = (String::new(), Tokens::new(raw));
    while let Some(token) = tokens.next() {
        let (mut tag, empty) = match token.kind {
            TokenKind::Start(tag) => (tag, false),
            TokenKind::Empty(tag) => (tag, true),
            TokenKind::End(name) => {
                out.push_str(&format!("</{name}>"));
                continue;
            }
            TokenKind::Other => {
                out.push_str(token.raw);
                continue;
            }
        };
        // The new sheet is written without prefixes; extensions would need theirs.
        if tag.local_name() == "extLst" {
            if !empty {
                tokens.rest_of_element();
            }
            continue;
        }
        tag.name = tag.local_name().to_owned();
        if tag.name == "filterColumn" {
            tag.set("colId", Some(column.to_string()));
        }
        styles.renumber_differences(&mut tag);
        out.push_str(&tag.write(empty));
    }
    out
}
