//! How deep elements of XML are nested, told by counting tags before anything parses them.

/// Bytes that are counted at once.
const BLOCK: usize = 4096;
/// Words of eight bytes whose tags a byte can count.
const RUN: usize = 255;
/// A word of eight ones, and of eight of the lowest seven bits.
const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// Whether elements are nested more than `most` deep. Tags in comments count too; real parts are far too flat for that
/// to matter.
pub(super) fn exceeds(part: &[u8], most: u64) -> bool {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut depth = 0_i64;
    let mut at = 0;
    while let Some(rest) = part.get(at..).filter(|rest| !rest.is_empty()) {
        // One byte more than the block, since tags are told by two.
        let block = rest.get(..=BLOCK).unwrap_or(rest);
        let counted = Tags::of(block);
        if depth + counted.opened > most && exactly(block, depth) > most {
            return true;
        }
        depth = (depth + counted.opened - counted.closed).max(0);
        at += BLOCK;
    }
    false
}

struct Tags {
    opened: i64,
    closed: i64,
}

impl Tags {
    /// The tags that begin in the block, whose last byte begins none. Eight bytes are looked at as one word, so that this is
    /// quick however little the compiler optimises.
    fn of(block: &[u8]) -> Self {
        let next = block.get(1..).unwrap_or_default();
        let (next_words, rest) = next.as_chunks::<8>();
        let (words, _) = block.as_chunks::<8>();
        let mut counted = Self { opened: 0, closed: 0 };
        for (words, next) in words.chunks(RUN).zip(next_words.chunks(RUN)) {
            let (mut opened, mut closed) = (0_u64, 0_u64);
            for (word, next) in words.iter().zip(next) {
                let (word, next) = (u64::from_le_bytes(*word), u64::from_le_bytes(*next));
                let (begins, slash) = (equal(word, b'<'), equal(next, b'/'));
                opened += begins & !(slash | equal(next, b'?') | equal(next, b'!'));
                closed += (begins & slash) | (equal(word, b'/') & equal(next, b'>'));
            }
            counted.add(&Self { opened: sum_of_bytes(opened), closed: sum_of_bytes(closed) });
        }
        let last = block.get(block.len().saturating_sub(rest.len() + 1)..).unwrap_or_default();
        counted.add(&Self::one_by_one(last));
        counted
    }

    fn one_by_one(block: &[u8]) -> Self {
        let mut counted = Self { opened: 0, closed: 0 };
        for step in steps(block) {
            counted.opened += i64::from(step > 0);
            counted.closed += i64::from(step < 0);
        }
        counted
    }

    fn add(&mut self, other: &Self) {
        self.opened += other.opened;
        self.closed += other.closed;
    }
}

/// A one in each byte of the word that is this byte, and nothing in the others.
fn equal(word: u64, byte: u8) -> u64 {
    let differs = word ^ (ONES * u64::from(byte));
    // The highest bit of a byte is set where any of the lower ones is, or where it was.
    !(((differs & LOW) + LOW) | differs | LOW) >> 7
}

fn sum_of_bytes(word: u64) -> i64 {
    word.to_le_bytes().into_iter().map(i64::from).sum()
}

/// The greatest depth within a block that begins at `depth`.
fn exactly(block: &[u8], mut depth: i64) -> i64 {
    let mut deepest = depth;
    for step in steps(block) {
        depth += step;
        deepest = deepest.max(depth);
    }
    deepest
}

/// What each byte but the last does to the depth: 1 where a tag begins an element, -1 where one ends an element.
fn steps(block: &[u8]) -> impl Iterator<Item = i64> {
    block.windows(2).map(|pair| match pair {
        [b'<', b'/'] | [b'/', b'>'] => -1,
        [b'<', b'?' | b'!'] => 0,
        [b'<', _] => 1,
        _ => 0,
    })
}

#[cfg(test)]
mod tests {
    use super::{Tags, exceeds};

    /// Every byte that counts, in every place of a word and across two words and blocks.
    #[test]
    fn tags_counted_by_words_are_those_counted_one_by_one() {
        let mut state = 1_u32;
        for length in (0..40).chain([4095, 4096, 4097]) {
            for _ in 0..50 {
                let mut next = || {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    b"<</>>?!a\x7f\xbc\xaf\x00"[(state >> 16) as usize % 12]
                };
                let block: Vec<u8> = (0..length).map(|_| next()).collect();
                let (quick, slow) = (Tags::of(&block), Tags::one_by_one(&block));
                assert_eq!((quick.opened, quick.closed), (slow.opened, slow.closed), "{block:x?}");
            }
        }
    }

    #[test]
    fn nested_elements_are_counted_and_siblings_are_not() {
        let nested = |n: usize| format!("<?xml version='1.0'?><!-- x -->{}x{}", "<a>".repeat(n), "</a>".repeat(n));
        assert!(!exceeds(nested(256).as_bytes(), 256));
        assert!(exceeds(nested(257).as_bytes(), 256));
        assert!(exceeds("<a>".repeat(100_000).as_bytes(), 256));
        let flat = format!("<s>{}</s>", "<r a=\"1\"><c/><c><v>1</v></c></r>".repeat(50_000));
        assert!(!exceeds(flat.as_bytes(), 4));
        assert!(exceeds(flat.as_bytes(), 3));
        for size in 4090..4102 {
            let padded = format!("{}{}", " ".repeat(size), nested(9));
            assert!(exceeds(padded.as_bytes(), 8) && !exceeds(padded.as_bytes(), 9), "{size}");
        }
    }
}
