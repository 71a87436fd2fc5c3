//! The items of the checklist, and how far each of them is.

use super::baseline::blocks_baseline;
use super::records::{day, due_day, open_records, records, text};
use super::reviews::{Review, Reviews};
use crate::model::code::Area;
use crate::model::finding::Finding;
use crate::model::finding_line::FindingLine;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::readiness::{Blocker, ChecklistItem, ItemState};
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Computed, Sheet, StarterCell};
use crate::model::text::fold;
use jiff::civil::Date;

/// The items as the master has them; else as the template proposes them; else an item for each workbook.
pub(super) fn checklist_items(master: &Master, findings: &[Finding], today: Date) -> Vec<ChecklistItem> {
    let assessment = Assessment { master, findings, today, reviews: Reviews::of(master) };
    let Some(state) = master.sheet("checklist") else {
        return workbook_items(&assessment);
    };
    let rows: Vec<&Record> = records(state).collect();
    if rows.is_empty() {
        return proposed_items(&state.sheet).into_iter().map(|proposed| proposed.missing(&assessment)).collect();
    }
    rows.into_iter().map(|record| item_of_record(&assessment, state, record)).collect()
}

/// The items that the template of the checklist proposes and no row of it stands for: by title, or by the sheets it stands on.
pub(super) fn missing_items(master: &Master) -> Vec<ChecklistItem> {
    let Some(state) = master.sheet("checklist") else { return Vec::new() };
    let rows: Vec<(String, Vec<SheetKey>)> = records(state)
        .map(|r| (fold(&text(&state.sheet, r, "item")), sheet_keys(&text(&state.sheet, r, "covers"))))
        .collect();
    let stands = |proposed: &ProposedItem| {
        rows.iter().any(|(title, covers)| *title == fold(&proposed.item) || *covers == proposed.covers)
    };
    let assessment = Assessment { master, findings: &[], today: Date::MIN, reviews: Reviews::default() };
    let missing = proposed_items(&state.sheet).into_iter().filter(|proposed| !stands(proposed));
    missing.map(|proposed| proposed.missing(&assessment)).collect()
}

/// What items are assessed by.
struct Assessment<'a> {
    master: &'a Master,
    findings: &'a [Finding],
    today: Date,
    reviews: Reviews,
}

/// An item as the template proposes it.
struct ProposedItem {
    item: String,
    covers: Vec<SheetKey>,
}

impl ProposedItem {
    fn missing(self, assessment: &Assessment<'_>) -> ChecklistItem {
        let item = ChecklistItem { item: self.item, missing: true, ..ChecklistItem::default() };
        assessment.assess(item, &self.covers, None)
    }
}

fn item_of_record(assessment: &Assessment<'_>, state: &SheetState, record: &Record) -> ChecklistItem {
    let sheet = &state.sheet;
    let item = ChecklistItem {
        item: text(sheet, record, "item"),
        owner: text(sheet, record, sheet.responsible.as_ref().map_or("owner", FieldKey::as_str)),
        reviewed_on: day(sheet, record, "reviewed_on"),
        result: text(sheet, record, "result"),
        ..ChecklistItem::default()
    };
    assessment.assess(item, &sheet_keys(&text(sheet, record, "covers")), said_state(sheet, record))
}

/// What people say of an item: an approval that stands, else its status. A status Approved alone is no approval, but nobody
/// would set it for an item that is not aligned; once the approval is void, it says nothing any more.
fn said_state(sheet: &Sheet, record: &Record) -> Option<ItemState> {
    let status = text(sheet, record, "status");
    match (is_approved(sheet, record), status.as_str()) {
        (true, _) => Some(ItemState::Approved),
        (false, "Approved") if is_void(sheet, record) => None,
        (false, "Approved" | "Aligned") => Some(ItemState::Aligned),
        (false, "Out for review") => Some(ItemState::OutForReview),
        (false, "Drafted") => Some(ItemState::Drafted),
        (false, "Not started") => Some(ItemState::NotStarted),
        (false, _) => None,
    }
}

/// Whether it was approved, by somebody on a day, and the approval is not void.
fn is_approved(sheet: &Sheet, record: &Record) -> bool {
    let approved = match sheet.approvals.first() {
        Some(approval) => {
            let filled = |key: &FieldKey| !text(sheet, record, key).is_empty();
            let decided = approval.approved.contains(&text(sheet, record, &approval.decision));
            decided && filled(&approval.by) && filled(&approval.on)
        }
        None => ["Approved", "Approved with comments"].contains(&text(sheet, record, "result").as_str()),
    };
    approved && !is_void(sheet, record)
}

