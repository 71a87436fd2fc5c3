//! A template that was read by itself: checked as far as one file can be, with everything that is needed to check it
//! against the others and to say where it is wrong.

use super::built_in::built_in;
use super::checker::{Checker, unknown};
use super::inline::{self, Inline};
use super::origin::{Origin, TemplateError, sorted};
use super::raw::{RawTemplate, Word};
use super::{extend, sheet};
use crate::model::template::Template;
use serde::Deserialize;

/// A template with what is needed to say where it is wrong.
pub(super) struct Draft {
    pub(super) file: String,
    /// Is it a built-in template as it is?
    pub(super) built_in: bool,
    pub(super) origin: Origin,
    pub(super) raw: RawTemplate,
    /// What the file itself says in other languages.
    pub(super) inline: Inline,
    pub(super) template: Template,
}

/// Reads a template file by itself. Its conditions and translations wait until all templates are read.
pub(super) fn draft(file: &str, text: &str) -> Result<Draft, Vec<TemplateError>> {
    let mut origin = Origin::default();
    let (mut raw, inline) = raw_template(&mut origin, file, text)?;
    if let Some(base) = raw.extends.take() {
        raw = over_base(&mut origin, raw, &base)?;
    }
    let mut c = Checker::new(&origin);
    let template = sheet::template(&mut c, &raw);
    let errors = c.errors;
    match template {
        Some(template) if errors.is_empty() => {
            Ok(Draft { file: file.to_owned(), built_in: false, origin, raw, inline, template })
        }
        _ => Err(sorted(errors)),
    }
}

fn raw_template(origin: &mut Origin, file: &str, text: &str) -> Result<(RawTemplate, Inline), Vec<TemplateError>> {
    let moved = origin.add(file, text);
    split(&moved).map_err(|e| vec![origin.error(e.span().map_or(0, |s| s.start), reworded(e.message()))])
}

/// The template in English, and what stands beside it in other languages.
pub(super) fn split(text: &str) -> Result<(RawTemplate, Inline), toml::de::Error> {
    let mut table = toml::de::DeTable::parse(text)?;
    let inline = inline::taken(table.get_mut());
    let mut raw = RawTemplate::deserialize(toml::Deserializer::from(table));
    if let Err(e) = &mut raw {
        e.set_input(Some(text));
    }
    Ok((raw?, inline))
}

/// The parser's sentence about an unknown key, with the nearest right one instead of all of them.
pub(super) fn reworded(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    match quoted.next() {
        Some(word) if message.starts_with("unknown field") => unknown("key", word, &quoted.collect::<Vec<_>>()),
        _ => message.lines().collect::<Vec<_>>().join(" "),
    }
}

fn over_base(origin: &mut Origin, own: RawTemplate, base: &Word) -> Result<RawTemplate, Vec<TemplateError>> {
    let all = built_in();
    let keys: Vec<&str> = all.iter().filter_map(|(name, _)| name.strip_suffix(".toml")).collect();
    let Some((name, text)) = all.iter().find(|(name, _)| name.strip_suffix(".toml") == Some(base.is.as_str())) else {
        return Err(vec![origin.error(base.at, unknown("built-in template", &base.is, &keys))]);
    };
    if let Some(key) = own.key.as_ref().filter(|k| k.is != base.is) {
        let message = format!("a file that extends `{}` has that key too; leave `key` out", base.is);
        return Err(vec![origin.error(key.at, message)]);
    }
    let (base, _) = raw_template(origin, name, text)?;
    Ok(extend::extended(base, own))
}
