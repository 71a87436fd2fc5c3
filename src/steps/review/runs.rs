//! The runs that wrote the master, reconstructed from the masters that they left and the log of changes.

use crate::model::decision_row::DecisionRow;
use crate::model::keys::CopyId;
use crate::model::logged_change::LoggedChange;
use crate::model::memory::{Memory, RunRecord};
use std::collections::{BTreeMap, BTreeSet};

/// A master that a run left.
#[derive(Clone, Debug, Default)]
pub struct PastMaster {
    /// The file that holds it: in `history/`, or the master itself.
    pub file: String,
    /// What it remembers.
    pub memory: Memory,
    /// The lines of its Decisions sheet.
    pub decided: Vec<DecisionRow>,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PastRun {
    /// Its number; `None` where the master that it left is gone.
    pub number: Option<u32>,
    /// Its key, under which its lines stand in the log.
    pub key: String,
    /// Its date.
    pub date: String,
    /// The file in `history/` that holds the master as it was before.
    pub before: Option<String>,
    /// The number of the run that it took back.
    pub undid: Option<u32>,
    /// The number of the run that took it back.
    pub undone_by: Option<u32>,
    /// What it changed.
    pub lines: Vec<LoggedChange>,
    /// The returned files that it read.
    pub heard: Vec<String>,
    /// The copies that it made.
    pub sent: Vec<CopyId>,
    /// The discrepancies that it asked first.
    pub asked: Vec<String>,
    /// The rows that it put on the Decisions sheet.
    pub decided: Vec<DecisionRow>,
    /// Whether it froze the baseline.
    pub froze: bool,
}

/// How much a run changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ChangeCounts {
    /// Records that were added.
    pub added: usize,
    /// Records that were removed.
    pub removed: usize,
    /// Fields that hold another value.
    pub fields: usize,
}

impl PastRun {
    /// How many records were added and removed, and how many fields changed. For an undo these are the reverse of what it
    /// took back.
    pub fn change_counts(&self) -> ChangeCounts {
        let whole = |came: bool| self.lines.iter().filter(|l| l.field.is_empty() && l.from.is_empty() == came).count();
        let fields = self.lines.iter().filter(|l| !l.field.is_empty()).count();
        ChangeCounts { added: whole(true), removed: whole(false), fields }
    }
}

/// All runs, the newest first.
pub fn past_runs(masters: &[PastMaster], log: &[LoggedChange]) -> Vec<PastRun> {
    let mut sorted: Vec<&PastMaster> = masters.iter().filter(|l| l.memory.run.number > 0).collect();
    sorted.sort_by_key(|l| l.memory.run.number);
    sorted.dedup_by(|a, b| a.memory.run.key == b.memory.run.key);
    let mut out: Vec<PastRun> = sorted.iter().map(|now| past_run(now, master_before(now, &sorted))).collect();
    assign_lines(&mut out, log);
    let undone: Vec<(u32, u32)> = out.iter().filter_map(|r| Some((r.undid?, r.number?))).collect();
    for (run, by) in undone {
        if let Some(run) = out.iter_mut().find(|r| r.number == Some(run)) {
            run.undone_by = Some(by);
        }
    }
    out.reverse();
    out
}

/// The master that a run started from: the one that it kept, else the one with the number before.
fn master_before<'l>(now: &PastMaster, all: &[&'l PastMaster]) -> Option<&'l PastMaster> {
    let RunRecord { before, number, .. } = &now.memory.run;
    let kept = |l: &&&PastMaster| !before.is_empty() && l.file.rsplit('/').next() == Some(before);
    let found = all.iter().find(kept).or_else(|| all.iter().find(|l| l.memory.run.number + 1 == *number));
    found.copied()
}

