//! Words in a scale of numbers: High, M, `1 - Low`, `4 (Likely)`, and numbers of another scale: 0.4, 80%, 7 of 10. A number
//! for each is proposed, and a person decides once.

use super::column_match::ColumnMatch;
use super::find::FoundTable;
use super::totals::is_total;
use crate::model::grid::{Grid, Raw, RawCell, Workbook};
use crate::model::keys::SheetKey;
use crate::model::mapping::WordProposal;
use crate::model::place::column_letters;
use crate::model::template::{Column, Sheet};
use crate::model::text::fold;
use crate::steps::values::{self, Reading, is_scale, usual_number};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::{BTreeMap, BTreeSet};

/// More different words are no scale.
const MOST_WORDS: usize = 12;
/// A legend's row has no more cells.
const LEGEND_CELLS: usize = 3;

/// What words count as by a legend of the file, folded.
pub(super) type Legend = BTreeMap<String, u32>;

/// A table in which scales are looked for.
pub(super) struct Scales<'a> {
    pub(super) grid: &'a Grid,
    pub(super) table: &'a FoundTable,
    /// Only these rows.
    pub(super) rows: Option<&'a BTreeSet<u32>>,
    pub(super) sheet: &'a Sheet,
    pub(super) legend: &'a Legend,
}

impl Scales<'_> {
    /// The words and numbers that the scales of the sheet can't take as they stand.
    pub(super) fn words(&self, matches: &[ColumnMatch], prefixes: &BTreeMap<SheetKey, String>) -> Vec<WordProposal> {
        let mut out: Vec<WordProposal> = Vec::new();
        for m in matches {
            let (Some(column), Some(found)) = (self.sheet.columns.get(m.field), self.table.columns.get(m.found)) else {
                continue;
            };
            if !is_scale(column) {
                continue;
            }
            let totals: Vec<u32> = self.grid.rows.iter().filter(|r| is_total(r)).map(|r| r.number).collect();
            let values = self.table.values(self.grid, found.at).filter(|(n, _)| !totals.contains(n));
            let cells: Vec<&RawCell> =
                values.filter(|(n, _)| self.rows.is_none_or(|r| r.contains(n))).map(|(_, c)| c).collect();
            let top = greatest(&found.title, &cells, column);
            let words = foreign_words(&cells, column, top, prefixes);
            let numbers = suggest_numbers(&words, column);
            for (word, usual) in words.iter().zip(numbers) {
                let by_legend = self.legend.get(&fold(word)).copied();
                let number = by_legend.or_else(|| converted(word, column, top)).or(usual);
                let title = format!("{} ({})", found.title, column_letters(found.at));
                match out.iter_mut().find(|w| fold(&w.word) == fold(word)) {
                    Some(w) => w.columns.push(title),
                    None => out.push(WordProposal { word: word.clone(), columns: vec![title], number }),
                }
            }
        }
        if out.len() > MOST_WORDS { Vec::new() } else { out }
    }
}

/// A value of a scale as it is read in its cell: 0.8 shown as a percentage is `80%`.
pub(super) fn shown_on_scale(cell: &RawCell) -> String {
    match cell.raw {
        Raw::Number(n) if cell.percent => format!("{}%", (n * 10_000.0).round() / 100.0),
        _ => cell.raw.to_string().trim().to_owned(),
    }
}

/// The values that the column refuses, and those that mean something else on the sender's scale.
fn foreign_words(
    cells: &[&RawCell],
    column: &Column,
    top: Option<u32>,
    prefixes: &BTreeMap<SheetKey, String>,
) -> Vec<String> {
    let refused = |cell: &RawCell| values::read(cell, column, &Reading::new(prefixes)).1.is_some_and(|i| i.refused);
    let parts = cells.iter().any(|c| is_share(&shown_on_scale(c)));
    let mut out: Vec<String> = Vec::new();
    for cell in cells {
        let word = shown_on_scale(cell);
        let number = number(&word);
        // Beside shares of one, 1 may be the whole.
        let whole = parts && matches!(number, Some(n) if n <= 1.0);
        // Which of its words a list uses tells what they count as there.
        let foreign = refused(cell)
            || usual_number(&word).is_some()
            || is_share(&word)
            || whole
            || (top.is_some() && number.is_some());
        if foreign && !out.iter().any(|w| fold(w) == fold(&word)) {
            out.push(word);
        }
    }
    // A later version of the list may use the numbers that are not in it yet.
    for n in (1..=top.filter(|t| *t <= 10).unwrap_or(0)).map(|n| n.to_string()) {
        if !out.contains(&n) {
            out.push(n);
        }
    }
    out
}

