//! Claims of rows: which record each row of a file is, and what it says beside what was sent.

mod ahead;
mod ambiguous;
mod around;
mod cells;
mod collector;
mod marks;
mod matched;
mod persons;
mod returned_row;
mod signatures;

use super::types::{FileClaims, ObservedValue, is_claimant_of, is_filled};
use crate::model::code::Code;
use crate::model::keys::RecordKey;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::claims::answers;
use crate::steps::reconcile::claims::collecting::Collecting;
use crate::steps::reconcile::records::{add_record, name_of, resembling};
pub use ahead::{MatchedAhead, match_ahead};
pub use ambiguous::ask_rows;
use collector::FileCollector;
use returned_row::{ReturnedCell, ReturnedRow};

use crate::model::finding::Finding;
use crate::model::memory::{ClaimKind, RecordOrigin, Subject};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::table::{Row, Table};
use crate::model::template::{ANSWERS_SHEET, Column, Merge, Owner, Sheet};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::matching::{MatchedRow, MatchedTable};
use std::collections::{BTreeMap, BTreeSet};

/// Everything a file claims. A file that was read in an earlier run adds no records and asks nothing. `ahead` is how the
/// rows of its tables were matched.
pub fn collect_claims(
    run: &mut Collecting<'_, '_>,
    file: &Incoming,
    read_before: bool,
    ahead: Vec<Option<MatchedAhead>>,
) -> FileClaims {
    let keys = run.working.master.memory.claims.keys().filter(|k| is_claimant_of(&k.copy, &file.copy));
    let claimed: BTreeSet<Subject> = keys.map(|k| k.subject.clone()).collect();
    let mut claimed_records: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for subject in &claimed {
        claimed_records.entry(subject.sheet.clone()).or_default().insert(subject.record.clone());
    }
    let mut collector = FileCollector {
        file,
        read_before,
        people: &run.context.people,
        forums: &run.context.forums,
        side: run.working.side(file.identity.contact.as_deref()),
        claimed_records,
        claimed,
        made_keys: BTreeMap::new(),
        claims: FileClaims::default(),
        records: BTreeMap::new(),
    };
    for (table, ahead) in file.read.tables.iter().zip(ahead) {
        collector.table(run, table, ahead);
    }
    collector.around(run);
    collector.claims
}

