//! A language file as it is written, before any of it is checked: keys may be missing or name nothing, and each word has its
//! offset. Translations beside a template's own words are read into the same types.

use super::raw::{Said, Word};
use indexmap::IndexMap;
use serde::Deserialize;

/// A language file as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLanguage {
    pub(super) language: Option<Word>,
    pub(super) name: Option<Word>,
    #[serde(default)]
    pub(super) phrases: IndexMap<String, Word>,
    #[serde(default)]
    pub(super) workbooks: IndexMap<String, Said<RawBook>>,
}

/// The words for a workbook.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBook {
    pub(super) title: Option<Word>,
    pub(super) purpose: Option<Word>,
    #[serde(default)]
    pub(super) sheets: IndexMap<String, Said<RawSheetWords>>,
}

/// The words for a sheet.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSheetWords {
    pub(super) title: Option<Word>,
    pub(super) help: Option<Word>,
    #[serde(default)]
    pub(super) letters: IndexMap<String, Word>,
    #[serde(default)]
    pub(super) columns: IndexMap<String, Said<RawColumnWords>>,
}

/// The words for a column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawColumnWords {
    pub(super) title: Option<Word>,
    pub(super) help: Option<Word>,
    pub(super) example: Option<Word>,
    #[serde(default)]
    pub(super) choices: IndexMap<String, Word>,
}
