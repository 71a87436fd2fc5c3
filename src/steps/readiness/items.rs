//! The items of the checklist, and how far each of them is.

use super::{day, due_day, open, records, text};
use crate::model::code::Area;
use crate::model::finding::Finding;
use crate::model::readiness::{Blocker, Item, State};
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Computed, Sheet, StarterCell};
use jiff::civil::Date;

/// The items as the master has them; else as the template proposes them; else an item for each workbook.
pub(super) fn items(master: &Master, findings: &[Finding], today: Date) -> Vec<Item> {
    let Some(state) = master.sheet("checklist") else {
        return of_workbooks(master, findings, today);
    };
    let rows: Vec<&Record> = records(state).collect();
    if rows.is_empty() {
        return of_starters(&state.sheet)
            .into_iter()
            .map(|(item, covers)| judged(master, findings, today, Item { item, ..Item::default() }, &covers))
            .collect();
    }
    rows.into_iter().map(|record| of_record(master, findings, today, state, record)).collect()
}

fn of_record(master: &Master, findings: &[Finding], today: Date, state: &SheetState, record: &Record) -> Item {
    let sheet = &state.sheet;
    let item = Item {
        item: text(sheet, record, "item"),
        owner: text(sheet, record, sheet.responsible.as_deref().unwrap_or("owner")),
        reviewed_on: day(sheet, record, "reviewed_on"),
        result: text(sheet, record, "result"),
        state: if is_approved(sheet, record) { State::Approved } else { State::NotStarted },
        ..Item::default()
    };
    judged(master, findings, today, item, &keys(&text(sheet, record, "covers")))
}

/// Was it approved, and is the approval not void?
fn is_approved(sheet: &Sheet, record: &Record) -> bool {
    let approved = match sheet.approvals.first() {
        Some(approval) => approval.approved.contains(&text(sheet, record, &approval.decision)),
        None => ["Approved", "Approved with comments"].contains(&text(sheet, record, "result").as_str()),
    };
    let standing = sheet.columns.iter().filter(|c| matches!(c.computed, Some(Computed::Approval(_))));
    approved && !standing.map(|c| text(sheet, record, &c.key)).any(|standing| standing == "Void")
}

fn of_starters(sheet: &Sheet) -> Vec<(String, Vec<String>)> {
    let cell = |cells: &[(String, StarterCell)], key: &str| match cells.iter().find(|(k, _)| k == key) {
        Some((_, StarterCell::Typed(typed))) => typed.clone(),
        _ => String::new(),
    };
    sheet.starters.iter().map(|s| (cell(&s.cells, "item"), keys(&cell(&s.cells, "covers")))).collect()
}

fn of_workbooks(master: &Master, findings: &[Finding], today: Date) -> Vec<Item> {
    let mut workbooks: Vec<&str> = master.sheets.iter().map(|s| s.sheet.workbook.as_str()).collect();
    workbooks.dedup();
    let item = |workbook: &str| {
        let sheets = || master.sheets.iter().filter(|s| s.sheet.workbook == workbook);
        let titles: Vec<&str> = sheets().map(|s| s.sheet.title.as_str()).collect();
        let covers: Vec<String> = sheets().map(|s| s.sheet.key.clone()).collect();
        let item = Item { item: crate::model::text::and_list(&titles), ..Item::default() };
        judged(master, findings, today, item, &covers)
    };
    workbooks.into_iter().map(item).collect()
}

/// The keys in a text; people also part them with semicolons and lines.
fn keys(covers: &str) -> Vec<String> {
    let keys = covers.split([',', ';', '\n']).map(str::trim).filter(|k| !k.is_empty());
    keys.map(str::to_lowercase).collect()
}

/// The item with what its sheets say. An approval that stands is not taken back here.
fn judged(master: &Master, findings: &[Finding], today: Date, mut item: Item, covers: &[String]) -> Item {
    let sheets: Vec<&SheetState> = covers.iter().filter_map(|key| master.sheet(key)).collect();
    for state in &sheets {
        item.sheets.push(state.sheet.key.clone());
        item.records += records(state).count();
        item.open += open(state).count();
        item.overdue += open(state).filter(|r| due_day(&state.sheet, r).is_some_and(|d| d < today)).count();
    }
    let about = |f: &&Finding| sheets.iter().any(|s| f.sheet.as_deref() == Some(s.sheet.title.as_str()));
    for finding in findings.iter().filter(about) {
        item.to_decide += usize::from(finding.question.is_some());
        item.blockers.extend(blocks(master, finding).then(|| blocker(finding)));
    }
    if item.state != State::Approved {
        item.state = reached(&sheets, item.blockers.is_empty());
    }
    item
}

/// A list that has to be there before the kickoff must hold something; a log may be empty so far, but not every log.
fn reached(sheets: &[&SheetState], free: bool) -> State {
    let filled = |state: &&SheetState| records(state).next().is_some();
    let begun = sheets.iter().any(&filled);
    let whole = sheets.iter().filter(|s| !s.sheet.log).all(filled);
    match (begun, whole && free) {
        (false, _) => State::NotStarted,
        (true, false) => State::InProgress,
        (true, true) => State::Aligned,
    }
}

/// What waits for a decision blocks an item, and what blocks a baseline, as far as it stands in the master.
fn blocks(master: &Master, finding: &Finding) -> bool {
    let stands = finding.question.is_some() || is_of_master(finding);
    stands && crate::steps::readiness::baseline::blocks(finding, master.sheets.iter().map(|s| s.sheet.as_ref()))
}

/// Findings about what the master holds. Those about a file come and go with the file; those about a pick, a column that
/// was put back or the like are said once, and a figure that counted them would be another in the next run.
pub fn is_of_master(finding: &Finding) -> bool {
    let stands = matches!(finding.code.area(), Some(Area::Value | Area::Reference | Area::Rule | Area::Approval));
    stands && finding.place.as_ref().and_then(|p| p.file.as_deref()) == Some(MASTER_FILE)
}

fn blocker(finding: &Finding) -> Blocker {
    Blocker { code: finding.code.clone(), record: finding.record.clone(), message: finding.message.clone() }
}
