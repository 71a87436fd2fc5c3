//! What was sent to Salesforce, and what its result files say it has. Sent is not loaded: a request counts as loaded only
//! when a result file says so.

use super::operation::LoadOperation;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What has been sent and what has arrived, kept beside the exports.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The object's API name.
    pub object: String,
    /// The date of the newest export.
    pub date: String,
    /// The header of the newest export.
    pub header: Vec<String>,
    /// The single requests by external ID.
    pub rows: BTreeMap<String, KnownRequest>,
    /// The SHA-256 of each result file that was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<String>,
}

/// What is known of a single request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum KnownRequest {
    /// It was sent before results were read: the SHA-256 of its row and header.
    Digest(String),
    /// What was sent, and what came of it.
    Followed(Box<FollowedRequest>),
}

/// A single request since it was first sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedRequest {
    /// Its ID in Salesforce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// What Salesforce has, by API name; `None` until a result file says that it was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaded: Option<IndexMap<String, String>>,
    /// What was sent last and has no result yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<SentRow>,
    /// Why the last load failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<FailedLoad>,
}

/// A row that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentRow {
    /// What Salesforce was to do with it.
    pub operation: LoadOperation,
    /// The day.
    pub date: String,
    /// The name of the file.
    pub file: String,
    /// Its cells by API name.
    pub cells: IndexMap<String, String>,
}

/// A row that Salesforce refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedLoad {
    /// Why, in the words of Salesforce.
    pub error: String,
    /// What was sent.
    pub cells: IndexMap<String, String>,
}

impl Manifest {
    /// A request that was sent while results were read.
    pub(super) fn followed(&self, external_id: &str) -> Option<&FollowedRequest> {
        match self.rows.get(external_id)? {
            KnownRequest::Followed(request) => Some(request),
            KnownRequest::Digest(_) => None,
        }
    }

    /// The same, to be changed; a request that was sent before results were read is followed from now on.
    pub(super) fn follow(&mut self, external_id: &str) -> &mut FollowedRequest {
        self.rows.entry(external_id.to_owned()).or_default().followed_from_now_on()
    }

    /// The external IDs of a record's single requests, with their numbers.
    pub(super) fn of_record(&self, record: &str) -> Vec<(&str, usize)> {
        let from = format!("{record}-");
        let beginning = self.rows.range(from.clone()..).map(|(external, _)| external.as_str());
        let beginning = beginning.take_while(|external| external.starts_with(&from));
        let numbered = beginning.filter_map(|external| Some((external, record_and_number(external)?)));
        numbered.filter(|(_, (of, _))| *of == record).map(|(external, (_, n))| (external, n)).collect()
    }

    /// The IDs in Salesforce of each record's single requests, in the order of their numbers.
    pub fn salesforce_ids(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut numbered: BTreeMap<&str, BTreeMap<usize, &str>> = BTreeMap::new();
        for (external, known) in &self.rows {
            let KnownRequest::Followed(request) = known else { continue };
            if let (Some((record, number)), Some(id)) = (record_and_number(external), &request.id) {
                numbered.entry(record).or_default().insert(number, id);
            }
        }
        numbered.into_iter().map(|(record, ids)| (record, ids.into_values().collect())).collect()
    }

    /// Says in which file the rows of an operation went out that have no file yet.
    pub fn sent_in(&mut self, operation: LoadOperation, file: &str) {
        for known in self.rows.values_mut() {
            if let KnownRequest::Followed(request) = known
                && let Some(waiting) =
                    request.waiting.as_mut().filter(|w| w.file.is_empty() && w.operation == operation)
            {
                file.clone_into(&mut waiting.file);
            }
        }
    }
}

impl Default for KnownRequest {
    fn default() -> Self {
        Self::Followed(Box::default())
    }
}

impl KnownRequest {
    fn followed_from_now_on(&mut self) -> &mut FollowedRequest {
        loop {
            match self {
                Self::Followed(request) => return request,
                Self::Digest(_) => *self = Self::default(),
            }
        }
    }
}

impl FollowedRequest {
    /// Whether Salesforce has it.
    pub fn is_loaded(&self) -> bool {
        self.loaded.is_some()
    }
}

/// The record and the number of an external ID: `RR-001` and 2 of `RR-001-2`.
pub(super) fn record_and_number(external: &str) -> Option<(&str, usize)> {
    let (record, number) = external.rsplit_once('-')?;
    Some((record, number.parse().ok()?))
}
