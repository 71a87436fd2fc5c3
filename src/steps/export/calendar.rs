//! A calendar of what recipients may see: meetings with those who take part, milestones, and days by which open rows are due.

use super::shared_row::SharedRow;
use crate::model::calendar_event::{Attendee, CalendarEvent, EventTime, RepeatEvery, Repetition};
use crate::model::contact_card::ContactCard;
use crate::model::engagement::Engagement;
use crate::model::mail_draft::MailAddress;
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::outgoing::audience::{Outgoing, OutgoingSheet};
use jiff::civil::{Date, Time, Weekday};
use std::collections::BTreeMap;

/// What a calendar holds, and what is left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectCalendar {
    /// The entries.
    pub events: Vec<CalendarEvent>,
    /// The names of meetings without a first day.
    pub undated: Vec<String>,
}

impl ProjectCalendar {
    /// The entries that concern somebody.
    #[must_use]
    pub fn of_person(&self, name: &str) -> Vec<CalendarEvent> {
        let concerns = |event: &&CalendarEvent| {
            event.concerns.is_empty() || event.concerns.iter().any(|one| fold(one) == fold(name))
        };
        self.events.iter().filter(concerns).cloned().collect()
    }
}

/// The calendar of a project, from what all recipients may see of its workbooks.
pub fn project_calendar(workbooks: &[Outgoing], engagement: &Engagement) -> ProjectCalendar {
    let sheets: Vec<&OutgoingSheet> = workbooks.iter().flat_map(Outgoing::sheets).collect();
    let addresses = sheets.iter().find(|s| s.sheet().key == "contacts").map(|s| addresses(s)).unwrap_or_default();
    let mut out = ProjectCalendar::default();
    for sheet in sheets {
        for shared in SharedRow::current(sheet) {
            let row = CalendarRow { shared, addresses: &addresses, engagement };
            match sheet.sheet().key.as_str() {
                "meetings" if row.shared.day("first_on").is_none() => out.undated.push(row.shared.name()),
                "meetings" => out.events.extend(row.meeting()),
                "milestones" => out.events.extend(row.milestone()),
                _ => out.events.extend(row.due()),
            }
        }
    }
    out
}

/// The contacts that recipients may see, as cards.
pub fn contact_cards(contacts: &OutgoingSheet, engagement: &Engagement) -> Vec<ContactCard> {
    let cards = SharedRow::current(contacts).map(|row| ContactCard {
        key: key_of(row, engagement),
        name: row.name(),
        email: row.text("email"),
        phone: row.text("phone"),
        company: match row.text("company") {
            company if !company.is_empty() => company,
            _ if row.text("org") == "Customer" => engagement.customer.clone(),
            _ => row.text("org"),
        },
        title: row.text("title"),
        role: row.text("role"),
        note: row.details(&[("poc_for", "Contact for"), ("location", "Where"), ("workstream", "Workstream")]),
    });
    cards.filter(|card| !card.name.is_empty()).collect()
}

/// The addresses of contacts by their folded names.
fn addresses(contacts: &OutgoingSheet) -> BTreeMap<String, MailAddress> {
    let shape = contacts.sheet();
    let text = |values: &[Value], key: &str| {
        shape.position(key).and_then(|i| values.get(i)).map(ToString::to_string).unwrap_or_default()
    };
    let one = |values: &[Value]| {
        let name = text(values, "name");
        Some((fold(&name), MailAddress::new(&name, &text(values, "email"))?))
    };
    contacts.rows().iter().filter_map(|(_, values)| one(values)).collect()
}

/// A row of a sheet, as far as calendars ask.
struct CalendarRow<'a> {
    shared: SharedRow<'a>,
    addresses: &'a BTreeMap<String, MailAddress>,
    engagement: &'a Engagement,
}

