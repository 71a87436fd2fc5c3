//! What there is to report about the columns of a table: missing, ambiguous and renamed ones.

use super::header::Header;
use super::ingested::{IngestedWorkbook, RoleTitle};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Grid;
use crate::model::place::{At, Place};
use crate::model::table::Table;
use crate::model::template::{Kind, Visibility};
use crate::model::text::and_list;

/// One finding for all columns that a sheet lacks. Columns that its base lacks as well, and without a base the internal ones,
/// are not expected. A missing column proposes nothing.
pub fn missing_columns(table: &Table, base: Option<&Table>, whole: bool) -> Option<Finding> {
    let expected = |i: usize| match base {
        Some(base) => base.present.get(i).copied().flatten().is_some(),
        None => whole || table.sheet.columns.get(i).is_some_and(|c| c.visibility == Visibility::Shared),
    };
    let missing: Vec<&str> = table
        .sheet
        .columns
        .iter()
        .enumerate()
        .filter(|(i, c)| table.present.get(*i).copied().flatten().is_none() && c.kind != Kind::Computed && expected(*i))
        .map(|(_, c)| c.title.as_str())
        .collect();
    if missing.is_empty() {
        return None;
    }
    let (noun, verb, them) = if missing.len() == 1 { ("column", "is", "it") } else { ("columns", "are", "them") };
    let message =
        format!("The {noun} {} {verb} not in this sheet; nothing in {them} counts as emptied.", and_list(&missing));
    Some(Finding::new(Code::ColumnMissing, message).on(&table.sheet).at(Place::sheet(&table.file, &table.title)))
}

/// Reports columns whose title is ambiguous, and those that were known by their hidden key alone.
pub(super) fn report_columns(table: &Table, header: &Header, out: &mut IngestedWorkbook) {
    let sheet = &table.sheet;
    for (i, at, title) in &header.ambiguous {
        let Some(column) = sheet.columns.get(*i) else { continue };
        let taken = table.present.get(*i).copied().flatten();
        let read = taken.map(crate::model::place::column_letters).unwrap_or_default();
        let message = format!(
            "Two columns are titled as {}: column {read} was read, column {} ({title}) was not.",
            column.title,
            crate::model::place::column_letters(*at)
        );
        let at = Place::cell(&table.file, &table.title, At::new(header.row, *at));
        out.findings.push(Finding::new(Code::ColumnAmbiguous, message).on(sheet).field(&column.key).at(at));
    }
    for (i, title) in &header.renamed {
        let (Some(column), Some(at)) = (sheet.columns.get(*i), table.present.get(*i).copied().flatten()) else {
            continue;
        };
        let title = if title.is_empty() { "no title" } else { title };
        let message = format!("The column {} now has the title {title}; it was known by its hidden key.", column.title);
        let at = Place::cell(&table.file, &table.title, At::new(header.row, at));
        out.findings.push(Finding::new(Code::ColumnRenamed, message).on(sheet).field(&column.key).at(at));
    }
}

/// The titles that stand over the role columns of a matrix.
pub(super) fn role_titles(grid: &Grid, table: &Table) -> Vec<RoleTitle> {
    let columns = table.sheet.columns.iter().zip(&table.present);
    let roles = columns.filter(|(c, _)| c.role().is_some()).filter_map(|(_, at)| *at);
    let title = |at: u16| grid.cell(At::new(table.header, at)).map(|c| c.raw.to_string()).unwrap_or_default();
    roles.map(|at| RoleTitle { sheet: table.sheet.key.clone(), column: at, title: title(at) }).collect()
}
