//! OpenDocument: read here, since the library unfolds repeated cells without bound and does not end on a cut-off part.

use super::raw;
use super::rows::{Budget, LAST_COLUMN, LAST_ROW, Rows, beyond_words};
use super::runs::{Runs, Struck};
use crate::edges::ooxml::untrusted::{PartContent, UntrustedPackage};
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use crate::model::grid::{Format, Grid, Note, Raw, RawCell, Shown, Workbook};
use crate::model::place::At;
use crate::model::text::line_ends;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// Blanks and texts repeated beyond this are no typing.
const MOST_BLANKS: usize = 1000;
/// A cell repeated more often was filled by a machine; people see the first ones.
const MOST_REPEATS: u32 = 100_000;

/// Reads a package that was looked over.
pub(super) fn read(mut package: UntrustedPackage<'_>, limits: &Limits) -> Result<Workbook, Unreadable> {
    let PartContent::Text(content) = package.part("content.xml")? else { return Err(Unreadable::damaged()) };
    let meta = package.part("meta.xml")?.text();
    let mut reading = Reading::new(&content, limits);
    let sheets = reading.book()?;
    if sheets.is_empty() {
        return Err(Unreadable::damaged());
    }
    let Properties { custom: properties, saved_at, saved_by } = properties(&meta);
    Ok(Workbook {
        format: Format::Ods,
        sheets,
        properties,
        saved_at,
        saved_by,
        epoch_1904: false,
        extras: extras(&package),
    })
}

/// What an automatic style of cells or tables says.
#[derive(Clone, Copy, Default)]
struct Look {
    struck: bool,
    percent: bool,
    hidden: bool,
    fill: Option<u32>,
}

struct Reading<'a> {
    reader: Reader<&'a [u8]>,
    looks: BTreeMap<String, Look>,
    percents: BTreeSet<String>,
    budget: Budget<'a>,
}

/// A sheet in the making.
struct Sheet {
    grid: Grid,
    rows: Rows,
    row: u32,
    column: u32,
    columns: u32,
    column_looks: Vec<(u32, Look)>,
    /// Cells of the row at hand, to be repeated with it.
    line: Vec<(u32, RawCell)>,
}

impl<'a> Reading<'a> {
    fn new(content: &'a str, limits: &'a Limits) -> Self {
        Self {
            reader: xml::reader(content),
            looks: BTreeMap::new(),
            percents: BTreeSet::new(),
            budget: Budget::new(limits),
        }
    }

    fn book(&mut self) -> Result<Vec<Grid>, Unreadable> {
        let (mut sheets, mut style) = (Vec::new(), String::new());
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "percentage-style" => self.percents.extend(xml::attr(&e, "name")),
                    "style" => style = self.style(&e),
                    "text-properties" | "table-cell-properties" | "table-properties" => self.style_part(&style, &e),
                    "table" => sheets.push(self.sheet(&e)?),
                    _ => {}
                },
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    fn style(&mut self, e: &BytesStart<'_>) -> String {
        let name = xml::attr(e, "name").unwrap_or_default();
        let parent = xml::attr(e, "parent-style-name").and_then(|p| self.looks.get(&p).copied());
        let mut look = parent.unwrap_or_default();
        look.percent = xml::attr(e, "data-style-name").map_or(look.percent, |d| self.percents.contains(&d));
        self.looks.insert(name.clone(), look);
        name
    }

    fn style_part(&mut self, style: &str, e: &BytesStart<'_>) {
        let Some(look) = self.looks.get_mut(style) else { return };
        // Either attribute may be left out, and programs differ in which.
        let line = xml::attr(e, "text-line-through-style").or_else(|| xml::attr(e, "text-line-through-type"));
        if let Some(line) = line {
            look.struck = line != "none";
        }
        if let Some(colour) =
            xml::attr(e, "background-color").filter(|_| e.local_name().as_ref() == "table-cell-properties")
        {
            let rgb = colour.strip_prefix('#').and_then(|c| u32::from_str_radix(c, 16).ok());
            look.fill = rgb.filter(|c| *c < 0xFF_FFFF);
        }
        look.hidden |= xml::attr(e, "display").as_deref() == Some("false");
    }

    fn look(&self, e: &BytesStart<'_>, or: &str) -> Option<Look> {
        xml::attr(e, or).and_then(|name| self.looks.get(&name).copied())
    }

