//! Spreadsheets without a template, merged and compared by the same rules as an engagement's.
//!
//! In: sheets as found. Out: the merged sheets with their changes and findings, or what differs.
//!
//! Columns are paired by title, rows by key columns or by content. Sheets are first aligned (`align`), then merged cell by
//! cell (`merge_sheets`). Where two copies disagree, the master's value stays and a question is asked; nothing is decided
//! silently. Files are read and written by the commands.

mod added_rows;
mod align;
mod aligned_sheet;
mod around;
mod assemble;
mod book;
mod cell_identity;
mod cell_values;
mod changes;
mod clashes;
mod column_titles;
mod columns;
mod comparable;
mod damage;
mod day_style;
mod diff;
mod interleaved;
mod kept_rows;
mod keys;
mod known_rows;
#[cfg(test)]
mod laws;
mod links;
mod merge_around;
mod merge_columns;
mod merge_links;
mod merge_rows;
mod merge_sheets;
mod merger;
mod naming;
mod notices;
mod number_style;
mod open_cells;
mod partial_files;
mod partial_respelling;
mod patches;
mod prepared;
mod repeated_titles;
mod respelled_column;
mod respelled_columns;
mod respelling;
mod row_groups;
mod rows;
mod rows_in_place;
mod rules;
mod swallowed_cells;
mod table;
mod table_extent;
mod table_titles;
#[cfg(test)]
mod tests;
mod text_table;
mod title_row;
mod truth_style;
mod workbooks;

pub use book::{additions_book, addresses_lost, merged_book, title_of_discrepancies};
pub use cell_values::value_of;
pub use column_titles::column_position;
pub use diff::{Difference, diff_sheets};
pub use interleaved::{OutputRow, interleaved};
pub use kept_rows::RowOrder;
pub use merge_sheets::{MergedSheet, merge_sheets};
pub use partial_files::{PartialFile, TextFile, partial_files};
pub use patches::{ends_above_new_rows, patches, refers_to_reused, same_values};
pub use rows_in_place::with_rows_in_place;
pub use rules::MergeRules;
pub use table::plain_sheet;
pub use table_titles::TableTitles;
pub use workbooks::{MergedFile, PlainFile, diff_files, merge_files, plain_file, unknown_keys};
