//! How much a column of a file is like a column of a sheet, by its title and by its values.

use super::agreement::{Agreement, agreement};
use super::column_match::ColumnMatch;
use super::find::{FoundColumn, FoundTable};
use super::plain_titles::plain_title;
use super::scales::suggest_numbers;
use super::sheet_titles::{SheetTitles, TitleMatch, TitleRank, describing_fields};
use super::title_words::TitleInWords;
use crate::model::grid::{Grid, Raw, RawCell};
use crate::model::keys::SheetKey;
use crate::model::template::{Column, Kind, Sheet};
use crate::model::text::fold_title;
use crate::steps::values::{self, Reading, is_scale};
use std::collections::{BTreeMap, BTreeSet};

/// A column that is at least this alike, in percent, is asked about.
pub(super) const WORTH_ASKING: u8 = 45;
/// Two titles that are at least this alike, from 0 to 1, are similar.
const ALIKE: f64 = 0.3;
/// How many values of a column are read.
const SAMPLED_VALUES: usize = 60;
/// What the titles and values of a table say of a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnMatches {
    /// Which column is which: the surest pairs, each column once.
    pub(super) pairs: Vec<ColumnMatch>,
    /// Titles that are known, above values that are something else.
    pub(super) contradicted: Vec<String>,
    /// How many columns have a title that the sheet knows.
    pub(super) known: usize,
}

/// Which column is which.
pub(super) fn column_matches(
    table: &FoundTable,
    grid: &Grid,
    titles: &SheetTitles<'_>,
    prefixes: &BTreeMap<SheetKey, String>,
) -> ColumnMatches {
    let describing = describing_fields(titles.sheet);
    let mut all: Vec<ColumnMatch> = Vec::new();
    let mut contradicted: Vec<usize> = Vec::new();
    for (found, column) in table.columns.iter().enumerate() {
        let values: Vec<&RawCell> = table.values(grid, column.at).map(|(_, c)| c).take(SAMPLED_VALUES).collect();
        let mut known = Vec::new();
        let mut refuted = Vec::new();
        for title in titles.matches(column) {
            let Some(field) = titles.sheet.columns.get(title.field) else { continue };
            match agreement(&values, field, describing.contains(&title.field), prefixes) {
                Agreement::Fits => known.push(known_match(found, title, None, values.len())),
                Agreement::Doubtful(why) => known.push(known_match(found, title, Some(why), values.len())),
                Agreement::Contradicts => refuted.push(title),
            }
        }
        ask_which(&mut known, &values, titles.sheet);
        if known.is_empty() {
            let refuted_fields: Vec<usize> = refuted.iter().map(|t| t.field).collect();
            all.extend(
                possible_columns(found, &values, column, titles, prefixes)
                    .into_iter()
                    .filter(|m| !refuted_fields.contains(&m.field)),
            );
            contradicted.extend(refuted.iter().any(|t| t.rank >= TitleRank::Alias).then_some(found));
        }
        all.extend(known);
    }
    let known: BTreeSet<usize> = all.iter().filter(|m| m.rank.is_some() && m.sure == 100).map(|m| m.found).collect();
    let pairs = one_to_one(all, table);
    contradicted.retain(|found| !pairs.iter().any(|m| m.found == *found));
    let contradicted = contradicted.iter().filter_map(|n| table.columns.get(*n)).map(|c| c.title.clone()).collect();
    ColumnMatches { pairs, contradicted, known: known.len() }
}

/// A match by a known title. What is doubtful about its values is asked.
fn known_match(found: usize, title: TitleMatch, doubt: Option<&str>, filled: usize) -> ColumnMatch {
    let (sure, why) = match (doubt, title.rank) {
        (Some(doubt), _) => (60, format!("title, but {doubt}")),
        (None, TitleRank::Alternative) => (85, "title offers several".to_owned()),
        (None, TitleRank::Grouped) => (100, "title and the title above it".to_owned()),
        (None, _) => (100, "title".to_owned()),
    };
    ColumnMatch { found, field: title.field, sure, rank: Some(title.rank), filled, why }
}

/// A title that people give two columns is asked about where its values fit both; what reads as a choice probably is one.
fn ask_which(known: &mut [ColumnMatch], values: &[&RawCell], sheet: &Sheet) {
    let same = |m: &&ColumnMatch| m.sure == 100 && m.rank == Some(TitleRank::Also);
    if known.iter().filter(same).count() < 2 || known.iter().any(|m| m.rank > Some(TitleRank::Also)) {
        return;
    }
    let chosen = |m: &ColumnMatch| {
        let column = sheet.columns.get(m.field).filter(|c| c.kind == Kind::Choice);
        column.is_some_and(|c| values.iter().any(|v| values::is_choice(v, c)))
    };
    for m in known.iter_mut() {
        m.sure = if chosen(m) { 85 } else { 80 };
        m.why = "title, but it may be another column as well".into();
    }
}

