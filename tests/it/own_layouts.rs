//! Spreadsheets in layouts of their own: what is certain is taken, what is not is asked once in a mapping, and the mapping
//! serves every file of that shape.

use crate::desk::{Book, Desk, codes, finding, findings, look_through};
use prekick::model::grid::{Grid, GridRow, Raw, RawCell};
use prekick::model::place::At;
use prekick::steps::adopt::find::find_tables;
use serde_json::Value as Json;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Writes a table into a file of the engagement.
fn csv(desk: &Desk, name: &str, text: &str) -> PathBuf {
    let path = desk.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    path
}

/// Imports a list; the exit status is at most this one.
fn import(desk: &Desk, file: &std::path::Path, more: &[&str], most: i32) -> Json {
    let file = file.display().to_string();
    let mut args = vec!["import", &file, "--format", "json"];
    args.extend(more);
    let done = desk.run(&args);
    assert!(done.code <= most, "{}: {}", done.code, done.err);
    done.json()
}

/// What the mapping says of a title: what it is, and how sure.
fn proposed(desk: &Desk, name: &str, title: &str) -> (String, String) {
    let mut book = Book::open(&desk.path(name));
    let sheet = book.sheet("Mapping");
    let row = sheet.grid.rows.iter().find(|r| sheet.text(r.number, 1) == title).unwrap_or_else(|| panic!("no {title}"));
    (sheet.text(row.number, 5), sheet.text(row.number, 6))
}

const LOG: &str = "\
Harbour risks,,,,,
,,,,,
Risk,Scenario,Likelihood of it,Impact,Risk owners,Colour
Crane lease ends,No crane in May,4,5,Ada Park,blue
Dock floods,High water,2,4,Ben Ruiz,red
";

#[test]
fn what_is_not_certain_is_asked_once_and_the_mapping_serves_the_next_file() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let file = csv(&desk, "from-customer/harbour.csv", LOG);
    let report = import(&desk, &file, &["--as", "raid/risks"], 1);
    let asked = finding(&report, "column/ambiguous");
    assert!(asked["help"].as_str().unwrap().contains("mappings/harbour.mapping.xlsx"), "{asked}");
    assert!(asked["message"].as_str().unwrap().contains("Likelihood of it"), "{asked}");
    assert_eq!(asked["place"]["cell"], "A3");
    assert!(desk.master().sheet("Risks").ids().is_empty(), "nothing is taken before it is certain");
    let (is, sure) = proposed(&desk, "mappings/harbour.mapping.xlsx", "Likelihood of it");
    assert_eq!(is, "Risks: Probability");
    assert!(sure.parse::<f64>().unwrap() < 1.0, "{sure}");
    assert_eq!(proposed(&desk, "mappings/harbour.mapping.xlsx", "Risk"), ("Risks: Title".into(), "1".into()));
    // Asking again writes nothing anew.
    let before = desk.files(&["mappings", "master.xlsx"]);
    import(&desk, &file, &["--as", "raid/risks"], 1);
    assert!(desk.files(&["mappings", "master.xlsx"]) == before);

    look_through(&desk, "mappings/harbour.mapping.xlsx", &[("Scenario", "Risks: Description")]);
    let done = desk.run(&["import", &file.display().to_string(), "--as", "raid/risks", "--format", "json"]);
    let report = done.json();
    let mut book = desk.master();
    let risks = book.sheet("Risks");
    assert_eq!(risks.ids(), ["R-001", "R-002"], "{}", codes(&report));
    assert_eq!(risks.get("R-001", "Description"), "No crane in May");
    assert_eq!(risks.get("R-001", "Probability"), "4");
    assert_eq!(risks.get("R-002", "Owner"), "Ben Ruiz");
    let out = findings(&report, "column/unknown");
    assert!(
        out.iter().any(|f| f["severity"] == "info" && f["message"].as_str().unwrap().contains("F4: blue")),
        "{}",
        codes(&report)
    );
    assert!(
        findings(&report, "row/outside-table").iter().any(|f| f["message"].as_str().unwrap().contains("Harbour risks"))
    );

    // The same again changes nothing; another file of the shape needs no question, in another order and under another name.
    let before = desk.files(&["master.xlsx", "history", "mappings"]);
    import(&desk, &file, &["--as", "raid/risks"], done_code(&report));
    assert!(desk.files(&["master.xlsx", "history", "mappings"]) == before);
    let second = csv(
        &desk,
        "from-customer/quay.csv",
        "Risk,Impact,Colour,Risk owners,Scenario,Likelihood of it\nFog,3,green,Ada Park,Ships wait,5\n",
    );
    let report = import(&desk, &second, &["--as", "raid/risks"], 1);
    assert_eq!(findings(&report, "column/ambiguous").len(), 0, "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-003", "Description"), "Ships wait");
    assert_eq!(desk.value("Risks", "R-003", "Probability"), "5");
}

