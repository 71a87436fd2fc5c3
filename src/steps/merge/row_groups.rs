//! Rows of a table by their key, or by all their values, and which rows of another table belong to them.

use super::cell_identity::hash_of_values;
use super::text_table::{Irregular, TextRow, TextTable};
use crate::model::delimited::{DelimitedText, TextRecord};
use crate::model::place::LAST_ROW;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Stands where there is no row.
pub(super) const NO_ROW: u32 = u32::MAX;

/// The rows of a table in groups of equal identity. A group is named by its first row.
#[derive(Debug)]
pub(super) struct RowGroups<'a, 't> {
    table: &'a TextTable<'t>,
    /// The columns of the identity; all where there is none.
    columns: Option<Vec<usize>>,
    /// All rows, in the order of their hashes, then of their values.
    by_hash: Vec<HashedRow>,
    /// For each row, the first of its group.
    pub(super) group_of: Vec<u32>,
    /// For each row, the next of its group.
    pub(super) next: Vec<u32>,
    /// For each first row, how many its group has.
    pub(super) size: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct HashedRow {
    hash: u64,
    row: u32,
}

/// A table beside the one whose groups its rows belong to.
#[derive(Debug)]
pub(super) struct GroupedTable<'t> {
    pub(super) table: TextTable<'t>,
    /// For each of its rows, the group.
    pub(super) groups: Vec<u32>,
    /// Groups that have a row here which is written otherwise than their first.
    pub(super) otherwise: Vec<u32>,
}

impl<'a, 't> RowGroups<'a, 't> {
    pub(super) fn new(table: &'a TextTable<'t>, columns: Option<Vec<usize>>) -> Self {
        let hash = |record: &TextRecord| hash_of_values(table.cells_in(*record, columns.as_deref()));
        let hashes: Vec<u64> = table.rows.par_iter().map(hash).collect();
        let mut by_hash: Vec<HashedRow> = (0..).zip(hashes).map(|(row, hash)| HashedRow { hash, row }).collect();
        let compare = |a: &HashedRow, b: &HashedRow| {
            let pair = || row_of(table, a.row).zip(row_of(table, b.row));
            let values = || pair().map_or(Ordering::Equal, |(one, other)| one.compare(other, columns.as_deref()));
            a.hash.cmp(&b.hash).then_with(values)
        };
        by_hash.par_sort_unstable_by(|a, b| compare(a, b).then(a.row.cmp(&b.row)));
        let mut group_of: Vec<u32> = (0..).take(table.rows.len()).collect();
        let (mut next, mut size) = (vec![NO_ROW; table.rows.len()], vec![1; table.rows.len()]);
        for group in by_hash.chunk_by(|a, b| compare(a, b).is_eq()).filter(|group| group.len() > 1) {
            let Some(first) = group.first() else { continue };
            for member in group {
                set(&mut group_of, member.row, first.row);
                set(&mut size, member.row, 0);
            }
            set(&mut size, first.row, u32::try_from(group.len()).unwrap_or(u32::MAX));
            group.windows(2).for_each(|pair| {
                if let [one, other] = pair {
                    set(&mut next, one.row, other.row);
                }
            });
        }
        Self { table, columns, by_hash, group_of, next, size }
    }

    /// The group of a row of another table.
    pub(super) fn group(&self, row: TextRow<'_, 't>) -> Option<u32> {
        let hash = hash_of_values(row.table.cells_in(row.record, self.columns.as_deref()));
        let found = self.by_hash.binary_search_by(|known| {
            let compare = || row_of(self.table, known.row).map(|k| k.compare(row, self.columns.as_deref()));
            known.hash.cmp(&hash).then_with(|| compare().unwrap_or(Ordering::Less))
        });
        let known = self.by_hash.get(found.ok()?)?;
        get(&self.group_of, known.row)
    }

    /// Groups of which some rows are written otherwise than the first.
    pub(super) fn unlike(&self) -> Vec<u32> {
        let rows = (0_u32..).zip(&self.group_of).filter(|(row, group)| row != *group);
        let unlike = rows.filter(|(row, group)| {
            let pair = row_of(self.table, *row).zip(row_of(self.table, **group));
            !pair.is_some_and(|(row, first)| row.is_written_as(first))
        });
        unlike.map(|(_, group)| *group).collect()
    }

    /// Whether no two rows have one identity, and each has one.
    pub(super) fn tells_all_apart(&self) -> bool {
        let filled =
            |record: &TextRecord| self.table.cells_in(*record, self.columns.as_deref()).any(|c| !c.trim().is_empty());
        self.size.iter().all(|n| *n == 1) && self.table.rows.iter().all(filled)
    }

