//! Lists of who does what, with names in their cells: a name is a contact or a role, or a person says whose it is; nobody
//! becomes a role unasked.

use crate::desk::{Book, Desk, codes, finding, findings, look_through};
use serde_json::Value as Json;

const PEOPLE: [&str; 2] = ["Marta Okoye", "Ada Park"];

const LIST: &str = "\
Activity,Responsible,Accountable,Consulted,Informed
Define test plan,LV,MO,\"DBA Team, Security\",All
Run tests,Marta Okoye / Lena Vogt,\"Okoye, Marta\",,
Sign off,@Lena Vogt,Marta,,Security; DBA Team
";

const MAPPING: &str = "mappings/list.mapping.xlsx";

fn put(desk: &Desk, name: &str, text: &str) -> String {
    let path = desk.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

fn import(desk: &Desk, name: &str, text: &str, more: &[&str]) -> Json {
    let file = put(desk, name, text);
    let done = desk.run(&[&["import", &file, "--format", "json"], more].concat());
    assert!(done.code <= 1, "{}", done.err);
    done.json()
}

fn roles(desk: &Desk) -> Vec<(String, String)> {
    let mut master = desk.master();
    let roles = master.sheet("Roles");
    roles.ids().iter().map(|id| (roles.get(id, "Role"), roles.get(id, "Held by"))).collect()
}

fn held(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(role, by)| ((*role).to_owned(), (*by).to_owned())).collect()
}

/// What the mapping asks about names: the name and what is offered, in their order.
fn asked_names(desk: &Desk, mapping: &str) -> Vec<(String, String)> {
    let mut book = Book::open(&desk.path(mapping));
    let sheet = book.sheet("Mapping");
    let rows = sheet.grid.rows.iter().map(|r| r.number).filter(|row| sheet.text(*row, 0) == "Name");
    rows.map(|row| (sheet.text(row, 1), sheet.text(row, 5))).collect()
}

/// The letters of a role in an activity.
fn letters(desk: &Desk, activity: &str, role: &str) -> String {
    let mut master = desk.master();
    let matrix = master.sheet("RACI");
    let id = matrix.ids().into_iter().find(|id| matrix.get(id, "Activity") == activity).unwrap();
    matrix.get(&id, role)
}

#[test]
fn names_in_cells_are_contacts_or_are_asked_once_each() {
    let desk = Desk::new(&PEOPLE);
    let report = import(&desk, "list.csv", LIST, &["--as", "raci"]);
    let asked = finding(&report, "column/ambiguous");
    assert!(asked["message"].as_str().unwrap().contains("“LV”, “MO”"), "{asked}");
    assert_eq!(roles(&desk), [], "nobody becomes a role before a person has said so");
    let offered = [
        ("LV", "Lena Vogt"),
        ("MO", "Marta Okoye"),
        ("Marta", "Marta Okoye"),
        ("DBA Team", "DBA Team"),
        ("Security", "Security"),
        ("All", "All"),
    ];
    assert_eq!(asked_names(&desk, MAPPING), held(&offered));

    look_through(&desk, MAPPING, &[("All", "leave out"), ("Security", "Ada Park; Security Desk")]);
    let report = import(&desk, "list.csv", LIST, &["--as", "raci"]);
    let holders = [
        ("Lena Vogt", "Lena Vogt"),
        ("Marta Okoye", "Marta Okoye"),
        ("DBA Team", ""),
        ("Ada Park", "Ada Park"),
        ("Security Desk", ""),
    ];
    assert_eq!(roles(&desk), held(&holders), "{}", codes(&report));
    for (activity, role, expected) in [
        ("Define test plan", "Lena Vogt", "R"),
        ("Define test plan", "Marta Okoye", "A"),
        ("Define test plan", "DBA Team", "C"),
        ("Define test plan", "Ada Park", "C"),
        ("Run tests", "Lena Vogt", "R"),
        ("Run tests", "Marta Okoye", "R, A"),
        ("Sign off", "Marta Okoye", "A"),
        ("Sign off", "Security Desk", "I"),
    ] {
        assert_eq!(letters(&desk, activity, role), expected, "{activity}, {role}");
    }
    let said = findings(&report, "value/coerced");
    let says = |text: &str| said.iter().any(|f| f["message"].as_str().unwrap().contains(text));
    assert!(says("LV as Lena Vogt") && says("“Okoye, Marta” is read as Marta Okoye"), "{said:?}");
    let left = findings(&report, "row/outside-table");
    assert!(left.iter().any(|f| f["message"].as_str().unwrap().contains("“All” in E2")), "{left:?}");
}

#[test]
fn contacts_and_roles_that_are_certain_are_taken_unasked() {
    let desk = Desk::new(&PEOPLE);
    desk.edit_master(|book| _ = book.sheet("Roles").add(&[("Role", "Data team"), ("Organisation", "AWS")]));
    let list = "Task,Responsible,Accountable\nMove the data,data team,\"Okoye, Marta\"\nCheck it,ada.park@customer.example,Lena Vogt\n";
    let report = import(&desk, "list.csv", list, &[]);
    assert!(findings(&report, "column/ambiguous").is_empty(), "{}", codes(&report));
    let holders =
        [("Data team", ""), ("Ada Park", "Ada Park"), ("Marta Okoye", "Marta Okoye"), ("Lena Vogt", "Lena Vogt")];
    assert_eq!(roles(&desk), held(&holders));
    assert_eq!(letters(&desk, "Check it", "Ada Park"), "R");
    assert_eq!(letters(&desk, "Move the data", "Data team"), "R");
}

