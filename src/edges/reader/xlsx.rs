//! Office Open XML (.xlsx, .xlsm): sheets in the usual form in one pass; of others the values of cells as the library
//! streams them, and everything else from the parts themselves.

use super::budget::Budget;
use super::cell_style::CellStyle;
use super::library_book::{Description, LibraryBook};
use super::links::sheet_links;
use super::rich_text::{StruckWords, struck_shared_strings};
use super::rows::{RowBuilder, note_on_cells_beyond};
use super::sheet_scan::{ScannedCell, ScannedSheet, scan};
use super::simple_sheet::{SimpleBook, read_simple_sheet};
use super::simple_strings::{SimpleStrings, read_simple_strings};
use super::{notes, values};
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::untrusted::{PartContent, UntrustedPackage};
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use crate::model::grid::{CellLink, Format, Grid, GridRow, Raw, RawCell, Shown, Workbook};
use crate::model::page::OWN_CHART;
use crate::model::place::At;
use calamine::{SheetVisible, XlsxError};
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

/// Cell formats that are accepted; Excel allows 65,490.
const MOST_FORMATS: usize = 70_000;
/// Bytes of a quoted text in the styles that is accepted in a workbook of many formats; font names and number formats
/// are shorter.
const LONGEST_STYLE_TEXT: usize = 2_000;

/// Reads a package that was opened within limits. `bytes` are the whole package, for the library.
pub(super) fn read_xlsx<'a>(
    bytes: &'a [u8],
    mut package: UntrustedPackage<'a>,
    limits: &Limits,
) -> Result<Workbook, Unreadable> {
    let StringTable { struck, simple } = shared_strings(&mut package, limits)?;
    let has_usual_styles = check_styles(&mut package)?;
    // Before the library reads it, so that its limits are checked first.
    let parts = SheetParts::read(&mut package)?;
    let simple = simple.filter(|_| has_usual_styles && parts.are_usual && package.has_usual_names());
    let described = simple.as_ref().and_then(|_| LibraryBook::described(bytes, &mut package, parts.by_title.values()));
    let (book, simple_strings) = match described {
        Some(book) => (book, simple),
        None => (LibraryBook::opened(bytes, &mut package)?, None),
    };
    let sheets = book.description.sheets.clone();
    let mut reader =
        XlsxReader { book, package: &mut package, parts, struck, simple_strings, budget: Budget::new(limits) };
    let grids = sheets.into_iter().map(|s| reader.sheet(s.name, shown(s.visible))).collect::<Result<Vec<_>, _>>()?;
    let Description { properties, epoch_1904, .. } = reader.book.description;
    Ok(Workbook {
        format: Format::Xlsx,
        sheets: grids,
        properties: properties.custom_properties.into_iter().collect(),
        saved_at: properties.modified,
        saved_by: properties.last_modified_by,
        epoch_1904,
        encoding: None,
        extras: ooxml_extras(&mut package),
    })
}

/// How the library says that a sheet is shown.
pub(super) fn shown(visible: SheetVisible) -> Shown {
    match visible {
        SheetVisible::Visible => Shown::Visible,
        SheetVisible::Hidden => Shown::Hidden,
        SheetVisible::VeryHidden => Shown::VeryHidden,
    }
}

/// What is read of the table of shared strings beside the library.
#[derive(Default)]
struct StringTable {
    /// The struck words, by the number of the string.
    struck: BTreeMap<u32, StruckWords>,
    /// The strings, where the table is in the simple form.
    simple: Option<SimpleStrings>,
}

