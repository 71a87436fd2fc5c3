//! Listening to the rows of a file: which record each row is, and what it says beside what was sent.

mod ambiguous;
mod around;
mod cells;
mod marks;
mod matched;

use super::types::{Said, Speech, is_filled, is_voice_of};
use crate::model::code::Code;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::claims::answers;
use crate::steps::reconcile::claims::collecting::Collecting;
use crate::steps::reconcile::records::{add_record, name_of, resembling};
pub use ambiguous::ask_rows;

use crate::model::finding::Finding;
use crate::model::memory::{ClaimKind, Origin, Subject};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::template::{ANSWERS_SHEET, Column, Merge, Owner, Sheet};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::matching::{MatchedRow, MatchedTable, match_rows};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a file says. A file heard before adds no records and asks nothing.
pub fn collect_claims(run: &mut Collecting<'_, '_>, file: &Incoming, again: bool) -> Speech {
    let mut speech = Speech::default();
    let spoken: BTreeSet<Subject> = run
        .working
        .master
        .memory
        .claims
        .keys()
        .filter(|k| is_voice_of(&k.copy, &file.copy))
        .map(|k| k.subject.clone())
        .collect();
    let side = run.working.side(file.identity.contact.as_deref());
    let spoken_records = spoken.iter().map(|s| (s.sheet.clone(), s.record.clone())).collect();
    let mut listener = Listener {
        file,
        again,
        side,
        spoken,
        spoken_records,
        doubled: BTreeMap::new(),
        speech: &mut speech,
        records: BTreeMap::new(),
    };
    for table in &file.read.tables {
        listener.table(run, table);
    }
    listener.around(run);
    speech
}

struct Listener<'f, 's> {
    file: &'f Incoming,
    again: bool,
    side: Owner,
    spoken: BTreeSet<Subject>,
    spoken_records: BTreeSet<(String, String)>,
    /// How many rows there were so far of one made-up key, so that each is asked about by itself.
    doubled: BTreeMap<String, usize>,
    speech: &'s mut Speech,
    /// Which record each row of the file is: by sheet key and row number.
    records: BTreeMap<(String, u32), String>,
}

impl Listener<'_, '_> {
    fn table(&mut self, run: &mut Collecting<'_, '_>, table: &Table) {
        if table.sheet.key == ANSWERS_SHEET {
            let base = self.file.base.as_ref().and_then(|(_, read)| read.table(ANSWERS_SHEET));
            return answers::collect_answers(run, table, base, self.speech);
        }
        let Some(roster) = run.working.rosters.get(&table.sheet.key) else { return };
        let base = self.file.base.as_ref().and_then(|(_, read)| read.table(&table.sheet.key));
        let matching = match_rows(table, base, roster);
        self.speech.filled += table.rows.iter().filter(|r| is_filled(r, &table.sheet)).count();
        if matching.shuffled {
            let message = format!(
                "The sheet {} was sorted without its hidden column, so row keys stand beside other rows; its rows were matched by their words.",
                table.sheet.title
            );
            let place = Place::sheet(&table.file, &table.title);
            self.speech.findings.push(Finding::new(Code::RowShuffled, message).on(&table.sheet).at(place));
        }
        let emptied = emptied_columns(table, base, &matching);
        let mut told = matched::begin(run, table, &matching);
        for (row, found) in table.rows.iter().zip(&matching.rows) {
            let added = run.working.added.len();
            let told_row = matched::row(run, table, row, found);
            self.row(run, table, base, row, found, &emptied);
            let added = run.working.added.len() > added;
            told.rows.extend(told_row.map(|told| matched::after(run, table, row, told, added)));
        }
        matched::end(run, base, &matching, told);
        for b in &matching.missing {
            if let Some(sent) = base.and_then(|t| t.rows.get(*b)) {
                self.gone(run, table, sent);
            }
        }
    }

