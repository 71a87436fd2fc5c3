//! Listening to the rows of a file: which record each row is, and what it says beside what was sent.

use super::hear::{Said, Speech, is_filled, is_voice_of};
use super::{Incoming, Run, entry, roles};
use crate::steps::check::reached;
use crate::steps::compute::compute;
use crate::steps::match_rows::{Match, Matching, has_words, match_rows};
use crate::steps::read_in::{LeftoverKind, ReadIn, UnknownColumn, missing_columns};
use crate::steps::read_master::next_id;
use crate::things::finding::{Action, Candidate, Finding, Giver, Question, Severity};
use crate::things::memory::{Open, Origin, Pending, Subject, Trouble, Word, WordKey, WordKind};
use crate::things::place::{At, Place};
use crate::things::row_key;
use crate::things::state::Record;
use crate::things::table::{Row, Table, natural_words};
use crate::things::template::{Column, Merge, Owner, Required, Sheet, Visibility};
use crate::things::text::{RESEMBLES, and_list, count, resemblance};
use crate::things::value::Value;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A row about which a person must say what it is.
#[derive(Clone, Debug)]
pub(super) struct Doubtful {
    pub code: &'static str,
    pub sheet: Arc<Sheet>,
    pub key: String,
    pub options: Vec<(Action, String)>,
    pub message: String,
    pub pending: Pending,
}

