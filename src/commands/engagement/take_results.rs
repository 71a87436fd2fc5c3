//! Result files of Salesforce, taken into an engagement.

use super::salesforce_loads::{manifest_step, read_manifest};
use super::session::Session;
use crate::commands::console::Console;
use crate::edges::disk;
use crate::model::text::count;
use crate::steps::export::salesforce::{ResultFile, ResultsRead, read_results};

impl Session {
    /// Takes in result files of Salesforce, says what each says, and remembers it unless nothing is to be written.
    ///
    /// # Errors
    /// Says that what was exported can't be read or written.
    pub fn take_results(
        &mut self,
        files: Vec<(String, ResultFile)>,
        dry_run: bool,
        console: &Console,
    ) -> anyhow::Result<()> {
        let settings = &self.engagement.export.salesforce_resource_requests;
        let mut manifest = read_manifest(&self.folder)?.unwrap_or_default();
        for (name, file) in files {
            let read = read_results(&mut manifest, &file, settings);
            console.message(&format!("{name}: {}.", said(&read)));
        }
        if !dry_run {
            disk::carry_out(&[manifest_step(&self.folder, &manifest)?])?;
        }
        self.hear_of_loads(&manifest);
        Ok(())
    }
}

/// What a result file said, in words.
fn said(read: &ResultsRead) -> String {
    if read.is_repeated {
        return "read before; nothing new".into();
    }
    let mut said = vec![format!("{} loaded", count(read.loaded, "request", "requests"))];
    if !read.failed.is_empty() {
        said.push(format!("{} refused", read.failed.len()));
    }
    if read.unknown > 0 {
        said.push(format!("{} of no request that was exported here", count(read.unknown, "row", "rows")));
    }
    said.join(", ")
}
