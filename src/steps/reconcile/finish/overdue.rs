//! Who has not sent a copy back in time.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::CopyId;
use crate::model::memory::SentCopy;
use crate::model::place::Place;
use crate::model::state::Master;
use crate::model::text::and_list;
use crate::steps::reconcile::context::Context;
use jiff::Span;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Copies that are not back by the day on which they were wanted, one finding for each recipient.
pub fn not_back(context: &Context<'_>, master: &Master) -> Vec<Finding> {
    let memory = &master.memory;
    let returned: BTreeSet<&CopyId> = memory.files.iter().map(|f| &f.copy).collect();
    let days = Span::new().days(i64::from(context.engagement.respond_within_days));
    let due = |sent: &SentCopy| sent.date.parse::<Date>().ok().and_then(|day| day.checked_add(days).ok());
    // A newer copy for the same person takes the place of an older one; any of them may come back.
    let mut latest: BTreeMap<(&str, &str), (&CopyId, &SentCopy, bool)> = BTreeMap::new();
    for (copy, sent) in memory.sent.iter().filter(|(_, s)| !s.recipient.is_empty()) {
        let back = returned.contains(copy);
        let entry = latest.entry((&sent.recipient, &sent.workbook)).or_insert((copy, sent, back));
        entry.2 |= back;
        if sent.date >= entry.1.date {
            (entry.0, entry.1) = (copy, sent);
        }
    }
    let mut late: BTreeMap<&str, Vec<(&CopyId, Date)>> = BTreeMap::new();
    for ((recipient, _), (copy, sent, _)) in latest.iter().filter(|(_, (_, _, back))| !back) {
        if let Some(day) = due(sent).filter(|day| *day < context.today) {
            late.entry(recipient).or_default().push((copy, day));
        }
    }
    late.into_iter().map(|(recipient, copies)| overdue(context, master, recipient, &copies)).collect()
}

fn overdue(context: &Context<'_>, master: &Master, recipient: &str, copies: &[(&CopyId, Date)]) -> Finding {
    let said: Vec<String> = copies.iter().map(|(copy, day)| format!("{copy}, wanted by {day}")).collect();
    let contact = copies.first().and_then(|(copy, _)| master.memory.sent.get(*copy)).map(|s| s.contact.clone());
    let name = contact.and_then(|id| context.people.name_of(&id)).unwrap_or_else(|| recipient.to_owned());
    let message = format!("{name} has not sent back {}.", and_list(&said));
    let place = copies.first().map(|(copy, _)| Place::file(format!("outbox/{copy}.xlsx"))).unwrap_or_default();
    Finding::new(Code::FileOverdue, message).at(place)
}
