//! The encoding of a text: told by its bytes, else by a person, else by its words.

mod candidates;
mod found;
mod guess;
mod reading;
#[cfg(test)]
mod tests;

use crate::edges::unreadable::Unreadable;
use crate::model::text_encoding::{EncodingTeller, TextEncoding};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
pub use found::FoundEncoding;
use guess::guess;
use reading::first_telling_line;

/// Why there is no encoding.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum NoEncoding {
    /// The bytes are no text.
    NoText,
    /// Several fit, or none does.
    Unsure(Unreadable),
}

/// The encoding of a text. `named` is what a person says of texts that don't tell themselves.
pub(super) fn encoding_of(bytes: &[u8], named: Option<&'static Encoding>) -> Result<FoundEncoding, NoEncoding> {
    if let Some(told) = told_by_bytes(bytes)? {
        let is_otherwise = named.is_some_and(|named| named != told) && !bytes.is_ascii();
        let said = is_otherwise.then(|| TextEncoding {
            name: told.name().to_owned(),
            told_by: EncodingTeller::TextOverPerson,
            line: None,
            unknown: 0,
        });
        return Ok(FoundEncoding { encoding: told, said });
    }
    match named {
        Some(named) => Ok(as_named(bytes, named)),
        None => guess(bytes).map_err(NoEncoding::Unsure),
    }
}

/// What a byte-order mark, zeros, or bytes that are UTF-8 or ASCII throughout say.
fn told_by_bytes(bytes: &[u8]) -> Result<Option<&'static Encoding>, NoEncoding> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok(Some(encoding));
    }
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    if head.contains(&0) {
        return utf16_of(bytes, head).map(Some).ok_or(NoEncoding::NoText);
    }
    let controls = head.iter().filter(|b| matches!(b, 1..=8 | 14..=25 | 27..=31)).count();
    if is_iso_2022_jp(bytes) {
        return Ok(Some(ISO_2022_JP));
    }
    if controls * 50 > head.len() || bytes.contains(&0) {
        return Err(NoEncoding::NoText);
    }
    Ok(is_utf8(bytes).then_some(UTF_8))
}

/// Whether a text is UTF-8, also where it was cut off within a character.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(e) => e.error_len().is_none() && !bytes.get(..e.valid_up_to()).unwrap_or_default().is_ascii(),
    }
}

/// Japanese of old mail programs: seven bits, and escape sequences that begin and end what is Japanese.
fn is_iso_2022_jp(bytes: &[u8]) -> bool {
    bytes.is_ascii()
        && memchr::memmem::find(bytes, b"\x1b$").is_some()
        && !ISO_2022_JP.decode_without_bom_handling(bytes).1
}

/// UTF-16 without a byte-order mark: every second byte of what is ASCII is zero, and so are the line ends among it.
fn utf16_of(bytes: &[u8], head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, pairs) = (zeros(0), zeros(1), head.len() / 2);
    let most = |n: usize| n * 2 > pairs;
    // Of text that is mostly Japanese, few bytes are zero, but line ends and delimiters are still ASCII.
    let some = |n: usize, encoding: &'static Encoding| n * 50 > pairs && is_text_in(bytes, encoding);
    match () {
        () if even == 0 && (most(odd) || some(odd, UTF_16LE)) => Some(UTF_16LE),
        () if odd == 0 && (most(even) || some(even, UTF_16BE)) => Some(UTF_16BE),
        () => None,
    }
}

fn is_text_in(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    text.contains(['\n', '\r']) && text.chars().all(|c| c != '\u{fffd}' && (!c.is_control() || c.is_whitespace()))
}

fn as_named(bytes: &[u8], named: &'static Encoding) -> FoundEncoding {
    let text = named.decode_without_bom_handling(bytes).0;
    let said = TextEncoding {
        name: named.name().to_owned(),
        told_by: EncodingTeller::Person,
        line: first_telling_line(&text),
        unknown: text.chars().filter(|c| *c == '\u{fffd}').count(),
    };
    FoundEncoding { encoding: named, said: Some(said) }
}
