//! Which of many texts resemble another most, without spelling it out against each of them.
//!
//! How often each letter occurs rules out most texts within a few nanoseconds; what is left is compared letter by letter, the
//! likeliest first, and only as far as it may still be the nearest. Texts that begin or end with another are looked up.

mod continuations;
mod letter_counts;
#[cfg(test)]
mod tests;

use super::edit_distance::EditTable;
use super::spelled_text::SpelledText;
use super::text::{CONTINUES, RESEMBLES, fold};
use continuations::Continuations;
use letter_counts::{LetterCounts, TextsByLetters};
use std::collections::BTreeSet;

/// Different texts, with ways to find those that resemble another.
#[derive(Clone, Debug, Default)]
pub struct SimilarTexts {
    known: BTreeSet<String>,
    texts: Vec<KnownText>,
    by_letters: TextsByLetters,
    continuations: Continuations,
}

#[derive(Clone, Debug)]
struct KnownText {
    text: String,
    spelled: SpelledText,
}

/// The nearest texts so far, by position.
struct Nearest {
    score: f64,
    texts: Vec<usize>,
}

impl SimilarTexts {
    /// Adds a text, unless it is there.
    pub fn add(&mut self, text: &str) {
        if !self.known.insert(text.to_owned()) {
            return;
        }
        let (at, folded) = (self.texts.len(), fold(text));
        let spelled = SpelledText::new(&folded);
        self.by_letters.add(at, LetterCounts::of(&folded), spelled.length());
        self.continuations.add(at, &folded);
        self.texts.push(KnownText { text: text.to_owned(), spelled });
    }

    /// The highest [`resemblance`](super::text::resemblance) to a text, of at least [`RESEMBLES`], among those texts that are
    /// wanted, and which of them have it.
    pub fn most_similar(&self, text: &str, wanted: impl Fn(&str) -> bool) -> Option<(f64, Vec<&str>)> {
        let folded = fold(text);
        let wanted = |known: &KnownText| wanted(&known.text);
        let mut nearest = Nearest { score: RESEMBLES, texts: Vec::new() };
        self.add_nearest_spelled(&mut nearest, &folded, &wanted);
        if nearest.score <= CONTINUES {
            for at in self.continuations.of(&folded) {
                if self.texts.get(at).is_some_and(wanted) {
                    nearest.add(at, CONTINUES);
                }
            }
        }
        nearest.texts.sort_unstable();
        nearest.texts.dedup();
        let texts: Vec<&str> =
            nearest.texts.iter().filter_map(|at| self.texts.get(*at)).map(|t| t.text.as_str()).collect();
        (!texts.is_empty()).then_some((nearest.score, texts))
    }

    fn add_nearest_spelled(&self, nearest: &mut Nearest, folded: &str, wanted: &impl Fn(&KnownText) -> bool) {
        let spelled = SpelledText::new(folded);
        let mut table = EditTable::default();
        for candidate in self.by_letters.candidates(&LetterCounts::of(folded), spelled.length()) {
            if candidate.at_most < nearest.score {
                break;
            }
            let Some(known) = self.texts.get(candidate.at).filter(|known| wanted(known)) else { continue };
            if let Some(score) = known.spelled.resemblance(&spelled, nearest.score, &mut table) {
                nearest.add(candidate.at, score);
            }
        }
    }
}

impl Nearest {
    fn add(&mut self, at: usize, score: f64) {
        if score > self.score {
            (self.score, self.texts) = (score, Vec::new());
        }
        if score >= self.score {
            self.texts.push(at);
        }
    }
}

impl<'t> FromIterator<&'t str> for SimilarTexts {
    fn from_iter<T: IntoIterator<Item = &'t str>>(texts: T) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.add(text));
        all
    }
}
