//! The settings that people may also change in the master, on the sheet Start here.

use crate::model::engagement::Engagement;
use crate::model::template::Kind;
use serde::{Deserialize, Serialize};

/// The title of the sheet, and the one it has where people have a sheet of that title.
pub const START_HERE: [&str; 2] = ["Start here", "Start here (prekick)"];

/// A setting that stands on the sheet Start here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StartSetting {
    /// The first day.
    Start,
    /// The last day.
    End,
    /// The day of the kickoff.
    Kickoff,
    /// How far the engagement is.
    Stage,
    /// In how many days copies are wanted back.
    RespondWithinDays,
    /// The time zone.
    TimeZone,
    /// The currency.
    Currency,
    /// The language of copies.
    Language,
}

impl StartSetting {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 8] = [
        Self::Start,
        Self::End,
        Self::Kickoff,
        Self::Stage,
        Self::RespondWithinDays,
        Self::TimeZone,
        Self::Currency,
        Self::Language,
    ];

    /// Its key in `engagement.toml`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Kickoff => "kickoff",
            Self::Stage => "stage",
            Self::RespondWithinDays => "respond-within-days",
            Self::TimeZone => "time-zone",
            Self::Currency => "currency",
            Self::Language => "language",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Start => "First day",
            Self::End => "Last day",
            Self::Kickoff => "Kickoff",
            Self::Stage => "Stage",
            Self::RespondWithinDays => "Days to respond",
            Self::TimeZone => "Time zone",
            Self::Currency => "Currency",
            Self::Language => "Language of copies",
        }
    }

    /// What it means, in a line.
    pub fn help(self) -> &'static str {
        match self {
            Self::Start => "The first day of the project.",
            Self::End => "The last day of the project.",
            Self::Kickoff => "The day of the kickoff meeting; empty means the first day.",
            Self::Stage => "draft: empty cells are only counted. review: they are warnings. baseline: they are errors.",
            Self::RespondWithinDays => "Copies are wanted back within this many days, from 1 to 90.",
            Self::TimeZone => "Where the project is, such as Europe/Berlin.",
            Self::Currency => "Three letters, such as EUR.",
            Self::Language => "Two letters; a contact's own language comes first.",
        }
    }

    /// The kind of its values.
    pub fn kind(self) -> Kind {
        match self {
            Self::Start | Self::End | Self::Kickoff => Kind::Date,
            Self::RespondWithinDays => Kind::Integer,
            Self::Stage | Self::TimeZone | Self::Currency | Self::Language => Kind::Text,
        }
    }

    /// Whether it may be empty.
    pub fn is_optional(self) -> bool {
        self.kind() == Kind::Date
    }

    /// Its value in an engagement, as the settings write it; empty where there is none.
    pub fn of(self, engagement: &Engagement) -> String {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match self {
            Self::Start => day(engagement.start),
            Self::End => day(engagement.end),
            Self::Kickoff => day(engagement.kickoff),
            Self::Stage => engagement.stage.word().to_owned(),
            Self::RespondWithinDays => engagement.respond_within_days.to_string(),
            Self::TimeZone => engagement.time_zone.clone(),
            Self::Currency => engagement.currency.clone(),
            Self::Language => engagement.language.clone(),
        }
    }

    /// What marks its row on the sheet.
    pub fn mark(self) -> String {
        format!("setting.{}", self.key())
    }
}
