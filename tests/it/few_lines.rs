//! How many lines a manager reads from day to day, of what kind: few, and hardly any about cells that prekick itself left empty.

use crate::desk::{Desk, open};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// A day in the life of an engagement, with what its report says.
struct Day {
    name: &'static str,
    findings: usize,
    lines: usize,
    /// Lines about cells of the usual rows that nobody has touched.
    about_own_gaps: usize,
    to_fill_in: u64,
    decisions: usize,
}

/// Rows as they are typed: each value under its title.
type TypedRows = &'static [&'static [(&'static str, &'static str)]];

/// What was typed on the first day, by sheet: as a manager would, with some cells left for later.
const FIRST_DAY: [(&str, TypedRows); 5] = [
    (
        "Contacts",
        &[
            &[
                ("Name", "Nadia Ferrante"),
                ("E-mail", "nadia.ferrante@customer.example"),
                ("Organisation", "Customer"),
                ("Project role", "Executive Sponsor"),
                ("SteerCo member?", "Yes"),
            ],
            &[
                ("Name", "Kim Osei"),
                ("E-mail", "kim.osei@customer.example"),
                ("Organisation", "Customer"),
                ("Project role", "Database Administrator"),
                ("SteerCo member?", "No"),
            ],
            &[
                ("Name", "Rosa Lind"),
                ("E-mail", "rosa.lind@customer.example"),
                ("Organisation", "Customer"),
                ("Project role", "Application Owner"),
                ("SteerCo member?", "No"),
            ],
            &[
                ("Name", "Jonas Weil"),
                ("E-mail", "jonas.weil@delivery.example"),
                ("Organisation", "AWS"),
                ("Project role", "Solution Architect"),
                ("SteerCo member?", "No"),
            ],
        ],
    ),
    (
        "Risks",
        &[
            &[
                ("Title", "Access to production comes late"),
                ("Probability", "3"),
                ("Impact", "4"),
                ("Owner", "Kim Osei"),
                ("Status", "Open"),
                ("Raised by", "Lena Vogt"),
                ("Date raised", "2026-11-20"),
            ],
            &[
                ("Title", "The downtime window is too short"),
                ("Probability", "4"),
                ("Impact", "5"),
                ("Owner", "Jonas Weil"),
                ("Status", "Open"),
                ("Raised by", "Lena Vogt"),
                ("Date raised", "2026-11-20"),
                ("Mitigation plan", "Rehearse twice."),
                ("Response strategy", "Mitigate"),
            ],
            &[
                ("Title", "Nobody knows the old batch jobs"),
                ("Probability", "Medium"),
                ("Impact", "High"),
                ("Owner", "Rosa Lind"),
                ("Status", "Open"),
                ("Raised by", "Ada Park"),
                ("Date raised", "2026-11-21"),
            ],
            &[
                ("Title", "Test data can't leave the site"),
                ("Probability", "2"),
                ("Impact", "3"),
                ("Status", "Open"),
                ("Raised by", "Ada Park"),
                ("Date raised", "2026-11-21"),
            ],
        ],
    ),
    (
        "Clarifications",
        &[
            &[
                ("Question", "Which databases stay?"),
                ("Area", "Scope"),
                ("Status", "Asked"),
                ("Raised by", "Lena Vogt"),
                ("Raised on", "2026-11-20"),
                ("For", "Ada Park"),
                ("Answer needed by", "2026-12-04"),
                ("Blocks kickoff?", "Yes"),
            ],
            &[
                ("Question", "Who signs off the cutover?"),
                ("Area", "Scope"),
                ("Status", "Open"),
                ("Raised by", "Lena Vogt"),
                ("Raised on", "2026-11-20"),
                ("For", "Nadia Ferrante"),
                ("Answer needed by", "2026-12-04"),
                ("Blocks kickoff?", "No"),
            ],
        ],
    ),
    (
        "Resource Requests",
        &[
            &[
                ("Request name", "Architect"),
                ("Resource role", "Solution Architect"),
                ("Quantity", "1"),
                ("Status", "Draft"),
                ("Start", "2027-01-11"),
                ("End", "2027-06-25"),
            ],
            &[
                ("Request name", "Two consultants"),
                ("Resource role", "Senior Consultant"),
                ("Quantity", "2"),
                ("Status", "Draft"),
                ("Start", "2027-02-01"),
                ("End", "2027-09-24"),
            ],
        ],
    ),
    (
        "Scope",
        &[
            &[("Type", "Database"), ("Item", "ORDERS"), ("In scope?", "In")],
            &[("Type", "Database"), ("Item", "BILLING"), ("In scope?", "In")],
        ],
    ),
];

