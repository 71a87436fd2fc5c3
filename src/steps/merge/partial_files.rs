//! Tables in delimited text with only those rows that matter: rows that are written alike in all of them are passed over.
//!
//! Merging or comparing what is here gives what merging or comparing the whole tables gives, row by row and finding by
//! finding. For that, rows beside new ones and beside moved ones are here as well, and what the whole tables say about a
//! column is told with them. Where that can't be had, there is no part: where titles differ, a cell stands under no title, or
//! a text may be damaged.

use super::book::is_discrepancies;
use super::column_titles::column_position;
use super::damage::lacks_most;
use super::kept_rows::{KeptRows, RowOrder};
use super::partial_respelling::{TextsAlike, may_be_spelled_otherwise};
use super::row_groups::{GroupedTable, NO_ROW, RowGroups, get, set};
use super::rows::is_naming;
use super::text_table::{TextRow, TextTable};
use super::workbooks::PlainFile;
use crate::model::delimited::{DelimitedText, TextRecord};
use crate::model::plain::{PlainCell, PlainRow, PlainSheet};
use crate::model::value::Value;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A file of delimited text.
#[derive(Clone, Debug)]
pub struct TextFile<'t> {
    /// What it holds.
    pub text: DelimitedText<'t>,
    /// How messages name it.
    pub name: String,
    /// The title of its table.
    pub title: String,
}

/// A file with some of its rows.
#[derive(Debug)]
pub struct PartialFile {
    /// The rows that are here.
    pub file: PlainFile,
    /// How many rows the whole file has.
    pub rows: usize,
    /// The rows that were passed over.
    pub passed_over: Vec<TextRecord>,
}

/// The files with the rows that matter: the base first, then the others. `key` names the key columns; `most_cells` is how
/// many cells a file may have.
pub fn partial_files(
    files: &[TextFile<'_>],
    key: &[String],
    order: RowOrder,
    most_cells: u64,
) -> Option<Vec<PartialFile>> {
    files.iter().all(|file| file.text.ends_with_line_end()).then_some(())?;
    let (first, others) = files.split_first()?;
    let base = whole_table(first.text)?;
    let columns: Vec<usize> = key.iter().filter_map(|k| column_position(&base.columns, k)).collect();
    (columns.len() == key.len()).then_some(())?;
    let groups = RowGroups::new(&base, (!key.is_empty()).then(|| columns.clone()));
    let matched: Result<Vec<GroupedTable<'_>>, _> = others.par_iter().map(|f| groups.match_text(f.text)).collect();
    let matched = matched.ok()?;
    let small = std::iter::once(&base).chain(matched.iter().map(|m| &m.table)).all(|t| t.size() <= most_cells);
    small.then_some(())?;
    let kept = KeptRows::of(&groups, &matched, order, !key.is_empty());
    let needs_all = |table: &GroupedTable<'_>| may_lack_most(&groups, table) || repeats_titles(table);
    (!matched.iter().any(needs_all)).then_some(())?;
    let of_base = partial_file(&base, first, |row| kept.has(row), |_| None);
    let tables = matched.par_iter().zip(others).zip(&kept.records);
    let copies: Vec<PartialFile> = tables
        .map(|((table, file), records)| {
            let record = |row: u32| get(records, row).unwrap_or(NO_ROW);
            partial_file(
                &table.table,
                file,
                |row| kept.has(record(row)),
                |row| {
                    let written = TextRow { table: &table.table, record: get(&table.table.rows, row)? };
                    cells_like(written, TextRow { table: &base, record: get(&base.rows, record(row))? }, &of_base)
                },
            )
        })
        .collect();
    let mut out: Vec<PartialFile> = std::iter::once(of_base).chain(copies).collect();
    let (base_part, copies) = out.split_first()?;
    let of_base = base_part.file.sheets.first()?;
    let others: Vec<&PlainSheet> = copies.iter().flat_map(|f| &f.file.sheets).collect();
    let alike = |column: usize| -> TextsAlike<'_> {
        let records = base_part.passed_over.iter();
        Box::new(records.map(move |r| base.text.cells(*r).nth(column).unwrap_or_default()))
    };
    let is_respelled = others.par_iter().any(|other| may_be_spelled_otherwise(of_base, other, &alike));
    (!is_respelled).then_some(())?;
    if !kept.each_key_once || has_row_without_key(&out, &columns) {
        let distinct = distinct_columns(&out, &base, &matched, &kept);
        let sheets = out.iter_mut().flat_map(|f| &mut f.file.sheets);
        sheets.zip(distinct).for_each(|(sheet, distinct)| sheet.distinct = Some(distinct));
    }
    (!out.iter().flat_map(|f| &f.file.sheets).any(is_discrepancies)).then_some(out)
}

