//! What stands in a calendar: meetings, milestones and due days.

use crate::model::mail_draft::MailAddress;
use jiff::civil::{Date, DateTime, Weekday};

/// An entry of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent {
    /// What tells it from all others, for ever: its sheet and ID.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// More about it.
    pub details: String,
    /// Where it is.
    pub location: String,
    /// When it is.
    pub when: EventTime,
    /// How it repeats.
    pub repeats: Option<Repetition>,
    /// Who invites.
    pub organiser: Option<MailAddress>,
    /// Who takes part.
    pub attendees: Vec<Attendee>,
    /// Names of those whom it concerns; empty for everyone.
    pub concerns: Vec<String>,
}

/// Who takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Who.
    pub who: MailAddress,
    /// Whether they may stay away.
    pub optional: bool,
}

/// When an entry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventTime {
    /// A whole day.
    Day(Date),
    /// From a time of day on, by the clocks of a time zone.
    Clock {
        /// When it begins.
        start: DateTime,
        /// How long it takes.
        minutes: i64,
        /// The time zone, as IANA names it.
        zone: String,
    },
}

/// How an entry repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repetition {
    /// The step.
    pub every: RepeatEvery,
    /// The last day.
    pub until: Option<Date>,
}

/// The step in which an entry repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RepeatEvery {
    /// On these days of the week, each so many weeks.
    Weeks(i32, Vec<Weekday>),
    /// On the same day of the month, each so many months.
    Months(i32),
    /// On the same weekday of the month, such as its second Tuesday, each so many months; -1 is the last one.
    MonthsOn(i32, i8, Weekday),
}
