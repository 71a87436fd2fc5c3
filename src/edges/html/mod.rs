//! The report as a page: one HTML file that needs no other file, for the screen and for paper.

mod agenda;
mod changes;
mod rendering;

pub use agenda::agenda_page;
pub use changes::changes_page;

use crate::model::finding::{Candidate, Contributor, Finding, Question};
use crate::model::finding_line::{FindingLine, is_quoted};
use crate::model::gaps::ColumnGaps;
use crate::model::matching::{MatchReport, RowMatch, RowOutcome};
use crate::model::place::Place;
use crate::model::report::{Change, ChangeTotals, Report, SourceFile};
use crate::model::severity::Severity;
use crate::model::shown_apart::{shown_apart, shown_pair};
use crate::model::shown_names::{BETWEEN_RECIPIENTS, DELIVERY_TEAM, ShownNames};
use indexmap::IndexMap;
use minijinja::{Value, context};
use rendering::render;
use std::collections::BTreeMap;
use std::sync::Arc;

const TEMPLATE: &str = include_str!("report.html");

/// The report as a page.
pub fn page(report: &Arc<Report>) -> String {
    render("report.html", TEMPLATE, view(report)).unwrap_or_else(|e| {
        // The template is compiled in and tested; should it still fail, the reader learns where the content is.
        format!(
            "<!doctype html><title>Report</title><p>This page could not be made ({}). See the JSON report.</p>",
            e.kind()
        )
    })
}

fn view(report: &Arc<Report>) -> Value {
    let severe = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    let totals = ChangeTotals::of(&report.changes);
    let asked = positions(&report.findings, |f| f.question.is_some());
    context! {
        engagement => report.engagement.as_str(),
        today => report.today.as_str(),
        dry_run => report.dry_run,
        decisions => asked.len(),
        new => report.findings.iter().filter(|f| f.question.is_some() && report.is_new(f)).count(),
        errors => severe(Severity::Error),
        warnings => severe(Severity::Warning),
        added => totals.added,
        removed => totals.removed,
        changed => totals.fields,
        people => people(report),
        questions => each(report, asked, |report, at| report.findings.get(at).and_then(|f| question(f, report))),
        files => by_file(report),
        gaps => gaps(report),
        changes => each(report, (0..report.changes.len()).collect(), |report, at| report.changes.get(at).map(|c| change(c, &report.names))),
        sources => report.sources.iter().map(|s| source(s, &report.names)).collect::<Vec<_>>(),
        ways => RowOutcome::ALL.iter().map(|outcome| outcome.label()).collect::<Vec<_>>(),
        matching => report.matching.iter().map(matching).collect::<Vec<_>>(),
        unusual => unusual_rows(report),
    }
}

/// What the page shows of parts of the report, each made when its turn comes: a report may have very many.
fn each<At: Copy + Send + Sync + 'static>(
    report: &Arc<Report>,
    positions: Vec<At>,
    view: fn(&Report, At) -> Option<Value>,
) -> Value {
    Value::make_object_iterable((Arc::clone(report), positions), move |(report, positions)| {
        Box::new(positions.iter().map(move |at| view(report, *at).unwrap_or_default()))
    })
}

fn positions(findings: &[Finding], is_meant: impl Fn(&Finding) -> bool) -> Vec<usize> {
    findings.iter().enumerate().filter(|(_, f)| is_meant(f)).map(|(at, _)| at).collect()
}

fn matching(matching: &MatchReport) -> Value {
    context! {
        file => matching.file.as_str(),
        sheet => matching.sheet.as_str(),
        rows => matching.rows.len(),
        counts => RowOutcome::ALL.iter().map(|outcome| matching.count(*outcome)).collect::<Vec<_>>(),
        missing => matching.missing.join(", "),
        reordered => matching.reordered,
    }
}