fn whole_table(text: DelimitedText<'_>) -> Option<TextTable<'_>> {
    let (mut table, mut scanner) = TextTable::begin(text)?;
    while let Some(record) = table.next_row(&mut scanner).ok()? {
        table.rows.push(record);
    }
    Some(table)
}

/// Whether so many rows of the base may be gone that the whole tables are needed to tell.
fn may_lack_most(groups: &RowGroups<'_, '_>, table: &GroupedTable<'_>) -> bool {
    let mut counts = vec![0_u32; groups.size.len()];
    for group in &table.groups {
        let n = get(&counts, *group).unwrap_or(0);
        set(&mut counts, *group, n.saturating_add(1));
    }
    let found = groups.size.iter().zip(&counts).filter(|(size, n)| size == n).map(|(size, _)| *size as usize);
    let rows = groups.size.len();
    let gone = rows.saturating_sub(found.sum());
    let none_left = rows > 0 && table.table.rows.is_empty();
    none_left || lacks_most(gone, rows)
}

/// Whether a row that the base does not have holds the titles.
fn repeats_titles(of: &GroupedTable<'_>) -> bool {
    let new = of.table.rows.iter().zip(&of.groups).filter(|(_, group)| **group == NO_ROW);
    let titles = || of.table.columns.iter().map(|c| c.title.trim());
    new.into_iter().any(|(record, _)| {
        let cells: Vec<_> = of.table.cells(*record).collect();
        cells.iter().map(|cell| cell.trim()).eq(titles())
    })
}

/// A table with the rows that are here. `known` gives the cells of those that are written as one that is here already.
fn partial_file(
    table: &TextTable<'_>,
    file: &TextFile<'_>,
    is_here: impl Fn(u32) -> bool,
    known: impl Fn(u32) -> Option<Arc<[PlainCell]>> + Sync,
) -> PartialFile {
    let (mut here, mut passed_over) = (Vec::new(), Vec::new());
    for (row, record) in (0_u32..).zip(&table.rows) {
        if is_here(row) { here.push((row, *record)) } else { passed_over.push(*record) }
    }
    let rows = here.par_iter().map(|(row, record)| match known(*row) {
        Some(cells) => PlainRow { number: record.number, cells },
        None => table.plain_row(*record),
    });
    let rows = rows.collect();
    let sheet = PlainSheet {
        file: file.name.clone(),
        title: file.title.clone(),
        header: table.header,
        columns: table.columns.clone(),
        left_out: passed_over.len(),
        rows,
        text: true,
        ..PlainSheet::default()
    };
    let file = PlainFile { name: file.name.clone(), sheets: vec![sheet], ..PlainFile::default() };
    PartialFile { file, rows: table.rows.len(), passed_over }
}

/// The cells of a row of the base, if this row is written as that one.
fn cells_like(row: TextRow<'_, '_>, of_base: TextRow<'_, '_>, base: &PartialFile) -> Option<Arc<[PlainCell]>> {
    let rows = &base.file.sheets.first()?.rows;
    let at = rows.binary_search_by_key(&of_base.record.number, |known| known.number).ok()?;
    row.is_written_as(of_base).then(|| rows.get(at).map(|known| known.cells.clone()))?
}

fn has_row_without_key(files: &[PartialFile], key: &[usize]) -> bool {
    let sheets = files.iter().flat_map(|f| &f.file.sheets);
    let mut rows = sheets.flat_map(|s| (0..s.rows.len()).map(move |row| (s, row)));
    rows.any(|(sheet, row)| key.iter().all(|k| sheet.cell(row, *k).value.is_empty()))
}

/// For each file, the columns that identify rows in the whole table. A column that does not in the base is of no use
/// elsewhere.
fn distinct_columns(
    files: &[PartialFile],
    base: &TextTable<'_>,
    matched: &[GroupedTable<'_>],
    kept: &KeptRows,
) -> Vec<BTreeSet<usize>> {
    let mut distinct = vec![BTreeSet::new(); files.len()];
    for (column, _) in base.columns.iter().enumerate().filter(|(_, c)| is_naming(c)) {
        let values = RowGroups::new(base, Some(vec![column]));
        if !values.tells_all_apart() {
            continue;
        }
        for (n, (sheet, found)) in files.iter().flat_map(|f| &f.file.sheets).zip(&mut distinct).enumerate() {
            let here: BTreeSet<&Value> = (0..sheet.rows.len()).map(|row| &sheet.cell(row, column).value).collect();
            let alone = here.len() == sheet.rows.len() && !here.contains(&Value::Empty);
            let table = n.checked_sub(1).and_then(|n| matched.get(n).zip(kept.records.get(n)));
            let repeats = table.is_some_and(|(table, records)| {
                let rows = table.table.rows.iter().zip(records).filter(|(_, record)| kept.has(**record));
                let mut same = rows.filter_map(|(row, _)| values.group(TextRow { table: &table.table, record: *row }));
                same.any(|row| !kept.has(row))
            });
            if alone && !repeats {
                found.insert(column);
            }
        }
    }
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the rows that are here, file by file.
    fn here(files: &[&str], key: &[&str], order: RowOrder) -> Option<Vec<Vec<u32>>> {
        let key: Vec<String> = key.iter().map(|k| (*k).to_owned()).collect();
        let named = files.iter().map(|text| TextFile {
            text: DelimitedText::new(text, b','),
            name: "a.csv".into(),
            title: "a".into(),
        });
        let found = partial_files(&named.collect::<Vec<_>>(), &key, order, 1000)?;
        let numbers = |f: &PartialFile| f.file.sheets[0].rows.iter().map(|r| r.number).collect::<Vec<_>>();
        assert!(found.iter().all(|f| f.passed_over.len() + numbers(f).len() == f.rows));
        Some(found.iter().map(numbers).collect())
    }

    const BASE: &str = "id,a\n1,x\n2,y\n3,z\n4,x\n5,y\n6,z\n";

    #[test]
    fn a_comparison_needs_rows_that_differ_and_neighbours_of_those_that_have_no_place() {
        let diff = |to: &str, key: &[&str]| here(&[BASE, to], key, RowOrder::Base).unwrap();
        assert_eq!(diff(BASE, &["id"]), <[Vec<u32>; 2]>::default());
        assert_eq!(diff("id,a\n1,x\n2,y\n3,w\n4,x\n5,y\n6,z\n", &["id"]), [[3], [3]]);
        assert_eq!(diff("id,a\n1,x\n2,y\n3,w\n4,x\n5,y\n6,z\n", &[]), [[2, 3, 4], [2, 3, 4]]);
        assert_eq!(diff("id,a\n1,x\n2,y\n4,x\n5,y\n6,z\n", &["id"]), [vec![3], vec![]]);
        let moved = "id,a\n1,x\n3,w\n2,y\n4,x\n5,y\n6,z\n";
        assert_eq!(diff(moved, &["id"]), [[2, 3], [2, 3]], "the row that moved, and one that tells it");
        let turned = "id,a\n6,z\n1,x\n2,y\n3,z\n4,x\n5,y\n";
        assert_eq!(diff(turned, &["id"]), [[1, 6], [1, 2]]);
    }

    #[test]
    fn a_merge_needs_the_row_before_a_new_one_and_the_last_one() {
        let copy = "id,a\n1,x\n2,y\n9,w\n3,z\n4,x\n5,y\n6,z\n";
        assert_eq!(
            here(&[BASE, BASE, copy], &["id"], RowOrder::Master).unwrap(),
            [vec![2, 3, 6], vec![2, 3, 6], vec![2, 3, 4, 7]]
        );
    }

    #[test]
    fn of_a_key_that_stands_twice_one_row_is_new_even_where_the_master_has_neither() {
        let (master, copy) = ("id,a\n2,y\n8,v\n", "id,a\n1,x\n2,y\n1,x\n");
        let found = here(&["id,a\n1,x\n2,y\n", master, copy], &["id"], RowOrder::Master).unwrap();
        assert_eq!(found[1], [1, 2], "what the second one follows is here");
    }

    #[test]
    fn rows_that_stand_twice_are_passed_over_only_without_a_key() {
        let twice = "id,a\n1,x\n1,x\n2,y\n";
        assert_eq!(here(&[twice, twice], &[], RowOrder::Base).unwrap(), <[Vec<u32>; 2]>::default());
        assert_eq!(here(&[twice, twice], &["id"], RowOrder::Base).unwrap()[0], [1, 2, 3], "and the one beside them");
    }

    #[test]
    fn what_the_whole_table_says_of_a_column_is_told() {
        let distinct = |to: &str| {
            let named = [BASE, to].map(|text| TextFile {
                text: DelimitedText::new(text, b','),
                name: "a.csv".into(),
                title: "a".into(),
            });
            let found = partial_files(&named, &[], RowOrder::Base, 1000).unwrap();
            found.into_iter().map(|f| f.file.sheets[0].distinct.clone().unwrap().len()).collect::<Vec<_>>()
        };
        assert_eq!(distinct("id,a\n1,x\n2,y\n3,w\n4,x\n5,y\n6,z\n"), [1, 1]);
        assert_eq!(distinct("id,a\n1,x\n2,y\n6,w\n4,x\n5,y\n6,z\n"), [1, 0], "6 stands twice, once among the others");
        assert_eq!(distinct("id,a\n1,x\n2,y\n,w\n4,x\n5,y\n6,z\n"), [1, 0], "one has none");
    }

    #[test]
    fn tables_that_differ_in_titles_or_size_are_not_read_in_part() {
        for other in ["id,b\n1,x\n", "id,a,b\n1,x,y\n", "id,a\n1,x,y\n", "id,a\n1,\"x\n"] {
            assert_eq!(here(&[BASE, other], &["id"], RowOrder::Base), None, "{other:?}");
        }
        assert_eq!(here(&[BASE, BASE], &["nr"], RowOrder::Base), None);
        assert_eq!(here(&[&format!("id,a\n{}", "1,x\n".repeat(600)), BASE], &[], RowOrder::Base), None);
    }
}
