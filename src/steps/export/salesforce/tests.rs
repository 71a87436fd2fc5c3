use super::*;
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::table::Row;
use crate::model::template::{Column, Kind, Sheet, SheetKind, Visibility};
use crate::model::value::Value;
use indexmap::IndexMap;
use jiff::civil::date;
use rust_decimal::Decimal;
use std::sync::Arc;

const PROJECT: &str = "a0X5g00000AbCdEEAV";

const COLUMNS: [(&str, &str, Kind); 17] = [
    ("id", "ID", Kind::Text),
    ("name", "Request name", Kind::Text),
    ("project", "Salesforce project", Kind::Text),
    ("opportunity", "Salesforce opportunity", Kind::Text),
    ("role", "Resource role", Kind::Choice),
    ("quantity", "Quantity", Kind::Integer),
    ("start", "Start", Kind::Date),
    ("end", "End", Kind::Date),
    ("hours", "Requested hours", Kind::Decimal),
    ("percent", "% allocated", Kind::Percent),
    ("status", "Status", Kind::Choice),
    ("priority", "Priority", Kind::Choice),
    ("region", "Region", Kind::Text),
    ("held", "Soft-booked", Kind::YesNo),
    ("skills", "Skills", Kind::Choices),
    ("source", "Sourcing", Kind::Choice),
    ("notes", "Notes", Kind::Text),
];

fn sheet() -> Sheet {
    Sheet {
        workbook: "resources".into(),
        key: "resource_requests".into(),
        title: "Resource Requests".into(),
        kind: SheetKind::Table,
        id_prefix: "RR-".into(),
        natural_key: vec!["name".into()],
        visibility: Visibility::Shared,
        prepared_rows: 0,
        help: String::new(),
        columns: COLUMNS.into_iter().map(|(key, title, kind)| Column::new(key, title, kind)).collect(),
        ..Sheet::new("", "", "")
    }
}

pub(super) fn number(n: i64, scale: u32) -> Value {
    Value::Number(Decimal::new(n, scale))
}

/// A request that is ready to go, with some values replaced.
pub(super) fn request(id: &str, with: &[(&str, Value)]) -> Row {
    let ready = [
        ("id", Value::text(id)),
        ("name", Value::text("Consultant")),
        ("project", Value::text(PROJECT)),
        ("role", Value::text("Solution Architect")),
        ("quantity", number(1, 0)),
        ("start", Value::Date(date(2027, 1, 11))),
        ("end", Value::Date(date(2027, 6, 30))),
        ("hours", number(48050, 2)),
        ("percent", number(80, 0)),
        ("status", Value::text("Ready to Staff")),
        ("source", Value::text("AWS")),
    ];
    let mut values = vec![Value::Empty; COLUMNS.len()];
    for (key, value) in ready.iter().chain(with) {
        values[sheet().position(key).unwrap()] = value.clone();
    }
    Row { number: 4, id: (!id.is_empty()).then(|| id.to_owned()), values, ..Row::default() }
}

pub(super) fn table(rows: Vec<Row>) -> Table {
    let present = (0..COLUMNS.len()).map(|i| u16::try_from(i).ok()).collect();
    let (file, title) = ("master.xlsx".into(), "Resource Requests".into());
    Table { sheet: Arc::new(sheet()), file, title, present, header: 3, rows }
}

fn fields(pairs: &[(&str, &str)]) -> SalesforceRequests {
    let fields = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    SalesforceRequests { fields, ..SalesforceRequests::default() }
}

fn run(rows: Vec<Row>) -> Export {
    export_of(rows, &SalesforceRequests::default(), None)
}

pub(super) fn export_of(rows: Vec<Row>, settings: &SalesforceRequests, previous: Option<&Manifest>) -> Export {
    let requests = table(rows);
    export(RequestsInput { requests: &requests, settings, problems: &[], previous, org: None, today: "2026-11-22" })
}

fn export_with_problems(rows: Vec<Row>, problems: &[Finding]) -> Export {
    let (requests, settings) = (table(rows), SalesforceRequests::default());
    let input = RequestsInput {
        requests: &requests,
        settings: &settings,
        problems,
        previous: None,
        org: None,
        today: "2026-11-22",
    };
    export(input)
}

fn values(row: &ExportRow) -> Vec<&str> {
    row.cells.values().map(String::as_str).collect()
}

pub(super) fn ids(out: &Export) -> Vec<&str> {
    out.rows.iter().map(|r| r.external_id.as_str()).collect()
}

fn codes(out: &Export) -> Vec<&str> {
    out.findings.iter().map(|f| f.code.as_str()).filter(|c| *c != "export/settings").collect()
}

