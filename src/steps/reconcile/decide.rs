//! Decisions: what people picked, whether it can still be carried out, and the line that remembers it.

use super::ask::option_text;
use super::by_policy::{PolicyPick, picked};
use super::tell::question;
use super::{Run, answers, words_about};
use crate::model::code::Code;
use crate::model::decision_row::{DecisionRow, options_text};
use crate::model::discrepancy_row::DiscrepancyRow;
use crate::model::finding::{Action, Candidate, Finding, Question};
use crate::model::memory::{Open, Subject, Word, Written};
use crate::model::policy::Policy;
use crate::model::severity::Severity;
use crate::model::state::{Master, Pick};
use crate::model::template::{Column, Required};
use crate::model::text::{fold, slug};
use crate::model::value::{EMPTY, Value};
use crate::steps::values::parse_typed;

/// A pick, understood.
#[derive(Clone, Debug)]
pub(super) struct Picked {
    pub pick: Pick,
    pub choice: Choice,
}

/// What the Decision cell says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Choice {
    /// Nothing yet, or `Later`.
    Open,
    Keep,
    Take(u32),
    Mine,
    OneByOne,
    /// The option to which a policy leads in this row.
    By(Policy),
    /// What was answered to the question.
    Answer,
    /// The option that this recipient gave, by the words typed.
    Of(String),
    /// Something that can't be carried out, and why.
    Invalid(String),
}

