//! Settings that are right by themselves, but don't fit together or name what doesn't exist.

use super::currencies::is_currency;
use super::{SettingsError, at, span_of};
use crate::edges::clock;
use crate::model::engagement::Engagement;
use crate::model::text::nearest;
use toml::de::DeTable;

/// Every setting that doesn't fit, in the order of the file.
pub(super) fn misfits(text: &str, table: &DeTable, engagement: &Engagement) -> Vec<SettingsError> {
    let found = [
        ("end", ends_before_start(engagement)),
        ("kickoff", kickoff_outside(engagement)),
        ("time-zone", unknown_time_zone(&engagement.time_zone)),
        ("currency", unknown_currency(&engagement.currency)),
    ];
    let named = found.into_iter().filter_map(|(key, message)| Some((key, message?)));
    let mut errors: Vec<SettingsError> =
        named.map(|(key, message)| at(text, span_of(table, &[key.to_owned()]), message)).collect();
    errors.sort_by_key(|e| (e.line, e.column));
    errors
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
    if clock::is_time_zone(name) {
        return None;
    }
    let known = clock::time_zones();
    // People know the city.
    let city = |zone: &&String| zone.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(name));
    let near = known.iter().find(city).map(String::as_str).or_else(|| nearest(name, known.iter().map(String::as_str)));
    let near = near.map(|n| format!(" The nearest: “{n}”.")).unwrap_or_default();
    Some(format!("“time-zone” is “{name}”, which is no time zone; expected a name such as \"Europe/Berlin\".{near}"))
}

fn unknown_currency(code: &str) -> Option<String> {
    let hint = if is_currency(&code.to_uppercase()) { " in capitals" } else { "" };
    let message =
        format!("“currency” is “{code}”, which is no currency; expected three letters{hint}, such as \"EUR\".");
    (!is_currency(code)).then_some(message)
}

#[cfg(test)]
mod tests {
    use super::super::parse;

    #[test]
    fn settings_that_do_not_fit_are_all_named_with_their_places() {
        let short = "id = \"acme-1\"\nname = \"Move\"\ncustomer = \"Acme\"\nstart = 2027-01-11\n";
        for (lines, said) in [
            ("end = 2027-01-10", vec!["line 5, column 7: “end” is 2027-01-10, before the start on 2027-01-11."]),
            ("end = 2027-01-11\nkickoff = 2027-01-11", vec![]),
            ("kickoff = 2027-01-10", vec!["line 5, column 11: “kickoff” is 2027-01-10, before the start"]),
            ("end = 2027-02-01\nkickoff = 2027-02-02", vec!["“kickoff” is 2027-02-02, after the end on 2027-02-01"]),
            ("time-zone = \"Berlin\"", vec!["The nearest: “Europe/Berlin”."]),
            ("currency = \"eur\"", vec!["three letters in capitals"]),
            ("currency = \"XXZ\"\ntime-zone = \"Nowhere\"", vec!["“XXZ”", "“Nowhere”"]),
        ] {
            let errors = parse(&format!("{short}{lines}\n")).err().unwrap_or_default();
            assert_eq!(errors.len(), said.len(), "{lines}: {errors:?}");
            for (error, said) in errors.iter().zip(said) {
                assert!(error.to_string().contains(said), "{lines}: {error}");
            }
        }
    }
}
