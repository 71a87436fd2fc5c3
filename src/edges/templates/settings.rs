//! Changes templates as an engagement's settings ask: bands, scales, policies, what is shared, and how strict rules
//! are.

use crate::model::code::Code;
use crate::model::delivery_side::{BUILT_IN_NAME, DeliverySide};
use crate::model::engagement::{Engagement, Strictness};
use crate::model::keys::FieldKey;
use crate::model::language::{Language, called};
use crate::model::policy::Policy;
use crate::model::severity::Severity;
use crate::model::strictness::may_be_off;
use crate::model::template::{Column, Computed, Owner, StarterCell, Template, Visibility};
use crate::model::text::nearest;
use indexmap::IndexMap;
use rust_decimal::Decimal;

/// Sets the bands, scales, policies and strictness of rules of an engagement. Gives what could not be set and why.
pub fn set_rules(templates: &mut [Template], engagement: &Engagement) -> Vec<String> {
    let mut refused = Vec::new();
    for (name, bands) in &engagement.bands {
        refused.extend(with_column(templates, name, |column| set_bands(column, bands)));
    }
    for (name, words) in &engagement.scales {
        refused.extend(with_column(templates, name, |column| set_scale(column, words)));
    }
    // A policy for one column overrides one for all columns of its sheet, so it is set after it.
    let (all, one): (Vec<_>, Vec<_>) = engagement.policies.iter().partition(|(name, _)| name.ends_with(".*"));
    for (name, policy) in all {
        refused.extend(set_policies(templates, name, *policy));
    }
    for (name, policy) in one {
        refused.extend(with_column(templates, name, |column| set_policy(column, *policy)));
    }
    for (code, strictness) in &engagement.rules {
        refused.extend(set_rule(templates, code, *strictness));
    }
    refused
}

/// Sets which columns an engagement shares, by `sheet.column`. Gives what could not be set and why.
pub fn set_visibility(templates: &mut [Template], settings: &IndexMap<String, Visibility>) -> Vec<String> {
    settings.iter().filter_map(|(name, setting)| set_one(templates, name, *setting)).collect()
}

/// Calls the side that delivers as the engagement does. What it is called in the templates stays another word for it.
pub fn set_delivery(templates: &mut [Template], delivery: &DeliverySide) {
    if *delivery == DeliverySide::default() {
        return;
    }
    for sheet in templates.iter_mut().flat_map(|template| &mut template.sheets) {
        let called = |column: &mut Column| call_delivery(column, delivery).then(|| column.key.clone());
        let named: Vec<FieldKey> = sheet.columns.iter_mut().filter_map(called).collect();
        let cells = sheet.starters.iter_mut().flat_map(|starter| &mut starter.cells);
        for (_, cell) in cells.filter(|(key, _)| named.contains(key)) {
            if *cell == StarterCell::Typed(BUILT_IN_NAME.into()) {
                *cell = StarterCell::Typed(delivery.name.clone());
            }
        }
    }
}

/// Gives a column's choice of the delivery side its name; says whether the column has such a choice.
fn call_delivery(column: &mut Column, delivery: &DeliverySide) -> bool {
    let Some(choice) = column.choices.iter_mut().find(|choice| choice.label == BUILT_IN_NAME) else { return false };
    let others = std::iter::once(BUILT_IN_NAME.to_owned()).chain(delivery.also_called.iter().cloned());
    choice.synonyms.extend(others.filter(|word| *word != delivery.name));
    choice.synonyms.retain(|word| *word != delivery.name);
    choice.label.clone_from(&delivery.name);
    if column.example == BUILT_IN_NAME {
        column.example.clone_from(&delivery.name);
    }
    for words in column.words.values_mut() {
        words.labels.remove(BUILT_IN_NAME);
    }
    true
}

/// What is wrong with the language of an engagement: copies can't be written in it.
pub fn unknown_language(languages: &[Language], word: &str) -> Option<String> {
    if word.is_empty() || called(languages, word).is_some() {
        return None;
    }
    let known: Vec<String> = languages.iter().map(|l| format!("{} ({})", l.code, l.name)).collect();
    Some(format!("“language” is “{word}”, which copies can't be written in; expected one of {}.", known.join(", ")))
}

fn set_policies(templates: &mut [Template], name: &str, policy: Policy) -> Option<String> {
    let key = name.trim_end_matches(".*");
    let sheet = templates.iter_mut().flat_map(|t| &mut t.sheets).find(|s| s.key == key);
    let Some(sheet) = sheet else { return Some(no_column(templates, name)) };
    sheet.columns.iter_mut().filter(|c| !c.is_tool()).for_each(|c| c.policy = policy);
    None
}

fn set_policy(column: &mut Column, policy: Policy) -> Result<(), String> {
    if column.is_tool() {
        return Err("prekick fills it in itself, so there is nothing to settle".into());
    }
    if policy == Policy::Owner && matches!(column.owner, Owner::Either) {
        return Err("it belongs to neither side, so \"owner\" would settle nothing".into());
    }
    column.policy = policy;
    Ok(())
}

