//! Which rows of tables are to be looked into: those that are not alike in all, and those by which others are placed.

use super::row_groups::{GroupedTable, NO_ROW, RowGroups, get, set};

/// In whose order rows are to stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowOrder {
    /// The first file's, which the second is compared with.
    Base,
    /// The second file's, into which those behind it are merged.
    Master,
}

/// The rows that are kept, by the rows of the base.
#[derive(Debug)]
pub(super) struct KeptRows {
    /// For each row of the base, whether it and its like are kept.
    kept: Vec<bool>,
    /// For each other table and each of its rows, the row of the base that it is written as, else one that it may be.
    pub(super) records: Vec<Vec<u32>>,
    /// Whether each key stands once at most in each table; never so without key columns.
    pub(super) each_key_once: bool,
}

impl KeptRows {
    pub(super) fn of(groups: &RowGroups<'_, '_>, tables: &[GroupedTable<'_>], order: RowOrder, keyed: bool) -> Self {
        let counts: Vec<Vec<u32>> = tables.iter().map(|t| counts(&t.groups, groups.size.len())).collect();
        let mut alike: Vec<bool> = groups.size.iter().map(|n| *n == 1 || (*n > 1 && !keyed)).collect();
        for group in tables.iter().flat_map(|t| &t.otherwise).chain(&groups.unlike()) {
            set(&mut alike, *group, false);
        }
        for of_table in &counts {
            let same = of_table.iter().zip(&groups.size).map(|(a, b)| a == b);
            alike.iter_mut().zip(same).for_each(|(slot, same)| *slot &= same);
        }
        let once = |of: &[u32]| of.iter().all(|n| *n <= 1);
        let is_alike: Vec<bool> = groups.group_of.iter().map(|g| get(&alike, *g).unwrap_or(false)).collect();
        let mut out = Self {
            kept: is_alike.iter().map(|alike| !alike).collect(),
            records: tables.iter().map(|t| records(groups, t, &alike)).collect(),
            each_key_once: keyed && once(&groups.size) && counts.iter().all(|c| once(c)),
        };
        // How often a key stands in a table; never certain of rows that have no key of their own.
        let times = |row: u32, table: usize| {
            let certain = get(&is_alike, row) == Some(true);
            let single = keyed && get(&groups.size, row) == Some(1);
            if certain { Some(1) } else { counts.get(table).and_then(|c| get(c, row)).filter(|_| single) }
        };
        match order {
            RowOrder::Base => out.keep_neighbours(0, |row| match times(row, 0) {
                Some(1) => Standing::At(row),
                _ => Standing::Unsure,
            }),
            RowOrder::Master => {
                let places = out.places_in(0);
                let standing = |row: u32, n: usize| match (times(row, 0), times(row, n)) {
                    (Some(0), Some(1)) => Standing::Nowhere,
                    (Some(1), Some(1)) => get(&places, row).map_or(Standing::Unsure, Standing::At),
                    _ => Standing::Unsure,
                };
                (1..tables.len()).for_each(|n| out.keep_neighbours(n, |row| standing(row, n)));
                // What comes last stays behind everything. Rows after this one may be removed, so that they can't tell where
                // the end is.
                let of_master = out.records.first().into_iter().flatten();
                let last = of_master.rev().copied().find(|row| get(&out.kept, *row) == Some(false));
                last.into_iter().for_each(|row| set(&mut out.kept, row, true));
            }
        }
        out
    }

    /// Whether a row is kept that is, or may be, this one of the base; or that is none of the base.
    pub(super) fn has(&self, record: u32) -> bool {
        get(&self.kept, record).unwrap_or(true)
    }

    /// For each row of the base, where it stands in a table.
    fn places_in(&self, table: usize) -> Vec<u32> {
        let mut places = vec![NO_ROW; self.kept.len()];
        for (at, record) in (0_u32..).zip(self.records.get(table).into_iter().flatten()) {
            set(&mut places, *record, at);
        }
        places
    }

    /// Keeps those rows of a table by which it can be told where its kept rows stand and whether it is in order: the
    /// neighbours of rows that are new or may be several, and of rows that moved.
    fn keep_neighbours(&mut self, table: usize, standing: impl Fn(u32) -> Standing) {
        let Some(records) = self.records.get(table) else { return };
        let mut more = Vec::new();
        // The last row that is passed over, and its place.
        let mut before: Option<(u32, u32)> = None;
        // The furthest place of the kept rows since then.
        let mut furthest = None;
        for record in records {
            let passed_over = get(&self.kept, *record) == Some(false);
            let behind = |place: u32| before.filter(|(_, last)| *last > place).map(|(row, _)| row);
            match standing(*record) {
                Standing::At(place) if passed_over => {
                    let turned = behind(place);
                    if turned.is_some() || furthest.is_some_and(|furthest| furthest > place) {
                        more.push(*record);
                    }
                    more.extend(turned);
                    if turned.is_some() {
                        // Two rows tell that the whole is in another order.
                        break;
                    }
                    (before, furthest) = (Some((*record, place)), None);
                }
                Standing::At(place) => {
                    more.extend(behind(place));
                    furthest = furthest.max(Some(place));
                }
                Standing::Nowhere => {}
                Standing::Unsure => {
                    more.extend(before.map(|(row, _)| row));
                    furthest = Some(u32::MAX);
                }
            }
        }
        more.into_iter().for_each(|row| set(&mut self.kept, row, true));
    }
}

/// Where a row stands in the table whose order counts.
#[derive(Clone, Copy, Debug)]
enum Standing {
    /// Its row.
    At(u32),
    /// It is not there.
    Nowhere,
    /// It may be several rows, or a new one.
    Unsure,
}

/// How many rows of a table belong to each group.
fn counts(of_rows: &[u32], groups: usize) -> Vec<u32> {
    let mut counts = vec![0_u32; groups];
    for group in of_rows {
        if let Some(n) = counts.get_mut(*group as usize) {
            *n = n.saturating_add(1);
        }
    }
    counts
}

/// For each row of a table the row of the base: of groups that are alike in all tables one after another, else the first.
fn records(groups: &RowGroups<'_, '_>, table: &GroupedTable<'_>, alike: &[bool]) -> Vec<u32> {
    let mut next: Vec<u32> = (0..).take(groups.size.len()).collect();
    let mut record = |group: u32| {
        if !get(alike, group).unwrap_or(false) {
            return group;
        }
        let row = get(&next, group).unwrap_or(group);
        set(&mut next, group, get(&groups.next, row).unwrap_or(NO_ROW));
        row
    };
    table.groups.iter().map(|group| record(*group)).collect()
}
