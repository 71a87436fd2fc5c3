//! Formulas of the Summary over the data sheets, so that its figures are right while people type and on any day.

use crate::model::keys::FieldKey;
use crate::model::place::column_letters;
use crate::model::sheet_names::FIRST_ROW;
use crate::model::state::{Master, SheetState};
use crate::steps::master::write::data_sheets::SPARE_ROWS;
use crate::steps::readiness::verdict::ReadinessVerdict;
use crate::steps::readiness::{AGES, age_column, owned_sheets};

/// The cell of a record's field.
pub(super) fn cell(state: &SheetState, id: &str, key: &str) -> Option<String> {
    Some(format!("{}!${}${}", quoted_title(state), letters(state, key)?, row(state, id)? + 1))
}

/// Where a link to a record leads.
pub(super) fn link(state: &SheetState, id: &str) -> Option<String> {
    Some(format!("internal:{}!A{}", quoted_title(state), row(state, id)? + 1))
}

/// How many records of some sheets are open.
pub(super) fn count_open<'a>(states: impl IntoIterator<Item = &'a SheetState>) -> String {
    sum(states.into_iter().filter_map(open))
}

/// How many records of some sheets are open and should be done by now.
pub(super) fn count_overdue<'a>(states: impl IntoIterator<Item = &'a SheetState>) -> String {
    sum(states.into_iter().filter_map(|state| {
        let due = range(state, state.sheet.due.as_ref()?)?;
        let mut out = format!("{}*ISNUMBER({due})*({due}<TODAY())", open(state)?);
        for label in &state.sheet.due_kept {
            out.push_str(&format!("*({}<>{})", range(state, "status")?, quoted(label)));
        }
        Some(out)
    }))
}

/// How many open records a person has: all, or those of an age group, by its place in [`AGES`].
pub(super) fn count_of(master: &Master, owner: &str, age: Option<usize>) -> String {
    sum(owned_sheets(master).filter_map(|(state, key)| {
        let column = state.sheet.column(key)?;
        let cells = range(state, key)?;
        let is = if column.many && !owner.is_empty() {
            format!("ISNUMBER(SEARCH({},\", \"&{cells}&\",\"))", quoted(&format!(", {owner},")))
        } else {
            format!("({cells}={})", quoted(owner))
        };
        let mut out = format!("{}*{is}", open(state)?);
        if let Some(age) = age {
            out.push_str(&age_condition(&range(state, age_column(&state.sheet)?)?, age));
        }
        Some(out)
    }))
}

/// How many open risks have a probability and an impact.
pub(super) fn count_risks(state: &SheetState, probability: u32, impact: u32) -> Option<String> {
    let mut asked = vec![
        format!("{},{probability}", range(state, "probability")?),
        format!("{},{impact}", range(state, "impact")?),
        format!("{},\"<>\"", range(state, "id")?),
    ];
    let status = range(state, "status")?;
    asked.extend(state.sheet.finals.iter().map(|label| format!("{status},{}", quoted(&format!("<>{label}")))));
    asked.extend(range(state, "archived").map(|cells| format!("{cells},\"<>Yes\"")));
    Some(format!("COUNTIFS({})", asked.join(",")))
}

/// The cells of a column, from the first record to the last spare row.
fn range<K: ?Sized>(state: &SheetState, key: &K) -> Option<String>
where
    FieldKey: PartialEq<K>,
{
    let letters = letters(state, key)?;
    let rows = u32::try_from(state.records.len() + state.loose.len() + SPARE_ROWS).unwrap_or(SPARE_ROWS as u32);
    Some(format!("{}!${letters}${}:${letters}${}", quoted_title(state), FIRST_ROW + 1, FIRST_ROW + rows))
}

fn letters<K: ?Sized>(state: &SheetState, key: &K) -> Option<String>
where
    FieldKey: PartialEq<K>,
{
    Some(column_letters(u16::try_from(state.sheet.position(key)?).ok()?))
}

fn quoted_title(state: &SheetState) -> String {
    format!("'{}'", state.sheet.title.replace('\'', "''"))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn row(state: &SheetState, id: &str) -> Option<u32> {
    let at = state.records.values().position(|r| r.id == id)?;
    Some(FIRST_ROW + u32::try_from(at).ok()?)
}

/// Factors of a SUMPRODUCT, all 1 for an open record.
fn open(state: &SheetState) -> Option<String> {
    let sheet = &state.sheet;
    if sheet.finals.is_empty() {
        return None;
    }
    let status = range(state, "status")?;
    let mut out = format!("({}<>\"\")", range(state, "id")?);
    for label in &sheet.finals {
        out.push_str(&format!("*({status}<>{})", quoted(label)));
    }
    if let Some(archived) = range(state, "archived") {
        out.push_str(&format!("*({archived}<>\"Yes\")"));
    }
    Some(out)
}

fn age_condition(since: &str, age: usize) -> String {
    let mut out = format!("*ISNUMBER({since})");
    if let Some(most) = AGES.get(age) {
        out.push_str(&format!("*({since}>=TODAY()-{most})"));
    }
    if let Some(less) = age.checked_sub(1).and_then(|n| AGES.get(n)) {
        out.push_str(&format!("*({since}<TODAY()-{less})"));
    }
    out
}

fn sum(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.map(|p| format!("SUMPRODUCT({p})")).collect();
    if parts.is_empty() { "0".into() } else { parts.join("+") }
}
/// What is overdue and how far the kickoff is on the day on which somebody looks, with a text behind it. How many entries are
/// overdue stands in F5.
pub(super) fn timing(verdict: &ReadinessVerdict, behind: &str) -> String {
    const OVERDUE: &str = "IF($F$5=0,\"\",$F$5&IF($F$5=1,\" entry is overdue. \",\" entries are overdue. \"))";
    const AS_OF: &str = "YEAR(TODAY())&\"-\"&TEXT(MONTH(TODAY()),\"00\")&\"-\"&TEXT(DAY(TODAY()),\"00\")&\".\"";
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let days = match verdict.kickoff {
        None => format!("\"No day is set for the kickoff. As of \"&{AS_OF}"),
        Some(day) => {
            let days = format!("(DATE({},{},{})-TODAY())", day.year(), day.month(), day.day());
            format!(
                "IF({days}=0,\"The kickoff is today, \",IF({days}>0,{days}&IF({days}=1,\" day\",\" days\")&\" to the kickoff, as of \",\
                 \"The kickoff was \"&-{days}&IF({days}=-1,\" day\",\" days\")&\" ago, as of \"))&{AS_OF}"
            )
        }
    };
    format!("{OVERDUE}&{days}&{}", quoted(behind))
}
