//! Answers to what was asked of recipients: each is a proposal on the row of its discrepancy, which a person accepts or not.

use crate::model::code::Code;
use crate::model::finding::{Action, Finding};
use crate::model::keys::{CopyId, FieldKey};
use crate::model::language::{Language, Phrase};
use crate::model::memory::{Answer, AnswerKey, AnswerMeaning, OpenDiscrepancy, Subject};
use crate::model::memory_keys::copy_of_claimant;
use crate::model::table::{Row, Table};
use crate::model::template::{Column, Kind, Required, Sheet};
use crate::model::text::fold;
use crate::model::value::Value;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::master::read::id_prefixes;
use crate::steps::outgoing::audience::question_key;
use crate::steps::reconcile::claims::collecting::Collecting;
use crate::steps::reconcile::claims::types::{FileClaims, ObservedAnswer, is_claimant_of, is_older, sender};
use crate::steps::reconcile::discrepancies::answers::sentence;
use crate::steps::validate::people::read_persons;
use crate::steps::values::parse_typed;
use std::collections::BTreeMap;

/// Reads the rows of the sheet of questions.
pub fn collect_answers(run: &Collecting<'_, '_>, table: &Table, base: Option<&Table>, claims: &mut FileClaims) {
    let asked: BTreeMap<String, &Subject> =
        run.shown.iter().map(|(s, o)| (question_key(&run.context.engagement.id, s, o), s)).collect();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in &table.rows {
        let text = |key: &str| text_of(&table.sheet, row, key);
        let sent = base.and_then(|b| sent_row(b, row));
        let key = row.row_key.clone().or_else(|| sent.and_then(|s| s.row_key.clone()));
        let key = key.or_else(|| by_number(run, &text("id")));
        written_over(table, row, sent, claims);
        let (answer, remark) = (text("answer"), text("remark"));
        let place = table.sheet.position("answer").map(|i| table.place(row, i)).unwrap_or_default();
        let Some(key) = key else {
            if !(answer.is_empty() && remark.is_empty()) {
                let said = [answer, remark].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ");
                let message = format!("“{said}” stands in a row that asks nothing; it is not in the master.");
                claims.findings.push(Finding::new(Code::RowOutsideTable, message).on(&table.sheet).at(place));
            }
            continue;
        };
        // Read as an ID of the master's sheets, D-0007 may have become one of theirs.
        let id = number(&text("id")).map_or(text("id"), |n| format!("D-{n:04}"));
        let about = [id, text("where"), text("column")];
        let about = about.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let subject = asked.get(&key).map(|s| (*s).clone());
        let said = ObservedAnswer { row: key.clone(), subject, about, text: answer, remark, place };
        match seen.get(&key).and_then(|i| claims.answers.get_mut(*i)) {
            // A row that was copied: what stands in only one of them counts, and what differs is said.
            Some(first) if said.is_empty() || (first.text == said.text && first.remark == said.remark) => {}
            Some(first) if first.is_empty() => *first = said,
            Some(first) => {
                let message = format!(
                    "{}: “{}” is a second answer to the question that “{}” answers; it was not taken.",
                    said.about,
                    typed(&said.text, &said.remark),
                    typed(&first.text, &first.remark)
                );
                claims
                    .findings
                    .push(Finding::new(Code::DecisionAnswerUnclear, message).on(&table.sheet).at(said.place));
            }
            None => {
                seen.insert(key, claims.answers.len());
                claims.answers.push(said);
            }
        }
    }
}

fn text_of(sheet: &Sheet, row: &Row, key: &str) -> String {
    let value = sheet.position(key).and_then(|i| row.values.get(i));
    value.map(|v| v.to_string().trim().to_owned()).unwrap_or_default()
}

fn sent_row<'t>(base: &'t Table, row: &Row) -> Option<&'t Row> {
    let by_key = base.rows.iter().find(|b| b.row_key.is_some() && b.row_key == row.row_key);
    let number = number(&text_of(&base.sheet, row, "id"));
    let mut same =
        base.rows.iter().filter(|b| number.is_some() && number == self::number(&text_of(&base.sheet, b, "id")));
    by_key.or_else(|| same.next().filter(|_| same.next().is_none()))
}

fn number(id: &str) -> Option<u32> {
    id.trim().to_uppercase().strip_prefix("D-")?.parse().ok()
}

/// The question with this number, as it was before this run.
fn by_number(run: &Collecting<'_, '_>, id: &str) -> Option<String> {
    let wanted = number(id)?;
    let found = run.shown.iter().find(|(_, o)| number(&o.question.id) == Some(wanted))?;
    Some(question_key(&run.context.engagement.id, found.0, found.1))
}

