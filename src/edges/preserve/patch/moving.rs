//! Rows that are removed, or put in between others, in a sheet on which nothing else has to follow but what is known to.

use super::super::walk::{Tag, Walk, What};
use super::places::{Block, cell};
use crate::model::place::At;
use crate::model::plain::SheetPatch;

/// What may stand behind the cells of a sheet whose rows move. All else says something about cells in ways of its own.
const STAYS: [&str; 7] =
    ["sheetCalcPr", "sheetProtection", "phoneticPr", "printOptions", "pageMargins", "pageSetup", "headerFooter"];

/// The part with its rows moved; `None` where something speaks of cells in a way that can't be moved exactly.
pub(super) fn moved(text: &str, patch: &SheetPatch) -> Option<String> {
    let (mut out, mut walk) = (String::with_capacity(text.len()), Walk::new(text));
    let mut after = false;
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Open(tag) if tag.local() == "sheetData" => {
                out.push_str(piece.raw);
                rows(&mut walk, patch, &mut out)?;
                after = true;
            }
            What::Empty(tag) if tag.local() == "sheetData" => {
                out.push_str(piece.raw);
                after = true;
            }
            What::Empty(mut tag) if tag.local() == "dimension" => {
                let block = tag.get("ref").and_then(Block::read)?;
                let block = Block { last: At::new(last_kept(block.last.row, patch)?, block.last.column), ..block };
                tag.set("ref", Some(block.write()));
                out.push_str(&tag.write(true));
            }
            What::Open(tag) if after && tag.local() == "headerFooter" => {
                out.push_str(piece.raw);
                out.push_str(walk.finish());
            }
            What::Open(tag) | What::Empty(tag) if after && STAYS.contains(&tag.local()) => out.push_str(piece.raw),
            // Criteria are about columns.
            What::Open(tag) if after && tag.local() == "autoFilter" => {
                out.push_str(&range(tag, "ref", patch)?.write(false));
                out.push_str(walk.finish());
            }
            What::Empty(tag) if after && tag.local() == "autoFilter" => {
                out.push_str(&range(tag, "ref", patch)?.write(true));
            }
            What::Open(tag) if after && matches!(tag.local(), "conditionalFormatting" | "dataValidation") => {
                let inner = walk.finish();
                speaks_of_no_cell(inner).then_some(())?;
                out.push_str(&range(tag, "sqref", patch)?.write(false));
                out.push_str(inner);
            }
            What::Empty(tag) if after && tag.local() == "dataValidation" => {
                out.push_str(&range(tag, "sqref", patch)?.write(true));
            }
            What::Open(tag) if after && tag.local() == "dataValidations" => out.push_str(piece.raw),
            What::Open(_) | What::Empty(_) if after => return None,
            _ => out.push_str(piece.raw),
        }
    }
    (after && !walk.broken).then_some(out)
}

fn rows(walk: &mut Walk<'_>, patch: &SheetPatch, out: &mut String) -> Option<()> {
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Open(mut tag) if tag.local() == "row" => {
                let old = number(&tag)?;
                let inner = walk.finish();
                let Some(new) = patch.moved(old) else { continue };
                if new == old {
                    out.push_str(piece.raw);
                    out.push_str(inner);
                    continue;
                }
                tag.set("r", Some((new + 1).to_string()));
                out.push_str(&tag.write(false));
                cells(inner, new, out)?;
            }
            What::Empty(mut tag) if tag.local() == "row" => {
                let Some(new) = patch.moved(number(&tag)?) else { continue };
                tag.set("r", Some((new + 1).to_string()));
                out.push_str(&tag.write(true));
            }
            What::Close(name) if name == "sheetData" => {
                out.push_str(piece.raw);
                return Some(());
            }
            _ => out.push_str(piece.raw),
        }
    }
    None
}

fn number(tag: &Tag) -> Option<u32> {
    tag.get("r")?.trim().parse::<u32>().ok()?.checked_sub(1)
}

fn cells(inner: &str, row: u32, out: &mut String) -> Option<()> {
    let mut walk = Walk::new(inner);
    while let Some(piece) = walk.next() {
        match piece.what {
            What::Open(mut tag) if tag.local() == "c" => {
                tag.set("r", Some(At::new(row, cell(tag.get("r")?)?.column).to_string()));
                out.push_str(&tag.write(false));
                out.push_str(walk.finish());
            }
            What::Empty(mut tag) if tag.local() == "c" => {
                tag.set("r", Some(At::new(row, cell(tag.get("r")?)?.column).to_string()));
                out.push_str(&tag.write(true));
            }
            _ => out.push_str(piece.raw),
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

/// More rows than a sheet has.
const MOST_ROWS: usize = 1 << 20;

fn last_kept(row: u32, patch: &SheetPatch) -> Option<u32> {
    (0..=row).rev().take(MOST_ROWS).find_map(|row| patch.moved(row))
}

/// Do rules and drop-downs say what they say without naming a cell or a name?
fn speaks_of_no_cell(inner: &str) -> bool {
    let mut walk = Walk::new(inner);
    while let Some(piece) = walk.next() {
        let What::Open(tag) = piece.what else { continue };
        if matches!(tag.local(), "formula" | "formula1" | "formula2") {
            let formula = walk.finish();
            let bare = formula.get(..formula.find("</").unwrap_or(0)).unwrap_or_default();
            let text = super::super::walk::plain(bare);
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
