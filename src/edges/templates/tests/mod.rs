use super::*;
use crate::model::template::{Column, Sheet, Visibility};
use indexmap::IndexMap;

mod broken;
mod built_in;
mod own;
mod prepared;
mod shown;

/// A small template that is right; a test breaks one line of it.
const GOOD: &str = r#"key = "log"
title = "Log"
[[sheets]]
key = "entries"
title = "Entries"
id_prefix = "E-"
natural_key = ["title"]
[[sheets.columns]]
key = "id"
title = "ID"
type = "text"
owner = "tool"
[[sheets.columns]]
key = "title"
title = "Title"
aliases = ["Name"]
type = "text"
[[sheets.columns]]
key = "status"
title = "Status"
type = "choice"
choices = ["Open", { label = "Closed", synonyms = ["Done"] }]
[[sheets.columns]]
key = "first"
title = "First"
type = "date"
required_from = "Closed"
[[sheets.columns]]
key = "size"
title = "Size"
type = "integer"
min = 1
max = 5
[[sheets.columns]]
key = "double"
title = "Double"
type = "computed"
computed = { band = "size", bands = [[1, "Low"], [2.5, "High"]] }
[[sheets.rules]]
name = "right-order"
check = 'size > 0 && first <= today'
message = "It is {first}."
"#;

fn said(errors: &[TemplateError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

fn own(file: &str, text: &str) -> (String, String) {
    (file.to_owned(), text.to_owned())
}

fn built() -> Vec<Template> {
    load(&[]).unwrap_or_else(|e| panic!("{:#?}", said(&e)))
}

fn sheet<'a>(templates: &'a [Template], key: &str) -> &'a Sheet {
    templates.iter().find_map(|t| t.sheet(key)).unwrap()
}

fn column<'a>(templates: &'a [Template], sheet_key: &str, key: &str) -> &'a Column {
    sheet(templates, sheet_key).column(key).unwrap()
}
