//! The few things every part of a package needs from an XML reader.

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// A reader over a part: empty elements come as start and end, text as it stands.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.expand_empty_elements = true;
    config.check_end_names = false;
    config.check_comments = false;
    reader.config_mut().trim_text(false);
    reader
}

/// The next event; the end of the text where the rest is no XML.
pub(super) fn next<'a>(reader: &mut Reader<&'a [u8]>) -> Event<'a> {
    reader.read_event().unwrap_or(Event::Eof)
}

/// An attribute by its name without prefix.
pub(super) fn attr(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = element.attributes();
    let found = all.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).map_or_else(|_| found.value.to_string(), |v| v.into_owned()))
}

/// Is an attribute set to true?
pub(super) fn flag(element: &BytesStart<'_>, name: &str) -> bool {
    matches!(attr(element, name).as_deref(), Some("1" | "true"))
}

/// Adds what an event says as text.
pub(super) fn add_text(event: &Event<'_>, to: &mut String) {
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

/// All text up to the end of the element `name`, which was begun.
pub(super) fn text_to_end(reader: &mut Reader<&[u8]>, name: &str) -> String {
    let mut text = String::new();
    loop {
        match next(reader) {
            Event::End(e) if e.local_name().as_ref() == name => return text,
            Event::Eof => return text,
            event => add_text(&event, &mut text),
        }
    }
}
