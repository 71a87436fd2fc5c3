//! Which details every copy carries, as an engagement's settings ask.

use crate::model::template::{Sheet, Template};
use crate::model::text::nearest;
use indexmap::IndexMap;

/// The word for every sheet.
const EVERY_SHEET: &str = "*";
/// The word for every column of a sheet.
const ALL: &str = "all";

/// Makes details that an engagement asks for columns of every copy. Gives what could not be found.
pub fn set_columns(templates: &mut [Template], settings: &IndexMap<String, Vec<String>>) -> Vec<String> {
    settings.iter().flat_map(|(sheet, keys)| set_sheets(templates, sheet, keys)).collect()
}

fn set_sheets(templates: &mut [Template], name: &str, keys: &[String]) -> Vec<String> {
    let named = |s: &&mut Sheet| name == EVERY_SHEET || s.key == name;
    let mut found: Vec<&mut Sheet> = templates.iter_mut().flat_map(|t| &mut t.sheets).filter(named).collect();
    if found.is_empty() {
        let known = templates.iter().flat_map(|t| &t.sheets).map(|s| s.key.as_str());
        return vec![not_found("sheet", name, nearest(name, known))];
    }
    keys.iter().filter_map(|key| set_key(&mut found, key)).collect()
}

/// Sets one key in all the sheets that have it.
fn set_key(sheets: &mut [&mut Sheet], key: &str) -> Option<String> {
    let mut set = key == ALL;
    for column in sheets.iter_mut().flat_map(|s| &mut s.columns).filter(|c| key == ALL || c.key == key) {
        column.detail = false;
        set = true;
    }
    if set {
        return None;
    }
    let known = sheets.iter().flat_map(|s| &s.columns).map(|c| c.key.as_str());
    let near = nearest(key, known.chain([ALL]));
    Some(match &*sheets {
        [one] => not_found(&format!("column of `{}`", one.key), key, near),
        _ => not_found("column", key, near),
    })
}

fn not_found(what: &str, name: &str, near: Option<&str>) -> String {
    let near = near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    format!("there is no {what} `{name}`{near}")
}
