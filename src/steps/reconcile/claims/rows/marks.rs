//! What is said of looks: struck cells and words, colours, hidden rows and columns. Nothing is taken from them.

use super::collector::FileCollector;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::SheetKey;
use crate::model::place::At;
use crate::model::table::Table;
use crate::model::text::{and_list, shortened};
use crate::steps::ingest::{FoundMark, IngestedWorkbook, MarkKind};
use std::collections::{BTreeMap, BTreeSet};

/// So many rows are named; the others are counted.
const MOST_NAMED: usize = 12;
/// A text is shown so far.
const LONGEST: usize = 80;

impl FileCollector<'_> {
    /// The marks that the copy was not sent with.
    pub fn marks(&mut self, base: Option<&IngestedWorkbook>) {
        let sent = SentMarks::of(base);
        let mut rows: BTreeMap<(&str, &MarkKind), Vec<&FoundMark>> = BTreeMap::new();
        for mark in &self.file.read.marks {
            let Some(table) = self.file.read.table(&mark.sheet) else { continue };
            if sent.has(mark, table) {
                continue;
            }
            match mark.kind {
                MarkKind::Fill(_) | MarkKind::HiddenRow => {
                    rows.entry((mark.sheet.as_str(), &mark.kind)).or_default().push(mark);
                }
                _ => self.claims.findings.extend(one(mark, table)),
            }
        }
        for ((sheet, mark), marks) in rows {
            let (Some(table), Some(first)) = (self.file.read.table(sheet), marks.first()) else { continue };
            let rows: BTreeSet<u32> = marks.iter().map(|m| m.row).collect();
            let finding = match mark {
                MarkKind::Fill(colour) => Finding::new(Code::RowColoured, coloured(&rows, *colour)),
                _ => Finding::new(Code::RowHidden, hidden(&rows)),
            };
            self.claims.findings.push(finding.on(&table.sheet).at(first.place.clone()));
        }
    }
}

/// The marks of what was sent, by record and column.
struct SentMarks<'a> {
    marks: BTreeSet<(&'a SheetKey, Option<&'a str>, Option<usize>, &'a MarkKind)>,
    fills: BTreeSet<(&'a SheetKey, Option<usize>, &'a MarkKind)>,
}

impl<'a> SentMarks<'a> {
    fn of(base: Option<&'a IngestedWorkbook>) -> Self {
        let all = || base.into_iter().flat_map(|b| b.marks.iter().filter_map(|m| Some((m, b.table(&m.sheet)?))));
        Self {
            marks: all().map(|(m, t)| (&m.sheet, record(m, t), m.column, &m.kind)).collect(),
            fills: all().map(|(m, _)| (&m.sheet, m.column, &m.kind)).collect(),
        }
    }

    /// Colours that a column was sent with are its own on any row.
    fn has(&self, mark: &FoundMark, table: &Table) -> bool {
        let same = self.marks.contains(&(&mark.sheet, record(mark, table), mark.column, &mark.kind));
        let fill = matches!(mark.kind, MarkKind::Fill(_));
        same || (fill && self.fills.contains(&(&mark.sheet, mark.column, &mark.kind)))
    }
}

/// What a row is known by.
fn record<'a>(mark: &FoundMark, table: &'a Table) -> Option<&'a str> {
    let row = table.row_numbered(mark.row)?;
    row.row_key.as_deref().or(row.id.as_deref())
}

