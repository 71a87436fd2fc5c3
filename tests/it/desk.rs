//! A manager's desk: an engagement in a temporary folder, and workbooks edited as people edit them.
//!
//! Workbooks are read with the program's reader and written anew with another library's plain calls, so that what is
//! edited here has lost drop-downs, formulas and looks, as after a paste into a new workbook; keys, hidden sheets and
//! properties stay unless a test removes them.

use clap::Parser;
use prekick::cli::Cli;
use prekick::commands::{Console, execute, exit_status};
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use prekick::model::grid::{CellLink, Grid, GridRow, Note, Raw, RawCell, Shown, Workbook};
use prekick::model::place::At;
use prekick::model::text::fold_title;
use rust_xlsxwriter as xlsx;
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

/// The date of every run.
pub const TODAY: &str = "2026-11-22";

/// The copies of a desk carry every column, so that any of them can be edited.
const ALL_COLUMNS: &str = "\n[columns]\n\"*\" = [\"all\"]\n";

/// An engagement in a temporary folder.
pub struct Desk {
    pub root: PathBuf,
    _folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Done {
    /// Fails unless the exit status is this one.
    #[track_caller]
    pub fn must(self, code: i32) -> Self {
        assert!(!self.err.contains("panicked at"), "{}", self.err);
        assert_eq!(self.code, code, "stdout: {}\nstderr: {}", self.out, self.err);
        self
    }

    /// The JSON on stdout.
    #[track_caller]
    pub fn json(&self) -> Json {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

impl Desk {
    /// An engagement with these customer project managers, who receive everything.
    pub fn new(people: &[&str]) -> Self {
        Self::made(format!("{people:?}"), |desk| desk.init(people))
    }

    /// An engagement with two people, these risks (title, description) in the master with IDs R-001…, and RAID copies in
    /// outbox/.
    pub fn with_risks(risks: &[(&str, &str)]) -> Self {
        Self::of_people_with_risks(&["Ada Park", "Ben Ruiz"], risks)
    }

    /// The same for these people.
    pub fn of_people_with_risks(people: &[&str], risks: &[(&str, &str)]) -> Self {
        Self::made(format!("{people:?} with {risks:?}"), |desk| {
            desk.init(people);
            desk.edit_master(|book| {
                for (title, description) in risks {
                    book.sheet("Risks").add(&risk(title, description));
                }
            });
            desk.run(&["generate", "raid"]).must(0);
        })
    }

    /// A copy of the engagement that was made for what is asked; it is made if this is the first time.
    fn made(what: String, make: impl FnOnce(&Self)) -> Self {
        /// The files of engagements right after they were made; `None` is a folder.
        type Made = Arc<Vec<(PathBuf, Option<Vec<u8>>)>>;
        static MADE: Mutex<BTreeMap<String, Made>> = Mutex::new(BTreeMap::new());
        let folder = tempfile::tempdir().unwrap();
        let desk = Self { root: folder.path().join("acme"), _folder: folder };
        let known = MADE.lock().unwrap_or_else(PoisonError::into_inner).get(&what).cloned();
        if let Some(made) = known {
            for (path, bytes) in made.iter() {
                match bytes {
                    Some(bytes) => std::fs::write(desk.root.join(path), bytes).unwrap(),
                    None => std::fs::create_dir_all(desk.root.join(path)).unwrap(),
                }
            }
            return desk;
        }
        make(&desk);
        let (mut made, mut folders) = (vec![(PathBuf::new(), None)], vec![PathBuf::new()]);
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(desk.root.join(&folder)).unwrap().map(Result::unwrap) {
                let path = folder.join(entry.file_name());
                if entry.path().is_dir() {
                    made.push((path.clone(), None));
                    folders.push(path);
                } else {
                    made.push((path, Some(std::fs::read(entry.path()).unwrap())));
                }
            }
        }
        MADE.lock().unwrap_or_else(PoisonError::into_inner).insert(what, Arc::new(made));
        desk
    }

    fn init(&self, people: &[&str]) {
        let mut args = vec!["init".to_owned(), self.root.display().to_string()];
        args.extend(["--name", "Acme migration", "--customer", "Acme", "--id", "acme-2026"].map(str::to_owned));
        args.extend(["--start", "2027-01-11", "--end", "2027-12-17"].map(str::to_owned));
        args.extend(["--delivery-lead", "Lena Vogt <lena.vogt@delivery.example>"].map(str::to_owned));
        for person in people {
            let mail = person.to_lowercase().replace(' ', ".");
            args.extend(["--customer-pm".to_owned(), format!("{person} <{mail}@customer.example>")]);
        }
        run_here(&args.iter().map(String::as_str).collect::<Vec<_>>()).must(0);
        self.change_settings(|settings| settings + ALL_COLUMNS);
    }

    /// Has copies carry details only where they hold something, as they usually do.
    pub fn carry_few_columns(&self) {
        self.change_settings(|settings| settings.replace(ALL_COLUMNS, ""));
    }

    /// Changes engagement.toml.
    pub fn change_settings(&self, change: impl FnOnce(String) -> String) {
        let file = self.path("engagement.toml");
        let settings = std::fs::read_to_string(&file).unwrap();
        std::fs::write(file, change(settings)).unwrap();
    }

    /// Runs a command in this engagement.
    pub fn run(&self, args: &[&str]) -> Done {
        run_here(&[&["-C", &self.root.display().to_string()], args].concat())
    }

    /// Runs the program in this engagement, as a process that reads files in further ones.
    pub fn run_apart(&self, args: &[&str]) -> Done {
        let mut command = Command::new(env!("CARGO_BIN_EXE_prekick"));
        command.arg("-C").arg(&self.root).args(["--today", TODAY]).args(args);
        let done = command.env("NO_COLOR", "1").env_remove("PREKICK_TODAY").output().unwrap();
        Done {
            code: done.status.code().unwrap_or(-1),
            out: String::from_utf8_lossy(&done.stdout).into_owned(),
            err: String::from_utf8_lossy(&done.stderr).into_owned(),
        }
    }

    /// Sets how far the engagement is.
    pub fn set_stage(&self, stage: &str) {
        let file = self.path("engagement.toml");
        let settings = std::fs::read_to_string(&file).unwrap();
        let (before, after) = settings.split_once("\nstage = \"").unwrap();
        let (_, rest) = after.split_once('\n').unwrap();
        std::fs::write(file, format!("{before}\nstage = \"{stage}\"\n{rest}")).unwrap();
    }

    /// Reconciles the inbox and gives the report; the exit status must be this one.
    #[track_caller]
    pub fn reconcile(&self, code: i32) -> Json {
        self.run(&["reconcile", "--format", "json"]).must(code).json()
    }

    /// The same by the program as a process.
    #[track_caller]
    pub fn reconcile_apart(&self, code: i32) -> Json {
        self.run_apart(&["reconcile", "--format", "json"]).must(code).json()
    }

    /// A file of the engagement.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The newest copy of a workbook for a recipient in outbox/.
    #[track_caller]
    pub fn copy_of(&self, workbook: &str, who: &str) -> PathBuf {
        let start = format!("{workbook}.{who}.");
        let mut found: Vec<PathBuf> =
            std::fs::read_dir(self.path("outbox")).unwrap().map(|e| e.unwrap().path()).collect();
        found.retain(|p| p.file_name().unwrap().to_string_lossy().starts_with(&start));
        // The second copy of a day ends in -2.
        found.sort_by_key(|p| (p.as_os_str().len(), p.clone()));
        found.pop().unwrap_or_else(|| panic!("no {start}… in outbox/"))
    }

    /// Edits a recipient's returned RAID copy in inbox/, under the name it was sent with; it is put there first.
    pub fn back(&self, who: &str, edit: impl FnOnce(&mut Book)) -> PathBuf {
        self.back_as("raid", who, None, edit)
    }

    /// The same for any workbook, and under any name.
    pub fn back_as(&self, workbook: &str, who: &str, name: Option<&str>, edit: impl FnOnce(&mut Book)) -> PathBuf {
        let sent = self.copy_of(workbook, who);
        let to = self.path("inbox").join(name.unwrap_or(&sent.file_name().unwrap().to_string_lossy()));
        let from = if to.exists() { to.clone() } else { sent };
        let mut book = Book::open(&from);
        edit(&mut book);
        book.save(&to);
        to
    }

    /// Edits the master, as the delivery team does in Excel.
    pub fn edit_master(&self, edit: impl FnOnce(&mut Book)) {
        let mut book = Book::open(&self.path("master.xlsx"));
        edit(&mut book);
        book.save(&self.path("master.xlsx"));
    }

    /// The master, to look at.
    pub fn master(&self) -> Book {
        Book::open(&self.path("master.xlsx"))
    }

    /// A value in the master, as text.
    #[track_caller]
    pub fn value(&self, sheet: &str, record: &str, title: &str) -> String {
        self.master().sheet(sheet).get(record, title)
    }

    /// Picks a decision on the Discrepancies sheet.
    #[track_caller]
    pub fn decide(&self, id: &str, decision: &str, my_value: &str) {
        self.edit_master(|book| {
            let mut sheet = book.sheet("Discrepancies");
            sheet.set(id, "Decision", decision);
            if !my_value.is_empty() {
                sheet.set(id, "My value", my_value);
            }
        });
    }

    /// Every file of the engagement below these folders (all for none), with its bytes.
    pub fn files(&self, below: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let mut out = BTreeMap::new();
        let mut stack = vec![self.root.clone()];
        while let Some(dir) = stack.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(&self.root).unwrap().to_string_lossy().replace('\\', "/");
                if path.is_dir() {
                    stack.push(path);
                } else if below.is_empty() || below.iter().any(|b| name.starts_with(b)) {
                    out.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        out
    }
}

/// A risk that is complete.
pub fn risk<'a>(title: &'a str, description: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("Title", title),
        ("Description", description),
        ("Category", "Technical"),
        ("Raised by", "Ada Park"),
        ("Date raised", "2026-11-02"),
        ("Owner", "Ben Ruiz"),
        ("Status", "Open"),
        ("Probability", "2"),
        ("Impact", "3"),
    ]
}

/// Findings of a report with this code (a beginning is enough).
pub fn findings<'j>(report: &'j Json, code: &str) -> Vec<&'j Json> {
    report["findings"].as_array().unwrap().iter().filter(|f| f["code"].as_str().unwrap().starts_with(code)).collect()
}

