//! What an engagement's settings change in the templates: bands, scales and how strict rules are.

use super::no_column;
use crate::model::engagement::{Engagement, Strictness};
use crate::model::policy::Policy;
use crate::model::severity::Severity;
use crate::model::template::{Column, Computed, Owner, Template};
use crate::model::text::nearest;
use rust_decimal::Decimal;

pub(super) fn apply(templates: &mut [Template], engagement: &Engagement) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, bands) in &engagement.bands {
        wrong.extend(with_column(templates, name, |column| set_bands(column, bands)));
    }
    for (name, words) in &engagement.scales {
        wrong.extend(with_column(templates, name, |column| set_scale(column, words)));
    }
    // What is said of one column counts before what is said of all.
    let (all, one): (Vec<_>, Vec<_>) = engagement.policies.iter().partition(|(name, _)| name.ends_with(".*"));
    for (name, policy) in all {
        wrong.extend(set_policies(templates, name, *policy));
    }
    for (name, policy) in one {
        wrong.extend(with_column(templates, name, |column| set_policy(column, *policy)));
    }
    for (code, strictness) in &engagement.rules {
        wrong.extend(set_strictness(templates, code, *strictness));
    }
    wrong
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

fn set_bands(column: &mut Column, wanted: &[(u32, String)]) -> Result<(), String> {
    let Some(Computed::Band { bands, .. }) = &mut column.computed else {
        return Err("it is no rating that is made of bands".into());
    };
    if wanted.is_empty() || !wanted.is_sorted_by(|a, b| a.0 < b.0) {
        return Err("bands rise from band to band, like [[1, \"Low\"], [10, \"High\"]]".into());
    }
    *bands = wanted.iter().map(|(from, label)| (Decimal::from(*from), label.clone())).collect();
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

fn set_strictness(templates: &mut [Template], code: &str, strictness: Strictness) -> Option<String> {
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
    let codes: Vec<&str> =
        templates.iter().flat_map(|t| &t.sheets).flat_map(|s| &s.rules).map(|r| r.code.as_str()).collect();
    let near = nearest(code, codes).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
    Some(format!("there is no rule `{code}`{near}"))
}
