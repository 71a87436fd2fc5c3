//! Rows about which a person must say what they are: questions, and how they are known again.

use super::super::types::{AmbiguousRow, is_claimant_of, pending_value};
use super::collector::FileCollector;
use crate::model::code::Code;
use crate::model::finding::{Action, Candidate, Contributor, Question};
use crate::model::keys::{CopyId, FieldKey, RecordKey};
use crate::model::memory::{Claim, ClaimKey, ClaimKind, OpenDiscrepancy, Pending, Subject};
use crate::model::place::Place;
use crate::model::row_key;
use crate::model::table::{Row, Table, natural_words};
use crate::model::template::Sheet;
use crate::model::value::Value;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::claims::collecting::Collecting;
use crate::steps::reconcile::records::name_of;
use crate::steps::reconcile::working::claims_about;
use indexmap::IndexMap;
use std::sync::Arc;

/// The key under which a new row is known.
pub struct NewRowKey<'r> {
    /// Its own row key, or one made of its words.
    pub key: RecordKey,
    /// Its own row key.
    pub own: Option<&'r str>,
}

/// The record that a new row resembles most.
pub struct Resembled {
    pub record: RecordKey,
    /// How much, from 0 to 1.
    pub score: f64,
}

/// What to ask about a row, with its options.
struct RowQuestion<'r> {
    code: Code,
    key: NewRowKey<'r>,
    options: Vec<(Action, String)>,
    message: String,
}

impl FileCollector<'_> {
    /// The key of a new row: its own, or one made of its copy and its words.
    pub fn key_of(&mut self, run: &Collecting<'_, '_>, table: &Table, row: &Row, own: Option<&str>) -> RecordKey {
        if let Some(own) = own {
            return own.into();
        }
        let words =
            row.natural_key(&table.sheet).unwrap_or_else(|| row.values.iter().map(|v| format!("{v}\u{1f}")).collect());
        self.one_of(row_key::make(&[
            &run.context.engagement.id,
            self.file.copy.as_str(),
            table.sheet.key.as_str(),
            &words,
        ]))
    }

    /// The key itself for the first row that has it, another for each that follows.
    fn one_of(&mut self, key: String) -> RecordKey {
        let key = RecordKey::from(key);
        let before = self.made_keys.entry(key.clone()).or_default();
        *before += 1;
        if *before == 1 { key } else { row_key::make(&[key.as_str(), &before.to_string()]).into() }
    }

    /// Whether a person has decided what this very row is.
    pub fn was_decided(&self, run: &Collecting<'_, '_>, table: &Table, row: &Row, key: &RecordKey) -> bool {
        let subject = Subject::waiting_row(&table.sheet.key, key.as_str(), &self.file.copy);
        let word = claims_about(&run.working.master, &subject).find(|(c, _)| is_claimant_of(c, &self.file.copy));
        word.is_some_and(|(_, w)| w.value == row_value(table, row))
    }

    /// A new row that resembles a record closely.
    pub fn resembles(
        &mut self,
        run: &Collecting<'_, '_>,
        table: &Table,
        row: &Row,
        key: NewRowKey<'_>,
        resembled: &Resembled,
    ) {
        let (id, words) = name_of(run.working, &table.sheet, &resembled.record);
        let message = format!(
            "The new row “{}” resembles {id} “{words}” ({:.0} %). Is it the same record?",
            natural_words(&table.sheet, &row.values),
            resembled.score * 100.0
        );
        let options = vec![
            (Action::SameAs(resembled.record.clone()), format!("the same as {id}")),
            (Action::AddNew, "a new record".to_owned()),
        ];
        let about = RowQuestion { code: Code::RowPossibleDuplicate, key, options, message };
        self.ask_about(table, row, about);
    }

    /// A row whose key and words name different records.
    pub fn mismatch(&mut self, run: &Collecting<'_, '_>, table: &Table, row: &Row, records: &[RecordKey]) {
        let key = self.key_of(run, table, row, row.row_key.as_deref());
        if self.read_before || self.was_decided(run, table, row, &key) {
            return;
        }
        let mut options = Vec::new();
        let mut said = Vec::new();
        for (n, record) in records.iter().enumerate() {
            let (id, words) = name_of(run.working, &table.sheet, record);
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
        let key = NewRowKey { key, own: None };
        self.ask_about(table, row, RowQuestion { code: Code::RowKeyMismatch, key, options, message });
    }

    /// A second row with the key of a record.
    pub fn duplicate(&mut self, run: &Collecting<'_, '_>, table: &Table, row: &Row, record: Option<&RecordKey>) {
        let words = row.natural_key(&table.sheet).unwrap_or_default();
        let own = row.row_key.as_deref().unwrap_or("");
        let key = self.one_of(row_key::make(&[
            &run.context.engagement.id,
            self.file.copy.as_str(),
            table.sheet.key.as_str(),
            own,
            &words,
        ]));
        if self.read_before || self.was_decided(run, table, row, &key) {
            return;
        }
        let of =
            record.map(|r| name_of(run.working, &table.sheet, r).0).map(|id| format!(" of {id}")).unwrap_or_default();
        let message = format!(
            "A second row{of}: “{}” in row {}. It looks like a copied row; nothing of it was taken.",
            natural_words(&table.sheet, &row.values),
            u64::from(row.number) + 1
        );
        let (key, options) = (NewRowKey { key, own: None }, vec![(Action::AddNew, "a new record".to_owned())]);
        self.ask_about(table, row, RowQuestion { code: Code::RowDuplicateKey, key, options, message });
    }

    /// Keeps a row about which a person must say what it is, with all that it holds.
    fn ask_about(&mut self, table: &Table, row: &Row, about: RowQuestion<'_>) {
        let RowQuestion { code, key, options, message } = about;
        let sheet = &table.sheet;
        let cells = sheet.columns.iter().zip(&row.values).enumerate();
        let values: IndexMap<FieldKey, (Value, Place)> = cells
            .filter(|(_, (c, v))| !c.is_tool() && !v.is_empty())
            .map(|(i, (c, v))| (c.key.clone(), (v.clone(), table.place(row, i))))
            .collect();
        let message = format!("{message} {}", whole_row(sheet, &values));
        let pending = Pending {
            copy: self.file.copy.clone(),
            by: self.file.identity.recipient.clone().unwrap_or_else(|| self.file.copy.to_string()),
            place: table.row_place(row),
            row_key: key.own.map(ToOwned::to_owned),
            values,
            claims: Vec::new(),
            message: message.clone(),
            natural_key: row.natural_key(sheet).unwrap_or_default(),
        };
        self.claims.rows.push(AmbiguousRow { code, sheet: Arc::clone(sheet), key: key.key, options, message, pending });
    }
}

