//! How tables in layouts of their own are recognised: what titles and values tell, and what is asked.

use crate::desk::{Book, Desk, codes, findings};
use prekick::model::grid::Raw;
use serde_json::Value as Json;

/// Imports a table under this name.
fn import(desk: &Desk, name: &str, text: &str) -> Json {
    let path = desk.path(name);
    std::fs::write(&path, text).unwrap();
    desk.run(&["import", &path.display().to_string(), "--format", "json"]).json()
}

/// What the mapping has for a table or a title.
fn proposed(desk: &Desk, name: &str, title: &str) -> String {
    let mut book = Book::open(&desk.path(name));
    let sheet = book.sheet("Mapping");
    let row = sheet.grid.rows.iter().find(|r| sheet.text(r.number, 1).starts_with(title));
    sheet.text(row.unwrap_or_else(|| panic!("no {title}")).number, 5)
}

#[test]
fn tasks_of_one_name_are_told_apart_by_the_ids_of_the_plan() {
    let desk = Desk::new(&[]);
    let plan = "ID,Task,Start date,End date,Predecessors\n1,Relay servers,,,\n2,   Design,2027-02-01,2027-02-05,\n3,   Build,2027-02-08,2027-02-19,2\n4,Home screen,,,\n5,   Design,2027-03-01,2027-03-05,3\n";
    let report = import(&desk, "project plan.csv", plan);
    let mut master = desk.master();
    let timeline = master.sheet("Timeline");
    let ids = timeline.ids();
    let of = |title: &str| ids.iter().map(|id| timeline.get(id, title).trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(
        of("Milestone or task"),
        ["Relay servers", "Design", "Build", "Home screen", "Design"],
        "{}",
        codes(&report)
    );
    assert_eq!(of("Start")[4], "2027-03-01");
    assert_eq!(of("Depends on")[4], ids[2], "references mean the rows of the plan");
    let before = desk.files(&["master.xlsx", "history"]);
    import(&desk, "project plan.csv", plan);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");
}

#[test]
fn a_title_that_may_be_two_columns_is_asked_with_what_its_values_say() {
    let desk = Desk::new(&[]);
    let plan = "Plan,Goal,Recurrence,Owner,Distribution\nStand-up,Unblock,Daily,Lena Vogt,Wall\nStatus,Tell the sponsor,Weekly,Lena Vogt,Email\n";
    let report = import(&desk, "communication plan.csv", plan);
    assert_eq!(findings(&report, "column/ambiguous").len(), 1, "{}", codes(&report));
    assert_eq!(
        proposed(&desk, "mappings/communication-plan.mapping.xlsx", "Distribution"),
        "Communication Plan: Channel"
    );
}

#[test]
fn a_list_of_something_else_is_not_asked_about_as_if_it_were_ours() {
    let desk = Desk::new(&[]);
    let networks = "Network ID,Type,Provider,Description,Bandwidth,Peak usage,Encryption (Y/N),Layer\nN1,WAN,Telco,Office to site,256,80,Y,3\nN2,LAN,Own,Office,1000,20,N,2\n";
    import(&desk, "networks.csv", networks);
    for title in ["networks, titles in row 1", "Provider", "Encryption (Y/N)"] {
        assert_eq!(proposed(&desk, "mappings/networks.mapping.xlsx", title), "leave out", "{title}");
    }
}

#[test]
fn a_column_without_values_is_no_rival_of_one_with_the_same_title() {
    let desk = Desk::new(&[]);
    let plan = "ID,Task,Predecessor,Predecessors,Start date\n1,Design,,,2027-02-01\n2,Build,,1,2027-02-08\n";
    let report = import(&desk, "project plan.csv", plan);
    let mut master = desk.master();
    let timeline = master.sheet("Timeline");
    assert_eq!(timeline.ids().len(), 2, "{}", codes(&report));
    assert_eq!(timeline.get(&timeline.ids()[1], "Depends on"), timeline.ids()[0]);
}

#[test]
fn letters_of_one_role_are_asked_and_the_role_is_called_as_the_sheet() {
    let desk = Desk::new(&[]);
    let list = "Key management area,Step,Role\nPlanning,Refine requirements,A\nPlanning,Sprint planning,R/C\nRisk,Risk analysis,A\n";
    let report = import(&desk, "TPM RACI.csv", list);
    assert_eq!(findings(&report, "column/ambiguous").len(), 1, "{}", codes(&report));
    assert_eq!(proposed(&desk, "mappings/tpm-raci.mapping.xlsx", "Role"), "RACI: a role");
    crate::desk::look_through(&desk, "mappings/tpm-raci.mapping.xlsx", &[]);
    let report = import(&desk, "TPM RACI.csv", list);
    let mut master = desk.master();
    let roles = master.sheet("Roles");
    assert_eq!(roles.ids().iter().map(|id| roles.get(id, "Role")).collect::<Vec<_>>(), ["TPM"], "{}", codes(&report));
    let matrix = master.sheet("RACI");
    assert_eq!(matrix.ids().iter().map(|id| matrix.get(id, "TPM")).collect::<Vec<_>>(), ["A", "R, C", "A"]);
}

#[test]
fn a_mapping_says_what_yes_will_do_and_may_be_filled_in_in_part() {
    let desk = Desk::new(&[]);
    let log = "Hazard,Chance of it,Impact,Colour\nCrane lease ends,4,5,blue\nDock floods,2,4,red\n";
    import(&desk, "risk log.csv", log);
    let name = "mappings/risk-log.mapping.xlsx";
    let mut book = Book::open(&desk.path(name));
    let mut sheet = book.sheet("Mapping");
    let texts: Vec<String> = sheet.grid.rows.iter().map(|r| sheet.text(r.number, 0)).collect();
    let said = "As it stands, “yes” takes 2 rows as Risks, 3 of 4 columns; left out: Colour.";
    assert!(texts.iter().any(|text| text == said), "{texts:?}");
    // Only the titles are filled in; what is empty is left out.
    let rows: Vec<u32> = sheet.grid.rows.iter().map(|r| r.number).collect();
    for row in rows {
        match (sheet.text(row, 0).as_str(), sheet.text(row, 1).as_str()) {
            ("Use this mapping", _) => sheet.put(row, 1, Raw::Text("yes".into())),
            (_, "Hazard") => sheet.put(row, 5, Raw::Text("Title".into())),
            (_, "Chance of it" | "Impact") => sheet.put(row, 5, Raw::Empty),
            _ => {}
        }
    }
    book.save(&desk.path(name));
    let report = import(&desk, "risk log.csv", log);
    let mut master = desk.master();
    let risks = master.sheet("Risks");
    assert_eq!(risks.get("R-002", "Title"), "Dock floods", "{}", codes(&report));
    assert_eq!(risks.get("R-002", "Impact"), "");
    assert_eq!(findings(&report, "column/unknown").len(), 3, "what is left out is listed: {}", codes(&report));
}
