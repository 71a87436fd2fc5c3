//! The Discrepancies sheet: one row per finding that needs a decision, most severe first.

use super::Showing;
use super::lists::same_text;
use crate::model::finding::{Action, Candidate, Finding, Question};
use crate::model::page::{Allow, Content, Line, Page, PageCell, PageColumn, Role, Show, Validation};
use crate::model::place::{At, Place, column_letters};
use crate::model::policy::Policy;
use crate::model::sheet_names::{ASKED_TITLES, FIRST_ROW, PICK_TITLES};
use crate::model::state::Pick;
use crate::model::template::ROW_KEY_TITLE;
use crate::model::value::Value;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::reconcile::{answered, picked};

const HEADER: u32 = 3;

/// The page.
pub(super) fn page(showing: Showing<'_>, lists: &mut Lists) -> Page {
    let asked: Vec<&Finding> = showing.findings.iter().filter(|f| f.question.is_some()).collect();
    let most = asked.iter().flat_map(|f| letters(f)).map(|l| l + 1).max().unwrap_or(2).max(2);
    let titles = titles(most);
    let decision = titles.iter().position(|t| t == "Decision").unwrap_or(0);
    let mut page = Page {
        title: "Discrepancies".into(),
        columns: titles.iter().map(|t| PageColumn { width: width(t), hidden: false }).collect(),
        lines: vec![
            Line { height: Some(26.0), ..Line::of([PageCell::text("Discrepancies", Role::Title)]) },
            Line::of([PageCell::text(hint(asked.len()), Role::Hint)]),
            Line::default(),
            Line { height: Some(32.0), ..Line::of(titles.iter().map(|t| PageCell::text(t.clone(), Role::Header))) },
        ],
        freeze: Some((HEADER + 1, 1)),
        tab: Some(if asked.is_empty() { Role::Good } else { Role::Error }),
        repeat: Some((HEADER, HEADER)),
        ..Page::default()
    };
    for (n, finding) in asked.iter().enumerate() {
        let row = HEADER + 1 + u32::try_from(n).unwrap_or(u32::MAX);
        page.lines.push(line(showing, finding, most));
        page.validations.extend(drop_down(showing, finding, row, decision, lists));
    }
    let last = HEADER + u32::try_from(asked.len().max(1)).unwrap_or(1);
    page.filter = Some((HEADER, 0, last, u16::try_from(titles.len()).unwrap_or(1).saturating_sub(1)));
    page
}

fn hint(asked: usize) -> String {
    match asked {
        0 => "Nothing waits for a decision.".into(),
        _ => "Pick a decision in each row, save, close the file and run prekick reconcile. Later leaves a row for another day; prekick generate asks those whose answers it is about.".into(),
    }
}

fn letters(finding: &Finding) -> Vec<u32> {
    finding.question.iter().flat_map(|q| &q.candidates).map(|c| c.letter).collect()
}

fn titles(options: u32) -> Vec<String> {
    let mut out: Vec<String> = ASKED_TITLES.map(ToOwned::to_owned).into();
    out.extend((0..options).map(|n| format!("Option {}", column_letters(u16::try_from(n).unwrap_or(u16::MAX)))));
    out.extend(PICK_TITLES.map(ToOwned::to_owned));
    debug_assert!(!out.iter().any(|t| t == ROW_KEY_TITLE));
    out
}

fn width(title: &str) -> u16 {
    match title {
        "ID" | "Severity" | "Record" => 10,
        "Workbook" => 11,
        "Field" | "My value" => 18,
        "What is wrong" => 48,
        "Where" => 36,
        "Decision" => 17,
        _ => 26,
    }
}

fn line(showing: Showing<'_>, finding: &Finding, options: u32) -> Line {
    let Some(question) = &finding.question else { return Line::default() };
    let wrapped = |text: String, role: Role| PageCell { show: Show::Wrapped, ..PageCell::text(text, role) };
    let open = showing.master.memory.open.values().find(|o| o.question.id == question.id);
    let written = open.and_then(|o| o.written.clone()).unwrap_or_default();
    let severity = match finding.severity {
        crate::model::severity::Severity::Error => Role::Error,
        crate::model::severity::Severity::Warning => Role::Warning,
        crate::model::severity::Severity::Info => Role::Cell,
    };
    let mut cells = vec![
        PageCell::text(question.id.clone(), Role::Locked),
        PageCell::text(finding.severity.word(), severity),
        PageCell::text(finding.workbook.clone().unwrap_or_default(), Role::Cell),
        record_cell(showing, finding),
        PageCell::text(field_title(showing, finding), Role::Cell),
        wrapped(finding.message.clone(), Role::Cell),
        wrapped(said(&question.master, question), Role::Cell),
        wrapped(if question.sent.is_empty() { String::new() } else { question.sent.to_string() }, Role::Cell),
    ];
    for n in 0..options {
        let option = question.candidates.iter().find(|c| c.letter == n).map(option_text).unwrap_or_default();
        cells.push(wrapped(option, Role::Cell));
    }
    for text in [written.decision, written.my_value, written.note] {
        let cell = if text.is_empty() { PageCell::default() } else { PageCell::text(text, Role::Entry) };
        cells.push(PageCell { role: Role::Entry, unlocked: true, show: Show::Text, ..cell });
    }
    cells.push(wrapped(finding.place.as_ref().map(ToString::to_string).unwrap_or_default(), Role::Cell));
    Line::of(cells)
}

