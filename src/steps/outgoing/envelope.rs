//! What a copy says besides its data.

use super::recipients::Recipient;
use crate::model::engagement::Engagement;
use crate::model::keys::CopyId;
use crate::model::language::Language;
use crate::model::working_days::working_day_from;
use jiff::civil::Date;

/// What a copy says besides its data: whom it is for, who asks, and when.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// The copy id.
    pub copy: CopyId,
    /// Who it is for; nobody for a blank one.
    pub recipient: Option<&'a Recipient>,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// Names and addresses of those who ask.
    pub asked_by: &'a [String],
    /// The date it is made.
    pub today: Date,
    /// The language it is written in.
    pub language: &'a Language,
    /// Digest of the copy as the reader finds it; empty while that is not known.
    pub fingerprint: String,
}

/// The day by which a copy made today is wanted back: a working day.
pub fn respond_by(engagement: &Engagement, today: Date) -> Date {
    let span = jiff::Span::new().days(i64::from(engagement.respond_within_days));
    working_day_from(today.checked_add(span).unwrap_or(today), &engagement.calendar.holidays)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_copy_is_wanted_back_on_a_working_day() {
        for (days, today, by) in [
            (7, date(2026, 11, 20), date(2026, 11, 27)),
            (7, date(2026, 11, 21), date(2026, 11, 30)),
            (7, date(2026, 11, 22), date(2026, 11, 30)),
            (1, date(2026, 11, 20), date(2026, 11, 23)),
        ] {
            let usual = Engagement::new("e-1", "Acme migration", "Acme", None, None);
            let engagement = Engagement { respond_within_days: days, ..usual };
            assert_eq!(respond_by(&engagement, today), by, "{days} days from {today}");
        }
    }
}
