//! Rules: checked over the merged whole, and written as Excel formulas so that a workbook shows the same while people type.
//!
//! A condition comes from a template already parsed ([`Expr`]). It is evaluated in three-valued logic: what depends on an
//! empty or unread cell is unknown, and a rule is only broken where that is certain.

mod context;
pub mod evaluate;
mod expr_value;
pub mod formula;
mod functions;
#[cfg(test)]
mod tests;

pub use context::{RuleContext, RuleTarget};
pub use expr_value::ExprValue;

use crate::model::condition::Expr;
use crate::model::template::{MessagePiece, Rule, Sheet};
use crate::model::value::Value;
pub(crate) use context::is_archived;
use evaluate::evaluate;

/// A record of a sheet by its values, or a whole sheet without values.
pub fn rule_target<'j, 'a>(context: &'j RuleContext<'a>, sheet: &'j Sheet, values: &'j [Value]) -> RuleTarget<'j, 'a> {
    RuleTarget { context: Some(context), sheet, values }
}

/// The value of a computed column, from the values of its record.
pub fn evaluate_column(expr: &Expr, sheet: &Sheet, values: &[Value]) -> Value {
    evaluate(expr, RuleTarget { context: None, sheet, values }).into_value()
}

/// The message about a record, or a whole sheet, that breaks a rule; none where the rule holds, does not apply, or is not
/// certain to be broken.
pub(crate) fn violation(rule: &Rule, target: RuleTarget<'_, '_>) -> Option<String> {
    let applies = rule.when.as_ref().is_none_or(|when| evaluate(when, target) == ExprValue::YesNo(true));
    if !applies || evaluate(&rule.check, target) != ExprValue::YesNo(false) {
        return None;
    }
    Some(rule.message.iter().map(|piece| piece_text(piece, target)).collect())
}

fn piece_text(piece: &MessagePiece, target: RuleTarget<'_, '_>) -> String {
    match piece {
        MessagePiece::Text(text) => text.clone(),
        // Roles that hold a letter are named by their titles.
        MessagePiece::Value(expr @ Expr::Holders(_)) => match evaluate(expr, target) {
            ExprValue::List(ids) => ExprValue::List(ids.iter().map(|id| role_title(id, target)).collect()).to_string(),
            other => other.to_string(),
        },
        MessagePiece::Value(expr) => evaluate(expr, target).to_string(),
    }
}

fn role_title(id: &ExprValue, target: RuleTarget<'_, '_>) -> ExprValue {
    let ExprValue::Text(id) = id else { return id.clone() };
    let column = target.sheet.columns.iter().find(|c| c.role() == Some(id.as_str()));
    column.map_or_else(|| ExprValue::Text(id.clone()), |c| ExprValue::Text(c.title.clone()))
}
