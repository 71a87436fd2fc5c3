use super::*;
use crate::model::code::{Code, RuleCode};
use crate::model::condition::{Comparison, Expr, Function};
use crate::model::keys::FieldKey;
use crate::model::severity::Severity;
use crate::model::table::Row;
use crate::model::template::{Choice, Column, Kind, MessagePiece, Required, Rule, Sheet, SheetKind, Visibility};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use jiff::civil::date;
use std::sync::Arc;

fn choices(labels: &[&str]) -> Vec<Choice> {
    labels.iter().map(|l| Choice { label: (*l).to_owned(), synonyms: vec![] }).collect()
}

fn sheet(key: &str, prefix: &str, natural_key: &str, columns: Vec<Column>) -> Sheet {
    let mut all = vec![Column::new("id", "ID", Kind::Text)];
    all.extend(columns);
    Sheet {
        workbook: "book".into(),
        key: key.into(),
        title: format!("Sheet {key}"),
        kind: SheetKind::Table,
        id_prefix: prefix.into(),
        natural_key: vec![natural_key.into()],
        visibility: Visibility::Shared,
        prepared_rows: 0,
        help: String::new(),
        columns: all,
        ..Sheet::new("", "", "")
    }
}

fn rule(name: &str, check: Expr, field: Option<&str>, message: Vec<MessagePiece>) -> Rule {
    Rule {
        code: RuleCode::new("book", name),
        severity: Severity::Warning,
        whole_sheet: false,
        when: None,
        check,
        field: field.map(FieldKey::from),
        message,
        help: "Mend it.".into(),
        blocks_baseline: false,
        source: (None, String::new()),
    }
}

/// How many roles hold a letter, compared with one.
fn holders(how: Comparison, letter: &str) -> Expr {
    let size = Expr::Call(Function::Size, vec![Expr::Holders(letter.into())]);
    Expr::Compare(how, Box::new(size), Box::new(Expr::Number(1.into())))
}

/// Rows of an ID and values by column key; all other columns are empty.
fn table(sheet: Sheet, rows: &[(&str, &[(&str, Value)])]) -> Table {
    let rows = rows.iter().enumerate().map(|(i, (id, filled))| {
        let mut values = vec![Value::Empty; sheet.columns.len()];
        values[0] = Value::text(*id);
        for (key, value) in *filled {
            values[sheet.position(key).unwrap()] = value.clone();
        }
        let id = (!id.is_empty()).then(|| (*id).to_owned());
        Row { number: u32::try_from(i).unwrap() + 1, id, values, ..Row::default() }
    });
    let rows = rows.collect();
    let present = (0..sheet.columns.len()).map(|i| u16::try_from(i).ok()).collect();
    Table { title: sheet.title.clone(), sheet: Arc::new(sheet), file: "read.xlsx".into(), present, header: 0, rows }
}

fn text(text: &str) -> Value {
    Value::text(text)
}

fn contacts(rows: &[(&str, &str, &str)]) -> Table {
    let columns = vec![Column::new("name", "Name", Kind::Text), Column::new("email", "E-mail", Kind::Email)];
    let filled: Vec<(&str, [(&str, Value); 2])> =
        rows.iter().map(|(id, name, mail)| (*id, [("name", text(name)), ("email", text(mail))])).collect();
    let rows: Vec<(&str, &[(&str, Value)])> = filled.iter().map(|(id, values)| (*id, values.as_slice())).collect();
    table(sheet("contacts", "C-", "name", columns), &rows)
}

fn risks() -> Sheet {
    let columns = vec![
        Column { required: Required::Always, ..Column::new("title", "Title", Kind::Text) },
        Column {
            choices: choices(&["Open", "In Progress", "Closed"]),
            ..Column::new("status", "Status", Kind::Choice)
        },
        Column { required: Required::From("In Progress".into()), ..Column::new("owner", "Owner", Kind::Person) },
        Column { references: vec!["risks".into()], many: true, ..Column::new("links", "Links", Kind::Reference) },
        Column::new("start", "Start", Kind::Date),
        Column::new("end", "End", Kind::Date),
        Column::new("score", "Score", Kind::Computed),
    ];
    let mut sheet = sheet("risks", "R-", "title", columns);
    let [start, end] = ["start", "end"].map(|key| Box::new(Expr::Field(key.into())));
    let check = Expr::Compare(Comparison::AtMost, start, end.clone());
    let message = vec![
        MessagePiece::Text("It ends too early, on ".into()),
        MessagePiece::Value(*end),
        MessagePiece::Text(".".into()),
    ];
    sheet.rules = vec![rule("dates", check, Some("end"), message)];
    sheet
}