/// The rows that were matched in an unusual way.
fn unusual_rows(report: &Arc<Report>) -> Value {
    let in_sheet = |(sheet, matching): (usize, &MatchReport)| {
        let usual = matching.usual();
        let rows = matching.rows.iter().enumerate().filter(|(_, row)| Some(row.outcome) != usual);
        rows.map(|(row, _)| (sheet, row)).collect::<Vec<_>>()
    };
    let rows = report.matching.iter().enumerate().flat_map(in_sheet).collect();
    each(report, rows, |report, (sheet, row)| report.matching.get(sheet)?.rows.get(row).map(row_match))
}

fn row_match(row: &RowMatch) -> Value {
    let score = row.score.map(|score| format!(", {score} % alike")).unwrap_or_default();
    context! {
        place => row.place.to_string(),
        how => format!("{}{score}", row.outcome.label()),
        record => row.record.as_deref().unwrap_or_default(),
    }
}

/// The questions by the people whose values they are about. A question about values of two people is listed under both.
fn people(report: &Arc<Report>) -> Vec<Value> {
    let mut by_person: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, finding) in report.findings.iter().enumerate() {
        for person in finding.question.iter().flat_map(|q| contributors(q, &report.names)) {
            by_person.entry(person).or_default().push(at);
        }
    }
    let topics = |at| each(report, at, |report, at| report.findings.get(at).and_then(|f| topic(f, &report.names)));
    by_person.into_iter().map(|(name, at)| context! { name => name, topics => topics(at) }).collect()
}

/// The people who gave the values of a question.
fn contributors(question: &Question, names: &ShownNames) -> Vec<String> {
    let givers = question.candidates.iter().flat_map(|c| &c.contributors);
    let mut people: Vec<String> = givers.map(|g| person(&g.by, names).to_owned()).collect();
    people.sort();
    people.dedup();
    if people.is_empty() { vec![DELIVERY_TEAM.to_owned()] } else { people }
}

/// What came from the master, or from nobody in particular, is for the delivery team.
fn person<'n>(by: &'n str, names: &'n ShownNames) -> &'n str {
    if by.is_empty() || by == "master" { DELIVERY_TEAM } else { names.person(by) }
}

fn topic(finding: &Finding, names: &ShownNames) -> Option<Value> {
    let question = finding.question.as_ref()?;
    Some(context! {
        id => question.id.as_str(),
        anchor => anchor(&question.id),
        about => about(finding, names),
        message => finding.message.as_str(),
    })
}

fn question(finding: &Finding, report: &Report) -> Option<Value> {
    let (question, names) = (finding.question.as_ref()?, &report.names);
    let values = [&question.master, &question.sent].into_iter().chain(question.candidates.iter().map(|c| &c.value));
    let values: Vec<_> = values.collect();
    let mut shown = shown_apart(&values, usize::MAX).into_iter().zip(values);
    let mut next = || shown.next().filter(|(_, value)| !value.is_empty()).map(|(text, _)| text).unwrap_or_default();
    let (master, sent) = (next(), next());
    let others = question.candidates.iter().map(|c| option(c, &next(), names)).collect::<Vec<_>>();
    Some(context! {
        id => question.id.as_str(),
        anchor => anchor(&question.id),
        severity => finding.severity.word(),
        about => about(finding, names),
        message => finding.message.as_str(),
        help => finding.help.as_str(),
        code => finding.code.as_str(),
        place => finding.place.as_ref().map_or_else(String::new, Place::to_string),
        master,
        sent,
        options => others,
        members => finding.members.iter().map(ToString::to_string).collect::<Vec<_>>(),
        since => question.since.as_str(),
        new => report.is_new(finding),
    })
}

fn option(candidate: &Candidate, shown: &str, names: &ShownNames) -> Value {
    context! {
        letter => candidate.letters(),
        value => shown,
        refused => candidate.refused,
        givers => candidate.contributors.iter().map(|g| contributor(g, names)).collect::<Vec<_>>(),
    }
}

fn contributor(contributor: &Contributor, names: &ShownNames) -> Value {
    context! { name => person(&contributor.by, names), place => contributor.place.to_string() }
}

