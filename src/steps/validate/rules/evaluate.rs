//! Evaluates conditions, over a record or a whole sheet.

use super::context::RuleTarget;
use super::expr_value::ExprValue;
use super::functions::call;
use crate::model::condition::{Comparison, Expr, Function, ListOperation, Member, Operation};
use crate::model::keys::FieldKey;
use crate::model::value::Value;
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The value of an expression for a record or a sheet.
pub fn evaluate(expr: &Expr, target: RuleTarget<'_, '_>) -> ExprValue {
    Evaluation { target, bound: Vec::new() }.eval(expr)
}

struct Evaluation<'e, 'j, 'a> {
    target: RuleTarget<'j, 'a>,
    bound: Vec<(&'e str, ExprValue)>,
}

impl<'e> Evaluation<'e, '_, '_> {
    fn eval(&mut self, expr: &'e Expr) -> ExprValue {
        match expr {
            Expr::Number(n) => ExprValue::Number(*n),
            Expr::Text(t) => ExprValue::Text(t.clone()),
            Expr::YesNo(b) => ExprValue::YesNo(*b),
            Expr::Field(key) => self.target.field(key),
            Expr::Holders(letter) => self.target.holders(letter),
            Expr::Open => self.target.open(),
            Expr::Bound(name) => {
                self.bound.iter().rev().find(|(n, _)| n == name).map_or(ExprValue::Unknown, |(_, v)| v.clone())
            }
            Expr::Of(record, member) => self.member_of(record, member),
            Expr::Records(key) => ExprValue::List(self.target.context.map(|c| c.all_records(key)).unwrap_or_default()),
            Expr::Today => self.target.context.map_or(ExprValue::Unknown, |w| ExprValue::Date(w.today)),
            Expr::Engagement(fact) => self.target.fact(*fact),
            Expr::Setting(name) => self.target.setting(name),
            Expr::Not(a) => match self.eval(a) {
                ExprValue::YesNo(b) => ExprValue::YesNo(!b),
                _ => ExprValue::Unknown,
            },
            Expr::And(a, b) => self.and_or(a, b, false),
            Expr::Or(a, b) => self.and_or(a, b, true),
            Expr::Compare(how, a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                compare(*how, &a, &b)
            }
            Expr::In(a, list) => self.is_in(a, list),
            Expr::Compute(how, a, b) => {
                let (a, b) = (self.eval(a), self.eval(b));
                compute(*how, &a, &b).unwrap_or(ExprValue::Unknown)
            }
            Expr::If(a, b, c) => match self.eval(a) {
                ExprValue::YesNo(true) => self.eval(b),
                ExprValue::YesNo(false) => self.eval(c),
                _ => ExprValue::Unknown,
            },
            Expr::List(all) => ExprValue::List(all.iter().map(|e| self.eval(e)).collect()),
            Expr::Each { how, over, name, body } => self.each(*how, over, name, body),
            Expr::Where { sheet, pairs } => {
                let values: Vec<ExprValue> = pairs.iter().map(|(_, e)| self.eval(e)).collect();
                let members: Vec<&Member> = pairs.iter().map(|(m, _)| m).collect();
                ExprValue::List(
                    self.target.context.map(|c| c.records_where(sheet, &members, &values)).unwrap_or_default(),
                )
            }
            Expr::Call(Function::Filled, args) => {
                args.first().map_or(ExprValue::Unknown, |a| ExprValue::YesNo(self.filled(a)))
            }
            Expr::Call(function, args) => {
                let args: Vec<ExprValue> = args.iter().map(|a| self.eval(a)).collect();
                call(*function, &args, self.target.context)
            }
        }
    }

    /// Whether there is anything in what the expression looks at. What could not be read counts as something.
    fn filled(&mut self, expr: &'e Expr) -> bool {
        let is_empty = match expr {
            Expr::Field(key) => self.is_empty_cell(self.target, key),
            Expr::Of(record, Member::Field(key)) => match self.eval(record) {
                ExprValue::Record(sheet, row) => self.record(sheet, row).and_then(|j| self.is_empty_cell(j, key)),
                _ => None,
            },
            _ => None,
        };
        if let Some(empty) = is_empty {
            return !empty;
        }
        match self.eval(expr) {
            ExprValue::Unknown => false,
            ExprValue::Text(t) => !t.trim().is_empty(),
            ExprValue::List(all) => !all.is_empty(),
            ExprValue::YesNo(_) | ExprValue::Number(_) | ExprValue::Date(_) | ExprValue::Record(..) => true,
        }
    }

    /// Whether a cell is empty; none where there is no such cell.
    fn is_empty_cell(&self, target: RuleTarget<'_, '_>, key: &FieldKey) -> Option<bool> {
        target.sheet.position(key).and_then(|at| target.values.get(at)).map(Value::is_empty)
    }

    fn record(&self, sheet: usize, row: usize) -> Option<RuleTarget<'_, '_>> {
        let context = self.target.context?;
        let (sheet, values) = context.record(sheet, row)?;
        Some(RuleTarget { context: Some(context), sheet, values })
    }

