//! The fine print, §8.7 to §8.13: rows that are deleted, doubled, copied or added twice, and columns.

use crate::desk::{Book, Desk, codes, finding, findings, open, risk};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

fn id_of(found: &Json) -> String {
    found["id"].as_str().unwrap().to_owned()
}

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

/// Whether any cell of the sheet holds this text.
fn stands_on(book: &mut Book, sheet: &str, text: &str) -> bool {
    book.sheet(sheet).grid.rows.iter().flat_map(|r| &r.cells).any(|(_, c)| c.raw.to_string().contains(text))
}

/// §8.7: a record that the delivery team deletes stays deleted where no copy changed it, and stands in Changes.
#[test]
fn p7_what_the_team_deletes_stays_deleted() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |_| ());
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "By Ben"));
    desk.edit_master(|b| b.sheet("Risks").delete("R-002"));
    let report = desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-003"]);
    let change = report["changes"].as_array().unwrap().iter().find(|c| c["record"] == "R-002").unwrap();
    assert_eq!(change["from"], "Test data is missing");
    assert!(change["to"].is_null(), "{change}");
    assert!(stands_on(&mut desk.master(), "Changes", "R-002"));
    is_settled(&desk);
}

/// §8.7: a copy that edited what the team deleted is `conflict/removed-and-edited`; both answers are carried out.
#[test]
fn p7_a_copy_that_edited_what_was_deleted_is_asked() {
    for (pick, back) in [("Take A", true), ("Take B", false), ("Keep master", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "By Ben"));
        desk.edit_master(|b| b.sheet("Risks").delete("R-002"));
        let report = desk.reconcile(1);
        let asked = finding(&report, "conflict/removed-and-edited");
        assert_eq!((&asked["record"], open(&report)), (&"R-002".into(), 1), "{}", codes(&report));
        assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-003"]);
        assert!(asked["message"].as_str().unwrap().contains("By Ben"));
        desk.decide(&id_of(asked), pick, "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0);
        let mut ids = desk.master().sheet("Risks").ids();
        ids.sort();
        if back {
            assert_eq!(ids, ["R-001", "R-002", "R-003"], "{pick}");
            assert_eq!(desk.value("Risks", "R-002", "Description"), "By Ben");
            assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
        } else {
            assert_eq!(ids, ["R-001", "R-003"], "{pick}");
        }
        is_settled(&desk);
    }
}

/// §8.7: where one living record has the natural key that the deleted one was sent with, the edits are merged there, with
/// a finding.
#[test]
fn p7_a_record_that_was_entered_again_takes_the_edits() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Mitigation due", "2027-02-12"));
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        sheet.delete("R-002");
        sheet.add(&risk("Test data is missing", "Nobody knows where it is"));
    });
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-004", "Mitigation due"), "2027-02-12");
    let said = report["findings"].as_array().unwrap().iter().any(|f| {
        let text = f["message"].as_str().unwrap();
        text.contains("R-002") && text.contains("R-004")
    });
    assert!(said, "{}", codes(&report));
    is_settled(&desk);
}

/// §8.7: the prepared row that a deleted record came from does not bring it back.
#[test]
fn p7_a_prepared_row_does_not_bring_a_deleted_record_back() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    desk.edit_master(|b| b.sheet("Risks").delete("R-004"));
    desk.reconcile(0);
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-003"]);
    // The same copy comes again, with another row changed: the record is still gone.
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "By Ada"));
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002", "R-003"], "{}", codes(&report));
    is_settled(&desk);
}

