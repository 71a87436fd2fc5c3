//! The life of requests, from one export to the next.

use super::tests::{export_of, ids, number, request};
use super::*;
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::table::Row;
use crate::model::value::Value;
use indexmap::IndexMap;
use jiff::civil::date;

const IDS: [&str; 4] = ["a0Z000000000001AAA", "a0Z000000000002AAA", "a0Z000000000003AAA", "a0Z000000000004AAA"];

/// Salesforce's answer to a file as Bulk API 2.0 gives it: these rows are refused with this error, the others get the IDs in
/// their order, or keep those they have.
fn answer(file: &LoadFile, refused: &[(usize, &str)], new_ids: &[&str]) -> Vec<ResultFile> {
    let with = |own: [&str; 2], row: &[String]| own.into_iter().map(str::to_owned).chain(row.iter().cloned()).collect();
    let mut loaded: Vec<Vec<String>> = vec![with(["sf__Id", "sf__Created"], &file.header)];
    let mut failed: Vec<Vec<String>> = vec![with(["sf__Id", "sf__Error"], &file.header)];
    let mut ids = new_ids.iter();
    for (at, row) in file.rows.iter().enumerate() {
        match refused.iter().find(|(n, _)| *n == at) {
            Some((_, error)) => failed.push(with(["", error], row)),
            None if file.operation == LoadOperation::Update => loaded.push(with([&row[0], "false"], row)),
            None => loaded.push(with([ids.next().unwrap(), "true"], row)),
        }
    }
    let digest = |what: &str| format!("{what} {:?}", file.rows);
    let files = [ResultFile::of(digest("loaded"), loaded), ResultFile::of(digest("failed"), failed)];
    files.into_iter().flatten().collect()
}

struct Org {
    settings: SalesforceRequests,
    manifest: Manifest,
}

impl Org {
    fn new() -> Self {
        Self { settings: SalesforceRequests::default(), manifest: Manifest::default() }
    }

    /// Exports and remembers what was sent.
    fn export(&mut self, rows: Vec<Row>) -> Export {
        let out = export_of(rows, &self.settings, Some(&self.manifest).filter(|m| !m.object.is_empty()));
        self.manifest = out.manifest.clone();
        out
    }

    fn hear(&mut self, files: Vec<ResultFile>) -> Vec<ResultsRead> {
        files.iter().map(|file| read_results(&mut self.manifest, file, &self.settings)).collect()
    }

    /// Everything of an export is loaded.
    fn loads(&mut self, out: &Export, new_ids: &[&str]) {
        for file in out.files() {
            self.hear(answer(&file, &[], new_ids));
        }
    }
}

#[test]
fn sent_is_not_loaded_until_a_result_file_says_so() {
    let mut org = Org::new();
    let rows = || vec![request("RR-001", &[]), request("RR-002", &[])];
    let first = org.export(rows());
    let again = org.export(rows());
    assert_eq!(ids(&again), ["RR-001-1", "RR-002-1"]);
    let said = again.findings.iter().find(|f| f.code == Code::ExportUnconfirmed).unwrap();
    assert!(said.message.contains("RR-001-1 and RR-002-1"), "{}", said.message);

    let heard = org.hear(answer(&first.files()[0], &[(1, "REQUIRED_FIELD_MISSING:missing:pse__Region__c --")], &IDS));
    assert_eq!((heard[0].loaded, heard[1].failed.len()), (1, 1));
    let third = org.export(rows());
    assert_eq!((ids(&third), third.unchanged), (vec!["RR-002-1"], 1));
    assert!(
        third.findings.iter().any(|f| f.code == Code::ExportLoadFailed),
        "nothing has changed since it was refused"
    );
    let repeated =
        org.hear(answer(&first.files()[0], &[(1, "REQUIRED_FIELD_MISSING:missing:pse__Region__c --")], &IDS));
    assert!(repeated.iter().all(|r| r.is_repeated && r.loaded == 0 && r.failed.is_empty()));
}

#[test]
fn what_salesforce_refused_is_found_on_its_cell() {
    let mut org = Org::new();
    let rows = || vec![request("RR-001", &[]), request("RR-002", &[])];
    let out = org.export(rows());
    let refused = [
        (
            0,
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:bad value for restricted picklist field: X:pse__Resource_Role__c --",
        ),
        (1, "UNABLE_TO_LOCK_ROW:try again"),
    ];
    org.hear(answer(&out.files()[0], &refused, &[]));
    let found = failed_loads(&super::tests::table(rows()), &org.settings, &org.manifest);
    assert_eq!(found[0].field.as_ref().map(|f| f.as_str()), Some("role"));
    assert_eq!((found[0].record.as_deref(), found[1].field.as_ref()), (Some("RR-001"), None));
    assert!(found[1].message.contains("UNABLE_TO_LOCK_ROW"), "{}", found[1].message);
}

