//! How many slips of the pen lie between two texts, given up as soon as they are too many.

use std::ops::RangeInclusive;

/// Compares texts one after another in the same memory.
#[derive(Debug, Default)]
pub struct EditTable {
    rows: Vec<EditRow>,
}

/// A row of the table: how far each beginning of the one text is from a beginning of the other.
#[derive(Debug, Default)]
struct EditRow {
    distances: Vec<usize>,
    /// The columns from the first to the last whose distance is not too far; what stands outside them means nothing.
    near: Option<RangeInclusive<usize>>,
}

/// The letter of a row, with those of the rows before it.
#[derive(Clone, Copy)]
struct Letter<'t> {
    letter: char,
    before: &'t [char],
}

const FAR: usize = usize::MAX / 2;

impl EditTable {
    /// The fewest letters to be added, taken away, changed or swapped until one text is the other, where at most `most`
    /// are: the distance of Damerau and Levenshtein, in which swapped letters may have others between them.
    pub fn distance(&mut self, a: &[char], b: &[char], most: usize) -> Option<usize> {
        let (a, b) = without_common_ends(a, b);
        if a.len().abs_diff(b.len()) > most {
            return None;
        }
        if a.is_empty() || b.is_empty() {
            return Some(a.len().max(b.len()));
        }
        if self.rows.len() <= b.len() {
            self.rows.resize_with(b.len() + 1, EditRow::default);
        }
        self.rows.first_mut()?.begin(a.len().min(most));
        for (i, letter) in b.iter().enumerate() {
            let (above, rest) = self.rows.split_at_mut(i + 1);
            let letter = Letter { letter: *letter, before: b.get(..i)? };
            let row = rest.first_mut()?;
            row.follow(above, a, letter, most);
            row.near.as_ref()?;
        }
        let last = self.rows.get(b.len())?.at(a.len());
        (last < FAR).then_some(last)
    }
}

impl EditRow {
    /// The first row: letters of `a` alone.
    fn begin(&mut self, last: usize) {
        self.distances.clear();
        self.distances.extend(0..=last);
        self.near = Some(0..=last);
    }

    fn at(&self, column: usize) -> usize {
        if !self.near.as_ref().is_some_and(|near| near.contains(&column)) {
            return FAR;
        }
        self.distances.get(column).copied().unwrap_or(FAR)
    }

    /// Fills the row of a letter from those above it. A distance grows by one at most from a neighbour, so only columns
    /// that have one within reach are looked at.
    fn follow(&mut self, above: &[Self], a: &[char], row: Letter<'_>, most: usize) {
        self.near = None;
        self.distances.resize(a.len() + 1, FAR);
        let Some(upper) = above.last() else { return };
        let Some((first, last)) = upper.near.as_ref().map(|near| (*near.start(), *near.end())) else { return };
        let (mut left, mut diagonal) = (FAR, FAR);
        let mut same_before = last_same_before(a, row.letter, first, most);
        for column in first..=a.len() {
            if column > last + 1 && left >= most {
                break;
            }
            let up = upper.at(column);
            let mut distance = left.min(up) + 1;
            if let Some(letter) = column.checked_sub(1).and_then(|c| a.get(c)) {
                if *letter == row.letter {
                    distance = distance.min(diagonal);
                    same_before = Some(column);
                } else {
                    distance = distance.min(diagonal + 1);
                    if let Some(same) = same_before {
                        let swap = Swap { letter: *letter, same, between: column - same - 1 };
                        distance = distance.min(swapped(above, row.before, swap, distance));
                    }
                }
            }
            (left, diagonal) = (if distance > most { FAR } else { distance }, up);
            if let Some(slot) = self.distances.get_mut(column) {
                *slot = left;
            }
            if left < FAR {
                self.near = Some(self.near.as_ref().map_or(column, |near| *near.start())..=column);
            }
        }
    }
}

/// The last column before `first`, but not too far before it, with this letter.
fn last_same_before(a: &[char], letter: char, first: usize, most: usize) -> Option<usize> {
    let before = a.get(..first.saturating_sub(1))?;
    let back = before.iter().rev().take(most).position(|l| *l == letter)?;
    Some(before.len() - back)
}

/// Two letters that may have changed places: the one of a column, and the same one as the row's.
#[derive(Clone, Copy)]
struct Swap {
    letter: char,
    /// The column of the letter that the row has.
    same: usize,
    /// Columns between the two.
    between: usize,
}

/// The distance where these letters changed places, if it is below `least`: what was between them was taken away or added.
fn swapped(above: &[EditRow], before: &[char], swap: Swap, least: usize) -> usize {
    let back = before.iter().rev().take(least.saturating_sub(swap.between + 1)).position(|l| *l == swap.letter);
    let Some(back) = back else { return FAR };
    let row = above.get(before.len() - back - 1);
    row.map_or(FAR, |row| row.at(swap.same - 1) + back + swap.between + 1)
}

/// The texts without what both begin and end with: it changes nothing.
fn without_common_ends<'t>(mut a: &'t [char], mut b: &'t [char]) -> (&'t [char], &'t [char]) {
    while let ([x, rest_of_a @ ..], [y, rest_of_b @ ..]) = (a, b)
        && x == y
    {
        (a, b) = (rest_of_a, rest_of_b);
    }
    while let ([rest_of_a @ .., x], [rest_of_b @ .., y]) = (a, b)
        && x == y
    {
        (a, b) = (rest_of_a, rest_of_b);
    }
    (a, b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
        let [a, b] = [a, b].map(|text| text.chars().collect::<Vec<_>>());
        EditTable::default().distance(&a, &b, most)
    }

    #[test]
    fn letters_added_taken_away_changed_and_swapped_count_one_each() {
        for (a, b, edits) in [
            ("", "", 0),
            ("", "abc", 3),
            ("network", "network", 0),
            ("network", "netwrok", 1),
            ("network", "networks", 1),
            ("network", "etwork", 1),
            ("network", "natwork", 1),
            ("kitten", "sitting", 3),
            ("ca", "abc", 2),
            ("abcdef", "badcfe", 3),
            ("データベース", "データベス", 1),
        ] {
            assert_eq!(distance(a, b, edits), Some(edits), "{a} {b}");
            assert_eq!(distance(b, a, edits + 3), Some(edits), "{b} {a}");
            assert_eq!(edits.checked_sub(1).and_then(|most| distance(a, b, most)), None, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_whole_table(a in "[ab c]{0,14}", b in "[ab c]{0,14}", most in 0usize..8) {
            let whole = strsim::damerau_levenshtein(&a, &b);
            prop_assert_eq!(distance(&a, &b, most), (whole <= most).then_some(whole));
        }
    }
}