fn with_column(
    templates: &mut [Template],
    name: &str,
    set: impl FnOnce(&mut Column) -> Result<(), String>,
) -> Option<String> {
    let (sheet, key) = name.split_once('.').unwrap_or((name, ""));
    let sheets = templates.iter_mut().flat_map(|t| &mut t.sheets).filter(|s| s.key == sheet);
    let column = sheets.flat_map(|s| &mut s.columns).find(|c| c.key == key);
    match column {
        Some(column) => set(column).err().map(|why| format!("`{name}`: {why}")),
        None => Some(no_column(templates, name)),
    }
}

fn set_bands(column: &mut Column, setting: &[(u32, String)]) -> Result<(), String> {
    let Some(Computed::Band { bands, .. }) = &mut column.computed else {
        return Err("it is no rating that is made of bands".into());
    };
    if setting.is_empty() || !setting.is_sorted_by(|a, b| a.0 < b.0) {
        return Err("bands rise from band to band, like [[1, \"Low\"], [10, \"High\"]]".into());
    }
    *bands = setting.iter().map(|(from, label)| (Decimal::from(*from), label.clone())).collect();
    Ok(())
}

fn set_scale(column: &mut Column, words: &[String]) -> Result<(), String> {
    let steps = column.min.zip(column.max).map(|(min, max)| max - min + Decimal::ONE);
    if !column.kind.is_number() || steps != Some(Decimal::from(words.len())) {
        let steps =
            steps.map_or_else(|| "it has no least and greatest number".to_owned(), |n| format!("it has {n} steps"));
        return Err(format!("{} words don't fit: {steps}", words.len()));
    }
    column.scale = words.to_vec();
    Ok(())
}

fn set_rule(templates: &mut [Template], code: &str, strictness: Strictness) -> Option<String> {
    if let Some(known) = Code::known(code).filter(|known| known.as_str() == code) {
        // A run makes its findings as strict as is set.
        let refused = strictness == Strictness::Off && !may_be_off(&known);
        return refused.then(|| {
            format!("`{code}` can be info, but not off: something that a person typed or must know would be lost")
        });
    }
    let mut found = false;
    for sheet in templates.iter_mut().flat_map(|t| &mut t.sheets) {
        found |= sheet.rules.iter().any(|r| r.code.as_str() == code);
        let severity = match strictness {
            Strictness::Off => {
                sheet.rules.retain(|r| r.code.as_str() != code);
                continue;
            }
            Strictness::Info => Severity::Info,
            Strictness::Warning => Severity::Warning,
            Strictness::Error => Severity::Error,
        };
        sheet.rules.iter_mut().filter(|r| r.code.as_str() == code).for_each(|r| r.severity = severity);
    }
    if found {
        return None;
    }
    let rules = templates.iter().flat_map(|t| &t.sheets).flat_map(|s| &s.rules).map(|r| r.code.as_str());
    let near = nearest(code, rules.chain(Code::ALL.iter().map(Code::as_str)))
        .map(|n| format!("; did you mean `{n}`?"))
        .unwrap_or_default();
    Some(format!("there is no code `{code}`{near}"))
}

fn set_one(templates: &mut [Template], name: &str, setting: Visibility) -> Option<String> {
    let (sheet_key, column_key) = name.split_once('.').unwrap_or((name, ""));
    let sheet = templates.iter_mut().flat_map(|t| &mut t.sheets).find(|s| s.key == sheet_key);
    let Some(sheet) = sheet else { return Some(no_column(templates, name)) };
    let hidden = sheet.visibility == Visibility::Internal;
    let Some(column) = sheet.columns.iter_mut().find(|c| c.key == column_key) else {
        return Some(no_column(templates, name));
    };
    let why = match setting {
        Visibility::Internal => None,
        Visibility::Shared if column.commercial => Some("it is commercial matter, which never leaves"),
        Visibility::Shared if column.key == "visibility" => Some("it says which rows are internal"),
        Visibility::Shared if hidden => Some("its whole sheet is internal"),
        Visibility::Shared => None,
    };
    if why.is_none() {
        column.visibility = setting;
    }
    why.map(|why| format!("`{name}` can't be shared: {why}"))
}

fn no_column(templates: &[Template], name: &str) -> String {
    let sheets = templates.iter().flat_map(|t| &t.sheets);
    let names: Vec<String> =
        sheets.flat_map(|s| s.columns.iter().map(move |c| format!("{}.{}", s.key, c.key))).collect();
    match nearest(name, &names) {
        Some(near) => format!("there is no column `{name}`; did you mean `{near}`?"),
        None => format!("there is no column `{name}`; write sheet.column, like `risks.mitigation`"),
    }
}
