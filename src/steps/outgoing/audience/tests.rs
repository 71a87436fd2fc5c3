//! What may not leave never does, and what is asked of a recipient.

use super::*;
use crate::model::code::{Code, RuleCode};
use crate::model::finding::{Action, Candidate, Giver};
use crate::model::memory::{Answer, Claim, ClaimKey, ClaimKind, Meaning, Open, Pending, Sent, Subject};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::template::{Owner, Rule};
use crate::model::value_issue::ValueIssue;
use rust_decimal::Decimal;
use std::sync::Arc;

fn column(key: &str, kind: Kind) -> Column {
    Column::new(key, key, kind)
}

fn internal(key: &str, kind: Kind) -> Column {
    Column { visibility: Visibility::Internal, ..column(key, kind) }
}

fn state(sheet: Sheet, rows: &[(&str, &[Value])]) -> SheetState {
    let mut state = SheetState::new(Arc::new(sheet));
    for (key, values) in rows {
        let id = values[0].to_string();
        state.records.insert((*key).into(), Record { id, values: values.to_vec(), ..Record::default() });
    }
    state
}

fn text(text: &str) -> Value {
    Value::text(text)
}

/// Ada may be seen, Vera not.
fn contacts() -> SheetState {
    let mut sheet = Sheet::new("contacts", "contacts", "Contacts");
    sheet.columns = vec![
        column("id", Kind::Text),
        column("name", Kind::Text),
        column("org", Kind::Text),
        internal("visibility", Kind::Choice),
    ];
    let rows: [&[Value]; 3] = [
        &[text("C-001"), text("Ada Park"), text("Customer"), Value::Empty],
        &[text("C-002"), text("Vera Secret"), text("AWS"), text("Internal")],
        &[text("C-003"), text("Dan Team"), text("AWS"), text("Shared")],
    ];
    state(sheet, &[("c1", rows[0]), ("c2", rows[1]), ("c3", rows[2])])
}

fn template_of(sheets: &[&SheetState]) -> Template {
    Template {
        key: "raid".into(),
        title: "RAID log".into(),
        version: 1,
        audience: Visibility::Shared,
        purpose: "What may go wrong.".into(),
        sheets: sheets.iter().map(|s| (*s.sheet).clone()).collect(),
        words: Tongues::new(),
    }
}

fn risks(columns: Vec<Column>, rows: &[(&str, &[Value])]) -> SheetState {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.natural_key = vec!["title".into()];
    sheet.columns = [column("id", Kind::Text), column("title", Kind::Text)].into_iter().chain(columns).collect();
    state(sheet, rows)
}

fn master(sheets: Vec<SheetState>) -> Master {
    Master { sheets, ..Master::default() }
}

/// The first sheet of what leaves of this one.
fn leaves(risks: SheetState) -> OutgoingSheet {
    let template = template_of(&[&risks]);
    outgoing(&master(vec![contacts(), risks]), &template, false).unwrap().sheets[0].clone()
}

fn keys(sheet: &OutgoingSheet) -> Vec<&str> {
    sheet.sheet().columns.iter().map(|c| c.key.as_str()).collect()
}

fn texts(sheet: &OutgoingSheet) -> Vec<Vec<String>> {
    sheet.rows().iter().map(|(_, values)| values.iter().map(ToString::to_string).collect()).collect()
}

#[test]
fn an_internal_workbook_or_one_of_internal_sheets_alone_does_not_leave() {
    let shared = risks(Vec::new(), &[]);
    let mut hidden = risks(Vec::new(), &[]);
    let sheet = Sheet { visibility: Visibility::Internal, ..(*hidden.sheet).clone() };
    hidden.sheet = Arc::new(sheet);
    for (template, state, there) in [
        (template_of(&[&shared]), shared.clone(), true),
        (Template { audience: Visibility::Internal, ..template_of(&[&shared]) }, shared.clone(), false),
        (template_of(&[&hidden]), hidden, false),
    ] {
        assert_eq!(outgoing(&master(vec![state]), &template, false).is_some(), there);
    }
}

