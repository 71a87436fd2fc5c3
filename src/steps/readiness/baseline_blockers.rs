//! What stands in the way of a baseline: items of the checklist that are not as far as they should be, and findings.

use super::baseline::blocks_baseline;
use super::items::{checklist_items, missing_items};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::finding_line::FindingLine;
use crate::model::memory::LeftOutItem;
use crate::model::readiness::{ChecklistItem, ItemState};
use crate::model::state::Master;
use crate::model::text::{and_list, count, did_you_mean, fold, shortened};
use jiff::civil::Date;

/// How many records or items a line names.
const NAMED: usize = 4;

/// What stands in the way of a baseline.
#[derive(Clone, Debug, Default)]
pub struct BaselineBlockers<'f> {
    /// Items that the checklist has no row for.
    pub missing: Vec<String>,
    /// Items on whose sheets nothing stands, or that the checklist says are not started.
    pub not_started: Vec<String>,
    /// Items that are not approved, where a rule asks for that.
    pub not_approved: Vec<String>,
    /// Findings of the run.
    pub findings: Vec<&'f Finding>,
}

impl<'f> BaselineBlockers<'f> {
    /// What blocks a baseline of this master without the items that are left out.
    pub fn of(master: &Master, findings: &'f [Finding], today: Date, left_out: &[LeftOutItem]) -> Self {
        let is_left_out = |item: &ChecklistItem| left_out.iter().any(|l| fold(&l.item) == fold(&item.item));
        let items = checklist_items(master, findings, today);
        let (out, kept): (Vec<_>, Vec<_>) = items.iter().partition(|item| is_left_out(item));
        let titled = |wanted: &dyn Fn(&ChecklistItem) -> bool| -> Vec<String> {
            kept.iter().filter(|item| wanted(item)).map(|item| item.item.clone()).collect()
        };
        let missing = missing_items(master).into_iter().filter(|item| !is_left_out(item));
        let asks_for_approval = findings.iter().any(|f| f.code == asks_for_approval());
        let not_approved = titled(&|i| !i.missing && asks_for_approval && waits_for_approval(i.state));
        // A finding of a sheet that another item stands on, too, is that item's as well.
        let covers = |items: &[&ChecklistItem], finding: &Finding| {
            let title = finding.sheet.as_deref();
            let keys = items.iter().flat_map(|i| &i.sheets);
            keys.filter_map(|key| master.sheet(key)).any(|s| Some(s.sheet.title.as_str()) == title)
        };
        let sheets = || master.sheets.iter().map(|s| s.sheet.as_ref());
        let stands = |f: &&Finding| blocks_baseline(f, sheets()) && (!covers(&out, f) || covers(&kept, f));
        Self {
            missing: missing.map(|item| item.item).collect(),
            not_started: titled(&|i| !i.missing && i.state == ItemState::NotStarted),
            not_approved,
            findings: findings.iter().filter(stands).collect(),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.missing.len() + self.not_started.len() + self.not_approved.len() + self.findings.len()
    }

    /// In groups, a line each: the items first, then findings of one kind on one column.
    pub fn lines(&self) -> Vec<String> {
        let items = [
            (&self.missing, "is not on the checklist", "are not on the checklist"),
            (&self.not_started, "is not started", "are not started"),
            (&self.not_approved, "is not approved", "are not approved"),
        ];
        let items = items.into_iter().filter(|(items, ..)| !items.is_empty());
        let mut lines: Vec<String> = items
            .map(|(items, one, many)| {
                let what = count(items.len(), &format!("item {one}"), &format!("items {many}"));
                format!("{what}: {}", named(items))
            })
            .collect();
        let mut groups = FindingLine::of(self.findings.iter().copied());
        FindingLine::sort(&mut groups);
        lines.extend(groups.iter().map(blocker_line));
        lines
    }
}

/// Whether an item is on its way to an approval; one that is not started is said as that.
fn waits_for_approval(state: ItemState) -> bool {
    !matches!(state, ItemState::NotStarted | ItemState::Approved)
}

/// The rule that asks for the approval of every item.
fn asks_for_approval() -> Code {
    Code::Rule(crate::model::code::RuleCode::new("checklist", "not-all-approved"))
}

/// The items to leave out: what each is called, and why, as a person says it.
///
/// # Errors
///
/// Names the first that is on no checklist, with the nearest item and all of them.
pub fn left_out_items(master: &Master, today: Date, said: &[(String, String)]) -> Result<Vec<LeftOutItem>, String> {
    let mut items = checklist_items(master, &[], today);
    items.extend(missing_items(master));
    let titles: Vec<&str> = items.iter().map(|i| i.item.as_str()).collect();
    let one = |(word, why): &(String, String)| {
        let known = titles.iter().find(|title| fold(title) == fold(word));
        match known {
            Some(title) => Ok(LeftOutItem { item: (*title).to_owned(), why: why.clone() }),
            None => Err(format!(
                "the checklist has no item {word}.{} Its items are {}.",
                did_you_mean(word, titles.iter().copied()),
                and_list(&titles)
            )),
        }
    };
    said.iter().map(one).collect()
}

/// Findings of one kind: what the first one says, and which records the others are about.
fn blocker_line(line: &FindingLine<'_>) -> String {
    let first = line.first;
    let sheet = first.sheet.as_deref().map(|s| format!("{s}: ")).unwrap_or_default();
    let message = shortened(&first.message, 90);
    if line.more.is_empty() {
        let record = first.record.as_ref().filter(|r| !first.message.starts_with(r.as_str()));
        return format!("{sheet}{}{message}", record.map(|r| format!("{r}: ")).unwrap_or_default());
    }
    let records: Vec<String> = line.findings().filter_map(|f| f.record.clone()).collect();
    let records = if records.is_empty() { String::new() } else { format!(" ({})", named(&records)) };
    format!("{sheet}{} like “{message}”{records}", line.more.len() + 1)
}

/// The first of these, and how many more there are.
fn named(items: &[String]) -> String {
    if items.len() <= NAMED {
        return and_list(items);
    }
    let first = items.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    format!("{first} and {} more", items.len() - NAMED)
}
