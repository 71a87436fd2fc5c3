//! The items of the checklist, and how far each of them is.

use super::baseline::blocks_baseline;
use super::records::{day, due_day, open_records, records, text};
use crate::model::code::Area;
use crate::model::finding::Finding;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::readiness::{Blocker, ChecklistItem, ItemState};
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Computed, Sheet, StarterCell};
use jiff::civil::Date;

/// The items as the master has them; else as the template proposes them; else an item for each workbook.
pub(super) fn checklist_items(master: &Master, findings: &[Finding], today: Date) -> Vec<ChecklistItem> {
    let Some(state) = master.sheet("checklist") else {
        return workbook_items(master, findings, today);
    };
    let rows: Vec<&Record> = records(state).collect();
    if rows.is_empty() {
        return starter_items(&state.sheet)
            .into_iter()
            .map(|(item, covers)| {
                assess(master, findings, today, ChecklistItem { item, ..ChecklistItem::default() }, &covers)
            })
            .collect();
    }
    rows.into_iter().map(|record| item_of_record(master, findings, today, state, record)).collect()
}

fn item_of_record(
    master: &Master,
    findings: &[Finding],
    today: Date,
    state: &SheetState,
    record: &Record,
) -> ChecklistItem {
    let sheet = &state.sheet;
    let item = ChecklistItem {
        item: text(sheet, record, "item"),
        owner: text(sheet, record, sheet.responsible.as_ref().map_or("owner", FieldKey::as_str)),
        reviewed_on: day(sheet, record, "reviewed_on"),
        result: text(sheet, record, "result"),
        state: if is_approved(sheet, record) { ItemState::Approved } else { ItemState::NotStarted },
        ..ChecklistItem::default()
    };
    assess(master, findings, today, item, &sheet_keys(&text(sheet, record, "covers")))
}

/// Whether it was approved, and the approval is not void.
fn is_approved(sheet: &Sheet, record: &Record) -> bool {
    let approved = match sheet.approvals.first() {
        Some(approval) => approval.approved.contains(&text(sheet, record, &approval.decision)),
        None => ["Approved", "Approved with comments"].contains(&text(sheet, record, "result").as_str()),
    };
    let standing = sheet.columns.iter().filter(|c| matches!(c.computed, Some(Computed::Approval(_))));
    approved && !standing.map(|c| text(sheet, record, &c.key)).any(|standing| standing == "Void")
}

fn starter_items(sheet: &Sheet) -> Vec<(String, Vec<SheetKey>)> {
    let cell = |cells: &[(FieldKey, StarterCell)], key: &str| match cells.iter().find(|(k, _)| k == key) {
        Some((_, StarterCell::Typed(typed))) => typed.clone(),
        _ => String::new(),
    };
    sheet.starters.iter().map(|s| (cell(&s.cells, "item"), sheet_keys(&cell(&s.cells, "covers")))).collect()
}

fn workbook_items(master: &Master, findings: &[Finding], today: Date) -> Vec<ChecklistItem> {
    let mut workbooks: Vec<&str> = master.sheets.iter().map(|s| s.sheet.workbook.as_str()).collect();
    workbooks.dedup();
    let item = |workbook: &str| {
        let sheets = || master.sheets.iter().filter(|s| s.sheet.workbook == workbook);
        let titles: Vec<&str> = sheets().map(|s| s.sheet.title.as_str()).collect();
        let covers: Vec<SheetKey> = sheets().map(|s| s.sheet.key.clone()).collect();
        let item = ChecklistItem { item: crate::model::text::and_list(&titles), ..ChecklistItem::default() };
        assess(master, findings, today, item, &covers)
    };
    workbooks.into_iter().map(item).collect()
}

/// The sheet keys in a text; people also separate them with semicolons and line breaks.
fn sheet_keys(covers: &str) -> Vec<SheetKey> {
    let keys = covers.split([',', ';', '\n']).map(str::trim).filter(|k| !k.is_empty());
    keys.map(|key| key.to_lowercase().into()).collect()
}

/// The item with what its sheets hold. An approval that stands is kept.
fn assess(
    master: &Master,
    findings: &[Finding],
    today: Date,
    mut item: ChecklistItem,
    covers: &[SheetKey],
) -> ChecklistItem {
    let sheets: Vec<&SheetState> = covers.iter().filter_map(|key| master.sheet(key)).collect();
    for state in &sheets {
        item.sheets.push(state.sheet.key.clone());
        item.records += records(state).count();
        item.open += open_records(state).count();
        item.overdue += open_records(state).filter(|r| due_day(&state.sheet, r).is_some_and(|d| d < today)).count();
    }
    let about = |f: &&Finding| sheets.iter().any(|s| f.sheet.as_deref() == Some(s.sheet.title.as_str()));
    for finding in findings.iter().filter(about) {
        item.to_decide += usize::from(finding.question.is_some());
        item.blockers.extend(blocks(master, finding).then(|| blocker(finding)));
    }
    if item.state != ItemState::Approved {
        item.state = state_of(&sheets, item.blockers.is_empty());
    }
    item
}

/// A list that has to be there before the kickoff must hold something; a log may still be empty, but not every log.
fn state_of(sheets: &[&SheetState], free: bool) -> ItemState {
    let filled = |state: &&SheetState| records(state).next().is_some();
    let begun = sheets.iter().any(&filled);
    let whole = sheets.iter().filter(|s| !s.sheet.log).all(filled);
    match (begun, whole && free) {
        (false, _) => ItemState::NotStarted,
        (true, false) => ItemState::InProgress,
        (true, true) => ItemState::Aligned,
    }
}

/// Whether a finding blocks an item: it waits for a decision, or it is about the master and blocks a baseline.
fn blocks(master: &Master, finding: &Finding) -> bool {
    let stands = finding.question.is_some() || is_about_master(finding);
    stands && blocks_baseline(finding, master.sheets.iter().map(|s| s.sheet.as_ref()))
}

/// Whether a finding is about what the master holds. Findings about a file come and go with the file, and those about a
/// decision or a restored column are reported once: a figure that counted them would change from run to run.
pub fn is_about_master(finding: &Finding) -> bool {
    let stands = matches!(finding.code.area(), Some(Area::Value | Area::Reference | Area::Rule | Area::Approval));
    stands && finding.place.as_ref().and_then(|p| p.file.as_deref()) == Some(MASTER_FILE)
}

fn blocker(finding: &Finding) -> Blocker {
    Blocker { code: finding.code.clone(), record: finding.record.clone(), message: finding.message.clone() }
}