fn is_void(sheet: &Sheet, record: &Record) -> bool {
    let mut standing = sheet.columns.iter().filter(|c| matches!(c.computed, Some(Computed::Approval(_))));
    standing.any(|c| text(sheet, record, &c.key) == "Void")
}

fn proposed_items(sheet: &Sheet) -> Vec<ProposedItem> {
    let cell = |cells: &[(FieldKey, StarterCell)], key: &str| match cells.iter().find(|(k, _)| k == key) {
        Some((_, StarterCell::Typed(typed))) => typed.clone(),
        _ => String::new(),
    };
    let proposed = |cells: &[(FieldKey, StarterCell)]| ProposedItem {
        item: cell(cells, "item"),
        covers: sheet_keys(&cell(cells, "covers")),
    };
    sheet.starters.iter().map(|s| proposed(&s.cells)).collect()
}

fn workbook_items(assessment: &Assessment<'_>) -> Vec<ChecklistItem> {
    let master = assessment.master;
    let mut workbooks: Vec<&str> = master.sheets.iter().map(|s| s.sheet.workbook.as_str()).collect();
    workbooks.dedup();
    let item = |workbook: &str| {
        let sheets = || master.sheets.iter().filter(|s| s.sheet.workbook == workbook);
        let titles: Vec<&str> = sheets().map(|s| s.sheet.title.as_str()).collect();
        let covers: Vec<SheetKey> = sheets().map(|s| s.sheet.key.clone()).collect();
        let item = ChecklistItem { item: crate::model::text::and_list(&titles), ..ChecklistItem::default() };
        assessment.assess(item, &covers, None)
    };
    workbooks.into_iter().map(item).collect()
}

/// The sheet keys in a text; people also separate them with semicolons and line breaks.
fn sheet_keys(covers: &str) -> Vec<SheetKey> {
    let keys = covers.split([',', ';', '\n']).map(str::trim).filter(|k| !k.is_empty());
    keys.map(|key| key.to_lowercase().into()).collect()
}

impl Assessment<'_> {
    /// The item with what its sheets hold. What people say of it comes before what follows from its sheets.
    fn assess(&self, mut item: ChecklistItem, covers: &[SheetKey], said: Option<ItemState>) -> ChecklistItem {
        let sheets: Vec<&SheetState> = covers.iter().filter_map(|key| self.master.sheet(key)).collect();
        for state in &sheets {
            let is_late = |r: &&Record| due_day(&state.sheet, r).is_some_and(|d| d < self.today);
            item.sheets.push(state.sheet.key.clone());
            item.records += records(state).count();
            item.open += open_records(state).count();
            item.overdue += open_records(state).filter(is_late).count();
        }
        let about = |f: &&Finding| sheets.iter().any(|s| f.sheet.as_deref() == Some(s.sheet.title.as_str()));
        let findings = || self.findings.iter().filter(about);
        item.to_decide = findings().filter(|f| f.question.is_some()).count();
        let mut lines = FindingLine::of(findings().filter(|f| blocks(self.master, f)));
        FindingLine::sort(&mut lines);
        item.blockers = lines.iter().map(blocker).collect();
        item.state =
            said.unwrap_or_else(|| state_of(&sheets, item.blockers.is_empty(), self.reviews.of_sheets(&sheets)));
        let left_out = self.master.memory.baseline.iter().flat_map(|b| &b.left_out);
        item.left_out = left_out.filter(|l| fold(&l.item) == fold(&item.item)).map(|l| l.why.clone()).next();
        item
    }
}

/// A list that has to be there before the kickoff must hold something; a log may still be empty, but not every log. Nobody is
/// aligned on what nobody was asked about.
fn state_of(sheets: &[&SheetState], free: bool, review: Review) -> ItemState {
    let filled = |state: &&SheetState| records(state).next().is_some();
    let whole = sheets.iter().filter(|s| !s.sheet.log).all(filled);
    match (sheets.iter().any(filled), review) {
        (false, _) => ItemState::NotStarted,
        (true, Review::Out) => ItemState::OutForReview,
        (true, Review::Back) if whole && free => ItemState::Aligned,
        (true, _) => ItemState::Drafted,
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

fn blocker(line: &FindingLine<'_>) -> Blocker {
    let Finding { code, record, message, .. } = line.first;
    Blocker { code: code.clone(), record: record.clone(), message: message.clone(), more: line.more.len() }
}
