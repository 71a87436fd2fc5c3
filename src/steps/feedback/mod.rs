//! A returned file on its way back to its sender.
//!
//! In: the file as found, and the cells where it disagrees with other files. Out: the same file as a workbook, with what is to
//! be corrected at its cells and on a first sheet. Only [`Feedback`] is written, and only [`feedback_for`] makes one. It reads the
//! file itself and never the master, so it can't leak anything internal; of other people's proposals it knows only the cell.

mod annotated_book;
mod feedback_items;
#[cfg(test)]
mod tests;

pub use annotated_book::annotated_book;
pub use feedback_items::{CheckedFile, Feedback, FeedbackItem, feedback_for, places_with_others};
