//! Spreadsheets without a template, merged and compared by the same rules as an engagement's: cell by cell, rows by key or by
//! what they hold, columns by title, nothing decided silently.

mod align;
mod assemble;
mod book;
mod columns;
mod diff;
mod keys;
#[cfg(test)]
mod laws;
mod merging;
mod patches;
mod rows;
mod say;
mod table;
#[cfg(test)]
mod tests;
mod thin;
mod workbooks;

pub use align::position;
pub use book::{additions, book, title_of_discrepancies};
pub use diff::{Difference, diff, whole_row};
pub use merging::{Merged, merge};
pub use patches::{ends_above, patches, say_the_same, speaks_of_reused};
pub use table::{plain_sheet, value_of};
pub use thin::{Among, Held, Skeleton, held};
pub use workbooks::{MergedFile, PlainFile, diff_files, merge_files, plain_file, unknown_keys};