/// The one finding with this code.
#[track_caller]
pub fn finding<'j>(report: &'j Json, code: &str) -> &'j Json {
    let found = findings(report, code);
    assert_eq!(found.len(), 1, "findings {code}: {}", codes(report));
    found[0]
}

/// All codes of a report, for messages.
pub fn codes(report: &Json) -> String {
    let all = report["findings"].as_array().unwrap().iter();
    all.map(|f| format!("{} {} {}: {}", f["code"], f["record"], f["field"], f["message"]))
        .collect::<Vec<_>>()
        .join("\n")
}

/// How many findings wait for a decision.
pub fn open(report: &Json) -> usize {
    report["findings"].as_array().unwrap().iter().filter(|f| f["decision_needed"] == true).count()
}

/// Runs a command in this process: what it says and answers is kept, and files are read here.
pub fn run_here(args: &[&str]) -> Done {
    let cli = match Cli::try_parse_from([&["prekick", "--today", TODAY], args].concat()) {
        Ok(cli) => cli,
        Err(said) => {
            let (code, text) = (said.exit_code(), said.to_string());
            let (out, err) = if said.use_stderr() { (String::new(), text) } else { (text, String::new()) };
            return Done { code, out, err };
        }
    };
    let mut console = Console::captured(&cli.global);
    let code = exit_status(execute(&cli, cli.global.today.unwrap(), &mut console), &console);
    let output = console.into_captured();
    Done { code: code.into(), out: String::from_utf8_lossy(&output.stdout).into_owned(), err: output.stderr }
}