    fn row(
        &mut self,
        run: &mut Collecting<'_, '_>,
        table: &Table,
        base: Option<&Table>,
        row: &Row,
        found: &MatchedRow,
        emptied: &[usize],
    ) {
        match found {
            MatchedRow::Record { key, base: b, .. } => {
                let sent = b.and_then(|b| base.and_then(|t| t.rows.get(b)));
                let key = self.living(run, table, row, sent, key);
                self.record(run, table, base, row, sent, &key, emptied);
            }
            MatchedRow::New { key } => self.new_row(run, table, base, row, key.as_deref()),
            MatchedRow::Mismatch { records } => self.mismatch(run, table, row, records),
            MatchedRow::Duplicate { record } => self.duplicate(run, table, row, record.as_deref()),
            MatchedRow::Surplus => {}
        }
    }

    /// A record that is gone, but was entered again: its edits go to the one that has its words.
    fn living(&mut self, run: &Collecting<'_, '_>, table: &Table, row: &Row, sent: Option<&Row>, key: &str) -> String {
        let Some(roster) = run.working.rosters.get(&table.sheet.key) else { return key.to_owned() };
        if !roster.entry(key).is_some_and(|e| e.gone) {
            return key.to_owned();
        }
        let words = sent
            .and_then(|s| s.natural_key(&table.sheet))
            .or_else(|| roster.entry(key).and_then(|e| e.natural_key.clone()));
        let Some(other) = words.and_then(|w| roster.only_with_natural_key(&w)) else { return key.to_owned() };
        if sent.is_none_or(|s| s.values != row.values) {
            let (old, new) = (name_of(run.working, &table.sheet, key).0, name_of(run.working, &table.sheet, other).0);
            let message = format!(
                "This row was sent as {old}, which was removed from the master; {new} has its name, so what was changed here counts for {new}."
            );
            let finding = Finding::new(Code::RowKeyMismatch, message).severity(Severity::Info).on(&table.sheet);
            let finding = finding.record(Some(&new)).help("Nothing to do, unless the two are different things.");
            self.speech.findings.push(finding.at(table.row_place(row)));
        }
        other.to_owned()
    }

    #[expect(clippy::too_many_arguments, reason = "a row with all it is compared with")]
    fn record(
        &mut self,
        run: &mut Collecting<'_, '_>,
        table: &Table,
        base: Option<&Table>,
        row: &Row,
        sent: Option<&Row>,
        key: &str,
        emptied: &[usize],
    ) {
        let sheet = &table.sheet;
        self.records.insert((sheet.key.clone(), row.number), key.to_owned());
        let whole = Subject { sheet: sheet.key.clone(), record: key.to_owned(), field: String::new() };
        if let Some(sent) = sent {
            if was_cleared(table, row, sent, self.side) {
                self.left_in_a_cleared_row(table, base, row, sent);
                self.say(Said {
                    subject: whole,
                    value: Value::YesNo(true),
                    sent: Value::YesNo(false),
                    kind: ClaimKind::Removed,
                    place: table.row_place(row),
                    issue: None,
                });
                return;
            }
            let struck = row.struck && !sent.struck;
            if struck || self.speaks_of(&sheet.key, key) {
                self.say(Said {
                    subject: whole,
                    value: Value::YesNo(struck),
                    sent: Value::YesNo(false),
                    kind: ClaimKind::Struck,
                    place: table.row_place(row),
                    issue: None,
                });
            }
        }
        self.note_origin(run, sheet, row, key);
        let id = run.working.master.sheet(&sheet.key).and_then(|s| s.records.get(key)).map(|r| r.id.clone());
        let asks_all = self.file.base.is_none() || run.context.ask_all;
        let spoken = self.speaks_of(&sheet.key, key);
        for (c, column) in sheet.columns.iter().enumerate() {
            if table.present.get(c).copied().flatten().is_none() || row.silent.contains(&c) {
                continue;
            }
            if !asks_all && !spoken && !column.is_tool() && is_as_sent(base, sent, row, c) {
                continue;
            }
            let now = row.values.get(c).cloned().unwrap_or_default();
            let before = sent_value(base, sent, c);
            if self.not_meant(table, row, c, column, &now, &before, id.as_deref()) {
                continue;
            }
            if column.is_tool() {
                self.tool_column(table, row, c, column, &now, &before, id.as_deref());
                continue;
            }
            self.note_issue(table, row, c, column, &now, &before, id.as_deref());
            let mut issue = self.issue(sheet, row, c, column, &now, &before, emptied.contains(&c));
            let master =
                || run.working.master.sheet(&sheet.key).and_then(|s| s.records.get(key)).and_then(|r| r.values.get(c));
            if asks_all {
                // Without what was sent, a difference may be the master's change as well as the copy's.
                if now.is_empty() || master() == Some(&now) {
                    continue;
                }
                let known = master().is_some_and(|m| !m.is_empty());
                issue = issue.or_else(|| known.then(|| no_base(&now, &column.title)));
            }
            let subject = Subject { sheet: sheet.key.clone(), record: key.to_owned(), field: column.key.clone() };
            let place = table.place(row, c);
            if column.merge == Merge::Append && now != before {
                self.log_lines(sheet, column, &now, &before, &place, id.as_deref());
            }
            self.say(Said { subject, value: now, sent: before, kind: ClaimKind::Value, place, issue });
        }
    }

