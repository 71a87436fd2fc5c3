//! Which row of one sheet is which row of another: by key columns, else by content. A row that could be two rows is paired
//! with neither.

use super::column_titles::column_position;
use crate::model::plain::{PlainCell, PlainColumn, PlainSheet};
use crate::model::value::Value;
use indexmap::IndexMap;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Two sheets to be paired.
#[derive(Clone, Copy, Debug)]
pub struct SheetPair<'a> {
    /// The earlier sheet.
    pub base: &'a PlainSheet,
    /// The later sheet.
    pub other: &'a PlainSheet,
    /// For each column of the base, the column of the other.
    pub columns: &'a [Option<usize>],
}

/// The rows of two sheets that are the same record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs {
    /// For each row of the base, the row of the other.
    pub other_of: Vec<Option<usize>>,
    /// For each row of the other, the row of the base.
    pub base_of: Vec<Option<usize>>,
}

impl Pairs {
    fn new(sides: SheetPair<'_>) -> Self {
        Self { other_of: vec![None; sides.base.rows.len()], base_of: vec![None; sides.other.rows.len()] }
    }

    fn join(&mut self, base: usize, other: usize) {
        if let (Some(to), Some(of)) = (self.other_of.get_mut(base), self.base_of.get_mut(other)) {
            (*to, *of) = (Some(other), Some(base));
        }
    }

    /// Rows that are in no pair: those of the base that are gone, those of the other that are new.
    pub fn unpaired(&self) -> (Vec<usize>, Vec<usize>) {
        let open = |of: &[Option<usize>]| of.iter().enumerate().filter(|(_, p)| p.is_none()).map(|(i, _)| i).collect();
        (open(&self.other_of), open(&self.base_of))
    }
}

