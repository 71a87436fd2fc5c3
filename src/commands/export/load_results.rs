//! `prekick export --results`: what Salesforce said of a load.

use crate::cli::Global;
use crate::commands::console::Console;
use crate::commands::engagement::salesforce_loads::result_file;
use crate::commands::engagement::session::Session;
use crate::commands::exit::CommandStatus;
use crate::commands::run_output::finding_line;
use crate::edges::disk;
use crate::model::code::Code;
use crate::steps::export::salesforce::ResultFile;
use anyhow::bail;
use std::path::PathBuf;

/// Remembers what the result files say; the master gets the IDs with the next reconcile.
pub fn load_results(global: &Global, paths: &[PathBuf], console: &Console) -> anyhow::Result<CommandStatus> {
    let mut session = Session::open(global, false)?;
    let mut files: Vec<(String, ResultFile)> = Vec::new();
    for path in paths {
        if !disk::exists(path) {
            bail!("there is no file {}. Nothing was done.", path.display());
        }
        let Some(file) = result_file(path) else {
            bail!(
                "{} is no result file of a load; expected a CSV with the columns sf__Id and sf__Created or sf__Error, or, of Data \
                 Loader, ID and STATUS, or ERROR. Nothing was done.",
                path.display()
            );
        };
        files.push((session.folder.name_of(path), file));
    }
    session.take_results(files, false, console)?;
    let refused: Vec<_> = session.findings.iter().filter(|f| f.code == Code::ExportLoadFailed).collect();
    for finding in &refused {
        console.finding(finding.severity, &finding_line(finding));
    }
    console.message("The next reconcile fills in the Salesforce IDs.");
    Ok(if refused.is_empty() { CommandStatus::Done } else { CommandStatus::NeedsAttention })
}