/// §8.8: two rows with one ID in the master: the one that the memory knows keeps it, wherever it stands; the other stays
/// as typed until it is decided.
#[test]
fn p8_of_two_rows_with_one_id_the_known_one_keeps_it() {
    for known_first in [true, false] {
        let desk = Desk::with_risks(&RISKS);
        desk.edit_master(|b| {
            let mut sheet = b.sheet("Risks");
            let below = sheet.duplicate("R-002");
            let row = if known_first { below } else { below - 1 };
            let (title, description) = (sheet.column("Title"), sheet.column("Description"));
            sheet.put(row, title, Raw::Text("Vendor support ends".into()));
            sheet.put(row, description, Raw::Text("In autumn".into()));
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "row/duplicate-id");
        assert_eq!(open(&report), 1, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
        let all = titles(&desk);
        assert!(all.contains(&"Vendor support ends".to_owned()), "{all:?}");
        assert_eq!(desk.master().sheet("Risks").ids().iter().filter(|id| id.is_empty()).count(), 1);
        is_settled(&desk);
        desk.decide(&id_of(asked), "Take A", "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0, "{}", codes(&report));
        assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
        assert_eq!(desk.value("Risks", "R-004", "Description"), "In autumn");
        is_settled(&desk);
    }
}

/// §8.9: what was overwritten or left out stands in Decisions, the report or `changes.csv`, with file, sheet and cell.
#[test]
fn p9_every_value_is_in_the_master_the_report_or_the_log() {
    let desk = Desk::with_risks(&RISKS);
    let mut cell = String::new();
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "On the ninth");
        cell = sheet.cell("R-001", "Description");
        sheet.set("R-002", "Description", "With the vendor");
    });
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "In the archive"));
    let report = desk.reconcile(1);
    let log = String::from_utf8(desk.files(&["history/changes.csv"])["history/changes.csv"].clone()).unwrap();
    let line = log.lines().find(|l| l.contains("On the ninth")).unwrap();
    for part in ["R-001", "No date yet", "inbox/raid.ada-park.2026-11-22.xlsx", "Risks", cell.as_str()] {
        assert!(line.contains(part), "{line} lacks {part}");
    }
    desk.decide(&id_of(finding(&report, "conflict/field")), "Take B", "");
    desk.reconcile(0);
    let mut master = desk.master();
    for value in ["With the vendor", "In the archive", "Nobody knows where it is"] {
        assert!(stands_on(&mut master, "Decisions", value), "{value}");
    }
}

/// Gives a record's row of a copy the row key of another, or takes it away.
fn rekey(book: &mut Book, of: &str, from: &str) {
    let mut sheet = book.sheet("Risks");
    let key = sheet.column("Row key");
    let (to, text) = (sheet.row(of), sheet.text(sheet.row(from), key));
    sheet.put(to, key, Raw::Text(text));
}

/// §8.10: row key and visible ID that name different records: many are `row/shuffled`, and the natural key decides.
#[test]
fn p10_many_keys_that_name_others_are_a_shuffled_sheet() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.set("R-001", "Description", "By Ada");
        sheet.sort(&[2, 0, 1], false);
    });
    let report = desk.reconcile(0);
    finding(&report, "row/shuffled");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(report["changes"].as_array().unwrap().len(), 1, "{}", report["changes"]);
    assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()));
    is_settled(&desk);
}

/// §8.10: a single row whose ID was typed over by another record's: its natural key decides or it is asked, and nothing of
/// the other record is overwritten.
#[test]
fn p10_a_single_row_with_anothers_key_is_asked() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        // R-003's row was pasted over with the values and the ID of R-001, then reworked.
        rekey(b, "R-001", "R-002");
        let mut sheet = b.sheet("Risks");
        sheet.delete("R-002");
        sheet.set("R-001", "Description", "By Ada");
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "row/key-mismatch");
    let options = asked["candidates"].as_array().unwrap();
    assert_eq!(options.last().unwrap()["value"], "a new record", "{options:?}");
    assert!(options.len() == 3, "{options:?}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
    let letter = options.iter().position(|o| o["value"].as_str().unwrap().contains("R-001")).unwrap();
    desk.decide(&id_of(asked), ["Take A", "Take B"][letter], "");
    desk.run(&["reconcile"]);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada");
    assert_eq!(desk.value("Risks", "R-002", "Title"), "Test data is missing");
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
}

