//! What can be said of texts' likeness without their spelling: how often each letter occurs in them.

use crate::model::text::{RESEMBLES, most_edits};
use std::collections::BTreeMap;

/// How often each letter or digit occurs in a folded text. Some share a place, which makes texts more alike and never less.
#[derive(Clone, Debug)]
pub(super) struct LetterCounts {
    counts: [u8; PLACES],
}

const PLACES: usize = 32;

/// Texts by the number of their letters.
#[derive(Clone, Debug, Default)]
pub(super) struct TextsByLetters {
    groups: BTreeMap<u32, LetterGroup>,
}

/// Texts with the same number of letters.
#[derive(Clone, Debug, Default)]
struct LetterGroup {
    /// The length of the longest text, with its blanks and marks.
    longest: usize,
    counts: Vec<LetterCounts>,
    /// Their positions.
    texts: Vec<usize>,
}

/// A text whose letters don't rule it out.
#[derive(Clone, Copy, Debug)]
pub(super) struct PossibleText {
    /// Its position.
    pub(super) at: usize,
    /// The resemblance that it can't exceed.
    pub(super) at_most: f64,
}

impl LetterCounts {
    pub(super) fn of(folded: &str) -> Self {
        let mut counts = [0u8; PLACES];
        for letter in folded.chars().filter(|c| c.is_alphanumeric()) {
            if let Some(count) = counts.get_mut(place(letter)) {
                *count = count.saturating_add(1);
            }
        }
        Self { counts }
    }

    fn sum(&self) -> u32 {
        self.counts.iter().copied().map(u32::from).sum()
    }

    /// By how many letters in all one has more than the other, of whichever letters.
    fn apart(&self, other: &Self) -> u32 {
        self.counts.iter().zip(&other.counts).map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
    }
}

/// Digits have the places that no letter from a to z has.
fn place(letter: char) -> usize {
    if letter.is_ascii_digit() { 27 + letter as usize % 5 } else { letter as usize % PLACES }
}

impl TextsByLetters {
    pub(super) fn add(&mut self, at: usize, counts: LetterCounts, length: usize) {
        let group = self.groups.entry(counts.sum()).or_default();
        group.longest = group.longest.max(length);
        group.counts.push(counts);
        group.texts.push(at);
    }

    /// The texts that may resemble one with these letters and of this length, the likeliest first. Each letter that one has
    /// more often than the other was added, taken away or changed, however the words are ordered.
    pub(super) fn candidates(&self, counts: &LetterCounts, length: usize) -> Vec<PossibleText> {
        let sum = counts.sum();
        let mut found = Vec::new();
        for (letters, group) in &self.groups {
            let fewer = letters.abs_diff(sum);
            let longest = group.longest.max(length);
            let most = u32::try_from(most_edits(longest, RESEMBLES)).unwrap_or(u32::MAX);
            if fewer > most {
                continue;
            }
            let edits = |theirs: &LetterCounts| (counts.apart(theirs) + fewer) / 2;
            let near = group.counts.iter().map(edits).zip(&group.texts).filter(|(edits, _)| *edits <= most);
            let at_most = |edits: u32| 1.0 - f64::from(edits) / longest.max(1) as f64;
            found.extend(near.map(|(edits, at)| PossibleText { at: *at, at_most: at_most(edits) }));
        }
        found.sort_unstable_by(|a, b| b.at_most.total_cmp(&a.at_most).then(a.at.cmp(&b.at)));
        found
    }
}
