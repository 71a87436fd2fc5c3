//! Where the header row of a sheet is, and which column is which.

use crate::model::grid::{Grid, GridRow, Raw};
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::template::{ColumnTitles, ROW_KEY_TITLE, Sheet};
use crate::model::text::fold_title;
use std::collections::BTreeMap;

/// How many rows from the top are searched for the header.
const DEEPEST: u32 = 200;

/// How many texts of a row are examined to tell whether it is the header. Rows of thousands come from faulty programs, and
/// each is examined for every sheet of every template.
const WIDEST: usize = 1000;

/// The header of a sheet as found.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Its row, from 0.
    pub row: u32,
    /// Where each column of the template stands.
    pub columns: Vec<Option<u16>>,
    /// Where the row key stands.
    pub row_key: Option<u16>,
    /// Columns with a title that no template knows.
    pub unknown: Vec<(u16, String)>,
    /// Columns whose title another column has: position in the template, column in the file that was not read, its title.
    pub ambiguous: Vec<(usize, u16, String)>,
    /// Columns known by their hidden key alone: position in the template, title as found.
    pub renamed: Vec<(usize, String)>,
    /// The row of hidden column keys, where it still stands above its columns.
    pub key_row: Option<u32>,
    /// The language of its titles, where more of them are of that than of any other.
    pub language: Option<String>,
    /// Whether the sheet was recognised by its hidden keys.
    pub keyed: bool,
}

impl Header {
    /// How many of the template's columns were found.
    pub fn found(&self) -> usize {
        self.columns.iter().flatten().count()
    }

    /// Which share of the template's columns was found.
    pub fn share(&self, sheet: &Sheet) -> f64 {
        let all = sheet.columns.iter().filter(|c| !c.is_tool()).count().max(1);
        self.found() as f64 / all as f64
    }
}

/// The hidden key of a column in a file: `risks.status`.
pub fn hidden_key(sheet: &SheetKey, column: &FieldKey) -> String {
    format!("{sheet}.{column}")
}

/// Finds the header: the row with most of the template's titles, at least two.
pub fn locate(grid: &Grid, sheet: &Sheet) -> Option<Header> {
    let titles = sheet.folded_titles().columns(None);
    let keys = keys_of(sheet);
    let top = grid.rows.iter().take_while(|r| r.number < DEEPEST);
    let key_row = top.clone().find(|row| texts(row).take(WIDEST).filter(|(_, t)| keys.contains_key(*t)).count() >= 2);
    let mut best: Option<(usize, &GridRow)> = None;
    for row in top.filter(|row| key_row.is_none_or(|k| k.number != row.number)) {
        let score = score(row, &titles);
        if score >= 2 && best.is_none_or(|(most, _)| score > most) {
            best = Some((score, row));
        }
    }
    // Every title may have been renamed: then the row under the hidden keys is the header.
    let under = key_row.and_then(|k| grid.rows.iter().find(|r| r.number > k.number));
    let row = best.map(|(_, row)| row).or(under)?;
    let language = language_of(row, sheet);
    // Where two languages use one title for two columns, the language of the other titles decides.
    let titles = if language.is_some() { sheet.folded_titles().columns(language.as_deref()) } else { titles };
    let header = assign_columns(row, key_row.filter(|k| k.number < row.number), sheet, &titles, &keys);
    Some(Header { language, ..header })
}

/// The language that most titles of a row are in, if one leads.
pub(crate) fn language_of(row: &GridRow, sheet: &Sheet) -> Option<String> {
    let found: Vec<String> = texts(row).map(|(_, t)| fold_title(t)).collect();
    sheet.folded_titles().language_of(&found)
}

fn keys_of(sheet: &Sheet) -> BTreeMap<String, usize> {
    sheet.columns.iter().enumerate().map(|(i, c)| (hidden_key(&sheet.key, &c.key), i)).collect()
}

fn texts(row: &GridRow) -> impl Iterator<Item = (u16, &str)> {
    row.cells.iter().filter_map(|(c, cell)| match &cell.raw {
        Raw::Text(t) if !t.trim().is_empty() => Some((*c, t.as_str())),
        _ => None,
    })
}

fn score(row: &GridRow, titles: &ColumnTitles) -> usize {
    let mut hit: Vec<usize> =
        texts(row).take(WIDEST).filter_map(|(_, t)| titles.get(&fold_title(t)).map(|(i, _)| *i)).collect();
    hit.sort_unstable();
    hit.dedup();
    hit.len()
}