/// Reads the table of shared strings. The library allocates as many strings as the table declares, so that is checked
/// here before it opens the file.
fn shared_strings(package: &mut UntrustedPackage<'_>, limits: &Limits) -> Result<StringTable, Unreadable> {
    let Some(name) = package.names().find(|n| n.ends_with("sharedstrings.xml")).map(str::to_owned) else {
        return Ok(StringTable { simple: Some(SimpleStrings::new()), ..StringTable::default() });
    };
    let (text, may_be_plain) = match package.part(&name)? {
        PartContent::Text(text) => (text, name == "xl/sharedstrings.xml"),
        PartContent::Decoded(text) => (text, false),
        PartContent::Missing | PartContent::Broken => return Ok(StringTable::default()),
    };
    let mut reader = xml::reader(&text);
    let declared = loop {
        match xml::next(&mut reader) {
            Event::Start(e) if e.local_name().as_ref() == "sst" => break xml::attr(&e, "uniqueCount"),
            Event::Eof => break None,
            _ => {}
        }
    };
    let most = limits.cells.saturating_mul(2);
    let declared = declared.and_then(|n| n.parse::<u64>().ok()).unwrap_or_default();
    let counted = if text.len() > 32 << 20 { text.matches("si>").count() + text.matches("<si/").count() } else { 0 };
    if declared > most || counted as u64 > most.saturating_mul(2) {
        return Err(Unreadable::too_many_cells(limits));
    }
    let simple = if may_be_plain { read_simple_strings(&text) } else { None };
    Ok(StringTable { struck: struck_shared_strings(&text), simple })
}

/// Refuses more cell formats than Excel has, since the library copies fonts and fills into each of them. Whether the
/// numbers of number formats are written in the usual way, so that there is no doubt which format a cell has.
fn check_styles(package: &mut UntrustedPackage<'_>) -> Result<bool, Unreadable> {
    let Some(name) = package.names().find(|n| n.ends_with("/styles.xml")).map(str::to_owned) else { return Ok(true) };
    let text = package.part(&name)?.text();
    let formats = text.matches("xf ").count() + text.matches("xf>").count() + text.matches("xf/").count();
    let longest = text.split('"').skip(1).step_by(2).map(str::len).max().unwrap_or_default();
    if formats > MOST_FORMATS * 2 || (longest > LONGEST_STYLE_TEXT && formats > 1000) {
        return Err(Unreadable::broken(format!("The workbook has {formats} cell formats; Excel allows 65490.")));
    }
    Ok(name == "xl/styles.xml" && text.split("numFmtId").skip(1).all(begins_with_usual_number))
}

/// Whether what follows the name of an attribute is a number in double quotes without needless zeros.
fn begins_with_usual_number(after_name: &str) -> bool {
    let number = after_name.strip_prefix("=\"").and_then(|value| value.split('"').next());
    number.and_then(|n| Some(n.parse::<u32>().ok()?.to_string() == n)).unwrap_or_default()
}

/// Which part is which sheet.
struct SheetParts {
    /// The part of each sheet by its title.
    by_title: BTreeMap<String, String>,
    /// What the workbook's own part refers to.
    relations: Vec<Relation>,
    /// Whether there is no doubt that the library takes the same parts for the same sheets.
    are_usual: bool,
}

impl SheetParts {
    fn read(package: &mut UntrustedPackage<'_>) -> Result<Self, Unreadable> {
        let root = package.relations("")?;
        let book = root.into_iter().find(|r| r.kind() == "officeDocument").and_then(|r| r.part);
        let book = book.unwrap_or_else(|| "xl/workbook.xml".into());
        let relations = package.relations(&book)?;
        let text = package.part(&book)?.text();
        let ids: BTreeSet<&str> = relations.iter().map(|r| r.id.as_str()).collect();
        let mut are_usual = book == "xl/workbook.xml" && ids.len() == relations.len();
        let (mut by_title, mut reader) = (BTreeMap::new(), xml::reader(&text));
        loop {
            match xml::next(&mut reader) {
                Event::Start(e) if e.local_name().as_ref() == "sheet" => {
                    let all = e.attributes();
                    let id = { all }.with_checks(false).flatten().find(|a| a.key.as_ref().ends_with(":id"));
                    let target =
                        id.and_then(|id| relations.iter().find(|r| r.id == id.value)).and_then(|r| r.part.clone());
                    if let (Some(title), Some(target)) = (xml::attr(&e, "name"), target) {
                        are_usual &= is_usual_part(&target) && !by_title.contains_key(&title);
                        by_title.entry(title).or_insert(target);
                    }
                }
                Event::Eof => return Ok(Self { by_title, relations, are_usual }),
                _ => {}
            }
        }
    }
}