    /// What stands in a row whose record was emptied out of it, and was not there when it was sent.
    fn left_in_a_cleared_row(&mut self, table: &Table, base: Option<&Table>, row: &Row, sent: &Row) {
        for (c, column) in table.sheet.columns.iter().enumerate().filter(|(_, column)| !column.is_tool()) {
            let Some(value) = row.values.get(c).filter(|v| !v.is_empty()) else { continue };
            if table.present.get(c).copied().flatten().is_none() || is_as_sent(base, Some(sent), row, c) {
                continue;
            }
            let message = format!("“{value}” stands in a row that was emptied; it is not in the master.");
            let finding = Finding::new(Code::RowOutsideTable, message).on(&table.sheet).field(&column.key);
            self.speech.findings.push(finding.at(table.place(row, c)));
        }
    }

    /// Has the copy said anything about a record before?
    fn speaks_of(&self, sheet: &str, record: &str) -> bool {
        self.spoken_records.contains(&(sheet.to_owned(), record.to_owned()))
    }

    fn say(&mut self, said: Said) {
        if said.value != said.sent || self.spoken.contains(&said.subject) {
            self.speech.said.push(said);
        }
    }

    /// The row key under which a record was heard, with its words.
    fn note_origin(&self, run: &mut Collecting<'_, '_>, sheet: &Sheet, row: &Row, key: &str) {
        let (Some(row_key), Some(words)) = (row.row_key.clone(), row.natural_key(sheet)) else { return };
        if row_key == key || self.again {
            return;
        }
        let of_other =
            run.working.rosters.get(&sheet.key).and_then(|r| r.by_row_key(&row_key)).is_some_and(|k| k != key);
        let Some(record) = run.working.master.sheet_mut(&sheet.key).and_then(|s| s.records.get_mut(key)) else {
            return;
        };
        if !of_other && !record.origins.iter().any(|o| o.row_key == row_key && o.natural_key == words) {
            record.origins.retain(|o| o.row_key != row_key);
            record.origins.push(Origin { row_key, natural_key: words });
        }
    }

    fn gone(&mut self, run: &Collecting<'_, '_>, table: &Table, sent: &Row) {
        let Some(roster) = run.working.rosters.get(&table.sheet.key) else { return };
        let by_key = sent.row_key.as_deref().and_then(|k| roster.by_row_key(k));
        let Some(key) = by_key.or_else(|| sent.id.as_deref().and_then(|id| roster.by_id(id))) else { return };
        if roster.entry(key).is_some_and(|e| e.gone) {
            return;
        }
        self.say(Said {
            subject: Subject { sheet: table.sheet.key.clone(), record: key.to_owned(), field: String::new() },
            value: Value::YesNo(true),
            sent: Value::YesNo(false),
            kind: ClaimKind::Removed,
            place: Place::sheet(&table.file, &table.title),
            issue: None,
        });
    }

