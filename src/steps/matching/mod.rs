//! Matching: which row of a returned copy is which record. First that answers: row key, visible ID, natural key.
//! Similarity never merges by itself; what is not certain is asked.

mod duplicates;
mod roster;
mod shuffled;

pub use roster::{Entry, Roster};

use crate::model::table::{Row, Table};
use crate::model::template::Sheet;
use crate::model::text::resembles;
use std::collections::BTreeMap;

/// What a row of a returned copy is.
#[derive(Clone, Debug, PartialEq)]
pub enum Match {
    /// A record of the master, living or gone.
    Record {
        /// The record's key.
        key: String,
        /// The row of the base that it was sent as.
        base: Option<usize>,
    },
    /// No record that is known; its own key, where it has one.
    New {
        /// The prepared row's key.
        key: Option<String>,
    },
    /// Its row key and its words name different records: asked.
    Mismatch {
        /// The records that it may be, the row key's first.
        records: Vec<String>,
        /// The row's own key, where it is no record's.
        key: Option<String>,
    },
    /// A second row with the row key of a record: asked.
    Duplicate {
        /// The record whose key it carries, where there is one.
        record: Option<String>,
    },
    /// A second copy of a row that says nothing of its own.
    Surplus,
}

/// How the rows of one sheet of a returned copy match.
#[derive(Clone, Debug, Default)]
pub struct Matching {
    /// What each row is, in the order of the table's rows.
    pub rows: Vec<Match>,
    /// Rows of the base that came back in no row.
    pub missing: Vec<usize>,
    /// Had row keys been left behind by a partial sort?
    pub shuffled: bool,
}

/// The base of a sheet, with ways to find its rows.
struct Base<'a> {
    table: &'a Table,
    by_key: BTreeMap<&'a str, usize>,
    by_id: BTreeMap<&'a str, usize>,
    by_words: BTreeMap<String, Vec<usize>>,
    words: Vec<Option<String>>,
}

impl<'a> Base<'a> {
    fn new(table: &'a Table) -> Self {
        let words: Vec<Option<String>> = table.rows.iter().map(|r| r.natural_key(&table.sheet)).collect();
        let mut by_words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, key) in words.iter().enumerate() {
            if let Some(key) = key {
                by_words.entry(key.clone()).or_default().push(i);
            }
        }
        Self {
            table,
            by_key: table.rows.iter().enumerate().filter_map(|(i, r)| Some((r.row_key.as_deref()?, i))).collect(),
            by_id: table.rows.iter().enumerate().filter_map(|(i, r)| Some((r.id.as_deref()?, i))).collect(),
            by_words,
            words,
        }
    }

    fn row(&self, i: usize) -> Option<&'a Row> {
        self.table.rows.get(i)
    }

    /// Was the row sent with anything in it?
    fn is_record(&self, i: usize) -> bool {
        self.row(i).is_some_and(|r| r.id.is_some() || has_words(r, &self.table.sheet))
    }

    fn only_by_words(&self, words: &str) -> Option<usize> {
        match self.by_words.get(words).map(Vec::as_slice) {
            Some([one]) => Some(*one),
            _ => None,
        }
    }
}

/// Is anything typed in a row, beside what the program fills in?
pub fn has_words(row: &Row, sheet: &Sheet) -> bool {
    sheet.columns.iter().zip(&row.values).any(|(c, v)| !c.is_tool() && !v.is_empty())
}

/// Matches the rows of a returned table with its base and the master's records.
pub fn match_rows(returned: &Table, base: Option<&Table>, roster: &Roster) -> Matching {
    let base = base.map(Base::new);
    let sheet = &returned.sheet;
    let words: Vec<Option<String>> = returned.rows.iter().map(|r| r.natural_key(sheet)).collect();
    let mut matcher =
        Matcher { returned, base, roster, words, found: vec![None; returned.rows.len()], shuffled: false };
    duplicates::settle(&mut matcher);
    shuffled::settle(&mut matcher);
    matcher.by_identity();
    matcher.claims();
    let missing = matcher.missing();
    let empty = |i: usize| if has_any(&returned.rows, i, sheet) { Match::New { key: None } } else { Match::Surplus };
    let rows = matcher.found.into_iter().enumerate().map(|(i, m)| m.unwrap_or_else(|| empty(i))).collect();
    Matching { rows, missing, shuffled: matcher.shuffled }
}

