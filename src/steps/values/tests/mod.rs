//! Tables of spellings: what a person types or a program stores, and the value that is read.

mod choices;
mod dates;
mod numbers;
mod tables;

use super::*;
use crate::model::code::Code;
use crate::model::keys::SheetKey;
use crate::model::template::Choice;
use jiff::civil::datetime;
use rust_decimal::Decimal;

fn id_prefixes() -> BTreeMap<SheetKey, String> {
    [("risks", "R-"), ("requests", "RR-"), ("issues", "I-")].map(|(a, b)| (a.into(), b.to_owned())).into()
}

fn column(kind: Kind) -> Column {
    Column::new("field", "Field", kind)
}

fn choices(list: &[(&str, &[&str])]) -> Vec<Choice> {
    let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    list.iter().map(|(label, words)| Choice { label: (*label).to_owned(), synonyms: owned(words) }).collect()
}

/// One row of a truth table: `value`, then `~` where it was coerced, or `! code` and the nearest values.
fn shown(raw: Raw, percent: bool, column: &Column) -> String {
    let cell = RawCell { raw, percent, ..RawCell::default() };
    let (value, issue) = read(&cell, column, &Reading::new(&id_prefixes()));
    let Some(issue) = issue else { return value.to_string() };
    assert!(issue.message.starts_with("Field "), "{}", issue.message);
    assert!(issue.message.ends_with(['.', '?']), "{}", issue.message);
    assert_eq!(issue.refused, value.is_unread());
    match issue.code {
        Code::ValueCoerced => format!("{value} ~"),
        code => {
            let near: Vec<String> = issue.nearest.iter().map(ToString::to_string).collect();
            format!("! {code} [{}]", near.join(" | "))
        }
    }
}

fn check_texts(column: &Column, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(
            shown(Raw::Text((*text).to_owned()), false, column),
            *expected,
            "{text:?} as {}",
            column.kind.word()
        );
    }
}

fn check_raws(column: &Column, table: &[(Raw, &str)]) {
    for (raw, expected) in table {
        assert_eq!(shown(raw.clone(), false, column), *expected, "{raw:?} as {}", column.kind.word());
    }
}

fn message(text: &str, column: &Column) -> String {
    parse_typed(text, column, &id_prefixes()).1.map(|t| t.message).unwrap_or_default()
}

#[test]
fn texts_are_kept_as_typed() {
    let text = Column { max_length: Some(10), ..column(Kind::Text) };
    check_raws(
        &text,
        &[
            (Raw::Text("  a b ".into()), "  a b "),
            (Raw::Text("a\r\nb".into()), "a\nb"),
            (Raw::Text(" \n".into()), ""),
            (Raw::Empty, ""),
            (Raw::Number(5.0), "5"),
            (Raw::Number(0.1 + 0.2), "0.3"),
            (Raw::Number(1e300), "1E+300"),
            (Raw::Number(1e21), "1E+21"),
            (Raw::YesNo(true), "TRUE"),
            (Raw::Date(datetime(2027, 4, 13, 0, 0, 0, 0)), "2027-04-13 ~"),
            (Raw::Date(datetime(1899, 12, 31, 10, 30, 0, 0)), "10:30 ~"),
            (Raw::Text("12345678901".into()), "! value/range []"),
            (Raw::Text("äöüäöüäöüä".into()), "äöüäöüäöüä"),
            (Raw::Error("#REF!".into()), "! value/formula-error []"),
            (Raw::Text("#N/A".into()), "! value/formula-error []"),
            (Raw::Uncalculated("A1+1".into()), "! value/formula-error []"),
        ],
    );
    assert!(message("12345678901", &text).contains("11 characters, but at most 10"));
    assert_eq!(shown(Raw::Number(0.8), true, &text), "80%");
}

#[test]
fn what_was_refused_is_kept_as_it_was_typed() {
    let cell = |raw, percent| RawCell { raw, percent, ..RawCell::default() };
    for (cell, kept) in [
        (cell(Raw::Text(" some day ".into()), false), " some day "),
        (cell(Raw::Number(-5.0), false), "-5"),
        (cell(Raw::Error("#REF!".into()), false), "#REF!"),
        (cell(Raw::Uncalculated("B2*2".into()), false), "=B2*2"),
        (cell(Raw::Date(datetime(1899, 12, 30, 10, 30, 0, 0)), false), "10:30"),
        (cell(Raw::YesNo(true), false), "TRUE"),
    ] {
        let (value, issue) = read(&cell, &column(Kind::Date), &Reading::new(&id_prefixes()));
        assert_eq!((value, issue.unwrap().refused), (Value::Unread(kept.into()), true));
    }
}

