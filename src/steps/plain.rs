//! Spreadsheets without a template, merged and compared by the same rules as an engagement's: cell by cell, rows by key or by
//! what they hold, columns by title, nothing decided silently.

mod align;
mod assemble;
mod book;
mod columns;
mod diff;
#[cfg(test)]
mod laws;
mod merge;
mod rows;
mod say;
mod table;
#[cfg(test)]
mod tests;
mod workbooks;

pub use align::position;
pub use book::book;
pub use diff::{Difference, diff, whole_row};
pub use merge::{Merged, merge};
pub use table::{plain_sheet, value_of};
pub use workbooks::{MergedFile, PlainFile, diff_files, merge_files, plain_file, unknown_keys};
