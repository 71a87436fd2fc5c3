//! How long reconciling takes, as a ratio to the floor: unpacking the same files and scanning their XML once, in parallel
//! as well.
//!
//! `cargo bench` prints two lines: many small copies, and a few large ones. Only ratios count; times are of this machine.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a benchmark makes its own files, measures time and prints"
)]

use rayon::prelude::*;
use rust_xlsxwriter as xlsx;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn main() {
    // `cargo test` runs benchmarks once to see that they work; it needs no large files for that.
    let quick = std::env::args().any(|a| a == "--test") || std::env::var_os("PREKICK_BENCH_QUICK").is_some();
    let (small, large) = if quick { ((4, 20), (2, 200)) } else { ((200, 60), (5, 10_000)) };
    println!("{}", measure("small copies", small.0, small.1));
    println!("{}", measure("large copies", large.0, large.1));
}

/// Makes an engagement with so many copies of so many rows, an edit in every tenth row of each, and measures.
fn measure(what: &str, copies: usize, rows: usize) -> String {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("acme");
    let (init, generate) = prepare(&root, copies, rows);
    let files = files_of(&root);
    let kept = folder.path().join("kept");
    copy_tree(&root, &kept);
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..3 {
        std::fs::remove_dir_all(&root).unwrap();
        copy_tree(&kept, &root);
        best.0 = best.0.min(floor(&files));
        let started = Instant::now();
        run(&root, &["reconcile", "-q"]);
        best.1 = best.1.min(started.elapsed());
    }
    let again = Instant::now();
    run(&root, &["reconcile", "-q"]);
    let again = again.elapsed();
    let ratio = best.1.as_secs_f64() / best.0.as_secs_f64();
    format!(
        "{what}: {copies} of {rows} rows × 12 columns, {} files: reconcile is {ratio:.1} × the floor (again, with nothing new: {:.1} ×); floor {:.0} ms, reconcile {:.0} ms; init {:.0} ms, generate {:.0} ms",
        files.len(),
        again.as_secs_f64() / best.0.as_secs_f64(),
        best.0.as_secs_f64() * 1e3,
        best.1.as_secs_f64() * 1e3,
        init.as_secs_f64() * 1e3,
        generate.as_secs_f64() * 1e3,
    )
}

/// A workbook of twelve columns, as an engagement's own template.
const TEMPLATE: &str = r#"
key = "bench"
title = "Bench"
version = 1
audience = "shared"
purpose = "A table to measure with."
[[sheets]]
key = "items"
title = "Items"
kind = "table"
id_prefix = "BE-"
natural_key = ["name"]
prepared_rows = 5
help = "Fill in."
columns = [
  { key = "id", title = "ID", type = "text", owner = "tool" },
  { key = "name", title = "Item", type = "text", required = true },
  { key = "a", title = "First", type = "text" },
  { key = "b", title = "Second", type = "text" },
  { key = "c", title = "Third", type = "long-text" },
  { key = "d", title = "Day", type = "date" },
  { key = "e", title = "Until", type = "date" },
  { key = "f", title = "Count", type = "integer" },
  { key = "g", title = "Amount", type = "decimal" },
  { key = "h", title = "State", type = "choice", choices = ["Open", "Closed", "On hold"] },
  { key = "i", title = "Agreed", type = "yes-no" },
  { key = "j", title = "Remark", type = "text" },
]
"#;

fn prepare(root: &Path, copies: usize, rows: usize) -> (Duration, Duration) {
    let dir = root.display().to_string();
    let mut args: Vec<String> =
        ["init", &dir, "--name", "Bench", "--customer", "Acme", "--id", "bench-1"].map(str::to_owned).into();
    for n in 0..copies {
        args.push("--customer-pm".into());
        args.push(format!("Person {n} <p{n}@customer.example>"));
    }
    let program = env!("CARGO_BIN_EXE_prekick");
    std::fs::create_dir_all(root.join("workbook-templates")).unwrap();
    std::fs::write(root.join("workbook-templates/bench.toml"), TEMPLATE).unwrap();
    let started = Instant::now();
    let done = Command::new(program).args(&args).args(["--today", "2026-11-22", "-q"]).output().unwrap();
    assert!(done.status.code().is_some_and(|c| c <= 1), "{done:?}");
    let init = started.elapsed();
    fill(&root.join("master.xlsx"), rows, "Items", 0);
    let started = Instant::now();
    run(root, &["generate", "bench", "-q"]);
    let generate = started.elapsed();
    let sent: Vec<PathBuf> = std::fs::read_dir(root.join("outbox")).unwrap().map(|e| e.unwrap().path()).collect();
    for (n, path) in sent.iter().enumerate() {
        let to = root.join("inbox").join(path.file_name().unwrap());
        std::fs::copy(path, &to).unwrap();
        fill(&to, rows, "Items", n + 1);
    }
    (init, generate)
}

