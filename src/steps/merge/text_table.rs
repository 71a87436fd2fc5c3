//! A table in delimited text: its titles, and where its rows stand. Made only of tables in which every cell stands under a
//! title; others are understood from their whole content.

use super::cell_identity::compare_values;
use super::cell_values::value_of;
use super::table::plain_sheet;
use crate::model::delimited::{DelimitedText, RecordScanner, Scanned, TextRecord};
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::place::{LAST_COLUMN, LAST_ROW};
use crate::model::plain::{PlainCell, PlainColumn, PlainRow};
use crate::model::text_signs::is_conflict_mark;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Bytes of a record; a longer one is more likely a quotation mark that nobody closed.
const LONGEST_RECORD: usize = 1 << 20;

/// A table as text.
#[derive(Debug)]
pub(super) struct TextTable<'t> {
    pub(super) text: DelimitedText<'t>,
    pub(super) columns: Vec<PlainColumn>,
    /// The row of the titles.
    pub(super) header: u32,
    /// The rows that hold anything.
    pub(super) rows: Vec<TextRecord>,
}

impl<'t> TextTable<'t> {
    /// A table with its titles, and what comes behind them.
    pub(super) fn begin(text: DelimitedText<'t>) -> Option<(Self, RecordScanner<'t>)> {
        let mut scanner = text.scanner();
        loop {
            let Scanned::Record(record) = scanner.next_record() else { return None };
            if is_blank(text, record) {
                continue;
            }
            let cell = |text: Cow<'_, str>| RawCell { raw: raw(text), ..RawCell::default() };
            let cells = (0..).zip(text.cells(record)).filter(|(_, t)| !t.is_empty());
            let titles = GridRow { number: record.number, cells: cells.map(|(at, t)| (at, cell(t))).collect() };
            let columns = plain_sheet(&Grid { rows: vec![titles], ..Grid::default() }, "", true).columns;
            let names: BTreeSet<&str> = columns.iter().map(|c| c.name.as_str()).collect();
            let side_by_side = columns.iter().zip(0_u16..).all(|(column, at)| column.at == at);
            let regular = side_by_side && names.len() == columns.len() && record.cells <= u32::from(LAST_COLUMN);
            let table = Self { text, columns, header: record.number, rows: Vec::new() };
            return regular.then_some((table, scanner));
        }
    }

    /// The next row that holds anything; `Err` where the table is to be understood from its whole content.
    pub(super) fn next_row(&self, scanner: &mut RecordScanner<'t>) -> Result<Option<TextRecord>, Irregular> {
        loop {
            let record = match scanner.next_record() {
                Scanned::Record(record) => record,
                Scanned::OpenQuote => return Err(Irregular),
                Scanned::End => return Ok(None),
            };
            let beyond = record.number > LAST_ROW || record.cells > u32::from(LAST_COLUMN);
            let is_damaged = self.text.open_quote_in(record).is_some() || is_conflict_mark(self.text.record(record));
            if beyond || is_damaged || self.text.record(record).len() > LONGEST_RECORD {
                return Err(Irregular);
            }
            let width = self.columns.len();
            if record.cells as usize > width && self.text.cells(record).skip(width).any(|c| !c.trim().is_empty()) {
                return Err(Irregular);
            }
            if !is_blank(self.text, record) {
                return Ok(Some(record));
            }
        }
    }

    /// How many cells it has, empty ones included.
    pub(super) fn size(&self) -> u64 {
        self.rows.iter().map(|r| u64::from(r.cells)).sum()
    }

    /// The cells under the titles.
    pub(super) fn cells(&self, record: TextRecord) -> impl Iterator<Item = Cow<'t, str>> + use<'t> {
        self.text.cells(record).chain(std::iter::repeat(Cow::Borrowed(""))).take(self.columns.len())
    }

