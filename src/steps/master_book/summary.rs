//! The Summary sheet: where the engagement stands, on one page.

use super::Showing;
use crate::things::finding::{Finding, Severity};
use crate::things::page::{Content, Line, Page, PageCell, PageColumn, Role, Show};
use crate::things::text::count;
use std::collections::BTreeMap;

pub(super) fn page(showing: Showing<'_>) -> Page {
    let engagement = showing.engagement;
    let asked: Vec<&Finding> = showing.findings.iter().filter(|f| f.question.is_some()).collect();
    let label = |l: &str, v: String| Line::of([PageCell::text(l, Role::Label), PageCell::text(v, Role::Cell)]);
    let mut merges: Vec<(u32, u16, u32, u16)> = (3..6).map(|row| (row, 1, row, 4)).collect();
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
            figure(state.records.len(), Role::Cell),
            figure(asked.iter().filter(|f| about(f)).count(), Role::Warning),
            figure(of(Severity::Error), Role::Error),
            figure(of(Severity::Warning), Role::Warning),
        ])
    }));
    lines.push(Line::default());
    lines.push(Line::of([PageCell::text("Whom to ask", Role::Heading)]));
    lines.push(header(["Who", "Open", "About", "", ""]));
    let people = whom(showing, &asked);
    let first = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    merges.extend((0..).zip(0..=people.len()).map(|(n, _)| (first - 1 + n, 2, first - 1 + n, 4)));
    lines.extend(people);
    Page {
        title: "Summary".into(),
        columns: [34, 16, 16, 16, 16].into_iter().map(|width| PageColumn { width, hidden: false }).collect(),
        lines,
        merges,
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
    let title = |t: &str| {
        let show = if FIGURES.contains(&t) { Show::Centred } else { Show::General };
        PageCell { show, ..PageCell::text(t, Role::Header) }
    };
    Line::of(titles.into_iter().filter(|t| !t.is_empty()).map(title))
}

/// The columns of figures.
const FIGURES: [&str; 5] = ["Records", "To decide", "Errors", "Warnings", "Open"];

/// A figure of the table; only what is not nought stands out.
fn figure(n: usize, role: Role) -> PageCell {
    let role = if n == 0 { Role::Cell } else { role };
    PageCell { show: Show::Centred, ..PageCell::number(n, role) }
}

/// The name of a recipient; the master itself is the delivery team's.
fn name_of(showing: Showing<'_>, key: &str) -> String {
    let contact = showing.master.memory.slugs.iter().find(|(_, slug)| *slug == key).map(|(contact, _)| contact);
    let state = showing.master.sheet("contacts");
    let record = state.and_then(|s| s.records.values().find(|r| Some(&r.id) == contact));
    let name = state.zip(record).and_then(|(s, r)| r.values.get(s.sheet.position("name")?));
    name.filter(|n| !n.is_empty()).map_or_else(|| key.to_owned(), ToString::to_string)
}

fn whom(showing: Showing<'_>, asked: &[&Finding]) -> Vec<Line> {
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
                PageCell::text(name_of(showing, name), Role::Cell),
                figure(open, Role::Cell),
                PageCell { show: Show::Wrapped, ..PageCell::text(format!("{said}{more}"), Role::Cell) },
            ])
        })
        .collect()
}