#[test]
fn a_request_for_three_people_is_three_rows() {
    let out = run(vec![request("RR-001", &[]), request("RR-002", &[("quantity", number(3, 0))])]);
    assert_eq!(ids(&out), ["RR-001-1", "RR-002-1", "RR-002-2", "RR-002-3"]);
    assert_eq!(out.header[0], "pse__Resource_Request_Name__c");
    assert_eq!(values(&out.rows[3])[0], "RR-002-3 Consultant");
    assert!(out.rejected.is_empty() && out.unchanged == 0);
}

#[test]
fn values_stand_as_salesforce_writes_them() {
    let with = [
        ("held", Value::YesNo(false)),
        ("skills", Value::set(vec!["Oracle".into(), "PostgreSQL".into()])),
        ("notes", Value::Text(" as \"typed\",\n0012 ".into())),
    ];
    let plan = [
        ("Start", "start"),
        ("Hours", "hours"),
        ("Percent", "percent"),
        ("Held", "held"),
        ("Skills", "skills"),
        ("Notes", "notes"),
        ("Type", "=Billable"),
        ("Ref", "external-id"),
        ("Region", "region"),
    ];
    let out = export_of(vec![request("RR-007", &with)], &fields(&plan), None);
    assert_eq!(
        values(&out.rows[0]),
        [
            "2027-01-11",
            "480.5",
            "80",
            "false",
            "Oracle;PostgreSQL",
            " as \"typed\",\n0012 ",
            "Billable",
            "RR-007-1",
            ""
        ]
    );
}

#[test]
fn only_the_chosen_statuses_and_sourcing_go_out() {
    for (status, source, goes) in [
        ("Ready to Staff", "AWS", true),
        ("ready to  staff ", "aws", true),
        ("Draft", "AWS", false),
        ("Ready to Staff", "Partner", false),
        ("", "AWS", false),
    ] {
        let row = request("RR-001", &[("status", Value::text(status)), ("source", Value::text(source))]);
        let out = run(vec![row]);
        assert_eq!(out.rows.len(), usize::from(goes), "{status}, {source}");
        assert!(out.rejected.is_empty(), "what is not meant to go is not rejected");
    }
}

#[test]
fn each_reason_against_a_record_is_said() {
    let text = |words: &str| Value::Text(words.into());
    let cases: Vec<(&str, Value, &str, &str)> = vec![
        ("start", Value::Empty, "export/rejected", "Start is empty"),
        ("end", Value::Empty, "export/rejected", "End is empty"),
        ("hours", Value::Empty, "export/rejected", "Requested hours is empty"),
        ("hours", number(-1, 0), "export/rejected", "must be 0 or more"),
        (
            "end",
            Value::Date(date(2027, 1, 10)),
            "export/rejected",
            "it ends on 2027-01-10, before it starts on 2027-01-11",
        ),
        ("project", Value::Empty, "export/rejected", "neither Salesforce project nor Salesforce opportunity"),
        ("project", text("a0X5g00000AbCdEEAA"), "export/rejected", "it is a0X5g00000AbCdEEAV"),
        ("opportunity", text("0065g00000XyZabAAA"), "export/rejected", "Salesforce opportunity “0065g00000XyZabAAA”"),
        ("notes", text(&"n".repeat(256)), "export/rejected", "Notes has 256 characters, and Salesforce keeps 255"),
        ("name", text(&"n".repeat(247)), "export/rejected", "256 characters together with its ID"),
        ("notes", text("=1+1"), "export/injection", "Notes begins with “=”"),
        ("notes", text("+49 30"), "export/injection", "Notes begins with “+”"),
        ("notes", text("- two days"), "export/injection", "Notes begins with “-”"),
        ("notes", text("@home"), "export/injection", "Notes begins with “@”"),
        ("notes", text("\tx"), "export/injection", "Notes begins with a tab"),
        ("notes", text("one\rtwo"), "export/rejected", "line break (CR)"),
        ("percent", number(125, 1), "export/rejected", "12.5, and Salesforce keeps whole percents"),
        ("quantity", number(0, 0), "export/rejected", "Quantity is 0; expected a whole number from 1"),
        ("quantity", number(15, 1), "export/rejected", "Quantity is 1.5"),
        ("quantity", number(1_000_000_000, 0), "export/rejected", "from 1 to 999"),
        ("quantity", Value::Unread("two".into()), "export/rejected", "“two” could not be understood"),
        ("start", Value::Unread("soon".into()), "export/rejected", "“soon” could not be understood"),
        ("status", Value::Unread("Redy".into()), "export/rejected", "“Redy” could not be understood"),
    ];
    for (field, value, code, said) in cases {
        let out = run(vec![request("RR-001", &[(field, value.clone())])]);
        assert!(out.rows.is_empty(), "{field} {value}");
        assert_eq!(out.rejected.len(), 1, "{field} {value}");
        let reasons = &out.rejected[0].reasons;
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        assert!(reasons[0].contains(said), "{reasons:?}");
        assert_eq!(codes(&out), [code]);
        assert!(out.findings[0].message.starts_with("RR-001 is not exported: "), "{}", out.findings[0].message);
        let finding = &out.findings[0];
        assert_eq!(finding.field, Some(field.into()));
        assert!(finding.place.as_ref().unwrap().cell.as_ref().unwrap().ends_with('5'));
    }
}

