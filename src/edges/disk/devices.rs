//! Outputs that are no files: devices, pipes and what `/dev/stdout` leads to. They are written into; a file put in their
//! place would take them from everybody.

use super::error::{DiskError, writing};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Whether there is something at a path that is neither a file nor a folder.
pub(super) fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Writes bytes into it.
pub(super) fn write_into(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    let mut device = fs::OpenOptions::new().write(true).open(path).map_err(writing(path))?;
    device.write_all(bytes).and_then(|()| device.flush()).map_err(writing(path))
}
