//! `engagement.toml`: read into [`Engagement`] and written once for a new engagement.
//!
//! A text goes in; the settings come out, or every mistake in it with its line and column, in words for people who
//! don't know TOML. Whether settings fit the templates is for others to say.

mod currencies;
mod edited;
mod misfits;
mod new_file;

pub use edited::with_setting;
pub use new_file::write_new;

use crate::edges::library_words::{expected_words, found_words, toml_words};
use crate::model::engagement::{Engagement, SalesforceRequests};
use crate::model::text::nearest;
use misfits::{Misfit, misfits};
use serde::Deserialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

/// One mistake in the settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct SettingsError {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong, what was expected, and the nearest right thing.
    pub message: String,
}

/// Reads the settings.
///
/// # Errors
/// The first mistake in the form of the file, or every value that is outside its limits.
pub fn parse(text: &str) -> Result<Engagement, Vec<SettingsError>> {
    let mut table = DeTable::parse(text).map_err(|e| vec![at(text, e.span(), syntax_message(e.message()))])?;
    quote_days(table.get_mut());
    let engagement = Engagement::deserialize(toml::de::Deserializer::from(table.clone())).map_err(|e| {
        let key = e.span().and_then(|span| key_at(table.get_ref(), &span));
        vec![at(text, e.span(), refusal_message(e.message(), key.as_deref()))]
    })?;
    match engagement.validate() {
        Ok(()) => match not_fitting(text, table.get_ref(), &engagement) {
            none if none.is_empty() => Ok(with_own_sourcing(engagement)),
            errors => Err(errors),
        },
        Err(errors) => Err(out_of_limits(text, table.get_ref(), &errors)),
    }
}

/// What goes to Salesforce by default is sourced from the side that delivers, whatever it is called.
fn with_own_sourcing(mut engagement: Engagement) -> Engagement {
    let requests = &mut engagement.export.salesforce_resource_requests;
    if requests.sourcing == SalesforceRequests::default().sourcing {
        requests.sourcing = vec![engagement.delivery.name.clone()];
    }
    engagement
}

/// Turns dates of TOML into text: people write days with and without quotation marks.
fn quote_days(table: &mut DeTable) {
    for (key, value) in table.iter_mut() {
        match key.get_ref().as_ref() {
            "start" | "end" | "kickoff" => quote_day(value.get_mut()),
            "calendar" => quote_all(value.get_mut()),
            _ => {}
        }
    }
}

fn quote_all(value: &mut DeValue) {
    match value {
        DeValue::Array(array) => array.iter_mut().for_each(|one| quote_all(one.get_mut())),
        DeValue::Table(table) => table.iter_mut().for_each(|(_, one)| quote_all(one.get_mut())),
        _ => quote_day(value),
    }
}

fn quote_day(value: &mut DeValue) {
    if let DeValue::Datetime(day) = value {
        *value = DeValue::String(day.to_string().into());
    }
}

fn at(text: &str, span: Option<Range<usize>>, message: String) -> SettingsError {
    let before = span.and_then(|s| text.get(..s.start)).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    SettingsError { line: before.matches('\n').count() + 1, column: line.chars().count() + 1, message }
}

/// The message for a line that is not TOML.
fn syntax_message(message: &str) -> String {
    format!("This can't be read as a setting: {}. A setting is a line such as: name = \"Acme\".", toml_words(message))
}

/// The key whose value includes a position, with dots between tables.
fn key_at(table: &DeTable, span: &Range<usize>) -> Option<String> {
    table.iter().find_map(|(key, value)| {
        let inner = value.get_ref().as_table().and_then(|t| key_at(t, span));
        let here = value.span().start <= span.start && span.end <= value.span().end;
        let key = key.get_ref();
        inner.map(|i| format!("{key}.{i}")).or_else(|| here.then(|| key.to_string()))
    })
}

/// The message for a key or value that the settings don't have, from that of serde.
fn refusal_message(message: &str, key: Option<&str>) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (found, known) = quoted.split_first().map_or(("", [].as_slice()), |(f, k)| (*f, k));
    let near = nearest(found, known.iter().copied());
    let near = near.map_or_else(|| place_of(found), |n| format!(" The nearest: “{n}”."));
    if message.starts_with("unknown field") {
        return format!("There is no setting “{found}” here; expected {}.{near}", one_of(known));
    }
    if message.starts_with("unknown variant") {
        return format!("{} is “{found}”; expected {}.{near}", subject(key), one_of(known));
    }
    if message.starts_with("missing field") {
        return format!("The setting “{found}” is missing; add a line such as: {found} = \"…\".");
    }
    type_message(message, key)
}

/// Where a setting belongs that is in the wrong table, as when only one line of a commented part was uncommented.
fn place_of(key: &str) -> String {
    let part = match key {
        "file-megabytes" | "unpacked-megabytes" | "parts" | "packed-ratio" | "xml-depth" | "cells"
        | "cell-characters" | "memory-megabytes" | "seconds" => "limits",
        "object" | "statuses" | "sourcing" | "external-id" | "fields" | "picklists" => {
            "export.salesforce-resource-requests"
        }
        _ => return String::new(),
    };
    format!(" It stands below the line [{part}].")
}

