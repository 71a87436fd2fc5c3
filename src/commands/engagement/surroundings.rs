//! Where and when an engagement is, by its settings.

use crate::edges::time_zones::time_zone;
use crate::model::engagement::Engagement;
use crate::model::surroundings::Surroundings;

/// What values of an engagement's files are read by. A day without its year is sought near the project's first day.
pub fn surroundings(engagement: &Engagement) -> Surroundings {
    Surroundings {
        zone: time_zone(&engagement.time_zone),
        day: engagement.start.or(engagement.kickoff),
        currency: Some(engagement.currency.clone()),
    }
}
