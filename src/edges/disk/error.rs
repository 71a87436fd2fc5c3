//! What can go wrong with a file.

use crate::edges::library_words::io_words;
use std::io;
use std::path::Path;

/// What went wrong with a file, in words.
#[derive(Debug, thiserror::Error)]
pub enum DiskError {
    /// The file can't be read.
    #[error("{path} can't be read: {}.", io_words(why))]
    Read {
        /// The file.
        path: String,
        /// What the system says.
        why: io::Error,
    },
    /// The file can't be written.
    #[error("{path} can't be written: {}.", io_words(why))]
    Write {
        /// The file.
        path: String,
        /// What the system says.
        why: io::Error,
    },
    /// Somebody changed the file since it was read.
    #[error("{path} was changed while prekick was running; nothing was written. Run it again.")]
    Changed {
        /// The file.
        path: String,
    },
}

pub(super) fn reading(path: &Path) -> impl FnOnce(io::Error) -> DiskError + '_ {
    move |why| DiskError::Read { path: path.display().to_string(), why }
}

pub(super) fn writing(path: &Path) -> impl FnOnce(io::Error) -> DiskError + '_ {
    move |why| DiskError::Write { path: path.display().to_string(), why }
}
