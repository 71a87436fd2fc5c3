//! What stands before the cells of an .xlsx sheet in the simple form: whether the library would read it without a fault.

use super::simple_xml::{SimpleXml, TagItem, has_simple_tags, open_elements, position};

/// Whether what stands before the cells is in the simple form, so that the library would find nothing wrong with it.
pub(super) fn is_simple_head(head: &str) -> bool {
    let is_expected = |name: &str| !name.contains(':') && !matches!(name, "row" | "c");
    has_simple_tags(head, is_expected)
        && !head.contains('&')
        && open_elements(head).is_some()
        && head.split("<dimension").skip(1).all(names_a_range)
}

/// Whether the attributes of a tag name a range of cells: `A1` or `A1:C9`.
fn names_a_range(attributes: &str) -> bool {
    let (mut xml, mut range) = (SimpleXml::new(attributes), None);
    while let Some(TagItem::Attribute(name, value)) = xml.tag_item() {
        if name == "ref" && range.replace(value).is_some() {
            return false;
        }
    }
    let Some(range) = range else { return false };
    let (first, last) = range.split_once(':').unwrap_or((range, range));
    position(first).zip(position(last)).is_some_and(|(first, last)| first.0 <= last.0 && first.1 <= last.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_that_the_library_may_refuse_is_not_simple() {
        for (head, is_simple) in [
            ("", true),
            ("<dimension ref=\"A1\"/>", true),
            ("<dimension ref=\"A1:C9\"/><cols><col min=\"1\" max=\"2\"></col></cols>", true),
            ("<dimension/>", false),
            ("<dimension ref=\"\"/>", false),
            ("<dimension ref=\"B2:A1\"/>", false),
            ("<dimension ref=\"A1:B2:C3\"/>", false),
            ("</cols>", false),
            ("<cols></sheetPr>", false),
            ("<a>&</a>", false),
            ("<row/>", false),
            ("<x:cols/>", false),
        ] {
            assert_eq!(is_simple_head(&format!("<worksheet>{head}")), is_simple, "{head}");
        }
    }
}
