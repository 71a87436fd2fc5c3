//! Fine print of the design, points 25 to 31.

use crate::desk::{Desk, codes, finding, findings, open};
use prekick::model::grid::Raw;

const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// The copy's rows of a sheet: the IDs that stand in it.
fn ids_in(path: &std::path::Path, sheet: &str) -> Vec<String> {
    let mut ids = crate::desk::Book::open(path).sheet(sheet).ids();
    ids.retain(|id| !id.is_empty());
    ids
}

/// Point 25: a record made Internal after it was sent is reconciled, but not sent again; empty means Shared.
#[test]
fn p25_a_record_made_internal_after_it_was_sent() {
    let desk = Desk::with_risks(&RISKS);
    assert_eq!(ids_in(&desk.copy_of("raid", "ada-park"), "Risks").len(), 3, "empty means Shared");
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Visibility", "Internal"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor", "reconciled");
    desk.run(&["generate", "raid"]).must(0);
    let newest = desk.path("outbox/raid.ada-park.2026-11-22-2.xlsx");
    assert_eq!(ids_in(&newest, "Risks"), ["R-001", "R-003"], "not sent again");
}

/// Point 25: a Visibility that can't be read is taken for Internal, and the column itself is never sent.
#[test]
fn p25_visibility_is_internal_itself() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Risks");
        sheet.add(&crate::desk::risk("Shown", "x"));
        let row = sheet.add(&crate::desk::risk("Meant for us", "x"));
        let column = sheet.column("Visibility");
        sheet.put(row, column, Raw::Text("only us".into()));
    });
    desk.run(&["generate", "raid"]);
    let copy = desk.copy_of("raid", "ada-park");
    assert_eq!(ids_in(&copy, "Risks"), ["R-001"]);
    let mut book = crate::desk::Book::open(&copy);
    let sheet = book.sheet("Risks");
    let titles = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    assert!(!titles.cells.iter().any(|(_, c)| c.raw.to_string() == "Visibility"));
}

/// A CSV file in inbox/ of the copy of Ada.
fn csv(desk: &Desk, name: &str, text: &str) {
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox").join(name), text).unwrap();
}

/// Point 26: line ends become LF, blanks at the ends are kept but make no difference, values are not normalised.
#[test]
fn p26_text_is_kept_as_typed() {
    let desk = Desk::with_risks(&[("One", "first"), ("Two", "second"), ("Three", "third")]);
    let decomposed = "Cafe\u{301} at noon";
    csv(
        &desk,
        "raid.ada-park.2026-11-22-risks.csv",
        &format!(
            "ID,Title,Description\r\nR-001,One,\"a\r\nb\rc\"\r\nR-002,Two,  second \r\nR-003,Three,{decomposed}\r\n"
        ),
    );
    let report = desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "a\nb\nc", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "second", "blanks make no difference");
    assert_eq!(desk.value("Risks", "R-003", "Description"), decomposed, "not normalised");
    assert_eq!(report["summary"]["fields_changed"], 2, "{report:#}");
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-002", "Description", "  indented"));
    desk.reconcile(0);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "  indented", "kept as typed");
}

/// Point 27: a CSV copy holds one sheet, and nothing of the others counts as removed.
#[test]
fn p27_a_csv_copy_holds_one_sheet() {
    for name in ["raid.ada-park.2026-11-22.csv", "raid.ada-park.2026-11-22-risks.csv"] {
        let desk = Desk::new(&["Ada Park"]);
        desk.edit_master(|b| {
            b.sheet("Risks").add(&crate::desk::risk("One", "first"));
            b.sheet("Issues").add(&[("Title", "An issue"), ("Description", "open")]);
        });
        desk.run(&["generate", "raid"]);
        csv(&desk, name, "ID,Title,Description\nR-001,One,changed\n");
        let done = desk.run(&["reconcile", "--format", "json"]);
        let report = done.json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), "changed", "{name}: {}", codes(&report));
        assert_eq!(findings(&report, "row/removed").len(), 0, "{name}: {}", codes(&report));
        assert_eq!(findings(&report, "sheet/missing").len(), 0, "{name}: {}", codes(&report));
        assert_eq!(report["sources"][0]["copy"], "raid.ada-park.2026-11-22", "{name}");
        assert_eq!(desk.master().sheet("Issues").records().len(), 1);
    }
}

/// Point 28: slugs transliterate.
#[test]
fn p28_slugs_transliterate() {
    let desk = Desk::new(&[]);
    desk.edit_master(|b| {
        for name in ["Ana Díaz", "Søren Ø", "O’Neil, Müller-Lüdenscheidt"] {
            b.sheet("Contacts").add(&[
                ("Name", name),
                ("E-mail", "someone@customer.example"),
                ("Organisation", "Customer"),
                ("Project role", "Project Manager"),
                ("Receives", "raid"),
            ]);
        }
    });
    desk.run(&["generate", "raid"]);
    for slug in ["ana-diaz", "soren-o"] {
        assert!(
            desk.path(&format!("outbox/raid.{slug}.2026-11-22.xlsx")).exists(),
            "{:?}",
            desk.files(&["outbox"]).keys()
        );
    }
    assert_eq!(desk.files(&["outbox"]).len(), 3);
    assert!(desk.files(&["outbox"]).keys().all(|k| k.is_ascii() && !k.contains(' ')));
}

