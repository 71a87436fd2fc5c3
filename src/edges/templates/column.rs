//! Checks a column and makes the thing of it.

use super::checker::Checker;
use super::raw::{Number, RawChoice, RawColumn, RawComputed, RawSheet, Said, Word};
use crate::model::condition::{Expr, Type};
use crate::model::template::{Choice, Column, Computed, Kind, Merge, Owner, Required, Visibility};
use crate::model::text::fold;
use rust_decimal::Decimal;

const KINDS: [Kind; 16] = [
    Kind::Text,
    Kind::LongText,
    Kind::Integer,
    Kind::Decimal,
    Kind::Money,
    Kind::Percent,
    Kind::Date,
    Kind::Choice,
    Kind::Choices,
    Kind::YesNo,
    Kind::Email,
    Kind::Phone,
    Kind::Link,
    Kind::Person,
    Kind::Reference,
    Kind::Computed,
];
const OWNERS: [Owner; 4] = [Owner::Delivery, Owner::Customer, Owner::Either, Owner::Tool];
const MERGES: [Merge; 3] = [Merge::Replace, Merge::Set, Merge::Append];
pub(super) const VISIBILITIES: [Visibility; 2] = [Visibility::Shared, Visibility::Internal];

/// The column, where it has a key, a title and a type.
pub(super) fn column(c: &mut Checker, raw: &Said<RawColumn>, sheet: &RawSheet) -> Option<Column> {
    let name = raw.is.key.as_ref().map_or_else(|| "a column".to_owned(), |k| format!("the column `{}`", k.is));
    let key = c.must(raw.is.key.as_ref(), raw.at, &name, "key");
    let title = c.must(raw.is.title.as_ref(), raw.at, &name, "title");
    let word = c.must(raw.is.kind.as_ref(), raw.at, &name, "type");
    let kind = c.one(word, "type", &KINDS, Kind::word);
    if let Some(key) = key {
        c.key(key);
    }
    if let Some(title) = title {
        c.column_title(title);
    }
    let kind = kind?;
    let mut column = Column::new(key?.is.clone(), title?.is.clone(), kind);
    worded(c, &raw.is, &mut column, sheet.across.is_some());
    numbers(c, &raw.is, &mut column);
    pointers(c, &raw.is, &mut column, &name);
    column.choices = listed(c, raw, kind, &name);
    column.computed = made(c, raw, sheet, kind, &name);
    column.required = required(c, &raw.is, sheet);
    sharing(c, &raw.is, &mut column);
    row_visibility(c, raw, &column);
    Some(column)
}

fn worded(c: &mut Checker, raw: &RawColumn, column: &mut Column, matrix: bool) {
    column.aliases = raw.aliases.iter().flatten().map(|a| a.is.clone()).collect();
    column.owner = c.one(raw.owner.as_ref(), "owner", &OWNERS, Owner::word).unwrap_or(column.owner);
    column.merge = c.one(raw.merge.as_ref(), "merge", &MERGES, Merge::word).unwrap_or(column.merge);
    column.help = said(raw.help.as_ref());
    column.example = said(raw.example.as_ref());
    column.after_matrix = raw.after_matrix.as_ref().is_some_and(|a| a.is);
    column.width = raw.width.as_ref().map_or(default_width(column.kind), |w| w.is);
    if let Some(wide) = raw.width.as_ref().filter(|w| !(1..=255).contains(&w.is)) {
        c.say(wide.at, format!("the width {} is not between 1 and 255 characters", wide.is));
    }
    c.only(raw.after_matrix.as_ref(), matrix, "after_matrix", "columns of a sheet with `kind = \"matrix\"`");
    let lines = matches!(column.kind, Kind::Text | Kind::LongText);
    c.only(raw.merge.as_ref(), column.merge != Merge::Append || lines, "merge = \"append\"", "text columns");
}

fn default_width(kind: Kind) -> u16 {
    match kind {
        Kind::LongText => 42,
        Kind::Text | Kind::Link | Kind::Email => 28,
        Kind::Choices | Kind::Person => 20,
        Kind::Choice => 16,
        Kind::Integer
        | Kind::Decimal
        | Kind::Money
        | Kind::Percent
        | Kind::Date
        | Kind::YesNo
        | Kind::Phone
        | Kind::Reference
        | Kind::Computed => 12,
    }
}

