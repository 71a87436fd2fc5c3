//! The evidence that a row is a header, as a score.

use super::super::plain_titles::plain_title;
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::text::fold_title;
use jiff::civil::DateTime;
use std::collections::BTreeSet;

/// A longer text, in characters, is no title.
pub(super) const MAX_TITLE_LENGTH: usize = 90;
/// How many rows below a row count as evidence.
const BELOW: usize = 12;
/// Titles of columns in lists of any kind, folded.
const USUAL_TITLES: [&str; 34] = [
    "id",
    "no",
    "nr",
    "#",
    "name",
    "title",
    "description",
    "owner",
    "status",
    "date",
    "start date",
    "end date",
    "type",
    "category",
    "priority",
    "comment",
    "comments",
    "notes",
    "role",
    "email",
    "task",
    "phase",
    "step",
    "step id",
    "activity",
    "duration",
    "feature",
    "tool",
    "process",
    "purpose",
    "solution",
    "summary",
    "resource",
    "level",
];

/// Words that are titles: those that templates know, and usual ones.
pub(super) struct TitleWords<'a> {
    pub(super) known: &'a BTreeSet<String>,
}

impl TitleWords<'_> {
    fn has(&self, title: &str) -> bool {
        let folded = fold_title(title);
        // A single letter is an alias in some templates, and a mark in any matrix.
        folded.chars().count() > 1 && (self.knows(&folded) || self.knows_plain(&plain_title(title)))
    }

    fn knows(&self, title: &str) -> bool {
        self.known.contains(title) || USUAL_TITLES.contains(&title)
    }

    /// Whether a title is known, or what follows its first word, as in `Stakeholder name`.
    fn knows_plain(&self, title: &str) -> bool {
        let rest = title.split_once(' ').map(|(_, rest)| rest).filter(|rest| rest.chars().count() > 1);
        self.knows(title) || rest.is_some_and(|rest| self.knows(rest))
    }
}

/// Whether a cell holds a line drawn with characters, such as `=====`.
pub(super) fn is_ruling(cell: &RawCell) -> bool {
    matches!(&cell.raw, Raw::Text(t) if t.trim().chars().count() >= 2 && t.trim().chars().all(|c| "=-_*~.+|".contains(c)))
}

/// How much a row looks like the header of the rows below it; see `HEADER_SCORE`.
pub(super) fn header_score(grid: &Grid, rows: &[&GridRow], n: usize, words: &TitleWords<'_>) -> f64 {
    let Some(row) = rows.get(n) else { return 0.0 };
    let titles = titles(row);
    let grouped = stands_under_groups(grid, row);
    let below: Vec<&GridRow> = rows.iter().skip(n + 1).take(BELOW).copied().collect();
    let days = calendar_columns(row, &below);
    let heads: Vec<u16> = titles.iter().map(|(at, _)| *at).chain(days.iter().copied()).collect();
    if heads.len() < 2 || is_over_groups(grid, row, &titles) || !are_titles(row, &titles, &days, grouped) {
        return 0.0;
    }
    let width = below.iter().chain([row]).map(|r| filled(r).count()).max().unwrap_or(1).max(1);
    let share = heads.len() as f64 / width as f64;
    let known = share_of(&titles, |(_, t)| words.has(t));
    let in_use = days.iter().filter(|at| below.iter().any(|b| is_filled(b, **at))).map(|at| (*at, String::new()));
    let compared: Vec<(u16, String)> = titles.iter().cloned().chain(in_use).collect();
    let contrast = share_of(&compared, |(at, title)| values_differ(&below, *at, title));
    let others: Vec<&GridRow> = without_gap(&below).into_iter().filter(|b| !repeats_header(b, &titles)).collect();
    let repeated = share_of(&titles, |(at, title)| is_repeated(&others, *at, title));
    let adjacent =
        below.first().is_some_and(|b| b.number <= row.number + 2 && heads.iter().any(|at| is_filled(b, *at)));
    let alone = below.is_empty() && n == 0;
    let mut score = 0.6 * share.min(1.0) + 0.9 * known + 0.9 * contrast - 0.8 * repeated;
    // In a narrow list, a text that is repeated below is a value and no title.
    if repeated > 0.0 && titles.len() <= 4 {
        score -= 0.5;
    }
    // A row right below one as wide is data, unless its own texts are known titles.
    let before = n.checked_sub(1).and_then(|p| rows.get(p)).filter(|b| b.number + 1 == row.number);
    if known < 0.5 && before.is_some_and(|b| self::titles(b).len() >= heads.len()) {
        score -= 0.4;
    }
    if grouped && titles.len() >= 4 {
        score += 0.3;
    }
    if adjacent {
        score += 0.2;
    }
    // The first wide row of a sheet, right above rows of its width, is probably its header.
    if adjacent && is_first_wide_row(rows, n) && share >= 0.6 && fills_width(&below, heads.len()) {
        score += 0.3;
    }
    if alone {
        known * 2.0
    } else if below.is_empty() {
        0.0
    } else if adjacent || has_separator_line(grid, row, &below) {
        score
    } else {
        score.min(0.9)
    }
}

