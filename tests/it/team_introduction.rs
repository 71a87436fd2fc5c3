//! The team and partner introduction: who is who, for everyone.

use crate::desk::{Book, Desk};

#[test]
fn everyone_who_may_be_shown_is_in_it_by_side_and_nothing_internal() {
    let desk = Desk::new(&["Ada Park"]);
    let person = |name: &'static str, org: &'static str, also: &[(&'static str, &'static str)]| {
        let mut cells = vec![
            ("Name", name),
            ("E-mail", "x@acme.example"),
            ("Organisation", org),
            ("Project role", "Tester"),
            ("SteerCo member?", "No"),
        ];
        cells.extend(also);
        cells
    };
    desk.edit_master(|b| {
        let mut contacts = b.sheet("Contacts");
        contacts.add(&person("Jonas Weller", "Partner", &[("Lead?", "Yes"), ("Concerns", "Leaves in May")]));
        contacts.add(&person("Kim Secret", "AWS", &[("Visibility", "Internal")]));
        contacts.add(&person("Old Hand", "Vendor", &[("Archived", "Yes")]));
    });
    desk.run(&["reconcile"]);
    assert!(desk.run(&["export", "--list"]).out.lines().any(|profile| profile == "team-introduction"));
    let done = desk.run(&["export", "team-introduction"]).must(0);
    let path = desk.path("exports/team-introduction.2026-11-22.xlsx");
    assert_eq!(done.out.trim(), path.display().to_string());
    let workbook = Book::open(&path).workbook;
    let cells: Vec<String> =
        workbook.sheets[0].rows.iter().flat_map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string())).collect();
    let at = |text: &str| cells.iter().position(|c| c == text).unwrap_or_else(|| panic!("{text}: {cells:?}"));
    assert!(at("Delivery team") < at("Lena Vogt") && at("Lena Vogt") < at("Customer: Acme"));
    assert!(
        at("Customer: Acme") < at("Ada Park") && at("Ada Park") < at("Partner") && at("Partner") < at("Jonas Weller")
    );
    assert_eq!(cells[at("Jonas Weller") + 2], "leads");
    assert!(cells.contains(&"E-mail".to_owned()) && cells.contains(&"x@acme.example".to_owned()));
    assert!(!cells.contains(&"Phone".to_owned()), "nobody has one");
    let held = format!("{workbook:?}");
    for hidden in ["Kim Secret", "Old Hand", "Leaves in May", "Vendor"] {
        assert!(!held.contains(hidden), "{hidden}");
    }
}
