//! A sheet that was made ready to be compared.

use crate::model::finding::Finding;
use crate::model::plain::PlainSheet;
use std::borrow::Cow;

/// A sheet that can be compared cell by cell, and what was found on the way.
pub(super) struct ComparableSheet<'a> {
    pub(super) sheet: Cow<'a, PlainSheet>,
    pub(super) findings: Vec<Finding>,
}
