//! What the columns of a list of who does what may be, beside columns of the matrix's own: a letter with names below it, a
//! role with letters below it, and in a list of lines the role and its letters.

use crate::model::keys::FieldKey;
use crate::model::template::{Choice, Sheet, SheetKind};
use crate::model::text::{fold, fold_title};

/// What a column is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ListPart {
    /// A column of the matrix.
    Field(FieldKey),
    /// Names of those who have this letter.
    Letter(String),
    /// Letters of the role that its title names.
    Role,
    /// In a list of lines, the role.
    Who,
    /// In a list of lines, the letters.
    Letters,
}

const LETTER: &str = "letter:";
const ROLE: &str = "role:";
const WHO: &str = "who:";
const LETTERS: &str = "letters:";

impl ListPart {
    /// How a mapping keeps it.
    pub(super) fn key(&self) -> FieldKey {
        match self {
            Self::Field(key) => key.clone(),
            Self::Letter(label) => format!("{LETTER}{label}").into(),
            Self::Role => ROLE.into(),
            Self::Who => WHO.into(),
            Self::Letters => LETTERS.into(),
        }
    }

    /// What a mapping keeps.
    pub(super) fn of(key: &FieldKey) -> Self {
        match key.as_str() {
            ROLE => Self::Role,
            WHO => Self::Who,
            LETTERS => Self::Letters,
            text => text.strip_prefix(LETTER).map_or_else(|| Self::Field(key.clone()), |l| Self::Letter(l.to_owned())),
        }
    }

    /// What people read and pick.
    pub(super) fn title(&self, matrix: &Sheet) -> String {
        match self {
            Self::Field(key) => matrix.column(key).map_or_else(|| key.to_string(), |c| c.title.clone()),
            Self::Letter(label) => label.clone(),
            Self::Role => "a role".into(),
            Self::Who => "who".into(),
            Self::Letters => "letters".into(),
        }
    }

    /// Whether several columns may be this.
    pub(super) fn may_repeat(&self) -> bool {
        matches!(self, Self::Letter(_) | Self::Role)
    }
}

/// What a column of a matrix may be beside its columns; nothing for other sheets.
pub(super) fn other_parts(sheet: &Sheet) -> Vec<ListPart> {
    let letters = letters(sheet);
    if letters.is_empty() {
        return Vec::new();
    }
    let letters = letters.iter().map(|c| ListPart::Letter(c.label.clone()));
    letters.chain([ListPart::Role, ListPart::Who, ListPart::Letters]).collect()
}

/// The letters of a matrix.
pub(super) fn letters(sheet: &Sheet) -> &[Choice] {
    match &sheet.kind {
        SheetKind::Matrix { letters, .. } => letters,
        SheetKind::Table => &[],
    }
}

/// What a person picked for a column of a matrix, beside its columns.
pub(super) fn picked_part(text: &str, sheet: &Sheet) -> Option<ListPart> {
    let titled = other_parts(sheet).into_iter().find(|part| fold(&part.title(sheet)) == fold(text));
    titled.or_else(|| letter_titled(text, letters(sheet)).map(|label| ListPart::Letter(label.to_owned())))
}

/// The letter that a title names: `R`, `Responsible`, `Responsible (R)`.
pub(super) fn letter_titled<'l>(title: &str, letters: &'l [Choice]) -> Option<&'l str> {
    let title = fold_title(title);
    let bare = title.split(['(', '-', '–', '/']).next().unwrap_or_default().trim();
    let is = |c: &&Choice| fold(&c.label) == bare || c.synonyms.iter().any(|s| fold(s) == bare);
    letters.iter().find(is).map(|c| c.label.as_str())
}
