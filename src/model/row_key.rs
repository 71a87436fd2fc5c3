//! Row keys: the hidden, stable identity of a row. Opaque to people, the same in every run, with a check character that
//! shows a key that was typed over.

use sha2::{Digest, Sha256};

/// The alphabet, without letters that are mistaken for one another.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 12;

/// The row key made from these parts; the same parts always give the same key.
pub fn make(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let body: String = hash.finalize().iter().take(LENGTH).map(|byte| letter(usize::from(*byte))).collect();
    let check = check_letter(&body);
    format!("{body}{check}")
}

/// Whether a text is a row key as [`make`] makes them.
pub fn is_valid(text: &str) -> bool {
    if text.len() != LENGTH + 1 || !text.bytes().all(|b| ALPHABET.contains(&b)) {
        return false;
    }
    let (body, check) = text.split_at(LENGTH);
    check.starts_with(check_letter(body))
}

fn letter(n: usize) -> char {
    char::from(ALPHABET.get(n % ALPHABET.len()).copied().unwrap_or(b'0'))
}

fn check_letter(body: &str) -> char {
    let sum = body.bytes().enumerate().fold(0usize, |sum, (i, b)| {
        let n = ALPHABET.iter().position(|a| *a == b).unwrap_or(0);
        sum + n * (2 * i + 3)
    });
    letter(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_sound_until_it_is_typed_over() {
        let key = make(&["acme", "risks", "R-001"]);
        assert!(is_valid(&key), "{key}");
        assert_eq!(key, make(&["acme", "risks", "R-001"]));
        assert_ne!(key, make(&["acme", "risksR", "-001"]));
        for (at, was) in key.char_indices() {
            let other = if was == '7' { '8' } else { '7' };
            let typed: String = key.char_indices().map(|(i, c)| if i == at { other } else { c }).collect();
            assert!(!is_valid(&typed), "{typed}");
        }
        for text in ["", "R-001", "Row key", "0000"] {
            assert!(!is_valid(text));
        }
    }
}
