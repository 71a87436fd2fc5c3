//! Rows that are removed, or put in between others, in a sheet on which nothing else has to follow but what is known to.

use super::places::Block;
use crate::edges::ooxml::tokens::{Tag, TokenKind, Tokens};
use crate::model::place::{At, LAST_ROW};
use crate::model::plain::SheetPatch;

/// What may stand behind the cells of a sheet whose rows move. All else says something about cells in ways of its own.
const STAYS: [&str; 7] =
    ["sheetCalcPr", "sheetProtection", "phoneticPr", "printOptions", "pageMargins", "pageSetup", "headerFooter"];

/// The part with its rows moved; `None` where something speaks of cells in a way that can't be moved exactly.
pub(super) fn moved(text: &str, patch: &SheetPatch) -> Option<String> {
    let (mut out, mut tokens) = (String::with_capacity(text.len()), Tokens::new(text));
    let mut after = false;
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(tag) if tag.local_name() == "sheetData" => {
                out.push_str(token.raw);
                rows(&mut tokens, patch, &mut out)?;
                after = true;
            }
            TokenKind::Empty(tag) if tag.local_name() == "sheetData" => {
                out.push_str(token.raw);
                after = true;
            }
            TokenKind::Empty(mut tag) if tag.local_name() == "dimension" => {
                let block = tag.get("ref").and_then(Block::read)?;
                let block = Block { last: At::new(last_kept(block.last.row, patch)?, block.last.column), ..block };
                tag.set("ref", Some(block.write()));
                out.push_str(&tag.write(true));
            }
            TokenKind::Start(tag) if after && tag.local_name() == "headerFooter" => {
                out.push_str(token.raw);
                out.push_str(tokens.rest_of_element());
            }
            TokenKind::Start(tag) | TokenKind::Empty(tag) if after && STAYS.contains(&tag.local_name()) => {
                out.push_str(token.raw)
            }
            // Criteria are about columns.
            TokenKind::Start(tag) if after && tag.local_name() == "autoFilter" => {
                out.push_str(&range(tag, "ref", patch)?.write(false));
                out.push_str(tokens.rest_of_element());
            }
            TokenKind::Empty(tag) if after && tag.local_name() == "autoFilter" => {
                out.push_str(&range(tag, "ref", patch)?.write(true));
            }
            TokenKind::Start(tag)
                if after && matches!(tag.local_name(), "conditionalFormatting" | "dataValidation") =>
            {
                let inner = tokens.rest_of_element();
                speaks_of_no_cell(inner).then_some(())?;
                out.push_str(&range(tag, "sqref", patch)?.write(false));
                out.push_str(inner);
            }
            TokenKind::Empty(tag) if after && tag.local_name() == "dataValidation" => {
                out.push_str(&range(tag, "sqref", patch)?.write(true));
            }
            TokenKind::Start(tag) if after && tag.local_name() == "dataValidations" => out.push_str(token.raw),
            TokenKind::Start(_) | TokenKind::Empty(_) if after => return None,
            _ => out.push_str(token.raw),
        }
    }
    (after && !tokens.broken).then_some(out)
}

fn rows(tokens: &mut Tokens<'_>, patch: &SheetPatch, out: &mut String) -> Option<()> {
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(mut tag) if tag.local_name() == "row" => {
                let old = number(&tag)?;
                let inner = tokens.rest_of_element();
                let Some(new) = patch.moved(old) else { continue };
                if new == old {
                    out.push_str(token.raw);
                    out.push_str(inner);
                    continue;
                }
                tag.set("r", Some((new + 1).to_string()));
                out.push_str(&tag.write(false));
                cells(inner, new, out)?;
            }
            TokenKind::Empty(mut tag) if tag.local_name() == "row" => {
                let Some(new) = patch.moved(number(&tag)?) else { continue };
                tag.set("r", Some((new + 1).to_string()));
                out.push_str(&tag.write(true));
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

fn number(tag: &Tag) -> Option<u32> {
    tag.get("r")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

fn cells(inner: &str, row: u32, out: &mut String) -> Option<()> {
    let mut tokens = Tokens::new(inner);
    while let Some(token) = tokens.next() {
        match token.kind {
            TokenKind::Start(mut tag) if tag.local_name() == "c" => {
                tag.set("r", Some(At::new(row, At::parse(tag.get("r")?)?.column).to_string()));
                out.push_str(&tag.write(false));
                out.push_str(tokens.rest_of_element());
            }
            TokenKind::Empty(mut tag) if tag.local_name() == "c" => {
                tag.set("r", Some(At::new(row, At::parse(tag.get("r")?)?.column).to_string()));
                out.push_str(&tag.write(true));
            }
            _ => out.push_str(token.raw),
        }
    }
    Some(())
}

/// The tag with its ranges where their cells now are.
fn range(mut tag: Tag, name: &str, patch: &SheetPatch) -> Option<Tag> {
    let list = tag.get(name)?;
    let moved: Option<Vec<String>> =
        list.split_whitespace().map(|r| Some(block(Block::read(r)?, patch)?.write())).collect();
    tag.set(name, Some(moved?.join(" ")));
    Some(tag)
}

/// Where a block now is; `None` where all of its rows were removed.
pub(super) fn block(of: Block, patch: &SheetPatch) -> Option<Block> {
    let first = (of.first.row..=of.last.row).take(MOST_ROWS).find_map(|row| patch.moved(row))?;
    // What begins right below the titles is about new rows there, too.
    let below_titles = patch.header + 1;
    let first =
        if of.first.row == below_titles && patch.put_in.contains_key(&patch.header) { below_titles } else { first };
    let last = last_kept(of.last.row, patch)?;
    (first <= last).then_some(Block { first: At::new(first, of.first.column), last: At::new(last, of.last.column) })
}

/// The rows of a sheet.
const MOST_ROWS: usize = LAST_ROW as usize + 1;

fn last_kept(row: u32, patch: &SheetPatch) -> Option<u32> {
    (0..=row).rev().take(MOST_ROWS).find_map(|row| patch.moved(row))
}

/// Do rules and drop-downs say what they say without naming a cell or a name?
fn speaks_of_no_cell(inner: &str) -> bool {
    let mut tokens = Tokens::new(inner);
    while let Some(token) = tokens.next() {
        let TokenKind::Start(tag) = token.kind else { continue };
        if matches!(tag.local_name(), "formula" | "formula1" | "formula2") {
            let formula = tokens.rest_of_element();
            let bare = formula.get(..formula.find("</").unwrap_or(0)).unwrap_or_default();
            let text = crate::edges::ooxml::tokens::unescape(bare);
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
            let found = block(Block::read(before).unwrap(), &patch).map(Block::write);
            assert_eq!(found.as_deref(), after, "{before}");
        }
    }
}