fn done_code(report: &Json) -> i32 {
    let all = report["findings"].as_array().unwrap();
    i32::from(all.iter().any(|f| f["severity"] == "error" || f["decision_needed"] == true))
}

#[test]
fn a_mapping_that_names_what_is_not_there_is_an_error_at_its_cell() {
    let desk = Desk::new(&[]);
    let file = csv(&desk, "harbour.csv", LOG);
    import(&desk, &file, &["--as", "raid/risks"], 1);
    for (title, is, says) in [
        ("Colour", "Risks: Shade", "has no column"),
        ("Colour", "Issues: Workaround", "column of Issues"),
        ("Colour", "Risks: Impact", "Two columns are mapped"),
    ] {
        look_through(&desk, "mappings/harbour.mapping.xlsx", &[(title, is)]);
        let report = import(&desk, &file, &["--as", "raid/risks"], 1);
        let wrong = finding(&report, "decision/invalid");
        assert!(wrong["message"].as_str().unwrap().contains(says), "{wrong}");
        assert_eq!(wrong["place"]["file"], "mappings/harbour.mapping.xlsx");
        assert!(wrong["place"]["cell"].as_str().unwrap().starts_with('F'), "{wrong}");
        assert!(desk.master().sheet("Risks").ids().is_empty());
    }
    std::fs::write(desk.path("mappings/harbour.mapping.xlsx"), "no workbook").unwrap();
    let report = import(&desk, &file, &["--as", "raid/risks"], 1);
    assert!(!findings(&report, "decision/invalid").is_empty(), "{}", codes(&report));
}

/// A log with a column of R, A, I and D beside a traffic light is no matrix of roles.
#[test]
fn a_log_with_letters_for_kinds_and_colours_is_no_raci() {
    let desk = Desk::new(&["Ada Park"]);
    let text = "RAID LOG,,,,,,\n,,,,,,\nRef #,R/A/I/D,Description of item,Owner(s),RAG,Due by?,Latest comments\n\
        1,R,Licences may be late,Ada Park,A,2027-01-11,chased\n2,A,Customer provides test data,Ada Park,G,,\n\
        3,I,VPN unstable since Monday,Ada Park,R,2027-01-12,ticket\n4,D,Firewall team opens ports,Ada Park,A,2027-01-15,\n";
    import(&desk, &csv(&desk, "raid.csv", text), &[], 1);
    // Neither is one with roles in its rows, nor classes of servers.
    let turned = "Role,Order licences,Set up VPN,Convert schema\nPM,A,I,A\nDBA,C,R/A,R\nVendor,I,C,R\n";
    import(&desk, &csv(&desk, "turned.csv", turned), &[], 1);
    let classes = "Server,Criticality,Complexity,Remark\ndb01,A,C,prod\ndb02,C,A,test\ndb03,A,A,prod\ndb04,C,C,dev\n";
    import(&desk, &csv(&desk, "classes.csv", classes), &[], 1);
    let mut master = desk.master();
    assert!(master.sheet("Roles").ids().is_empty() && master.sheet("RACI").ids().is_empty());
}

