use super::*;
use crate::model::code::Code;
use crate::model::template::Choice;
use jiff::civil::datetime;
use rust_decimal::Decimal;

fn prefixes() -> BTreeMap<String, String> {
    [("risks", "R-"), ("requests", "RR-"), ("issues", "I-")].map(|(a, b)| (a.to_owned(), b.to_owned())).into()
}

fn column(kind: Kind) -> Column {
    Column::new("field", "Field", kind)
}

fn choices(list: &[(&str, &[&str])]) -> Vec<Choice> {
    let owned = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    list.iter().map(|(label, words)| Choice { label: (*label).to_owned(), synonyms: owned(words) }).collect()
}

/// One row of a truth table: `value`, then `~` where it was coerced, or `! code` and the nearest values.
fn said(raw: Raw, percent: bool, column: &Column) -> String {
    let cell = RawCell { raw, percent, ..RawCell::default() };
    let (value, issue) = read(&cell, column, &prefixes(), None);
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
        assert_eq!(said(Raw::Text((*text).to_owned()), false, column), *expected, "{text:?} as {}", column.kind.word());
    }
}

fn check_raws(column: &Column, table: &[(Raw, &str)]) {
    for (raw, expected) in table {
        assert_eq!(said(raw.clone(), false, column), *expected, "{raw:?} as {}", column.kind.word());
    }
}

fn message(text: &str, column: &Column) -> String {
    parse_typed(text, column, &prefixes()).1.map(|t| t.message).unwrap_or_default()
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
            (Raw::Number(1e300), "! value/range []"),
            (Raw::YesNo(true), "TRUE"),
            (Raw::Date(datetime(2027, 4, 13, 0, 0, 0, 0)), "2027-04-13 ~"),
            (Raw::Date(datetime(1899, 12, 31, 10, 30, 0, 0)), "10:30:00 ~"),
            (Raw::Text("12345678901".into()), "! value/range []"),
            (Raw::Text("äöüäöüäöüä".into()), "äöüäöüäöüä"),
            (Raw::Error("#REF!".into()), "! value/formula-error []"),
            (Raw::Text("#N/A".into()), "! value/formula-error []"),
            (Raw::Uncalculated("A1+1".into()), "! value/formula-error []"),
        ],
    );
    assert!(message("12345678901", &text).contains("11 characters, but at most 10"));
    assert_eq!(said(Raw::Number(0.8), true, &text), "80%");
}

#[test]
fn what_was_refused_is_kept_as_it_was_typed() {
    let cell = |raw, percent| RawCell { raw, percent, ..RawCell::default() };
    for (cell, kept) in [
        (cell(Raw::Text(" some day ".into()), false), " some day "),
        (cell(Raw::Number(-5.0), false), "-5"),
        (cell(Raw::Error("#REF!".into()), false), "#REF!"),
        (cell(Raw::Uncalculated("B2*2".into()), false), "=B2*2"),
        (cell(Raw::Date(datetime(1899, 12, 30, 10, 30, 0, 0)), false), "10:30:00"),
        (cell(Raw::YesNo(true), false), "TRUE"),
    ] {
        let (value, issue) = read(&cell, &column(Kind::Date), &prefixes(), None);
        assert_eq!((value, issue.unwrap().refused), (Value::Unread(kept.into()), true));
    }
}

#[test]
fn a_text_that_fills_its_cell_may_have_been_cut_off() {
    let full = "a".repeat(32_767);
    let (value, issue) = parse_typed(&full, &column(Kind::LongText), &prefixes());
    let issue = issue.unwrap();
    assert_eq!((value, issue.code, issue.refused), (Value::Text(full), Code::ValueTruncated, false));
    assert_eq!(parse_typed(&"a".repeat(32_766), &column(Kind::LongText), &prefixes()).1, None);
    assert_eq!(
        parse_typed(&"ä".repeat(255), &column(Kind::LongText), &prefixes()).1.unwrap().code,
        Code::ValueTruncated
    );
    assert!(is_cut_off(&"a".repeat(300), &"a".repeat(255)));
    assert!(!is_cut_off(&"a".repeat(300), &"a".repeat(254)) && !is_cut_off(&"a".repeat(255), &"a".repeat(255)));
}

