//! Approvals: each is bound to what it was given for, and no longer stands once that has changed.

use crate::model::code::Code;
use crate::model::digest::sha256;
use crate::model::finding::Finding;
use crate::model::keys::{CopyId, FieldKey, RecordKey, SheetKey};
use crate::model::memory::{ClaimKind, GivenApproval, Subject};
use crate::model::place::{At, Place};
use crate::model::sheet_names::{FIRST_ROW, MASTER_FILE};
use crate::model::shown_apart::shown_pair;
use crate::model::state::{Master, Record, SheetState};
use crate::model::table::natural_words;
use crate::model::template::{Approval, Column, Computed, Sheet, Visibility};
use crate::model::text::{and_list, fold, fold_title};
use crate::model::value::Value;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::working::claims_about;
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The column of an item that names the sheets it stands on; an approval that covers it covers what is in them.
const COVERS: &str = "covers";

/// Binds new approvals, shows what stands, and says what is void.
pub fn settle_approvals(master: &mut Master, files: &[Incoming]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let approvals: Vec<(Arc<Sheet>, Approval)> = master
        .sheets
        .iter()
        .flat_map(|s| s.sheet.approvals.iter().map(|a| (Arc::clone(&s.sheet), a.clone())))
        .collect();
    for (sheet, approval) in &approvals {
        let keys: Vec<RecordKey> =
            master.sheet(&sheet.key).map(|s| s.records.keys().cloned().collect()).unwrap_or_default();
        for record in keys {
            let subject = Subject { sheet: sheet.key.clone(), record, field: approval.key.clone().into() };
            let standing = judge(master, files, sheet, approval, &subject, &mut findings);
            show(master, sheet, &subject, standing);
        }
    }
    forget(master);
    findings
}

/// What the column of an approval shows.
fn judge(
    master: &mut Master,
    files: &[Incoming],
    sheet: &Sheet,
    approval: &Approval,
    subject: &Subject,
    findings: &mut Vec<Finding>,
) -> &'static str {
    let Some(record) = master.record(subject).cloned() else { return "" };
    let text = |key: &FieldKey| field(sheet, &record, key).to_string();
    let decision = text(&approval.decision);
    if !approval.approved.iter().any(|a| fold(a) == fold(&decision)) {
        master.memory.approvals.remove(subject);
        return match decision.as_str() {
            "" => "",
            d if fold(d) == "pending" => "Pending",
            _ => "Rejected",
        };
    }
    let (by, on) = (text(&approval.by), text(&approval.on));
    if by.is_empty() || on.is_empty() {
        master.memory.approvals.remove(subject);
        return "Pending";
    }
    let known = master.memory.approvals.get(subject);
    let same = known.is_some_and(|k| (&k.decision, &k.by, &k.on) == (&decision, &by, &on));
    if !same {
        let content = seen(master, files, sheet, approval, subject, &record);
        let sheets = covered_sheets(master, sheet, approval, &record);
        let given = GivenApproval { decision, by, on, content, sheets };
        master.memory.approvals.insert(subject.clone(), given);
    }
    let Some(given) = master.memory.approvals.get(subject) else { return "" };
    let changed = changed(master, sheet, approval, &record, given);
    if changed.is_empty() {
        return "Stands";
    }
    findings.push(void(master, sheet, approval, &record, given, &changed));
    "Void"
}

/// The content for which a new approval is given: what the approver's copy held, where the decision came in one; else what
/// the master holds.
fn seen(
    master: &Master,
    files: &[Incoming],
    sheet: &Sheet,
    approval: &Approval,
    subject: &Subject,
    record: &Record,
) -> IndexMap<FieldKey, Value> {
    let row = approvers_row(master, files, sheet, approval, subject, record);
    let value = |key: &FieldKey| {
        let own = field(sheet, record, key);
        let theirs = row.as_ref().and_then(|row| row.get(key)).cloned();
        (key.clone(), theirs.unwrap_or(own))
    };
    approval.covers.iter().map(value).collect()
}

