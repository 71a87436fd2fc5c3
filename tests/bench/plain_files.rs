//! Tables without an engagement, as CSV and as xlsx: a base, and copies of it that people edited.

use jiff::civil::Date;
use rust_xlsxwriter as xlsx;
use std::fmt;
use std::path::{Path, PathBuf};

/// A value as people type it.
#[derive(Clone)]
pub enum Value {
    Text(String),
    Number(f64),
    Day(Date),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Day(day) => write!(f, "{day}"),
        }
    }
}

/// Titles of the twelve columns, of which the first is the key.
pub const TITLES: [&str; 12] =
    ["ID", "Item", "First", "Second", "Third", "Day", "Until", "Count", "Amount", "State", "Agreed", "Remark"];

/// What is in a record's eleven columns beside its ID.
pub fn values(n: usize) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let day = jiff::civil::date(2027, 1, 1).checked_add(jiff::Span::new().days((n % 300) as i64)).unwrap();
    vec![
        Value::Text(format!("Item number {n} of the list")),
        Value::Text(format!("first {}", n % 97)),
        Value::Text(format!("second {}", n % 31)),
        Value::Text(format!("a longer text about item {n}, as people write it into a workbook")),
        Value::Day(day),
        Value::Day(day),
        Value::Number((n % 50) as f64),
        Value::Number(n as f64 * 1.25),
        text(["Open", "Closed", "On hold"][n % 3]),
        text(["Yes", "No"][n % 2]),
        Value::Text(format!("remark {}", n % 13)),
    ]
}

/// How much a copy is edited, in thousandths of its rows.
#[derive(Clone, Copy)]
pub struct Edits {
    pub changed: usize,
    pub removed: usize,
    pub added: usize,
}

/// A table: a row's first value is its key.
pub struct Table {
    rows: Vec<Vec<Value>>,
}

impl Table {
    pub fn base(rows: usize) -> Self {
        let row = |n: usize| {
            let mut row = vec![Value::Text(format!("R-{n:06}"))];
            row.extend(values(n));
            row
        };
        Self { rows: (0..rows).map(row).collect() }
    }

    /// This table as one person edited it: one cell of some rows, rows gone, and rows of their own in between.
    pub fn edited(&self, person: usize, edits: Edits) -> Self {
        let mut random = fastrand::Rng::with_seed(person as u64);
        let mut rows = Vec::with_capacity(self.rows.len());
        for (n, row) in self.rows.iter().enumerate() {
            let luck = random.usize(..1000);
            if luck < edits.removed {
                continue;
            }
            let mut row = row.clone();
            if luck < edits.removed + edits.changed {
                let value = &mut row[1 + random.usize(..11)];
                *value = match value {
                    Value::Text(text) => Value::Text(format!("{text}, says {person}")),
                    Value::Number(number) => Value::Number(*number + 1000.0 * person as f64),
                    Value::Day(day) => Value::Day(day.checked_add(jiff::Span::new().days(person as i64)).unwrap()),
                };
            }
            rows.push(row);
            if random.usize(..1000) < edits.added {
                let mut row = vec![Value::Text(format!("N-{person}-{n:06}"))];
                row.extend(values(n + 17));
                rows.push(row);
            }
        }
        Self { rows }
    }

    /// Writes it as this kind of file.
    pub fn save(&self, path: &Path) {
        if path.extension().is_some_and(|e| e == "csv") { self.save_csv(path) } else { self.save_xlsx(path) }
    }

    fn save_csv(&self, path: &Path) {
        let mut out = csv::Writer::from_path(path).unwrap();
        out.write_record(TITLES).unwrap();
        for row in &self.rows {
            out.write_record(row.iter().map(Value::to_string)).unwrap();
        }
        out.flush().unwrap();
    }

    fn save_xlsx(&self, path: &Path) {
        let mut book = xlsx::Workbook::new();
        let day = xlsx::Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, TITLES).unwrap();
        for (row, number) in self.rows.iter().zip(1..) {
            for (value, column) in row.iter().zip(0..) {
                write_cell(sheet, (number, column), value, &day);
            }
        }
        book.save(path).unwrap();
    }
}

/// Types a value into a row and a column.
pub fn write_cell(sheet: &mut xlsx::Worksheet, at: (u32, u16), value: &Value, day: &xlsx::Format) {
    match value {
        Value::Text(text) => sheet.write_string(at.0, at.1, text).map(|_| ()).unwrap(),
        Value::Number(number) => sheet.write_number(at.0, at.1, *number).map(|_| ()).unwrap(),
        Value::Day(date) => {
            let days = date.since(jiff::civil::date(1899, 12, 30)).unwrap().get_days();
            sheet.write_number_with_format(at.0, at.1, f64::from(days), day).map(|_| ()).unwrap();
        }
    }
}

/// A base and its copies in a folder.
pub struct PlainFiles {
    folder: tempfile::TempDir,
    pub base: PathBuf,
    pub copies: Vec<PathBuf>,
}

impl PlainFiles {
    /// So many edited copies of so many rows, with this ending.
    pub fn new(ending: &str, rows: usize, copies: usize, edits: Edits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let table = Table::base(rows);
        let base = folder.path().join(format!("base.{ending}"));
        table.save(&base);
        let copies = (1..=copies)
            .map(|person| {
                let path = folder.path().join(format!("copy-{person:03}.{ending}"));
                table.edited(person, edits).save(&path);
                path
            })
            .collect();
        Self { folder, base, copies }
    }

    /// A path beside them.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}
