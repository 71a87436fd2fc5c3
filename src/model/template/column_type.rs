//! What settings of a column there are, as the format of templates has them.

use crate::model::condition::{Expr, ExprType};
use crate::model::keys::FieldKey;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Column types, each with its description and its word in the template format.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// The type of a column.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $($(#[$doc])* $name,)+
        }

        impl Kind {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The word of the template format, `long-text`.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }
        }
    };
}

kinds! {
    /// One line of text.
    Text = "text",
    /// Text of several lines.
    LongText = "long-text",
    /// A whole number.
    Integer = "integer",
    /// A number with decimals.
    Decimal = "decimal",
    /// An amount of money.
    Money = "money",
    /// A percentage; 80 is 80 %.
    Percent = "percent",
    /// A day.
    Date = "date",
    /// One of the column's choices.
    Choice = "choice",
    /// Any number of the column's choices.
    Choices = "choices",
    /// Yes or No.
    YesNo = "yes-no",
    /// An e-mail address.
    Email = "email",
    /// A telephone number, kept as text.
    Phone = "phone",
    /// A link.
    Link = "link",
    /// A contact, by name.
    Person = "person",
    /// The ID of a record of another sheet.
    Reference = "reference",
    /// Made from other columns by the program.
    Computed = "computed",
}

impl Kind {
    /// Whether its values are numbers.
    pub fn is_number(self) -> bool {
        match self {
            Self::Integer | Self::Decimal | Self::Money | Self::Percent => true,
            Self::Text | Self::LongText | Self::Email | Self::Phone | Self::Link | Self::Person | Self::Reference => {
                false
            }
            Self::Date | Self::Choice | Self::Choices | Self::YesNo | Self::Computed => false,
        }
    }

    /// Whether its values are texts that anybody words freely, beside choices and what prekick computes.
    pub fn is_free_text(self) -> bool {
        match self {
            Self::Text | Self::LongText | Self::Email | Self::Phone | Self::Link | Self::Person | Self::Reference => {
                true
            }
            Self::Integer | Self::Decimal | Self::Money | Self::Percent => false,
            Self::Date | Self::Choice | Self::Choices | Self::YesNo | Self::Computed => false,
        }
    }

    /// Whether a column of this type can be told by the look of its values.
    pub fn is_told_by_its_values(self) -> bool {
        match self {
            Self::Integer | Self::Decimal | Self::Money | Self::Percent => true,
            Self::Date | Self::Choice | Self::Choices | Self::YesNo | Self::Email => true,
            Self::Text | Self::LongText | Self::Person | Self::Reference | Self::Computed => false,
            Self::Phone | Self::Link => false,
        }
    }
}

/// Whether a column must be filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Required {
    /// It may stay empty.
    No,
    /// In every record.
    Always,
    /// As soon as the record's `status` column is this choice or a later one.
    From(String),
}

/// What the program fills into a column when a copy comes back and nobody has filled it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Key of the column with which it is filled in; none where that is with a new record.
    pub with: Option<FieldKey>,
    /// What.
    pub value: FillValue,
}

/// What a column is filled in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FillValue {
    /// The contact whose copy it is.
    Sender,
    /// The day on which the file was saved.
    DayReturned,
    /// One of the column's choices, unless a later one is made already.
    Choice(String),
}

/// One choice and the other words that are understood as it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

/// Whether a date moves when the project moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MovesWhen {
    /// No: it says what happened, or what somebody else has promised.
    No,
    /// Yes: it is planned for this project.
    WithProject,
    /// Until a baseline is set, which keeps it.
    UntilBaseline,
}

impl MovesWhen {
    /// The word of the template format.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::WithProject => "with-project",
            Self::UntilBaseline => "until-baseline",
        }
    }
}

/// How a computed column is made from other columns of its record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Computed {
    /// The product of number columns; empty while one of them is.
    Product(Vec<FieldKey>),
    /// The label of the band that a column's number falls into.
    Band {
        /// The column whose number is looked up.
        of: FieldKey,
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