/// Opens a mapping, changes what a title is, says yes, and saves.
pub fn look_through(desk: &Desk, name: &str, changes: &[(&str, &str)]) {
    let path = desk.path(name);
    let mut book = Book::open(&path);
    let mut sheet = book.sheet("Mapping");
    let rows: Vec<u32> = sheet.grid.rows.iter().map(|r| r.number).collect();
    let mut changed = 0;
    for row in rows {
        if sheet.text(row, 0) == "Use this mapping" {
            sheet.put(row, 1, Raw::Text("yes".into()));
        }
        if let Some((_, is)) = changes.iter().find(|(title, _)| sheet.text(row, 1) == *title) {
            sheet.put(row, 5, Raw::Text((*is).into()));
            changed += 1;
        }
    }
    assert_eq!(changed, changes.len(), "a title to change is not in the mapping");
    book.save(&path);
}

/// A workbook, open for editing.
pub struct Book {
    pub workbook: Workbook,
}

impl Book {
    /// Opens a workbook.
    #[track_caller]
    pub fn open(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let name = path.display().to_string();
        Self { workbook: reader::read(&bytes, &name, &Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}")) }
    }

    /// A sheet by its title.
    #[track_caller]
    pub fn sheet(&mut self, title: &str) -> Sheet<'_> {
        let titles: Vec<String> = self.workbook.sheets.iter().map(|g| g.title.clone()).collect();
        let grid = self.workbook.sheets.iter_mut().find(|g| fold_title(&g.title) == fold_title(title));
        let grid = grid.unwrap_or_else(|| panic!("no sheet {title}, only {titles:?}"));
        Sheet { header: header_of(grid), grid }
    }

