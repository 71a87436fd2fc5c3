//! Removes rows of a sheet and inserts others between its rows, as long as nothing in the sheet refers to cells in a
//! way that can't follow.

use super::ranges::CellRange;
use super::renumbered_row::renumber_row;
use super::sheet_rows::WrittenRows;
use crate::edges::ooxml::tokens::{Tag, Token, TokenKind, Tokens, unescape};
use crate::model::place::{At, LAST_ROW};
use crate::model::plain::{RowMoves, SheetPatch};

/// The elements after the cells of a sheet that don't refer to cells, so that they stay as they are. Any other that is
/// not moved here stops the move.
const STAYS: [&str; 7] =
    ["sheetCalcPr", "sheetProtection", "phoneticPr", "printOptions", "pageMargins", "pageSetup", "headerFooter"];

/// The part with its rows moved; `None` where something refers to cells in a way that can't be moved exactly.
pub(super) fn with_moved_rows(text: &str, patch: &SheetPatch) -> Option<String> {
    let mover = RowMover { patch, moves: patch.row_moves() };
    let mut out = String::with_capacity(text.len());
    match WrittenRows::of(text) {
        Some(rows) => {
            mover.move_around(rows.head, false, &mut out)?;
            mover.move_found(&rows, &mut out)?;
            mover.move_around(rows.tail, true, &mut out)?;
        }
        None => mover.move_by_tokens(text, &mut out)?,
    }
    Some(out)
}

/// Moves the rows of a sheet.
struct RowMover<'p> {
    patch: &'p SheetPatch,
    moves: RowMoves,
}