fn numbers(c: &mut Checker, raw: &RawColumn, column: &mut Column) {
    let (number, text) = (column.kind.is_number(), matches!(column.kind, Kind::Text | Kind::LongText));
    c.only(raw.min.as_ref(), number, "min", "number columns");
    c.only(raw.max.as_ref(), number, "max", "number columns");
    c.only(raw.max_length.as_ref(), text, "max_length", "text columns");
    column.min = raw.min.as_ref().and_then(|n| decimal(c, n));
    column.max = raw.max.as_ref().and_then(|n| decimal(c, n));
    column.max_length = raw.max_length.as_ref().map(|n| n.is);
    if let Some(scale) = &raw.scale {
        let steps = column.min.zip(column.max).map(|(min, max)| max - min + Decimal::ONE);
        if !number || steps != Some(Decimal::from(scale.is.len())) {
            c.say(scale.at, "a `scale` has one word for each number from `min` to `max`");
        }
        column.scale.clone_from(&scale.is);
    }
    if let (Some(min), Some(max), Some(at)) = (column.min, column.max, raw.max.as_ref())
        && min > max
    {
        c.say(at.at, format!("the greatest number {max} is below the least, {min}"));
    }
}

fn decimal(c: &mut Checker, number: &Said<Number>) -> Option<Decimal> {
    let decimal = number.is.decimal();
    if decimal.is_none() {
        c.say(number.at, "this number is out of all range");
    }
    decimal
}

fn pointers(c: &mut Checker, raw: &RawColumn, column: &mut Column, name: &str) {
    let points = column.kind == Kind::Reference;
    let several = points || column.kind == Kind::Person;
    c.only(raw.references.as_ref(), points, "references", "columns of type `reference`");
    c.only(raw.many.as_ref(), several, "many", "columns of type `reference` or `person`");
    column.references = raw.references.iter().flat_map(|r| &r.is).map(|r| r.is.clone()).collect();
    column.many = raw.many.as_ref().is_some_and(|m| m.is);
    let many = column.many || column.kind == Kind::Choices;
    c.only(
        raw.merge.as_ref(),
        column.merge != Merge::Set || many,
        "merge = \"set\"",
        "columns that hold several values: type `choices`, or `many = true`",
    );
    if let Some(kind) = raw.kind.as_ref().filter(|_| points && column.references.is_empty()) {
        c.say(kind.at, format!("{name} is a reference but `references` names no sheet"));
    }
}

fn listed(c: &mut Checker, raw: &Said<RawColumn>, kind: Kind, name: &str) -> Vec<Choice> {
    let picks = matches!(kind, Kind::Choice | Kind::Choices);
    c.only(raw.is.choices.as_ref(), picks, "choices", "columns of type `choice` or `choices`");
    let choices = raw.is.choices.as_ref().map_or_else(Vec::new, |list| choices(c, &list.is));
    if picks && choices.is_empty() {
        let at = raw.is.kind.as_ref().map_or(raw.at, |k| k.at);
        c.say(at, format!("{name} is a {} but `choices` offers nothing to pick", kind.word()));
    }
    choices
}

/// Choices or letters; every word may mean only one of them.
pub(super) fn choices(c: &mut Checker, raw: &[Said<RawChoice>]) -> Vec<Choice> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for said in raw {
        let choice = choice(&said.is);
        for word in std::iter::once(&choice.label).chain(&choice.synonyms) {
            let word = Word { at: said.at, is: word.clone() };
            c.once(&mut seen, &word, fold(&word.is), "choice");
        }
        if choice.label.trim().is_empty() {
            c.say(said.at, "a choice has an empty label");
        }
        out.push(choice);
    }
    out
}

/// The choice as a thing.
pub(super) fn choice(raw: &RawChoice) -> Choice {
    match raw {
        RawChoice::Label(label) => Choice { label: label.clone(), synonyms: Vec::new() },
        RawChoice::Words(words) => Choice { label: words.label.clone(), synonyms: words.synonyms.clone() },
    }
}

fn required(c: &mut Checker, raw: &RawColumn, sheet: &RawSheet) -> Required {
    let computed = raw.computed.is_some();
    c.only(raw.required.as_ref().filter(|r| r.is), !computed, "required", "columns that people fill in");
    c.only(raw.required_from.as_ref(), !computed, "required_from", "columns that people fill in");
    let always = raw.required.as_ref().is_some_and(|r| r.is);
    let Some(from) = &raw.required_from else { return if always { Required::Always } else { Required::No } };
    if always {
        c.say(from.at, "a column is `required` always, or has `required_from`; not both");
    }
    let status = find(sheet, "status");
    let labels: Vec<Choice> =
        status.into_iter().flat_map(|s| &s.choices).flat_map(|l| &l.is).map(|l| choice(&l.is)).collect();
    let labels: Vec<&str> = labels.iter().map(|l| l.label.as_str()).collect();
    if status.is_none() {
        c.say(from.at, "`required_from` needs a column `status`, and the sheet has none");
    } else {
        c.known("choice of `status`", from, &labels);
    }
    Required::From(from.is.clone())
}

fn sharing(c: &mut Checker, raw: &RawColumn, column: &mut Column) {
    column.commercial = raw.commercial.as_ref().is_some_and(|x| x.is);
    let unsaid = if column.commercial { Visibility::Internal } else { Visibility::Shared };
    column.visibility = c.one(raw.visibility.as_ref(), "visibility", &VISIBILITIES, Visibility::word).unwrap_or(unsaid);
    if let Some(word) = raw.visibility.as_ref().filter(|_| column.commercial && column.visibility == Visibility::Shared)
    {
        c.say(word.at, "a `commercial` column is never shared; write `visibility = \"internal\"`");
    }
}