/// Whether most of its titles are merged over several columns: it then names groups of columns.
fn is_over_groups(grid: &Grid, row: &GridRow, titles: &[(u16, String)]) -> bool {
    let wide = |at: u16| grid.merged.iter().any(|(a, b)| a.row == row.number && a.column == at && b.column > at);
    titles.iter().filter(|(at, _)| wide(*at)).count() * 2 > titles.len()
}

/// Whether the row above has titles that are merged over columns of this one.
fn stands_under_groups(grid: &Grid, row: &GridRow) -> bool {
    let over = grid.merged.iter().filter(|(a, b)| b.row + 1 == row.number && b.column > a.column);
    over.filter(|(a, b)| (a.column..=b.column).all(|at| row.cell(at).is_some_and(|c| !c.raw.is_blank()))).count() >= 2
}

/// The share of items for which something holds, from 0 to 1.
fn share_of<T>(all: &[T], is: impl Fn(&T) -> bool) -> f64 {
    all.iter().filter(|t| is(t)).count() as f64 / all.len().max(1) as f64
}

fn filled(row: &GridRow) -> impl Iterator<Item = &(u16, RawCell)> {
    row.cells.iter().filter(|(_, c)| !c.raw.is_blank() && !is_ruling(c))
}

/// Whether a text can be a title; what stands in brackets explains it and does not count.
pub(super) fn is_short(text: &str) -> bool {
    text.chars().count() <= MAX_TITLE_LENGTH || plain_title(text).chars().count() <= MAX_TITLE_LENGTH
}

fn titles(row: &GridRow) -> Vec<(u16, String)> {
    let texts = filled(row).filter_map(|(at, c)| match &c.raw {
        Raw::Text(t) if is_short(t) => Some((*at, t.clone())),
        _ => None,
    });
    texts.collect()
}

/// Whether the cells of a row can be titles: different texts that begin with a letter or a number sign. Dates and numbers
/// may only follow them, as in a plan; under merged cells, the same titles may stand once for each group.
fn are_titles(row: &GridRow, titles: &[(u16, String)], days: &[u16], grouped: bool) -> bool {
    let folded: BTreeSet<String> = titles.iter().map(|(_, t)| fold_title(t)).collect();
    let last_text = titles.iter().map(|(at, _)| *at).max().unwrap_or(0);
    let figures = filled(row).filter(|(at, c)| *at < last_text && is_figure(c) && !days.contains(at)).count();
    let named = titles.iter().filter(|(_, t)| is_name(t)).count();
    let questions =
        titles.len() <= 3 && titles.iter().any(|(_, t)| t.trim_end().ends_with('?') && t.chars().count() > 45);
    figures * 8 <= titles.len()
        && !questions
        && (grouped || folded.len() * 10 >= titles.len() * 7)
        && named * 10 >= titles.len() * 8
}

fn is_figure(cell: &RawCell) -> bool {
    !matches!(cell.raw, Raw::Text(_) | Raw::Empty)
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    let begins = text.chars().next().is_some_and(|c| c.is_alphanumeric() || "#%(\"“".contains(c));
    let figure = text.chars().all(|c| c.is_ascii_digit() || ".,-/: %".contains(c));
    begins && !figure && !text.ends_with(':') && !text.contains('@')
}

