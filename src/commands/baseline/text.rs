//! What stands in the way of a baseline, and what changed since it was set, as text for people.

use crate::commands::console::Console;
use crate::commands::engagement::session::Session;
use crate::model::gaps::is_gap;
use crate::model::shown_apart::shown_pair;
use crate::model::stage::Stage;
use crate::model::text::count;
use crate::steps::readiness::baseline::WorkbookChanges;
use crate::steps::readiness::baseline_blockers::BaselineBlockers;

/// How many lines about blockers fit a screen together with what comes before and after them.
const SCREEN: usize = 18;

/// Prints the verdict, what stands in the way in groups, and what to do.
pub fn print_blockers(blockers: &BaselineBlockers<'_>, stage: Stage, console: &Console) {
    console.message(&format!("Baseline not set: {}.", count(blockers.count(), "blocker", "blockers")));
    let lines = blockers.lines();
    lines.iter().take(SCREEN).for_each(|line| console.message(&format!("  {line}")));
    if lines.len() > SCREEN {
        let more = count(lines.len() - SCREEN, "more line", "more lines");
        console.message(&format!("  and {more}; prekick status -v lists everything."));
    }
    if stage != Stage::Baseline && blockers.findings.iter().any(|f| is_gap(f)) {
        console.message("To see in each run what is still empty: stage = \"baseline\" in engagement.toml.");
    }
    if !blockers.missing.is_empty() {
        console.message("prekick starters checklist puts the usual items onto an empty checklist.");
    }
    console.message(
        "Settle them, make a rule milder in engagement.toml, or leave an item out: prekick baseline --except ITEM --why TEXT",
    );
}

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
        let (from, to) = shown_pair(&change.from, &change.to, usize::MAX);
        console.result(&format!("  {} {}: {from} → {to}", change.record, change.title));
    }
}
