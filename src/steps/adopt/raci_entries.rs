//! The entries of a list of who does what, by what its columns are: a column of names for each letter, marks under letters
//! that stand under a role, a line for each activity and role, or roles with letters below them.

use super::find::{FoundColumn, FoundTable};
use super::raci_names::Parties;
use super::raci_parts::{ListPart, letter_titled};
use crate::model::grid::{Grid, RawCell};
use crate::model::template::Choice;
use crate::model::text::{fold, one_line};
use std::collections::BTreeMap;

/// What stands in a cell under a letter, where the role is in the title above.
const MARKS: [&str; 9] = ["x", "✓", "✔", "1", "yes", "true", "•", "●", "☑"];

/// An entry as it stands in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ListEntry {
    pub(super) row: u32,
    pub(super) from: u16,
    pub(super) activity: String,
    pub(super) name: String,
    pub(super) letters: String,
}

/// A table whose columns are known.
pub(super) struct ListReader<'a> {
    pub(super) grid: &'a Grid,
    pub(super) table: &'a FoundTable,
    /// What each column of the table is; none where it is nothing of the list.
    pub(super) parts: &'a [Option<ListPart>],
    pub(super) letters: &'a [Choice],
    pub(super) parties: &'a Parties,
    /// Where the activities stand.
    pub(super) activity: u16,
}

impl ListReader<'_> {
    /// The columns that hold entries.
    pub(super) fn used(&self) -> Vec<u16> {
        self.columns().filter(|(_, part)| !matches!(part, ListPart::Field(_))).map(|(column, _)| column.at).collect()
    }

    fn columns(&self) -> impl Iterator<Item = (&FoundColumn, &ListPart)> {
        self.table.columns.iter().zip(self.parts).filter_map(|(column, part)| Some((column, part.as_ref()?)))
    }

    /// The entries, column by column.
    pub(super) fn entries(&self) -> Vec<ListEntry> {
        let activities: BTreeMap<u32, String> =
            self.table.values(self.grid, self.activity).map(|(row, cell)| (row, text_of(cell))).collect();
        let who = self.columns().find(|(_, part)| **part == ListPart::Who).map(|(column, _)| column.at);
        let named: BTreeMap<u32, String> = who
            .map(|at| self.table.values(self.grid, at).map(|(row, cell)| (row, text_of(cell))).collect())
            .unwrap_or_default();
        let mut out = Vec::new();
        for (column, part) in self.columns() {
            for (row, cell) in self.table.values(self.grid, column.at) {
                let own = activities.get(&row);
                // In a list of lines an activity may stand only in the first of them.
                let above = || activities.range(..=row).next_back().map(|(_, activity)| activity);
                let Some(activity) = (if *part == ListPart::Letters { above() } else { own }) else { continue };
                let entry = |name: String, letters: String| ListEntry {
                    row,
                    from: column.at,
                    activity: activity.clone(),
                    name,
                    letters,
                };
                match part {
                    ListPart::Letter(letter) if !column.group.is_empty() => {
                        out.push(entry(column.group.clone(), self.letters_marked(cell, letter)));
                    }
                    ListPart::Letter(letter) => {
                        let names = self.parties.names(&cell.raw.to_string());
                        out.extend(names.into_iter().map(|name| entry(name, letter.clone())));
                    }
                    ListPart::Role => out.push(entry(column.title.clone(), text_of(cell))),
                    ListPart::Letters => {
                        out.extend(named.get(&row).map(|name| entry(name.clone(), text_of(cell))));
                    }
                    ListPart::Who | ListPart::Field(_) => {}
                }
            }
        }
        out
    }

    /// The letter that a mark stands for; anything else is kept as it stands.
    fn letters_marked(&self, cell: &RawCell, letter: &str) -> String {
        let text = text_of(cell);
        let mark = MARKS.contains(&fold(&text).as_str()) || letter_titled(&text, self.letters) == Some(letter);
        if mark { letter.to_owned() } else { text }
    }
}

/// The text of a cell in one line.
pub(super) fn text_of(cell: &RawCell) -> String {
    one_line(&cell.raw.to_string())
}