    fn sheet(&mut self, e: &BytesStart<'_>) -> Result<Grid, Unreadable> {
        let hidden = self.look(e, "style-name").is_some_and(|l| l.hidden);
        let grid = Grid {
            title: xml::attr(e, "name").unwrap_or_default(),
            shown: if hidden { Shown::Hidden } else { Shown::Visible },
            ..Grid::default()
        };
        self.budget.begin(&grid.title);
        let (rows, column_looks, line) = (Rows::new(), Vec::new(), Vec::new());
        let mut sheet = Sheet { grid, rows, row: 0, column: 0, columns: 0, column_looks, line };
        let mut depth = 0_u32;
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "table" => depth += 1,
                    _ if depth > 0 => {}
                    "table-column" => self.column(&e, &mut sheet),
                    "table-row" => self.row(&e, &mut sheet)?,
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "table" => match depth {
                    0 => return Ok(sheet.finish()),
                    _ => depth -= 1,
                },
                Event::Eof => {
                    sheet
                        .grid
                        .errors
                        .push(format!("The sheet is damaged after row {}; what is below it can't be read.", sheet.row));
                    return Ok(sheet.finish());
                }
                _ => {}
            }
        }
    }

    fn column(&self, e: &BytesStart<'_>, sheet: &mut Sheet) {
        let first = sheet.columns;
        sheet.columns = first.saturating_add(repeats(e, "number-columns-repeated")).min(LAST_COLUMN + 1);
        if let Some(look) = self.look(e, "default-cell-style-name") {
            sheet.column_looks.push((sheet.columns, look));
        }
        if is_hidden(e) {
            sheet.grid.hidden_columns.extend((first..sheet.columns).filter_map(|c| u16::try_from(c).ok()));
        }
    }

    fn row(&mut self, e: &BytesStart<'_>, sheet: &mut Sheet) -> Result<(), Unreadable> {
        let times = repeats(e, "number-rows-repeated");
        let (hidden, first) = (is_hidden(e), sheet.row);
        sheet.column = 0;
        sheet.line.clear();
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) if matches!(e.local_name().as_ref(), "table-cell" | "covered-table-cell") => {
                    self.cell(&e, sheet)?;
                }
                Event::End(e) if e.local_name().as_ref() == "table-row" => break,
                Event::Eof => break,
                _ => {}
            }
        }
        sheet.row = first.saturating_add(times).min(LAST_ROW + 1);
        // The empty rest of a sheet is one row repeated a million times.
        if hidden && times < MOST_REPEATS {
            sheet.grid.hidden_rows.extend(first..sheet.row);
        }
        let coloured_only = sheet.line.iter().all(|(_, cell)| cell.raw == Raw::Empty && !cell.formula);
        let last = if coloured_only && times > 100 { first } else { sheet.row };
        for row in first..last {
            for (column, cell) in &sheet.line {
                sheet.rows.push(row, *column, cell.clone(), &mut self.budget)?;
            }
        }
        Ok(())
    }

    fn cell(&mut self, e: &BytesStart<'_>, sheet: &mut Sheet) -> Result<(), Unreadable> {
        let (at, times) = (sheet.column, repeats(e, "number-columns-repeated"));
        let look = self.look(e, "style-name").or_else(|| sheet.column_look(at)).unwrap_or_default();
        let (value, formula) = (value(e), xml::attr(e, "formula"));
        let is_error =
            xml::attr(e, "value-type").is_some() && e.attributes_raw().contains("calcext:value-type=\"error\"");
        let percent = look.percent || xml::attr(e, "value-type").as_deref() == Some("percentage");
        let is_covered = e.local_name().as_ref() == "covered-table-cell";
        let (text, note, words) = self.cell_text(if is_covered { "covered-table-cell" } else { "table-cell" });
        let raw = match value {
            _ if is_error => Raw::Error(text),
            Some(value) => value,
            None if text.is_empty() && formula.is_some() => Raw::Uncalculated(formula.clone().unwrap_or_default()),
            None => raw::text(&text),
        };
        sheet.column = at.saturating_add(times).min(LAST_COLUMN + 1);
        sheet.grid.notes.extend(note.and_then(|n| n.at(sheet.row, at)));
        let struck = look.struck || words.as_ref().is_some_and(|w| w.all);
        if let (Some(words), false, Ok(column)) = (words, struck, u16::try_from(at)) {
            sheet.grid.struck_words.push((At::new(sheet.row, column), words.words));
        }
        sheet.grid.merged.extend(merged(e, sheet.row, at));
        let fill = look.fill;
        let cell = RawCell { raw, formula: formula.is_some(), struck, percent, fill };
        // A coloured line to the end of the sheet says no more than its first cells do.
        let times = if cell.raw == Raw::Empty && !cell.formula {
            times.min(if fill.is_some() { 64 } else { 0 })
        } else {
            times
        };
        self.budget.check(sheet.line.len() as u64 + u64::from(times))?;
        self.budget.check_text(&cell.raw, u64::from(times))?;
        let columns = (at..at.saturating_add(times)).take_while(|c| *c <= LAST_COLUMN);
        sheet.line.extend(columns.map(|c| (c, cell.clone())));
        Ok(())
    }

    /// The text of the cell that was begun, paragraphs as lines, its note and its struck words.
    fn cell_text(&mut self, end: &str) -> (String, Option<Comment>, Option<Struck>) {
        let (mut text, mut note, mut first) = (String::new(), None, true);
        let (mut spans, mut runs) = (Vec::new(), Runs::default());
        loop {
            let from = text.len();
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "annotation" => note = Some(self.annotation()),
                    "p" => {
                        text.push_str(if first { "" } else { "\n" });
                        first = false;
                    }
                    "span" => {
                        let outer = spans.last().copied().unwrap_or(false);
                        spans.push(outer || self.look(&e, "style-name").is_some_and(|l| l.struck));
                    }
                    "s" => text.push_str(&blanks(&e)),
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "span" => drop(spans.pop()),
                Event::End(e) if e.local_name().as_ref() == end => return (text, note, runs.finish()),
                Event::Eof => return (text, note, runs.finish()),
                // Between paragraphs there is only layout of the part itself.
                event if !first => xml::add_text(&event, &mut text),
                _ => {}
            }
            runs.add(text.get(from..).unwrap_or_default(), spans.last().copied().unwrap_or(false));
        }
    }

    fn annotation(&mut self) -> Comment {
        let mut comment = Comment::default();
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "creator" => comment.author = Some(xml::text_to_end(&mut self.reader, "creator")),
                    "date" | "date-string" => drop(xml::text_to_end(&mut self.reader, e.local_name().as_ref())),
                    "p" if !comment.text.is_empty() => comment.text.push('\n'),
                    "s" => comment.text.push_str(&blanks(&e)),
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "annotation" => return comment,
                Event::Eof => return comment,
                event => xml::add_text(&event, &mut comment.text),
            }
        }
    }
}

