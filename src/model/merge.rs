//! How proposals for one field are merged: what several copies propose, against what each was sent and what the master
//! holds.
//!
//! A conflict is a verdict like any other: nothing here asks, reports or fails.

use crate::model::policy::Policy;
use crate::model::template::Merge;
use crate::model::value::Value;

/// What one copy proposes for a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// What it was compared with: the copy's claim before, or what it was sent.
    pub base: Value,
    /// What the copy holds now.
    pub value: Value,
}

/// One of the values that a policy can take for a field in conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyCandidate {
    /// The value.
    pub value: Value,
    /// Does it come from the side that owns the column?
    pub of_owner: bool,
    /// When its file was saved, as the file's properties say.
    pub saved_at: Option<String>,
}

/// The one value that a policy takes among the candidates; none where it leads to none, or to several.
pub fn settled_by(policy: Policy, candidates: &[PolicyCandidate]) -> Option<&Value> {
    let taken: Vec<&Value> = match policy {
        Policy::Ask => Vec::new(),
        Policy::Owner => candidates.iter().filter(|c| c.of_owner).map(|c| &c.value).collect(),
        Policy::NonEmpty => candidates.iter().map(|c| &c.value).filter(|v| !v.is_empty()).collect(),
        Policy::Latest => {
            // One candidate without a time may be the newest of all.
            let times: Option<Vec<&String>> = candidates.iter().map(|c| c.saved_at.as_ref()).collect();
            let last = times?.into_iter().max()?.clone();
            candidates.iter().filter(|c| c.saved_at.as_ref() == Some(&last)).map(|c| &c.value).collect()
        }
    };
    let (first, rest) = taken.split_first()?;
    rest.iter().all(|v| v == first).then_some(*first)
}

/// What follows from all proposals for one field.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// The master's value stays.
    Keep,
    /// The field becomes this value.
    Change(Value),
    /// A person must decide among the proposals.
    Conflict,
}

/// The verdict by a column's merge policy. The order of proposals makes no difference, save to the order of new lines
/// of a log.
pub fn verdict(policy: Merge, master: &Value, proposals: &[Proposal]) -> Verdict {
    match policy {
        Merge::Replace => replace(master, proposals),
        Merge::Set => set(master, proposals),
        Merge::Append => append(master, proposals),
    }
}

fn replace(master: &Value, proposals: &[Proposal]) -> Verdict {
    let Some(first) = proposals.first() else { return Verdict::Keep };
    if proposals.iter().any(|p| p.value != first.value) {
        return Verdict::Conflict;
    }
    if first.value == *master {
        return Verdict::Keep;
    }
    if proposals.iter().any(|p| p.base == *master) { Verdict::Change(first.value.clone()) } else { Verdict::Conflict }
}

/// What one proposal adds to a set and removes from it.
struct Edit {
    whole: Vec<String>,
    added: Vec<String>,
    removed: Vec<String>,
}

impl Edit {
    fn new(base: &Value, value: &Value) -> Self {
        let (base, whole) = (base.members(), value.members());
        let added = whole.iter().filter(|m| !base.contains(m)).cloned().collect();
        let removed = base.into_iter().filter(|m| !whole.contains(m)).collect();
        Self { whole, added, removed }
    }

    fn is_swap(&self) -> bool {
        !self.added.is_empty() && !self.removed.is_empty()
    }

    fn same(&self, other: &Self) -> bool {
        sorted(&self.whole) == sorted(&other.whole)
    }

    fn against(&self, other: &Self) -> bool {
        self.is_swap()
            || other.is_swap()
            || self.added.iter().any(|m| other.removed.contains(m))
            || self.removed.iter().any(|m| other.added.contains(m))
    }
}

fn sorted(members: &[String]) -> Vec<&String> {
    let mut out: Vec<&String> = members.iter().collect();
    out.sort();
    out
}