/// What follows from a pick.
#[derive(Clone, Debug)]
pub(super) enum Resolution {
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
pub(super) fn say_typed_over(run: &mut Run<'_>) {
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
pub(super) fn read_picks(run: &mut Run<'_>) {
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
            run.master.memory.one_by_one.insert(super::group::name(&subject));
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

fn parse(text: &str) -> Choice {
    let word = fold(text);
    match word.as_str() {
        "" | "later" => Choice::Open,
        "keep master" => Choice::Keep,
        "use my value" => Choice::Mine,
        "one by one" => Choice::OneByOne,
        "take the answer" => Choice::Answer,
        _ => match word.strip_prefix("take ") {
            Some(what) => {
                letter(what).map(Choice::Take).or_else(|| policy(what)).unwrap_or(Choice::Of(what.to_owned()))
            }
            None => Choice::Invalid(format!("“{text}” is none of the options")),
        },
    }
}

fn policy(text: &str) -> Option<Choice> {
    let straight = text.replace('’', "'");
    [Policy::Owner, Policy::Latest, Policy::NonEmpty].into_iter().find(|p| p.words() == straight).map(Choice::By)
}

fn letter(text: &str) -> Option<u32> {
    let text = text.trim();
    if text.is_empty() || text.len() > 2 || !text.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let number = text.bytes().fold(0u32, |n, b| n * 26 + u32::from(b - b'a') + 1);
    Some(number - 1)
}

/// What follows from the pick for a discrepancy, as its candidates and the master's value now are.
pub(super) fn resolve(
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
        Resolution::Take(c) => format!("“{}”", option_text(c)),
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
        Some(c) if c.refused => Err(format!("the column refuses “{}”", option_text(c))),
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
    let waits = |open: &Open| open.pending.as_ref().map(super::rows::pending_value);
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

/// A finding about a subject.
pub(super) fn about(run: &Run<'_>, subject: &Subject, finding: Finding) -> Finding {
    let mut finding = finding;
    if let Some(state) = run.master.sheet(&subject.sheet) {
        finding = finding.on(&state.sheet);
    }
    if let Some(record) = run.master.record(subject).filter(|r| !r.id.is_empty()) {
        finding = finding.record(Some(&record.id));
    }
    if subject.field.is_empty() { finding } else { finding.field(&subject.field) }
}

/// What a person wrote beside a discrepancy that is still open: My value and Note stay, Later and what can't be carried
/// out stay, a stale pick is emptied.
pub(super) fn written(run: &Run<'_>, subject: &Subject, stale: bool) -> Option<Written> {
    let pick = match run.picks.get(subject) {
        Some(picked) => &picked.pick,
        None => return run.shown.get(subject).and_then(|o| o.written.clone()),
    };
    let decision = if stale { String::new() } else { pick.decision.clone() };
    let written = Written { decision, my_value: pick.my_value.clone(), note: pick.note.clone() };
    (written != Written::default()).then_some(written)
}

/// Remembers on the Decisions sheet how a discrepancy ended.
pub(super) fn record_line(run: &mut Run<'_>, subject: &Subject, result: &str) {
    let Some(open) = run.shown.get(subject).cloned() else { return };
    if open.question.id.is_empty() {
        let said: Vec<String> =
            answers::about(&run.master, subject).iter().map(|(_, a)| answers::sentence(a)).collect();
        answers::close(run, subject);
        said.iter().for_each(|said| line_of_answer(run, subject, &open, said, result));
        return;
    }
    if !run.settled.insert(subject.clone()) {
        return;
    }
    let answered = answers::answers_to(&run.master, subject).trim().to_owned();
    answers::close(run, subject);
    let picked = run.picks.get(subject).map(|p| p.pick.clone());
    let before = open.written.clone().unwrap_or_default();
    let (decision, my_value, note) =
        picked.map_or((before.decision, before.my_value, before.note), |p| (p.decision, p.my_value, p.note));
    let note = [note, own_words(&run.master, &open.question.id)].into_iter().filter(|t| !t.is_empty());
    let note = note.collect::<Vec<_>>().join("; ");
    let state = run.master.sheet(&subject.sheet).map(|s| (s.sheet.workbook.clone(), s.sheet.title.clone()));
    let record = run.master.record(subject).map(|r| r.id.clone()).or_else(|| {
        run.master.memory.records.get(&subject.sheet).and_then(|m| m.get(&subject.record)).map(|k| k.id.clone())
    });
    let waiting = open.pending.as_ref().map(|p| waiting_values(run, p)).filter(|w| !w.is_empty());
    let answered = Some(answered).filter(|a| !a.is_empty());
    let options = options_text(&open.question.candidates, waiting.into_iter().chain(answered));
    let (workbook, title) = state.unwrap_or_default();
    run.master.decided.push(DecisionRow {
        id: open.question.id.clone(),
        date: run.today.to_string(),
        sheet: if title.is_empty() { workbook } else { title },
        record: record.unwrap_or_default(),
        field: subject.field.clone(),
        message: open.message.clone(),
        master: open.question.master.shown(),
        options,
        decision,
        my_value,
        note,
        result: result.to_owned(),
    });
}

/// What people wrote in columns of their own and in notes beside a discrepancy: it goes with its row to Decisions.
fn own_words(master: &Master, id: &str) -> String {
    let Some(own) = master.own_on_lists.get("Discrepancies") else { return String::new() };
    let texts = own.texts.iter().filter(|((of, ..), _)| of == id).map(|((.., title), text)| format!("{title}: {text}"));
    let notes = own.notes.iter().filter(|((of, ..), _)| of == id);
    let notes = notes.map(|((.., title), (by, text))| match by.is_empty() {
        true => format!("note on {title}: {text}"),
        false => format!("note of {by} on {title}: {text}"),
    });
    texts.chain(notes).collect::<Vec<_>>().join("; ")
}

/// The values of a row or file that waited, so that nothing is lost when it is left out.
fn waiting_values(run: &Run<'_>, pending: &crate::model::memory::Pending) -> String {
    let row = pending.values.iter().map(|(key, (value, _))| format!("{key} = {value}"));
    let id_of = |of: &Subject| run.master.record(of).map_or_else(|| of.record.clone(), |r| r.id.clone());
    let words = pending
        .words
        .iter()
        .map(|(key, word)| format!("{} {} = {}", id_of(&key.subject), key.subject.field, word.value.shown()));
    row.chain(words).collect::<Vec<_>>().join("; ")
}

/// A word that a newer file of its copy took the place of.
pub(super) fn withdrawn(run: &mut Run<'_>, subject: &Subject, word: &Word) {
    let Some(open) = run.shown.get(subject).filter(|o| !o.question.id.is_empty()).cloned() else { return };
    let said = format!("{} ({})", word.value.shown(), word.by);
    line_of_answer(run, subject, &open, &said, "withdrawn");
}

/// A line of the Decisions sheet about something that was said to a discrepancy, which is not decided by it.
pub(super) fn line_of_answer(run: &mut Run<'_>, subject: &Subject, open: &Open, said: &str, result: &str) {
    let group = || run.shown.values().find(|o| o.members.contains(subject)).map(|o| o.question.id.clone());
    let id = Some(open.question.id.clone()).filter(|id| !id.is_empty()).or_else(group).unwrap_or_default();
    let state = run.master.sheet(&subject.sheet).map(|s| s.sheet.title.clone()).unwrap_or_default();
    let record = run.master.record(subject).map(|r| r.id.clone()).unwrap_or_default();
    run.master.decided.push(DecisionRow {
        id,
        date: run.today.to_string(),
        sheet: state,
        record,
        field: subject.field.clone(),
        message: open.message.clone(),
        master: open.question.master.shown(),
        options: said.to_owned(),
        result: result.to_owned(),
        ..DecisionRow::default()
    });
}
