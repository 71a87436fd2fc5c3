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
mod tests;
