//! What the reading library does not tell of an xlsx sheet: formulas, odd errors, hidden rows and columns.

use super::rows::{Budget, LAST_COLUMN, LAST_ROW};
use super::runs::{self, Struck};
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::place::At;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;

/// What a sheet's part says beside values.
#[derive(Default)]
pub(super) struct Marks {
    /// `(row, column, mark)` in the order of the part.
    pub(super) cells: Vec<(u32, u32, Mark)>,
    /// Rows that are hidden or filtered out.
    pub(super) hidden_rows: Vec<u32>,
    /// Columns that are hidden.
    pub(super) hidden_columns: Vec<u16>,
    /// Ranges of merged cells.
    pub(super) merged: Vec<(At, At)>,
    /// Cells with struck words.
    pub(super) struck: Vec<(At, Struck)>,
}

/// More ranges of merged cells than people make.
const MOST_MERGED: usize = 100_000;

/// What is special about a cell.
pub(super) struct Mark {
    /// Was it made by a formula?
    pub(super) formula: bool,
    /// The formula's text, if it has no value.
    pub(super) uncalculated: Option<String>,
    /// The text of its value, where the library may refuse it.
    pub(super) text: Option<String>,
}

/// Looks through a sheet's part; its cells only where a quick search says that there is something to find, or `all`.
/// `struck` are the shared strings with struck words.
pub(super) fn scan(
    part: &str,
    all: bool,
    struck: &BTreeMap<u32, Struck>,
    budget: &mut Budget<'_>,
) -> Result<Marks, Unreadable> {
    let data = part.find("sheetData").unwrap_or(part.len());
    let (head, body) = part.split_at_checked(data.saturating_sub(1)).unwrap_or((part, ""));
    let mut marks = Marks { hidden_columns: hidden_columns(head), merged: merged(body), ..Marks::default() };
    if all || !struck.is_empty() || has_something(body) {
        Scan { reader: xml::reader(part), row: 0, column: 0, all, struck }.run(&mut marks, budget)?;
    }
    Ok(marks)
}

fn has_something(body: &str) -> bool {
    let unusual = !body.contains("<c ");
    unusual || ["<f>", "<f ", "<f/>", "t=\"e\"", " hidden=\"", "strike"].iter().any(|what| body.contains(what))
}

fn hidden_columns(head: &str) -> Vec<u16> {
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
                // Columns ascend in a right part; a wrong one must not take long.
                let after = hidden.last().map_or(0, |last| u32::from(*last) + 1);
                let columns = bound("min").max(after)..=bound("max").min(LAST_COLUMN);
                hidden.extend(columns.filter_map(|c| u16::try_from(c).ok()));
            }
            Event::Eof => return hidden,
            _ => {}
        }
    }
}

/// The ranges of merged cells, which stand after all cells.
fn merged(body: &str) -> Vec<(At, At)> {
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
    Some((at(position(first)?)?, at(position(last)?)?))
}

/// A cell that a sheet can have.
fn at((row, column): (u32, u32)) -> Option<At> {
    (row <= LAST_ROW && column <= LAST_COLUMN).then_some(At::new(row, u16::try_from(column).ok()?))
}

struct Scan<'a> {
    reader: Reader<&'a [u8]>,
    row: u32,
    column: u32,
    all: bool,
    struck: &'a BTreeMap<u32, Struck>,
}

/// What stands in a cell's element.
#[derive(Default)]
struct Content {
    formula: Option<String>,
    value: Option<String>,
    struck: Option<Struck>,
}

impl Scan<'_> {
    fn run(&mut self, marks: &mut Marks, budget: &mut Budget<'_>) -> Result<(), Unreadable> {
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "row" => self.begin_row(&e, marks),
                    "c" => {
                        let found = self.cell(&e, &mut marks.struck);
                        marks.cells.extend(found);
                        if marks.cells.len() >= 1 << 16 && marks.cells.len().is_power_of_two() {
                            budget.check(marks.cells.len() as u64)?;
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

    fn begin_row(&mut self, e: &BytesStart<'_>, marks: &mut Marks) {
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
        if hidden && self.row <= LAST_ROW && marks.hidden_rows.last().is_none_or(|last| *last < self.row) {
            marks.hidden_rows.push(self.row);
        }
    }

    fn cell(&mut self, e: &BytesStart<'_>, struck: &mut Vec<(At, Struck)>) -> Option<(u32, u32, Mark)> {
        let (mut kind, mut place) = (String::new(), (self.row, self.column));
        for a in e.attributes().with_checks(false).flatten() {
            match a.key.as_ref() {
                "r" => place = position(&a.value).unwrap_or(place),
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
        let uncalculated = formula.filter(|_| !is_calculated);
        (is_formula || text.is_some()).then_some((place.0, place.1, Mark { formula: is_formula, uncalculated, text }))
    }

    /// What stands in the cell that was begun; the text of its value only if `keep`.
    fn content(&mut self, keep: bool) -> Content {
        let mut content = Content::default();
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) if e.local_name().as_ref() == "f" => {
                    content.formula = Some(xml::text_to_end(&mut self.reader, "f"));
                }
                Event::Start(e) if e.local_name().as_ref() == "is" => {
                    let (text, struck) = runs::rich_text(&mut self.reader, "is");
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

/// `B7` as row 6, column 1.
pub(super) fn position(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let column = letters.take(4).fold(0_u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row = name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::position;

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
            assert_eq!(position(name), place, "{name}");
        }
    }
}
