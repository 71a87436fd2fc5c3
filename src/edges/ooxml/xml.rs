//! XML as events, read as far as it makes sense: what an untrusted part says is wanted even where it is not
//! well-formed.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// A reader of a part. Empty elements come as a start and an end, and end tags are not checked against start tags.
pub(in crate::edges) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.check_comments = false;
    reader.config_mut().trim_text(false);
    reader
}

/// The next event; the end of the text where the rest is no XML.
pub(in crate::edges) fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Event<'a> {
    reader.read_event().unwrap_or(Event::Eof)
}

/// An attribute by its name without prefix.
pub(in crate::edges) fn attr(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes();
    let found = all.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| found.value.to_string(), |v| v.into_owned()))
}

/// Whether an attribute is set to true.
pub(in crate::edges) fn flag(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attr(element, name).as_deref(), Some("1" | "true"))
}

/// Adds the text of an event, if it has any.
pub(in crate::edges) fn add_text(event: &Event<'_>, to: &mut String) {
    match event {
        Event::Text(t) => to.push_str(&t.xml10_content()),
        Event::CData(t) => to.push_str(&t.xml10_content()),
        Event::GeneralRef(r) => to.push_str(&reference(r)),
        _ => {}
    }
}

fn reference(r: &BytesRef<'_>) -> String {
    if let Ok(Some(c)) = r.resolve_char_ref() {
        return c.to_string();
    }
    match r.xml10_content().as_ref() {
        "lt" => "<".into(),
        "gt" => ">".into(),
        "amp" => "&".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}

/// All text up to the end tag `name` of the element that the last event began.
pub(in crate::edges) fn text_to_end(reader: &mut Reader<&[u8]>, name: &str) -> String {
    let mut text = String::new();
    loop {
        match next(reader) {
            Event::End(e) if e.local_name().as_ref() == name => return text,
            Event::Eof => return text,
            event => add_text(&event, &mut text),
        }
    }
}