/// Everything a file says. A file heard before adds no records and asks nothing.
pub(super) fn listen(run: &mut Run<'_>, file: &Incoming, again: bool) -> Speech {
    let mut speech = Speech::default();
    let spoken: BTreeSet<Subject> = run
        .master
        .memory
        .words
        .keys()
        .filter(|k| is_voice_of(&k.copy, &file.copy))
        .map(|k| k.subject.clone())
        .collect();
    let side = run.side(file.identity.recipient.as_deref().unwrap_or(""), file.identity.contact.as_deref());
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
    fn table(&mut self, run: &mut Run<'_>, table: &Table) {
        let Some(roster) = run.rosters.get(&table.sheet.key) else { return };
        let base = self.file.base.as_ref().and_then(|(_, read)| read.table(&table.sheet.key));
        let matching = match_rows(table, base, roster);
        self.speech.filled += table.rows.iter().filter(|r| is_filled(r, &table.sheet)).count();
        if matching.shuffled {
            let message = format!(
                "The sheet {} was sorted without its hidden column, so row keys stand beside other rows; its rows were matched by their words.",
                table.sheet.title
            );
            let place = Place::sheet(&table.file, &table.title);
            self.speech.findings.push(Finding::new("row/shuffled", message).on(&table.sheet).at(place));
        }
        let emptied = emptied_columns(table, base, &matching);
        for (row, found) in table.rows.iter().zip(&matching.rows) {
            self.row(run, table, base, row, found, &emptied);
        }
        for b in &matching.missing {
            if let Some(sent) = base.and_then(|t| t.rows.get(*b)) {
                self.gone(run, table, sent);
            }
        }
    }

    fn row(
        &mut self,
        run: &mut Run<'_>,
        table: &Table,
        base: Option<&Table>,
        row: &Row,
        found: &Match,
        emptied: &[usize],
    ) {
        match found {
            Match::Record { key, base: b } => {
                let sent = b.and_then(|b| base.and_then(|t| t.rows.get(b)));
                let key = self.living(run, table, row, sent, key);
                self.record(run, table, base, row, sent, &key, emptied);
            }
            Match::New { key } => self.new_row(run, table, base, row, key.as_deref()),
            Match::Mismatch { records, .. } => self.mismatch(run, table, row, records),
            Match::Duplicate { record } => self.duplicate(run, table, row, record.as_deref()),
            Match::Surplus => {}
        }
    }

    /// A record that is gone, but was entered again: its edits go to the one that has its words.
    fn living(&mut self, run: &Run<'_>, table: &Table, row: &Row, sent: Option<&Row>, key: &str) -> String {
        let Some(roster) = run.rosters.get(&table.sheet.key) else { return key.to_owned() };
        if !roster.entry(key).is_some_and(|e| e.gone) {
            return key.to_owned();
        }
        let words =
            sent.and_then(|s| s.natural_key(&table.sheet)).or_else(|| roster.entry(key).and_then(|e| e.words.clone()));
        let Some(other) = words.and_then(|w| roster.only_by_words(&w)) else { return key.to_owned() };
        if sent.is_none_or(|s| s.values != row.values) {
            let (old, new) = (name_of(run, &table.sheet, key).0, name_of(run, &table.sheet, other).0);
            let message = format!(
                "This row was sent as {old}, which was removed from the master; {new} has its name, so what was changed here counts for {new}."
            );
            let finding = Finding::new("row/key-mismatch", message).severity(Severity::Info).on(&table.sheet);
            let finding = finding.record(Some(&new)).help("Nothing to do, unless the two are different things.");
            self.speech.findings.push(finding.at(table.row_place(row)));
        }
        other.to_owned()
    }

    #[expect(clippy::too_many_arguments, reason = "a row with all it is compared with")]
    fn record(
        &mut self,
        run: &mut Run<'_>,
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
                self.say(Said {
                    subject: whole,
                    value: Value::YesNo(true),
                    sent: Value::YesNo(false),
                    kind: WordKind::Removed,
                    place: table.row_place(row),
                    trouble: None,
                });
                return;
            }
            let struck = row.struck && !sent.struck;
            if struck || self.speaks_of(&sheet.key, key) {
                self.say(Said {
                    subject: whole,
                    value: Value::YesNo(struck),
                    sent: Value::YesNo(false),
                    kind: WordKind::Struck,
                    place: table.row_place(row),
                    trouble: None,
                });
            }
        }
        self.note_origin(run, sheet, row, key);
        let id = run.master.sheet(&sheet.key).and_then(|s| s.records.get(key)).map(|r| r.id.clone());
        let asks_all = self.file.base.is_none() || run.ask_all;
        let spoken = self.speaks_of(&sheet.key, key);
        for (c, column) in sheet.columns.iter().enumerate() {
            if table.present.get(c).copied().flatten().is_none() {
                continue;
            }
            if !asks_all && !spoken && !column.is_tool() && is_as_sent(base, sent, row, c) {
                continue;
            }
            let now = row.values.get(c).cloned().unwrap_or_default();
            let before = sent_value(base, sent, c);
            if column.is_tool() {
                self.tool_column(table, row, c, column, &now, &before, id.as_deref());
                continue;
            }
            self.doubt(table, row, c, column, &now, &before, id.as_deref());
            let mut trouble = self.trouble(sheet, row, c, column, &now, &before, emptied.contains(&c));
            let master = || run.master.sheet(&sheet.key).and_then(|s| s.records.get(key)).and_then(|r| r.values.get(c));
            if asks_all {
                // Without what was sent, a difference may be the master's change as well as the copy's.
                if now.is_empty() || master() == Some(&now) {
                    continue;
                }
                let known = master().is_some_and(|m| !m.is_empty());
                trouble = trouble.or_else(|| known.then(|| no_base(&now, &column.title)));
            }
            let subject = Subject { sheet: sheet.key.clone(), record: key.to_owned(), field: column.key.clone() };
            let place = table.place(row, c);
            if column.merge == Merge::Append && now != before {
                self.log_lines(sheet, column, &now, &before, &place, id.as_deref());
            }
            self.say(Said { subject, value: now, sent: before, kind: WordKind::Value, place, trouble });
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
    fn note_origin(&self, run: &mut Run<'_>, sheet: &Sheet, row: &Row, key: &str) {
        let (Some(row_key), Some(words)) = (row.row_key.clone(), row.natural_key(sheet)) else { return };
        if row_key == key || self.again {
            return;
        }
        let of_other = run.rosters.get(&sheet.key).and_then(|r| r.of_row_key(&row_key)).is_some_and(|k| k != key);
        let Some(record) = run.master.sheet_mut(&sheet.key).and_then(|s| s.records.get_mut(key)) else { return };
        if !of_other && !record.origins.iter().any(|o| o.row_key == row_key && o.natural_key == words) {
            record.origins.retain(|o| o.row_key != row_key);
            record.origins.push(Origin { row_key, natural_key: words });
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a cell with all that a message about it says")]
    fn tool_column(
        &mut self,
        table: &Table,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        id: Option<&str>,
    ) {
        let sheet = &table.sheet;
        let right =
            if column.is_id() { id.map_or(Value::Empty, Value::text) } else { compute(sheet, &row.values, column) };
        if now.is_empty() || now == before || now.to_string() == right.to_string() {
            return;
        }
        let message =
            format!("{}: “{now}” was typed over what prekick fills in ({right}); it was not taken.", column.title);
        let finding = Finding::new("edit/not-owner", message).severity(Severity::Info);
        let finding =
            finding.on(sheet).record(id).field(&column.key).help("Nothing to do: this column is made by prekick.");
        self.speech.findings.push(finding.at(table.place(row, c)));
    }

    /// Says what was understood but not plainly typed.
    #[expect(clippy::too_many_arguments, reason = "a cell with all that a message about it says")]
    fn doubt(
        &mut self,
        table: &Table,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        id: Option<&str>,
    ) {
        let Some(doubt) = row.doubt(c).filter(|d| !d.refused) else { return };
        if now == before {
            return;
        }
        let message = doubt.message.clone();
        let finding = Finding::new(doubt.code, message).on(&table.sheet).record(id).field(&column.key);
        self.speech.findings.push(finding.at(table.place(row, c)));
    }

    /// Why a value can't be taken as it stands.
    #[expect(clippy::too_many_arguments, reason = "a cell with all that it is judged by")]
    fn trouble(
        &self,
        sheet: &Sheet,
        row: &Row,
        c: usize,
        column: &Column,
        now: &Value,
        before: &Value,
        emptied: bool,
    ) -> Option<Trouble> {
        if now == before {
            return None;
        }
        if let Some(doubt) = row.doubt(c).filter(|d| d.refused) {
            let (code, message) = (doubt.code.to_owned(), doubt.message.clone());
            return Some(Trouble { code, message, nearest: doubt.nearest.clone(), refused: true });
        }
        let of_other = match column.owner {
            Owner::Delivery | Owner::Customer => column.owner != self.side,
            Owner::Either | Owner::Tool => false,
        };
        let internal = column.visibility == Visibility::Internal && self.side == Owner::Customer;
        if of_other || internal {
            let whose = if column.owner == Owner::Customer { "customer" } else { "delivery team" };
            let message = format!("{} is the {whose}'s column, and the other side changed it.", column.title);
            return Some(Trouble { code: "edit/not-owner".into(), message, nearest: Vec::new(), refused: false });
        }
        if now.is_empty() && emptied {
            let message = format!("The column {} was emptied in most of its rows.", column.title);
            let refused = column.required == Required::Always;
            return Some(Trouble { code: "column/missing".into(), message, nearest: Vec::new(), refused });
        }
        if now.is_empty() && column.required == Required::Always {
            let message = format!("{} was emptied, and it must be filled in.", column.title);
            return Some(Trouble { code: "value/required".into(), message, nearest: Vec::new(), refused: true });
        }
        if let Required::From(status) = &column.required {
            let status = reached(sheet, &row.values, status).filter(|_| now.is_empty())?;
            let message =
                format!("{} was emptied, and it must be filled in while the status is {status}.", column.title);
            return Some(Trouble { code: "value/required".into(), message, nearest: Vec::new(), refused: false });
        }
        None
    }

    fn log_lines(
        &mut self,
        sheet: &Sheet,
        column: &Column,
        now: &Value,
        before: &Value,
        place: &Place,
        id: Option<&str>,
    ) {
        let gone = crate::things::merge::lines_gone(before, now);
        if gone.is_empty() {
            return;
        }
        let said: Vec<String> = gone.iter().map(|l| format!("“{l}”")).collect();
        let message = format!(
            "{} is a log: {} {} edited or deleted in the copy and {} in the master; new lines were added.",
            column.title,
            and_list(&said),
            if gone.len() == 1 { "was" } else { "were" },
            if gone.len() == 1 { "stays" } else { "stay" },
        );
        let finding = Finding::new("value/coerced", message).on(sheet).record(id).field(&column.key);
        self.speech.findings.push(finding.at(place.clone()));
    }

    fn gone(&mut self, run: &Run<'_>, table: &Table, sent: &Row) {
        let Some(roster) = run.rosters.get(&table.sheet.key) else { return };
        let by_key = sent.row_key.as_deref().and_then(|k| roster.of_row_key(k));
        let Some(key) = by_key.or_else(|| sent.id.as_deref().and_then(|id| roster.of_id(id))) else { return };
        if roster.entry(key).is_some_and(|e| e.gone) {
            return;
        }
        self.say(Said {
            subject: Subject { sheet: table.sheet.key.clone(), record: key.to_owned(), field: String::new() },
            value: Value::YesNo(true),
            sent: Value::YesNo(false),
            kind: WordKind::Removed,
            place: Place::sheet(&table.file, &table.title),
            trouble: None,
        });
    }

    fn new_row(&mut self, run: &mut Run<'_>, table: &Table, base: Option<&Table>, row: &Row, own: Option<&str>) {
        if self.again || !has_words(row, &table.sheet) {
            return;
        }
        let sheet = &table.sheet;
        let key = self.key_of(run, table, row, own);
        if self.was_decided(run, table, row, &key) {
            return;
        }
        if own.is_none() && run.rosters.get(&sheet.key).is_some_and(|r| r.entry(&key).is_some()) {
            // A row without a key that this copy was heard with before: its record was renamed since, or shares its name.
            let key = self.living(run, table, row, None, &key);
            return self.record(run, table, base, row, None, &key, &[]);
        }
        if let Some((record, score)) = resembling(run, sheet, row) {
            self.resembles(run, table, row, key, own, &record, score);
            return;
        }
        add_record(run, sheet, &key, own, row);
        self.record(run, table, base, row, None, &key, &[]);
    }

    fn key_of(&mut self, run: &Run<'_>, table: &Table, row: &Row, own: Option<&str>) -> String {
        if let Some(own) = own {
            return own.to_owned();
        }
        let words =
            row.natural_key(&table.sheet).unwrap_or_else(|| row.values.iter().map(|v| format!("{v}\u{1f}")).collect());
        self.one_of(row_key::make(&[&run.engagement.id, &self.file.copy, &table.sheet.key, &words]))
    }

    /// The key itself for the first row that has it, another for each that follows.
    fn one_of(&mut self, key: String) -> String {
        let before = self.doubled.entry(key.clone()).or_default();
        *before += 1;
        if *before == 1 { key } else { row_key::make(&[&key, &before.to_string()]) }
    }

    fn was_decided(&self, run: &Run<'_>, table: &Table, row: &Row, key: &str) -> bool {
        let subject = pending_subject(&table.sheet, key, &self.file.copy);
        let word = super::words_about(&run.master, &subject).find(|(c, _)| is_voice_of(c, &self.file.copy));
        word.is_some_and(|(_, w)| w.value == row_value(table, row))
    }

    #[expect(clippy::too_many_arguments, reason = "a row with the record it resembles")]
    fn resembles(
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
        self.push_doubtful("row/possible-duplicate", table, row, key, own, options, message);
    }

    fn mismatch(&mut self, run: &Run<'_>, table: &Table, row: &Row, records: &[String]) {
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
        self.push_doubtful("row/key-mismatch", table, row, key, None, options, message);
    }

    fn duplicate(&mut self, run: &Run<'_>, table: &Table, row: &Row, record: Option<&str>) {
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
            "row/duplicate-key",
            table,
            row,
            key,
            None,
            vec![(Action::AddNew, "a new record".to_owned())],
            message,
        );
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a question about a row")]
    fn push_doubtful(
        &mut self,
        code: &'static str,
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

    /// Cells outside the tables, notes, unknown columns, missing sheets and columns: what the file says beside its records.
    fn around(&mut self, run: &Run<'_>) {
        let file = self.file;
        let base = file.base.as_ref().map(|(_, read)| read);
        for finding in file
            .read
            .findings
            .iter()
            .filter(|f| base.is_none_or(|b| !b.findings.iter().any(|o| o.message == f.message)))
        {
            self.speech.findings.push(finding.clone());
        }
        if !file.one_sheet {
            let was_sent = |key: &str| base.is_none_or(|b| b.table(key).is_some());
            self.speech
                .findings
                .extend(file.read.missing.iter().filter(|(key, _)| was_sent(key)).map(|(_, f)| f.clone()));
        }
        for table in &file.read.tables {
            let sent = base.and_then(|b| b.table(&table.sheet.key));
            self.speech.findings.extend(missing_columns(table, sent, false));
        }
        self.unknown_columns(run, base);
        self.leftovers(base);
        self.notes(base);
    }

    /// Columns that no template knows. Letters under a new title of a matrix are asked; the rest is said.
    fn unknown_columns(&mut self, run: &Run<'_>, base: Option<&ReadIn>) {
        for unknown in &self.file.read.unknown {
            let Some(table) = self.file.read.table(&unknown.sheet) else { continue };
            let mut news = unknown.clone();
            news.values = roles::not_as_sent(unknown, table, base);
            if news.values.is_empty() {
                continue;
            }
            let question = roles::question(run, self.file, table, &news, &self.records);
            match question {
                Some(doubtful) if roles::is_known(run, self.file, &doubtful) => {}
                Some(doubtful) if !self.again => self.speech.rows.push(doubtful),
                _ => self.speech.findings.push(unknown_column(table, &news)),
            }
        }
    }

    fn leftovers(&mut self, base: Option<&crate::steps::read_in::ReadIn>) {
        let sent: BTreeSet<(&str, &str)> =
            base.map(|b| b.leftovers.iter().map(|l| (l.sheet.as_str(), l.text.as_str())).collect()).unwrap_or_default();
        for left in &self.file.read.leftovers {
            // A CSV has no sheet titles to go by.
            let known = sent.contains(&(left.sheet.as_str(), left.text.as_str()))
                || (self.file.one_sheet && sent.iter().any(|(_, text)| *text == left.text));
            // Without a base it can't be told what stood above a table when it was sent.
            if known || (base.is_none() && left.kind == LeftoverKind::Above) {
                continue;
            }
            let wher = match left.kind {
                LeftoverKind::Above => "above the table",
                LeftoverKind::Beside => "beside the table",
                LeftoverKind::Outside => "in a row that is no record",
                LeftoverKind::OtherSheet => "on a sheet that holds no records",
            };
            let message = format!("“{}” stands {wher}; it is not in the master.", left.text);
            self.speech.findings.push(Finding::new("row/outside-table", message).at(left.place.clone()));
        }
    }

    fn notes(&mut self, base: Option<&crate::steps::read_in::ReadIn>) {
        let sent: BTreeSet<&str> = base.map(|b| b.notes.iter().map(|n| n.text.trim()).collect()).unwrap_or_default();
        for note in self.file.read.notes.iter().filter(|n| !sent.contains(n.text.trim())) {
            let author =
                note.author.as_deref().filter(|a| !a.is_empty()).map(|a| format!(" by {a}")).unwrap_or_default();
            let message = format!("A comment{author}: “{}”.", note.text);
            let mut finding = Finding::new("comment/cell", message).at(note.place.clone());
            if let Some((sheet, row, column)) = &note.beside
                && let Some(table) = self.file.read.table(sheet)
            {
                let id = table.rows.iter().find(|r| r.number == *row).and_then(|r| r.id.clone());
                finding = finding.on(&table.sheet).record(id.as_deref());
                if let Some(c) = table.sheet.columns.get(*column) {
                    finding = finding.field(&c.key);
                }
            }
            self.speech.findings.push(finding);
        }
    }
}

fn unknown_column(table: &Table, unknown: &UnknownColumn) -> Finding {
    let message = format!(
        "No column of {} is titled “{}”; its {} not in the master: {}.",
        table.sheet.title,
        unknown.title,
        if unknown.values.len() == 1 {
            "value is".to_owned()
        } else {
            count(unknown.values.len(), "value is", "values are")
        },
        roles::cells(table, unknown)
    );
    let at = Place::cell(&table.file, &table.title, At::new(table.header, unknown.column));
    Finding::new("column/unknown", message).on(&table.sheet).at(at)
}

/// Puts a record into the master, still without values and ID.
pub(super) fn add_record(run: &mut Run<'_>, sheet: &Sheet, key: &str, own: Option<&str>, row: &Row) {
    let words = row.natural_key(sheet);
    let origins =
        own.zip(words.clone()).map(|(k, w)| Origin { row_key: k.to_owned(), natural_key: w }).into_iter().collect();
    let values = vec![Value::Empty; sheet.columns.len()];
    let mut record = Record { values, origins, ..Record::default() };
    // The roster does not know the new ID: a row that happens to have it typed in does not mean this record.
    let mut as_entry = entry(sheet, &record);
    record.id = next_id(sheet, &mut run.master.memory);
    if let Some(slot) = sheet.position("id").and_then(|i| record.values.get_mut(i)) {
        *slot = Value::text(record.id.clone());
    }
    run.added.insert((sheet.key.clone(), key.to_owned()));
    as_entry.words.clone_from(&words);
    if let Some(words) = words {
        run.newcomers.insert((sheet.key.clone(), words), key.to_owned());
    }
    if let Some(roster) = run.rosters.get_mut(&sheet.key) {
        roster.add(key.to_owned(), as_entry);
    }
    if let Some(state) = run.master.sheet_mut(&sheet.key) {
        state.records.insert(key.to_owned(), record);
    }
}

/// Opens a discrepancy about every doubtful row of a file.
pub(super) fn ask_rows(run: &mut Run<'_>, file: &Incoming, voice: &str, rows: &[Doubtful]) {
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
            trouble: None,
            open: true,
        };
        super::hear::replace(run, &file.copy, (WordKey { subject: subject.clone(), copy: voice.to_owned() }, word));
        let before = run.master.memory.open.get(&subject).map(|o| o.question.clone()).unwrap_or_default();
        let open = Open {
            code: doubtful.code.into(),
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
pub(super) fn pending_subject(sheet: &Sheet, key: &str, copy: &str) -> Subject {
    Subject { sheet: sheet.key.clone(), record: format!("{key}~{copy}"), field: String::new() }
}

/// A row as one value, to know whether it says the same again.
fn row_value(table: &Table, row: &Row) -> Value {
    let cells = table.sheet.columns.iter().zip(&row.values);
    Value::Set(cells.filter(|(c, v)| !c.is_tool() && !v.is_empty()).map(|(c, v)| format!("{}={v}", c.key)).collect())
}

pub(super) fn pending_value(pending: &Pending) -> Value {
    let row = pending.values.iter().map(|(k, (v, _))| format!("{k}={v}"));
    let words = pending.words.iter().map(|(k, w)| format!("{}={}", k.subject.record, w.value));
    Value::Set(row.chain(words).collect())
}

fn name_of(run: &Run<'_>, sheet: &Sheet, key: &str) -> (String, String) {
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
fn resembling(run: &Run<'_>, sheet: &Sheet, row: &Row) -> Option<(String, f64)> {
    let textual = sheet
        .natural_key
        .iter()
        .filter_map(|k| sheet.column(k))
        .any(|c| matches!(c.kind, crate::things::template::Kind::Text | crate::things::template::Kind::LongText));
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

fn no_base(now: &Value, title: &str) -> Trouble {
    let message =
        format!("{title}: “{now}” differs from the master, and what was sent to this recipient is not known.");
    Trouble { code: "conflict/field".into(), message, nearest: Vec::new(), refused: false }
}

/// A row in which every cell that the recipient could fill, and that was filled, is now empty.
fn was_cleared(table: &Table, row: &Row, sent: &Row, side: Owner) -> bool {
    let fillable = |c: &Column| !c.is_tool() && (c.owner == Owner::Either || c.owner == side);
    let columns = table.sheet.columns.iter().zip(&table.present).enumerate();
    let mut filled = columns
        .filter(|(i, (c, at))| at.is_some() && fillable(c) && sent.values.get(*i).is_some_and(|v| !v.is_empty()))
        .peekable();
    filled.peek().is_some() && filled.all(|(i, _)| row.values.get(i).is_none_or(Value::is_empty))
}

/// Columns that were emptied in more than half of their filled rows, at least five.
fn emptied_columns(table: &Table, base: Option<&Table>, matching: &Matching) -> Vec<usize> {
    let Some(base) = base else { return Vec::new() };
    let mut out = Vec::new();
    for (c, at) in table.present.iter().enumerate() {
        if at.is_none() {
            continue;
        }
        let (mut filled, mut emptied) = (0usize, 0usize);
        for (row, found) in table.rows.iter().zip(&matching.rows) {
            let Match::Record { base: Some(b), .. } = found else { continue };
            let was = base.rows.get(*b).and_then(|r| r.values.get(c)).is_some_and(|v| !v.is_empty());
            filled += usize::from(was);
            emptied +=
                usize::from(was && row.values.get(c).is_none_or(Value::is_empty) && has_words(row, &table.sheet));
        }
        if emptied >= 5 && emptied * 2 > filled {
            out.push(c);
        }
    }
    out
}