fn past_run(now: &PastMaster, before: Option<&PastMaster>) -> PastRun {
    let run = &now.memory.run;
    let mut out = PastRun {
        number: Some(run.number),
        key: run.key.clone(),
        date: run.date.clone(),
        before: before.map(|b| b.file.clone()),
        undid: (run.undid > 0).then_some(run.undid),
        ..PastRun::default()
    };
    // Without the earlier master, what is new is not known.
    let none = PastMaster::default();
    let Some(before) = before.or((run.number == 1).then_some(&none)) else { return out };
    let known: BTreeSet<(&str, &str)> =
        before.memory.files.iter().map(|f| (f.copy.as_str(), f.digest.as_str())).collect();
    let files = now.memory.files.iter().filter(|f| !known.contains(&(f.copy.as_str(), f.digest.as_str())));
    out.heard = files.map(|f| f.file.clone()).collect();
    out.sent = now.memory.sent.keys().filter(|c| !before.memory.sent.contains_key(*c)).cloned().collect();
    let open = |memory: &Memory| -> BTreeSet<String> {
        memory.open.values().map(|o| o.question.id.clone()).filter(|id| !id.is_empty()).collect()
    };
    out.asked = open(&now.memory).difference(&open(&before.memory)).cloned().collect();
    out.decided = now.decided.iter().filter(|row| !before.decided.contains(row)).cloned().collect();
    out.froze = now.memory.baseline != before.memory.baseline && now.memory.baseline.is_some();
    out
}

/// Gives each run its lines of the log. A run whose master is gone goes behind the one that wrote before it.
fn assign_lines(runs: &mut Vec<PastRun>, log: &[LoggedChange]) {
    let mut by_key: BTreeMap<&str, Vec<LoggedChange>> = BTreeMap::new();
    let mut order: Vec<&str> = Vec::new();
    for line in log {
        let lines = by_key.entry(&line.run).or_default();
        if lines.is_empty() {
            order.push(&line.run);
        }
        lines.push(line.clone());
    }
    let mut at = 0;
    for key in order {
        let lines = by_key.remove(key).unwrap_or_default();
        if let Some(found) = runs.iter().position(|r| r.key == key) {
            if let Some(run) = runs.get_mut(found) {
                run.lines = lines;
            }
            at = found + 1;
            continue;
        }
        let date = lines.first().map(|l| l.date.clone()).unwrap_or_default();
        runs.insert(at, PastRun { key: key.to_owned(), date, lines, ..PastRun::default() });
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::memory::HeardFile;

    fn left(number: u32, before: &str, files: &[&str]) -> PastMaster {
        let heard = |f: &&str| HeardFile { file: (*f).into(), digest: (*f).into(), ..HeardFile::default() };
        let run = RunRecord { number, key: format!("k{number}"), before: before.into(), ..RunRecord::default() };
        PastMaster {
            file: format!("history/{number:04}.master.xlsx"),
            memory: Memory { run, files: files.iter().map(heard).collect(), ..Memory::default() },
            decided: Vec::new(),
        }
    }

    fn line(run: &str, field: &str, from: &str) -> LoggedChange {
        LoggedChange { run: run.into(), field: field.into(), from: from.into(), ..LoggedChange::default() }
    }

    #[test]
    fn a_run_is_told_by_what_is_new_in_the_master_that_it_left() {
        let all = [left(2, "0001.master.xlsx", &["a", "b"]), left(1, "", &["a"])];
        let log = [line("k1", "", ""), line("k2", "status", "Open"), line("k2", "", "gone")];
        let told = past_runs(&all, &log);
        assert_eq!(told.iter().map(|r| r.number).collect::<Vec<_>>(), [Some(2), Some(1)]);
        assert_eq!(
            (&told[0].heard, told[0].change_counts()),
            (&vec!["b".to_owned()], ChangeCounts { added: 0, removed: 1, fields: 1 })
        );
        assert_eq!(
            (&told[1].heard, told[1].change_counts()),
            (&vec!["a".to_owned()], ChangeCounts { added: 1, removed: 0, fields: 0 })
        );
    }

    #[test]
    fn a_run_of_which_only_lines_are_left_keeps_its_place() {
        let all = [left(1, "", &[]), left(4, "0003.master.xlsx", &["a"])];
        let log = [line("k1", "", ""), line("k3", "status", "Open"), line("k4", "status", "Closed")];
        let told = past_runs(&all, &log);
        assert_eq!(told.iter().map(|r| r.key.as_str()).collect::<Vec<_>>(), ["k4", "k3", "k1"]);
        assert_eq!(told[0].heard, Vec::<String>::new(), "what is new can't be told without the master before");
    }

    #[test]
    fn a_run_that_was_taken_back_says_so() {
        let mut undo = left(3, "0002.master.xlsx", &[]);
        undo.memory.run.undid = 2;
        let told = past_runs(&[left(1, "", &[]), left(2, "0001.master.xlsx", &["a"]), undo], &[]);
        assert_eq!((told[0].undid, told[1].undone_by), (Some(2), Some(3)));
    }
}
