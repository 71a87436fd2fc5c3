//! The log of changes in `history/changes.csv`: the lines of a run, and those that a killed run left out.

use super::session::Session;
use crate::edges::change_log;
use crate::edges::disk::WriteStep;
use crate::model::logged_change::LoggedChange;
use crate::model::report::Change;

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

    /// The step that completes the log: adds what a killed run left out, and cuts off a torn last line.
    pub fn repair_log(&self) -> Option<WriteStep> {
        let missing = self.missing_lines();
        if missing.is_empty() && self.log.torn.is_none() {
            return None;
        }
        let with_header = self.log.lines.is_empty();
        let cut = match (self.log.torn, with_header) {
            (Some(_), true) => Some(0),
            (torn, _) => torn.and_then(|t| u64::try_from(t).ok()),
        };
        Some(WriteStep::Append {
            path: self.folder.change_log(),
            cut,
            bytes: change_log::encode(&missing, with_header),
        })
    }
}

/// The changes of a run as lines of the log.
pub fn log_lines(changes: &[Change], run: &str, date: &str) -> Vec<LoggedChange> {
    changes
        .iter()
        .map(|c| LoggedChange {
            run: run.to_owned(),
            date: date.to_owned(),
            workbook: c.workbook.clone(),
            sheet: c.sheet.clone(),
            record: c.record.clone(),
            field: c.field.clone().unwrap_or_default().to_string(),
            from: c.from.to_string(),
            to: c.to.to_string(),
            reason: c.reason.clone(),
            by: c.by.clone(),
            file: c.source.file.clone().unwrap_or_default(),
            source_sheet: c.source.sheet.clone().unwrap_or_default(),
            cell: c.source.cell.clone().unwrap_or_default(),
        })
        .collect()
}
