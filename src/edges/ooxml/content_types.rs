//! `[Content_Types].xml`, which says what kind of content each part has.

use super::tokens::{HEAD, TokenKind, Tokens, escape, unescape};

/// The content type of each part: by its name, else by its extension.
#[derive(Default, PartialEq, Eq)]
pub(super) struct ContentTypes {
    /// Extension and content type.
    defaults: Vec<(String, String)>,
    /// Name of a part and content type.
    overrides: Vec<(String, String)>,
}

impl ContentTypes {
    /// Reads the part.
    pub(super) fn parse(text: &str) -> Self {
        let mut types = Self::default();
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            let (TokenKind::Start(tag) | TokenKind::Empty(tag)) = token.kind else { continue };
            let of = |name: &str| tag.get(name).map(unescape).unwrap_or_default();
            match tag.local_name() {
                "Default" => types.defaults.push((of("Extension"), of("ContentType"))),
                "Override" => {
                    types.overrides.push((of("PartName").trim_start_matches('/').to_owned(), of("ContentType")));
                }
                _ => {}
            }
        }
        types
    }

    /// The content type of a part.
    pub(super) fn of(&self, name: &str) -> Option<&str> {
        let named = self.overrides.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        named.or_else(|| self.by_extension(name)).map(|(_, kind)| kind.as_str())
    }

    fn by_extension(&self, name: &str) -> Option<&(String, String)> {
        let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
        self.defaults.iter().find(|(e, _)| e.eq_ignore_ascii_case(extension))
    }

    /// Sets the content type of a part.
    pub(super) fn set(&mut self, name: &str, kind: &str) {
        if self.of(name) == Some(kind) {
            return;
        }
        self.remove(name);
        let extension = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
        // Every program gives pictures and the drawings of notes their type by extension.
        let by_extension = kind.starts_with("image/") || kind.ends_with("vmlDrawing") || extension == "bin";
        if by_extension && self.by_extension(name).is_none() {
            self.defaults.push((extension, kind.to_owned()));
        } else {
            self.overrides.push((name.to_owned(), kind.to_owned()));
        }
    }

    /// Forgets the content type that was set for a part by its name.
    pub(super) fn remove(&mut self, name: &str) {
        self.overrides.retain(|(n, _)| !n.eq_ignore_ascii_case(name));
    }

    /// The text of the part.
    pub(super) fn write(&self) -> String {
        let mut out = format!("{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">");
        for (extension, kind) in &self.defaults {
            out.push_str(&format!("<Default Extension=\"{}\" ContentType=\"{}\"/>", escape(extension), escape(kind)));
        }
        for (name, kind) in &self.overrides {
            out.push_str(&format!("<Override PartName=\"/{}\" ContentType=\"{}\"/>", escape(name), escape(kind)));
        }
        out.push_str("</Types>");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KINDS: &str = "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
        <Override PartName=\"/xl/workbook.xml\" ContentType=\"main\"/></Types>";

    #[test]
    fn a_part_is_of_the_kind_of_its_name_else_of_its_ending() {
        let mut types = ContentTypes::parse(KINDS);
        assert_eq!(
            (types.of("XL/Workbook.xml"), types.of("xl/other.XML"), types.of("a.png")),
            (Some("main"), Some("application/xml"), None)
        );
        types.set("xl/media/a.png", "image/png");
        types.set("xl/other.xml", "other");
        types.set("xl/workbook.xml", "macro");
        types.set("xl/plain.xml", "application/xml");
        assert_eq!(types.defaults.len(), 2, "a picture is told by its ending");
        assert_eq!(types.overrides.len(), 2, "what the ending says already is not said again");
        assert_eq!(types.of("xl/workbook.xml"), Some("macro"));
        types.set("xl/media/b.png", "image/x-png");
        assert_eq!((types.of("xl/media/b.png"), types.of("xl/media/a.png")), (Some("image/x-png"), Some("image/png")));
        assert!(ContentTypes::parse(&types.write()) == types, "{}", types.write());
    }
}
