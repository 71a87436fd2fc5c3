//! Text as Excel takes it: how long it may be, and which characters the file format can hold.

use std::borrow::Cow;

/// The most characters (UTF-16 units, as Excel counts) that a cell holds.
pub const MAX_TEXT: usize = 32_767;
/// The most characters that Excel allows in a custom property's name or value.
pub const MAX_PROPERTY: usize = 255;
/// The most characters of a formula.
pub const MAX_FORMULA: usize = 8_192;

/// The number of characters as Excel counts them, UTF-16 units.
pub(super) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// Text for those parts of a file that have no escapes: characters that XML can't hold become blanks.
pub(super) fn printable(text: &str) -> String {
    let fits = |c: char| !(c.is_control() && c != '\n' && c != '\t') && c != '\u{FFFE}' && c != '\u{FFFF}';
    text.chars().map(|c| if fits(c) { c } else { ' ' }).collect()
}

/// At most `most` characters as Excel counts them; a text that is cut ends in `…`.
pub(super) fn clip(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let fitting = text.chars().take_while(|c| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    });
    fitting.chain(['…']).collect()
}

/// Adds a cell's text to a part. Characters that XML can't hold become escapes such as `_x0007_`, and so does what looks
/// like one.
pub(super) fn push_cell_text(out: &mut String, text: &str) {
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        if !matches!(byte, 0..=0x1F | b'&' | b'<' | b'>' | b'_' | 0xEF) {
            continue;
        }
        let Some((escape, long)) = escape_at(text, at) else { continue };
        out.push_str(text.get(written..at).unwrap_or_default());
        out.push_str(&escape);
        written = at + long;
    }
    out.push_str(text.get(written..).unwrap_or_default());
}

/// What is written for the character at a position, and how many bytes it stands for; none where it stays.
fn escape_at(text: &str, at: usize) -> Option<(Cow<'static, str>, usize)> {
    let rest = text.get(at..)?;
    let c = rest.chars().next()?;
    let escape = match c {
        '&' => "&amp;".into(),
        '<' => "&lt;".into(),
        '>' => "&gt;".into(),
        '\t' | '\n' => return None,
        '_' if looks_escaped(rest) => "_x005F_".into(),
        '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => format!("_x{:04X}_", u32::from(c)).into(),
        _ => return None,
    };
    Some((escape, c.len_utf8()))
}

fn looks_escaped(text: &str) -> bool {
    let name = text.as_bytes().get(..7).unwrap_or_default();
    matches!(name, [b'_', b'x', digits @ .., b'_'] if digits.iter().all(u8::is_ascii_hexdigit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_escaped_and_nothing_else() {
        for (text, markup) in [
            ("plain", "plain"),
            ("a<b & c>\"d\"'", "a&lt;b &amp; c&gt;\"d\"'"),
            ("tab\tline\nreturn\r", "tab\tline\nreturn_x000D_"),
            ("bell\u{7}", "bell_x0007_"),
            ("\u{FFFE}\u{FFFD}\u{FEFF}", "_xFFFE_\u{FFFD}\u{FEFF}"),
            ("_x0041_ _x004_ _X0041_ _x00G1_", "_x005F_x0041_ _x004_ _X0041_ _x00G1_"),
            ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
            ("_xäöü_", "_xäöü_"),
        ] {
            let mut out = String::new();
            push_cell_text(&mut out, text);
            assert_eq!(out, markup, "{text:?}");
        }
    }
}