fn raci() -> Sheet {
    let mut sheet = sheet("raci", "X-", "activity", vec![Column::new("activity", "Activity", Kind::Text)]);
    sheet.kind = SheetKind::Matrix { across: "roles".into(), letters: choices(&["R", "A", "C", "I"]) };
    sheet.rules = vec![
        rule("one-a", holders(Comparison::Same, "A"), None, vec![MessagePiece::Value(Expr::Holders("A".into()))]),
        rule("some-r", holders(Comparison::AtLeast, "R"), None, vec![MessagePiece::Text("Nobody does it.".into())]),
    ];
    sheet.with_across(&[("RO-001".into(), "Lead".into()), ("RO-002".into(), "PM".into())])
}

fn findings(tables: &[&Table], people: &People) -> Vec<Finding> {
    let found = check_tables(
        tables,
        people,
        date(2026, 11, 22),
        &Engagement::new("test", "Test", "Acme", None, None),
        "master.xlsx",
    );
    for finding in &found {
        assert!(finding.question.is_none() && !finding.help.is_empty(), "{finding:?}");
        assert_eq!(finding.workbook.as_deref(), Some("book"));
        assert_eq!(finding.place.as_ref().and_then(|p| p.file.as_deref()), Some("master.xlsx"));
    }
    found
}

/// `code field cell` of each finding.
fn codes(found: &[Finding]) -> Vec<String> {
    let cell = |f: &Finding| f.place.as_ref().and_then(|p| p.cell.clone()).unwrap_or_default();
    found
        .iter()
        .map(|f| format!("{} {} {}", f.code, f.field.as_ref().map(FieldKey::as_str).unwrap_or("-"), cell(f)))
        .collect()
}

fn found_in(sheet: Sheet, values: &[(&str, Value)]) -> Vec<Finding> {
    let people = People::new(&contacts(&[
        ("C-001", "Ada Park", "ada@acme.example"),
        ("C-002", "Ben Cole", "ben@acme.example"),
        ("C-003", "Ben Cole", "b.cole@acme.example"),
    ]));
    findings(&[&table(sheet, &[("R-001", values)])], &people)
}

#[test]
fn one_record_is_checked_field_by_field() {
    let title = || ("title", text("Late access"));
    let status = |s: &str| ("status", text(s));
    let refs = |ids: &[&str]| ("links", Value::set(ids.iter().map(|i| (*i).to_owned()).collect()));
    let dates = |a, b| [("start", Value::Date(a)), ("end", Value::Date(b))];
    let [start, end] = dates(date(2027, 4, 13), date(2027, 4, 1));
    for (values, expected) in [
        (vec![title()], vec![]),
        (vec![], vec![]),
        (vec![("score", text("High"))], vec![]),
        (vec![status("Open")], vec!["value/required title B2"]),
        (vec![title(), status("Open")], vec![]),
        (vec![title(), status("In Progress")], vec!["value/required owner D2"]),
        (vec![title(), status("Closed")], vec!["value/required owner D2"]),
        (vec![title(), status("Closed"), ("owner", text("ada@acme.example"))], vec![]),
        (vec![title(), ("owner", text("Ada Prak"))], vec!["reference/unknown owner D2"]),
        (vec![title(), ("owner", text("Ben Cole"))], vec!["reference/ambiguous owner D2"]),
        (vec![title(), ("owner", text("C-002"))], vec![]),
        (vec![title(), refs(&["R-001"])], vec![]),
        (vec![title(), refs(&["R-001", "R-099", "the late one"])], vec!["reference/unknown links E2"; 2]),
        (vec![title(), ("start", Value::Unread("soon".into()))], vec!["value/type start F2"]),
        (vec![title(), start, end], vec!["rule/book-dates end G2"]),
        (vec![title(), dates(date(2027, 4, 1), date(2027, 4, 1))[1].clone()], vec![]),
    ] {
        assert_eq!(codes(&found_in(risks(), &values)), expected, "{values:?}");
    }
}

