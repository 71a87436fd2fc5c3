//! Resolves a mapping that a person filled in: which sheet, which column, which number. What it names must exist, and be
//! named once.

use super::raci_parts::{ListPart, picked_part};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::FieldKey;
use crate::model::mapping::{FilledCell, FilledMapping, FilledTable, LEAVE_OUT, Mapping, TableMapping};
use crate::model::severity::Severity;
use crate::model::template::{Column, Sheet};
use crate::model::text::{fold, fold_title, nearest};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Resolves the names in a mapping; an `Err` says each thing that is wrong with it.
pub fn resolve_mapping(filled: &FilledMapping, sheets: &[Arc<Sheet>]) -> Result<Mapping, Vec<Finding>> {
    let mut wrong = Vec::new();
    let tables: Vec<TableMapping> =
        filled.tables.iter().map(|t| table(t, sheets, filled.profile.is_some(), &mut wrong)).collect();
    if filled.ready && wrong.is_empty() {
        let both = filled.tables.iter().zip(&tables);
        wrong.extend(both.filter_map(|(filled, table)| Some(invalid(&filled.sheet, &missing_columns(table, sheets)?))));
    }
    if wrong.is_empty() {
        Ok(Mapping { file: filled.file.clone(), ready: filled.ready, profile: filled.profile.clone(), tables })
    } else {
        Err(wrong)
    }
}

fn is_left_out(text: &str) -> bool {
    fold(text).replace(['-', '_'], " ") == LEAVE_OUT || text.trim().is_empty()
}

/// `with_variants`: whether several titles may stand for one column, since a table has one of them.
fn table(filled: &FilledTable, sheets: &[Arc<Sheet>], with_variants: bool, wrong: &mut Vec<Finding>) -> TableMapping {
    let mut out = TableMapping { shape: filled.shape.clone(), kind: filled.kind.clone(), ..TableMapping::default() };
    if is_left_out(&filled.sheet.text) {
        return out;
    }
    let Some(sheet) = find_sheet(&filled.sheet.text, sheets) else {
        wrong.push(unknown_sheet(&filled.sheet, sheets));
        return out;
    };
    out.sheet = Some(sheet.key.clone());
    let of_sheets = filled.columns.iter().filter_map(|(_, cell)| sheet_named(cell, sheets));
    let (own, others): (Vec<&Sheet>, Vec<&Sheet>) = of_sheets.partition(|of| of.key == sheet.key);
    out.moved = others.len() > own.len();
    let anew = if out.moved { matched_anew(filled, sheet, sheets) } else { BTreeMap::new() };
    for (name, cell) in &filled.columns {
        if let Some(field) = anew.get(name) {
            out.columns.insert(name.clone(), field.clone());
            continue;
        }
        let field = match column(cell, sheet) {
            Ok(field) => field,
            Err(why) => {
                wrong.push(invalid(cell, &why));
                continue;
            }
        };
        let is_twice = |key: &FieldKey| {
            !with_variants && !ListPart::of(key).may_repeat() && out.columns.values().any(|k| k.as_ref() == Some(key))
        };
        if let Some(key) = field.as_ref().filter(|key| is_twice(key)) {
            let title = sheet.column(key).map_or(key.as_str(), |c| c.title.as_str());
            wrong.push(invalid(
                cell,
                &format!(
                    "Two columns are mapped to {}: {title}; expected each once. Set one of them to “{LEAVE_OUT}”.",
                    sheet.title
                ),
            ));
        }
        out.columns.insert(name.clone(), field);
    }
    for (name, cell) in &filled.names {
        let meant = Some(cell.text.trim().to_owned()).filter(|text| !is_left_out(text));
        out.names.insert(fold(name), meant);
    }
    out.words = numbers_of_words(filled, wrong);
    out
}

/// The numbers that words count as.
fn numbers_of_words(filled: &FilledTable, wrong: &mut Vec<Finding>) -> BTreeMap<String, u32> {
    let mut out = BTreeMap::new();
    for (word, cell) in &filled.words {
        let text = cell.text.trim();
        match text.parse::<u32>() {
            Ok(number) if number <= 10 => {
                out.insert(word.clone(), number);
            }
            _ if text.is_empty() || is_left_out(text) => {}
            _ => wrong.push(invalid(
                cell,
                &format!(
                    "“{word}” is to count as “{text}”; expected a whole number of the scale, such as 4, or nothing."
                ),
            )),
        }
    }
    out
}

/// The sheet of which a column is said to be one.
fn sheet_named<'s>(cell: &FilledCell, sheets: &'s [Arc<Sheet>]) -> Option<&'s Sheet> {
    cell.text.split_once(": ").and_then(|(of, _)| find_sheet(of, sheets))
}

