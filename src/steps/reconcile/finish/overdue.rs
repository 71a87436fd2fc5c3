//! Who has not sent a copy back in time.

use crate::model::awaited::{LatestCopy, latest_copies};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::CopyId;
use crate::model::place::Place;
use crate::model::state::Master;
use crate::model::text::and_list;
use crate::steps::reconcile::context::Context;
use jiff::Span;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Copies that are not back by the day on which they were wanted, one finding for each recipient.
pub fn not_back(context: &Context<'_>, master: &Master) -> Vec<Finding> {
    let mut late: BTreeMap<&str, Vec<(&CopyId, Date)>> = BTreeMap::new();
    for LatestCopy { copy, sent, .. } in latest_copies(&master.memory).into_iter().filter(|latest| !latest.back) {
        let days = Span::new().days(i64::from(context.engagement.respond_within_days));
        let due = sent.date.parse::<Date>().ok().and_then(|day| day.checked_add(days).ok());
        if let Some(day) = due.filter(|day| *day < context.today) {
            late.entry(&sent.recipient).or_default().push((copy, day));
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
