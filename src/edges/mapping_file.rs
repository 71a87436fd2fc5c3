//! Mappings as TOML files: the same content as the workbook `mappings/NAME.mapping.xlsx`, for people who script.
//!
//! ```toml
//! ready = true                      # a person has looked through it
//!
//! [[tables]]
//! titles = ["likelihood", "risk"]   # the titles of the table, in any order; by these it is known again
//! sheet = "raid/risks"              # workbook/sheet, the sheet's title, or "leave out"
//! rows = "risks"                    # only where a column says of what kind each row is
//!
//! [tables.columns]                  # title = column of the sheet (title or key), or "leave out"
//! "risk" = "Title"
//!
//! [tables.words]                    # word of a scale = number
//! "High" = 4
//!
//! [tables.names]                    # name in a list of who does what = contact or role, several with a semicolon between
//! "LV" = "Lena Vogt"
//! ```
//!
//! With `profile = "Jira"` in the place of `ready` it is about all exports of a tool: the titles are those by which one is known,
//! and a person is asked once for each shape. The built-in ones lie in `workbook-templates/profiles`.

use crate::edges::library_words::toml_words;
use crate::model::mapping::{FilledCell, FilledMapping, FilledTable, LEAVE_OUT, TableProposal};
use crate::model::place::Place;
use crate::model::text::fold_title;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// The file as it is written. `expecting` keeps the name in serde's messages, which people read.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "struct File")]
struct MappingToml {
    #[serde(default)]
    ready: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    profile: Option<String>,
    #[serde(default)]
    tables: Vec<TableToml>,
}

/// A table of the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "struct Table")]
struct TableToml {
    titles: Vec<String>,
    sheet: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rows: Option<String>,
    #[serde(default)]
    columns: IndexMap<String, String>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    words: IndexMap<String, u32>,
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    names: IndexMap<String, String>,
}

/// Reads a mapping.
///
/// # Errors
/// What is wrong and in which line.
pub fn parse(text: &str, file: &str) -> Result<FilledMapping, String> {
    let read: MappingToml = toml::from_str(text).map_err(|e| {
        let before = e.span().and_then(|s| text.get(..s.start)).unwrap_or_default();
        format!("line {}: {}", before.matches('\n').count() + 1, toml_words(e.message()))
    })?;
    let cell = |text: &str| FilledCell { text: text.to_owned(), place: Place::file(file) };
    let table = |t: TableToml| {
        let mut shape: Vec<String> = t.titles.iter().map(|t| fold_title(t)).collect();
        shape.sort();
        FilledTable {
            shape,
            kind: t.rows,
            sheet: cell(&t.sheet),
            columns: t.columns.iter().map(|(name, said)| (fold_title(name), cell(said))).collect(),
            words: t.words.iter().map(|(word, n)| (word.clone(), cell(&n.to_string()))).collect(),
            names: t.names.iter().map(|(name, is)| (name.clone(), cell(is))).collect(),
        }
    };
    Ok(FilledMapping {
        file: file.to_owned(),
        ready: read.ready,
        profile: read.profile,
        tables: read.tables.into_iter().map(table).collect(),
    })
}

/// The built-in profiles of tools, as files.
const PROFILES: [(&str, &str); 8] = [
    ("profiles/jira.toml", include_str!("../../workbook-templates/profiles/jira.toml")),
    ("profiles/planner.toml", include_str!("../../workbook-templates/profiles/planner.toml")),
    ("profiles/project.toml", include_str!("../../workbook-templates/profiles/project.toml")),
    ("profiles/smartsheet.toml", include_str!("../../workbook-templates/profiles/smartsheet.toml")),
    ("profiles/asana.toml", include_str!("../../workbook-templates/profiles/asana.toml")),
    ("profiles/trello.toml", include_str!("../../workbook-templates/profiles/trello.toml")),
    ("profiles/servicenow.toml", include_str!("../../workbook-templates/profiles/servicenow.toml")),
    ("profiles/google-forms.toml", include_str!("../../workbook-templates/profiles/google-forms.toml")),
];

/// What the program knows of the exports of tools. One that can't be read is left out, and a test reads them all.
pub fn tool_profiles() -> Vec<FilledMapping> {
    PROFILES.iter().filter_map(|(name, text)| parse(text, name).ok()).collect()
}

/// A proposal as a file to look through.
pub fn write(file: &str, proposals: &[&TableProposal]) -> Result<String, toml::ser::Error> {
    let table = |p: &&TableProposal| TableToml {
        titles: p.shape.clone(),
        sheet: p.sheet.as_ref().map_or_else(|| LEAVE_OUT.into(), |(_, title)| title.clone()),
        rows: p.kind.clone(),
        columns: p
            .columns
            .iter()
            .map(|c| (c.name.clone(), c.field.as_ref().map_or_else(|| LEAVE_OUT.into(), |(_, title)| title.clone())))
            .collect(),
        words: p.words.iter().filter_map(|w| Some((w.word.clone(), w.number?))).collect(),
        names: p.names.iter().map(|n| (n.name.clone(), n.is.clone())).collect(),
    };
    let body =
        toml::to_string(&MappingToml { ready: false, profile: None, tables: proposals.iter().map(table).collect() })?;
    Ok(format!(
        "# What is what in {}.\n# Change what is wrong, set ready to true, save, and run the same command again.\n# A column is a title of the sheet, or \"{LEAVE_OUT}\"; a word of a scale is the number that it counts as.\n# A name is a contact or a role, several with a semicolon between; one that is neither becomes a role.\n\n{body}",
        file.replace('\n', " ")
    ))
}
