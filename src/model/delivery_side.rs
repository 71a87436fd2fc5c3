//! The side that delivers: what it is called in an engagement.

use serde::{Deserialize, Serialize};
use validator::Validate;

/// What the delivery side is called in the built-in templates.
pub const BUILT_IN_NAME: &str = "AWS";

/// The side that delivers, as `[delivery]` in `engagement.toml` says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DeliverySide {
    /// Its name, as the organisation of people and as the sourcing of requests.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// Other words for it in lists that people send.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_called: Vec<String>,
}

impl Default for DeliverySide {
    fn default() -> Self {
        Self { name: BUILT_IN_NAME.into(), also_called: Vec::new() }
    }
}

impl DeliverySide {
    /// The name that a rule may write after `setting.` for texts in which this side is asked to act.
    pub const ACTS: &str = "delivery_acts";

    /// Whether an organisation, as the Contacts sheet spells it, is this side.
    pub fn is(&self, organisation: &str) -> bool {
        organisation == self.name
    }

    /// What a text says where this side is to act: `AWS to`, `delivery team will`.
    pub fn acts(&self) -> Vec<String> {
        let called =
            [self.name.as_str(), "delivery team"].into_iter().chain(self.also_called.iter().map(String::as_str));
        called.flat_map(|name| ["to", "will", "must"].map(|verb| format!("{name} {verb}"))).collect()
    }
}