/// What was typed over the question itself is said, and taken nowhere.
fn written_over(table: &Table, row: &Row, sent: Option<&Row>, claims: &mut FileClaims) {
    for (i, column) in table.sheet.columns.iter().enumerate().filter(|(_, c)| c.is_tool() && !c.is_id()) {
        let was = sent.and_then(|s| s.values.get(i)).cloned().unwrap_or_default();
        let Some(now) = row.values.get(i).filter(|v| !v.is_empty() && v.to_string() != was.to_string()) else {
            continue;
        };
        let message =
            format!("{}: “{now}” was typed over the question; only {} is read.", column.title, answer_title(table));
        let finding = Finding::new(Code::EditNotOwner, message)
            .severity(crate::model::severity::Severity::Info)
            .on(&table.sheet)
            .help("Ask the sender whether it is an answer, and pick it as My value if so.");
        claims.findings.push(finding.at(table.place(row, i)));
    }
}

fn answer_title(table: &Table) -> String {
    table.sheet.column("answer").map(|c| c.title.clone()).unwrap_or_default()
}

fn typed(text: &str, remark: &str) -> String {
    [text, remark].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("; ")
}

/// Takes the answers of a file as its copy's. An older file takes nothing back. Gives how many say something new.
pub fn take_answers(
    run: &mut Collecting<'_, '_>,
    file: &Incoming,
    claimant: &CopyId,
    said: &[ObservedAnswer],
    ordered: bool,
) -> usize {
    let older = ordered && is_older(&run.working.master, file);
    let mut news = 0;
    for one in said {
        let key = AnswerKey { copy: claimant.to_owned(), row_key: one.row.clone() };
        let before = run.working.master.memory.answers.get(&key).cloned();
        if before.is_none() && one.is_empty() || older && before.is_some() {
            continue;
        }
        if let Some(before) = &before {
            if before.text == one.text && before.remark == one.remark {
                continue;
            }
            replaced(run, before, one);
        }
        news += 1;
        if one.is_empty() {
            run.working.master.memory.answers.remove(&key);
            continue;
        }
        let answer = answer(run, file, one);
        supersede(run, &key, &answer.by);
        run.working.master.memory.answers.insert(key, answer);
    }
    report_late_answers(run, file, said);
    news
}

/// Who answers the same question in a copy that was sent later means that answer.
fn supersede(run: &mut Collecting<'_, '_>, key: &AnswerKey, by: &str) {
    let sent = |copy: &CopyId| run.working.master.memory.sent.get_index_of(&copy_of_claimant(copy));
    let now = sent(&key.copy);
    let earlier: Vec<AnswerKey> = run
        .working
        .master
        .memory
        .answers
        .iter()
        .filter(|(other, a)| other.row_key == key.row_key && other.copy != key.copy && a.by == by && !a.over)
        .filter(|(other, _)| sent(&other.copy) < now)
        .map(|(key, _)| key.clone())
        .collect();
    for key in earlier {
        if let Some(answer) = run.working.master.memory.answers.get_mut(&key) {
            answer.over = true;
        }
    }
}

fn answer(run: &Collecting<'_, '_>, file: &Incoming, said: &ObservedAnswer) -> Answer {
    let open = said.subject.as_ref().and_then(|s| Some((s, run.shown.get(s)?)));
    let typed = TypedAnswer { text: &said.text, contact: file.identity.contact.as_deref() };
    Answer {
        subject: said.subject.clone(),
        by: sender(file),
        text: said.text.clone(),
        remark: said.remark.clone(),
        means: open.map_or(AnswerMeaning::Nothing, |(subject, open)| meaning(run, subject, open, typed)),
        place: said.place.clone(),
        over: open.is_none(),
    }
}

/// An answer that a newer file of its copy took the place of stays on the Decisions sheet.
fn replaced(run: &mut Collecting<'_, '_>, before: &Answer, now: &ObservedAnswer) {
    let Some(open) = before.subject.as_ref().filter(|_| !before.over).and_then(|s| run.shown.get(s)) else {
        return;
    };
    let subject = before.subject.clone().unwrap_or_default();
    let what = if now.is_empty() { "withdrawn" } else { "answered anew" };
    let said = sentence(&run.working.master, before);
    run.log().line_of_answer(&mut run.working.master, &subject, open, &said, what);
}