/// Whoever sees that a table is something else changes its sheet alone.
#[test]
fn columns_are_matched_again_where_only_the_sheet_was_changed() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let file = csv(&desk, "harbour.csv", LOG);
    import(&desk, &file, &["--as", "raid/risks"], 1);
    let mapping = desk.path("mappings/harbour.mapping.xlsx");
    let mut book = Book::open(&mapping);
    let mut sheet = book.sheet("Mapping");
    let table = sheet.grid.rows.iter().find(|r| sheet.text(r.number, 0) == "Table 1").map(|r| r.number).unwrap();
    sheet.put(table, 5, Raw::Text("Issues".into()));
    book.save(&mapping);
    look_through(&desk, "mappings/harbour.mapping.xlsx", &[("Risk", "Issues: Title")]);
    let report = import(&desk, &file, &[], 1);
    let renamed = findings(&report, "column/renamed");
    let said = renamed.iter().map(|f| f["message"].as_str().unwrap()).find(|m| m.contains("changed to Issues"));
    assert!(said.is_some_and(|m| m.contains("“Risk owners” as Owner")), "{}", codes(&report));
    assert!(!findings(&report, "column/unknown").is_empty(), "what is left out is listed");
    let outside = findings(&report, "row/outside-table");
    assert!(outside.iter().all(|f| !f["message"].as_str().unwrap().contains("High water")), "{outside:?}");
    let mut master = desk.master();
    let issues = master.sheet("Issues");
    let ids = issues.ids();
    assert_eq!(ids.iter().map(|id| issues.get(id, "Title")).collect::<Vec<_>>(), ["Crane lease ends", "Dock floods"]);
    assert_eq!(issues.get(&ids[0], "Owner"), "Ada Park");
}

#[test]
fn a_mapping_in_toml_says_the_same_and_comes_first() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let file = csv(&desk, "harbour.csv", LOG);
    import(&desk, &file, &["--as", "raid/risks", "--toml"], 1);
    let path = desk.path("mappings/harbour.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("\"likelihood of it\" = \"Probability\""), "{text}");
    let text = text.replace("ready = false", "ready = true").replace("scenario = \"leave out\"", "scenario = \"raid\"");
    std::fs::write(&path, &text).unwrap();
    let report = import(&desk, &file, &["--as", "raid/risks"], 1);
    assert!(finding(&report, "decision/invalid")["message"].as_str().unwrap().contains("no column “raid”"));
    std::fs::write(&path, text.replace("scenario = \"raid\"", "scenario = \"description\"")).unwrap();
    import(&desk, &file, &["--as", "raid/risks"], 1);
    assert_eq!(desk.value("Risks", "R-002", "Description"), "High water");
}

const ALL: &str = "\
No,Type,Title,Description,Owner,Status,Impact
1,Risk,Crane lease ends,No crane in May,Ada Park,Open,4
2,Issue,Badge system down,Nobody gets in,Ben Ruiz,Open,
3,Risk,Dock floods,High water,Ada Park,Open,3
4,Action,Call the port,,Ben Ruiz,Open,
5,Rumour,Somebody said something,,,,
";

#[test]
fn a_list_of_everything_goes_to_the_sheets_that_its_type_says() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let file = csv(&desk, "raid.csv", ALL);
    let mut report = import(&desk, &file, &["--as", "raid"], 1);
    if !findings(&report, "column/ambiguous").is_empty() {
        look_through(&desk, "mappings/raid.mapping.xlsx", &[]);
        report = import(&desk, &file, &["--as", "raid"], 1);
    }
    let mut book = desk.master();
    assert_eq!(book.sheet("Risks").ids(), ["R-001", "R-002"], "{}", codes(&report));
    assert_eq!(book.sheet("Risks").get("R-002", "Title"), "Dock floods");
    assert_eq!(book.sheet("Issues").ids().len(), 1, "{}", codes(&report));
    assert_eq!(book.sheet("Actions").ids().len(), 1, "{}", codes(&report));
    let said = report.to_string();
    let rumour =
        findings(&report, "row/outside-table").into_iter().find(|f| f["message"].as_str().unwrap().contains("no kind"));
    assert_eq!(rumour.unwrap()["place"]["cell"], "B6", "{}", codes(&report));
    assert!(said.contains("Rumour") && said.contains("Somebody said something"), "{}", codes(&report));
}

#[test]
fn letters_that_mean_two_kinds_are_asked() {
    let desk = Desk::new(&[]);
    let file = csv(&desk, "raid.csv", "Type,Title,Description\nR,Crane,Gone\nA,Call,Soon\nI,Badge,Broken\n");
    let report = import(&desk, &file, &["--as", "raid"], 1);
    let asked = finding(&report, "column/ambiguous");
    assert!(asked["message"].as_str().unwrap().contains("Assumptions (60 %)"), "{asked}");
    assert_eq!(proposed(&desk, "mappings/raid.mapping.xlsx", "raid, titles in row 1").0, "Assumptions");
}

