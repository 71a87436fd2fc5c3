//! Extends a built-in template by an engagement's file: what the file sets takes the place of what the template has,
//! key by key.

use super::raw_template::{Located, LocatedText, RawApproval, RawColumn, RawRule, RawSheet, RawTemplate};

/// The base with everything that the own file sets.
pub(super) fn extended(mut base: RawTemplate, own: RawTemplate) -> RawTemplate {
    over(&mut base.title, own.title);
    over(&mut base.version, own.version);
    over(&mut base.audience, own.audience);
    over(&mut base.on_request, own.on_request);
    over(&mut base.purpose, own.purpose);
    merge(&mut base.sheets, own.sheets, |s| s.key.as_ref(), over_sheet);
    base
}

fn over<T>(base: &mut Option<T>, own: Option<T>) {
    if own.is_some() {
        *base = own;
    }
}

type Parts<T> = Option<Vec<Located<T>>>;

/// Parts with a key that the base has change that part; the others are added at the end.
fn merge<T>(base: &mut Parts<T>, own: Parts<T>, key: fn(&T) -> Option<&LocatedText>, extend: fn(&mut T, T)) {
    let there = base.get_or_insert_default();
    let known = there.len();
    for part in own.into_iter().flatten() {
        let word = key(&part.value).map(|w| w.value.clone());
        let same = |b: &&mut Located<T>| word.is_some() && key(&b.value).map(|w| &w.value) == word.as_ref();
        match there.iter_mut().take(known).find(same) {
            Some(base) => extend(&mut base.value, part.value),
            None => there.push(part),
        }
    }
}

fn over_sheet(base: &mut RawSheet, own: RawSheet) {
    over(&mut base.title, own.title);
    over(&mut base.kind, own.kind);
    over(&mut base.id_prefix, own.id_prefix);
    // Nor is what tells the rows apart.
    for column in base.columns.iter_mut().flatten() {
        let identifies = |k: &LocatedText| column.value.key.as_ref().is_some_and(|key| key.value == k.value);
        if own.natural_key.iter().flat_map(|k| &k.value).any(identifies) {
            column.value.detail = None;
        }
    }
    over(&mut base.natural_key, own.natural_key);
    over(&mut base.visibility, own.visibility);
    over(&mut base.prepared_rows, own.prepared_rows);
    over(&mut base.help, own.help);
    over(&mut base.across, own.across);
    over(&mut base.letters, own.letters);
    merge(&mut base.columns, own.columns, |c| c.key.as_ref(), over_column);
    merge(&mut base.rules, own.rules, |r| r.name.as_ref(), over_rule);
    base.terms.get_or_insert_default().extend(own.terms.into_iter().flatten());
    over(&mut base.finals, own.finals);
    over(&mut base.due_kept, own.due_kept);
    over(&mut base.due, own.due);
    over(&mut base.responsible, own.responsible);
    over(&mut base.log, own.log);
    over(&mut base.starters, own.starters);
    merge(&mut base.approvals, own.approvals, |a| a.key.as_ref(), over_approval);
}

fn over_approval(base: &mut RawApproval, own: RawApproval) {
    over(&mut base.decision, own.decision);
    over(&mut base.approved, own.approved);
    over(&mut base.by, own.by);
    over(&mut base.on, own.on);
    over(&mut base.covers, own.covers);
}

fn over_column(base: &mut RawColumn, own: RawColumn) {
    // The two settings replace each other: a column is required always, from a status on, or never.
    if own.required.is_some() || own.required_from.is_some() {
        base.required = None;
        base.required_from = None;
    }
    // What must always be filled in is no detail.
    if own.required.as_ref().is_some_and(|r| r.value) {
        base.detail = None;
    }
    over(&mut base.title, own.title);
    over(&mut base.aliases, own.aliases);
    over(&mut base.kind, own.kind);
    over(&mut base.required, own.required);
    over(&mut base.required_from, own.required_from);
    over(&mut base.detail, own.detail);
    over(&mut base.fill, own.fill);
    over(&mut base.choices, own.choices);
    over(&mut base.min, own.min);
    over(&mut base.max, own.max);
    over(&mut base.max_length, own.max_length);
    over(&mut base.references, own.references);
    over(&mut base.many, own.many);
    over(&mut base.forums, own.forums);
    over(&mut base.computed, own.computed);
    over(&mut base.owner, own.owner);
    over(&mut base.visibility, own.visibility);
    over(&mut base.commercial, own.commercial);
    over(&mut base.agreed, own.agreed);
    over(&mut base.moves, own.moves);
    over(&mut base.merge, own.merge);
    over(&mut base.width, own.width);
    over(&mut base.help, own.help);
    over(&mut base.example, own.example);
    over(&mut base.open, own.open);
    over(&mut base.after_matrix, own.after_matrix);
    over(&mut base.scale, own.scale);
}

fn over_rule(base: &mut RawRule, own: RawRule) {
    over(&mut base.severity, own.severity);
    over(&mut base.over, own.over);
    over(&mut base.when, own.when);
    over(&mut base.check, own.check);
    over(&mut base.field, own.field);
    over(&mut base.blocks_baseline, own.blocks_baseline);
    over(&mut base.message, own.message);
    over(&mut base.help, own.help);
}
