//! IDs of discrepancies, and the status of files that were read before.

use crate::asked::{THREE_RISKS, id, titles};
use crate::desk::{Book, Desk, codes, finding, findings, risk};

/// §8.35: check and --dry-run show IDs as they would be, and reserve none.
#[test]
fn looking_reserves_no_ids() {
    let desk = Desk::with_risks(&THREE_RISKS);
    let path = desk.back("ada-park", |b| {
        b.sheet("Risks").set("R-002", "Date raised", "sometime");
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    let before = desk.files(&[]);
    let look = |args: &[&str]| desk.run(args).must(1).json();
    let path = path.display().to_string();
    for _ in 0..2 {
        let checked = look(&["check", &path, "--format", "json"]);
        assert_eq!(id(finding(&checked, "value/type")), "D-0001");
        let dry = look(&["reconcile", "--dry-run", "--format", "json"]);
        assert_eq!(dry["dry_run"], true);
        assert_eq!(id(finding(&dry, "value/type")), "D-0001");
        assert!(dry["changes"].as_array().unwrap().iter().any(|c| c["record"] == "R-004"), "{dry:#}");
    }
    assert!(desk.files(&[]) == before, "nothing was written");
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "value/type")), "D-0001");
    assert_eq!(titles(&desk)[3], "R-004 Vendor support ends");
}

/// §8.35: the ID of a discrepancy survives a change of its code; findings without a decision have none.
#[test]
fn an_id_survives_a_change_of_code() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Date raised", "sometime"));
    std::fs::write(desk.path("inbox/scan.pdf"), b"%PDF-1.7").unwrap();
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "value/type")), "D-0001");
    assert!(finding(&report, "file/unknown-format")["id"].is_null());
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Date raised", "2026-10-01"));
    let report = desk.reconcile(1);
    assert_eq!(id(finding(&report, "conflict/field")), "D-0001", "{}", codes(&report));
    assert_eq!(findings(&report, "value/").len(), 0, "{}", codes(&report));
}

/// §8.35: a file heard before is unchanged; one whose place was taken is said once.
#[test]
fn files_heard_before_and_files_replaced() {
    let desk = Desk::with_risks(&THREE_RISKS);
    desk.back_as("raid", "ada-park", Some("first.xlsx"), |b| b.sheet("Risks").set("R-001", "Description", "One"));
    let report = desk.reconcile(0);
    assert_eq!(
        (&report["sources"][0]["status"], &report["sources"][0]["changed_cells"]),
        (&"merged".into(), &1.into())
    );
    let report = desk.reconcile(0);
    assert_eq!(
        (&report["sources"][0]["status"], &report["sources"][0]["changed_cells"]),
        (&"unchanged".into(), &0.into())
    );
    let mut book = Book::open(&desk.path("inbox/first.xlsx"));
    book.sheet("Risks").set("R-001", "Description", "Two");
    book.save(&desk.path("inbox/second.xlsx"));
    let report = desk.reconcile(0);
    let replaced = finding(&report, "file/replaced");
    assert_eq!((&replaced["severity"], &replaced["place"]["file"]), (&"info".into(), &"inbox/first.xlsx".into()));
    assert_eq!(desk.value("Risks", "R-001", "Description"), "Two");
    let report = desk.reconcile(0);
    assert_eq!(findings(&report, "file/replaced").len(), 0, "only in the run where it happens");
    for source in report["sources"].as_array().unwrap() {
        assert_eq!((&source["status"], &source["changed_cells"]), (&"unchanged".into(), &0.into()));
    }
}

/// §8.35: new discrepancies get their IDs in the order of rows and columns, whatever their row keys are.
#[test]
fn ids_are_given_in_the_order_of_rows() {
    let titles: Vec<String> = (b'A'..=b'L').map(|letter| format!("{0}{0}{0} fails", char::from(letter))).collect();
    let risks: Vec<(&str, &str)> = titles.iter().map(|title| (title.as_str(), "In autumn")).collect();
    let desk = Desk::with_risks(&risks);
    let ids: Vec<String> = (1..=risks.len()).map(|n| format!("R-{n:03}")).collect();
    desk.back("ada-park", |b| {
        for (n, id) in ids.iter().enumerate() {
            b.sheet("Risks").set(id, "Date raised", format!("sometime {n}").as_str());
        }
        b.sheet("Risks").set("R-004", "Probability", "who knows");
    });
    let report = desk.reconcile(1);
    let asked = findings(&report, "value/type");
    let cells: Vec<&str> = asked.iter().map(|f| f["place"]["cell"].as_str().unwrap()).collect();
    let records: Vec<&str> = asked.iter().map(|f| f["record"].as_str().unwrap()).collect();
    let mut expected: Vec<&str> = ids.iter().map(String::as_str).collect();
    expected.insert(3, "R-004");
    assert_eq!(records, expected, "{cells:?}");
    assert_eq!(asked[3]["field"], "probability", "the column that comes first");
    let numbers: Vec<String> = asked.iter().map(|f| id(f)).collect();
    assert!(numbers.is_sorted() && numbers.len() == 13, "{numbers:?}");
}
