//! Workbooks through the reading library: cell by cell where it can, so that a lone far cell costs nothing.

use super::package::{Content, Package};
use super::{Unreadable, dates, parts};
use crate::things::engagement::Limits;
use crate::things::grid::{Format, Grid, GridRow, Raw, RawCell, Shown, Workbook};
use crate::things::text::line_ends;
use calamine::{Data, DataRef, Ods, Range, Reader, SheetType, SheetVisible, Style, Xls, Xlsb, Xlsx};
use std::collections::BTreeMap;
use std::io::Cursor;

const LAST_ROW: u32 = 1_048_575;
const LAST_COLUMN: u32 = 16_383;

pub(super) fn read_package(bytes: &[u8], package: &Package<'_>, limits: &Limits) -> Result<Workbook, Unreadable> {
    let mut workbook = match package.content {
        Content::Xlsx => xlsx(bytes, package, limits)?,
        Content::Xlsb => xlsb(bytes, limits)?,
        Content::Ods => ods(bytes, limits)?,
    };
    workbook.extras = parts::not_carried(package);
    Ok(workbook)
}

fn failed(why: impl std::fmt::Display) -> Unreadable {
    let why = why.to_string();
    if why.to_lowercase().contains("password") {
        return Unreadable::new(
            "file/encrypted",
            "The workbook is protected with a password.",
            "Ask for a copy without the password.",
        );
    }
    Unreadable::damaged(format!("The workbook is damaged and can't be read ({why})."))
}

/// Collects the cells of a sheet, in the order of rows and columns, and counts them.
struct Collector {
    rows: BTreeMap<u32, Vec<(u16, RawCell)>>,
    current: Option<GridRow>,
    done: Vec<GridRow>,
    cells: u64,
    most: u64,
}

impl Collector {
    fn new(most: u64) -> Self {
        Self { rows: BTreeMap::new(), current: None, done: Vec::new(), cells: 0, most }
    }

    fn put(&mut self, row: u32, column: u32, cell: RawCell) -> Result<(), Unreadable> {
        let (true, Ok(column)) = (row <= LAST_ROW && column <= LAST_COLUMN, u16::try_from(column)) else {
            return Ok(());
        };
        self.cells += 1;
        if self.cells > self.most {
            return Err(Unreadable::too_large(format!("The workbook has more than {} cells with content.", self.most)));
        }
        match &mut self.current {
            Some(line) if line.number == row && line.cells.last().is_none_or(|(c, _)| *c < column) => {
                line.cells.push((column, cell))
            }
            Some(line) if line.number < row => {
                self.done.push(std::mem::take(line));
                *line = GridRow { number: row, cells: vec![(column, cell)] };
            }
            None => self.current = Some(GridRow { number: row, cells: vec![(column, cell)] }),
            // Cells out of order are legal, and rare.
            Some(_) => self.rows.entry(row).or_default().push((column, cell)),
        }
        Ok(())
    }

    fn finish(mut self) -> Vec<GridRow> {
        self.done.extend(self.current.take());
        if self.rows.is_empty() {
            return self.done;
        }
        for line in self.done {
            self.rows.entry(line.number).or_default().extend(line.cells);
        }
        self.rows
            .into_iter()
            .map(|(number, cells)| {
                let cells: BTreeMap<u16, RawCell> = cells.into_iter().collect();
                GridRow { number, cells: cells.into_iter().collect() }
            })
            .collect()
    }
}

fn xlsx(bytes: &[u8], package: &Package<'_>, limits: &Limits) -> Result<Workbook, Unreadable> {
    refuse_absurd_counts(package)?;
    let mut file: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
    let mut workbook = Workbook { format: Format::Xlsx, epoch_1904: file.has_1904_epoch(), ..Workbook::default() };
    if let Ok(properties) = file.workbook_properties() {
        workbook.saved_at = properties.modified.clone();
        workbook.properties = properties.custom_properties.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    }
    let sheet_parts = parts::sheet_parts(package);
    let mut left = limits.cells;
    for sheet in file.sheets_metadata().to_vec() {
        if !matches!(sheet.typ, SheetType::WorkSheet | SheetType::MacroSheet) {
            continue;
        }
        let mut grid = Grid { title: sheet.name.clone(), shown: shown(sheet.visible), ..Grid::default() };
        let part = sheet_parts.get(&sheet.name).cloned();
        let extras = part.as_deref().and_then(|p| package.part(p)).map(|xml| parts::extras(&xml)).unwrap_or_default();
        let collector = xlsx_cells(&mut file, &sheet.name, &extras, workbook.epoch_1904, left, &mut grid)?;
        left = left.saturating_sub(collector.cells);
        grid.rows = collector.finish();
        grid.hidden_rows = extras.hidden_rows;
        grid.hidden_columns = extras.hidden_columns;
        grid.notes = part.map(|p| parts::notes(package, &p)).unwrap_or_default();
        workbook.sheets.push(grid);
    }
    Ok(workbook)
}