#[test]
fn messages_name_the_record_the_value_and_the_nearest() {
    let title = ("title", text("Late access"));
    let only = |values: &[(&str, Value)]| {
        let mut found = found_in(risks(), values);
        assert_eq!(found.len(), 1);
        found.remove(0)
    };
    let owner = only(&[title.clone(), ("owner", text("Ada Prak"))]);
    assert_eq!((owner.severity, owner.record.as_deref()), (Severity::Warning, Some("R-001")));
    assert!(owner.message.contains("\"Ada Prak\"") && owner.help.contains("Type Ada Park"), "{owner:?}");
    let link = only(&[title.clone(), ("links", text("Late acces"))]);
    assert_eq!(link.severity, Severity::Error);
    assert!(link.message.contains("Sheet risks") && link.help.contains("Type R-001"), "{link:?}");
    let needed = only(&[title.clone(), ("status", text("Closed"))]);
    assert!(
        needed.message.contains("R-001 (Late access)")
            && needed.message.contains("In Progress or later (it is Closed)")
    );
    let start = ("start", Value::Date(date(2027, 4, 13)));
    let order = only(&[title, start, ("end", Value::Date(date(2027, 4, 1)))]);
    assert_eq!((order.severity, order.help.as_str()), (Severity::Warning, "Mend it."));
    assert_eq!(order.message, "R-001 (Late access): It ends too early, on 2027-04-01.");
}

#[test]
fn what_could_not_be_read_is_told_as_reading_told_it() {
    let values: &[(&str, Value)] = &[("title", text("T")), ("start", Value::Unread("03/04/2027".into()))];
    let mut risks = table(risks(), &[("R-001", values)]);
    let near = [date(2027, 4, 3), date(2027, 3, 4)].map(Value::Date).to_vec();
    let message = "Two readings.".to_owned();
    risks.rows[0].issues = [(5, ValueIssue::refused(Code::ValueFormat, message).near(near))].into();
    let found = findings(&[&risks], &People::default());
    assert_eq!(codes(&found), ["value/format start F2"]);
    assert_eq!((found[0].message.as_str(), found[0].severity), ("Two readings.", Severity::Error));
    assert_eq!(found[0].help, "Type 2027-04-03 or 2027-03-04, if that is meant.");
}

#[test]
fn rules_say_nothing_about_a_cell_that_could_not_be_read() {
    for (end, expected) in [
        (Value::Unread("after Easter".into()), &["value/type"][..]),
        (Value::Date(date(2026, 12, 1)), &["rule/book-dates"]),
    ] {
        let mut sheet = risks();
        sheet.rules[0].check = Expr::YesNo(false);
        let found = found_in(sheet, &[("title", text("Late")), ("status", text("Open")), ("end", end)]);
        let said: Vec<&str> = found.iter().map(|f| f.code.as_str()).collect();
        assert_eq!(said, expected);
    }
}

#[test]
fn every_activity_has_one_who_answers_for_it() {
    let letters = |l: &str| Value::set(l.chars().map(|c| c.to_string()).collect());
    let row = |lead: Value, pm: Value| [("activity", text("Cut-over")), ("role:RO-001", lead), ("role:RO-002", pm)];
    let unread = Value::Unread("S".into());
    for (values, expected) in [
        (row(letters("RA"), letters("C")), vec![]),
        (row(letters("R"), letters("C")), vec!["rule/book-one-a: (none)"]),
        (row(letters("AR"), letters("A")), vec!["rule/book-one-a: Lead and PM"]),
        (row(letters("A"), letters("C")), vec!["rule/book-some-r: Nobody does it."]),
        (row(Value::Empty, Value::Empty), vec!["rule/book-one-a: (none)", "rule/book-some-r: Nobody does it."]),
        (row(unread, letters("C")), vec!["value/type: "]),
    ] {
        let found = found_in(raci(), &values);
        let said: Vec<String> = found
            .iter()
            .map(|f| {
                let why = f.message.strip_prefix("R-001 (Cut-over): ").unwrap_or_default();
                format!("{}: {why}", f.code)
            })
            .collect();
        assert_eq!(said, expected);
    }
}

#[test]
fn the_same_name_twice_is_worth_a_look_and_the_same_mail_is_wrong() {
    let people = contacts(&[
        ("C-001", "Ada Park", "ada@acme.example"),
        ("C-002", "ada  park", "ADA@acme.example"),
        ("C-003", "Li Wu", "li@acme.example"),
        ("C-004", "Al Wu", ""),
        ("C-005", "Bo Wu", ""),
        ("C-006", "", ""),
        ("C-007", "", ""),
    ]);
    let found = findings(&[&people], &People::default());
    assert_eq!(codes(&found), ["row/duplicate-key email C3", "row/duplicate-key - A3"]);
    let severities: Vec<Severity> = found.iter().map(|f| f.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Warning]);
    assert!(found.iter().all(|f| f.message.contains("C-001 (Ada Park)") && f.record.as_deref() == Some("C-002")));
}

#[test]
fn references_to_a_sheet_that_is_not_here_are_not_judged() {
    let mut sheet = risks();
    sheet.columns[4].references = vec!["risks".into(), "milestones".into()];
    assert!(found_in(sheet, &[("title", text("T")), ("links", text("M-001"))]).is_empty());
}
