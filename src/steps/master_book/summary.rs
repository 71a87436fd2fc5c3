//! The Summary sheet: where the engagement stands, on one page.

use super::Showing;
use crate::things::finding::{Finding, Severity};
use crate::things::page::{Content, Line, Page, PageCell, PageColumn, Role};
use crate::things::text::count;
use std::collections::BTreeMap;

pub(super) fn page(showing: Showing<'_>) -> Page {
    let engagement = showing.engagement;
    let asked: Vec<&Finding> = showing.findings.iter().filter(|f| f.question.is_some()).collect();
    let label = |l: &str, v: String| Line::of([PageCell::text(l, Role::Label), PageCell::text(v, Role::Cell)]);
    let dates = match (engagement.start, engagement.end) {
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("from {a}"),
        (None, Some(b)) => format!("until {b}"),
        (None, None) => "not agreed yet".into(),
    };
    let mut lines = vec![
        Line { height: Some(30.0), ..Line::of([PageCell::text(engagement.name.clone(), Role::Title)]) },
        Line::of([PageCell::text(
            "What is agreed so far. Run prekick reconcile after copies came back or after you changed something here.",
            Role::Hint,
        )]),
        Line::default(),
        label("Customer", engagement.customer.clone()),
        label("Dates", dates),
        label(
            "Waiting for you",
            if asked.is_empty() {
                "nothing".into()
            } else {
                count(asked.len(), "decision on the sheet Discrepancies", "decisions on the sheet Discrepancies")
            },
        ),
        Line::default(),
        Line::of([PageCell::text("What is agreed", Role::Heading)]),
        header(["Sheet", "Records", "To decide", "Errors", "Warnings"]),
    ];
    lines.extend(showing.master.sheets.iter().map(|state| {
        let about = |f: &&&Finding| f.sheet.as_deref() == Some(state.sheet.title.as_str());
        let of = |severity: Severity| {
            showing
                .findings
                .iter()
                .filter(|f| about(&f) && f.question.is_none() && f.severity == severity && is_of_master(f))
                .count()
        };
        Line::of([
            PageCell {
                content: Content::Link {
                    text: state.sheet.title.clone(),
                    target: format!("internal:'{}'!A1", state.sheet.title),
                },
                role: Role::Cell,
                ..PageCell::default()
            },
            PageCell::number(state.records.len(), Role::Figure),
            PageCell::number(asked.iter().filter(|f| about(f)).count(), Role::Figure),
            PageCell::number(of(Severity::Error), Role::Figure),
            PageCell::number(of(Severity::Warning), Role::Figure),
        ])
    }));
    lines.push(Line::default());
    lines.push(Line::of([PageCell::text("Whom to ask", Role::Heading)]));
    lines.push(header(["Who", "Open", "About", "", ""]));
    lines.extend(whom(&asked));
    Page {
        title: "Summary".into(),
        columns: [30, 34, 30, 12, 12].into_iter().map(|width| PageColumn { width, hidden: false }).collect(),
        lines,
        tab: Some(Role::Title),
        ..Page::default()
    }
}

/// Findings about what the master holds. Those about a file come and go with the file; those about a pick, a column that
/// was put back or the like are said once, and a figure that counted them would be another in the next run.
fn is_of_master(finding: &Finding) -> bool {
    let stands = ["value/", "reference/", "rule/"].iter().any(|area| finding.code.starts_with(area));
    stands && finding.place.as_ref().and_then(|p| p.file.as_deref()) == Some(crate::steps::read_master::MASTER)
}

fn header(titles: [&str; 5]) -> Line {
    Line::of(titles.into_iter().filter(|t| !t.is_empty()).map(|t| PageCell::text(t, Role::Header)))
}

fn whom(asked: &[&Finding]) -> Vec<Line> {
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in asked {
        let givers = finding.question.iter().flat_map(|q| &q.candidates).flat_map(|c| &c.givers);
        let mut names: Vec<&str> = givers.map(|g| g.by.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            by.entry(name).or_default().push(finding.record.clone().unwrap_or_else(|| finding.code.clone()));
        }
    }
    if by.is_empty() {
        return vec![Line::of([PageCell::text("nobody", Role::Cell)])];
    }
    by.into_iter()
        .map(|(name, mut about)| {
            let open = about.len();
            about.dedup();
            let more = if about.len() > 12 { "…" } else { "" };
            let said = about.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
            Line::of([
                PageCell::text(name, Role::Cell),
                PageCell::number(open, Role::Figure),
                PageCell::text(format!("{said}{more}"), Role::Cell),
            ])
        })
        .collect()
}
