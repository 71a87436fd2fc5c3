//! Hyperlinks in the master that go with the text behind which they stood.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, OwnLink, RecordField, SheetState};
use crate::model::text::{same_text, shortened};
use crate::model::value::Value;

/// Findings about links of the master that will not be in the next one.
pub fn lost_links(master: &Master) -> Vec<Finding> {
    let all = master.sheets.iter().flat_map(|state| state.links.iter().map(move |(at, link)| (state, at, link)));
    all.filter(|(state, at, link)| !is_kept(state, at, link)).map(|(state, at, link)| lost(state, at, link)).collect()
}

/// Whether the field still holds the text of its link.
fn is_kept(state: &SheetState, at: &RecordField, link: &OwnLink) -> bool {
    let value = state.value(&at.record, &at.field);
    let is_text = |value: &Value| !matches!(value, Value::Number(_) | Value::Date(_));
    value.is_some_and(|value| is_text(value) && same_text(&value.to_string(), &link.text))
}

fn lost(state: &SheetState, at: &RecordField, link: &OwnLink) -> Finding {
    let title = state.sheet.column(&at.field).map_or(at.field.as_str(), |column| column.title.as_str());
    let text = shortened(&link.text, 80);
    let message = format!("{title}: the link to {} goes with the text behind which it stood, “{text}”.", link.address);
    let id = state.records.get(&at.record).map(|record| record.id.clone());
    Finding::new(Code::ValueLink, message)
        .severity(Severity::Warning)
        .help("Set the link again in the master's cell if it still holds.")
        .on(&state.sheet)
        .record(id.as_deref())
        .field(at.field.clone())
        .at(Place::sheet(MASTER_FILE, &state.sheet.title))
}
