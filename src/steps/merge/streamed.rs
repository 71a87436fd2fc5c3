//! Large tables with key columns, streamed: rows that are equal in all files are held as digests only; the others are
//! merged and put back among them. Where that could give another result than merging whole tables, it is not done.

use super::align::column_position;
use super::table::{plain_sheet, value_of};
use super::workbooks::PlainFile;
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::plain::{MasterPositions, PlainSheet};
use crate::model::text::normalise_line_ends;
use crate::model::value::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The first 128 bits of a SHA-256: enough that no two rows share them by chance.
type Hash = [u8; 16];

/// A table as digests, to tell which of its rows differ.
#[derive(Debug, Default)]
pub struct TableDigest {
    titles: Vec<String>,
    /// The row of the titles.
    header: Option<u32>,
    key: Vec<usize>,
    rows: Vec<RowDigest>,
    /// Whether there is something that only whole tables can be merged with.
    irregular: bool,
}

#[derive(Debug)]
struct RowDigest {
    key: Hash,
    cells: Hash,
    number: u32,
}

impl TableDigest {
    /// Takes the next record of the table; `key` names the columns that tell rows apart.
    pub fn push_record<'r>(&mut self, number: u32, cells: impl Iterator<Item = &'r str> + Clone, key: &[String]) {
        if cells.clone().all(|c| c.trim().is_empty()) {
            return;
        }
        if self.header.is_none() {
            return self.push_titles(number, cells, key);
        }
        let width = self.titles.len();
        self.irregular |= cells.clone().skip(width).any(|c| !c.trim().is_empty());
        let all = cells.chain(std::iter::repeat("")).take(width);
        let value = |column: &usize| {
            value_of(&Raw::Text(all.clone().nth(*column).map(normalise_line_ends).unwrap_or_default()))
        };
        let key: Vec<Value> = self.key.iter().map(value).collect();
        self.irregular |= key.iter().all(Value::is_empty);
        let key = digest(key.iter().map(key_text));
        self.rows.push(RowDigest { key, cells: digest(all.map(normalise_line_ends)), number });
    }

    fn push_titles<'r>(&mut self, number: u32, cells: impl Iterator<Item = &'r str>, key: &[String]) {
        let sheet = plain_sheet(&grid("", vec![grid_row(number, cells)]), "", true);
        self.header = Some(number);
        self.irregular |= sheet.columns.iter().enumerate().any(|(n, c)| usize::from(c.at) != n);
        self.titles = sheet.columns.iter().map(|c| c.title.clone()).collect();
        self.key = key.iter().filter_map(|k| column_position(&sheet.columns, k)).collect();
        self.irregular |= self.key.is_empty() || self.key.len() < key.len();
    }

    /// How many rows the table has.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// The numbers of the rows of each table that have to be kept: those that differ somewhere, and those beside which new ones
/// stand. The base's first, then the master's, then the copies'. None where whole tables have to be merged.
pub fn rows_to_keep(all: &[TableDigest]) -> Option<Vec<BTreeSet<u32>>> {
    let titles = &all.first()?.titles;
    let alike = |s: &TableDigest| !s.irregular && s.header.is_some() && s.titles == *titles;
    all.iter().all(alike).then_some(())?;
    let records = KeyedRows::of(all)?;
    let same = |record: usize| {
        let cells = |n: usize| Some(all.get(n)?.rows.get(records.row(record, n)?)?.cells);
        let first = cells(0);
        first.is_some() && (1..all.len()).all(|n| cells(n) == first)
    };
    // For each row of each table, its record.
    let mut record_of: Vec<Vec<usize>> = all.iter().map(|s| vec![usize::MAX; s.rows.len()]).collect();
    let mut kept: Vec<bool> = Vec::with_capacity(records.len());
    for record in 0..records.len() {
        kept.push(!same(record));
        for (n, rows) in record_of.iter_mut().enumerate() {
            if let Some(slot) = records.row(record, n).and_then(|at| rows.get_mut(at)) {
                *slot = record;
            }
        }
    }
    (0..records.len()).all(|record| !records.is_new_in_several(record)).then_some(())?;
    for rows in record_of.iter().skip(2) {
        let in_master = rows.iter().filter_map(|record| records.row(*record, 1));
        in_master.is_sorted().then_some(())?;
        let mut before: Option<usize> = None;
        for record in rows {
            if records.row(*record, 0).is_none() {
                before.and_then(|b| kept.get_mut(b)).into_iter().for_each(|slot| *slot = true);
            } else if same(*record) {
                before = Some(*record);
            }
        }
    }
    // The last row is kept: what comes last must stay behind everything.
    let last = record_of.get(1).and_then(|rows| rows.last()).and_then(|record| kept.get_mut(*record));
    last.into_iter().for_each(|slot| *slot = true);
    let numbers = all.iter().zip(&record_of).map(|(table, rows)| {
        let is_kept = |record: &usize| kept.get(*record).copied().unwrap_or(true);
        table.rows.iter().zip(rows).filter(|(_, record)| is_kept(record)).map(|(row, _)| row.number).collect()
    });
    Some(numbers.collect())
}

/// A value of a key as text, equal for equal values.
fn key_text(value: &Value) -> String {
    let kind = match value {
        Value::Empty => "",
        Value::Number(_) => "n",
        Value::Date(_) => "d",
        Value::YesNo(_) => "y",
        Value::Text(_) | Value::Set(_) | Value::Unread(_) => "t",
    };
    format!("{kind}{}", value.to_string().trim())
}

