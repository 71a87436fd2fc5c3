//! How tables in layouts of their own are recognised: what titles and values tell, what is asked, and exports of tools that
//! people use, which are taken with the profile of the tool.

use crate::desk::{Book, Desk, codes, finding, findings, look_through};
use prekick::edges::{mapping_file, templates};
use prekick::model::grid::Raw;
use prekick::steps::adopt::resolve_mapping;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
    look_through(&desk, "mappings/tpm-raci.mapping.xlsx", &[]);
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

#[test]
fn a_role_with_letters_of_another_kind_of_matrix_comes_in_and_its_letters_are_asked() {
    let desk = Desk::new(&[]);
    let list = "Activity,Sponsor,Delivery,Vendor,Key\nDesign,A,R,S,x\nBuild,A,R,S,\nTest,A,R,P,x\nTrain,I,A,S,x\n";
    let report = import(&desk, "raci.csv", list);
    let mut master = desk.master();
    let roles = master.sheet("Roles");
    let titles: Vec<String> = roles.ids().iter().map(|id| roles.get(id, "Role")).collect();
    assert_eq!(titles, ["Sponsor", "Delivery", "Vendor"], "ticks make no role: {}", codes(&report));
    let asked = findings(&report, "value/choice");
    assert_eq!(asked.len(), 2, "each letter once: {}", codes(&report));
    assert!(asked.iter().any(|f| f["message"].as_str().unwrap().contains("S (support) belongs to RASCI")), "{asked:?}");
}

/// A fixture.
fn export(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exports").join(name)
}

fn import_file(desk: &Desk, file: &Path) -> Json {
    desk.run(&["import", &file.display().to_string(), "--format", "json"]).json()
}

/// The rows of a mapping: what is asked about, what it is thought to be, why.
fn lines(desk: &Desk, name: &str) -> Vec<(String, String, String)> {
    let mut book = Book::open(&desk.path(name));
    let sheet = book.sheet("Mapping");
    sheet
        .grid
        .rows
        .iter()
        .map(|r| (sheet.text(r.number, 1), sheet.text(r.number, 5), sheet.text(r.number, 7)))
        .collect()
}

/// A tool with what its export holds: the tool, the sheet of ours, how the columns of its first row are read.
type Exported = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const EXPORTS: [Exported; 8] = [
    (
        "jira.csv",
        "Jira",
        "Actions",
        &[
            ("Action", "Order test data"),
            ("Owner", "Ada Park"),
            ("Due", "2026-12-04"),
            ("Status", "Open"),
            ("Priority", "High"),
        ],
    ),
    (
        "planner.csv",
        "Microsoft Planner",
        "Timeline",
        &[
            ("Milestone or task", "Assess the schema"),
            ("Finish", "2027-01-22"),
            ("Phase", "Discovery"),
            ("Status", "In Progress"),
        ],
    ),
    (
        "project.csv",
        "Microsoft Project",
        "Timeline",
        &[("Milestone or task", "Assess the schema"), ("Start", "2027-01-11"), ("Finish", "2027-01-22")],
    ),
    (
        "smartsheet.csv",
        "Smartsheet",
        "Timeline",
        &[("Milestone or task", "Assess the schema"), ("Owner", "Ada Park"), ("Customer comment", "Half of it")],
    ),
    (
        "asana.csv",
        "Asana",
        "Actions",
        &[("Action", "Order test data"), ("Description", "Two hundred masked orders"), ("Due", "2026-12-04")],
    ),
    (
        "trello.csv",
        "Trello",
        "Actions",
        &[("Action", "Order test data"), ("Owner", "Ada Park"), ("Status", "Open"), ("Due", "2026-12-04")],
    ),
    (
        "servicenow.csv",
        "ServiceNow",
        "Issues",
        &[("Title", "Replication stops at night"), ("Raised by", "Ada Park"), ("Owner", "Ben Ruiz"), ("Priority", "3")],
    ),
    (
        "google-forms.csv",
        "Google Forms",
        "Risks",
        &[
            ("Title", "Crane lease ends"),
            ("Raised by", "Ada Park"),
            ("Date raised", "2026-11-02"),
            ("Probability", "4"),
        ],
    ),
];

