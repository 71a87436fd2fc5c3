//! What changed since some moment, as a workbook and as Markdown.

use super::markdown::markdown_text;
use crate::model::change_summary::{ChangeSummary, SummedChange};
use crate::model::page::{CellBlock, OutputWorkbook, Page, PageCell, PageColumn, PageRow, Role, Show};
use jiff::civil::Date;

/// What stands under the title: the summary names internal columns as well.
pub const INTERNAL: &str = "Internal: not for the customer.";

/// The columns of the sheet, with their widths.
const COLUMNS: [(&str, u16); 8] = [
    ("Workbook", 20),
    ("Sheet", 18),
    ("Record", 10),
    ("Column", 22),
    ("What", 10),
    ("Before", 40),
    ("Now", 40),
    ("By", 26),
];

/// The row of the titles, from 0.
const HEADER: u32 = 3;

/// The workbook: what changed in one sheet, and who changed how much in another.
pub fn changes_book(summary: &ChangeSummary, engagement: &str, today: Date) -> OutputWorkbook {
    OutputWorkbook {
        title: format!("{} · {engagement}", title(summary)),
        created: Some(today),
        pages: vec![changes_sheet(summary, engagement), people_sheet(summary, engagement)],
        ..OutputWorkbook::default()
    }
}

/// `What changed since run 3 of 2026-11-22`.
pub fn title(summary: &ChangeSummary) -> String {
    format!("What changed {}", summary.since)
}

fn changes_sheet(summary: &ChangeSummary, engagement: &str) -> Page {
    let mut lines = head(&title(summary), engagement, &COLUMNS.map(|(title, _)| title));
    for workbook in &summary.workbooks {
        lines.extend(workbook.changes.iter().map(|change| change_row(&workbook.title, change)));
    }
    sheet("Changes", lines, &COLUMNS.map(|(_, width)| width))
}

fn change_row(workbook: &str, change: &SummedChange) -> PageRow {
    let (kind, by) = (change.kind().word(), change.by.join(", "));
    let cells = [workbook, &change.sheet, &change.record, &change.column, kind, &change.from, &change.to, &by];
    PageRow::of(cells.map(|text| PageCell { show: Show::Wrapped, ..PageCell::text(text, Role::Cell) }))
}

fn people_sheet(summary: &ChangeSummary, engagement: &str) -> Page {
    let mut lines = head("Who changed how much", engagement, &["Person", "Workbooks"]);
    lines.extend(
        summary.people.iter().map(|person| {
            PageRow::of([person.name.clone(), person.words()].map(|text| PageCell::text(text, Role::Cell)))
        }),
    );
    sheet("People", lines, &[28, 80])
}

fn head(title: &str, engagement: &str, titles: &[&str]) -> Vec<PageRow> {
    vec![
        PageRow {
            height: Some(26.0), ..PageRow::of([PageCell::text(format!("{title} · {engagement}"), Role::Title)])
        },
        PageRow::of([PageCell::text(INTERNAL, Role::Hint)]),
        PageRow::default(),
        PageRow::of(titles.iter().map(|title| PageCell::text(*title, Role::Header))),
    ]
}

fn sheet(title: &str, lines: Vec<PageRow>, widths: &[u16]) -> Page {
    let last = u32::try_from(lines.len().saturating_sub(1)).unwrap_or(HEADER).max(HEADER + 1);
    let across = u16::try_from(widths.len().saturating_sub(1)).unwrap_or(0);
    Page {
        title: title.into(),
        columns: widths.iter().map(|width| PageColumn { width: *width, hidden: false }).collect(),
        lines,
        freeze: Some((HEADER + 1, 0)),
        filter: Some(CellBlock::new(HEADER, 0, last, across)),
        repeat: Some((HEADER, HEADER)),
        ..Page::default()
    }
}

/// The Markdown.
pub fn changes_markdown(summary: &ChangeSummary, engagement: &str) -> String {
    let mut out =
        vec![format!("# {} · {}", markdown_text(&title(summary)), markdown_text(engagement)), INTERNAL.to_owned()];
    if summary.workbooks.is_empty() {
        out.push("Nothing changed.".to_owned());
    }
    for workbook in &summary.workbooks {
        out.push(format!("## {}: {}", markdown_text(&workbook.title), workbook.words()));
        let mut table =
            vec!["| Sheet | Record | Column | Before | Now | By |".to_owned(), "|---|---|---|---|---|---|".into()];
        table.extend(workbook.changes.iter().map(|change| {
            let column = change.column_or_row();
            let by = change.by.join(", ");
            let cells =
                [&change.sheet, &change.record, &column, &change.from, &change.to, &by].map(|text| markdown_text(text));
            format!("| {} |", cells.join(" | "))
        }));
        out.push(table.join("\n"));
    }
    if !summary.people.is_empty() {
        out.push("## By person".to_owned());
        let lines =
            summary.people.iter().map(|p| format!("- {}: {}", markdown_text(&p.name), markdown_text(&p.words())));
        out.push(lines.collect::<Vec<_>>().join("\n"));
    }
    out.join("\n\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change_summary::{ChangedWorkbook, PersonChanges};

    #[test]
    fn what_people_typed_stays_text_in_markdown() {
        let change = SummedChange {
            sheet: "Risks".into(),
            record: "R-001".into(),
            field: "title".into(),
            column: "Title".into(),
            from: "a | b\n# c".into(),
            to: "<script>[x](y)".into(),
            by: vec!["Ada_Park".into()],
        };
        let summary = ChangeSummary {
            since: "since 2026-11-22".into(),
            workbooks: vec![ChangedWorkbook {
                workbook: "raid".into(),
                title: "RAID log".into(),
                changes: vec![change],
            }],
            people: vec![PersonChanges { name: "Ada_Park".into(), workbooks: vec![("RAID log".into(), 1)] }],
        };
        let text = changes_markdown(&summary, "Acme");
        assert!(
            text.starts_with("# What changed since 2026-11-22 · Acme\n\nInternal: not for the customer.\n"),
            "{text}"
        );
        assert!(text.contains("## RAID log: 1 value changed\n"), "{text}");
        let row = "| Risks | R-001 | Title | a \\| b \\# c | &lt;script>\\[x\\](y) | Ada\\_Park |";
        assert!(text.lines().any(|line| line == row), "{text}");
        assert!(text.ends_with("- Ada\\_Park: RAID log 1\n"), "{text}");
    }
}
