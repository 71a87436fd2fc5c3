//! A returned file as a workbook to be written, with its findings at the cells they are about.

use super::feedback_items::{Feedback, FeedbackItem};
use crate::model::grid::{Grid, GridRow, Raw, RawCell};
use crate::model::page::{
    CellBlock, Content, OutputWorkbook, Page, PageCell, PageColumn, PageNote, PageRow, Role, Show,
};
use crate::model::place::At;
use crate::model::severity::Severity;
use crate::model::sheet_names::{CHECKED_PROPERTY, FEEDBACK_SHEET};
use crate::model::text::count;
use crate::steps::ingest::signature;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// The author of the notes that are added.
const AUTHOR: &str = "prekick";
/// How wide a column gets, in characters.
const MAX_WIDTH: u16 = 48;
/// How long a text and a note get, in UTF-16 units; Excel allows 32,767.
const MAX_TEXT: usize = 32_000;
const MAX_NOTE: usize = 16_000;
/// A fill with less light than this takes white letters.
const DARK: u32 = 110;

/// The file with its findings. `source` tells it from others of its name, `to` is whom it goes back to, and `is_own_fill`
/// knows the colours that prekick gives cells.
pub fn annotated_book(
    feedback: &Feedback,
    source: &str,
    to: &str,
    today: Date,
    is_own_fill: fn(u32) -> bool,
) -> OutputWorkbook {
    let titles = titles(feedback);
    let mut pages = vec![first_page(feedback, &titles, to)];
    for (grid, title) in feedback.workbook().sheets.iter().zip(&titles) {
        pages.push(AnnotatedSheet { feedback, grid, is_own_fill }.page(title));
    }
    let fits =
        |k: &str, v: &str| k.starts_with("prekick.") && k != CHECKED_PROPERTY && k.len() <= 255 && v.len() <= 255;
    let carried = feedback.workbook().properties.iter().filter(|(k, v)| fits(k, v));
    let mut properties: Vec<(String, String)> = carried.map(|(k, v)| (k.clone(), v.clone())).collect();
    properties.push((CHECKED_PROPERTY.into(), source.into()));
    OutputWorkbook {
        title: format!("{FEEDBACK_SHEET} in {}", feedback.name()),
        properties,
        names: Vec::new(),
        created: Some(today),
        pages,
    }
}

/// Titles that Excel takes, each once: other programs are less strict.
fn titles(feedback: &Feedback) -> Vec<String> {
    let mut taken: BTreeSet<String> = [FEEDBACK_SHEET.to_lowercase(), "history".to_owned()].into();
    let mut out = Vec::new();
    for grid in &feedback.workbook().sheets {
        let plain: String =
            grid.title.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c }).collect();
        let plain = plain.trim_matches('\'').trim();
        let plain: String = if plain.is_empty() { "Sheet".into() } else { plain.chars().take(31).collect() };
        let numbered = (2u32..).map(|n| format!("{} ({n})", plain.chars().take(24).collect::<String>()));
        let fits = |t: &String| t.encode_utf16().count() <= 31 && !taken.contains(&t.to_lowercase());
        let title = std::iter::once(plain.clone()).chain(numbered).find(fits).unwrap_or_default();
        taken.insert(title.to_lowercase());
        out.push(title);
    }
    out
}

fn first_page(feedback: &Feedback, titles: &[String], to: &str) -> Page {
    let items = feedback.items();
    let wrong = items.iter().filter(|s| s.severity != Severity::Info).count();
    let todo = match (items.len(), wrong) {
        (0, _) => "Thank you: we found nothing that needs correcting.".to_owned(),
        (_, 0) => {
            "Thank you: nothing has to be corrected. The notes below say how we understood some cells.".to_owned()
        }
        _ => format!("Please correct the cells listed here, save the file and send it back to {to}."),
    };
    let mut lines = vec![
        signed_row(vec![PageCell::text(format!("{FEEDBACK_SHEET} in {}", feedback.name()), Role::Title)]),
        signed_row(vec![PageCell::text(todo, Role::Plain)]),
    ];
    if !items.is_empty() {
        let each = [(Severity::Error, "to correct"), (Severity::Warning, "to look at"), (Severity::Info, "to know")];
        let counts =
            each.map(|(severity, what)| format!("{} {what}", items.iter().filter(|s| s.severity == severity).count()));
        lines.push(signed_row(vec![PageCell::text(counts.join(" · "), Role::Hint)]));
        lines.push(PageRow::default());
        let header = ["No.", "Sheet", "Cell", "Record", "What is wrong", "What to do", "How urgent"];
        lines.push(signed_row(header.map(|t| PageCell::text(t, Role::Header)).to_vec()));
        lines.extend(items.iter().enumerate().map(|(n, s)| signed_row(line(n + 1, s, feedback, titles))));
    }
    let widths = [5, 18, 8, 12, 62, 50, 12];
    let mut columns: Vec<PageColumn> = widths.map(|width| PageColumn { width, hidden: false }).to_vec();
    columns.push(PageColumn { width: 14, hidden: true });
    Page {
        title: FEEDBACK_SHEET.into(),
        columns,
        lines,
        freeze: (!items.is_empty()).then_some((5, 0)),
        repeat: (!items.is_empty()).then_some((4, 4)),
        tab: Some(if wrong == 0 { Role::Good } else { Role::Warning }),
        ..Page::default()
    }
}

