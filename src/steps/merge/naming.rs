//! How messages name files, sheets, columns, records and places.

use super::align::Aligned;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::shown_apart::shown_apart;
use crate::model::text::{and_list, shortened};
use crate::model::value::Value;

/// How messages name a view: by its file.
pub(super) fn file_name(aligned: &Aligned<'_>, view: usize) -> String {
    aligned.views.get(view).map(|v| v.sheet.file.clone()).unwrap_or_default()
}

/// The files of several views, each once, as a list in a sentence.
pub(super) fn file_names(aligned: &Aligned<'_>, views: &[usize]) -> String {
    let mut names: Vec<String> = views.iter().map(|v| file_name(aligned, *v)).collect();
    names.dedup();
    and_list(&names)
}

/// How many characters of a value a sentence has.
const MAX_SHOWN: usize = 80;

/// A value in a sentence.
pub(super) fn quoted(value: &Value) -> String {
    if value.is_empty() { "nothing".to_owned() } else { format!("“{}”", shortened(&value.to_string(), MAX_SHOWN)) }
}

/// Values beside each other in a sentence: those that differ never read alike.
pub(super) fn quoted_apart(values: &[&Value]) -> Vec<String> {
    let shown = shown_apart(values, MAX_SHOWN).into_iter().zip(values);
    shown.map(|(shown, value)| if value.is_empty() { quoted(value) } else { format!("“{shown}”") }).collect()
}

/// How messages name a record: by its key, else by the first value in its row.
pub(super) fn record_name(aligned: &Aligned<'_>, record: usize) -> String {
    let views = || aligned.views.iter().skip(1).chain(aligned.views.first());
    let Some(view) = views().find(|v| v.row(record).is_some()) else { return String::new() };
    let value = |column: usize| view.cell(record, column).map(|c| c.value.to_string()).unwrap_or_default();
    let key: Vec<String> = aligned.key.iter().map(|k| value(*k)).filter(|v| !v.is_empty()).collect();
    if !key.is_empty() {
        return key.join(" / ");
    }
    let first = (0..aligned.columns.len()).map(value).find(|v| !v.trim().is_empty()).unwrap_or_default();
    shortened(&first, 60)
}

/// How messages name a column.
pub(super) fn column_title(aligned: &Aligned<'_>, column: usize) -> String {
    aligned.columns.get(column).map(|c| c.name.clone()).unwrap_or_default()
}

/// The title of the sheet, as the master has it.
pub(super) fn sheet_title(aligned: &Aligned<'_>) -> String {
    let titled = aligned.views.iter().skip(1).chain(aligned.views.first()).map(|v| v.sheet);
    titled.map(|s| s.title.clone()).find(|t| !t.is_empty()).unwrap_or_default()
}

/// Where a record stands in a view; the sheet, where it has no such row.
pub(super) fn row_place(aligned: &Aligned<'_>, view: usize, record: usize) -> Place {
    let Some(of) = aligned.views.get(view) else { return Place::default() };
    of.row(record).map_or_else(|| Place::sheet(&of.sheet.file, &of.sheet.title), |row| of.sheet.row_place(row))
}

/// Where the title of a column stands in a view; the sheet, where it has no such column.
pub(super) fn title_place(aligned: &Aligned<'_>, view: usize, column: usize) -> Place {
    let Some(of) = aligned.views.get(view) else { return Place::default() };
    let sheet = Place::sheet(&of.sheet.file, &of.sheet.title);
    of.column(column).map_or(sheet, |c| of.sheet.title_place(c))
}

/// A finding on the sheet that is merged.
pub(super) fn finding_on(aligned: &Aligned<'_>, code: Code, message: String) -> Finding {
    let mut finding = Finding::new(code, message);
    finding.sheet = Some(sheet_title(aligned));
    finding
}