#[test]
fn words_of_a_scale_are_proposed_and_counted_as_a_person_said() {
    let desk = Desk::new(&["Ada Park"]);
    let log = "Risk,Probability,Impact\nCrane,High,L\nFlood,Very High,4 (Likely)\nFog,Medium,H\n";
    let file = csv(&desk, "scale.csv", log);
    let report = import(&desk, &file, &["--as", "raid/risks"], 1);
    assert!(finding(&report, "column/ambiguous")["message"].as_str().unwrap().contains("High"), "{}", codes(&report));
    assert_eq!(proposed(&desk, "mappings/scale.mapping.xlsx", "High").0, "4");
    assert_eq!(proposed(&desk, "mappings/scale.mapping.xlsx", "L").0, "2");
    look_through(&desk, "mappings/scale.mapping.xlsx", &[]);
    let report = import(&desk, &file, &["--as", "raid/risks"], 1);
    assert_eq!(desk.value("Risks", "R-001", "Probability"), "4", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-001", "Impact"), "2");
    assert_eq!(desk.value("Risks", "R-002", "Probability"), "5");
    assert_eq!(desk.value("Risks", "R-002", "Impact"), "4");
    assert!(
        findings(&report, "value/coerced").iter().any(|f| f["message"].as_str().unwrap().contains("High as 4")),
        "{}",
        codes(&report)
    );
}

#[test]
fn reconcile_merges_a_plain_list_without_a_base_and_asks_about_another() {
    let desk = Desk::with_risks(&[("Crane lease ends", "No crane in May"), ("Dock floods", "High water")]);
    let plain =
        "Our view,,,\nRisk,Description,Probability,Impact\nCrane lease ends,No crane in June,2,3\nFog,Ships wait,3,3\n";
    csv(&desk, "inbox/our view.csv", plain);
    let report = desk.reconcile(1);
    let clash = findings(&report, "conflict/field");
    assert_eq!(clash.len(), 1, "{}", codes(&report));
    assert_eq!(clash[0]["field"], "description");
    assert_eq!(desk.value("Risks", "R-003", "Title"), "Fog");
    assert_eq!(findings(&report, "row/removed").len(), 0, "without a base nothing is removed: {}", codes(&report));
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(1);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "again is the same as once");

    csv(&desk, "inbox/harbour.csv", LOG);
    let check =
        desk.run(&["check", &desk.path("inbox/harbour.csv").display().to_string(), "--format", "json"]).must(1).json();
    assert_eq!(findings(&check, "column/ambiguous").len(), 1, "{}", codes(&check));
    desk.run(&["reconcile", "--dry-run"]).must(1);
    assert!(!desk.path("mappings").exists(), "check and --dry-run write nothing");
    let report = desk.reconcile(1);
    assert!(finding(&report, "column/ambiguous")["help"].as_str().unwrap().contains("mappings/harbour.mapping.xlsx"));
    look_through(&desk, "mappings/harbour.mapping.xlsx", &[]);
    let report = desk.reconcile(1);
    assert_eq!(findings(&report, "column/ambiguous").len(), 0, "{}", codes(&report));
    let mut book = desk.master();
    assert_eq!(book.sheet("Risks").ids().len(), 3, "the two of it are there already: {}", codes(&report));
    let before = desk.files(&["master.xlsx", "history", "mappings"]);
    desk.reconcile(1);
    assert!(desk.files(&["master.xlsx", "history", "mappings"]) == before);
}

/// The letters of an activity and a role in the master.
fn letters(desk: &Desk, activity: &str, role: &str) -> String {
    let mut book = desk.master();
    let sheet = book.sheet("RACI");
    let (names, column) = (sheet.column("Activity"), sheet.column(role));
    let row = sheet.records().into_iter().find(|r| sheet.text(*r, names) == activity);
    sheet.text(row.unwrap_or_else(|| panic!("no activity {activity}")), column).replace(' ', "")
}

