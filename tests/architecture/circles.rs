//! Circles among things that need each other.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Who needs whom, and where one can see it.
#[derive(Default)]
pub struct Needs(BTreeMap<String, BTreeMap<String, String>>);

/// A need that can be followed back to where it starts.
pub struct Circle {
    pub from: String,
    pub to: String,
    /// Every step on the shortest way round, from `from`: who is needed next, and where one can see it.
    pub legs: Vec<Leg>,
}

/// One step of a circle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    pub to: String,
    pub seen: String,
}

impl Needs {
    /// Notes one; the first of several stays.
    pub fn add(&mut self, from: &str, to: &str, seen: String) {
        if from != to {
            self.0.entry(from.to_owned()).or_default().entry(to.to_owned()).or_insert(seen);
        }
    }

    /// Every need that is part of a circle, in order of its two ends.
    pub fn circles(&self) -> Vec<Circle> {
        let mut out = Vec::new();
        for (from, needs) in &self.0 {
            for (to, seen) in needs {
                if let Some(mut back) = self.way(to, from) {
                    back.insert(0, Leg { to: to.clone(), seen: seen.clone() });
                    out.push(Circle { from: from.clone(), to: to.clone(), legs: back });
                }
            }
        }
        out
    }

    /// The shortest way from one to another.
    fn way(&self, from: &str, to: &str) -> Option<Vec<Leg>> {
        let mut seen = BTreeSet::from([from]);
        let mut queue = VecDeque::from([(from, Vec::new())]);
        while let Some((at, legs)) = queue.pop_front() {
            if at == to {
                return Some(legs);
            }
            for (next, place) in self.0.get(at).into_iter().flatten() {
                if seen.insert(next) {
                    let leg = Leg { to: next.clone(), seen: place.clone() };
                    queue.push_back((next, legs.iter().cloned().chain([leg]).collect()));
                }
            }
        }
        None
    }
}