#[test]
fn a_matrix_whose_roles_are_contacts_has_them_by_name() {
    let desk = Desk::new(&PEOPLE);
    let matrix = "Activity,\"Okoye, Marta\",Testers\nPlan,A,R\nRun,A,R\nReport,I,A\n";
    let report = import(&desk, "matrix.csv", matrix, &["--as", "raci"]);
    assert_eq!(roles(&desk), held(&[("Marta Okoye", "Marta Okoye"), ("Testers", "")]), "{}", codes(&report));
    assert_eq!(letters(&desk, "Plan", "Marta Okoye"), "A");
}

#[test]
fn a_list_in_the_inbox_is_asked_and_taken_like_an_imported_one() {
    let desk = Desk::new(&PEOPLE);
    put(&desk, "inbox/list.csv", LIST);
    let before = desk.files(&["mappings", "master.xlsx"]);
    desk.run(&["reconcile", "--dry-run"]).must(1);
    assert!(desk.files(&["mappings", "master.xlsx"]) == before);
    let report = desk.reconcile(1);
    assert!(finding(&report, "column/ambiguous")["message"].as_str().unwrap().contains("“All”"));
    assert_eq!(roles(&desk), []);
    look_through(&desk, MAPPING, &[]);
    let report = desk.reconcile(0);
    let holders =
        [("Lena Vogt", "Lena Vogt"), ("Marta Okoye", "Marta Okoye"), ("DBA Team", ""), ("Security", ""), ("All", "")];
    assert_eq!(roles(&desk), held(&holders), "{}", codes(&report));
    assert_eq!(letters(&desk, "Run tests", "Marta Okoye"), "R, A");
    assert!(findings(&report, "edit/not-owner").is_empty(), "{}", codes(&report));
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(0);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}

#[test]
fn a_later_version_asks_only_about_who_is_new_in_it() {
    let desk = Desk::new(&PEOPLE);
    import(&desk, "list.csv", LIST, &["--as", "raci"]);
    look_through(&desk, MAPPING, &[]);
    import(&desk, "list.csv", LIST, &["--as", "raci"]);
    let later = format!("{LIST}Go live,Ada,MO,,\n");
    let report = import(&desk, "list.csv", &later, &["--as", "raci"]);
    finding(&report, "column/ambiguous");
    assert_eq!(asked_names(&desk, "mappings/list-2.mapping.xlsx"), held(&[("Ada", "Ada Park")]));
    look_through(&desk, "mappings/list-2.mapping.xlsx", &[]);
    let report = import(&desk, "list.csv", &later, &["--as", "raci"]);
    assert!(findings(&report, "column/ambiguous").is_empty(), "{}", codes(&report));
    assert_eq!(letters(&desk, "Go live", "Ada Park"), "R");
    assert_eq!(desk.master().sheet("RACI").ids().len(), 4, "no activity twice");
}

#[test]
fn what_the_user_says_a_file_is_leads_to_a_mapping_and_never_back() {
    for (target, sheet, table) in [
        ("raci", "RACI", "Ding,Mensch\nSache eins,Ada Park\nSache zwei,Ben\n"),
        ("raci/raci", "RACI", "What,Red,Blue\nFirst thing,R,x\nSecond thing,A,y\n"),
        ("raid", "Risks", "Ding,Mensch\nSache eins,Ada Park\nSache zwei,Ben\n"),
        ("timeline", "Timeline", "Ding,Mensch\nSache eins,Ada Park\nSache zwei,Ben\n"),
    ] {
        let desk = Desk::new(&PEOPLE);
        let report = import(&desk, "odd.csv", table, &["--as", target, "--toml"]);
        finding(&report, "column/ambiguous");
        let mapping = std::fs::read_to_string(desk.path("mappings/odd.toml")).unwrap();
        assert!(mapping.contains(&format!("sheet = \"{sheet}\"")), "{target}: {mapping}");
        for title in table.lines().next().unwrap().split(',') {
            assert!(mapping.contains(&format!("{} = ", title.to_lowercase())), "{target}: {title} is not in {mapping}");
        }
    }
    let desk = Desk::new(&PEOPLE);
    let file = put(&desk, "none.csv", "one line\n");
    let done = desk.run(&["import", &file, "--as", "raci"]).must(2);
    assert!(done.err.contains("holds no table") && !done.err.contains("--as"), "{}", done.err);
}

#[test]
fn a_mapping_set_to_yes_with_nothing_mapped_is_an_error_that_says_so() {
    let desk = Desk::new(&PEOPLE);
    import(&desk, "list.csv", LIST, &["--as", "raci", "--toml"]);
    let path = desk.path("mappings/list.toml");
    let mapping = std::fs::read_to_string(&path).unwrap().replace("ready = false", "ready = true");
    let nothing = |line: &str| match line.split_once(" = ") {
        Some((title, is)) if is.starts_with('"') && title != "sheet" => format!("{title} = \"leave out\"\n"),
        _ => format!("{line}\n"),
    };
    for (text, code, says) in [
        (mapping.replace("sheet = \"RACI\"", "sheet = \"leave out\""), "decision/invalid", "leaves out every table"),
        (mapping.lines().map(nothing).collect(), "decision/invalid", "leaves out every column"),
        (mapping.replace("\"Activity\"", "\"leave out\""), "decision/invalid", "RACI: Activity"),
    ] {
        std::fs::write(&path, text).unwrap();
        let report = import(&desk, "list.csv", LIST, &["--as", "raci"]);
        let wrong = finding(&report, code);
        assert!(wrong["message"].as_str().unwrap().contains(says), "{wrong}");
        assert_eq!(wrong["severity"], "error");
        assert_eq!(desk.files(&["mappings"]).len(), 1, "no second mapping is asked for");
        assert_eq!(roles(&desk), []);
    }
}
