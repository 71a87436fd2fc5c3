//! What the built-in files define, read and checked beforehand. Reading them takes longer than most commands do.
//!
//! `prepared.bin` holds a digest of the files' texts and everything that reading makes of them, in postcard's
//! form. A test keeps it current and writes it: `UPDATE_PREPARED=1 cargo test --lib prepared`. Where a file has
//! changed since, the files themselves are read.

use super::built_in::{ANSWERS, LANGUAGES, WORDS, built_in};
use super::loaded::LoadedTemplates;
use std::sync::OnceLock;

pub(super) const PREPARED: &[u8] = include_bytes!("prepared.bin");

/// What the built-in files define; `None` where they differ from those that it was prepared from.
pub(super) fn prepared() -> Option<&'static LoadedTemplates> {
    static ALL: OnceLock<Option<LoadedTemplates>> = OnceLock::new();
    let read = || {
        let (digest, all) = PREPARED.split_first_chunk()?;
        (u64::from_le_bytes(*digest) == digest_of_files()).then(|| postcard::from_bytes(all).ok())?
    };
    ALL.get_or_init(read).as_ref()
}

/// A digest of the built-in files: their names, texts and order.
pub(super) fn digest_of_files() -> u64 {
    let files = built_in().into_iter().chain([ANSWERS]).chain(LANGUAGES).chain(WORDS);
    files.fold(0, |digest, (name, text)| digest_with(digest_with(digest, name), text))
}

/// A digest goes on over a text, eight bytes at a time, and its length. It tells texts that differ by an edit, and is no
/// protection against anyone.
pub(super) fn digest_with(digest: u64, text: &str) -> u64 {
    let mix = |digest: u64, word: u64| (digest.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = text.as_bytes().as_chunks();
    let digest = words.iter().fold(digest, |digest, word| mix(digest, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(digest, |digest, byte| mix(digest, u64::from(*byte)));
    mix(rest, text.len() as u64)
}
