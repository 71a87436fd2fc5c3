//! What template and language files come to.

use crate::model::language::Language;
use crate::model::template::{Sheet, Template};
use serde::{Deserialize, Serialize};

/// Everything that template and language files define.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoadedTemplates {
    /// The templates.
    pub templates: Vec<Template>,
    /// The sheet on which recipients are asked what is open.
    pub answers: Option<Sheet>,
    /// The languages that copies can be written in.
    pub languages: Vec<Language>,
}
