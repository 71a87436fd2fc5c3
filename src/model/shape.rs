//! Column widths, row heights, filters and hidden rows and columns: as a file has them, and those that people set.

use crate::model::keys::RecordKey;
use std::collections::{BTreeMap, BTreeSet};

/// The columns and rows of a sheet as a file has them, counted from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundShape {
    /// First and last column, the width where one was set, and whether they are hidden.
    pub columns: Vec<(u16, u16, Option<f64>, bool)>,
    /// Rows with settings of their own: the height where one was set, and whether they are hidden.
    pub rows: BTreeMap<u32, (Option<f64>, bool)>,
    /// What is filtered: the column, and the criteria as the file has them.
    pub criteria: Vec<(u16, String)>,
}

impl FoundShape {
    /// The width of a column, where one was set, and whether it is hidden.
    pub fn column(&self, column: u16) -> (Option<f64>, bool) {
        let found = self.columns.iter().find(|(first, last, ..)| (*first..=*last).contains(&column));
        found.map_or((None, false), |(_, _, width, hidden)| (*width, *hidden))
    }
}

/// What people set on a data sheet: by key of the column, or title of a user-owned column, and by record. On the lists
/// that prekick keeps of its runs: by title of the column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shape {
    /// Widths as the file says them.
    pub widths: BTreeMap<String, f64>,
    /// Hidden columns.
    pub hidden_columns: BTreeSet<String>,
    /// Heights in points.
    pub heights: BTreeMap<RecordKey, f64>,
    /// Records whose rows are hidden or filtered out.
    pub hidden_records: BTreeSet<RecordKey>,
    /// What is filtered, as the file has it.
    pub criteria: Vec<(String, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_as_wide_as_the_span_in_which_it_lies() {
        let shape =
            FoundShape { columns: vec![(1, 3, Some(20.0), false), (5, 5, None, true)], ..FoundShape::default() };
        for (column, found) in [
            (0, (None, false)),
            (1, (Some(20.0), false)),
            (3, (Some(20.0), false)),
            (4, (None, false)),
            (5, (None, true)),
        ] {
            assert_eq!(shape.column(column), found, "column {column}");
        }
    }
}
