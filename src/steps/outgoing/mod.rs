//! What recipients are sent. From the master and a recipient come what that recipient may see ([`audience`]), what is asked of
//! them, and the copy as a workbook to be written.
//!
//! Nothing here reads the master but [`audience`], so that what is internal cannot reach a copy by mistake. Nothing is written
//! or remembered here: that a copy was sent is noted by the command that writes it.

mod as_read;
pub mod audience;
mod chosen;
mod copy_book;
mod envelope;
mod question_page;
mod read_me;
mod recipients;

pub use as_read::expected_fingerprint;
pub use chosen::{chosen_recipients, chosen_workbooks};
pub use copy_book::{content_digest, copy_book};
pub use envelope::{Envelope, respond_by};
pub use recipients::{Recipient, asked_by, language_of, recipients, workbooks_for};
