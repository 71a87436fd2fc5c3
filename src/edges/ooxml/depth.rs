//! How deep elements of XML are nested, told by counting tags before anything parses them.

/// Bytes that are counted at once.
const BLOCK: usize = 4096;
/// Pairs of bytes whose tags a byte can count.
const RUN: usize = 255;

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
    /// The tags that begin in the block, counted by pairs of bytes without a branch, which compiles to vector
    /// instructions: in bytes, for as many pairs as a byte can count, and without checks for overflow.
    fn of(block: &[u8]) -> Self {
        let next = block.get(1..).unwrap_or_default();
        let (mut less, mut ends, mut empty, mut other) = (0_u32, 0_u32, 0_u32, 0_u32);
        for (run, next) in block.chunks(RUN).zip(next.chunks(RUN)) {
            let mut counted = [0_u8; 4];
            for (a, b) in run.iter().zip(next) {
                let begins = *a == b'<';
                let is = [
                    begins,
                    begins & (*b == b'/'),
                    begins & ((*b == b'?') | (*b == b'!')),
                    (*a == b'/') & (*b == b'>'),
                ];
                for (count, is) in counted.iter_mut().zip(is) {
                    *count = count.wrapping_add(u8::from(is));
                }
            }
            let [of_less, of_ends, of_other, of_empty] = counted.map(u32::from);
            (less, ends, other, empty) = (less + of_less, ends + of_ends, other + of_other, empty + of_empty);
        }
        let (less, ends, empty, other) = (i64::from(less), i64::from(ends), i64::from(empty), i64::from(other));
        Self { opened: less - ends - other, closed: ends + empty }
    }
}

/// The greatest depth within a block that begins at `depth`.
fn exactly(block: &[u8], mut depth: i64) -> i64 {
    let mut deepest = depth;
    for pair in block.windows(2) {
        match pair {
            [b'<', b'/'] | [b'/', b'>'] => depth -= 1,
            [b'<', b'?' | b'!'] => {}
            [b'<', _] => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::exceeds;

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
