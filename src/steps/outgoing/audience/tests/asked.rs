//! What is asked of Ada, who stands on the customer's side.

use super::*;
use crate::model::memory::AnswerKey;

// What is asked of Ada, who stands on the customer's side.

pub(super) fn about(record: &str, field: &str) -> Subject {
    Subject { sheet: "risks".into(), record: record.into(), field: field.into() }
}

pub(super) fn given(by: &str, value: &str) -> Candidate {
    let contributor = Contributor { by: by.into(), copy: format!("raid.{by}.1").into(), place: Place::default() };
    Candidate { letter: 0, value: text(value), action: Action::Set, contributors: vec![contributor], refused: false }
}

pub(super) fn open(code: Code, candidates: Vec<Candidate>) -> OpenDiscrepancy {
    let question = crate::model::finding::Question { id: "D-0001".into(), candidates, ..Default::default() };
    OpenDiscrepancy {
        code,
        question,
        next_letter: 1,
        pending: None,
        members: Vec::new(),
        message: String::new(),
        written: None,
        not_applied: String::new(),
    }
}

/// One risk with a status of either side, a plan that is internal, and a cost of the delivery team's. Ben is of Ada's
/// side, Dan of the team's.
fn asking(opens: Vec<(Subject, OpenDiscrepancy)>, change: impl FnOnce(&mut Master)) -> Outgoing {
    let cost = Column { owner: Owner::Delivery, ..column("cost", Kind::Text) };
    let columns = vec![column("status", Kind::Text), internal("plan", Kind::Text), cost, column("owner", Kind::Person)];
    let row = ["R-001", "Late", "Open", "quietly", "100", ""].map(Value::text);
    let state = risks(columns, &[("k1", &row)]);
    let template = template_of(&[&state]);
    let mut master = master(vec![contacts(), state]);
    for (by, contact) in [("ada", "C-001"), ("ben", "C-009"), ("dan", "C-003")] {
        let sent = SentCopy { recipient: by.into(), contact: contact.into(), ..SentCopy::default() };
        master.memory.sent.insert(format!("raid.{by}.1").into(), sent);
    }
    for (subject, open) in &opens {
        for contributor in open.question.candidates.iter().flat_map(|c| c.contributors.iter().map(move |g| (g, c))) {
            let word = Claim {
                value: contributor.1.value.clone(),
                base: Value::Empty,
                kind: ClaimKind::Value,
                by: contributor.0.by.clone(),
                place: Place::default(),
                issue: None,
                open: true,
            };
            master.memory.claims.insert(ClaimKey { subject: subject.clone(), copy: contributor.0.copy.clone() }, word);
        }
    }
    master.memory.open.extend(opens);
    change(&mut master);
    let sheet = Sheet::new("raid", "please_answer", "Please answer");
    let to = AskedOf { recipient: "ada", side: Owner::Customer, sheet: &sheet };
    outgoing(&master, &template, false).unwrap().asking(&master, to)
}

#[test]
fn a_clash_about_a_shown_field_is_asked_of_who_gave_a_value() {
    for (record, field, by, is_asked) in [
        ("k1", "status", "ada", true),
        ("k1", "status", "ben", false),
        ("k1", "plan", "ada", false),
        ("k1", "cost", "ada", false),
        ("k9", "status", "ada", false),
    ] {
        let out = asking(vec![(about(record, field), open(Code::ConflictField, vec![given(by, "Closed")]))], |_| {});
        assert_eq!(out.questions().len(), usize::from(is_asked), "{record} {field} {by}");
        assert_eq!(out.question_sheet().is_some(), is_asked);
    }
}

#[test]
fn a_recipient_sees_what_colleagues_said_and_not_what_the_team_has_not_agreed_on() {
    let candidates = vec![given("ada", "Closed"), given("ben", "On hold"), given("dan", "Cancelled")];
    let out = asking(vec![(about("k1", "status"), open(Code::ConflictField, candidates))], |_| {});
    let [question] = out.questions() else { panic!("{:?}", out.questions()) };
    assert_eq!((&question.yours, &question.others), (&vec![text("Closed")], &vec![text("On hold")]));
    assert_eq!((question.id.as_str(), question.name.clone()), ("D-0001", ("R-001".into(), "Late".into())));
}