#[test]
fn internal_and_commercial_columns_do_not_leave() {
    let commercial = Column { commercial: true, ..column("rate", Kind::Money) };
    let row = [text("R-001"), text("Late"), text("quietly"), text("200"), text("Open")];
    let out =
        leaves(risks(vec![internal("plan", Kind::Text), commercial, column("status", Kind::Text)], &[("k1", &row)]));
    assert_eq!(keys(&out), ["id", "title", "status"]);
    assert_eq!(texts(&out), [["R-001", "Late", "Open"]]);
}

#[test]
fn what_is_computed_from_an_internal_column_does_not_leave_either() {
    let computed = |key: &str, how| Column { computed: Some(how), owner: Owner::Tool, ..column(key, Kind::Computed) };
    let product = |of: &[&str]| Computed::Product(of.iter().map(|k| (*k).to_owned()).collect());
    let band = |of: &str| Computed::Band { of: of.into(), bands: vec![(Decimal::ONE, "Low".into())] };
    let formula =
        |of: &str| Computed::Formula { expr: Expr::Field(of.into()), gives: crate::model::condition::Type::Number };
    let columns = vec![
        internal("cost", Kind::Integer),
        column("days", Kind::Integer),
        computed("open_product", product(&["days"])),
        computed("product", product(&["days", "cost"])),
        computed("band", band("product")),
        computed("open_band", band("open_product")),
        computed("formula", formula("cost")),
    ];
    assert_eq!(keys(&leaves(risks(columns, &[]))), ["id", "title", "days", "open_product", "open_band"]);
}

#[test]
fn internal_records_do_not_leave_and_what_cannot_be_read_counts_as_internal() {
    let row = |id: &str, side: Value| [text(id), text("Late"), side];
    let rows = [
        row("R-001", Value::Empty),
        row("R-002", text("Internal")),
        row("R-003", text("Shared")),
        row("R-004", Value::Unread("intrenal".into())),
        row("R-005", text(" INTERNAL ")),
    ];
    let named: Vec<(&str, &[Value])> =
        ["k1", "k2", "k3", "k4", "k5"].into_iter().zip(rows.iter().map(|r| &r[..])).collect();
    let out = leaves(risks(vec![internal("visibility", Kind::Choice)], &named));
    let ids: Vec<String> = texts(&out).into_iter().map(|r| r[0].clone()).collect();
    assert_eq!(ids, ["R-001", "R-003"]);
    assert_eq!(keys(&out), ["id", "title"]);
}

#[test]
fn a_hidden_person_is_named_nowhere() {
    let many = Column { many: true, ..column("team", Kind::Person) };
    let set = |names: &[&str]| Value::Set(names.iter().map(|n| (*n).to_owned()).collect());
    let rows: [&[Value]; 3] = [
        &[text("R-001"), text("Late"), text("Vera Secret"), set(&["Ada Park", "Vera Secret"])],
        &[text("R-002"), text("Later"), text("ada park"), set(&["vera secret"])],
        &[text("R-003"), text("Last"), Value::Unread("VERA  secret".into()), text("Nobody Known")],
    ];
    let out =
        leaves(risks(vec![column("owner", Kind::Person), many], &[("k1", rows[0]), ("k2", rows[1]), ("k3", rows[2])]));
    assert_eq!(
        texts(&out),
        [["R-001", "Late", "", "Ada Park"], ["R-002", "Later", "ada park", ""], ["R-003", "Last", "", "Nobody Known"]]
    );
    let template = template_of(&[&risks(Vec::new(), &[])]);
    let whole = outgoing(&master(vec![contacts(), risks(Vec::new(), &[])]), &template, false).unwrap();
    assert_eq!(whole.people(), ["Ada Park", "Dan Team"], "and in no list");
}

#[test]
fn a_name_that_a_shared_contact_has_too_is_shown() {
    let mut people = contacts();
    let values = [text("C-004"), text("vera secret"), text("Customer"), Value::Empty].to_vec();
    people.records.insert("c4".into(), Record { id: "C-004".into(), values, ..Record::default() });
    let state =
        risks(vec![column("owner", Kind::Person)], &[("k1", &[text("R-001"), text("Late"), text("Vera Secret")])]);
    let template = template_of(&[&state]);
    let out = outgoing(&master(vec![people, state]), &template, false).unwrap();
    assert_eq!(texts(&out.sheets()[0]), [["R-001", "Late", "Vera Secret"]]);
}