#[test]
fn whole_numbers() {
    let scored = Column {
        min: Some(Decimal::ONE),
        max: Some(Decimal::from(5)),
        scale: ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"].map(Into::into).to_vec(),
        ..column(Kind::Integer)
    };
    check_texts(
        &scored,
        &[
            ("3", "3"),
            (" 3 ", "3"),
            ("3.0", "3"),
            ("Likely", "4 ~"),
            ("2.5", "! value/type [2 | 3]"),
            ("5.5", "! value/type [5]"),
            ("9", "! value/range [5]"),
            ("-1", "! value/range [1]"),
            ("TBD", "! value/type []"),
            ("3-4", "! value/type []"),
        ],
    );
    check_texts(&column(Kind::Integer), &[("1,234", "1234 ~"), ("1.234", "1234 ~"), ("1 234", "1234 ~"), ("007", "7")]);
    check_raws(
        &scored,
        &[
            (Raw::Number(3.0), "3"),
            (Raw::Number(0.85), "! value/type [1]"),
            (Raw::Number(6.0), "! value/range [5]"),
            (Raw::Number(f64::NAN), "! value/range []"),
            (Raw::YesNo(true), "! value/type []"),
            (Raw::Date(datetime(2027, 4, 13, 0, 0, 0, 0)), "! value/type []"),
        ],
    );
    assert!(message("9", &scored).contains("is 9, but a number from 1 to 5 is expected"));
}

#[test]
fn numbers_with_decimals() {
    check_texts(
        &Column::new("hours", "Field hours", Kind::Decimal),
        &[
            ("40", "40"),
            ("12.50", "12.5"),
            ("-3", "-3"),
            ("−3", "-3"),
            ("40 h", "40 ~"),
            ("40 hours", "40 ~"),
            ("40hrs.", "40 ~"),
            ("12,5", "12.5 ~"),
            ("1,234.50", "1234.5 ~"),
            ("1.234,50", "1234.5 ~"),
            ("1 234,50", "1234.5 ~"),
            ("1\u{a0}234,50", "1234.5 ~"),
            ("1'234.50", "1234.5 ~"),
            ("1,234", "! value/type [1234 | 1.234]"),
            ("-1,234", "! value/type [-1234 | -1.234]"),
            ("1.200", "! value/type [1200 | 1.2]"),
            ("1.234", "1.234"),
            ("40 days", "! value/type []"),
            ("TBD", "! value/type []"),
            ("$40", "! value/type []"),
            ("80%", "! value/type []"),
            ("99999999999999999999999999999999", "! value/type []"),
        ],
    );
    check_texts(&Column::new("lead", "Field days", Kind::Decimal), &[("5 days", "5 ~"), ("5 h", "! value/type []")]);
    check_raws(&column(Kind::Decimal), &[(Raw::Number(0.1 + 0.2), "0.3"), (Raw::Number(1e300), "! value/range []")]);
}

#[test]
fn amounts_of_money() {
    check_texts(
        &Column { min: Some(Decimal::from(-1000)), ..column(Kind::Money) },
        &[
            ("1250.50", "1250.5"),
            ("$1,250.50", "1250.5 ~"),
            ("US$ 1,250.50", "1250.5 ~"),
            ("1.250,50 €", "1250.5 ~"),
            ("EUR 1250", "1250 ~"),
            ("1250 usd", "1250 ~"),
            ("-$500", "-500 ~"),
            ("$-500", "-500 ~"),
            ("(500)", "-500 ~"),
            ("-5000", "! value/range [-1000]"),
            ("1.234", "! value/type [1234 | 1.234]"),
            ("0.125", "0.125"),
            ("5k", "! value/type []"),
            ("$", "! value/type []"),
        ],
    );
}