/// Writes the workbook anew with rows typed in (for the master), or with an edit in some of its rows.
fn fill(path: &Path, rows: usize, sheet: &str, edit: usize) {
    use prekick::edges::reader::read;
    use prekick::model::engagement::Limits;
    use prekick::model::grid::{GridRow, Raw, RawCell};
    let limits = Limits { cells: 100_000_000, ..Limits::default() };
    let mut book = read(&std::fs::read(path).unwrap(), "bench.xlsx", &limits).unwrap();
    let grid = book.sheets.iter_mut().find(|g| g.title == sheet).unwrap();
    let cell = |raw: Raw| RawCell { raw, ..RawCell::default() };
    if edit == 0 {
        grid.rows.retain(|r| r.number < 4);
        for n in 0..rows {
            let text = |t: String| cell(Raw::Text(t));
            let day = jiff::civil::date(2027, 1, 1).checked_add(jiff::Span::new().days((n % 300) as i64)).unwrap();
            let cells = vec![
                (1, text(format!("Item number {n} of the list"))),
                (2, text(format!("first {}", n % 97))),
                (3, text(format!("second {}", n % 31))),
                (4, text(format!("a longer text about item {n}, as people write it into a workbook"))),
                (5, cell(Raw::Date(day.to_datetime(jiff::civil::Time::midnight())))),
                (6, cell(Raw::Date(day.to_datetime(jiff::civil::Time::midnight())))),
                (7, cell(Raw::Number((n % 50) as f64))),
                (8, cell(Raw::Number(n as f64 * 1.25))),
                (9, text(["Open", "Closed", "On hold"][n % 3].to_owned())),
                (10, text(["Yes", "No"][n % 2].to_owned())),
                (11, text(format!("remark {}", n % 13))),
            ];
            grid.rows.push(GridRow { number: 4 + n as u32, cells });
        }
    } else {
        // Each copy edits its own rows, and one row that others edit as well.
        for row in grid
            .rows
            .iter_mut()
            .filter(|r| r.number >= 4 && (r.number as usize + edit).is_multiple_of(10 * edit.min(7)))
        {
            row.cells.retain(|(c, _)| *c != 11);
            let at = row.cells.partition_point(|(c, _)| *c < 11);
            row.cells.insert(at, (11, cell(Raw::Text(format!("edited by {edit}")))));
        }
    }
    write(&book, path);
}

fn write(book: &prekick::model::grid::Workbook, path: &Path) {
    use prekick::model::grid::{Raw, Shown};
    let mut out = xlsx::Workbook::new();
    let mut properties = xlsx::DocProperties::new();
    for (name, value) in &book.properties {
        properties = properties.set_custom_property(name, value.as_str());
    }
    out.set_properties(&properties);
    let day = xlsx::Format::new().set_num_format("yyyy-mm-dd");
    for grid in &book.sheets {
        let sheet = out.add_worksheet();
        sheet.set_name(&grid.title).unwrap();
        sheet.set_hidden(grid.shown != Shown::Visible);
        for row in &grid.rows {
            for (c, cell) in &row.cells {
                match &cell.raw {
                    Raw::Text(t) => sheet.write_string(row.number, *c, t).map(|_| ()).unwrap(),
                    Raw::Number(n) => sheet.write_number(row.number, *c, *n).map(|_| ()).unwrap(),
                    Raw::Date(d) => {
                        let days = d.date().since(jiff::civil::date(1899, 12, 30)).unwrap().get_days();
                        sheet.write_number_with_format(row.number, *c, f64::from(days), &day).map(|_| ()).unwrap();
                    }
                    _ => {}
                }
            }
        }
    }
    out.save(path).unwrap();
}

fn run(root: &Path, args: &[&str]) {
    let done = Command::new(env!("CARGO_BIN_EXE_prekick"))
        .arg("-C")
        .arg(root)
        .args(["--today", "2026-11-22"])
        .args(args)
        .output()
        .unwrap();
    assert!(done.status.code() != Some(2), "{}", String::from_utf8_lossy(&done.stderr));
}

fn files_of(root: &Path) -> Vec<PathBuf> {
    let mut out = vec![root.join("master.xlsx")];
    for folder in ["inbox", "outbox"] {
        out.extend(std::fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap().path()));
    }
    out
}

/// Unpacks every part of every file and scans its XML for events, in parallel.
fn floor(files: &[PathBuf]) -> Duration {
    let started = Instant::now();
    let events: usize = files.par_iter().map(|path| scan(&std::fs::read(path).unwrap())).sum();
    assert!(events > 0);
    started.elapsed()
}

fn scan(bytes: &[u8]) -> usize {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut events = 0;
    for i in 0..archive.len() {
        let mut xml = String::new();
        if archive.by_index(i).unwrap().read_to_string(&mut xml).is_err() {
            continue;
        }
        let mut reader = quick_xml::reader::Reader::from_str(&xml);
        while let Ok(event) = reader.read_event() {
            if matches!(event, quick_xml::events::Event::Eof) {
                break;
            }
            events += 1;
        }
    }
    events
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy_tree(&path, &target) } else { std::fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}