/// The surest of all pairs, so that each column of either side is in one at most.
fn one_to_one(mut all: Vec<ColumnMatch>, table: &FoundTable) -> Vec<ColumnMatch> {
    // Two columns have titles of one column: a person says which of them counts.
    let filled: BTreeSet<usize> = all.iter().filter(|m| m.filled > 0).map(|m| m.field).collect();
    // Of two, an empty one is no rival.
    let rivals = |m: &ColumnMatch| m.filled > 0 || !filled.contains(&m.field);
    let named = |m: &ColumnMatch| {
        m.sure == 100 && m.rank >= Some(TitleRank::Alias) && m.rank < Some(TitleRank::Grouped) && rivals(m)
    };
    let twice = |m: &ColumnMatch| all.iter().filter(|o| o.field == m.field && named(o)).count() > 1;
    let doubled: BTreeSet<usize> = all.iter().filter(|m| named(m) && twice(m)).map(|m| m.field).collect();
    for m in all.iter_mut().filter(|m| doubled.contains(&m.field) && m.sure == 100) {
        m.sure = 50;
        m.why = "two columns have this title".into();
    }
    all.sort_by(|a, b| {
        (b.sure, b.filled > 0, b.rank, b.filled)
            .cmp(&(a.sure, a.filled > 0, a.rank, a.filled))
            .then((a.found, a.field).cmp(&(b.found, b.field)))
    });
    let mut out: Vec<ColumnMatch> = Vec::new();
    for m in all {
        if !out.iter().any(|o| o.found == m.found || o.field == m.field) {
            out.push(m);
        }
    }
    out.sort_by_key(|m| table.columns.get(m.found).map(|c| c.at));
    out
}

/// What a column may be whose title is not known.
fn possible_columns(
    found: usize,
    values: &[&RawCell],
    column: &FoundColumn,
    titles: &SheetTitles<'_>,
    prefixes: &BTreeMap<SheetKey, String>,
) -> Vec<ColumnMatch> {
    let sheet = titles.sheet;
    let words = TitleInWords::of(&plain_title(&column.title));
    let fields = sheet.columns.iter().enumerate().filter(|(_, c)| !c.is_tool() || c.is_id());
    let judged = fields.filter_map(|(field, c)| {
        let title = titles.names(field).map(|name| words.likeness(name)).fold(0.0, f64::max);
        // Reading many values as every column of every sheet is slow, so it is done only where it can tell anything.
        let worth = title >= ALIKE || c.is_id() || is_distinctive(c, values);
        let content = worth.then(|| content_likeness(values, c, sheet, prefixes)).flatten();
        let (sure, why) = combined(title, content, c, values)?;
        Some(ColumnMatch { found, field, sure, rank: None, filled: values.len(), why })
    });
    judged.filter(|m| m.sure >= WORTH_ASKING).collect()
}

/// How sure a pair is by both likenesses, in percent, and why.
fn combined(title: f64, content: Option<f64>, column: &Column, values: &[&RawCell]) -> Option<(u8, String)> {
    let percent = |share: f64| (share.clamp(0.0, 0.98) * 100.0).round() as u8;
    let reads = |c: f64| {
        format!(
            "{} % of the values read as {}",
            percent(c.min(1.0)).max(if c >= 1.0 { 100 } else { 0 }),
            column.kind.word()
        )
    };
    // An ID column is recognised by its values, never by its title alone.
    if column.is_id() {
        let content = content.filter(|c| *c >= 0.8)?;
        return Some((percent(0.5 + 0.4 * content), "IDs as this sheet has them".into()));
    }
    match content {
        Some(c) if title >= ALIKE => Some((percent(0.55 * title + 0.4 * c), format!("title is similar, {}", reads(c)))),
        Some(c) if c >= 0.9 && is_distinctive(column, values) => Some((percent(0.6 * c), reads(c))),
        Some(_) => None,
        None if title >= ALIKE => Some((percent(0.8 * title), "title is similar".into())),
        None => None,
    }
}

/// Whether it means much that values read well as a column: for addresses, and for a list of choices of which several are
/// used.
fn is_distinctive(column: &Column, values: &[&RawCell]) -> bool {
    let has_words = || values.iter().any(|c| matches!(c.raw, Raw::Text(_)));
    let distinct = || values.iter().map(|c| fold_title(&c.raw.to_string())).collect::<BTreeSet<_>>().len();
    match column.kind {
        Kind::Email => has_words(),
        Kind::Choice => column.choices.len() >= 3 && values.len() >= 3 && has_words() && distinct() >= 2,
        Kind::Text
        | Kind::LongText
        | Kind::Integer
        | Kind::Decimal
        | Kind::Money
        | Kind::Percent
        | Kind::Date
        | Kind::Choices
        | Kind::YesNo
        | Kind::Phone
        | Kind::Link
        | Kind::Person
        | Kind::Reference
        | Kind::Computed => false,
    }
}

/// The share of values that read well as the column; `None` where any text would.
fn content_likeness(
    values: &[&RawCell],
    column: &Column,
    sheet: &Sheet,
    prefixes: &BTreeMap<SheetKey, String>,
) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let reads = |cell: &&&RawCell| match column.kind {
        // What a word of a scale counts as is asked later, once for each word.
        Kind::Integer
            if is_scale(column) && suggest_numbers(&[cell.raw.to_string()], column).iter().any(Option::is_some) =>
        {
            true
        }
        _ if column.is_id() => {
            let text = cell.raw.to_string();
            let prefix = sheet.id_prefix.trim_end_matches('-').to_lowercase();
            let rest = text.trim().to_lowercase().strip_prefix(&prefix).map(ToOwned::to_owned);
            rest.is_some_and(|r| {
                r.chars().any(|c| c.is_ascii_digit())
                    && r.trim_start_matches(['-', '_', ' ']).chars().all(|c| c.is_ascii_digit())
            })
        }
        Kind::Choice => values::is_choice(cell, column),
        _ => {
            let (value, issue) = values::read(cell, column, &Reading::new(prefixes));
            !value.is_empty() && issue.is_none_or(|t| !t.refused)
        }
    };
    (column.kind.is_told_by_its_values() || column.is_id())
        .then(|| values.iter().filter(reads).count() as f64 / values.len() as f64)
}
