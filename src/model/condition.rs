//! A condition: an expression in CEL, the Common Expression Language, understood and checked when its template was read.
//!
//! One expression has two readers: [`crate::steps::validate::rules::evaluate`] evaluates it, [`crate::steps::validate::rules::formula`] writes it
//! as an Excel formula. What is empty or unread is *unknown*, as in SQL, and makes unknown what depends on it; see
//! [`Expr`] for the exceptions.

pub use crate::model::engagement_fact::EngagementFact;

use crate::model::keys::{FieldKey, SheetKey};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The type of an expression's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ExprType {
    /// True or false.
    YesNo,
    /// A number.
    Number,
    /// A day; the difference of two is a number of days.
    Date,
    /// A text; empty is a value too.
    Text,
    /// Several of one type.
    List(Box<ExprType>),
    /// A record of the sheet with this key.
    Record(SheetKey),
}

impl ExprType {
    /// The type for people: `a number`.
    pub fn words(&self) -> String {
        match self {
            Self::YesNo => "true or false".into(),
            Self::Number => "a number".into(),
            Self::Date => "a date".into(),
            Self::Text => "a text".into(),
            Self::List(of) => format!("a list of {}", of.plural()),
            Self::Record(sheet) => format!("a record of `{sheet}`"),
        }
    }

    fn plural(&self) -> String {
        match self {
            Self::YesNo => "truths".into(),
            Self::Number => "numbers".into(),
            Self::Date => "dates".into(),
            Self::Text => "texts".into(),
            Self::List(of) => format!("lists of {}", of.plural()),
            Self::Record(sheet) => format!("records of `{sheet}`"),
        }
    }
}

/// An expression. Comparing, computing and calling with something unknown gives unknown; `false && unknown` is false,
/// `true || unknown` is true, and [`Function::Filled`] of something unknown is false.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expr {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// True or false.
    YesNo(bool),
    /// A field of the record under check, by column key.
    Field(FieldKey),
    /// Of a matrix: the records across that hold this letter.
    Holders(String),
    /// The record's status is none of its sheet's final ones.
    Open,
    /// What a name stands for inside [`Expr::Each`].
    Bound(String),
    /// A field of another record: its column key, a letter, or `open`.
    Of(Box<Expr>, Member),
    /// All records of the sheet with this key.
    Records(SheetKey),
    /// The date of the run.
    Today,
    /// A fact about the engagement.
    Engagement(EngagementFact),
    /// A threshold of the engagement, by name.
    Setting(String),
    /// `!a`
    Not(Box<Expr>),
    /// `a && b`
    And(Box<Expr>, Box<Expr>),
    /// `a || b`
    Or(Box<Expr>, Box<Expr>),
    /// `a < b` and the like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a in list`
    In(Box<Expr>, Box<Expr>),
    /// `a + b` and the like.
    Compute(Operation, Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `list.exists(name, body)` and its like.
    Each {
        /// What is done with the body's results.
        how: ListOperation,
        /// The list.
        over: Box<Expr>,
        /// What a member is called in the body.
        name: String,
        /// The expression that is evaluated for each member.
        body: Box<Expr>,
    },
    /// `sheet.where("field", value, …)`: the records of a sheet whose fields are, or contain, these values.
    Where {
        /// Key of the sheet.
        sheet: SheetKey,
        /// Field and value.
        pairs: Vec<(Member, Expr)>,
    },
    /// A function.
    Call(Function, Vec<Expr>),
}

/// What an expression can read of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Member {
    /// The value of a column, by its key.
    Field(FieldKey),
    /// Of a matrix: who holds a letter.
    Holders(String),
    /// Whether its status is none of the final ones.
    Open,
    /// What a name of its sheet stands for.
    Term(Box<Expr>),
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// `==`
    Same,
    /// `!=`
    Other,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether the comparison holds for two values that are ordered so.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Same => order.is_eq(),
            Self::Other => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

/// Arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operation {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, which does not truncate.
    Divide,
}

/// What is done with a list, member by member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListOperation {
    /// Whether it holds for any member.
    Exists,
    /// Whether it holds for all members.
    All,
    /// Whether it holds for exactly one member.
    ExistsOne,
    /// The members for which it holds.
    Filter,
    /// What it gives for each.
    Map,
}

