//! A returned file on its way back to its sender. In come the file as found and the places where it disagrees with others; out
//! comes the same file as a workbook, with what is to be corrected at its cells and on a first sheet.
//!
//! Only [`Feedback`] is written, and only [`feedback_for`] makes one. It reads the file itself and never the master, so that
//! nothing internal can be told: of what others proposed it knows the place alone.

mod annotated_book;
mod feedback_items;
#[cfg(test)]
mod tests;

pub use annotated_book::annotated_book;
pub use feedback_items::{CheckedFile, Feedback, FeedbackItem, feedback_for, places_with_others};
