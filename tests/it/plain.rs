//! `prekick merge` and `prekick diff` (small tables are folders of `tests/cases`), as somebody without an engagement uses them; and the grid of what may happen to one
//! copy while another is edited.

use crate::desk::{Done, to_bytes, typed_as};
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use prekick::model::grid::{Grid, GridRow, Raw, RawCell, Workbook};
use std::collections::BTreeMap;
use std::path::Path;

/// Runs the program in a folder.
fn run(folder: &Path, args: &[&str]) -> Done {
    // A built program takes its place where many rows are merged.
    #[expect(clippy::disallowed_methods, reason = "which program is tried is for whoever runs it to say")]
    let program = std::env::var_os("PREKICK_BIN").unwrap_or_else(|| env!("CARGO_BIN_EXE_prekick").into());
    let mut command = std::process::Command::new(program);
    let done = command.current_dir(folder).args(args).env("NO_COLOR", "1").output().unwrap();
    Done {
        code: done.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&done.stdout).into_owned(),
        err: String::from_utf8_lossy(&done.stderr).into_owned(),
    }
}

fn put(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

fn get(folder: &Path, name: &str) -> String {
    std::fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn large_files_are_merged_as_small_ones_are() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    // Three files of more than 32 MB together.
    let long = "word ".repeat(60_000);
    let row = |n: usize, status: &str| format!("{n};{status};{long}\r\n");
    let table = |of: &dyn Fn(usize) -> Option<String>| {
        (1..=40).filter_map(of).fold("id;Status;Words\r\n".to_owned(), |all, row| all + &row)
    };
    let (base, closed) = (table(&|n| Some(row(n, "Open"))), |n: usize| if n == 7 { "Closed" } else { "Open" });
    put(dir, "base.csv", &base);
    put(dir, "master.csv", &table(&|n| Some(row(n, if n == 30 { "On hold" } else { "Open" }))));
    put(
        dir,
        "ada.csv",
        &table(&|n| match n {
            12 => None,
            20 => Some(row(n, "Open") + "99;New;few\r\n"),
            30 => Some(row(n, "Late")),
            _ => Some(row(n, closed(n))),
        }),
    );
    let args = ["merge", "--base", "base.csv", "--master", "master.csv", "--returned", "ada.csv", "--key", "id"];
    let done = run(dir, &[&args[..], &["-o", "out.csv", "--report", "report.json"]].concat()).must(1);
    assert!(done.err.contains("1 cell taken, 1 row added, 1 row removed; 1 clash left."), "{}", done.err);
    let expected = table(&|n| match n {
        12 => None,
        20 => Some(row(n, "Open") + "99;New;few\r\n"),
        30 => Some(row(n, "On hold")),
        _ => Some(row(n, closed(n))),
    });
    assert!(get(dir, "out.csv") == expected, "the merged file is another");
    let report: serde_json::Value = serde_json::from_str(&get(dir, "report.json")).unwrap();
    assert_eq!(report["findings"][0]["place"]["cell"], "B31");
    assert_eq!(report["sources"][0]["rows"], 40);
}

#[test]
fn a_workbook_and_a_csv_that_say_the_same_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let rows = [["No", "Due", "Cost"], ["1", "2026-12-01", "2.5"], ["2", "2026-12-02", "30"]];
    let rows: Vec<Vec<String>> = rows.iter().map(|r| r.map(str::to_owned).to_vec()).collect();
    std::fs::write(dir.join("a.xlsx"), bytes(&rows, "xlsx")).unwrap();
    std::fs::write(dir.join("a.csv"), bytes(&rows, "csv")).unwrap();
    assert_eq!(
        run(dir, &["diff", "a.xlsx", "a.csv", "--format", "json"]).must(0).json()["changes"],
        serde_json::json!([])
    );
}

