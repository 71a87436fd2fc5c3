//! What an OpenDocument package says of itself: who saved it when, properties, and what it holds beside cells.

use crate::edges::ooxml::untrusted::UntrustedPackage;
use crate::edges::ooxml::xml;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

/// The properties of a document.
#[derive(Default)]
pub(super) struct Properties {
    /// Custom properties by name.
    pub(super) custom: BTreeMap<String, String>,
    /// When it was last saved, in ISO 8601.
    pub(super) saved_at: Option<String>,
    /// Who saved it last.
    pub(super) saved_by: Option<String>,
}

/// The properties in `meta.xml`.
pub(super) fn properties(meta: &str) -> Properties {
    let (mut reader, mut found) = (xml::reader(meta), Properties::default());
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) => match e.name().as_ref() {
                "meta:user-defined" => {
                    let name = xml::attr(&e, "name").unwrap_or_default();
                    found.custom.insert(name, xml::text_to_end(&mut reader, "user-defined"));
                }
                "dc:date" => found.saved_at = Some(xml::text_to_end(&mut reader, "date")),
                "dc:creator" => found.saved_by = Some(xml::text_to_end(&mut reader, "creator")),
                _ => {}
            },
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// What the package holds beside cells, in words.
pub(super) fn ods_extras(package: &UntrustedPackage<'_>) -> Vec<String> {
    let kinds = [("object ", "charts"), ("pictures/", "pictures"), ("basic/", "macros"), ("scripts/", "macros")];
    let found: BTreeSet<&str> = kinds
        .iter()
        .filter(|(part, _)| package.names().any(|n| n.starts_with(part) && !n.ends_with('/')))
        .map(|(_, w)| *w)
        .collect();
    found.into_iter().map(str::to_owned).collect()
}