#[test]
fn of_a_loaded_request_only_what_differs_is_sent() {
    let mut org = Org::new();
    let first = org.export(vec![request("RR-001", &[("notes", Value::text("call first"))])]);
    org.loads(&first, &IDS);
    let same = org.export(vec![request("RR-001", &[("notes", Value::text("call first"))])]);
    assert_eq!((same.rows.len(), same.unchanged, same.files().len()), (0, 1, 0));
    let moved = [("start", Value::Date(date(2027, 2, 8))), ("notes", Value::Empty)];
    let out = org.export(vec![request("RR-001", &moved)]);
    let file = &out.files()[0];
    assert_eq!(file.operation, LoadOperation::Update);
    assert_eq!(file.header, ["Id", "pse__Start_Date__c", "pse__Notes__c"]);
    assert_eq!(file.rows, [[IDS[0], "2027-02-08", "#N/A"]]);
    assert_eq!(out.news, ["RR-001-1: Start 2027-01-11 → 2027-02-08; Notes call first cleared."]);
    org.loads(&out, &[]);
    assert_eq!(org.export(vec![request("RR-001", &moved)]).unchanged, 1);
}

#[test]
fn whatever_becomes_of_a_loaded_request_goes_out_as_what_it_is() {
    let status = |text: &str| vec![request("RR-001", &[("quantity", number(2, 0)), ("status", Value::text(text))])];
    for (rows, cells) in [
        (status("Cancelled"), vec!["Cancelled", "Cancelled"]),
        (status("Assigned"), vec!["Assigned", "Assigned"]),
        (status("Hold"), vec!["Hold", "Hold"]),
        (vec![request("RR-001", &[("source", Value::text("Partner"))])], vec!["Cancelled", "Cancelled"]),
        (vec![request("RR-001", &[])], vec!["Cancelled"]),
        (vec![], vec!["Cancelled", "Cancelled"]),
        (vec![request("RR-001", &[("quantity", number(2, 0))])], vec![]),
    ] {
        let mut org = Org::new();
        let first = org.export(vec![request("RR-001", &[("quantity", number(2, 0))])]);
        org.loads(&first, &IDS);
        let out = org.export(rows.clone());
        let sent: Vec<&String> = out.rows.iter().filter_map(|r| r.cells.get("pse__Status__c")).collect();
        assert_eq!(sent, cells, "{rows:?}");
        assert!(out.rows.iter().all(|r| r.operation == LoadOperation::Update && r.cells.len() == 2), "{:?}", out.rows);
        assert_eq!(out.news.len(), cells.len());
    }
}

#[test]
fn a_request_that_was_never_loaded_is_not_cancelled_by_file() {
    let mut org = Org::new();
    org.export(vec![request("RR-001", &[])]);
    let out = org.export(vec![request("RR-001", &[("status", Value::text("Cancelled"))])]);
    assert_eq!(out.rows.len(), 0);
    let said = out.findings.iter().find(|f| f.code == Code::ExportChanged).unwrap();
    assert!(said.message.contains("RR-001-1 is no longer asked for"), "{}", said.message);
}

#[test]
fn more_people_are_new_requests_and_a_split_is_both() {
    let mut org = Org::new();
    let two = ("quantity", number(2, 0));
    let first = org.export(vec![request("RR-001", std::slice::from_ref(&two))]);
    org.loads(&first, &IDS);
    let more = org.export(vec![request("RR-001", &[("quantity", number(3, 0))])]);
    assert_eq!((ids(&more), more.rows[0].operation, more.unchanged), (vec!["RR-001-3"], LoadOperation::Insert, 2));
    let mut org = Org::new();
    let first = org.export(vec![request("RR-001", &[two])]);
    org.loads(&first, &IDS);
    let split = org.export(vec![request("RR-001", &[]), request("RR-002", &[])]);
    let sent: Vec<(&str, LoadOperation)> = split.rows.iter().map(|r| (r.external_id.as_str(), r.operation)).collect();
    assert_eq!(sent, [("RR-001-2", LoadOperation::Update), ("RR-002-1", LoadOperation::Insert)]);
    assert_eq!(split.files().len(), 2, "a file for each operation");
}

#[test]
fn with_an_external_id_new_and_changed_requests_are_matched_by_it() {
    let mut org = Org::new();
    org.settings.external_id = Some("Ref__c".into());
    let first = org.export(vec![request("RR-001", &[])]);
    assert_eq!(first.rows[0].operation, LoadOperation::Upsert);
    let again = org.export(vec![request("RR-001", &[])]);
    assert!(again.findings.iter().all(|f| f.code != Code::ExportUnconfirmed), "loading it twice makes one request");
    org.loads(&first, &IDS);
    let out = org.export(vec![request("RR-001", &[("hours", number(10, 0))])]);
    assert_eq!(out.files()[0].header, ["Ref__c", "pse__SOW_Hours__c"]);
    assert_eq!(out.files()[0].rows, [["RR-001-1", "10"]]);
}