#[test]
fn an_export_is_known_by_its_titles_and_asked_about_once() {
    for (file, tool, title, held) in EXPORTS {
        let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
        let path = export(file);
        let report = import_file(&desk, &path);
        let asked = finding(&report, "column/ambiguous");
        assert!(asked["message"].as_str().unwrap().contains(&format!("may be {title}")), "{tool}: {asked}");
        let mapping = format!("mappings/{}.mapping.xlsx", file.trim_end_matches(".csv"));
        let said = format!("it has the titles of an export of {tool}");
        assert!(lines(&desk, &mapping).iter().any(|(_, is, why)| is == title && *why == said), "{tool}");
        look_through(&desk, &mapping, &[]);
        let report = import_file(&desk, &path);
        let mut master = desk.master();
        let sheet = master.sheet(title);
        let ids = sheet.ids();
        assert_eq!(ids.len(), 2, "{tool}: {}", codes(&report));
        for (column, value) in held {
            assert_eq!(sheet.get(&ids[0], column), *value, "{tool}, {column}: {}", codes(&report));
        }
        // The next export of this shape is not asked about, and changes what it changes.
        let later = desk.path(file);
        let text =
            std::fs::read_to_string(&path).unwrap().replace("Ada Park", "Lena Vogt").replace("ada.park", "lena.vogt");
        std::fs::write(&later, text.replace("customer.example", "delivery.example")).unwrap();
        let report = import_file(&desk, &later);
        assert!(findings(&report, "column/ambiguous").is_empty(), "{tool}: {}", codes(&report));
        assert_eq!(desk.master().sheet(title).ids(), ids, "{tool}: nothing comes in twice: {}", codes(&report));
    }
}

#[test]
fn a_practice_brings_profiles_of_its_own() {
    let desk = Desk::new(&["Ada Park"]);
    let profile = "profile = \"Harbour desk\"\n\n[[tables]]\ntitles = [\"ticket\", \"berth\"]\nsheet = \"raid/issues\"\n\n[tables.columns]\n\"ticket\" = \"ID\"\n\"what\" = \"Title\"\n";
    std::fs::create_dir_all(desk.path("mappings")).unwrap();
    std::fs::write(desk.path("mappings/harbour.toml"), profile).unwrap();
    let file = desk.path("tickets.csv");
    std::fs::write(&file, "Ticket,Berth,What,Mood\nT1,North,Crane is stuck,bad\nT2,South,Gate is open,good\n").unwrap();
    import_file(&desk, &file);
    let mapping = "mappings/tickets.mapping.xlsx";
    let is = |title: &str| lines(&desk, mapping).into_iter().find(|(t, _, _)| t == title).map(|(_, is, _)| is);
    assert_eq!(is("What").as_deref(), Some("Issues: Title"));
    assert_eq!(is("Mood").as_deref(), Some("leave out"));
    look_through(&desk, mapping, &[]);
    let report = import_file(&desk, &file);
    let mut master = desk.master();
    let issues = master.sheet("Issues");
    assert_eq!(
        issues.ids().iter().map(|id| issues.get(id, "Title")).collect::<Vec<_>>(),
        ["Crane is stuck", "Gate is open"],
        "{}",
        codes(&report)
    );
    // The settings name a folder that several engagements share.
    let other = Desk::new(&["Ada Park"]);
    let shared = desk.path("mappings").display().to_string().replace('\\', "/");
    other.change_settings(|settings| format!("mappings = \"{shared}\"\n{settings}"));
    std::fs::copy(&file, other.path("tickets.csv")).unwrap();
    import_file(&other, &other.path("tickets.csv"));
    assert_eq!(other.master().sheet("Issues").ids().len(), 2, "what was looked through once is known there");
    other.change_settings(|settings| settings.replace(&shared, "../nowhere"));
    let missing = finding(&import_file(&other, &other.path("tickets.csv")), "decision/invalid").clone();
    assert!(missing["message"].as_str().unwrap().contains("nowhere"), "{missing}");
    // What a profile names must exist.
    std::fs::write(desk.path("mappings/harbour.toml"), profile.replace("Title", "Titel")).unwrap();
    let report = import_file(&desk, &file);
    assert!(finding(&report, "decision/invalid")["message"].as_str().unwrap().contains("Titel"), "{}", codes(&report));
}

#[test]
fn every_profile_names_columns_that_there_are() {
    let sheets: Vec<_> = templates::load(&[]).unwrap().iter().flat_map(|t| t.sheets.clone()).map(Arc::new).collect();
    let profiles = mapping_file::tool_profiles();
    assert_eq!(profiles.len(), EXPORTS.len());
    for profile in profiles {
        let resolved = resolve_mapping(&profile, &sheets).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", profile.file));
        assert!(resolved.profile.is_some() && resolved.tables.iter().all(|t| t.sheet.is_some()), "{}", profile.file);
    }
}
