//! Keeps the folders of somebody's computer out of the master: of a file that was given by its whole path, only the name
//! stays. The report of the run still names it as it was given.

use crate::model::finding::{Finding, Question};
use crate::model::memory::{Memory, OpenDiscrepancy, Pending};
use crate::model::place::{Place, without_folder};
use crate::model::report::{Report, SourceFile};
use crate::steps::reconcile::RunOutcome;
use std::sync::Arc;

/// Takes folders out of all that the master will hold. Returns the report as the master shows it: the same one, where it
/// names no folder.
pub fn strip_paths(outcome: &mut RunOutcome, report: &Arc<Report>) -> Arc<Report> {
    strip_memory(&mut outcome.master.memory);
    for change in &mut outcome.changes {
        change.source.strip_folder();
    }
    if names_folder(report) { Arc::new(without_folders(report)) } else { Arc::clone(report) }
}

fn names_folder(report: &Report) -> bool {
    let in_source = |source: &SourceFile| names_one(Some(&source.file)) || names_one(source.base.as_ref());
    let in_place = |place: &Place| names_one(place.file.as_ref());
    let in_question = |question: &Question| {
        question.candidates.iter().flat_map(|c| &c.contributors).any(|contributor| in_place(&contributor.place))
    };
    let in_finding =
        |f: &Finding| f.place.as_ref().is_some_and(in_place) || f.question.as_ref().is_some_and(in_question);
    report.sources.iter().any(in_source) || report.findings.iter().any(in_finding)
}

fn names_one(file: Option<&String>) -> bool {
    file.is_some_and(|file| without_folder(file) != file)
}

fn without_folders(report: &Report) -> Report {
    let mut shown = report.clone();
    for source in &mut shown.sources {
        source.file = without_folder(&source.file).to_owned();
        source.base = source.base.as_deref().map(|b| without_folder(b).to_owned());
    }
    for finding in &mut shown.findings {
        if let Some(place) = &mut finding.place {
            place.strip_folder();
        }
        if let Some(question) = &mut finding.question {
            strip_question(question);
        }
    }
    shown
}

fn strip_memory(memory: &mut Memory) {
    for file in &mut memory.files {
        file.file = without_folder(&file.file).to_owned();
    }
    for claim in memory.claims.values_mut() {
        claim.place.strip_folder();
    }
    for answer in memory.answers.values_mut() {
        answer.place.strip_folder();
    }
    for change in &mut memory.changes {
        change.source.strip_folder();
    }
    for open in memory.open.values_mut() {
        strip_open(open);
    }
}

fn strip_open(open: &mut OpenDiscrepancy) {
    strip_question(&mut open.question);
    let Some(Pending { place, values, claims, .. }) = &mut open.pending else { return };
    place.strip_folder();
    for (_, place) in values.values_mut() {
        place.strip_folder();
    }
    for (_, claim) in claims {
        claim.place.strip_folder();
    }
}

