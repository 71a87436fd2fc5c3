//! A second look at the part of an .xlsx sheet for what the reading library does not give: formulas, errors of newer
//! Excel, hidden rows and columns, merged cells and struck words.

use super::budget::Budget;
use super::link_formula::address_in_formula;
use super::rich_text::{StruckWords, rich_text};
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::place::{At, LAST_COLUMN, LAST_ROW, column_number};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;

/// What a sheet's part says beside the values of its cells.
#[derive(Default)]
pub(super) struct ScannedSheet {
    /// Row, column and what was found, in the order of the part.
    pub(super) cells: Vec<(u32, u32, ScannedCell)>,
    /// Rows that are hidden or filtered out.
    pub(super) hidden_rows: Vec<u32>,
    /// Columns that are hidden.
    pub(super) hidden_columns: Vec<u16>,
    /// Ranges of merged cells.
    pub(super) merged: Vec<(At, At)>,
    /// Cells with struck words.
    pub(super) struck: Vec<(At, StruckWords)>,
}

/// Merged ranges of a sheet that are read; people make fewer.
const MOST_MERGED: usize = 100_000;

/// What a cell has beside a value that the library reads.
pub(super) struct ScannedCell {
    /// Whether it has a formula.
    pub(super) formula: bool,
    /// The formula's text, if no result is stored.
    pub(super) uncalculated: Option<String>,
    /// The text of its value, if the library may refuse it.
    pub(super) text: Option<String>,
    /// The address that its formula leads to.
    pub(super) link: Option<String>,
}

/// Scans a sheet's part. Cells are only walked over if a quick search says that there is something to find, or for
/// `all`. `struck` are the struck words of shared strings, by number.
pub(super) fn scan(
    part: &str,
    all: bool,
    struck: &BTreeMap<u32, StruckWords>,
    budget: &mut Budget<'_>,
) -> Result<ScannedSheet, Unreadable> {
    let data = part.find("sheetData").unwrap_or(part.len());
    let (head, body) = part.split_at_checked(data.saturating_sub(1)).unwrap_or((part, ""));
    let mut found =
        ScannedSheet { hidden_columns: hidden_columns(head), merged: merged(body), ..ScannedSheet::default() };
    if all || !struck.is_empty() || has_something(body) {
        SheetScanner { reader: xml::reader(part), row: 0, column: 0, all, struck }.run(&mut found, budget)?;
    }
    Ok(found)
}

/// Whether a quick search finds anything that is worth a walk over all cells.
fn has_something(body: &str) -> bool {
    let unusual = !body.contains("<c ");
    unusual || ["<f>", "<f ", "<f/>", "t=\"e\"", " hidden=\"", "strike"].iter().any(|what| body.contains(what))
}

/// The hidden columns, which are written before all cells.
pub(super) fn hidden_columns(head: &str) -> Vec<u16> {
    let mut hidden: Vec<u16> = Vec::new();
    if !head.contains("hidden=") {
        return hidden;
    }
    let mut reader = xml::reader(head);
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) if e.local_name().as_ref() == "col" && xml::flag(&e, "hidden") => {
                let bound =
                    |name| xml::attr(&e, name).and_then(|v| v.parse::<u32>().ok()).unwrap_or(1).saturating_sub(1);
                // Columns ascend in a valid part; in any other this bounds the work.
                let after = hidden.last().map_or(0, |last| u32::from(*last) + 1);
                let columns = bound("min").max(after)..=bound("max").min(u32::from(LAST_COLUMN));
                hidden.extend(columns.filter_map(|c| u16::try_from(c).ok()));
            }
            Event::Eof => return hidden,
            _ => {}
        }
    }
}

/// The ranges of merged cells, which are written after all cells.
pub(super) fn merged(body: &str) -> Vec<(At, At)> {
    let Some(rest) = body.rfind("<mergeCells").or_else(|| body.rfind(":mergeCells")).and_then(|at| body.get(at..))
    else {
        return Vec::new();
    };
    let (mut reader, mut found) = (xml::reader(rest), Vec::new());
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) if e.local_name().as_ref() == "mergeCell" => {
                found.extend(xml::attr(&e, "ref").and_then(|r| range(&r)));
            }
            Event::Eof => return found,
            _ => {}
        }
        if found.len() >= MOST_MERGED {
            return found;
        }
    }
}

/// `A5:B7` as its first and last cell.
fn range(name: &str) -> Option<(At, At)> {
    let (first, last) = name.split_once(':')?;
    Some((at(unbounded_position(first)?)?, at(unbounded_position(last)?)?))
}

/// The position as a cell, if a sheet can have it.
fn at((row, column): (u32, u32)) -> Option<At> {
    (row <= LAST_ROW && column <= u32::from(LAST_COLUMN)).then_some(At::new(row, u16::try_from(column).ok()?))
}

struct SheetScanner<'a> {
    reader: Reader<&'a [u8]>,
    row: u32,
    column: u32,
    all: bool,
    struck: &'a BTreeMap<u32, StruckWords>,
}

/// What the element of a cell contains.
#[derive(Default)]
struct CellContent {
    formula: Option<String>,
    value: Option<String>,
    struck: Option<StruckWords>,
}