#[test]
fn a_text_that_fills_its_cell_may_have_been_cut_off() {
    let full = "a".repeat(32_767);
    let (value, issue) = parse_typed(&full, &column(Kind::LongText), &id_prefixes());
    let issue = issue.unwrap();
    assert_eq!((value, issue.code, issue.refused), (Value::Text(full), Code::ValueTruncated, false));
    assert_eq!(parse_typed(&"a".repeat(32_766), &column(Kind::LongText), &id_prefixes()).1, None);
    assert_eq!(
        parse_typed(&"ä".repeat(255), &column(Kind::LongText), &id_prefixes()).1.unwrap().code,
        Code::ValueTruncated
    );
    assert!(is_cut_off(&"a".repeat(300), &"a".repeat(255)));
    assert!(!is_cut_off(&"a".repeat(300), &"a".repeat(254)) && !is_cut_off(&"a".repeat(255), &"a".repeat(255)));
}

#[test]
fn addresses_and_numbers() {
    check_texts(
        &column(Kind::Email),
        &[
            ("ada@acme.example", "ada@acme.example"),
            ("mailto:ada@acme.example", "ada@acme.example ~"),
            ("Ada Park <ada@acme.example>", "ada@acme.example ~"),
            ("ada@acme", "! value/format []"),
            ("ada..p@acme.example", "! value/format [ada.p@acme.example]"),
            ("ada@acme,example", "! value/format [ada@acme.example]"),
            ("ada @acme.example", "! value/format [ada@acme.example]"),
            ("j@foo[127.0.0.1]", "! value/format []"),
            ("a@b.example; c@d.example", "! value/format [a@b.example]"),
            ("Ada Park", "! value/format []"),
        ],
    );
    check_texts(
        &column(Kind::Phone),
        &[
            ("+1 (555) 010-0123", "+1 (555) 010-0123"),
            ("555.0100 ext. 12", "555.0100 ext. 12"),
            ("5550100x12", "5550100x12"),
            ("0100", "! value/format []"),
            ("see e-mail", "! value/format []"),
        ],
    );
    check_raws(&column(Kind::Phone), &[(Raw::Number(15_550_100.0), "15550100 ~")]);
    check_texts(
        &column(Kind::Link),
        &[
            ("https://acme.example/a?b=c", "https://acme.example/a?b=c"),
            ("HTTP://acme.example", "HTTP://acme.example"),
            ("www.acme.example", "! value/format [https://www.acme.example]"),
            ("acme.example/wiki", "! value/format [https://acme.example/wiki]"),
            ("javascript:alert(1)", "! value/format []"),
            ("file:///etc/hosts", "! value/format []"),
            ("C:\\temp\\x.doc", "! value/format []"),
            ("see wiki", "! value/format []"),
        ],
    );
}

#[test]
fn people_and_references() {
    check_texts(&column(Kind::Person), &[("Ada Park", "Ada Park"), ("Park, Ada", "Park, Ada")]);
    check_texts(&Column { many: true, ..column(Kind::Person) }, &[("Ada Park; Li Wu,Ada Park\n", "Ada Park, Li Wu")]);
    let one = Column { references: vec!["risks".into()], ..column(Kind::Reference) };
    check_texts(
        &one,
        &[
            ("r7", "R-007"),
            ("R7", "R-007"),
            ("R-7", "R-007"),
            (" R 007", "R-007"),
            ("7", "R-007 ~"),
            ("RR-1", "RR-1"),
            ("The late risk", "The late risk"),
            ("R-1, R-2", "R-1, R-2"),
        ],
    );
    check_raws(&one, &[(Raw::Number(7.0), "R-007 ~"), (Raw::Number(7.5), "7.5")]);
    let many = Column { many: true, references: vec!["risks".into(), "issues".into()], ..column(Kind::Reference) };
    check_texts(
        &many,
        &[
            ("R-2, i1; r-2", "I-001, R-002"),
            ("R-1 R-2", "R-001, R-002"),
            ("R-1, the late one", "R-001, the late one"),
            ("7", "7"),
            ("the late one", "the late one"),
        ],
    );
}

#[test]
fn what_the_program_fills_in_never_has_an_issue() {
    check_raws(
        &column(Kind::Computed),
        &[
            (Raw::Number(12.0), "12"),
            (Raw::Error("#REF!".into()), "#REF!"),
            (Raw::Uncalculated("A1".into()), ""),
            (Raw::Text("High".into()), "High"),
        ],
    );
    let id = Column::new("id", "ID", Kind::Text);
    check_raws(
        &id,
        &[
            (Raw::Text("rr-7".into()), "RR-007"),
            (Raw::Text(" R7 ".into()), "R-007"),
            (Raw::Text("mine".into()), "mine"),
            (Raw::Number(7.0), "7"),
            (Raw::Error("#N/A".into()), ""),
        ],
    );
}
