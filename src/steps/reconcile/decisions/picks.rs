//! Decisions: what people picked, whether it can still be carried out, and the line that remembers it.

use super::by_policy::{PolicyPick, picked};
use crate::model::code::Code;
use crate::model::discrepancy_row::{DiscrepancyRow, typed_over};
use crate::model::finding::{Action, Candidate, Finding, Question};
use crate::model::memory::{OpenDiscrepancy, Subject};
use crate::model::policy::Policy;
use crate::model::severity::Severity;
use crate::model::shown_names::ShownNames;
use crate::model::state::{Master, Pick, ShownCell};
use crate::model::table::natural_words;
use crate::model::template::{Column, Required};
use crate::model::text::{fold, slug};
use crate::model::value::{EMPTY, Value};
use crate::steps::master::read::id_prefixes;
use crate::steps::reconcile::claims::types::pending_value;
use crate::steps::reconcile::decisions::choice::{DecisionChoice, Picked, parse};
use crate::steps::reconcile::discrepancies::answers;
use crate::steps::reconcile::discrepancies::describe::{about, as_finding};
use crate::steps::reconcile::discrepancies::log::own_words;
use crate::steps::reconcile::resolving::{OpenBySubject, Resolving};
use crate::steps::reconcile::working::claims_about;
use crate::steps::validate::people::read_persons;
use crate::steps::values::parse_typed;
use std::collections::{BTreeMap, BTreeSet};

/// What follows from a pick.
#[derive(Clone, Debug)]
pub enum Resolution {
    /// The candidate is taken.
    Take(Candidate),
    /// The master stays as it is.
    Keep,
    /// This value is set.
    Set(Value),
    /// It is still asked; with something to say about the pick.
    Ask(Option<Box<Finding>>),
}

/// What people typed over the cells that prekick writes of a discrepancy: only Decision, My value and Note are read.
pub fn overtyped_cells(master: &Master, shown: &OpenBySubject) -> Vec<Finding> {
    let mut findings = Vec::new();
    let by_id = by_id(shown);
    // The row may call people as they were called before this run, or by their keys as earlier versions did.
    let names = [ShownNames::of(master), ShownNames::as_last_written(master), ShownNames::default()];
    for pick in &master.picks {
        let Some((subject, open)) = by_id.get(pick.id.as_str()) else { continue };
        let finding = as_finding(master, subject, open);
        let called = titles_of(master, subject);
        let row = |(names, title): (&ShownNames, &String)| {
            Some(DiscrepancyRow { title: title.clone(), ..DiscrepancyRow::of(&finding, names)? })
        };
        let rows: Vec<DiscrepancyRow> = names.iter().zip(&called).filter_map(row).collect();
        for ShownCell { title, text, place } in typed_over(&rows, pick) {
            let message = format!(
                "{}, {title}: “{text}” was typed over what prekick writes there; only Decision, My value and Note are read.",
                pick.id
            );
            let finding = Finding::new(Code::DecisionInvalid, message).severity(Severity::Warning);
            let help = "Type a value under My value and pick Use my value; a remark belongs under Note.";
            findings.push(about(master, subject, finding).help(help).at(place.clone()));
        }
    }
    findings
}

/// What a record is called: now, and when the master was last written.
fn titles_of(master: &Master, subject: &Subject) -> [String; 3] {
    let state = master.sheet(&subject.sheet);
    let now = state.zip(master.record(subject)).map(|(state, record)| natural_words(&state.sheet, &record.values));
    let known = master.memory.records.get(&subject.sheet).and_then(|known| known.get(&subject.record));
    let written = state.zip(known).map(|(state, known)| {
        let value = |column: &Column| known.values.get(&column.key).cloned().unwrap_or_default();
        natural_words(&state.sheet, &state.sheet.columns.iter().map(value).collect::<Vec<_>>())
    });
    let now = now.unwrap_or_default();
    [now.clone(), written.unwrap_or_default(), now]
}

/// The discrepancies by their IDs; of several with one ID, the first.
fn by_id(shown: &OpenBySubject) -> BTreeMap<&str, (&Subject, &OpenDiscrepancy)> {
    shown.iter().rev().map(|(subject, open)| (open.question.id.as_str(), (subject, open))).collect()
}

/// What people picked, by what it is about, with what there is to say about the rest.
pub struct PicksRead {
    pub picks: BTreeMap<Subject, Picked>,
    pub findings: Vec<Finding>,
}