/// The greatest number of the sender's scale, where it is not the column's: as the title says, or as the values show.
fn greatest(title: &str, cells: &[&RawCell], column: &Column) -> Option<u32> {
    let own = column.max?.to_u32()?;
    let digits: Vec<u32> = title.split(|c: char| !c.is_ascii_digit()).filter_map(|d| d.parse().ok()).collect();
    let said = match digits.as_slice() {
        [0 | 1, top] => Some(*top),
        _ => None,
    };
    let most = cells.iter().filter_map(|c| number(&shown_on_scale(c))).fold(0.0, f64::max);
    let shown = (most > f64::from(own) && most <= 10.0).then_some(10);
    said.or(shown).filter(|top| *top != own && *top >= 2)
}

/// The number of the column's scale for a number of the sender's.
fn converted(word: &str, column: &Column, top: Option<u32>) -> Option<u32> {
    let own = column.max?.to_f64()?;
    let n = number(word)?;
    let share = if is_share(word) || (top.is_none() && n <= 1.0) { n } else { n / f64::from(top?) };
    let on_scale = (share * own).ceil().clamp(1.0, own);
    (share <= 1.0).then_some(on_scale as u32)
}

/// A number; a percentage as a share of one.
fn number(word: &str) -> Option<f64> {
    let word = word.trim();
    match word.strip_suffix('%') {
        Some(percent) => percent.trim().replace(',', ".").parse::<f64>().ok().map(|n| n / 100.0),
        None => word.replace(',', ".").parse().ok(),
    }
}

/// Whether a word is a percentage or a fraction.
fn is_share(word: &str) -> bool {
    number(word).is_some_and(|n| word.trim().ends_with('%') || (n > 0.0 && n < 1.0))
}

/// What words count as where the file explains it: `High` beside 3 in a short row, `High = 3` in a cell.
pub(super) fn legend(workbook: &Workbook) -> Legend {
    let (mut equations, mut pairs) = (Legend::new(), Vec::new());
    for row in workbook.sheets.iter().flat_map(|g| &g.rows) {
        let cells: Vec<String> =
            row.cells.iter().map(|(_, c)| c.raw.to_string()).filter(|t| !t.trim().is_empty()).collect();
        let sides = cells.iter().filter_map(|cell| cell.split_once('='));
        equations.extend(sides.filter_map(|(a, b)| explained(a, b).or_else(|| explained(b, a))));
        if cells.len() <= LEGEND_CELLS {
            let side_by_side = cells.iter().zip(cells.iter().skip(1));
            pairs.extend(side_by_side.filter_map(|(a, b)| explained(a, b).or_else(|| explained(b, a))));
        }
    }
    if is_ladder(&pairs) {
        pairs.into_iter().for_each(|(word, number)| _ = equations.entry(word).or_insert(number));
    }
    equations
}

/// Whether words beside numbers may explain a scale: each counts as one number, and the higher word as the higher one. Numbers
/// beside words may also count or cost something.
fn is_ladder(pairs: &[(String, u32)]) -> bool {
    let known = |(word, number): &(String, u32)| Some((usual_number(word)?, *number));
    let mut steps: Vec<(u32, u32)> = pairs.iter().filter_map(known).collect();
    steps.sort_unstable();
    steps.dedup();
    steps.windows(2).all(|pair| matches!(pair, [(low, less), (high, more)] if low < high && less < more))
}

fn explained(word: &str, number: &str) -> Option<(String, u32)> {
    let number: u32 = number.trim().parse().ok().filter(|n| (1..=10).contains(n))?;
    let word = fold(word.trim_matches([' ', ':', '-', '–']));
    (word.chars().any(char::is_alphabetic) && word.chars().count() <= 20).then_some((word, number))
}

/// The number that each of these words may count as. Where words contain numbers of 4 and more, these are taken.
pub(super) fn suggest_numbers(words: &[String], column: &Column) -> Vec<Option<u32>> {
    let carried: Vec<Option<u32>> = words.iter().map(|w| single_number(w)).collect();
    let trust = carried.iter().flatten().any(|n| *n >= 4);
    let fits = |n: &u32| {
        column.min.is_none_or(|m| Decimal::from(*n) >= m) && column.max.is_none_or(|m| Decimal::from(*n) <= m)
    };
    let one = |(word, carried): (&String, &Option<u32>)| {
        let usual = usual_number(word);
        let first = if trust { carried.or(usual) } else { usual.or(*carried) };
        first.filter(fits)
    };
    words.iter().zip(&carried).map(one).collect()
}

