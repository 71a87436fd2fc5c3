//! What an export of requests gives.

use super::manifest::Manifest;
use super::operation::LoadOperation;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::place::Place;
use indexmap::IndexMap;

/// What goes to Salesforce, what does not and why, and what to remember for the next export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    /// API names, in the order of the file for new requests.
    pub header: Vec<String>,
    /// The single requests that Salesforce does not have, or not as they are now.
    pub rows: Vec<ExportRow>,
    /// Records that should go out and can't.
    pub rejected: Vec<Rejected>,
    /// How many single requests Salesforce has as they are now.
    pub unchanged: usize,
    /// What changes in requests that Salesforce has, each in a sentence.
    pub news: Vec<String>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// What has been sent, this time and before.
    pub manifest: Manifest,
}

/// One single request, one row of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportRow {
    /// `RR-001-1`.
    pub external_id: String,
    /// `RR-001`.
    pub record: String,
    /// What Salesforce is to do with it.
    pub operation: LoadOperation,
    /// Whether it was sent before and may be there already.
    pub again: bool,
    /// The cells by API name, in the order of the file; of an update, those that change, and the ID.
    pub cells: IndexMap<String, String>,
}

/// A record that should go out and can't.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rejected {
    /// Its ID, where it has one.
    pub record: Option<String>,
    /// Its name, so that a person knows it.
    pub name: String,
    /// Why, each in a sentence.
    pub reasons: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// The rows of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadFile {
    /// What Salesforce is to do with them.
    pub operation: LoadOperation,
    /// API names.
    pub header: Vec<String>,
    /// The rows, in the order of the header.
    pub rows: Vec<Vec<String>>,
}

impl ExportRow {
    /// The SHA-256 of the row and the header, as rows were remembered before results were read: with another column, every row
    /// has changed.
    pub(super) fn digest(&self, header: &[String]) -> String {
        let values: Vec<&str> = self.cells.values().map(String::as_str).collect();
        sha256([header.join("\u{1f}"), values.join("\u{1f}")].join("\u{1e}").as_bytes())
    }
}

impl Export {
    /// The files, one for each operation that has rows.
    pub fn files(&self) -> Vec<LoadFile> {
        let files = LoadOperation::ALL.into_iter().map(|operation| self.file(operation));
        files.filter(|file| !file.rows.is_empty()).collect()
    }

    fn file(&self, operation: LoadOperation) -> LoadFile {
        let rows: Vec<&ExportRow> = self.rows.iter().filter(|r| r.operation == operation).collect();
        let header = header_of(&self.header, &rows);
        let cell = |row: &ExportRow, api: &String| row.cells.get(api).cloned().unwrap_or_default();
        let rows = rows.into_iter().map(|row| header.iter().map(|api| cell(row, api)).collect()).collect();
        LoadFile { operation, header, rows }
    }
}

/// The API names that rows have, in the order of the whole header; others, such as the ID, come first. Of a reference by ID
/// and by another field, one that is empty in every row is left out.
fn header_of(whole: &[String], rows: &[&ExportRow]) -> Vec<String> {
    let mut filled: IndexMap<&String, bool> = IndexMap::new();
    for (api, text) in rows.iter().flat_map(|row| &row.cells) {
        *filled.entry(api).or_default() |= !text.is_empty();
    }
    let by_other_field =
        |api: &str| filled.iter().any(|(other, is)| *is && is_reference(other) && field_of(other) == api);
    let is_left_out = |api: &String| !filled.get(api).copied().unwrap_or_default() && by_other_field(api);
    let place = |api: &String| whole.iter().position(|w| w == api || *w == field_of(api));
    let mut header: Vec<&String> = filled.keys().copied().filter(|api| !is_left_out(api)).collect();
    header.sort_by_key(|api| (place(api).map_or(0, |at| at + 1), is_reference(api)));
    header.into_iter().cloned().collect()
}

fn is_reference(api: &str) -> bool {
    api.contains('.')
}

/// The field that a column fills: `X__c` of `X__r.Name`.
pub(super) fn field_of(api: &str) -> String {
    match api.split_once('.') {
        Some((relation, _)) => match relation.strip_suffix("__r") {
            Some(name) => format!("{name}__c"),
            None => format!("{relation}Id"),
        },
        None => api.to_owned(),
    }
}
