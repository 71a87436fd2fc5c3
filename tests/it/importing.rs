//! Spreadsheets in layouts of their own, imported into the master.

use crate::desk::{Desk, codes, findings};
use serde_json::Value as Json;

fn import(desk: &Desk, name: &str, text: &str, target: &str) -> Json {
    let file = desk.path(name);
    std::fs::write(&file, text).unwrap();
    desk.run(&["import", &file.display().to_string(), "--as", target, "--format", "json"]).json()
}

const MATRIX: &str = "\
Who does what,,,,
Nr,What,Project Lead,Data Team,Remarks
1,Preparation,,,
2,Agree on the scope,A,C/I,With the board
3,Move the data,A,R,
4,Check the data,Q,A,
";

#[test]
fn a_matrix_brings_new_roles_and_uses_those_there_are() {
    let desk = Desk::new(&[]);
    desk.edit_master(|book| {
        book.sheet("Roles").add(&[("Role", "Data team"), ("Organisation", "AWS")]);
    });
    let report = import(&desk, "matrix.csv", MATRIX, "raci");
    let mut master = desk.master();
    let roles = master.sheet("Roles");
    let titles: Vec<String> = roles.ids().iter().map(|id| roles.get(id, "Role")).collect();
    assert_eq!(titles, ["Data team", "Project Lead"], "{}", codes(&report));
    let matrix = master.sheet("RACI");
    assert_eq!(matrix.ids(), ["AC-001", "AC-002", "AC-003"], "{}", codes(&report));
    assert_eq!(matrix.get("AC-001", "Activity"), "Agree on the scope");
    assert_eq!(
        matrix.get("AC-003", "Phase"),
        "Preparation",
        "a line that heads a section is the phase of what follows"
    );
    assert_eq!(matrix.get("AC-001", "Data team").replace(' ', ""), "C,I");
    assert_eq!(matrix.get("AC-001", "Customer comment"), "With the board");
    assert_eq!(matrix.get("AC-002", "Project Lead"), "A");
    let role =
        report["changes"].as_array().unwrap().iter().find(|c| c["sheet"] == "Roles" && c["to"] == "Project Lead");
    assert_eq!(role.unwrap()["source"]["cell"], "C2", "a role comes from its title");
}

#[test]
fn what_a_matrix_holds_beside_activities_is_listed() {
    let desk = Desk::new(&[]);
    let report = import(&desk, "matrix.csv", MATRIX, "raci");
    let listed = findings(&report, "row/outside-table");
    let is_listed = listed.iter().any(|f| f["message"].as_str().unwrap().contains("Who does what"));
    assert!(is_listed, "{}", codes(&report));
    let numbers = findings(&report, "column/unknown");
    assert!(numbers.iter().any(|f| f["message"].as_str().unwrap().contains("Nr")), "{}", codes(&report));
    // A letter that is none is asked, as in any copy.
    let refused = findings(&report, "value/choice");
    assert_eq!(refused.len(), 1, "{}", codes(&report));
    assert_eq!(refused[0]["candidates"][0]["value"], "Q");
    assert_eq!(refused[0]["place"]["cell"], "C6");
}

#[test]
fn numbers_of_another_list_are_no_ids_and_a_second_state_of_a_risk_is_listed() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    let log = "\
No.,Risk,Description
1,Licences end early,In May
2,Vendor support ends,In autumn
No.,Risk,Description
7,Vendor support ends,In winter after all
";
    let file = desk.path("log.csv");
    std::fs::write(&file, log).unwrap();
    let done = desk.run(&["import", &file.display().to_string(), "--as", "raid/risks", "--format", "json"]);
    let report = done.must(0).json();
    let mut master = desk.master();
    let risks = master.sheet("Risks");
    assert_eq!(risks.ids(), ["R-001", "R-002", "R-003"], "{}", codes(&report));
    assert_eq!(risks.get("R-001", "Title"), "Code freeze not agreed", "R-001 is not the list's number 1");
    assert_eq!(risks.get("R-003", "Description"), "In autumn");
    let again = findings(&report, "row/outside-table");
    let text = again.iter().map(|f| f["message"].as_str().unwrap()).collect::<Vec<_>>().join("\n");
    assert!(text.contains("In winter after all") && text.contains("C5"), "{text}");
}

