//! What Salesforce says of a load: the success and error files of Data Loader and of Bulk API 2.0.

use super::cells::{ColumnPlan, NOTHING};
use super::manifest::{FailedLoad, FollowedRequest, KnownRequest, Manifest};
use super::result::field_of;
use super::sf_id;
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::finding::Finding;
use crate::model::keys::FieldKey;
use crate::model::severity::Severity;
use crate::model::table::Table;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// A result file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// Its SHA-256.
    pub digest: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    kind: ResultKind,
    /// The column with the ID that Salesforce gave.
    id: Option<usize>,
    /// The column with what went wrong.
    error: Option<usize>,
}

/// Whose file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ResultKind {
    /// `sf__Id` and `sf__Created`, or `sf__Error`, before the columns that were sent.
    Bulk,
    /// `ID` before them and `STATUS` behind, or `ERROR` behind.
    DataLoader,
}

/// What result files said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResultsRead {
    /// How many requests were loaded.
    pub loaded: usize,
    /// What was refused.
    pub failed: Vec<LoadError>,
    /// Rows that are of no request that was sent from here.
    pub unknown: usize,
    /// Whether the file was read before, so that it says nothing new.
    pub is_repeated: bool,
}

/// A single request that Salesforce refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadError {
    /// `RR-001-1`.
    pub external_id: String,
    /// Why, in the words of Salesforce.
    pub error: String,
}

impl ResultFile {
    /// A file of these rows, the first of which is the header; `None` where it is no result file.
    pub fn of(digest: String, mut rows: Vec<Vec<String>>) -> Option<Self> {
        if rows.is_empty() {
            return None;
        }
        let header = rows.remove(0);
        let find = |title: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(title));
        let last = |title: &str| find(title).filter(|at| at + 1 == header.len());
        let (kind, id, error) = match (find("sf__Id"), find("sf__Error")) {
            (Some(id), error) if error.is_some() || find("sf__Created").is_some() => {
                (ResultKind::Bulk, Some(id), error)
            }
            _ => match (last("ERROR"), last("STATUS"), find("ID")) {
                (Some(error), _, id) => (ResultKind::DataLoader, id, Some(error)),
                (None, Some(_), Some(0)) => (ResultKind::DataLoader, Some(0), None),
                _ => return None,
            },
        };
        // A list of somebody's own may have such titles, too; what was sent to Salesforce has names of its fields.
        let has_fields = kind == ResultKind::Bulk || header.iter().any(|title| title.contains("__"));
        has_fields.then_some(Self { digest, header, rows, kind, id, error })
    }

    /// The cells of a row that were sent, by API name as it was sent: loaders write names in capitals.
    fn sent_cells(&self, row: &[String], names: &BTreeMap<String, String>) -> IndexMap<String, String> {
        let own = |at: usize, title: &str| match self.kind {
            ResultKind::Bulk => title.starts_with("sf__"),
            ResultKind::DataLoader => {
                at == 0 && Some(0) == self.id && self.error.is_none() || at + 1 == self.header.len()
            }
        };
        let cells = self.header.iter().zip(row).enumerate().filter(|(at, (title, _))| !own(*at, title));
        let name = |title: &str| names.get(&title.to_ascii_lowercase()).cloned().unwrap_or_else(|| title.to_owned());
        cells.map(|(_, (title, text))| (name(title.trim()), text.clone())).collect()
    }

    fn cell(row: &[String], at: Option<usize>) -> &str {
        at.and_then(|at| row.get(at)).map_or("", |text| text.trim())
    }
}

/// Remembers what a result file says.
pub fn read_results(manifest: &mut Manifest, file: &ResultFile, settings: &SalesforceRequests) -> ResultsRead {
    let mut out = ResultsRead { is_repeated: manifest.results.contains(&file.digest), ..ResultsRead::default() };
    if out.is_repeated {
        return out;
    }
    let names = sent_names(manifest);
    let mut found = BTreeSet::new();
    for row in &file.rows {
        let (id, error) = (ResultFile::cell(row, file.id), ResultFile::cell(row, file.error));
        let cells = file.sent_cells(row, &names);
        let Some(external_id) = request_of(manifest, &cells, id, settings, &found) else {
            out.unknown += 1;
            continue;
        };
        found.insert(external_id.clone());
        let request = manifest.follow(&external_id);
        if file.error.is_some() {
            request.waiting = None;
            request.failed = Some(FailedLoad { error: error.to_owned(), cells });
            out.failed.push(LoadError { external_id, error: error.to_owned() });
        } else if sf_id::has_id_shape(id) {
            request.load(id, cells);
            out.loaded += 1;
        } else {
            out.unknown += 1;
        }
    }
    manifest.results.push(file.digest.clone());
    out
}

