//! `prekick demo`: the sample does what it promises.

use crate::desk::{Book, TODAY, findings, open};
use prekick::model::grid::RawCell;
use prekick::model::place::At;
use serde_json::Value as Json;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::OnceLock;

fn demo(dir: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prekick"));
    command.args(["--today", TODAY, "demo"]).arg(dir).env("NO_COLOR", "1").output().unwrap()
}

/// A sample to look at, made once, and what was said of it.
fn sample() -> (&'static Path, &'static Output) {
    static MADE: OnceLock<Output> = OnceLock::new();
    let root = Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/sample"));
    let said = MADE.get_or_init(|| {
        let _ = std::fs::remove_dir_all(root);
        demo(root)
    });
    (root, said)
}

#[test]
fn every_mishap_is_found_and_the_decision_is_applied() {
    let (root, done) = sample();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "decisions are left: {said}");
    assert_eq!(String::from_utf8_lossy(&done.stdout).trim(), root.display().to_string());
    assert!(said.contains("Discrepancies") && said.contains("master.xlsx"), "{said}");

    let report: Json = serde_json::from_slice(&std::fs::read(root.join("reports/latest.json")).unwrap()).unwrap();
    for (code, record) in [
        ("conflict/field", "R-003"),
        ("edit/not-owner", "R-001"),
        ("value/format", "I-004"),
        ("value/choice", "R-006"),
        ("value/required", "R-008"),
        ("row/struck-out", "C-008"),
        ("rule/raci-one-accountable", "AC-008"),
        ("rule/resources-to-after-from", "CR-003"),
        ("comment/cell", "R-004"),
        ("value/coerced", "R-001"),
        ("approval/void", "SM-001"),
        ("rule/raid-mitigation-needed", "R-003"),
    ] {
        assert!(findings(&report, code).iter().any(|f| f["record"] == record), "{code} of {record}");
    }
    // A telephone number in Contacts is not what was approved.
    assert!(findings(&report, "approval/void").iter().all(|f| f["record"] != "IT-009"));
    for code in ["row/outside-table", "row/shuffled", "column/renamed"] {
        assert_eq!(findings(&report, code).len(), 1, "{code}");
    }
    assert_eq!(open(&report), 6);

    let mut master = Book::open(&root.join("master.xlsx"));
    let mut value = |sheet: &str, id: &str, title: &str| master.sheet(sheet).get(id, title);
    assert!(value("Risks", "R-002", "Description").ends_with("promised for January."), "the pick");
    assert_eq!(value("Risks", "R-003", "Probability"), "3", "what is open keeps the master's value");
    assert_eq!(value("Risks", "R-021", "Title"), "Invoices need a second approval");
    assert_eq!(value("Risks", "R-007", "Owner"), "Nadia Ferrante", "two who agree");
    assert_eq!(
        value("Dependencies", "D-004", "Status"),
        "Agreed",
        "in the sheet in which only some columns were sorted"
    );
    assert_eq!(value("Contacts", "C-006", "Phone"), "+47 555 0142");
    assert_eq!(value("Clarifications", "Q-005", "Status"), "Answered", "as follows from the answer");

    let (row, column) = (master.sheet("Risks").row("R-003"), master.sheet("Risks").column("Probability"));
    let fill = |cell: &RawCell| cell.fill.is_some_and(|f| f != 0xFF_FFFF);
    let cell = master.sheet("Risks").grid.cell(At::new(row, column)).cloned();
    assert!(cell.is_some_and(|c| fill(&c)), "a cell that waits for a decision stands out, also after a second run");

    let csv = std::fs::read_to_string(root.join(format!("exports/salesforce-resource-requests.{TODAY}.csv"))).unwrap();
    assert_eq!(csv.lines().count(), 5, "a header, RR-001, RR-002 for two, and RR-005: {csv}");
    assert!(csv.contains("RR-002-2"));
}

#[test]
fn a_copy_can_be_mailed_back_and_a_list_of_somebodys_own_waits_to_be_looked_through() {
    let (root, _) = sample();
    let checked = Book::open(&root.join(format!("reports/checked/raid.marta-okoye.{TODAY}.checked.xlsx")));
    assert_eq!(checked.workbook.sheets[0].title, "What we found");
    let mut mapping = Book::open(&root.join("mappings/quayline-risks.mapping.xlsx"));
    let said: Vec<String> = mapping.workbook.sheets[0]
        .rows
        .iter_mut()
        .flat_map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string()).collect::<Vec<_>>())
        .collect();
    assert!(said.iter().any(|s| s == "Risk and what it is about"), "{said:?}");
}

#[test]
fn what_is_internal_is_in_no_copy() {
    let (root, _) = sample();
    for entry in std::fs::read_dir(root.join("outbox")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "eml") {
            continue;
        }
        let held = format!("{:?}", Book::open(&path).workbook);
        for word in ["Two weeks of the team", "Key administrator leaves", "Knows port systems", "a0X5g00000AbCdEEAV"] {
            assert!(!held.contains(word), "{word} in {}", path.display());
        }
    }
}

