//! Decisions: what people picked, whether it can still be carried out, and the line that remembers it.

use super::by_policy::{PolicyPick, picked};
use crate::model::code::Code;
use crate::model::discrepancy_row::DiscrepancyRow;
use crate::model::finding::{Action, Candidate, Finding, Question};
use crate::model::memory::{Open, Subject};
use crate::model::policy::Policy;
use crate::model::severity::Severity;
use crate::model::state::Pick;
use crate::model::template::{Column, Required};
use crate::model::text::{fold, slug};
use crate::model::value::{EMPTY, Value};
use crate::steps::reconcile::claims::types::{group_name, pending_value};
use crate::steps::reconcile::decisions::choice::{Choice, Picked, parse};
use crate::steps::reconcile::discrepancies::answers;
use crate::steps::reconcile::discrepancies::describe::{about, question};
use crate::steps::reconcile::discrepancies::log::own_words;
use crate::steps::reconcile::run::{Run, words_about};
use crate::steps::values::parse_typed;

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

/// Reports what people typed over the cells that prekick writes of a discrepancy: only Decision, My value and Note are
/// read.
pub fn say_typed_over(run: &mut Run<'_>) {
    let mut findings = Vec::new();
    for pick in &run.master.picks {
        let Some((subject, open)) = run.shown.iter().find(|(_, o)| o.question.id == pick.id) else { continue };
        let Some(row) = DiscrepancyRow::of(&question(run, subject, open), &run.master) else { continue };
        for (title, text, place) in row.typed_over(pick) {
            let message = format!(
                "{}, {title}: “{text}” was typed over what prekick writes there; only Decision, My value and Note are read.",
                pick.id
            );
            let finding = Finding::new(Code::DecisionInvalid, message).severity(Severity::Warning);
            let help = "Type a value under My value and pick Use my value; a remark belongs under Note.";
            findings.push(about(run, subject, finding).help(help).at(place.clone()));
        }
    }
    run.findings.extend(findings);
}

/// Understands the picks and finds what each is about.
pub fn read_picks(run: &mut Run<'_>) {
    for pick in std::mem::take(&mut run.master.picks) {
        let found = run.shown.iter().find(|(_, open)| open.question.id == pick.id).map(|(s, o)| (s.clone(), o.clone()));
        let Some((subject, open)) = found else {
            // As after the memory was lost: what a person wrote there is at least said again.
            let wrote = [("Decision", &pick.decision), ("My value", &pick.my_value), ("Note", &pick.note)];
            let wrote = wrote.iter().filter(|(_, text)| !text.trim().is_empty());
            let beside = Some(own_words(&run.master, &pick.id)).filter(|words| !words.is_empty());
            let said: Vec<String> = wrote.map(|(title, text)| format!("{title} “{text}”")).chain(beside).collect();
            if !said.is_empty() {
                let message = format!(
                    "No open discrepancy has the ID {}; what was written there was not carried out: {}.",
                    pick.id,
                    said.join(", ")
                );
                run.findings.push(Finding::new(Code::DecisionInvalid, message).at(pick.place.clone()));
            }
            continue;
        };
        let choice = if pick.twice && !pick.decision.trim().is_empty() {
            Choice::Invalid(format!("the ID {} stands on two rows", pick.id))
        } else {
            parse(&pick.decision)
        };
        if choice == Choice::OneByOne && !open.members.is_empty() {
            run.master.memory.one_by_one.insert(group_name(&subject));
        }
        if let Some(why) = not_for_all(&open, &choice) {
            let finding = invalid(run, &subject, &pick, &why);
            run.findings.push(finding);
        }
        for member in &open.members {
            let whole = match choice {
                Choice::Take(0) if not_for_all(&open, &choice).is_none() => Choice::Take(0),
                Choice::Keep => Choice::Keep,
                _ => Choice::Open,
            };
            run.picks.insert(member.clone(), Picked { pick: pick.clone(), choice: whole });
        }
        run.picks.insert(subject, Picked { pick, choice });
    }
}

/// Why a pick can't be carried out for all discrepancies of a group.
fn not_for_all(open: &Open, choice: &Choice) -> Option<String> {
    if open.members.is_empty() {
        return None;
    }
    let refused = open.question.candidates.iter().all(|c| c.refused);
    match choice {
        Choice::Take(0) if refused => Some("the column refuses what would be taken".to_owned()),
        Choice::Open | Choice::Keep | Choice::OneByOne | Choice::Take(0) => None,
        Choice::Take(_) => Some("there is only option A here".to_owned()),
        Choice::By(_) | Choice::Of(_) | Choice::Answer => {
            Some("it may mean another value in each; pick One by one first".to_owned())
        }
        Choice::Mine => Some("one value can't stand for all of them; pick One by one first".to_owned()),
        Choice::Invalid(why) => Some(why.clone()),
    }
}

