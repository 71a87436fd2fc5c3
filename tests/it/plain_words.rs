//! What people see is said in their words: no text of a library or of the system, and no key where there is a name.

use crate::desk::{Desk, run_here};

/// What only a library or a system would say.
const TELL_TALES: [&str; 12] = [
    "os error",
    "Validation error",
    "failed to parse",
    "stream did not contain",
    "invalid type",
    "Utf8Error",
    "ParseError",
    "No such file or directory",
    "Permission denied",
    "Is a directory",
    "unwrap",
    "line 1 column",
];

#[test]
fn commands_that_fail_say_why_in_plain_words() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    let settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    let set = |text: &str| std::fs::write(desk.path("engagement.toml"), text).unwrap();
    let new = desk.path("new").display().to_string();
    let long = "x".repeat(300);
    let mut all = vec![
        run_here(&["init", &new, "--name", "", "--customer", "Acme", "--id", "ab"]),
        run_here(&["init", &long, "--name", "Acme", "--customer", "Acme"]),
        desk.run(&["check", "nowhere.xlsx"]),
        desk.run(&["check", "."]),
        desk.run(&["template", "check", "nowhere.toml"]),
        desk.run(&["merge", "a.xlsx", "b.xlsx", "c.xlsx"]),
        desk.run(&["diff", "a.xlsx", "."]),
        desk.run(&["import", "nowhere.csv"]),
        desk.run(&["export", "team-introduction", "-o", &format!("{long}.html")]),
        desk.run(&["export", "team-introduction", "-o", "/"]),
    ];
    for wrong in [
        "start = 2027-13-45",
        "start = \"soon\"",
        "limits = 3",
        "name = \"again\"",
        "[",
        "respond-within-days = \"7\"",
        "x = Acme",
        "[rules]\n\"value/choicee\" = \"off\"",
        "[rules]\n\"value/choice\" = \"mild\"",
    ] {
        set(&format!("{settings}\n{wrong}\n"));
        all.push(desk.run(&["status"]).must(2));
    }
    std::fs::write(desk.path("engagement.toml"), b"name = \"\xff\xfe\"").unwrap();
    all.push(desk.run(&["status"]).must(2));
    set(&settings);
    std::fs::create_dir_all(desk.path("exports")).unwrap();
    std::fs::write(desk.path("exports/salesforce-resource-requests.manifest.json"), "{").unwrap();
    all.push(desk.run(&["export", "salesforce-resource-requests"]));
    std::fs::create_dir_all(desk.path("mappings")).unwrap();
    std::fs::write(desk.path("mappings/a.mapping.toml"), "ready = 3").unwrap();
    std::fs::write(desk.path("inbox/a.csv"), "a,b\n1,2\n").unwrap();
    all.push(desk.run(&["reconcile", "--dry-run"]));
    std::fs::write(desk.path("master.xlsx"), b"PK no workbook").unwrap();
    all.push(desk.run(&["status"]).must(2));
    std::fs::remove_file(desk.path("master.xlsx")).unwrap();
    all.push(desk.run(&["status"]).must(2));
    for done in all {
        for tell_tale in TELL_TALES {
            let said = format!("{}{}", done.out, done.err);
            assert!(!said.contains(tell_tale), "{tell_tale}: {said}");
        }
    }
}

#[test]
fn a_wrong_day_on_the_command_line_is_said_in_plain_words() {
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_prekick")).args(["--today", "2027-1", "status"]).output();
    let said = String::from_utf8_lossy(&done.unwrap().stderr).into_owned();
    assert!(said.contains("write it as 2027-01-11") && !said.contains("failed to parse"), "{said}");
}

/// Errors of libraries are worded in one place; elsewhere none is put into a text.
#[test]
fn no_source_puts_the_error_of_a_library_into_a_text() {
    let src = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let (mut folders, mut wrong) = (vec![src.to_path_buf()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_test = path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
            let is_home = path.ends_with("edges/library_words.rs");
            for (n, line) in text.lines().enumerate().filter(|_| !is_test && !is_home) {
                let shown =
                    ["{e}", "{err}", "{error:", "{e:", "{why:#}", "{why:?}", "|e| e.to_string()", "(e.to_string())"];
                if shown.iter().any(|s| line.contains(s)) {
                    wrong.push(format!("{}:{}: {}", path.display(), n + 1, line.trim()));
                }
            }
        }
    }
    // These are errors of prekick's own, which are words already.
    let own =
        ["engagement.toml, {e}", "workbook-templates/{e}", "with its findings: {e}", "1e{e}", "(s, e)", "Raw::Error(e"];
    wrong.retain(|line| !own.iter().any(|known| line.contains(known)));
    let own_files = ["engagement/mappings.rs", "engagement/opened_files.rs", "merge/output.rs"];
    wrong.retain(|line| !own_files.iter().any(|file| line.contains(file)));
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// §7: `[rules]` takes every code, and what a person typed is never switched off.
#[test]
fn every_code_can_be_made_milder_or_stricter() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    let settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Status", "open "));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Probability", "lots"));
    let severity = |rules: &str, code: &str| {
        std::fs::write(desk.path("engagement.toml"), format!("{settings}\n[rules]\n{rules}\n")).unwrap();
        let done = desk.run(&["reconcile", "--dry-run", "--format", "json"]);
        let report = done.json();
        let found = crate::desk::findings(&report, code);
        found.first().map(|f| f["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!(severity("\"value/type\" = \"warning\"", "value/type").as_deref(), Some("warning"));
    assert_eq!(severity("\"file/overdue\" = \"info\"", "value/type").as_deref(), Some("error"));
    let refused = |rules: &str| {
        std::fs::write(desk.path("engagement.toml"), format!("{settings}\n[rules]\n{rules}\n")).unwrap();
        desk.run(&["status"]).must(2).err
    };
    assert!(refused("\"row/outside-table\" = \"off\"").contains("but not off"));
    assert!(refused("\"value/choise\" = \"off\"").contains("value/choice"));
}
