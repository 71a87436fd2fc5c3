//! Which encoding a text is taken to be in.

use super::*;
use encoding_rs::{SHIFT_JIS, WINDOWS_1250, WINDOWS_1252};

const TABLE: &str = include_str!("../../../../tests/values/encodings.md");

/// The bytes of a text in an encoding that is named as in the table.
fn encoded(text: &str, name: &str) -> Vec<u8> {
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    match name {
        "UTF-16LE" => wide(u16::to_le_bytes),
        "UTF-16BE" => wide(u16::to_be_bytes),
        "UTF-16LE with mark" => [b"\xFF\xFE".to_vec(), wide(u16::to_le_bytes)].concat(),
        "UTF-16BE with mark" => [b"\xFE\xFF".to_vec(), wide(u16::to_be_bytes)].concat(),
        "UTF-8 with mark" => ["\u{feff}", text].concat().into_bytes(),
        "UTF-8 cut off" => text.as_bytes()[..text.len() - 1].to_vec(),
        _ => {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap_or_else(|| panic!("no encoding {name}"));
            let (bytes, _, is_lossy) = encoding.encode(text);
            assert!(!is_lossy, "{name} has no {text}");
            bytes.into_owned()
        }
    }
}

/// What is taken, as the last cells of a row say it.
fn outcome(bytes: &[u8], text: &str) -> (String, String) {
    match encoding_of(bytes, None) {
        Ok(FoundEncoding { encoding, said }) => {
            let read = encoding.decode(bytes).0;
            let is_right =
                read == text || (read.ends_with('\u{fffd}') && text.starts_with(read.trim_end_matches('\u{fffd}')));
            let said = said.map_or("certain", |_| "said");
            (if is_right { said.to_owned() } else { format!("{said}, but wrong: {read}") }, encoding.name().to_owned())
        }
        Err(NoEncoding::NoText) => ("no text".into(), String::new()),
        Err(NoEncoding::Unsure(why)) => ("asked".into(), why.message),
    }
}

#[test]
fn texts_are_read_as_the_table_says() {
    let rows = TABLE.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| ---") && !l.starts_with("| written"));
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let &[name, text, expected, shown] = cells.as_slice() else { panic!("{row}") };
        let text = text.trim_matches('`').replace("⏎", "\n");
        let (found, detail) = outcome(&encoded(&text, name), &text);
        let is_shown = shown.split(", ").all(|word| detail.contains(word));
        if found != expected || !is_shown {
            wrong.push(format!("{row} {found} ({detail})"));
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    assert!(seen >= 60, "{seen} rows");
}

#[test]
fn what_is_no_text_has_no_encoding() {
    for bytes in [
        vec![1, 2, 3, 4, b'a'],
        vec![b'a', 0, 0, 0, b'b', 0, 1],
        [vec![b'a'; 5000], vec![0]].concat(),
        b"a,b\n\0c\n".to_vec(),
    ] {
        assert_eq!(encoding_of(&bytes, None), Err(NoEncoding::NoText), "{:?}", &bytes[..bytes.len().min(20)]);
    }
}

#[test]
fn a_person_says_what_the_text_does_not() {
    let told = |bytes: &[u8], named| {
        let found = encoding_of(bytes, Some(named)).unwrap();
        (found.encoding, found.said.map(|said| (said.told_by, said.unknown)))
    };
    let japanese = SHIFT_JIS.encode("田中\n").0.into_owned();
    assert_eq!(told(&japanese, SHIFT_JIS), (SHIFT_JIS, Some((EncodingTeller::Person, 0))));
    assert_eq!(told(b"Kova\xE8\n", WINDOWS_1250), (WINDOWS_1250, Some((EncodingTeller::Person, 0))));
    assert_eq!(told(b"a\xFF\n", SHIFT_JIS), (SHIFT_JIS, Some((EncodingTeller::Person, 1))));
    assert_eq!(told("Größe\n".as_bytes(), WINDOWS_1252), (UTF_8, Some((EncodingTeller::TextOverPerson, 0))));
    assert_eq!(told(b"size\n", WINDOWS_1252), (UTF_8, None), "nothing reads otherwise");
}

#[test]
fn a_question_shows_the_first_line_that_reads_otherwise_with_its_number() {
    let bytes = WINDOWS_1252.encode("ID;Name\nR-001;Müller\n\nR-002;Hélène\n").0.into_owned();
    let Err(NoEncoding::Unsure(why)) = encoding_of(&bytes, None) else { panic!("it is asked") };
    for part in ["line 4 reads", "“R-002;Hélène” in windows-1252", "“R-002;Hélčne” in windows-1250"] {
        assert!(why.message.contains(part), "{part}: {}", why.message);
    }
}
