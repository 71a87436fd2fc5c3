//! A workbook template: what one workbook is, as data. The template drives the drop-down, the check, the message and
//! the help, so that the form can't promise what the check denies.
//!
//! Only [`crate::edges::templates`] makes a `Template` from a file, and only after every cross-reference was checked.

use crate::model::code::RuleCode;
use crate::model::condition::{Expr, Type};
use crate::model::language::{ENGLISH, Language, Phrase, Translation, Translations};
use crate::model::text::fold_title;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// The declarative definition of one workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Template {
    /// The stable key, `raid`.
    pub key: String,
    /// What people call it, `RAID log`.
    pub title: String,
    /// Rises when the template changes in a way that a copy in the field would notice.
    pub version: u32,
    /// Whether recipients may see any of it.
    pub audience: Visibility,
    /// One or two sentences for the Read-me sheet: what this workbook is for.
    pub purpose: String,
    /// The sheets, in their order.
    pub sheets: Vec<Sheet>,
    /// Title and purpose in other languages.
    pub words: Translations,
}

impl Template {
    /// The sheet with this key.
    pub fn sheet(&self, key: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|s| s.key == key)
    }

    /// Its title in every language, the English one first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        titles(&self.title, &self.words)
    }
}

fn titles<'w>(title: &'w str, words: &'w Translations) -> impl Iterator<Item = &'w str> {
    std::iter::once(title).chain(words.values().filter_map(|w| w.title.as_deref()))
}

/// One table, or one matrix, of a workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// Key of the workbook template it belongs to.
    pub workbook: String,
    /// The stable key, `risks`; unique across all templates.
    pub key: String,
    /// The sheet's title, `Risks`; unique across all templates, at most 31 characters.
    pub title: String,
    /// Table or matrix.
    pub kind: SheetKind,
    /// The beginning of the visible IDs, with its hyphen: `R-`.
    pub id_prefix: String,
    /// Keys of the columns that name a record in words.
    pub natural_key: Vec<String>,
    /// Whether recipients may see the sheet at all.
    pub visibility: Visibility,
    /// How many empty rows a copy offers for new records; 0 where recipients add none.
    pub prepared_rows: u32,
    /// One short line above the table: what to do here.
    pub help: String,
    /// The columns in order. A matrix has its role columns beside these, made by [`Sheet::with_across`].
    pub columns: Vec<Column>,
    /// Conditions over one record.
    pub rules: Vec<Rule>,
    /// Choices of the column `status` with which a record is no longer open.
    pub finals: Vec<String>,
    /// Key of the date column by which an open record should be done.
    pub due: Option<String>,
    /// Key of the person column of who has the record.
    pub responsible: Option<String>,
    /// A living log: later changes in it void no approval of the checklist item that stands on it.
    pub log: bool,
    /// Usual rows, put in by `prekick starters`.
    pub starters: Vec<Starter>,
    /// Approvals that a record may be given.
    pub approvals: Vec<Approval>,
    /// Title, help and the words for a matrix's letters in other languages.
    pub words: Translations,
}

/// A usual row: by column key, what a person would type. In a matrix also `role:TITLE`, the letters of a role.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Starter {
    /// Column key and what stands there.
    pub cells: Vec<(String, StarterCell)>,
}

/// A cell of a usual row.
#[derive(Clone, Debug, PartialEq)]
pub enum StarterCell {
    /// What a person would type.
    Typed(String),
    /// What an expression over the engagement gives.
    Made(Expr),
}

/// An approval: which columns say who decided what and when, and for which content.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Approval {
    /// The stable key, `sponsor`.
    pub key: String,
    /// Key of the choice column of the decision.
    pub decision: String,
    /// The choices of it that approve.
    pub approved: Vec<String>,
    /// Key of the person column of who decided.
    pub by: String,
    /// Key of the date column of when.
    pub on: String,
    /// Keys of the columns that the approval is given for.
    pub covers: Vec<String>,
}

impl Sheet {
    /// A table without columns, for what is made by the program itself and for tests.
    pub fn new(workbook: &str, key: &str, title: &str) -> Self {
        Self {
            workbook: workbook.into(),
            key: key.into(),
            title: title.into(),
            kind: SheetKind::Table,
            id_prefix: String::new(),
            natural_key: Vec::new(),
            visibility: Visibility::Shared,
            prepared_rows: 0,
            help: String::new(),
            columns: Vec::new(),
            rules: Vec::new(),
            finals: Vec::new(),
            due: None,
            responsible: None,
            log: false,
            starters: Vec::new(),
            approvals: Vec::new(),
            words: Translations::new(),
        }
    }

