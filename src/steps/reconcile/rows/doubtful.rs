//! Rows about which a person must say what they are: questions, and how they are known again.

use super::super::hear::{self, is_voice_of};
use super::super::{Incoming, Run};
use super::Listener;
use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Giver, Question};
use crate::model::memory::{Open, Pending, Subject, Word, WordKey, WordKind};
use crate::model::place::Place;
use crate::model::row_key;
use crate::model::table::{Row, Table, natural_words};
use crate::model::template::Sheet;
use crate::model::text::{RESEMBLES, resemblance};
use crate::model::value::Value;
use indexmap::IndexMap;
use std::sync::Arc;

/// A row about which a person must say what it is.
#[derive(Clone, Debug)]
pub(in crate::steps::reconcile) struct Doubtful {
    pub code: Code,
    pub sheet: Arc<Sheet>,
    pub key: String,
    pub options: Vec<(Action, String)>,
    pub message: String,
    pub pending: Pending,
}

impl Listener<'_, '_> {
    pub(super) fn key_of(&mut self, run: &Run<'_>, table: &Table, row: &Row, own: Option<&str>) -> String {
        if let Some(own) = own {
            return own.to_owned();
        }
        let words =
            row.natural_key(&table.sheet).unwrap_or_else(|| row.values.iter().map(|v| format!("{v}\u{1f}")).collect());
        self.one_of(row_key::make(&[&run.engagement.id, &self.file.copy, &table.sheet.key, &words]))
    }

    /// The key itself for the first row that has it, another for each that follows.
    pub(super) fn one_of(&mut self, key: String) -> String {
        let before = self.doubled.entry(key.clone()).or_default();
        *before += 1;
        if *before == 1 { key } else { row_key::make(&[&key, &before.to_string()]) }
    }

    pub(super) fn was_decided(&self, run: &Run<'_>, table: &Table, row: &Row, key: &str) -> bool {
        let subject = pending_subject(&table.sheet, key, &self.file.copy);
        let word = super::super::words_about(&run.master, &subject).find(|(c, _)| is_voice_of(c, &self.file.copy));
        word.is_some_and(|(_, w)| w.value == row_value(table, row))
    }

    #[expect(clippy::too_many_arguments, reason = "a row with the record it resembles")]
    pub(super) fn resembles(
        &mut self,
        run: &Run<'_>,
        table: &Table,
        row: &Row,
        key: String,
        own: Option<&str>,
        record: &str,
        score: f64,
    ) {
        let (id, words) = name_of(run, &table.sheet, record);
        let message = format!(
            "The new row “{}” resembles {id} “{words}” ({:.0} %). Is it the same record?",
            natural_words(&table.sheet, &row.values),
            score * 100.0
        );
        let options = vec![
            (Action::SameAs(record.to_owned()), format!("the same as {id}")),
            (Action::AddNew, "a new record".to_owned()),
        ];
        let own = own.map(ToOwned::to_owned);
        self.push_doubtful(Code::RowPossibleDuplicate, table, row, key, own, options, message);
    }

    pub(super) fn mismatch(&mut self, run: &Run<'_>, table: &Table, row: &Row, records: &[String]) {
        let key = self.key_of(run, table, row, row.row_key.as_deref());
        if self.again || self.was_decided(run, table, row, &key) {
            return;
        }
        let mut options = Vec::new();
        let mut said = Vec::new();
        for (n, record) in records.iter().enumerate() {
            let (id, words) = name_of(run, &table.sheet, record);
            let renamed = if n == 0 { format!("{id}, renamed") } else { format!("{id} “{words}”") };
            said.push(format!("{id} “{words}”"));
            options.push((Action::SameAs(record.clone()), renamed));
        }
        options.push((Action::AddNew, "a new record".to_owned()));
        let message = format!(
            "This row carries the key of {}, but says “{}”. Was the record renamed, or was its row used for another?",
            said.first().cloned().unwrap_or_default(),
            natural_words(&table.sheet, &row.values)
        );
        self.push_doubtful(Code::RowKeyMismatch, table, row, key, None, options, message);
    }

