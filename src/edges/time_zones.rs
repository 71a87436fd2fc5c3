//! Time zones by their names, from the system's own table.

use jiff::tz::TimeZone;

/// The time zone that IANA names so (`Europe/Berlin`); none for a name that the system does not know.
pub fn time_zone(name: &str) -> Option<TimeZone> {
    TimeZone::get(name.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_zone_is_known_by_its_name() {
        let moment = date(2027, 1, 10).at(23, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
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
