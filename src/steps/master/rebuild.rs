//! Rebuilding a lost memory from what else remembers: the log of changes and the Decisions sheet.

use crate::model::change_reason::ChangeReason;
use crate::model::decision_row::{DecisionRow, SeenOption};
use crate::model::keys::{CopyId, RecordKey, SheetKey};
use crate::model::logged_change::LoggedChange;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Subject};
use crate::model::place::Place;
use crate::model::shown_names::BETWEEN_RECIPIENTS;
use crate::model::state::{Master, Record};
use crate::model::template::Sheet;
use crate::model::text::slug;
use crate::model::value::{EMPTY, Value};
use std::collections::BTreeMap;

/// A claim about a field as the log or a decision holds it, as text.
struct LoggedClaim<'a> {
    sheet: &'a str,
    record: &'a str,
    field: &'a str,
    text: &'a str,
    /// The keys of recipients.
    by: Vec<String>,
    date: &'a str,
    file: &'a str,
}

/// Restores the claims of copies: those that the log says were applied, and those that a decision saw. `copies` are the ids
/// of the copies in outbox/. A claim that is still remembered wins. Returns whether there was anything to rebuild from.
pub fn rebuild_memory(master: &mut Master, log: &[&LoggedChange], copies: &[CopyId]) -> bool {
    let decided = master.decided.clone();
    let seen = decided.iter().flat_map(decision);
    let applied = log.iter().filter(|l| l.by != "master" && !l.field.is_empty()).map(|l| LoggedClaim {
        sheet: &l.sheet,
        record: &l.record,
        field: &l.field,
        text: &l.to,
        by: l.by.split(BETWEEN_RECIPIENTS).map(str::to_owned).collect(),
        date: &l.date,
        file: &l.file,
    });
    // The last line about a field is the copy's latest claim.
    let records = RecordsByTitleAndId::new(master);
    let claims: Vec<(ClaimKey, Claim)> =
        seen.chain(applied).flat_map(|logged| claims_of(&records, &logged, copies)).collect();
    let kept = master.memory.claims.clone();
    master.memory.claims.extend(claims);
    master.memory.claims.extend(kept);
    !log.is_empty() || !decided.is_empty()
}

/// The lines of the log, without those that an undo took back: what they say is to be proposed again.
pub fn lines_in_force(lines: &[LoggedChange]) -> Vec<&LoggedChange> {
    let about = |line: &LoggedChange| (line.sheet.clone(), line.record.clone(), line.field.clone());
    let mut by_field: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    let mut stand: Vec<Option<&LoggedChange>> = Vec::new();
    for line in lines {
        let same = by_field.entry(about(line)).or_default();
        if matches!(line.reason, ChangeReason::Undo(_)) {
            let to = |at: &usize| stand.get(*at).copied().flatten().map(|line| &line.to);
            let taken = same.iter().rposition(|at| to(at) == Some(&line.from));
            let slot = taken.map(|i| same.remove(i)).and_then(|at| stand.get_mut(at));
            slot.into_iter().for_each(|slot| *slot = None);
        } else {
            same.push(stand.len());
            stand.push(Some(line));
        }
    }
    stand.into_iter().flatten().collect()
}

/// The candidates that a row of the Decisions sheet saw.
fn decision<'a>(row: &'a DecisionRow) -> Vec<LoggedClaim<'a>> {
    let logged = |option: SeenOption<'a>| LoggedClaim {
        sheet: &row.sheet,
        record: &row.record,
        field: &row.field,
        text: option.value,
        by: option.contributors.into_iter().map(slug).collect(),
        date: &row.date,
        file: "",
    };
    row.seen_options().into_iter().map(logged).collect()
}

