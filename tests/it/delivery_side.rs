//! The side that delivers is called as the settings say.

use crate::desk::{Book, Desk};

#[test]
fn the_delivery_side_has_the_name_that_the_settings_give_it_everywhere() {
    let desk = Desk::new(&["Ada Park"]);
    desk.change_settings(|text| format!("{text}\n[delivery]\nname = \"Contoso\"\nalso-called = [\"CTS\"]\n"));
    desk.run(&["starters", "raci"]);
    desk.edit_master(|book| {
        let mut contacts = book.sheet("Contacts");
        let rest = [("SteerCo member?", "No"), ("Project role", "Consultant")];
        for (name, org) in [("Tom Lind", "CTS"), ("Una Berg", "Contoso"), ("Kai Moe", "AWS")] {
            let mail = format!("{}@contoso.example", name.to_lowercase().replace(' ', "."));
            contacts.add(&[&[("Name", name), ("E-mail", &mail), ("Organisation", org)][..], &rest[..]].concat());
        }
        book.sheet("Customer Resources").add(&[("Role", "Tester"), ("Name", "Una Berg")]);
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let mut master = desk.master();
    let organisations = |book: &mut Book, sheet: &str| {
        let sheet = book.sheet(sheet);
        let mut found: Vec<String> = sheet.ids().iter().map(|id| sheet.get(id, "Organisation")).collect();
        found.sort();
        found.dedup();
        found
    };
    assert_eq!(
        organisations(&mut master, "Contacts"),
        ["Contoso", "Customer"],
        "what it is called elsewhere is understood"
    );
    assert_eq!(organisations(&mut master, "Roles"), ["Contoso", "Customer"]);
    let said = report.to_string();
    assert!(said.contains("Una Berg is from Contoso, but this sheet is for the customer's own people."), "{said}");
    assert!(!said.contains("reference/") && !said.contains("value/choice"), "{said}");
    let path = desk.path("who.xlsx");
    desk.run(&["export", "team-introduction", "-o", path.to_str().unwrap()]).must(0);
    let page = format!("{:?}", Book::open(&path).workbook);
    assert!(page.contains("Delivery team") && !page.contains("AWS"), "{page}");
}
