//! The law of reading: what a value shows, read again, is the value.

use super::excel::ERRORS;
use super::read_value::number_text;
use super::*;
use crate::model::template::Choice;
use proptest::prelude::*;
use rust_decimal::Decimal;

fn again(value: Value, column: &Column) -> Result<(), TestCaseError> {
    let prefixes = BTreeMap::from([("risks".into(), "R-".to_owned()), ("requests".into(), "RR-".to_owned())]);
    let (back, issue) = parse_typed(&value.to_string(), column, &prefixes);
    prop_assert_eq!(&back, &value, "{:?}", issue);
    prop_assert!(issue.is_none(), "{:?}", issue);
    Ok(())
}

fn labels(labels: &[&str]) -> Vec<Choice> {
    labels.iter().map(|l| Choice { label: (*l).to_owned(), synonyms: vec![] }).collect()
}

fn subset(labels: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::sample::subsequence(labels, 0..=labels.len())
        .prop_map(|s| Value::set(s.into_iter().map(ToOwned::to_owned).collect()))
}

const STATUS: &[&str] = &["Open", "In Progress", "On Hold", "Closed - No action"];
const RACI: &[&str] = &["R", "A", "C", "I"];

const SIGNS: &[&str] = &[
    "?", "~", "≈", ">", "<", ">=", "≤", "±", "+", "*", "†", "!", "¹", "^", "#", "(", "…", "→", "ca.", "by", "after",
    "TBC", "✓",
];

/// Every character that Unicode's compatibility folding, or the look of it, makes a digit of, but for full-width digits.
fn look_alikes() -> Vec<char> {
    use unicode_normalization::UnicodeNormalization;
    let folds = |c: &char| std::iter::once(*c).nfkc().any(|d| d.is_ascii_digit());
    let others = "〇一二三①⓪Ⅳ௰".chars();
    let all = ('\u{80}'..=char::MAX).filter(folds).filter(|c| !('\u{ff10}'..='\u{ff19}').contains(c));
    let found: Vec<char> = all.chain(others).collect();
    assert!(found.len() > 100, "there are many");
    found
}

