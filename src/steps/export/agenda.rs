//! The agenda of a meeting, from what its attendees may see: what is red, what is to be decided and answered, what is due by
//! then, what changed since the meeting before, and what is next in the plan.

use super::shared_row::SharedRow;
use crate::model::agenda::{AboutMeeting, Agenda, AgendaPoint, AgendaTopic};
use crate::model::change_summary::{ChangeKind, ChangeSummary, SummedChange};
use crate::model::engagement::Engagement;
use crate::model::readiness::Meeting;
use crate::model::text::{and_list, one_line, shortened};
use crate::model::value::Value;
use crate::steps::outgoing::audience::{Outgoing, OutgoingSheet};
use indexmap::IndexMap;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What an agenda is made from.
#[derive(Clone, Copy, Debug)]
pub struct AgendaSource<'a> {
    /// What attendees may see.
    pub workbooks: &'a [Outgoing],
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The meeting.
    pub meeting: &'a Meeting,
    /// What is asked of people about their copies.
    pub asked: &'a [AskedPerson],
    /// What changed since the meeting before, where there was one.
    pub changes: Option<&'a ChangeSummary>,
    /// The day on which the agenda is made.
    pub today: Date,
}

/// What is asked of somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedPerson {
    /// Their name.
    pub name: String,
    /// The questions, each on a line.
    pub questions: Vec<String>,
}

/// The sheets whose open rows are decisions to make.
const DECISIONS: [&str; 2] = ["decision_log", "change_requests"];
/// The sheet whose open rows are questions.
const QUESTIONS: &str = "clarifications";
/// The sheet with the plan.
const PLAN: &str = "milestones";
/// What is known of a meeting, by the keys of its columns.
const ABOUT: [&str; 8] =
    ["objective", "chair", "attendees_required", "attendees_optional", "time", "tz", "channel", "link"];

/// How far ahead the plan is shown, in weeks.
const WEEKS_AHEAD: i32 = 4;
/// How many points a topic has at most; who talks about more needs a list, not a meeting.
const MOST_POINTS: usize = 20;
/// How much of a value is shown.
const MOST_LETTERS: usize = 80;

/// The agenda of a meeting.
pub fn agenda(source: AgendaSource<'_>) -> Agenda {
    let sheets: Vec<&OutgoingSheet> = source.workbooks.iter().flat_map(Outgoing::sheets).collect();
    let mut points = OpenPoints { sheets: &sheets, today: source.today, told: BTreeSet::new() };
    let until = source.meeting.next.unwrap_or(source.today);
    // Each row is told once, where it matters most.
    let red = points.take(|row| row.text("rag") == "Red");
    let decisions = points.take(|row| DECISIONS.contains(&row.sheet.sheet().key.as_str()));
    let mut questions = points.take(|row| row.sheet.sheet().key == QUESTIONS && row.is_waited_for());
    questions.extend(source.asked.iter().flat_map(AskedPerson::points));
    questions.sort_by(|a, b| a.who.cmp(&b.who));
    let due = points.take(|row| row.sheet.sheet().key != PLAN && row.due().is_some_and(|day| day <= until));
    let topics = [
        topic("Red", red),
        topic("To be decided", decisions),
        topic("Questions, by person", questions),
        topic(&due_title(source.meeting.next), due),
        topic(&changes_title(source.changes), source.changes.map(|c| changed(&sheets, c)).unwrap_or_default()),
        topic("Next in the plan", plan(&sheets, source.today)),
    ];
    Agenda {
        engagement: source.engagement.name.clone(),
        meeting: source.meeting.name.clone(),
        on: source.meeting.next,
        about: about(&sheets, source.meeting),
        topics: topics.into_iter().filter(|topic| !topic.points.is_empty()).collect(),
    }
}

fn topic(title: &str, mut points: Vec<AgendaPoint>) -> AgendaTopic {
    let more = points.len().saturating_sub(MOST_POINTS);
    points.truncate(MOST_POINTS);
    AgendaTopic { title: title.to_owned(), points, more }
}

fn due_title(meets: Option<Date>) -> String {
    meets.map_or_else(|| "Due by now".to_owned(), |day| format!("Due by {day}"))
}

fn changes_title(changes: Option<&ChangeSummary>) -> String {
    changes.map(|c| format!("Changed {}", c.since)).unwrap_or_default()
}

impl AskedPerson {
    fn points(&self) -> impl Iterator<Item = AgendaPoint> {
        let point =
            |line: &String| AgendaPoint { text: one_line(line), who: self.name.clone(), ..AgendaPoint::default() };
        self.questions.iter().map(point)
    }
}

