//! Shared strings in the simple form in which spreadsheet programs write them.

use super::simple_xml::{SimpleXml, after_declaration, has_simple_tags, is_balanced, value_text};

/// The shared strings by number; none in place of one that is not simple, such as rich text.
pub(super) type SimpleStrings = Vec<Option<Box<str>>>;

/// Bytes of a part that are read. Where a sheet needs the library, that holds all strings too, and they are not held twice if
/// they are many; a master of tens of thousands of rows keeps this much in its memory.
const MOST_BYTES: usize = 128 << 20;

/// Reads the part; none where it is not in the simple form as a whole.
pub(super) fn read_simple_strings(part: &str) -> Option<SimpleStrings> {
    if part.len() > MOST_BYTES {
        return None;
    }
    let (mut xml, mut strings) = (SimpleXml::new(after_declaration(part)?), Vec::new());
    xml.skip_blanks();
    if !xml.eat("<sst") || xml.finish_tag()? {
        return None;
    }
    loop {
        xml.skip_blanks();
        if xml.eat("</sst>") {
            return Some(strings);
        }
        if !xml.eat("<si>") {
            return None;
        }
        strings.push(item(&mut xml)?);
    }
}

/// The string of the item that was begun; it passes over one that is not simple, where its end is clear.
fn item(xml: &mut SimpleXml<'_>) -> Option<Option<Box<str>>> {
    let mut simple = *xml;
    if let Some(text) = text_element(&mut simple)
        && simple.eat("</si>")
    {
        *xml = simple;
        return Some(text);
    }
    let (odd, rest) = xml.rest().split_once("</si>")?;
    *xml = SimpleXml::new(rest);
    let ends_there = is_balanced(odd) && has_simple_tags(odd, |name| name != "si" && !name.ends_with(":si"));
    ends_there.then_some(None)
}

/// The element `t` of a text, with blanks around it cut off unless it says to preserve them.
pub(super) fn text_element(xml: &mut SimpleXml<'_>) -> Option<Option<Box<str>>> {
    if xml.eat("<t>") {
        let text = value_text(xml.text_to("</t>")?);
        return Some(text.map(|t| t.trim_matches([' ', '\t', '\r', '\n']).into()));
    }
    if xml.eat("<t xml:space=\"preserve\">") {
        return Some(value_text(xml.text_to("</t>")?).map(|t| t.as_ref().into()));
    }
    xml.eat("<t/>").then(|| Some("".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_strings_are_read_and_others_keep_their_number() {
        let part = "<?xml version=\"1.0\"?>\n<sst count=\"5\"><si><t> a &amp; b </t></si>\
            <si><t xml:space=\"preserve\"> c </t></si><si><r><t>rich</t></r></si><si><t/></si>\n<si><t>_x000D_</t></si></sst>";
        let strings = read_simple_strings(part).unwrap();
        let found: Vec<Option<&str>> = strings.iter().map(|s| s.as_deref()).collect();
        assert_eq!(found, [Some("a & b"), Some(" c "), None, Some(""), None]);
    }

    #[test]
    fn a_table_whose_items_cant_be_counted_is_declined() {
        for items in [
            "<si><!-- </si> --><t>a</t></si>",
            "<x:si><t>a</t></x:si>",
            "<si><t>a</t>",
            "<si><si><t>a</t></si>",
            "<si><t>a</si><si><t>b</t></si>",
        ] {
            assert!(read_simple_strings(&format!("<sst>{items}</sst>")).is_none(), "{items}");
        }
    }
}
