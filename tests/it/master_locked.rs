//! A master that is open in Excel, or read-only.

use crate::desk::{Desk, open};

const RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// §8.31: a master that is open in Excel is not written; who has it open is said, and what to do.
#[test]
fn a_master_that_is_open_is_left_alone() {
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

/// §8.31: a read-only master is exit 2 with that reason.
#[test]
fn a_read_only_master_is_left_alone() {
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
