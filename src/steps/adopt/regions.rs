//! The tables of a file, cut out to be read: the region of the sheet, the sheet of the template that it is, and its header.

use super::fitted_matrices::MadeColumn;
use super::made_titles::make_titles;
use super::raci_list::left_out_column;
use super::recognition::{Recognised, Recognition, UnknownKind};
use super::scales::shown_on_scale;
use super::totals::is_total;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, GridRow, Raw, Workbook};
use crate::model::keys::FieldKey;
use crate::model::mapping::{ColumnProposal, TableMapping, TableProposal};
use crate::model::place::{At, Place, column_letters};
use crate::model::severity::Severity;
use crate::model::template::Sheet;
use crate::model::text::{and_list, fold};
use crate::steps::ingest::{Header, language_of, locate};
use crate::steps::values::is_scale;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A table, cut out to be read.
#[derive(Clone, Debug)]
pub struct TableRegion {
    /// Position of its sheet in the file.
    pub at: usize,
    /// The cells.
    pub grid: Grid,
    /// What it is.
    pub sheet: Arc<Sheet>,
    /// Which column is which.
    pub header: Header,
}

/// The tables of a file, and findings about what was left out.
#[derive(Clone, Debug, Default)]
pub struct TableRegions {
    /// The tables in the order of the file.
    pub regions: Vec<TableRegion>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// Columns that were made of a list.
    pub made: Vec<MadeColumn>,
    /// Whether a person said what a table is.
    pub decided: bool,
    /// Cells that a finding lists already: position of the sheet, row, column.
    pub listed: BTreeSet<(usize, u32, u16)>,
}

/// Cuts the tables out of a file. `kept` gives the mapping that a person filled in for a table, if there is one.
pub fn cut_regions(
    workbook: &Workbook,
    file: &str,
    recognition: &Recognition,
    sheets: &[Arc<Sheet>],
    kept: &dyn Fn(&Recognised) -> Option<TableMapping>,
) -> TableRegions {
    let mut out = TableRegions::default();
    for found in &recognition.tables {
        let Some(grid) = workbook.sheets.get(found.grid) else { continue };
        let filled_in = kept(found);
        let mapping = filled_in.clone().unwrap_or_else(|| proposal_as_mapping(&found.proposal));
        let Some(sheet) = mapping.sheet.as_ref().and_then(|key| sheets.iter().find(|s| s.key == *key)) else {
            continue;
        };
        let alone = recognition.tables.iter().filter(|t| t.grid == found.grid).count() == 1;
        let part = part_of(grid, found, alone && filled_in.is_none());
        let header = if filled_in.is_none() && alone {
            locate(&part, sheet).filter(|h| Some(h.row) == found.table.header && (h.keyed || h.row_key.is_some()))
        } else {
            None
        };
        let header = header.unwrap_or_else(|| header_of(found, grid, sheet, &mapping, filled_in.is_some()));
        let (mut part, mut header) = (with_row_numbers(part, sheet, &header, &mapping), header);
        if let Some(titles) = make_titles(&mut part, &mut header, sheet, file) {
            out.made.push(titles.made);
            out.findings.push(titles.finding);
        }
        list_kinds(found, &mut out);
        if mapping.moved {
            out.findings.push(moved_table(found, sheet, &mapping, file));
        }
        if filled_in.is_some() {
            add_left_out(found, grid, file, sheet, &mapping, &mut out);
        }
        out.regions.push(TableRegion { at: found.grid, grid: part, sheet: Arc::clone(sheet), header });
    }
    out.findings.extend(untitled_findings(workbook, file, recognition));
    out.findings.extend(unknown_kind_findings(workbook, file, recognition));
    out
}

/// What was made of a table for which a person picked another sheet than was proposed.
fn moved_table(found: &Recognised, sheet: &Sheet, mapping: &TableMapping, file: &str) -> Finding {
    let of = |c: &ColumnProposal| {
        let key = mapping.columns.get(&c.name)?.as_ref()?;
        Some(format!("“{}” as {}", c.title, sheet.column(key)?.title))
    };
    let taken: Vec<String> = found.proposal.columns.iter().filter_map(of).collect();
    let message = format!(
        "In its mapping this table was changed to {}, so its columns were matched again by their titles: {}.",
        sheet.title,
        and_list(&taken)
    );
    Finding::new(Code::ColumnRenamed, message)
        .severity(Severity::Warning)
        .help("If a column is another, say so in the mapping, and run the same command again.")
        .at(Place::file(file))
}

