//! Two roles of one name, which somebody insisted on: their letters are never taken for one another's.

use crate::desk::{Desk, codes};

fn letters(desk: &Desk) -> Vec<(String, String)> {
    let mut master = desk.master();
    let sheet = master.sheet("RACI");
    let id = sheet.ids().first().cloned().unwrap();
    let titles = ["Architect (RO-001)", "Architect (RO-002)"];
    titles.iter().map(|t| ((*t).to_owned(), sheet.get(&id, t))).collect()
}

#[test]
fn letters_of_two_roles_of_one_name_stay_apart() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    desk.edit_master(|b| {
        for side in ["Customer", "AWS"] {
            b.sheet("Roles").add(&[("Role", "Architect"), ("Organisation", side)]);
        }
        b.sheet("RACI").add(&[("Phase", "Mobilize"), ("Activity", "Agree the cut-over")]);
    });
    desk.run(&["reconcile"]);
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    desk.edit_master(|b| {
        let mut sheet = b.sheet("RACI");
        let id = sheet.ids().first().cloned().unwrap();
        sheet.set(&id, "Architect (RO-001)", "A");
        sheet.set(&id, "Architect (RO-002)", "C");
    });
    let held = [("Architect (RO-001)", "A"), ("Architect (RO-002)", "C")];
    let held: Vec<(String, String)> = held.map(|(t, l)| (t.to_owned(), l.to_owned())).to_vec();
    for _ in 0..3 {
        desk.run(&["reconcile"]);
        assert_eq!(letters(&desk), held, "{}", codes(&report));
    }
    // Sorted the other way round, and back from a customer with one letter changed.
    desk.edit_master(|b| b.sheet("Roles").sort(&[1, 0], true));
    desk.run(&["generate", "raci"]);
    desk.back_as("raci", "ada-park", None, |b| {
        let mut sheet = b.sheet("RACI");
        let id = sheet.ids().first().cloned().unwrap();
        assert_eq!(sheet.get(&id, "Architect (RO-001)"), "A");
        sheet.set(&id, "Architect (RO-002)", "R");
    });
    desk.run(&["reconcile"]);
    let mut now = letters(&desk);
    now.sort();
    assert_eq!(now[0].1, "A");
    assert!(["C", "R"].contains(&now[1].1.as_str()), "{now:?}");
}
