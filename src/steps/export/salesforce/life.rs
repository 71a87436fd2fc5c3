//! Requests that Salesforce has: what is different now, and those that are no longer asked for.

use super::cells::{ColumnPlan, NOTHING};
use super::manifest::FollowedRequest;
use super::operation::LoadOperation;
use super::result::{ExportRow, field_of};
use indexmap::IndexMap;

/// The status of a request that is no longer asked for.
pub(super) const CANCELLED: &str = "Cancelled";

/// What brings a request in Salesforce to what the master has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RequestUpdate {
    /// The row: its ID, and what changes.
    pub(super) row: ExportRow,
    /// What changes, in words.
    pub(super) said: String,
}

/// The update of a loaded request to these cells; `None` where nothing differs. Only what differs is sent, since the people
/// who staff it change other fields in Salesforce.
pub(super) fn update(plan: &ColumnPlan, known: &FollowedRequest, wanted: &ExportRow) -> Option<RequestUpdate> {
    let loaded = known.loaded.as_ref()?;
    let key = plan.external_id.filter(|field| loaded.get(*field) == Some(&wanted.external_id));
    let mut said = Vec::new();
    let mut changed = IndexMap::new();
    for (api, text) in wanted.cells.iter().filter(|(api, _)| Some(api.as_str()) != key) {
        let field = field_of(api);
        let before = loaded.iter().find(|(other, before)| field_of(other) == field && !before.is_empty());
        match before {
            Some((_, before)) if text.is_empty() => {
                said.push(format!("{} {before} cleared", called(plan, &field)));
                changed.insert(field, NOTHING.to_owned());
            }
            Some((other, before)) if other != api || before != text => {
                said.push(format!("{} {before} → {text}", called(plan, &field)));
                changed.insert(api.clone(), text.clone());
            }
            None if !text.is_empty() => {
                said.push(format!("{} {text}", called(plan, &field)));
                changed.insert(api.clone(), text.clone());
            }
            _ => {}
        }
    }
    if changed.is_empty() {
        return None;
    }
    let (operation, id) = match key {
        Some(field) => (LoadOperation::Upsert, (field.to_owned(), wanted.external_id.clone())),
        None => (LoadOperation::Update, ("Id".to_owned(), known.id.clone()?)),
    };
    let cells = std::iter::once(id).chain(changed).collect();
    let said = format!("{}: {}.", wanted.external_id, said.join("; "));
    Some(RequestUpdate { row: ExportRow { operation, cells, again: false, ..wanted.clone() }, said })
}

/// A row that asks for nothing but to be cancelled; `None` where no column of the file holds the status.
pub(super) fn cancelled(plan: &ColumnPlan, record: &str, external_id: &str) -> Option<ExportRow> {
    let status = plan.status_cell(CANCELLED)?;
    let cells = IndexMap::from([(status.api, status.text)]);
    Some(ExportRow { external_id: external_id.to_owned(), record: record.to_owned(), cells, ..ExportRow::default() })
}

fn called(plan: &ColumnPlan, field: &str) -> String {
    let title = plan.title_of(field);
    if title.is_empty() { field.to_owned() } else { title.to_owned() }
}