fn assign_columns(
    row: &GridRow,
    key_row: Option<&GridRow>,
    sheet: &Sheet,
    titles: &ColumnTitles,
    keys: &BTreeMap<String, usize>,
) -> Header {
    let mut header = Header { row: row.number, columns: vec![None; sheet.columns.len()], ..Header::default() };
    let mut rest: Vec<(u16, &str)> = Vec::new();
    // Exact titles take their columns first, so that an alias never takes a column from them.
    for (at, text) in texts(row) {
        match titles.get(&fold_title(text)) {
            Some((i, true)) => take(&mut header, *i, at, text),
            _ if fold_title(text) == fold_title(ROW_KEY_TITLE) => header.row_key = header.row_key.or(Some(at)),
            _ => rest.push((at, text)),
        }
    }
    let trusted = key_row.filter(|k| keys_agree(k, &header, keys));
    header.key_row = trusted.map(|k| k.number);
    header.keyed = trusted.is_some();
    for (at, text) in rest {
        let keyed = trusted.and_then(|k| key_at(k, at, keys));
        let alias = titles.get(&fold_title(text)).map(|(i, _)| *i);
        match (keyed, alias) {
            (Some(i), alias) if header.columns.get(i) == Some(&None) => {
                take(&mut header, i, at, text);
                if alias != Some(i) {
                    header.renamed.push((i, text.to_owned()));
                }
            }
            (_, Some(i)) => take(&mut header, i, at, text),
            _ => header.unknown.push((at, text.to_owned())),
        }
    }
    take_untitled(&mut header, trusted, keys);
    // Dates as titles, as in a plan, make unknown columns too.
    if sheet.across().is_none() {
        let others = row.cells.iter().filter(|(_, cell)| !cell.raw.is_blank() && !matches!(cell.raw, Raw::Text(_)));
        header.unknown.extend(others.map(|(at, cell)| (*at, cell.raw.to_string())));
    }
    header
}

fn take(header: &mut Header, i: usize, at: u16, text: &str) {
    match header.columns.get_mut(i) {
        Some(slot @ None) => *slot = Some(at),
        _ => header.ambiguous.push((i, at, text.to_owned())),
    }
}

/// A column whose title was cleared is still known by its hidden key.
fn take_untitled(header: &mut Header, key_row: Option<&GridRow>, keys: &BTreeMap<String, usize>) {
    let Some(key_row) = key_row else { return };
    for (at, text) in texts(key_row) {
        let Some(i) = keys.get(text) else { continue };
        let used = header.columns.contains(&Some(at)) || header.unknown.iter().any(|(c, _)| *c == at);
        if !used && header.columns.get(*i) == Some(&None) {
            take(header, *i, at, "");
            header.renamed.push((*i, String::new()));
        }
    }
}

/// Hidden keys count only while no title contradicts them: a program that moved the titles may have left them behind.
fn keys_agree(key_row: &GridRow, header: &Header, keys: &BTreeMap<String, usize>) -> bool {
    header.columns.iter().enumerate().all(|(i, at)| match at.and_then(|at| key_at(key_row, at, keys)) {
        Some(keyed) => keyed == i,
        None => true,
    })
}

fn key_at(key_row: &GridRow, at: u16, keys: &BTreeMap<String, usize>) -> Option<usize> {
    match key_row.cell(at).map(|c| &c.raw) {
        Some(Raw::Text(t)) => keys.get(t.as_str()).copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::grid::RawCell;
    use crate::model::template::{Column, Kind, Sheet};

    fn text(text: &str) -> RawCell {
        RawCell { raw: Raw::Text(text.into()), ..RawCell::default() }
    }

    fn row(number: u32, texts: impl IntoIterator<Item = &'static str>) -> GridRow {
        GridRow { number, cells: (0u16..).zip(texts).map(|(at, t)| (at, text(t))).collect() }
    }

    /// Found by fuzzing: a few rows of 16,384 repeated texts took seconds, as each was looked up for every sheet there is.
    #[test]
    fn a_row_of_thousands_of_texts_is_told_by_its_first_ones() {
        let columns = vec![Column::new("title", "Title", Kind::Text), Column::new("status", "Status", Kind::Text)];
        let sheet = Sheet { columns, ..Sheet::new("raid", "risks", "Risks") };
        let filler = || std::iter::repeat_n("x", 16_000);
        let grid = |texts: Vec<&'static str>| Grid { rows: vec![row(0, texts)], ..Grid::default() };
        let first = grid(["Title", "Status"].into_iter().chain(filler()).collect());
        let found = locate(&first, &sheet).unwrap();
        assert_eq!(found.columns, [Some(0), Some(1)]);
        assert_eq!(found.unknown.len(), 16_000, "what stands behind is kept all the same");
        let last = grid(filler().chain(["Title", "Status"]).collect());
        assert!(locate(&last, &sheet).is_none());
    }
}
