//! What the built-in files define, read and checked beforehand. Reading them takes longer than most commands do.
//!
//! `prepared.bin` holds a digest of the files' texts and everything that [`super::read_all`] makes of them, in postcard's
//! form. A test keeps it current and writes it: `UPDATE_PREPARED=1 cargo test --lib prepared`. Where a file has
//! changed since, the files themselves are read.

use super::LoadedTemplates;
use super::built_in::{ANSWERS, LANGUAGES, built_in};

const PREPARED: &[u8] = include_bytes!("prepared.bin");

/// What the built-in files define; `None` where they differ from those that it was prepared from.
pub(super) fn prepared() -> Option<LoadedTemplates> {
    let (digest, all) = PREPARED.split_first_chunk()?;
    (u64::from_le_bytes(*digest) == digest_of_files()).then(|| postcard::from_bytes(all).ok())?
}

/// A digest of the built-in files: their names, texts and order.
fn digest_of_files() -> u64 {
    let files = built_in().into_iter().chain([ANSWERS]).chain(LANGUAGES);
    files.fold(0, |digest, (name, text)| digest_with(digest_with(digest, name), text))
}

/// A digest goes on over a text, eight bytes at a time, and its length. It tells texts that differ by an edit, and is no
/// protection against anyone.
fn digest_with(digest: u64, text: &str) -> u64 {
    let mix = |digest: u64, word: u64| (digest.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = text.as_bytes().as_chunks();
    let digest = words.iter().fold(digest, |digest, word| mix(digest, u64::from_le_bytes(*word)));
    let rest = rest.iter().fold(digest, |digest, byte| mix(digest, u64::from(*byte)));
    mix(rest, text.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::super::read_all;
    use super::*;

    #[test]
    fn what_is_prepared_is_what_the_files_say() {
        let read = read_all(&[]).unwrap();
        let mut current = digest_of_files().to_le_bytes().to_vec();
        current.extend(postcard::to_stdvec(&read).unwrap());
        if std::env::var_os("UPDATE_PREPARED").is_some() {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/edges/templates/prepared.bin");
            std::fs::write(path, &current).unwrap();
            return;
        }
        assert!(current == PREPARED, "make it new: UPDATE_PREPARED=1 cargo test --lib prepared");
        assert!(prepared().is_some_and(|prepared| prepared == read));
    }

    #[test]
    fn a_digest_tells_texts_that_differ_in_a_letter_their_order_or_their_ends() {
        let texts = ["", "a", "b", "ab", "ba", "abcdefgh", "abcdefgi", "bbcdefgh", "abcdefgha", "abcdefgh\0"];
        let mut digests: Vec<u64> = texts.iter().map(|text| digest_with(7, text)).collect();
        digests.extend([digest_with(digest_with(7, "a"), "bc"), digest_with(digest_with(7, "ab"), "c")]);
        let count = digests.len();
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), count);
    }
}
