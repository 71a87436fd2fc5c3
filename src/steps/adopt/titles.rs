//! Which sheets of the templates a title refers to.

use super::find::FoundTable;
use crate::model::grid::{Grid, Raw};
use crate::model::template::Sheet;
use crate::model::text::fold_title;

/// How many rows above its header a table's own title may stand, and how many characters it may have.
const TITLE_REACH: u32 = 6;
const MAX_TITLE_LENGTH: usize = 80;

/// Whether a title refers to a sheet, as `Risk Log` does to Risks.
pub(super) fn is_about(title: &str, sheet: &Sheet) -> bool {
    let title = fold_title(title).replace(['_', '-'], " ");
    let named = sheet.titles().map(fold_title).any(|word| title.contains(singular(&word)));
    named || sheet.lists.iter().any(|list| title.contains(fold_title(list).as_str()))
}

/// The short texts right above a table's header, such as `Quayline Systems: our risk list`, without rows of a table above
/// it.
pub(super) fn titles_above<'g>(grid: &'g Grid, table: &FoundTable) -> impl Iterator<Item = &'g str> {
    let header = table.header.unwrap_or_default();
    let near = grid.rows.iter().rev().filter(move |r| r.number < header && header - r.number <= TITLE_REACH);
    let above = near.take_while(|r| r.cells.iter().filter(|(_, c)| !c.raw.is_blank()).count() <= 2);
    above.flat_map(|r| &r.cells).filter_map(|(_, cell)| match &cell.raw {
        Raw::Text(text) if text.chars().count() <= MAX_TITLE_LENGTH => Some(text.as_str()),
        _ => None,
    })
}

/// A title's word without its plural ending, so that `Dependency log` and `Risikoliste` match as well. Of a short word too
/// little would be left: a `Rollout` is not about `Rollen`.
fn singular(word: &str) -> &str {
    let long = |letters: usize| word.chars().count() >= letters;
    let ending = |end: &str, letters: usize| word.strip_suffix(end).filter(|_| long(letters));
    let found = ending("ies", 8).or_else(|| ending("s", 0)).or_else(|| ending("en", 7)).or_else(|| ending("e", 8));
    found.unwrap_or(word)
}
