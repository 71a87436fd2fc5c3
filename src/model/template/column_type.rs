//! What settings of a column there are, as the format of templates has them.

use crate::model::condition::{Expr, ExprType};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One line of text.
    Text,
    /// Text of several lines.
    LongText,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Decimal,
    /// An amount of money.
    Money,
    /// A percentage; 80 is 80 %.
    Percent,
    /// A day.
    Date,
    /// One of the column's choices.
    Choice,
    /// Any number of the column's choices.
    Choices,
    /// Yes or No.
    YesNo,
    /// An e-mail address.
    Email,
    /// A telephone number, kept as text.
    Phone,
    /// A link.
    Link,
    /// A contact, by name.
    Person,
    /// The ID of a record of another sheet.
    Reference,
    /// Made from other columns by the program.
    Computed,
}

impl Kind {
    /// The word of the template format, `long-text`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long-text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Money => "money",
            Self::Percent => "percent",
            Self::Date => "date",
            Self::Choice => "choice",
            Self::Choices => "choices",
            Self::YesNo => "yes-no",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Link => "link",
            Self::Person => "person",
            Self::Reference => "reference",
            Self::Computed => "computed",
        }
    }

    /// Whether its values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Money | Self::Percent)
    }
}

/// Whether a column must be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Required {
    /// It may stay empty.
    No,
    /// In every record.
    Always,
    /// As soon as the record's `status` column is this choice or a later one.
    From(String),
}

/// One choice and the other words that are understood as it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The label, which is also its canonical value.
    pub label: String,
    /// Accepted synonyms.
    pub synonyms: Vec<String>,
}

/// Whose column it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Owner {
    /// The delivery team's.
    Delivery,
    /// The customer's.
    Customer,
    /// Anyone's.
    Either,
    /// The program's.
    Tool,
}

impl Owner {
    /// The word of the template format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Customer => "customer",
            Self::Either => "either",
            Self::Tool => "tool",
        }
    }
}

/// May a recipient see it?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Visibility {
    /// Yes.
    Shared,
    /// No: it never leaves.
    Internal,
}

impl Visibility {
    /// The word of the template format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Shared => "shared",
            Self::Internal => "internal",
        }
    }
}

/// How proposals of several copies become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Merge {
    /// One value wins or a person decides.
    Replace,
    /// Additions and removals are merged member by member.
    Set,
    /// A log: new lines are added, none is lost.
    Append,
}

impl Merge {
    /// The word of the template format.
    pub fn word(self) -> &'static str {
        match self {
            Self::Replace => "replace",
            Self::Set => "set",
            Self::Append => "append",
        }
    }
}

/// How a computed column is made from other columns of its record.
#[derive(Clone, Debug, PartialEq)]
pub enum Computed {
    /// The product of number columns; empty while one of them is.
    Product(Vec<String>),
    /// The label of the band that a column's number falls into.
    Band {
        /// The column whose number is looked up.
        of: String,
        /// From which number on which label holds, ascending.
        bands: Vec<(Decimal, String)>,
    },
    /// Whether the approval with this key stands.
    Approval(String),
    /// What an expression over the record gives.
    Formula {
        /// The expression.
        expr: Expr,
        /// What it gives.
        gives: ExprType,
    },
}
