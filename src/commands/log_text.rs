//! How commands print what the log of changes holds.

use crate::model::logged_change::LoggedChange;
use crate::model::text::shortened;
use crate::model::value::EMPTY;
use serde_json::{Value, json};

/// The beginning of a run's key, which tells it from all others.
pub fn short_key(key: &str) -> &str {
    key.get(..8).unwrap_or(key)
}

/// A value of the log on a line.
pub fn quoted(text: &str) -> String {
    if text.is_empty() { EMPTY.into() } else { format!("“{}”", shortened(&text.replace('\n', " "), 120)) }
}

/// A line of the log in JSON.
pub fn change_json(line: &LoggedChange) -> Value {
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "run": line.run, "date": line.date, "workbook": line.workbook, "sheet": line.sheet, "record": line.record,
        "field": filled(&line.field), "from": filled(&line.from), "to": filled(&line.to), "why": line.reason, "by": line.by,
        "source": {"file": filled(&line.file), "sheet": filled(&line.source_sheet), "cell": filled(&line.cell)},
    })
}
