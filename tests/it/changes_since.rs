//! What changed since a day, a run, the baseline or a meeting.

use crate::desk::{Book, Desk};

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nowhere")];

#[test]
fn changes_are_told_by_workbook_and_person_in_four_forms() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        let mut meetings = b.sheet("Meetings");
        let row = meetings.add(&[("Meeting", "Status"), ("Objective", "See"), ("Frequency", "Weekly")]);
        let at = meetings.column("First on");
        meetings.put(row, at, prekick::model::grid::Raw::Text("2026-11-03".into()));
    });
    desk.run(&["reconcile"]);
    let log = desk.run(&["log", "--format", "json"]).must(0).json();
    let run = log["runs"][0]["number"].as_u64().unwrap().to_string();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "=HYPERLINK(1)|<script>"));
    desk.run(&["reconcile", "--today", "2026-11-25"]);
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Title", "Test data is late"));
    desk.run(&["reconcile", "--today", "2026-11-26"]);
    let json = |since: &str| {
        desk.run(&["changes", "--since", since, "--format", "json", "--today", "2026-11-28"]).must(0).json()
    };
    let all = json(&run);
    assert_eq!(all["since"], format!("since run {run} of 2026-11-22"));
    assert_eq!(all["workbooks"][0]["title"], "RAID log");
    assert_eq!((&all["workbooks"][0]["changed"], all["workbooks"].as_array().unwrap().len()), (&2.into(), 1), "{all}");
    let people: Vec<(&str, u64)> = all["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["name"].as_str().unwrap(), p["changes"].as_u64().unwrap()))
        .collect();
    assert_eq!(people, [("Ada Park", 1), ("Delivery team", 1)]);
    assert_eq!(json("2026-11-26")["workbooks"][0]["changed"], 1);
    assert_eq!(json("Status")["since"], "since Status of 2026-11-24");
    assert_eq!(json("2026-11-28")["workbooks"].as_array().unwrap().len(), 0);

    for (since, why) in [("baseline", "no baseline"), ("999", "no run 999"), ("Statsu", "Status")] {
        let done = desk.run(&["changes", "--since", since]).must(2);
        assert!(done.err.contains(why), "{since}: {}", done.err);
    }
    let text = desk.run(&["changes", "--since", "2026-11-25"]).must(0).out;
    assert!(
        text.contains("Internal: not for the customer.") && text.contains("## RAID log: 2 values changed"),
        "{text}"
    );
    assert!(text.contains("| =HYPERLINK(1)\\|&lt;script> | Ada Park |"), "{text}");
    let write = |name: &str| {
        let path = desk.path(name);
        desk.run(&["changes", "--since", &run, "-o", &path.display().to_string()]).must(0);
        path
    };
    let page = std::fs::read_to_string(write("exports/changes.html")).unwrap();
    assert!(page.contains("=HYPERLINK(1)|&lt;script&gt;") && !page.contains("<script"), "{page}");
    let mut book = Book::open(&write("exports/changes.xlsx"));
    let sheet = book.sheet("Changes");
    let held =
        sheet.grid.rows.iter().flat_map(|r| &r.cells).find(|(_, c)| c.raw.to_string().contains("HYPERLINK")).unwrap();
    assert!(!held.1.formula && held.1.raw.to_string() == "=HYPERLINK(1)|<script>");
    desk.run(&["changes", "--since", &run, "-o", "changes.pdf"]).must(2);
}
