//! Texts that begin or end with another one.

use crate::model::text::SHORTEST_CONTINUED;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Folded texts in alphabetical order, read forwards and backwards: those that begin or end alike stand together.
#[derive(Clone, Debug, Default)]
pub(super) struct Continuations {
    forwards: BTreeMap<String, Vec<usize>>,
    backwards: BTreeMap<String, Vec<usize>>,
}

impl Continuations {
    pub(super) fn add(&mut self, at: usize, folded: &str) {
        self.forwards.entry(folded.to_owned()).or_default().push(at);
        self.backwards.entry(reversed(folded)).or_default().push(at);
    }

    /// The texts that begin or end with this one, or with which this one begins or ends.
    pub(super) fn of<'s>(&'s self, folded: &str) -> impl Iterator<Item = usize> + use<'s> {
        let mut found = Vec::new();
        for (texts, text) in [(&self.forwards, folded), (&self.backwards, &reversed(folded))] {
            collect_longer(texts, text, &mut found);
            collect_shorter(texts, text, &mut found);
        }
        found.into_iter().flatten().copied()
    }
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn is_long_enough(text: &str) -> bool {
    text.chars().nth(SHORTEST_CONTINUED - 1).is_some()
}

fn collect_longer<'s>(texts: &'s BTreeMap<String, Vec<usize>>, text: &str, found: &mut Vec<&'s Vec<usize>>) {
    if is_long_enough(text) {
        let from = texts.range::<str, _>((Bound::Included(text), Bound::Unbounded));
        found.extend(from.take_while(|(longer, _)| longer.starts_with(text)).map(|(_, at)| at));
    }
}

/// Of the texts before this one, the last either is a beginning of it, or says how much of it such a beginning has at most.
fn collect_shorter<'s>(texts: &'s BTreeMap<String, Vec<usize>>, text: &str, found: &mut Vec<&'s Vec<usize>>) {
    let mut limit = Bound::Excluded(text);
    while let Some((before, at)) = texts.range::<str, _>((Bound::Unbounded, limit)).next_back() {
        let shared = shared_beginning(text, before);
        if !is_long_enough(shared) {
            return;
        }
        limit = if shared.len() == before.len() {
            found.push(at);
            Bound::Excluded(shared)
        } else {
            Bound::Included(shared)
        };
    }
}

fn shared_beginning<'t>(text: &'t str, other: &str) -> &'t str {
    let length = text.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    text.get(..length).unwrap_or_default()
}
