//! Rows that were cleared and used again, and copies that were forwarded.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use serde_json::Value as Json;

const RISKS: [(&str, &str); 4] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
    ("Vendor support ends", "In autumn"),
];

fn id_of(found: &Json) -> String {
    found["id"].as_str().unwrap().to_owned()
}

#[track_caller]
fn is_settled(desk: &Desk) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.run(&["reconcile"]);
    assert_eq!(desk.files(&["master.xlsx", "history"]), before, "again is the same as once");
}

fn titles(desk: &Desk) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet("Risks");
    sheet.ids().iter().map(|id| sheet.get(id, "Title")).collect()
}

/// A file of Ada's RAID copy under this name, made from what was sent.
fn file_of_ada(desk: &Desk, name: &str, saved: &str, edit: impl FnOnce(&mut Book)) {
    let mut book = Book::open(&desk.copy_of("raid", "ada-park"));
    edit(&mut book);
    book.workbook.saved_at = Some(saved.to_owned());
    book.save(&desk.path("inbox").join(name));
}

/// §5: a copy that was forwarded and filled in by two people in the same prepared row: the second is asked, and nothing of
/// the first is overwritten; both answers are carried out.
#[test]
fn a_forwarded_copy_filled_in_by_two() {
    for together in [true, false] {
        for (pick, added) in [("Take B", true), ("Take A", false)] {
            let desk = Desk::with_risks(&RISKS);
            file_of_ada(&desk, "from ada.xlsx", "2026-11-20T10:00:00Z", |b| {
                b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
            });
            if !together {
                desk.reconcile(0);
            }
            file_of_ada(&desk, "from her colleague.xlsx", "2026-11-20T11:00:00Z", |b| {
                b.sheet("Risks").add(&risk("Firewall rules are unknown", "Ask the network team"));
            });
            let report = desk.reconcile(1);
            let case = format!("together {together}, {pick}: {}", codes(&report));
            let asked = finding(&report, "row/key-mismatch");
            assert_eq!(open(&report), 1, "{case}");
            assert_eq!(findings(&report, "file/replaced").len(), 0, "{case}");
            let options = asked["candidates"].as_array().unwrap();
            assert_eq!(options.last().unwrap()["value"], "a new record", "{case}");
            assert!(asked["message"].as_str().unwrap().contains("R-005"), "{case}");
            for candidate in options {
                assert!(candidate["source"]["file"].is_string(), "{case}");
            }
            let mut names = vec!["Nobody tests at night".to_owned(), "Firewall rules are unknown".to_owned()];
            let first = titles(&desk)[4].clone();
            names.retain(|n| *n != first);
            assert_eq!((titles(&desk).len(), names.len()), (5, 1), "{case}");
            is_settled(&desk);
            desk.decide(&id_of(asked), pick, "");
            let report = desk.reconcile(0);
            assert_eq!(open(&report), 0, "{}", codes(&report));
            let now = titles(&desk);
            if added {
                assert_eq!(now[4..], [first, names[0].clone()], "{case}");
            } else {
                assert_eq!(now[4..], [names[0].clone()], "{case}");
            }
            is_settled(&desk);
        }
    }
}

/// §5: a record's row that was cleared and used again is asked, and the record stays as it is.
#[test]
fn a_row_that_was_cleared_and_used_again() {
    for (pick, added) in [("Take A", false), ("Take B", true), ("Keep master", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            for (title, value) in [
                ("Title", "Firewall rules are unknown"),
                ("Description", "Ask the network team"),
                ("Category", "Security"),
                ("Raised by", "Ben Ruiz"),
                ("Date raised", "2026-11-12"),
                ("Owner", "Ada Park"),
                ("Probability", "5"),
                ("Impact", "1"),
            ] {
                sheet.set("R-002", title, value);
            }
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "row/key-mismatch");
        assert_eq!(open(&report), 1, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
        desk.decide(&id_of(asked), pick, "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0, "{pick}: {}", codes(&report));
        let old = desk.value("Risks", "R-002", "Title");
        assert_eq!(old == "Firewall rules are unknown", pick == "Take A", "{pick}: {old}");
        assert_eq!(titles(&desk).len(), if added { 5 } else { 4 }, "{pick}");
        if added {
            assert_eq!(desk.value("Risks", "R-005", "Description"), "Ask the network team");
        }
        is_settled(&desk);
    }
}

/// §5 and §8.11: a row that two people filled in one forwarded copy may also be several rows: each is asked by itself.
#[test]
fn a_forwarded_copy_with_several_rows_of_two_people() {
    let desk = Desk::with_risks(&RISKS);
    file_of_ada(&desk, "one.xlsx", "2026-11-20T10:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Nobody tests at night", "No shift"));
        b.sheet("Risks").add(&risk("Backups were never restored", "Try one"));
    });
    desk.reconcile(0);
    file_of_ada(&desk, "two.xlsx", "2026-11-20T11:00:00Z", |b| {
        b.sheet("Risks").add(&risk("Firewall rules are unknown", "Ask the network team"));
        b.sheet("Risks").add(&risk("Holidays in August", "Plan around them"));
    });
    let report = desk.reconcile(1);
    let asked: Vec<String> = findings(&report, "row/key-mismatch").into_iter().map(id_of).collect();
    assert_eq!((asked.len(), open(&report)), (2, 2), "{}", codes(&report));
    assert_eq!(titles(&desk).len(), 6);
    for finding in findings(&report, "row/key-mismatch") {
        let text = finding["message"].as_str().unwrap();
        assert!(text.contains("Ask the network team") || text.contains("Plan around them"), "{text}");
    }
    for id in &asked {
        desk.decide(id, "Take B", "");
    }
    let report = desk.reconcile(0);
    let mut all = titles(&desk);
    all.sort();
    assert_eq!(all.len(), 8, "{}", codes(&report));
    for title in
        ["Nobody tests at night", "Backups were never restored", "Firewall rules are unknown", "Holidays in August"]
    {
        assert!(all.contains(&title.to_owned()), "{all:?}");
    }
    is_settled(&desk);
}