#[test]
fn a_raci_is_read_as_lines_as_columns_of_names_and_as_marks_under_letters() {
    for (name, text) in [
        (
            "lines.csv",
            "Activity,Role,RACI,Shift\nMove the data,Data Team,R,by night\nMove the data,Sponsor,I,\nAgree on scope,Sponsor,A/R,\nAgree on scope,Data Team,Consulted,\n",
        ),
        (
            "names.csv",
            "Activity,Responsible,Accountable,Consulted,Informed,Shift\nMove the data,Data Team,,,Sponsor,by night\nAgree on scope,Sponsor,Sponsor,Data Team,,\n",
        ),
    ] {
        let desk = Desk::new(&[]);
        let file = csv(&desk, name, text);
        let take = || desk.run(&["import", &file.display().to_string(), "--as", "raci", "--format", "json"]).json();
        let mut report = take();
        if name == "names.csv" {
            // Names in cells may be anybody's: who is no contact and no role is asked once.
            look_through(&desk, "mappings/names.mapping.xlsx", &[("Shift", "leave out")]);
            report = take();
        }
        assert_eq!(letters(&desk, "Move the data", "Data Team"), "R", "{name}: {}", codes(&report));
        assert_eq!(letters(&desk, "Move the data", "Sponsor"), "I", "{name}");
        assert_eq!(letters(&desk, "Agree on scope", "Sponsor"), "R,A", "{name}");
        assert_eq!(letters(&desk, "Agree on scope", "Data Team"), "C", "{name}");
        let mut book = desk.master();
        assert_eq!(book.sheet("Roles").ids().len(), 2, "{name}: {}", codes(&report));
        assert!(report.to_string().contains("by night"), "{name}: what is no letter is listed");
        let places: Vec<&str> =
            report["changes"].as_array().unwrap().iter().filter_map(|c| c["source"]["cell"].as_str()).collect();
        assert!(places.iter().all(|p| p.chars().next().unwrap() <= 'F'), "{name}: places are of the file: {places:?}");
        let before = desk.files(&["master.xlsx", "history"]);
        desk.run(&["import", &file.display().to_string(), "--as", "raci"]);
        assert!(desk.files(&["master.xlsx", "history"]) == before, "{name}: again is the same as once");
    }
}

#[test]
fn marks_under_letters_under_roles_are_a_raci() {
    let desk = Desk::new(&[]);
    let rows = [
        ["", "Data Team", "", "", "", "Sponsor", "", "", ""],
        ["Activity", "R", "A", "C", "I", "R", "A", "C", "I"],
        ["Move the data", "x", "", "", "", "", "x", "", "x"],
        ["Agree on scope", "", "", "X", "", "x", "x", "", ""],
        ["Train people", "x", "", "", "", "", "", "?", ""],
    ];
    let file = desk.path("marks.xlsx");
    std::fs::write(&file, with_merged(&[(0, 1, 0, 4), (0, 5, 0, 8)], &rows)).unwrap();
    let done = desk.run(&["import", &file.display().to_string(), "--as", "raci", "--format", "json"]);
    let report = done.json();
    assert_eq!(letters(&desk, "Move the data", "Sponsor"), "A,I", "{}", codes(&report));
    assert_eq!(letters(&desk, "Agree on scope", "Data Team"), "C");
    assert!(report.to_string().contains("?"), "a mark that is none is asked: {}", codes(&report));
}

