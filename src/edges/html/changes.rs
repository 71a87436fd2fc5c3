//! What changed since some moment, as a page.

use super::rendering::render;
use crate::model::change_summary::{ChangeSummary, SummedChange};
use minijinja::{Value, context};

const TEMPLATE: &str = include_str!("changes.html");

/// The page.
pub fn changes_page(summary: &ChangeSummary, engagement: &str, internal: &str) -> String {
    let workbooks: Vec<Value> = summary
        .workbooks
        .iter()
        .map(|w| {
            let changes: Vec<Value> = w.changes.iter().map(change).collect();
            context! { title => w.title.as_str(), words => w.words(), changes => changes }
        })
        .collect();
    let people: Vec<Value> =
        summary.people.iter().map(|p| context! { name => p.name.as_str(), words => p.words() }).collect();
    let view = context! { engagement, internal, since => summary.since.as_str(), workbooks, people };
    render("changes.html", TEMPLATE, view).unwrap_or_default()
}

fn change(change: &SummedChange) -> Value {
    context! {
        sheet => change.sheet.as_str(),
        record => change.record.as_str(),
        column => change.column_or_row(),
        from => change.from.as_str(),
        to => change.to.as_str(),
        by => change.by.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::change_summary::ChangedWorkbook;

    #[test]
    fn what_people_typed_stays_text_on_the_page() {
        let typed =
            SummedChange { field: "title".into(), to: "<script>alert(1)</script>".into(), ..SummedChange::default() };
        let workbook = ChangedWorkbook { title: "RAID log".into(), changes: vec![typed], ..ChangedWorkbook::default() };
        let summary = ChangeSummary { since: "since then".into(), workbooks: vec![workbook], people: Vec::new() };
        let page = changes_page(&summary, "Acme & Co", "Internal");
        assert!(page.contains("RAID log: 1 value changed") && page.contains("Acme &amp; Co"), "{page}");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"), "{page}");
    }
}