fn digest(texts: impl Iterator<Item = String>) -> Hash {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    let whole = hash.finalize();
    let mut short = Hash::default();
    short.iter_mut().zip(whole.iter()).for_each(|(to, from)| *to = *from);
    short
}

/// For each key, the row with it in each table, all in one list.
struct KeyedRows {
    rows: Vec<u32>,
    tables: usize,
}

/// Stands for a table that does not have the key.
const NO_ROW: u32 = u32::MAX;

impl KeyedRows {
    /// `None` where a table has a key twice.
    fn of(all: &[TableDigest]) -> Option<Self> {
        let mut keys: Vec<(Hash, u32, u32)> = Vec::with_capacity(all.iter().map(TableDigest::len).sum());
        for (n, table) in (0_u32..).zip(all) {
            keys.extend((0_u32..).zip(&table.rows).map(|(at, row)| (row.key, n, at)));
        }
        keys.sort_unstable();
        let mut out = Self { rows: Vec::new(), tables: all.len() };
        let mut last: Option<Hash> = None;
        for (key, n, at) in keys {
            if last != Some(key) {
                out.rows.resize(out.rows.len() + out.tables, NO_ROW);
                last = Some(key);
            }
            let of_key = out.rows.len().checked_sub(out.tables)?;
            let slot = out.rows.get_mut(of_key + usize::try_from(n).ok()?)?;
            (*slot == NO_ROW).then_some(())?;
            *slot = at;
        }
        Some(out)
    }

    fn len(&self) -> usize {
        self.rows.len() / self.tables.max(1)
    }

    /// Whether several copies have a row that the master has not. Each may have it at another place, and where the first
    /// one puts it tells whether the next one stands in another order.
    fn is_new_in_several(&self, record: usize) -> bool {
        self.row(record, 1).is_none() && (2..self.tables).filter(|n| self.row(record, *n).is_some()).count() > 1
    }

    fn row(&self, record: usize, table: usize) -> Option<usize> {
        let row = self.rows.get(record.checked_mul(self.tables)?.checked_add(table)?)?;
        usize::try_from(*row).ok().filter(|_| *row != NO_ROW)
    }
}

/// A table with the rows that are kept, as it stands in its file.
#[derive(Debug, Default)]
pub struct KeptRows {
    rows: Vec<GridRow>,
    titled: bool,
}

impl KeptRows {
    /// Takes a record again, and keeps it if it holds the titles or is one of the rows to keep.
    pub fn push_record<'r>(&mut self, number: u32, cells: impl Iterator<Item = &'r str> + Clone, kept: &BTreeSet<u32>) {
        let filled = cells.clone().any(|c| !c.trim().is_empty());
        if filled && (!self.titled || kept.contains(&number)) {
            self.titled = true;
            self.rows.push(grid_row(number, cells));
        }
    }

    /// The file with these rows.
    pub fn file(self, title: &str, name: &str) -> PlainFile {
        let sheet = plain_sheet(&grid(title, self.rows), name, true);
        PlainFile { name: name.to_owned(), sheets: vec![sheet], asked: None }
    }
}

fn grid(title: &str, rows: Vec<GridRow>) -> Grid {
    Grid { title: title.to_owned(), rows, ..Grid::default() }
}

fn grid_row<'r>(number: u32, cells: impl Iterator<Item = &'r str>) -> GridRow {
    let cell = |text: &str| RawCell { raw: Raw::Text(normalise_line_ends(text)), ..RawCell::default() };
    let cells = (0..).zip(cells).filter(|(_, text)| !text.is_empty()).map(|(at, text)| (at, cell(text)));
    GridRow { number, cells: cells.collect() }
}

/// Puts the merged rows among those of the master that passed by.
#[derive(Debug)]
pub struct RowInterleaver<'a> {
    merged: &'a PlainSheet,
    /// For each merged row, its row in the master; `None` for a new one.
    numbers: Vec<Option<u32>>,
    kept: BTreeSet<u32>,
    header: u32,
    next: usize,
}

impl<'a> RowInterleaver<'a> {
    /// The merged rows, where they come from, and what of the master was kept.
    pub fn new(merged: &'a PlainSheet, origin: &MasterPositions, master: &PlainSheet) -> Self {
        let number = |row: &Option<usize>| Some(master.rows.get((*row)?)?.number);
        Self {
            merged,
            numbers: origin.rows.iter().map(number).collect(),
            kept: master.rows.iter().map(|r| r.number).collect(),
            header: master.header,
            next: 0,
        }
    }

    /// Passes a record of the master again. Returns the merged rows that come before it and, unless it was kept, the record
    /// itself.
    pub fn push_record<'r>(&mut self, number: u32, cells: impl Iterator<Item = &'r str> + Clone) -> Vec<Vec<String>> {
        let blank = cells.clone().all(|c| c.trim().is_empty());
        if blank || number <= self.header || self.kept.contains(&number) {
            return Vec::new();
        }
        let mut out = self.records_up_to(Some(number));
        let width = self.merged.columns.len();
        out.push(cells.chain(std::iter::repeat("")).take(width).map(normalise_line_ends).collect());
        out
    }

    /// The merged rows that come last.
    pub fn finish(&mut self) -> Vec<Vec<String>> {
        self.records_up_to(None)
    }

    fn records_up_to(&mut self, end: Option<u32>) -> Vec<Vec<String>> {
        let mut out = Vec::new();
        while let Some(number) = self.numbers.get(self.next) {
            if number.zip(end).is_some_and(|(number, end)| number > end) {
                break;
            }
            let cells = self.merged.rows.get(self.next).map(|r| r.cells.iter().map(|c| c.raw.to_string()).collect());
            out.extend(cells);
            self.next += 1;
        }
        out
    }
}