fn set(master: &Value, proposals: &[Proposal]) -> Verdict {
    let mut edits: Vec<Edit> = proposals.iter().map(|p| Edit::new(&p.base, &p.value)).collect();
    let Some(first) = proposals.first() else { return Verdict::Keep };
    if proposals.iter().all(|p| p.value == *master) {
        return Verdict::Keep;
    }
    if proposals.iter().all(|p| p.value == first.value && p.base == *master) {
        return Verdict::Change(first.value.clone());
    }
    // What the master became since a copy was sent counts as a proposal too.
    edits.extend(proposals.iter().filter(|p| p.base != *master).map(|p| Edit::new(&p.base, master)));
    let clash = edits.iter().enumerate().any(|(i, a)| edits.iter().skip(i + 1).any(|b| !a.same(b) && a.against(b)));
    if clash {
        return Verdict::Conflict;
    }
    let mut members = master.members();
    members.retain(|m| !edits.iter().any(|e| e.removed.contains(m)));
    for member in edits.iter().flat_map(|e| &e.added) {
        if !members.contains(member) {
            members.push(member.clone());
        }
    }
    // The order of members carries no meaning; sorting makes the order of copies irrelevant.
    members.sort();
    let merged = Value::set(members);
    if merged == *master { Verdict::Keep } else { Verdict::Change(merged) }
}

fn append(master: &Value, proposals: &[Proposal]) -> Verdict {
    let before = master.to_string();
    let mut lines: Vec<&str> = before.lines().collect();
    let texts: Vec<(String, String)> = proposals.iter().map(|p| (p.base.to_string(), p.value.to_string())).collect();
    for (base, value) in &texts {
        let sent: Vec<&str> = base.lines().map(str::trim).collect();
        for line in value.lines().filter(|l| !l.trim().is_empty()) {
            if !sent.contains(&line.trim()) && !lines.iter().any(|l| l.trim() == line.trim()) {
                lines.push(line);
            }
        }
    }
    let merged = Value::text(lines.join("\n"));
    if merged == *master { Verdict::Keep } else { Verdict::Change(merged) }
}