/// Whether most values below a title are of another kind than titles: numbers, dates, marks, codes, addresses.
fn values_differ(below: &[&GridRow], at: u16, title: &str) -> bool {
    let values: Vec<&RawCell> =
        below.iter().filter_map(|r| r.cell(at)).filter(|c| !c.raw.is_blank() && !is_ruling(c)).collect();
    let other = values.iter().filter(|c| differs_from_title(c, title)).count();
    !values.is_empty() && other * 2 > values.len()
}

fn differs_from_title(cell: &RawCell, title: &str) -> bool {
    let Raw::Text(text) = &cell.raw else { return true };
    let text = text.trim();
    let digits = |t: &str| t.chars().any(|c| c.is_ascii_digit());
    text.contains('@')
        || text.chars().count() > MAX_TITLE_LENGTH
        || (digits(text) && !digits(title))
        || (text.chars().count() <= 3 && title.trim().chars().count() > text.chars().count())
}

/// Whether a row repeats the header.
fn repeats_header(below: &GridRow, titles: &[(u16, String)]) -> bool {
    let same = |(at, title): &&(u16, String)| is_repeated(&[below], *at, title);
    titles.iter().filter(same).count().max(1) * 2 > titles.len()
}

fn is_repeated(below: &[&GridRow], at: u16, title: &str) -> bool {
    let title = fold_title(title);
    below.iter().filter_map(|r| r.cell(at)).any(|c| matches!(&c.raw, Raw::Text(t) if fold_title(t) == title))
}

fn is_filled(row: &GridRow, at: u16) -> bool {
    row.cell(at).is_some_and(|c| !c.raw.is_blank())
}

/// The rows up to the first gap: past it another table with the same titles may begin.
fn without_gap<'r>(below: &[&'r GridRow]) -> Vec<&'r GridRow> {
    let whole = below.iter().zip(below.iter().skip(1)).take_while(|(a, b)| b.number == a.number + 1).count();
    below.iter().take(whole + 1).copied().collect()
}

/// The columns of a plan's calendar: three or more dates at even distances (weeks, months, quarters), with no dates below
/// them.
fn calendar_columns(row: &GridRow, below: &[&GridRow]) -> Vec<u16> {
    let days: Vec<(u16, DateTime)> = filled(row)
        .filter_map(|(at, c)| match c.raw {
            Raw::Date(day) => Some((*at, day)),
            _ => None,
        })
        .collect();
    let steps: Vec<i64> =
        days.iter().zip(days.iter().skip(1)).map(|((_, a), (_, b))| b.duration_since(*a).as_hours() / 24).collect();
    let (Some(least), Some(most)) = (steps.iter().min(), steps.iter().max()) else { return Vec::new() };
    let is_day = |r: &&GridRow, at: u16| r.cell(at).is_some_and(|c| matches!(c.raw, Raw::Date(_)));
    let listed = days.iter().any(|(at, _)| below.iter().any(|b| is_day(b, *at)));
    if steps.len() < 2 || *least < 1 || most * 10 > least * 12 || listed {
        return Vec::new();
    }
    days.into_iter().map(|(at, _)| at).collect()
}

/// Whether no row above it is as wide.
fn is_first_wide_row(rows: &[&GridRow], n: usize) -> bool {
    rows.iter().take(n).all(|r| filled(r).count() < 2)
}

/// Whether the rows below fill most of the width.
fn fills_width(below: &[&GridRow], width: usize) -> bool {
    let wide = below.iter().filter(|r| filled(r).count() * 2 >= width).count();
    wide >= 1 && wide * 2 >= below.len().min(4)
}

/// Whether one line stands between a header and its rows: a ruling, a section, an example.
fn has_separator_line(grid: &Grid, row: &GridRow, below: &[&GridRow]) -> bool {
    let next = below.first().map_or(u32::MAX, |r| r.number);
    let ruled = grid.rows.iter().any(|r| r.number == row.number + 1 && r.cells.iter().any(|(_, c)| is_ruling(c)));
    ruled || (next == row.number + 1 && below.first().is_some_and(|r| filled(r).count() == 1))
}
