//! Mishaps on the way: files in other encodings, and files that were cut off. Nothing of them is read as something else.

use crate::desk::to_bytes;
use crate::laws::cases;
use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16LE, WINDOWS_1250, WINDOWS_1252};
use prekick::edges::reader::read;
use prekick::edges::unreadable::Unreadable;
use prekick::model::engagement::Limits;
use prekick::model::grid::{Grid, GridRow, Raw, RawCell, Workbook};
use proptest::prelude::*;

/// Words of several languages, and what is ASCII.
const WORDS: [&str; 16] = [
    "freeze",
    "Größe",
    "Müller",
    "Hélène",
    "à prévoir",
    "José",
    "Łukasz",
    "Dvořák",
    "Kraków",
    "移行計画",
    "承認",
    "田中",
    "テスト",
    "25 °C",
    "£500",
    "n’est – pas",
];

fn rows() -> impl Strategy<Value = Vec<Vec<&'static str>>> {
    let row = proptest::collection::vec(proptest::sample::select(&WORDS[..]), 3);
    proptest::collection::vec(row, 1..12)
}

/// The rows as a CSV in an encoding; none where it lacks a character.
fn encoded(rows: &[Vec<&str>], encoding: &'static Encoding) -> Option<Vec<u8>> {
    let text: String = rows.iter().map(|row| row.join(";") + "\r\n").collect();
    let text = format!("ID;Title;Owner\r\n{text}");
    if encoding == UTF_16LE {
        return Some(std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect());
    }
    let (bytes, _, lacks) = encoding.encode(&text);
    (!lacks).then(|| bytes.into_owned())
}

fn read_rows(bytes: &[u8], name: &str) -> Result<(Vec<Vec<String>>, Vec<String>), Unreadable> {
    let grid = read(bytes, name, &Limits::default())?.sheets.remove(0);
    let row = |row: &GridRow| row.cells.iter().map(|(_, cell)| cell.raw.to_string()).collect();
    Ok((grid.rows.iter().skip(1).map(row).collect(), grid.errors))
}

proptest! {
    #![proptest_config(cases(200))]

    /// §8.50: a text is read as it was written, or asked about.
    #[test]
    fn a_csv_in_any_encoding_is_read_as_it_was_written_or_asked(
        rows in rows(),
        encoding in proptest::sample::select(vec![UTF_8, UTF_16LE, WINDOWS_1252, WINDOWS_1250, SHIFT_JIS]),
    ) {
        let Some(bytes) = encoded(&rows, encoding) else { return Ok(()) };
        match read_rows(&bytes, "a.csv") {
            Ok((found, _)) => prop_assert_eq!(found, rows, "written in {}", encoding.name()),
            Err(why) => prop_assert_eq!(why.code.as_str(), "file/encoding"),
        }
    }

    /// What is left of a CSV that was cut off is what stood there, but for its last line.
    #[test]
    fn a_csv_that_was_cut_off_holds_the_lines_above_the_cut(
        rows in rows(),
        encoding in proptest::sample::select(vec![UTF_8, UTF_16LE]),
        at in 20..400usize,
    ) {
        let bytes = encoded(&rows, encoding).unwrap();
        let Ok((mut found, _)) = read_rows(&bytes[..at.min(bytes.len())], "a.csv") else { return Ok(()) };
        found.pop();
        prop_assert!(found.iter().zip(&rows).all(|(found, row)| found == row), "{:?}", found);
        prop_assert!(found.len() <= rows.len());
    }

    /// A quotation mark that nobody closes takes no line above it along.
    #[test]
    fn a_quotation_mark_that_nobody_closes_leaves_the_lines_above_it(rows in rows(), at in 0..12usize) {
        let at = at % rows.len();
        let line = |(n, row): (usize, &Vec<&str>)| if n == at { format!("\"{}\n", row.join(";")) } else { row.join(";") + "\n" };
        let text: String = rows.iter().enumerate().map(line).collect();
        let (found, _) = read_rows(format!("ID;Title;Owner\n{text}").as_bytes(), "a.csv").unwrap();
        prop_assert_eq!(&found[..at], &rows[..at]);
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// A workbook that was cut off is refused, and nothing of it is taken.
    #[test]
    fn a_workbook_that_was_cut_off_is_refused(rows in rows(), part in 1..1000usize) {
        let cell = |(column, text): (u16, &&str)| {
            (column, RawCell { raw: Raw::Text((*text).to_owned()), ..RawCell::default() })
        };
        let line = |(number, row): (u32, &Vec<&str>)| GridRow { number, cells: (0..).zip(row).map(cell).collect() };
        let grid = Grid { title: "Risks".into(), rows: (0..).zip(&rows).map(line).collect(), ..Grid::default() };
        let bytes = to_bytes(&Workbook { sheets: vec![grid], ..Workbook::default() });
        let cut = &bytes[..bytes.len() * part / 1000];
        let why = read(cut, "a.xlsx", &Limits::default());
        prop_assert!(why.is_err(), "{} of {} bytes", cut.len(), bytes.len());
    }
}