#[test]
fn a_reference_to_what_may_not_be_seen_is_left_out() {
    let mut issues = Sheet::new("raid", "issues", "Issues");
    issues.columns = vec![column("id", Kind::Text), column("title", Kind::Text), internal("visibility", Kind::Choice)];
    let rows: [&[Value]; 2] =
        [&[text("I-001"), text("x"), Value::Empty], &[text("I-002"), text("y"), text("Internal")]];
    let issues = state(issues, &[("i1", rows[0]), ("i2", rows[1])]);
    let many = Column { many: true, ..column("also", Kind::Reference) };
    let both = Value::Set(vec!["I-001".into(), "I-002".into()]);
    let row = [text("R-001"), text("Late"), text("I-002"), both];
    let state = risks(vec![column("issue", Kind::Reference), many], &[("k1", &row)]);
    let template = template_of(&[&state]);
    let out = outgoing(&master(vec![issues, state]), &template, false).unwrap();
    assert_eq!(texts(&out.sheets()[0]), [["R-001", "Late", "", "I-001"]]);
    assert_eq!(out.references("issues"), ["I-001"]);
}

#[test]
fn records_of_a_hidden_sheet_or_without_a_shown_id_are_in_no_list() {
    let sheet = |visibility, id| {
        let mut issues = Sheet { visibility, ..Sheet::new("raid", "issues", "Issues") };
        issues.columns = vec![Column { visibility: id, ..column("id", Kind::Text) }];
        state(issues, &[("i1", &[text("I-001")])])
    };
    for (issues, listed) in [
        (sheet(Visibility::Shared, Visibility::Shared), vec!["I-001"]),
        (sheet(Visibility::Internal, Visibility::Shared), vec![]),
        (sheet(Visibility::Shared, Visibility::Internal), vec![]),
    ] {
        let state =
            risks(vec![column("issue", Kind::Reference)], &[("k1", &[text("R-001"), text("Late"), text("I-001")])]);
        let template = template_of(&[&state]);
        let out = outgoing(&master(vec![issues, state]), &template, false).unwrap();
        assert_eq!(out.references("issues"), listed);
        assert_eq!(texts(&out.sheets()[0])[0][2], listed.first().copied().unwrap_or(""));
    }
}

#[test]
fn a_matrix_shows_the_roles_that_may_be_seen() {
    let mut roles = Sheet::new("raci", "roles", "Roles");
    roles.columns = vec![column("id", Kind::Text), internal("visibility", Kind::Choice)];
    let roles = state(roles, &[("r1", &[text("RO-1"), Value::Empty]), ("r2", &[text("RO-2"), text("Internal")])]);
    let row = [text("R-001"), text("Late"), text("A"), text("R")];
    let matrix = risks(vec![column("role:RO-1", Kind::Choices), column("role:RO-2", Kind::Choices)], &[("k1", &row)]);
    let template = template_of(&[&matrix]);
    let out = outgoing(&master(vec![roles, matrix]), &template, false).unwrap();
    assert_eq!(keys(&out.sheets()[0]), ["id", "title", "role:RO-1"]);
    assert_eq!(texts(&out.sheets()[0]), [["R-001", "Late", "A"]]);
}

#[test]
fn a_rule_goes_along_only_where_all_that_it_looks_at_is_shown() {
    let rule = |field: &str, check: Expr| Rule {
        code: RuleCode::new("raid", field),
        severity: Severity::Warning,
        whole_sheet: false,
        when: None,
        check,
        field: Some(field.into()),
        message: Vec::new(),
        help: String::new(),
        blocks_baseline: false,
        source: (None, String::new()),
    };
    let filled = |key: &str| Expr::Call(crate::model::condition::Function::Filled, vec![Expr::Field(key.into())]);
    let mut state = risks(vec![column("status", Kind::Text), internal("plan", Kind::Text)], &[]);
    let mut sheet = (*state.sheet).clone();
    sheet.rules = vec![rule("status", filled("status")), rule("title", filled("plan")), rule("plan", filled("status"))];
    sheet.starters = vec![crate::model::template::Starter::default()];
    state.sheet = Arc::new(sheet);
    let out = leaves(state);
    let rules: Vec<String> = out.sheet().rules.iter().map(|r| r.code.to_string()).collect();
    assert_eq!(rules, ["rule/raid-status"]);
    assert!(out.sheet().starters.is_empty(), "usual rows are the team's");
}

