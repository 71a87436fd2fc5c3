//! Text as Excel takes it: how long it may be, and which characters the file format can hold.

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
