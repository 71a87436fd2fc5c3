//! What people and scripts see of a template.

use super::raw_template::RawTemplate;
use crate::model::template::{Choice, Column, Kind, Required, Sheet, SheetKind, Template, Visibility};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// The template as scripts read it; a contract.
pub fn show_json(t: &Template) -> Value {
    let sheets: Vec<Value> = t.sheets.iter().map(|s| sheet_json(s, t.audience)).collect();
    json!({
        "key": t.key, "title": t.title, "version": t.version, "audience": t.audience.word(), "sheets": sheets,
    })
}

/// The template as a table for people.
pub fn show_text(t: &Template) -> String {
    let mut out = format!("{} ({}), version {}, {}\n", t.title, t.key, t.version, t.audience.word());
    if !t.purpose.is_empty() {
        let _ = writeln!(out, "{}", t.purpose);
    }
    for sheet in &t.sheets {
        out.push_str(&sheet_text(sheet, t.audience));
    }
    out
}

/// The templates in short, as scripts read them.
pub fn list_json(templates: &[Template]) -> Value {
    let one =
        |t: &Template| json!({"key": t.key, "title": t.title, "version": t.version, "audience": t.audience.word()});
    templates.iter().map(one).collect()
}

/// The templates in short, one a line.
pub fn list_text(templates: &[Template]) -> String {
    let rows = templates.iter().map(|t| {
        let sheets: Vec<&str> = t.sheets.iter().map(|s| s.title.as_str()).collect();
        vec![t.key.clone(), t.title.clone(), t.audience.word().to_owned(), sheets.join(", ")]
    });
    table(&rows.collect::<Vec<_>>())
}

/// The JSON Schema of a template file.
pub fn schema() -> Value {
    schemars::schema_for!(RawTemplate).to_value()
}

fn sheet_json(sheet: &Sheet, audience: Visibility) -> Value {
    let visibility = stricter(audience, sheet.visibility);
    let columns: Vec<Value> = sheet.columns.iter().map(|c| column_json(c, visibility)).collect();
    let (kind, letters) = match &sheet.kind {
        SheetKind::Table => ("table", Vec::new()),
        SheetKind::Matrix { letters, .. } => ("matrix", labels(letters)),
    };
    json!({
        "key": sheet.key, "title": sheet.title, "kind": kind, "id_prefix": sheet.id_prefix,
        "natural_key": sheet.natural_key, "visibility": visibility.word(), "prepared_rows": sheet.prepared_rows,
        "help": text(&sheet.help), "across": sheet.across(), "letters": letters, "columns": columns,
    })
}

fn column_json(c: &Column, sheet: Visibility) -> Value {
    let from = match &c.required {
        Required::From(label) => Some(label.as_str()),
        Required::No | Required::Always => None,
    };
    json!({
        "key": c.key, "title": c.title, "aliases": c.aliases, "type": c.kind.word(),
        "required": c.required == Required::Always, "required_from": from, "detail": c.detail,
        "choices": labels(&c.choices), "synonyms": synonyms(&c.choices),
        "min": c.min.map(number), "max": c.max.map(number), "max_length": c.max_length, "references": c.references,
        "owner": c.owner.word(), "visibility": stricter(sheet, c.visibility).word(), "merge": c.merge.word(),
        "help": text(&c.help), "example": text(&c.example), "width": c.width,
    })
}

/// The visibility of something inside something else: what is inside something internal is internal.
fn stricter(outer: Visibility, inner: Visibility) -> Visibility {
    if outer == Visibility::Internal { outer } else { inner }
}

fn text(text: &str) -> Option<&str> {
    Some(text).filter(|t| !t.is_empty())
}

fn labels(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|c| c.label.as_str()).collect()
}

fn synonyms(choices: &[Choice]) -> Map<String, Value> {
    let some = choices.iter().filter(|c| !c.synonyms.is_empty());
    some.map(|c| (c.label.clone(), json!(c.synonyms))).collect()
}

fn number(n: Decimal) -> Value {
    if n.is_integer() { json!(n.to_i64()) } else { json!(n.to_f64()) }
}

fn sheet_text(sheet: &Sheet, audience: Visibility) -> String {
    let visibility = stricter(audience, sheet.visibility);
    let mut out = format!("\n{} ({}), IDs {}001, {}", sheet.title, sheet.key, sheet.id_prefix, visibility.word());
    if let SheetKind::Matrix { across, letters } = &sheet.kind {
        let _ = write!(out, ", one column per record of {across}, letters {}", labels(letters).join(" "));
    }
    let _ = writeln!(out, "\n{}", sheet.help);
    let head = ["Column", "Key", "Type", "Must", "Owner", "Seen by", "May hold"].map(ToOwned::to_owned).to_vec();
    let rows = sheet.columns.iter().map(|c| column_row(c, visibility));
    out.push_str(&table(&std::iter::once(head).chain(rows).collect::<Vec<_>>()));
    out
}

fn column_row(c: &Column, sheet: Visibility) -> Vec<String> {
    let must = match &c.required {
        Required::No => String::new(),
        Required::Always => "yes".to_owned(),
        Required::From(label) => format!("from {label}"),
    };
    let seen = match stricter(sheet, c.visibility) {
        Visibility::Shared => "all",
        Visibility::Internal => "delivery team",
    };
    let words = [c.title.as_str(), c.key.as_str(), c.kind.word(), &must, c.owner.word(), seen, &may_hold(c)];
    words.map(ToOwned::to_owned).to_vec()
}

fn may_hold(c: &Column) -> String {
    match (c.kind, c.min, c.max, c.max_length) {
        (Kind::Reference, ..) => c.references.join(", "),
        (_, Some(min), Some(max), _) => format!("{min} to {max}"),
        (_, Some(min), None, _) => format!("{min} or more"),
        (_, None, Some(max), _) => format!("{max} or less"),
        (.., Some(most)) => format!("at most {most} characters"),
        _ => in_short(&labels(&c.choices)),
    }
}

/// As many labels as fit beside the other columns of a terminal.
fn in_short(labels: &[&str]) -> String {
    const WIDE: usize = 60;
    let shown = (1..=labels.len()).take_while(|n| labels.iter().take(*n).map(|l| l.len() + 2).sum::<usize>() <= WIDE);
    let shown = shown.last().unwrap_or(labels.len().min(1));
    let words = labels.iter().take(shown).copied().collect::<Vec<_>>().join(", ");
    if shown == labels.len() { words } else { format!("{words} and {} more", labels.len() - shown) }
}

/// Rows as a table whose columns are as wide as their widest text, with two blanks between.
fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |n: usize| rows.iter().filter_map(|r| r.get(n)).map(|w| w.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let words: Vec<String> = row.iter().zip(&widths).map(|(word, wide)| format!("{word:<wide$}")).collect();
        let _ = writeln!(out, "{}", words.join("  ").trim_end());
    }
    out
}
