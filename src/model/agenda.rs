//! The agenda of a meeting: what is to be talked about, from what is open.

use jiff::civil::Date;
use serde::Serialize;

/// The agenda of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Agenda {
    /// The name of the engagement.
    pub engagement: String,
    /// What the meeting is called.
    pub meeting: String,
    /// The day, where its frequency fixes one.
    pub on: Option<Date>,
    /// What the sheet of meetings says of it.
    pub about: Vec<AboutMeeting>,
    /// What is to be talked about, in this order. None is empty.
    pub topics: Vec<AgendaTopic>,
}

/// A thing that is known of a meeting: `Chair`, `Ada Park`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AboutMeeting {
    /// The title of its column.
    pub title: String,
    /// What it says.
    pub text: String,
}

/// Points that belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgendaTopic {
    /// What they have in common.
    pub title: String,
    /// The points.
    pub points: Vec<AgendaPoint>,
    /// How many more there are.
    pub more: usize,
}

/// A point to talk about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AgendaPoint {
    /// The record's ID; empty where it is about none.
    pub record: String,
    /// What it is.
    pub text: String,
    /// Who has it; empty for nobody.
    pub who: String,
    /// The day by which it should be done, or on which it is.
    pub day: Option<Date>,
    /// Whether that day has passed.
    pub late: bool,
}

impl Agenda {
    /// `Agenda: Core team, 2026-12-08`.
    pub fn title(&self) -> String {
        let day = self.on.map(|day| format!(", {day}")).unwrap_or_default();
        format!("Agenda: {}{day}", self.meeting)
    }
}

impl AgendaPoint {
    /// `2026-12-08, overdue`.
    pub fn day_words(&self) -> String {
        let late = if self.late { ", overdue" } else { "" };
        self.day.map(|day| format!("{day}{late}")).unwrap_or_default()
    }
}