/// Whether a part is named as spreadsheet programs name sheets.
fn is_usual_part(name: &str) -> bool {
    let file = name.strip_prefix("xl/worksheets/").or_else(|| name.strip_prefix("xl/chartsheets/"));
    file.is_some_and(|f| f.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-')))
}

/// A workbook while its sheets are read.
struct XlsxReader<'r, 'a> {
    book: LibraryBook<'a>,
    package: &'r mut UntrustedPackage<'a>,
    parts: SheetParts,
    struck: BTreeMap<u32, StruckWords>,
    /// The shared strings, where sheets in the simple form may be read without the library.
    simple_strings: Option<SimpleStrings>,
    budget: Budget<'r>,
}

impl XlsxReader<'_, '_> {
    fn sheet(&mut self, title: String, shown: Shown) -> Result<Grid, Unreadable> {
        self.budget.begin(&title);
        let mut grid = Grid { title, shown, ..Grid::default() };
        let part = self.parts.by_title.get(&grid.title).cloned().unwrap_or_default();
        let content = self.package.part(&part)?;
        let is_utf8 = matches!(content, PartContent::Text(_));
        let (PartContent::Text(text) | PartContent::Decoded(text)) = content else {
            grid.errors.push("The sheet is damaged and can't be read.".into());
            return Ok(grid);
        };
        let simple = if is_utf8 { self.simple_cells(&text) } else { None };
        let (rows, scanned) = match simple {
            Some(simple) => simple,
            None => self.all_cells(&text, &mut grid)?,
        };
        let formulas = self.combine(rows, scanned, &mut grid)?;
        let relations = self.package.relations(&part)?;
        grid.links = sheet_links(&text, &relations, &grid.rows, formulas)?;
        drop(text);
        grid.notes = notes::read_notes(self.package, &relations, &self.parts.relations)?;
        Ok(grid)
    }

    /// The cells of a sheet in the simple form; none where it is in another.
    fn simple_cells(&mut self, text: &str) -> Option<(RowBuilder, ScannedSheet)> {
        let strings = self.simple_strings.as_ref()?;
        let Description { styles, epoch_1904, .. } = &self.book.description;
        let book = SimpleBook { strings, styles, epoch_1904: *epoch_1904 };
        let (mut rows, mut budget) = (RowBuilder::new(), self.budget.clone());
        let scanned = read_simple_sheet(text, &book, &mut rows, &mut budget)?;
        self.budget = budget;
        Some((rows, scanned))
    }

    /// The cells of a sheet in any form: as the library reads them, and what the scan finds on them.
    fn all_cells(&mut self, text: &str, grid: &mut Grid) -> Result<(RowBuilder, ScannedSheet), Unreadable> {
        let mut scanned = scan(text, false, &self.struck, &mut self.budget)?;
        let mut rows = RowBuilder::new();
        if self.cells(&grid.title, &mut rows, &mut grid.errors)? {
            scanned.cells = scan(text, true, &self.struck, &mut self.budget)?.cells;
        }
        Ok((rows, scanned))
    }

    /// Reads all cells into `rows`. Whether the library refused any.
    fn cells(&mut self, title: &str, rows: &mut RowBuilder, errors: &mut Vec<String>) -> Result<bool, Unreadable> {
        let Description { epoch_1904, styles, .. } = &self.book.description;
        let (epoch_1904, styles) = (*epoch_1904, styles.clone());
        let Ok(mut reader) = self.book.whole(self.package)?.worksheet_cells_reader(title) else {
            errors.push("The sheet is damaged and can't be read.".into());
            return Ok(false);
        };
        let (mut refused, mut row) = (false, 0);
        loop {
            match reader.next_cell_with_style_id() {
                Ok(None) => return Ok(refused),
                Ok(Some((cell, style))) => {
                    let CellStyle { struck, percent, decimals, fill, .. } =
                        styles.get(style).copied().unwrap_or_default();
                    let at = cell.get_position();
                    row = at.0;
                    let raw = values::from_data_ref(cell.get_value(), epoch_1904);
                    rows.push(
                        at.0,
                        at.1,
                        RawCell { raw, formula: false, struck, percent, decimals, fill },
                        &mut self.budget,
                    )?;
                }
                Err(XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_)) => {
                    errors.push(format!(
                        "The sheet is damaged after row {}; the rows below it can't be read.",
                        row.saturating_add(1)
                    ));
                    return Ok(refused);
                }
                Err(_) => refused = true,
            }
        }
    }

    /// Puts what the library read and what the scan found into one grid. Gives the links that formulas make.
    fn combine(
        &mut self,
        rows: RowBuilder,
        scanned: ScannedSheet,
        grid: &mut Grid,
    ) -> Result<Vec<CellLink>, Unreadable> {
        let (mut rows, beyond) = rows.finish();
        let (mut missing, mut links) = (Vec::new(), Vec::new());
        for (row, column, mut scanned_cell) in scanned.cells {
            let at = u16::try_from(column).ok().map(|column| At::new(row, column));
            links.extend(at.zip(scanned_cell.link.take()).map(|(at, address)| CellLink { at, address }));
            match cell_mut(&mut rows, row, column) {
                Some(cell) => apply(scanned_cell, cell),
                None => missing.push((row, column, scanned_cell)),
            }
        }
        if !missing.is_empty() {
            let mut all = RowBuilder::from_rows(rows);
            for (row, column, scanned_cell) in missing {
                let mut cell = RawCell::default();
                apply(scanned_cell, &mut cell);
                all.push(row, column, cell, &mut self.budget)?;
            }
            rows = all.finish().0;
        }
        for (at, struck) in scanned.struck {
            match cell_mut(&mut rows, at.row, at.column.into()) {
                Some(cell) if struck.all => cell.struck = true,
                Some(cell) if !cell.struck => grid.struck_words.push((at, struck.words)),
                _ => {}
            }
        }
        grid.rows = rows;
        grid.hidden_rows = scanned.hidden_rows;
        grid.hidden_columns = scanned.hidden_columns;
        grid.merged = scanned.merged;
        grid.errors.extend(note_on_cells_beyond(beyond));
        Ok(links)
    }
}

