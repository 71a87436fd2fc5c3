//! Conditions of built-in templates beside an engagement's own files: which of them stand as they were prepared, since
//! nothing that they refer to is another's.

use super::draft::Draft;
use super::loaded::LoadedTemplates;
use crate::model::condition::{Expr, Function, Member};
use crate::model::keys::SheetKey;
use crate::model::template::{Computed, MessagePiece, Sheet, StarterCell, Template};
use std::collections::BTreeSet;

/// Takes over the prepared conditions of a built-in template, unless they refer to a sheet that the engagement changes.
/// Says whether it did.
pub(super) fn take_prepared(draft: &mut Draft, prepared: &LoadedTemplates, changed: &BTreeSet<SheetKey>) -> bool {
    let key = &draft.template.key;
    let stands = |t: &&Template| t.key == *key && !t.sheets.iter().any(|s| refers_to(s, changed));
    let Some(prepared) = prepared.templates.iter().find(stands) else { return false };
    for (sheet, prepared) in draft.template.sheets.iter_mut().zip(&prepared.sheets) {
        sheet.rules.clone_from(&prepared.rules);
        sheet.starters.clone_from(&prepared.starters);
        for (column, prepared) in sheet.columns.iter_mut().zip(&prepared.columns) {
            column.computed.clone_from(&prepared.computed);
        }
    }
    true
}

/// Whether a condition of a sheet looks at a record of one of these sheets.
pub(super) fn refers_to(sheet: &Sheet, others: &BTreeSet<SheetKey>) -> bool {
    let of_rules = sheet.rules.iter().flat_map(|rule| {
        let values = rule.message.iter().filter_map(|piece| match piece {
            MessagePiece::Value(expr) => Some(expr),
            MessagePiece::Text(_) => None,
        });
        rule.conditions().chain(values)
    });
    let of_columns = sheet.columns.iter().filter_map(|column| match &column.computed {
        Some(Computed::Formula { expr, .. }) => Some(expr),
        _ => None,
    });
    let of_starters = sheet.starters.iter().flat_map(|s| &s.cells).filter_map(|(_, cell)| match cell {
        StarterCell::Made(expr) => Some(expr),
        StarterCell::Typed(_) | StarterCell::Named(_) => None,
    });
    of_rules.chain(of_columns).chain(of_starters).any(|expr| looks_at(expr, sheet, others))
}

fn looks_at(expr: &Expr, own: &Sheet, others: &BTreeSet<SheetKey>) -> bool {
    let mut found = false;
    expr.walk(&mut |part| {
        found |= sheet_of(part, own).is_some_and(|key| others.contains(key));
        // What a name of another sheet stands for looks at sheets as well.
        if let Expr::Of(_, Member::Term(term)) = part {
            found |= looks_at(term, own, others);
        }
    });
    found
}

/// The key of the sheet whose records a part of a condition gives.
fn sheet_of<'e>(part: &'e Expr, own: &'e Sheet) -> Option<&'e str> {
    match part {
        Expr::Records(sheet) | Expr::Where { sheet, .. } => Some(sheet.as_str()),
        Expr::Call(Function::Contact, _) => Some("contacts"),
        Expr::Holders(_) => own.across().map(SheetKey::as_str),
        _ => None,
    }
}
