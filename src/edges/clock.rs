//! The clock. Nothing else asks what time it is.
#![expect(clippy::disallowed_methods, reason = "this is the edge to the clock")]

use crate::edges::time_zones::time_zone;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Now.
pub fn now() -> Timestamp {
    Timestamp::now()
}

/// Now, in a time zone that IANA names; in UTC where the system doesn't know it.
pub fn now_in(zone: &str) -> ZonedDateTime {
    Timestamp::now().to_zoned_datetime(time_zone(zone).unwrap_or(TimeZone::UTC))
}

/// Now, in the time zone of this machine.
pub fn now_here() -> ZonedDateTime {
    ZonedDateTime::now()
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
}