/// A proposal as a mapping.
fn proposal_as_mapping(proposal: &TableProposal) -> TableMapping {
    let field = |f: &Option<(FieldKey, String)>| f.as_ref().map(|(key, _)| key.clone());
    TableMapping {
        shape: proposal.shape.clone(),
        kind: proposal.kind.clone(),
        sheet: proposal.sheet.as_ref().map(|(key, _)| key.clone()),
        columns: proposal.columns.iter().map(|c| (c.name.clone(), field(&c.field))).collect(),
        ..TableMapping::default()
    }
}

/// Findings about rows without titles, which can't be read.
fn untitled_findings(workbook: &Workbook, file: &str, recognition: &Recognition) -> Vec<Finding> {
    let grids = recognition.untitled.iter().filter_map(|i| workbook.sheets.get(*i));
    let say = |grid: &Grid| {
        let message =
            format!("The sheet {} holds rows without a row of titles, so nothing was read from it.", grid.title);
        Finding::new(Code::SheetNoHeader, message)
            .severity(Severity::Warning)
            .help("Put a row of titles above them, save, and run the same command again, if they are wanted.")
            .at(Place::sheet(file, &grid.title))
    };
    grids.map(say).collect()
}

/// Findings about rows of an unknown kind.
fn unknown_kind_findings(workbook: &Workbook, file: &str, recognition: &Recognition) -> Vec<Finding> {
    let mut out = Vec::new();
    for UnknownKind { grid, column, word, rows } in &recognition.unknown_kinds {
        let Some(grid) = workbook.sheets.get(*grid) else { continue };
        let Some(first) = rows.first() else { continue };
        let many = crate::model::text::count(rows.len(), "row is", "rows are");
        let message = format!(
            "“{word}” is no kind that is known, so {many} not in the master; expected Risk, Assumption, Issue, Dependency, Action or Decision."
        );
        out.push(
            Finding::new(Code::RowOutsideTable, message)
                .help("Say one of these in the list and run again, or type the rows into the master; they are listed below.")
                .at(Place::cell(file, &grid.title, At::new(*first, *column))),
        );
    }
    out
}

/// The cells of a table, without totals and legends. A sheet that holds nothing else is taken whole.
fn part_of(grid: &Grid, found: &Recognised, whole: bool) -> Grid {
    let table = &found.table;
    let header = table.header.unwrap_or_default();
    let (first, last) = table.span;
    let legend = legend_from(grid, found);
    let kept = |r: &&GridRow| {
        if r.number <= header {
            return whole || r.number == header;
        }
        let inside = whole || r.number <= table.rows.1;
        let kind = found.rows.as_ref().is_none_or(|rows| rows.contains(&r.number));
        inside && kind && r.number < legend && !is_total(r) && !table.again.contains(&r.number)
    };
    let rows = grid.rows.iter().filter(kept).map(|r| {
        let cells = r.cells.iter().filter(|(at, _)| {
            (whole || (first..=last).contains(at)) && (r.number == header || Some(*at) != found.kind_at)
        });
        GridRow { number: r.number, cells: cells.cloned().collect() }
    });
    let inside = |at: &At| {
        (whole || ((first..=last).contains(&at.column) && (header..=table.rows.1).contains(&at.row)))
            && found.rows.as_ref().is_none_or(|r| r.contains(&at.row))
    };
    Grid {
        title: grid.title.clone(),
        rows: rows.collect(),
        notes: grid.notes.iter().filter(|n| inside(&n.at)).cloned().collect(),
        merged: grid.merged.clone(),
        struck_words: grid.struck_words.iter().filter(|(at, _)| inside(at)).cloned().collect(),
        links: grid.links.iter().filter(|link| inside(&link.at)).cloned().collect(),
        shown: grid.shown,
        hidden_rows: grid.hidden_rows.clone(),
        hidden_columns: grid.hidden_columns.clone(),
        errors: grid.errors.clone(),
    }
}

/// Cells that name the kind of a row count as listed: the sheet of the row stands for it.
fn list_kinds(found: &Recognised, out: &mut TableRegions) {
    let Some(at) = found.kind_at else { return };
    out.listed.extend(found.rows.iter().flatten().map(|row| (found.grid, *row, at)));
}

/// The row from which on there is only a legend: after a gap, rows of at most two cells, under a wider table.
fn legend_from(grid: &Grid, found: &Recognised) -> u32 {
    let columns = found.table.columns.len();
    let rows: Vec<&GridRow> = grid
        .rows
        .iter()
        .filter(|r| r.number > found.table.rows.0.saturating_sub(1) && r.cells.iter().any(|(_, c)| !c.raw.is_blank()))
        .collect();
    let narrow = |r: &GridRow| r.cells.iter().filter(|(_, c)| !c.raw.is_blank()).count() <= 2;
    let mut from = u32::MAX;
    for (n, row) in rows.iter().enumerate().rev() {
        if columns < 4 || !narrow(row) {
            break;
        }
        let gap = n.checked_sub(1).and_then(|p| rows.get(p)).is_some_and(|before| row.number > before.number + 1);
        if gap {
            from = row.number;
        }
    }
    from
}

