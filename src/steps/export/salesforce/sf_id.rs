//! Salesforce IDs: 15 case-sensitive characters, and three check characters that encode their case.

const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// Whether a text has the shape of an ID.
pub(super) fn has_id_shape(text: &str) -> bool {
    matches!(text.len(), 15 | 18) && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether two IDs, each in its short or long form, are of one record.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    has_id_shape(one) && has_id_shape(other) && one.get(..15) == other.get(..15)
}

/// The ID as it must be, if the text has the shape of a long ID and its last three characters are wrong.
pub(super) fn corrected(text: &str) -> Option<String> {
    if text.len() != 18 || !has_id_shape(text) {
        return None;
    }
    let right = long_form(text.get(..15)?);
    (right != text).then_some(right)
}

/// The long form of a short ID.
fn long_form(short: &str) -> String {
    let checks = short.as_bytes().chunks(5).map(|block| {
        let bits = block.iter().enumerate().map(|(i, b)| usize::from(b.is_ascii_uppercase()) << i);
        char::from(LETTERS.get(bits.sum::<usize>()).copied().unwrap_or_default())
    });
    short.chars().chain(checks).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_three_characters_say_where_capitals_are() {
        for (short, whole) in [
            ("a0X5g00000AbCdE", "a0X5g00000AbCdEEAV"),
            ("000000000000000", "000000000000000AAA"),
            ("ABCDEFGHIJKLMNO", "ABCDEFGHIJKLMNO555"),
            ("001A0000006Vm9r", "001A0000006Vm9rIAC"),
        ] {
            assert_eq!(long_form(short), whole);
            assert_eq!(corrected(whole), None);
            assert_eq!(corrected(short), None, "a short ID has nothing to check");
        }
    }

    #[test]
    fn a_wrong_letter_is_noticed() {
        assert_eq!(corrected("a0X5g00000AbCdEEAA").as_deref(), Some("a0X5g00000AbCdEEAV"));
        assert_eq!(corrected("a0x5g00000AbCdEEAV").as_deref(), Some("a0x5g00000AbCdEAAV"));
        assert_eq!(corrected("Acme project two!!"), None, "other words are no IDs");
    }
}
