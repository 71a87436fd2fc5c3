//! The clock, and the system's database of time zones. Nothing else asks what time it is.
#![expect(clippy::disallowed_methods, reason = "this is the edge to the clock")]

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Now, in a time zone that IANA names; in UTC where the system doesn't know it.
pub fn now_in(zone: &str) -> ZonedDateTime {
    Timestamp::now().to_zoned_datetime(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// Now, in the time zone of this machine.
pub fn now_here() -> ZonedDateTime {
    ZonedDateTime::now()
}

/// Whether there is such a time zone. Where the system has no database, every name may be one.
pub fn is_time_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok() || TimeZone::get("Europe/Berlin").is_err()
}

/// The names of all time zones that the system knows.
pub fn time_zones() -> Vec<String> {
    jiff::tz::db().available().map(|name| name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_midnight_of_its_zone() {
        let (early, late) = (now_in("Etc/GMT+12").datetime(), now_in("Etc/GMT-14").datetime());
        assert!(early < late, "26 hours apart");
        assert_ne!(early.date(), late.date(), "never the same day on both sides of the date line");
    }

    #[test]
    fn names_are_those_of_the_database() {
        for (name, known) in [("Europe/Berlin", true), ("UTC", true), ("Berlin", false), ("GMT plus one", false)] {
            assert_eq!(is_time_zone(name), known || time_zones().is_empty(), "{name}");
        }
    }
}
