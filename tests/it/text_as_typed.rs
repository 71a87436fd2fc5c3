//! Text is kept as it was typed.

use crate::desk::{Desk, codes};

/// A CSV file in inbox/ of the copy of Ada.
fn csv(desk: &Desk, name: &str, text: &str) {
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox").join(name), text).unwrap();
}

/// §8.26: line ends become LF, blanks at the ends are kept but make no difference, values are not normalised.
#[test]
fn text_is_kept_as_typed() {
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