/// A workbook with merged cells.
fn with_merged(blocks: &[(u32, u16, u32, u16)], rows: &[[&str; 9]]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("RACI").unwrap();
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate().filter(|(_, t)| !t.is_empty()) {
            sheet.write_string(r as u32, c as u16, *text).unwrap();
        }
    }
    for (r, c, to_r, to_c) in blocks {
        let text = rows[*r as usize][*c as usize];
        sheet.merge_range(*r, *c, *to_r, *to_c, text, &rust_xlsxwriter::Format::new()).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A sheet as people draw it: rows of cells between bars.
fn drawn(text: &str) -> Grid {
    let raw = |t: &str| match (t.parse::<f64>(), t.parse::<jiff::civil::Date>()) {
        (Ok(n), _) => Raw::Number(n),
        (_, Ok(day)) => Raw::Date(day.at(0, 0, 0, 0)),
        _ => Raw::Text(t.to_owned()),
    };
    let cell = |t: &str| RawCell { raw: raw(t), ..RawCell::default() };
    let line = |(n, row): (usize, &str)| GridRow {
        number: n as u32,
        cells: (0u16..)
            .zip(row.split('|').map(str::trim))
            .filter(|(_, t)| !t.is_empty())
            .map(|(c, t)| (c, cell(t)))
            .collect(),
    };
    let rows = text.trim_matches('\n').lines().enumerate().map(line).filter(|r| !r.cells.is_empty());
    Grid { title: "Sheet1".into(), rows: rows.collect(), ..Grid::default() }
}

/// What the finder says: header row as people count, and the titles with those above them.
fn seen(grid: &Grid) -> Vec<(u32, Vec<String>)> {
    let known: BTreeSet<String> = ["risk", "owner", "impact", "status", "due date"].map(str::to_owned).into();
    let title = |c: &prekick::steps::adopt::find::FoundColumn| {
        if c.group.is_empty() { c.title.clone() } else { format!("{} > {}", c.group, c.title) }
    };
    let said = find_tables(grid, &known).into_iter();
    said.map(|t| (t.header.map_or(0, |h| h + 1), t.columns.iter().map(title).collect())).collect()
}

#[test]
fn the_header_is_found_under_titles_groups_and_merged_cells() {
    let two_rows = "
Project log |  |  |
 | | Impact | |
Risk | Owner | Cost | Time | Status
Crane | Ada | 3 | 4 | Open
Flood | Ben | 2 | 5 | Open
";
    let mut grid = drawn(two_rows);
    grid.merged = vec![(At::new(1, 2), At::new(1, 3))];
    assert_eq!(
        seen(&grid),
        [(3, ["Risk", "Owner", "Impact > Cost", "Impact > Time", "Status"].map(str::to_owned).to_vec())]
    );

    let vertical = "
Risk | Owner | Impact | | Status
 | | Cost | Time |
Crane | Ada | 3 | 4 | Open
Flood | Ben | 2 | 5 | Open
";
    let mut grid = drawn(vertical);
    grid.merged = vec![
        (At::new(0, 2), At::new(0, 3)),
        (At::new(0, 0), At::new(1, 0)),
        (At::new(0, 1), At::new(1, 1)),
        (At::new(0, 4), At::new(1, 4)),
    ];
    assert_eq!(
        seen(&grid),
        [(2, ["Risk", "Owner", "Impact > Cost", "Impact > Time", "Status"].map(str::to_owned).to_vec())]
    );
}

#[test]
fn tables_beside_and_below_each_other_are_told_apart_and_rows_without_titles_have_none() {
    let beside = "
Risk | Impact | | Name | Phone
Crane | 3 | | Ada | 123
Flood | 2 | | Ben | 456
 | | | Cem | 789
 | | | Dan | 222
";
    let found = seen(&drawn(beside));
    assert_eq!(found.iter().map(|(row, t)| (*row, t.len())).collect::<Vec<_>>(), [(1, 2), (1, 2)], "{found:?}");
    let below = "
Risk | Impact | Owner
Crane | 3 | Ada
Flood | 2 | Ben

Task | Days | Start
Call | 3 | 2
Write | 4 | 5
";
    let found = seen(&drawn(below));
    assert_eq!(found.iter().map(|(row, t)| (*row, t.len())).collect::<Vec<_>>(), [(1, 3), (5, 3)], "{found:?}");
    let none = "
Crane | 3 | 4
Flood | 2 | 5
Fog | 1 | 1
Ice | 2 | 2
";
    assert_eq!(seen(&drawn(none)).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [0]);
    assert_eq!(seen(&drawn("A letter.\n\nWith a second paragraph.")), []);
}

#[test]
fn lists_below_each_other_may_share_words_and_a_title_over_a_whole_list_is_no_group() {
    let raid = "
Risks | | | |
Ref | Risk | Cost | Impact | Owner
R1 | Crane | 4 | 5 | Ada
R2 | Flood | 2 | 4 | Ben

Assumptions | | | |
Ref | Assumption | Validated by | Status |
A1 | Power is there | Cem | Open |
A2 | Staff is trained | Cem | Open |

Issues | | | |
Ref | Issue | Severity | Owner | Status
I1 | Badges | High | Ada | Open
";
    let mut grid = drawn(raid);
    grid.merged = [0, 5, 10].map(|row| (At::new(row, 0), At::new(row, 4))).to_vec();
    let titles = |t: &[&str]| t.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        seen(&grid),
        [
            (2, titles(&["Ref", "Risk", "Cost", "Impact", "Owner"])),
            (7, titles(&["Ref", "Assumption", "Validated by", "Status"])),
            (12, titles(&["Ref", "Issue", "Severity", "Owner", "Status"])),
        ]
    );
}

