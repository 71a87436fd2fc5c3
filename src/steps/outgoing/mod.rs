//! What recipients are sent.
//!
//! In: the master and a recipient. Out: what that recipient may see ([`audience`]), what is asked of them, and the copy as a
//! workbook to be written. Values of records reach a copy only through [`audience`], so that what is internal can't by mistake;
//! `recipients` reads the contacts to say who is asked and who asks, and `letter` writes to them. Nothing is written or remembered here: the command that
//! writes a copy notes that it was sent.

mod as_read;
pub mod audience;
mod chosen;
mod copy_book;
mod envelope;
mod letter;
mod question_page;
mod read_me;
mod recipients;
mod reminder;

pub use as_read::expected_fingerprint;
pub use chosen::{chosen_recipients, chosen_workbooks};
pub use copy_book::{PacketPart, content_digest, copy_book, identify, packet_book};
pub use envelope::{Envelope, respond_by};
pub use letter::{LetterHead, NamedCopy, packet_letter};
pub use recipients::{NotReceived, Recipient, asked_by, language_of, not_received, recipients, workbooks_for};
pub use reminder::{Owed, OwedCopy, OwedView, escalation_letter, next_level_above, owed_by, reminder_letter};
