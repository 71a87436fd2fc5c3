//! The values that conditions work with. Unlike a cell, one may be unknown, a list or a whole record.

use crate::model::text::and_list;
use crate::model::value::{Value, yes_no};
use jiff::civil::Date;
use rust_decimal::Decimal;

/// What an expression gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprValue {
    /// Not known: the cell is empty, or could not be read.
    Unknown,
    /// True or false.
    YesNo(bool),
    /// A number.
    Number(Decimal),
    /// A day.
    Date(Date),
    /// A text.
    Text(String),
    /// Several values.
    List(Vec<ExprValue>),
    /// A record, by the position of its sheet and its own.
    Record(usize, usize),
}

impl std::fmt::Display for ExprValue {
    /// As messages say it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown | Self::Record(..) => f.write_str(crate::model::value::EMPTY),
            Self::YesNo(b) => f.write_str(yes_no(*b)),
            Self::Number(n) => write!(f, "{}", n.round_dp(2).normalize()),
            Self::Date(d) => write!(f, "{d}"),
            Self::Text(t) if t.trim().is_empty() => f.write_str(crate::model::value::EMPTY),
            Self::Text(t) => f.write_str(t.trim()),
            Self::List(all) => {
                let members: Vec<String> = all.iter().map(ToString::to_string).collect();
                f.write_str(&if members.is_empty() { "(none)".to_owned() } else { and_list(&members) })
            }
        }
    }
}

impl ExprValue {
    /// The same as a computed column holds it: what no cell can hold is empty.
    pub fn into_value(self) -> Value {
        match self {
            Self::Number(n) => Value::Number(n.normalize()),
            Self::Date(d) => Value::Date(d),
            Self::Text(t) => Value::text(t),
            Self::YesNo(_) | Self::Unknown | Self::List(_) | Self::Record(..) => Value::Empty,
        }
    }
}