/// The API names under which anything was sent, by themselves in small letters.
fn sent_names(manifest: &Manifest) -> BTreeMap<String, String> {
    let waiting = manifest.rows.keys().filter_map(|external| manifest.followed(external)?.waiting.as_ref());
    waiting.flat_map(|sent| sent.cells.keys()).map(|api| (api.to_ascii_lowercase(), api.clone())).collect()
}

impl FollowedRequest {
    /// Takes over what Salesforce loaded. An empty cell left its field as it was.
    fn load(&mut self, id: &str, cells: IndexMap<String, String>) {
        self.id = Some(id.to_owned());
        (self.waiting, self.failed) = (None, None);
        let loaded = self.loaded.get_or_insert_default();
        for (api, text) in cells.into_iter().filter(|(api, text)| !text.is_empty() && !api.eq_ignore_ascii_case("Id")) {
            let field = field_of(&api);
            loaded.retain(|other, _| field_of(other) != field);
            if text != NOTHING {
                loaded.insert(api, text);
            }
        }
    }
}

/// The single request that a row of a result file is of: by external ID, by Salesforce ID, or the one that was sent with the
/// same cells.
fn request_of(
    manifest: &Manifest,
    cells: &IndexMap<String, String>,
    id: &str,
    settings: &SalesforceRequests,
    found: &BTreeSet<String>,
) -> Option<String> {
    let by_key =
        settings.external_id.as_ref().and_then(|field| cells.get(field)).filter(|e| manifest.rows.contains_key(*e));
    if let Some(external) = by_key {
        return Some(external.clone());
    }
    let sent_id = cells.iter().find(|(api, _)| api.eq_ignore_ascii_case("Id")).map_or(id, |(_, text)| text.as_str());
    let followed = || {
        manifest.rows.iter().filter_map(|(external, known)| match known {
            KnownRequest::Followed(request) => Some((external, request)),
            KnownRequest::Digest(_) => None,
        })
    };
    let same_id = |known: &str| sf_id::is_same(known, sent_id);
    if let Some((external, _)) = followed().find(|(_, r)| r.id.as_deref().is_some_and(same_id)) {
        return Some(external.clone());
    }
    let mut waiting = followed().filter(|(external, _)| !found.contains(*external));
    // A file has columns that other rows fill; an empty cell in them was not sent.
    let is_it = |request: &FollowedRequest| {
        let sent = |api: &String| request.waiting.as_ref()?.cells.get(api).map(String::as_str);
        request.waiting.is_some() && cells.iter().all(|(api, text)| sent(api).unwrap_or_default() == text)
    };
    waiting.find(|(_, request)| is_it(request)).map(|(external, _)| external.clone())
}

/// Findings about what Salesforce refused, each on the cell that it is about, as far as the error names it.
pub fn failed_loads(requests: &Table, settings: &SalesforceRequests, manifest: &Manifest) -> Vec<Finding> {
    let plan = ColumnPlan::new(requests, settings, None);
    let failed = manifest.rows.keys().filter_map(|e| Some((e, manifest.followed(e)?.failed.as_ref()?)));
    failed.map(|(external, failed)| failed_load(&plan, external, failed)).collect()
}

fn failed_load(plan: &ColumnPlan, external: &str, failed: &FailedLoad) -> Finding {
    let record = super::manifest::record_and_number(external).map_or(external, |(record, _)| record);
    let error = if failed.error.is_empty() { "it gave no reason" } else { failed.error.as_str() };
    let message = format!("Salesforce did not load {external}: {error}");
    let finding = Finding::new(Code::ExportLoadFailed, message).severity(Severity::Error);
    let finding = finding.on(&plan.table.sheet).record(Some(record));
    let Some(row) = plan.table.rows.iter().find(|r| r.id.as_deref() == Some(record)) else { return finding };
    let folded = error.to_ascii_lowercase();
    let named = |api: &str| folded.contains(&field_of(api).to_ascii_lowercase());
    let key = plan.columns.iter().find(|(api, source)| source.key().is_some() && named(api)).and_then(|(_, s)| s.key());
    let column = key.and_then(|key| plan.table.sheet.position(key));
    let place = column.map_or_else(|| plan.table.row_place(row), |at| plan.table.place(row, at));
    Finding { field: key.map(FieldKey::from), ..finding.at(place) }
}
