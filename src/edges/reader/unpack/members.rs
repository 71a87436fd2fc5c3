//! The files that are taken out of another, and how many.

use crate::edges::unreadable::Unreadable;
use crate::model::container::ContainedFile;
use crate::model::text::count;

/// The most files that are taken out of one.
pub(super) const MOST_MEMBERS: usize = 500;

/// Why a file that holds so many is not opened.
pub(super) fn too_many(found: usize) -> Unreadable {
    Unreadable::holds_too_much(&count(found, "file", "files"), &MOST_MEMBERS.to_string())
}

/// A file taken out of another.
pub(super) fn member(name: impl Into<String>, bytes: &[u8]) -> ContainedFile {
    ContainedFile { name: name.into(), bytes: bytes.to_vec() }
}