    /// Writes the workbook.
    pub fn save(&self, path: &Path) {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, to_bytes(&self.workbook)).unwrap();
    }
}

fn header_of(grid: &Grid) -> u32 {
    let titles = ["ID", "Title", "Name", "Activity", "Role", "Request name", "Decision", "Sheet"];
    let says = |c: &RawCell, title: &str| fold_title(&c.raw.to_string()) == fold_title(title);
    let row = grid.rows.iter().filter(|r| r.number < 30).find(|r| {
        let found = r.cells.iter().filter(|(_, c)| titles.iter().any(|t| says(c, t)));
        found.count() >= 2 || r.cells.iter().any(|(_, c)| says(c, "Row key"))
    });
    row.map_or(3, |r| r.number)
}

/// A sheet, open for editing: records by ID, columns by title.
pub struct Sheet<'b> {
    pub grid: &'b mut Grid,
    pub header: u32,
}

impl Sheet<'_> {
    /// The column with a title.
    #[track_caller]
    pub fn column(&self, title: &str) -> u16 {
        let row = self.grid.rows.iter().find(|r| r.number == self.header).unwrap();
        let found = row.cells.iter().find(|(_, c)| fold_title(&c.raw.to_string()) == fold_title(title));
        found.unwrap_or_else(|| panic!("{}: no column {title}", self.grid.title)).0
    }

    /// The row numbers of the records: those with anything beside the row key.
    pub fn records(&self) -> Vec<u32> {
        let key = self.grid.rows.iter().find(|r| r.number == self.header).unwrap();
        let key = key.cells.iter().find(|(_, c)| c.raw == Raw::Text("Row key".into())).map(|(c, _)| *c);
        let typed =
            |r: &&GridRow| r.cells.iter().any(|(c, cell)| Some(*c) != key && !cell.raw.is_blank() && !cell.formula);
        self.grid.rows.iter().filter(|r| r.number > self.header).filter(typed).map(|r| r.number).collect()
    }

    /// The IDs of the records, in order.
    pub fn ids(&self) -> Vec<String> {
        let column = self.column("ID");
        self.records().into_iter().map(|r| self.text(r, column)).collect()
    }

    /// The row of a record.
    #[track_caller]
    pub fn row(&self, id: &str) -> u32 {
        let column = self.column("ID");
        let found = self.records().into_iter().find(|r| self.text(*r, column) == id);
        found.unwrap_or_else(|| panic!("{}: no record {id}, only {:?}", self.grid.title, self.ids()))
    }

    /// The text of a cell.
    pub fn text(&self, row: u32, column: u16) -> String {
        self.grid.cell(At::new(row, column)).map(|c| c.raw.to_string()).unwrap_or_default()
    }

    /// The text of a record's field.
    #[track_caller]
    pub fn get(&self, id: &str, title: &str) -> String {
        self.text(self.row(id), self.column(title))
    }

    /// The A1 name of a record's field.
    #[track_caller]
    pub fn cell(&self, id: &str, title: &str) -> String {
        At::new(self.row(id), self.column(title)).to_string()
    }

    /// Types into a record's field: dates and numbers become what Excel makes of them, an empty text clears the cell.
    #[track_caller]
    pub fn set(&mut self, id: &str, title: &str, typed: &str) {
        let (row, column) = (self.row(id), self.column(title));
        self.put(row, column, typed_as(typed));
    }

    /// Puts something into a cell, as it is.
    pub fn put(&mut self, row: u32, column: u16, raw: Raw) {
        let line = self.line(row);
        line.cells.retain(|(c, _)| *c != column);
        if raw != Raw::Empty {
            line.cells.push((column, RawCell { raw, ..RawCell::default() }));
            line.cells.sort_by_key(|(c, _)| *c);
        }
    }

    fn line(&mut self, row: u32) -> &mut GridRow {
        if !self.grid.rows.iter().any(|r| r.number == row) {
            self.grid.rows.push(GridRow { number: row, cells: Vec::new() });
            self.grid.rows.sort_by_key(|r| r.number);
        }
        self.grid.rows.iter_mut().find(|r| r.number == row).unwrap()
    }

    /// Types a new record into the first row under the last one; gives the row.
    pub fn add(&mut self, values: &[(&str, &str)]) -> u32 {
        let row = self.records().last().map_or(self.header + 1, |r| r + 1);
        for (title, typed) in values {
            let column = self.column(title);
            self.put(row, column, typed_as(typed));
        }
        row
    }

    /// Deletes a record's row; the rows below move up.
    pub fn delete(&mut self, id: &str) {
        let gone = self.row(id);
        self.grid.rows.retain(|r| r.number != gone);
        for row in self.grid.rows.iter_mut().filter(|r| r.number > gone) {
            row.number -= 1;
        }
    }

    /// Copies a record's row, with its hidden cells, to the row below it, and moves the rest down; gives the new row.
    pub fn duplicate(&mut self, id: &str) -> u32 {
        let at = self.row(id);
        let copy = self.grid.rows.iter().find(|r| r.number == at).unwrap().cells.clone();
        for row in self.grid.rows.iter_mut().filter(|r| r.number > at) {
            row.number += 1;
        }
        self.grid.rows.push(GridRow { number: at + 1, cells: copy });
        self.grid.rows.sort_by_key(|r| r.number);
        at + 1
    }

    /// Puts the records in another order: `order[n]` is the place that now stands n-th. Hidden cells stay where they are
    /// if only what is seen is sorted.
    pub fn sort(&mut self, order: &[usize], with_hidden: bool) {
        let key = self.column("Row key");
        let rows = self.records();
        let before: Vec<Vec<(u16, RawCell)>> =
            rows.iter().map(|n| self.grid.rows.iter().find(|r| r.number == *n).unwrap().cells.clone()).collect();
        for (n, from) in order.iter().enumerate() {
            let mut cells = before[*from].clone();
            if !with_hidden {
                cells.retain(|(c, _)| *c != key);
                cells.extend(before[n].iter().filter(|(c, _)| *c == key).cloned());
            }
            self.line(rows[n]).cells = cells;
        }
    }

    /// Strikes out every cell of a record's row.
    pub fn strike(&mut self, id: &str) {
        let row = self.row(id);
        for (_, cell) in &mut self.line(row).cells {
            cell.struck = true;
        }
    }

    /// Empties every cell of a column from the header down, with its title.
    pub fn delete_column(&mut self, title: &str) {
        let column = self.column(title);
        for row in &mut self.grid.rows {
            row.cells.retain(|(c, _)| *c != column);
        }
    }

    /// Gives a column another title.
    pub fn rename_column(&mut self, from: &str, to: &str) {
        let column = self.column(from);
        let header = self.header;
        self.put(header, column, Raw::Text(to.into()));
    }

    /// Sets a hyperlink behind a record's field.
    pub fn link(&mut self, id: &str, title: &str, address: &str) {
        let at = At::new(self.row(id), self.column(title));
        self.grid.links.retain(|link| link.at != at);
        self.grid.links.push(CellLink { at, address: address.into() });
        self.grid.links.sort_by_key(|link| link.at);
    }

    /// Puts a note on a record's field.
    pub fn note(&mut self, id: &str, title: &str, author: &str, text: &str) {
        let at = At::new(self.row(id), self.column(title));
        self.grid.notes.push(Note { at, author: Some(author.into()), text: text.into() });
    }
}