impl Sheet {
    fn column_look(&self, column: u32) -> Option<Look> {
        let found = self.column_looks.partition_point(|(end, _)| *end <= column);
        self.column_looks.get(found).map(|(_, look)| *look)
    }

    fn finish(mut self) -> Grid {
        let (rows, beyond) = self.rows.finish();
        self.grid.rows = rows;
        self.grid.errors.extend(beyond_words(beyond));
        self.grid
    }
}

#[derive(Default)]
struct Comment {
    author: Option<String>,
    text: String,
}

impl Comment {
    fn at(self, row: u32, column: u32) -> Option<Note> {
        let text = line_ends(self.text.trim());
        let at = At::new(row, u16::try_from(column).ok()?);
        (!text.is_empty()).then(|| Note { at, author: self.author.filter(|a| !a.is_empty()), text })
    }
}

/// The range of a cell that covers others.
fn merged(e: &BytesStart<'_>, row: u32, column: u32) -> Option<(At, At)> {
    let (rows, columns) = (repeats(e, "number-rows-spanned"), repeats(e, "number-columns-spanned"));
    let last = (row.saturating_add(rows - 1).min(LAST_ROW), column.saturating_add(columns - 1).min(LAST_COLUMN));
    let first = At::new(row, u16::try_from(column).ok()?);
    (rows > 1 || columns > 1).then_some((first, At::new(last.0, u16::try_from(last.1).ok()?)))
}

fn repeats(e: &BytesStart<'_>, name: &str) -> u32 {
    xml::attr(e, name).and_then(|n| n.parse::<u32>().ok()).unwrap_or(1).clamp(1, LAST_ROW + 1)
}

fn is_hidden(e: &BytesStart<'_>) -> bool {
    matches!(xml::attr(e, "visibility").as_deref(), Some("collapse" | "filter"))
}

fn blanks(e: &BytesStart<'_>) -> String {
    let n = xml::attr(e, "c").and_then(|n| n.parse::<usize>().ok()).unwrap_or(1);
    " ".repeat(n.min(MOST_BLANKS))
}

/// The value that a cell's attributes give; none where its text is the value.
fn value(e: &BytesStart<'_>) -> Option<Raw> {
    if let Some(n) = xml::attr(e, "value") {
        return Some(n.parse::<f64>().map_or_else(|_| raw::text(&n), raw::number));
    }
    if let Some(date) = xml::attr(e, "date-value") {
        return Some(raw::iso_date(&date));
    }
    if let Some(time) = xml::attr(e, "time-value") {
        return Some(raw::iso_duration(&time));
    }
    if let Some(truth) = xml::attr(e, "boolean-value") {
        return Some(Raw::YesNo(truth.eq_ignore_ascii_case("true")));
    }
    xml::attr(e, "string-value").map(|s| Raw::Text(line_ends(&s)))
}

#[derive(Default)]
struct Properties {
    custom: BTreeMap<String, String>,
    saved_at: Option<String>,
    saved_by: Option<String>,
}

fn properties(meta: &str) -> Properties {
    let (mut reader, mut found) = (xml::reader(meta), Properties::default());
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) => match e.name().as_ref() {
                "meta:user-defined" => {
                    let name = xml::attr(&e, "name").unwrap_or_default();
                    found.custom.insert(name, xml::text_to_end(&mut reader, "user-defined"));
                }
                "dc:date" => found.saved_at = Some(xml::text_to_end(&mut reader, "date")),
                "dc:creator" => found.saved_by = Some(xml::text_to_end(&mut reader, "creator")),
                _ => {}
            },
            Event::Eof => return found,
            _ => {}
        }
    }
}

fn extras(package: &UntrustedPackage<'_>) -> Vec<String> {
    let kinds = [("object ", "charts"), ("pictures/", "pictures"), ("basic/", "macros"), ("scripts/", "macros")];
    let found: BTreeSet<&str> = kinds
        .iter()
        .filter(|(part, _)| package.names().any(|n| n.starts_with(part) && !n.ends_with('/')))
        .map(|(_, w)| *w)
        .collect();
    found.into_iter().map(str::to_owned).collect()
}
