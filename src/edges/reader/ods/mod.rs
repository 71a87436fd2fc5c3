//! OpenDocument spreadsheets (.ods). This is our own code because calamine unfolds repeated cells without bound and
//! does not end on a part that is cut off.

mod meta;

use super::budget::Budget;
use super::link_formula::{address_in_formula, place_as_in_excel};
use super::rich_text::{StruckRuns, StruckWords};
use super::rows::{RowBuilder, note_on_cells_beyond};
use super::values;
use crate::edges::ooxml::untrusted::{PartContent, UntrustedPackage};
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use crate::model::grid::{CellLink, Format, Grid, Note, Raw, RawCell, Shown, Workbook};
use crate::model::place::{At, LAST_COLUMN, LAST_ROW};
use crate::model::text::normalise_line_ends;
use meta::{Properties, ods_extras, properties};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// Blanks in a row that are kept; nobody types more.
const MOST_BLANKS: usize = 1000;
/// A hidden row that is repeated more often is the empty rest of the sheet.
const MOST_REPEATS: u32 = 100_000;

/// Reads a package that was opened within limits.
pub(super) fn read_ods(mut package: UntrustedPackage<'_>, limits: &Limits) -> Result<Workbook, Unreadable> {
    let (PartContent::Text(content) | PartContent::Decoded(content)) = package.part("content.xml")? else {
        return Err(Unreadable::damaged());
    };
    let meta = package.part("meta.xml")?.text();
    let mut reader = OdsReader::new(&content, limits);
    let sheets = reader.sheets()?;
    if sheets.is_empty() {
        return Err(Unreadable::damaged());
    }
    let Properties { custom, saved_at, saved_by } = properties(&meta);
    Ok(Workbook {
        format: Format::Ods,
        sheets,
        properties: custom,
        saved_at,
        saved_by,
        epoch_1904: false,
        encoding: None,
        extras: ods_extras(&package),
    })
}

/// What of a style of cells or tables a grid keeps.
#[derive(Clone, Copy, Default)]
struct OdsStyle {
    struck: bool,
    percent: bool,
    hidden: bool,
    fill: Option<u32>,
}

struct OdsReader<'a> {
    reader: Reader<&'a [u8]>,
    styles: BTreeMap<String, OdsStyle>,
    percents: BTreeSet<String>,
    budget: Budget<'a>,
}

/// A sheet while it is read.
struct OdsSheet {
    grid: Grid,
    rows: RowBuilder,
    row: u32,
    column: u32,
    /// Columns declared so far.
    columns: u32,
    column_styles: Vec<(u32, OdsStyle)>,
    /// Cells of the current row, which may be repeated as a whole.
    line: Vec<(u32, RawCell)>,
}

impl<'a> OdsReader<'a> {
    fn new(content: &'a str, limits: &'a Limits) -> Self {
        Self {
            reader: xml::reader(content),
            styles: BTreeMap::new(),
            percents: BTreeSet::new(),
            budget: Budget::new(limits),
        }
    }

    fn sheets(&mut self) -> Result<Vec<Grid>, Unreadable> {
        let (mut sheets, mut style) = (Vec::new(), String::new());
        loop {
            match xml::next(&mut self.reader) {
                Event::Start(e) => match e.local_name().as_ref() {
                    "percentage-style" => self.percents.extend(xml::attr(&e, "name")),
                    "style" => style = self.style(&e),
                    "text-properties" | "table-cell-properties" | "table-properties" => {
                        self.style_properties(&style, &e)
                    }
                    "table" => sheets.push(self.sheet(&e)?),
                    _ => {}
                },
                Event::Eof => return Ok(sheets),
                _ => {}
            }
        }
    }

    /// Begins a style, which starts from its parent.
    fn style(&mut self, e: &BytesStart<'_>) -> String {
        let name = xml::attr(e, "name").unwrap_or_default();
        let parent = xml::attr(e, "parent-style-name").and_then(|p| self.styles.get(&p).copied());
        let mut style = parent.unwrap_or_default();
        style.percent = xml::attr(e, "data-style-name").map_or(style.percent, |d| self.percents.contains(&d));
        self.styles.insert(name.clone(), style);
        name
    }