/// Takes the picks out of the master and finds what each is about.
pub fn read_picks(master: &mut Master, shown: &OpenBySubject) -> PicksRead {
    let mut read = PicksRead { picks: BTreeMap::new(), findings: Vec::new() };
    let by_id = by_id(shown);
    for pick in std::mem::take(&mut master.picks) {
        let Some((subject, open)) = by_id.get(pick.id.as_str()).copied() else {
            read.findings.extend(about_nothing(master, &pick));
            continue;
        };
        let choice = if pick.twice && !pick.decision.trim().is_empty() {
            DecisionChoice::Invalid(format!("the ID {} stands on two rows", pick.id))
        } else {
            parse(&pick.decision, &open.question)
        };
        if choice == DecisionChoice::OneByOne && !open.members.is_empty() {
            master.memory.one_by_one.insert(subject.group_name());
        }
        let why_not = not_for_all(open, &choice);
        read.findings.extend(why_not.as_ref().map(|why| invalid(master, subject, &pick, why)));
        for member in &open.members {
            let of_member = match choice {
                DecisionChoice::Take(_) if why_not.is_none() && !open.question.is_of_one_text() => {
                    Picked { pick: pick.clone(), choice: DecisionChoice::All }
                }
                DecisionChoice::Take(_) | DecisionChoice::Keep | DecisionChoice::Mine if why_not.is_none() => {
                    Picked { pick: pick.clone(), choice: choice.clone() }
                }
                // What is written for the group is not written for each.
                _ => Picked {
                    pick: Pick { id: pick.id.clone(), place: pick.place.clone(), ..Pick::default() },
                    choice: DecisionChoice::Open,
                },
            };
            read.picks.insert(member.clone(), of_member);
        }
        read.picks.insert(subject.clone(), Picked { pick, choice });
    }
    read
}

/// What a person wrote to a discrepancy that is not open, as after the memory was lost, is at least said again.
fn about_nothing(master: &Master, pick: &Pick) -> Option<Finding> {
    let wrote = [("Decision", &pick.decision), ("My value", &pick.my_value), ("Note", &pick.note)];
    let wrote = wrote.iter().filter(|(_, text)| !text.trim().is_empty());
    let beside = Some(own_words(master, &pick.id)).filter(|words| !words.is_empty());
    let said: Vec<String> = wrote.map(|(title, text)| format!("{title} “{text}”")).chain(beside).collect();
    if said.is_empty() {
        return None;
    }
    let message = format!(
        "No open discrepancy has the ID {}; what was written there was not carried out: {}.",
        pick.id,
        said.join(", ")
    );
    Some(Finding::new(Code::DecisionInvalid, message).at(pick.place.clone()))
}

/// Why a pick can't be carried out for all discrepancies of a group.
pub fn not_for_all(open: &OpenDiscrepancy, choice: &DecisionChoice) -> Option<String> {
    if open.members.is_empty() {
        return None;
    }
    let refused = open.question.candidates.iter().all(|c| c.refused);
    match choice {
        DecisionChoice::Take(n) if open.question.is_of_one_text() => candidate(open, *n).err(),
        DecisionChoice::Mine if open.question.is_of_one_text() => None,
        DecisionChoice::Take(0) if refused => Some("the column refuses what would be taken".to_owned()),
        DecisionChoice::Open | DecisionChoice::Keep | DecisionChoice::OneByOne | DecisionChoice::All => None,
        DecisionChoice::Take(0) => None,
        DecisionChoice::Take(_) => Some("there is only option A here".to_owned()),
        DecisionChoice::By(_) | DecisionChoice::Of(_) | DecisionChoice::Answer => {
            Some("it may mean another value in each; pick One by one first".to_owned())
        }
        DecisionChoice::Mine => Some("one value can't stand for all of them; pick One by one first".to_owned()),
        DecisionChoice::Invalid(why) => Some(why.clone()),
    }
}

/// What follows from the pick for a discrepancy, as its candidates and the master's value now are. A pick that was made
/// before any of that changed is stale, whatever it says; one that can't be carried out is never carried out later.
pub fn resolve_by_pick(
    run: &Resolving<'_, '_>,
    subject: &Subject,
    now: &[Candidate],
    master: &Value,
    column: Option<&Column>,
) -> Resolution {
    let Some(picked) = run.picks.get(subject) else { return Resolution::Ask(None) };
    let Some(shown) = run.shown.get(subject) else { return Resolution::Ask(None) };
    if picked.choice == DecisionChoice::Open {
        return Resolution::Ask(not_picked(run, subject, &picked.pick, shown).map(Box::new));
    }
    let taken = carried_out(run, subject, shown, picked, master, column);
    let holds_it = match &taken {
        Ok(Resolution::Take(c)) => c.action == Action::Set && c.value == *master,
        Ok(Resolution::Set(v)) => v == master,
        _ => false,
    };
    if !holds_it && (is_stale(shown, now, master) || waits_changed(run, subject, shown)) {
        return Resolution::Ask(Some(Box::new(stale(run, subject, &picked.pick, shown, taken.ok()))));
    }
    let of = &run.working.master;
    taken.unwrap_or_else(|why| Resolution::Ask(Some(Box::new(invalid(of, subject, &picked.pick, &why)))))
}

