//! Workbook templates: from TOML files to the model's templates, with the place of every error; and what people and
//! scripts see of them.
//!
//! The texts of template and language files go in; templates with their conditions and translations come out, or every
//! error in them. Each file is read in two passes: the first takes any words, so that one mistake hides no other; the
//! second checks them all. What only several templates together can get wrong is checked by [`load`]. What the built-in
//! files come to lies prepared beside this page, and they are read only beside an engagement's own. Nothing here touches
//! the disk or judges a record.

mod built_in;
mod carried;
mod checker;
mod column;
mod conditions;
mod draft;
mod extend;
mod fill;
mod inline;
mod language;
mod loaded;
mod other_words;
mod prepared;
mod raw_language;
mod raw_template;
mod rule;
mod settings;
mod sheet;
mod show;
mod source_text;
mod standing;

#[cfg(test)]
mod tests;

pub use built_in::built_in;
pub use carried::set_columns;
pub use language::{is_language_file, languages};
pub use loaded::LoadedTemplates;
pub use settings::{set_delivery, set_rules, set_visibility, unknown_language};
pub use show::{list_json, list_text, schema, show_json, show_text};
pub use source_text::TemplateError;

use crate::model::keys::SheetKey;
use crate::model::template::{ANSWERS_SHEET, Sheet, Template};
use crate::model::text::fold_title;
use built_in::ANSWERS;
use checker::{Checker, unknown};
use draft::{Draft, draft, split};
use raw_template::{LocatedText, RawSheet};
use rayon::prelude::*;
use source_text::sorted;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The template in a file. Sheets that it refers to may be another template's; [`load`] checks whether they exist.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(file: &str, text: &str) -> Result<Template, Vec<TemplateError>> {
    let mut drafts = vec![draft(file, text)?];
    let others = built_in().into_iter().filter_map(|(name, text)| draft(name, text).ok());
    let key = drafts.first().map(|d| d.template.key.clone());
    drafts.extend(others.filter(|d| Some(&d.template.key) != key.as_ref()));
    let errors: Vec<TemplateError> = read_conditions(&mut drafts).into_iter().filter(|e| e.file == file).collect();
    match drafts.into_iter().next() {
        Some(draft) if errors.is_empty() => Ok(draft.template),
        _ => Err(sorted(errors)),
    }
}

/// The built-in templates, replaced, extended and followed by those of an engagement, given by file name and text.
///
/// # Errors
/// Everything that is wrong in the engagement's files.
pub fn load(own: &[(String, String)]) -> Result<Vec<Template>, Vec<TemplateError>> {
    load_all(own).map(|all| all.templates)
}

/// The same as [`load`], with the sheet of questions and the languages.
///
/// # Errors
/// Everything that is wrong in the engagement's files.
pub fn load_all(own: &[(String, String)]) -> Result<LoadedTemplates, Vec<TemplateError>> {
    // Not a `LazyLock`: a thread of rayon that waits for others may be given work that needs the same templates, and
    // would wait for itself.
    static BUILT_IN: OnceLock<LoadedTemplates> = OnceLock::new();
    if !own.is_empty() {
        return read_all(own, prepared::prepared());
    }
    if let Some(loaded) = prepared::prepared().or(BUILT_IN.get()) {
        return Ok(loaded.clone());
    }
    let loaded = read_all(own, None)?;
    Ok(BUILT_IN.get_or_init(|| loaded).clone())
}

/// Reads and checks every file, the built-in ones included, whose conditions may have been read beforehand.
fn read_all(
    own: &[(String, String)],
    prepared: Option<&LoadedTemplates>,
) -> Result<LoadedTemplates, Vec<TemplateError>> {
    let mut errors = Vec::new();
    let mut drafts = Vec::new();
    for (file, text) in built_in() {
        collect(draft(file, text), &mut drafts, &mut errors);
    }
    let mut own_drafts = Vec::new();
    for (file, text) in own.iter().filter(|(file, _)| !language::is_language(file)) {
        collect(draft(file, text), &mut own_drafts, &mut errors);
    }
    errors.extend(check_duplicates(&own_drafts));
    for draft in &mut drafts {
        draft.built_in = !own.is_empty();
    }
    let changed = replace_built_in(&mut drafts, own_drafts);
    collect(draft(ANSWERS.0, ANSWERS.1), &mut drafts, &mut errors);
    errors.extend(check_across(&drafts));
    if let Some(prepared) = prepared {
        for draft in drafts.iter_mut().filter(|d| d.built_in) {
            draft.is_read = standing::take_prepared(draft, prepared, &changed);
        }
    }
    errors.extend(read_conditions(&mut drafts));
    let (files, wrong) = language::files(own);
    errors.extend(wrong);
    errors.extend(language::apply_translations(&mut drafts, &files, own.is_empty()));
    let languages = language::languages_of(&files).unwrap_or_else(|wrong| {
        errors.extend(wrong);
        Vec::new()
    });
    let mut templates: Vec<Template> = drafts.into_iter().map(|d| d.template).collect();
    language::add_yes_and_no(&mut templates, &languages);
    other_words::add_other_words(&mut templates);
    let answers = templates.pop_if(|t| t.key == ANSWERS_SHEET).and_then(|mut t| t.sheets.pop());
    if errors.is_empty() { Ok(LoadedTemplates { templates, answers, languages }) } else { Err(sorted(errors)) }
}