fn has_any(rows: &[Row], i: usize, sheet: &Sheet) -> bool {
    rows.get(i).is_some_and(|r| has_words(r, sheet))
}

struct Matcher<'a> {
    returned: &'a Table,
    base: Option<Base<'a>>,
    roster: &'a Roster,
    words: Vec<Option<String>>,
    found: Vec<Option<Match>>,
    shuffled: bool,
}

impl<'a> Matcher<'a> {
    fn row(&self, i: usize) -> Option<&'a Row> {
        self.returned.rows.get(i)
    }

    fn set(&mut self, i: usize, found: Match) {
        if let Some(slot) = self.found.get_mut(i) {
            *slot = Some(found);
        }
    }

    fn open(&self, i: usize) -> bool {
        self.found.get(i).is_some_and(Option::is_none)
    }

    fn words(&self, i: usize) -> Option<&str> {
        self.words.get(i).and_then(Option::as_deref)
    }

    fn base_of_key(&self, key: &str) -> Option<usize> {
        self.base.as_ref().and_then(|b| b.by_key.get(key).copied())
    }

    fn base_words(&self, b: usize) -> Option<&str> {
        self.base.as_ref().and_then(|base| base.words.get(b)).and_then(Option::as_deref)
    }

    /// The record of the master that a row of the base was sent as.
    fn record_of_base(&self, b: usize) -> Option<String> {
        let base = self.base.as_ref()?;
        if !base.is_record(b) {
            return None;
        }
        let row = base.row(b)?;
        let by_key = row.row_key.as_deref().and_then(|k| self.roster.of_row_key(k));
        by_key.or_else(|| row.id.as_deref().and_then(|id| self.roster.of_id(id))).map(ToOwned::to_owned)
    }

    fn base_match(&self, b: usize) -> Option<Match> {
        Some(Match::Record { key: self.record_of_base(b)?, base: Some(b) })
    }

    /// The row of the base that a record was sent as.
    fn base_of_record(&self, key: &str) -> Option<usize> {
        let base = self.base.as_ref()?;
        let by_id = || self.roster.entry(key).and_then(|e| e.id.as_deref()).and_then(|id| base.by_id.get(id).copied());
        base.by_key.get(key).copied().or_else(by_id)
    }

    fn by_identity(&mut self) {
        for i in 0..self.returned.rows.len() {
            if self.open(i)
                && let Some(found) = self.identify(i)
            {
                self.set(i, found);
            }
        }
    }

    fn identify(&self, i: usize) -> Option<Match> {
        let row = self.row(i)?;
        if row.id.is_none() && !has_words(row, &self.returned.sheet) {
            // A prepared row that stayed empty, or a record's row that was emptied.
            let key = row.row_key.as_deref()?;
            return self.base_of_key(key).and_then(|b| self.base_match(b));
        }
        if let Some(key) = row.row_key.as_deref()
            && let Some(found) = self.by_row_key(i, key)
        {
            return Some(found);
        }
        if let Some(id) = row.id.as_deref()
            && let Some(found) = self.by_id(i, id)
        {
            return Some(found);
        }
        if let Some(key) = self.words(i).and_then(|w| self.roster.only_by_words(w)) {
            return Some(Match::Record { key: key.to_owned(), base: self.base_of_record(key) });
        }
        let own = row.row_key.clone().filter(|k| self.roster.of_row_key(k).is_none());
        has_words(row, &self.returned.sheet).then_some(Match::New { key: own })
    }

    fn by_row_key(&self, i: usize, key: &str) -> Option<Match> {
        let base = self.base_of_key(key);
        let record =
            base.and_then(|b| self.record_of_base(b)).or_else(|| self.roster.of_row_key(key).map(ToOwned::to_owned))?;
        let same = self.words(i).is_none_or(|words| {
            base.and_then(|b| self.base_words(b)).is_some_and(|sent| alike(sent, words))
                || self.roster.was_heard(&record, key, words)
                || self.is_renamed(i, base, &record)
        });
        if same {
            return Some(Match::Record { key: record, base });
        }
        let by_words = self.words(i).and_then(|w| self.roster.only_by_words(w)).map(ToOwned::to_owned);
        Some(self.mismatch(record, by_words))
    }

    /// Were only the words changed? Then the row still stands for its record: its ID agrees, and most of what it held when
    /// it was sent is still there. A row that was cleared and used again holds something else throughout.
    fn is_renamed(&self, i: usize, base: Option<usize>, record: &str) -> bool {
        let sent = base.and_then(|b| self.base.as_ref().and_then(|base| base.row(b)));
        let (Some(sent), Some(row)) = (sent, self.row(i)) else { return false };
        // The very words of another record: its row was sorted without key and ID, or copied over this one.
        let other = self.words(i).and_then(|w| self.roster.only_by_words(w));
        if other.is_some_and(|other| other != record) {
            return false;
        }
        let named = row.id.as_deref().is_none_or(|id| self.roster.of_id(id) == Some(record));
        let sheet = &self.returned.sheet;
        let (mut filled, mut kept) = (0usize, 0usize);
        for (c, column) in sheet.columns.iter().enumerate() {
            let was = sent.values.get(c).filter(|v| !v.is_empty());
            let here = self.returned.present.get(c).copied().flatten().is_some();
            if let Some(was) = was.filter(|_| here && !column.is_tool() && !sheet.natural_key.contains(&column.key)) {
                filled += 1;
                kept += usize::from(row.values.get(c) == Some(was));
            }
        }
        named && filled > 0 && kept * 2 > filled
    }

    fn mismatch(&self, record: String, other: Option<String>) -> Match {
        let mut records = vec![record];
        records.extend(other.filter(|o| !records.contains(o)));
        Match::Mismatch { records, key: None }
    }

    fn by_id(&self, i: usize, id: &str) -> Option<Match> {
        let record = self.roster.of_id(id)?.to_owned();
        let words = self.words(i);
        let same = words
            .is_none_or(|w| self.roster.entry(&record).is_some_and(|e| e.words.as_deref().is_none_or(|o| alike(o, w))));
        let base = self.base_of_record(&record);
        let as_sent = base.and_then(|b| self.base_words(b)).zip(words).is_some_and(|(sent, now)| alike(sent, now));
        if same || as_sent {
            return Some(Match::Record { key: record, base });
        }
        let by_words = words.and_then(|w| self.roster.only_by_words(w)).map(ToOwned::to_owned);
        Some(self.mismatch(record, by_words))
    }

    /// Two rows that claim one record: the first that stands by row key or ID has it, the other is asked about.
    fn claims(&mut self) {
        let mut taken: BTreeMap<String, usize> = BTreeMap::new();
        for i in 0..self.found.len() {
            let Some(Some(Match::Record { key, .. })) = self.found.get(i) else { continue };
            let key = key.clone();
            match taken.get(&key).copied() {
                None => {
                    taken.insert(key, i);
                }
                Some(first) => {
                    let (stays, goes) =
                        if self.firm(i, &key) && !self.firm(first, &key) { (i, first) } else { (first, i) };
                    taken.insert(key.clone(), stays);
                    let surplus = self.row(goes).is_none_or(|r| !has_words(r, &self.returned.sheet));
                    self.set(goes, if surplus { Match::Surplus } else { Match::Duplicate { record: Some(key) } });
                }
            }
        }
    }

    /// Does a row carry the record's own row key or ID?
    fn firm(&self, i: usize, record: &str) -> bool {
        self.row(i).is_some_and(|r| {
            r.row_key.as_deref().and_then(|k| self.roster.of_row_key(k)) == Some(record)
                || r.id.as_deref().and_then(|id| self.roster.of_id(id)) == Some(record)
        })
    }

    fn missing(&self) -> Vec<usize> {
        let Some(base) = &self.base else { return Vec::new() };
        let mut here: Vec<Option<String>> = Vec::new();
        let mut kept: Vec<usize> = Vec::new();
        for found in self.found.iter().flatten() {
            match found {
                Match::Record { base: Some(b), .. } => kept.push(*b),
                Match::Record { key, .. } => here.push(Some(key.clone())),
                Match::Mismatch { records, .. } => here.extend(records.iter().cloned().map(Some)),
                Match::Duplicate { record } => here.push(record.clone()),
                Match::New { .. } | Match::Surplus => {}
            }
        }
        kept.sort_unstable();
        here.sort();
        let is_here = |b: usize| kept.binary_search(&b).is_ok() || here.binary_search(&self.record_of_base(b)).is_ok();
        (0..base.table.rows.len())
            .filter(|b| base.is_record(*b) && self.record_of_base(*b).is_some() && !is_here(*b))
            .collect()
    }
}

/// The same natural key, or one that was reworded.
fn alike(a: &str, b: &str) -> bool {
    a == b || resembles(a, b)
}
