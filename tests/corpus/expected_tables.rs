//! What a person sees in the tables of spreadsheets that teams used: `understood.md`.

use std::collections::BTreeMap;

/// What a person sees in a table: a line of `understood.md`.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    pub file: String,
    pub sheet: String,
    pub row: u32,
    /// Where it begins, if not at the left of the row.
    pub first: Option<String>,
    /// Key of our sheet; none where it is of none of our kinds.
    pub kind: Option<String>,
    /// The column of ours that each column is, where it has a counterpart.
    pub columns: BTreeMap<String, String>,
    pub records: usize,
}

impl Expected {
    /// Whether it is the table of this sheet that begins in this row and column.
    pub fn is_at(&self, (sheet, row, first): &(String, u32, String)) -> bool {
        self.sheet == *sheet && self.row == *row && self.first.as_ref().is_none_or(|f| f == first)
    }
}

/// The tables of `understood.md`.
pub fn expected_tables() -> Vec<Expected> {
    let lines = include_str!("understood.md").lines();
    let rows = lines.filter(|l| l.starts_with("| ") && !l.starts_with("| file") && !l.starts_with("| ---"));
    rows.map(|line| {
        let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
        let columns = cells[4].split(';').map(str::trim).filter(|c| !c.is_empty());
        Expected {
            file: cells[0].to_owned(),
            sheet: cells[1].to_owned(),
            row: cells[2].split(' ').next().unwrap().parse().unwrap_or_else(|e| panic!("{line}: {e}")),
            first: cells[2].split_once(' ').map(|(_, first)| first.to_owned()),
            kind: Some(cells[3].to_owned()).filter(|k| k != "none"),
            columns: columns.filter_map(|c| c.split_once(' ')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
            records: cells[5].parse().unwrap_or_else(|e| panic!("{line}: {e}")),
        }
    })
    .collect()
}
