//! Time zones by their names, from the system's own table.

use jiff::tz::TimeZone;

/// The time zone that IANA names so (`Europe/Berlin`); none for a name that the system does not know.
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name.trim()).ok()
}

/// Whether there is such a time zone. Where the system has no table, every name may be one.
pub fn is_time_zone(name: &str) -> bool {
    time_zone(name).is_some() || time_zone("Europe/Berlin").is_none()
}

/// The names of all time zones that the system knows.
pub fn time_zone_names() -> Vec<String> {
    jiff::tz::db().available().map(|name| name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_zone_is_known_by_its_name() {
        let moment = date(2027, 1, 10).at(23, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap();
        for (name, day) in [
            ("Europe/Berlin", Some(date(2027, 1, 11))),
            ("America/New_York", Some(date(2027, 1, 10))),
            ("UTC", Some(date(2027, 1, 10))),
            ("Europe/Berln", None),
            ("", None),
        ] {
            assert_eq!(time_zone(name).map(|zone| moment.with_time_zone(zone).date()), day, "{name}");
        }
    }
}
