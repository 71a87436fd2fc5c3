//! Which row of a sheet has the titles of its table, where no other file tells it.

use super::cell_values::value_of;
use super::rows::is_naming_title;
use crate::model::grid::{GridRow, RawCell};
use crate::model::text::fold_title;
use crate::model::value::Value;
use std::collections::BTreeSet;

/// How many rows may stand above the titles.
pub(super) const MOST_ABOVE: usize = 20;

/// The row of the titles among those that hold anything: the first that is more than half as wide as the table and holds text
/// only, unless it is a row of labels above the titles. Some of the titles name the `key` columns.
pub(super) fn likely_title_row(rows: &[GridRow], key: &[String]) -> usize {
    let widest = rows.iter().take(MOST_ABOVE * 2).map(width).max().unwrap_or(0);
    let words = |row: &GridRow| row.cells.iter().all(|(_, c)| c.raw.is_blank() || is_word(&value_of(&c.raw)));
    let is_likely = |row: &GridRow| width(row) * 2 > widest && words(row);
    let key: Vec<String> = key.iter().map(|title| fold_title(title)).collect();
    let has_key = |row: &GridRow| !key.is_empty() && key.iter().all(|title| texts_of(row).contains(title));
    if let Some(found) = rows.iter().take(MOST_ABOVE).position(has_key) {
        return found;
    }
    let Some(first) = rows.iter().take(MOST_ABOVE).position(is_likely) else { return 0 };
    let labels = rows.iter().take(MOST_ABOVE).skip(first).take_while(|row| is_likely(row)).count();
    let better = (first + 1..first + labels).find(|at| is_below_labels(rows, first, *at));
    better.unwrap_or(first)
}

/// Whether the rows from `first` to the one above `at` are labels, and the titles are below them: only there a column is
/// titled as one that numbers records and does so, or the labels are no titles and what is below is no record.
fn is_below_labels(rows: &[GridRow], first: usize, at: usize) -> bool {
    let (Some(above), Some(row)) = (rows.get(first..at), rows.get(at)) else { return false };
    let below = rows.get(at + 1..).unwrap_or_default();
    let numbers =
        |row: &GridRow| titles_in(row).any(|(column, title)| is_naming_title(&title) && numbered(below, column));
    if numbers(row) && !above.iter().any(numbers) {
        return true;
    }
    above.iter().any(is_labels) && !is_labels(row) && is_of_titles(row, below)
}

/// Whether a row says something beside a table: a label comes twice, or ends with a colon.
fn is_labels(row: &GridRow) -> bool {
    let ends_with_colon = |cell: &RawCell| cell.raw.to_string().trim_end().ends_with([':', '：']);
    texts_of(row).len() < width(row) || row.cells.iter().any(|(_, cell)| ends_with_colon(cell))
}

/// Whether a row is unlike those below it: it holds no digits and nothing that comes again in its column, where some columns
/// hold numbers or days alone.
fn is_of_titles(row: &GridRow, below: &[GridRow]) -> bool {
    let mut has_typed = false;
    for (column, title) in titles_in(row) {
        let values: Vec<Value> = below.iter().filter_map(|row| Some(value_of(&row.cell(column)?.raw))).collect();
        let values: Vec<&Value> = values.iter().filter(|value| !value.is_empty()).collect();
        let comes_again = values.iter().any(|value| fold_title(&value.to_string()) == title);
        if comes_again || title.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        has_typed |= values.len() > 1 && !values.iter().any(|value| is_word(value));
    }
    has_typed
}

/// Whether a column holds another number or code in each row.
fn numbered(rows: &[GridRow], column: u16) -> bool {
    let texts: Vec<String> = rows.iter().filter_map(|row| Some(row.cell(column)?.raw.to_string())).collect();
    let texts: Vec<&str> = texts.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    let is_code = |text: &&str| text.contains(|c: char| c.is_ascii_digit()) && text.chars().count() <= 20;
    let distinct: BTreeSet<&&str> = texts.iter().collect();
    !texts.is_empty() && texts.iter().all(is_code) && distinct.len() == texts.len()
}

fn titles_in(row: &GridRow) -> impl Iterator<Item = (u16, String)> {
    let filled = row.cells.iter().filter(|(_, cell)| !cell.raw.is_blank());
    filled.map(|(column, cell)| (*column, fold_title(&cell.raw.to_string())))
}

/// What the filled cells of a row hold, folded as titles.
pub(super) fn texts_of(row: &GridRow) -> BTreeSet<String> {
    titles_in(row).map(|(_, title)| title).collect()
}

fn width(row: &GridRow) -> usize {
    row.cells.iter().filter(|(_, cell)| !cell.raw.is_blank()).count()
}

fn is_word(value: &Value) -> bool {
    matches!(value, Value::Text(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::Raw;

    fn rows(lines: &[&str]) -> Vec<GridRow> {
        let row = |(number, line): (u32, &&str)| {
            let cell = |t: &str| RawCell { raw: Raw::Text(t.to_owned()), ..RawCell::default() };
            let cells = (0_u16..).zip(line.split('|')).filter(|(_, t)| !t.is_empty());
            GridRow { number, cells: cells.map(|(c, t)| (c, cell(t))).collect() }
        };
        (0..).zip(lines).map(row).collect()
    }

    #[test]
    fn titles_stand_below_labels_that_are_as_wide_as_the_table() {
        for (lines, titles) in [
            // A title numbers the rows.
            (&["Acme|Migration|RAID|Log", "ID|Risk|Owner|Due", "R-1|x|Ann|soon", "R-2|y|Ben|later"][..], 1),
            (&["Acme|RAID|Log", "as of|week|three", "No.|Risk|Owner", "1|x|Ann", "2|y|Ben"], 2),
            // Labels come twice, or end with a colon.
            (&["What|What|When|When", "Risk|Owner|Start|End", "x|Ann|2027-01-11|2027-02-01", "y|Ben|2027-03-01|"], 1),
            (&["Project:|Acme|Lead:|Lena", "Risk|Owner|Area|Days", "x|Ann|IT|3", "y|Ben|HR|4"], 1),
            // What follows the titles is a record.
            (&["Risk|Owner|Due", "x|Ann|open", "y|Ben|2027-01-11", "z|Ann|2027-02-01"], 0),
            (&["ID|Risk|Due", "R-1|x|open", "R-2|y|2027-01-11"], 0),
            (&["Field|Type", "id|integer", "name|text", "code|text"], 0),
            (&["Step|Step|Result", "Cut|over|fine", "Test|run|bad"], 0),
        ] {
            assert_eq!(likely_title_row(&rows(lines), &[]), titles, "{lines:?}");
        }
    }

    #[test]
    fn the_row_that_has_the_keys_has_the_titles() {
        let rows = rows(&["Acme|RAID|Log", "Risk|Owner|Due", "x|Ann|soon"]);
        assert_eq!(likely_title_row(&rows, &["risk".into()]), 1);
        assert_eq!(likely_title_row(&rows, &["Other".into()]), 0);
    }
}
