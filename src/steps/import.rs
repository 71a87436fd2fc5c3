//! Importing a spreadsheet in its own layout: its columns are mapped by title and alias, the rest is reported.

mod matrix;
mod tidy;

pub use matrix::{Fitted, fit};

use super::people::{People, resolve_table};
use super::read_in::{Header, Looking, is_own, is_titled, locate, read_in_as};
use super::read_master::{prefixes, shape};
use super::recognise::{Identity, digest};
use super::reconcile::Incoming;
use crate::things::finding::Finding;
use crate::things::grid::{Format, Workbook};
use crate::things::state::Master;
use crate::things::template::{Owner, Sheet, Template, Visibility};
use crate::things::text::{fold, fold_title, nearest};
use std::sync::Arc;

/// The sheets that a file may hold: those that `WORKBOOK[/SHEET]` names, else all.
pub fn choose(templates: &[Template], master: &Master, target: Option<&str>) -> Result<Vec<Arc<Sheet>>, String> {
    let shaped = |s: &Sheet| Arc::new(open_to_all(shape(s, master)));
    let Some(target) = target else {
        return Ok(templates.iter().flat_map(|t| &t.sheets).map(shaped).collect());
    };
    let (workbook, sheet) = target.split_once('/').map_or((target, None), |(w, s)| (w, Some(s)));
    let keys = || templates.iter().map(|t| t.key.as_str());
    let template = templates
        .iter()
        .find(|t| fold(&t.key) == fold(workbook) || t.titles().any(|title| fold(title) == fold(workbook)))
        .ok_or_else(|| {
            let near = nearest(workbook, keys()).map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
            format!("there is no workbook {workbook}.{near} There are: {}.", keys().collect::<Vec<_>>().join(", "))
        })?;
    let Some(sheet) = sheet else { return Ok(template.sheets.iter().map(shaped).collect()) };
    let found =
        template.sheets.iter().find(|s| fold(&s.key) == fold(sheet) || s.titles().any(|t| fold(t) == fold(sheet)));
    found.map(|s| vec![shaped(s)]).ok_or_else(|| {
        let keys: Vec<&str> = template.sheets.iter().map(|s| s.key.as_str()).collect();
        format!("the workbook {} has no sheet {sheet}. There are: {}.", template.key, keys.join(", "))
    })
}

/// An import is the delivery team's own wish, and may hold any column.
fn open_to_all(mut sheet: Sheet) -> Sheet {
    for column in sheet.columns.iter_mut().filter(|c| !c.is_tool()) {
        column.owner = Owner::Either;
        column.visibility = Visibility::Shared;
    }
    sheet
}

/// The file as a returned copy of nobody in particular: what is new is added, what differs is asked. `named` says that
/// the user named the sheets; then what the file's other sheets hold is counted, not listed.
pub fn adopt(
    workbook: &Workbook,
    name: &str,
    sha256: &str,
    sheets: &[Arc<Sheet>],
    templates: &[Template],
    master: &Master,
    named: bool,
) -> Result<(Incoming, Vec<Finding>), String> {
    if workbook.sheets.is_empty() {
        return Err("the workbook has no sheet with cells.".into());
    }
    let prefixes = prefixes(templates);
    let pairs = pair(workbook, sheets);
    let mut read = read_in_as(workbook, &pairs, Looking { file: name, sheets, prefixes: &prefixes, language: None });
    let findings = tidy::tidy(&mut read, workbook, named);
    let digest = digest(&read);
    let people = master.sheet("contacts").map(People::of_state).unwrap_or_default();
    for table in &mut read.tables {
        resolve_table(table, &people);
    }
    let stem = name.rsplit('/').next().unwrap_or(name).to_owned();
    let identity = Identity {
        workbook: read.tables.first().map(|t| t.sheet.workbook.clone()),
        recipient: Some(stem.clone()),
        ..Identity::default()
    };
    let file = Incoming {
        file: name.to_owned(),
        sha256: sha256.to_owned(),
        identity,
        copy: format!("import:{stem}"),
        read,
        digest,
        saved_at: workbook.saved_at.clone(),
        base: None,
        one_sheet: workbook.format == Format::Csv,
        findings: Vec::new(),
    };
    Ok((file, findings))
}

/// Which sheet of the file is which of the template's: the surest pairs first, each sheet once.
fn pair(workbook: &Workbook, sheets: &[Arc<Sheet>]) -> Vec<(usize, Arc<Sheet>)> {
    let only = sheets.len() == 1;
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (i, grid) in workbook.sheets.iter().enumerate().filter(|(_, g)| !is_own(&g.title)) {
        for (j, sheet) in sheets.iter().enumerate() {
            if let Some(header) = locate(grid, sheet)
                && (only || is_likely(&header, sheet, &grid.title))
            {
                all.push((likeness(&header, sheet, &grid.title), i, j));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in all {
        if !pairs.iter().any(|(a, b)| *a == i || *b == j) {
            pairs.push((i, j));
        }
    }
    pairs.sort_by_key(|(_, j)| *j);
    pairs.into_iter().filter_map(|(i, j)| Some((i, Arc::clone(sheets.get(j)?)))).collect()
}

/// Does a title speak of a sheet: `Risk Log` of Risks?
fn is_about(title: &str, sheet: &Sheet) -> bool {
    let title = fold_title(title);
    sheet.titles().map(fold_title).any(|word| title.contains(word.strip_suffix('s').unwrap_or(&word)))
}

/// Without a title that speaks of the sheet, what names its records and two columns more must be there.
fn is_likely(header: &Header, sheet: &Sheet, title: &str) -> bool {
    let has = |key: &String| sheet.position(key).and_then(|i| header.columns.get(i)).is_some_and(Option::is_some);
    header.keyed || is_about(title, sheet) || (header.found() >= 3 && sheet.natural_key.iter().all(has))
}

fn likeness(header: &Header, sheet: &Sheet, title: &str) -> f64 {
    let keyed = if header.keyed { 1000.0 } else { 0.0 };
    let same = if is_titled(sheet, title) { 100.0 } else { 0.0 };
    let about = if is_about(title, sheet) { 20.0 } else { 0.0 };
    keyed + same + about + header.share(sheet) * 10.0 + f64::from(u32::try_from(header.found()).unwrap_or(0))
}