    /// Reads another table beside this one. A row that stands there as it does here, behind the row before it, is not
    /// looked into.
    pub(super) fn match_text(&self, text: DelimitedText<'t>) -> Result<GroupedTable<'t>, Irregular> {
        let (mut table, mut scanner) = TextTable::begin(text).ok_or(Irregular)?;
        let titles = |of: &TextTable<'_>| of.columns.iter().map(|c| c.title.clone()).collect::<Vec<_>>();
        if titles(&table) != titles(self.table) {
            return Err(Irregular);
        }
        let parted_alike = text.delimiter() == self.table.text.delimiter();
        let (mut groups, mut otherwise) = (Vec::with_capacity(self.table.rows.len()), Vec::new());
        table.rows.reserve(self.table.rows.len());
        let mut expected = 0_u32;
        loop {
            let known = row_of(self.table, expected).filter(|_| parted_alike);
            let taken = known.and_then(|k| scanner.take_equal(k.table.text.record(k.record), k.record));
            if let Some(record) = taken {
                table.rows.push(record);
                groups.push(get(&self.group_of, expected).unwrap_or(NO_ROW));
                expected = expected.saturating_add(1);
                continue;
            }
            let Some(record) = table.next_row(&mut scanner)? else { break };
            let row = TextRow { table: &table, record };
            let group = self.group(row);
            if let Some((group, first)) = group.and_then(|g| Some((g, row_of(self.table, g)?))) {
                if !row.is_written_as(first) {
                    otherwise.push(group);
                }
                expected = group.saturating_add(1);
            }
            table.rows.push(record);
            groups.push(group.unwrap_or(NO_ROW));
        }
        let too_long = table.rows.last().is_some_and(|last| last.number > LAST_ROW);
        if too_long { Err(Irregular) } else { Ok(GroupedTable { table, groups, otherwise }) }
    }
}

fn row_of<'a, 't>(table: &'a TextTable<'t>, row: u32) -> Option<TextRow<'a, 't>> {
    Some(TextRow { table, record: *table.rows.get(row as usize)? })
}

/// The entry of a row.
pub(super) fn get<T: Copy>(of: &[T], row: u32) -> Option<T> {
    of.get(row as usize).copied()
}

/// Sets the entry of a row.
pub(super) fn set<T>(of: &mut [T], row: u32, value: T) {
    if let Some(slot) = of.get_mut(row as usize) {
        *slot = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str, delimiter: u8) -> TextTable<'_> {
        let (mut table, mut scanner) = TextTable::begin(DelimitedText::new(text, delimiter)).unwrap();
        while let Some(record) = table.next_row(&mut scanner).unwrap() {
            table.rows.push(record);
        }
        table
    }

    const BASE: &str = "id,a\n1,x\n2,y\n1.0,x\n3,\n";

    #[test]
    fn rows_of_one_identity_are_a_group_in_their_order() {
        let base = table(BASE, b',');
        for columns in [None, Some(vec![0])] {
            let groups = RowGroups::new(&base, columns);
            assert_eq!(groups.group_of, [0, 1, 0, 3]);
            assert_eq!(groups.next, [2, NO_ROW, NO_ROW, NO_ROW]);
            assert_eq!(groups.size, [2, 1, 0, 1]);
            assert_eq!(groups.unlike(), [0], "1.0 is written otherwise than 1");
        }
    }

    #[test]
    fn rows_of_another_table_are_found_wherever_they_stand() {
        let base = table(BASE, b',');
        let groups = RowGroups::new(&base, Some(vec![0]));
        for (text, delimiter, found, otherwise) in [
            (BASE, b',', vec![0, 1, 0, 3], vec![]),
            ("id,a\n1,x\n7,z\n2,y\n", b',', vec![0, NO_ROW, 1], vec![]),
            ("id,a\n3,\n2,\"y\"\n\n1,z\n", b',', vec![3, 1, 0], vec![0]),
            ("id;a\n1;x\n2;y\n3;w\n", b';', vec![0, 1, 3], vec![3]),
        ] {
            let other = groups.match_text(DelimitedText::new(text, delimiter)).unwrap();
            assert_eq!((other.groups, other.table.rows.len()), (found.clone(), found.len()), "{text:?}");
            assert!(otherwise.iter().all(|g| other.otherwise.contains(g)), "{text:?}: {:?}", other.otherwise);
            assert!(other.otherwise.iter().all(|g| otherwise.contains(g)), "{text:?}: {:?}", other.otherwise);
        }
    }

    #[test]
    fn a_table_with_other_titles_has_no_rows_in_common() {
        let base = table(BASE, b',');
        let groups = RowGroups::new(&base, None);
        assert!(groups.match_text(DelimitedText::new("id,A\n1,x\n", b',')).is_err());
    }

    #[test]
    fn a_column_tells_rows_apart_if_each_has_a_value_of_its_own() {
        for (text, apart) in [("id\n1\n2\n", true), ("id\n1\n1.0\n", false), ("id,a\n1,x\n,y\n", false)] {
            assert_eq!(RowGroups::new(&table(text, b','), Some(vec![0])).tells_all_apart(), apart, "{text:?}");
        }
    }
}