/// A value under My value is only taken where the decision says so. What was found there before was said then.
fn not_picked(run: &Resolving<'_, '_>, subject: &Subject, pick: &Pick, shown: &OpenDiscrepancy) -> Option<Finding> {
    let is_own_row = shown.question.id == pick.id;
    let is_known = shown.written.as_ref().is_some_and(|written| written.my_value == pick.my_value);
    let unpicked = is_own_row && !is_known && pick.decision.trim().is_empty() && !pick.my_value.trim().is_empty();
    unpicked.then(|| {
        let message =
            format!("“{}” stands under My value of {}, and no decision was picked.", pick.my_value.trim(), pick.id);
        let finding = Finding::new(Code::DecisionInvalid, message).severity(Severity::Warning);
        let help = "Pick Use my value under Decision, or empty My value.";
        about(&run.working.master, subject, finding).help(help).at(pick.place.clone())
    })
}

fn stale(
    run: &Resolving<'_, '_>,
    subject: &Subject,
    pick: &Pick,
    shown: &OpenDiscrepancy,
    taken: Option<Resolution>,
) -> Finding {
    let stood_for = match taken {
        Some(Resolution::Take(c)) => format!(" (“{}”)", c.value.shown()),
        Some(Resolution::Set(v)) => format!(" (“{}”)", v.shown()),
        Some(Resolution::Keep) => format!(" (“{}”)", shown.question.master.shown()),
        Some(Resolution::Ask(_)) | None => String::new(),
    };
    let message = format!(
        "The decision “{}”{stood_for} for {} was made before what is proposed or what the master holds changed; it was not applied. Pick again.",
        pick.decision.trim(),
        pick.id
    );
    about(&run.working.master, subject, Finding::new(Code::DecisionStale, message)).at(pick.place.clone())
}

/// What a choice leads to; an error is why it can't be carried out.
fn carried_out(
    run: &Resolving<'_, '_>,
    subject: &Subject,
    shown: &OpenDiscrepancy,
    picked: &Picked,
    master: &Value,
    column: Option<&Column>,
) -> Result<Resolution, String> {
    let of = &run.working.master;
    match &picked.choice {
        DecisionChoice::Open => Ok(Resolution::Ask(None)),
        DecisionChoice::OneByOne => Err("it is a single discrepancy, with nothing to list one by one".to_owned()),
        DecisionChoice::Invalid(why) => Err(why.clone()),
        DecisionChoice::Keep => Ok(Resolution::Keep),
        DecisionChoice::Take(n) => candidate(shown, *n).map(|c| Resolution::Take(c.clone())),
        DecisionChoice::All => {
            let first = shown.question.candidates.iter().find(|c| !c.refused);
            first
                .map(|c| Resolution::Take(c.clone()))
                .ok_or_else(|| "the column refuses what would be taken".to_owned())
        }
        DecisionChoice::By(policy) => by_policy(of, subject, shown, *policy, master),
        DecisionChoice::Answer => match answers::answered(of, subject, &shown.question, master) {
            Ok(Some(c)) => Ok(Resolution::Take(c)),
            Ok(None) => Ok(Resolution::Keep),
            Err(why) => Err(why),
        },
        DecisionChoice::Of(name) => match of_giver(of, shown, name) {
            Ok(c) => Ok(Resolution::Take(c.clone())),
            Err(_) if holds_word_of(of, subject, name, master) => Ok(Resolution::Keep),
            Err(why) => Err(why),
        },
        DecisionChoice::Mine => mine(run, &picked.pick, column).map(Resolution::Set),
    }
}

fn candidate(shown: &OpenDiscrepancy, n: u32) -> Result<&Candidate, String> {
    let found = shown.question.candidates.iter().find(|c| c.letter == n);
    match found {
        None => Err(format!(
            "there is no option {}",
            crate::model::place::column_letters(u16::try_from(n).unwrap_or(u16::MAX))
        )),
        Some(c) if c.refused => Err(format!("the column refuses “{}”", c.value.shown())),
        Some(c) => Ok(c),
    }
}

