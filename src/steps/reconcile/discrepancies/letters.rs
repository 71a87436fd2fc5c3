//! The letters of candidates: one that was shown keeps its letter, and none is given a second time.

use crate::model::finding::Candidate;
use crate::model::memory::OpenDiscrepancy;

/// The letters that a discrepancy has given so far.
pub struct Letters<'s> {
    shown: &'s [Candidate],
    next: u32,
}

impl<'s> Letters<'s> {
    /// Those of a discrepancy as it was shown; none for a new one.
    pub fn of(shown: Option<&'s OpenDiscrepancy>) -> Self {
        Self { shown: shown.map_or(&[], |o| &o.question.candidates), next: shown.map_or(0, |o| o.next_letter) }
    }

    /// The letter of a candidate: the one under which it was shown, or the next.
    pub fn letter(&mut self, is_it: impl Fn(&Candidate) -> bool) -> u32 {
        let letter = self.shown.iter().find(|c| is_it(c)).map_or(self.next, |c| c.letter);
        self.next = self.next.max(letter + 1);
        letter
    }
}
