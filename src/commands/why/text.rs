//! The provenance of a value as text for people.

use crate::commands::console::Console;
use crate::commands::log_text::{quoted, short_key};
use crate::model::decision_row::DecisionRow;
use crate::model::finding::Contributor;
use crate::model::logged_change::LoggedChange;
use crate::model::place::Place;
use crate::model::shown_apart::shown_pair;
use crate::model::shown_names::ShownNames;
use crate::model::text::shortened;
use crate::model::value::Value;
use crate::steps::review::provenance::{CopyRecord, FieldProvenance, OpenQuestion, Provenance, ReturnStatus};

/// So many characters of a question are printed, and so many who gave a value; JSON has all.
const MOST_SAID: usize = 600;
const MOST_GIVERS: usize = 5;

/// Prints where a record or a field comes from.
pub fn print_provenance(found: &Provenance, names: &ShownNames, console: &Console) {
    let output = ProvenanceOutput { names, console };
    let gone = if found.is_living { "" } else { ", which is not in the master any more" };
    let (whole, fields): (Vec<&FieldProvenance>, Vec<&FieldProvenance>) =
        found.fields.iter().partition(|p| p.field.is_none());
    // For a whole record, copies without a claim about a field are left out of it.
    let brief = fields.len() != 1;
    console.result(&format!("{} {} “{}”{gone}", found.sheet, found.record, found.name));
    for part in fields {
        output.print_field(part, found, brief);
    }
    for part in whole.into_iter().filter(|p| brief || !p.is_empty()) {
        console.result("\nThe record as a whole");
        output.print_sources(part, !brief);
    }
}

/// Where it is printed, and what people are called there.
struct ProvenanceOutput<'a> {
    names: &'a ShownNames,
    console: &'a Console,
}

impl ProvenanceOutput<'_> {
    fn print_field(&self, part: &FieldProvenance, found: &Provenance, brief: bool) {
        let console = self.console;
        let place = part.place.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
        let space = if brief { "" } else { "\n" };
        if !found.is_living {
            console.result(&format!("{space}{}", part.title));
        } else if brief {
            let cell = part.place.as_ref().and_then(|p| p.cell.as_ref()).map(|c| format!(" ({c})"));
            console.result(&format!("{}{}: {}", part.title, cell.unwrap_or_default(), quoted_value(&part.master)));
        } else {
            console.result(&format!("{space}{}: the master holds {}{place}.", part.title, quoted_value(&part.master)));
        }
        self.print_sources(part, brief);
    }

    fn print_sources(&self, part: &FieldProvenance, brief: bool) {
        let (names, console) = (self.names, self.console);
        for change in &part.typed {
            let (from, to) = shown_pair(&change.from, &change.to, usize::MAX);
            let (from, to) = (quoted_beside(&change.from, &from), quoted_beside(&change.to, &to));
            let note = "typed in the master since the last run; the next one takes it over";
            console.result(&format!("  {from} → {to}: {note} ({})", change.source));
        }
        for copy in part.copies.iter().filter(|copy| !brief || copy.returned.is_some()) {
            console.result(&format!("  {}", copy_line(copy, names)));
        }
        part.changes.iter().for_each(|line| console.result(&format!("  {}", change_line(line, names))));
        for line in &part.decided {
            console.result(&format!("  {}", decision_line(line)));
        }
        if let Some(asked) = &part.open {
            print_open(asked, names, console);
        }
    }
}

/// `Ada Park was sent “Open” and gave back “Closed” (inbox/…): decided with D-0001.`
fn copy_line(copy: &CopyRecord, names: &ShownNames) -> String {
    let sent = match (&copy.base, &copy.sent_on) {
        (Some(base), Some(date)) => format!("was sent {} on {date}", quoted_value(base)),
        (None, Some(date)) => format!("was sent it on {date}"),
        (_, None) => "was sent nothing".to_owned(),
    };
    let back = copy.returned.as_ref().map(|returned| {
        let what = returned.wording().map_or_else(|| quoted_value(&returned.value), ToOwned::to_owned);
        format!(" and gave back {what} ({})", returned.place)
    });
    let status = match &copy.status {
        ReturnStatus::NotReturned => "it has not come back".to_owned(),
        ReturnStatus::Unchanged if copy.base.is_none() => "it came back".to_owned(),
        ReturnStatus::Unchanged => "it came back unchanged".to_owned(),
        ReturnStatus::Open => "waits for a decision".to_owned(),
        ReturnStatus::Decided(id) => format!("decided with {id}"),
        ReturnStatus::Applied => "applied".to_owned(),
        ReturnStatus::Settled => "heard, and proposes nothing any more".to_owned(),
    };
    format!("{} {sent}{}: {status}. [{}]", names.person(&copy.by), back.unwrap_or_default(), copy.copy)
}

fn change_line(line: &LoggedChange, names: &ShownNames) -> String {
    let by = if line.by.is_empty() { String::new() } else { format!(", by {}", names.people(&line.by)) };
    let place = Place {
        file: (!line.file.is_empty()).then(|| line.file.clone()),
        sheet: (!line.source_sheet.is_empty()).then(|| line.source_sheet.clone()),
        cell: (!line.cell.is_empty()).then(|| line.cell.clone()),
    };
    let place = if place == Place::default() { String::new() } else { format!(" ({place})") };
    let (from, to) = (quoted(&line.from), quoted(&line.to));
    format!("{}: {from} → {to}, {}{by}{place} [run {}]", line.date, line.reason, short_key(&line.run))
}

/// A row of the Decisions sheet.
fn decision_line(row: &DecisionRow) -> String {
    let decision = if row.decision.is_empty() { String::new() } else { format!(" “{}”", row.decision) };
    let beside = [("My value", &row.my_value), ("Note", &row.note)];
    let beside = beside.iter().filter(|(_, text)| !text.is_empty());
    let beside: String = beside.map(|(title, text)| format!(", {title} “{text}”")).collect();
    let DecisionRow { id, date, result, .. } = row;
    let (master, options) = (quoted(&row.master), shortened(&row.options.replace('\n', " "), MOST_SAID));
    format!("{date}: {id} ended{decision}{beside} ({result}); it showed {master} in the master and {options}")
}

fn print_open(asked: &OpenQuestion, names: &ShownNames, console: &Console) {
    let question = &asked.question;
    console.result(&format!(
        "  {} is open since {} ({}): {}",
        asked.id,
        question.since,
        asked.code,
        shortened(&asked.message, MOST_SAID)
    ));
    for candidate in &question.candidates {
        let giver = |g: &Contributor| format!("{} ({})", names.person(&g.by), g.place);
        let more = candidate.contributors.len().saturating_sub(MOST_GIVERS);
        let more = (more > 0).then(|| format!("and {more} more"));
        let by: Vec<String> = candidate.contributors.iter().take(MOST_GIVERS).map(giver).chain(more).collect();
        let refused = if candidate.refused { "; the column refuses it" } else { "" };
        console.result(&format!(
            "    Take {}: {}, {}{refused}",
            candidate.letters(),
            quoted_value(&candidate.value),
            by.join(", ")
        ));
    }
    console.result(&format!("    Decide on the sheet Discrepancies, or with prekick decide {} --keep", asked.id));
}

/// A value that is shown so beside another.
fn quoted_beside(value: &Value, shown: &str) -> String {
    if value.is_empty() { quoted("") } else { quoted(shown) }
}

fn quoted_value(value: &Value) -> String {
    quoted(&value.to_string())
}
