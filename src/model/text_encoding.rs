//! The encoding in which a text was read, where its bytes do not say which one it is.

use serde::{Deserialize, Serialize};

/// An encoding that a text does not name itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEncoding {
    /// Its name, such as `windows-1250`.
    pub name: String,
    /// Who says so.
    pub told_by: EncodingTeller,
    /// A line that would read otherwise in another encoding; none where there is no such line.
    pub line: Option<EncodedLine>,
    /// How many characters of the text it does not know.
    pub unknown: usize,
}

/// Who says in which encoding a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EncodingTeller {
    /// Its own words: in this encoding they are words.
    Words,
    /// A person.
    Person,
    /// A setting, for texts that don't tell it.
    Setting,
    /// The text itself, though a person named another.
    TextOverPerson,
}

/// A line of a text as an encoding has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodedLine {
    /// Counted from 1.
    pub number: u32,
    /// Its text.
    pub text: String,
}
