//! How far an engagement is, and what a gap in the master means there.

use crate::model::severity::Severity;
use serde::{Deserialize, Serialize};

/// How far an engagement is: what is still empty in the master is judged by it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The sheets are being filled in: a gap is only counted.
    #[default]
    Draft,
    /// The copies are out: a gap is a warning.
    Review,
    /// The baseline is next: a gap is an error.
    Baseline,
}

impl Stage {
    /// How bad a gap is; none where it is only counted.
    pub fn severity_of_gaps(self) -> Option<Severity> {
        match self {
            Self::Draft => None,
            Self::Review => Some(Severity::Warning),
            Self::Baseline => Some(Severity::Error),
        }
    }

    /// The word of the settings.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Review => "review",
            Self::Baseline => "baseline",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_weighs_more_from_stage_to_stage() {
        for (stage, gap) in
            [(Stage::Draft, None), (Stage::Review, Some(Severity::Warning)), (Stage::Baseline, Some(Severity::Error))]
        {
            assert_eq!(stage.severity_of_gaps(), gap, "{stage:?}");
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.word());
        }
        assert_eq!(Stage::default(), Stage::Draft);
    }
}