/// The claim as the memory holds it, once for each copy that may have made it.
fn claims_of(records: &RecordsByTitleAndId<'_>, logged: &LoggedClaim<'_>, copies: &[CopyId]) -> Vec<(ClaimKey, Claim)> {
    let Some((subject, workbook, value)) = records.subject_of(logged) else { return Vec::new() };
    let claim = |copy: &CopyId, by: &str| {
        let claim = Claim {
            value: value.clone(),
            base: Value::Empty,
            kind: ClaimKind::Value,
            by: by.to_owned(),
            place: Place::file(logged.file),
            issue: None,
            open: false,
        };
        (ClaimKey { subject: subject.clone(), copy: copy.clone() }, claim)
    };
    let file = logged.file.rsplit('/').next().unwrap_or(logged.file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut out = Vec::new();
    for by in &logged.by {
        let start = format!("{workbook}.{by}.");
        let sent_by_then =
            |c: &&CopyId| c.as_str().get(start.len()..).is_some_and(|date| date.get(..10) <= logged.date.get(..10));
        let theirs: Vec<&CopyId> =
            copies.iter().filter(|c| c.as_str().starts_with(&start)).filter(sent_by_then).collect();
        match theirs.iter().find(|c| c.as_str() == stem) {
            Some(copy) => out.push(claim(copy, by)),
            None => out.extend(theirs.into_iter().map(|copy| claim(copy, by))),
        }
    }
    if out.is_empty() && !stem.is_empty() {
        out.push(claim(&stem.into(), logged.by.first().map(String::as_str).unwrap_or_default()));
    }
    out
}

/// The master's records as the log names them.
struct RecordsByTitleAndId<'m> {
    /// By the title of the sheet and the ID of the record.
    records: BTreeMap<(&'m str, &'m str), LoggedRecord<'m>>,
    prefixes: BTreeMap<SheetKey, String>,
}

#[derive(Clone, Copy)]
struct LoggedRecord<'m> {
    sheet: &'m Sheet,
    key: &'m RecordKey,
    record: &'m Record,
}

impl<'m> RecordsByTitleAndId<'m> {
    fn new(master: &'m Master) -> Self {
        let mut records = BTreeMap::new();
        for state in &master.sheets {
            let sheet = &*state.sheet;
            for (key, record) in &state.records {
                let logged = LoggedRecord { sheet, key, record };
                records.entry((sheet.title.as_str(), record.id.as_str())).or_insert(logged);
            }
        }
        Self {
            records,
            prefixes: master.sheets.iter().map(|s| (s.sheet.key.clone(), s.sheet.id_prefix.clone())).collect(),
        }
    }