/// Numbers in the package that would make the library ask for all memory at once.
fn refuse_absurd_counts(package: &Package<'_>) -> Result<(), Unreadable> {
    let names: Vec<String> = package
        .names()
        .filter(|n| n.to_ascii_lowercase().ends_with("sharedstrings.xml"))
        .map(ToOwned::to_owned)
        .collect();
    for name in names {
        let Some(bytes) = package.part(&name) else { continue };
        let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(2048)).unwrap_or_default()).into_owned();
        for word in ["uniqueCount=\"", "count=\""] {
            let stated =
                head.split(word).nth(1).and_then(|rest| rest.split('"').next()).and_then(|n| n.parse::<u64>().ok());
            // Every string takes at least four bytes of the part.
            if stated.is_some_and(|n| word.starts_with("unique") && n / 4 > bytes.len() as u64) {
                return Err(Unreadable::damaged("The workbook states more texts than it holds."));
            }
        }
    }
    Ok(())
}

fn xlsx_cells(
    file: &mut Xlsx<Cursor<&[u8]>>,
    title: &str,
    extras: &parts::Extras,
    from_1904: bool,
    most: u64,
    grid: &mut Grid,
) -> Result<Collector, Unreadable> {
    let mut collector = Collector::new(most);
    let mut reader = match file.worksheet_cells_reader(title) {
        Ok(reader) => reader,
        Err(why) => {
            grid.errors.push(format!("The sheet {title} is damaged and can't be read ({why})."));
            return Ok(collector);
        }
    };
    let looks = looks(reader.styles());
    let mut faults = 0u32;
    loop {
        match reader.next_cell_with_style_id() {
            Ok(None) => break,
            Ok(Some((cell, style))) => {
                let (row, column) = cell.get_position();
                let look = looks.get(style).copied().unwrap_or_default();
                let at = (row, u16::try_from(column).unwrap_or(u16::MAX));
                let formula = extras.formulas.get(&at);
                let mut raw = of_ref(cell.get_value(), from_1904);
                if extras.uncalculated.contains(&at) && raw.is_blank() {
                    raw = Raw::Uncalculated(formula.cloned().unwrap_or_default());
                }
                if raw == Raw::Empty {
                    continue;
                }
                let cell = RawCell {
                    raw,
                    formula: formula.is_some(),
                    struck: look.struck,
                    percent: look.percent,
                    fill: look.fill,
                };
                collector.put(row, column, cell)?;
            }
            Err(why) => {
                // The library can go on after a cell that it does not understand, such as a new kind of error value.
                faults += 1;
                if faults > 10_000 {
                    grid.errors.push(format!("Many cells of {title} can't be read ({why})."));
                    break;
                }
                if faults == 1 {
                    grid.errors
                        .push(format!("At least one cell of {title} holds something that can't be read ({why})."));
                }
                if is_fatal(&why) {
                    break;
                }
            }
        }
    }
    Ok(collector)
}

/// After a broken stream there is no next cell.
fn is_fatal(why: &calamine::XlsxError) -> bool {
    matches!(
        why,
        calamine::XlsxError::Xml(_)
            | calamine::XlsxError::Io(_)
            | calamine::XlsxError::Zip(_)
            | calamine::XlsxError::XmlEof(_)
    )
}

#[derive(Clone, Copy, Debug, Default)]
struct Look {
    struck: bool,
    percent: bool,
    fill: Option<u32>,
}

fn looks(styles: &[Style]) -> Vec<Look> {
    let look = |style: &Style| Look {
        struck: style.font.as_ref().is_some_and(calamine::Font::has_strikethrough),
        percent: style.number_format.as_ref().is_some_and(|n| n.format_code.contains('%')),
        fill: style
            .fill
            .as_ref()
            .filter(|f| f.pattern == calamine::FillPattern::Solid)
            .and_then(|f| f.foreground_color)
            .map(|c| c.to_argb() & 0x00FF_FFFF),
    };
    styles.iter().map(look).collect()
}

fn of_ref(value: &DataRef<'_>, from_1904: bool) -> Raw {
    match value {
        DataRef::Empty => Raw::Empty,
        DataRef::Int(n) => Raw::Number(*n as f64),
        DataRef::Float(n) => number(*n),
        DataRef::String(t) => text(t),
        DataRef::SharedString(t) => text(t),
        DataRef::Bool(b) => Raw::YesNo(*b),
        DataRef::DateTime(d) => moment(d.as_f64(), d.is_duration(), from_1904),
        DataRef::DateTimeIso(t) => dates::of_iso(t).map_or_else(|| text(t), Raw::Date),
        DataRef::DurationIso(t) => text(t),
        DataRef::Error(e) => Raw::Error(e.to_string()),
    }
}

fn of_data(value: &Data, from_1904: bool) -> Raw {
    match value {
        Data::Empty => Raw::Empty,
        Data::Int(n) => Raw::Number(*n as f64),
        Data::Float(n) => number(*n),
        Data::String(t) => text(t),
        Data::Bool(b) => Raw::YesNo(*b),
        Data::DateTime(d) => moment(d.as_f64(), d.is_duration(), from_1904),
        Data::DateTimeIso(t) => dates::of_iso(t).map_or_else(|| text(t), Raw::Date),
        Data::DurationIso(t) => text(t),
        Data::Error(e) => Raw::Error(e.to_string()),
    }
}

