//! What a cell is read with, beside its column.

use super::dates::DateOrder;
use crate::model::keys::SheetKey;
use crate::model::surroundings::Surroundings;
use std::collections::BTreeMap;

/// What a cell is read with, beside its column.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The ID prefix of each sheet (`R-`), by sheet key.
    pub prefixes: &'a BTreeMap<SheetKey, String>,
    /// The language of the file: it decides where two languages use one word for two choices.
    pub language: Option<&'a str>,
    /// Where and when the project is, as far as it is known.
    pub surroundings: Option<&'a Surroundings>,
    /// Whether the workbook counts days from 1904.
    pub epoch_1904: bool,
    /// The order of the parts of dates in digits, where the other cells of the column tell it.
    pub order: Option<DateOrder>,
}

impl<'a> Reading<'a> {
    /// Reading without knowing anything about the file.
    pub fn new(prefixes: &'a BTreeMap<SheetKey, String>) -> Self {
        Self { prefixes, language: None, surroundings: None, epoch_1904: false, order: None }
    }
}