#[test]
fn a_workbook_is_merged_sheet_by_sheet_and_what_is_left_stands_on_a_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let book = |risks: &[[&str; 3]], notes: &[[&str; 3]]| {
        let sheets = [("Risks", risks), ("Notes", notes)].into_iter().filter(|(_, rows)| !rows.is_empty());
        let grid = |(title, rows): (&str, &[[&str; 3]])| {
            let rows: Vec<Vec<String>> = rows.iter().map(|r| r.map(str::to_owned).to_vec()).collect();
            Grid { title: title.to_owned(), ..grid_of(&rows) }
        };
        to_bytes(&Workbook { sheets: sheets.map(grid).collect(), ..Workbook::default() })
    };
    let notes = [["Day", "Who", "What"], ["1", "Ada", "Call"], ["2", "Ben", "Mail"]];
    let said = |status: &'static str, what: &'static str| {
        let mut notes = notes;
        notes[1][2] = what;
        book(&[["id", "Risk", "Status"], ["1", "Late", status], ["2", "Lost", "Open"]], &notes)
    };
    std::fs::write(dir.join("base.xlsx"), said("Open", "Call")).unwrap();
    std::fs::write(dir.join("master.xlsx"), said("Closed", "Call")).unwrap();
    std::fs::write(dir.join("ada.xlsx"), said("On hold", "Called")).unwrap();
    std::fs::write(
        dir.join("ben.xlsx"),
        book(&[["id", "Risk", "Status"], ["1", "Late", "Open"], ["2", "Gone", "Open"]], &[]),
    )
    .unwrap();
    let args = [
        "merge",
        "--base",
        "base.xlsx",
        "--master",
        "master.xlsx",
        "--returned",
        "ada.xlsx",
        "ben.xlsx",
        "-o",
        "out.xlsx",
    ];
    let done = run(dir, &args);
    assert!(done.err.contains("nothing of it was taken for removed"), "{}", done.err);
    done.must(1);
    let out = reader::read(&std::fs::read(dir.join("out.xlsx")).unwrap(), "out.xlsx", &Limits::default()).unwrap();
    let titles: Vec<&str> = out.sheets.iter().map(|s| s.title.as_str()).collect();
    assert_eq!(titles, ["Risks", "Notes", "Discrepancies"]);
    let text = |sheet: usize| {
        let rows = out.sheets[sheet].rows.iter();
        rows.map(|r| r.cells.iter().map(|(_, c)| c.raw.to_string()).collect::<Vec<_>>().join("|")).collect::<Vec<_>>()
    };
    assert_eq!(text(0), ["id|Risk|Status", "1|Late|Closed", "2|Gone|Open"]);
    assert_eq!(text(1), ["Day|Who|What", "1|Ada|Called", "2|Ben|Mail"]);
    assert!(text(2)[1].starts_with("D-0001|error|Risks|1|Status|"), "{}", text(2)[1]);
    // What was left to decide is no data when it is merged again.
    run(dir, &["diff", "out.xlsx", "out.xlsx"]).must(0);
    std::fs::write(dir.join("base2.xlsx"), said("Closed", "Call")).unwrap();
    let done = run(dir, &["diff", "base2.xlsx", "out.xlsx"]).must(1);
    assert!(!done.out.contains("Discrepancies"), "{}", done.out);
}

fn grid_of(rows: &[Vec<String>]) -> Grid {
    let line = |(number, row): (u32, &Vec<String>)| {
        let cell = |text: &String| RawCell { raw: typed_as(text), ..RawCell::default() };
        let cells = (0_u16..).zip(row.iter().map(cell)).filter(|(_, c)| c.raw != Raw::Empty);
        GridRow { number, cells: cells.collect() }
    };
    Grid { title: "Risks".into(), rows: (0..).zip(rows).map(line).collect(), ..Grid::default() }
}