/// What Excel makes of what is typed.
pub fn typed_as(typed: &str) -> Raw {
    if typed.is_empty() {
        return Raw::Empty;
    }
    if let Ok(date) = typed.parse::<jiff::civil::Date>() {
        return Raw::Date(date.to_datetime(jiff::civil::Time::midnight()));
    }
    match typed.parse::<f64>() {
        Ok(n) if n.is_finite() && !typed.starts_with('+') => Raw::Number(n),
        _ => Raw::Text(typed.to_owned()),
    }
}

/// The bytes of a workbook, written plainly.
pub fn to_bytes(workbook: &Workbook) -> Vec<u8> {
    let mut book = xlsx::Workbook::new();
    let mut properties = xlsx::DocProperties::new();
    for (name, value) in &workbook.properties {
        properties = properties.set_custom_property(name, value.as_str());
    }
    if let Some(saved) =
        workbook.saved_at.as_ref().and_then(|t| t.get(..10)).and_then(|d| d.parse::<jiff::civil::Date>().ok())
    {
        let moment =
            xlsx::ExcelDateTime::from_ymd(saved.year() as u16, saved.month() as u8, saved.day() as u8).unwrap();
        properties = properties.set_creation_datetime(&moment);
    }
    if let Some(name) = &workbook.saved_by {
        properties = properties.set_author(name);
    }
    book.set_properties(&properties);
    for grid in &workbook.sheets {
        write_grid(book.add_worksheet(), grid);
    }
    book.save_to_buffer().unwrap()
}