fn number(n: f64) -> Raw {
    if n.is_finite() { Raw::Number(n) } else { Raw::Error("#NUM!".into()) }
}

fn text(t: &str) -> Raw {
    if t.is_empty() { Raw::Empty } else { Raw::Text(line_ends(t)) }
}

fn moment(serial: f64, duration: bool, from_1904: bool) -> Raw {
    if duration {
        return number(serial);
    }
    dates::of_serial(serial, from_1904).map_or_else(|| number(serial), Raw::Date)
}

fn shown(visible: SheetVisible) -> Shown {
    match visible {
        SheetVisible::Visible => Shown::Visible,
        SheetVisible::Hidden => Shown::Hidden,
        SheetVisible::VeryHidden => Shown::VeryHidden,
    }
}

fn xlsb(bytes: &[u8], limits: &Limits) -> Result<Workbook, Unreadable> {
    let mut file: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(failed)?;
    let mut workbook = Workbook { format: Format::Xlsb, epoch_1904: file.has_1904_epoch(), ..Workbook::default() };
    if let Ok(properties) = file.workbook_properties() {
        workbook.saved_at = properties.modified.clone();
        workbook.properties = properties.custom_properties.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    }
    let epoch = workbook.epoch_1904;
    let mut left = limits.cells;
    for sheet in file.sheets_metadata().to_vec() {
        let mut grid = Grid { title: sheet.name.clone(), shown: shown(sheet.visible), ..Grid::default() };
        let mut collector = Collector::new(left);
        match file.worksheet_cells_reader(&sheet.name) {
            Ok(mut reader) => loop {
                match reader.next_cell() {
                    Ok(Some(cell)) => {
                        let (row, column) = cell.get_position();
                        let raw = of_ref(cell.get_value(), epoch);
                        if raw != Raw::Empty {
                            collector.put(row, column, RawCell { raw, ..RawCell::default() })?;
                        }
                    }
                    Ok(None) => break,
                    Err(why) => {
                        grid.errors.push(format!("The sheet {} is damaged ({why}).", sheet.name));
                        break;
                    }
                }
            },
            Err(why) => grid.errors.push(format!("The sheet {} can't be read ({why}).", sheet.name)),
        }
        left = left.saturating_sub(collector.cells);
        grid.rows = collector.finish();
        workbook.sheets.push(grid);
    }
    Ok(workbook)
}

fn ods(bytes: &[u8], limits: &Limits) -> Result<Workbook, Unreadable> {
    let mut file: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(failed)?;
    let mut workbook = Workbook { format: Format::Ods, ..Workbook::default() };
    if let Ok(properties) = file.workbook_properties() {
        workbook.saved_at = properties.modified.clone();
        workbook.properties = properties.custom_properties.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    }
    ranges(&mut workbook, file.sheets_metadata().to_vec(), limits, |name| {
        file.worksheet_range(name).map_err(|e| e.to_string())
    })?;
    Ok(workbook)
}

pub(super) fn read_xls(bytes: &[u8], limits: &Limits) -> Result<Workbook, Unreadable> {
    let mut file: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(failed)?;
    let mut workbook = Workbook { format: Format::Xls, epoch_1904: file.has_1904_epoch(), ..Workbook::default() };
    if let Ok(properties) = file.workbook_properties() {
        workbook.saved_at = properties.modified.clone();
        workbook.properties = properties.custom_properties.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
    }
    ranges(&mut workbook, file.sheets_metadata().to_vec(), limits, |name| {
        file.worksheet_range(name).map_err(|e| e.to_string())
    })?;
    Ok(workbook)
}

/// Formats of which the library gives whole sheets.
fn ranges(
    workbook: &mut Workbook,
    sheets: Vec<calamine::Sheet>,
    limits: &Limits,
    mut range: impl FnMut(&str) -> Result<Range<Data>, String>,
) -> Result<(), Unreadable> {
    let mut left = limits.cells;
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut grid = Grid { title: sheet.name.clone(), shown: shown(sheet.visible), ..Grid::default() };
        match range(&sheet.name) {
            Ok(range) => {
                let mut collector = Collector::new(left);
                let (top, first) = range.start().unwrap_or_default();
                for (row, column, value) in range.used_cells() {
                    let raw = of_data(value, workbook.epoch_1904);
                    if raw != Raw::Empty {
                        let at = (u32::try_from(row).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX));
                        collector.put(
                            top.saturating_add(at.0),
                            first.saturating_add(at.1),
                            RawCell { raw, ..RawCell::default() },
                        )?;
                    }
                }
                left = left.saturating_sub(collector.cells);
                grid.rows = collector.finish();
            }
            Err(why) => grid.errors.push(format!("The sheet {} can't be read ({why}).", sheet.name)),
        }
        workbook.sheets.push(grid);
    }
    Ok(())
}
