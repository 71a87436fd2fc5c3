//! What an export of requests gives.

use crate::model::finding::Finding;
use crate::model::place::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What goes to Salesforce, what does not and why, and what to remember for the next export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Export {
    /// API names, in the order of the file.
    pub header: Vec<String>,
    /// The single requests that are new or changed since the previous export.
    pub rows: Vec<ExportRow>,
    /// Records that should go out and can't.
    pub rejected: Vec<Rejected>,
    /// How many single requests were sent before and are the same.
    pub unchanged: usize,
    /// All findings.
    pub findings: Vec<Finding>,
    /// What has been sent, this time and before.
    pub manifest: Manifest,
}

/// One single request, one row of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportRow {
    /// `RR-001-1`.
    pub external_id: String,
    /// `RR-001`.
    pub record: String,
    /// Whether it was sent before, with other values.
    pub again: bool,
    /// The values in the order of the header.
    pub values: Vec<String>,
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

/// What was sent: lets the next export send only what is new or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The object's API name.
    pub object: String,
    /// The date of the newest export.
    pub date: String,
    /// The header of the newest export.
    pub header: Vec<String>,
    /// By external ID, the SHA-256 of the row and its header.
    pub rows: BTreeMap<String, String>,
}
