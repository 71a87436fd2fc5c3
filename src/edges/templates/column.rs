//! Checks a column as it is written and makes the model's column of it.

use super::checker::Checker;
use super::fill::fill;
use super::raw_template::{Located, LocatedText, Number, RawChoice, RawColumn, RawComputed, RawSheet};
use crate::model::condition::{Expr, ExprType};
use crate::model::template::{Choice, Column, Computed, Kind, Merge, MovesWhen, Owner, Required, Visibility};
use crate::model::text::fold;
use rust_decimal::Decimal;

const OWNERS: [Owner; 4] = [Owner::Delivery, Owner::Customer, Owner::Either, Owner::Tool];
const MERGES: [Merge; 3] = [Merge::Replace, Merge::Set, Merge::Append];
const MOVES: [MovesWhen; 3] = [MovesWhen::No, MovesWhen::WithProject, MovesWhen::UntilBaseline];
pub(super) const VISIBILITIES: [Visibility; 2] = [Visibility::Shared, Visibility::Internal];

/// The column, where it has a key, a title and a type.
pub(super) fn column(c: &mut Checker, raw: &Located<RawColumn>, sheet: &RawSheet) -> Option<Column> {
    let name = raw.value.key.as_ref().map_or_else(|| "a column".to_owned(), |k| format!("the column `{}`", k.value));
    let key = c.required(raw.value.key.as_ref(), raw.at, &name, "key");
    let title = c.required(raw.value.title.as_ref(), raw.at, &name, "title");
    let word = c.required(raw.value.kind.as_ref(), raw.at, &name, "type");
    let kind = c.one_of(word, "type", Kind::ALL, Kind::word);
    if let Some(key) = key {
        c.check_key(key);
    }
    if let Some(title) = title {
        c.check_column_title(title);
    }
    let kind = kind?;
    let mut column = Column::new(key?.value.clone(), title?.value.clone(), kind);
    set_general(c, &raw.value, &mut column, sheet.across.is_some());
    set_number_limits(c, &raw.value, &mut column);
    set_references(c, &raw.value, &mut column, &name);
    column.choices = choices_of(c, raw, kind, &name);
    column.computed = computed(c, raw, sheet, kind, &name);
    column.required = required(c, &raw.value, sheet);
    let said = raw.value.fill.as_ref();
    column.fill = said.and_then(|said| fill(c, said, &column_keys(sheet), kind, &column.choices));
    column.detail = detail(c, &raw.value, sheet);
    set_sharing(c, &raw.value, &mut column);
    check_row_visibility(c, raw, &column);
    Some(column)
}