/// The key of the template that a file defines or extends, if it has one.
pub fn key_of(text: &str) -> Option<String> {
    let (raw, _) = split(text).ok()?;
    raw.extends.or(raw.key).map(|word| word.value)
}

fn collect(read: Result<Draft, Vec<TemplateError>>, drafts: &mut Vec<Draft>, errors: &mut Vec<TemplateError>) {
    match read {
        Ok(draft) => drafts.push(draft),
        Err(wrong) => errors.extend(wrong),
    }
}

/// An engagement's own template takes the place of the built-in one with its key. Gives the keys of the sheets that are
/// not as they were.
fn replace_built_in(drafts: &mut Vec<Draft>, own_drafts: Vec<Draft>) -> BTreeSet<SheetKey> {
    let mut changed = BTreeSet::new();
    for own in own_drafts {
        match drafts.iter_mut().find(|d| d.template.key == own.template.key) {
            Some(built_in) => {
                changed.extend(built_in.template.sheets.iter().map(|s| s.key.clone()));
                *built_in = own;
            }
            None => drafts.push(own),
        }
    }
    changed
}

fn check_duplicates(own: &[Draft]) -> Vec<TemplateError> {
    let twice = own.iter().enumerate().filter_map(|(n, draft)| {
        let first = own.iter().take(n).find(|d| d.template.key == draft.template.key)?;
        let message = format!("{} changes `{}` already; put both into one file", first.file, draft.template.key);
        Some(draft.source.error(0, message))
    });
    twice.collect()
}

/// Checks what only several templates together can get wrong: names that clash, and references to sheets.
fn check_across(drafts: &[Draft]) -> Vec<TemplateError> {
    let mut errors = Vec::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    let keys: Vec<&str> = drafts.iter().flat_map(|d| &d.template.sheets).map(|s| s.key.as_str()).collect();
    for draft in drafts {
        for sheet in draft.raw.sheets.iter().flatten().map(|s| &s.value) {
            let names = [("key", &sheet.key), ("title", &sheet.title), ("id_prefix", &sheet.id_prefix)];
            for (what, word) in names.into_iter().filter_map(|(what, word)| Some((what, word.as_ref()?))) {
                errors.extend(name_clash(draft, what, word, &mut seen));
            }
            let columns = sheet.columns.iter().flatten().filter_map(|c| c.value.references.as_ref());
            for word in
                columns.flat_map(|r| &r.value).chain(&sheet.across).filter(|w| !keys.contains(&w.value.as_str()))
            {
                errors.push(draft.source.error(word.at, unknown("sheet", &word.value, &keys)));
            }
        }
    }
    errors
}

/// Reads the conditions of all templates, which may refer to each other's sheets; templates in parallel.
fn read_conditions(drafts: &mut [Draft]) -> Vec<TemplateError> {
    let mut errors = Vec::new();
    for only_formulas in [true, false] {
        let known: Vec<Sheet> = drafts.iter().flat_map(|d| &d.template.sheets).cloned().collect();
        let sheets: Vec<&Sheet> = known.iter().collect();
        let unread = drafts.par_iter_mut().filter(|draft| !draft.is_read);
        let read = unread.map(|draft| conditions(draft, &sheets, only_formulas));
        errors.extend(read.collect::<Vec<_>>().into_iter().flatten());
    }
    errors
}

fn conditions(draft: &mut Draft, sheets: &[&Sheet], only_formulas: bool) -> Vec<TemplateError> {
    let mut c = Checker::new(&draft.source);
    let raw: Vec<&RawSheet> = draft.raw.sheets.iter().flatten().map(|s| &s.value).collect();
    for (sheet, raw) in draft.template.sheets.iter_mut().zip(raw) {
        if only_formulas {
            *sheet = rule::formulas(&mut c, sheets, sheet, raw);
        } else {
            sheet.rules = rule::rules(&mut c, sheets, sheet, raw);
            rule::starters(&mut c, sheets, sheet, raw);
        }
    }
    // A built-in rule may refer to what an engagement's own template left out; then it does not apply.
    if draft.built_in { Vec::new() } else { c.errors }
}

/// An error if another template has a sheet with the same key, title or prefix.
fn name_clash(
    draft: &Draft,
    what: &str,
    word: &LocatedText,
    seen: &mut Vec<(String, String)>,
) -> Option<TemplateError> {
    let own = (format!("{what} {}", fold_title(&word.value)), draft.template.key.clone());
    let first = seen.iter().find(|(name, _)| *name == own.0).map(|(_, workbook)| workbook.clone());
    seen.push(own);
    let message = format!("a sheet of `{}` has the {what} `{}` already", first?, word.value);
    Some(draft.source.error(word.at, message))
}