impl RowMover<'_> {
    /// Writes a part in any form.
    fn move_by_tokens(&self, text: &str, out: &mut String) -> Option<()> {
        let (mut tokens, mut after) = (Tokens::new(text), false);
        while let Some(token) = tokens.next() {
            match &token.kind {
                TokenKind::Start(tag) if tag.local_name() == "sheetData" => {
                    out.push_str(token.raw);
                    self.move_rows(&mut tokens, out)?;
                    after = true;
                }
                TokenKind::Empty(tag) if tag.local_name() == "sheetData" => {
                    out.push_str(token.raw);
                    after = true;
                }
                _ => self.move_other(token, &mut tokens, after, out)?,
            }
        }
        (after && !tokens.broken).then_some(())
    }

    /// Writes what stands before the rows, or `after` them.
    fn move_around(&self, text: &str, after: bool, out: &mut String) -> Option<()> {
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            self.move_other(token, &mut tokens, after, out)?;
        }
        (!tokens.broken).then_some(())
    }

    /// Writes one token before or `after` the rows.
    fn move_other(&self, token: Token<'_>, tokens: &mut Tokens<'_>, after: bool, out: &mut String) -> Option<()> {
        match token.kind {
            TokenKind::Empty(mut tag) if tag.local_name() == "dimension" => {
                let range = tag.get("ref").and_then(CellRange::parse)?;
                let last = last_kept(range.last.row, &self.moves)?;
                let range = CellRange { last: At::new(last, range.last.column), ..range };
                tag.set("ref", Some(range.write()));
                out.push_str(&tag.empty_tag());
            }
            TokenKind::Start(tag) if after && tag.local_name() == "headerFooter" => {
                out.push_str(token.raw);
                out.push_str(tokens.rest_of_element());
            }
            TokenKind::Start(tag) | TokenKind::Empty(tag) if after && STAYS.contains(&tag.local_name()) => {
                out.push_str(token.raw)
            }
            // Criteria name columns, which don't move.
            TokenKind::Start(tag) if after && tag.local_name() == "autoFilter" => {
                out.push_str(&self.moved_ranges(tag, "ref")?.start_tag());
                out.push_str(tokens.rest_of_element());
            }
            TokenKind::Empty(tag) if after && tag.local_name() == "autoFilter" => {
                out.push_str(&self.moved_ranges(tag, "ref")?.empty_tag());
            }
            TokenKind::Start(tag)
                if after && matches!(tag.local_name(), "conditionalFormatting" | "dataValidation") =>
            {
                let inner = tokens.rest_of_element();
                names_no_cell(inner).then_some(())?;
                out.push_str(&self.moved_ranges(tag, "sqref")?.start_tag());
                out.push_str(inner);
            }
            TokenKind::Empty(tag) if after && tag.local_name() == "dataValidation" => {
                out.push_str(&self.moved_ranges(tag, "sqref")?.empty_tag());
            }
            TokenKind::Start(tag) if after && matches!(tag.local_name(), "dataValidations" | "hyperlinks") => {
                out.push_str(token.raw);
            }
            TokenKind::Start(tag) if after && tag.local_name() == "hyperlink" => {
                tokens.rest_of_element();
                out.push_str(&self.moved_link(tag)?);
            }
            TokenKind::Empty(tag) if after && tag.local_name() == "hyperlink" => out.push_str(&self.moved_link(tag)?),
            TokenKind::Start(_) | TokenKind::Empty(_) if after => return None,
            _ => out.push_str(token.raw),
        }
        Some(())
    }

    /// Writes rows that were found, those that stay where they are as they are written.
    fn move_found(&self, rows: &WrittenRows<'_>, out: &mut String) -> Option<()> {
        let mut written = 0;
        for row in rows.within(0..u32::MAX) {
            let old = row.number - 1;
            row.text.starts_with("<row r=").then_some(())?;
            let new = self.moves.to(old);
            if new == Some(old) && row.text.ends_with("</row>") {
                continue;
            }
            out.push_str(rows.data.get(written..row.from)?);
            written = row.from + row.text.len();
            let Some(new) = new else { continue };
            if !renumber_row(row.text, new, out) {
                let mut tokens = Tokens::new(row.text);
                let token = tokens.next()?;
                self.move_row(token, &mut tokens, out)?;
            }
        }
        out.push_str(rows.data.get(written..)?);
        Some(())
    }

    /// Writes rows up to the end of the element that holds them; `None` where the text ends before it.
    fn move_rows(&self, tokens: &mut Tokens<'_>, out: &mut String) -> Option<()> {
        while let Some(token) = tokens.next() {
            match &token.kind {
                TokenKind::Start(tag) | TokenKind::Empty(tag) if tag.local_name() == "row" => {
                    self.move_row(token, tokens, out)?;
                }
                TokenKind::End(name) if name == "sheetData" => {
                    out.push_str(token.raw);
                    return Some(());
                }
                _ => out.push_str(token.raw),
            }
        }
        None
    }

    /// Writes a row, which begins with this token; `None` where it or a cell of it does not say where it is.
    fn move_row(&self, token: Token<'_>, tokens: &mut Tokens<'_>, out: &mut String) -> Option<()> {
        match token.kind {
            TokenKind::Start(mut tag) => {
                let old = number(&tag)?;
                let inner = tokens.rest_of_element();
                let Some(new) = self.moves.to(old) else { return Some(()) };
                if new == old {
                    out.push_str(token.raw);
                    out.push_str(inner);
                    return Some(());
                }
                tag.set("r", Some((new + 1).to_string()));
                out.push_str(&tag.start_tag());
                move_cells(inner, new, out)
            }
            TokenKind::Empty(mut tag) => {
                let Some(new) = self.moves.to(number(&tag)?) else { return Some(()) };
                tag.set("r", Some((new + 1).to_string()));
                out.push_str(&tag.empty_tag());
                Some(())
            }
            TokenKind::End(_) | TokenKind::Other => None,
        }
    }

    /// A hyperlink on the cells to which its own move; nothing where these are removed.
    fn moved_link(&self, mut tag: Tag) -> Option<String> {
        let location = tag.get("location").map(unescape).filter(|_| tag.relation_id().is_none());
        location.is_none_or(|location| is_elsewhere(&location, &self.patch.title)).then_some(())?;
        let range = CellRange::parse(tag.get("ref")?)?;
        let mut kept = (range.first.row..=range.last.row).take(MOST_ROWS).filter_map(|row| self.moves.to(row));
        let Some(first) = kept.next() else { return Some(String::new()) };
        let last = kept.last().unwrap_or(first);
        let at = |row, of: At| At::new(row, of.column);
        tag.set("ref", Some(CellRange { first: at(first, range.first), last: at(last, range.last) }.write()));
        Some(tag.empty_tag())
    }

    /// The tag with its ranges at the places to which their cells move.
    fn moved_ranges(&self, mut tag: Tag, name: &str) -> Option<Tag> {
        let list = tag.get(name)?;
        let moved = |range| Some(moved_range(CellRange::parse(range)?, self.patch, &self.moves)?.write());
        let moved: Option<Vec<String>> = list.split_whitespace().map(moved).collect();
        tag.set(name, Some(moved?.join(" ")));
        Some(tag)
    }
}

