//! Which sheets of the templates a title speaks of.

use crate::model::template::Sheet;
use crate::model::text::fold_title;

/// Whether a title speaks of a sheet, as `Risk Log` does of Risks.
pub(super) fn is_about(title: &str, sheet: &Sheet) -> bool {
    let title = fold_title(title);
    sheet.titles().map(fold_title).any(|word| title.contains(singular(&word)))
}

/// A title's word without the ending of its plural, so that a `Dependency log` and a `Risikoliste` speak of it as well.
/// Of a short word too little would be left: `Rollen` is not what a `Rollout` is about.
fn singular(word: &str) -> &str {
    let long = |letters: usize| word.chars().count() >= letters;
    let ending = |end: &str, letters: usize| word.strip_suffix(end).filter(|_| long(letters));
    let found = ending("ies", 8).or_else(|| ending("s", 0)).or_else(|| ending("en", 7)).or_else(|| ending("e", 8));
    found.unwrap_or(word)
}
