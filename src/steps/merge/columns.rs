//! Which column of one sheet is which column of another: by title, else by content where a title was changed.

use super::rows::{Pairs, SheetPair};
use crate::model::plain::PlainSheet;
use crate::model::text::fold_title;

/// For each column of the base, the column of the other sheet with its title.
pub fn columns_by_title(base: &PlainSheet, other: &PlainSheet) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = base.columns.iter().map(|c| other.column(&c.name)).collect();
    for (b, column) in base.columns.iter().enumerate() {
        if found.get(b) != Some(&None) {
            continue;
        }
        let alike = |o: &usize| {
            let name = other.columns.get(*o).map(|c| c.name.as_str()).unwrap_or_default();
            fold_title(name) == fold_title(&column.name) && base.column(name).is_none()
        };
        let free: Vec<usize> = (0..other.columns.len()).filter(|o| !found.contains(&Some(*o))).filter(alike).collect();
        if let (Some(slot), [one]) = (found.get_mut(b), free.as_slice()) {
            *slot = Some(*one);
        }
    }
    found
}

/// Pairs columns that have different titles and hold the same in most of the rows: one column that was retitled.
pub fn renamed_columns(sides: SheetPair<'_>, pairs: &Pairs) -> Vec<(usize, usize)> {
    let gone: Vec<usize> = (0..sides.base.columns.len()).filter(|b| sides.columns.get(*b) == Some(&None)).collect();
    let new: Vec<usize> = (0..sides.other.columns.len()).filter(|o| !sides.columns.contains(&Some(*o))).collect();
    let scores: Vec<(usize, usize, usize)> = gone
        .iter()
        .flat_map(|b| new.iter().map(move |o| (*b, *o)))
        .filter_map(|(b, o)| Some((b, o, equal_rows(sides, pairs, b, o)?)))
        .collect();
    let only_best =
        |(b, o, score): &&(usize, usize, usize)| !scores.iter().any(|(x, y, s)| (x == b) != (y == o) && s >= score);
    scores.iter().filter(only_best).map(|(b, o, _)| (*b, *o)).collect()
}

/// In how many rows two columns hold the same; `None` where that is at most half of those in which either holds anything.
fn equal_rows(sides: SheetPair<'_>, pairs: &Pairs, base: usize, other: usize) -> Option<usize> {
    let (mut filled, mut same) = (0usize, 0usize);
    for (row, to) in pairs.other_of.iter().enumerate().filter_map(|(row, to)| Some((row, (*to)?))) {
        let (one, two) = (&sides.base.cell(row, base).value, &sides.other.cell(to, other).value);
        filled += usize::from(!(one.is_empty() && two.is_empty()));
        same += usize::from(!one.is_empty() && one == two);
    }
    (same > 0 && same * 2 > filled).then_some(same)
}