/// The column that takes whole rows out of every copy must itself stay at home.
fn row_visibility(c: &mut Checker, raw: &Said<RawColumn>, column: &Column) {
    if column.key != "visibility" {
        return;
    }
    let labels: Vec<&str> = column.choices.iter().map(|x| x.label.as_str()).collect();
    if labels != ["Internal", "Shared"] || column.visibility == Visibility::Shared {
        let message = "the column `visibility` says which rows are internal: it must be an internal choice of Internal and Shared";
        c.say(raw.at, message);
    }
}

fn made(c: &mut Checker, raw: &Said<RawColumn>, sheet: &RawSheet, kind: Kind, name: &str) -> Option<Computed> {
    let computes = kind == Kind::Computed;
    c.only(raw.is.computed.as_ref(), computes, "computed", "columns of type `computed`");
    let Some(how) = &raw.is.computed else {
        if computes {
            c.say(
                raw.is.kind.as_ref().map_or(raw.at, |k| k.at),
                format!("{name} has no `computed`, which says how it is made"),
            );
        }
        return None;
    };
    match &how.is {
        RawComputed { product: Some(of), band: None, bands: None, approval: None, formula: None } => {
            Some(product(c, of, sheet))
        }
        RawComputed { product: None, band: Some(of), bands: Some(bands), approval: None, formula: None } => {
            banded(c, of, bands, sheet)
        }
        RawComputed { product: None, band: None, bands: None, approval: Some(of), formula: None } => {
            Some(approved(c, of, sheet))
        }
        // Read when the sheets of all templates are known.
        RawComputed { product: None, band: None, bands: None, approval: None, formula: Some(_) } => {
            Some(Computed::Formula { expr: Expr::YesNo(false), gives: Type::Number })
        }
        _ => {
            c.say(how.at, "`computed` is one of `formula`, `product`, `approval`, and `band` together with `bands`");
            None
        }
    }
}

fn approved(c: &mut Checker, of: &Word, sheet: &RawSheet) -> Computed {
    let keys: Vec<&str> =
        sheet.approvals.iter().flatten().filter_map(|a| a.is.key.as_ref()).map(|k| k.is.as_str()).collect();
    c.known("approval", of, &keys);
    Computed::Approval(of.is.clone())
}

fn product(c: &mut Checker, of: &[Word], sheet: &RawSheet) -> Computed {
    for word in of {
        numeric(c, word, sheet);
    }
    Computed::Product(of.iter().map(|w| w.is.clone()).collect())
}

fn banded(c: &mut Checker, of: &Word, bands: &Said<Vec<(Number, String)>>, sheet: &RawSheet) -> Option<Computed> {
    numeric(c, of, sheet);
    let read: Option<Vec<(Decimal, String)>> =
        bands.is.iter().map(|(from, label)| from.decimal().map(|n| (n, label.clone()))).collect();
    let read = read?;
    if read.is_empty() || !read.is_sorted_by(|a, b| a.0 < b.0) {
        c.say(bands.at, "`bands` must rise from band to band, like [[1, \"Low\"], [10, \"High\"]]");
    }
    Some(Computed::Band { of: of.is.clone(), bands: read })
}

/// A column that others are computed from: a number, or itself a product of numbers.
fn numeric(c: &mut Checker, word: &Word, sheet: &RawSheet) {
    if !c.known("column", word, &keys(sheet)) {
        return;
    }
    let column = find(sheet, &word.is);
    let kind = column.and_then(|x| x.kind.as_ref()).and_then(|k| KINDS.into_iter().find(|kind| kind.word() == k.is));
    let multiplied =
        column.and_then(|x| x.computed.as_ref()).is_some_and(|x| x.is.product.is_some() || x.is.formula.is_some());
    if kind.is_some_and(|k| !k.is_number()) && !multiplied {
        c.say(word.at, format!("the column `{}` holds no numbers to compute with", word.is));
    }
}

/// The column of a sheet with this key.
pub(super) fn find<'s>(sheet: &'s RawSheet, key: &str) -> Option<&'s RawColumn> {
    let columns = sheet.columns.iter().flatten().map(|c| &c.is);
    columns.into_iter().find(|c| c.key.as_ref().is_some_and(|k| k.is == key))
}

/// The keys of a sheet's columns.
pub(super) fn keys(sheet: &RawSheet) -> Vec<&str> {
    sheet.columns.iter().flatten().filter_map(|c| c.is.key.as_ref()).map(|k| k.is.as_str()).collect()
}

/// What was said, or nothing.
pub(super) fn said(word: Option<&Word>) -> String {
    word.map_or_else(String::new, |w| w.is.clone())
}
