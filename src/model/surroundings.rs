//! Where and when a project is: by it values are read that do not say so themselves.

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What is known around a file, beside what it holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surroundings {
    /// The time zone of the project, in which a moment is a day; none where it is not known.
    pub zone: Option<TimeZone>,
    /// A day near which one is sought that was typed without its year.
    pub day: Option<Date>,
    /// The currency of amounts, three letters.
    pub currency: Option<String>,
}
