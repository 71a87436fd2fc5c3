//! Signatures of what feedback adds to a file. When the file comes back, our lines and notes are recognised by them and
//! left out, while everything that a person typed into or beside them stays.

use crate::model::digest::sha256;
use crate::model::grid::{Grid, GridRow, Note, Workbook};
use crate::model::sheet_names::FEEDBACK_SHEET;
use std::borrow::Cow;

/// The column of the first sheet, from 0, that holds the signature of each line.
pub const SIGNED: u16 = 7;
const OPENS: &str = "prekick found:\n";
const CLOSES: &str = "\n— prekick ";
const LENGTH: usize = 12;

/// A short digest. White space does not count, since programs change it when they save.
pub fn sign<'t>(parts: impl IntoIterator<Item = &'t str>) -> String {
    let all: String = parts.into_iter().flat_map(|p| p.chars().filter(|c| !c.is_whitespace())).collect();
    sha256(all.as_bytes()).chars().take(LENGTH).collect()
}

/// Our note with its signature, below the sender's text where there is one.
pub fn note(senders: &str, ours: &str) -> String {
    let gap = if senders.is_empty() { "" } else { "\n\n" };
    format!("{senders}{gap}{OPENS}{ours}{CLOSES}{}", sign([ours]))
}

/// The workbook without what feedback added to it.
pub fn without_feedback(workbook: &Workbook) -> Cow<'_, Workbook> {
    let marked = |g: &Grid| is_feedback_sheet(g) || g.notes.iter().any(|n| n.text.contains(CLOSES));
    if !workbook.sheets.iter().any(marked) {
        return Cow::Borrowed(workbook);
    }
    let mut out = workbook.clone();
    for grid in &mut out.sheets {
        grid.notes = std::mem::take(&mut grid.notes).into_iter().filter_map(senders_part).collect();
        if is_feedback_sheet(grid) {
            grid.rows.iter_mut().for_each(remove_own_cells);
            grid.rows.retain(|r| !r.cells.is_empty());
        }
    }
    out.sheets.retain(|g| !is_feedback_sheet(g) || !g.rows.is_empty() || !g.notes.is_empty());
    Cow::Owned(out)
}

fn is_feedback_sheet(grid: &Grid) -> bool {
    grid.title == FEEDBACK_SHEET
}

/// Removes our cells of a line that nobody changed. A changed line stays, and so does what was typed beside it.
fn remove_own_cells(row: &mut GridRow) {
    let Some(signature) = row.cell(SIGNED).map(|c| c.raw.to_string()) else { return };
    let texts: Vec<String> = row.cells.iter().filter(|(c, _)| *c < SIGNED).map(|(_, c)| c.raw.to_string()).collect();
    let whole = sign(texts.iter().map(String::as_str)) == signature;
    row.cells.retain(|(c, _)| *c > SIGNED || (*c < SIGNED && !whole));
}

/// The sender's part of a note; none if there is none.
fn senders_part(mut note: Note) -> Option<Note> {
    let Some((before, rest)) = note.text.rsplit_once(OPENS) else { return Some(note) };
    let Some((ours, after)) = rest.split_once(CLOSES) else { return Some(note) };
    let end = after.char_indices().nth(LENGTH).map_or(after.len(), |(i, _)| i);
    let (signature, after) = after.split_at(end);
    if sign([ours]) != signature {
        return Some(note);
    }
    let left = [before.trim(), after.trim()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n");
    note.text = left;
    (!note.text.is_empty()).then_some(note)
}
