//! An engagement with a workbook of twelve columns, a filled master, and copies that come back edited.

use crate::Bench;
use crate::measure::Job;
use crate::plain_files::{Value, values, write_cell};
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use prekick::model::grid::{Grid, GridRow, Raw, RawCell, Shown, Workbook};
use rust_xlsxwriter as xlsx;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// An engagement in two states, and the folder in which it is worked on.
pub struct Engagement {
    folder: tempfile::TempDir,
}

/// When an engagement is worked on.
#[derive(Clone, Copy)]
pub enum State {
    /// The master is filled; no copy is sent.
    Filled,
    /// Every copy is back in inbox/.
    Returned,
}

impl Engagement {
    /// With so many copies of so many rows. An edit is in every tenth row of each, or fewer.
    pub fn new(bench: &Bench, copies: usize, rows: usize) -> Self {
        let engagement = Self { folder: tempfile::tempdir().unwrap() };
        let root = engagement.root();
        init(bench, &root, copies);
        fill(&root.join("master.xlsx"), rows);
        copy_tree(&root, &engagement.kept(State::Filled));
        Job::prekick(bench, engagement.args(&["generate", "bench", "-q"])).run().unwrap();
        for (n, entry) in sorted(&root.join("outbox")).into_iter().enumerate() {
            let to = root.join("inbox").join(entry.file_name().unwrap());
            std::fs::copy(&entry, &to).unwrap();
            edit(&to, n + 1);
        }
        copy_tree(&root, &engagement.kept(State::Returned));
        engagement
    }

    /// Where it is worked on.
    pub fn root(&self) -> PathBuf {
        self.folder.path().join("acme")
    }

    /// Where a state is kept as it is.
    pub fn kept(&self, state: State) -> PathBuf {
        self.folder.path().join(match state {
            State::Filled => "filled",
            State::Returned => "returned",
        })
    }

    /// A path beside the engagement.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that came back.
    pub fn returned_file(&self) -> PathBuf {
        sorted(&self.root().join("inbox")).swap_remove(0)
    }

    /// Fails unless the last run has read so many rows of each copy, and found what was sent: a run that gives up is quick.
    pub fn expect_read(&self, copies: usize, rows: usize) {
        let report = std::fs::read(self.root().join("reports/latest.json")).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        let sources = report["sources"].as_array().unwrap();
        let whole = |s: &&serde_json::Value| s["base"].is_string() && s["rows"].as_u64() >= Some(rows as u64);
        assert_eq!(sources.iter().filter(whole).count(), copies, "{sources:#?}");
    }

    /// Puts it back as it was.
    pub fn restore(&self, state: State) {
        std::fs::remove_dir_all(self.root()).unwrap();
        copy_tree(&self.kept(state), &self.root());
    }

    /// A command of prekick on it.
    pub fn args(&self, args: &[&str]) -> Vec<String> {
        let root = self.root().display().to_string();
        ["-C", &root].iter().chain(args).map(|&a| a.to_owned()).collect()
    }
}

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

fn init(bench: &Bench, root: &Path, copies: usize) {
    let dir = root.display().to_string();
    let mut args: Vec<String> =
        ["init", &dir, "--name", "Bench", "--customer", "Acme", "--id", "bench-1", "-q"].map(str::to_owned).into();
    for n in 0..copies {
        args.push("--customer-pm".into());
        args.push(format!("Person {n} <p{n}@customer.example>"));
    }
    std::fs::create_dir_all(root.join("workbook-templates")).unwrap();
    std::fs::write(root.join("workbook-templates/bench.toml"), TEMPLATE).unwrap();
    Job::prekick(bench, args).run().unwrap();
    // A busy machine is slow, and that is no reason to give a file up.
    let mut settings = std::fs::OpenOptions::new().append(true).open(root.join("engagement.toml")).unwrap();
    settings.write_all(b"\n[limits]\nseconds = 3600\n").unwrap();
}

/// The row in which a sheet's first record stands, counted from 0.
const FIRST: u32 = 4;

/// Types rows into the master.
fn fill(master: &Path, rows: usize) {
    let mut book = read(master);
    let grid = items(&mut book);
    grid.rows.retain(|r| r.number < FIRST);
    for n in 0..rows {
        let cells = values(n).iter().zip(1..).map(|(value, column)| (column, cell(value))).collect();
        grid.rows.push(GridRow { number: FIRST + n as u32, cells });
    }
    write(&book, master);
}

/// Each copy edits the last column of its own rows, and of one row that others edit as well.
fn edit(copy: &Path, number: usize) {
    let mut book = read(copy);
    let last = 11;
    for row in &mut items(&mut book).rows {
        if row.number >= FIRST && (row.number as usize + number).is_multiple_of(10 * number.min(7)) {
            row.cells.retain(|(c, _)| *c != last);
            let at = row.cells.partition_point(|(c, _)| *c < last);
            row.cells.insert(at, (last, cell(&Value::Text(format!("edited by {number}")))));
        }
    }
    write(&book, copy);
}

/// A cell as it is found in a file.
fn cell(value: &Value) -> RawCell {
    let raw = match value {
        Value::Text(text) => Raw::Text(text.clone()),
        Value::Number(number) => Raw::Number(*number),
        Value::Day(day) => Raw::Date(day.to_datetime(jiff::civil::Time::midnight())),
    };
    RawCell { raw, ..RawCell::default() }
}

/// What was typed into a cell, if anything.
fn value(cell: &RawCell) -> Option<Value> {
    match &cell.raw {
        Raw::Text(text) => Some(Value::Text(text.clone())),
        Raw::Number(number) => Some(Value::Number(*number)),
        Raw::Date(date) => Some(Value::Day(date.date())),
        _ => None,
    }
}

fn items(book: &mut Workbook) -> &mut Grid {
    book.sheets.iter_mut().find(|g| g.title == "Items").unwrap()
}

fn read(path: &Path) -> Workbook {
    let limits = Limits { cells: 100_000_000, ..Limits::default() };
    reader::read(&std::fs::read(path).unwrap(), "bench.xlsx", &limits).unwrap()
}

/// Writes a workbook anew, as a program does that knows nothing of prekick.
fn write(book: &Workbook, path: &Path) {
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
            for (column, cell) in &row.cells {
                if let Some(value) = value(cell) {
                    write_cell(sheet, (row.number, *column), &value, &day);
                }
            }
        }
    }
    out.save(path).unwrap();
}

/// A folder's files by name.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    out.sort();
    out
}

fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy_tree(&path, &target) } else { std::fs::copy(&path, &target).map(|_| ()).unwrap() }
    }
}