fn header_of(found: &Recognised, grid: &Grid, sheet: &Sheet, mapping: &TableMapping, filled_in: bool) -> Header {
    let titles = grid.rows.iter().find(|r| Some(r.number) == found.table.header);
    let mut header = Header {
        row: found.table.header.unwrap_or_default(),
        columns: vec![None; sheet.columns.len()],
        language: titles.and_then(|row| language_of(row, sheet)),
        ..Header::default()
    };
    for column in &found.proposal.columns {
        let field = mapping.columns.get(&column.name);
        let position = field.cloned().flatten().and_then(|key| sheet.position(&key));
        match position.and_then(|i| header.columns.get_mut(i)) {
            Some(slot @ None) => *slot = Some(column.at),
            _ if filled_in && matches!(field, Some(None)) => {}
            _ => header.unknown.push((column.at, column.title.clone())),
        }
    }
    header
}

/// Replaces words of a scale by the numbers that a person said they count as.
fn with_row_numbers(mut grid: Grid, sheet: &Sheet, header: &Header, mapping: &TableMapping) -> Grid {
    let words: BTreeMap<String, u32> = mapping.words.iter().map(|(w, n)| (fold(w), *n)).collect();
    let scales: Vec<u16> =
        sheet.columns.iter().zip(&header.columns).filter(|(c, _)| is_scale(c)).filter_map(|(_, at)| *at).collect();
    if words.is_empty() || scales.is_empty() {
        return grid;
    }
    for row in grid.rows.iter_mut().filter(|r| r.number > header.row) {
        for (_, cell) in row.cells.iter_mut().filter(|(at, _)| scales.contains(at)) {
            if let Some(number) = words.get(&fold(&shown_on_scale(cell))) {
                (cell.raw, cell.percent) = (Raw::Number(f64::from(*number)), false);
            }
        }
    }
    grid
}

/// The finding about a column that was read as the mapping says, or whose title is not one that it is known by.
fn read_as_finding(
    found: &Recognised,
    column: &ColumnProposal,
    grid: &Grid,
    file: &str,
    sheet: &Sheet,
    key: &FieldKey,
) -> Option<Finding> {
    let field = sheet.column(key)?;
    let is_certain = column.sure == 100 && column.field.as_ref().is_some_and(|(k, _)| k == key);
    let title = fold(&column.title);
    let translated = field.words.values().filter_map(|w| w.title.as_ref());
    let mut names = std::iter::once(&field.title).chain(&field.aliases).chain(translated);
    let is_known = title.is_empty() || names.any(|name| fold(name) == title);
    if is_certain && is_known {
        return None;
    }
    let why = if is_certain { "" } else { ", as the mapping says" };
    let message = format!("The column “{}” was read as {}{why}.", column.title, field.title);
    let place = Place::cell(file, &grid.title, At::new(found.table.header.unwrap_or_default(), column.at));
    let finding = Finding::new(Code::ColumnRenamed, message).on(sheet).field(key).at(place);
    Some(if is_certain { finding.severity(Severity::Info) } else { finding })
}

/// Findings about each column that a person left out, with its cells, and about words that became numbers.
fn add_left_out(
    found: &Recognised,
    grid: &Grid,
    file: &str,
    sheet: &Sheet,
    mapping: &TableMapping,
    out: &mut TableRegions,
) {
    for column in &found.proposal.columns {
        let picked = mapping.columns.get(&column.name);
        if let Some(Some(key)) = picked {
            out.findings.extend(read_as_finding(found, column, grid, file, sheet, key));
        }
        if picked != Some(&None) {
            continue;
        }
        let values =
            found.table.values(grid, column.at).filter(|(n, _)| found.rows.as_ref().is_none_or(|r| r.contains(n)));
        let mut cells = Vec::new();
        for (row, cell) in values {
            out.listed.insert((found.grid, row, column.at));
            cells.push(format!("{}: {}", At::new(row, column.at), cell.raw));
        }
        let title = if column.title.is_empty() { column_letters(column.at) } else { column.title.clone() };
        let place = Place::cell(file, &grid.title, At::new(found.table.header.unwrap_or_default(), column.at));
        out.findings.push(left_out_column(&title, &cells).on(sheet).at(place));
    }
    if !mapping.words.is_empty() {
        let words: Vec<String> = mapping.words.iter().map(|(w, n)| format!("{w} as {n}")).collect();
        let message = format!("Words of a scale were read as the mapping says: {}.", words.join(", "));
        out.findings.push(Finding::new(Code::ValueCoerced, message).on(sheet).at(Place::sheet(file, &grid.title)));
    }
}
