//! IDs given by `import`.

use crate::desk::{Desk, risk};

const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows where it is"),
    ("Licences end early", "In May"),
];

/// §8.6: `import` writes the master and gives IDs, to its own rows and to those that were typed.
#[test]
fn import_gives_ids() {
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
