//! Evaluates a condition over a record.

use super::functions::call;
use super::world::Judged;
use crate::model::condition::{Comparison, Each, Expr, Fact, Member, Operation, Type};
use crate::model::template::Column;
use crate::model::text::{and_list, fold};
use crate::model::thresholds::Threshold;
use crate::model::value::{Value, yes_no};
use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// What an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Val {
    /// Nothing that is known: the cell is empty, or could not be read.
    Unknown,
    /// True or false.
    YesNo(bool),
    /// A number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// A text.
    Text(String),
    /// Several.
    List(Vec<Val>),
    /// A record, by the position of its sheet and its own.
    Record(usize, usize),
}

impl std::fmt::Display for Val {
    /// The way a message says it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown | Self::Record(..) => f.write_str(crate::model::value::EMPTY),
            Self::YesNo(b) => f.write_str(yes_no(*b)),
            Self::Number(n) => write!(f, "{}", n.round_dp(2).normalize()),
            Self::Date(d) => write!(f, "{d}"),
            Self::Text(t) if t.trim().is_empty() => f.write_str(crate::model::value::EMPTY),
            Self::Text(t) => f.write_str(t.trim()),
            Self::List(all) => {
                let said: Vec<String> = all.iter().map(ToString::to_string).collect();
                f.write_str(&if said.is_empty() { "(none)".to_owned() } else { and_list(&said) })
            }
        }
    }
}

/// What an expression gives for what is judged.
pub fn evaluate(expr: &Expr, judged: Judged<'_, '_>) -> Val {
    Evaluation { judged, bound: Vec::new() }.of(expr)
}

/// A value as a computed column holds it.
pub(crate) fn as_value(val: Val) -> Value {
    match val {
        Val::Number(n) => Value::Number(n.normalize()),
        Val::Date(d) => Value::Date(d),
        Val::Text(t) => Value::text(t),
        Val::YesNo(_) | Val::Unknown | Val::List(_) | Val::Record(..) => Value::Empty,
    }
}

impl Judged<'_, '_> {
    /// What can be asked of a record.
    pub(super) fn member(&self, member: &Member) -> Val {
        match member {
            Member::Field(key) => self.field(key),
            Member::Holders(letter) => self.holders(letter),
            Member::Open => self.open(),
        }
    }

    fn field(&self, key: &str) -> Val {
        let Some(at) = self.sheet.position(key) else { return Val::Unknown };
        let (Some(column), Some(value)) = (self.sheet.columns.get(at), self.values.get(at)) else {
            return Val::Unknown;
        };
        of_value(column, value)
    }

    /// The IDs of the roles that hold a letter. Where a cell could not be read, the letter may be in it.
    fn holders(&self, letter: &str) -> Val {
        let mut out = Vec::new();
        let mut roles = self.sheet.columns.iter().zip(self.values).filter_map(|(c, v)| Some((c.role()?, v))).peekable();
        // Where there are no roles yet, nothing is known of who holds what.
        if roles.peek().is_none() {
            return Val::Unknown;
        }
        for (role, value) in roles {
            if value.is_unread() {
                return Val::Unknown;
            }
            if value.members().iter().any(|m| m == letter) {
                out.push(Val::Text(role.to_owned()));
            }
        }
        Val::List(out)
    }

    fn open(&self) -> Val {
        match self.field("status") {
            Val::Text(status) => Val::YesNo(!self.sheet.finals.iter().any(|f| fold(f) == fold(&status))),
            _ => Val::Unknown,
        }
    }

    fn fact(&self, fact: Fact) -> Val {
        let Some(world) = self.world else { return Val::Unknown };
        let day = |day: Option<Date>| day.map_or(Val::Unknown, Val::Date);
        match fact {
            Fact::Start => day(world.engagement.start),
            Fact::End => day(world.engagement.end),
            Fact::Kickoff => day(world.engagement.kickoff_day()),
            Fact::Name => Val::Text(world.engagement.name.clone()),
            Fact::Customer => Val::Text(world.engagement.customer.clone()),
        }
    }

    fn setting(&self, name: &str) -> Val {
        match self.world.and_then(|w| w.engagement.thresholds.get(name)) {
            Some(Threshold::Number(n)) => Val::Number(n),
            Some(Threshold::YesNo(b)) => Val::YesNo(b),
            Some(Threshold::Words(words)) => Val::List(words.into_iter().map(Val::Text).collect()),
            None => Val::Unknown,
        }
    }
}