/// Answers to what was decided before they came are said as long as their file is there.
pub fn report_late_answers(run: &mut Collecting<'_, '_>, file: &Incoming, said: &[ObservedAnswer]) {
    for one in said.iter().filter(|a| !a.is_empty()) {
        let known = run
            .working
            .master
            .memory
            .answers
            .iter()
            .find(|(key, _)| key.row_key == one.row && is_claimant_of(&key.copy, &file.copy));
        if known.is_some_and(|(_, a)| a.subject.is_some()) || (known.is_none() && one.subject.is_some()) {
            continue;
        }
        let message = format!(
            "{}: {} answers “{}”, which is decided by now; nothing was changed.",
            one.about,
            sender(file),
            typed(&one.text, &one.remark)
        );
        run.intake.findings.push(Finding::new(Code::DecisionAnswerLate, message).at(one.place.clone()));
    }
}

/// What was typed as an answer, and the ID of the contact who did.
#[derive(Clone, Copy)]
struct TypedAnswer<'a> {
    text: &'a str,
    contact: Option<&'a str>,
}

/// What an answer means for the discrepancy.
fn meaning(
    run: &Collecting<'_, '_>,
    subject: &Subject,
    open: &OpenDiscrepancy,
    typed: TypedAnswer<'_>,
) -> AnswerMeaning {
    let text = typed.text;
    if text.is_empty() {
        return AnswerMeaning::Nothing;
    }
    if open.pending.is_some() {
        return of_a_row(run, subject, open, text);
    }
    if subject.field.is_empty() {
        return match yes_or_no(text, run.context.languages) {
            Some(true) => AnswerMeaning::Take(Action::Remove),
            Some(false) => AnswerMeaning::Keep,
            None => unclear(format!("“{text}” is neither Yes nor No")),
        };
    }
    let column = run.working.master.sheet(&subject.sheet).and_then(|s| s.sheet.column(&subject.field)).cloned();
    match column {
        Some(column) => of_a_value(run, &column, typed),
        None => unclear("the column is no longer there".into()),
    }
}

fn unclear(why: String) -> AnswerMeaning {
    AnswerMeaning::Unclear(Code::DecisionAnswerUnclear, why)
}

fn of_a_value(run: &Collecting<'_, '_>, column: &Column, typed: TypedAnswer<'_>) -> AnswerMeaning {
    let text = typed.text;
    if is_phrase(text, Phrase::Empty, run.context.languages) {
        return match column.required {
            Required::Always => unclear(format!("{} must be filled in", column.title)),
            _ => AnswerMeaning::Value(Value::Empty),
        };
    }
    let (value, issue) = parse_typed(text, column, &id_prefixes(run.context.templates));
    match issue.filter(|t| t.refused) {
        Some(issue) => AnswerMeaning::Unclear(issue.code, issue.message),
        None => AnswerMeaning::Value(read_persons(value, column, &run.context.people, typed.contact)),
    }
}

/// A row that may be a record that is there: the answer names the record, or says that it is new.
fn of_a_row(run: &Collecting<'_, '_>, subject: &Subject, open: &OpenDiscrepancy, text: &str) -> AnswerMeaning {
    if is_phrase(text, Phrase::NewEntry, run.context.languages) {
        return AnswerMeaning::Take(Action::AddNew);
    }
    let id = fold(text.split_whitespace().next().unwrap_or_default());
    let same = open.question.candidates.iter().find(|c| match &c.action {
        Action::SameAs(record) => {
            let of = Subject { sheet: subject.sheet.clone(), record: record.clone(), field: FieldKey::default() };
            run.working.master.record(&of).is_some_and(|r| fold(&r.id) == id)
        }
        _ => false,
    });
    match same {
        Some(candidate) => AnswerMeaning::Take(candidate.action.clone()),
        None => unclear(format!("“{text}” names none of the entries that it may be")),
    }
}

fn is_phrase(text: &str, phrase: Phrase, languages: &[Language]) -> bool {
    let said = fold(text);
    fold(phrase.english()) == said || languages.iter().any(|l| fold(l.phrase(phrase)) == said)
}

fn yes_or_no(text: &str, languages: &[Language]) -> Option<bool> {
    if let Some(said) = [true, false].into_iter().find(|b| {
        let phrase = if *b { Phrase::Yes } else { Phrase::No };
        is_phrase(text, phrase, languages)
    }) {
        return Some(said);
    }
    match parse_typed(text, &Column::new("answer", "", Kind::YesNo), &BTreeMap::new()) {
        (Value::YesNo(said), None) => Some(said),
        _ => None,
    }
}