impl CalendarRow<'_> {
    fn event(&self, title: String, when: EventTime) -> CalendarEvent {
        CalendarEvent {
            key: key_of(self.shared, self.engagement),
            title,
            details: String::new(),
            location: String::new(),
            when,
            repeats: None,
            organiser: None,
            attendees: Vec::new(),
            concerns: Vec::new(),
        }
    }

    fn meeting(&self) -> Option<CalendarEvent> {
        let days = weekdays(&self.shared.names("day"));
        let first = self.shared.day("first_on")?;
        let every = repetition(&self.shared.text("frequency"), first, &days);
        let start = first_day(first, every.as_ref());
        let zone = Some(self.shared.text("tz")).filter(|zone| !zone.is_empty());
        let when = match time_of_day(&self.shared.text("time")) {
            Some(time) => EventTime::Clock {
                start: start.to_datetime(time),
                minutes: self.shared.text("duration_min").parse().unwrap_or(60),
                zone: zone.unwrap_or_else(|| self.engagement.time_zone.clone()),
            },
            None => EventTime::Day(start),
        };
        let address = |name: &String| self.addresses.get(&fold(name)).cloned();
        let (required, optional) = (self.shared.names("attendees_required"), self.shared.names("attendees_optional"));
        let organiser = [self.shared.text("organiser"), self.shared.text("chair")];
        let attendee = |names: &[String], optional: bool| {
            names.iter().filter_map(address).map(|who| Attendee { who, optional }).collect::<Vec<_>>()
        };
        let others: Vec<&str> =
            required.iter().chain(&optional).filter(|n| address(n).is_none()).map(String::as_str).collect();
        let others = if others.is_empty() { String::new() } else { format!("\nWith: {}", others.join(", ")) };
        let columns = [
            ("objective", "Objective"),
            ("chair", "Chair"),
            ("frequency", "How often"),
            ("quorum", "Quorum"),
            ("inputs", "Inputs"),
            ("outputs", "Outputs"),
        ];
        let last = self.shared.day("last_on").or(self.engagement.end);
        let location = Some(self.shared.text("link"))
            .filter(|link| !link.is_empty())
            .unwrap_or_else(|| self.shared.text("channel"));
        Some(CalendarEvent {
            details: format!("{}{others}", self.shared.details(&columns)),
            location,
            repeats: every.map(|every| Repetition { every, until: last }),
            organiser: organiser.iter().find_map(address),
            attendees: attendee(&required, false).into_iter().chain(attendee(&optional, true)).collect(),
            concerns: organiser.iter().chain(&required).chain(&optional).filter(|n| !n.is_empty()).cloned().collect(),
            ..self.event(self.shared.name(), when)
        })
    }

    fn milestone(&self) -> Option<CalendarEvent> {
        let day = ["actual", "forecast", "baseline"].iter().find_map(|key| self.shared.day(*key))?;
        if self.shared.text("status") == "Cancelled" {
            return None;
        }
        let kind = Some(self.shared.text("kind")).filter(|kind| !kind.is_empty()).unwrap_or_else(|| "Milestone".into());
        let (phase, owner) = (("phase", "Phase"), ("owner", "Owner"));
        let details = self.shared.details(&[phase, owner, ("status", "Status"), ("exit_criteria", "Exit criteria")]);
        let is_task = kind == "Task";
        let event = self.event(format!("{kind}: {}", self.shared.name()), EventTime::Day(day));
        // A task is its owner's; a milestone or a gate is everyone's.
        let concerns = if is_task { self.shared.names("owner") } else { Vec::new() };
        Some(CalendarEvent { details, concerns, ..event })
    }

    /// The day by which an open row is due.
    fn due(&self) -> Option<CalendarEvent> {
        let shape = self.shared.sheet.sheet();
        shape.responsible.as_ref()?;
        let (day, owner, status) = (self.shared.due()?, self.shared.owner(), self.shared.text("status"));
        let whose = if owner.is_empty() { String::new() } else { format!(" ({owner})") };
        let title = format!("Due: {} {}{whose}", self.shared.text("id"), self.shared.name());
        let details = format!("{}\nStatus: {status}", shape.title);
        // What nobody owns concerns nobody in particular, and is in the whole calendar alone.
        let event = self.event(title, EventTime::Day(day));
        Some(CalendarEvent { details, concerns: vec![owner], ..event })
    }
}

/// What names an entry in every calendar and address book.
fn key_of(row: SharedRow<'_>, engagement: &Engagement) -> String {
    format!("{}-{}.{}", row.sheet.sheet().key, row.text("id"), engagement.id)
}

/// `09:30`, `9.30` or `9:30 am` as a time of day.
fn time_of_day(text: &str) -> Option<Time> {
    let text = fold(text);
    let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim(), Some(0)),
        (_, Some(clock)) => (clock.trim(), Some(12)),
        _ => (text.trim(), None),
    };
    let (hour, minute) = clock.split_once([':', '.']).unwrap_or((clock, "0"));
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.trim().parse().ok()?);
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