fn one(mark: &FoundMark, table: &Table) -> Option<Finding> {
    let sheet = &table.sheet;
    let column = mark.column.and_then(|i| sheet.columns.get(i));
    let title = column.map_or("A cell beside the table", |c| c.title.as_str());
    let text = shortened(&mark.text, LONGEST);
    let finding = match &mark.kind {
        MarkKind::StruckCell => {
            let message = format!("{title} is struck out, with the text “{text}”; it was read as it stands.");
            Finding::new(Code::ValueStruckOut, message)
        }
        MarkKind::StruckWords(words) => {
            let words = shortened(words, LONGEST);
            let message = format!("{title}: the words “{words}” are struck out; the whole text “{text}” was read.");
            Finding::new(Code::ValueStruckWords, message)
        }
        MarkKind::Link(address) => {
            let message = format!("{title}: the text “{text}” leads to {address}; the text was read.");
            Finding::new(Code::ValueLink, message)
        }
        MarkKind::HiddenColumn => {
            let message = format!("The column {} is hidden; it was read like the others.", mark.text);
            Finding::new(Code::ColumnHidden, message)
        }
        MarkKind::Merged(last) => {
            let first = mark.place.cell.clone().unwrap_or_default();
            let read = match At::parse(&first).is_some_and(|first| first.column == last.column) {
                true => "was read for each of these rows, unless it names the record",
                false => "was read for the first column only",
            };
            let message = format!("The cells {first} to {last} are merged: “{text}” {read}.");
            Finding::new(Code::ValueMerged, message)
        }
        MarkKind::Fill(_) | MarkKind::HiddenRow => return None,
    };
    let id = table.row_numbered(mark.row).and_then(|r| r.id.clone());
    let finding = finding.on(sheet).record(id.as_deref());
    let finding = column.map_or(finding.clone(), |c| finding.field(&c.key));
    Some(finding.at(mark.place.clone()))
}

/// `Row 7 is`, `Rows 7, 9 and 12 are`.
fn rows_are(rows: &BTreeSet<u32>) -> String {
    let mut named: Vec<String> = rows.iter().take(MOST_NAMED).map(|r| r.saturating_add(1).to_string()).collect();
    if rows.len() > MOST_NAMED {
        named.push(format!("{} more", rows.len() - MOST_NAMED));
    }
    let named = and_list(&named.iter().map(String::as_str).collect::<Vec<_>>());
    if rows.len() == 1 { format!("Row {named} is") } else { format!("Rows {named} are") }
}

fn hidden(rows: &BTreeSet<u32>) -> String {
    let it = if rows.len() == 1 { "it was" } else { "they were" };
    format!("{} hidden or filtered out; {it} read like the others.", rows_are(rows))
}

fn coloured(rows: &BTreeSet<u32>, colour: u32) -> String {
    format!("{} filled {} ({colour:06X}); what the colour means can't be read.", rows_are(rows), colour_name(colour))
}

/// What a person would call a colour.
fn colour_name(colour: u32) -> &'static str {
    let [_, r, g, b] = colour.to_be_bytes().map(i32::from);
    let (high, low) = (r.max(g).max(b), r.min(g).min(b));
    if high - low < 24 {
        return if high < 64 { "black" } else { "grey" };
    }
    // Sixths of the colour circle, counted from red.
    let near = |a: i32, b: i32| (a - b).abs() * 5 < high - low;
    match (r == high, g == high, b == high) {
        (true, _, _) if near(r, g) => "yellow",
        (true, _, _) if near(r, b) => "pink",
        (true, _, _) if (g - low) * 3 > high - low => "orange",
        (true, _, _) => "red",
        (_, true, _) if near(g, b) => "turquoise",
        (_, true, _) => "green",
        (_, _, true) if near(b, g) => "turquoise",
        (_, _, true) if (r - low) * 3 > high - low => "purple",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_called_as_people_call_them() {
        for (colour, name) in [
            (0xFF_FF00, "yellow"),
            (0xFF_FFCC, "yellow"),
            (0xFF_0000, "red"),
            (0xFF_C7CE, "red"),
            (0xFF_C000, "orange"),
            (0x92_D050, "green"),
            (0xC6_EFCE, "green"),
            (0x00_B0F0, "blue"),
            (0xDD_EBF7, "blue"),
            (0x70_30A0, "purple"),
            (0xD9_D9D9, "grey"),
            (0x00_0000, "black"),
        ] {
            assert_eq!(colour_name(colour), name, "{colour:06X}");
        }
    }

    #[test]
    fn rows_are_named_up_to_a_dozen() {
        let rows = |n: u32| (0..n).map(|r| r + 6).collect::<BTreeSet<u32>>();
        assert_eq!(rows_are(&rows(1)), "Row 7 is");
        assert_eq!(rows_are(&rows(2)), "Rows 7 and 8 are");
        assert!(rows_are(&rows(20)).ends_with("18 and 8 more are"));
    }
}