    pub(super) fn duplicate(&mut self, run: &Run<'_>, table: &Table, row: &Row, record: Option<&str>) {
        let words = row.natural_key(&table.sheet).unwrap_or_default();
        let own = row.row_key.as_deref().unwrap_or("");
        let key = self.one_of(row_key::make(&[&run.engagement.id, &self.file.copy, &table.sheet.key, own, &words]));
        if self.again || self.was_decided(run, table, row, &key) {
            return;
        }
        let of = record.map(|r| name_of(run, &table.sheet, r).0).map(|id| format!(" of {id}")).unwrap_or_default();
        let message = format!(
            "A second row{of}: “{}” in row {}. It looks like a copied row; nothing of it was taken.",
            natural_words(&table.sheet, &row.values),
            u64::from(row.number) + 1
        );
        self.push_doubtful(
            Code::RowDuplicateKey,
            table,
            row,
            key,
            None,
            vec![(Action::AddNew, "a new record".to_owned())],
            message,
        );
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a question about a row")]
    pub(super) fn push_doubtful(
        &mut self,
        code: Code,
        table: &Table,
        row: &Row,
        key: String,
        own: Option<String>,
        options: Vec<(Action, String)>,
        message: String,
    ) {
        let sheet = &table.sheet;
        let cells = sheet.columns.iter().zip(&row.values).enumerate();
        let values: IndexMap<String, (Value, Place)> = cells
            .filter(|(_, (c, v))| !c.is_tool() && !v.is_empty())
            .map(|(i, (c, v))| (c.key.clone(), (v.clone(), table.place(row, i))))
            .collect();
        let message = format!("{message} {}", whole_row(sheet, &values));
        let pending = Pending {
            copy: self.file.copy.clone(),
            by: self.file.identity.recipient.clone().unwrap_or_else(|| self.file.copy.clone()),
            place: table.row_place(row),
            row_key: own,
            values,
            words: Vec::new(),
            message: message.clone(),
            natural_key: row.natural_key(sheet).unwrap_or_default(),
        };
        self.speech.rows.push(Doubtful { code, sheet: Arc::clone(sheet), key, options, message, pending });
    }
}

/// Opens a discrepancy about every doubtful row of a file.
pub(in crate::steps::reconcile) fn ask_rows(run: &mut Run<'_>, file: &Incoming, voice: &str, rows: &[Doubtful]) {
    for doubtful in rows {
        let subject = pending_subject(&doubtful.sheet, &doubtful.key, &file.copy);
        let pending = &doubtful.pending;
        let giver = Giver { by: pending.by.clone(), copy: file.copy.clone(), place: pending.place.clone() };
        let candidates = (0..)
            .zip(&doubtful.options)
            .map(|(letter, (action, words))| Candidate {
                letter,
                value: Value::text(words.clone()),
                action: action.clone(),
                givers: vec![giver.clone()],
                refused: false,
            })
            .collect::<Vec<_>>();
        let next_letter = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        let word = Word {
            value: pending_value(pending),
            base: Value::Empty,
            kind: WordKind::Row,
            by: pending.by.clone(),
            place: pending.place.clone(),
            issue: None,
            open: true,
        };
        hear::replace(run, &file.copy, (WordKey { subject: subject.clone(), copy: voice.to_owned() }, word));
        let before = run.master.memory.open.get(&subject).map(|o| o.question.clone()).unwrap_or_default();
        let open = Open {
            code: doubtful.code.clone(),
            question: Question { candidates, ..before },
            next_letter,
            pending: Some(pending.clone()),
            members: Vec::new(),
            message: doubtful.message.clone(),
            written: None,
        };
        run.master.memory.open.insert(subject, open);
    }
}

/// Everything that a row says beside its name, each with its cell, so that whoever decides sees what is at stake.
fn whole_row(sheet: &Sheet, values: &IndexMap<String, (Value, Place)>) -> String {
    let said = values.iter().filter(|(key, _)| !sheet.natural_key.contains(key)).map(|(key, (value, place))| {
        let title = sheet.column(key).map_or(key.as_str(), |c| c.title.as_str());
        let cell = place.cell.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
        format!("{title}: {value}{cell}")
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { "It says no more.".to_owned() } else { format!("It says: {}.", said.join("; ")) }
}

/// What a discrepancy about a row is about.
pub(in crate::steps::reconcile) fn pending_subject(sheet: &Sheet, key: &str, copy: &str) -> Subject {
    Subject { sheet: sheet.key.clone(), record: format!("{key}~{copy}"), field: String::new() }
}

/// A row as one value, to know whether it says the same again.
fn row_value(table: &Table, row: &Row) -> Value {
    let cells = table.sheet.columns.iter().zip(&row.values);
    Value::Set(cells.filter(|(c, v)| !c.is_tool() && !v.is_empty()).map(|(c, v)| format!("{}={v}", c.key)).collect())
}

pub(in crate::steps::reconcile) fn pending_value(pending: &Pending) -> Value {
    let row = pending.values.iter().map(|(k, (v, _))| format!("{k}={v}"));
    let words = pending.words.iter().map(|(k, w)| format!("{}={}", k.subject.record, w.value));
    Value::Set(row.chain(words).collect())
}

pub(super) fn name_of(run: &Run<'_>, sheet: &Sheet, key: &str) -> (String, String) {
    let state = run.master.sheet(&sheet.key);
    if let Some(record) = state.and_then(|s| s.records.get(key)) {
        // A record added in this run has no values yet.
        let words = run.rosters.get(&sheet.key).and_then(|r| r.entry(key)?.words.clone()).unwrap_or_default();
        let said = natural_words(sheet, &record.values);
        return (record.id.clone(), if said.is_empty() { words } else { said });
    }
    let known = run.master.memory.records.get(&sheet.key).and_then(|m| m.get(key));
    let values: Vec<Value> =
        sheet.columns.iter().map(|c| known.and_then(|k| k.values.get(&c.key)).cloned().unwrap_or_default()).collect();
    (known.map(|k| k.id.clone()).unwrap_or_default(), natural_words(sheet, &values))
}

/// The living record that a new row resembles most, if closely.
pub(super) fn resembling(run: &Run<'_>, sheet: &Sheet, row: &Row) -> Option<(String, f64)> {
    let textual = sheet
        .natural_key
        .iter()
        .filter_map(|k| sheet.column(k))
        .any(|c| matches!(c.kind, crate::model::template::Kind::Text | crate::model::template::Kind::LongText));
    let words = row.natural_key(sheet).filter(|_| textual)?;
    let length = words.chars().count();
    let roster = run.rosters.get(&sheet.key)?;
    let near = roster.entries().filter(|(_, e)| !e.gone).filter_map(|(key, e)| {
        let other = e.words.as_deref()?;
        // Texts whose lengths differ by more than the bound allows can't resemble; this spares the long comparison.
        let theirs = other.chars().count();
        let (short, long) = (length.min(theirs), length.max(theirs));
        let hopeless = (short as f64) < (long as f64) * RESEMBLES && !other.contains(&words) && !words.contains(other);
        let score = if hopeless { 0.0 } else { resemblance(other, &words) };
        (score >= RESEMBLES && other != words).then(|| (key.to_owned(), score))
    });
    near.max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(&a.0)))
}
