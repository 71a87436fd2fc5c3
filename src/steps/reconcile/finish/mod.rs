//! Finishing a run: IDs for new records, computed columns, the check of the merged whole, and everything there is to say.

pub mod answers;
pub mod approvals;
pub mod contributors;
mod known_values;
mod lost_links;
pub mod overdue;
pub mod postponed;
mod records_by_id;

use crate::model::as_table::as_table;
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::gaps::settle_gaps;
use crate::model::keys::{CopyId, FieldKey, RecordKey, SheetKey};
use crate::model::memory::{ClaimKey, Subject};
use crate::model::place::Place;
use crate::model::report::{Change, ChangeTotals};
use crate::model::sheet_names::MASTER_FILE;
use crate::model::state::{Master, Record};
use crate::model::strictness::set_strictness;
use crate::model::table::{Table, natural_words, titled_values};
use crate::model::template::Template;
use crate::model::text::{count, nearest};
use crate::model::value::Value;
use crate::steps::ingest::incoming::{Incoming, RefusedFile};
use crate::steps::master::read::{next_id, remember_records};
use crate::steps::reconcile::claims::collecting::Intake;
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::discrepancies::describe::as_finding;
use crate::steps::reconcile::resolving::OpenBySubject;
use crate::steps::reconcile::role_columns;
use crate::steps::reconcile::run::RunOutcome;
use crate::steps::reconcile::working::Working;
use crate::steps::validate::check::check_tables;
use crate::steps::validate::check::{WorkbookNames, parse_receives};
use crate::steps::validate::compute::compute_all;
use crate::steps::validate::people::People;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the stages before give to the last one.
pub struct StageResults {
    pub files: Vec<Incoming>,
    pub refused: Vec<RefusedFile>,
    pub findings: Vec<Finding>,
    pub intake: Intake,
    /// What is asked at the end of the run.
    pub asked: OpenBySubject,
}

/// Completes the working master and gathers everything there is to say.
pub fn finish(context: &Context<'_>, mut working: Working, ended: StageResults) -> RunOutcome {
    let StageResults { files, refused, mut findings, intake, asked } = ended;
    let Intake { findings: of_files, mut sources, mut matching } = intake;
    let Working { master, changes, added, .. } = &mut working;
    number_new_records(master, changes, added);
    known_values::fill_in(context, master, &files, &asked, changes);
    role_columns::reshape(context, master);
    compute_all(master);
    findings.extend(of_files);
    findings.extend(approvals::settle_approvals(master, &files));
    remember_records(master);
    findings.extend(refused.iter().map(|r| r.finding.clone()));
    sources.extend(refused.into_iter().map(|r| r.source));
    findings.extend(lost_links::lost_links(master));
    findings.extend(overdue::not_back(context, master));
    findings.extend(postponed::often_postponed(master, changes, context.engagement.thresholds.most_postponed));
    findings.extend(questions(master, &asked));
    findings.extend(answers::findings(master, &asked));
    findings.extend(check_master(context, master, &asked));
    if sources.is_empty() {
        let message = "There was no file to read in inbox/; decisions and what was typed in the master were processed.";
        findings.push(Finding::new(Code::FileNone, message));
    }
    let gaps = settle_gaps(&mut findings, context.engagement);
    set_strictness(&mut findings, &context.engagement.rules);
    sort(&mut findings);
    sources.sort_by(|a, b| a.file.cmp(&b.file));
    // Sheets of a file stay in its order.
    matching.sort_by(|a, b| a.file.cmp(&b.file));
    order_changes(changes, master);
    RunOutcome { master: working.master, changes: working.changes, findings, gaps, sources, matching, undid: 0 }
}

/// Most severe first, questions before the rest, then by place.
fn sort(findings: &mut Vec<Finding>) {
    let key = |f: &Finding| {
        (
            f.severity,
            f.question.is_none(),
            f.question.as_ref().map(|q| q.id.clone()),
            f.place.as_ref().map(Place::in_order),
            f.code.clone(),
            f.record.clone(),
            f.field.clone(),
            f.message.clone(),
        )
    };
    findings.sort_by_cached_key(key);
    findings.dedup();
}

/// Changes in the order of the master's sheets and records, so that the order of files makes no difference.
fn order_changes(changes: &mut [Change], master: &Master) {
    let sheets: BTreeMap<String, usize> =
        master.sheets.iter().enumerate().map(|(i, s)| (s.sheet.title.clone(), i)).collect();
    changes.sort_by_cached_key(|c| (sheets.get(&c.sheet).copied(), c.record.clone(), c.field.clone(), c.by.clone()));
}

