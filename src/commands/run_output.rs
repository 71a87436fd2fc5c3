//! What commands print about a run: the report as JSON, or its findings and counts as lines for people.

use super::console::Console;
use super::engagement::drafts::WrittenDrafts;
use super::engagement::folder::Folder;
use crate::edges::report_json;
use crate::model::finding::Finding;
use crate::model::finding_line::{FindingLine, is_quoted};
use crate::model::gaps::gaps_words;
use crate::model::matching::{MatchReport, RowOutcome};
use crate::model::report::Report;
use crate::model::severity::Severity;
use crate::model::text::{and_list, count, escaped_line, shortened};
use crate::steps::reconcile::headline;
use std::collections::BTreeSet;

/// Prints what a run did: the report as JSON on stdout, or a few lines for people. `written` is the name of the report,
/// where one was written.
pub fn print_run(report: &Report, console: &Console, written: Option<&str>) {
    if console.wants_json() {
        console.result_json(&report_json::ReportJson(report));
        return;
    }
    let asked = report.findings.iter().filter(|f| f.question.is_some()).count();
    // What is new comes first; beyond that, the most severe.
    let mut findings: Vec<&Finding> = report.findings.iter().collect();
    findings.sort_by_key(|f| f.question.is_none() || !report.is_new(f));
    print_findings(&findings, 12, "they are in the report", console);
    print_gaps(report, console);
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

/// Prints what was found in files that were only checked: what is about them first and counted, then how much else there is
/// to say of the engagement.
pub fn print_check(report: &Report, console: &Console) {
    if console.wants_json() {
        console.result_json(&report_json::ReportJson(report));
        return;
    }
    let files: BTreeSet<&str> = report.sources.iter().map(|source| source.file.as_str()).collect();
    let (about, rest): (Vec<&Finding>, Vec<&Finding>) =
        report.findings.iter().partition(|finding| finding.is_about_any(&files));
    console.message(&format!("{}: {}.", named_files(&files), severity_counts(&about)));
    print_findings(&about, 12, "--verbose lists them", console);
    let changes = headline(&report.changes, about.iter().filter(|f| f.question.is_some()).count());
    console.message(&format!("When it is reconciled: {changes}."));
    if !rest.is_empty() {
        console.message(&format!("Beside that, in the master and all else: {}.", severity_counts(&rest)));
        print_findings(&rest, 0, "--verbose lists them", console);
    }
    for matching in report.matching.iter().filter(|_| console.wants_details()) {
        console.message(&matching_line(matching));
    }
    console.message("Nothing was written.");
}

fn named_files(files: &BTreeSet<&str>) -> String {
    match files.iter().collect::<Vec<_>>().as_slice() {
        [only] => (**only).to_owned(),
        several => count(several.len(), "file", "files"),
    }
}

/// How many findings there are of each severity, and how many of them wait for a decision.
fn severity_counts(findings: &[&Finding]) -> String {
    if findings.is_empty() {
        return "nothing to say".to_owned();
    }
    let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let asked = findings.iter().filter(|f| f.question.is_some()).count();
    let counts = [
        (of(Severity::Error), "error", "errors"),
        (of(Severity::Warning), "warning", "warnings"),
        (of(Severity::Info), "remark", "remarks"),
    ];
    let parts: Vec<String> =
        counts.into_iter().filter(|(n, ..)| *n > 0).map(|(n, one, many)| count(n, one, many)).collect();
    let decide = if asked == 0 { String::new() } else { format!("; {asked} of them to decide") };
    format!("{}{decide}", and_list(&parts))
}

/// Prints findings, with `--verbose` each of them and else in so many lines at most; how many more lines there are is said,
/// and where they are.
pub fn print_findings(findings: &[&Finding], most: usize, elsewhere: &str, console: &Console) {
    if console.wants_details() {
        let said = findings.iter().filter(|finding| !is_quoted(finding, findings));
        return said.for_each(|finding| console.finding(finding.severity, &finding_line(finding)));
    }
    let mut lines = FindingLine::said_once(FindingLine::of(findings.iter().copied()));
    FindingLine::sort(&mut lines);
    lines.iter().take(most).for_each(|line| console.finding(line.first.severity, &said_line(line)));
    let more = lines.len().saturating_sub(most);
    if more > 0 && most > 0 {
        console.message(&format!("… and {}; {elsewhere}.", count(more, "more line", "more lines")));
    }
}

/// Prints how much is still to be filled in, where that is all there is to say of it.
pub fn print_gaps(report: &Report, console: &Console) {
    let gaps = gaps_words(&report.gaps, &report.names);
    if !gaps.is_empty() {
        console.message(&format!("Still to be filled in: {gaps}."));
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
    print_findings(&chosen, usize::MAX, "", console);
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

/// So many characters of a message are printed.
const MOST_SAID: usize = 600;

/// A finding as a line for people, behind its severity; what is quoted from files can't break out of it.
pub fn finding_line(finding: &Finding) -> String {
    said_line(&FindingLine { first: finding, more: Vec::new() })
}

/// Findings that are said as one line.
fn said_line(line: &FindingLine<'_>) -> String {
    let finding = line.first;
    let id = finding.question.as_ref().map(|q| format!("{} ", q.id)).unwrap_or_default();
    let place = finding.place.as_ref().map(|p| format!("{p}: ")).unwrap_or_default();
    let record = finding.record.as_ref().filter(|id| !names_record(&finding.message, id));
    let record = record.map(|id| format!("{id}, ")).unwrap_or_default();
    // A report has room for all that a message quotes; a line on a terminal has not.
    let message = shortened(&finding.message, MOST_SAID);
    let more = line.more_words();
    let more = if more.is_empty() { more } else { format!(" {more}") };
    let said = escaped_line(&format!("{id}{place}{record}{message}{more}"));
    format!("{said} ({})\n    {}", finding.code, finding.help)
}

/// Whether a message itself says which record it is about.
fn names_record(message: &str, id: &str) -> bool {
    let mut words = message.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.any(|word| word == id)
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

/// So many drafts are named; the others are counted.
const MOST_DRAFTS: usize = 10;

/// Which mail drafts there are to send.
pub fn print_drafts(drafts: &WrittenDrafts, folder: &Folder, console: &Console) {
    if !drafts.paths.is_empty() {
        let ready = count(drafts.paths.len(), "mail draft is", "mail drafts are");
        console.message(&format!("{ready} in outbox/; open each, look through it and send it:"));
    }
    for path in drafts.paths.iter().take(MOST_DRAFTS) {
        console.message(&format!("  {}", folder.name_of(path)));
    }
    let more = drafts.paths.len().saturating_sub(MOST_DRAFTS);
    if more > 0 {
        console.message(&format!("  … and {more} more."));
    }
    if !drafts.without_address.is_empty() {
        let names = and_list(&drafts.without_address);
        console.message(&format!(
            "Fill in To yourself in the drafts for {names}: the sheet Contacts has no e-mail address that can be used."
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::code::Code;

    #[test]
    fn the_record_is_said_once() {
        for (message, shown) in [
            ("AC-008 (Run the tests): An activity needs exactly one A.", "error AC-008 (Run"),
            ("Validated by of AC-008 (Licences) is empty.", "error Validated by"),
            ("Status is Maybe.", "error AC-008, Status"),
            ("AC-0081 is another record.", "error AC-008, AC-0081"),
        ] {
            let finding = Finding::new(Code::ValueChoice, message).record(Some("AC-008"));
            let line = format!("error {}", finding_line(&finding));
            assert!(line.starts_with(shown), "{line}");
        }
    }
}