#[test]
fn a_scale_that_is_explained_above_a_list_is_not_its_header() {
    let log = "
Risk log
Level | 1 | 2 | 3 | 4
Impact | none | small | large | fatal

Risk ID | Risk | Cost | Impact | Owner | Status
R1 | Crane | 4 | 5 | Ada | Open
R2 | Flood | 2 | 4 | Ben | Open
";
    let found = seen(&drawn(log));
    assert_eq!(found.iter().map(|(row, t)| (*row, t.len())).collect::<Vec<_>>(), [(5, 6)], "{found:?}");
}

#[test]
fn the_days_of_a_calendar_are_titles_and_days_in_a_list_are_not() {
    let staffing = "
Staffing
Post | Person | 2027-01-01 | 2027-02-01 | 2027-03-01 | Sum
Architect | Ada | 10 | 12 | 8 | 30
Engineer | Ben | 5 | 20 | 20 | 45
Sum | | 15 | 32 | 28 | 75
";
    let found = seen(&drawn(staffing));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].0, found[0].1.len()), (2, 6), "{found:?}");
    assert_eq!(found[0].1[3], "2027-02-01");
    let burndown = "
 | | 2 | 2 | 3
 | | 2 | 3 | 3
 | | 2027-01-04 | 2027-01-11 | 2027-01-18
60 | Planned | 58 | 56 | 54
60 | Actual | 58 | 55 |
";
    let found = seen(&drawn(burndown));
    assert_eq!(found.iter().map(|(row, t)| (*row, t.len())).collect::<Vec<_>>(), [(3, 3)], "{found:?}");
    let list = "
Crane | 2027-01-04 | 2027-01-11 | 2027-01-18
Flood | 2027-02-01 | 2027-02-09 | 2027-02-11
Fog | 2027-03-01 | 2027-03-02 | 2027-03-05
";
    assert_eq!(seen(&drawn(list)).iter().map(|(row, _)| *row).collect::<Vec<_>>(), [0]);
}

#[test]
fn a_row_that_counts_the_columns_is_no_record_and_is_listed() {
    let desk = Desk::new(&["Ada Park"]);
    let log = "Risk,Description,Probability,Impact\n(1),(2),(3),(4)\nCrane,Gone,3,4\nFlood,Wet,2,2\n";
    let file = csv(&desk, "log.csv", log);
    let done = desk.run(&["import", &file.display().to_string(), "--as", "raid/risks", "--format", "json"]);
    let report = done.json();
    let mut book = desk.master();
    let names: Vec<String> = book.sheet("Risks").ids().iter().map(|id| book.sheet("Risks").get(id, "Title")).collect();
    assert_eq!(names, ["Crane", "Flood"], "{}", codes(&report));
    let listed: String = findings(&report, "row/outside-table").iter().map(|f| f["message"].to_string()).collect();
    assert!(["(1)", "(4)"].iter().all(|t| listed.contains(t)), "{listed}");
}

#[test]
fn a_list_of_people_is_contacts_and_not_the_shorter_sheet_of_roles() {
    let desk = Desk::new(&[]);
    let text = "Name,Role,Organisation,E-mail,Phone\nAda Park,Network lead,Customer,ada@kestrel.example,+44 20 5550 101\nBen Ruiz,Engineer,Partner,ben@partner.example,+44 20 5550 102\n";
    let file = csv(&desk, "team.csv", text);
    let done = desk.run(&["import", &file.display().to_string(), "--format", "json"]);
    let report = done.json();
    let mut book = desk.master();
    assert!(book.sheet("Roles").ids().is_empty(), "{}", codes(&report));
    let ids = book.sheet("Contacts").ids();
    let mails: Vec<String> = ids.iter().map(|id| book.sheet("Contacts").get(id, "E-mail")).collect();
    assert!(mails.contains(&"ada@kestrel.example".to_owned()), "{mails:?} {}", codes(&report));
}

#[test]
fn a_list_is_told_by_a_name_that_has_the_sheets_word_in_it() {
    let text = "Lfd. Nr.,Risiko,Beschreibung,Auswirkung,Maßnahme,Verantwortlich,Status\n1,Kran fehlt,Mietvertrag endet,hoch,Verlängern,Ada Park,offen\n2,Hochwasser,Kai läuft voll,mittel,Sandsäcke,Ben Ruiz,offen\n";
    let desk = Desk::new(&[]);
    let path = csv(&desk, "Risikoliste.csv", text);
    import(&desk, &path, &[], 1);
    assert_eq!(proposed(&desk, "mappings/risikoliste.mapping.xlsx", "Risikoliste, titles in row 1").0, "Risks");
    // A rollout has nothing to do with `Rollen`, the German roles: its columns decide.
    let desk = Desk::new(&[]);
    let path = csv(&desk, "Rolloutliste.csv", text);
    desk.run(&["import", &path.display().to_string()]);
    let mut book = desk.master();
    assert_eq!(book.sheet("Roles").ids().len(), 0);
}

