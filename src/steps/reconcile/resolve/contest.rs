//! A field about which claims are open: what follows from them, and what is asked.

use crate::model::code::Code;
use crate::model::keys::CopyId;
use crate::model::memory::{Claim, DecidedValue, Subject};
use crate::model::memory_keys::copy_of_claimant;
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::place::Place;
use crate::model::shown_apart::shown_apart;
use crate::model::template::{Column, Merge};
use crate::model::text::{and_list, count};
use crate::model::value::Value;
use crate::steps::reconcile::resolving::Resolving;
use std::collections::{BTreeMap, BTreeSet};

/// What the master holds, and what speaks about it.
#[derive(Clone, Copy)]
pub struct Held<'f> {
    pub master: &'f Value,
    /// The open claims, by copy.
    pub claims: &'f [(CopyId, Claim)],
}

/// A field about which claims are open, as things stand.
pub struct Contest<'f> {
    pub subject: &'f Subject,
    pub column: &'f Column,
    /// What the master holds.
    pub master: &'f Value,
    /// The open claims, by copy.
    pub claims: &'f [(CopyId, Claim)],
    /// The decision that the master's value comes from, where a claim speaks against it that doesn't know of it.
    pub overturned: Option<DecidedValue>,
    /// What people call those who claim something, by their keys.
    names: BTreeMap<&'f str, String>,
}

impl<'f> Contest<'f> {
    /// The field as things stand.
    pub fn new(run: &Resolving<'_, '_>, subject: &'f Subject, column: &'f Column, held: Held<'f>) -> Self {
        let Held { master, claims } = held;
        let memory = &run.working.master.memory;
        let decided = memory.decided.get(subject).filter(|d| d.value == *master && column.merge != Merge::Append);
        let knows = |copy: &CopyId, claim: &Claim, decided: &DecidedValue| {
            let sent = memory.sent.get_index_of(&copy_of_claimant(copy));
            claim.base == decided.value && sent >= Some(decided.copies_sent)
        };
        let is_overturned = |d: &&DecidedValue| claims.iter().any(|(c, w)| w.value != *master && !knows(c, w, d));
        let name =
            |(_, claim): &'f (CopyId, Claim)| (claim.by.as_str(), run.working.master.name_of_recipient(&claim.by));
        let overturned = decided.filter(is_overturned).cloned();
        Self { subject, column, master, claims, overturned, names: claims.iter().map(name).collect() }
    }

    /// Does somebody want a value that the column doesn't take as it stands?
    pub fn has_issue(&self) -> bool {
        self.claims.iter().any(|(_, w)| w.issue.is_some() && w.value != *self.master)
    }

    /// Is the only issue that somebody wrote into a column of the other side?
    pub fn is_between_sides(&self) -> bool {
        let of_a_side = |w: &Claim| w.issue.as_ref().is_none_or(|t| t.code == Code::EditNotOwner && !t.refused);
        self.claims.iter().all(|(_, w)| of_a_side(w))
    }

    /// What follows from the claims. What a person decided is not overturned by a claim that doesn't know of it.
    pub fn verdict(&self) -> Verdict {
        let proposals: Vec<Proposal> =
            self.claims.iter().map(|(_, w)| Proposal { base: w.base.clone(), value: w.value.clone() }).collect();
        match verdict(self.column.merge, self.master, &proposals) {
            Verdict::Change(_) if self.overturned.is_some() => Verdict::Conflict,
            other => other,
        }
    }

    /// What is asked: the issue, where all say the same, else who says what.
    pub fn question(&self) -> (Code, String) {
        let distinct: BTreeSet<&Value> = self.claims.iter().map(|(_, w)| &w.value).collect();
        let issues = self.claims.iter().filter_map(|(_, w)| w.issue.as_ref());
        match issues.take(1).find(|_| distinct.len() == 1) {
            Some(issue) => (issue.code.clone(), issue.message.clone()),
            None => (Code::ConflictField, self.conflict_message()),
        }
    }

    fn conflict_message(&self) -> String {
        let mut said: Vec<(&Value, Vec<&String>)> = Vec::new();
        let mut sorted: Vec<&Claim> = self.claims.iter().map(|(_, w)| w).collect();
        sorted.sort_by(|a, b| (&a.by, &a.place).cmp(&(&b.by, &b.place)));
        for claim in sorted {
            let (value, name) = (&claim.value, self.names.get(claim.by.as_str()));
            match said.iter_mut().find(|(v, _)| *v == value) {
                // Two files of one person say it once.
                Some((_, by)) => by.extend(name.filter(|name| !by.contains(name))),
                None => said.push((value, name.into_iter().collect())),
            }
        }
        let values: Vec<&Value> = said.iter().map(|(value, _)| *value).chain([self.master]).collect();
        let mut shown = shown_apart(&values, usize::MAX);
        let master = shown.pop().unwrap_or_default();
        let sides = said.iter().zip(&shown);
        let says = |by: &[&String]| if by.len() == 1 { "says" } else { "say" };
        let sides: Vec<String> =
            sides.map(|((_, by), value)| format!("{} {} “{value}”", and_list(by), says(by))).collect();
        let title = &self.column.title;
        let many = if said.len() > 1 {
            format!("{} for {title}", count(said.len(), "proposal", "proposals"))
        } else {
            format!("{title} was changed on both sides")
        };
        let Some(decided) = &self.overturned else {
            return format!("{many}: {}; the master holds “{master}”.", sides.join("; "));
        };
        let DecidedValue { id, choice, date, .. } = decided;
        let many = if said.len() > 1 { many } else { format!("{title} was decided before") };
        format!(
            "{many}: {}; “{master}” was decided on {date} ({id}, “{choice}”), and what was sent back doesn't know of it.",
            sides.join("; ")
        )
    }

    /// What all claims were made over, if that is one value.
    pub fn base(&self) -> Value {
        let first = self.claims.first().map(|(_, w)| w.base.clone()).unwrap_or_default();
        if self.claims.iter().all(|(_, w)| w.base == first) { first } else { Value::Empty }
    }

    /// Everybody who claims something, by key.
    pub fn contributors(&self) -> String {
        let by: BTreeSet<&str> = self.claims.iter().map(|(_, w)| w.by.as_str()).collect();
        by.into_iter().collect::<Vec<_>>().join(", ")
    }

    pub fn place(&self) -> Place {
        self.claims.first().map(|(_, w)| w.place.clone()).unwrap_or_default()
    }
}