/// Pairs rows by the values of key columns, given by their positions in the base. Rows that share a key, and rows without
/// one, are paired by content among themselves.
pub fn pair_by_key(sides: SheetPair<'_>, key: &[usize]) -> Pairs {
    let mut pairs = Pairs::new(sides);
    let there: Vec<usize> = key.iter().filter_map(|k| sides.columns.get(*k).copied().flatten()).collect();
    if there.len() < key.len() {
        return pair_by_content(sides);
    }
    let (base, other) = (RowValues::sorted(sides.base, key), RowValues::sorted(sides.other, &there));
    let (mut groups, mut names) = (groups_of_equal(&other).peekable(), None);
    for group in groups_of_equal(&base) {
        let Some(first) = group.first() else { continue };
        while groups.next_if(|others| others.first().is_some_and(|o| o.compare(first).is_lt())).is_some() {}
        let Some(others) = groups.next_if(|others| others.first().is_some_and(|o| o.compare(first).is_eq())) else {
            continue;
        };
        match (group, others) {
            ([row], [other]) if !row.is_empty() => pairs.join(row.row, other.row),
            _ => {
                let names = names.get_or_insert_with(|| identifying_columns(sides));
                let numbers = |of: &[RowValues<'_>]| of.iter().map(|row| row.row).collect::<Vec<_>>();
                let (rows, others) = (numbers(group), numbers(others));
                pair_among(sides, names, &rows, &others, &mut pairs);
                pair_in_order(&rows, &others, &mut pairs);
            }
        }
    }
    pairs
}

/// Pairs rows by key columns, given by their titles, else by content.
pub fn pair_rows(sides: SheetPair<'_>, key: &[String]) -> Pairs {
    let key: Vec<usize> = key.iter().filter_map(|k| column_position(&sides.base.columns, k)).collect();
    if key.is_empty() { pair_by_content(sides) } else { pair_by_key(sides, &key) }
}

/// Of rows that no key pairs, those with similar other values: each is the other's single best match.
pub fn similar_rows_without_key(sides: SheetPair<'_>, pairs: &Pairs) -> Vec<(usize, usize)> {
    let shared = shared_columns(sides);
    let (mine, theirs): (Vec<usize>, Vec<usize>) = shared.iter().copied().unzip();
    let holds = |sheet: &PlainSheet, row: usize, columns: &[usize]| {
        values(sheet, row, columns).iter().any(|value| !value.is_empty())
    };
    let (base, other) = pairs.unpaired();
    let base: Vec<usize> = base.into_iter().filter(|row| holds(sides.base, *row, &mine)).collect();
    let other: Vec<usize> = other.into_iter().filter(|row| holds(sides.other, *row, &theirs)).collect();
    let mut alike = Pairs::new(sides);
    // A column that names something else, such as a customer, does not identify the row.
    pair_among(sides, &BTreeSet::new(), &base, &other, &mut alike);
    alike.other_of.iter().enumerate().filter_map(|(b, o)| Some((b, (*o)?))).collect()
}

/// Rows that have the same values in some columns, several at least, in the order of these values.
pub fn rows_of_one_key(sheet: &PlainSheet, key: &[usize]) -> Vec<Vec<usize>> {
    let rows = RowValues::sorted(sheet, key);
    let several = groups_of_equal(&rows).filter(|group| group.len() > 1);
    several.map(|group| group.iter().map(|row| row.row).collect()).collect()
}

/// Pairs rows by content: first equal rows; then rows that share most values, where rare values weigh more.
pub fn pair_by_content(sides: SheetPair<'_>) -> Pairs {
    let mut pairs = Pairs::new(sides);
    let (base, other): (Vec<usize>, Vec<usize>) =
        ((0..sides.base.rows.len()).collect(), (0..sides.other.rows.len()).collect());
    pair_among(sides, &identifying_columns(sides), &base, &other, &mut pairs);
    pairs
}

/// Pairs the remaining rows of one key in their order, where both sides have as many.
fn pair_in_order(rows: &[usize], others: &[usize], pairs: &mut Pairs) {
    let left: Vec<usize> = rows.iter().copied().filter(|r| pairs.other_of.get(*r) == Some(&None)).collect();
    let others: Vec<usize> = others.iter().copied().filter(|o| pairs.base_of.get(*o) == Some(&None)).collect();
    if left.len() == others.len() {
        left.into_iter().zip(others).for_each(|(row, other)| pairs.join(row, other));
    }
}

fn pair_among(sides: SheetPair<'_>, names: &BTreeSet<usize>, base: &[usize], other: &[usize], pairs: &mut Pairs) {
    pair_equal(sides, base, other, pairs);
    // Every round can pair more: once one of two rows with a value is paired, the value identifies the other.
    for _ in 0..ROUNDS {
        let is_in = |of: &[Option<usize>], rows: &[usize]| -> Vec<usize> {
            rows.iter().copied().filter(|r| of.get(*r) == Some(&None)).collect()
        };
        let (left, right) = (is_in(&pairs.other_of, base), is_in(&pairs.base_of, other));
        if left.is_empty() || right.is_empty() || !pair_similar(sides, names, &left, &right, pairs) {
            break;
        }
    }
}

const ROUNDS: usize = 8;

/// Pairs rows of which every cell is equal; where several are, in their order.
fn pair_equal(sides: SheetPair<'_>, base: &[usize], other: &[usize], pairs: &mut Pairs) {
    let shared: Vec<(usize, usize)> = shared_columns(sides);
    let (mine, theirs): (Vec<usize>, Vec<usize>) = shared.iter().copied().unzip();
    let sorted = |sheet, rows: &[usize], columns| {
        let rows = rows.iter().map(|row| RowValues { sheet, row: *row, columns });
        in_order(rows.collect()).into_iter().peekable()
    };
    let (mut base, mut other) = (sorted(sides.base, base, &mine), sorted(sides.other, other, &theirs));
    while let (Some(one), Some(two)) = (base.peek(), other.peek()) {
        match one.compare(two) {
            Ordering::Less => drop(base.next()),
            Ordering::Greater => drop(other.next()),
            Ordering::Equal => {
                pairs.join(one.row, two.row);
                base.next();
                other.next();
            }
        }
    }
}

/// A row as its values in some columns.
#[derive(Clone, Copy)]
struct RowValues<'a> {
    sheet: &'a PlainSheet,
    row: usize,
    columns: &'a [usize],
}