fn bytes(rows: &[Vec<String>], format: &str) -> Vec<u8> {
    if format == "xlsx" {
        return to_bytes(&Workbook { sheets: vec![grid_of(rows)], ..Workbook::default() });
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().for_each(|row| writer.write_record(row).unwrap());
    writer.into_inner().unwrap()
}

const TITLES: [&str; 12] = [
    "ID",
    "Title",
    "Description",
    "Category",
    "Probability",
    "Impact",
    "Priority",
    "Owner",
    "Status",
    "Due",
    "Mitigation",
    "Comments",
];

/// A risk log of so many rows.
fn risks(rows: usize) -> Vec<Vec<String>> {
    let choice = |words: &[&str], n: usize| words[n % words.len()].to_owned();
    let row = |n: usize| {
        vec![
            format!("R-{n:05}"),
            format!(
                "{} {} of system {}",
                choice(&["Late", "Missing", "Broken"], n),
                choice(&["data", "access"], n / 3),
                n / 2
            ),
            format!("What happens when {} comes, case {n}", choice(&["the freeze", "the audit", "the cut"], n)),
            choice(&["Technical", "Commercial", "People"], n),
            (n % 5 + 1).to_string(),
            (n % 4 + 1).to_string(),
            choice(&["High", "Low", "Medium"], n * 7),
            choice(&["Ada Park", "Ben Ruiz", "Cy Dunn", "Di Else"], n),
            choice(&["Open", "In Progress", "Closed"], n / 5),
            format!("2027-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
            format!("Plan {}", n % 50),
            if n.is_multiple_of(4) { format!("seen by {n}") } else { String::new() },
        ]
    };
    std::iter::once(TITLES.map(str::to_owned).to_vec()).chain((1..=rows).map(row)).collect()
}

fn column(rows: &[Vec<String>], title: &str) -> usize {
    rows[0].iter().position(|t| t == title).unwrap()
}

/// Thirty rows edited in a column, spread over the whole.
fn edited(rows: &mut [Vec<String>], title: &str, word: &str) {
    let (at, all) = (column(rows, title), rows.len() - 1);
    for n in 0..30 {
        let row = 1 + n * all / 30 + usize::from(word.len().is_multiple_of(2));
        rows[row][at] = format!("{word} {n}");
    }
}

/// What else happened to the right copy, by name.
type Happening = (&'static str, fn(&mut Vec<Vec<String>>));

const HAPPENINGS: [Happening; 7] = [
    ("nothing else", |_| {}),
    ("rows inserted", |rows| {
        for (n, at) in [3, rows.len() / 2, rows.len()].into_iter().enumerate() {
            let row = TITLES.iter().map(|t| if *t == "ID" { format!("N-{n}") } else { format!("new {t} {n}") });
            rows.insert(at, row.collect());
        }
    }),
    ("sorted by Priority and Title", |rows| {
        let (priority, title) = (column(rows, "Priority"), column(rows, "Title"));
        rows[1..].sort_by(|a, b| (&a[priority], &a[title]).cmp(&(&b[priority], &b[title])));
    }),
    ("a column moved", |rows| {
        let at = column(rows, "Comments");
        rows.iter_mut().for_each(|row| {
            let cell = row.remove(at);
            row.insert(1, cell);
        });
    }),
    ("a column inserted", |rows| {
        for (n, row) in rows.iter_mut().enumerate() {
            row.insert(2, if n == 0 { "Reviewed".into() } else { format!("yes {n}") });
        }
    }),
    ("the header of the edited column renamed", |rows| {
        let at = column(rows, "Owner");
        rows[0][at] = "Responsible".into();
    }),
    ("rows deleted and sorted backwards", |rows| {
        rows.drain(10..13);
        rows[1..].reverse();
    }),
];

/// The cells by ID and title; renamed titles under their old names.
fn by_id(rows: &[Vec<String>]) -> BTreeMap<(String, String), String> {
    let id = column(rows, "ID");
    let mut out = BTreeMap::new();
    for row in &rows[1..] {
        for (title, cell) in rows[0].iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let title = if title == "Responsible" { "Owner" } else { title };
            out.insert((row[id].clone(), title.to_owned()), cell.clone());
        }
    }
    out
}

/// The merged file holds the edits of both, and nothing else is otherwise.
fn grid(rows: usize, format: &str, key: bool) {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    let base = risks(rows);
    let file = |name: &str| format!("{name}.{format}");
    std::fs::write(dir.join(file("base")), bytes(&base, format)).unwrap();
    for (turned, (what, happens)) in HAPPENINGS.iter().flat_map(|h| [(false, h), (true, h)]) {
        let (mut left, mut right) = (base.clone(), base.clone());
        edited(&mut left, "Comments", "left");
        edited(&mut right, "Owner", "right");
        happens(&mut right);
        std::fs::write(dir.join(file("left")), bytes(&left, format)).unwrap();
        std::fs::write(dir.join(file("right")), bytes(&right, format)).unwrap();
        let (master, returned) = if turned { (file("right"), file("left")) } else { (file("left"), file("right")) };
        let (from, out) = (file("base"), file("out"));
        let mut args = vec!["merge", "--base", &from, "--master", &master, "--returned", &returned, "-o", &out];
        args.extend(if key { &["--key", "ID"][..] } else { &[] });
        let done = run(dir, &args);
        let case = format!("{rows} rows, {format}, key {key}, {what}, turned {turned}");
        assert!(!done.err.contains("conflict/"), "{case}: {}", done.err);
        assert_eq!(done.code, 0, "{case}: {}", done.err);
        let merged = reader::read(&std::fs::read(dir.join(&out)).unwrap(), &out, &Limits::default()).unwrap();
        let width = merged.sheets[0].rows[0].cells.len();
        let cell = |r: &GridRow, c: usize| r.cell(c as u16).map(|c| c.raw.to_string()).unwrap_or_default();
        let rows = merged.sheets[0].rows.iter();
        let merged: Vec<Vec<String>> = rows.map(|r| (0..width).map(|c| cell(r, c)).collect()).collect();
        let mut expected = by_id(&right);
        let (was, now) = (by_id(&base), by_id(&left));
        expected.extend(now.into_iter().filter(|(at, cell)| was.get(at) != Some(cell)));
        let merged = by_id(&merged);
        let wrong: Vec<_> = expected.iter().filter(|(at, cell)| merged.get(*at) != Some(*cell)).take(3).collect();
        assert!(wrong.is_empty(), "{case}: {wrong:?}");
        let more: Vec<_> = merged.iter().filter(|(at, _)| !expected.contains_key(*at)).take(3).collect();
        assert!(more.is_empty(), "{case}: {more:?}");
    }
}

#[test]
fn edits_on_both_sides_meet_whatever_else_happened_to_one_of_them() {
    // As many rows as whoever runs it says: `.ci/run` says 3,000, and its long version 10,000 as well.
    #[expect(clippy::disallowed_methods, reason = "how much is tried is for whoever runs it to say")]
    let rows = std::env::var("PREKICK_GRID").ok().and_then(|n| n.parse().ok()).unwrap_or(500);
    for format in ["csv", "xlsx"] {
        for key in [true, false] {
            grid(rows, format, key);
        }
    }
}

/// Whatever files disagree on can be seen in what is asked.
#[test]
fn values_that_differ_never_read_alike_in_a_clash() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let long = "the same words at the beginning of a long text ".repeat(3);
    for (ours, theirs) in [
        ("Yes".to_owned(), "TRUE".to_owned()),
        (format!("{long}in May"), format!("{long}in June")),
        ("in May".to_owned(), "in\u{a0}May".to_owned()),
    ] {
        for (name, value) in [("base.csv", "none"), ("ours.csv", &ours), ("theirs.csv", &theirs)] {
            std::fs::write(path.join(name), format!("ID,Agreed\n1,{value}\n2,x\n")).unwrap();
        }
        let merge =
            ["merge", "--base", "base.csv", "--master", "ours.csv", "--returned", "theirs.csv", "-o", "out.csv"];
        let done = run(path, &merge).must(1);
        let quoted: Vec<&str> = done.err.split('“').skip(1).filter_map(|rest| rest.split('”').next()).collect();
        assert!(quoted.len() == 2 && quoted[0].replace('\u{a0}', " ") != quoted[1], "{}", done.err);
    }
}
