//! The vocabulary of conditions: functions, operators, and the members of a record.

use crate::model::condition::{Comparison, ExprType, Function, ListOperation, Member, Operation};
use crate::model::template::{Column, Computed, Kind, Sheet, SheetKind};
use cel::common::ast::{Expr as Cel, IdedExpr, LiteralValue, operators as op};

/// The type that a function gives for arguments of these types; none where it doesn't take them.
pub(super) fn result_type(function: Function, of: &[ExprType]) -> Option<ExprType> {
    let text = |t: &ExprType| *t == ExprType::Text;
    let words = ExprType::List(Box::new(ExprType::Text));
    match (function, of) {
        (Function::Filled, [_]) => Some(ExprType::YesNo),
        (Function::Size, [ExprType::List(_) | ExprType::Text]) | (Function::Weekday, [ExprType::Date]) => {
            Some(ExprType::Number)
        }
        (Function::Contact, [t]) if text(t) => Some(ExprType::Record("contacts".into())),
        (Function::UnknownPersons, [t]) if text(t) => Some(words),
        (Function::Sum, [ExprType::List(n)]) if **n == ExprType::Number => Some(ExprType::Number),
        (Function::Min | Function::Max, [ExprType::List(n)]) if matches!(**n, ExprType::Number | ExprType::Date) => {
            Some((**n).clone())
        }
        (Function::Workdays, [ExprType::Date, ExprType::Date]) => Some(ExprType::Number),
        (Function::DaysBetween, [t]) if text(t) => Some(ExprType::Number),
        (Function::LastDay, [t]) if text(t) => Some(ExprType::Date),
        (Function::Contains | Function::StartsWith | Function::EndsWith, [a, b]) if text(a) && text(b) => {
            Some(ExprType::YesNo)
        }
        (Function::Mentions, [t, list]) if text(t) && *list == words => Some(ExprType::YesNo),
        (Function::Lower, [t]) if text(t) => Some(ExprType::Text),
        _ => None,
    }
}

/// The functions by the names that conditions use.
pub(super) const FUNCTIONS: [(&str, Function); 17] = [
    ("filled", Function::Filled),
    ("has", Function::Filled),
    ("size", Function::Size),
    ("contact", Function::Contact),
    ("unknown_persons", Function::UnknownPersons),
    ("sum", Function::Sum),
    ("min", Function::Min),
    ("max", Function::Max),
    ("weekday", Function::Weekday),
    ("workdays", Function::Workdays),
    ("days_between", Function::DaysBetween),
    ("last_day", Function::LastDay),
    ("contains", Function::Contains),
    ("startsWith", Function::StartsWith),
    ("endsWith", Function::EndsWith),
    ("mentions", Function::Mentions),
    ("lower", Function::Lower),
];

/// The macros over lists by their names.
pub(super) const LIST_MACROS: [(&str, ListOperation); 5] = [
    ("exists", ListOperation::Exists),
    ("all", ListOperation::All),
    ("exists_one", ListOperation::ExistsOne),
    ("filter", ListOperation::Filter),
    ("map", ListOperation::Map),
];

/// The macro of a name.
pub(super) fn list_macro(name: &str) -> Option<ListOperation> {
    LIST_MACROS.iter().find(|(n, _)| *n == name).map(|(_, e)| *e)
}

/// The comparison of an operator.
pub(super) fn comparison(name: &str) -> Option<Comparison> {
    Some(match name {
        op::EQUALS => Comparison::Same,
        op::NOT_EQUALS => Comparison::Other,
        op::LESS => Comparison::Less,
        op::LESS_EQUALS => Comparison::AtMost,
        op::GREATER => Comparison::More,
        op::GREATER_EQUALS => Comparison::AtLeast,
        _ => return None,
    })
}

/// The arithmetic of an operator.
pub(super) fn operation(name: &str) -> Option<Operation> {
    Some(match name {
        op::ADD => Operation::Add,
        op::SUBSTRACT => Operation::Subtract,
        op::MULTIPLY => Operation::Multiply,
        op::DIVIDE => Operation::Divide,
        _ => return None,
    })
}

/// Whether a part of an expression is the literal `null`.
pub(super) fn is_null(e: &IdedExpr) -> bool {
    matches!(&e.expr, Cel::Literal(LiteralValue::Null))
}

/// The member of a sheet's records with this name, and its type.
pub(super) fn member_of(sheet: &Sheet, name: &str) -> Option<(Member, ExprType)> {
    if name == "open" && !sheet.finals.is_empty() {
        return Some((Member::Open, ExprType::YesNo));
    }
    if let Some(column) = sheet.column(name) {
        return Some((Member::Field(column.key.clone()), column.value_type()));
    }
    let SheetKind::Matrix { letters, .. } = &sheet.kind else { return None };
    let letter = letters.iter().find(|l| l.label == name)?;
    Some((Member::Holders(letter.label.clone()), ExprType::List(Box::new(ExprType::Text))))
}

/// The names of all members of a sheet's records.
pub(super) fn members(sheet: &Sheet) -> Vec<&str> {
    let letters = match &sheet.kind {
        SheetKind::Matrix { letters, .. } => letters.iter().map(|l| l.label.as_str()).collect(),
        SheetKind::Table => Vec::new(),
    };
    let open = (!sheet.finals.is_empty()).then_some("open");
    sheet.columns.iter().map(|c| c.key.as_str()).chain(letters).chain(open).collect()
}

/// The labels of which a column's value is one; none where it may be anything.
pub(super) fn labels(column: &Column) -> Vec<&str> {
    match (&column.computed, column.kind) {
        (Some(Computed::Band { bands, .. }), _) => bands.iter().map(|(_, l)| l.as_str()).collect(),
        (Some(Computed::Approval(_)), _) => vec!["Stands", "Void", "Pending", "Rejected"],
        (_, Kind::YesNo) => vec!["Yes", "No"],
        _ => column.choices.iter().map(|c| c.label.as_str()).collect(),
    }
}
