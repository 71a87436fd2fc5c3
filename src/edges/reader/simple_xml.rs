//! XML in the simple form in which spreadsheet programs write cells and texts: a cursor that takes what it expects and
//! gives up at anything else, such as comments, sections of characters, other quotes and unknown entities.

use std::borrow::Cow;

/// A cursor over XML. What it does not expect is no error: the caller gives up, and the part is read in another way.
#[derive(Clone, Copy)]
pub(super) struct SimpleXml<'a> {
    rest: &'a str,
}

/// What comes next within a tag.
pub(super) enum TagItem<'a> {
    /// An attribute and its value as it is written.
    Attribute(&'a str, &'a str),
    /// The end of a start tag.
    End,
    /// The end of an empty element.
    EmptyEnd,
}

impl<'a> SimpleXml<'a> {
    /// A cursor at the start of a text.
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// What was not read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Passes over `expected`, if it comes next. In line, since a few known bytes are compared much more quickly than any.
    #[inline]
    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let after = self.rest.strip_prefix(expected);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    /// Passes over blanks.
    #[inline]
    pub(super) fn skip_blanks(&mut self) {
        if !self.rest.starts_with('<') {
            self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
        }
    }

    /// The text up to the end tag `end`, which it passes over; none where another tag comes before it.
    #[inline]
    pub(super) fn text_to(&mut self, end: &str) -> Option<&'a str> {
        let text = self.take_to(b'<')?;
        self.eat(end).then_some(text)
    }

    /// What comes next in a tag whose name was passed over. Attributes stand after a single blank and in double quotes.
    pub(super) fn tag_item(&mut self) -> Option<TagItem<'a>> {
        if self.eat(">") {
            return Some(TagItem::End);
        }
        if self.eat("/>") {
            return Some(TagItem::EmptyEnd);
        }
        self.eat(" ").then_some(())?;
        let name = self.take_to(b'=')?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b':') || !self.eat("=\"") {
            return None;
        }
        let value = self.take_to(b'"')?;
        self.eat("\"").then_some(TagItem::Attribute(name, value))
    }

    /// Passes over the rest of a tag. Whether the element is empty.
    pub(super) fn finish_tag(&mut self) -> Option<bool> {
        loop {
            match self.tag_item()? {
                TagItem::Attribute(..) => {}
                TagItem::End => return Some(false),
                TagItem::EmptyEnd => return Some(true),
            }
        }
    }

    fn take_to(&mut self, stop: u8) -> Option<&'a str> {
        let at = self.rest.bytes().position(|b| b == stop)?;
        let (taken, rest) = self.rest.split_at_checked(at)?;
        self.rest = rest;
        Some(taken)
    }
}

/// What follows the declaration of a part; none where it declares anything but UTF-8.
pub(super) fn after_declaration(part: &str) -> Option<&str> {
    let Some((declaration, rest)) = part.strip_prefix("<?xml ").and_then(|p| p.split_once("?>")) else {
        return Some(part);
    };
    let is_utf8 = !declaration.contains("encoding") || declaration.to_ascii_lowercase().contains("\"utf-8\"");
    is_utf8.then_some(rest)
}

/// Whether a text has tags of elements alone, and none with a bracket in an attribute. `is_expected` tells of the name of
/// an element whether it may be there.
pub(super) fn has_simple_tags(text: &str, is_expected: impl Fn(&str) -> bool) -> bool {
    text.split('<').skip(1).all(|piece| {
        let Some((tag, _)) = piece.split_once('>') else { return false };
        let name = tag.trim_start_matches('/');
        let name = name.split([' ', '/', '\t', '\r', '\n']).next().unwrap_or_default();
        let has_paired_quotes = tag.matches('"').count() % 2 == 0 && !tag.contains('\'');
        has_paired_quotes && name.starts_with(|c: char| c.is_ascii_alphabetic()) && is_expected(name)
    })
}

/// Whether each tag in a text has its counterpart there.
pub(super) fn is_balanced(text: &str) -> bool {
    open_elements(text) == Some(0)
}

/// How many elements are open where a text ends; none where it has end tags without their start tags.
pub(super) fn open_elements(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for piece in text.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return None,
            Some(_) => {}
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().unwrap_or_default()),
        }
    }
    Some(open.len())
}