#[test]
fn percentages() {
    let percent = Column { min: Some(Decimal::ZERO), max: Some(Decimal::ONE_HUNDRED), ..column(Kind::Percent) };
    check_texts(
        &percent,
        &[
            ("80%", "80"),
            ("80 %", "80"),
            ("80", "80"),
            ("0.8", "80 ~"),
            ("0,8", "80 ~"),
            ("0.5%", "0.5"),
            ("1", "1"),
            ("0", "0"),
            ("120%", "! value/range [100]"),
            ("half", "! value/type []"),
        ],
    );
    for (number, shown_so, expected) in [
        (0.8, true, "80"),
        (1.0, true, "100"),
        (0.07, true, "7"),
        (80.0, true, "! value/range [80]"),
        (0.8, false, "80 ~"),
        (80.0, false, "80"),
        (1.0, false, "1"),
        (-0.5, false, "! value/range [0]"),
    ] {
        assert_eq!(said(Raw::Number(number), shown_so, &percent), expected, "{number} {shown_so}");
    }
}

#[test]
fn dates_that_people_type() {
    check_texts(
        &column(Kind::Date),
        &[
            ("2027-04-13", "2027-04-13"),
            (" 2027-04-13 ", "2027-04-13"),
            ("2027/04/13", "2027-04-13 ~"),
            ("2027-4-3", "2027-04-03 ~"),
            ("20270413", "2027-04-13 ~"),
            ("13 April 2027", "2027-04-13 ~"),
            ("April 13, 2027", "2027-04-13 ~"),
            ("13-Apr-27", "2027-04-13 ~"),
            ("13th of April 2027", "2027-04-13 ~"),
            ("13. März 2027", "2027-03-13 ~"),
            ("1er août 2027", "2027-08-01 ~"),
            ("13 de diciembre de 2027", "2027-12-13 ~"),
            ("13.04.2027", "2027-04-13 ~"),
            ("03.04.2027", "2027-04-03 ~"),
            ("3.4.27", "2027-04-03 ~"),
            ("13/04/2027", "2027-04-13 ~"),
            ("04/13/2027", "2027-04-13 ~"),
            ("04/04/2027", "2027-04-04 ~"),
            ("03/04/2027", "! value/format [2027-04-03 | 2027-03-04]"),
            ("3-4-27", "! value/format [2027-04-03 | 2027-03-04]"),
            ("27-04-13", "! value/format [2013-04-27 | 2027-04-13]"),
            ("2027-04-13T00:00:00Z", "2027-04-13"),
            ("2027-04-13 10:30", "2027-04-13 ~"),
            ("2027-02-30", "! value/type []"),
            ("31/31/2027", "! value/type []"),
            ("April 2027", "! value/type []"),
            ("13-Apr", "! value/type []"),
            ("end of Q2", "! value/type []"),
            ("TBD", "! value/type []"),
            ("46490", "! value/type [2027-04-13]"),
            ("1999-12-31", "! value/range [2004-01-01]"),
            ("2101-01-01", "! value/range [2096-12-30]"),
            ("1950-01-01", "! value/range []"),
        ],
    );
    let both = message("03/04/2027", &column(Kind::Date));
    assert!(both.contains("3 April 2027 (2027-04-03) or 4 March 2027 (2027-03-04)"), "{both}");
    assert!(message("1999-12-31", &column(Kind::Date)).contains("1904"));
}