fn cell_mut(rows: &mut [GridRow], row: u32, column: u32) -> Option<&mut RawCell> {
    let column = u16::try_from(column).ok()?;
    let at = rows.binary_search_by_key(&row, |r| r.number).ok()?;
    let cells = &mut rows.get_mut(at)?.cells;
    let at = cells.binary_search_by_key(&column, |(c, _)| *c).ok()?;
    cells.get_mut(at).map(|(_, cell)| cell)
}

/// Adds to a cell what the scan found on it. A value that the library read stays.
fn apply(scanned: ScannedCell, cell: &mut RawCell) {
    cell.formula |= scanned.formula;
    if cell.raw != Raw::Empty {
        return;
    }
    if let Some(formula) = scanned.uncalculated {
        cell.raw = Raw::Uncalculated(formula);
    } else if let Some(text) = scanned.text {
        cell.raw = Raw::Error(text);
    } else if scanned.formula {
        cell.raw = Raw::Text(String::new());
    }
}

/// What the package holds beside cells, in words. Charts of the program's own don't count: they are drawn anew.
pub(super) fn ooxml_extras(package: &mut UntrustedPackage<'_>) -> Vec<String> {
    let only_own_charts = all_charts_are_own(package);
    let kinds = [
        ("/charts/chart", "charts"),
        ("/chartsheets/", "chart sheets"),
        ("/media/", "pictures"),
        ("/diagrams/", "diagrams"),
        ("/pivottables/", "pivot tables"),
        ("/slicers/", "slicers"),
        ("/embeddings/", "embedded files"),
        ("/externallinks/", "links to other workbooks"),
        ("/ctrlprops/", "form controls"),
        ("/activex/", "form controls"),
        ("vbaproject.bin", "macros"),
    ];
    let is_there = |part: &str| package.names().any(|n| n.contains(part));
    let lost = kinds.iter().filter(|(part, what)| is_there(part) && !(only_own_charts && *what == "charts"));
    let found: BTreeSet<&str> = lost.map(|(_, what)| *what).collect();
    found.into_iter().map(str::to_owned).collect()
}

fn all_charts_are_own(package: &mut UntrustedPackage<'_>) -> bool {
    let charts = package.names().filter(|n| n.contains("/charts/chart")).count();
    let drawings: Vec<String> =
        package.names().filter(|n| n.contains("/drawings/drawing")).map(str::to_owned).collect();
    let name = format!("name=\"{OWN_CHART}");
    let own = |drawing: &String| package.part(drawing).map_or(0, |part| part.text().matches(&name).count());
    charts == drawings.iter().map(own).sum::<usize>()
}