/// The message for a value of another type than its setting has.
fn type_message(message: &str, key: Option<&str>) -> String {
    if matches!(key, Some("start" | "end" | "kickoff")) {
        return format!("{} is not a day; expected year, month and day, such as \"2027-01-11\".", subject(key));
    }
    let Some((found, expected)) = message.split_once(", expected ") else {
        return format!("{} can't be taken: {}.", subject(key), toml_words(message));
    };
    let found = found_words(found.split_once(": ").map_or(found, |(_, f)| f));
    let expected = expected_words(expected);
    format!("{} is {found}; expected {expected}.", subject(key))
}

fn subject(key: Option<&str>) -> String {
    key.map_or_else(|| "The value".into(), |k| format!("“{k}”"))
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => "nothing more".into(),
        [most @ .., last] if !most.is_empty() => format!("{} or {last}", most.join(", ")),
        [one, ..] => (*one).to_owned(),
    }
}

/// An error for every value that doesn't fit the others or names what doesn't exist, in the order of the file.
fn not_fitting(text: &str, table: &DeTable, engagement: &Engagement) -> Vec<SettingsError> {
    let place = |key: &str| span_of(table, &[key.to_owned()]);
    let mut errors: Vec<SettingsError> =
        misfits(engagement).into_iter().map(|Misfit { key, message }| at(text, place(key), message)).collect();
    errors.sort_by_key(|e| (e.line, e.column));
    errors
}

/// What is wrong with settings that are written nowhere yet, sorted.
pub fn limit_messages(invalid: &ValidationErrors) -> Vec<String> {
    let mut found = Vec::new();
    flatten(invalid, &mut Vec::new(), &mut found);
    let mut out: Vec<String> = found.iter().map(|(path, error)| limit_message(&path.join("."), error)).collect();
    out.sort();
    out
}

/// An error for every value outside its limits, in the order of the file.
fn out_of_limits(text: &str, table: &DeTable, invalid: &ValidationErrors) -> Vec<SettingsError> {
    let mut found = Vec::new();
    flatten(invalid, &mut Vec::new(), &mut found);
    let errors = found.iter().map(|(path, error)| {
        let key = path.join(".");
        at(text, span_of(table, path), limit_message(&key, error))
    });
    let mut errors: Vec<SettingsError> = errors.collect();
    errors.sort_by(|a, b| (a.line, a.column, &a.message).cmp(&(b.line, b.column, &b.message)));
    errors
}

fn flatten(errors: &ValidationErrors, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, ValidationError)>) {
    errors.errors().iter().for_each(|(field, kind)| {
        path.push(field.replace('_', "-"));
        match kind {
            ValidationErrorsKind::Field(list) => out.extend(list.iter().map(|e| (path.clone(), e.clone()))),
            ValidationErrorsKind::Struct(inner) => flatten(inner, path, out),
            ValidationErrorsKind::List(items) => items.values().for_each(|inner| flatten(inner, path, out)),
        }
        path.pop();
    });
}

/// Where the value of a key is written; none for a key that is left out.
fn span_of(table: &DeTable, path: &[String]) -> Option<Range<usize>> {
    let (first, rest) = path.split_first()?;
    let (_, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == first.as_str())?;
    if rest.is_empty() {
        return Some(Spanned::span(value));
    }
    span_of(value.get_ref().as_table()?, rest)
}

/// The message for a value outside the limits of its setting.
fn limit_message(key: &str, error: &ValidationError) -> String {
    let param = |name: &str| error.params.get(name);
    let number = |name: &str| param(name).map(|v| v.as_f64().map_or_else(|| v.to_string(), |f| f.to_string()));
    let (found, unit) = match param("value") {
        Some(serde_json::Value::String(s)) if s.is_empty() => ("empty".into(), " characters"),
        Some(serde_json::Value::String(s)) => (format!("“{s}”"), " characters"),
        Some(serde_json::Value::Array(a)) if a.is_empty() => ("empty".into(), " entries"),
        Some(serde_json::Value::Array(a)) => (format!("{} entries", a.len()), " entries"),
        Some(other) => (other.to_string(), ""),
        None => ("outside its limits".into(), ""),
    };
    let expected = match (number("equal"), number("min"), number("max")) {
        (Some(n), _, _) => n,
        (_, Some(min), Some(max)) => format!("{min} to {max}"),
        (_, Some(min), None) => format!("at least {min}"),
        (_, None, Some(max)) => format!("at most {max}"),
        _ => "another value".into(),
    };
    let unit = if expected.ends_with(" 1") { unit.replace("entries", "entry") } else { unit.to_owned() };
    format!("“{key}” is {found}; expected {expected}{unit}.")
}

#[cfg(test)]
mod tests;