    fn member_of(&mut self, record: &'e Expr, member: &Member) -> ExprValue {
        match self.eval(record) {
            ExprValue::Record(sheet, row) => {
                self.record(sheet, row).map_or(ExprValue::Unknown, |record| match member {
                    Member::Term(expr) => evaluate(expr, record),
                    member => record.member(member),
                })
            }
            _ => ExprValue::Unknown,
        }
    }

    /// And, or: a side that is `ends` decides alone, even where the other is unknown.
    fn and_or(&mut self, a: &'e Expr, b: &'e Expr, ends: bool) -> ExprValue {
        let a = self.eval(a);
        if a == ExprValue::YesNo(ends) {
            return a;
        }
        match (a, self.eval(b)) {
            (_, ExprValue::YesNo(b)) if b == ends => ExprValue::YesNo(ends),
            (ExprValue::YesNo(_), ExprValue::YesNo(_)) => ExprValue::YesNo(!ends),
            _ => ExprValue::Unknown,
        }
    }

    fn is_in(&mut self, a: &'e Expr, list: &'e Expr) -> ExprValue {
        let (ExprValue::List(all), a) = (self.eval(list), self.eval(a)) else { return ExprValue::Unknown };
        if a == ExprValue::Unknown {
            return ExprValue::Unknown;
        }
        ExprValue::YesNo(all.iter().any(|b| compare(Comparison::Same, &a, b) == ExprValue::YesNo(true)))
    }

    fn each(&mut self, how: ListOperation, over: &'e Expr, name: &'e str, body: &'e Expr) -> ExprValue {
        let ExprValue::List(all) = self.eval(over) else { return ExprValue::Unknown };
        let mut kept = Vec::new();
        let (mut yes, mut no, mut unknown) = (0_usize, 0_usize, false);
        for member in all {
            self.bound.push((name, member.clone()));
            let result = self.eval(body);
            self.bound.pop();
            match result {
                result if how == ListOperation::Map => kept.push(result),
                ExprValue::YesNo(true) => {
                    yes += 1;
                    kept.push(member);
                }
                ExprValue::YesNo(false) => no += 1,
                _ => unknown = true,
            }
            if (how == ListOperation::Exists && yes > 0) || (how == ListOperation::All && no > 0) {
                break;
            }
        }
        match how {
            ListOperation::Map | ListOperation::Filter => ExprValue::List(kept),
            ListOperation::Exists if yes > 0 => ExprValue::YesNo(true),
            ListOperation::ExistsOne if yes > 1 => ExprValue::YesNo(false),
            ListOperation::All if no > 0 => ExprValue::YesNo(false),
            _ if unknown => ExprValue::Unknown,
            ListOperation::Exists => ExprValue::YesNo(false),
            ListOperation::All => ExprValue::YesNo(true),
            ListOperation::ExistsOne => ExprValue::YesNo(yes == 1),
        }
    }
}

/// Compares two values of one type; texts without blanks at their ends, as everywhere.
fn compare(how: Comparison, a: &ExprValue, b: &ExprValue) -> ExprValue {
    let order = match (a, b) {
        (ExprValue::Number(a), ExprValue::Number(b)) => a.cmp(b),
        (ExprValue::Date(a), ExprValue::Date(b)) => a.cmp(b),
        (ExprValue::Text(a), ExprValue::Text(b)) => a.trim().cmp(b.trim()),
        (ExprValue::YesNo(a), ExprValue::YesNo(b)) => a.cmp(b),
        _ => return ExprValue::Unknown,
    };
    ExprValue::YesNo(how.holds(order))
}

fn compute(how: Operation, a: &ExprValue, b: &ExprValue) -> Option<ExprValue> {
    Some(match (a, how, b) {
        (ExprValue::Number(a), how, ExprValue::Number(b)) => ExprValue::Number(match how {
            Operation::Add => a.checked_add(*b)?,
            Operation::Subtract => a.checked_sub(*b)?,
            Operation::Multiply => a.checked_mul(*b)?,
            Operation::Divide => a.checked_div(*b)?,
        }),
        (ExprValue::Date(a), Operation::Subtract, ExprValue::Date(b)) => {
            ExprValue::Number(Decimal::from((*a - *b).get_days()))
        }
        (ExprValue::Date(day), Operation::Add, ExprValue::Number(n))
        | (ExprValue::Number(n), Operation::Add, ExprValue::Date(day)) => {
            ExprValue::Date(later(*day, n.trunc().to_i64()?)?)
        }
        (ExprValue::Date(day), Operation::Subtract, ExprValue::Number(n)) => {
            ExprValue::Date(later(*day, -n.trunc().to_i64()?)?)
        }
        _ => return None,
    })
}

fn later(day: Date, days: i64) -> Option<Date> {
    // Beyond this no date exists, and the span could not hold it.
    if days.abs() > 4_000_000 {
        return None;
    }
    day.checked_add(jiff::Span::new().days(days)).ok()
}