    fn subject_of(&self, logged: &LoggedClaim<'_>) -> Option<(Subject, String, Value)> {
        let LoggedRecord { sheet, key, record } = *self.records.get(&(logged.sheet, logged.record))?;
        // The log has the key of a field, Decisions its title.
        let at = sheet.columns.iter().position(|c| c.key == *logged.field || c.title == logged.field)?;
        let column = sheet.columns.get(at)?;
        let text = if logged.text == EMPTY { "" } else { logged.text };
        let (value, _) = crate::steps::values::parse_typed(text, column, &self.prefixes);
        // The log has text only; a value that the master still holds has the right type.
        let value = record.values.get(at).filter(|v| v.to_string() == text).cloned().unwrap_or(value);
        let subject = Subject { sheet: sheet.key.clone(), record: key.clone(), field: column.key.clone() };
        Some((subject, sheet.workbook.clone(), value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::keys::FieldKey;
    use crate::model::state::SheetState;
    use crate::model::template::{Column, Kind};
    use std::sync::Arc;

    fn master() -> Master {
        let mut sheet = Sheet::new("raid", "risks", "Risks");
        sheet.id_prefix = "R-".into();
        let column = |key: &str, title: &str, kind| Column::new(key, title, kind);
        let (id, due) = (column("id", "ID", Kind::Text), column("due", "Due", Kind::Date));
        sheet.columns = vec![id, column("status", "Status", Kind::Text), due];
        let mut state = SheetState::new(Arc::new(sheet));
        let values = vec![Value::text("R-001"), Value::text("Open"), Value::Empty];
        state.records.insert("k1".into(), Record { id: "R-001".into(), values, ..Record::default() });
        Master { sheets: vec![state], ..Master::default() }
    }

    fn line(field: &str, to: &str, by: &str, file: &str, date: &str) -> LoggedChange {
        LoggedChange {
            sheet: "Risks".into(),
            record: "R-001".into(),
            field: field.into(),
            to: to.into(),
            by: by.into(),
            file: file.into(),
            date: date.into(),
            ..LoggedChange::default()
        }
    }

    const ADA: &str = "raid.ada.2026-11-10";
    const BEN: &str = "raid.ben.2026-11-20";

    /// Copy, field and value of each claim that was restored.
    fn rebuilt(master: &mut Master, log: &[LoggedChange]) -> Vec<(CopyId, FieldKey, Value)> {
        let copies = [ADA, "raid.ada.2026-11-15", BEN].map(CopyId::from);
        rebuild_memory(master, &log.iter().collect::<Vec<_>>(), &copies);
        assert!(master.memory.claims.values().all(|w| !w.open), "what was applied or decided is heard");
        let claims = master.memory.claims.iter();
        claims.map(|(k, c)| (k.copy.clone(), k.subject.field.clone(), c.value.clone())).collect()
    }

    fn claim(copy: &str, field: &str, value: Value) -> (CopyId, FieldKey, Value) {
        (copy.into(), field.into(), value)
    }

    #[test]
    fn what_the_log_says_was_applied_is_heard_of_the_copy_of_its_file() {
        let file = format!("inbox/{ADA}.xlsx");
        let log = [
            line("status", "Closed", "ada", &file, "2026-11-22"),
            line("status", "On hold", "ada", &file, "2026-11-23"),
        ];
        assert_eq!(
            rebuilt(&mut master(), &log),
            [claim(ADA, "status", Value::text("On hold"))],
            "the last word counts"
        );
    }

    #[test]
    fn a_file_of_another_name_stands_for_all_copies_sent_by_then() {
        let renamed =
            |by: &str, day: &str| rebuilt(&mut master(), &[line("status", "Closed", by, "inbox/back.xlsx", day)]);
        let closed = || Value::text("Closed");
        let both = vec![claim(ADA, "status", closed()), claim("raid.ada.2026-11-15", "status", closed())];
        assert_eq!(renamed("ada", "2026-11-22"), both);
        assert_eq!(renamed("ada", "2026-11-12"), both[..1], "not what was sent later");
        assert_eq!(renamed("ada, ben", "2026-11-22").len(), 3);
        assert_eq!(
            renamed("zoe", "2026-11-22"),
            [claim("back", "status", closed())],
            "no such copy: by the file's name"
        );
    }

    #[test]
    fn what_the_team_typed_and_whole_records_are_no_words() {
        let file = format!("inbox/{ADA}.xlsx");
        let log = [
            line("status", "Closed", "master", "master.xlsx", "2026-11-22"),
            line("", "Late", "ada", &file, "2026-11-22"),
            line("nowhere", "x", "ada", &file, "2026-11-22"),
            LoggedChange { record: "R-999".into(), ..line("status", "x", "ada", &file, "2026-11-22") },
            LoggedChange { sheet: "Issues".into(), ..line("status", "x", "ada", &file, "2026-11-22") },
        ];
        assert!(rebuilt(&mut master(), &log).is_empty());
    }

    #[test]
    fn a_decision_saw_every_option_that_its_row_showed() {
        let mut master = master();
        master.decided.push(DecisionRow {
            sheet: "Risks".into(),
            record: "R-001".into(),
            field: "status".into(),
            date: "2026-11-22".into(),
            options: "A: Closed (ada); B: (empty) (ben)".into(),
            ..DecisionRow::default()
        });
        let by_names = DecisionRow {
            field: "Status".into(),
            options: "A: Closed (Ada); B: (empty) (Ben)".into(),
            ..master.decided[0].clone()
        };
        for row in [master.decided[0].clone(), by_names] {
            let mut master = Master { decided: vec![row], ..master.clone() };
            let claims = rebuilt(&mut master, &[]);
            assert!(claims.contains(&claim(ADA, "status", Value::text("Closed"))));
            assert!(claims.contains(&claim(BEN, "status", Value::Empty)), "{claims:?}");
        }
    }

    #[test]
    fn text_of_the_log_is_a_value_of_its_column() {
        let log = [line("due", "2027-01-11", "ben", &format!("inbox/{BEN}.xlsx"), "2026-11-22")];
        let due = Value::Date(jiff::civil::date(2027, 1, 11));
        assert_eq!(rebuilt(&mut master(), &log), [claim(BEN, "due", due)]);
    }

    #[test]
    fn what_is_still_remembered_wins_over_the_log() {
        let log = [line("status", "Closed", "ben", &format!("inbox/{BEN}.xlsx"), "2026-11-22")];
        let mut master = master();
        rebuilt(&mut master, &log);
        for claim in master.memory.claims.values_mut() {
            claim.value = Value::text("Newer");
        }
        assert_eq!(rebuilt(&mut master, &log), [claim(BEN, "status", Value::text("Newer"))]);
    }

    #[test]
    fn it_is_told_whether_there_was_anything_to_rebuild_from() {
        let log = line("status", "Closed", "master", "", "2026-11-22");
        assert!(!rebuild_memory(&mut master(), &[], &[]));
        assert!(rebuild_memory(&mut master(), &[&log], &[]));
        let decided = vec![DecisionRow::default()];
        assert!(rebuild_memory(&mut Master { decided, ..master() }, &[], &[]));
    }
}
