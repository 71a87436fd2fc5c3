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
            let (value, issue) = read(&RawCell { raw, ..RawCell::default() }, &column, &BTreeMap::new(), None);
            prop_assert_eq!(value.is_unread(), issue.as_ref().is_some_and(|t| t.refused));
            if let Value::Unread(kept) = &value {
                prop_assert!(*kept == text || *kept == number_text(number, false));
            }
            let nobody = column.kind == Kind::Choices;
            prop_assert!(blank || nobody || !value.is_empty());
        }
    }
}