    /// The cells in some of the columns, or in all of them.
    pub(super) fn cells_in(&self, record: TextRecord, columns: Option<&[usize]>) -> impl Iterator<Item = Cow<'t, str>> {
        let picked = columns.unwrap_or_default().iter();
        let picked = picked.map(move |c| self.text.cells(record).nth(*c).unwrap_or(Cow::Borrowed("")));
        let whole = if columns.is_none() { self.columns.len() } else { 0 };
        picked.chain(self.cells(record).take(whole))
    }

    /// A row with its cells.
    pub(super) fn plain_row(&self, record: TextRecord) -> PlainRow {
        let cells = self.cells(record).map(|text| {
            let raw = raw(text);
            PlainCell { value: value_of(&raw), raw, formula: false, link: None }
        });
        PlainRow { number: record.number, cells: cells.collect() }
    }
}

/// A table that is to be understood from its whole content.
#[derive(Clone, Copy, Debug)]
pub(super) struct Irregular;

/// A row of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextRow<'a, 't> {
    pub(super) table: &'a TextTable<'t>,
    pub(super) record: TextRecord,
}

impl TextRow<'_, '_> {
    /// The order of two rows by their values in some of the columns, or in all of them.
    pub(super) fn compare(self, other: Self, columns: Option<&[usize]>) -> Ordering {
        let (one, other) = (self.table.cells_in(self.record, columns), other.table.cells_in(other.record, columns));
        let pairs = one.zip(other).map(|(a, b)| compare_values(&a, &b));
        pairs.fold(Ordering::Equal, Ordering::then)
    }

    /// Whether the cells of two rows are written alike.
    pub(super) fn is_written_as(self, other: Self) -> bool {
        let (one, two) = (self.table.text, other.table.text);
        (one.delimiter() == two.delimiter() && one.record(self.record) == two.record(other.record))
            || self.table.cells(self.record).eq(other.table.cells(other.record))
    }
}

fn raw(text: Cow<'_, str>) -> Raw {
    if text.is_empty() { Raw::Empty } else { Raw::Text(text.into_owned()) }
}

fn is_blank(text: DelimitedText<'_>, record: TextRecord) -> bool {
    text.cells(record).all(|c| c.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Option<Vec<(u32, Vec<String>)>> {
        let (table, mut scanner) = TextTable::begin(DelimitedText::new(text, b','))?;
        let mut out = Vec::new();
        while let Some(record) = table.next_row(&mut scanner).ok()? {
            out.push((record.number, table.cells(record).map(Cow::into_owned).collect()));
        }
        Some(out)
    }

    #[test]
    fn rows_are_as_wide_as_the_titles() {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            rows(" ,\nid,a\n1\n , \n2,x, ,\n").unwrap(),
            [(2, words(&["1", ""])), (4, words(&["2", "x"]))],
            "lines without anything are no rows"
        );
    }

    #[test]
    fn what_stands_under_no_title_makes_a_table_irregular() {
        for text in ["", "\n , \n", "id,,b\n1,2,3\n", "id,a\n1,2,3\n", "id,a\n1,\"2\n", "id,a\n1,\"2\n3\"x\n"] {
            assert_eq!(rows(text), None, "{text:?}");
        }
    }

    #[test]
    fn rows_compare_by_the_values_of_some_columns_or_of_all() {
        let compare = |one: &str, other: &str, columns: Option<&[usize]>| {
            let row = |text: &str| {
                let text = format!("id,a,b\n{text}\n");
                let (table, mut scanner) = TextTable::begin(DelimitedText::new(text.leak(), b',')).unwrap();
                let record = table.next_row(&mut scanner).unwrap().unwrap();
                (table, record)
            };
            let ((one, a), (other, b)) = (row(one), row(other));
            let (one, other) = (TextRow { table: &one, record: a }, TextRow { table: &other, record: b });
            (one.compare(other, columns), one.is_written_as(other))
        };
        assert_eq!(compare("1,x,y", "1.0,x,y", None), (Ordering::Equal, false));
        assert_eq!(compare("1,x,", "1,x", None), (Ordering::Equal, true));
        assert_eq!(compare("1,\"x\",y", "1,x,y", None), (Ordering::Equal, true));
        assert_eq!(compare("1,x,y", "1,x,z", None).0, Ordering::Less);
        assert_eq!(compare("1,x,y", "2,x,z", Some(&[1])).0, Ordering::Equal);
        assert_eq!(compare("1,x,y", "1,x,z", Some(&[1, 2])).0, Ordering::Less);
    }
}