#[test]
fn a_hidden_person_is_not_named_in_a_question() {
    let candidates = vec![given("ada", "Ada Park"), given("ben", "Vera Secret")];
    let out = asking(vec![(about("k1", "owner"), open(Code::ConflictField, candidates))], |_| {});
    assert_eq!(out.questions()[0].others, [Value::Empty]);
}

#[test]
fn what_was_answered_is_not_asked_again_unless_the_answer_was_unclear() {
    for (means, over, is_asked) in [
        (AnswerMeaning::Value(text("Closed")), false, false),
        (AnswerMeaning::Value(text("Closed")), true, true),
        (AnswerMeaning::Unclear(Code::ValueType, "No number.".into()), false, true),
    ] {
        let subject = about("k1", "status");
        let asked = open(Code::ConflictField, vec![given("ada", "Closed")]);
        let key = question_key("", &subject, &asked);
        let out = asking(vec![(subject, asked)], |master| {
            let answer = Answer {
                subject: None,
                by: "ada".into(),
                text: "x".into(),
                remark: String::new(),
                means: means.clone(),
                place: Place::default(),
                over,
            };
            master.memory.answers.insert(AnswerKey { copy: "raid.ada.1".into(), row_key: key }, answer);
        });
        assert_eq!(out.questions().len(), usize::from(is_asked), "{means:?} {over}");
    }
}

#[test]
fn a_value_that_could_not_be_taken_is_asked_as_that() {
    let subject = about("k1", "status");
    let out = asking(vec![(subject.clone(), open(Code::ValueType, vec![given("ada", "Clsoed")]))], |master| {
        let word = master.memory.claims.get_mut(&ClaimKey { subject, copy: "raid.ada.1".into() }).unwrap();
        word.issue = Some(ValueIssue::refused(Code::ValueType, "No."));
    });
    assert_eq!(out.questions()[0].about, About::Field("status".into(), true));
}

#[test]
fn a_removal_is_asked_of_whose_copy_lacks_the_row() {
    for (code, what) in [
        (Code::RowRemoved, Some(About::Removed(false))),
        (Code::ConflictRemovedAndEdited, Some(About::Removed(true))),
        (Code::RowStruckOut, Some(About::StruckOut)),
        (Code::RowDuplicateKey, None),
    ] {
        let remove = Candidate { action: Action::Remove, ..given("ada", "remove the record") };
        let out = asking(vec![(about("k1", ""), open(code, vec![remove]))], |_| {});
        assert_eq!(out.questions().first().map(|q| q.about.clone()), what);
    }
}

#[test]
fn a_row_that_waits_is_asked_with_the_records_that_may_be_seen() {
    let waits = |title: &str, record: &str, by: &str| {
        let values = [("title".into(), (text(title), Place::default()))].into_iter().collect();
        let pending = Pending { copy: format!("raid.{by}.1").into(), by: by.into(), values, ..Pending::default() };
        let same = Candidate { action: Action::SameAs(record.into()), ..given(by, "the same") };
        OpenDiscrepancy { pending: Some(pending), ..open(Code::RowPossibleDuplicate, vec![same]) }
    };
    let same = About::Row(vec![("R-001".into(), "Late".into())]);
    for (waiting, what) in [
        (waits("Latest", "k1", "ada"), Some(same)),
        (waits("Latest", "hidden", "ada"), None),
        (waits("", "k1", "ada"), None),
        (waits("Latest", "k1", "ben"), None),
    ] {
        let out = asking(vec![(about("p1~raid.ada.1", ""), waiting)], |_| {});
        assert_eq!(out.questions().first().map(|q| q.about.clone()), what);
    }
}

#[test]
fn each_of_many_is_asked_under_the_id_of_the_row_that_stands_for_them() {
    let member = OpenDiscrepancy { question: Default::default(), ..open(Code::ConflictField, Vec::new()) };
    let mut member = OpenDiscrepancy { ..member };
    member.question.candidates = vec![given("ada", "Closed")];
    let all = Candidate { action: Action::TakeAll, ..given("ada", "all") };
    let mut whole = open(Code::ConflictField, vec![all]);
    whole.members = vec![about("k1", "status")];
    whole.question.id = "D-0007".into();
    let group = Subject { record: "group:raid.ada.1:conflict/field".into(), ..about("", "status") };
    let out = asking(vec![(about("k1", "status"), member), (group, whole)], |_| {});
    let ids: Vec<&str> = out.questions().iter().map(|q| q.id.as_str()).collect();
    assert_eq!(ids, ["D-0007"]);
}