#[test]
fn a_request_that_was_inserted_before_there_was_an_external_id_is_updated_by_its_own() {
    let mut org = Org::new();
    let first = org.export(vec![request("RR-001", &[])]);
    org.loads(&first, &IDS);
    org.settings.external_id = Some("Ref__c".into());
    let out = org.export(vec![request("RR-001", &[])]);
    assert_eq!(out.files()[0].header, ["Id", "Ref__c"]);
    assert_eq!(out.files()[0].rows, [[IDS[0], "RR-001-1"]]);
}

#[test]
fn what_an_older_program_sent_counts_as_it_did() {
    let sent = export_of(vec![request("RR-001", &[])], &SalesforceRequests::default(), None);
    let digest = sent.rows[0].digest(&sent.header);
    let text = format!(
        r#"{{"object": "pse__Resource_Request__c", "date": "2026-11-01", "header": [], "rows": {{"RR-001-1": "{digest}"}}}}"#
    );
    let manifest: Manifest = serde_json::from_str(&text).unwrap();
    let settings = SalesforceRequests::default();
    assert_eq!(export_of(vec![request("RR-001", &[])], &settings, Some(&manifest)).unchanged, 1);
    let changed = export_of(vec![request("RR-001", &[("hours", number(1, 0))])], &settings, Some(&manifest));
    assert!(changed.rows[0].again);
}

#[test]
fn result_files_are_known_by_their_titles() {
    let rows = |header: &str| vec![header.split(',').map(str::to_owned).collect::<Vec<String>>()];
    for (header, is_one) in [
        ("sf__Id,sf__Created,pse__Status__c", true),
        ("sf__Id,sf__Error,pse__Status__c", true),
        ("ID,PSE__STATUS__C,STATUS", true),
        ("pse__Status__c,ERROR", true),
        ("ID,Title,Status", false),
        ("ID,pse__Status__c", false),
        ("Title,Error", false),
        ("sf__Id,pse__Status__c", false),
        ("", false),
    ] {
        assert_eq!(ResultFile::of(String::new(), rows(header)).is_some(), is_one, "{header}");
    }
}

#[test]
fn success_files_of_data_loader_are_read_too() {
    let mut org = Org::new();
    let first = org.export(vec![request("RR-001", &[("quantity", number(2, 0))])]);
    let file = &first.files()[0];
    let whole = |own: &str, row: &[String], last: &str| {
        std::iter::once(own.to_owned()).chain(row.iter().cloned()).chain([last.to_owned()]).collect::<Vec<String>>()
    };
    let capitals: Vec<String> = file.header.iter().map(|api| api.to_uppercase()).collect();
    let mut rows = vec![whole("ID", &capitals, "STATUS")];
    rows.extend(file.rows.iter().zip(IDS).map(|(row, id)| whole(id, row, "Item Created")));
    org.hear(vec![ResultFile::of("a".into(), rows).unwrap()]);
    assert_eq!(org.manifest.salesforce_ids()["RR-001"], [IDS[0], IDS[1]]);
    assert_eq!(org.export(vec![request("RR-001", &[("quantity", number(2, 0))])]).unchanged, 2);
}

#[test]
fn a_file_whose_rows_fill_different_columns_is_told_apart() {
    let mut org = Org::new();
    let region = |text: &str| ("region", Value::text(text));
    let rows = || vec![request("RR-001", &[region("EMEA")]), request("RR-002", &[region(IDS[3])])];
    let first = org.export(rows());
    org.loads(&first, &IDS);
    assert_eq!(org.manifest.salesforce_ids().len(), 2);
    assert_eq!(org.export(rows()).unchanged, 2);
}

#[test]
fn a_status_that_the_org_has_no_word_for_is_cancelled_by_hand() {
    let mut org = Org::new();
    let first = org.export(vec![request("RR-001", &[])]);
    org.loads(&first, &IDS);
    let words = IndexMap::from([("Ready to Staff".to_owned(), "Open".to_owned())]);
    org.settings.picklists.insert("status".into(), words);
    let out = org.export(vec![]);
    assert_eq!(out.rows.len(), 0);
    let said = &out.findings.iter().find(|f| f.code == Code::ExportChanged).unwrap().message;
    assert!(said.contains("cancel RR-001-1 in Salesforce"), "{said}");
}

#[test]
fn a_success_without_an_id_is_no_load() {
    let mut org = Org::new();
    let first = org.export(vec![request("RR-001", &[])]);
    let heard = org.hear(answer(&first.files()[0], &[], &[""]));
    assert_eq!((heard[0].loaded, heard[0].unknown), (0, 1));
    assert_eq!(ids(&org.export(vec![request("RR-001", &[])])), ["RR-001-1"]);
}
