//! What changed in the master since some day, workbook by workbook and person by person.

use crate::model::text::count;

/// What changed since a day, a run, the baseline or a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeSummary {
    /// Since when, as in "since run 3 of 2026-11-22".
    pub since: String,
    /// The workbooks in which something changed.
    pub workbooks: Vec<ChangedWorkbook>,
    /// Who changed something, and how much.
    pub people: Vec<PersonChanges>,
}

/// What changed in a workbook.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedWorkbook {
    /// Its key.
    pub workbook: String,
    /// Its title.
    pub title: String,
    /// The changes.
    pub changes: Vec<SummedChange>,
}

/// A record or a value that is another than it was. What changed and changed back is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummedChange {
    /// Title of the sheet.
    pub sheet: String,
    /// ID of the record.
    pub record: String,
    /// Key of the column; empty for a whole record.
    pub field: String,
    /// Title of the column; empty for a whole record.
    pub column: String,
    /// What it was; empty for a new record.
    pub from: String,
    /// What it is now; empty for a record that is gone.
    pub to: String,
    /// Names of those who changed it.
    pub by: Vec<String>,
}

/// How much somebody changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonChanges {
    /// The name.
    pub name: String,
    /// The title of each workbook, with how many changes of it are theirs.
    pub workbooks: Vec<(String, usize)>,
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The record is new.
    Added,
    /// The record is gone.
    Removed,
    /// A value is another.
    Changed,
}

impl ChangeKind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }
}

impl SummedChange {
    /// What kind of change it is.
    pub fn kind(&self) -> ChangeKind {
        match (self.field.is_empty(), self.from.is_empty()) {
            (true, true) => ChangeKind::Added,
            (true, false) => ChangeKind::Removed,
            (false, _) => ChangeKind::Changed,
        }
    }

    /// The column's title, or `row added` where it is of a whole row.
    pub fn column_or_row(&self) -> String {
        if self.column.is_empty() { format!("row {}", self.kind().word()) } else { self.column.clone() }
    }
}

impl ChangedWorkbook {
    /// How many changes of a kind it has.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind() == kind).count()
    }

    /// `2 rows added, 1 value changed`.
    pub fn words(&self) -> String {
        let kinds = [
            (ChangeKind::Added, "row added", "rows added"),
            (ChangeKind::Removed, "row removed", "rows removed"),
            (ChangeKind::Changed, "value changed", "values changed"),
        ];
        let parts = kinds.into_iter().map(|(kind, one, many)| (self.count(kind), one, many));
        parts.filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect::<Vec<_>>().join(", ")
    }
}

impl PersonChanges {
    /// `RAID log 3, Contacts 1`.
    pub fn words(&self) -> String {
        self.workbooks.iter().map(|(title, n)| format!("{title} {n}")).collect::<Vec<_>>().join(", ")
    }
}
