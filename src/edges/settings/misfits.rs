//! Settings that are right by themselves, but don't fit together or name what doesn't exist.

use super::currencies::is_currency;
use crate::edges::time_zones::{is_time_zone, time_zone_names};
use crate::model::calendar::{Freeze, LONGEST_FREEZE};
use crate::model::encoding_name::encoding_named;
use crate::model::engagement::Engagement;
use crate::model::text::nearest;

/// A setting that doesn't fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) key: &'static str,
    pub(super) message: String,
}

/// Every setting that doesn't fit.
pub(super) fn misfits(engagement: &Engagement) -> Vec<Misfit> {
    let found = [
        ("end", ends_before_start(engagement)),
        ("kickoff", kickoff_outside(engagement)),
        ("time-zone", unknown_time_zone(&engagement.time_zone)),
        ("encoding", engagement.encoding.as_deref().and_then(unknown_encoding)),
        ("currency", unknown_currency(&engagement.currency)),
        ("calendar", implausible_freeze(engagement)),
    ];
    found.into_iter().filter_map(|(key, message)| Some(Misfit { key, message: message? })).collect()
}

fn ends_before_start(engagement: &Engagement) -> Option<String> {
    let (start, end) = (engagement.start?, engagement.end?);
    (end < start).then(|| format!("“end” is {end}, before the start on {start}."))
}

fn kickoff_outside(engagement: &Engagement) -> Option<String> {
    let kickoff = engagement.kickoff?;
    match (engagement.start, engagement.end) {
        (Some(start), _) if kickoff < start => Some(format!("“kickoff” is {kickoff}, before the start on {start}.")),
        (_, Some(end)) if kickoff > end => Some(format!("“kickoff” is {kickoff}, after the end on {end}.")),
        _ => None,
    }
}

fn unknown_time_zone(name: &str) -> Option<String> {
    if is_time_zone(name) {
        return None;
    }
    let known = time_zone_names();
    // People know the city.
    let city = |zone: &&String| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name));
    let near = known.iter().find(city).map(String::as_str).or_else(|| nearest(name, known.iter().map(String::as_str)));
    let near = near.map(|n| format!(" The nearest: “{n}”.")).unwrap_or_default();
    Some(format!("“time-zone” is “{name}”, which is no time zone; expected a name such as \"Europe/Berlin\".{near}"))
}

fn unknown_encoding(name: &str) -> Option<String> {
    let why = encoding_named(name).err()?;
    Some(format!("“encoding” is “{name}”; expected a name such as \"windows-1250\": {why}"))
}

fn implausible_freeze(engagement: &Engagement) -> Option<String> {
    let Freeze { name, from, to } = engagement.calendar.freezes.iter().find(|freeze| !freeze.is_plausible())?;
    let name = if name.is_empty() { String::new() } else { format!(" “{name}”") };
    Some(format!(
        "The freeze{name} is from {from} to {to}; expected an end behind the start, by at most {LONGEST_FREEZE} days."
    ))
}

fn unknown_currency(code: &str) -> Option<String> {
    let hint = if is_currency(&code.to_uppercase()) { " in capitals" } else { "" };
    let message =
        format!("“currency” is “{code}”, which is no currency; expected three letters{hint}, such as \"EUR\".");
    (!is_currency(code)).then_some(message)
}
