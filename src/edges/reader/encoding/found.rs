//! The encoding of a text, and what is to be said about it.

use crate::model::text_encoding::TextEncoding;
use encoding_rs::Encoding;

/// How a text is to be decoded.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundEncoding {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// What is to be said about it; nothing where the bytes leave no doubt.
    pub said: Option<TextEncoding>,
}