/// A value as a condition sees it: an empty text is a text, an empty number or date is unknown.
fn of_value(column: &Column, value: &Value) -> Val {
    match (value, column.gives()) {
        (Value::Unread(_), _) | (Value::Empty, Type::Number | Type::Date) => Val::Unknown,
        (Value::Number(n), _) => Val::Number(*n),
        (Value::Date(d), _) => Val::Date(*d),
        (value, Type::List(_)) => Val::List(value.members().into_iter().map(Val::Text).collect()),
        (other, _) => Val::Text(other.to_string()),
    }
}

pub(super) struct Evaluation<'e, 'j, 'a> {
    pub(super) judged: Judged<'j, 'a>,
    bound: Vec<(&'e str, Val)>,
}

impl<'e> Evaluation<'e, '_, '_> {
    pub(super) fn of(&mut self, expr: &'e Expr) -> Val {
        match expr {
            Expr::Number(n) => Val::Number(*n),
            Expr::Text(t) => Val::Text(t.clone()),
            Expr::YesNo(b) => Val::YesNo(*b),
            Expr::Field(key) => self.judged.field(key),
            Expr::Holders(letter) => self.judged.holders(letter),
            Expr::Open => self.judged.open(),
            Expr::Bound(name) => {
                self.bound.iter().rev().find(|(n, _)| n == name).map_or(Val::Unknown, |(_, v)| v.clone())
            }
            Expr::Of(record, member) => self.asked(record, member),
            Expr::Records(key) => Val::List(self.judged.world.map(|w| w.all(key)).unwrap_or_default()),
            Expr::Today => self.judged.world.map_or(Val::Unknown, |w| Val::Date(w.today)),
            Expr::Engagement(fact) => self.judged.fact(*fact),
            Expr::Setting(name) => self.judged.setting(name),
            Expr::Not(a) => match self.of(a) {
                Val::YesNo(b) => Val::YesNo(!b),
                _ => Val::Unknown,
            },
            Expr::And(a, b) => self.joined(a, b, false),
            Expr::Or(a, b) => self.joined(a, b, true),
            Expr::Compare(how, a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                compared(*how, &a, &b)
            }
            Expr::In(a, list) => self.within(a, list),
            Expr::Compute(how, a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                computed(*how, &a, &b).unwrap_or(Val::Unknown)
            }
            Expr::If(a, b, c) => match self.of(a) {
                Val::YesNo(true) => self.of(b),
                Val::YesNo(false) => self.of(c),
                _ => Val::Unknown,
            },
            Expr::List(all) => Val::List(all.iter().map(|e| self.of(e)).collect()),
            Expr::Each { how, over, name, body } => self.each(*how, over, name, body),
            Expr::Where { sheet, pairs } => {
                let values: Vec<Val> = pairs.iter().map(|(_, e)| self.of(e)).collect();
                let members: Vec<&Member> = pairs.iter().map(|(m, _)| m).collect();
                Val::List(self.judged.world.map(|w| w.among(sheet, &members, &values)).unwrap_or_default())
            }
            Expr::Call(function, args) => call(self, *function, args),
        }
    }

    /// Is there anything in what the expression looks at? What could not be read is something, too.
    pub(super) fn filled(&mut self, expr: &'e Expr) -> bool {
        let raw = match expr {
            Expr::Field(key) => self.raw(self.judged, key),
            Expr::Of(record, Member::Field(key)) => match self.of(record) {
                Val::Record(sheet, row) => self.other(sheet, row).and_then(|j| self.raw(j, key)),
                _ => None,
            },
            _ => None,
        };
        if let Some(empty) = raw {
            return !empty;
        }
        match self.of(expr) {
            Val::Unknown => false,
            Val::Text(t) => !t.trim().is_empty(),
            Val::List(all) => !all.is_empty(),
            Val::YesNo(_) | Val::Number(_) | Val::Date(_) | Val::Record(..) => true,
        }
    }

    /// Is a cell empty?
    fn raw(&self, judged: Judged<'_, '_>, key: &str) -> Option<bool> {
        judged.sheet.position(key).and_then(|at| judged.values.get(at)).map(Value::is_empty)
    }