/// §8.11: one row key on two rows, one of them as sent: the changed one is a possible new record, the record stays.
#[test]
fn p11_a_copied_row_that_was_changed_is_a_possible_new_record() {
    for (pick, added) in [("Take A", true), ("Keep master", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            let row = sheet.duplicate("R-002");
            let (id, title, description) = (sheet.column("ID"), sheet.column("Title"), sheet.column("Description"));
            sheet.put(row, id, Raw::Empty);
            sheet.put(row, title, Raw::Text("Vendor support ends".into()));
            sheet.put(row, description, Raw::Text("In autumn".into()));
        });
        let report = desk.reconcile(1);
        let asked = finding(&report, "row/");
        assert_eq!(open(&report), 1, "{}", codes(&report));
        assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()));
        desk.decide(&id_of(asked), pick, "");
        let report = desk.reconcile(0);
        assert_eq!(open(&report), 0);
        assert_eq!(titles(&desk).contains(&"Vendor support ends".to_owned()), added, "{pick}");
        assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
        if !added {
            assert!(stands_on(&mut desk.master(), "Decisions", "In autumn"), "what was left out is kept");
        }
        is_settled(&desk);
    }
}

/// §8.11: one row key on two rows that both were changed: neither is applied, `row/duplicate-key`.
#[test]
fn p11_two_changed_rows_with_one_key_are_not_applied() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let row = sheet.duplicate("R-002");
        let (id, description) = (sheet.column("ID"), sheet.column("Description"));
        sheet.put(row - 1, description, Raw::Text("With the vendor".into()));
        sheet.put(row, id, Raw::Empty);
        sheet.put(row, description, Raw::Text("In the archive".into()));
    });
    let report = desk.reconcile(1);
    assert!(!findings(&report, "row/duplicate-key").is_empty(), "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "Nobody knows where it is");
    assert_eq!(titles(&desk), RISKS.map(|(t, _)| t.to_owned()));
    assert_eq!(findings(&report, "row/removed").len(), 0);
    let text = serde_json::to_string(&report).unwrap();
    let shown = |b: &mut Book, t: &str| stands_on(b, "Discrepancies", t);
    for value in ["With the vendor", "In the archive"] {
        assert!(text.contains(value) || shown(&mut desk.master(), value), "{value} is nowhere: {}", codes(&report));
    }
    is_settled(&desk);
}

/// §8.12: records added by two copies with equal natural keys are one record; fields are merged, clashes asked.
#[test]
fn p12_one_record_that_two_people_add() {
    let desk = Desk::with_risks(&RISKS);
    let with = |extra: &[(&'static str, &'static str)], title: &'static str, description: &'static str| {
        let mut row = risk(title, description);
        row.extend(extra);
        row
    };
    let ada = with(&[("Mitigation due", "2027-02-12")], "Vendor support ends", "In autumn");
    let ben = with(&[("Customer comment", "Do it ourselves")], "vendor  support ENDS", "In winter");
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&ada);
    });
    desk.back("ben-ruiz", |b| {
        b.sheet("Risks").add(&ben);
    });
    let report = desk.reconcile(1);
    assert_eq!(desk.master().sheet("Risks").ids().len(), 4, "{}", codes(&report));
    assert_eq!(report["summary"]["records_added"], 1);
    assert_eq!(desk.value("Risks", "R-004", "Mitigation due"), "2027-02-12");
    assert_eq!(desk.value("Risks", "R-004", "Customer comment"), "Do it ourselves");
    assert_eq!(desk.value("Risks", "R-004", "Status"), "Open");
    let asked = findings(&report, "conflict/field");
    let clash = asked.iter().find(|f| f["field"] == "description").unwrap();
    assert_eq!(clash["candidates"].as_array().unwrap().len(), 2);
    is_settled(&desk);
}

/// §8.13: a missing column proposes nothing: one `column/missing` per sheet that names them all.
#[test]
fn p13_a_missing_column_empties_nothing() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        sheet.delete_column("Description");
        sheet.delete_column("Category");
        sheet.set("R-003", "Title", "Licences end too early");
    });
    let report = desk.reconcile(0);
    let message = finding(&report, "column/missing")["message"].as_str().unwrap().to_owned();
    assert!(message.contains("Description") && message.contains("Category"), "{message}");
    assert_eq!(desk.value("Risks", "R-001", "Description"), "No date yet");
    assert_eq!(desk.value("Risks", "R-003", "Title"), "Licences end too early");
    assert_eq!(desk.value("Risks", "R-003", "Category"), "Technical");
}