/// Sets aliases, owner, merge, texts and width.
fn set_general(c: &mut Checker, raw: &RawColumn, column: &mut Column, matrix: bool) {
    column.aliases = raw.aliases.iter().flatten().map(|a| a.value.clone()).collect();
    column.owner = c.one_of(raw.owner.as_ref(), "owner", &OWNERS, Owner::word).unwrap_or(column.owner);
    column.merge = c.one_of(raw.merge.as_ref(), "merge", &MERGES, Merge::word).unwrap_or(column.merge);
    column.forums = raw.forums.as_ref().is_some_and(|f| f.value);
    c.only_for(raw.forums.as_ref(), column.kind == Kind::Person, "forums", "columns of the type `person`");
    column.agreed = raw.agreed.as_ref().is_none_or(|a| a.value);
    column.moves = c.one_of(raw.moves.as_ref(), "moves", &MOVES, MovesWhen::word).unwrap_or(column.moves);
    c.only_for(raw.moves.as_ref(), column.kind == Kind::Date, "moves", "columns of the type `date`");
    column.help = text_or_empty(raw.help.as_ref());
    column.example = text_or_empty(raw.example.as_ref());
    column.open = raw.open.as_ref().is_some_and(|o| o.value);
    column.after_matrix = raw.after_matrix.as_ref().is_some_and(|a| a.value);
    column.width = raw.width.as_ref().map_or(default_width(column.kind), |w| w.value);
    if let Some(wide) = raw.width.as_ref().filter(|w| !(1..=255).contains(&w.value)) {
        c.error(wide.at, format!("the width {} is not between 1 and 255 characters", wide.value));
    }
    c.only_for(raw.after_matrix.as_ref(), matrix, "after_matrix", "columns of a sheet with `kind = \"matrix\"`");
    c.only_for(raw.open.as_ref(), column.kind == Kind::Choice, "open", "columns of the type `choice`");
    let lines = matches!(column.kind, Kind::Text | Kind::LongText);
    c.only_for(raw.merge.as_ref(), column.merge != Merge::Append || lines, "merge = \"append\"", "text columns");
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

fn set_number_limits(c: &mut Checker, raw: &RawColumn, column: &mut Column) {
    let (number, text) = (column.kind.is_number(), matches!(column.kind, Kind::Text | Kind::LongText));
    c.only_for(raw.min.as_ref(), number, "min", "number columns");
    c.only_for(raw.max.as_ref(), number, "max", "number columns");
    c.only_for(raw.max_length.as_ref(), text, "max_length", "text columns");
    column.min = raw.min.as_ref().and_then(|n| decimal(c, n));
    column.max = raw.max.as_ref().and_then(|n| decimal(c, n));
    column.max_length = raw.max_length.as_ref().map(|n| n.value);
    if let Some(scale) = &raw.scale {
        let steps = column.min.zip(column.max).map(|(min, max)| max - min + Decimal::ONE);
        if !number || steps != Some(Decimal::from(scale.value.len())) {
            c.error(scale.at, "a `scale` has one word for each number from `min` to `max`");
        }
        column.scale.clone_from(&scale.value);
    }
    if let (Some(min), Some(max), Some(at)) = (column.min, column.max, raw.max.as_ref())
        && min > max
    {
        c.error(at.at, format!("the greatest number {max} is below the least, {min}"));
    }
}

fn decimal(c: &mut Checker, number: &Located<Number>) -> Option<Decimal> {
    let decimal = number.value.decimal();
    if decimal.is_none() {
        c.error(number.at, "this number is out of all range");
    }
    decimal
}

fn set_references(c: &mut Checker, raw: &RawColumn, column: &mut Column, name: &str) {
    let points = column.kind == Kind::Reference;
    let several = points || column.kind == Kind::Person;
    c.only_for(raw.references.as_ref(), points, "references", "columns of type `reference`");
    c.only_for(raw.many.as_ref(), several, "many", "columns of type `reference` or `person`");
    column.references = raw.references.iter().flat_map(|r| &r.value).map(|r| r.value.as_str().into()).collect();
    column.many = raw.many.as_ref().is_some_and(|m| m.value);
    let many = column.many || column.kind == Kind::Choices;
    c.only_for(
        raw.merge.as_ref(),
        column.merge != Merge::Set || many,
        "merge = \"set\"",
        "columns that hold several values: type `choices`, or `many = true`",
    );
    if let Some(kind) = raw.kind.as_ref().filter(|_| points && column.references.is_empty()) {
        c.error(kind.at, format!("{name} is a reference but `references` names no sheet"));
    }
}

fn choices_of(c: &mut Checker, raw: &Located<RawColumn>, kind: Kind, name: &str) -> Vec<Choice> {
    let picks = matches!(kind, Kind::Choice | Kind::Choices);
    c.only_for(raw.value.choices.as_ref(), picks, "choices", "columns of type `choice` or `choices`");
    let choices = raw.value.choices.as_ref().map_or_else(Vec::new, |list| choices(c, &list.value));
    if picks && choices.is_empty() {
        let at = raw.value.kind.as_ref().map_or(raw.at, |k| k.at);
        c.error(at, format!("{name} is a {} but `choices` offers nothing to pick", kind.word()));
    }
    choices
}

/// Choices or letters; every word may mean only one of them.
pub(super) fn choices(c: &mut Checker, raw: &[Located<RawChoice>]) -> Vec<Choice> {
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for located in raw {
        let choice = choice(&located.value);
        for word in std::iter::once(&choice.label).chain(&choice.synonyms) {
            let word = LocatedText { at: located.at, value: word.clone() };
            c.unique(&mut seen, &word, fold(&word.value), "choice");
        }
        if choice.label.trim().is_empty() {
            c.error(located.at, "a choice has an empty label");
        }
        out.push(choice);
    }
    out
}

/// The choice as the model has it.
pub(super) fn choice(raw: &RawChoice) -> Choice {
    match raw {
        RawChoice::Label(label) => Choice { label: label.clone(), synonyms: Vec::new() },
        RawChoice::Words(words) => Choice { label: words.label.clone(), synonyms: words.synonyms.clone() },
    }
}

fn required(c: &mut Checker, raw: &RawColumn, sheet: &RawSheet) -> Required {
    let computed = raw.computed.is_some();
    c.only_for(raw.required.as_ref().filter(|r| r.value), !computed, "required", "columns that people fill in");
    c.only_for(raw.required_from.as_ref(), !computed, "required_from", "columns that people fill in");
    let always = raw.required.as_ref().is_some_and(|r| r.value);
    let Some(from) = &raw.required_from else { return if always { Required::Always } else { Required::No } };
    if always {
        c.error(from.at, "a column is `required` always, or has `required_from`; not both");
    }
    let status = find_column(sheet, "status");
    let labels: Vec<Choice> =
        status.into_iter().flat_map(|s| &s.choices).flat_map(|l| &l.value).map(|l| choice(&l.value)).collect();
    let labels: Vec<&str> = labels.iter().map(|l| l.label.as_str()).collect();
    if status.is_none() {
        c.error(from.at, "`required_from` needs a column `status`, and the sheet has none");
    } else {
        c.known("choice of `status`", from, &labels);
    }
    Required::From(from.value.clone())
}

/// Whether it is a detail. What identifies a row or must always be filled in is in every copy.
fn detail(c: &mut Checker, raw: &RawColumn, sheet: &RawSheet) -> bool {
    let key = raw.key.as_ref().map_or("", |k| k.value.as_str());
    let identifies = key == "id" || sheet.natural_key.iter().flat_map(|k| &k.value).any(|k| k.value == key);
    let always = raw.required.as_ref().is_some_and(|r| r.value);
    let of = "columns that identify no row and may stay empty";
    c.only_for(raw.detail.as_ref().filter(|d| d.value), !identifies && !always, "detail", of);
    raw.detail.as_ref().is_some_and(|d| d.value)
}

fn set_sharing(c: &mut Checker, raw: &RawColumn, column: &mut Column) {
    column.commercial = raw.commercial.as_ref().is_some_and(|x| x.value);
    let default = if column.commercial { Visibility::Internal } else { Visibility::Shared };
    column.visibility =
        c.one_of(raw.visibility.as_ref(), "visibility", &VISIBILITIES, Visibility::word).unwrap_or(default);
    if let Some(word) = raw.visibility.as_ref().filter(|_| column.commercial && column.visibility == Visibility::Shared)
    {
        c.error(word.at, "a `commercial` column is never shared; write `visibility = \"internal\"`");
    }
}

/// Checks the column `visibility`: since it takes whole rows out of every copy, it must itself be internal.
fn check_row_visibility(c: &mut Checker, raw: &Located<RawColumn>, column: &Column) {
    if column.key != "visibility" {
        return;
    }
    let labels: Vec<&str> = column.choices.iter().map(|x| x.label.as_str()).collect();
    if labels != ["Internal", "Shared"] || column.visibility == Visibility::Shared {
        let message = "the column `visibility` says which rows are internal: it must be an internal choice of Internal and Shared";
        c.error(raw.at, message);
    }
}

fn computed(c: &mut Checker, raw: &Located<RawColumn>, sheet: &RawSheet, kind: Kind, name: &str) -> Option<Computed> {
    let computes = kind == Kind::Computed;
    c.only_for(raw.value.computed.as_ref(), computes, "computed", "columns of type `computed`");
    let Some(how) = &raw.value.computed else {
        if computes {
            c.error(
                raw.value.kind.as_ref().map_or(raw.at, |k| k.at),
                format!("{name} has no `computed`, which says how it is made"),
            );
        }
        return None;
    };
    match &how.value {
        RawComputed { product: Some(of), band: None, bands: None, approval: None, formula: None } => {
            Some(product(c, of, sheet))
        }
        RawComputed { product: None, band: Some(of), bands: Some(bands), approval: None, formula: None } => {
            band(c, of, bands, sheet)
        }
        RawComputed { product: None, band: None, bands: None, approval: Some(of), formula: None } => {
            Some(approval(c, of, sheet))
        }
        // Read when the sheets of all templates are known.
        RawComputed { product: None, band: None, bands: None, approval: None, formula: Some(_) } => {
            Some(Computed::Formula { expr: Expr::YesNo(false), gives: ExprType::Number })
        }
        _ => {
            c.error(how.at, "`computed` is one of `formula`, `product`, `approval`, and `band` together with `bands`");
            None
        }
    }
}

fn approval(c: &mut Checker, of: &LocatedText, sheet: &RawSheet) -> Computed {
    let keys: Vec<&str> =
        sheet.approvals.iter().flatten().filter_map(|a| a.value.key.as_ref()).map(|k| k.value.as_str()).collect();
    c.known("approval", of, &keys);
    Computed::Approval(of.value.clone())
}

fn product(c: &mut Checker, of: &[LocatedText], sheet: &RawSheet) -> Computed {
    for word in of {
        check_numeric(c, word, sheet);
    }
    Computed::Product(of.iter().map(|w| w.value.as_str().into()).collect())
}

fn band(
    c: &mut Checker,
    of: &LocatedText,
    bands: &Located<Vec<(Number, String)>>,
    sheet: &RawSheet,
) -> Option<Computed> {
    check_numeric(c, of, sheet);
    let read: Option<Vec<(Decimal, String)>> =
        bands.value.iter().map(|(from, label)| from.decimal().map(|n| (n, label.clone()))).collect();
    let read = read?;
    if read.is_empty() || !read.is_sorted_by(|a, b| a.0 < b.0) {
        c.error(bands.at, "`bands` must rise from band to band, like [[1, \"Low\"], [10, \"High\"]]");
    }
    Some(Computed::Band { of: of.value.clone().into(), bands: read })
}

/// Checks a column from which others are computed: it holds numbers, or is computed from numbers itself.
fn check_numeric(c: &mut Checker, word: &LocatedText, sheet: &RawSheet) {
    if !c.known("column", word, &column_keys(sheet)) {
        return;
    }
    let column = find_column(sheet, &word.value);
    let kind = column
        .and_then(|x| x.kind.as_ref())
        .and_then(|k| Kind::ALL.iter().copied().find(|kind| kind.word() == k.value));
    let multiplied = column
        .and_then(|x| x.computed.as_ref())
        .is_some_and(|x| x.value.product.is_some() || x.value.formula.is_some());
    if kind.is_some_and(|k| !k.is_number()) && !multiplied {
        c.error(word.at, format!("the column `{}` holds no numbers to compute with", word.value));
    }
}

/// The column of a sheet with this key.
pub(super) fn find_column<'s>(sheet: &'s RawSheet, key: &str) -> Option<&'s RawColumn> {
    let columns = sheet.columns.iter().flatten().map(|c| &c.value);
    columns.into_iter().find(|c| c.key.as_ref().is_some_and(|k| k.value == key))
}

/// The keys of a sheet's columns.
pub(super) fn column_keys(sheet: &RawSheet) -> Vec<&str> {
    sheet.columns.iter().flatten().filter_map(|c| c.value.key.as_ref()).map(|k| k.value.as_str()).collect()
}

/// The text, or an empty one.
pub(super) fn text_or_empty(word: Option<&LocatedText>) -> String {
    word.map_or_else(String::new, |w| w.value.clone())
}
