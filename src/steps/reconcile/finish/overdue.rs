//! Who has not sent a copy back in time, and whose copy somebody else filled in.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::memory::Sent;
use crate::model::place::Place;
use crate::model::text::and_list;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::run::Run;
use crate::steps::validate::people::Resolved;
use jiff::Span;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Copies that are not back by the day on which they were wanted, one finding for each recipient.
pub fn not_back(run: &Run<'_>) -> Vec<Finding> {
    let memory = &run.master.memory;
    let heard: BTreeSet<&str> = memory.files.iter().map(|f| f.copy.as_str()).collect();
    let days = Span::new().days(i64::from(run.engagement.respond_within_days));
    let due = |sent: &Sent| sent.date.parse::<Date>().ok().and_then(|day| day.checked_add(days).ok());
    // A newer copy for the same person takes the place of an older one; any of them may come back.
    let mut latest: BTreeMap<(&str, &str), (&str, &Sent, bool)> = BTreeMap::new();
    for (copy, sent) in memory.sent.iter().filter(|(_, s)| !s.recipient.is_empty()) {
        let back = heard.contains(copy.as_str());
        let entry = latest.entry((&sent.recipient, &sent.workbook)).or_insert((copy, sent, back));
        entry.2 |= back;
        if sent.date >= entry.1.date {
            (entry.0, entry.1) = (copy, sent);
        }
    }
    let mut late: BTreeMap<&str, Vec<(&str, Date)>> = BTreeMap::new();
    for ((recipient, _), (copy, sent, _)) in latest.iter().filter(|(_, (_, _, back))| !back) {
        if let Some(day) = due(sent).filter(|day| *day < run.today) {
            late.entry(recipient).or_default().push((copy, day));
        }
    }
    late.into_iter().map(|(recipient, copies)| overdue(run, recipient, &copies)).collect()
}

fn overdue(run: &Run<'_>, recipient: &str, copies: &[(&str, Date)]) -> Finding {
    let said: Vec<String> = copies.iter().map(|(copy, day)| format!("{copy}, wanted by {day}")).collect();
    let contact = copies.first().and_then(|(copy, _)| run.master.memory.sent.get(*copy)).map(|s| s.contact.clone());
    let name = contact.and_then(|id| name_of(run, &id)).unwrap_or_else(|| recipient.to_owned());
    let message = format!("{name} has not sent back {}.", and_list(&said));
    let place = copies.first().map(|(copy, _)| Place::file(format!("outbox/{copy}.xlsx"))).unwrap_or_default();
    Finding::new(Code::FileOverdue, message).at(place)
}

/// A copy whose file says that another contact saved it last.
pub fn saved_by_another(run: &Run<'_>, file: &Incoming) -> Option<Finding> {
    let Resolved::One(by) = run.people.resolve(file.saved_by.as_deref()?) else { return None };
    let contact = run.master.memory.sent.get(&file.copy).map(|s| s.contact.clone())?;
    let whose = name_of(run, &contact)?;
    if by == whose {
        return None;
    }
    let message = format!("The copy of {whose} was last saved by {by}; its answers count as those of {whose}.");
    Some(Finding::new(Code::FileSavedBy, message).at(Place::file(&file.file)))
}

fn name_of(run: &Run<'_>, contact: &str) -> Option<String> {
    match run.people.resolve(contact) {
        Resolved::One(name) => Some(name),
        _ => None,
    }
}
