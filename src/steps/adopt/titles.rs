//! Which sheets of the templates a title refers to.

use crate::model::template::Sheet;
use crate::model::text::fold_title;

/// Whether a title refers to a sheet, as `Risk Log` does to Risks.
pub(super) fn is_about(title: &str, sheet: &Sheet) -> bool {
    let title = fold_title(title).replace(['_', '-'], " ");
    let named = sheet.titles().map(fold_title).any(|word| title.contains(singular(&word)));
    named || sheet.lists.iter().any(|list| title.contains(fold_title(list).as_str()))
}

/// A title's word without its plural ending, so that `Dependency log` and `Risikoliste` match as well. Of a short word too
/// little would be left: a `Rollout` is not about `Rollen`.
fn singular(word: &str) -> &str {
    let long = |letters: usize| word.chars().count() >= letters;
    let ending = |end: &str, letters: usize| word.strip_suffix(end).filter(|_| long(letters));
    let found = ending("ies", 8).or_else(|| ending("s", 0)).or_else(|| ending("en", 7)).or_else(|| ending("e", 8));
    found.unwrap_or(word)
}
