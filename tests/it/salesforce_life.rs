//! The life of requests, played against a stand-in of Salesforce that enforces the documented rules of the object.

use crate::desk::{Desk, TODAY};
use std::collections::BTreeMap;
use std::path::PathBuf;

const PROJECT: &str = "a0B000000000001EAA";

/// What an org does with a file of Bulk API 2.0.
#[derive(Default)]
struct StandIn {
    requests: BTreeMap<String, BTreeMap<String, String>>,
    regions: BTreeMap<&'static str, &'static str>,
}

impl StandIn {
    /// Loads a file and writes its result files; gives their paths.
    fn load(&mut self, desk: &Desk, file: &str) -> Vec<PathBuf> {
        let bytes = std::fs::read(desk.path(&format!("exports/{file}"))).unwrap();
        assert!(!bytes.starts_with(b"\xEF\xBB\xBF") && !bytes.contains(&b'\r'), "no mark, and LF alone");
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let mut success = format!("sf__Id,sf__Created,{}\n", header.join(","));
        let mut failed = format!("sf__Id,sf__Error,{}\n", header.join(","));
        for record in reader.records() {
            let record = record.unwrap();
            let cells: Vec<(&str, &str)> = header.iter().map(String::as_str).zip(record.iter()).collect();
            let quoted: Vec<String> = record.iter().map(|c| format!("\"{}\"", c.replace('"', "\"\""))).collect();
            match self.take(&cells) {
                Ok((id, created)) => success += &format!("{id},{created},{}\n", quoted.join(",")),
                Err(error) => failed += &format!(",\"{error}\",{}\n", quoted.join(",")),
            }
        }
        let folder = desk.path("loads");
        std::fs::create_dir_all(&folder).unwrap();
        [(success, "success"), (failed, "failed")]
            .map(|(text, what)| {
                let path = folder.join(format!("{file}.{what}.csv"));
                std::fs::write(&path, text).unwrap();
                path
            })
            .into()
    }

    fn take(&mut self, cells: &[(&str, &str)]) -> Result<(String, bool), String> {
        let id = cells.iter().find(|(api, _)| *api == "Id").map(|(_, id)| (*id).to_owned());
        let mut request = match &id {
            Some(id) => self.requests.get(id).ok_or("MALFORMED_ID:no such request:Id --")?.clone(),
            None => BTreeMap::new(),
        };
        for (api, text) in cells.iter().filter(|(api, text)| *api != "Id" && !text.is_empty()) {
            let (field, text) = match *api {
                "pse__Region__r.Name" => (
                    "pse__Region__c",
                    *self.regions.get(text).ok_or(format!("INVALID_FIELD:no region {text}:pse__Region__c --"))?,
                ),
                "pse__Project__c" | "pse__Region__c" if *text != "#N/A" && !matches!(text.len(), 15 | 18) => {
                    return Err(format!("MALFORMED_ID:{text}:{api} --"));
                }
                _ => (*api, *text),
            };
            match text {
                "#N/A" => request.remove(field),
                text => request.insert(field.to_owned(), text.to_owned()),
            };
        }
        for field in
            ["pse__Project__c", "pse__Resource_Role__c", "pse__Start_Date__c", "pse__End_Date__c", "pse__SOW_Hours__c"]
        {
            if !request.contains_key(field) {
                return Err(format!("REQUIRED_FIELD_MISSING:Required fields are missing: [{field}]:{field} --"));
            }
        }
        if request["pse__End_Date__c"] < request["pse__Start_Date__c"] {
            return Err("FIELD_CUSTOM_VALIDATION_EXCEPTION:End before start:pse__End_Date__c --".into());
        }
        if request["pse__Resource_Role__c"] == "Test Lead" {
            return Err("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:bad value: Test Lead:pse__Resource_Role__c --".into());
        }
        let new = format!("a0Z{:012}AAA", self.requests.len() + 1);
        let created = id.is_none();
        let id = id.unwrap_or(new);
        self.requests.insert(id.clone(), request);
        Ok((id, created))
    }
}

/// The rows of an exported file, as written.
fn lines(desk: &Desk, file: &str) -> Vec<String> {
    std::fs::read_to_string(desk.path(&format!("exports/{file}"))).unwrap().lines().map(str::to_owned).collect()
}

fn export(desk: &Desk) -> crate::desk::Done {
    desk.run(&["export", "salesforce-resource-requests"])
}