    /// Adds what an element within a style says.
    fn style_properties(&mut self, style: &str, e: &BytesStart<'_>) {
        let Some(style) = self.styles.get_mut(style) else { return };
        // Programs differ in which of the two attributes they write.
        let line = xml::attr(e, "text-line-through-style").or_else(|| xml::attr(e, "text-line-through-type"));
        if let Some(line) = line {
            style.struck = line != "none";
        }
        if let Some(colour) =
            xml::attr(e, "background-color").filter(|_| e.local_name().as_ref() == "table-cell-properties")
        {
            let rgb = colour.strip_prefix('#').and_then(|c| u32::from_str_radix(c, 16).ok());
            style.fill = rgb.filter(|c| *c < 0xFF_FFFF);
        }
        style.hidden |= xml::attr(e, "display").as_deref() == Some("false");
    }

    /// The style that an attribute names.
    fn named_style(&self, e: &BytesStart<'_>, attribute: &str) -> Option<OdsStyle> {
        xml::attr(e, attribute).and_then(|name| self.styles.get(&name).copied())
    }

    fn sheet(&mut self, e: &BytesStart<'_>) -> Result<Grid, Unreadable> {
        let hidden = self.named_style(e, "style-name").is_some_and(|l| l.hidden);
        let grid = Grid {
            title: xml::attr(e, "name").unwrap_or_default(),
            shown: if hidden { Shown::Hidden } else { Shown::Visible },
            ..Grid::default()
        };
        self.budget.begin(&grid.title);
        let (rows, column_styles, line) = (RowBuilder::new(), Vec::new(), Vec::new());
        let mut sheet = OdsSheet { grid, rows, row: 0, column: 0, columns: 0, column_styles, line };
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

    fn column(&self, e: &BytesStart<'_>, sheet: &mut OdsSheet) {
        let first = sheet.columns;
        sheet.columns = first.saturating_add(repeats(e, "number-columns-repeated")).min(u32::from(LAST_COLUMN) + 1);
        if let Some(style) = self.named_style(e, "default-cell-style-name") {
            sheet.column_styles.push((sheet.columns, style));
        }
        if is_hidden(e) {
            sheet.grid.hidden_columns.extend((first..sheet.columns).filter_map(|c| u16::try_from(c).ok()));
        }
    }

    fn row(&mut self, e: &BytesStart<'_>, sheet: &mut OdsSheet) -> Result<(), Unreadable> {
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
        // The empty rest of a sheet is one row, repeated up to a million times.
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

    fn cell(&mut self, e: &BytesStart<'_>, sheet: &mut OdsSheet) -> Result<(), Unreadable> {
        let (at, times) = (sheet.column, repeats(e, "number-columns-repeated"));
        let style = self.named_style(e, "style-name").or_else(|| sheet.column_style(at)).unwrap_or_default();
        let (value, formula) = (value(e), xml::attr(e, "formula"));
        let is_error =
            xml::attr(e, "value-type").is_some() && e.attributes_raw().contains("calcext:value-type=\"error\"");
        let percent = style.percent || xml::attr(e, "value-type").as_deref() == Some("percentage");
        let is_covered = e.local_name().as_ref() == "covered-table-cell";
        let OdsText { text, note, words, link } =
            self.cell_text(if is_covered { "covered-table-cell" } else { "table-cell" });
        let raw = match value {
            _ if is_error => Raw::Error(text),
            Some(value) => value,
            None if text.is_empty() && formula.is_some() => Raw::Uncalculated(formula.clone().unwrap_or_default()),
            None => values::text(&text),
        };
        sheet.column = at.saturating_add(times).min(u32::from(LAST_COLUMN) + 1);
        let link = link.map(|address| place_as_in_excel(&address).unwrap_or(address)).filter(|a| !a.trim().is_empty());
        let link = link.or_else(|| address_in_formula(formula.as_deref()?));
        sheet.grid.links.extend(
            link.and_then(|address| Some(CellLink { at: At::new(sheet.row, u16::try_from(at).ok()?), address })),
        );
        sheet.grid.notes.extend(note.and_then(|n| n.at(sheet.row, at)));
        let struck = style.struck || words.as_ref().is_some_and(|w| w.all);
        if let (Some(words), false, Ok(column)) = (words, struck, u16::try_from(at)) {
            sheet.grid.struck_words.push((At::new(sheet.row, column), words.words));
        }
        sheet.grid.merged.extend(merged(e, sheet.row, at));
        let fill = style.fill;
        let cell = RawCell { raw, formula: formula.is_some(), struck, percent, fill, ..RawCell::default() };
        // A colour that runs to the end of the sheet says no more than its first cells do.
        let times = if cell.raw == Raw::Empty && !cell.formula {
            times.min(if fill.is_some() { 64 } else { 0 })
        } else {
            times
        };
        self.budget.check(sheet.line.len() as u64 + u64::from(times))?;
        self.budget.check_text(&cell.raw, u64::from(times))?;
        let columns = (at..at.saturating_add(times)).take_while(|c| *c <= u32::from(LAST_COLUMN));
        sheet.line.extend(columns.map(|c| (c, cell.clone())));
        Ok(())
    }

    /// The text of the cell that was begun with paragraphs as lines, and what belongs to it.
    fn cell_text(&mut self, end: &str) -> OdsText {
        let (mut text, mut note, mut link, mut first) = (String::new(), None, None, true);
        let (mut spans, mut runs) = (Vec::new(), StruckRuns::default());
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
                        spans.push(outer || self.named_style(&e, "style-name").is_some_and(|l| l.struck));
                    }
                    "s" => text.push_str(&blanks(&e)),
                    "a" => link = link.or_else(|| xml::attr(&e, "href")),
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "span" => drop(spans.pop()),
                Event::End(e) if e.local_name().as_ref() == end => {
                    return OdsText { text, note, words: runs.finish(), link };
                }
                Event::Eof => return OdsText { text, note, words: runs.finish(), link },
                // Before the first paragraph there is only the indentation of the part.
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

impl OdsSheet {
    fn column_style(&self, column: u32) -> Option<OdsStyle> {
        let found = self.column_styles.partition_point(|(end, _)| *end <= column);
        self.column_styles.get(found).map(|(_, style)| *style)
    }

    fn finish(mut self) -> Grid {
        let (rows, beyond) = self.rows.finish();
        self.grid.rows = rows;
        self.grid.links.dedup_by_key(|link| link.at);
        self.grid.errors.extend(note_on_cells_beyond(beyond));
        self.grid
    }
}

/// What the element of a cell says.
struct OdsText {
    text: String,
    note: Option<Comment>,
    words: Option<StruckWords>,
    link: Option<String>,
}

#[derive(Default)]
struct Comment {
    author: Option<String>,
    text: String,
}

impl Comment {
    fn at(self, row: u32, column: u32) -> Option<Note> {
        let text = normalise_line_ends(self.text.trim());
        let at = At::new(row, u16::try_from(column).ok()?);
        (!text.is_empty()).then(|| Note { at, author: self.author.filter(|a| !a.is_empty()), text })
    }
}

/// The range of a cell that covers others.
fn merged(e: &BytesStart<'_>, row: u32, column: u32) -> Option<(At, At)> {
    let (rows, columns) = (repeats(e, "number-rows-spanned"), repeats(e, "number-columns-spanned"));
    let last =
        (row.saturating_add(rows - 1).min(LAST_ROW), column.saturating_add(columns - 1).min(u32::from(LAST_COLUMN)));
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
        return Some(n.parse::<f64>().map_or_else(|_| values::text(&n), values::number));
    }
    if let Some(date) = xml::attr(e, "date-value") {
        return Some(values::iso_date(&date));
    }
    if let Some(time) = xml::attr(e, "time-value") {
        return Some(values::iso_duration(&time));
    }
    if let Some(truth) = xml::attr(e, "boolean-value") {
        return Some(Raw::YesNo(truth.eq_ignore_ascii_case("true")));
    }
    xml::attr(e, "string-value").map(|s| Raw::Text(normalise_line_ends(&s)))
}
