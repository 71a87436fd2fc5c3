//! The sheets that tell what happened: Decisions, Changes and Sources. Each run writes them anew.

use super::view::MasterView;
use crate::model::decision_row::DecisionRow;
use crate::model::page::{CellBlock, Page, PageCell, PageColumn, PageRow, Role, Show};
use crate::model::report::Change;
use crate::model::shown_apart::shown_pair;
use crate::model::shown_names::ShownNames;

/// Decisions: what was decided, when, and what was seen then.
pub(super) fn decisions_page(view: MasterView<'_>) -> Page {
    let widths = [10, 12, 16, 12, 18, 44, 24, 40, 16, 18, 24, 26];
    let titles: Vec<(&str, u16)> = DecisionRow::TITLES.into_iter().zip(widths).collect();
    let rows = view.master.decided.iter().map(|line| cells(line.cells().map(ToOwned::to_owned))).collect();
    list_page("Decisions", "What was decided, what was seen, and when.", &titles, rows)
}

/// Changes: what the last run that changed something changed.
pub(super) fn changes_page(view: MasterView<'_>, names: &ShownNames) -> Page {
    let titles = [
        ("Workbook", 12),
        ("Sheet", 20),
        ("Record", 10),
        ("Field", 20),
        ("From", 34),
        ("To", 34),
        ("Why", 26),
        ("By", 20),
        ("Where", 48),
    ];
    let line = |c: &Change| {
        let (from, to) = shown_pair(&c.from, &c.to, usize::MAX);
        cells([
            names.workbook(&c.workbook).to_owned(),
            c.sheet.clone(),
            c.record.clone(),
            c.field.as_ref().map(|field| names.column(&c.sheet, field.as_str()).to_owned()).unwrap_or_default(),
            if c.from.is_empty() { String::new() } else { from },
            if c.to.is_empty() { String::new() } else { to },
            c.reason.to_string(),
            names.people(&c.by),
            c.source.to_string(),
        ])
    };
    let rows = view.master.memory.changes.iter().map(line).collect();
    let hint =
        "What the last run that changed something changed. Every change there ever was is in history/changes.csv.";
    list_page("Changes", hint, &titles, rows)
}

/// Sources: the copies that were sent and the files that were read, with their digests.
pub(super) fn sources_page(view: MasterView<'_>, names: &ShownNames) -> Page {
    let titles = [
        ("What", 12),
        ("Copy or file", 52),
        ("Workbook", 12),
        ("Recipient", 22),
        ("Date", 12),
        ("SHA-256", 68),
        ("Fingerprint", 68),
    ];
    let memory = &view.master.memory;
    let sent = memory.sent.iter().map(|(id, s)| {
        cells([
            "sent".into(),
            id.to_string(),
            names.workbook(&s.workbook).to_owned(),
            names.person(&s.recipient).to_owned(),
            s.date.clone(),
            s.sha256.clone(),
            s.fingerprint.clone(),
        ])
    });
    let read = memory.files.iter().map(|f| {
        let sent = memory.sent.get(&f.copy);
        cells([
            "heard".into(),
            f.file.clone(),
            sent.map(|s| names.workbook(&s.workbook).to_owned()).unwrap_or_default(),
            sent.map(|s| names.person(&s.recipient).to_owned()).unwrap_or_default(),
            f.date.clone(),
            f.sha256.clone(),
            f.copy.to_string(),
        ])
    });
    let rows = sent.chain(read).collect();
    list_page("Sources", "The copies that were sent, and the files that were heard.", &titles, rows)
}

/// A list under a title, a hint and a header row, with a filter over it.
fn list_page(title: &str, hint: &str, titles: &[(&str, u16)], rows: Vec<PageRow>) -> Page {
    let last = 3 + u32::try_from(rows.len().max(1)).unwrap_or(1);
    let mut lines = vec![
        PageRow { height: Some(26.0), ..PageRow::of([PageCell::text(title, Role::Title)]) },
        PageRow::of([PageCell::text(hint, Role::Hint)]),
        PageRow::default(),
        PageRow { height: Some(20.0), ..PageRow::of(titles.iter().map(|(t, _)| PageCell::text(*t, Role::Header))) },
    ];
    lines.extend(rows);
    Page {
        title: title.into(),
        columns: titles.iter().map(|(_, w)| PageColumn { width: *w, hidden: false }).collect(),
        lines,
        freeze: Some((4, 1)),
        filter: Some(CellBlock::new(3, 0, last, u16::try_from(titles.len()).unwrap_or(1).saturating_sub(1))),
        repeat: Some((3, 3)),
        tab: Some(Role::Label),
        ..Page::default()
    }
}

/// A row of wrapped texts.
fn cells(texts: impl IntoIterator<Item = String>) -> PageRow {
    PageRow::of(texts.into_iter().map(|t| PageCell { show: Show::Wrapped, ..PageCell::text(t, Role::Cell) }))
}
