//! The log of changes in `history/changes.csv`: the lines of a run, and those that a killed run left out.

use super::session::Session;
use crate::edges::change_log;
use crate::edges::disk::WriteStep;
use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::logged_change::LoggedChange;
use crate::model::place::Place;
use crate::model::report::Change;
use crate::model::text::count;

impl Session {
    /// The log with the lines that a killed run left out of it.
    pub fn whole_log(&self) -> Vec<LoggedChange> {
        self.log.lines.iter().cloned().chain(self.missing_lines()).collect()
    }

    /// The lines that a killed run left out of the log of changes.
    fn missing_lines(&self) -> Vec<LoggedChange> {
        let memory = &self.master.memory;
        let key = &memory.run.changed;
        let there: Vec<&LoggedChange> = self.log.lines.iter().filter(|l| l.run == *key).collect();
        let date = there.first().map_or(memory.run.date.clone(), |l| l.date.clone());
        let expected = if key.is_empty() { Vec::new() } else { log_lines(&memory.changes, key, &date) };
        expected.into_iter().skip(there.len()).collect()
    }

    /// The steps that complete the log: what a killed run left out is added in place of the line that it tore. A log that
    /// holds anything else is kept as it is under another name, and a new one has its whole lines.
    pub fn repair_log(&self) -> Vec<WriteStep> {
        let missing = self.missing_lines();
        let path = self.folder.change_log();
        if let Some((kept, bytes)) = &self.damaged_log {
            let lines: Vec<LoggedChange> = self.log.lines.iter().cloned().chain(missing).collect();
            let aside = WriteStep::New { path: kept.clone(), bytes: bytes.clone() };
            return vec![aside, WriteStep::Whole { path, bytes: change_log::encode(&lines, true).into() }];
        }
        if missing.is_empty() && self.log.torn.is_none() {
            return Vec::new();
        }
        let with_header = self.log.lines.is_empty();
        let cut = match (self.log.torn.as_ref().map(|torn| torn.start), with_header) {
            (Some(_), true) => Some(0),
            (torn, _) => torn.and_then(|t| u64::try_from(t).ok()),
        };
        vec![WriteStep::Append { path, cut, bytes: change_log::encode(&missing, with_header) }]
    }

    /// Where a log that holds more than prekick wrote is to be kept, with its bytes.
    pub fn find_damage(&mut self, bytes: Vec<u8>) -> Option<Finding> {
        let expected = change_log::encode(&self.missing_lines(), self.log.lines.is_empty());
        let is_ours = self.log.torn.as_ref().is_none_or(|torn| expected.starts_with(&torn.bytes));
        if is_ours && !self.log.damaged {
            return None;
        }
        let digest = sha256(&bytes);
        let kept = format!("changes.damaged-{}.csv", digest.get(..8).unwrap_or_default());
        let message = format!(
            "history/changes.csv holds what is no line of the log. {} of it are; the next run that writes keeps the file as it is as history/{kept} and goes on with them.",
            count(self.log.lines.len(), "line", "lines")
        );
        self.damaged_log = Some((self.folder.root.join("history").join(kept), bytes));
        Some(Finding::new(Code::FileLogDamaged, message).at(Place::file("history/changes.csv")))
    }
}

/// The changes of a run as lines of the log.
pub fn log_lines(changes: &[Change], run: &str, date: &str) -> Vec<LoggedChange> {
    let line = |c: &Change| {
        let LoggedEnds { from, to } = logged_ends(c);
        LoggedChange {
            run: run.to_owned(),
            date: date.to_owned(),
            workbook: c.workbook.clone(),
            sheet: c.sheet.clone(),
            record: c.record.clone(),
            field: c.field.clone().unwrap_or_default().to_string(),
            from,
            to,
            reason: c.reason.clone(),
            by: c.by.clone(),
            file: c.source.file.clone().unwrap_or_default(),
            source_sheet: c.source.sheet.clone().unwrap_or_default(),
            cell: c.source.cell.clone().unwrap_or_default(),
        }
    };
    changes.iter().map(line).collect()
}

/// What stood there before and what stands there since, as the log has it.
struct LoggedEnds {
    from: String,
    to: String,
}

/// Of a record that came or went, everything that it holds: its values may stand nowhere else any more.
fn logged_ends(change: &Change) -> LoggedEnds {
    let (from, to) = (change.from.to_string(), change.to.to_string());
    if change.field.is_some() || change.values.is_empty() {
        return LoggedEnds { from, to };
    }
    let held: Vec<String> = change.values.iter().map(|(title, value)| format!("{title}: {value}")).collect();
    let held = held.join("; ");
    if change.removes_a_record() { LoggedEnds { from: held, to } } else { LoggedEnds { from, to: held } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change_reason::ChangeReason;
    use crate::model::value::Value;

    #[test]
    fn a_record_that_comes_or_goes_is_logged_with_all_that_it_holds() {
        let values = vec![("Title".to_owned(), Value::text("Late")), ("Status".to_owned(), Value::text("Open"))];
        let whole = |reason, from, to| Change { reason, from, to, values: values.clone(), ..Change::default() };
        let late = || Value::text("Late");
        for (change, from, to) in [
            (whole(ChangeReason::AddedInMaster, Value::Empty, late()), "", "Title: Late; Status: Open"),
            (whole(ChangeReason::RemovedInMaster, late(), Value::Empty), "Title: Late; Status: Open", ""),
            (whole(ChangeReason::Undo(3), late(), Value::Empty), "Title: Late; Status: Open", ""),
            (Change { from: late(), field: Some("title".into()), ..Change::default() }, "Late", ""),
        ] {
            let line = &log_lines(&[change], "r", "2026-11-22")[0];
            assert_eq!((line.from.as_str(), line.to.as_str()), (from, to));
        }
    }
}
