//! A text as it is compared with many others.

use super::edit_distance::EditTable;
use super::text::{LONGEST_NAME, most_edits, sorted_words};

/// A folded text as it is compared with many others: its letters, as they stand and with its words in alphabetical order.
#[derive(Clone, Debug)]
pub struct SpelledText {
    as_it_stands: Vec<char>,
    words_sorted: Vec<char>,
}

impl SpelledText {
    /// The spelling of a text that is folded already.
    pub fn new(folded: &str) -> Self {
        Self { as_it_stands: folded.chars().collect(), words_sorted: sorted_words(folded).chars().collect() }
    }

    /// How many characters it has.
    pub fn length(&self) -> usize {
        self.as_it_stands.len()
    }

    /// What [`resemblance`](super::text::resemblance) finds where neither text continues the other, if it is at least `least`.
    pub fn resemblance(&self, other: &Self, least: f64, table: &mut EditTable) -> Option<f64> {
        let pairs = [(&self.as_it_stands, &other.as_it_stands), (&self.words_sorted, &other.words_sorted)];
        let scores = pairs.map(|(a, b)| spelled_alike(a, b, least, table));
        scores.into_iter().flatten().max_by(f64::total_cmp)
    }
}

fn spelled_alike(a: &[char], b: &[char], least: f64, table: &mut EditTable) -> Option<f64> {
    let longer = a.len().max(b.len());
    if longer > LONGEST_NAME {
        return (a == b).then_some(1.0);
    }
    let edits = table.distance(a, b, most_edits(longer, least))?;
    let score = if longer == 0 { 1.0 } else { 1.0 - edits as f64 / longer as f64 };
    (score >= least).then_some(score)
}
