//! Columns by their titles.

use crate::model::plain::PlainColumn;
use crate::model::text::fold_title;

/// The position of the column with a title.
pub fn column_position(columns: &[PlainColumn], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|c| c.name == name.trim());
    exact.or_else(|| columns.iter().position(|c| fold_title(&c.name) == fold_title(name)))
}
