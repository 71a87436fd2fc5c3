//! Translations beside the English words of a template: `"title.de" = "Risiken"`.

use super::raw_language::{RawBook, RawColumnWords, RawSheetWords};
use super::raw_template::{Located, LocatedText};
use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The words of a template in other languages, by their codes of two letters.
pub(super) type InlineTranslations = IndexMap<String, Located<RawBook>>;

/// Takes the translations out of a template's table, so that the rest is the template in English.
pub(super) fn take_translations(table: &mut DeTable<'_>) -> InlineTranslations {
    let mut out = InlineTranslations::new();
    for (code, key, word) in translations(table, &["title", "purpose"]) {
        let book = &mut book(&mut out, &code).value;
        *(if key == "title" { &mut book.title } else { &mut book.purpose }) = Some(word);
    }
    for sheet in tables(table.get_mut("sheets")) {
        let Some(key) = text(sheet, "key") else { continue };
        for (code, what, word) in translations(sheet, &["title", "help"]) {
            let words = &mut sheet_of(&mut out, &code, &key).value;
            *(if what == "title" { &mut words.title } else { &mut words.help }) = Some(word);
        }
        for letter in tables(sheet.get_mut("letters")) {
            let Some(label) = text(letter, "label") else { continue };
            for (code, _, word) in translations(letter, &["label"]) {
                sheet_of(&mut out, &code, &key).value.letters.insert(label.clone(), word);
            }
        }
        for column in tables(sheet.get_mut("columns")) {
            column_words(column, &key, &mut out);
        }
    }
    out
}

fn column_words(column: &mut DeTable<'_>, sheet: &str, out: &mut InlineTranslations) {
    let Some(key) = text(column, "key") else { return };
    for (code, what, word) in translations(column, &["title", "help", "example"]) {
        let words = column_of(out, &code, sheet, &key);
        let slot = match what.as_str() {
            "title" => &mut words.title,
            "help" => &mut words.help,
            _ => &mut words.example,
        };
        *slot = Some(word);
    }
    for choice in tables(column.get_mut("choices")) {
        let Some(label) = text(choice, "label") else { continue };
        for (code, _, word) in translations(choice, &["label"]) {
            column_of(out, &code, sheet, &key).choices.insert(label.clone(), word);
        }
    }
}

/// Takes keys such as `title.de` out of a table; gives language, key and text.
fn translations(table: &mut DeTable<'_>, keys: &[&str]) -> Vec<(String, String, LocatedText)> {
    let names: Vec<String> = table.keys().map(|name| name.get_ref().to_string()).collect();
    let mut out = Vec::new();
    for name in names {
        let fits = name.split_once('.').filter(|(key, code)| {
            keys.contains(key) && code.len() == 2 && code.chars().all(|x| x.is_ascii_lowercase())
        });
        let (Some((key, code)), Some(value)) = (fits, table.get(name.as_str())) else { continue };
        let DeValue::String(text) = value.get_ref() else { continue };
        out.push((code.to_owned(), key.to_owned(), LocatedText { at: value.span().start, value: text.to_string() }));
        table.remove(name.as_str());
    }
    out
}

fn tables<'t, 'i>(value: Option<&'t mut Spanned<DeValue<'i>>>) -> Vec<&'t mut DeTable<'i>> {
    let Some(DeValue::Array(items)) = value.map(Spanned::get_mut) else { return Vec::new() };
    let items = items.iter_mut();
    items
        .filter_map(|item| match item.get_mut() {
            DeValue::Table(table) => Some(table),
            _ => None,
        })
        .collect()
}

fn text(table: &DeTable<'_>, key: &str) -> Option<String> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

fn book<'o>(out: &'o mut InlineTranslations, code: &str) -> &'o mut Located<RawBook> {
    out.entry(code.to_owned()).or_insert_with(|| Located { at: 0, value: RawBook::default() })
}

fn sheet_of<'o>(out: &'o mut InlineTranslations, code: &str, sheet: &str) -> &'o mut Located<RawSheetWords> {
    let sheets = &mut book(out, code).value.sheets;
    sheets.entry(sheet.to_owned()).or_insert_with(|| Located { at: 0, value: RawSheetWords::default() })
}

fn column_of<'o>(out: &'o mut InlineTranslations, code: &str, sheet: &str, column: &str) -> &'o mut RawColumnWords {
    let columns = &mut sheet_of(out, code, sheet).value.columns;
    &mut columns.entry(column.to_owned()).or_insert_with(|| Located { at: 0, value: RawColumnWords::default() }).value
}
