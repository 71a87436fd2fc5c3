//! The rows of a sheet whose header was found.

use super::cell::read_cell;
use super::columns::{report_columns, role_titles};
use super::context::{IngestContext, cell_place};
use super::date_orders::settle_date_orders;
use super::header::Header;
use super::ingested::{FoundNote, IngestedWorkbook, LeftoverKind, NotedField, UnknownColumn};
use super::leftovers::push_leftover;
use super::marks::collect_marks;
use super::merged::{Covered, Merged};
use super::scale_columns::note_scale_words;
use super::slots::{ColumnSlot, column_slots};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, GridRow, Raw, RawCell, Workbook};
use crate::model::place::{At, Place};
use crate::model::row_key;
use crate::model::table::{Row, Table};
use crate::model::template::Sheet;
use crate::model::text::fold_title;
use crate::model::value::Value;
use std::sync::Arc;

/// A table whose place is known: the cells, what they are, and which column is which.
#[derive(Clone, Copy, Debug)]
pub struct LocatedTable<'a> {
    /// Position of its sheet in the file.
    pub at: usize,
    /// Its cells.
    pub grid: &'a Grid,
    /// The sheet of a template that it is.
    pub sheet: &'a Arc<Sheet>,
    /// Which column is which.
    pub header: &'a Header,
}

/// Reads a table row by row. What stands around it goes to `out` as well.
pub(super) fn ingest_table(
    located: LocatedTable<'_>,
    context: IngestContext<'_>,
    workbook: &Workbook,
    out: &mut IngestedWorkbook,
) {
    let LocatedTable { grid, sheet, header, .. } = located;
    let context = IngestContext { language: context.language.or(header.language.as_deref()), ..context };
    let slots = column_slots(header);
    let merged = Merged::of(grid, header.row, u16::try_from(slots.len()).unwrap_or(u16::MAX));
    let mut reader = TableReader {
        grid,
        slots: &slots,
        context,
        workbook,
        table: empty_table(located, context.file),
        unknown: unknown_columns(sheet, header),
        out,
    };
    for raw in &grid.rows {
        if raw.number <= header.row {
            reader.row_above(raw, header);
        } else {
            reader.row(raw, merged.in_row(raw.number));
        }
    }
    let TableReader { mut table, unknown, .. } = reader;
    out.findings.extend(settle_date_orders(grid, workbook, &mut table, context));
    out.findings.extend(note_scale_words(grid, &mut table));
    collect_notes(grid, &table, &slots, context.file, out);
    collect_marks(grid, &table, &slots, context, out);
    report_columns(&table, header, out);
    out.roles.extend(role_titles(grid, &table));
    out.unknown.extend(unknown);
    for error in &grid.errors {
        out.findings
            .push(Finding::new(Code::FileUnreadable, error).on(sheet).at(Place::sheet(context.file, &grid.title)));
    }
    out.tables.push(table);
}

fn empty_table(located: LocatedTable<'_>, file: &str) -> Table {
    Table {
        sheet: Arc::clone(located.sheet),
        file: file.to_owned(),
        title: located.grid.title.clone(),
        present: located.header.columns.clone(),
        header: located.header.row,
        rows: Vec::with_capacity(located.grid.rows.len()),
    }
}

/// The columns that no template knows, and those whose title another column has; without values so far.
fn unknown_columns(sheet: &Sheet, header: &Header) -> Vec<UnknownColumn> {
    let unknown = header.unknown.iter().map(|(at, title)| (*at, title));
    let ambiguous = header.ambiguous.iter().map(|(_, at, title)| (*at, title));
    let column = |(column, title): (u16, &String)| UnknownColumn {
        sheet: sheet.key.clone(),
        column,
        title: title.clone(),
        values: Vec::new(),
    };
    unknown.chain(ambiguous).map(column).collect()
}

/// The table in the making, with what its cells are read by.
struct TableReader<'a> {
    grid: &'a Grid,
    slots: &'a [ColumnSlot],
    context: IngestContext<'a>,
    workbook: &'a Workbook,
    table: Table,
    unknown: Vec<UnknownColumn>,
    out: &'a mut IngestedWorkbook,
}