fn with_requests(requests: &[(&str, &str, &str, &str)]) -> Desk {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        for (name, role, quantity, region) in requests {
            sheet.add(&[
                ("Request name", name),
                ("Resource role", role),
                ("Quantity", quantity),
                ("Region", region),
                ("Sourcing", "AWS"),
                ("Start", "2027-02-01"),
                ("End", "2027-05-31"),
                ("Requested hours", "400"),
                ("Status", "Ready to Staff"),
                ("Salesforce project", PROJECT),
                ("Notes", "On site"),
            ]);
        }
    });
    desk.reconcile_quietly();
    desk
}

impl Desk {
    fn reconcile_quietly(&self) {
        assert!(self.run(&["reconcile"]).code <= 1);
    }
}

/// Five requests are loaded with two errors; IDs come back; one is cancelled, one moved, one split, one cleared, and the
/// kickoff moves. Each export holds exactly what Salesforce does not have.
#[test]
fn each_export_holds_exactly_what_salesforce_does_not_have() {
    let desk = with_requests(&[
        ("Cancelled later", "Consultant", "1", "EMEA"),
        ("Moved later", "Consultant", "1", "EMEA"),
        ("Split later", "Consultant", "2", "EMEA"),
        ("Wrong role", "Test Lead", "1", "EMEA"),
        ("Wrong region", "Consultant", "1", "Atlantis"),
    ]);
    let mut org = StandIn { regions: BTreeMap::from([("EMEA", "a0R000000000001AAA")]), ..StandIn::default() };
    let first = format!("salesforce-resource-requests.{TODAY}.csv");
    let done = export(&desk).must(0);
    assert!(done.err.contains("6 rows to load (6 to insert)"), "{}", done.err);
    assert!(lines(&desk, &first)[0].contains("pse__Region__r.Name"), "a name goes by a column that finds the record");

    // Two are refused, each on its cell; the IDs of the others come back, two of them for a request for two.
    let results: Vec<PathBuf> = org.load(&desk, &first);
    let results: Vec<&str> = results.iter().map(|p| p.to_str().unwrap()).collect();
    let done = desk.run(&[&["export", "--results"], results.as_slice()].concat()).must(1);
    assert!(
        done.err.contains("4 requests loaded") && done.err.contains("0 requests loaded, 2 refused"),
        "{}",
        done.err
    );
    let report = desk.reconcile(1);
    let refused = crate::desk::findings(&report, "export/load-failed");
    let cells: Vec<&str> = refused.iter().filter_map(|f| f["field"].as_str()).collect();
    assert_eq!(cells, ["role", "region"]);
    assert_eq!(desk.value("Resource Requests", "RR-001", "Salesforce ID"), "a0Z000000000001AAA");
    assert_eq!(desk.value("Resource Requests", "RR-003", "Salesforce ID"), "a0Z000000000003AAA, a0Z000000000004AAA");
    let log = std::fs::read_to_string(desk.path("history/changes.csv")).unwrap();
    assert!(log.contains("a0Z000000000001AAA"), "who filled it in is in the log");
    let before = desk.files(&["master.xlsx"]);
    desk.reconcile_quietly();
    assert!(desk.files(&["master.xlsx"]) == before, "the IDs are filled in once");

    // Only what is not loaded goes out: the two, corrected.
    desk.edit_master(|b| {
        b.sheet("Resource Requests").set("RR-004", "Resource role", "Consultant");
        b.sheet("Resource Requests").set("RR-005", "Region", "EMEA");
    });
    desk.reconcile_quietly();
    let done = export(&desk).must(0);
    assert!(done.err.contains("2 rows to load (2 to insert), 4 unchanged"), "{}", done.err);
    let second = format!("salesforce-resource-requests.{TODAY}-2.csv");
    // The result files may just as well lie in the inbox.
    for path in org.load(&desk, &second) {
        std::fs::copy(&path, desk.path("inbox").join(path.file_name().unwrap())).unwrap();
    }
    let done = desk.run(&["reconcile"]);
    assert!(done.code <= 1 && done.err.contains("2 requests loaded"), "{}", done.err);
    assert!(!done.err.contains("file/none"), "the inbox was not empty: {}", done.err);
    assert_eq!(desk.value("Resource Requests", "RR-005", "Salesforce ID"), "a0Z000000000006AAA");
    let done = export(&desk).must(0);
    assert!(
        done.out.is_empty() && !done.err.contains("sf data"),
        "nothing to send, no file, no instructions: {}",
        done.out
    );
    assert!(done.err.contains("6 requests in Salesforce are as the master has them"), "{}", done.err);

    // Life goes on.
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        sheet.set("RR-001", "Status", "Cancelled");
        sheet.set("RR-002", "Start", "2027-03-01");
        sheet.set("RR-003", "Quantity", "1");
        sheet.set("RR-004", "Notes", "");
    });
    desk.reconcile_quietly();
    let done = export(&desk).must(0);
    for said in [
        "RR-001-1 is cancelled",
        "RR-002-1: Start 2027-02-01 → 2027-03-01.",
        "RR-003-2 is cancelled",
        "RR-004-1: Notes On site cleared.",
    ] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    let third = format!("salesforce-resource-requests.{TODAY}-3.update.csv");
    assert_eq!(
        lines(&desk, &third),
        [
            "Id,pse__Start_Date__c,pse__Status__c,pse__Notes__c",
            "a0Z000000000001AAA,,Cancelled,",
            "a0Z000000000002AAA,2027-03-01,,",
            "a0Z000000000004AAA,,Cancelled,",
            "a0Z000000000005AAA,,,#N/A",
        ]
    );
    let results = org.load(&desk, &third);
    let done = desk.run(&["export", "--results", results[0].to_str().unwrap()]).must(0);
    assert!(done.err.contains("4 requests loaded"), "{}", done.err);
    assert_eq!(org.requests["a0Z000000000002AAA"]["pse__Start_Date__c"], "2027-03-01");
    assert_eq!(org.requests["a0Z000000000005AAA"].get("pse__Notes__c"), None);
    assert_eq!(org.requests["a0Z000000000005AAA"]["pse__SOW_Hours__c"], "400", "what did not change stays as it is");

    // The kickoff moves, and with it what is still asked for.
    assert!(desk.run(&["shift", "--by", "4w", "--yes"]).code <= 1);
    let done = export(&desk).must(0);
    assert!(done.err.contains("4 rows to load (4 to update), 2 unchanged"), "{}", done.err);
    assert!(done.err.contains("RR-002-1: Start 2027-03-01 → 2027-03-29; End 2027-05-31 → 2027-06-28."), "{}", done.err);
}

