//! Rules: judged over the merged whole, and written as Excel formulas so that a workbook shows the same while people type.

pub mod evaluate;
pub mod formula;
mod functions;
mod world;

pub use world::{Judged, World};

use crate::model::condition::Expr;
use crate::model::template::{Piece, Rule, Sheet};
use crate::model::value::Value;
use evaluate::{Val, evaluate};
pub(crate) use world::is_archived;

/// A record of a sheet by its values, or a whole sheet without values, as what is judged.
pub fn judged<'j, 'a>(world: &'j World<'a>, sheet: &'j Sheet, values: &'j [Value]) -> Judged<'j, 'a> {
    Judged { world: Some(world), sheet, values }
}

/// The value of a computed column, from the values of its record.
pub fn compute(expr: &Expr, sheet: &Sheet, values: &[Value]) -> Value {
    evaluate::as_value(evaluate(expr, Judged { world: None, sheet, values }))
}

/// The sentence about a record, or about a whole sheet, that breaks a rule; nothing where the rule holds, does not apply, or
/// can't be known to be broken.
pub(crate) fn broken(rule: &Rule, judged: Judged<'_, '_>) -> Option<String> {
    let applies = rule.when.as_ref().is_none_or(|when| evaluate(when, judged) == Val::YesNo(true));
    if !applies || evaluate(&rule.check, judged) != Val::YesNo(false) {
        return None;
    }
    Some(rule.message.iter().map(|piece| said(piece, judged)).collect())
}

fn said(piece: &Piece, judged: Judged<'_, '_>) -> String {
    match piece {
        Piece::Text(text) => text.clone(),
        // Who holds a letter is said by title.
        Piece::Value(expr @ Expr::Holders(_)) => match evaluate(expr, judged) {
            Val::List(ids) => Val::List(ids.iter().map(|id| titled(id, judged)).collect()).to_string(),
            other => other.to_string(),
        },
        Piece::Value(expr) => evaluate(expr, judged).to_string(),
    }
}

fn titled(id: &Val, judged: Judged<'_, '_>) -> Val {
    let Val::Text(id) = id else { return id.clone() };
    let column = judged.sheet.columns.iter().find(|c| c.role() == Some(id.as_str()));
    column.map_or_else(|| Val::Text(id.clone()), |c| Val::Text(c.title.clone()))
}
