//! What a condition may ask of the engagement itself.

use serde::{Deserialize, Serialize};

/// A fact about the engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EngagementFact {
    /// Its first day.
    Start,
    /// Its last day.
    End,
    /// The day of the kickoff.
    Kickoff,
    /// The day on which work begins: the later of kickoff and first day.
    WorkStart,
    /// The day that is proposed for the cutover.
    Cutover,
    /// How many days lie between the two.
    BuildDays,
    /// In how many days before the kickoff it is prepared; it depends on the day of the run.
    LeadDays,
    /// Its name.
    Name,
    /// The customer.
    Customer,
    /// How far it is: draft, review or baseline.
    Stage,
    /// What the side that delivers is called.
    DeliverySide,
}

impl EngagementFact {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Start,
        Self::End,
        Self::Kickoff,
        Self::WorkStart,
        Self::Cutover,
        Self::BuildDays,
        Self::LeadDays,
        Self::Name,
        Self::Customer,
        Self::Stage,
        Self::DeliverySide,
    ];

    /// The word after `engagement.`
    pub fn word(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
            Self::Kickoff => "kickoff",
            Self::WorkStart => "work_start",
            Self::Cutover => "cutover",
            Self::BuildDays => "build_days",
            Self::LeadDays => "lead_days",
            Self::Name => "name",
            Self::Customer => "customer",
            Self::Stage => "stage",
            Self::DeliverySide => "delivery_side",
        }
    }
}
