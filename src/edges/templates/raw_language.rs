//! A language file as it is written, before any of it is checked: keys may be missing or name nothing, and each word
//! has its offset. Translations beside a template's own words are read into the same types.

use super::raw_template::{Located, LocatedText};
use indexmap::IndexMap;
use serde::Deserialize;

/// A language file as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLanguage {
    pub(super) language: Option<LocatedText>,
    pub(super) name: Option<LocatedText>,
    #[serde(default)]
    pub(super) phrases: IndexMap<String, LocatedText>,
    #[serde(default)]
    pub(super) workbooks: IndexMap<String, Located<RawBook>>,
}

/// The words for a workbook.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBook {
    pub(super) title: Option<LocatedText>,
    pub(super) purpose: Option<LocatedText>,
    #[serde(default)]
    pub(super) sheets: IndexMap<String, Located<RawSheetWords>>,
}

/// The words for a sheet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSheetWords {
    pub(super) title: Option<LocatedText>,
    pub(super) help: Option<LocatedText>,
    #[serde(default)]
    pub(super) letters: IndexMap<String, LocatedText>,
    #[serde(default)]
    pub(super) columns: IndexMap<String, Located<RawColumnWords>>,
}

/// The words for a column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumnWords {
    pub(super) title: Option<LocatedText>,
    pub(super) help: Option<LocatedText>,
    pub(super) example: Option<LocatedText>,
    #[serde(default)]
    pub(super) choices: IndexMap<String, LocatedText>,
}
