//! Operators, macros over lists and functions of an expression: which types they take, and what they give.

use super::check::{Checked, TypeChecker};
use super::syntax::ExpressionError;
use super::vocabulary::{FUNCTIONS, LIST_MACROS, comparison, is_null, list_macro, operation, result_type};
use crate::edges::templates::checker::unknown;
use crate::model::condition::{Comparison, Expr, ExprType, Function, ListOperation, Operation};
use crate::model::text::and_list;
use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, operators as op};
use rust_decimal::Decimal;

/// Operators, macros over lists and functions.
impl TypeChecker<'_> {
    /// Checks an operator, a macro or a function.
    pub(super) fn call(&mut self, e: &IdedExpr, call: &CallExpr) -> Checked {
        let name = call.func_name.as_str();
        match (name, call.target.as_deref(), call.args.as_slice()) {
            (op::LOGICAL_NOT, None, [a]) => Ok((Expr::Not(Box::new(self.boolean(a)?)), ExprType::YesNo)),
            (op::LOGICAL_AND, None, [a, b]) => {
                Ok((Expr::And(Box::new(self.boolean(a)?), Box::new(self.boolean(b)?)), ExprType::YesNo))
            }
            (op::LOGICAL_OR, None, [a, b]) => {
                Ok((Expr::Or(Box::new(self.boolean(a)?), Box::new(self.boolean(b)?)), ExprType::YesNo))
            }
            (op::CONDITIONAL, None, [a, b, c]) => self.conditional(e, a, b, c),
            (op::IN, None, [a, b]) => self.membership(e, a, b),
            (op::NEGATE, None, [a]) => {
                let number = self.of_type(a, &ExprType::Number)?;
                let nought = Box::new(Expr::Number(Decimal::ZERO));
                Ok((Expr::Compute(Operation::Subtract, nought, Box::new(number)), ExprType::Number))
            }
            (_, None, [a, b]) if comparison(name).is_some() => {
                self.compare(e, comparison(name).unwrap_or(Comparison::Same), a, b)
            }
            (_, None, [a, b]) if operation(name).is_some() => {
                self.compute(e, operation(name).unwrap_or(Operation::Add), a, b)
            }
            (_, Some(over), [var, body]) if list_macro(name).is_some() => {
                self.list_macro(e, list_macro(name).unwrap_or(ListOperation::Exists), over, var, body)
            }
            ("where", Some(sheet), pairs) => self.where_call(e, sheet, pairs),
            (_, target, args) => self.function(e, name, target, args),
        }
    }

    fn boolean(&mut self, e: &IdedExpr) -> Result<Expr, ExpressionError> {
        self.of_type(e, &ExprType::YesNo)
    }

    fn of_type(&mut self, e: &IdedExpr, expected: &ExprType) -> Result<Expr, ExpressionError> {
        let (expr, kind) = self.check(e)?;
        if kind == *expected {
            return Ok(expr);
        }
        let hint = match (&kind, expected) {
            (ExprType::Text, ExprType::YesNo) => "; compare it, as in x == \"Yes\"",
            _ => "",
        };
        self.wrong(e, format!("this is {}, where {} is expected{hint}", kind.words(), expected.words()))
    }

    fn conditional(&mut self, e: &IdedExpr, a: &IdedExpr, b: &IdedExpr, c: &IdedExpr) -> Checked {
        let a = self.boolean(a)?;
        let (yes, kind) = self.check(b)?;
        let (no, other) = self.check(c)?;
        if kind != other {
            return self.wrong(e, format!("the two sides of ? : are {} and {}", kind.words(), other.words()));
        }
        Ok((Expr::If(Box::new(a), Box::new(yes), Box::new(no)), kind))
    }

    fn compare(&mut self, e: &IdedExpr, how: Comparison, a: &IdedExpr, b: &IdedExpr) -> Checked {
        let same = matches!(how, Comparison::Same | Comparison::Other);
        if let Some(asked) = [(a, b), (b, a)].into_iter().find(|(_, x)| is_null(x)).map(|(x, _)| x) {
            let filled = Expr::Call(Function::Filled, vec![self.check(asked)?.0]);
            return match how {
                Comparison::Same => Ok((Expr::Not(Box::new(filled)), ExprType::YesNo)),
                Comparison::Other => Ok((filled, ExprType::YesNo)),
                _ => self.wrong(e, "null is neither less nor more than anything"),
            };
        }
        let (left, kind) = self.check(a)?;
        let (right, other) = self.check(b)?;
        if kind != other {
            return self.wrong(e, format!("{} can't be compared with {}", kind.words(), other.words()));
        }
        let orders = matches!(kind, ExprType::Number | ExprType::Date);
        let equals = matches!(kind, ExprType::Text | ExprType::YesNo);
        if !(orders || equals && same) {
            return self.wrong(e, format!("{} can't be compared like this", kind.words()));
        }
        self.labels_fit(a, &left, b, &right)?;
        self.labels_fit(b, &right, a, &left)?;
        Ok((Expr::Compare(how, Box::new(left), Box::new(right)), ExprType::YesNo))
    }

    fn membership(&mut self, e: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Checked {
        let (member, kind) = self.check(a)?;
        let (list, of) = self.check(b)?;
        if of != ExprType::List(Box::new(kind.clone())) {
            return self.wrong(e, format!("{} can't be in {}", kind.words(), of.words()));
        }
        self.labels_fit(a, &member, b, &list)?;
        self.labels_fit(b, &list, a, &member)?;
        Ok((Expr::In(Box::new(member), Box::new(list)), ExprType::YesNo))
    }

    fn compute(&mut self, e: &IdedExpr, how: Operation, a: &IdedExpr, b: &IdedExpr) -> Checked {
        let (left, kind) = self.check(a)?;
        let (right, other) = self.check(b)?;
        let gives = match (&kind, how, &other) {
            (ExprType::Number, _, ExprType::Number) | (ExprType::Date, Operation::Subtract, ExprType::Date) => {
                ExprType::Number
            }
            (ExprType::Date, Operation::Add | Operation::Subtract, ExprType::Number)
            | (ExprType::Number, Operation::Add, ExprType::Date) => ExprType::Date,
            _ => {
                return self
                    .wrong(e, format!("{} and {} can't be computed with like this", kind.words(), other.words()));
            }
        };
        Ok((Expr::Compute(how, Box::new(left), Box::new(right)), gives))
    }

    fn list_macro(
        &mut self,
        e: &IdedExpr,
        how: ListOperation,
        over: &IdedExpr,
        var: &IdedExpr,
        body: &IdedExpr,
    ) -> Checked {
        let Cel::Ident(name) = &var.expr else {
            return self.wrong(var, "the first word in the brackets is a name for each member");
        };
        let (list, kind) = self.check(over)?;
        let ExprType::List(of) = kind else {
            return self.wrong(e, format!("this goes through a list, and here is {}", kind.words()));
        };
        self.bound.push((name.clone(), (*of).clone()));
        let body = self.check(body);
        self.bound.pop();
        let (body, asked) = body?;
        if how != ListOperation::Map && asked != ExprType::YesNo {
            return self.wrong(e, format!("the condition gives {}; expected true or false", asked.words()));
        }
        let gives = match how {
            ListOperation::Exists | ListOperation::All | ListOperation::ExistsOne => ExprType::YesNo,
            ListOperation::Filter => ExprType::List(of),
            ListOperation::Map => ExprType::List(Box::new(asked)),
        };
        Ok((Expr::Each { how, over: Box::new(list), name: name.clone(), body: Box::new(body) }, gives))
    }

    fn where_call(&mut self, e: &IdedExpr, sheet: &IdedExpr, args: &[IdedExpr]) -> Checked {
        let (Expr::Records(key), kind) = self.check(sheet)? else {
            return self.wrong(sheet, "`where` is asked of a sheet by its key");
        };
        let mut pairs = Vec::new();
        for pair in args.chunks(2) {
            let [field, value] = pair else {
                return self.wrong(e, "`where` takes pairs: a field in quotes and a value");
            };
            let Cel::Literal(LiteralValue::String(name)) = &field.expr else {
                return self.wrong(field, "the field is named in quotes");
            };
            let (member, of) = self.member_named(field, key.as_str(), name.inner())?;
            let (expr, found) = self.check(value)?;
            let fits = found == of || of == ExprType::List(Box::new(found.clone()));
            if !fits {
                return self
                    .wrong(value, format!("`{}` holds {}, and here is {}", name.inner(), of.words(), found.words()));
            }
            pairs.push((member, expr));
        }
        if pairs.is_empty() {
            return self.wrong(e, "`where` takes pairs: a field in quotes and a value");
        }
        Ok((Expr::Where { sheet: key, pairs }, kind))
    }

    fn function(&mut self, e: &IdedExpr, name: &str, target: Option<&IdedExpr>, args: &[IdedExpr]) -> Checked {
        let Some((_, function)) = FUNCTIONS.iter().find(|(n, _)| *n == name) else {
            let names: Vec<&str> = FUNCTIONS.iter().map(|(n, _)| *n).chain(LIST_MACROS.map(|(n, _)| n)).collect();
            return self.wrong(e, unknown("function", name, &names));
        };
        // `size(x)` and `x.size()` are the same.
        let all: Vec<&IdedExpr> = target.into_iter().chain(args).collect();
        let mut exprs = Vec::new();
        let mut kinds = Vec::new();
        for arg in &all {
            let (expr, kind) = self.check(arg)?;
            exprs.push(expr);
            kinds.push(kind);
        }
        match result_type(*function, &kinds) {
            Some(kind) => Ok((Expr::Call(*function, exprs), kind)),
            None => {
                let types: Vec<String> = kinds.iter().map(ExprType::words).collect();
                self.wrong(e, format!("`{name}` can't be asked of {}", and_list(&types)))
            }
        }
    }
}
