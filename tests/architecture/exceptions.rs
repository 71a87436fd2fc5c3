//! The list of what is not yet as the rules say: it may only get shorter.

use crate::rules::{Offence, WITHOUT_EXCEPTION};
use std::collections::{BTreeMap, BTreeSet};

/// How the list may be rewritten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rewriting {
    /// Lines go that no longer offend, and none come.
    Shorter,
    /// Everything that offends now.
    Anew,
}

/// The lines of the list: how often an item is excepted from a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions(BTreeMap<(String, String), usize>);

const HEAD: &str = "# What is not yet as the rules of tests/architecture say: rule, tab, item. Lines only ever go.\n";

impl Exceptions {
    /// Reads the text of the list.
    pub fn read(text: &str) -> Self {
        let mut out = Self::default();
        for line in text.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
            let (rule, item) = line.split_once('\t').unwrap_or((line, ""));
            *out.0.entry((rule.to_owned(), item.to_owned())).or_default() += 1;
        }
        out
    }

    /// The text of the list, sorted.
    pub fn text(&self) -> String {
        let lines = self.0.iter().map(|((rule, item), times)| format!("{rule}\t{item}\n").repeat(*times));
        HEAD.chars().chain(lines.collect::<String>().chars()).collect()
    }

    /// The list after something was put right.
    pub fn rewritten(&self, rewriting: Rewriting, offences: &[Offence]) -> Self {
        let mut out = Self::default();
        for offence in offences.iter().filter(|o| !WITHOUT_EXCEPTION.contains(&o.rule)) {
            let key = (offence.rule.to_owned(), offence.item.clone());
            let listed = self.0.get(&key).copied().unwrap_or(0);
            let times = out.0.get(&key).copied().unwrap_or(0);
            if rewriting == Rewriting::Anew || times < listed {
                out.0.insert(key, times + 1);
            }
        }
        out
    }

    /// What is wrong about one rule: offences that are not in the list, and lines of the list that do not offend.
    pub fn complaints(&self, rule: &str, offences: &[Offence]) -> Vec<String> {
        let mut by_item: BTreeMap<&str, Vec<&Offence>> = BTreeMap::new();
        for offence in offences.iter().filter(|o| o.rule == rule) {
            by_item.entry(&offence.item).or_default().push(offence);
        }
        let new = by_item.iter().filter(|(item, found)| found.len() > self.times(rule, item));
        let mut out = shortest_first(new.flat_map(|(_, found)| found).map(|o| o.message.clone()).collect());
        for ((_, item), listed) in self.0.iter().filter(|((r, _), _)| r == rule) {
            let found = by_item.get(item.as_str()).map_or(0, Vec::len);
            let line = format!("{rule}\t{item}");
            let what =
                format!("{item} is as it should be: remove this line, as PREKICK_ARCHITECTURE=write does: {line}");
            out.extend((found..*listed).map(|_| what.clone()));
        }
        out
    }

    /// How many lines there are about a rule.
    pub fn count(&self, rule: &str) -> usize {
        self.0.iter().filter(|((r, _), _)| r == rule).map(|(_, times)| times).sum()
    }

    /// The rules that lines name and that do not exist or know no exception.
    pub fn strangers(&self, rules: &[&str]) -> Vec<String> {
        let known = |rule: &str| rules.contains(&rule) && !WITHOUT_EXCEPTION.contains(&rule);
        self.0.keys().filter(|(rule, _)| !known(rule)).map(|(rule, item)| format!("{rule}\t{item}")).collect()
    }

    fn times(&self, rule: &str, item: &str) -> usize {
        if WITHOUT_EXCEPTION.contains(&rule) {
            return 0;
        }
        self.0.get(&(rule.to_owned(), item.to_owned())).copied().unwrap_or(0)
    }
}

/// Short circles before long ones, and none that is another from a different start.
fn shortest_first(mut messages: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    messages.retain(|message| {
        let legs: BTreeSet<String> = message.lines().skip(1).map(str::to_owned).collect();
        legs.is_empty() || seen.insert(legs)
    });
    messages.sort_by_key(|message| message.lines().count());
    messages
}