fn strip_question(question: &mut Question) {
    for contributor in question.candidates.iter_mut().flat_map(|c| &mut c.contributors) {
        contributor.place.strip_folder();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;
    use crate::model::finding::{Action, Candidate, Contributor};
    use crate::model::memory::AnswerKey;
    use crate::model::memory::{Answer, AnswerMeaning, Claim, ClaimKey, ClaimKind, HeardFile, Subject};
    use crate::model::place::At;
    use crate::model::report::Change;
    use crate::model::value::Value;

    const GIVEN: &str = "/home/lena/mail/raid.xlsx";

    fn place() -> Place {
        Place::cell(GIVEN, "Risks", At::new(4, 1))
    }

    fn stripped() -> Place {
        Place::cell("raid.xlsx", "Risks", At::new(4, 1))
    }

    fn subject() -> Subject {
        Subject { sheet: "risks".into(), record: "k1".into(), field: "status".into() }
    }

    fn word() -> (ClaimKey, Claim) {
        let value = Value::text("Closed");
        let word = Claim {
            value,
            base: Value::Empty,
            kind: ClaimKind::Value,
            by: "ada".into(),
            place: place(),
            issue: None,
            open: true,
        };
        (ClaimKey { subject: subject(), copy: "raid.ada".into() }, word)
    }

    fn question() -> Question {
        let contributor = |by: &str| Contributor { by: by.into(), copy: "raid.ada".into(), place: place() };
        let candidate = |letter, value| Candidate {
            letter,
            value: Value::text(value),
            action: Action::Set,
            contributors: vec![contributor("ada"), contributor("ben")],
            refused: false,
        };
        Question {
            id: "D-0001".into(),
            candidates: vec![candidate(0, "Closed"), candidate(1, "Open")],
            ..Question::default()
        }
    }

    fn open(pending: Option<Pending>) -> OpenDiscrepancy {
        let (question, message) = (question(), String::new());
        OpenDiscrepancy {
            code: Code::FileOrder,
            question,
            next_letter: 2,
            pending,
            members: Vec::new(),
            message,
            written: None,
            not_applied: String::new(),
        }
    }

    fn stripped_outcome(fill: impl FnOnce(&mut RunOutcome)) -> RunOutcome {
        let mut outcome = RunOutcome::default();
        fill(&mut outcome);
        strip_paths(&mut outcome, &Arc::default());
        outcome
    }

    fn places_of(question: &Question) -> Vec<&Place> {
        question.candidates.iter().flat_map(|c| &c.contributors).map(|g| &g.place).collect()
    }

    #[test]
    fn an_answer_is_remembered_without_a_folder() {
        let outcome = stripped_outcome(|o| {
            let means = AnswerMeaning::Keep;
            let answer = Answer {
                subject: None,
                by: "ada".into(),
                text: "No".into(),
                remark: String::new(),
                means,
                place: place(),
                over: true,
            };
            o.master.memory.answers.insert(AnswerKey { copy: "raid.ada".into(), row_key: "row".into() }, answer);
        });
        let places: Vec<&Place> = outcome.master.memory.answers.values().map(|a| &a.place).collect();
        assert_eq!(places, [&stripped()]);
    }

    #[test]
    fn a_file_is_remembered_without_a_folder() {
        let outcome = stripped_outcome(|o| {
            for file in [GIVEN, r"C:\Users\Lena\raid.xlsx", "inbox/raid.xlsx"] {
                o.master.memory.files.push(HeardFile { file: file.into(), ..HeardFile::default() });
            }
        });
        let names: Vec<&str> = outcome.master.memory.files.iter().map(|f| f.file.as_str()).collect();
        assert_eq!(
            names,
            ["raid.xlsx", "raid.xlsx", "inbox/raid.xlsx"],
            "what lies in the engagement keeps its folder"
        );
    }

    #[test]
    fn what_a_copy_proposed_is_remembered_without_a_folder() {
        let outcome = stripped_outcome(|o| o.master.memory.claims.extend([word()]));
        let places: Vec<&Place> = outcome.master.memory.claims.values().map(|w| &w.place).collect();
        assert_eq!(places, [&stripped()]);
    }

    #[test]
    fn changes_of_this_run_and_of_the_last_name_no_folder() {
        let outcome = stripped_outcome(|o| {
            let change = Change { source: place(), ..Change::default() };
            o.changes.push(change.clone());
            o.master.memory.changes.push(change);
        });
        assert_eq!(outcome.changes[0].source, stripped());
        assert_eq!(outcome.master.memory.changes[0].source, stripped());
    }

    #[test]
    fn an_open_discrepancy_names_no_folder_in_any_option() {
        let outcome = stripped_outcome(|o| {
            o.master.memory.open.insert(subject(), open(None));
        });
        let open = &outcome.master.memory.open[&subject()];
        assert_eq!(places_of(&open.question), [&stripped(); 4]);
    }

    #[test]
    fn a_row_that_waits_names_no_folder_in_its_cells_and_words() {
        let pending = Pending {
            place: place(),
            values: [("title".into(), (Value::text("Late"), place()))].into_iter().collect(),
            claims: vec![word()],
            ..Pending::default()
        };
        let outcome = stripped_outcome(|o| {
            o.master.memory.open.insert(subject(), open(Some(pending)));
        });
        let waits = outcome.master.memory.open[&subject()].pending.as_ref().unwrap();
        assert_eq!(waits.place, stripped());
        assert_eq!(waits.values["title"].1, stripped());
        assert_eq!(waits.claims[0].1.place, stripped());
        assert_eq!(waits.values["title"].0, Value::text("Late"), "the value stays");
    }

    #[test]
    fn the_report_for_the_master_names_no_folder_and_the_one_for_people_still_does() {
        let mut report = Report::default();
        report.sources.push(SourceFile {
            file: GIVEN.into(),
            base: Some("/mnt/share/outbox/raid.xlsx".into()),
            ..SourceFile::default()
        });
        report.sources.push(SourceFile { file: "inbox/a.xlsx".into(), ..SourceFile::default() });
        let finding = Finding { question: Some(question()), ..Finding::new(Code::ConflictField, "Clash.") }.at(place());
        report.findings.push(finding);
        let (report, given) = (Arc::new(report.clone()), report);
        let shown = strip_paths(&mut RunOutcome::default(), &report);
        assert_eq!(
            (shown.sources[0].file.as_str(), shown.sources[0].base.as_deref()),
            ("raid.xlsx", Some("raid.xlsx"))
        );
        assert_eq!((shown.sources[1].file.as_str(), shown.sources[1].base.as_deref()), ("inbox/a.xlsx", None));
        assert_eq!(shown.findings[0].place, Some(stripped()));
        assert_eq!(places_of(shown.findings[0].question.as_ref().unwrap()), [&stripped(); 4]);
        assert_eq!(report.sources, given.sources);
        assert_eq!(report.findings, given.findings);
    }

    #[test]
    fn a_report_that_names_no_folder_is_the_one_that_the_master_shows() {
        let finding = Finding::new(Code::ConflictField, "Clash.").at(stripped());
        let report = Arc::new(Report { findings: vec![finding], ..Report::default() });
        assert!(Arc::ptr_eq(&strip_paths(&mut RunOutcome::default(), &report), &report));
    }
}
