//! Mail: drafts that a person opens, looks through and sends.
//!
//! A [`crate::model::mail_draft::MailDraft`] goes in and the bytes of an `.eml` file come out, the same for the same draft: nothing in it is taken from
//! the clock or from this machine. Nothing is ever sent from here.

mod draft;

pub use draft::{copies_named_in, write_draft};