/// Point 28: a recipient who is no contact any more is known by the copy, and a finding says so.
#[test]
fn p28_a_recipient_who_is_no_contact_any_more() {
    let desk = Desk::with_risks(&RISKS);
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        let id = contacts.ids().into_iter().find(|id| contacts.get(id, "Name") == "Ada Park").unwrap();
        contacts.delete(&id);
    });
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let done = desk.run(&["reconcile", "--format", "json"]);
    let report = done.json();
    assert_eq!(desk.value("Risks", "R-002", "Description"), "With the vendor", "{}", codes(&report));
    let said: Vec<_> = findings(&report, "reference/unknown")
        .into_iter()
        .filter(|f| f["place"]["file"].as_str().unwrap().starts_with("inbox/"))
        .collect();
    assert_eq!(said.len(), 1, "{}", codes(&report));
    assert!(said[0]["message"].as_str().unwrap().contains("ada-park"));
    assert_eq!(report["sources"][0]["recipient"], "ada-park");
}

/// Point 29: Receives takes keys or titles, in any separators; an unknown word is a finding with the nearest right one.
#[test]
fn p29_receives_takes_keys_or_titles() {
    let desk = Desk::new(&[]);
    let title = prekick::edges::templates::load(&[]).unwrap().into_iter().find(|t| t.key == "raid").unwrap().title;
    let texts = [format!("{title}; contacts"), "raid/contacts".into(), "CONTACTS\nRAID".into(), "raid, contcts".into()];
    desk.edit_master(|b| {
        for (n, text) in texts.iter().enumerate() {
            let name = format!("Person {}", ["Anna", "Berta", "Cora", "Dora"][n]);
            b.sheet("Contacts").add(&[
                ("Name", &name),
                ("E-mail", &format!("p{n}@customer.example")),
                ("Organisation", "Customer"),
                ("Project role", "Project Manager"),
                ("Receives", text),
            ]);
        }
    });
    let done = desk.run(&["reconcile", "--format", "json"]);
    let report = done.json();
    let unknown = finding(&report, "reference/unknown");
    let text = unknown["message"].as_str().unwrap();
    assert!(text.contains("contcts") && text.contains("contacts"), "{text}");
    assert_eq!(unknown["field"], "receives");
    desk.run(&["generate"]);
    let files = desk.files(&["outbox"]);
    let of = |who: &str| files.keys().filter(|k| k.contains(who)).count();
    assert_eq!([of("anna"), of("berta"), of("cora"), of("dora")], [2, 2, 2, 1], "{:?}", files.keys());
}

/// Point 30: requests that are Ready to Staff with sourcing AWS are exported; a quantity makes as many external ids.
#[test]
fn p30_what_is_exported_for_salesforce() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        for (name, status, source, quantity) in [
            ("Ready", "Ready to Staff", "AWS", "3"),
            ("Draft", "Draft", "AWS", "1"),
            ("Partner", "Ready to Staff", "Partner", "1"),
        ] {
            sheet.add(&[
                ("Request name", name),
                ("Resource role", "Solution Architect"),
                ("Quantity", quantity),
                ("Sourcing", source),
                ("Start", "2027-02-01"),
                ("End", "2027-05-31"),
                ("Requested hours", "400"),
                ("Status", status),
                ("Salesforce project", "a0B000000000001EAA"),
            ]);
        }
    });
    desk.run(&["reconcile"]);
    let settings = desk.path("engagement.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text.push_str("\n[export.salesforce-resource-requests]\nexternal-id = \"External_ID__c\"\n");
    std::fs::write(&settings, text).unwrap();
    let done = desk.run(&["export", "salesforce-resource-requests", "-o", "-"]);
    assert!(done.out.lines().count() == 4, "{}\n{}", done.out, done.err);
    for n in 1..=3 {
        assert!(done.out.contains(&format!("RR-001-{n}")), "{}", done.out);
    }
    assert!(!done.out.contains("Draft") && !done.out.contains("Partner"), "{}", done.out);
}

/// Point 31: a master that is open in Excel is not written; who has it open is said, and what to do.
#[test]
fn p31_a_master_that_is_open_is_left_alone() {
    for (lock, content, user) in [
        ("~$master.xlsx", b"\x09Lena Vogt      ".to_vec(), "Lena Vogt"),
        (".~lock.master.xlsx#", b",Lena Vogt,desk,22.11.2026 09:00,file;".to_vec(), "Lena Vogt"),
        ("~$master.xlsx", Vec::new(), "Excel"),
    ] {
        let desk = Desk::with_risks(&RISKS);
        desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
        std::fs::write(desk.path(lock), content).unwrap();
        let before = desk.files(&[]);
        for command in [&["reconcile"][..], &["generate"]] {
            let done = desk.run(command).must(2);
            assert!(done.err.contains(user) && done.err.contains(lock) && done.err.contains("lose"), "{}", done.err);
            assert!(desk.files(&[]) == before, "nothing is written");
        }
        desk.run(&["reconcile", "--dry-run"]).must(0);
        desk.run(&["status"]).must(0);
        std::fs::remove_file(desk.path(lock)).unwrap();
        desk.reconcile(0);
    }
}

/// Point 31: a read-only master is exit 2 with that reason.
#[test]
fn p31_a_read_only_master_is_left_alone() {
    let desk = Desk::with_risks(&RISKS);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-002", "Description", "With the vendor"));
    let path = desk.path("master.xlsx");
    let mut may = std::fs::metadata(&path).unwrap().permissions();
    let before = may.clone();
    may.set_readonly(true);
    std::fs::set_permissions(&path, may).unwrap();
    let files = desk.files(&[]);
    let done = desk.run(&["reconcile"]).must(2);
    assert!(done.err.contains("master.xlsx") && done.err.contains("read-only"), "{}", done.err);
    assert!(desk.files(&[]) == files);
    std::fs::set_permissions(&path, before).unwrap();
    assert_eq!(open(&desk.reconcile(0)), 0);
}
