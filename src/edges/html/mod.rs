//! The report as a page: one HTML file that needs no other file, for the screen and for paper.

use crate::model::change_reason::ChangeReason;
use crate::model::finding::{Candidate, Contributor, Finding, Question};
use crate::model::keys::FieldKey;
use crate::model::matching::{MatchReport, RowMatch, RowOutcome};
use crate::model::place::Place;
use crate::model::report::{Change, Report, SourceFile};
use crate::model::severity::Severity;
use indexmap::IndexMap;
use minijinja::{Environment, Value, context};
use std::collections::BTreeMap;

const TEMPLATE: &str = include_str!("report.html");

/// The report as a page.
pub fn page(report: &Report) -> String {
    let rendered = Environment::new().render_named_str("report.html", TEMPLATE, view(report));
    rendered.unwrap_or_else(|e| {
        // The template is compiled in and tested; should it still fail, the reader learns where the content is.
        format!(
            "<!doctype html><title>Report</title><p>This page could not be made ({}). See the JSON report.</p>",
            e.kind()
        )
    })
}

fn view(report: &Report) -> Value {
    let asked = || report.findings.iter().filter_map(|f| f.question.as_ref().map(|q| (f, q)));
    let severe = |severity| report.findings.iter().filter(|f| f.severity == severity).count();
    context! {
        engagement => report.engagement.as_str(),
        today => report.today.as_str(),
        dry_run => report.dry_run,
        decisions => asked().count(),
        new => asked().filter(|(f, _)| report.is_new(f)).count(),
        errors => severe(Severity::Error),
        warnings => severe(Severity::Warning),
        added => report.changes.iter().filter(|c| c.field.is_none() && c.reason == ChangeReason::Added).count(),
        changed => report.changes.iter().filter(|c| c.field.is_some()).count(),
        people => people(asked()),
        questions => asked().map(|(f, q)| question(f, q, report)).collect::<Vec<_>>(),
        files => by_file(&report.findings),
        changes => report.changes.iter().map(change).collect::<Vec<_>>(),
        sources => report.sources.iter().map(source).collect::<Vec<_>>(),
        ways => RowOutcome::ALL.iter().map(|outcome| outcome.label()).collect::<Vec<_>>(),
        matching => report.matching.iter().map(matching).collect::<Vec<_>>(),
        unusual => report.matching.iter().flat_map(MatchReport::unusual).map(row_match).collect::<Vec<_>>(),
    }
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

fn row_match(row: &RowMatch) -> Value {
    let score = row.score.map(|score| format!(", {score} % alike")).unwrap_or_default();
    context! {
        place => row.place.to_string(),
        how => format!("{}{score}", row.outcome.label()),
        record => row.record.as_deref().unwrap_or_default(),
    }
}

/// The questions by the people whose values they are about. A question about values of two people is listed under both.
fn people<'a>(asked: impl Iterator<Item = (&'a Finding, &'a Question)>) -> Vec<Value> {
    let mut by_person: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (finding, question) in asked {
        for person in contributors(question) {
            by_person.entry(person).or_default().push(topic(finding, question));
        }
    }
    by_person.into_iter().map(|(name, topics)| context! { name => name, topics => topics }).collect()
}

/// The people who gave the values of a question.
fn contributors(question: &Question) -> Vec<String> {
    let mut names: Vec<String> =
        question.candidates.iter().flat_map(|c| &c.contributors).map(|g| person(&g.by).to_owned()).collect();
    names.sort();
    names.dedup();
    if names.is_empty() { vec![person("").to_owned()] } else { names }
}

/// What came from the master, or from nobody in particular, is for the delivery team.
fn person(by: &str) -> &str {
    if by.is_empty() || by == "master" { "Delivery team" } else { by }
}

fn topic(finding: &Finding, question: &Question) -> Value {
    context! {
        id => question.id.as_str(),
        anchor => anchor(&question.id),
        about => about(finding),
        message => finding.message.as_str(),
    }
}

fn question(finding: &Finding, question: &Question, report: &Report) -> Value {
    let others = question.candidates.iter().map(option).collect::<Vec<_>>();
    context! {
        id => question.id.as_str(),
        anchor => anchor(&question.id),
        severity => finding.severity.word(),
        about => about(finding),
        message => finding.message.as_str(),
        help => finding.help.as_str(),
        code => finding.code.as_str(),
        place => finding.place.as_ref().map_or_else(String::new, Place::to_string),
        master => question.master.to_string(),
        sent => question.sent.to_string(),
        options => others,
        since => question.since.as_str(),
        new => report.is_new(finding),
    }
}

fn option(candidate: &Candidate) -> Value {
    context! {
        letter => candidate.letters(),
        value => candidate.value.to_string(),
        refused => candidate.refused,
        givers => candidate.contributors.iter().map(contributor).collect::<Vec<_>>(),
    }
}

fn contributor(contributor: &Contributor) -> Value {
    context! { name => person(&contributor.by), place => contributor.place.to_string() }
}

fn anchor(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

/// What a finding is about: `Risks, R-007, owner`.
fn about(finding: &Finding) -> String {
    let sheet = finding.sheet.as_deref().or(finding.workbook.as_deref());
    let parts = [sheet, finding.record.as_deref(), finding.field.as_ref().map(FieldKey::as_str)];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The findings without a question, by file, in the order in which files first occur.
fn by_file(findings: &[Finding]) -> Vec<Value> {
    let mut files: IndexMap<&str, Vec<Value>> = IndexMap::new();
    for finding in findings.iter().filter(|f| f.question.is_none()) {
        let file = finding.place.as_ref().and_then(|p| p.file.as_deref()).unwrap_or_default();
        files.entry(file).or_default().push(note(finding));
    }
    files.into_iter().map(|(file, findings)| context! { file => file, findings => findings }).collect()
}

fn note(finding: &Finding) -> Value {
    let within = finding.place.as_ref().map(|p| Place { file: None, ..p.clone() }.to_string());
    context! {
        severity => finding.severity.word(),
        place => within.filter(|p| !p.is_empty()).unwrap_or_else(|| about(finding)),
        about => about(finding),
        message => finding.message.as_str(),
        help => finding.help.as_str(),
        code => finding.code.as_str(),
    }
}

fn change(change: &Change) -> Value {
    context! {
        sheet => change.sheet.as_str(),
        record => change.record.as_str(),
        field => change.field.as_ref().map(FieldKey::as_str).unwrap_or_default(),
        from => change.from.to_string(),
        to => change.to.to_string(),
        why => change.reason.to_string(),
        by => person(&change.by),
        place => change.source.to_string(),
    }
}

fn source(source: &SourceFile) -> Value {
    context! {
        file => source.file.as_str(),
        status => source.status.word(),
        workbook => source.workbook.as_deref().unwrap_or_default(),
        recipient => source.recipient.as_deref().unwrap_or_default(),
        base => source.base.as_deref().unwrap_or_default(),
        rows => source.rows,
        changed => source.changed_cells,
        sha256 => source.sha256.as_str(),
    }
}

#[cfg(test)]
mod tests;