    fn other(&self, sheet: usize, row: usize) -> Option<Judged<'_, '_>> {
        let world = self.judged.world?;
        let (sheet, values) = world.record(sheet, row)?;
        Some(Judged { world: Some(world), sheet, values })
    }

    fn asked(&mut self, record: &'e Expr, member: &Member) -> Val {
        match self.of(record) {
            Val::Record(sheet, row) => self.other(sheet, row).map_or(Val::Unknown, |j| j.member(member)),
            _ => Val::Unknown,
        }
    }

    /// And, or: one side decides alone if it is what ends the question.
    fn joined(&mut self, a: &'e Expr, b: &'e Expr, ends: bool) -> Val {
        let a = self.of(a);
        if a == Val::YesNo(ends) {
            return a;
        }
        match (a, self.of(b)) {
            (_, Val::YesNo(b)) if b == ends => Val::YesNo(ends),
            (Val::YesNo(_), Val::YesNo(_)) => Val::YesNo(!ends),
            _ => Val::Unknown,
        }
    }

    fn within(&mut self, a: &'e Expr, list: &'e Expr) -> Val {
        let (Val::List(all), a) = (self.of(list), self.of(a)) else { return Val::Unknown };
        if a == Val::Unknown {
            return Val::Unknown;
        }
        Val::YesNo(all.iter().any(|b| compared(Comparison::Same, &a, b) == Val::YesNo(true)))
    }

    fn each(&mut self, how: Each, over: &'e Expr, name: &'e str, body: &'e Expr) -> Val {
        let Val::List(all) = self.of(over) else { return Val::Unknown };
        let mut kept = Vec::new();
        let (mut yes, mut no, mut unknown) = (0_usize, 0_usize, false);
        for member in all {
            self.bound.push((name, member.clone()));
            let given = self.of(body);
            self.bound.pop();
            match given {
                given if how == Each::Map => kept.push(given),
                Val::YesNo(true) => {
                    yes += 1;
                    kept.push(member);
                }
                Val::YesNo(false) => no += 1,
                _ => unknown = true,
            }
            if (how == Each::Exists && yes > 0) || (how == Each::All && no > 0) {
                break;
            }
        }
        match how {
            Each::Map | Each::Filter => Val::List(kept),
            Each::Exists if yes > 0 => Val::YesNo(true),
            Each::ExistsOne if yes > 1 => Val::YesNo(false),
            Each::All if no > 0 => Val::YesNo(false),
            _ if unknown => Val::Unknown,
            Each::Exists => Val::YesNo(false),
            Each::All => Val::YesNo(true),
            Each::ExistsOne => Val::YesNo(yes == 1),
        }
    }
}

/// Compares; texts without leading and trailing blanks, as everywhere.
pub(super) fn compared(how: Comparison, a: &Val, b: &Val) -> Val {
    let order = match (a, b) {
        (Val::Number(a), Val::Number(b)) => a.cmp(b),
        (Val::Date(a), Val::Date(b)) => a.cmp(b),
        (Val::Text(a), Val::Text(b)) => a.trim().cmp(b.trim()),
        (Val::YesNo(a), Val::YesNo(b)) => a.cmp(b),
        _ => return Val::Unknown,
    };
    Val::YesNo(how.holds(order))
}

fn computed(how: Operation, a: &Val, b: &Val) -> Option<Val> {
    Some(match (a, how, b) {
        (Val::Number(a), how, Val::Number(b)) => Val::Number(match how {
            Operation::Add => a.checked_add(*b)?,
            Operation::Subtract => a.checked_sub(*b)?,
            Operation::Multiply => a.checked_mul(*b)?,
            Operation::Divide => a.checked_div(*b)?,
        }),
        (Val::Date(a), Operation::Subtract, Val::Date(b)) => Val::Number(Decimal::from((*a - *b).get_days())),
        (Val::Date(day), Operation::Add, Val::Number(n)) | (Val::Number(n), Operation::Add, Val::Date(day)) => {
            Val::Date(later(*day, n.trunc().to_i64()?)?)
        }
        (Val::Date(day), Operation::Subtract, Val::Number(n)) => Val::Date(later(*day, -n.trunc().to_i64()?)?),
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