#[test]
fn what_is_right_at_the_limit_goes_out() {
    for (field, value) in [
        ("notes", Value::Text("n".repeat(255))),
        ("name", Value::Text("n".repeat(246))),
        ("end", Value::Date(date(2027, 1, 11))),
        ("hours", number(0, 0)),
        ("project", Value::text("a0X5g00000AbCdE")),
        ("notes", Value::text("two-day = fine, 50 % + travel @ home")),
    ] {
        let out = run(vec![request("RR-001", &[(field, value)])]);
        assert_eq!(out.rejected, [], "{field}");
    }
}

#[test]
fn all_reasons_are_said_at_once() {
    let out = run(vec![request("RR-001", &[("start", Value::Empty), ("hours", Value::Empty)])]);
    assert_eq!(out.rejected[0].reasons.len(), 2);
    assert_eq!(out.rejected[0].place, Place::cell("master.xlsx", "Resource Requests", At::new(4, 0)));
}

#[test]
fn a_record_needs_an_id_of_its_own() {
    let out = run(vec![request("", &[])]);
    assert!(out.rejected[0].reasons[0].contains("no ID yet"), "{:?}", out.rejected);
    let out = run(vec![request("RR-001", &[]), request("RR-001", &[("name", Value::text("Other"))])]);
    assert_eq!((out.rows.len(), out.rejected.len()), (0, 2));
}

#[test]
fn an_error_of_the_check_rejects_its_record_only() {
    let about = |severity, record: &str| {
        Finding::new(Code::ValueRequired, "Role is empty.").on(&sheet()).record(Some(record)).severity(severity)
    };
    let rows = || vec![request("RR-001", &[]), request("RR-002", &[])];
    let problems = [about(Severity::Error, "RR-001"), about(Severity::Warning, "RR-002")];
    let out = export_with_problems(rows(), &problems);
    assert_eq!(ids(&out), ["RR-002-1"]);
    assert_eq!(out.rejected[0].reasons, ["Role is empty. (value/required)"]);
    let other = Finding { sheet: Some("Risks".into()), ..about(Severity::Error, "RR-001") };
    assert_eq!(export_with_problems(rows(), &[other]).rejected, []);
}

#[test]
fn an_error_without_an_id_finds_its_record_by_its_row() {
    let at = |row| {
        Finding::new(Code::RowDuplicateKey, "Twice.").at(Place::cell(
            "master.xlsx",
            "Resource Requests",
            At::new(row, 1),
        ))
    };
    for (row, rejected) in [(4, 1), (44, 0)] {
        let out = export_with_problems(vec![request("RR-001", &[])], &[at(row)]);
        assert_eq!(out.rejected.len(), rejected);
    }
}

#[test]
fn listed_choices_are_translated_and_others_rejected() {
    let list = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    let mut settings = fields(&[("Role", "role"), ("Skills", "skills")]);
    let roles: IndexMap<String, String> = list(&[("Solution Architect", "Architect (L5)"), ("Test Lead", "Tester")]);
    settings.picklists.insert("role".into(), roles);
    settings.picklists.insert("skills".into(), list(&[("Oracle", "ORA"), ("SQL", "SQL")]));
    let skills = |words: &[&str]| ("skills", Value::set(words.iter().map(|w| (*w).to_owned()).collect()));
    let go = |with: &[(&str, Value)]| export_of(vec![request("RR-001", with)], &settings, None);

    assert_eq!(values(&go(&[skills(&["SQL", "oracle"])]).rows[0]), ["Architect (L5)", "SQL;ORA"]);
    assert_eq!(values(&go(&[("role", Value::Empty)]).rows[0]), ["", ""]);
    let out = go(&[("role", Value::text("Test Led"))]);
    assert_eq!(codes(&out), ["export/picklist"]);
    let reason = &out.rejected[0].reasons[0];
    assert!(reason.contains("Resource role “Test Led”") && reason.contains("“Test Lead”"), "{reason}");
}

#[test]
fn another_object_is_another_export() {
    let rows = || vec![request("RR-001", &[])];
    let first = export_of(rows(), &fields(&[("A", "role")]), None);
    let other = SalesforceRequests { object: "Other__c".into(), ..fields(&[("A", "role")]) };
    let out = export_of(rows(), &other, Some(&first.manifest));
    assert_eq!((out.rows.len(), out.rows[0].again), (1, false));
}

