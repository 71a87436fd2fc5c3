use super::*;
use crate::model::table::Row;
use crate::model::template::{Column, Kind, Sheet};
use std::sync::Arc;

/// A table of one sheet, with these columns.
fn table(key: &str, columns: &[&str], rows: &[&[&str]]) -> Table {
    let mut sheet = Sheet::new("any", key, key);
    sheet.columns = columns.iter().map(|column| Column::new(*column, *column, Kind::Text)).collect();
    let rows = rows
        .iter()
        .map(|cells| Row { values: cells.iter().map(|cell| Value::text(*cell)).collect(), ..Row::default() });
    let rows = rows.collect();
    Table { sheet: Arc::new(sheet), file: "master.xlsx".into(), title: key.into(), present: vec![], header: 0, rows }
}

fn contacts() -> Table {
    table(
        "contacts",
        &["name", "email", "role", "workstream"],
        &[
            &["Lena Vogt", "lena@d.example", "Engagement Manager", ""],
            &["Ada Park", "ada@c.example", "Project Manager", "Billing"],
            &["Bo Lead", "bo@c.example", "Tester", ""],
        ],
    )
}

fn forums() -> Forums {
    Forums::of_tables(&[
        table("layers", &["layer", "forum"], &[&["Program", "Program review"]]),
        table("meetings", &["name"], &[&["Infrastructure and operations checkpoint"], &["Project status meeting"]]),
        table("roles", &["title"], &[&["Database Team"]]),
        contacts(),
    ])
}

/// What is typed; whether a person column that may name forums takes it; whom an escalation level asks about.
const TRUTH: [(&str, bool, &[&str]); 42] = [
    // Contacts are no forums; a person column looks for them first.
    ("Ada Park", false, &[]),
    ("ada@c.example", false, &[]),
    // Forums of every project.
    ("Steering Committee", true, &[]),
    ("the steering committee", true, &[]),
    ("Steering Committee Meeting", true, &[]),
    ("SteerCo", true, &[]),
    ("Core team", true, &[]),
    ("Lenkungsausschuss", true, &[]),
    ("運営委員会", true, &[]),
    // A governance layer, its forum, a meeting, a role of the RACI, a project role, a workstream.
    ("Program", true, &[]),
    ("program  review", true, &[]),
    ("Project Status Meeting", true, &[]),
    ("Infrastructure and operations checkpoint", true, &[]),
    ("Database Team", true, &[]),
    ("Engagement Manager", true, &[]),
    ("AWS Engagement Manager", true, &[]),
    ("Engagement Managers", true, &[]),
    ("Customer Project Manager (first)", true, &[]),
    ("Billing", true, &[]),
    // Several.
    ("Engagement Manager / Steering Committee", true, &[]),
    ("Database Team, SteerCo", true, &[]),
    ("Lena Vogt / Steering Committee", false, &[]),
    // Functions that nobody listed, and more words around a forum: only where an escalation goes.
    ("Domain Owners", false, &[]),
    ("Lead Pod", false, &[]),
    ("Customer Finance / Procurement", false, &[]),
    ("Customer Cyber Security (CISO)", false, &[]),
    ("Steering committee of May", false, &[]),
    ("Steering committee, 12 May", false, &[]),
    ("Steering", false, &[]),
    ("Projektleitung", false, &[]),
    ("部門責任者", false, &[]),
    // Persons who are no contacts are asked about everywhere.
    ("Ada Prak", false, &["Ada Prak"]),
    ("Lena Vogtt", false, &["Lena Vogtt"]),
    ("Bo Laed", false, &["Bo Laed"]),
    ("B. Lead", false, &["B. Lead"]),
    ("Lena Vogtt / Steering Committee", false, &["Lena Vogtt"]),
    ("Jo Public and Database Team", false, &["Jo Public"]),
    ("Jo Public", false, &["Jo Public"]),
    ("TBD", false, &["TBD"]),
    ("everyone", false, &["everyone"]),
    // Nothing is nobody.
    ("", false, &[]),
    (" / ", false, &[]),
];

#[test]
fn who_is_a_forum_and_who_is_asked_about_is_as_the_table_says() {
    let (forums, people) = (forums(), People::new(&contacts()));
    let mut wrong = Vec::new();
    for (typed, is_forum, asked) in TRUTH {
        let found = (forums.has(typed), forums.unknown_persons(typed, &people));
        if found != (is_forum, asked.iter().map(|name| (*name).to_owned()).collect()) {
            wrong.push(format!("{typed:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_any_sheet_the_forums_of_every_project_are_known() {
    let forums = Forums::of_tables(&[]);
    assert!(forums.has("Steering committee") && forums.has("Core Team") && !forums.has("Program review"));
    assert!(!forums.has("") && !forums.has("AWS"));
}

#[test]
fn no_function_is_listed_twice_or_in_a_form_that_is_never_compared() {
    for word in words::FUNCTIONS {
        assert_eq!(words::FUNCTIONS.iter().filter(|w| **w == word).count(), 1, "{word}");
        assert!(words::name_a_function(word), "{word}");
    }
}