    /// Its title in every language, the English one first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        titles(&self.title, &self.words)
    }

    /// The position of a column.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.key == key)
    }

    /// The column with this key.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.key == key)
    }

    /// Is it a matrix? Gives the key of the sheet whose records are its columns.
    pub fn across(&self) -> Option<&str> {
        match &self.kind {
            SheetKind::Matrix { across, .. } => Some(across),
            SheetKind::Table => None,
        }
    }

    /// The sheet as it stands in one engagement: a matrix gets one column per record `(id, title)` of its across-sheet.
    #[must_use]
    pub fn with_across(&self, records: &[(String, String)]) -> Sheet {
        let mut sheet = self.clone();
        let SheetKind::Matrix { letters, .. } = &self.kind else { return sheet };
        let at = self.columns.iter().position(|c| c.after_matrix).unwrap_or(self.columns.len());
        // Roles of one name have their IDs behind it, or one's letters would be read for the other's.
        let twice = |title: &str| records.iter().filter(|(_, t)| fold_title(t) == fold_title(title)).count() > 1;
        let titled = |id: &str, title: &str| match (twice(title), id) {
            (false, _) => title.to_owned(),
            (true, "") => format!("{title} (new)"),
            (true, id) => format!("{title} ({id})"),
        };
        let roles = records.iter().map(|(id, title)| Column {
            width: 13,
            help: part(title, letters, &Language::english(), None),
            choices: letters.clone(),
            merge: Merge::Replace,
            ..Column::new(format!("role:{id}"), titled(id, title), Kind::Choices)
        });
        sheet.columns.splice(at..at, roles);
        sheet
    }
}

/// The help over a role's letters, in a language that may have words of its own for them.
pub fn part(role: &str, letters: &[Choice], language: &Language, words: Option<&Translation>) -> String {
    let said = letters.iter().map(|l| {
        let own = words.and_then(|w| w.labels.get(&l.label));
        own.or(l.synonyms.first()).map_or_else(|| l.label.clone(), |word| format!("{} = {word}", l.label))
    });
    let letters = said.collect::<Vec<_>>().join(", ");
    language.fill(Phrase::Part, &[("role", role), ("letters", &letters)])
}

/// Is a sheet a list of records, or records against records?
#[derive(Clone, Debug, PartialEq)]
pub enum SheetKind {
    /// One row per record.
    Table,
    /// One row per record, and one column per record of another sheet.
    Matrix {
        /// Key of the sheet whose records are the columns.
        across: String,
        /// The letters a cell may hold; any set of them.
        letters: Vec<Choice>,
    },
}

/// A column of a sheet; a field of a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The stable key, `date_raised`.
    pub key: String,
    /// The header text, exactly.
    pub title: String,
    /// Other titles it is known by.
    pub aliases: Vec<String>,
    /// The type of its values.
    pub kind: Kind,
    /// Must it be filled in?
    pub required: Required,
    /// What a choice, a set of choices or a matrix cell may hold.
    pub choices: Vec<Choice>,
    /// Least number.
    pub min: Option<Decimal>,
    /// Greatest number.
    pub max: Option<Decimal>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// Keys of the sheets that a reference may point to.
    pub references: Vec<String>,
    /// May it hold several references or persons?
    pub many: bool,
    /// How a computed column is made.
    pub computed: Option<Computed>,
    /// Whose column it is.
    pub owner: Owner,
    /// Whether recipients may see it.
    pub visibility: Visibility,
    /// Commercial matter is never shared, whatever a setting says.
    pub commercial: bool,
    /// How proposals are merged.
    pub merge: Merge,
    /// How a clash is settled; an engagement's setting.
    pub policy: crate::model::policy::Policy,
    /// Width in characters.
    pub width: u16,
    /// One sentence: what belongs here.
    pub help: String,
    /// A good value, as people would type it.
    pub example: String,
    /// In a matrix: stands after the role columns.
    pub after_matrix: bool,
    /// What the numbers from `min` to `max` mean, in words that people may type instead.
    pub scale: Vec<String>,
    /// Title, help, example and the words for choices, bands, yes and no in other languages.
    pub words: Translations,
}