#[test]
fn it_is_an_engagement_of_the_usual_size_and_every_item_went_round() {
    let (root, _) = sample();
    let mut master = Book::open(&root.join("master.xlsx"));
    let mut count = |sheet: &str| master.sheet(sheet).ids().len();
    assert!(count("Contacts") >= 25, "{}", count("Contacts"));
    let raid: usize = ["Risks", "Assumptions", "Issues", "Dependencies"].map(&mut count).iter().sum();
    assert!(raid >= 60, "{raid}");
    assert!(count("RACI") >= 40 && count("Roles") >= 8 && count("Resource Requests") >= 15);
    for sheet in
        ["Handover", "Commitments", "Clarifications", "Business Outcomes", "Success Metrics", "Scope", "Timeline"]
            .into_iter()
            .chain([
                "Communication Plan",
                "Meetings",
                "Collaboration Tools",
                "Governance Layers",
                "Escalation",
                "Checklist",
            ])
    {
        assert!(count(sheet) > 0, "{sheet}");
    }
    // Each shared workbook was sent, came back and was reconciled.
    let report: Json = serde_json::from_slice(&std::fs::read(root.join("reports/latest.json")).unwrap()).unwrap();
    let back: Vec<&str> =
        report["sources"].as_array().unwrap().iter().map(|s| s["workbook"].as_str().unwrap()).collect();
    for workbook in [
        "contacts",
        "raid",
        "raci",
        "resources",
        "clarifications",
        "outcomes",
        "scope",
        "timeline",
        "communication",
        "governance",
    ] {
        assert!(back.contains(&workbook), "{workbook}: {back:?}");
    }
    assert_eq!(master.sheet("Success Metrics").get("SM-002", "Sponsor approval stands?"), "Stands");
    assert_eq!(master.sheet("Success Metrics").get("SM-001", "Sponsor approval stands?"), "Void");
}

#[test]
fn twice_gives_the_same_master() {
    let folder = tempfile::tempdir().unwrap();
    let again = folder.path().join("again");
    demo(&again);
    let bytes = [sample().0, &again].map(|root| std::fs::read(root.join("master.xlsx")).unwrap());
    assert!(bytes[0] == bytes[1], "the two masters differ");
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.txt"), "mine").unwrap();
    let done = demo(folder.path());
    assert_eq!(done.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&done.stderr).contains("not empty"));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// People are called by their names, and columns by their titles, in all that people see.
#[test]
fn no_key_is_shown_where_there_is_a_name_or_a_title() {
    let (root, done) = sample();
    let keys = keys_of(root);
    assert!(["action_due", "henrik-solberg"].iter().all(|key| keys.contains(*key)), "{keys:?}");
    let mut shown = vec![("what the demo says".to_owned(), String::from_utf8_lossy(&done.stderr).into_owned())];
    let page = std::fs::read_to_string(root.join("reports/latest.html")).unwrap();
    shown.push(("latest.html".to_owned(), page.split("</style>").nth(1).unwrap().to_owned()));
    let master = Book::open(&root.join("master.xlsx"));
    for title in ["Summary", "Discrepancies", "Decisions", "Changes"] {
        let sheet = master.workbook.sheets.iter().find(|g| g.title == title).unwrap();
        let cells = sheet.rows.iter().flat_map(|row| &row.cells).map(|(_, cell)| cell.raw.to_string());
        shown.push((title.to_owned(), cells.collect::<Vec<_>>().join("\n")));
    }
    let root = root.display().to_string();
    let checked = "inbox/raid.henrik-solberg.2026-11-22.xlsx";
    for command in [
        &["reconcile", "--dry-run", "-v"][..],
        &["check", checked, "-v"],
        &["why", "Risks!R-001"],
        &["why", "D-0006"],
        &["log", "-v"],
        &["status"],
    ] {
        let file = format!("{root}/{checked}");
        let args: Vec<&str> = command.iter().map(|arg| if *arg == checked { file.as_str() } else { arg }).collect();
        let said = crate::desk::run_here(&[&["-C", root.as_str()], args.as_slice()].concat());
        shown.push((command.join(" "), format!("{}\n{}", said.out, said.err)));
    }
    for (place, text) in shown {
        // The names of files and copies are made of keys, and are names all the same.
        let words = text.split(|c: char| c.is_whitespace() || "(),;[]<>“”\"".contains(c));
        let words = words.map(|word| word.trim_end_matches([':', '.']));
        let wrong: Vec<&str> = words.filter(|word| keys.contains(*word) || word.starts_with("role:RO-")).collect();
        assert!(wrong.is_empty(), "{place}: {wrong:?}");
        assert!(!text.contains("file:"), "{place}");
    }
}

/// Keys that are no words of English: of columns, and of recipients.
fn keys_of(root: &Path) -> std::collections::BTreeSet<String> {
    let all = crate::desk::run_here(&["template", "list", "--format", "json"]).must(0).json();
    let mut keys = std::collections::BTreeSet::new();
    for template in all.as_array().unwrap() {
        let shown = crate::desk::run_here(&["template", "show", template["key"].as_str().unwrap(), "--format", "json"]);
        for sheet in shown.must(0).json()["sheets"].as_array().unwrap() {
            let columns = sheet["columns"].as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap().to_owned());
            keys.extend(columns.filter(|key| key.contains('_')));
        }
    }
    for copy in std::fs::read_dir(root.join("outbox")).unwrap() {
        let name = copy.unwrap().file_name().to_string_lossy().into_owned();
        let key = name.strip_suffix(".xlsx").and_then(|stem| stem.split('.').nth(1));
        keys.extend(key.map(str::to_owned));
    }
    keys
}