#[test]
fn a_manager_reads_few_lines_and_hardly_any_about_what_prekick_left_empty() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let mut days = vec![day(&desk, "after init", &desk.run(&["status", "--format", "json"]).json())];
    desk.run(&["starters"]).must(0);
    days.push(day(&desk, "after starters", &desk.run(&["status", "--format", "json"]).json()));
    desk.edit_master(|book| {
        for (sheet, rows) in FIRST_DAY {
            for row in rows {
                book.sheet(sheet).add(row);
            }
        }
        for id in ["M-001", "M-002", "M-003", "M-004", "M-005"] {
            book.sheet("Timeline").set(id, "Owner", "Lena Vogt");
        }
    });
    days.push(day(&desk, "the first day", &desk.run(&["reconcile", "--format", "json"]).json()));
    desk.run(&["generate"]);
    desk.back("ada-park", |book| {
        book.sheet("Risks").set("R-001", "Probability", "5");
        book.sheet("Risks").set("R-002", "Status", "Parked");
        book.sheet("Risks").set("R-004", "Owner", "Kim");
    });
    desk.back("ben-ruiz", |book| {
        book.sheet("Risks").set("R-001", "Probability", "2");
        book.sheet("Risks").set("R-003", "Description", "They run at night.");
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    days.push(day(&desk, "the first copies are back", &report));
    for finding in report["findings"].as_array().unwrap().iter().filter(|f| f["decision_needed"] == true) {
        desk.decide(finding["id"].as_str().unwrap(), "Keep master", "");
    }
    days.push(day(&desk, "all is decided", &desk.run(&["reconcile", "--format", "json"]).json()));
    let limited = days.len();
    for (stage, name) in [("review", "the same in review"), ("baseline", "the same for a baseline")] {
        desk.set_stage(stage);
        days.push(day(&desk, name, &desk.run(&["status", "--format", "json"]).json()));
    }
    println!("{:<26} findings  lines  about own gaps  to fill in  to decide", "");
    for day in &days {
        let Day { name, findings, lines, about_own_gaps, to_fill_in, decisions } = day;
        println!("{name:<26} {findings:>8} {lines:>6} {about_own_gaps:>15} {to_fill_in:>11} {decisions:>10}");
    }
    assert!(days[0].lines == 0 && days[1].lines <= 1, "before anybody types there is nothing to say");
    for day in &days[..limited] {
        assert!(day.lines <= 15, "{}: {} lines", day.name, day.lines);
        assert!(day.about_own_gaps * 10 <= day.lines * 3, "{}: {} of {}", day.name, day.about_own_gaps, day.lines);
    }
    assert_eq!((days[3].decisions, days[4].decisions), (3, 0));
}

/// What a report comes to: its findings, the lines that they are said in, and how many of these are about empty cells of
/// usual rows.
fn day(desk: &Desk, name: &'static str, report: &Json) -> Day {
    let findings = report["findings"].as_array().unwrap();
    let mut lines: BTreeMap<String, Vec<&Json>> = BTreeMap::new();
    for (n, finding) in findings.iter().enumerate() {
        let shared =
            ["code", "severity", "decision_needed", "workbook", "sheet", "field"].map(|key| finding[key].to_string());
        let alone = if finding["sheet"].is_null() { n.to_string() } else { String::new() };
        let place = &finding["place"]["file"];
        lines.entry(format!("{shared:?} {place} {alone}")).or_default().push(finding);
    }
    let typed: BTreeSet<&str> = FIRST_DAY.iter().map(|(sheet, _)| *sheet).collect();
    let mut master = desk.master();
    let mut is_own_gap = |finding: &&Json| {
        let (Some(sheet), Some(record)) = (finding["sheet"].as_str(), finding["record"].as_str()) else { return false };
        let Some(title) = finding["field_title"].as_str().filter(|_| !typed.contains(sheet)) else { return false };
        master.sheet(sheet).get(record, title).is_empty()
    };
    Day {
        name,
        findings: findings.len(),
        lines: lines.len(),
        about_own_gaps: lines.values().filter(|line| line.iter().any(&mut is_own_gap)).count(),
        to_fill_in: report["to_fill_in"].as_array().unwrap().iter().map(|gap| gap["count"].as_u64().unwrap()).sum(),
        decisions: open(report),
    }
}
