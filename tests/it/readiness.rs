//! How ready the engagement is: on the terminal, in the report, and on the Summary sheet.

use crate::desk::{Desk, risk};
use calamine::{Data, Reader, Xlsx, open_workbook};

fn desk() -> Desk {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|book| {
        let mut late = risk("Network capacity", "The line to the port is too slow.");
        late.push(("Mitigation due", "2026-11-01"));
        book.sheet("Risks").add(&late);
    });
    desk.run(&["reconcile"]);
    desk
}

#[test]
fn the_report_says_how_far_each_item_is() {
    let report = desk().run(&["status", "--format", "json"]).json();
    let items = report["items"].as_array().unwrap();
    let raid = items.iter().find(|i| i["item"] == "RAID log").unwrap();
    assert_eq!((&raid["records"], &raid["open"], &raid["overdue"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(raid["state"], "drafted");
    assert!(items.iter().any(|i| i["state"] == "not started"));
    assert_eq!((&report["overdue"][0]["record"], &report["overdue"][0]["days"]), (&"R-001".into(), &21.into()));
    assert_eq!(report["risk_map"].as_array().unwrap().len(), 25);
    for key in ["by_owner", "meetings", "unstaffed", "findings", "summary"] {
        assert!(!report[key].is_null(), "{key}");
    }
}

#[test]
fn the_terminal_gets_lines_that_fit() {
    let said = desk().run(&["status"]).out;
    assert!(said.contains("RAID log: 1 record, 1 open, 1 overdue"), "{said}");
    assert!(said.contains("21 days  R-001"), "{said}");
    assert!(said.lines().all(|l| l.chars().count() <= 100), "{said}");
}

#[test]
fn the_summary_has_formulas_with_results() {
    let desk = desk();
    let mut book: Xlsx<_> = open_workbook(desk.path("master.xlsx")).unwrap();
    let range = book.worksheet_range("Summary").unwrap();
    let formulas = book.worksheet_formula("Summary").unwrap();
    let live = formulas.used_cells().filter(|(_, _, f)| !f.is_empty()).count();
    assert!(live > 50, "{live} formulas");
    let cells = || range.used_cells().map(|(_, _, cell)| cell.to_string());
    for said in ["Readiness for the kickoff", "○ not started", "overdue", "Due next", "Whom to ask", "What is agreed"]
    {
        assert!(cells().any(|c| c == said), "{said}");
    }
    assert!(cells().any(|c| c.starts_with("1 ")), "a risk on the map");
    assert_eq!(range.get_value((4, 5)), Some(&Data::Float(1.0)), "overdue");
    assert!(!range.used_cells().any(|(_, _, c)| matches!(c, Data::Error(_))));
}

#[test]
fn the_chart_of_items_shows_every_state() {
    let parts = crate::no_leak::parts(&std::fs::read(desk().path("master.xlsx")).unwrap());
    let charts = parts.iter().filter(|(name, _)| name.starts_with("xl/charts/"));
    let charts: Vec<String> = charts.map(|(_, part)| String::from_utf8_lossy(part).into_owned()).collect();
    assert!(charts.iter().any(|c| c.contains("Summary!$A$4:$E$4") && c.contains("Summary!$A$5:$E$5")), "{charts:?}");
}

#[test]
fn the_master_does_not_change_with_the_day() {
    let desk = desk();
    desk.run(&["reconcile"]);
    let before = std::fs::read(desk.path("master.xlsx")).unwrap();
    desk.run(&["--today", "2026-11-23", "reconcile"]);
    assert!(before == std::fs::read(desk.path("master.xlsx")).unwrap());
}

#[test]
fn its_own_charts_are_no_loss() {
    let desk = desk();
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert!(crate::desk::findings(&report, "file/not-carried").is_empty());
    let master = std::fs::read(desk.path("master.xlsx")).unwrap();
    let workbook = prekick::edges::reader::read(&master, "master.xlsx", &Default::default()).unwrap();
    assert!(workbook.extras.is_empty(), "{:?}", workbook.extras);
}