/// §8.13: a column is known by its hidden key, by its title and by an alias.
#[test]
fn p13_a_column_is_known_by_key_title_or_alias() {
    for (title, with_key) in [("Beschreibung", true), ("Description", false), ("Risk details", false)] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| {
            let mut sheet = b.sheet("Risks");
            sheet.set("R-001", "Description", "By Ada");
            sheet.rename_column("Description", title);
            if !with_key {
                let header = sheet.header;
                for row in sheet.grid.rows.iter_mut().filter(|r| r.number < header) {
                    row.cells.retain(|(_, c)| !matches!(&c.raw, Raw::Text(t) if t.starts_with("risks.")));
                }
            }
        });
        let report = desk.reconcile(0);
        assert_eq!(desk.value("Risks", "R-001", "Description"), "By Ada", "{title}: {}", codes(&report));
        assert_eq!(findings(&report, "column/unknown").len() + findings(&report, "column/missing").len(), 0, "{title}");
    }
}

/// §8.13: an unknown title with data is `column/unknown`, with every value and its cell in the report; one without data
/// is not worth a word.
#[test]
fn p13_an_added_column_is_kept_in_the_report() {
    let desk = Desk::with_risks(&RISKS);
    let mut cell = String::new();
    desk.back("ada-park", |b| {
        let mut sheet = b.sheet("Risks");
        let (header, key) = (sheet.header, sheet.column("Row key"));
        sheet.put(header, key + 1, Raw::Text("Our reference".into()));
        sheet.put(header, key + 2, Raw::Text("Empty one".into()));
        let row = sheet.row("R-002");
        sheet.put(row, key + 1, Raw::Text("ACME-77".into()));
        cell = prekick::model::place::At::new(row, key + 1).to_string();
    });
    let report = desk.reconcile(0);
    let message = finding(&report, "column/unknown")["message"].as_str().unwrap().to_owned();
    for part in ["Our reference", "ACME-77", "R-002", cell.as_str()] {
        assert!(message.contains(part), "{message} lacks {part}");
    }
    assert_eq!(report["changes"].as_array().unwrap().len(), 0);
}

/// §8.8: two rows typed with one new ID: the first keeps it, the other waits.
#[test]
fn p8_of_two_new_rows_with_one_id_the_first_keeps_it() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        for title in ["Vendor support ends", "Nobody tests at night"] {
            let row = sheet.add(&risk(title, "To be looked at"));
            let id = sheet.column("ID");
            sheet.put(row, id, Raw::Text("R-010".into()));
        }
    });
    let report = desk.reconcile(1);
    let asked = finding(&report, "row/duplicate-id");
    assert_eq!(desk.value("Risks", "R-010", "Title"), "Vendor support ends");
    assert_eq!(titles(&desk).len(), 5, "{}", codes(&report));
    is_settled(&desk);
    desk.decide(&id_of(asked), "Take A", "");
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-011", "Title"), "Nobody tests at night");
    is_settled(&desk);
}

/// §8.6: `import` writes the master and gives IDs, to its own rows and to those that were typed.
#[test]
fn p6_import_gives_ids() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    let list = desk.path("Risks.csv");
    std::fs::write(&list, "Risk,Risk description\nNobody tests at night,No shift\n").unwrap();
    let done = desk.run(&["import", &list.display().to_string(), "--as", "raid/risks"]);
    assert!(done.code < 2, "{}", done.err);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    assert_eq!(desk.value("Risks", "R-005", "Title"), "Nobody tests at night");
    assert_eq!(desk.value("Risks", "R-005", "Description"), "No shift");
}

/// §8.12: two copies that add a record of one name in separate runs add one record.
#[test]
fn p12_equal_names_meet_in_separate_runs() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| {
        b.sheet("Risks").add(&risk("Vendor support ends", "In autumn"));
    });
    desk.reconcile(0);
    desk.back("ben-ruiz", |b| {
        b.sheet("Risks").add(&risk("VENDOR support ends", "In autumn"));
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(titles(&desk).len(), 4, "{}", codes(&report));
    assert_eq!(report["summary"]["records_added"], 0);
    assert_eq!(desk.value("Risks", "R-004", "Title"), "Vendor support ends");
    is_settled(&desk);
}