#[test]
fn dates_as_excel_holds_them() {
    check_raws(
        &column(Kind::Date),
        &[
            (Raw::Date(datetime(2027, 4, 13, 0, 0, 0, 0)), "2027-04-13"),
            (Raw::Date(datetime(2027, 4, 13, 10, 30, 0, 0)), "2027-04-13 ~"),
            (Raw::Date(datetime(1899, 12, 31, 10, 30, 0, 0)), "! value/type []"),
            (Raw::Date(datetime(1997, 4, 12, 0, 0, 0, 0)), "! value/range [2001-04-13]"),
            (Raw::Number(46_490.0), "2027-04-13 ~"),
            (Raw::Number(46_490.5), "2027-04-13 ~"),
            (Raw::Number(36_526.0), "2000-01-01 ~"),
            (Raw::Number(20_270_413.0), "2027-04-13 ~"),
            (Raw::Number(2027.0), "! value/range []"),
            (Raw::Number(-1.0), "! value/type []"),
            (Raw::Number(1e300), "! value/type []"),
            (Raw::YesNo(true), "! value/type []"),
        ],
    );
}

#[test]
fn one_choice() {
    let status = Column {
        choices: choices(&[("Open", &["New", "Raised"]), ("In Progress", &["WIP"]), ("On Hold", &[]), ("1", &[])]),
        ..column(Kind::Choice)
    };
    check_texts(
        &status,
        &[
            ("Open", "Open"),
            ("Open ", "Open"),
            ("open", "Open ~"),
            ("In  progress", "In Progress ~"),
            ("wip", "In Progress ~"),
            ("In progeress", "! value/choice [In Progress]"),
            ("Raisd", "! value/choice [Open]"),
            ("Who knows", "! value/choice []"),
        ],
    );
    check_raws(&status, &[(Raw::Number(1.0), "1"), (Raw::Number(7.0), "! value/choice []")]);
    assert!(message("Who knows", &status).contains("one of Open, In Progress, On Hold, 1 is expected"));
    let yes = Column { choices: choices(&[("Yes", &[]), ("No", &[])]), ..column(Kind::Choice) };
    check_raws(&yes, &[(Raw::YesNo(true), "Yes")]);
    let many: Vec<String> = (1..=15).map(|n| format!("Choice {n}")).collect();
    let many: Vec<(&str, &[&str])> = many.iter().map(|m| (m.as_str(), &[] as &[&str])).collect();
    let said = message("xyz", &Column { choices: choices(&many), ..column(Kind::Choice) });
    assert!(said.contains("Choice 12 and 3 others") && !said.contains("Choice 13"), "{said}");
}

#[test]
fn several_choices() {
    let streams = Column {
        choices: choices(&[("Schema", &["DDL"]), ("Data", &[]), ("Build / test", &[]), ("Cut-over", &["Cutover"])]),
        ..column(Kind::Choices)
    };
    check_texts(
        &streams,
        &[
            ("Schema, Data", "Schema, Data"),
            ("Data; Schema", "Schema, Data"),
            ("Data\nSchema, Data", "Schema, Data"),
            ("Schema/Data", "Schema, Data"),
            ("Build / test, Data", "Data, Build / test"),
            ("data & ddl", "Schema, Data ~"),
            (",", ""),
            ("Schema, Dta", "! value/choice [Schema, Data]"),
            ("Schema, Moonshine", "! value/choice []"),
        ],
    );
    assert!(message("Schema, Moonshine", &streams).contains("\"Moonshine\" is none of Schema"));
}

