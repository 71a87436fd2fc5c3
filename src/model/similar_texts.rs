//! Which of many texts resemble another most, without spelling it out against each of them.

use super::text::{CONTINUES, RESEMBLES, fold, resemblance};
use std::collections::BTreeSet;

/// Different texts, each with a sketch by which most of them are ruled out at once.
#[derive(Clone, Debug, Default)]
pub struct SimilarTexts {
    known: BTreeSet<String>,
    texts: Vec<(TextSketch, String)>,
}

impl SimilarTexts {
    /// Adds a text, unless it is there.
    pub fn add(&mut self, text: &str) {
        if self.known.insert(text.to_owned()) {
            self.texts.push((TextSketch::of(text), text.to_owned()));
        }
    }

    /// The highest [`resemblance`] to a text, of at least [`RESEMBLES`], among those texts that are wanted, and which of
    /// them have it.
    pub fn most_similar(&self, text: &str, wanted: impl Fn(&str) -> bool) -> Option<(f64, Vec<&str>)> {
        let sketch = TextSketch::of(text);
        let may_resemble = self.texts.iter().filter_map(|(other, text)| {
            let at_most = other.highest_resemblance(&sketch);
            (at_most >= RESEMBLES && wanted(text)).then_some((at_most, text.as_str()))
        });
        let mut candidates: Vec<(f64, &str)> = may_resemble.collect();
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
        let (mut highest, mut nearest) = (RESEMBLES, Vec::new());
        for (at_most, other) in candidates {
            if at_most < highest {
                break;
            }
            let score = resemblance(other, text);
            if score > highest {
                (highest, nearest) = (score, Vec::new());
            }
            if score >= highest {
                nearest.push(other);
            }
        }
        (!nearest.is_empty()).then_some((highest, nearest))
    }
}

impl<'t> FromIterator<&'t str> for SimilarTexts {
    fn from_iter<T: IntoIterator<Item = &'t str>>(texts: T) -> Self {
        let mut all = Self::default();
        texts.into_iter().for_each(|text| all.add(text));
        all
    }
}

/// What can be said of a text's likeness to another without its spelling. Bytes and letters are those of the folded text.
#[derive(Clone, Debug)]
struct TextSketch {
    /// How often each letter or digit occurs. Some letters share a place, which makes texts more alike and never less.
    letters: [u8; 32],
    /// The sum of those.
    letter_count: u32,
    /// All characters.
    length: u32,
    /// The first and the last eight bytes, if there are as many.
    ends: Option<[[u8; 8]; 2]>,
}

impl TextSketch {
    fn of(text: &str) -> Self {
        let text = fold(text);
        let mut letters = [0u8; 32];
        for letter in text.chars().filter(|c| c.is_alphanumeric()) {
            if let Some(count) = letters.get_mut(letter as usize % 32) {
                *count = count.saturating_add(1);
            }
        }
        let bytes = text.as_bytes();
        Self {
            letters,
            letter_count: letters.iter().copied().map(u32::from).sum(),
            length: u32::try_from(text.chars().count()).unwrap_or(u32::MAX),
            ends: bytes.first_chunk().zip(bytes.last_chunk()).map(|(first, last)| [*first, *last]),
        }
    }

    /// What the resemblance of two texts can't exceed. Each letter that one has more often than the other was added,
    /// taken away or changed, however the words are ordered; a text that continues another begins or ends like it.
    fn highest_resemblance(&self, other: &Self) -> f64 {
        let longest = f64::from(self.length.max(other.length).max(1));
        let may_continue = self.ends.zip(other.ends).is_some_and(|([first, last], [f, l])| first == f || last == l);
        let floor = if may_continue { CONTINUES } else { 0.0 };
        let fewer = self.letter_count.abs_diff(other.letter_count);
        if 1.0 - f64::from(fewer) / longest < RESEMBLES {
            return floor;
        }
        let apart: u32 = self.letters.iter().zip(&other.letters).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        (1.0 - f64::from((apart + fewer) / 2) / longest).max(floor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared_with_each<'t>(texts: &[&'t str], text: &str) -> Option<(f64, Vec<&'t str>)> {
        let scored: Vec<(f64, &str)> = texts.iter().map(|other| (resemblance(other, text), *other)).collect();
        let highest = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
        let mut nearest: Vec<&str> = scored.iter().filter(|(score, _)| *score == highest).map(|(_, t)| *t).collect();
        nearest.sort_unstable();
        (highest >= RESEMBLES).then_some((highest, nearest))
    }

    fn found<'t>(texts: &'t SimilarTexts, text: &str) -> Option<(f64, Vec<&'t str>)> {
        let (score, mut nearest) = texts.most_similar(text, |_| true)?;
        nearest.sort_unstable();
        Some((score, nearest))
    }

    #[test]
    fn the_nearest_texts_are_those_that_comparing_each_finds() {
        let mut all = vec![
            "Code freeze not agreed",
            "Code freeze is not agreed",
            "code  freeze not agred",
            "Freeze code, not agreed",
            "Not agreed: code freeze",
            "Ada Park",
            "Park, Ada",
            "Straße",
            "STRASSE",
            "Strasse 1",
            "",
            "a",
            "ab",
            "ba",
            "Title zq12345678",
            "Title zq12345678 reworded by somebody at length",
            "zq12345678",
            "Title zqabcdef99",
            "Network",
            "Netwrok",
            "Network is slow",
            "Is the network slow?",
            "データベース移行の遅れ",
            "データベース移行が遅れる",
        ];
        let numbered: Vec<String> = (0..60)
            .map(|n| format!("Database {} of tenant {} is not ready", n * 37 % 60, "north south".split_at(n % 11).0))
            .collect();
        all.extend(numbered.iter().map(String::as_str));
        let texts: SimilarTexts = all.iter().copied().collect();
        for text in &all {
            for asked in [(*text).to_owned(), format!("{text}s"), text.chars().rev().collect(), text.replace('e', "i")]
            {
                assert_eq!(found(&texts, &asked), compared_with_each(&all, &asked), "{asked}");
            }
        }
    }

    #[test]
    fn a_text_that_goes_on_at_length_is_found_by_its_beginning_or_end() {
        let texts: SimilarTexts = ["Title zq12345678", "Nothing of the kind"].into_iter().collect();
        for asked in ["Title zq12345678, reworded by somebody at length", "By somebody, at length: title zq12345678"] {
            assert_eq!(texts.most_similar(asked, |_| true), Some((CONTINUES, vec!["Title zq12345678"])), "{asked}");
        }
    }

    #[test]
    fn a_text_that_is_not_wanted_leaves_the_next_best() {
        let texts: SimilarTexts = ["Code freeze", "Code freezes", "Data"].into_iter().collect();
        let nearest = |without: &str| Some(texts.most_similar("Code freeze", |t| t != without)?.1);
        assert_eq!(nearest("Data"), Some(vec!["Code freeze"]));
        assert_eq!(nearest("Code freeze"), Some(vec!["Code freezes"]));
        assert_eq!(texts.most_similar("Nothing of the kind", |_| true), None);
    }

    #[test]
    fn a_text_counts_once() {
        let mut texts: SimilarTexts = ["Network", "Network"].into_iter().collect();
        texts.add("Network");
        assert_eq!(texts.most_similar("network", |_| true), Some((1.0, vec!["Network"])));
    }
}
