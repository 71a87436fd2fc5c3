//! The tables of `tests/values`: what is typed, what it is read as or why it is asked, and what is offered.

use super::*;
use crate::model::surroundings::Surroundings;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

const DATES: &str = include_str!("../../../../tests/values/dates.md");
const NUMBERS: &str = include_str!("../../../../tests/values/numbers.md");
const CHOICES: &str = include_str!("../../../../tests/values/choices.md");

/// A column of a table, and what its values are read by.
struct TableColumn {
    column: Column,
    surroundings: Surroundings,
}

/// The rows of all tables of a page that have so many cells, without headings.
fn rows(page: &str, cells: usize) -> Vec<Vec<String>> {
    let lines = page.lines().filter(|line| line.starts_with('|') && !line.starts_with("| ---"));
    let split = |line: &str| -> Vec<String> {
        let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
        inner
            .split('|')
            .map(|cell| cell.strip_prefix(' ').unwrap_or(cell))
            .map(|c| c.strip_suffix(' ').unwrap_or(c).to_owned())
            .collect()
    };
    lines.map(split).filter(|row| row.len() == cells && row[0] != "column").collect()
}

fn settings(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').map(str::trim).filter(|s| !s.is_empty()).map(|s| s.split_once('=').expect("key=value"))
}

fn table_column(row: &[String]) -> (String, TableColumn) {
    let kind = Kind::ALL.iter().find(|kind| kind.word() == row[1]).expect("a type of columns");
    let mut column = Column::new("field", row[0].as_str(), *kind);
    let mut surroundings = Surroundings { day: Some(jiff::civil::date(2027, 1, 11)), ..Surroundings::default() };
    for (key, value) in settings(&row[2]) {
        match key {
            "min" => column.min = value.parse().ok(),
            "max" => column.max = value.parse().ok(),
            "scale" => column.scale = value.split('/').map(ToOwned::to_owned).collect(),
            "choices" => {
                let choice = |label: &str| Choice { label: label.to_owned(), synonyms: Vec::new() };
                column.choices = value.split('/').map(choice).collect();
            }
            "zone" => surroundings.zone = Some(TimeZone::posix(value).unwrap()),
            "currency" => surroundings.currency = Some(value.to_owned()),
            other => panic!("no such setting: {other}"),
        }
    }
    (row[0].clone(), TableColumn { column, surroundings })
}

fn cell(typed: &str) -> RawCell {
    if let Some(text) = typed.strip_prefix('`').and_then(|t| t.strip_suffix('`')) {
        return RawCell { raw: Raw::Text(text.to_owned()), ..RawCell::default() };
    }
    let (kind, value) = typed.split_once(' ').unwrap_or((typed, ""));
    let raw = match kind {
        "number" | "percent" => Raw::Number(value.parse().unwrap()),
        "date" => Raw::Date(value.parse().unwrap()),
        "true" => Raw::YesNo(true),
        other => panic!("neither quoted nor a cell of Excel: {other}"),
    };
    RawCell { raw, percent: kind == "percent", ..RawCell::default() }
}

/// What a cell gives, as the last three cells of a row say it.
fn found(cell: &RawCell, of: &TableColumn, language: &str) -> [String; 3] {
    let prefixes = id_prefixes();
    let reading = Reading { language: Some(language), surroundings: Some(&of.surroundings), ..Reading::new(&prefixes) };
    let (value, issue) = read(cell, &of.column, &reading);
    let Some(issue) = issue else { return [value.to_string(), String::new(), String::new()] };
    assert!(issue.message.starts_with(&of.column.title) && issue.message.ends_with(['.', '?']), "{}", issue.message);
    assert_eq!(issue.refused, value.is_unread(), "what is asked is kept as typed: {}", issue.message);
    if !issue.refused {
        return [format!("{value} noted"), String::new(), String::new()];
    }
    for offered in &issue.nearest {
        let (again, refused) = parse_typed(&offered.to_string(), &of.column, &prefixes);
        assert_eq!((&again, refused.filter(|i| i.refused)), (offered, None), "what is offered can be typed");
    }
    let offered: Vec<String> = issue.nearest.iter().map(ToString::to_string).collect();
    [String::new(), issue.code.to_string(), offered.join(", ")]
}

/// Checks each row of a page; of each column some are read and some asked.
fn check_page(page: &str, name: &str, at_least: usize) {
    let columns: BTreeMap<String, TableColumn> = rows(page, 3).iter().map(|row| table_column(row)).collect();
    let table = rows(page, 6);
    assert!(table.len() >= at_least, "{name} has {} rows", table.len());
    let lines = page.lines().filter(|l| l.starts_with('|')).count();
    let headings = page.lines().filter(|l| l.starts_with("| --- ")).count();
    assert_eq!(table.len() + columns.len() + 2 * headings, lines, "{name}: each line is a row");
    let mut wrong = Vec::new();
    let mut outcomes: BTreeSet<(&str, bool)> = BTreeSet::new();
    for row in &table {
        let [column, language, typed, expected @ ..] = row.as_slice() else { unreachable!() };
        let expected: Vec<&str> = expected.iter().map(|cell| cell.trim()).collect();
        let of = columns.get(column).unwrap_or_else(|| panic!("{name}: no column {column}"));
        assert!(expected[0].is_empty() != expected[1].is_empty(), "{name}: {typed} is read or asked");
        let found = found(&cell(typed), of, language);
        if found != *expected {
            wrong.push(format!(
                "| {column} | {language} | {typed} | {} |, and not {}",
                found.join(" | "),
                expected.join(" | ")
            ));
        }
        outcomes.insert((column, expected[0].is_empty()));
    }
    assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    for column in columns.keys() {
        assert!(outcomes.contains(&(column, true)), "{name}: nothing of {column} is asked");
        assert!(outcomes.iter().any(|(of, _)| *of == column), "{name}: {column} has no row");
    }
    assert!(outcomes.iter().any(|(_, asked)| !asked), "{name}: something is read");
}

#[test]
fn days_are_read_as_the_table_says() {
    check_page(DATES, "dates.md", 150);
}

#[test]
fn numbers_are_read_as_the_table_says() {
    check_page(NUMBERS, "numbers.md", 75);
}

#[test]
fn yes_and_no_and_choices_are_read_as_the_table_says() {
    check_page(CHOICES, "choices.md", 80);
}