    fn new_row(
        &mut self,
        run: &mut Collecting<'_, '_>,
        table: &Table,
        base: Option<&Table>,
        row: &Row,
        own: Option<&str>,
    ) {
        if self.again || !row.has_typed_values(&table.sheet) {
            return;
        }
        let sheet = &table.sheet;
        let key = self.key_of(run, table, row, own);
        if self.was_decided(run, table, row, &key) {
            return;
        }
        if own.is_none() && run.working.rosters.get(&sheet.key).is_some_and(|r| r.entry(&key).is_some()) {
            // A row without a key that this copy was heard with before: its record was renamed since, or shares its name.
            let key = self.living(run, table, row, None, &key);
            return self.record(run, table, base, row, None, &key, &[]);
        }
        if let Some((record, score)) = resembling(run.working, sheet, row) {
            self.resembles(run, table, row, key, own, &record, score);
            return;
        }
        add_record(run.working, sheet, &key, own, row);
        self.record(run, table, base, row, None, &key, &[]);
    }
}

/// Does a cell hold what was sent? A quick look, since most do.
fn is_as_sent(base: Option<&Table>, sent: Option<&Row>, row: &Row, c: usize) -> bool {
    let present = base.is_some_and(|b| b.present.get(c).copied().flatten().is_some());
    let was = sent.filter(|_| present).and_then(|s| s.values.get(c)).unwrap_or(&Value::Empty);
    row.values.get(c).unwrap_or(&Value::Empty) == was
}

fn sent_value(base: Option<&Table>, sent: Option<&Row>, c: usize) -> Value {
    let present = base.is_some_and(|b| b.present.get(c).copied().flatten().is_some());
    sent.filter(|_| present).and_then(|s| s.values.get(c)).cloned().unwrap_or_default()
}

fn no_base(now: &Value, title: &str) -> ValueIssue {
    let message =
        format!("{title}: “{now}” differs from the master, and what was sent to this recipient is not known.");
    ValueIssue::noted(Code::ConflictField, message)
}

/// A row in which every cell that the recipient could fill, and that was filled, is now empty.
fn was_cleared(table: &Table, row: &Row, sent: &Row, side: Owner) -> bool {
    let fillable = |c: &Column| !c.is_tool() && (c.owner == Owner::Either || c.owner == side);
    let columns = table.sheet.columns.iter().zip(&table.present).enumerate();
    let mut filled = columns
        .filter(|(i, (c, at))| at.is_some() && fillable(c) && sent.values.get(*i).is_some_and(|v| !v.is_empty()))
        .peekable();
    let is_empty = |i: usize| row.values.get(i).is_none_or(Value::is_empty) && !row.silent.contains(&i);
    filled.peek().is_some() && filled.all(|(i, _)| is_empty(i))
}

/// Columns that were emptied in more than half of their filled rows, at least five.
fn emptied_columns(table: &Table, base: Option<&Table>, matching: &MatchedTable) -> Vec<usize> {
    let Some(base) = base else { return Vec::new() };
    let mut out = Vec::new();
    for (c, at) in table.present.iter().enumerate() {
        if at.is_none() {
            continue;
        }
        let (mut filled, mut emptied) = (0usize, 0usize);
        for (row, found) in table.rows.iter().zip(&matching.rows) {
            let MatchedRow::Record { base: Some(b), .. } = found else { continue };
            let was = base.rows.get(*b).and_then(|r| r.values.get(c)).is_some_and(|v| !v.is_empty());
            filled += usize::from(was);
            emptied += usize::from(
                was && row.values.get(c).is_none_or(Value::is_empty)
                    && !row.silent.contains(&c)
                    && row.has_typed_values(&table.sheet),
            );
        }
        if emptied >= 5 && emptied * 2 > filled {
            out.push(c);
        }
    }
    out
}