/// Whether a place in the workbook is certainly on another sheet than this one.
fn is_elsewhere(location: &str, title: &str) -> bool {
    let Some((sheet, _)) = location.rsplit_once('!') else { return false };
    let bare = sheet.trim_matches('\'').replace("''", "'");
    bare.to_lowercase() != title.to_lowercase()
}

fn number(tag: &Tag) -> Option<u32> {
    tag.get("r")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

fn move_cells(inner: &str, row: u32, out: &mut String) -> Option<()> {
    let mut tokens = Tokens::new(inner);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(mut tag) if tag.local_name() == "c" => {
                tag.set("r", Some(At::new(row, At::parse(tag.get("r")?)?.column).to_string()));
                out.push_str(&tag.start_tag());
                out.push_str(tokens.rest_of_element());
            }
            TokenKind::Empty(mut tag) if tag.local_name() == "c" => {
                tag.set("r", Some(At::new(row, At::parse(tag.get("r")?)?.column).to_string()));
                out.push_str(&tag.empty_tag());
            }
            _ => out.push_str(token.raw),
        }
    }
    Some(())
}

/// Where a range moves to; `None` where all of its rows are removed.
pub(super) fn moved_range(of: CellRange, patch: &SheetPatch, moves: &RowMoves) -> Option<CellRange> {
    let first = (of.first.row..=of.last.row).take(MOST_ROWS).find_map(|row| moves.to(row))?;
    // A range that begins right below the titles also takes new rows there.
    let below_titles = patch.header + 1;
    let first =
        if of.first.row == below_titles && patch.put_in.contains_key(&patch.header) { below_titles } else { first };
    let last = last_kept(of.last.row, moves)?;
    (first <= last).then_some(CellRange { first: At::new(first, of.first.column), last: At::new(last, of.last.column) })
}

/// How many rows a sheet has.
const MOST_ROWS: usize = LAST_ROW as usize + 1;

fn last_kept(row: u32, moves: &RowMoves) -> Option<u32> {
    (0..=row).rev().take(MOST_ROWS).find_map(|row| moves.to(row))
}

