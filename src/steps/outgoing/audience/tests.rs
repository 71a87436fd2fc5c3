//! What may not leave never does, and what is asked of a recipient.

mod asked;
mod details;

use super::*;
use crate::model::code::{Code, RuleCode};
use crate::model::condition::Expr;
use crate::model::finding::{Action, Candidate, Contributor};
use crate::model::memory::{
    Answer, AnswerMeaning, Claim, ClaimKey, ClaimKind, OpenDiscrepancy, Pending, SentCopy, Subject,
};
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
        on_request: false,
        purpose: "What may go wrong.".into(),
        sheets: sheets.iter().map(|s| (*s.sheet).clone()).collect(),
        words: Translations::new(),
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

fn rule(field: &str, check: Expr) -> Rule {
    Rule {
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
    }
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
    let product = |of: &[&str]| Computed::Product(of.iter().map(|k| (*k).into()).collect());
    let band = |of: &str| Computed::Band { of: of.into(), bands: vec![(Decimal::ONE, "Low".into())] };
    let formula =
        |of: &str| Computed::Formula { expr: Expr::Field(of.into()), gives: crate::model::condition::ExprType::Number };
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
    assert_eq!(out.references(&"issues".into()), ["I-001"]);
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
        assert_eq!(out.references(&"issues".into()), listed);
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
fn a_rule_about_letters_goes_along_only_where_all_roles_are_shown() {
    for (side, goes) in [(Value::Empty, 1), (text("Internal"), 0)] {
        let mut roles = Sheet::new("raci", "roles", "Roles");
        roles.columns = vec![column("id", Kind::Text), internal("visibility", Kind::Choice)];
        let roles = state(roles, &[("r1", &[text("RO-1"), Value::Empty]), ("r2", &[text("RO-2"), side])]);
        let mut matrix = risks(vec![column("role:RO-1", Kind::Choices), column("role:RO-2", Kind::Choices)], &[]);
        let mut sheet = (*matrix.sheet).clone();
        let holders = Expr::Call(crate::model::condition::Function::Size, vec![Expr::Holders("A".into())]);
        let one = Expr::Number(Decimal::ONE);
        sheet.rules = vec![Rule {
            code: RuleCode::new("raci", "one"),
            severity: Severity::Warning,
            whole_sheet: false,
            when: None,
            check: Expr::Compare(crate::model::condition::Comparison::Same, Box::new(holders), Box::new(one)),
            field: None,
            message: Vec::new(),
            help: String::new(),
            blocks_baseline: false,
            source: (None, String::new()),
        }];
        matrix.sheet = Arc::new(sheet);
        let template = template_of(&[&matrix]);
        let out = outgoing(&master(vec![roles, matrix]), &template, false).unwrap();
        assert_eq!(out.sheets()[0].sheet().rules.len(), goes);
    }
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