fn weekdays(names: &[String]) -> Vec<Weekday> {
    let days = [
        ("Monday", Weekday::Monday),
        ("Tuesday", Weekday::Tuesday),
        ("Wednesday", Weekday::Wednesday),
        ("Thursday", Weekday::Thursday),
        ("Friday", Weekday::Friday),
        ("Saturday", Weekday::Saturday),
        ("Sunday", Weekday::Sunday),
    ];
    days.into_iter().filter(|(name, _)| names.iter().any(|n| n == name)).map(|(_, day)| day).collect()
}

/// How a meeting repeats; not at all where its frequency fixes no day.
fn repetition(frequency: &str, first: Date, days: &[Weekday]) -> Option<RepeatEvery> {
    let on = if days.is_empty() { vec![first.weekday()] } else { days.to_vec() };
    let months = |step: i32| match days {
        [day] if *day == first.weekday() => {
            // From the 29th on it is the fifth of its name, which few months have.
            let nth = if first.day() > 28 { -1 } else { (first.day() - 1) / 7 + 1 };
            RepeatEvery::MonthsOn(step, nth, *day)
        }
        _ => RepeatEvery::Months(step),
    };
    Some(match frequency {
        "Daily" if days.is_empty() => RepeatEvery::Weeks(1, weekdays(&workdays())),
        "Daily" | "Weekly" => RepeatEvery::Weeks(1, on),
        "Three times a week" | "Twice a week" if days.len() > 1 => RepeatEvery::Weeks(1, on),
        "Fortnightly" => RepeatEvery::Weeks(2, on),
        "Monthly" => months(1),
        "Quarterly" => months(3),
        _ => return None,
    })
}

fn workdays() -> Vec<String> {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"].map(str::to_owned).to_vec()
}

/// The first day on which it takes place: a calendar counts from a day on which the entry is.
fn first_day(first: Date, every: Option<&RepeatEvery>) -> Date {
    let Some(RepeatEvery::Weeks(_, days)) = every else { return first };
    let week = std::iter::successors(Some(first), |day| day.tomorrow().ok()).take(7);
    let fits = |day: &Date| days.contains(&day.weekday());
    week.into_iter().find(fits).unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, is) in [
            ("09:30", Some(time(9, 30, 0, 0))),
            ("9.30", Some(time(9, 30, 0, 0))),
            ("14", Some(time(14, 0, 0, 0))),
            ("12:15 am", Some(time(0, 15, 0, 0))),
            ("3 PM", Some(time(15, 0, 0, 0))),
            ("", None),
            ("25:00", None),
            ("after lunch", None),
        ] {
            assert_eq!(time_of_day(text), is, "{text}");
        }
    }

    #[test]
    fn a_frequency_repeats_from_a_day_on_which_the_meeting_is() {
        let tuesday = date(2027, 1, 12);
        let both = [Weekday::Tuesday, Weekday::Thursday];
        for (frequency, first, days, every, begins) in [
            ("Weekly", tuesday, &[][..], Some(RepeatEvery::Weeks(1, vec![Weekday::Tuesday])), tuesday),
            ("Twice a week", date(2027, 1, 13), &both, Some(RepeatEvery::Weeks(1, both.to_vec())), date(2027, 1, 14)),
            ("Twice a week", tuesday, &[], None, tuesday),
            ("Fortnightly", tuesday, &both[..1], Some(RepeatEvery::Weeks(2, vec![Weekday::Tuesday])), tuesday),
            ("Monthly", tuesday, &both[..1], Some(RepeatEvery::MonthsOn(1, 2, Weekday::Tuesday)), tuesday),
            (
                "Monthly",
                date(2027, 3, 30),
                &both[..1],
                Some(RepeatEvery::MonthsOn(1, -1, Weekday::Tuesday)),
                date(2027, 3, 30),
            ),
            ("Quarterly", tuesday, &[], Some(RepeatEvery::Months(3)), tuesday),
            ("Daily", date(2027, 1, 16), &[], Some(RepeatEvery::Weeks(1, weekdays(&workdays()))), date(2027, 1, 18)),
            ("Ad hoc", tuesday, &both, None, tuesday),
        ] {
            let found = repetition(frequency, first, days);
            assert_eq!((first_day(first, found.as_ref()), found), (begins, every), "{frequency} from {first}");
        }
    }
}