/// Text with its escapes resolved; none where it has others than the five that XML knows, or line ends to unify.
pub(super) fn unescaped(text: &str) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|b| matches!(b, b'&' | b'\r')) {
        return Some(Cow::Borrowed(text));
    }
    if text.contains('\r') {
        return None;
    }
    let (mut out, mut pieces) = (String::with_capacity(text.len()), text.split('&'));
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, after) = piece.split_once(';')?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => return None,
        });
        out.push_str(after);
    }
    Some(Cow::Owned(out))
}

/// The text of a value: as [`unescaped`], and none where it may have escapes of Excel's own, such as `_x000D_`.
pub(super) fn value_text(text: &str) -> Option<Cow<'_, str>> {
    let text = unescaped(text)?;
    let may_be_escape = |(at, _): (usize, &str)| text.as_bytes().get(at + 2).is_some_and(u8::is_ascii_hexdigit);
    if text.contains('_') && text.match_indices("_x").any(may_be_escape) { None } else { Some(text) }
}

/// A number of `most` digits at most.
pub(super) fn natural(text: &str, most: usize) -> Option<u32> {
    let is_number = (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

/// `B7` as row 6 and column 1; none where it is not in capitals, or is beyond any sheet.
pub(super) fn position(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (column, row) = name.split_at_checked(letters)?;
    let column = match column.len() {
        1..=3 => column.bytes().fold(0, |n, b| n * 26 + u32::from(b - b'A') + 1),
        _ => return None,
    };
    Some((natural(row, 7)?.checked_sub(1)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_where_they_are_known() {
        for (text, is) in [
            ("simple", Some("simple")),
            ("a &amp;lt; b &lt;&gt;&quot;&apos;", Some("a &lt; b <>\"'")),
            ("&#10;", None),
            ("&nbsp;", None),
            ("a & b", None),
            ("a\r\nb", None),
            ("_xlfn", Some("_xlfn")),
            ("a_x000D_", None),
        ] {
            assert_eq!(value_text(text).as_deref(), is, "{text}");
        }
        assert_eq!(unescaped("_x000D_").as_deref(), Some("_x000D_"), "formulas have no such escapes");
    }

    #[test]
    fn tags_are_read_in_one_form_only() {
        let attributes = |text: &'static str| {
            let (mut xml, mut found) = (SimpleXml::new(text), Vec::new());
            loop {
                match xml.tag_item()? {
                    TagItem::Attribute(name, value) => found.push((name, value)),
                    TagItem::End | TagItem::EmptyEnd => return Some((found, xml.rest())),
                }
            }
        };
        assert_eq!(attributes(" r=\"A1\" t=\"s\">x"), Some((vec![("r", "A1"), ("t", "s")], "x")));
        assert_eq!(attributes("/>"), Some((vec![], "")));
        for odd in
            [" r='A1'>", "  r=\"A1\">", " r = \"A1\">", " r=\"A1\"s=\"1\">", " r=\"A1\" >", "ol>", " r", " r=\"A1"]
        {
            assert_eq!(attributes(odd), None, "{odd}");
        }
    }

    #[test]
    fn every_tag_needs_its_counterpart() {
        for (text, balanced) in
            [("<a b=\"c\"><d/>x</a>", true), ("<a><b></a></b>", false), ("<a>", false), ("</a>", false), ("x", true)]
        {
            assert_eq!(is_balanced(text), balanced, "{text}");
        }
        for (text, open) in [("<a><b/><c>", Some(2)), ("<a></a>", Some(0)), ("<a></b>", None), ("</a><a>", None)] {
            assert_eq!(open_elements(text), open, "{text}");
        }
    }

    #[test]
    fn comments_and_brackets_in_attributes_are_not_plain() {
        let any = |_: &str| true;
        assert!(has_simple_tags("<a b=\"c\"><d/>text</a>", any));
        for odd in ["<!-- <a> -->", "<a b=\"<c>\"/>", "<a b=\"x>y\"/>", "<a b='c'/>", "<?pi?>", "<a", "<![CDATA[x]]>"] {
            assert!(!has_simple_tags(odd, any), "{odd}");
        }
        assert!(!has_simple_tags("<x:a/>", |name| !name.contains(':')));
        assert_eq!(after_declaration("<?xml version=\"1.0\" encoding=\"UTF-8\"?>x"), Some("x"));
        assert_eq!(after_declaration("<?xml version=\"1.0\" encoding=\"UTF-16\"?>x"), None);
    }
}
