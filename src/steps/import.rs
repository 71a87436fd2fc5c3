//! Importing a spreadsheet in its own layout: its columns are mapped by title and alias, the rest is reported.

use super::people::{People, resolve_table};
use super::read_in::{Looking, read_in};
use super::read_master::{prefixes, shape};
use super::recognise::{Identity, digest};
use super::reconcile::Incoming;
use crate::things::finding::Finding;
use crate::things::grid::{Format, Workbook};
use crate::things::state::Master;
use crate::things::template::{Sheet, Template};
use crate::things::text::{fold, nearest};
use std::sync::Arc;

/// The sheets that a file may hold: those that `WORKBOOK[/SHEET]` names, else all.
pub fn choose(templates: &[Template], master: &Master, target: Option<&str>) -> Result<Vec<Arc<Sheet>>, String> {
    let shaped = |s: &Sheet| Arc::new(shape(s, master));
    let Some(target) = target else {
        return Ok(templates.iter().flat_map(|t| &t.sheets).map(shaped).collect());
    };
    let (workbook, sheet) = target.split_once('/').map_or((target, None), |(w, s)| (w, Some(s)));
    let keys = || templates.iter().map(|t| t.key.as_str());
    let template = templates
        .iter()
        .find(|t| fold(&t.key) == fold(workbook) || fold(&t.title) == fold(workbook))
        .ok_or_else(|| {
            let near = nearest(workbook, keys()).map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
            format!("there is no workbook {workbook}.{near} There are: {}.", keys().collect::<Vec<_>>().join(", "))
        })?;
    let Some(sheet) = sheet else { return Ok(template.sheets.iter().map(shaped).collect()) };
    let found = template.sheets.iter().find(|s| fold(&s.key) == fold(sheet) || fold(&s.title) == fold(sheet));
    found.map(|s| vec![shaped(s)]).ok_or_else(|| {
        let keys: Vec<&str> = template.sheets.iter().map(|s| s.key.as_str()).collect();
        format!("the workbook {} has no sheet {sheet}. There are: {}.", template.key, keys.join(", "))
    })
}

/// The file as a returned copy of nobody in particular: what is new is added, what differs is asked.
pub fn adopt(
    workbook: &Workbook,
    name: &str,
    sha256: &str,
    sheets: &[Arc<Sheet>],
    templates: &[Template],
    master: &Master,
) -> Result<(Incoming, Vec<Finding>), String> {
    let prefixes = prefixes(templates);
    let mut read = read_in(workbook, Looking { file: name, sheets, prefixes: &prefixes });
    // A sheet that was named is looked for among all sheets, whatever its title.
    if read.tables.is_empty() && workbook.sheets.is_empty() {
        return Err("the workbook has no sheet with cells.".into());
    }
    read.missing.clear();
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
    Ok((file, Vec::new()))
}