fn write_grid(sheet: &mut xlsx::Worksheet, grid: &Grid) {
    sheet.set_name(&grid.title).unwrap();
    match grid.shown {
        Shown::Visible => {}
        Shown::Hidden => {
            sheet.set_hidden(true);
        }
        Shown::VeryHidden => {
            sheet.set_very_hidden(true);
        }
    }
    for (first, last) in &grid.merged {
        sheet.merge_range(first.row, first.column, last.row, last.column, "", &xlsx::Format::new()).unwrap();
    }
    for row in &grid.rows {
        for (column, cell) in &row.cells {
            write_cell(sheet, row.number, *column, cell);
        }
    }
    for link in &grid.links {
        // Tests take rows away without their links.
        let Some(text) = grid.cell(link.at).map(|cell| cell.raw.to_string()) else { continue };
        let url = link.address.strip_prefix('#').map_or(link.address.clone(), |place| format!("internal:{place}"));
        sheet.write_url_with_text(link.at.row, link.at.column, xlsx::Url::new(url), text).unwrap();
    }
    for (at, words) in &grid.struck_words {
        write_struck_words(sheet, *at, &grid.cell(*at).unwrap().raw.to_string(), words);
    }
    for row in &grid.hidden_rows {
        sheet.set_row_hidden(*row).unwrap();
    }
    for column in &grid.hidden_columns {
        sheet.set_column_hidden(*column).unwrap();
    }
    for note in &grid.notes {
        let mut text = xlsx::Note::new(&note.text).add_author_prefix(false);
        if let Some(author) = &note.author {
            text = text.set_author(author);
        }
        sheet.insert_note(note.at.row, note.at.column, &text).unwrap();
    }
}

/// A text with these words struck out.
fn write_struck_words(sheet: &mut xlsx::Worksheet, at: At, text: &str, words: &str) {
    let (before, after) = text.split_once(words).unwrap();
    let (plain, struck) = (xlsx::Format::new(), xlsx::Format::new().set_font_strikethrough());
    let runs = [(&plain, before), (&struck, words), (&plain, after)];
    let runs: Vec<(&xlsx::Format, &str)> = runs.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    sheet.write_rich_string(at.row, at.column, &runs).unwrap();
}

fn write_cell(sheet: &mut xlsx::Worksheet, row: u32, column: u16, cell: &RawCell) {
    let mut format = xlsx::Format::new();
    if cell.struck {
        format = format.set_font_strikethrough();
    }
    if cell.percent {
        format = format.set_num_format("0%");
    }
    if let Some(fill) = cell.fill {
        format = format.set_background_color(xlsx::Color::RGB(fill));
    }
    match &cell.raw {
        Raw::Empty if cell.fill.is_some() => {
            sheet.write_blank(row, column, &format).unwrap();
        }
        Raw::Empty => {}
        Raw::Text(t) => {
            sheet.write_string_with_format(row, column, t, &format).unwrap();
        }
        Raw::Number(n) => {
            sheet.write_number_with_format(row, column, *n, &format).unwrap();
        }
        Raw::Date(d) => {
            let since = d.date().since(jiff::civil::date(1899, 12, 30)).unwrap().get_days();
            let format = format.set_num_format("yyyy-mm-dd");
            sheet.write_number_with_format(row, column, f64::from(since), &format).unwrap();
        }
        Raw::YesNo(b) => {
            sheet.write_boolean_with_format(row, column, *b, &format).unwrap();
        }
        Raw::Error(e) => {
            sheet.write_formula(row, column, xlsx::Formula::new("NA()").set_result(e)).unwrap();
        }
        Raw::Uncalculated(f) => {
            sheet.write_formula(row, column, xlsx::Formula::new(f).set_result("")).unwrap();
        }
    }
}