/// What follows from the pick for a discrepancy, as its candidates and the master's value now are.
pub fn resolve(
    run: &Run<'_>,
    subject: &Subject,
    now: &[Candidate],
    master: &Value,
    column: Option<&Column>,
) -> Resolution {
    let Some(Picked { pick, choice }) = run.picks.get(subject) else { return Resolution::Ask(None) };
    let Some(shown) = run.shown.get(subject) else { return Resolution::Ask(None) };
    let picked = match choice {
        Choice::Open => return Resolution::Ask(None),
        Choice::OneByOne => {
            let why = "it is a single discrepancy, with nothing to list one by one";
            return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, why))));
        }
        Choice::Invalid(why) => return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, why)))),
        Choice::Keep => Resolution::Keep,
        Choice::Take(n) => match candidate(shown, *n) {
            Ok(c) => Resolution::Take(c.clone()),
            Err(why) => return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, &why)))),
        },
        Choice::By(policy) => match by_policy(run, subject, shown, *policy, master) {
            Ok(resolution) => resolution,
            Err(why) => return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, &why)))),
        },
        Choice::Answer => match answers::answered(&run.master, subject, &shown.question, master) {
            Ok(Some(c)) => Resolution::Take(c),
            Ok(None) => Resolution::Keep,
            Err(why) => return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, &why)))),
        },
        Choice::Of(name) => match of_giver(shown, name) {
            Ok(c) => Resolution::Take(c.clone()),
            Err(_) if holds_word_of(run, subject, name, master) => Resolution::Keep,
            Err(why) => return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, &why)))),
        },
        Choice::Mine => match mine(run, pick, column) {
            Ok(value) => Resolution::Set(value),
            Err(why) => return Resolution::Ask(Some(Box::new(invalid(run, subject, pick, &why)))),
        },
    };
    let holds_it = match &picked {
        Resolution::Take(c) => c.action == Action::Set && c.value == *master,
        Resolution::Set(v) => v == master,
        _ => false,
    };
    if holds_it || !(is_stale(shown, now, master) || waits_changed(run, subject, shown)) {
        return picked;
    }
    let stood_for = match &picked {
        Resolution::Take(c) => format!("“{}”", c.value.shown()),
        Resolution::Set(v) => format!("“{}”", v.shown()),
        _ => format!("“{}”", shown.question.master.shown()),
    };
    let message = format!(
        "The decision “{}” ({stood_for}) was made before what is proposed or what the master holds changed; it was not applied. Pick again.",
        pick.decision.trim()
    );
    Resolution::Ask(Some(Box::new(
        about(run, subject, Finding::new(Code::DecisionStale, message)).at(pick.place.clone()),
    )))
}

fn candidate(shown: &Open, n: u32) -> Result<&Candidate, String> {
    let in_group = shown.question.id.is_empty();
    let found = shown.question.candidates.iter().find(|c| if in_group { !c.refused } else { c.letter == n });
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
    run: &Run<'_>,
    subject: &Subject,
    shown: &Open,
    policy: Policy,
    master: &Value,
) -> Result<Resolution, String> {
    // What the master holds by now makes the pick stale or not; the policy looks at the row as it was.
    let now = Question { master: master.clone(), ..shown.question.clone() };
    match picked(&run.master, subject, &now, policy) {
        Some(PolicyPick::Keep) => Ok(Resolution::Keep),
        Some(PolicyPick::Take(n)) => candidate(shown, n).map(|c| Resolution::Take(c.clone())),
        None => Err(match policy {
            Policy::Owner => "the side whose column it is does not give just one value here".to_owned(),
            Policy::Latest => "the files don't say which of the values was saved last".to_owned(),
            _ => "there is not just one value that is filled in".to_owned(),
        }),
    }
}

/// The one option that a recipient gave.
fn of_giver<'s>(shown: &'s Open, name: &str) -> Result<&'s Candidate, String> {
    let key = slug(name);
    let of = |c: &&Candidate| c.givers.iter().any(|g| g.by == key);
    let given: Vec<&Candidate> = shown.question.candidates.iter().filter(|c| !c.refused).filter(of).collect();
    match given.as_slice() {
        [one] => Ok(one),
        [] => Err(format!("“take {name}” is none of the options, and {name} gave none of them")),
        _ => Err(format!("{name} gave several of the options")),
    }
}

/// Does the master hold what this recipient said earlier?
fn holds_word_of(run: &Run<'_>, subject: &Subject, name: &str, master: &Value) -> bool {
    let key = slug(name);
    words_about(&run.master, subject).any(|(_, w)| w.by == key && w.value == *master)
}

fn mine(run: &Run<'_>, pick: &Pick, column: Option<&Column>) -> Result<Value, String> {
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
    let prefixes = crate::steps::master::read::prefixes(run.templates);
    let (value, issue) = parse_typed(&pick.my_value, column, &prefixes);
    match issue.filter(|t| t.refused) {
        Some(t) => Err(t.message),
        None => Ok(run.people.resolve_value(value, column)),
    }
}

/// The set of candidate values or the master's value is another than its row showed; another giver makes no difference.
fn is_stale(shown: &Open, now: &[Candidate], master: &Value) -> bool {
    values(&shown.question.candidates) != values(now) || shown.question.master != *master
}

/// A newer file holds other values in the row that waits.
fn waits_changed(run: &Run<'_>, subject: &Subject, shown: &Open) -> bool {
    let waits = |open: &Open| open.pending.as_ref().map(pending_value);
    run.master.memory.open.get(subject).is_some_and(|now| waits(now) != waits(shown))
}

fn values(candidates: &[Candidate]) -> Vec<&Value> {
    let mut out: Vec<&Value> = candidates.iter().map(|c| &c.value).collect();
    out.sort();
    out.dedup();
    out
}

fn invalid(run: &Run<'_>, subject: &Subject, pick: &Pick, why: &str) -> Finding {
    let message = format!("The decision “{}” for {} can't be carried out: {why}.", pick.decision.trim(), pick.id);
    about(run, subject, Finding::new(Code::DecisionInvalid, message)).at(pick.place.clone())
}
