//! A row with its cells under another number, written without a look at what the cells hold. Rows in any but the usual
//! form are declined, and are written token by token.

use crate::edges::ooxml::tag_scan::{ScannedKind, ScannedTag, TagScan};
use crate::model::place::At;

/// Writes a row as the one with this number, counted from 0. Whether it could; if not, nothing was written.
pub(super) fn renumber_row(text: &str, row: u32, out: &mut String) -> bool {
    let before = out.len();
    let is_written = try_renumber(text, &(u64::from(row) + 1).to_string(), out).is_some();
    if !is_written {
        out.truncate(before);
    }
    is_written
}

fn try_renumber(text: &str, number: &str, out: &mut String) -> Option<()> {
    let mut scan = TagScan::new(text);
    let first = scan.next().filter(|tag| tag.from == 0 && tag.name == "row")?;
    let (_, attributes) = place_and_rest(&first)?;
    out.push_str(&format!("<row r=\"{number}\"{attributes}"));
    let mut written = first.to();
    while let Some(tag) = scan.next() {
        if tag.depth != 1 || tag.kind == ScannedKind::End {
            continue;
        }
        let (place, attributes) = place_and_rest(&tag).filter(|_| tag.name == "c")?;
        At::parse(place)?;
        let column = place.trim_end_matches(|c: char| c.is_ascii_digit());
        column.bytes().all(|b| b.is_ascii_uppercase()).then_some(())?;
        for piece in [text.get(written..tag.from)?, "<c r=\"", column, number, "\"", attributes] {
            out.push_str(piece);
        }
        written = tag.to();
    }
    out.push_str(text.get(written..)?);
    scan.is_complete().then_some(())
}

/// What the attribute `r` says, which comes first, and what follows it up to the end of the tag; none where attributes
/// are not written with one blank before each and in double quotes.
fn place_and_rest<'t>(tag: &ScannedTag<'t>) -> Option<(&'t str, &'t str)> {
    let (place, rest) = tag.raw.get(tag.name.len() + 1..)?.strip_prefix(" r=\"")?.split_once('"')?;
    let mut left = rest;
    while let Some(attribute) = left.strip_prefix(' ') {
        let (name, value) = attribute.split_once('=')?;
        (name != "r" && !name.contains([' ', '"', '\''])).then_some(())?;
        left = value.strip_prefix('"')?.split_once('"')?.1;
    }
    matches!(left, ">" | "/>").then_some((place, rest))
}

#[cfg(test)]
mod tests {
    use super::renumber_row;

    fn renumbered(text: &str) -> Option<String> {
        let mut out = "before".to_owned();
        let is_written = renumber_row(text, 41, &mut out);
        assert!(is_written || out == "before", "{out}");
        is_written.then(|| out.split_off("before".len()))
    }

    #[test]
    fn a_row_and_its_cells_get_another_number_and_keep_the_rest() {
        for (text, expected) in [
            ("<row r=\"7\"/>", "<row r=\"42\"/>"),
            ("<row r=\"7\" ht=\"20\"></row>", "<row r=\"42\" ht=\"20\"></row>"),
            (
                "<row r=\"7\"> <c r=\"A7\" s=\"3\"/><c r=\"AB7\" t=\"inlineStr\"><is><t>A7</t></is></c></row>",
                "<row r=\"42\"> <c r=\"A42\" s=\"3\"/><c r=\"AB42\" t=\"inlineStr\"><is><t>A7</t></is></c></row>",
            ),
        ] {
            assert_eq!(renumbered(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_row_in_another_form_is_left_to_tokens() {
        for text in [
            "<row r=\"7\" />",
            "<row r=\"7\" ht='20'/>",
            "<row r=\"7\"  ht=\"20\"/>",
            "<row ht=\"20\" r=\"7\"/>",
            "<row r=\"7\"><c s=\"1\"/></row>",
            "<row r=\"7\"><c r=\"a7\"/></row>",
            "<row r=\"7\"><c r=\"ABCD7\"/></row>",
            "<row r=\"7\"><c r=\"$A$7\"/></row>",
            "<row r=\"7\"><c r=\"A7\" r=\"B7\"/></row>",
            "<row r=\"7\"><x:c r=\"A7\"/></row>",
            "<row r=\"7\"><extLst><c r=\"A7\"/></extLst></row>",
            "<row r=\"7\"><c r=\"A7\"></row>",
        ] {
            assert_eq!(renumbered(text), None, "{text}");
        }
    }
}
