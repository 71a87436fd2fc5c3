//! Conditions and formulas of templates: parsed by the `cel` crate, and every name and type in them checked against the
//! sheets of all templates, so that a rule that can't be judged is refused when its template loads.
//!
//! The text of an expression and what it may refer to go in; the model's expression and its type come out, or what is
//! wrong at which character. Nothing is evaluated here.

mod calls;
mod check;
mod syntax;
mod vocabulary;

pub(in crate::edges::templates) use check::Scope;
pub(in crate::edges::templates) use syntax::ExpressionError;

use crate::model::condition::{Expr, ExprType};
use check::expression_within;

/// Reads an expression; gives it with its type.
pub(in crate::edges::templates) fn expression(
    scope: Scope<'_>,
    text: &str,
) -> Result<(Expr, ExprType), ExpressionError> {
    expression_within(scope, text, 0)
}

/// Reads a condition: an expression that gives true or false.
pub(in crate::edges::templates) fn condition(scope: Scope<'_>, text: &str) -> Result<Expr, ExpressionError> {
    match expression(scope, text)? {
        (expr, ExprType::YesNo) => Ok(expr),
        (_, other) => {
            Err(ExpressionError::new(0, format!("this gives {}; a condition gives true or false", other.words())))
        }
    }
}