proptest! {
    #[test]
    fn text(text in "\\PC{0,40}", long in "[a-z\n ]{0,60}") {
        prop_assume!(!ERRORS.contains(&text.trim()));
        again(Value::text(text), &Column::new("t", "T", Kind::Text))?;
        again(Value::text(long), &Column::new("t", "T", Kind::LongText))?;
    }

    #[test]
    fn numbers(whole in any::<i64>(), scale in 0u32..6) {
        again(Value::Number(Decimal::from(whole)), &Column::new("n", "N", Kind::Integer))?;
        again(Value::Number(Decimal::new(whole, scale)), &Column::new("n", "N", Kind::Decimal))?;
        again(Value::Number(Decimal::new(whole, scale.min(2))), &Column::new("n", "N", Kind::Money))?;
    }

    // A percentage below 1 shows as 0.8, which people type for 80 %; it is the one number that does not come back.
    #[test]
    fn percentages(hundredths in 100i64..1_000_000) {
        again(Value::Number(Decimal::new(hundredths, 2)), &Column::new("n", "N", Kind::Percent))?;
    }

    #[test]
    fn dates(day in 0i32..36_889) {
        let day = jiff::civil::date(2000, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        again(Value::Date(day), &Column::new("d", "D", Kind::Date))?;
    }

    #[test]
    fn choices(one in proptest::sample::select(STATUS), several in subset(STATUS), letters in subset(RACI), yes: bool) {
        let status = Column { choices: labels(STATUS), ..Column::new("s", "S", Kind::Choice) };
        again(Value::Text(one.to_owned()), &status)?;
        again(several, &Column { kind: Kind::Choices, ..status })?;
        again(letters, &Column { choices: labels(RACI), ..Column::new("role:RO-001", "PM", Kind::Choices) })?;
        again(Value::YesNo(yes), &Column::new("y", "Y", Kind::YesNo))?;
    }

    #[test]
    fn ids_and_people(numbers in proptest::collection::btree_set(1u32..2000, 1..5), name in "[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}") {
        let mut ids: Vec<String> = numbers.iter().map(|n| format!("R-{n:03}")).collect();
        ids.sort();
        let refers = Column { references: vec!["risks".into(), "requests".into()], ..Column::new("l", "L", Kind::Reference) };
        again(Value::Text(ids[0].clone()), &refers)?;
        again(Value::Set(ids), &Column { many: true, ..refers })?;
        let person = Column::new("p", "P", Kind::Person);
        again(Value::Text(name.clone()), &person)?;
        again(Value::Set(vec![name, "Ada Park".into()]), &Column { many: true, ..person })?;
    }

    #[test]
    fn addresses(local in "[a-z]{1,8}", domain in "[a-z]{1,8}\\.(com|example)", digits in "\\+[1-9][0-9 ]{8,14}[0-9]") {
        again(Value::Text(format!("{local}@{domain}")), &Column::new("e", "E", Kind::Email))?;
        again(Value::Text(format!("https://{domain}/{local}")), &Column::new("l", "L", Kind::Link))?;
        prop_assume!(digits.chars().filter(char::is_ascii_digit).count() >= 5);
        again(Value::Text(digits), &Column::new("p", "P", Kind::Phone))?;
    }

    /// A range of days is never one day, however it is written.
    #[test]
    fn a_range_is_never_a_day(from in 1u8..28, length in 1u8..15, month in 0usize..12, year in 2020i32..2035, form in 0usize..9) {
        const NAMES: [&str; 12] = ["Jan", "February", "März", "avril", "mayo", "Jun", "juillet", "ago", "Sept", "Oktober", "nov", "déc"];
        let (to, name) = (from + length, NAMES[month]);
        let text = match form {
            0 => format!("{name} {from}-{to}"),
            1 => format!("{name} {from} - {to}"),
            2 => format!("{from}-{to} {name} {year}"),
            3 => format!("{name} {from}–{to}, {year}"),
            4 => format!("{name} {from}/{to}"),
            5 => format!("{from}. - {to}. {name} {year}"),
            6 => format!("{from}.{:02}.{year} - {to}.{:02}.{year}", month + 1, month + 1),
            7 => format!("{year}-{:02}-{from:02}/{to:02}", month + 1),
            _ => format!("{from} {name} {year} to {to} {name} {year}"),
        };
        let (value, _) = parse_typed(&text, &Column::new("d", "D", Kind::Date), &BTreeMap::new());
        prop_assert!(value.is_unread(), "{} is {}", text, value);
    }

    /// A sign beside a day says that the day is not certain.
    #[test]
    fn a_day_with_a_sign_is_never_a_day(day in 0i32..36_000, form in 0usize..4, sign in proptest::sample::select(SIGNS), before: bool, gap: bool) {
        let day = jiff::civil::date(2000, 1, 1).checked_add(jiff::Span::new().days(day)).unwrap();
        let day = match form {
            0 => day.to_string(),
            1 => format!("{} Jan {}", day.day().min(28), day.year()),
            2 => format!("{}.{}.{}", day.day(), day.month(), day.year()),
            _ => format!("{}年{}月{}日", day.year(), day.month(), day.day()),
        };
        let gap = if gap { " " } else { "" };
        let text = if before { format!("{sign}{gap}{day}") } else { format!("{day}{gap}{sign}") };
        let (value, issue) = parse_typed(&text, &Column::new("d", "D", Kind::Date), &BTreeMap::new());
        prop_assert!(value.is_unread(), "{} is {}", text, value);
        prop_assert!(issue.is_some_and(|i| !i.nearest.is_empty()), "{} is asked without the day as an option", text);
    }

    /// A character that only looks like a digit is none, wherever it stands.
    #[test]
    fn what_looks_like_a_digit_is_none(c in proptest::sample::select(look_alikes()), before in "[0-9]{0,3}", after in "[0-9]{0,3}", kind in 0usize..5) {
        let kinds = [Kind::Integer, Kind::Decimal, Kind::Money, Kind::Percent, Kind::Date];
        let text = format!("{before}{c}{after}");
        let (value, _) = parse_typed(&text, &Column::new("n", "N", kinds[kind]), &BTreeMap::new());
        prop_assert!(value.is_unread(), "{} is {}", text, value);
    }

    /// Full-width digits are digits.
    #[test]
    fn full_width_digits_are_read(number in 0u32..1_000_000) {
        let wide: String = number.to_string().chars().map(|c| char::from_u32(0xff10 + c.to_digit(10).unwrap()).unwrap()).collect();
        let (value, _) = parse_typed(&wide, &Column::new("n", "N", Kind::Integer), &BTreeMap::new());
        prop_assert_eq!(value, Value::Number(Decimal::from(number)));
    }

    /// Whatever a cell holds, nothing is lost and nothing panics: a refused text is kept as typed.
    #[test]
    fn nothing_typed_is_lost(text in "\\PC{0,30}", number: f64, which in 0usize..15) {
        let kinds = [
            Kind::Text, Kind::LongText, Kind::Integer, Kind::Decimal, Kind::Money, Kind::Percent, Kind::Date, Kind::Choice,
            Kind::Choices, Kind::YesNo, Kind::Email, Kind::Phone, Kind::Link, Kind::Person, Kind::Reference,
        ];
        let column = Column { choices: labels(RACI), ..Column::new("c", "C", kinds[which]) };
        for raw in [Raw::Text(text.clone()), Raw::Number(number)] {
            let blank = raw.is_blank();
            let (value, issue) = read(&RawCell { raw, ..RawCell::default() }, &column, &Reading::new(&BTreeMap::new()));
            prop_assert_eq!(value.is_unread(), issue.as_ref().is_some_and(|t| t.refused));
            if let Value::Unread(kept) = &value {
                prop_assert!(*kept == text || *kept == number_text(number, false));
            }
            let nobody = column.kind == Kind::Choices;
            prop_assert!(blank || nobody || !value.is_empty());
        }
    }
}
