//! What tests ask about discrepancies: their IDs, candidates and decisions; and the risks that they are about.

use crate::desk::Desk;
use serde_json::Value as Json;

/// Nothing changes when the same files are reconciled again.
#[track_caller]
pub fn again_is_the_same(desk: &Desk, code: i32) {
    let before = desk.files(&["master.xlsx", "history"]);
    desk.reconcile(code);
    assert!(desk.files(&["master.xlsx", "history"]) == before, "a second run changed something");
}

pub fn id(finding: &Json) -> String {
    finding["id"].as_str().unwrap_or_else(|| panic!("no id: {finding}")).to_owned()
}

/// What the last line of Decisions with an ID says under a title.
pub fn decided(desk: &Desk, id: &str, title: &str) -> String {
    let mut master = desk.master();
    let sheet = master.sheet("Decisions");
    let (of, at) = (sheet.column("ID"), sheet.column(title));
    let row = sheet.records().into_iter().rfind(|row| sheet.text(*row, of) == id);
    sheet.text(row.unwrap(), at)
}

pub const RISKS: [(&str, &str); 3] = [
    ("Code freeze not agreed", "No date yet"),
    ("Test data is missing", "Nobody knows"),
    ("Licences end early", "In May"),
];

/// Sets the description of R-001 in a person's copy.
pub fn says(desk: &Desk, who: &str, text: &str) {
    desk.back(who, |b| b.sheet("Risks").set("R-001", "Description", text));
}

pub fn values(asked: &Json) -> Vec<String> {
    let all = asked["candidates"].as_array().unwrap().iter();
    all.map(|c| c["value"].as_str().map_or_else(|| c["value"].to_string(), ToOwned::to_owned)).collect()
}

pub const THREE_RISKS: [(&str, &str); 3] =
    [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Unknown"), ("Licences end early", "In May")];

/// ID and title of every risk in the master.
pub fn titles(desk: &Desk) -> Vec<String> {
    let mut book = desk.master();
    let sheet = book.sheet("Risks");
    sheet.ids().iter().map(|id| format!("{id} {}", sheet.get(id, "Title"))).collect()
}
