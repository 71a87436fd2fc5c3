//! The sheets that a file may be taken in as.

use crate::model::state::Master;
use crate::model::template::{Owner, Sheet, Template, Visibility};
use crate::model::text::{did_you_mean, fold};
use crate::steps::master::read::expand_matrix;
use std::sync::Arc;

/// The sheets that a file may hold: those that `WORKBOOK[/SHEET]` names, else all. An `Err` says what is not there.
pub fn target_sheets(templates: &[Template], master: &Master, target: Option<&str>) -> Result<Vec<Arc<Sheet>>, String> {
    let shaped = |s: &Sheet| Arc::new(open_to_all(expand_matrix(s, master)));
    let Some(target) = target else {
        return Ok(templates.iter().flat_map(|t| &t.sheets).map(shaped).collect());
    };
    let (workbook, sheet) = target.split_once('/').map_or((target, None), |(w, s)| (w, Some(s)));
    let keys = || templates.iter().map(|t| t.key.as_str());
    let template = templates
        .iter()
        .find(|t| fold(&t.key) == fold(workbook) || t.titles().any(|title| fold(title) == fold(workbook)))
        .ok_or_else(|| {
            let near = did_you_mean(workbook, keys());
            format!("there is no workbook {workbook}.{near} There are: {}.", keys().collect::<Vec<_>>().join(", "))
        })?;
    let Some(sheet) = sheet else { return Ok(template.sheets.iter().map(shaped).collect()) };
    let found = template
        .sheets
        .iter()
        .find(|s| fold(s.key.as_str()) == fold(sheet) || s.titles().any(|t| fold(t) == fold(sheet)));
    found.map(|s| vec![shaped(s)]).ok_or_else(|| {
        let keys: Vec<&str> = template.sheets.iter().map(|s| s.key.as_str()).collect();
        format!("the workbook {} has no sheet {sheet}. There are: {}.", template.key, keys.join(", "))
    })
}

/// The delivery team imports, and may fill in any column.
fn open_to_all(mut sheet: Sheet) -> Sheet {
    for column in sheet.columns.iter_mut().filter(|c| !c.is_tool()) {
        column.owner = Owner::Either;
        column.visibility = Visibility::Shared;
    }
    sheet
}
