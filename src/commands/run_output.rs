//! What commands print about a run: the report as JSON, or its findings and counts as lines for people.

use super::console::Console;
use crate::edges::report_json;
use crate::model::finding::Finding;
use crate::model::matching::{MatchReport, RowOutcome};
use crate::model::report::Report;
use crate::model::text::{count, escaped_line};
use crate::steps::reconcile::headline;

/// Prints what a run did: the report as JSON on stdout, or a few lines for people. `written` is the name of the report,
/// where one was written.
pub fn print_run(report: &Report, console: &Console, written: Option<&str>) {
    if console.wants_json() {
        console.result_json(&report_json::ReportJson(report));
        return;
    }
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let shown = if console.wants_details() { usize::MAX } else { 12 };
    // What is new comes first; beyond that, the most severe.
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|f| f.question.is_none() || !report.is_new(f));
    for finding in findings.into_iter().take(shown) {
        console.finding(finding.severity, &finding_line(finding));
    }
    if report.findings.len() > shown {
        console.message(&format!("… and {} more, in the report.", report.findings.len() - shown));
    }
    for matching in report.matching.iter().filter(|_| console.wants_details()) {
        console.message(&matching_line(matching));
    }
    let read = count(report.sources.len(), "file read", "files read");
    console.message(&format!("{read}: {}.", headline(&report.changes, asked)));
    match (written, asked) {
        (Some(_), 0) => console.message("The master is up to date. The report is reports/latest.html."),
        (Some(_), _) => {
            console.message("Open master.xlsx, sheet Discrepancies, pick a decision in each row, save, close, and run prekick reconcile again.");
            console.message("The report is reports/latest.html.");
        }
        (None, _) => console.message("Nothing was written."),
    }
}

/// Prints what a run without files did: `done` in half a line, and the findings that are about its own work; the others are
/// in the report.
pub fn print_run_without_files(
    report: &Report,
    console: &Console,
    written: Option<&str>,
    done: &str,
    about: impl Fn(&Finding) -> bool,
) {
    if console.wants_json() {
        return print_run(report, console, written);
    }
    let chosen: Vec<&Finding> = report.findings.iter().filter(|f| console.wants_details() || about(f)).collect();
    chosen.iter().for_each(|finding| console.finding(finding.severity, &finding_line(finding)));
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    let rest = report.findings.len() - chosen.len();
    let rest = if rest == 0 { String::new() } else { format!(" Findings in the report beside these: {rest}.") };
    console.message(&format!("{done}, {}.{rest}", count(asked, "decision to make", "decisions to make")));
    console.message(match (written, asked) {
        (Some(_), 0) => "The master is up to date. The report is reports/latest.html.",
        (Some(_), _) => {
            "What is still to decide stands in master.xlsx, sheet Discrepancies. The report is reports/latest.html."
        }
        (None, _) => "Nothing was written.",
    });
}

/// A finding as a line for people, behind its severity; what is quoted from files can't break out of it.
pub fn finding_line(finding: &Finding) -> String {
    let id = finding.question.as_ref().map(|q| format!("{} ", q.id)).unwrap_or_default();
    let place = finding.place.as_ref().map(|p| format!("{p}: ")).unwrap_or_default();
    let record = finding.record.as_ref().map(|r| format!("{r}, ")).unwrap_or_default();
    let said = escaped_line(&format!("{id}{place}{record}{}", finding.message));
    format!("{said} ({})\n    {}", finding.code, finding.help)
}

/// How the rows of a sheet were matched, in a line.
fn matching_line(matching: &MatchReport) -> String {
    let ways =
        RowOutcome::ALL.iter().map(|outcome| (matching.count(*outcome), outcome.label())).filter(|(n, _)| *n > 0);
    let mut parts: Vec<String> = ways.map(|(n, how)| format!("{n} {how}")).collect();
    if !matching.missing.is_empty() {
        parts.push(format!("no longer there: {}", matching.missing.join(", ")));
    }
    if matching.reordered {
        parts.push("sorted anew".to_owned());
    }
    let rows = count(matching.rows.len(), "row", "rows");
    format!("{}, {}: {rows}; {}.", matching.file, matching.sheet, parts.join(", "))
}
