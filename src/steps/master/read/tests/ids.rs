//! Which IDs are given, and which never again.

use super::*;

#[test]
fn the_next_id_is_above_every_one_that_was_ever_given() {
    for (given, highest, id) in [
        (vec![], 0, "R-003"),
        (vec!["R-041", "I-099"], 0, "R-042"),
        (vec![], 50, "R-051"),
        (vec!["R-041"], 50, "R-051"),
    ] {
        let mut memory = memory();
        memory.highest.insert("risks".into(), highest);
        let workbook = book(&memory, &[vec!["R-001", "Late"], vec!["", "Staff", "Open"]]);
        let (master, _) = read_with(&workbook, vec![sheet()], &given).unwrap();
        assert_eq!(ids(&master)[1].0, id, "{given:?} {highest}");
    }
    let typed = read(&[vec!["R-060", "Typed", "x"], vec!["", "Staff", "Open"]]).0;
    assert_eq!(ids(&typed)[1].0, "R-061", "also those that were typed in this very master");
}

#[test]
fn ids_of_discrepancies_that_stand_anywhere_are_not_given_again() {
    let mut memory = memory();
    memory.highest.insert("discrepancies".into(), 3);
    for (given, decided, highest) in [(vec![], "D-0002", 3), (vec!["D-0009"], "D-0002", 9), (vec![], "D-0012", 12)] {
        let mut workbook = book(&memory, &[vec!["R-001", "Late"]]);
        workbook.sheets.push(grid("Decisions", 2, &[DecisionRow::TITLES.to_vec(), vec![decided, "2026-11-22"]]));
        let (master, _) = read_with(&workbook, vec![sheet()], &given).unwrap();
        assert_eq!(master.memory.highest["discrepancies"], highest, "{given:?} {decided}");
    }
}

#[test]
fn a_record_that_was_taken_back_has_its_id_again_when_it_comes_again() {
    let mut memory = memory();
    memory.highest.insert("risks".into(), 9);
    memory.promised.insert(("risks".into(), "staff".into()), "R-005".into());
    let sheet = sheet();
    assert_eq!(id_for(&sheet, Some("other"), None, &mut memory.clone()), "R-010");
    assert_eq!(id_for(&sheet, Some("staff"), None, &mut memory), "R-005");
    assert_eq!(id_for(&sheet, Some("staff"), None, &mut memory), "R-010", "once");
    memory.promised.insert(("risks".into(), promised_name("staff", &"k2".into())), "R-006".into());
    assert_eq!(id_for(&sheet, Some("staff"), Some(&"k1".into()), &mut memory), "R-011");
    assert_eq!(
        id_for(&sheet, Some("staff"), Some(&"k2".into()), &mut memory),
        "R-006",
        "of several of one name, to the one with the key"
    );
    memory.promised.insert(("risks".into(), "late again".into()), "R-001".into());
    assert_eq!(id_for(&sheet, Some("late again"), None, &mut memory), "R-012", "an ID that a record has is not given");
}

#[test]
fn another_record_does_not_get_an_id_that_is_promised() {
    let mut memory = memory();
    memory.promised.insert(("risks".into(), "staff".into()), "R-005".into());
    for (title, id) in [("Staff", "R-005"), ("Other", "R-006")] {
        let workbook = book(&memory, &[vec!["R-001", "Late"], vec!["R-002", "Money"], vec!["R-005", title, "x"]]);
        let (master, _) = read_with(&workbook, vec![sheet()], &[]).unwrap();
        assert_eq!(ids(&master)[2].0, id, "{title}");
    }
}