/// The line of the table for one finding.
fn line(number: usize, item: &FeedbackItem, feedback: &Feedback, titles: &[String]) -> Vec<PageCell> {
    let wrapped = |text: &str| PageCell { show: Show::Wrapped, ..PageCell::text(clipped(text, MAX_NOTE), Role::Cell) };
    let sheet = item.sheet.clone().unwrap_or_default();
    let at = item.at.map(|at| at.to_string()).unwrap_or_default();
    let found = feedback.workbook().sheets.iter().zip(titles).find(|(g, _)| g.title == sheet);
    let cell = match found.filter(|_| !at.is_empty()) {
        Some((_, title)) => {
            let target = format!("internal:'{}'!{at}", title.replace('\'', "''"));
            PageCell { content: Content::Link { text: at, target }, role: Role::Cell, ..PageCell::default() }
        }
        None => PageCell::text(at, Role::Cell),
    };
    let (word, role) = match item.severity {
        Severity::Error => ("Correct", Role::Error),
        Severity::Warning => ("Look at", Role::Warning),
        Severity::Info => ("To know", Role::Cell),
    };
    vec![
        PageCell::number(number, Role::Cell),
        wrapped(&sheet),
        cell,
        PageCell::text(item.record.clone(), Role::Cell),
        wrapped(&item.message),
        wrapped(&item.help),
        PageCell::text(word, role),
    ]
}

/// A line with its signature, by which it is recognised when the file comes back.
fn signed_row(cells: Vec<PageCell>) -> PageRow {
    let texts: Vec<String> = cells
        .iter()
        .map(|c| match &c.content {
            Content::Text(text) | Content::Link { text, .. } => text.clone(),
            Content::Number(n) => n.to_string(),
            _ => String::new(),
        })
        .collect();
    let signature = signature::sign(texts.iter().map(String::as_str));
    let mut line = PageRow::of(cells);
    line.cells.push((signature::SIGNED, PageCell::text(signature, Role::Plain)));
    line
}

/// One sheet of the file.
struct AnnotatedSheet<'a> {
    feedback: &'a Feedback,
    grid: &'a Grid,
    is_own_fill: fn(u32) -> bool,
}