/// The row of the copy in which the decision came, by column key; columns that the copy does not have are left out.
fn approvers_row(
    master: &Master,
    files: &[Incoming],
    sheet: &Sheet,
    approval: &Approval,
    subject: &Subject,
    record: &Record,
) -> Option<BTreeMap<FieldKey, Value>> {
    let decided = Subject { field: approval.decision.clone(), ..subject.clone() };
    let now = field(sheet, record, &approval.decision);
    let words = claims_about(master, &decided);
    let copies: Vec<&CopyId> =
        words.filter(|(_, w)| w.kind == ClaimKind::Value && w.value == now).map(|(copy, _)| copy).collect();
    // The newest file of a copy counts.
    let known = master.memory.files.iter().rev().filter(|f| copies.contains(&&f.copy));
    for known in known {
        let file = files.iter().find(|f| f.copy == known.copy && f.digest == known.digest);
        let Some(file) = file else { continue };
        let Some(table) = file.read.tables.iter().find(|t| t.sheet.key == sheet.key) else { continue };
        let is_it = |key: Option<&String>, id: Option<&String>| {
            let origin =
                key.is_some_and(|k| subject.record == k.as_str() || record.origins.iter().any(|o| o.row_key == *k));
            origin || id.is_some_and(|id| *id == record.id)
        };
        let row = table.rows.iter().find(|r| is_it(r.row_key.as_ref(), r.id.as_ref()));
        let Some(row) = row else { continue };
        let cells = table.sheet.columns.iter().zip(&row.values).zip(&table.present);
        let cells = cells.filter(|(_, at)| at.is_some()).map(|((c, v), _)| (c.key.clone(), v.clone()));
        let row: BTreeMap<FieldKey, Value> = cells.collect();
        // The approval as it stands in the master came in this copy, all of it.
        let parts = [&approval.decision, &approval.by, &approval.on];
        if parts.iter().all(|key| row.get(*key) == Some(&field(sheet, record, *key))) {
            return Some(row);
        }
    }
    None
}

/// What is another than it was approved: the title and both values, or a sheet's title.
fn changed(master: &Master, sheet: &Sheet, approval: &Approval, record: &Record, given: &GivenApproval) -> Vec<String> {
    let mut out = Vec::new();
    for key in &approval.covers {
        let (now, then) = (field(sheet, record, key), given.content.get(key).cloned().unwrap_or_default());
        if now != then {
            let title = sheet.column(key).map_or(key.as_str(), |c| c.title.as_str());
            let (then, now) = shown_pair(&then, &now, usize::MAX);
            out.push(format!("{title} from “{then}” to “{now}”"));
        }
    }
    let now = covered_sheets(master, sheet, approval, record);
    for (key, digest) in &given.sheets {
        let title = master.sheet(key).map_or(key.as_str(), |s| s.sheet.title.as_str());
        // Digests of earlier versions are over all columns.
        let all = master.sheet(key).map(|s| digest_over(s, is_shared));
        if now.get(key) != Some(digest) && all.as_ref() != Some(digest) {
            out.push(format!("the sheet {title}"));
        }
    }
    out
}

fn void(
    master: &Master,
    sheet: &Sheet,
    approval: &Approval,
    record: &Record,
    given: &GivenApproval,
    changed: &[String],
) -> Finding {
    let who = if given.by.is_empty() { "Somebody".to_owned() } else { given.by.clone() };
    let when = if given.on.is_empty() { String::new() } else { format!(" on {}", given.on) };
    let name = natural_words(sheet, &record.values);
    let message = format!(
        "{} ({name}): {who} decided “{}”{when}, and since then {} changed, so this approval no longer stands.",
        record.id,
        given.decision,
        and_list(changed)
    );
    let finding =
        Finding::new(Code::ApprovalVoid, message).on(sheet).record(Some(&record.id)).field(&approval.decision);
    let file = MASTER_FILE;
    let state = master.sheet(&sheet.key);
    let row =
        state.and_then(|s| s.records.values().position(|r| r.id == record.id)).and_then(|n| u32::try_from(n).ok());
    let column = sheet.position(&approval.decision).and_then(|n| u16::try_from(n).ok());
    finding.at(match row.zip(column) {
        Some((row, column)) => {
            let at = At::new(row.saturating_add(FIRST_ROW), column);
            Place::cell(file, &sheet.title, at)
        }
        None => Place::sheet(file, &sheet.title),
    })
}

