//! A template that was read by itself: checked as far as one file can be, with everything that is needed to check it
//! against the others and to say where it is wrong.

use super::built_in::built_in;
use super::checker::{Checker, unknown};
use super::inline::{InlineTranslations, take_translations};
use super::raw_template::{LocatedText, RawTemplate};
use super::source_text::{SourceTexts, TemplateError, sorted};
use super::{extend, sheet};
use crate::edges::library_words::toml_words;
use crate::model::template::Template;
use serde::Deserialize;

/// A template with what is needed to say where it is wrong.
pub(super) struct Draft {
    pub(super) file: String,
    /// Whether it is a built-in template, as it is, beside files of the engagement.
    pub(super) built_in: bool,
    /// Whether its conditions are read.
    pub(super) is_read: bool,
    pub(super) source: SourceTexts,
    pub(super) raw: RawTemplate,
    /// Translations beside the file's own words.
    pub(super) inline: InlineTranslations,
    pub(super) template: Template,
}

/// Reads a template file by itself. Its conditions and translations wait until all templates are read.
pub(super) fn draft(file: &str, text: &str) -> Result<Draft, Vec<TemplateError>> {
    let mut source = SourceTexts::default();
    let (mut raw, inline) = raw_template(&mut source, file, text)?;
    if let Some(base) = raw.extends.take() {
        raw = extend_base(&mut source, raw, &base)?;
    }
    let mut c = Checker::new(&source);
    let template = sheet::template(&mut c, &raw);
    let errors = c.errors;
    match template {
        Some(template) if errors.is_empty() => {
            Ok(Draft { file: file.to_owned(), built_in: false, is_read: false, source, raw, inline, template })
        }
        _ => Err(sorted(errors)),
    }
}

fn raw_template(
    source: &mut SourceTexts,
    file: &str,
    text: &str,
) -> Result<(RawTemplate, InlineTranslations), Vec<TemplateError>> {
    let moved = source.add(file, text);
    split(&moved).map_err(|e| vec![source.error(e.span().map_or(0, |s| s.start), reworded(e.message()))])
}

/// The template in English, and its translations.
pub(super) fn split(text: &str) -> Result<(RawTemplate, InlineTranslations), toml::de::Error> {
    let mut table = toml::de::DeTable::parse(text)?;
    let inline = take_translations(table.get_mut());
    let mut raw = RawTemplate::deserialize(toml::Deserializer::from(table));
    if let Err(e) = &mut raw {
        e.set_input(Some(text));
    }
    Ok((raw?, inline))
}

/// The parser's message; an unknown key gets the nearest known one instead of a list of all.
pub(super) fn reworded(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    match quoted.next() {
        Some(word) if message.starts_with("unknown field") => unknown("key", word, &quoted.collect::<Vec<_>>()),
        _ => toml_words(message),
    }
}

fn extend_base(
    source: &mut SourceTexts,
    own: RawTemplate,
    base: &LocatedText,
) -> Result<RawTemplate, Vec<TemplateError>> {
    let all = built_in();
    let keys: Vec<&str> = all.iter().filter_map(|(name, _)| name.strip_suffix(".toml")).collect();
    let Some((name, text)) = all.iter().find(|(name, _)| name.strip_suffix(".toml") == Some(base.value.as_str()))
    else {
        return Err(vec![source.error(base.at, unknown("built-in template", &base.value, &keys))]);
    };
    if let Some(key) = own.key.as_ref().filter(|k| k.value != base.value) {
        let message = format!("a file that extends `{}` has that key too; leave `key` out", base.value);
        return Err(vec![source.error(key.at, message)]);
    }
    let (base, _) = raw_template(source, name, text)?;
    Ok(extend::extended(base, own))
}
