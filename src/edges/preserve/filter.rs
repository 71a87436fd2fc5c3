//! What people filtered on a sheet of prekick's own: the criteria come back as they stand, on the columns where they now are.

use super::styles::Styles;
use super::walk::{Walk, What};

/// The new sheet with its filter set; none where it has no filter.
pub(super) fn filtered(sheet: &str, criteria: &[(u16, String)], styles: &mut Styles) -> Option<String> {
    let (mut out, mut walk, mut done) = (String::with_capacity(sheet.len() + 1000), Walk::new(sheet), false);
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Empty(tag) if tag.local() == "autoFilter" && !done => {
                done = true;
                out.push_str(&tag.write(false));
                criteria.iter().for_each(|(column, raw)| out.push_str(&moved(*column, raw, styles)));
                out.push_str("</autoFilter>");
                out.push_str(walk.rest());
                break;
            }
            What::Open(mut tag) if tag.local() == "sheetPr" => {
                tag.set("filterMode", Some("1".into()));
                out.push_str(&tag.write(false));
            }
            _ => out.push_str(piece.raw),
        }
    }
    done.then_some(out)
}

/// The criteria of one column, which is counted from the first that is filtered.
fn moved(column: u16, raw: &str, styles: &mut Styles) -> String {
    let (mut out, mut walk) = (String::new(), Walk::new(raw));
    while let Some(piece) = walk.next() {
        let (mut tag, empty) = match piece.what {
            What::Open(tag) => (tag, false),
            What::Empty(tag) => (tag, true),
            What::Close(name) => {
                out.push_str(&format!("</{name}>"));
                continue;
            }
            What::Other => {
                out.push_str(piece.raw);
                continue;
            }
        };
        // The new sheet is written without prefixes; what has another one is an extension.
        if tag.local() == "extLst" {
            if !empty {
                walk.finish();
            }
            continue;
        }
        tag.name = tag.local().to_owned();
        if tag.name == "filterColumn" {
            tag.set("colId", Some(column.to_string()));
        }
        styles.renumber(&mut tag);
        out.push_str(&tag.write(empty));
    }
    out
}