/// Whether the formulas of rules and drop-downs are constants, so that they name no cell.
fn names_no_cell(inner: &str) -> bool {
    let mut tokens = Tokens::new(inner);
    while let Some(token) = tokens.next() {
        let TokenKind::Start(tag) = token.kind else { continue };
        if matches!(tag.local_name(), "formula" | "formula1" | "formula2") {
            let formula = tokens.rest_of_element();
            let bare = formula.get(..formula.find("</").unwrap_or(0)).unwrap_or_default();
            let text = unescape(bare);
            let quoted =
                text.len() > 1 && text.starts_with('"') && text.ends_with('"') && text.matches('"').count() == 2;
            if !quoted && text.trim().parse::<f64>().is_err() {
                return false;
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_follows_the_rows_that_it_is_about() {
        let patch = SheetPatch { removed: [2, 5].into(), put_in: [(3, 2)].into(), ..SheetPatch::default() };
        for (before, after) in [
            ("A1:C2", Some("A1:C2")),
            ("A1:C10", Some("A1:C10")),
            ("A3:C4", Some("A3:C3")),
            ("B4:B5", Some("B3:B6")),
            ("B3", None),
            ("B6:B7", Some("B7")),
        ] {
            let found =
                moved_range(CellRange::parse(before).unwrap(), &patch, &patch.row_moves()).map(CellRange::write);
            assert_eq!(found.as_deref(), after, "{before}");
        }
    }

    fn patch() -> SheetPatch {
        let title = "Risks".to_owned();
        SheetPatch { title, removed: [4].into(), put_in: [(5, 2)].into(), header: 3, last: 9, ..SheetPatch::default() }
    }

    const DATA: &str = "<sheetData><row r=\"4\"><c r=\"A4\"><v>0</v></c></row><row r=\"5\"><c r=\"A5\"><v>1</v></c></row>\
        <row r=\"6\" ht=\"20\"><c r=\"B6\" s=\"3\"/></row><row r=\"7\"><c r=\"A7\"><v>3</v></c></row><row r=\"8\"/></sheetData>";

    #[test]
    fn rows_below_a_removed_one_move_up_and_below_new_ones_down() {
        let text = format!("<worksheet><dimension ref=\"A1:C8\"/>{DATA}</worksheet>");
        let expected = "<worksheet><dimension ref=\"A1:C9\"/><sheetData><row r=\"4\"><c r=\"A4\"><v>0</v></c></row>\
            <row r=\"5\" ht=\"20\"><c r=\"B5\" s=\"3\"/></row><row r=\"8\"><c r=\"A8\"><v>3</v></c></row><row r=\"9\"/></sheetData></worksheet>";
        assert_eq!(with_moved_rows(&text, &patch()).as_deref(), Some(expected));
    }

    #[test]
    fn what_speaks_of_cells_moves_with_them_or_stops_the_move() {
        for (after, now) in [
            ("<pageMargins left=\"1\"/>", Some("<pageMargins left=\"1\"/>")),
            ("<autoFilter ref=\"A4:C8\"/>", Some("<autoFilter ref=\"A4:C9\"/>")),
            (
                "<dataValidations count=\"1\"><dataValidation sqref=\"B5:B8\"><formula1>\"Open,Closed\"</formula1></dataValidation></dataValidations>",
                Some(
                    "<dataValidations count=\"1\"><dataValidation sqref=\"B5:B9\"><formula1>\"Open,Closed\"</formula1></dataValidation></dataValidations>",
                ),
            ),
            (
                "<dataValidations><dataValidation sqref=\"B5:B8\"><formula1>$Z$1:$Z$9</formula1></dataValidation></dataValidations>",
                None,
            ),
            (
                "<conditionalFormatting sqref=\"B6\"><cfRule><formula>3</formula></cfRule></conditionalFormatting>",
                Some(
                    "<conditionalFormatting sqref=\"B5\"><cfRule><formula>3</formula></cfRule></conditionalFormatting>",
                ),
            ),
            (
                "<conditionalFormatting sqref=\"B6\"><cfRule><formula>$A6=1</formula></cfRule></conditionalFormatting>",
                None,
            ),
            ("<mergeCells><mergeCell ref=\"A5:B5\"/></mergeCells>", None),
            (
                "<hyperlinks><hyperlink ref=\"A7\" r:id=\"l\"/><hyperlink ref=\"A5:B5\" r:id=\"m\"></hyperlink></hyperlinks>",
                Some("<hyperlinks><hyperlink ref=\"A8\" r:id=\"l\"/></hyperlinks>"),
            ),
            (
                "<hyperlinks><hyperlink ref=\"A4:A7\" location=\"'Other''s'!A1\"/></hyperlinks>",
                Some("<hyperlinks><hyperlink ref=\"A4:A8\" location=\"'Other''s'!A1\"/></hyperlinks>"),
            ),
            ("<hyperlinks><hyperlink ref=\"A7\" location=\"risks!A9\"/></hyperlinks>", None),
            ("<hyperlinks><hyperlink ref=\"A7\" location=\"Agreed\"/></hyperlinks>", None),
        ] {
            let found = with_moved_rows(&format!("<worksheet>{DATA}{after}</worksheet>"), &patch());
            let tail =
                found.as_deref().map(|t| t.split_once("</sheetData>").unwrap().1.trim_end_matches("</worksheet>"));
            assert_eq!(tail, now, "{after}");
        }
    }

    #[test]
    fn a_part_that_is_torn_or_without_data_is_not_moved() {
        for text in [
            "<worksheet></worksheet>",
            "<worksheet><sheetData><row r=\"5\">",
            "<worksheet><sheetData><row><c r=\"A5\"/></row></sheetData></worksheet>",
        ] {
            assert_eq!(with_moved_rows(text, &patch()), None, "{text}");
        }
    }

    #[test]
    fn rows_in_any_form_move_to_the_same_places() {
        let rows = [
            "<row r=\"4\"/>",
            "<row r=\"5\" spans=\"1:2\"><c r=\"A5\"/></row> ",
            "<row r=\"6\"  ht='9'><c r=\"A6\" s=\"1\"><f>1</f><v>1</v></c><c r='b6'/></row>",
            "<row r=\"7\" />",
            "<row r=\"8\"><c r=\"C8\" t=\"s\"><v>0</v></c><extLst><c r=\"A8\"/></extLst></row>",
        ];
        let text = format!("<worksheet><dimension ref=\"A1:C8\"/><sheetData>{}</sheetData></worksheet>", rows.concat());
        let mover = RowMover { patch: &patch(), moves: patch().row_moves() };
        let mut by_tokens = String::new();
        mover.move_by_tokens(&text, &mut by_tokens).unwrap();
        assert!(WrittenRows::of(&text).is_some());
        assert_eq!(with_moved_rows(&text, &patch()), Some(by_tokens));
        let without_place = text.replace(" r='b6'", "");
        assert_eq!(
            with_moved_rows(&without_place, &patch()).is_some(),
            mover.move_by_tokens(&without_place, &mut String::new()).is_some()
        );
    }
}
