//! What cells of a data sheet accept while people type: drop-downs, limits and prompts.

use super::content::{SheetContent, column_index};
use super::dropdowns::Lists;
use crate::model::language::{Language, Phrase};
use crate::model::page::{Allow, CellBlock, Validation};
use crate::model::sheet_names::FIRST_ROW;
use crate::model::template::{Column, Kind};
use crate::model::value::yes_no;
use crate::steps::validate::rules::formula::is_live;
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

/// The days that a date column takes; the same as reading does.
const FIRST_DAY: Date = date(2000, 1, 1);
const LAST_DAY: Date = date(2100, 12, 31);

/// The drop-down, limit and prompt of a column, from the first row to `last`; none for columns that the program fills in,
/// and for those that have nothing to say.
pub fn validation(
    content: &SheetContent<'_>,
    i: usize,
    column: &Column,
    last: u32,
    lists: &mut Lists,
) -> Option<Validation> {
    if column.is_tool() {
        return None;
    }
    let list = |lists: &mut Lists, items: Vec<String>| lists.range(&column.title, &items).map(Allow::List);
    let (allow, lenient) = match column.kind {
        Kind::Choice => (list(lists, labels(column)), column.open),
        Kind::YesNo => (
            list(lists, [true, false].map(|b| column.word(yes_no(b), &content.language.code).to_owned()).to_vec()),
            false,
        ),
        Kind::Choices => (None, true),
        Kind::Person if !column.many => (list(lists, content.people.to_vec()), true),
        Kind::Reference if !column.many => {
            (list(lists, column.references.iter().flat_map(|s| (content.references)(s)).collect()), true)
        }
        Kind::Integer => (integer_limits(column), false),
        Kind::Decimal | Kind::Money => (Some(decimal_limits(column)), false),
        Kind::Percent => (Some(Allow::Decimal(Decimal::ZERO, Decimal::TEN)), false),
        Kind::Date => (Some(Allow::Date(FIRST_DAY, LAST_DAY)), false),
        Kind::Text => (column.max_length.map(Allow::Length), false),
        Kind::LongText | Kind::Person | Kind::Reference | Kind::Email | Kind::Phone | Kind::Link | Kind::Computed => {
            (None, true)
        }
    };
    let prompt = prompt(content, column);
    if allow.is_none() && prompt.is_none() {
        return None;
    }
    Some(Validation {
        block: CellBlock::of_column(column_index(i), FIRST_ROW, last),
        allow: allow.unwrap_or(Allow::Any),
        prompt,
        error: error_text(column, content.language),
        lenient,
    })
}

fn labels(column: &Column) -> Vec<String> {
    column.choices.iter().map(|c| c.label.clone()).collect()
}

fn integer_limits(column: &Column) -> Option<Allow> {
    let number = |d: Option<Decimal>, otherwise: i64| d.and_then(|d| i64::try_from(d).ok()).unwrap_or(otherwise);
    Some(Allow::Integer(number(column.min, -1_000_000_000), number(column.max, 1_000_000_000)))
}

fn decimal_limits(column: &Column) -> Allow {
    let most = Decimal::from(1_000_000_000_000_i64);
    Allow::Decimal(column.min.unwrap_or(-most), column.max.unwrap_or(most))
}

/// The longest prompt that Excel shows, in UTF-16 units.
const PROMPT_LIMIT: usize = 255;

fn prompt(content: &SheetContent<'_>, column: &Column) -> Option<(String, String)> {
    let mut text = column.help.clone();
    if let (Some(min), false) = (column.min, column.scale.is_empty()) {
        let steps = column.scale.iter().enumerate().map(|(n, word)| format!("{} = {word}", min + Decimal::from(n)));
        text = format!("{text} {}.", steps.collect::<Vec<_>>().join(", "));
    }
    if !column.example.is_empty() {
        let example = content.language.fill(Phrase::PromptExample, &[("example", &column.example)]);
        text = format!("{text} {example}");
    }
    // What to do about a broken rule that highlights the cell, as far as there is room; in English only, as rules are.
    let rules = content.sheet.rules.iter().filter(|_| content.language.is_english());
    for rule in rules.filter(|r| is_live(r) && r.field.as_ref() == Some(&column.key)) {
        let longer = format!("{text}\nIf it lights up: {}", rule.help);
        if !rule.help.is_empty() && longer.encode_utf16().count() <= PROMPT_LIMIT {
            text = longer;
        }
    }
    (!text.trim().is_empty()).then(|| (column.title.clone(), text.trim().to_owned()))
}

fn error_text(column: &Column, language: &Language) -> String {
    let plain = |phrase: Phrase| language.phrase(phrase).to_owned();
    match column.kind {
        Kind::Choice | Kind::YesNo => language.fill(Phrase::Pick, &[("column", &column.title)]),
        Kind::Person => plain(Phrase::Person),
        Kind::Date => plain(Phrase::Date),
        Kind::Integer => match (column.min, column.max) {
            (Some(a), Some(b)) => {
                language.fill(Phrase::WholeBetween, &[("min", &a.to_string()), ("max", &b.to_string())])
            }
            _ => plain(Phrase::Whole),
        },
        Kind::Decimal | Kind::Money => plain(Phrase::Number),
        Kind::Percent => plain(Phrase::Percent),
        Kind::Text => language.fill(Phrase::AtMost, &[("n", &column.max_length.unwrap_or(0).to_string())]),
        Kind::LongText | Kind::Choices | Kind::Reference | Kind::Email | Kind::Phone | Kind::Link | Kind::Computed => {
            column.help.clone()
        }
    }
}
