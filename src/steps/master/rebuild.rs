//! Rebuilding a lost memory from what else remembers: the log of changes and the Decisions sheet.

use crate::model::decision_row::{DecisionRow, SeenOption};
use crate::model::logged_change::LoggedChange;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, Subject};
use crate::model::place::Place;
use crate::model::state::Master;
use crate::model::value::{EMPTY, Value};

/// Something that was heard: a value for a field, as text.
struct LoggedClaim<'a> {
    sheet: &'a str,
    record: &'a str,
    field: &'a str,
    text: &'a str,
    by: Vec<&'a str>,
    date: &'a str,
    file: &'a str,
}

/// Puts back which words of which copies were heard: those that the log says were applied, and those that a decision saw.
/// `copies` are the ids of the copies in outbox/. What is still remembered wins. Gives whether there was anything to
/// rebuild from.
pub fn rebuild_memory(master: &mut Master, log: &[&LoggedChange], copies: &[String]) -> bool {
    let decided = master.decided.clone();
    let seen = decided.iter().flat_map(decision);
    let applied = log.iter().filter(|l| l.by != "master" && !l.field.is_empty()).map(|l| LoggedClaim {
        sheet: &l.sheet,
        record: &l.record,
        field: &l.field,
        text: &l.to,
        by: l.by.split(", ").collect(),
        date: &l.date,
        file: &l.file,
    });
    // The last line about a field is the copy's last word.
    let words: Vec<(ClaimKey, Claim)> = seen.chain(applied).flat_map(|heard| words(master, &heard, copies)).collect();
    let kept = master.memory.claims.clone();
    master.memory.claims.extend(words);
    master.memory.claims.extend(kept);
    !log.is_empty() || !decided.is_empty()
}

/// The candidates that a row of the Decisions sheet saw.
fn decision<'a>(row: &'a DecisionRow) -> Vec<LoggedClaim<'a>> {
    let heard = |option: SeenOption<'a>| LoggedClaim {
        sheet: &row.sheet,
        record: &row.record,
        field: &row.field,
        text: option.value,
        by: option.givers,
        date: &row.date,
        file: "",
    };
    row.seen_options().into_iter().map(heard).collect()
}

fn words(master: &Master, heard: &LoggedClaim<'_>, copies: &[String]) -> Vec<(ClaimKey, Claim)> {
    let Some((subject, workbook, value)) = subject_of(master, heard) else { return Vec::new() };
    let word = |copy: &str, by: &str| {
        let word = Claim {
            value: value.clone(),
            base: Value::Empty,
            kind: ClaimKind::Value,
            by: by.to_owned(),
            place: Place::file(heard.file),
            issue: None,
            open: false,
        };
        (ClaimKey { subject: subject.clone(), copy: copy.to_owned() }, word)
    };
    let file = heard.file.rsplit('/').next().unwrap_or(heard.file);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let mut out = Vec::new();
    for by in &heard.by {
        let start = format!("{workbook}.{by}.");
        let sent_by_then =
            |c: &&String| c.get(start.len()..).is_some_and(|date| date.get(..10) <= heard.date.get(..10));
        let theirs: Vec<&String> = copies.iter().filter(|c| c.starts_with(&start)).filter(sent_by_then).collect();
        match theirs.iter().find(|c| c.as_str() == stem) {
            Some(copy) => out.push(word(copy, by)),
            None => out.extend(theirs.into_iter().map(|copy| word(copy, by))),
        }
    }
    if out.is_empty() && !stem.is_empty() {
        out.push(word(stem, heard.by.first().copied().unwrap_or_default()));
    }
    out
}

fn subject_of(master: &Master, heard: &LoggedClaim<'_>) -> Option<(Subject, String, Value)> {
    let state = master.sheets.iter().find(|s| s.sheet.title == heard.sheet)?;
    let (record, held) = state.records.iter().find(|(_, r)| r.id == heard.record)?;
    let at = state.sheet.position(heard.field)?;
    let column = state.sheet.columns.get(at)?;
    let prefixes = master.sheets.iter().map(|s| (s.sheet.key.clone(), s.sheet.id_prefix.clone())).collect();
    let text = if heard.text == EMPTY { "" } else { heard.text };
    let (value, _) = crate::steps::values::parse_typed(text, column, &prefixes);
    // What the master still holds is surely right in kind; the log is text.
    let value = held.values.get(at).filter(|v| v.to_string() == text).cloned().unwrap_or(value);
    let subject = Subject { sheet: state.sheet.key.clone(), record: record.clone(), field: heard.field.to_owned() };
    Some((subject, state.sheet.workbook.clone(), value))
}
