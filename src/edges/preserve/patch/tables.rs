//! Tables, which keep the titles of their columns and their range in a part of their own.

use super::ranges::{CellRange, grow};
use crate::edges::ooxml::tokens::{TokenKind, Tokens, escape, root_tag, unescape};
use crate::model::place::At;
use crate::model::plain::SheetPatch;
use std::collections::BTreeSet;

/// What a table's part says of itself.
pub(super) struct TablePart {
    pub(super) range: CellRange,
    header: bool,
    totals: bool,
}

impl TablePart {
    /// Reads it; none where it has no range.
    pub(super) fn read(text: &str) -> Option<Self> {
        let tag = root_tag(text)?;
        let count = |name: &str, default: usize| tag.number(name).unwrap_or(default) > 0;
        let range = CellRange::parse(tag.get("ref")?)?;
        Some(Self { range, header: count("headerRowCount", 1), totals: count("totalsRowCount", 0) })
    }

    /// The column of the table, from 0, whose title a cell holds.
    fn title_column(&self, at: At) -> Option<usize> {
        let is_it = self.header && self.range.contains(at) && at.row == self.range.first.row;
        is_it.then(|| usize::from(at.column - self.range.first.column))
    }

    /// Why a patch can't be applied to a sheet with this table.
    pub(super) fn refusal(&self, patch: &SheetPatch) -> Option<&'static str> {
        let totals = |at: &At| self.totals && self.range.contains(*at) && at.row == self.range.last.row;
        if patch.cells.keys().any(totals) {
            return Some("a table's row of totals would be changed");
        }
        if self.totals && patch.below > 0 && self.range.overlaps((patch.last, patch.last), patch.columns) {
            return Some("rows would be put below a table's row of totals");
        }
        let below = (patch.last + 1, patch.last + patch.below);
        if patch.below > 0 && self.range.first.row > patch.last && self.range.overlaps(below, patch.columns) {
            return Some("rows would be put into a table that stands below the data");
        }
        None
    }
}

/// A table's part with its new titles and rows; `None` where it stays as it is.
pub(super) fn patched_table(text: &str, of: &TablePart, patch: &SheetPatch) -> Option<String> {
    let changed: Vec<(usize, &str)> =
        patch.titles.iter().filter_map(|(at, title)| Some((of.title_column(*at)?, title.to.as_str()))).collect();
    let (mut out, mut tokens, mut column) = (String::with_capacity(text.len()), Tokens::new(text), 0_usize);
    while let Some(token) = tokens.next() {
        let (mut tag, empty) = match token.kind {
            TokenKind::Start(tag) => (tag, false),
            TokenKind::Empty(tag) => (tag, true),
            _ => {
                out.push_str(token.raw);
                continue;
            }
        };
        let before = tag.clone();
        match tag.local_name() {
            "table" | "autoFilter" => grow(&mut tag, "ref", patch),
            "tableColumn" => {
                if let Some((_, title)) = changed.iter().find(|(n, _)| *n == column) {
                    // An attribute holds a line end as an escape.
                    tag.set("name", Some(escape(title).replace('\n', "_x000a_")));
                }
                column += 1;
            }
            _ => {}
        }
        out.push_str(if tag == before { token.raw.to_owned() } else { tag.write(empty) }.as_str());
    }
    (!tokens.broken && out != text).then_some(out)
}

/// Whether every column of a table has a title that no other has. Excel calls any other table damaged.
pub(super) fn has_valid_titles(text: &str) -> bool {
    let (mut tokens, mut seen) = (Tokens::new(text), BTreeSet::new());
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
            && tag.local_name() == "tableColumn"
        {
            let title = tag.get("name").map(unescape).unwrap_or_default().to_lowercase();
            if title.trim().is_empty() || !seen.insert(title) {
                return false;
            }
        }
    }
    true
}

/// The titles of table columns that a patch changes, as they were.
pub(super) fn changed_titles<'a>(tables: &[TablePart], patch: &'a SheetPatch) -> Vec<&'a str> {
    let in_table = |at: &At| tables.iter().any(|t| t.title_column(*at).is_some());
    patch.titles.iter().filter(|(at, _)| in_table(at)).map(|(_, title)| title.from.as_str()).collect()
}

/// Whether a part refers to a table's column by this title.
pub(super) fn refers_to_column(text: &str, title: &str) -> bool {
    let bare = title.trim();
    let written: String = bare
        .chars()
        .flat_map(|c| matches!(c, '[' | ']' | '#' | '\'' | '@').then_some('\'').into_iter().chain([c]))
        .collect();
    let lower = unescape(text).to_lowercase();
    let written = written.to_lowercase();
    [format!("[{written}]"), format!("[@{written}]"), format!("[{written}:"), format!(":{written}]")]
        .iter()
        .any(|name| lower.contains(name.as_str()))
}
