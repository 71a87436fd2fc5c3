//! Live highlighting: formulas by which cells change their look while people type.

use super::content::{SheetContent, column_index};
use crate::model::page::{CellBlock, Highlight, Role};
use crate::model::place::{At, column_letters};
use crate::model::severity::Severity;
use crate::model::sheet_names::FIRST_ROW;
use crate::model::template::{Column, Computed, Required, Rule, Sheet};
use crate::model::value::yes_no;
use crate::steps::validate::rules::formula::{self, FormulaContext};

/// A required cell that is empty is highlighted while its row holds anything else.
pub(super) fn required_highlights(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let sheet = content.sheet;
    let typed: Vec<usize> =
        (0..sheet.columns.len()).filter(|i| sheet.columns.get(*i).is_some_and(|c| !c.is_tool())).take(8).collect();
    let mut out = Vec::new();
    for (i, column) in
        sheet.columns.iter().enumerate().filter(|(_, c)| c.required == Required::Always && (content.open)(c))
    {
        let others: Vec<String> =
            typed.iter().filter(|t| **t != i).map(|t| format!("{}<>\"\"", typed_cell(*t))).collect();
        if others.is_empty() {
            continue;
        }
        let own = At::new(FIRST_ROW, column_index(i));
        let known = known_row(content).filter(|_| !sheet.natural_key.contains(&column.key));
        let known = known.map(|known| format!(",{known}")).unwrap_or_default();
        out.push(Highlight {
            block: CellBlock::of_column(column_index(i), FIRST_ROW, last),
            formula: format!("AND({own}=\"\"{known},OR({}))", others.join(",")),
            role: Role::Error,
        });
    }
    out
}

/// Of a copy: that the row has an ID, as a new row has not; none in the master, and where the sheet shows no ID.
fn known_row(content: &SheetContent<'_>) -> Option<String> {
    let at = content.sheet.columns.iter().position(Column::is_id).filter(|_| content.for_recipient)?;
    Some(format!("{}<>\"\"", typed_cell(at)))
}

/// The cell of a column in the first row, as a formula of highlighting names it.
fn typed_cell(column: usize) -> String {
    format!("${}{}", column_letters(column_index(column)), FIRST_ROW + 1)
}

/// What breaks a rule is highlighted while people type: the rule's own column, the role cells of a rule about letters, else
/// the first column of the natural key.
pub(super) fn rule_highlights(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let sheet = content.sheet;
    let cell = typed_cell;
    let word = |column: &Column, label: &str| column.word(label, &content.language.code).to_owned();
    let context = FormulaContext { sheet, engagement: Some(content.engagement), cell: &cell, word: &word };
    let mut out = Vec::new();
    for rule in &sheet.rules {
        let role = match rule.severity {
            Severity::Error => Role::Error,
            Severity::Warning => Role::Warning,
            Severity::Info => continue,
        };
        let (Some(violation), Some((first, end))) =
            (formula::violation_formula(rule, &context), highlighted_columns(sheet, rule))
        else {
            continue;
        };
        let fills_in = |i: usize| sheet.columns.get(i).is_some_and(|c| (content.open)(c));
        if content.for_recipient && !(first..=end).all(fills_in) {
            continue;
        }
        let mut parts: Vec<String> = sheet
            .natural_key
            .iter()
            .filter_map(|k| sheet.position(k))
            .map(|i| format!("TRIM({})<>\"\"", cell(i)))
            .collect();
        parts.truncate(1);
        let archived = sheet.position("archived").zip(sheet.column("archived"));
        parts.extend(archived.map(|(i, c)| format!("{}<>\"{}\"", cell(i), word(c, yes_no(true)))));
        let identifies = sheet.columns.get(first).is_some_and(|c| sheet.natural_key.contains(&c.key));
        let known = known_row(content).filter(|_| !identifies);
        parts
            .extend(known.map(|known| if first == end { format!("OR({known},{}<>\"\")", cell(first)) } else { known }));
        parts.push(violation);
        out.push(Highlight {
            block: CellBlock::new(FIRST_ROW, column_index(first), last, column_index(end)),
            formula: format!("AND({})", parts.join(",")),
            role,
        });
    }
    out
}

/// The first and the last column that a rule highlights.
fn highlighted_columns(sheet: &Sheet, rule: &Rule) -> Option<(usize, usize)> {
    if let Some(at) = rule.field.as_ref().and_then(|key| sheet.position(key)) {
        return Some((at, at));
    }
    let roles = || sheet.columns.iter().enumerate().filter(|(_, c)| c.role().is_some()).map(|(i, _)| i);
    if rule.conditions().any(|c| !c.letters().is_empty()) {
        return roles().next().zip(roles().next_back());
    }
    sheet.natural_key.first().and_then(|key| sheet.position(key)).map(|at| (at, at))
}

/// Traffic lights, approvals and the bands of a computed rating are highlighted by their label.
pub(super) fn rating_highlights(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let mut out = Vec::new();
    for (i, column) in content.sheet.columns.iter().enumerate() {
        let own = At::new(FIRST_ROW, column_index(i));
        for (label, role) in rated_labels(column, &content.language.code) {
            out.push(Highlight {
                block: CellBlock::of_column(column_index(i), FIRST_ROW, last),
                formula: format!("{own}=\"{}\"", label.replace('"', "\"\"")),
                role,
            });
        }
    }
    out
}

/// The labels of a column that are highlighted, the worst first, each with its look.
fn rated_labels(column: &Column, language: &str) -> Vec<(String, Role)> {
    let lights: Vec<&str> = column.choices.iter().map(|c| c.label.as_str()).collect();
    if lights == ["Red", "Amber", "Green"].map(|label| column.word(label, language)) {
        let roles = [Role::Error, Role::Warning, Role::Good];
        return lights.into_iter().map(ToOwned::to_owned).zip(roles).collect();
    }
    if let Some(Computed::Approval(_)) = &column.computed {
        let roles = [("Void", Role::Error), ("Rejected", Role::Warning), ("Stands", Role::Good)];
        return roles.map(|(label, role)| (label.to_owned(), role)).to_vec();
    }
    let Some(Computed::Band { bands, .. }) = &column.computed else { return Vec::new() };
    let labels = bands.iter().rev().map(|(_, label)| label.clone());
    labels.zip([Role::Error, Role::Warning]).collect()
}