impl SheetScanner<'_> {
    fn run(&mut self, found: &mut ScannedSheet, budget: &mut Budget<'_>) -> Result<(), Unreadable> {
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => self.begin_row(&e, found),
                    "c" => {
                        let cell = self.cell(&e, &mut found.struck);
                        found.cells.extend(cell);
                        if found.cells.len() >= 1 << 16 && found.cells.len().is_power_of_two() {
                            budget.check(found.cells.len() as u64)?;
                        }
                    }
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "row" => (self.row, self.column) = (self.row.saturating_add(1), 0),
                    "sheetData" => return Ok(()),
                    _ => {}
                },
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn begin_row(&mut self, e: &BytesStart<'_>, found: &mut ScannedSheet) {
        let (mut number, mut hidden) = (None, false);
        for a in e.attributes().with_checks(false).flatten() {
            match a.key.as_ref() {
                "r" => number = a.value.parse::<u32>().ok(),
                "hidden" => hidden = matches!(a.value.as_ref(), "1" | "true"),
                _ => {}
            }
        }
        self.row = number.map_or(self.row, |n| n.saturating_sub(1));
        self.column = 0;
        if hidden && self.row <= LAST_ROW && found.hidden_rows.last().is_none_or(|last| *last < self.row) {
            found.hidden_rows.push(self.row);
        }
    }

    fn cell(&mut self, e: &BytesStart<'_>, struck: &mut Vec<(At, StruckWords)>) -> Option<(u32, u32, ScannedCell)> {
        let (mut kind, mut place) = (String::new(), (self.row, self.column));
        for a in e.attributes().with_checks(false).flatten() {
            match a.key.as_ref() {
                "r" => place = unbounded_position(&a.value).unwrap_or(place),
                "t" => kind.push_str(&a.value),
                _ => {}
            }
        }
        self.column = place.1.saturating_add(1);
        let keep = self.all || kind == "e";
        let is_shared = kind == "s";
        let mut content = self.content(keep || (is_shared && !self.struck.is_empty()));
        if is_shared {
            let number = content.value.as_deref().and_then(|v| v.trim().parse().ok());
            content.struck = number.and_then(|n: u32| self.struck.get(&n)).cloned();
        }
        if let (Some(found), Some(at)) = (content.struck, at(place)) {
            struck.push((at, found));
        }
        let (formula, value) = (content.formula, content.value);
        let (is_formula, is_calculated) = (formula.is_some(), value.is_some() || kind == "str");
        // The value of a shared string is its number, which says nothing to a person.
        let text = value.filter(|_| keep).map(|v| if is_shared { "?".to_owned() } else { v });
        let link = formula.as_deref().and_then(address_in_formula);
        let uncalculated = formula.filter(|_| !is_calculated);
        (is_formula || text.is_some()).then_some((
            place.0,
            place.1,
            ScannedCell { formula: is_formula, uncalculated, text, link },
        ))
    }

    /// What the cell that was begun contains; the text of its value only if `keep`, else an empty one in its place.
    fn content(&mut self, keep: bool) -> CellContent {
        let mut content = CellContent::default();
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) if e.local_name().as_ref() == "f" => {
                    content.formula = Some(xml::text_to_end(&mut self.reader, "f"));
                }
                Event::Start(e) if e.local_name().as_ref() == "is" => {
                    let (text, struck) = rich_text(&mut self.reader, "is");
                    content.struck = struck;
                    content.value = Some(text).filter(|t| !t.is_empty()).or(content.value);
                }
                Event::Start(e) if matches!(e.local_name().as_ref(), "v" | "t") => {
                    content.value = self.value(e.local_name().as_ref(), keep).or(content.value);
                }
                Event::End(e) if e.local_name().as_ref() == "c" => return content,
                Event::Eof => return content,
                _ => {}
            }
        }
    }

    fn value(&mut self, name: &str, keep: bool) -> Option<String> {
        if keep {
            return Some(xml::text_to_end(&mut self.reader, name)).filter(|v| !v.is_empty());
        }
        let mut any = false;
        loop {
            match xml::next(&mut self.reader) {
                Event::End(_) | Event::Eof => return any.then(String::new),
                _ => any = true,
            }
        }
    }
}

/// `B7` as row 6 and column 1. Positions beyond the last cell of a sheet are given too, so that cells there can be
/// counted and reported; longer letters than any column has are cut off after four.
pub(super) fn unbounded_position(name: &str) -> Option<(u32, u32)> {
    let digits = name.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let letters = name.get(..name.len() - digits.len())?;
    let column = column_number(letters.get(..4).unwrap_or(letters))?;
    Some((digits.parse::<u32>().ok()?.checked_sub(1)?, column))
}

#[cfg(test)]
mod tests {
    use super::unbounded_position;

    #[test]
    fn cell_names() {
        for (name, place) in [
            ("A1", Some((0, 0))),
            ("XFD1048576", Some((1_048_575, 16_383))),
            ("aa10", Some((9, 26))),
            ("5B", None),
            ("A0", None),
            ("", None),
        ] {
            assert_eq!(unbounded_position(name), place, "{name}");
        }
    }
}
