//! Global options, lists for scripts, and exit status 2 (§8.24).

use crate::desk::Desk;

#[test]
fn global_options_go_before_or_after_the_command() {
    let desk = Desk::new(&["Ada Park"]);
    let root = desk.root.display().to_string();
    let run = |args: &[&str]| {
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_prekick")).args(args).output().unwrap();
        (done.status.code(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let before = run(&["--format", "json", "--today", "2026-11-22", "-C", &root, "-q", "reconcile", "--dry-run"]);
    let after = run(&["reconcile", "--dry-run", "-q", "-C", &root, "--today", "2026-11-22", "--format", "json"]);
    assert_eq!(before, after);
    assert_eq!(before.0, Some(0));
    assert!(before.1.contains("prekick.report/1"));
    let nested = run(&["template", "list", "--format", "json"]);
    assert_eq!(nested, run(&["--format", "json", "template", "list"]));
}

#[test]
fn lists_are_for_scripts() {
    let desk = Desk::new(&["Ada Park"]);
    let list = desk.run(&["template", "list", "--format", "json"]).must(0).json();
    let list = list.as_array().unwrap();
    assert!(list.len() >= 4);
    for template in list {
        let keys: Vec<&String> = template.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 4, "{template}");
        assert!(template["key"].is_string() && template["title"].is_string() && template["version"].is_u64());
        assert!(template["audience"] == "shared" || template["audience"] == "internal");
    }
    let names = desk.run(&["export", "--list"]).must(0).out;
    assert!(names.lines().any(|l| l == "salesforce-resource-requests" || l.starts_with("salesforce")), "{names}");
    assert!(names.lines().all(|l| !l.trim().is_empty() && !l.contains(' ')), "one name a line: {names}");
}

#[test]
fn an_unknown_code_and_an_engagement_that_is_there_are_exit_2() {
    let desk = Desk::new(&["Ada Park"]);
    let done = desk.run(&["explain", "confilct/feild"]).must(2);
    assert!(done.err.contains("conflict/field"), "{}", done.err);
    assert!(done.out.is_empty());
    assert!(desk.run(&["explain", "conflict/field"]).must(0).out.contains("conflict/field"));
    let before = desk.files(&[]);
    let root = desk.root.display().to_string();
    let done = desk.run(&["init", &root, "--name", "Other", "--customer", "Other"]).must(2);
    assert!(done.err.contains("engagement already"), "{}", done.err);
    assert!(desk.files(&[]) == before, "init changed something");
    // Only one of the two files is left: still an engagement.
    std::fs::remove_file(desk.path("engagement.toml")).unwrap();
    let before = desk.files(&[]);
    desk.run(&["init", &root, "--name", "Other", "--customer", "Other"]).must(2);
    assert!(desk.files(&[]) == before);
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_types, reason = "a device that is always full")]
#[test]
fn output_that_cannot_be_written_is_said_and_one_that_nobody_reads_is_not() {
    let program = || std::process::Command::new(env!("CARGO_BIN_EXE_prekick"));
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let done = program().args(["explain", "conflict/field"]).stdout(full).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert!(said.contains("the output can't be written"), "{said}");
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let done = program().args(["explain", "conflict/field"]).stdout(writer).output().unwrap();
    assert_eq!((done.status.code(), done.stderr.len()), (Some(0), 0));
}

#[test]
fn what_a_cell_holds_reaches_no_terminal_as_a_command() {
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "\u{9b}2J\u{202e}gone\nerror D-0099"));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "In June"));
    let done = desk.run(&["reconcile"]).must(1);
    assert!(done.err.contains(r"\u{9b}2J\u{202e}gone\nerror D-0099"), "{}", done.err);
    let report = desk.reconcile(1).to_string();
    assert!(report.contains("gone\\nerror D-0099"), "JSON keeps the text: {report}");
}
