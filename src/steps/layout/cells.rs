//! Values as cells of their column.

use crate::model::condition::ExprType;
use crate::model::page::{Content, PageCell, Show};
use crate::model::template::{Column, Kind};
use crate::model::value::{Value, yes_no};

/// The result of a computed column, beside its formula.
pub(super) fn computed_content(value: &Value) -> Content {
    match value {
        Value::Number(n) => Content::Number(*n),
        Value::Date(day) => Content::Date(*day),
        other => Content::Text(other.to_string()),
    }
}

/// A value as a cell of its column.
pub fn value_cell(value: &Value, column: &Column) -> PageCell {
    let show = show_of(column);
    let content = match (value, column.kind) {
        (Value::Empty, _) => Content::Blank,
        (Value::Number(n), Kind::Percent) => Content::Percent(*n),
        (Value::Number(n), _) => Content::Number(*n),
        (Value::Date(d), _) => Content::Date(*d),
        (Value::YesNo(b), _) => Content::Text(yes_no(*b).into()),
        (other, _) => Content::Text(other.to_string()),
    };
    PageCell { content, show, ..PageCell::default() }
}

/// How the values of a column are shown.
pub fn show_of(column: &Column) -> Show {
    if column.role().is_some() {
        return Show::Centred;
    }
    match column.kind {
        Kind::LongText => Show::Wrapped,
        Kind::Integer => Show::Integer,
        Kind::Decimal => Show::Decimal,
        Kind::Money => Show::Money,
        Kind::Percent => Show::Percent,
        Kind::Date => Show::Date,
        Kind::Phone | Kind::Text | Kind::Email | Kind::Link | Kind::Reference => {
            if column.width >= 28 {
                Show::Wrapped
            } else {
                Show::Text
            }
        }
        Kind::Computed if column.value_type() == ExprType::Date => Show::Date,
        Kind::Computed => Show::Centred,
        Kind::Choice | Kind::Choices | Kind::YesNo | Kind::Person => Show::General,
    }
}