/// Sorting keeps the order of equal rows, and takes little where rows are in the order of their first column.
fn in_order(mut rows: Vec<RowValues<'_>>) -> Vec<RowValues<'_>> {
    rows.sort_by(RowValues::compare);
    rows
}

fn groups_of_equal<'r, 'a>(rows: &'r [RowValues<'a>]) -> impl Iterator<Item = &'r [RowValues<'a>]> {
    rows.chunk_by(|a, b| a.compare(b).is_eq())
}

impl<'a> RowValues<'a> {
    /// All rows of a sheet, in the order of their values.
    fn sorted(sheet: &'a PlainSheet, columns: &'a [usize]) -> Vec<Self> {
        in_order((0..sheet.rows.len()).map(|row| Self { sheet, row, columns }).collect())
    }

    fn is_empty(&self) -> bool {
        self.columns.iter().all(|column| self.sheet.cell(self.row, *column).value.is_empty())
    }

    fn compare(&self, other: &Self) -> Ordering {
        let rows = self.sheet.rows.get(self.row).zip(other.sheet.rows.get(other.row));
        if self.columns == other.columns && rows.is_some_and(|(own, its)| own.shares_cells_with(its)) {
            return Ordering::Equal;
        }
        let pairs = self.columns.iter().zip(other.columns);
        let mut orders =
            pairs.map(|(own, its)| self.sheet.cell(self.row, *own).value.cmp(&other.sheet.cell(other.row, *its).value));
        orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

fn shared_columns(sides: SheetPair<'_>) -> Vec<(usize, usize)> {
    sides.columns.iter().enumerate().filter_map(|(b, o)| Some((b, (*o)?))).collect()
}

fn values<'a>(sheet: &'a PlainSheet, row: usize, columns: &[usize]) -> Vec<&'a Value> {
    columns.iter().map(|c| &sheet.cell(row, *c).value).collect()
}

/// A value that more rows than this have identifies none of them.
const COMMON: usize = 12;

/// Pairs rows of which each is the other's single best match. Returns whether there were any.
fn pair_similar(
    sides: SheetPair<'_>,
    names: &BTreeSet<usize>,
    left: &[usize],
    right: &[usize],
    pairs: &mut Pairs,
) -> bool {
    let shared = shared_columns(sides);
    let mut holders: IndexMap<(usize, &Value), Vec<usize>> = IndexMap::new();
    for row in left {
        for (b, _) in &shared {
            let value = &sides.base.cell(*row, *b).value;
            if !value.is_empty() {
                holders.entry((*b, value)).or_default().push(*row);
            }
        }
    }
    let mut scores: BTreeMap<usize, Vec<(usize, u32)>> = BTreeMap::new();
    for row in right {
        let mut of_row: BTreeMap<usize, u32> = BTreeMap::new();
        for (b, o) in &shared {
            let value = &sides.other.cell(*row, *o).value;
            let Some(rare) = holders.get(&(*b, value)).filter(|h| h.len() <= COMMON) else { continue };
            for holder in rare {
                *of_row.entry(*holder).or_default() += rarity_weight(rare.len());
            }
        }
        let near = of_row.into_iter().filter(|(base, _)| is_similar(sides, names, &shared, *base, *row));
        // Scored by the weights of shared values; a tie by how many values are equal.
        let full = near.map(|(base, score)| (base, score + equal_cells(sides, &shared, base, *row)));
        scores.insert(*row, full.collect());
    }
    let mut best_of_base: BTreeMap<usize, (u32, Option<usize>)> = BTreeMap::new();
    for (row, of_row) in &scores {
        for (base, score) in of_row {
            let best = best_of_base.entry(*base).or_insert((0, None));
            match score.cmp(&best.0) {
                std::cmp::Ordering::Greater => *best = (*score, Some(*row)),
                std::cmp::Ordering::Equal => best.1 = None,
                std::cmp::Ordering::Less => {}
            }
        }
    }
    let mut any = false;
    for (row, of_row) in &scores {
        let most = of_row.iter().map(|(_, s)| *s).max().unwrap_or(0);
        let mut best = of_row.iter().filter(|(_, s)| *s == most);
        if let (Some((base, score)), None) = (best.next(), best.next())
            && best_of_base.get(base) == Some(&(*score, Some(*row)))
        {
            pairs.join(*base, *row);
            any = true;
        }
    }
    any
}