impl FileCollector<'_> {
    fn table(&mut self, run: &mut Collecting<'_, '_>, table: &Table, ahead: Option<MatchedAhead>) {
        let base = self.file.base_of(table);
        if table.sheet.key == ANSWERS_SHEET {
            return answers::collect_answers(run, table, base, &mut self.claims);
        }
        let Some(index) = run.working.record_indexes.get(&table.sheet.key) else { return };
        let matching = ahead::matching_of(table, base, index, ahead);
        self.claims.filled += table.rows.iter().filter(|r| is_filled(r, &table.sheet)).count();
        if matching.shuffled {
            self.claims.findings.push(shuffled(table));
        }
        let emptied = emptied_columns(table, base, &matching);
        let mut report = matched::begin(run, table, &matching);
        if let Some(index) = run.working.record_indexes.get_mut(&table.sheet.key).filter(|_| self.file.is_list) {
            index.keep_apart();
        }
        for (row, found) in table.rows.iter().zip(&matching.rows) {
            let added = run.working.added.len();
            let row_report = matched::row(run, table, row, found);
            self.row(run, ReturnedRow { table, base, row, sent: None }, found, &emptied);
            let added = run.working.added.len() > added;
            report.rows.extend(row_report.map(|r| matched::after(run, table, row, r, added)));
        }
        if let Some(index) = run.working.record_indexes.get_mut(&table.sheet.key) {
            index.settle();
        }
        matched::end(run, base, &matching, report);
        for sent in matching.missing.iter().filter_map(|b| base?.rows.get(*b)) {
            self.missing(run, table, sent);
        }
    }

    fn row(&mut self, run: &mut Collecting<'_, '_>, at: ReturnedRow<'_>, found: &MatchedRow, emptied: &[usize]) {
        match found {
            MatchedRow::Record { key, base: b, .. } => {
                let at = ReturnedRow { sent: b.and_then(|b| at.base?.rows.get(b)), ..at };
                let key = self.living(run, at, key);
                self.record(run, at, &key, emptied);
            }
            MatchedRow::New { key } => self.new_row(run, at, key.as_deref()),
            MatchedRow::Mismatch { records } => self.mismatch(run, at.table, at.row, records),
            MatchedRow::Duplicate { record } => self.duplicate(run, at.table, at.row, record.as_ref()),
            MatchedRow::Surplus => {}
        }
    }

    /// A record that is gone, but was entered again: its edits go to the one that has its words.
    fn living(&mut self, run: &Collecting<'_, '_>, at: ReturnedRow<'_>, key: &RecordKey) -> RecordKey {
        let sheet = &at.table.sheet;
        let Some(index) = run.working.record_indexes.get(&sheet.key) else { return key.clone() };
        let Some(gone) = index.entry(key).filter(|e| e.gone) else { return key.clone() };
        let words = at.sent.and_then(|s| s.natural_key(sheet)).or_else(|| gone.natural_key.clone());
        let Some(other) = words.and_then(|w| index.only_with_natural_key(&w)) else { return key.clone() };
        if at.sent.is_none_or(|s| s.values != at.row.values) {
            let (old, new) = (name_of(run.working, sheet, key).0, name_of(run.working, sheet, other).0);
            let message = format!(
                "This row was sent as {old}, which was removed from the master; {new} has its name, so what was changed here counts for {new}."
            );
            let finding = Finding::new(Code::RowKeyMismatch, message).severity(Severity::Info).on(sheet);
            let finding = finding.record(Some(&new)).help("Nothing to do, unless the two are different things.");
            self.claims.findings.push(finding.at(at.table.row_place(at.row)));
        }
        other.clone()
    }

    fn record(&mut self, run: &mut Collecting<'_, '_>, at: ReturnedRow<'_>, key: &RecordKey, emptied: &[usize]) {
        let sheet = &at.table.sheet;
        self.records.insert((sheet.key.clone(), at.row.number), key.clone());
        if self.was_cleared(at) {
            self.left_in_a_cleared_row(at);
            return self.observe_whole(at, key, ClaimKind::Removed, true);
        }
        let struck = at.sent.map(|sent| at.row.struck && !sent.struck);
        if let Some(struck) = struck.filter(|struck| *struck || self.has_claimed(&sheet.key, key)) {
            self.observe_whole(at, key, ClaimKind::Struck, struck);
        }
        self.note_origin(run, sheet, at.row, key);
        let master = run.working.master.sheet(&sheet.key).and_then(|s| s.records.get(key));
        let id = master.map(|r| r.id.as_str());
        let asks_all = self.file.base.is_none() || run.context.ask_all;
        let goes_through_all = asks_all || self.has_claimed(&sheet.key, key);
        for (c, column) in sheet.columns.iter().enumerate().filter(|(c, _)| at.has(*c)) {
            if !goes_through_all && !column.is_tool() && at.is_as_sent(c) {
                continue;
            }
            let cell = at.cell(c, column, id);
            if let Some(finding) = cells::unintended_change(cell) {
                self.claims.findings.push(finding);
            } else if column.is_tool() {
                self.claims.findings.extend(cells::typed_over_tool_column(cell));
            } else {
                let held = master.and_then(|r| r.values.get(c));
                let compared_with = if asks_all { Compared::WithMaster(held) } else { Compared::WithBase };
                self.cell(cell, key, emptied.contains(&c), compared_with);
            }
        }
    }

    /// A cell that people fill in.
    fn cell(&mut self, cell: ReturnedCell<'_>, key: &RecordKey, emptied: bool, compared: Compared<'_>) {
        let ReturnedCell { column, now, before, .. } = cell;
        self.claims.findings.extend(cells::noted_issue(cell));
        let mut issue = cells::issue(cell, self.side, emptied);
        issue = issue.or_else(|| persons::uncertain_person(cell, self.people, self.forums));
        let sender = self.file.identity.contact.as_deref();
        issue = issue.or_else(|| signatures::signed_for_another(cell, sender, self.people));
        if let Compared::WithMaster(held) = compared {
            if now.is_empty() || held == Some(now) {
                return;
            }
            let differs = held.is_some_and(|held| !held.is_empty());
            issue = issue.or_else(|| differs.then(|| no_base(now, &column.title)));
        }
        if column.merge == Merge::Append && now != before {
            self.claims.findings.extend(cells::lost_log_lines(cell));
        }
        let sheet = cell.of.table.sheet.key.clone();
        self.observe(ObservedValue {
            subject: Subject { sheet, record: key.clone(), field: column.key.clone() },
            value: now.clone(),
            sent: before.clone(),
            kind: ClaimKind::Value,
            place: cell.of.table.place(cell.of.row, cell.c),
            issue,
        });
    }

    /// Something about a record as a whole: it is removed or struck out.
    fn observe_whole(&mut self, at: ReturnedRow<'_>, key: &RecordKey, kind: ClaimKind, is_so: bool) {
        self.observe(ObservedValue {
            subject: Subject::whole(&at.table.sheet.key, key.clone()),
            value: Value::YesNo(is_so),
            sent: Value::YesNo(false),
            kind,
            place: at.table.row_place(at.row),
            issue: None,
        });
    }

    /// A row in which every cell that the recipient could fill, and that was filled, is now empty.
    fn was_cleared(&self, at: ReturnedRow<'_>) -> bool {
        let Some(sent) = at.sent else { return false };
        let fillable = |c: &Column| !c.is_tool() && (c.owner == Owner::Either || c.owner == self.side);
        let columns = at.table.sheet.columns.iter().zip(&at.table.present).enumerate();
        let mut filled = columns
            .filter(|(i, (c, at))| at.is_some() && fillable(c) && sent.values.get(*i).is_some_and(|v| !v.is_empty()))
            .peekable();
        let is_empty = |i: usize| at.row.values.get(i).is_none_or(Value::is_empty) && !at.row.silent.contains(&i);
        filled.peek().is_some() && filled.all(|(i, _)| is_empty(i))
    }

    /// What stands in a row whose record was emptied out of it, and was not there when it was sent.
    fn left_in_a_cleared_row(&mut self, at: ReturnedRow<'_>) {
        for (c, column) in at.table.sheet.columns.iter().enumerate().filter(|(_, column)| !column.is_tool()) {
            let Some(value) = at.row.values.get(c).filter(|v| !v.is_empty()) else { continue };
            if at.table.present.get(c).copied().flatten().is_none() || at.is_as_sent(c) {
                continue;
            }
            let message = format!("“{value}” stands in a row that was emptied; it is not in the master.");
            self.claims.findings.push(at.cell(c, column, None).finding(Code::RowOutsideTable, message));
        }
    }

    /// Remembers the row key under which a record came, with its natural key, so that it is found when either changes.
    fn note_origin(&self, run: &mut Collecting<'_, '_>, sheet: &Sheet, row: &Row, key: &RecordKey) {
        let (Some(row_key), Some(words)) = (row.row_key.clone(), row.natural_key(sheet)) else { return };
        if *key == *row_key || self.read_before {
            return;
        }
        let of_other =
            run.working.record_indexes.get(&sheet.key).and_then(|r| r.by_row_key(&row_key)).is_some_and(|k| k != key);
        let Some(record) = run.working.master.sheet_mut(&sheet.key).and_then(|s| s.records.get_mut(key)) else {
            return;
        };
        if !of_other && !record.origins.iter().any(|o| o.row_key == row_key && o.natural_key == words) {
            record.origins.retain(|o| o.row_key != row_key);
            record.origins.push(RecordOrigin { row_key, natural_key: words });
        }
    }

    /// A record whose row is no longer in the copy.
    fn missing(&mut self, run: &Collecting<'_, '_>, table: &Table, sent: &Row) {
        let Some(index) = run.working.record_indexes.get(&table.sheet.key) else { return };
        let by_key = sent.row_key.as_deref().and_then(|k| index.by_row_key(k));
        let Some(key) = by_key.or_else(|| sent.id.as_deref().and_then(|id| index.by_id(id))) else { return };
        if index.entry(key).is_some_and(|e| e.gone) {
            return;
        }
        self.observe(ObservedValue {
            subject: Subject::whole(&table.sheet.key, key.clone()),
            value: Value::YesNo(true),
            sent: Value::YesNo(false),
            kind: ClaimKind::Removed,
            place: Place::sheet(&table.file, &table.title),
            issue: None,
        });
    }

    fn new_row(&mut self, run: &mut Collecting<'_, '_>, at: ReturnedRow<'_>, own: Option<&str>) {
        let (table, row, sheet) = (at.table, at.row, &at.table.sheet);
        if self.read_before || !row.has_typed_values(sheet) {
            return;
        }
        let key = self.key_of(run, table, row, own);
        if self.was_decided(run, table, row, &key) {
            return;
        }
        if own.is_none() && run.working.record_indexes.get(&sheet.key).is_some_and(|r| r.entry(&key).is_some()) {
            // A row without a key that this copy had in an earlier run: its record was renamed since, or shares its name.
            let key = self.living(run, at, &key);
            return self.record(run, at, &key, &[]);
        }
        if let Some((record, score)) = resembling(run.working, sheet, row) {
            let resembled = ambiguous::Resembled { record, score };
            return self.resembles(run, table, row, ambiguous::NewRowKey { key, own }, &resembled);
        }
        add_record(run.working, sheet, &key, own, row);
        self.record(run, at, &key, &[]);
    }
}

/// What a cell is compared with.
#[derive(Clone, Copy)]
enum Compared<'m> {
    /// With what was sent.
    WithBase,
    /// With what the master holds, since it is not known what was sent: a difference may be the master's change as well as
    /// the copy's.
    WithMaster(Option<&'m Value>),
}

fn shuffled(table: &Table) -> Finding {
    let message = format!(
        "The sheet {} was sorted without its hidden column, so row keys stand beside other rows; its rows were matched by their words.",
        table.sheet.title
    );
    Finding::new(Code::RowShuffled, message).on(&table.sheet).at(Place::sheet(&table.file, &table.title))
}

fn no_base(now: &Value, title: &str) -> ValueIssue {
    let message =
        format!("{title}: “{now}” differs from the master, and what was sent to this recipient is not known.");
    ValueIssue::noted(Code::ConflictField, message)
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