/// A function of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Function {
    /// Whether there is anything: a filled cell, a list with members.
    Filled,
    /// Members of a list, characters of a text.
    Size,
    /// The contact of a person's name.
    Contact,
    /// Whom a text names who is neither a contact nor a forum, a team or a role.
    UnknownPersons,
    /// The sum of numbers.
    Sum,
    /// The least of numbers or dates.
    Min,
    /// The greatest of numbers or dates.
    Max,
    /// 1 for Monday to 7 for Sunday.
    Weekday,
    /// Days from Monday to Friday, both ends counted.
    Workdays,
    /// How many days lie between two meetings of a frequency, at the most.
    DaysBetween,
    /// The latest `YYYY-MM-DD` in a text.
    LastDay,
    /// Whether a text contains another.
    Contains,
    /// Whether a text begins with another.
    StartsWith,
    /// Whether a text ends with another.
    EndsWith,
    /// Whether a text contains one of these words, as a whole word in any case.
    Mentions,
    /// A text in small letters.
    Lower,
}

impl Expr {
    /// Calls `seen` with this expression and everything in it.
    pub fn walk(&self, seen: &mut dyn FnMut(&Expr)) {
        seen(self);
        match self {
            Self::Not(a) | Self::Of(a, _) => a.walk(seen),
            Self::And(a, b)
            | Self::Or(a, b)
            | Self::Compare(_, a, b)
            | Self::In(a, b)
            | Self::Compute(_, a, b)
            | Self::Each { over: a, body: b, .. } => {
                a.walk(seen);
                b.walk(seen);
            }
            Self::If(a, b, c) => {
                a.walk(seen);
                b.walk(seen);
                c.walk(seen);
            }
            Self::List(all) | Self::Call(_, all) => all.iter().for_each(|e| e.walk(seen)),
            Self::Where { pairs, .. } => pairs.iter().for_each(|(_, e)| e.walk(seen)),
            Self::Number(_)
            | Self::Text(_)
            | Self::YesNo(_)
            | Self::Field(_)
            | Self::Holders(_)
            | Self::Open
            | Self::Bound(_)
            | Self::Records(_)
            | Self::Today
            | Self::Engagement(_)
            | Self::Setting(_) => {}
        }
    }

    /// The keys of the columns of its own record that it looks at, each once; `open` looks at `status`.
    pub fn fields(&self) -> Vec<FieldKey> {
        let mut out: Vec<FieldKey> = Vec::new();
        self.walk(&mut |e| {
            let key = match e {
                Self::Field(key) => key.clone(),
                Self::Open => "status".into(),
                _ => return,
            };
            if !out.contains(&key) {
                out.push(key);
            }
        });
        out
    }

    /// The letters of its own matrix row that it looks at, each once.
    pub fn letters(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        self.walk(&mut |e| {
            if let Self::Holders(letter) = e
                && !out.contains(letter)
            {
                out.push(letter.clone());
            }
        });
        out
    }
}

/// Whether it can be written as an Excel formula over its own record. Other records, searches for words and loops over
/// lists can't.
pub fn fits_a_cell_formula(expr: &Expr) -> bool {
    let all = |parts: &[Expr]| parts.iter().all(fits_a_cell_formula);
    match expr {
        Expr::Number(_)
        | Expr::Text(_)
        | Expr::YesNo(_)
        | Expr::Field(_)
        | Expr::Open
        | Expr::Today
        | Expr::Setting(_) => true,
        Expr::Engagement(fact) => *fact != EngagementFact::LeadDays,
        Expr::Not(a) => fits_a_cell_formula(a),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::Compare(_, a, b) | Expr::Compute(_, a, b) => {
            fits_a_cell_formula(a) && fits_a_cell_formula(b)
        }
        Expr::If(a, b, c) => fits_a_cell_formula(a) && fits_a_cell_formula(b) && fits_a_cell_formula(c),
        Expr::In(a, list) => matches!(&**list, Expr::List(of) if all(of)) && fits_a_cell_formula(a),
        Expr::Call(Function::Filled, of) => matches!(of.as_slice(), [Expr::Field(_) | Expr::Holders(_)]),
        Expr::Call(Function::Size, of) => match of.as_slice() {
            [Expr::Holders(_)] => true,
            [Expr::Field(_) | Expr::Records(_) | Expr::Where { .. } | Expr::Each { .. }] => false,
            [of] => fits_a_cell_formula(of),
            _ => false,
        },
        Expr::Call(
            Function::Weekday
            | Function::Workdays
            | Function::DaysBetween
            | Function::Contains
            | Function::StartsWith
            | Function::EndsWith
            | Function::Lower,
            of,
        ) => all(of),
        Expr::Holders(_)
        | Expr::Bound(_)
        | Expr::Of(..)
        | Expr::Records(_)
        | Expr::List(_)
        | Expr::Each { .. }
        | Expr::Where { .. }
        | Expr::Call(..) => false,
    }
}

#[cfg(test)]
mod tests;