/// Opens a discrepancy about every such row of a file.
pub fn ask_rows(run: &mut Collecting<'_, '_>, file: &Incoming, claimant: &CopyId, rows: &[AmbiguousRow]) {
    for row in rows {
        let subject = Subject::waiting_row(&row.sheet.key, row.key.as_str(), &file.copy);
        let pending = &row.pending;
        let contributor = Contributor { by: pending.by.clone(), copy: file.copy.clone(), place: pending.place.clone() };
        let candidates = (0..)
            .zip(&row.options)
            .map(|(letter, (action, words))| Candidate {
                letter,
                value: Value::text(words.clone()),
                action: action.clone(),
                contributors: vec![contributor.clone()],
                refused: false,
            })
            .collect::<Vec<_>>();
        let next_letter = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        let word = Claim {
            value: pending_value(pending),
            base: Value::Empty,
            kind: ClaimKind::Row,
            by: pending.by.clone(),
            place: pending.place.clone(),
            issue: None,
            open: true,
        };
        run.replace(&file.copy, (ClaimKey { subject: subject.clone(), copy: claimant.to_owned() }, word));
        let before = run.working.master.memory.open.get(&subject).map(|o| o.question.clone()).unwrap_or_default();
        let open = OpenDiscrepancy {
            code: row.code.clone(),
            question: Question { candidates, ..before },
            next_letter,
            pending: Some(pending.clone()),
            members: Vec::new(),
            message: row.message.clone(),
            written: None,
            not_applied: String::new(),
        };
        run.working.master.memory.open.insert(subject, open);
    }
}

/// Everything that a row says beside its name, each with its cell, so that whoever decides sees what is at stake.
fn whole_row(sheet: &Sheet, values: &IndexMap<FieldKey, (Value, Place)>) -> String {
    let said = values.iter().filter(|(key, _)| !sheet.natural_key.contains(key)).map(|(key, (value, place))| {
        let title = sheet.column(key).map_or(key.as_str(), |c| c.title.as_str());
        let cell = place.cell.as_deref().map(|c| format!(" ({c})")).unwrap_or_default();
        format!("{title}: {value}{cell}")
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { "It says no more.".to_owned() } else { format!("It says: {}.", said.join("; ")) }
}

/// A row as one value, to know whether it says the same again.
fn row_value(table: &Table, row: &Row) -> Value {
    let cells = table.sheet.columns.iter().zip(&row.values);
    Value::Set(cells.filter(|(c, v)| !c.is_tool() && !v.is_empty()).map(|(c, v)| format!("{}={v}", c.key)).collect())
}