#[test]
fn an_external_id_comes_first_and_once() {
    let settings =
        SalesforceRequests { external_id: Some("Ref__c".into()), ..fields(&[("Role", "role"), ("Ref__c", "name")]) };
    let out = export_of(vec![request("RR-001", &[])], &settings, None);
    assert_eq!(out.header, ["Ref__c", "Role"]);
    assert_eq!(values(&out.rows[0]), ["RR-001-1", "Solution Architect"]);
}

#[test]
fn a_key_of_another_field_is_no_salesforce_id() {
    let project = || vec![request("RR-001", &[("project", Value::text("a0X5g00000AbCdEEAA"))])];
    for (api, rejected) in [("pse__Project__c", 1), ("pse__Project__r.Key__c", 0)] {
        let out = export_of(project(), &fields(&[(api, "project")]), None);
        assert_eq!(out.rejected.len(), rejected, "{api}");
    }
}

#[test]
fn an_empty_export_says_what_there_is() {
    let out = run(vec![request("RR-001", &[("status", Value::text("Draft"))])]);
    assert_eq!(codes(&out), ["export/nothing"]);
    let said = &out.findings.last().unwrap().message;
    assert!(said.contains("Ready to Staff") && said.contains("1 × Draft, AWS"), "{said}");
    assert!(run(vec![]).findings.last().unwrap().message.contains("no request"));
}

#[test]
fn settings_that_do_not_fit_are_pointed_out_and_leave_the_field_empty() {
    let settings = fields(&[("A", "stat"), ("B", "rol")]);
    let out = export_of(vec![request("RR-001", &[])], &settings, None);
    assert_eq!(values(&out.rows[0]), ["", ""]);
    let said: Vec<&str> = out.findings.iter().map(|f| f.message.as_str()).collect();
    assert!(said[0].contains("“stat”") && said[0].contains("“status”") | said[0].contains("“start”"), "{said:?}");
    assert!(said[1].contains("“role”"), "{said:?}");
    assert!(out.findings.iter().all(|f| f.code == Code::ExportSettings));
}

#[test]
fn a_name_goes_by_a_column_that_finds_the_record_or_is_rejected() {
    let settings = fields(&[("pse__Region__c", "region"), ("pse__Opportunity__c", "opportunity")]);
    let region = |text: &str| ("region", Value::text(text));
    let out = export_of(
        vec![request("RR-001", &[region("EMEA Central")]), request("RR-002", &[region(PROJECT)])],
        &settings,
        None,
    );
    let file = &out.files()[0];
    assert_eq!(file.header, ["pse__Region__c", "pse__Region__r.Name", "pse__Opportunity__c"]);
    assert_eq!(file.rows, [["", "EMEA Central", ""], [PROJECT, "", ""]]);
    let out = export_of(vec![request("RR-001", &[region("EMEA Central")])], &settings, None);
    assert_eq!(out.files()[0].header, ["pse__Region__r.Name", "pse__Opportunity__c"], "one column for one reference");
    let out = export_of(vec![request("RR-001", &[("opportunity", Value::text("Acme 2027"))])], &settings, None);
    assert!(out.rejected[0].reasons[0].contains("can't be found by its name"), "{:?}", out.rejected);
}

#[test]
fn a_text_that_would_empty_a_field_is_rejected() {
    let out = run(vec![request("RR-001", &[("notes", Value::text("#N/A"))])]);
    assert!(out.rejected[0].reasons[0].contains("would empty the field"), "{:?}", out.rejected);
}

#[test]
fn instructions_name_the_command_and_its_pitfalls() {
    let mut settings = SalesforceRequests::default();
    let text =
        instructions(&settings, &[(LoadOperation::Insert, "rr.csv".into()), (LoadOperation::Update, "up.csv".into())]);
    let command = "sf data import bulk --file rr.csv --sobject pse__Resource_Request__c --line-ending LF \
                   --column-delimiter COMMA --wait 10";
    assert!(text.contains(command), "{text}");
    assert!(text.contains("sf data update bulk --file up.csv") && text.contains("export --results"), "{text}");
    for pitfall in ["time zone to GMT", "Do not open the file in Excel", "line ending LF", "once only", "picklists"] {
        assert!(text.contains(pitfall), "{pitfall}: {text}");
    }
    settings.external_id = Some("Ref__c".into());
    let text = instructions(&settings, &[(LoadOperation::Upsert, "my file.csv".into())]);
    assert!(text.contains("sf data upsert bulk --file \"my file.csv\""), "{text}");
    assert!(text.contains("--external-id Ref__c") && text.contains("again is safe"), "{text}");
}
