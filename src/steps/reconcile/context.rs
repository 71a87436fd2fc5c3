//! What a run goes by from its first stage to its last, and no stage changes.

use crate::model::engagement::Engagement;
use crate::model::language::Language;
use crate::model::template::Template;
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::People;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What every stage of a run goes by.
pub struct Context<'a> {
    pub engagement: &'a Engagement,
    pub templates: &'a [Template],
    pub languages: &'a [Language],
    pub today: Date,
    /// The time zone of the project, in which a moment is a day.
    pub zone: TimeZone,
    /// Was the memory lost without anything to rebuild it from? Then nothing is applied over a master's value.
    pub ask_all: bool,
    /// The contacts that the master lists as the run begins.
    pub people: People,
    /// The forums, teams and roles that the master names as the run begins.
    pub forums: Forums,
}
