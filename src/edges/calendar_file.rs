//! A calendar as an `.ics` file (RFC 5545). Of every time zone that it uses it carries the changes of clocks, so that no
//! program has to know the zone by its name.

use crate::edges::content_lines::{ContentLines, quoted_parameter};
use crate::edges::time_zones::time_zone;
use crate::model::calendar_event::{CalendarEvent, EventTime, RepeatEvery, Repetition};
use crate::model::mail_draft::MailAddress;
use jiff::civil::{Date, DateTime, Weekday, time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// The most changes of clocks that are written of a time zone.
const MOST_CHANGES: usize = 80;

/// The bytes of a calendar. `today` is the day it is made.
pub fn write_calendar(name: &str, events: &[CalendarEvent], today: Date) -> Vec<u8> {
    let mut lines = ContentLines::default();
    lines.raw("BEGIN", "VCALENDAR");
    lines.raw("VERSION", "2.0");
    lines.raw("PRODID", "-//prekick//prekick//EN");
    lines.raw("CALSCALE", "GREGORIAN");
    lines.text("X-WR-CALNAME", name);
    for (zone, span) in zones(events) {
        write_zone(&mut lines, &zone, span);
    }
    events.iter().for_each(|event| write_event(&mut lines, event, today));
    lines.raw("END", "VCALENDAR");
    lines.into_bytes()
}

/// The days between which a time zone is used.
#[derive(Clone, Copy)]
struct UsedSpan {
    from: Date,
    to: Date,
}

/// The time zones that events use, each with its days.
fn zones(events: &[CalendarEvent]) -> BTreeMap<String, UsedSpan> {
    let mut out: BTreeMap<String, UsedSpan> = BTreeMap::new();
    for event in events {
        let EventTime::Clock { start, zone, .. } = &event.when else { continue };
        if named_zone(zone).is_none() {
            continue;
        }
        let last = event.repeats.as_ref().map_or(start.date(), |r| r.until.unwrap_or(start.date() + 2.years()));
        let span = out.entry(zone.clone()).or_insert(UsedSpan { from: start.date(), to: last });
        (span.from, span.to) = (span.from.min(start.date()), span.to.max(last));
    }
    out
}

/// A zone that is written by its name; UTC needs none, and one that nobody knows has none.
fn named_zone(zone: &str) -> Option<TimeZone> {
    (!zone.eq_ignore_ascii_case("utc")).then(|| time_zone(zone)).flatten()
}

fn write_zone(lines: &mut ContentLines, name: &str, span: UsedSpan) {
    let Some(zone) = named_zone(name) else { return };
    let at = |day: Date| TimeZone::UTC.to_timestamp(day.to_datetime(time(0, 0, 0, 0))).unwrap_or(Timestamp::UNIX_EPOCH);
    lines.raw("BEGIN", "VTIMEZONE");
    lines.raw("TZID", name);
    let (from, to) = (at(span.from), at(span.to.saturating_add(2.days())));
    // The change before the first day says which clock holds on it; a zone without any has one clock for ever.
    let before = zone.preceding(from).next();
    let began = before.as_ref().map_or(Timestamp::UNIX_EPOCH, |change| change.timestamp());
    let first = zone.to_offset_info(began);
    let mut offset = zone.to_offset_info(began - 1.seconds()).offset();
    write_clock(lines, first.dst().is_dst(), began, (offset, first.offset()));
    offset = first.offset();
    for change in zone.following(from).take_while(|change| change.timestamp() <= to).take(MOST_CHANGES) {
        write_clock(lines, change.dst().is_dst(), change.timestamp(), (offset, change.offset()));
        offset = change.offset();
    }
    lines.raw("END", "VTIMEZONE");
}

fn write_clock(lines: &mut ContentLines, is_dst: bool, at: Timestamp, (from, to): (Offset, Offset)) {
    let kind = if is_dst { "DAYLIGHT" } else { "STANDARD" };
    lines.raw("BEGIN", kind);
    lines.raw("DTSTART", &clock(from.to_datetime(at)));
    lines.raw("TZOFFSETFROM", &offset_text(from));
    lines.raw("TZOFFSETTO", &offset_text(to));
    lines.raw("END", kind);
}

fn offset_text(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn write_event(lines: &mut ContentLines, event: &CalendarEvent, today: Date) {
    lines.raw("BEGIN", "VEVENT");
    lines.text("UID", &format!("{}@prekick.invalid", event.key));
    lines.raw("DTSTAMP", &format!("{}T000000Z", day_text(today)));
    match &event.when {
        EventTime::Day(day) => {
            lines.raw("DTSTART;VALUE=DATE", &day_text(*day));
            lines.raw("DTEND;VALUE=DATE", &day_text(day.tomorrow().unwrap_or(*day)));
            // A day to remember is no day on which nobody has time.
            lines.raw("TRANSP", "TRANSPARENT");
        }
        EventTime::Clock { start, minutes, zone } => {
            let end = start.saturating_add((*minutes).clamp(1, 24 * 60).minutes());
            for (name, at) in [("DTSTART", *start), ("DTEND", end)] {
                match named_zone(zone) {
                    Some(_) => lines.raw(&format!("{name};TZID={zone}"), &clock(at)),
                    None if zone.eq_ignore_ascii_case("utc") => lines.raw(name, &format!("{}Z", clock(at))),
                    None => lines.raw(name, &clock(at)),
                }
            }
        }
    }
    if let Some(repeats) = &event.repeats {
        lines.raw("RRULE", &rule(repeats, &event.when));
    }
    lines.text("SUMMARY", &event.title);
    lines.text("DESCRIPTION", &event.details);
    lines.text("LOCATION", &event.location);
    if let Some(MailAddress { name, address }) = &event.organiser {
        lines.raw(&format!("ORGANIZER;CN={}", quoted_parameter(name)), &format!("mailto:{address}"));
    }
    for attendee in &event.attendees {
        let MailAddress { name, address } = &attendee.who;
        let role = if attendee.optional { "OPT-PARTICIPANT" } else { "REQ-PARTICIPANT" };
        let name = quoted_parameter(name);
        lines.raw(&format!("ATTENDEE;CN={name};ROLE={role};PARTSTAT=NEEDS-ACTION"), &format!("mailto:{address}"));
    }
    lines.raw("END", "VEVENT");
}

fn rule(repeats: &Repetition, when: &EventTime) -> String {
    let every = match &repeats.every {
        RepeatEvery::Weeks(step, days) => {
            let days: Vec<&str> = days.iter().map(|day| weekday(*day)).collect();
            format!("FREQ=WEEKLY;INTERVAL={step};BYDAY={}", days.join(","))
        }
        RepeatEvery::Months(step) => format!("FREQ=MONTHLY;INTERVAL={step}"),
        RepeatEvery::MonthsOn(step, nth, day) => format!("FREQ=MONTHLY;INTERVAL={step};BYDAY={nth}{}", weekday(*day)),
    };
    let until = repeats.until.map(|last| match when {
        EventTime::Day(_) => day_text(last),
        EventTime::Clock { zone, .. } => match time_zone(zone) {
            Some(zone) => last_moment(last, &zone),
            None => format!("{}T235959", day_text(last)),
        },
    });
    until.map_or(every.clone(), |until| format!("{every};UNTIL={until}"))
}

/// The last moment of a day somewhere, in UTC, as the end of a rule is written.
fn last_moment(day: Date, zone: &TimeZone) -> String {
    let end = zone.to_timestamp(day.to_datetime(time(23, 59, 59, 0))).unwrap_or(Timestamp::MAX);
    format!("{}Z", clock(TimeZone::UTC.to_datetime(end)))
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

fn day_text(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

fn clock(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::calendar_event::Attendee;
    use jiff::civil::date;

    fn meeting(zone: &str) -> CalendarEvent {
        CalendarEvent {
            key: "meetings-MT-001.acme".into(),
            title: "Steering committee; <script>".into(),
            details: "=HYPERLINK(\"x\")\r\nEND:VEVENT".into(),
            location: "Room 1".into(),
            when: EventTime::Clock { start: date(2027, 1, 12).at(9, 30, 0, 0), minutes: 90, zone: zone.into() },
            repeats: Some(Repetition {
                every: RepeatEvery::MonthsOn(1, 2, Weekday::Tuesday),
                until: Some(date(2027, 6, 30)),
            }),
            organiser: MailAddress::new("Ada \"A\" Park", "ada@customer.example"),
            attendees: MailAddress::new("Ben", "ben@customer.example")
                .map(|who| Attendee { who, optional: true })
                .into_iter()
                .collect(),
            concerns: Vec::new(),
        }
    }

    #[test]
    fn a_meeting_keeps_its_time_of_day_when_clocks_change() {
        let text = String::from_utf8(write_calendar("Acme", &[meeting("Europe/Berlin")], date(2026, 11, 28))).unwrap();
        let text = text.replace("\r\n ", "");
        for line in [
            "DTSTART;TZID=Europe/Berlin:20270112T093000",
            "DTEND;TZID=Europe/Berlin:20270112T110000",
            "RRULE:FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU;UNTIL=20270630T215959Z",
            "DTSTAMP:20261128T000000Z",
            "SUMMARY:Steering committee\\; <script>",
            "DESCRIPTION:=HYPERLINK(\"x\")\\nEND:VEVENT",
            "ORGANIZER;CN=\"Ada A Park\":mailto:ada@customer.example",
            "ATTENDEE;CN=\"Ben\";ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION:mailto:ben@customer.example",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in {text}");
        }
        // Berlin turns to summer time on 28 March 2027.
        let summer =
            "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:DAYLIGHT";
        assert!(text.contains(summer), "{text}");
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 1);
    }

    #[test]
    fn other_zones_and_whole_days() {
        let mut day = meeting("UTC");
        day.when = EventTime::Day(date(2027, 2, 28));
        let events = [meeting("UTC"), meeting("Europe/Berln"), day];
        let text = String::from_utf8(write_calendar("Acme", &events, date(2026, 11, 28))).unwrap();
        assert!(!text.contains("VTIMEZONE"), "{text}");
        for line in [
            "DTSTART:20270112T093000Z",
            "DTSTART:20270112T093000",
            "DTSTART;VALUE=DATE:20270228",
            "DTEND;VALUE=DATE:20270301",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} in {text}");
        }
        assert!(text.contains("UNTIL=20270630\r\n"), "{text}");
    }
}
