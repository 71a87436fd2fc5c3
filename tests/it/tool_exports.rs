//! Exports of tools that people use are known by their titles and taken with the profile of the tool, asked once.

use crate::desk::{Book, Desk, codes, finding, findings, look_through};
use prekick::edges::{mapping_file, templates};
use prekick::steps::adopt::resolve_mapping;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn export(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/exports").join(name)
}

fn import(desk: &Desk, file: &Path) -> Json {
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
        let report = import(&desk, &path);
        let asked = finding(&report, "column/ambiguous");
        assert!(asked["message"].as_str().unwrap().contains(&format!("may be {title}")), "{tool}: {asked}");
        let mapping = format!("mappings/{}.mapping.xlsx", file.trim_end_matches(".csv"));
        let said = format!("it has the titles of an export of {tool}");
        assert!(lines(&desk, &mapping).iter().any(|(_, is, why)| is == title && *why == said), "{tool}");
        look_through(&desk, &mapping, &[]);
        let report = import(&desk, &path);
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
        let report = import(&desk, &later);
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
    import(&desk, &file);
    let mapping = "mappings/tickets.mapping.xlsx";
    let is = |title: &str| lines(&desk, mapping).into_iter().find(|(t, _, _)| t == title).map(|(_, is, _)| is);
    assert_eq!(is("What").as_deref(), Some("Issues: Title"));
    assert_eq!(is("Mood").as_deref(), Some("leave out"));
    look_through(&desk, mapping, &[]);
    let report = import(&desk, &file);
    let mut master = desk.master();
    let issues = master.sheet("Issues");
    assert_eq!(
        issues.ids().iter().map(|id| issues.get(id, "Title")).collect::<Vec<_>>(),
        ["Crane is stuck", "Gate is open"],
        "{}",
        codes(&report)
    );
    // What a profile names must exist.
    std::fs::write(desk.path("mappings/harbour.toml"), profile.replace("Title", "Titel")).unwrap();
    let report = import(&desk, &file);
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