/// The option to which a policy leads, among those that the row showed.
fn by_policy(
    of: &Master,
    subject: &Subject,
    shown: &OpenDiscrepancy,
    policy: Policy,
    master: &Value,
) -> Result<Resolution, String> {
    // What the master holds by now makes the pick stale or not; the policy looks at the row as it was.
    let now = Question { master: master.clone(), ..shown.question.clone() };
    match picked(of, subject, &now, policy) {
        Some(PolicyPick::Keep) => Ok(Resolution::Keep),
        Some(PolicyPick::Take(n)) => candidate(shown, n).map(|c| Resolution::Take(c.clone())),
        None => Err(match policy {
            Policy::Owner => "the side whose column it is does not give just one value here".to_owned(),
            Policy::Latest => "the files don't say which of the values was saved last".to_owned(),
            _ => "there is not just one value that is filled in".to_owned(),
        }),
    }
}

/// The one option that a recipient gave, who is named in full or by a part of the name that fits nobody else here.
fn of_giver<'s>(of: &Master, shown: &'s OpenDiscrepancy, name: &str) -> Result<&'s Candidate, String> {
    let givers: BTreeSet<&str> =
        shown.question.candidates.iter().flat_map(|c| &c.contributors).map(|g| g.by.as_str()).collect();
    let key = slug(name);
    let has_part = |called: &String| key.split('-').all(|part| called.split('-').any(|word| word == part));
    let mut named = givers.iter().filter(|by| ways_to_call(of, by).iter().any(has_part));
    let in_full = givers.iter().find(|by| ways_to_call(of, by).contains(&key));
    let by = match (in_full, named.next(), named.next()) {
        (Some(by), ..) | (None, Some(by), None) => *by,
        (None, Some(_), Some(_)) => return Err(format!("several people who gave an option are called {name}")),
        (None, None, _) => key.as_str(),
    };
    let of = |c: &&Candidate| c.contributors.iter().any(|g| g.by == by);
    let given: Vec<&Candidate> = shown.question.candidates.iter().filter(|c| !c.refused).filter(of).collect();
    match given.as_slice() {
        [one] => Ok(one),
        [] => Err(format!("“take {name}” is none of the options, and {name} gave none of them")),
        _ => Err(format!("{name} gave several of the options")),
    }
}

/// Does the master hold what this recipient said earlier?
fn holds_word_of(of: &Master, subject: &Subject, name: &str, master: &Value) -> bool {
    let key = slug(name);
    claims_about(of, subject).any(|(_, w)| ways_to_call(of, &w.by).contains(&key) && w.value == *master)
}

/// A recipient's key, and what it would be if it were made from the name of today.
fn ways_to_call(of: &Master, by: &str) -> [String; 2] {
    [by.to_owned(), slug(&of.name_of_recipient(by))]
}

fn mine(run: &Resolving<'_, '_>, pick: &Pick, column: Option<&Column>) -> Result<Value, String> {
    let Some(column) = column else { return Err("this discrepancy is not about a value".into()) };
    let text = pick.my_value.trim();
    if text.is_empty() {
        return Err(format!("My value is empty; to clear the field type {EMPTY}"));
    }
    if fold(text) == EMPTY {
        if column.required == Required::Always {
            return Err(format!("{} must be filled in", column.title));
        }
        return Ok(Value::Empty);
    }
    let prefixes = id_prefixes(run.context.templates);
    let (value, issue) = parse_typed(&pick.my_value, column, &prefixes);
    match issue.filter(|t| t.refused) {
        Some(t) => Err(t.message),
        None => Ok(read_persons(value, column, &run.context.people, None)),
    }
}

/// The set of candidate values or the master's value is another than its row showed; another contributor makes no difference.
fn is_stale(shown: &OpenDiscrepancy, now: &[Candidate], master: &Value) -> bool {
    values(&shown.question.candidates) != values(now) || shown.question.master != *master
}

/// A newer file holds other values in the row that waits.
fn waits_changed(run: &Resolving<'_, '_>, subject: &Subject, shown: &OpenDiscrepancy) -> bool {
    let waits = |open: &OpenDiscrepancy| open.pending.as_ref().map(pending_value);
    run.working.master.memory.open.get(subject).is_some_and(|now| waits(now) != waits(shown))
}

fn values(candidates: &[Candidate]) -> Vec<&Value> {
    let mut out: Vec<&Value> = candidates.iter().map(|c| &c.value).collect();
    out.sort();
    out.dedup();
    out
}

/// A pick that can't be carried out, and why.
pub fn invalid(master: &Master, subject: &Subject, pick: &Pick, why: &str) -> Finding {
    let message = format!(
        "The decision “{}” for {} can't be carried out: {}.",
        pick.decision.trim(),
        pick.id,
        why.trim_end_matches('.')
    );
    about(master, subject, Finding::new(Code::DecisionInvalid, message)).at(pick.place.clone())
}