impl TableReader<'_> {
    fn slot(&self, column: u16) -> ColumnSlot {
        self.slots.get(usize::from(column)).copied().unwrap_or(ColumnSlot::None)
    }

    fn push_leftover(&mut self, row: u32, column: u16, text: String, kind: LeftoverKind) {
        push_leftover(self.grid, self.context.file, At::new(row, column), text, kind, self.out);
    }

    /// What stands above the table, apart from its own title and keys.
    fn row_above(&mut self, raw: &GridRow, header: &Header) {
        if raw.number == header.row || header.key_row == Some(raw.number) {
            return;
        }
        let sheet = Arc::clone(&self.table.sheet);
        for (column, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
            let text = cell.raw.to_string();
            // Column keys that a program left behind when it moved the columns were typed by nobody.
            let key = text.strip_prefix(sheet.key.as_str()).and_then(|rest| rest.strip_prefix('.'));
            if !key.is_some_and(|key| sheet.position(key).is_some() || key.starts_with("role:")) {
                self.push_leftover(raw.number, *column, text, LeftoverKind::Above);
            }
        }
    }

    fn row(&mut self, raw: &GridRow, covered: &[(u16, Covered<'_>)]) {
        if is_header_again(self.grid, raw, self.table.header) {
            for (at, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
                self.push_leftover(raw.number, *at, cell.raw.to_string(), LeftoverKind::Outside);
            }
            return;
        }
        let sheet = Arc::clone(&self.table.sheet);
        let mut row =
            Row { number: raw.number, values: vec![Value::Empty; sheet.columns.len()], struck: true, ..Row::default() };
        let typed = self.read_cells(raw, &sheet, &mut row);
        self.read_covered(covered, &sheet, &mut row);
        row.struck &= typed > 0;
        let above = self.table.rows.last().map_or(self.table.header, |last| last.number);
        let gap = above.saturating_add(1) < raw.number;
        let stray = row.id.is_none() && is_outside(&row, &sheet, typed, gap);
        if stray && (row.row_key.is_none() || typed == 0) {
            self.row_outside(raw, &sheet);
        }
        if !stray || row.row_key.is_some() {
            self.table.rows.push(row);
        }
    }

    /// Reads the filled cells of a row, and gives how many of them people type.
    fn read_cells(&mut self, raw: &GridRow, sheet: &Sheet, row: &mut Row) -> usize {
        let mut typed = 0;
        for (at, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
            match self.slot(*at) {
                ColumnSlot::RowKey => {
                    let text = cell.raw.to_string();
                    row.row_key = row_key::is_valid(text.trim()).then(|| text.trim().to_owned());
                }
                ColumnSlot::Field(i) => {
                    let Some(column) = sheet.columns.get(i) else { continue };
                    let link = self.grid.link(At::new(raw.number, *at));
                    read_cell((cell, link), sheet, i, self.context, self.workbook, row);
                    if !column.is_tool() {
                        typed += 1;
                        row.struck &= cell.struck;
                    }
                }
                ColumnSlot::Unknown(n) => {
                    if let Some(u) = self.unknown.get_mut(n) {
                        u.values.push((raw.number, cell.raw.to_string()));
                    }
                }
                ColumnSlot::None => {
                    self.push_leftover(raw.number, *at, cell.raw.to_string(), LeftoverKind::Beside);
                }
            }
        }
        typed
    }

    /// Reads cells that another one is merged over: they count as its value, or propose nothing.
    fn read_covered(&self, covered: &[(u16, Covered<'_>)], sheet: &Sheet, row: &mut Row) {
        for (at, covered) in covered {
            let ColumnSlot::Field(i) = self.slot(*at) else { continue };
            let Some(column) = sheet.columns.get(i).filter(|c| !c.is_tool()) else { continue };
            match covered {
                // Two records can't share a natural key.
                Covered::Same(cell) if !cell.raw.is_blank() && !sheet.natural_key.contains(&column.key) => {
                    read_cell((cell, None), sheet, i, self.context, self.workbook, row);
                }
                _ => row.silent.push(i),
            }
        }
    }

    /// A row that is no record.
    fn row_outside(&mut self, raw: &GridRow, sheet: &Sheet) {
        for (at, cell) in raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()) {
            let ColumnSlot::Field(i) = self.slot(*at) else { continue };
            // A formula prepared for a row that stayed empty was not typed by anyone.
            let prepared = sheet.columns.get(i).is_some_and(|c| c.computed.is_some());
            if !prepared || !(cell.formula || matches!(cell.raw, Raw::Uncalculated(_))) {
                self.push_leftover(raw.number, *at, cell.raw.to_string(), LeftoverKind::Outside);
            }
        }
    }
}

/// Whether a row repeats the header, as where pages were pasted one under the other.
fn is_header_again(grid: &Grid, raw: &GridRow, header: u32) -> bool {
    let title = |at: u16| grid.cell(At::new(header, at)).map(|c| fold_title(&c.raw.to_string()));
    let filled: Vec<_> = raw.cells.iter().filter(|(_, c)| !c.raw.is_blank()).collect();
    let says_its_title = |(at, cell): &(u16, RawCell)| title(*at) == Some(fold_title(&cell.raw.to_string()));
    filled.len() >= 2 && filled.into_iter().all(says_its_title)
}

/// Whether a row without an ID is no record: it has neither its natural key nor two typed values. A lone text below a blank
/// row is a remark or a legend.
fn is_outside(row: &Row, sheet: &Sheet, typed: usize, gap: bool) -> bool {
    typed == 0 || (typed == 1 && (gap || row.natural_key(sheet).is_none()))
}

fn collect_notes(grid: &Grid, table: &Table, slots: &[ColumnSlot], file: &str, out: &mut IngestedWorkbook) {
    for note in &grid.notes {
        let field = match slots.get(usize::from(note.at.column)) {
            Some(ColumnSlot::Field(i)) if note.at.row > table.header => {
                Some(NotedField { sheet: table.sheet.key.clone(), row: note.at.row, column: *i })
            }
            _ => None,
        };
        out.notes.push(FoundNote {
            place: cell_place(file, grid, note.at.row, note.at.column),
            field,
            author: note.author.clone(),
            text: note.text.clone(),
        });
    }
}
