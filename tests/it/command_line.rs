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

/// Every command that writes to standard output, by its arguments. `{…}` is a file of the engagement.
#[cfg(target_os = "linux")]
const WRITING: [&[&str]; 32] = [
    &["--help"],
    &["--version"],
    &["explain", "conflict/field"],
    &["template", "list"],
    &["template", "list", "--format", "json"],
    &["template", "show", "raid"],
    &["template", "schema"],
    &["template", "rules"],
    &["export", "--list"],
    &["export", "salesforce-resource-requests", "-o", "-"],
    &["export", "team-introduction", "-o", "-"],
    &["status"],
    &["status", "--format", "json"],
    &["log"],
    &["log", "--format", "json"],
    &["why", "R-001"],
    &["why", "R-001", "--format", "json"],
    &["generate", "raid", "--for", "ben-ruiz"],
    &["generate", "--format", "json"],
    &["check", "{inbox}", "--format", "json"],
    &["check", "{inbox}", "--annotate"],
    &["reconcile", "--format", "json"],
    &["reconcile", "--dry-run", "--format", "json"],
    &["import", "{list.csv}", "--format", "json"],
    &["starters", "--format", "json"],
    &["shift", "--by", "4w", "--format", "json"],
    &["undo", "--format", "json"],
    &["baseline", "--format", "json"],
    &["merge", "--base", "{list.csv}", "--master", "{list.csv}", "--returned", "{other.csv}", "-o", "-"],
    &["diff", "{list.csv}", "{other.csv}"],
    &["diff", "{list.csv}", "{other.csv}", "--format", "json"],
    &["nothing-like-it", "--format", "json"],
];

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_types, reason = "a device that is always full")]
#[test]
fn output_that_cannot_be_written_is_said_and_one_that_nobody_reads_is_not() {
    for args in WRITING {
        let run = |out: std::process::Stdio| {
            let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
            desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", "In May"));
            std::fs::write(desk.path("list.csv"), "ID,Title,Description\nX-1,Crane,May\nX-2,Dock,June\n").unwrap();
            std::fs::write(desk.path("other.csv"), "ID,Title,Description\nX-1,Crane,July\nX-2,Dock,June\n").unwrap();
            let file = |name: &str| desk.path(name.trim_matches(['{', '}'])).display().to_string();
            let args = args.iter().map(|a| if a.starts_with('{') { file(a) } else { (*a).to_owned() });
            let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_prekick"));
            program.arg("-C").arg(&desk.root).args(["--today", crate::desk::TODAY]).args(args);
            let done = program.stdout(out).stderr(std::process::Stdio::piped()).output().unwrap();
            let said = String::from_utf8_lossy(&done.stderr).into_owned();
            (done.status.code(), said, done.stdout.len())
        };
        let (usual, said, written) = run(std::process::Stdio::piped());
        if written == 0 {
            // What was wrong is told on the other stream.
            assert_eq!(usual, Some(2), "{args:?} writes nothing: {said}");
            continue;
        }
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let (code, said, _) = run(full.into());
        assert_eq!(code, Some(2), "{args:?}: {said}");
        assert!(said.contains("the output can't be written: the disk is full."), "{args:?}: {said}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let (code, said, _) = run(writer.into());
        assert_eq!(code, usual, "{args:?}: {said}");
        assert!(!said.contains("can't be written"), "{args:?}: {said}");
    }
}

/// A pipe or device that is named as output is written into; a file in its place would take it from everybody.
#[cfg(unix)]
#[test]
fn a_pipe_that_is_named_as_output_stays_one() {
    use std::os::unix::fs::FileTypeExt;
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    for (name, text) in [("a.csv", "ID,Title\n1,Crane\n"), ("b.csv", "ID,Title\n1,Dock\n")] {
        std::fs::write(desk.path(name), text).unwrap();
    }
    let [a, b, pipe] = ["a.csv", "b.csv", "pipe.csv"].map(|name| desk.path(name));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let from = pipe.clone();
    let reader = std::thread::spawn(move || std::fs::read_to_string(from).unwrap());
    let [a, b, out] = [a, b, pipe.clone()].map(|path| path.display().to_string());
    let done = desk.run(&["merge", "--base", &a, "--master", &a, "--returned", &b, "--key", "ID", "-o", &out]).must(0);
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo(), "{}", done.err);
    assert_eq!(reader.join().unwrap(), "ID,Title\n1,Dock\n");
}

/// What cells hold is visible in every list that a command prints.
#[test]
fn lists_show_what_cells_hold() {
    const TYPED: &str = "\u{1b}]0;gone\u{7}\u{202e}\u{9b}2J\u{2066}x";
    const SHOWN: &str = r"\u{1b}]0;gone\u{7}\u{202e}\u{9b}2J\u{2066}x";
    let desk = Desk::with_risks(&[("Code freeze not agreed", "No date yet")]);
    desk.back("ada-park", |b| b.sheet("Risks").set("R-001", "Description", TYPED));
    desk.back("ben-ruiz", |b| b.sheet("Risks").set("R-001", "Description", "In June"));
    desk.reconcile(1);
    let hides =
        |text: &str| text.chars().any(|c| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{2069}').contains(&c));
    let why = desk.run(&["why", "R-001.description"]).must(0);
    assert!(why.out.contains(SHOWN) && !hides(&why.out), "{}", why.out);
    desk.decide("D-0001", "Take A", "");
    desk.reconcile(0);
    let log = desk.run(&["log", "--verbose"]).must(0);
    assert!(log.out.contains(SHOWN) && !hides(&log.out), "{}", log.out);
    let titles: Vec<String> = (1..=60).map(|n| format!("Column {n}")).collect();
    let row = |id: &str| format!("{id},{TYPED}{}\n", ",v".repeat(60));
    let table =
        |ids: &[&str]| format!("ID,Name,{}\n{}", titles.join(","), ids.iter().map(|id| row(id)).collect::<String>());
    std::fs::write(desk.path("a.csv"), table(&["1", "2"])).unwrap();
    std::fs::write(desk.path("b.csv"), table(&["1", "2", "3"])).unwrap();
    let [a, b] = ["a.csv", "b.csv"].map(|name| desk.path(name).display().to_string());
    let diff = desk.run(&["diff", &a, &b, "--key", "ID"]).must(1);
    assert!(diff.out.contains(r"\u{1b}]0;gone") && !hides(&diff.out), "{}", diff.out);
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
