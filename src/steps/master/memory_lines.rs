//! The memory as lines of text, and back. A line holds one fact, so that a damaged line loses one fact only.

use crate::model::keys::{CopyId, RecordKey, SheetKey};
use crate::model::memory::{
    Answer, AnswerKey, Baseline, Claim, ClaimKey, DecidedValue, GivenApproval, HeardComment, HeardFile, KnownRecord,
    Memory, OpenDiscrepancy, RunRecord, SentCopy, SentReminder, Subject,
};
use crate::model::report::Change;
use crate::model::start_setting::StartSetting;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum MemoryLine {
    Engagement(String),
    Run(RunRecord),
    Highest(String, u32),
    Sent(CopyId, SentCopy),
    Slug(String, String),
    File(HeardFile),
    Record(SheetKey, RecordKey, KnownRecord),
    #[serde(rename = "word")]
    Claim(ClaimKey, Claim),
    Open(Subject, Box<OpenDiscrepancy>),
    OneByOne(String),
    Decided(Subject, DecidedValue),
    Approval(Subject, GivenApproval),
    Baseline(Baseline),
    Comment(HeardComment),
    Answer(CopyId, String, Answer),
    Reminder(SentReminder),
    Promised(SheetKey, String, String),
    Postponed(Subject, u32),
    Setting(StartSetting, String),
    Change(Change),
}

/// The memory as lines.
pub fn to_lines(memory: &Memory) -> Vec<String> {
    let mut lines = vec![MemoryLine::Engagement(memory.engagement.clone()), MemoryLine::Run(memory.run.clone())];
    lines.extend(memory.highest.iter().map(|(k, n)| MemoryLine::Highest(k.clone(), *n)));
    lines.extend(memory.sent.iter().map(|(k, s)| MemoryLine::Sent(k.clone(), s.clone())));
    lines.extend(memory.slugs.iter().map(|(k, s)| MemoryLine::Slug(k.clone(), s.clone())));
    lines.extend(memory.files.iter().map(|f| MemoryLine::File(f.clone())));
    for (sheet, records) in &memory.records {
        lines.extend(records.iter().map(|(key, known)| MemoryLine::Record(sheet.clone(), key.clone(), known.clone())));
    }
    lines.extend(memory.claims.iter().map(|(key, claim)| MemoryLine::Claim(key.clone(), claim.clone())));
    lines.extend(memory.open.iter().map(|(s, o)| MemoryLine::Open(s.clone(), Box::new(o.clone()))));
    lines.extend(memory.one_by_one.iter().map(|g| MemoryLine::OneByOne(g.clone())));
    lines.extend(memory.decided.iter().map(|(s, d)| MemoryLine::Decided(s.clone(), d.clone())));
    lines.extend(memory.approvals.iter().map(|(s, a)| MemoryLine::Approval(s.clone(), a.clone())));
    lines.extend(memory.baseline.iter().map(|b| MemoryLine::Baseline(b.clone())));
    lines.extend(memory.comments.iter().map(|c| MemoryLine::Comment(c.clone())));
    lines.extend(
        memory.answers.iter().map(|(key, a)| MemoryLine::Answer(key.copy.clone(), key.row_key.clone(), a.clone())),
    );
    lines.extend(memory.reminders.iter().map(|r| MemoryLine::Reminder(r.clone())));
    lines.extend(memory.promised.iter().map(|((s, n), id)| MemoryLine::Promised(s.clone(), n.clone(), id.clone())));
    lines.extend(memory.postponed.iter().map(|(subject, times)| MemoryLine::Postponed(subject.clone(), *times)));
    lines.extend(memory.settings.iter().map(|(setting, shown)| MemoryLine::Setting(*setting, shown.clone())));
    lines.extend(memory.changes.iter().map(|c| MemoryLine::Change(c.clone())));
    // These types have string keys only and no numbers that JSON lacks, so writing them cannot fail.
    lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect()
}

/// The memory from its lines, and the lines that could not be read.
pub fn from_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> (Memory, Vec<String>) {
    let (mut memory, mut unread) = (Memory::default(), Vec::new());
    for text in lines {
        match serde_json::from_str::<MemoryLine>(text) {
            Ok(line) => put(&mut memory, line),
            Err(_) => unread.push(text.to_owned()),
        }
    }
    (memory, unread)
}

