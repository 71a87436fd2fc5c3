//! How alike two titles are.

use crate::model::text::spelling_similarity;
use std::collections::BTreeSet;

/// Words that say nothing in a title.
const EMPTY_WORDS: [&str; 10] = ["the", "of", "a", "an", "by", "is", "to", "for", "in", "and"];
/// Titles that are spelled less alike than this, from 0 to 1, are not spelled alike.
const SPELLED_ALIKE: f64 = 0.75;

/// A title in plain form with its words, which are told apart once for all titles that it is compared with.
#[derive(Clone, Debug)]
pub(super) struct TitleInWords {
    plain: String,
    length: usize,
    words: BTreeSet<String>,
}

impl TitleInWords {
    /// The words of a title that is in plain form.
    pub(super) fn of(plain: &str) -> Self {
        let told = |word: &&str| word.chars().count() > 1 && !EMPTY_WORDS.contains(word);
        let words = plain.split(|c: char| !c.is_alphanumeric()).filter(told);
        let words = words.map(|w| w.strip_suffix('s').filter(|w| w.len() > 2).unwrap_or(w).to_owned()).collect();
        TitleInWords { plain: plain.to_owned(), length: plain.chars().count(), words }
    }

    /// How alike two titles are, from 0 to 1: by the words that they share, or by their spelling.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        let shared = self.words.intersection(&other.words).count();
        let (least, most) = (self.words.len().min(other.words.len()), self.words.len().max(other.words.len()).max(1));
        let mut overlap = shared as f64 / most as f64;
        if shared > 0 && shared == least {
            overlap = overlap.max(0.7);
        }
        (overlap * 0.95).max(self.spelled_like(other) * 0.95)
    }

    /// How alike two titles are spelled; 0 where that is too little to count.
    fn spelled_like(&self, other: &Self) -> f64 {
        let (short, long) = (self.length.min(other.length), self.length.max(other.length));
        // Each letter that one has more is a difference.
        if (short as f64) < SPELLED_ALIKE * long as f64 {
            return 0.0;
        }
        let near = spelling_similarity(&self.plain, &other.plain);
        if near >= SPELLED_ALIKE { near } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_alike_by_shared_words_or_by_their_spelling() {
        for (a, b, least, most) in [
            ("risk owner", "owner of the risk", 0.94, 0.96),
            ("owner", "risk owner", 0.66, 0.67),
            ("probability", "probabilty", 0.8, 0.9),
            ("due date", "date due by", 0.94, 0.96),
            ("status", "impact", 0.0, 0.0),
            ("go", "going live", 0.0, 0.0),
            ("", "", 0.0, 1.0),
        ] {
            let found = TitleInWords::of(a).likeness(&TitleInWords::of(b));
            assert!((least..=most).contains(&found), "{a} and {b}: {found}");
            assert!((found - TitleInWords::of(b).likeness(&TitleInWords::of(a))).abs() < f64::EPSILON, "{a} and {b}");
        }
    }
}
