//! Usual rows go into sheets that are still empty, once.

use crate::desk::{Desk, codes, findings};

#[test]
fn empty_sheets_get_their_usual_rows_once() {
    let desk = Desk::new(&[]);
    let settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    let days = "start = \"2027-01-11\"\nend = \"2027-12-17\"\n";
    let settings: String =
        settings.lines().filter(|l| !l.contains("start =") && !l.contains("end =")).map(|l| format!("{l}\n")).collect();
    std::fs::write(desk.path("engagement.toml"), format!("{days}{settings}")).unwrap();
    let done = desk.run(&["starters", "--format", "json"]);
    assert!(done.code <= 1, "{}", done.err);
    let filled = done.json()["filled"].as_array().unwrap().len();
    assert!(filled >= 10, "{}", done.out);
    let mut master = desk.master();
    let ids = master.sheet("RACI").ids();
    assert!(ids.len() >= 25 && ids[0] == "AC-001", "{ids:?}");
    assert_eq!(master.sheet("Roles").ids().len(), 8);
    let letters: Vec<String> = ids.iter().map(|id| master.sheet("RACI").get(id, "Executive Sponsor")).collect();
    assert!(letters.iter().any(|l| !l.is_empty()), "letters stand under the roles");
    assert_eq!(master.sheet("Checklist").ids().len(), 13);
    assert_eq!(master.sheet("Business Outcomes").get("BO-001", "Realised by"), "2027-12-17", "a day of the engagement");
    let report = desk.run(&["status", "--format", "json"]).json();
    for code in
        ["value/type", "value/choice", "value/format", "rule/raci-one-accountable", "rule/raci-someone-responsible"]
    {
        assert!(findings(&report, code).is_empty(), "{code}: {}", codes(&report));
    }
    // Again nothing is added, and the run says why.
    let before = desk.files(&["master.xlsx", "history"]);
    let again = desk.run(&["starters"]);
    assert!(again.err.contains("Left as they are"), "{}", again.err);
    assert!(desk.files(&["master.xlsx", "history"]) == before);
}

#[test]
fn one_workbook_can_be_named_and_what_is_there_stays() {
    let desk = Desk::new(&[]);
    desk.edit_master(|b| _ = b.sheet("Roles").add(&[("Role", "Sponsor")]));
    desk.run(&["reconcile"]);
    let done = desk.run(&["starters", "raci"]);
    assert!(done.err.contains("Left as they are, since they hold records: Roles."), "{}", done.err);
    let mut master = desk.master();
    assert_eq!(master.sheet("Roles").ids(), ["RO-001"]);
    assert!(master.sheet("RACI").ids().len() >= 25 && master.sheet("Meetings").ids().is_empty());
    let done = desk.run(&["starters", "timelines"]).must(2);
    assert!(done.err.contains("Did you mean timeline?"), "{}", done.err);
}