/// Lines of a log that a copy was sent and no longer has: edited or deleted, so not taken from the log.
pub fn lines_gone(base: &Value, value: &Value) -> Vec<String> {
    let now = value.to_string();
    let now: Vec<&str> = now.lines().map(str::trim).collect();
    base.to_string()
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty() && !now.contains(l))
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(t: &str) -> Value {
        Value::text(t)
    }

    fn proposals(said: &[(&str, &str)]) -> Vec<Proposal> {
        said.iter().map(|(b, v)| Proposal { base: text(b), value: text(v) }).collect()
    }

    #[test]
    fn replace_truth_table() {
        use Verdict::{Conflict, Keep};
        let change = |v: &str| Verdict::Change(text(v));
        // master, (sent, returned)…, verdict
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Verdict);
        let table: [Case; 9] = [
            ("b", &[], Keep),
            ("b", &[("b", "x")], change("x")),
            ("b", &[("b", "x"), ("b", "x")], change("x")),
            ("b", &[("b", "x"), ("b", "y")], Conflict),
            ("x", &[("b", "x")], Keep),
            ("o", &[("b", "x")], Conflict),
            ("o", &[("b", "x"), ("o", "x")], change("x")),
            ("b", &[("b", "")], change("")),
            ("o", &[("b", "x"), ("o", "y")], Conflict),
        ];
        for (master, said, expected) in table {
            assert_eq!(verdict(Merge::Replace, &text(master), &proposals(said)), expected, "{master} {said:?}");
            let mut turned = proposals(said);
            turned.reverse();
            assert_eq!(verdict(Merge::Replace, &text(master), &turned), expected, "turned: {master} {said:?}");
        }
    }

    #[test]
    fn policies_truth_table() {
        use Policy::{Ask, Latest, NonEmpty, Owner};
        // value, of the owner's side, saved at…
        type Said<'a> = &'a [(&'a str, bool, &'a str)];
        let table: [(Policy, Said, Option<&str>); 13] = [
            (Ask, &[("a", true, "1"), ("b", false, "2")], None),
            (Owner, &[("a", true, ""), ("b", false, "")], Some("a")),
            (Owner, &[("a", true, ""), ("b", true, "")], None),
            (Owner, &[("a", true, ""), ("a", true, ""), ("b", false, "")], Some("a")),
            (Owner, &[("a", false, ""), ("b", false, "")], None),
            (Owner, &[("", true, ""), ("b", false, "")], Some("")),
            (Latest, &[("a", false, "2026-11-21T09:00:00Z"), ("b", false, "2026-11-22T08:00:00Z")], Some("b")),
            (Latest, &[("a", false, "1"), ("b", false, "1")], None),
            (Latest, &[("a", false, "1"), ("b", false, "")], None),
            (Latest, &[("a", false, "2"), ("b", false, "1"), ("a", false, "2")], Some("a")),
            (NonEmpty, &[("", false, ""), ("b", false, "")], Some("b")),
            (NonEmpty, &[("a", false, ""), ("b", false, ""), ("", false, "")], None),
            (NonEmpty, &[("", false, "")], None),
        ];
        for (policy, said, expected) in table {
            let claim = |(value, of_owner, at): &(&str, bool, &str)| PolicyCandidate {
                value: text(value),
                of_owner: *of_owner,
                saved_at: (!at.is_empty()).then(|| (*at).to_owned()),
            };
            let mut claims: Vec<PolicyCandidate> = said.iter().map(claim).collect();
            let expected = expected.map(text);
            assert_eq!(settled_by(policy, &claims), expected.as_ref(), "{policy:?} {said:?}");
            claims.reverse();
            assert_eq!(settled_by(policy, &claims), expected.as_ref(), "turned: {policy:?} {said:?}");
        }
    }

    fn letters(t: &str) -> Value {
        Value::set(t.chars().map(|c| c.to_string()).collect())
    }

    #[test]
    fn set_truth_table() {
        use Verdict::{Conflict, Keep};
        let change = |v: &str| Verdict::Change(letters(v));
        type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Verdict);
        let table: [Case; 9] = [
            ("ab", &[("ab", "abc")], change("abc")),
            ("ab", &[("ab", "abc"), ("ab", "abd")], change("abcd")),
            ("abc", &[("abc", "ab"), ("abc", "ac")], change("a")),
            ("ab", &[("ab", "b"), ("ab", "abc")], change("bc")),
            ("ab", &[("ab", "ac")], change("ac")),
            ("ab", &[("ab", "ac"), ("ab", "abd")], Conflict),
            ("abx", &[("ab", "abc")], change("abcx")),
            ("a", &[("ab", "abc")], change("ac")),
            ("ab", &[("a", "ab")], Keep),
        ];
        for (master, said, expected) in table {
            let said: Vec<Proposal> =
                said.iter().map(|(b, v)| Proposal { base: letters(b), value: letters(v) }).collect();
            assert_eq!(verdict(Merge::Set, &letters(master), &said), expected, "{master} {said:?}");
        }
    }

    #[test]
    fn a_log_gains_lines_and_loses_none() {
        let said = proposals(&[("one\ntwo", "one\ntwo\nthree"), ("one\ntwo", "two\nfour\nthree")]);
        assert_eq!(
            verdict(Merge::Append, &text("one\ntwo\nours"), &said),
            Verdict::Change(text("one\ntwo\nours\nthree\nfour"))
        );
        assert_eq!(lines_gone(&text("one\ntwo"), &text("two\nfour")), ["one"]);
    }

    /// Every way in which up to `copies` copies can each say another of these values than they were sent.
    fn every_case(values: &[Value], copies: usize, law: impl Fn(&Value, &[Proposal])) {
        let pairs: Vec<Proposal> = values
            .iter()
            .flat_map(|b| {
                values.iter().filter(move |v| *v != b).map(move |v| Proposal { base: b.clone(), value: v.clone() })
            })
            .collect();
        let mut cases: Vec<Vec<Proposal>> = vec![vec![]];
        for _ in 0..copies {
            let longer: Vec<Vec<Proposal>> = cases
                .iter()
                .flat_map(|c| pairs.iter().map(move |p| c.iter().cloned().chain([p.clone()]).collect()))
                .collect();
            for said in &longer {
                for master in values {
                    law(master, said);
                }
            }
            cases = longer;
        }
    }

    /// Every small case: three values, up to four copies.
    #[test]
    fn laws_of_replace_over_all_small_cases() {
        every_case(&["", "a", "b"].map(text), 4, holds);
    }

    /// Three sets and up to four copies; all sets of two members and up to three; all sets of three members and two.
    #[test]
    fn laws_of_set_over_all_small_cases() {
        every_case(&["", "a", "ab"].map(letters), 4, holds_of_sets);
        every_case(&["", "a", "b", "ab"].map(letters), 3, holds_of_sets);
        every_case(&["", "a", "b", "c", "ab", "ac", "bc", "abc"].map(letters), 2, holds_of_sets);
    }

    fn holds_of_sets(master: &Value, said: &[Proposal]) {
        let now = verdict(Merge::Set, master, said);
        let mut turned = said.to_vec();
        turned.reverse();
        assert_eq!(verdict(Merge::Set, master, &turned), now, "order of copies: {master:?} {said:?}");
        let twice: Vec<Proposal> = said.iter().chain(said).cloned().collect();
        assert_eq!(verdict(Merge::Set, master, &twice), now, "saying a thing twice: {master:?} {said:?}");
        let edits: Vec<Edit> = said.iter().map(|p| Edit::new(&p.base, &p.value)).collect();
        let merged = match &now {
            Verdict::Conflict => {
                let ours = said.iter().filter(|p| p.base != *master).map(|p| Edit::new(&p.base, master));
                let all: Vec<Edit> = said.iter().map(|p| Edit::new(&p.base, &p.value)).chain(ours).collect();
                let against = |a: &Edit| all.iter().any(|b| !a.same(b) && a.against(b));
                assert!(all.iter().any(against), "nothing to decide: {master:?} {said:?}");
                return;
            }
            Verdict::Keep => master.members(),
            // Applying it twice is prevented elsewhere: each claim counts once.
            Verdict::Change(value) => value.members(),
        };
        for member in edits.iter().flat_map(|e| &e.added) {
            assert!(merged.contains(member), "an added member was lost: {master:?} {said:?}");
        }
        for member in edits.iter().flat_map(|e| &e.removed) {
            assert!(!merged.contains(member), "a removed member is still there: {master:?} {said:?}");
        }
        let held = master.members();
        let spoken = |m: &String| edits.iter().any(|e| e.added.contains(m) || e.removed.contains(m));
        for member in ["a", "b", "c"].map(str::to_owned).iter().filter(|m| !spoken(m)) {
            assert_eq!(merged.contains(member), held.contains(member), "nobody spoke of it: {master:?} {said:?}");
        }
    }

    /// All logs of up to two lines with up to three copies, and three logs with up to four.
    #[test]
    fn laws_of_append_over_all_small_cases() {
        every_case(&["", "a", "b", "a\nb", "b\na"].map(text), 3, holds_of_logs);
        every_case(&["", "a", "a\nb"].map(text), 4, holds_of_logs);
    }

    fn holds_of_logs(master: &Value, said: &[Proposal]) {
        let merged = |said: &[Proposal]| match verdict(Merge::Append, master, said) {
            Verdict::Keep => master.clone(),
            Verdict::Change(value) => value,
            Verdict::Conflict => panic!("a log never clashes: {master:?} {said:?}"),
        };
        let lines = |value: &Value| value.to_string().lines().map(str::to_owned).collect::<Vec<String>>();
        let now = merged(said);
        assert!(lines(&now).starts_with(&lines(master)), "what was there stays, in its order: {master:?} {said:?}");
        let mut expected = lines(master);
        for p in said {
            let news = lines(&p.value).into_iter().filter(|l| !lines(&p.base).contains(l));
            expected.extend(news);
        }
        expected.sort();
        expected.dedup();
        let mut found = lines(&now);
        found.sort();
        assert_eq!(found, expected, "each new line once, and no other: {master:?} {said:?}");
        let mut turned = said.to_vec();
        turned.reverse();
        let mut other = lines(&merged(&turned));
        other.sort();
        assert_eq!(other, found, "order of copies: {master:?} {said:?}");
        assert_eq!(verdict(Merge::Append, &now, said), Verdict::Keep, "again: {master:?} {said:?}");
    }

    fn holds(master: &Value, said: &[Proposal]) {
        let now = verdict(Merge::Replace, master, said);
        let mut turned = said.to_vec();
        turned.reverse();
        assert_eq!(verdict(Merge::Replace, master, &turned), now, "order of copies");
        let twice: Vec<Proposal> = said.iter().chain(said).cloned().collect();
        assert_eq!(verdict(Merge::Replace, master, &twice), now, "saying a thing twice");
        match now {
            Verdict::Change(v) => {
                assert!(said.iter().all(|p| p.value == v), "an edit was lost");
                assert_eq!(verdict(Merge::Replace, &v, said), Verdict::Keep, "again");
            }
            Verdict::Keep => assert!(said.iter().all(|p| p.value == *master), "an edit was lost"),
            Verdict::Conflict => assert!(said.iter().any(|p| p.value != *master), "nothing to decide"),
        }
    }
}