fn number_new_records(master: &mut Master, changes: &mut Vec<Change>, added: &BTreeSet<(SheetKey, RecordKey)>) {
    let Master { sheets, memory, .. } = master;
    for state in sheets {
        let sheet = Arc::clone(&state.sheet);
        let is_new = |key: &RecordKey, record: &Record| {
            record.id.is_empty() || added.contains(&(sheet.key.clone(), key.clone()))
        };
        for (key, record) in state.records.iter_mut().filter(|(key, r)| is_new(key, r)) {
            if record.id.is_empty() {
                record.id = next_id(&sheet, memory);
            }
            if let Some(slot) = sheet.position("id").and_then(|i| record.values.get_mut(i)) {
                *slot = Value::text(record.id.clone());
            }
            let whole = ClaimKey { subject: Subject::whole(&sheet.key, key.clone()), copy: CopyId::default() };
            let mut contributor = memory
                .claims
                .range(whole..)
                .take_while(|(k, _)| k.subject.sheet == sheet.key && k.subject.record == *key)
                .map(|(_, w)| (w.by.clone(), w.place.clone()))
                .collect::<Vec<_>>();
            contributor.sort();
            contributor.dedup_by(|a, b| a.0 == b.0);
            let place =
                contributor.first().map(|(_, p)| p.clone()).or_else(|| record.place.clone()).unwrap_or_default();
            changes.push(Change {
                workbook: sheet.workbook.clone(),
                sheet: sheet.title.clone(),
                record: record.id.clone(),
                field: None,
                from: Value::Empty,
                to: Value::text(natural_words(&sheet, &record.values)),
                reason: ChangeReason::Added,
                by: contributor.into_iter().map(|(by, _)| by).collect::<Vec<_>>().join(", "),
                source: place,
                values: titled_values(&sheet, &record.values),
            });
        }
    }
}

/// The open discrepancies as findings.
fn questions(master: &Master, asked: &OpenBySubject) -> Vec<Finding> {
    asked.iter().filter(|(_, o)| !o.question.id.is_empty()).map(|(s, o)| as_finding(master, s, o)).collect()
}

/// Checks the merged whole. What is already asked about a field is not said again.
fn check_master(context: &Context<'_>, master: &Master, asked: &OpenBySubject) -> Vec<Finding> {
    let tables: Vec<Table> = master.sheets.iter().map(as_table).collect();
    let all: Vec<&Table> = tables.iter().collect();
    let people = master.sheet("contacts").map(People::from_state).unwrap_or_default();
    let mut findings = check_tables(&all, &people, context.today, context.engagement, MASTER_FILE);
    contributors::name_contributors(master, &mut findings);
    findings.extend(receives(master, context.templates));
    let asked = asked.keys().filter(|s| !s.field.is_empty());
    let asked: BTreeSet<(Option<&str>, &SheetKey, &FieldKey)> =
        asked.map(|s| (master.record(s).map(|r| r.id.as_str()), &s.sheet, &s.field)).collect();
    let titles: BTreeMap<&str, &SheetKey> =
        master.sheets.iter().map(|s| (s.sheet.title.as_str(), &s.sheet.key)).collect();
    findings.retain(|f| {
        let sheet = f.sheet.as_deref().and_then(|title| titles.get(title));
        let field = sheet.zip(f.field.as_ref());
        !field.is_some_and(|(sheet, field)| asked.contains(&(f.record.as_deref(), sheet, field)))
    });
    findings
}

/// Words in Receives that name no workbook.
fn receives(master: &Master, templates: &[Template]) -> Vec<Finding> {
    let Some(contacts) = master.sheet("contacts") else { return Vec::new() };
    let names = WorkbookNames::of(templates);
    let mut out = Vec::new();
    for record in contacts.records.values() {
        let text = contacts.sheet.position("receives").and_then(|i| record.values.get(i)).map(ToString::to_string);
        let (_, unknown) = parse_receives(&text.unwrap_or_default(), &names);
        for word in unknown {
            let near = nearest(&word, names.names.iter().flat_map(|(key, title)| [*title, *key]));
            let near = near.map(|n| format!(" The nearest is {n}.")).unwrap_or_default();
            let message = format!("Receives names “{word}”, which is no workbook.{near}");
            let finding = Finding::new(Code::ReferenceUnknown, message)
                .on(&contacts.sheet)
                .record(Some(&record.id))
                .field("receives");
            out.push(
                finding.at(record.place.clone().unwrap_or_else(|| Place::sheet(MASTER_FILE, &contacts.sheet.title))),
            );
        }
    }
    out
}

/// What a run did, in a line.
pub fn headline(changes: &[Change], asked: usize) -> String {
    let ChangeTotals { added, removed, fields } = ChangeTotals::of(changes);
    let gone =
        if removed == 0 { String::new() } else { format!("{}, ", count(removed, "record removed", "records removed")) };
    format!(
        "{}, {gone}{}, {}",
        count(added, "record added", "records added"),
        count(fields, "field changed", "fields changed"),
        count(asked, "decision to make", "decisions to make")
    )
}
