//! The encoding that `--encoding` or a setting names.

use crate::model::text::did_you_mean;
use encoding_rs::Encoding;

/// Names that Windows and Python use and the WHATWG's list lacks, each with one that it has.
const ALSO: [(&str, &str); 6] = [
    ("cp932", "shift_jis"),
    ("cp936", "gbk"),
    ("cp949", "euc-kr"),
    ("cp950", "big5"),
    ("mac-roman", "macintosh"),
    ("macroman", "macintosh"),
];

/// What is offered in place of a name that is not known.
const KNOWN: [&str; 24] = [
    "utf-8",
    "utf-16le",
    "utf-16be",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1253",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "windows-1257",
    "windows-1258",
    "windows-874",
    "iso-8859-2",
    "iso-8859-15",
    "koi8-r",
    "macintosh",
    "shift_jis",
    "euc-jp",
    "iso-2022-jp",
    "gbk",
    "gb18030",
    "big5",
    "euc-kr",
];

/// The encoding of this name.
///
/// # Errors
/// Where there is none: names that are near.
pub fn encoding_named(name: &str) -> Result<&'static Encoding, String> {
    let label = name.trim().to_ascii_lowercase();
    let label = ALSO.iter().find(|(also, _)| *also == label).map_or(label.as_str(), |(_, known)| *known);
    let found = Encoding::for_label(label.as_bytes()).filter(|e| *e != encoding_rs::REPLACEMENT);
    found.ok_or_else(|| {
        let offered = did_you_mean(name, KNOWN);
        let offered = if offered.is_empty() { format!(" Known are {} and others.", KNOWN.join(", ")) } else { offered };
        format!("there is no such encoding.{offered}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_known_by_their_usual_names_and_others_are_told_the_nearest() {
        for (name, found) in [
            ("Shift_JIS", Ok("Shift_JIS")),
            ("sjis", Ok("Shift_JIS")),
            ("cp932", Ok("Shift_JIS")),
            ("CP1250", Ok("windows-1250")),
            ("latin1", Ok("windows-1252")),
            ("mac-roman", Ok("macintosh")),
            (" utf-8 ", Ok("UTF-8")),
            ("windows1250", Err("windows-1250")),
            ("shift-jsi", Err("shift_jis")),
            ("replacement", Err("Known are utf-8")),
            ("", Err("Known are utf-8")),
        ] {
            match (encoding_named(name), found) {
                (Ok(encoding), Ok(expected)) => assert_eq!(encoding.name(), expected, "{name}"),
                (Err(why), Err(near)) => assert!(why.contains(near), "{name}: {why}"),
                (found, _) => panic!("{name}: {found:?}"),
            }
        }
    }

    #[test]
    fn every_name_that_is_offered_is_one() {
        assert!(KNOWN.iter().all(|name| encoding_named(name).is_ok()));
    }
}