#[test]
fn a_natural_key_loses_what_is_not_shown() {
    let mut state = risks(vec![internal("area", Kind::Text)], &[]);
    let mut sheet = (*state.sheet).clone();
    sheet.natural_key = vec!["title".into(), "area".into()];
    state.sheet = Arc::new(sheet);
    assert_eq!(leaves(state).sheet().natural_key, ["title"]);
}

#[test]
fn a_blank_copy_has_no_records() {
    let state = risks(Vec::new(), &[("k1", &[text("R-001"), text("Late")])]);
    let template = template_of(&[&state]);
    let out = outgoing(&master(vec![state]), &template, true).unwrap();
    assert!(out.sheets()[0].rows().is_empty());
}

// What is asked of Ada, who stands on the customer's side.

fn about(record: &str, field: &str) -> Subject {
    Subject { sheet: "risks".into(), record: record.into(), field: field.into() }
}

fn given(by: &str, value: &str) -> Candidate {
    let giver = Giver { by: by.into(), copy: format!("raid.{by}.1"), place: Place::default() };
    Candidate { letter: 0, value: text(value), action: Action::Set, givers: vec![giver], refused: false }
}

fn open(code: Code, candidates: Vec<Candidate>) -> Open {
    let question = crate::model::finding::Question { id: "D-0001".into(), candidates, ..Default::default() };
    Open { code, question, next_letter: 1, pending: None, members: Vec::new(), message: String::new(), written: None }
}

/// One risk with a status of either side, a plan that is internal, and a cost of the delivery team's. Ben is of Ada's
/// side, Dan of the team's.
fn asking(opens: Vec<(Subject, Open)>, change: impl FnOnce(&mut Master)) -> Outgoing {
    let cost = Column { owner: Owner::Delivery, ..column("cost", Kind::Text) };
    let columns = vec![column("status", Kind::Text), internal("plan", Kind::Text), cost, column("owner", Kind::Person)];
    let row = ["R-001", "Late", "Open", "quietly", "100", ""].map(Value::text);
    let state = risks(columns, &[("k1", &row)]);
    let template = template_of(&[&state]);
    let mut master = master(vec![contacts(), state]);
    for (by, contact) in [("ada", "C-001"), ("ben", "C-009"), ("dan", "C-003")] {
        let sent = Sent { recipient: by.into(), contact: contact.into(), ..Sent::default() };
        master.memory.sent.insert(format!("raid.{by}.1"), sent);
    }
    for (subject, open) in &opens {
        for giver in open.question.candidates.iter().flat_map(|c| c.givers.iter().map(move |g| (g, c))) {
            let word = Claim {
                value: giver.1.value.clone(),
                base: Value::Empty,
                kind: ClaimKind::Value,
                by: giver.0.by.clone(),
                place: Place::default(),
                issue: None,
                open: true,
            };
            master.memory.claims.insert(ClaimKey { subject: subject.clone(), copy: giver.0.copy.clone() }, word);
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
        (Meaning::Value(text("Closed")), false, false),
        (Meaning::Value(text("Closed")), true, true),
        (Meaning::Unclear(Code::ValueType, "No number.".into()), false, true),
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
            master.memory.answers.insert(("raid.ada.1".into(), key), answer);
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
        let values = [("title".to_owned(), (text(title), Place::default()))].into_iter().collect();
        let pending = Pending { copy: format!("raid.{by}.1"), by: by.into(), values, ..Pending::default() };
        let same = Candidate { action: Action::SameAs(record.into()), ..given(by, "the same") };
        Open { pending: Some(pending), ..open(Code::RowPossibleDuplicate, vec![same]) }
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
    let member = Open { question: Default::default(), ..open(Code::ConflictField, Vec::new()) };
    let mut member = Open { ..member };
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