impl AnnotatedSheet<'_> {
    fn page(&self, title: &str) -> Page {
        let header = self.feedback.header(&self.grid.title);
        Page {
            title: title.to_owned(),
            shown: self.grid.shown,
            columns: self.columns(),
            lines: self.lines(),
            freeze: header.map(|row| (row + 1, 0)),
            notes: self.notes(),
            merges: self.merges(),
            ..Page::default()
        }
    }

    /// The items at the cells of this sheet.
    fn items_by_cell(&self) -> BTreeMap<At, Vec<&FeedbackItem>> {
        let mut out: BTreeMap<At, Vec<&FeedbackItem>> = BTreeMap::new();
        for item in self.feedback.items().iter().filter(|s| s.sheet.as_ref() == Some(&self.grid.title)) {
            if let Some(at) = item.at {
                out.entry(at).or_default().push(item);
            }
        }
        out
    }

    fn columns(&self) -> Vec<PageColumn> {
        let mut out: Vec<PageColumn> = Vec::new();
        let header = self.feedback.header(&self.grid.title);
        for row in self.grid.rows.iter().filter(|r| header.is_none_or(|h| r.number >= h)) {
            for (column, cell) in &row.cells {
                let slot = column_slot(&mut out, *column);
                let text = cell.raw.to_string();
                let longest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
                slot.width = slot.width.max(u16::try_from(longest + 3).unwrap_or(MAX_WIDTH).clamp(9, MAX_WIDTH));
            }
        }
        for column in &self.grid.hidden_columns {
            column_slot(&mut out, *column).hidden = true;
        }
        out
    }

    fn lines(&self) -> Vec<PageRow> {
        let items = self.items_by_cell();
        let last = |n: Option<u32>| n.map_or(0, |n| n + 1);
        let rows = last(self.grid.rows.last().map(|r| r.number))
            .max(last(self.grid.hidden_rows.last().copied()))
            .max(last(items.keys().map(|at| at.row).max()));
        let mut lines = vec![PageRow::default(); usize::try_from(rows).unwrap_or(0)];
        for row in &self.grid.rows {
            if let Some(line) = lines.get_mut(row.number as usize) {
                line.cells = self.cells(row, &items);
            }
        }
        for (at, items) in items.iter().filter(|(at, _)| self.grid.cell(**at).is_none()) {
            if let Some(line) = lines.get_mut(at.row as usize) {
                line.cells.push((at.column, PageCell { role: role_of(items), ..PageCell::default() }));
                line.cells.sort_by_key(|(c, _)| *c);
            }
        }
        for row in &self.grid.hidden_rows {
            if let Some(line) = lines.get_mut(*row as usize) {
                line.hidden = true;
            }
        }
        lines
    }

    fn cells(&self, row: &GridRow, items: &BTreeMap<At, Vec<&FeedbackItem>>) -> Vec<(u16, PageCell)> {
        let cell = |(column, cell): &(u16, RawCell)| {
            let items = items.get(&At::new(row.number, *column)).map(Vec::as_slice);
            (*column, self.cell(row.number, cell, items))
        };
        row.cells.iter().map(cell).collect()
    }

    fn cell(&self, row: u32, cell: &RawCell, items: Option<&[&FeedbackItem]>) -> PageCell {
        let fill = cell.fill.filter(|f| !(self.is_own_fill)(*f));
        let header = self.feedback.header(&self.grid.title);
        let role = match (items, header) {
            (Some(items), _) => role_of(items),
            (None, Some(h)) if row == h => Role::Header,
            (None, Some(h)) if row < h => Role::Hint,
            (None, _) if fill.is_some_and(is_dark) => Role::Header,
            (None, Some(_)) => Role::Cell,
            (None, None) => Role::Plain,
        };
        let long = matches!(&cell.raw, Raw::Text(t) if header.is_none_or(|h| row > h) && (t.contains('\n') || t.chars().count() > 40));
        let show = match &cell.raw {
            _ if long => Show::Wrapped,
            Raw::Number(_) if cell.percent => Show::Percent,
            _ => Show::General,
        };
        PageCell { content: content(&cell.raw), role, show, struck: cell.struck, fill, ..PageCell::default() }
    }

    fn notes(&self) -> Vec<PageNote> {
        let mut items = self.items_by_cell();
        let mut theirs: BTreeMap<At, (String, Vec<String>)> = BTreeMap::new();
        for note in &self.grid.notes {
            let author = note.author.clone().unwrap_or_default();
            let entry = theirs.entry(note.at).or_insert_with(|| (author.clone(), Vec::new()));
            let by = if entry.1.is_empty() || author.is_empty() { String::new() } else { format!("{author}:\n") };
            entry.1.push(format!("{by}{}", note.text));
        }
        let mut out = Vec::new();
        for (at, (author, texts)) in theirs {
            let text = clipped(&texts.join("\n\n"), MAX_NOTE);
            let text = items.remove(&at).map_or(text.clone(), |items| signature::note(&text, &note_text(&items)));
            out.push(PageNote { at: (at.row, at.column), author, text });
        }
        let ours = items.into_iter().map(|(at, items)| PageNote {
            at: (at.row, at.column),
            author: AUTHOR.into(),
            text: signature::note("", &note_text(&items)),
        });
        out.extend(ours);
        out
    }

    /// Merged ranges, without those that overlap one before.
    fn merges(&self) -> Vec<CellBlock> {
        let mut out: Vec<CellBlock> = Vec::new();
        for &(first, last) in &self.grid.merged {
            let apart = |m: &CellBlock| {
                let rows_apart = m.last.row < first.row || last.row < m.first.row;
                rows_apart || m.last.column < first.column || last.column < m.first.column
            };
            if first.row <= last.row && first.column <= last.column && out.iter().all(apart) {
                out.push(CellBlock { first, last });
            }
        }
        out
    }
}

fn column_slot(columns: &mut Vec<PageColumn>, column: u16) -> &mut PageColumn {
    let at = usize::from(column);
    if columns.len() <= at {
        columns.resize(at + 1, PageColumn::default());
    }
    #[expect(clippy::indexing_slicing, reason = "the line above makes it long enough")]
    &mut columns[at]
}

fn is_dark(fill: u32) -> bool {
    let part = |shift: u32| (fill >> shift) & 0xFF;
    (part(16) * 3 + part(8) * 6 + part(0)) / 10 < DARK
}

/// The role of the most severe item.
fn role_of(items: &[&FeedbackItem]) -> Role {
    match items.iter().map(|s| s.severity).min() {
        Some(Severity::Error) => Role::Error,
        Some(Severity::Warning) => Role::Warning,
        _ => Role::Good,
    }
}

fn note_text(items: &[&FeedbackItem]) -> String {
    let each: Vec<String> = items.iter().map(|s| format!("{}\n{}", s.message, s.help).trim().to_owned()).collect();
    if each.iter().map(|t| t.chars().count()).sum::<usize>() > MAX_NOTE / 2 {
        return format!(
            "{} about this cell: see the sheet {FEEDBACK_SHEET}.",
            count(items.len(), "finding", "findings")
        );
    }
    each.join("\n\n")
}

fn content(raw: &Raw) -> Content {
    match raw {
        Raw::Empty => Content::Blank,
        Raw::Text(t) | Raw::Error(t) => Content::Text(clipped(t, MAX_TEXT)),
        Raw::Uncalculated(f) => Content::Text(clipped(&format!("={f}"), MAX_TEXT)),
        other => Content::Found(other.clone()),
    }
}

/// A text of at most so many UTF-16 units; a longer one is cut to half as many characters.
fn clipped(text: &str, most: usize) -> String {
    if text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most / 2).chain(['…']).collect()
}
