//! What changed since the baseline, as text for people.

use crate::commands::console::Console;
use crate::commands::engagement::session::Session;
use crate::model::text::count;
use crate::steps::readiness::baseline::WorkbookChanges;

/// Prints what changed in a workbook: how much, then record by record and field by field.
pub fn print_changes(session: &Session, workbook: &WorkbookChanges, console: &Console) {
    let title = session.templates.iter().find(|t| t.key == workbook.workbook).map_or(&workbook.workbook, |t| &t.title);
    let parts = [
        (workbook.added.len(), "record added", "records added"),
        (workbook.removed.len(), "record removed", "records removed"),
        (workbook.changed.len(), "field changed", "fields changed"),
    ];
    let parts = parts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many));
    console.result(&format!("{title}: {}", parts.collect::<Vec<_>>().join(", ")));
    for (sign, records) in [("+", &workbook.added), ("-", &workbook.removed)] {
        records.iter().for_each(|(id, name)| console.result(&format!("  {sign} {id} {name}")));
    }
    for change in &workbook.changed {
        let (from, to) = (change.from.shown(), change.to.shown());
        console.result(&format!("  {} {}: {from} → {to}", change.record, change.title));
    }
}