/// The open rows that no topic has told yet.
struct OpenPoints<'a> {
    sheets: &'a [&'a OutgoingSheet],
    today: Date,
    told: BTreeSet<(String, String)>,
}

impl OpenPoints<'_> {
    /// Those that belong to a topic, the soonest due first.
    fn take(&mut self, belongs: impl Fn(&SharedRow<'_>) -> bool) -> Vec<AgendaPoint> {
        let mut out = Vec::new();
        for row in self.sheets.iter().flat_map(|sheet| SharedRow::current(sheet)) {
            let id = (row.sheet.sheet().key.to_string(), row.text("id"));
            if row.is_open() && !row.name().is_empty() && belongs(&row) && self.told.insert(id) {
                out.push(self.point(&row));
            }
        }
        out.sort_by_key(|point| point.day.unwrap_or(Date::MAX));
        out
    }

    fn point(&self, row: &SharedRow<'_>) -> AgendaPoint {
        let day = row.due();
        let late = day.is_some_and(|day| day < self.today);
        AgendaPoint { record: row.text("id"), text: row.name(), who: row.owner(), day, late }
    }
}

/// What changed in rows and columns that attendees see, a row on a line, with what it says now.
fn changed(sheets: &[&OutgoingSheet], changes: &ChangeSummary) -> Vec<AgendaPoint> {
    let mut rows: IndexMap<(&str, &str), Vec<&SummedChange>> = IndexMap::new();
    for change in changes.workbooks.iter().flat_map(|w| &w.changes) {
        rows.entry((&change.sheet, &change.record)).or_default().push(change);
    }
    let known = sheets.iter().flat_map(|sheet| SharedRow::current(sheet));
    let known: BTreeMap<(&str, String), SharedRow<'_>> =
        known.map(|row| ((row.sheet.sheet().title.as_str(), row.text("id")), row)).collect();
    let point = |((sheet, record), changes): (&(&str, &str), &Vec<&SummedChange>)| {
        let row = *known.get(&(*sheet, (*record).to_owned()))?;
        let words: Vec<String> = changes.iter().filter_map(|change| change_words(row, change)).collect();
        let text = format!("{}: {}", row.name(), words.join("; "));
        (!words.is_empty()).then(|| AgendaPoint {
            record: row.text("id"),
            text,
            who: row.owner(),
            ..AgendaPoint::default()
        })
    };
    rows.iter().filter_map(point).collect()
}

/// `Status is now Closed`; nothing for a column or a value that attendees don't see.
fn change_words(row: SharedRow<'_>, change: &SummedChange) -> Option<String> {
    if change.kind() == ChangeKind::Added {
        return Some("new".to_owned());
    }
    let column = row.sheet.sheet().columns.iter().find(|column| column.key == change.field.as_str())?;
    if change.to.is_empty() {
        return Some(format!("{} is empty now", column.title));
    }
    let now = shortened(&one_line(&row.text(change.field.as_str())), MOST_LETTERS);
    (!now.is_empty()).then(|| format!("{} is now {now}", column.title))
}

/// What is open in the plan within the next weeks, and what should have been done.
fn plan(sheets: &[&OutgoingSheet], today: Date) -> Vec<AgendaPoint> {
    let until = today.checked_add(WEEKS_AHEAD.weeks()).unwrap_or(Date::MAX);
    let rows = sheets.iter().filter(|s| s.sheet().key == PLAN).flat_map(|sheet| SharedRow::current(sheet));
    let point = |row: SharedRow<'_>| {
        let day = ["forecast", "baseline"].iter().find_map(|key| row.day(*key)).filter(|day| *day <= until)?;
        let late = day < today;
        row.is_open().then(|| AgendaPoint {
            record: row.text("id"),
            text: row.name(),
            who: row.owner(),
            day: Some(day),
            late,
        })
    };
    let mut out: Vec<AgendaPoint> = rows.filter_map(point).collect();
    out.sort_by_key(|point| point.day);
    out
}

/// What attendees may see of the meeting, by the titles of its columns.
fn about(sheets: &[&OutgoingSheet], meeting: &Meeting) -> Vec<AboutMeeting> {
    let Some(sheet) = sheets.iter().find(|s| s.sheet().key == "meetings") else { return Vec::new() };
    let mut current = SharedRow::current(sheet);
    let Some(row) = current.find(|row| row.text("id") == meeting.record) else { return Vec::new() };
    let one = |key: &&str| {
        let column = sheet.sheet().columns.iter().find(|column| column.key == **key)?;
        let text = match row.value(*key) {
            Value::Set(names) => and_list(names),
            other => one_line(&other.to_string()),
        };
        (!text.is_empty()).then(|| AboutMeeting { title: column.title.clone(), text })
    };
    ABOUT.iter().filter_map(one).collect()
}