/// The one number in a word such as `4 (Likely)`.
fn single_number(word: &str) -> Option<u32> {
    let mut numbers = word.split(|c: char| !c.is_ascii_digit()).filter(|d| !d.is_empty());
    let first = numbers.next()?;
    if numbers.next().is_some() { None } else { first.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Kind;

    fn scale() -> Column {
        Column {
            min: Some(Decimal::ONE),
            max: Some(Decimal::from(5)),
            ..Column::new("impact", "Impact", Kind::Integer)
        }
    }

    fn cells(texts: &[&str]) -> Vec<RawCell> {
        texts.iter().map(|t| RawCell { raw: Raw::Text((*t).into()), ..RawCell::default() }).collect()
    }

    #[test]
    fn numbers_of_another_scale_are_asked_and_converted() {
        for (title, values, expected) in [
            ("Impact", &["1", "3", "5"][..], &[][..]),
            ("Impact", &["0.4", "85%", "3", "1"], &[("0.4", Some(2)), ("85%", Some(5)), ("1", Some(5))]),
            ("Impact (1-3)", &["1", "3"], &[("1", Some(2)), ("3", Some(5)), ("2", Some(4))]),
            ("Impact", &["Low", "4"], &[("Low", None)]),
        ] {
            let cells = cells(values);
            let cells: Vec<&RawCell> = cells.iter().collect();
            let top = greatest(title, &cells, &scale());
            let words = foreign_words(&cells, &scale(), top, &BTreeMap::new());
            let found: Vec<(&str, Option<u32>)> =
                words.iter().map(|w| (w.as_str(), converted(w, &scale(), top))).collect();
            assert_eq!(found, expected, "{title} {values:?}");
        }
    }

    #[test]
    fn a_legend_tells_what_words_count_as() {
        let row = |number, texts: &[&str]| crate::model::grid::GridRow {
            number,
            cells: (0u16..).zip(cells(texts)).collect(),
        };
        let rows = vec![row(0, &["High", "3"]), row(1, &["2 = Medium"]), row(2, &["Crane", "High", "4", "Ann"])];
        let grid = Grid { rows, ..Grid::default() };
        let found = legend(&Workbook { sheets: vec![grid], ..Workbook::default() });
        assert_eq!(found, [("high".to_owned(), 3), ("medium".to_owned(), 2)].into());
    }

    #[test]
    fn numbers_beside_words_that_are_no_ladder_explain_nothing() {
        let pairs = |pairs: &[(&str, u32)]| pairs.iter().map(|(word, n)| ((*word).to_owned(), *n)).collect::<Vec<_>>();
        for (words, is_one) in [
            (pairs(&[("low", 1), ("medium", 2), ("high", 3), ("low", 1)]), true),
            (pairs(&[("crane", 4), ("low", 1)]), true),
            (pairs(&[("low", 5), ("medium", 10), ("high", 5)]), false),
            (pairs(&[("low", 1), ("low", 2)]), false),
            (pairs(&[("low", 3), ("medium", 2), ("high", 1)]), false),
        ] {
            assert_eq!(is_ladder(&words), is_one, "{words:?}");
        }
    }

    #[test]
    fn words_of_a_scale_have_usual_numbers_and_carried_ones_count_where_they_reach_up() {
        let column = Column {
            min: Some(Decimal::ONE),
            max: Some(Decimal::from(5)),
            ..Column::new("impact", "Impact", Kind::Integer)
        };
        let words = |w: &[&str]| w.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            suggest_numbers(&words(&["Low", "M", "High", "Very High"]), &column),
            [Some(2), Some(3), Some(4), Some(5)]
        );
        assert_eq!(
            suggest_numbers(&words(&["1 - Low", "3 - Medium", "5 - High"]), &column),
            [Some(1), Some(3), Some(5)]
        );
        assert_eq!(
            suggest_numbers(&words(&["Low (1)", "High (3)"]), &column),
            [Some(2), Some(4)],
            "three levels are no five"
        );
        assert_eq!(suggest_numbers(&words(&["Purple", "9 (Odd)"]), &column), [None, None]);
    }
}