/// The sheets that an item stands on, each with a digest of what is agreed in it. Living logs go on changing.
fn covered_sheets(master: &Master, sheet: &Sheet, approval: &Approval, record: &Record) -> BTreeMap<SheetKey, String> {
    if !approval.covers.iter().any(|key| key == COVERS) {
        return BTreeMap::new();
    }
    let named = field(sheet, record, COVERS).to_string();
    sheets_named(master, &named).filter(|s| !s.sheet.log).map(|s| (s.sheet.key.clone(), digest(s))).collect()
}

/// The sheets that a text names by key or title, with commas or semicolons between them.
pub fn sheets_named<'m>(master: &'m Master, text: &str) -> impl Iterator<Item = &'m SheetState> {
    let words: Vec<String> = text.split([',', ';', '\n']).map(fold_title).filter(|w| !w.is_empty()).collect();
    let named = move |s: &&SheetState| {
        words.iter().any(|w| *w == fold_title(s.sheet.key.as_str()) || *w == fold_title(&s.sheet.title))
    };
    master.sheets.iter().filter(named)
}

/// A digest of what is agreed on a sheet: what people typed into shared columns that are part of what is approved.
fn digest(state: &SheetState) -> String {
    let approvals = &state.sheet.approvals;
    let approves = |c: &Column| approvals.iter().any(|a| [&a.decision, &a.by, &a.on].contains(&&c.key));
    digest_over(state, |c| is_shared(c) && c.agreed && !approves(c))
}

fn is_shared(c: &Column) -> bool {
    !c.is_tool() && c.computed.is_none() && c.visibility == Visibility::Shared && !c.commercial
}

/// A digest of the values in these columns, whatever the order of the rows.
fn digest_over(state: &SheetState, counts: impl Fn(&Column) -> bool) -> String {
    let mut lines: Vec<String> = state
        .records
        .iter()
        .map(|(key, record)| {
            let cells = state.sheet.columns.iter().zip(&record.values).filter(|(c, v)| counts(c) && !v.is_empty());
            let cells: Vec<String> = cells.map(|(c, v)| format!("{}={}", c.key, v.to_string().trim())).collect();
            format!("{key}:{}", cells.join("\u{1f}"))
        })
        .collect();
    lines.sort();
    sha256(lines.join("\n").as_bytes())
}

fn field<K: ?Sized>(sheet: &Sheet, record: &Record, key: &K) -> Value
where
    FieldKey: PartialEq<K>,
{
    sheet.position(key).and_then(|i| record.values.get(i)).cloned().unwrap_or_default()
}

/// Writes what stands into the columns that show it.
fn show(master: &mut Master, sheet: &Sheet, subject: &Subject, standing: &str) {
    let is_it = |c: &Column| matches!(&c.computed, Some(Computed::Approval(key)) if subject.field == key.as_str());
    let columns: Vec<usize> = sheet.columns.iter().enumerate().filter(|(_, c)| is_it(c)).map(|(i, _)| i).collect();
    let record = master.sheet_mut(&subject.sheet).and_then(|s| s.records.get_mut(&subject.record));
    let Some(record) = record else { return };
    for at in columns {
        if let Some(slot) = record.values.get_mut(at) {
            *slot = Value::text(standing);
        }
    }
}

/// Approvals of records that are gone are gone with them.
fn forget(master: &mut Master) {
    let Master { sheets, memory, .. } = master;
    memory.approvals.retain(|subject, _| {
        sheets.iter().any(|s| s.sheet.key == subject.sheet && s.records.contains_key(&subject.record))
    });
}