/// §3.6: the limits hold to the last finding about an imported list, too: one beyond them is refused with what it holds.
#[test]
fn a_list_of_more_new_rows_than_the_limits_allow_is_refused() {
    let desk = Desk::new(&["Ada Park"]);
    let settings = desk.root.join("engagement.toml");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(settings, format!("{text}\n[limits]\nmemory-megabytes = 128\n")).unwrap();
    let rows: String = (0..9000).map(|n| format!("Title {n},\n")).collect();
    let file = desk.path("list.csv");
    std::fs::write(&file, format!("Risk,Description\n{rows}")).unwrap();
    let refused = desk.run(&["import", &file.display().to_string(), "--as", "raid/risks"]).must(2);
    assert!(refused.err.contains("9000 new rows") && refused.err.contains("128 MB"), "{}", refused.err);
    assert_eq!(desk.master().sheet("Risks").records().len(), 0);
}

#[test]
fn an_activity_that_comes_again_in_another_section_is_another_activity() {
    let desk = Desk::new(&[]);
    let text = "Activity,Sponsor,Delivery\nStream finance,,\nDeployment,I,A\nTraining,A,R\nStream suppliers,,\nDeployment,A,I\nTraining,R,A\n";
    let report = import(&desk, "raci.csv", text, "raci");
    let mut master = desk.master();
    let matrix = master.sheet("RACI");
    let of = |title: &str| -> Vec<String> { matrix.ids().iter().map(|id| matrix.get(id, title)).collect() };
    assert_eq!(of("Activity"), ["Deployment", "Training", "Deployment", "Training"], "{}", codes(&report));
    assert_eq!(of("Phase")[1..3], ["Stream finance", "Stream suppliers"].map(str::to_owned));
    assert_eq!(of("Sponsor"), ["I", "A", "A", "R"]);
    let before = desk.files(&["master.xlsx", "history"]);
    import(&desk, "raci.csv", text, "raci");
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}

#[test]
fn a_later_version_of_a_list_changes_its_records_and_adds_none() {
    let desk = Desk::new(&[]);
    let list = |licences: &str, staff: &str| {
        format!(
            "ID,Description,Probability,Impact,Related items\nRSK-1,Access is late,2,2,\nRSK-4,{licences},2,4,RSK-1\nRSK-5,Key staff leave,{staff},2,RSK-4\n"
        )
    };
    import(&desk, "risks.csv", &list("Licences run out", "2"), "raid/risks");
    let mut master = desk.master();
    let risks = master.sheet("Risks");
    assert_eq!(risks.ids(), ["R-001", "R-002", "R-003"]);
    assert_eq!(risks.get("R-002", "Title"), "Licences run out");
    assert_eq!(risks.get("R-003", "Related items"), "R-002", "RSK-4 is a row of the list");
    assert_eq!(risks.get("R-003", "ID in risks.csv"), "RSK-5");
    let report = import(&desk, "risks-later.csv", &list("Licences run out in May", "5"), "raid/risks");
    let mut master = desk.master();
    let risks = master.sheet("Risks");
    assert_eq!(risks.ids(), ["R-001", "R-002", "R-003"], "{}", codes(&report));
    assert_eq!(risks.get("R-002", "Description"), "Licences run out in May", "{}", codes(&report));
    assert_eq!(risks.get("R-003", "Probability"), "5");
}

/// IDs that a list gave to other rows since say nothing: its rows are known by their names.
#[test]
fn a_list_that_was_numbered_anew_is_compared_by_its_names() {
    let desk = Desk::new(&[]);
    let first =
        "ID,Risk,Probability,Impact\n1,Crane lease ends,4,4\n2,Dock floods,3,3\n3,Permit is late,2,2\n4,Only named,,\n";
    import(&desk, "risks.csv", first, "raid/risks");
    let later = "ID,Risk,Probability,Impact\n1,Fuel runs out,4,4\n2,Permit is late,2,2\n3,Only named,,\n4,Crane lease ends,4,5\n";
    let report = import(&desk, "risks.csv", later, "raid/risks");
    let mut master = desk.master();
    let risks = master.sheet("Risks");
    let titles: Vec<String> = risks.ids().iter().map(|id| risks.get(id, "Title")).collect();
    let expected = ["Crane lease ends", "Dock floods", "Permit is late", "Only named", "Fuel runs out"];
    assert_eq!(titles, expected, "{}", codes(&report));
    assert_eq!(risks.get("R-001", "Impact"), "5");
    let removed = findings(&report, "row/removed");
    assert_eq!(removed.len(), 1, "{}", codes(&report));
    assert_eq!(removed[0]["record"], "R-002");
    assert_eq!(findings(&report, "conflict").len() + findings(&report, "row/key").len(), 0, "{}", codes(&report));
    let before = desk.files(&["master.xlsx", "history"]);
    import(&desk, "risks.csv", later, "raid/risks");
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}
