//! `prekick diff`: what differs between two spreadsheets or CSV files.

use super::files::{check_keys, encoding_findings, read_all};
use super::partial::open_all;
use crate::cli::{DiffArgs, Global};
use crate::commands::console::Console;
use crate::commands::exit::CommandStatus;
use crate::commands::run_output::finding_line;
use crate::edges::reader::process::Readers;
use crate::edges::report_json;
use crate::model::change_reason::ChangeReason;
use crate::model::keys::FieldKey;
use crate::model::report::{Change, Report};
use crate::model::severity::Severity;
use crate::model::shown_apart::shown_pair;
use crate::model::text::{count, shortened};
use crate::model::value::Value;
use crate::steps::merge::{Difference, RowOrder, diff_files};
use anyhow::bail;
use jiff::civil::Date;

/// `prekick diff`
pub fn diff(global: &Global, args: &DiffArgs, today: Date, console: &Console) -> anyhow::Result<CommandStatus> {
    let readers = Readers::new(global.program.clone());
    let files = read_all(&[&args.from, &args.to].map(|path| (path, path.display().to_string())), global.encoding)?;
    let mut opened = open_all(&readers, files, &args.key, Some(RowOrder::Base))?.into_iter();
    let (Some(from), Some(to)) = (opened.next(), opened.next()) else { bail!("there is nothing to compare.") };
    check_keys(&[&from.file, &to.file], &args.key)?;
    let said = encoding_findings([&from, &to]);
    let found = diff_files(&from.file, &to.file, &args.key);
    let is_damaged = |d: &Difference| d.findings.iter().any(|f| f.severity == Severity::Error);
    let differs = found.iter().any(|(_, d)| !d.changes.is_empty() || is_damaged(d));
    if console.wants_json() {
        let report = Report {
            today: today.to_string(),
            dry_run: true,
            changes: found.iter().flat_map(|(_, d)| d.changes.clone()).collect(),
            findings: said.into_iter().chain(found.into_iter().flat_map(|(_, d)| d.findings)).collect(),
            ..Report::default()
        };
        console.result_json(&report_json::ReportJson(&report));
    } else {
        said.iter()
            .chain(found.iter().flat_map(|(_, d)| &d.findings))
            .for_each(|finding| console.finding(finding.severity, &finding_line(finding)));
        for (title, difference) in &found {
            print_difference(title, difference, console);
        }
    }
    Ok(if differs { CommandStatus::NeedsAttention } else { CommandStatus::Done })
}

fn print_difference(title: &str, found: &Difference, console: &Console) {
    if found.changes.is_empty() && found.notations == 0 && !found.reordered {
        return;
    }
    console.result(&format!("{title}: {}", headline(found)));
    for change in &found.changes {
        console.result(&format!("  {}", change_line(change)));
    }
    if found.notations > 0 {
        let cells = count(found.notations, "cell says", "cells say");
        console.result(&format!("  {cells} the same in another way of writing, such as 2.0 for 2"));
    }
    if found.reordered {
        console.result("  rows stand in another order");
    }
}

fn headline(found: &Difference) -> String {
    let of = |reasons: &[ChangeReason]| found.changes.iter().filter(|c| reasons.contains(&c.reason)).count();
    let parts: Vec<String> = [
        (of(&[ChangeReason::Merged]), "cell changed", "cells changed"),
        (of(&[ChangeReason::LinkChanged]), "link changed", "links changed"),
        (of(&[ChangeReason::Added]), "row added", "rows added"),
        (of(&[ChangeReason::Removed]), "row removed", "rows removed"),
        (
            of(&[ChangeReason::ColumnAdded, ChangeReason::ColumnRemoved, ChangeReason::ColumnRenamed]),
            "column otherwise",
            "columns otherwise",
        ),
    ]
    .into_iter()
    .filter(|(n, _, _)| *n > 0)
    .map(|(n, one, many)| count(n, one, many))
    .collect();
    if parts.is_empty() { "nothing else was changed".to_owned() } else { parts.join(", ") }
}

/// How many values of a row or column are listed, and how much of each; JSON has all.
const MAX_VALUES: usize = 10;
const MAX_TEXT: usize = 60;

fn change_line(change: &Change) -> String {
    let field = change.field.as_ref().map(FieldKey::as_str).unwrap_or_default();
    let cell = change.source.cell.as_deref().unwrap_or_default();
    let one_line = |text: String| text.replace('\n', " ⏎ ");
    let shown = |value: &Value| one_line(shortened(&value.shown(), MAX_TEXT));
    let (from, to) = shown_pair(&change.from, &change.to, MAX_TEXT);
    let (from, to) = (one_line(from), one_line(to));
    let values = || {
        let listed = change.values.iter().take(MAX_VALUES).map(|(title, v)| format!("{title}: {}", shown(v)));
        let more = change.values.len().saturating_sub(MAX_VALUES);
        let more = (more > 0).then(|| format!("and {more} more"));
        listed.chain(more).collect::<Vec<_>>().join(", ")
    };
    match change.reason {
        ChangeReason::ColumnAdded => format!("+ column {field} ({cell})"),
        ChangeReason::ColumnRemoved if change.values.is_empty() => format!("- column {field} ({cell})"),
        ChangeReason::ColumnRemoved => format!("- column {field} ({cell}): {}", values()),
        ChangeReason::ColumnRenamed => {
            format!("~ column {from} is now {to} ({cell})")
        }
        ChangeReason::Added => format!("+ {} ({cell}): {}", change.record, values()),
        ChangeReason::Removed => format!("- {} ({cell}): {}", change.record, values()),
        ChangeReason::LinkChanged => {
            let of = [change.record.as_str(), field].into_iter().filter(|name| !name.is_empty());
            let of: Vec<&str> = of.collect();
            if of.is_empty() {
                format!("{cell}: link {from} → {to}")
            } else if change.record.is_empty() {
                format!("Title of {field}: link {from} → {to} ({cell})")
            } else {
                format!("{}: link {from} → {to} ({cell})", of.join(", "))
            }
        }
        _ if field.is_empty() => format!("{cell}: {from} → {to}"),
        _ => format!("{}, {field}: {from} → {to} ({cell})", change.record),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_row_is_listed_with_how_many_values_more_it_has() {
        for (reason, sign) in [(ChangeReason::Added, '+'), (ChangeReason::Removed, '-')] {
            for (values, more) in [(10, ""), (13, ", and 3 more")] {
                let values = (1..=values).map(|n| (format!("Column {n}"), Value::text(format!("v{n}")))).collect();
                let line =
                    change_line(&Change { record: "R-1".into(), reason: reason.clone(), values, ..Change::default() });
                assert!(
                    line.starts_with(&format!("{sign} R-1")) && line.ends_with(&format!("Column 10: v10{more}")),
                    "{line}"
                );
            }
        }
    }

    #[test]
    fn a_change_that_a_cut_or_a_kind_would_hide_is_shown() {
        let long = "the same words at the beginning of a long text that goes on and on, ".repeat(2);
        for (from, to) in [
            (Value::text(format!("{long}in May")), Value::text(format!("{long}in June"))),
            (Value::YesNo(true), Value::text("Yes")),
            (Value::text("in\u{a0}May"), Value::text("in May")),
        ] {
            let line = change_line(&Change { from, to, reason: ChangeReason::Merged, ..Change::default() });
            let (_, change) = line.split_once(": ").unwrap();
            let (from, to) = change.split_once(" → ").unwrap();
            assert_ne!(from.replace('\u{a0}', " "), to.replace('\u{a0}', " "), "{line}");
        }
    }
}