fn anchor(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// What a finding is about: `Risks, R-007, Owner`.
fn about(finding: &Finding, names: &ShownNames) -> String {
    let title = finding.sheet.as_deref();
    let field = finding.field.as_ref().map(|field| names.column(title.unwrap_or_default(), field.as_str()));
    let sheet = title.or_else(|| finding.workbook.as_deref().map(|key| names.workbook(key)));
    let parts = [sheet, finding.record.as_deref(), field];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is still to be filled in, sheet by sheet.
fn gaps(report: &Report) -> Vec<Value> {
    let one = |gap: &ColumnGaps| {
        let column = report.names.column(&gap.sheet, gap.field.as_str());
        context! { sheet => gap.sheet.as_str(), column => column, count => gap.count }
    };
    report.gaps.iter().map(one).collect()
}

/// The findings without a question, by file, in the order in which files first occur; those that are said as one are one.
fn by_file(report: &Arc<Report>) -> Vec<Value> {
    let asked: Vec<&Finding> = report.findings.iter().filter(|f| f.question.is_some()).collect();
    let said = report.findings.iter().filter(|f| f.question.is_none() && !is_quoted(f, &asked));
    let mut lines = FindingLine::of(said);
    FindingLine::sort(&mut lines);
    let mut files: IndexMap<&str, Vec<Value>> = IndexMap::new();
    for line in lines {
        let file = line.first.place.as_ref().and_then(|p| p.file.as_deref()).unwrap_or_default();
        files.entry(file).or_default().push(note(&line, &report.names));
    }
    files.into_iter().map(|(file, notes)| context! { file => file, findings => notes }).collect()
}

/// Findings that are said as one, with at most so many of the rows behind it.
fn note(line: &FindingLine<'_>, names: &ShownNames) -> Value {
    const MOST_ROWS: usize = 200;
    let finding = line.first;
    let within = finding.place.as_ref().map(|p| Place { file: None, ..p.clone() }.to_string());
    let row = |f: &&Finding| {
        let cell = f.place.as_ref().and_then(|p| p.cell.as_deref()).unwrap_or_default();
        context! { cell => cell, message => f.message.as_str() }
    };
    context! {
        more => line.more.len(),
        rows => line.more.iter().take(MOST_ROWS).map(row).collect::<Vec<_>>(),
        severity => finding.severity.word(),
        place => within.filter(|p| !p.is_empty()).unwrap_or_else(|| about(finding, names)),
        about => about(finding, names),
        message => finding.message.as_str(),
        help => finding.help.as_str(),
        code => finding.code.as_str(),
    }
}

fn change(change: &Change, names: &ShownNames) -> Value {
    let (from, to) = shown_pair(&change.from, &change.to, usize::MAX);
    context! {
        sheet => change.sheet.as_str(),
        record => change.record.as_str(),
        field => change.field.as_ref().map(|field| names.column(&change.sheet, field.as_str())).unwrap_or_default(),
        from => if change.from.is_empty() { String::new() } else { from },
        to => if change.to.is_empty() { String::new() } else { to },
        why => change.reason.to_string(),
        by => change.by.split(BETWEEN_RECIPIENTS).map(|by| person(by, names)).collect::<Vec<_>>().join(BETWEEN_RECIPIENTS),
        place => change.source.to_string(),
    }
}

fn source(source: &SourceFile, names: &ShownNames) -> Value {
    context! {
        file => source.file.as_str(),
        status => source.status.word(),
        workbook => source.workbook.as_deref().map(|key| names.workbook(key)).unwrap_or_default(),
        recipient => source.recipient.as_deref().map(|key| names.person(key)).unwrap_or_default(),
        base => source.base.as_deref().unwrap_or_default(),
        rows => source.rows,
        changed => source.changed_cells,
        sha256 => source.sha256.as_str(),
    }
}

#[cfg(test)]
mod tests;