#[test]
fn what_stands_in_the_list_above_says_nothing_about_the_list_below() {
    let desk = Desk::new(&["Ada Park", "Ben Ruiz"]);
    let text = "Our risks,,,\nRisk,Description,Probability,Impact\nCrane,Gone,3,4\n,,,\nTo be discussed,,,\nTitle,Description,Owner,Status\nBadges,Nobody gets in,Ada Park,Open\nKeys,Who has them,Ben Ruiz,Open\n";
    let path = csv(&desk, "meeting.csv", text);
    let report = import(&desk, &path, &[], 1);
    finding(&report, "column/ambiguous");
    let sure = |row: u32| proposed(&desk, "mappings/meeting.mapping.xlsx", &format!("meeting, titles in row {row}"));
    assert_eq!(sure(2), ("Risks".to_owned(), "1".to_owned()), "{}", codes(&report));
    assert!(sure(6).1.parse::<f64>().unwrap() < 1.0, "{:?}", sure(6));
}

#[test]
fn a_raci_in_german_names_its_rows_by_the_activity_and_not_by_its_number() {
    for title in ["Aktivität", "Arbeitsschritt"] {
        let desk = Desk::new(&[]);
        let text = format!(
            "RACI-Matrix,,,\n\nNr.,{title},Leitung,Datenbankteam\nPhase 1: Vorbereitung,,,\n1.1,Umfang abstimmen,R,C\n1.2,Zugänge einrichten,A,R\nPhase 2: Umzug,,,\n2.1,Daten umziehen,A,R\n"
        );
        let file = csv(&desk, "raci.csv", &text);
        let done = desk.run(&["import", &file.display().to_string(), "--as", "raci", "--format", "json"]);
        let report = done.json();
        assert_eq!(letters(&desk, "Daten umziehen", "Datenbankteam"), "R", "{}", codes(&report));
        assert_eq!(letters(&desk, "Umfang abstimmen", "Leitung"), "R", "{}", codes(&report));
        assert_eq!(desk.master().sheet("RACI").ids().len(), 3, "{}", codes(&report));
        let said = report.to_string();
        assert!(["1.1", "Phase 2: Umzug"].iter().all(|t| said.contains(t)), "{}", codes(&report));
    }
}

#[test]
fn totals_and_legends_become_no_records_and_are_listed() {
    let desk = Desk::new(&["Ada Park"]);
    let log =
        "Risk,Description,Probability,Impact\nCrane,Gone,3,4\nFlood,Wet,2,2\nTotal,,5,6\n,,,\nH,High,,\nL,Low,,\n";
    let file = csv(&desk, "log.csv", log);
    let done = desk.run(&["import", &file.display().to_string(), "--as", "raid/risks", "--format", "json"]);
    let report = done.json();
    assert_eq!(desk.master().sheet("Risks").ids(), ["R-001", "R-002"], "{}", codes(&report));
    let listed: String = findings(&report, "row/outside-table").iter().map(|f| f["message"].to_string()).collect();
    assert!(["Total", "High", "Low"].iter().all(|t| listed.contains(t)), "{listed}");
}

#[test]
fn a_list_of_something_else_is_not_taken_for_a_few_common_titles() {
    let desk = Desk::new(&["Ada Park"]);
    // A museum's finds, in a file whose name speaks of issues.
    let more: Vec<String> = (0..18).map(|n| format!("Layer {n}")).collect();
    let row = |title: &str| format!("Context,{title},{}\n", vec!["3"; more.len()].join(","));
    let text = format!("Type,Title,{}\n{}{}", more.join(","), row("Fill of the ditch"), row("Topsoil"));
    csv(&desk, "inbox/issue-277.csv", &text);
    let report = desk.reconcile(1);
    assert_eq!(desk.master().sheet("Issues").ids(), [""; 0], "{}", codes(&report));
    let said = finding(&report, "column/ambiguous")["message"].to_string();
    assert!(said.contains("Issues"), "{said}");
}