/// The columns of a table for which a person picked another sheet: those that nobody named for it are known by their titles.
fn matched_anew(filled: &FilledTable, sheet: &Sheet, sheets: &[Arc<Sheet>]) -> BTreeMap<String, Option<FieldKey>> {
    let is_of_another = |cell: &FilledCell| sheet_named(cell, sheets).is_some_and(|of| of.key != sheet.key);
    let is_open = |cell: &FilledCell| is_left_out(&cell.text) || is_of_another(cell);
    let named = filled.columns.iter().filter(|(_, cell)| !is_open(cell));
    let mut taken: Vec<FieldKey> = named.filter_map(|(_, cell)| column(cell, sheet).ok().flatten()).collect();
    let mut out = BTreeMap::new();
    for (name, cell) in filled.columns.iter().filter(|(_, cell)| is_open(cell)) {
        let proposed = cell.text.split_once(": ").map(|(_, title)| fold_title(title));
        let names = |c: &&Column| {
            let own = std::iter::once(&c.title).chain(&c.aliases).chain(&c.also).map(|title| fold_title(title));
            let is_named = |title: String| title == *name || Some(&title) == proposed.as_ref();
            own.into_iter().any(is_named) && !c.is_tool() && !taken.contains(&c.key)
        };
        let key = sheet.columns.iter().find(names).map(|c| c.key.clone());
        taken.extend(key.clone());
        out.insert(name.clone(), key);
    }
    out
}

fn unknown_sheet(cell: &FilledCell, sheets: &[Arc<Sheet>]) -> Finding {
    let titles: Vec<&str> = sheets.iter().map(|s| s.title.as_str()).collect();
    let near = nearest(&cell.text, titles).map(|n| format!(" The nearest is {n}.")).unwrap_or_default();
    let message = format!("There is no sheet “{}”; expected the title of a sheet, or “{LEAVE_OUT}”.{near}", cell.text);
    invalid(cell, &message)
}

/// Why nothing could be read of a table that is mapped so.
fn missing_columns(table: &TableMapping, sheets: &[Arc<Sheet>]) -> Option<String> {
    let sheet = sheets.iter().find(|s| Some(&s.key) == table.sheet.as_ref())?;
    let has = |key: &FieldKey| table.columns.values().any(|k| k.as_ref() == Some(key));
    let title = |key: &FieldKey| sheet.column(key).map_or_else(|| key.to_string(), |c| c.title.clone());
    let key = sheet.natural_key.first()?;
    if table.columns.values().all(Option::is_none) {
        return Some(format!(
            "The mapping is set to yes, but leaves out every column of the table that is {}; expected at least one of its columns, such as {}.",
            sheet.title,
            title(key)
        ));
    }
    ((sheet.across().is_some() || table.moved) && !has(key)).then(|| {
        format!(
            "The mapping is set to yes, but no column is mapped to {}: {}, which names its rows; pick the one that does.",
            sheet.title,
            title(key)
        )
    })
}

fn find_sheet<'s>(text: &str, sheets: &'s [Arc<Sheet>]) -> Option<&'s Sheet> {
    let key = text.rsplit('/').next().unwrap_or(text);
    sheets
        .iter()
        .map(AsRef::as_ref)
        .find(|s| fold(s.key.as_str()) == fold(key) || s.titles().any(|t| fold(t) == fold(text)))
}

/// `Risks: Title`, or the title or key alone.
fn column(cell: &FilledCell, sheet: &Sheet) -> Result<Option<FieldKey>, String> {
    if is_left_out(&cell.text) {
        return Ok(None);
    }
    let own = |text: &str| {
        sheet
            .columns
            .iter()
            .find(|c| fold_title(&c.title) == fold_title(text) || c.key == text.trim())
            .map(|c| c.key.clone())
    };
    let (of, title) = cell.text.split_once(": ").map_or((None, cell.text.as_str()), |(of, title)| (Some(of), title));
    if let Some(key) = own(&cell.text).or_else(|| own(title)) {
        return Ok(Some(key));
    }
    if let Some(part) = picked_part(title, sheet) {
        return Ok(Some(part.key()));
    }
    let other = of.filter(|of| sheet.titles().all(|t| fold(t) != fold(of)));
    if let Some(of) = other {
        return Err(format!(
            "“{}” is a column of {of}, but the table is {}; expected one of its columns, or “{LEAVE_OUT}”.",
            cell.text, sheet.title
        ));
    }
    let titles: Vec<&str> = sheet.columns.iter().map(|c| c.title.as_str()).collect();
    let near = nearest(title, titles).map(|n| format!(" The nearest is {}: {n}.", sheet.title)).unwrap_or_default();
    Err(format!(
        "The sheet {} has no column “{title}”; expected one of its columns, or “{LEAVE_OUT}”.{near}",
        sheet.title
    ))
}

fn invalid(cell: &FilledCell, message: &str) -> Finding {
    Finding::new(Code::DecisionInvalid, message)
        .severity(Severity::Error)
        .help(
            "Mend it in the mapping file, save, and run the same command again. Nothing of the spreadsheet was taken.",
        )
        .at(cell.place.clone())
}