fn put(memory: &mut Memory, line: MemoryLine) {
    match line {
        MemoryLine::Engagement(id) => memory.engagement = id,
        MemoryLine::Run(run) => memory.run = run,
        MemoryLine::Highest(key, n) => {
            memory.highest.insert(key, n);
        }
        MemoryLine::Sent(key, sent) => {
            memory.sent.insert(key, sent);
        }
        MemoryLine::Slug(key, slug) => {
            memory.slugs.insert(key, slug);
        }
        MemoryLine::File(file) => memory.files.push(file),
        MemoryLine::Record(sheet, key, known) => {
            memory.records.entry(sheet).or_default().insert(key, known);
        }
        MemoryLine::Claim(key, claim) => {
            memory.claims.insert(key, claim);
        }
        MemoryLine::Open(subject, open) => {
            memory.open.insert(subject, *open);
        }
        MemoryLine::OneByOne(group) => {
            memory.one_by_one.insert(group);
        }
        MemoryLine::Decided(subject, decided) => {
            memory.decided.insert(subject, decided);
        }
        MemoryLine::Approval(subject, approval) => {
            memory.approvals.insert(subject, approval);
        }
        MemoryLine::Baseline(baseline) => memory.baseline = Some(baseline),
        MemoryLine::Comment(comment) => {
            memory.comments.insert(comment);
        }
        MemoryLine::Answer(copy, row, answer) => {
            memory.answers.insert(AnswerKey { copy, row_key: row }, answer);
        }
        MemoryLine::Reminder(reminder) => memory.reminders.push(reminder),
        MemoryLine::Promised(sheet, name, id) => {
            memory.promised.insert((sheet, name), id);
        }
        MemoryLine::Postponed(subject, times) => {
            memory.postponed.insert(subject, times);
        }
        MemoryLine::Setting(setting, shown) => {
            memory.settings.insert(setting, shown);
        }
        MemoryLine::Change(change) => memory.changes.push(change),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change_reason::ChangeReason;
    use crate::model::code::Code;
    use crate::model::finding::{Action, Candidate, Contributor, Question};
    use crate::model::memory::{AnswerMeaning, ClaimKind, Pending, RecordOrigin, WrittenDecision};
    use crate::model::place::{At, Place};
    use crate::model::value::Value;
    use crate::model::value_issue::ValueIssue;
    use jiff::civil::date;

    fn subject() -> Subject {
        Subject { sheet: "risks".into(), record: "k1".into(), field: "status".into() }
    }

    fn place() -> Place {
        Place::cell("inbox/a.xlsx", "Risks", At::new(4, 1))
    }

    /// A memory with one fact of every kind.
    fn memory() -> Memory {
        let text = Value::text;
        let word_key = ClaimKey { subject: subject(), copy: "raid.ada".into() };
        let word = Claim {
            value: Value::Unread("some day".into()),
            base: Value::Date(date(2027, 1, 11)),
            kind: ClaimKind::Value,
            by: "ada".into(),
            place: place(),
            issue: Some(ValueIssue::refused(Code::ValueType, "No day.").near([Value::Date(date(2027, 1, 12))])),
            open: true,
        };
        let pending = Pending {
            copy: "raid.ada".into(),
            row_key: Some("p1".into()),
            values: [("title".into(), (text("Late"), place()))].into_iter().collect(),
            claims: vec![(word_key.clone(), word.clone())],
            message: "What is it?".into(),
            ..Pending::default()
        };
        let contributor = Contributor { by: "ada".into(), copy: "raid.ada".into(), place: place() };
        let action = Action::SameAs("k1".into());
        let candidate =
            Candidate { letter: 1, value: text("Closed"), action, contributors: vec![contributor], refused: true };
        let question = Question {
            id: "D-0001".into(),
            since: "2026-11-22".into(),
            candidates: vec![candidate],
            ..Question::default()
        };
        let open = OpenDiscrepancy {
            code: Code::RowPossibleDuplicate,
            question,
            next_letter: 2,
            pending: Some(pending),
            members: vec![subject()],
            message: "What is it?".into(),
            written: Some(WrittenDecision { decision: "Later".into(), ..WrittenDecision::default() }),
            not_applied: String::new(),
        };
        let answer = Answer {
            subject: Some(subject()),
            by: "ada".into(),
            text: "No".into(),
            remark: String::new(),
            means: AnswerMeaning::Take(Action::Remove),
            place: place(),
            over: false,
        };
        let known = KnownRecord {
            id: "R-001".into(),
            values: [("title".into(), text("Late"))].into_iter().collect(),
            origins: vec![RecordOrigin { row_key: "p1".into(), natural_key: "late".into() }],
            gone: true,
        };
        let change = Change {
            reason: ChangeReason::Undo(3),
            to: Value::YesNo(true),
            field: Some("done".into()),
            source: place(),
            ..Change::default()
        };
        let comment =
            HeardComment { subject: subject(), copy: "raid.ada".into(), author: "Ada".into(), text: "see mail".into() };
        Memory {
            engagement: "e-1".into(),
            run: RunRecord { key: "abc".into(), number: 7, undid: 6, ..RunRecord::default() },
            postponed: [(subject(), 3)].into(),
            settings: [(StartSetting::Stage, "draft".to_owned())].into(),
            highest: [("risks".to_owned(), 7)].into(),
            sent: [("raid.ada".into(), SentCopy { recipient: "ada".into(), ..SentCopy::default() })]
                .into_iter()
                .collect(),
            slugs: [("C-001".to_owned(), "ada".to_owned())].into(),
            files: vec![HeardFile {
                copy: "raid.ada".into(),
                saved_at: Some("2026-11-22T08:00:00Z".into()),
                ..HeardFile::default()
            }],
            records: [("risks".into(), [("k1".into(), known)].into_iter().collect())].into(),
            claims: [(word_key, word)].into(),
            open: [(subject(), open)].into(),
            one_by_one: ["risks/group".to_owned()].into(),
            decided: [(
                subject(),
                DecidedValue { id: "D-0001".into(), value: text("Closed"), copies_sent: 2, ..DecidedValue::default() },
            )]
            .into(),
            approvals: [(
                subject(),
                GivenApproval {
                    by: "Ada".into(),
                    sheets: [("scope".into(), "d1".to_owned())].into(),
                    ..GivenApproval::default()
                },
            )]
            .into(),
            baseline: Some(Baseline { date: "2026-11-22".into(), ..Baseline::default() }),
            comments: [comment].into(),
            answers: [(AnswerKey { copy: "raid.ada".into(), row_key: "row".into() }, answer)].into(),
            reminders: vec![SentReminder { recipient: "ada".into(), ..SentReminder::default() }],
            promised: [(("risks".into(), "late".to_owned()), "R-009".to_owned())].into(),
            changes: vec![change],
        }
    }

    #[test]
    fn every_fact_is_read_back_from_its_line() {
        let lines = to_lines(&memory());
        assert_eq!(lines.len(), 20, "a fact of every kind, each in a line of its own");
        assert!(lines.iter().all(|l| !l.contains('\n')));
        assert_eq!(from_lines(lines.iter().map(String::as_str)), (memory(), Vec::new()));
    }

    #[test]
    fn a_line_lost_is_one_fact_lost() {
        let lines = to_lines(&memory());
        for lost in 2..lines.len() {
            let rest = lines.iter().enumerate().filter(|(n, _)| *n != lost).map(|(_, l)| l.as_str());
            let (left, unread) = from_lines(rest);
            let left = to_lines(&left);
            assert!(unread.is_empty() && left.len() == lines.len() - 1, "{}", lines[lost]);
            assert!(left.iter().all(|l| lines.contains(l)) && !left.contains(&lines[lost]), "{}", lines[lost]);
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_is_given_back_and_the_others_count() {
        let lines = to_lines(&memory());
        let torn = &lines[3][..lines[3].len() - 4];
        let given = lines.iter().map(String::as_str).chain([torn, "{\"tomorrow\":1}"]);
        assert_eq!(from_lines(given), (memory(), vec![torn.to_owned(), "{\"tomorrow\":1}".into()]));
    }

    /// Masters keep these names for good: an older one is read by a newer prekick.
    #[test]
    fn stored_names_stay() {
        let subject = r#"{"sheet":"risks","record":"k1","field":"status"}"#;
        let word = r#"{"value":"Closed","base":null,"kind":"struck","by":"ada","place":{"file":"a.xlsx","sheet":null,"cell":null},"trouble":{"code":"value/type","message":"No.","refused":true},"open":false}"#;
        let question = r#"{"id":"D-0001","since":"2026-11-22","master":null,"sent":null,"candidates":[{"letter":0,"value":"x","action":"take-file","givers":[],"refused":false}]}"#;
        let lines = [
            r#"{"engagement":"e-1"}"#.to_owned(),
            r#"{"highest":["risks",7]}"#.into(),
            r#"{"slug":["C-001","ada"]}"#.into(),
            r#"{"one-by-one":"risks/group"}"#.into(),
            r#"{"promised":["risks","late","R-009"]}"#.into(),
            format!(r#"{{"postponed":[{subject},3]}}"#),
            r#"{"setting":["respond-within-days","7"]}"#.into(),
            format!(r#"{{"word":[{{"subject":{subject},"copy":"raid.ada"}},{word}]}}"#),
            format!(r#"{{"open":[{subject},{{"code":"file/order","question":{question},"next_letter":1,"message":"m"}}]}}"#),
            r#"{"record":["risks","k1",{"id":"R-001","values":{"due":{"d":"2027-01-11"},"cost":{"n":"12.5"}}}]}"#.into(),
            format!(r#"{{"approval":[{subject},{{"decision":"Yes","by":"Ada","on":"","content":{{}}}}]}}"#),
            format!(r#"{{"answer":["raid.ada","row",{{"subject":{subject},"by":"ada","text":"No","means":"keep","place":{{"file":null,"sheet":null,"cell":null}}}}]}}"#),
            r#"{"change":{"workbook":"raid","sheet":"Risks","record":"R-001","field":null,"from":null,"to":"x","why":"merged","by":"ada","source":{"file":null,"sheet":null,"cell":null}}}"#.into(),
        ];
        let (memory, unread) = from_lines(lines.iter().map(String::as_str));
        assert!(unread.is_empty(), "{unread:?}");
        assert_eq!(
            (memory.claims.len(), memory.open.len(), memory.approvals.len(), memory.answers.len()),
            (1, 1, 1, 1)
        );
        assert_eq!(memory.claims.values().next().unwrap().kind, ClaimKind::Struck);
        assert_eq!(memory.changes[0].reason, ChangeReason::Merged);
        assert_eq!(
            to_lines(&memory).iter().filter(|l| lines.contains(l)).count(),
            lines.len(),
            "and are written so again"
        );
    }
}
