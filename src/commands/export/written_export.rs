//! Where an export goes: to a file that was named, to standard output, or to `exports/`.

use crate::commands::console::Console;
use crate::commands::engagement::session::Session;
use crate::edges::disk::{self, WriteStep};
use std::path::Path;

/// Writes an export and prints its path; `usual` is its name in `exports/`, where no other file was named.
///
/// # Errors
/// Says why it can't be written.
pub fn write_export(
    session: &Session,
    output: Option<&Path>,
    usual: &str,
    bytes: Vec<u8>,
    console: &Console,
) -> anyhow::Result<()> {
    if output.is_some_and(|path| path == Path::new("-")) {
        console.print_bytes(&bytes);
        return Ok(());
    }
    let path = output.map_or_else(|| session.folder.root.join("exports").join(usual), Path::to_path_buf);
    disk::carry_out(&[WriteStep::Whole { path: path.clone(), bytes: bytes.into() }])?;
    console.result(&path.display().to_string());
    Ok(())
}
