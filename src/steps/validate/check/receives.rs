//! Which workbooks a contact receives.

use crate::model::template::Template;
use crate::model::text::fold_title;

/// What workbooks are called.
#[derive(Clone, Debug, Default)]
pub struct WorkbookNames<'t> {
    /// Their keys, their titles, and the titles of their sheets, each after the key of its workbook.
    pub names: Vec<(&'t str, &'t str)>,
    /// The keys of those that whoever receives all is sent.
    pub all: Vec<&'t str>,
}

impl<'t> WorkbookNames<'t> {
    /// The names of these workbooks.
    pub fn of(templates: &'t [Template]) -> Self {
        let of_books = templates.iter().flat_map(|t| t.titles().map(|title| (t.key.as_str(), title)));
        let of_sheets = templates
            .iter()
            .flat_map(|t| t.sheets.iter().flat_map(|s| s.titles().map(|title| (t.key.as_str(), title))));
        let all = templates.iter().filter(|t| !t.on_request).map(|t| t.key.as_str()).collect();
        Self { names: of_books.chain(of_sheets).collect(), all }
    }
}

/// Reads a `Receives` cell as workbooks, with any separators between them. Gives the keys, each once in the order typed, and
/// the words that name no workbook.
pub fn parse_receives(text: &str, templates: &WorkbookNames<'_>) -> (Vec<String>, Vec<String>) {
    let mut keys: Vec<String> = Vec::new();
    let mut unknown = Vec::new();
    for item in split(text, &[',', ';', '\n', '|', '\t']) {
        let (found, rest) = parse_item(item, templates);
        keys.extend(found);
        unknown.extend(rest);
    }
    let mut once: Vec<String> = Vec::new();
    for key in keys {
        if !once.contains(&key) {
            once.push(key);
        }
    }
    (once, unknown)
}

/// A title may hold any separator, so an item is split further only if it is no title itself; and it stays whole if none
/// of its words is one.
fn parse_item(item: &str, templates: &WorkbookNames<'_>) -> (Vec<String>, Vec<String>) {
    if matches!(fold_title(item).as_str(), "all" | "all workbooks" | "everything") {
        return (templates.all.iter().map(|key| (*key).to_owned()).collect(), Vec::new());
    }
    let names = &templates.names;
    if let Some(key) = workbook_named(item, names) {
        return (vec![key], Vec::new());
    }
    let tries = [&['/', '+', '&'][..], &[' ', '/', '+', '&'][..]].map(|marks| split_words(item, marks, names));
    let whole = tries.iter().find(|(_, unknown)| unknown.is_empty());
    let most = whole.or_else(|| tries.iter().max_by_key(|(found, _)| found.len()));
    most.filter(|(found, _)| !found.is_empty()).cloned().unwrap_or_else(|| (Vec::new(), vec![item.to_owned()]))
}

fn split_words(item: &str, marks: &[char], templates: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let mut split_up = (Vec::new(), Vec::new());
    for word in split(item, marks) {
        match workbook_named(word, templates) {
            Some(key) => split_up.0.push(key),
            None => split_up.1.push(word.to_owned()),
        }
    }
    split_up
}

fn workbook_named(word: &str, templates: &[(&str, &str)]) -> Option<String> {
    let word = fold_title(word);
    let same = |name: &str| fold_title(name) == word || fold_title(&name.replace('-', " ")) == word;
    let found = templates.iter().find(|(key, title)| same(key) || same(title));
    found.map(|(key, _)| (*key).to_owned())
}

fn split<'a>(text: &'a str, marks: &'a [char]) -> impl Iterator<Item = &'a str> {
    text.split(marks).map(str::trim).filter(|p| !p.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workbooks_are_named_by_key_or_title_with_any_separators() {
        let names = [
            ("raid", "RAID log"),
            ("raci", "RACI"),
            ("resource-requests", "Resource requests"),
            ("scope", "Scope & success"),
            ("delivery", "Deliverables"),
        ];
        // Who receives all is not sent what is sent on request.
        let all = vec!["raid", "raci", "resource-requests", "scope"];
        let templates = WorkbookNames { names: names.to_vec(), all };
        for (text, keys, unknown) in [
            ("raid", vec!["raid"], vec![]),
            ("RAID log; raci", vec!["raid", "raci"], vec![]),
            ("raid raci", vec!["raid", "raci"], vec![]),
            ("raci/raid + raci", vec!["raci", "raid"], vec![]),
            ("Scope & Success\nResource Requests", vec!["scope", "resource-requests"], vec![]),
            ("raid, radi", vec!["raid"], vec!["radi"]),
            ("raid radi", vec!["raid"], vec!["radi"]),
            ("everything there is", vec![], vec!["everything there is"]),
            ("All", vec!["raid", "raci", "resource-requests", "scope"], vec![]),
            ("all, deliverables", vec!["raid", "raci", "resource-requests", "scope", "delivery"], vec![]),
            ("  ", vec![], vec![]),
        ] {
            let found = parse_receives(text, &templates);
            assert_eq!(
                (found.0.iter().map(String::as_str).collect(), found.1.iter().map(String::as_str).collect()),
                (keys, unknown),
                "{text:?}"
            );
        }
    }
}