#[test]
fn requests_that_no_result_file_confirms_are_sent_again_and_it_is_said() {
    let desk = with_requests(&[("One", "Consultant", "1", "")]);
    export(&desk).must(0);
    let done = export(&desk).must(0);
    assert!(
        done.err.contains("export/unconfirmed") && done.err.contains(&format!("requests.{TODAY}.csv")),
        "{}",
        done.err
    );
    assert_eq!(lines(&desk, &format!("salesforce-resource-requests.{TODAY}-2.csv")).len(), 2);
}

#[test]
fn a_file_that_is_no_result_is_named_and_nothing_happens() {
    let desk = with_requests(&[("One", "Consultant", "1", "")]);
    std::fs::write(desk.path("notes.csv"), "ID,Title\n1,a\n").unwrap();
    let before = desk.files(&[]);
    let done = desk.run(&["export", "--results", desk.path("notes.csv").to_str().unwrap()]).must(2);
    assert!(done.err.contains("is no result file") && done.err.contains("sf__Id"), "{}", done.err);
    desk.run(&["export", "--results", desk.path("nowhere.csv").to_str().unwrap()]).must(2);
    assert!(desk.files(&[]) == before);
}

#[test]
fn a_description_of_the_org_is_held_against_the_export() {
    let desk = with_requests(&[("One", "Consultant", "1", "")]);
    let field = |name: &str, more: &str| format!(r#"{{"name": "{name}", "type": "string", "createable": true{more}}}"#);
    let names = "Resource_Request_Name Project Opportunity Start_Date End_Date SOW_Hours Percent_Allocated Status \
                 Request_Priority Region Practice Group Notes";
    let role = |values: &str| field("pse__Resource_Role__c", &format!(r#", "picklistValues": [{values}]"#));
    let describe = |role: String, names: &str| {
        let others = names.split_whitespace().map(|n| field(&format!("pse__{n}__c"), ""));
        format!(r#"{{"result": {{"fields": [{}]}}}}"#, others.chain([role]).collect::<Vec<_>>().join(", "))
    };
    let org = desk.path("org.json");
    let run = |text: String| {
        std::fs::write(&org, text).unwrap();
        desk.run(&["export", "salesforce-resource-requests", "--org", org.to_str().unwrap()])
    };
    let done = run(describe(role(r#"{"value": "Consultant (L5)", "active": true}"#), names)).must(1);
    assert!(
        done.err.contains("“Consultant”, which is not in the org's list") && done.err.contains("“Consultant (L5)”"),
        "{}",
        done.err
    );
    let done = run(describe(role(r#"{"value": "Consultant", "active": true}"#), &names.replace(" Group", ""))).must(1);
    assert!(
        done.err.contains("pse__Group__c does not exist in the org") && done.out.is_empty(),
        "{}{}",
        done.out,
        done.err
    );
    run(describe(role(r#"{"value": "Consultant", "active": true}"#), names)).must(0);
    run("no description".into()).must(2);
}
