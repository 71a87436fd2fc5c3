//! A column: what its cells may hold, who may see and fill them in, and how proposals are merged.

use super::column_type::{Choice, Computed, Fill, Kind, Merge, MovesWhen, Owner, Required, Visibility};
use crate::model::condition::ExprType;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::language::{ENGLISH, Translations};
use crate::model::policy::Policy;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// A column of a sheet; a field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// The stable key, `date_raised`.
    pub key: FieldKey,
    /// The header text, exactly.
    pub title: String,
    /// Other titles it is known by.
    pub aliases: Vec<String>,
    /// Titles that other people give it in lists of their own. They tell such a list, and nothing in a copy.
    pub also: Vec<String>,
    /// The type of its values.
    pub kind: Kind,
    /// Whether it must be filled in.
    pub required: Required,
    /// Whether a copy carries it only where it holds something or is asked for.
    pub detail: bool,
    /// What it is filled in with when a copy comes back.
    pub fill: Option<Fill>,
    /// What a choice, a set of choices or a matrix cell may hold.
    pub choices: Vec<Choice>,
    /// Of a choice: whether another word may be typed as well.
    pub open: bool,
    /// Least number.
    pub min: Option<Decimal>,
    /// Greatest number.
    pub max: Option<Decimal>,
    /// Most characters.
    pub max_length: Option<u32>,
    /// Keys of the sheets that a reference may point to.
    pub references: Vec<SheetKey>,
    /// Whether it may hold several references or persons.
    pub many: bool,
    /// Of a person: whether it may name a forum, a team or a role as well.
    pub forums: bool,
    /// How a computed column is made.
    pub computed: Option<Computed>,
    /// The side that owns it.
    pub owner: Owner,
    /// Whether recipients may see it.
    pub visibility: Visibility,
    /// Commercial matter is never shared, whatever a setting says.
    pub commercial: bool,
    /// Whether it is part of what is approved with its sheet, so that a change voids the approval.
    pub agreed: bool,
    /// Of a date: whether it moves when the project moves.
    pub moves: MovesWhen,
    /// How proposals are merged.
    pub merge: Merge,
    /// How a conflict is decided without a person; an engagement's setting.
    pub policy: Policy,
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
    pub fn new(key: impl Into<FieldKey>, title: impl Into<String>, kind: Kind) -> Self {
        Self {
            key: key.into(),
            title: title.into(),
            aliases: Vec::new(),
            also: Vec::new(),
            kind,
            required: Required::No,
            detail: false,
            fill: None,
            choices: Vec::new(),
            open: false,
            min: None,
            max: None,
            max_length: None,
            references: Vec::new(),
            many: false,
            forums: false,
            computed: None,
            owner: Owner::Either,
            visibility: Visibility::Shared,
            commercial: false,
            agreed: true,
            moves: MovesWhen::No,
            merge: Merge::Replace,
            policy: Policy::Ask,
            width: 16,
            help: String::new(),
            example: String::new(),
            after_matrix: false,
            scale: Vec::new(),
            words: Translations::new(),
        }
    }

    /// A label in a language; the label itself where it has no translation.
    pub fn word<'w>(&'w self, label: &'w str, language: &str) -> &'w str {
        self.words.get(language).and_then(|w| w.labels.get(label)).map_or(label, String::as_str)
    }

    /// The labels whose translation passes a test, each once: in the given language if there are any, else in all.
    pub fn labels_translated_as(&self, language: Option<&str>, is_word: impl Fn(&str) -> bool) -> Vec<&str> {
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

    /// Whether a label is written so in a language, which has its own words.
    pub fn is_word_of(&self, label: &str, language: Option<&str>, word: &str) -> bool {
        language.and_then(|code| self.words.get(code)?.labels.get(label)).is_some_and(|own| own.trim() == word)
    }

    /// The visible ID of a record.
    pub fn is_id(&self) -> bool {
        self.key == "id"
    }

    /// Whether the program fills it in.
    pub fn is_tool(&self) -> bool {
        self.owner == Owner::Tool
    }

    /// The type of its value in a condition.
    pub fn value_type(&self) -> ExprType {
        match (self.kind, &self.computed) {
            (_, Some(Computed::Product(_))) => ExprType::Number,
            (_, Some(Computed::Formula { gives, .. })) => gives.clone(),
            (Kind::Date, _) => ExprType::Date,
            (Kind::Choices, _) => ExprType::List(Box::new(ExprType::Text)),
            (Kind::Person | Kind::Reference, _) if self.many => ExprType::List(Box::new(ExprType::Text)),
            (kind, _) if kind.is_number() => ExprType::Number,
            _ => ExprType::Text,
        }
    }

    /// The record ID that a role column of a matrix stands for.
    pub fn role(&self) -> Option<&str> {
        self.key.as_str().strip_prefix("role:")
    }
}