impl Column {
    /// A shared column of either side that may stay empty.
    pub fn new(key: impl Into<String>, title: impl Into<String>, kind: Kind) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            aliases: Vec::new(),
            kind,
            required: Required::No,
            choices: Vec::new(),
            min: None,
            max: None,
            max_length: None,
            references: Vec::new(),
            many: false,
            computed: None,
            owner: Owner::Either,
            visibility: Visibility::Shared,
            commercial: false,
            merge: Merge::Replace,
            policy: crate::model::policy::Policy::Ask,
            width: 16,
            help: String::new(),
            example: String::new(),
            after_matrix: false,
            scale: Vec::new(),
            words: Translations::new(),
        }
    }

    /// What a label is called in a language; the label where that has no word for it.
    pub fn word<'w>(&'w self, label: &'w str, language: &str) -> &'w str {
        self.words.get(language).and_then(|w| w.labels.get(label)).map_or(label, String::as_str)
    }

    /// The labels whose translation is a word, each once: in one language where it has the word, else in any.
    pub fn labels_of(&self, language: Option<&str>, is_word: impl Fn(&str) -> bool) -> Vec<&str> {
        let meant = |code: Option<&str>| {
            let tongues = self.words.iter().filter(|(c, _)| code.is_none_or(|code| code == c.as_str()));
            let labels = tongues.flat_map(|(_, w)| &w.labels);
            let mut found: Vec<&str> = labels.filter(|(_, w)| is_word(w)).map(|(label, _)| label.as_str()).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        let first = language.filter(|l| *l != ENGLISH).map(|l| meant(Some(l))).unwrap_or_default();
        if first.is_empty() { meant(None) } else { first }
    }

    /// The visible ID of a record.
    pub fn is_id(&self) -> bool {
        self.key == "id"
    }

    /// Does the program fill it in?
    pub fn is_tool(&self) -> bool {
        self.owner == Owner::Tool
    }

    /// What its value is in a condition: an empty text is a text, an empty number or date is unknown.
    pub fn gives(&self) -> Type {
        match (self.kind, &self.computed) {
            (_, Some(Computed::Product(_))) => Type::Number,
            (_, Some(Computed::Formula { gives, .. })) => gives.clone(),
            (Kind::Date, _) => Type::Date,
            (Kind::Choices, _) => Type::List(Box::new(Type::Text)),
            (Kind::Person | Kind::Reference, _) if self.many => Type::List(Box::new(Type::Text)),
            (kind, _) if kind.is_number() => Type::Number,
            _ => Type::Text,
        }
    }

    /// The record ID that a role column of a matrix stands for.
    pub fn role(&self) -> Option<&str> {
        self.key.strip_prefix("role:")
    }
}

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

    /// Is it a number?
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal | Self::Money | Self::Percent)
    }
}

/// Must a column be filled in?
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
    /// Does the approval with this key stand?
    Approval(String),
    /// What an expression over the record gives.
    Formula {
        /// The expression.
        expr: Expr,
        /// What it gives.
        gives: Type,
    },
}

/// A condition over one record, or over a whole sheet.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The code of its findings.
    pub code: RuleCode,
    /// How bad it is when it does not hold.
    pub severity: crate::model::severity::Severity,
    /// Is it judged once for the whole sheet, and not for each record?
    pub whole_sheet: bool,
    /// To which records it applies; to all where nothing is said.
    pub when: Option<Expr>,
    /// What must hold.
    pub check: Expr,
    /// Key of the column where the finding stands.
    pub field: Option<String>,
    /// What is wrong, in a sentence with the values in it.
    pub message: Vec<MessagePiece>,
    /// What to do, in a sentence.
    pub help: String,
    /// Does it block a baseline, whatever its severity?
    pub blocks_baseline: bool,
    /// The condition as its template has it, for people: `when`, where there is one, and `check`.
    pub source: (Option<String>, String),
}

impl Rule {
    /// The expressions that decide whether it is broken.
    pub fn conditions(&self) -> impl Iterator<Item = &Expr> {
        self.when.iter().chain([&self.check])
    }

    /// The message as its template has it, with `…` where a value stands.
    pub fn words(&self) -> String {
        let piece = |p: &MessagePiece| match p {
            MessagePiece::Text(text) => text.clone(),
            MessagePiece::Value(_) => "…".to_owned(),
        };
        self.message.iter().map(piece).collect()
    }
}

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub enum MessagePiece {
    /// As it stands.
    Text(String),
    /// What an expression gives.
    Value(Expr),
}

/// Titles that no template sheet may have: sheets of the program's own.
pub const RESERVED_TITLES: [&str; 7] =
    ["Read me", "What we found", "Summary", "Discrepancies", "Decisions", "Changes", "Sources"];

/// Key of the sheet on which recipients are asked what is open.
pub const ANSWERS_SHEET: &str = "please_answer";

/// The title of the hidden, last column that carries the row key.
pub const ROW_KEY_TITLE: &str = "Row key";

#[cfg(test)]
mod tests;