#[test]
fn matrix_cells() {
    let words: [(&str, &[&str]); 4] =
        [("R", &["Responsible"]), ("A", &["Accountable"]), ("C", &["Consulted"]), ("I", &["Informed"])];
    let role = Column { choices: choices(&words), ..column(Kind::Choices) };
    check_texts(
        &role,
        &[
            ("R", "R"),
            ("A/R", "R, A"),
            ("R,A", "R, A"),
            ("RAC", "R, A, C"),
            ("c i", "C, I"),
            ("A,C,I", "A, C, I"),
            ("a+r & c|i", "R, A, C, I"),
            ("R-A", "R, A"),
            ("A\nR", "R, A"),
            ("R, R", "R"),
            ("Responsible", "R"),
            ("responsible, accountable", "R, A"),
            ("R - Responsible", "R"),
            ("-", ""),
            ("–", ""),
            ("n/a", ""),
            ("N/A", ""),
            ("x", "! value/choice []"),
            ("R, S", "! value/choice []"),
            ("circa", "! value/choice []"),
            ("Lead", "! value/choice []"),
            (",", "! value/choice []"),
        ],
    );
    for (text, variant) in [("S", "RASCI"), ("RV", "RACI-VS"), ("d/a", "DACI")] {
        let said = message(text, &role);
        assert!(said.contains(variant) && said.contains("none of the letters R, A, C, I"), "{said}");
    }
    assert!(message("RV", &role).contains("\"V\" is none"));
    let rasci = Column { choices: choices(&[("R", &[]), ("A", &[]), ("S", &[])]), ..column(Kind::Choices) };
    check_texts(&rasci, &[("SR", "R, S")]);
}

#[test]
fn yes_and_no() {
    check_texts(
        &column(Kind::YesNo),
        &[
            ("Yes", "Yes"),
            ("no", "No"),
            ("y", "Yes ~"),
            ("X", "Yes ~"),
            ("TRUE", "Yes ~"),
            ("Nein", "No ~"),
            ("oui", "Yes ~"),
            ("sí", "Yes ~"),
            ("yess", "! value/type [Yes]"),
            ("maybe", "! value/type []"),
        ],
    );
    check_raws(
        &column(Kind::YesNo),
        &[(Raw::YesNo(false), "No"), (Raw::Number(1.0), "Yes ~"), (Raw::Number(2.0), "! value/type []")],
    );
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
            ("a@b.example; c@d.example", "! value/format []"),
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
fn what_the_program_fills_in_is_never_a_trouble() {
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

#[test]
fn what_excel_makes_of_a_text_by_itself_is_told_from_an_edit() {
    for (before, now, by_itself) in [
        ("007", "7", true),
        ("007", "8", false),
        ("0", "0", false),
        ("3-4", "2026-04-03", true),
        ("3-4", "2026-03-04", true),
        ("1/2", "2027-01-02", true),
        ("MAR-1", "2026-03-01", true),
        ("SEPT 27", "2027-09-01", true),
        ("3-4", "2026-05-03", false),
        ("in March", "2026-03-01", false),
        ("2026-03-01", "2026-03-01", false),
    ] {
        assert_eq!(is_excels_reading(before, now), by_itself, "{before} {now}");
    }
}

#[test]
fn how_dates_are_typed_has_a_name_where_it_is_certain() {
    let typed = |raw: Raw| RawCell { raw, ..RawCell::default() };
    for (text, form) in [
        ("31/01/2027", Some("as text with the day first")),
        ("31.1.27", Some("as text with the day first")),
        ("01/31/2027", Some("as text with the month first")),
        ("03/04/2027", None),
        ("2027-01-31", None),
        ("soon", None),
    ] {
        assert_eq!(date_form(&typed(Raw::Text(text.into()))), form, "{text}");
    }
    assert_eq!(date_form(&typed(Raw::Date(jiff::civil::date(2027, 1, 31).at(0, 0, 0, 0)))), Some("as a date of Excel"));
}

#[test]
fn plain_numbers_count_from_the_workbooks_own_first_day() {
    let cell = |n: f64| RawCell { raw: Raw::Number(n), ..RawCell::default() };
    let due = column(Kind::Date);
    let (value, issue) = day_since_1904(&cell(44_649.0), &due).unwrap();
    assert_eq!((value.to_string().as_str(), issue.code, issue.refused), ("2026-03-30", Code::ValueCoerced, false));
    assert_eq!(day_since_1904(&cell(7.0), &due), None);
    assert_eq!(day_since_1904(&cell(44_649.0), &column(Kind::Integer)), None);
}
