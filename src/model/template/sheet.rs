//! A sheet of a workbook: a table or a matrix, with its columns, rules, starters and approvals.

use super::column::Column;
use super::column_type::{Choice, Kind, Merge, Visibility};
use super::folded_titles::{FoldedTitles, TitlesOnce};
use super::rule::Rule;
use crate::model::condition::Expr;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::language::{Language, Phrase, Translation, Translations};
use crate::model::text::fold_title;
use serde::{Deserialize, Serialize};

/// One table, or one matrix, of a workbook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// Key of the workbook template it belongs to.
    pub workbook: String,
    /// The stable key, `risks`; unique across all templates.
    pub key: SheetKey,
    /// The sheet's title, `Risks`; unique across all templates, at most 31 characters.
    pub title: String,
    /// Table or matrix.
    pub kind: SheetKind,
    /// The beginning of the visible IDs, with its hyphen: `R-`.
    pub id_prefix: String,
    /// Keys of the columns that name a record in words.
    pub natural_key: Vec<FieldKey>,
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
    /// Names that stand for a part of a condition about one of its records, each with that part as it is written.
    pub terms: Vec<(String, String)>,
    /// Choices of the column `status` with which a record is no longer open.
    pub finals: Vec<String>,
    /// Key of the date column by which an open record should be done.
    pub due: Option<FieldKey>,
    /// Choices of the column `status` with which that day is kept, though the record is still open.
    pub due_kept: Vec<String>,
    /// Key of the person column of who has the record.
    pub responsible: Option<FieldKey>,
    /// A living log: later changes in it void no approval of the checklist item that stands on it.
    pub log: bool,
    /// Usual rows, put in by `prekick starters`.
    pub starters: Vec<Starter>,
    /// Approvals that a record may be given.
    pub approvals: Vec<Approval>,
    /// What a record of it is called, in any language: `risk`. It tells titles such as `Risk owner`.
    pub nouns: Vec<String>,
    /// What a list of its records is called beside its title, in any language: `risk register`.
    pub lists: Vec<String>,
    /// Title, help and the words for a matrix's letters in other languages.
    pub words: Translations,
    /// Its titles in the form in which they are compared.
    #[serde(skip)]
    pub titles_once: TitlesOnce,
}

/// A usual row: by column key, what a person would type. In a matrix also `role:TITLE`, the letters of a role.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Starter {
    /// Column key and what stands there.
    pub cells: Vec<(FieldKey, StarterCell)>,
}

/// A cell of a usual row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum StarterCell {
    /// What a person would type.
    Typed(String),
    /// What an expression over the engagement and its contacts gives.
    Made(Expr),
    /// References to records that are named by their natural keys.
    Named(Vec<String>),
}

/// An approval: which columns say who decided what and when, and for which content.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The stable key, `sponsor`.
    pub key: String,
    /// Key of the choice column of the decision.
    pub decision: FieldKey,
    /// The choices of it that approve.
    pub approved: Vec<String>,
    /// Key of the person column of who decided.
    pub by: FieldKey,
    /// Key of the date column of when.
    pub on: FieldKey,
    /// Keys of the columns that the approval is given for.
    pub covers: Vec<FieldKey>,
}

impl Sheet {
    /// A table without columns, for what is made by the program itself and for tests.
    pub fn new(workbook: &str, key: impl Into<SheetKey>, title: &str) -> Self {
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
            terms: Vec::new(),
            finals: Vec::new(),
            due: None,
            due_kept: Vec::new(),
            responsible: None,
            log: false,
            starters: Vec::new(),
            approvals: Vec::new(),
            nouns: Vec::new(),
            lists: Vec::new(),
            words: Translations::new(),
            titles_once: TitlesOnce::default(),
        }
    }

    /// Its title in every language, the English one first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        titles(&self.title, &self.words)
    }

    /// Its titles and those of its columns in the form in which they are compared. They are made once: a sheet whose titles change
    /// after that must be a copy of it.
    pub fn folded_titles(&self) -> &FoldedTitles {
        self.titles_once.get(|| FoldedTitles::of(self.titles(), &self.columns))
    }

    /// The position of a column.
    pub fn position<K: ?Sized>(&self, key: &K) -> Option<usize>
    where
        FieldKey: PartialEq<K>,
    {
        self.columns.iter().position(|c| c.key == *key)
    }

    /// The column with this key.
    pub fn column<K: ?Sized>(&self, key: &K) -> Option<&Column>
    where
        FieldKey: PartialEq<K>,
    {
        self.columns.iter().find(|c| c.key == *key)
    }

    /// Of a matrix: the key of the sheet whose records are its columns.
    pub fn across(&self) -> Option<&SheetKey> {
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
            help: role_help(title, letters, &Language::english(), None),
            choices: letters.clone(),
            merge: Merge::Replace,
            ..Column::new(format!("role:{id}"), titled(id, title), Kind::Choices)
        });
        sheet.columns.splice(at..at, roles);
        sheet
    }
}

/// The help of a role column, which explains its letters in a language.
pub fn role_help(role: &str, letters: &[Choice], language: &Language, words: Option<&Translation>) -> String {
    let explained = letters.iter().map(|l| {
        let own = words.and_then(|w| w.labels.get(&l.label));
        own.or(l.synonyms.first()).map_or_else(|| l.label.clone(), |word| format!("{} = {word}", l.label))
    });
    let letters = explained.collect::<Vec<_>>().join(", ");
    language.fill(Phrase::Part, &[("role", role), ("letters", &letters)])
}

/// Whether a sheet is a list of records, or a matrix of records against records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SheetKind {
    /// One row per record.
    Table,
    /// One row per record, and one column per record of another sheet.
    Matrix {
        /// Key of the sheet whose records are the columns.
        across: SheetKey,
        /// The letters a cell may hold; any set of them.
        letters: Vec<Choice>,
    },
}

/// A title in every language, the English one first.
pub(super) fn titles<'w>(title: &'w str, words: &'w Translations) -> impl Iterator<Item = &'w str> {
    std::iter::once(title).chain(words.values().filter_map(|w| w.title.as_deref()))
}