/// The fewer rows have a value, the more it weighs.
fn rarity_weight(holders: usize) -> u32 {
    u32::try_from(120 / holders.max(1)).unwrap_or(1)
}

fn equal_cells(sides: SheetPair<'_>, shared: &[(usize, usize)], base: usize, other: usize) -> u32 {
    let same = |(b, o): &&(usize, usize)| sides.base.cell(base, *b).value == sides.other.cell(other, *o).value;
    u32::try_from(shared.iter().filter(same).count()).unwrap_or(u32::MAX)
}

/// Whether half of the filled cells of two rows are equal, or the one that names the record.
fn is_similar(
    sides: SheetPair<'_>,
    names: &BTreeSet<usize>,
    shared: &[(usize, usize)],
    base: usize,
    other: usize,
) -> bool {
    let (mut filled, mut same) = (0usize, 0usize);
    for (b, o) in shared {
        let (one, two) = (&sides.base.cell(base, *b).value, &sides.other.cell(other, *o).value);
        if one.is_empty() && two.is_empty() {
            continue;
        }
        filled += 1;
        if one == two {
            same += 1;
            if names.contains(b) {
                return true;
            }
        }
    }
    same * 2 >= filled
}

/// Whether no two values are the same. Sorting takes little where they ascend already.
fn are_distinct(mut values: Vec<&Value>) -> bool {
    values.sort();
    values.windows(2).all(|pair| matches!(pair, [a, b] if a != b))
}

/// Titles of columns that number or identify records.
const NAMING: [&str; 12] =
    ["id", "key", "ref", "reference", "code", "uuid", "identifier", "no", "no.", "nr", "#", "number"];

/// Whether a column is titled as one that numbers or identifies records.
pub fn is_naming(column: &PlainColumn) -> bool {
    is_naming_title(&column.name)
}

/// Whether a column with this title numbers or identifies records.
pub(super) fn is_naming_title(title: &str) -> bool {
    let name = crate::model::text::fold(title);
    NAMING.contains(&name.as_str()) || name.ends_with(" id")
}

/// The columns that identify records: titled so, and with a different value in each row on both sides.
pub fn identifying_columns(sides: SheetPair<'_>) -> BTreeSet<usize> {
    let is_named = |b: usize| sides.base.columns.get(b).is_some_and(is_naming);
    let unique = |sheet: &PlainSheet, column: usize| {
        if let Some(known) = &sheet.distinct {
            return known.contains(&column);
        }
        let cells = (0..sheet.rows.len()).map(|row| sheet.cell(row, column));
        let values: Vec<&Value> = cells.map(|c: &PlainCell| &c.value).filter(|v| !v.is_empty()).collect();
        values.len() == sheet.rows.len() && are_distinct(values)
    };
    let all = shared_columns(sides).into_iter();
    all.filter(|(b, o)| is_named(*b) && unique(sides.base, *b) && unique(sides.other, *o)).map(|(b, _)| b).collect()
}