fn said(value: &Value, question: &Question) -> String {
    let about_value = question.candidates.iter().all(|c| c.action == Action::Set);
    match value {
        Value::Empty if about_value => "(empty)".into(),
        other => other.to_string(),
    }
}

fn option_text(candidate: &Candidate) -> String {
    let mut by: Vec<&str> = candidate.givers.iter().map(|g| g.by.as_str()).collect();
    by.dedup();
    let value = if candidate.value.is_empty() { "(empty)".to_owned() } else { candidate.value.to_string() };
    let refused = if candidate.refused { "; can't be taken" } else { "" };
    format!("{value}\n— {}{refused}", by.join(", "))
}

/// The record, as a link to its row.
fn record_cell(showing: Showing<'_>, finding: &Finding) -> PageCell {
    let Some(id) = &finding.record else { return PageCell::text("", Role::Cell) };
    let target = finding.sheet.as_ref().and_then(|title| {
        let state = showing.master.sheets.iter().find(|s| s.sheet.title == *title)?;
        let n = state.records.values().position(|r| r.id == *id)?;
        let row = FIRST_ROW + u32::try_from(n).ok()?;
        let column = finding
            .field
            .as_ref()
            .and_then(|f| state.sheet.position(f))
            .and_then(|c| u16::try_from(c).ok())
            .unwrap_or(0);
        Some(format!("internal:'{}'!{}", title.replace('\'', "''"), At::new(row, column)))
    });
    match target {
        Some(target) => {
            PageCell { content: Content::Link { text: id.clone(), target }, role: Role::Cell, ..PageCell::default() }
        }
        None => PageCell::text(id.clone(), Role::Cell),
    }
}

fn field_title(showing: Showing<'_>, finding: &Finding) -> String {
    let Some(field) = &finding.field else { return String::new() };
    let state = showing.master.sheets.iter().find(|s| Some(&s.sheet.title) == finding.sheet.as_ref());
    state.and_then(|s| s.sheet.column(field)).map_or_else(|| field.clone(), |c| c.title.clone())
}

/// Options that mean the same in every row, so that one can be filled down over many; those that lead somewhere here.
fn for_many_rows(showing: Showing<'_>, question: &Question) -> Vec<String> {
    let open = showing.master.memory.open.iter().find(|(_, o)| o.question.id == question.id);
    let Some((subject, _)) = open else { return Vec::new() };
    let leads = |policy: &Policy| picked(showing.master, subject, question, *policy).is_some();
    let policies = [Policy::Owner, Policy::Latest, Policy::NonEmpty].into_iter().filter(leads);
    policies.map(|policy| format!("Take {}", policy.words())).collect()
}

/// The options of a row; what the column refuses is left out.
fn drop_down(
    showing: Showing<'_>,
    finding: &Finding,
    row: u32,
    column: usize,
    lists: &mut Lists,
) -> Option<Validation> {
    let question = finding.question.as_ref()?;
    let mut options = vec!["Keep master".to_owned()];
    options.extend(question.candidates.iter().filter(|c| !c.refused).map(|c| format!("Take {}", c.letters())));
    if question.candidates.iter().any(|c| c.action == Action::TakeAll) {
        options.push("One by one".into());
    }
    if question.candidates.iter().all(|c| c.action == Action::Set) {
        options.push("Use my value".into());
        options.extend(for_many_rows(showing, question));
    }
    let open = showing.master.memory.open.iter().find(|(_, o)| o.question.id == question.id);
    if open.is_some_and(|(subject, _)| answered(showing.master, subject, question, &question.master).is_ok()) {
        options.push("Take the answer".into());
    }
    options.push("Later".into());
    let column = u16::try_from(column).ok()?;
    Some(Validation {
        block: (row, column, row, column),
        allow: Allow::List(lists.range("Decision", &options)?),
        prompt: None,
        error: "Please pick one of the list. Only “Take” with a person's name may be typed as well.".into(),
        lenient: true,
    })
}

/// What people typed over the cells that prekick writes of a discrepancy, as its row stands in the master: title, text and
/// place of each.
pub fn typed_over_row(showing: Showing<'_>, finding: &Finding, pick: &Pick) -> Vec<(String, String, Place)> {
    let options = letters(finding).iter().map(|l| l + 1).max().unwrap_or(0).max(2);
    let ours: Vec<String> = line(showing, finding, options)
        .cells
        .into_iter()
        .filter_map(|(_, cell)| match cell.content {
            Content::Text(text) | Content::Link { text, .. } => Some(text),
            _ => None,
        })
        .collect();
    let foreign = |(_, text, _): &&(String, String, Place)| !ours.iter().any(|o| same_text(o, text));
    pick.shown.iter().filter(foreign).cloned().collect()
}
