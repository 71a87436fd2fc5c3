//! What a copy says besides its data.

use super::recipients::Recipient;
use crate::model::engagement::Engagement;
use crate::model::keys::CopyId;
use crate::model::language::Language;
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

/// The day by which a copy made today is wanted back.
pub fn respond_by(engagement: &Engagement, today: Date) -> Date {
    today.checked_add(jiff::Span::new().days(i64::from(engagement.respond_within_days))).unwrap_or(today)
}
