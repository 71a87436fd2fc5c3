//! Returned files as read, and which files to read.

use super::folder::Folder;
use super::rejected::missing_file;
use super::salesforce_loads::result_file;
use crate::edges::disk;
use crate::model::mapping::TableProposal;
use crate::model::report::Change;
use crate::model::state::Master;
use crate::steps::adopt::PromisedId;
use crate::steps::export::salesforce::ResultFile;
use crate::steps::ingest::incoming::{Incoming, RefusedFile};
use std::path::PathBuf;

/// Returned files as read.
#[derive(Debug, Default)]
pub struct ReturnedFiles {
    /// Those that were understood.
    pub files: Vec<Incoming>,
    /// Those that were not.
    pub refused: Vec<RefusedFile>,
    /// Mappings that a person is to look through: file, and what it is thought to hold.
    pub proposals: Vec<(String, Vec<TableProposal>)>,
    /// The master with roles that lists of who does what name: with it, the files are to be read again.
    pub roles: Option<Box<AddedRoles>>,
    /// IDs that the senders of lists gave new records, and that are free.
    pub promised: Vec<PromisedId>,
}

/// A master to which roles were added.
#[derive(Clone, Debug, Default)]
pub struct AddedRoles {
    /// The master.
    pub master: Master,
    /// The roles.
    pub added: Vec<Change>,
}

impl ReturnedFiles {
    /// Adds files that were named and are not there: they are findings, and the others are read all the same.
    pub fn add_missing_files(&mut self, folder: &Folder, missing: &[PathBuf]) {
        self.refused.extend(missing.iter().map(|path| missing_file(&folder.name_of(path))));
    }
}

/// The files to read, and names that lead nowhere.
#[derive(Debug, Default)]
pub struct NamedFiles {
    /// Files that are there, sorted.
    pub found: Vec<PathBuf>,
    /// What is not there.
    pub missing: Vec<PathBuf>,
    /// How many files and folders were named.
    named: usize,
}

impl NamedFiles {
    /// The files named on the command line, folders searched; where none is named, those in `inbox/`.
    pub fn find(folder: &Folder, named: &[PathBuf]) -> anyhow::Result<Self> {
        if named.is_empty() {
            return Ok(Self { found: disk::files_below(&folder.inbox())?, missing: Vec::new(), named: 0 });
        }
        let mut out = Self { named: named.len(), ..Self::default() };
        for path in named {
            if disk::is_folder(path) {
                out.found.extend(disk::files_below(path)?);
            } else if disk::exists(path) {
                out.found.push(path.clone());
            } else {
                out.missing.push(path.clone());
            }
        }
        out.found.sort();
        out.found.dedup();
        Ok(out)
    }

    /// Result files of Salesforce, with their names, which are no copies.
    pub fn take_result_files(&mut self, folder: &Folder) -> Vec<(String, ResultFile)> {
        let mut results = Vec::new();
        self.found.retain(|path| match result_file(path) {
            Some(file) => {
                results.push((folder.name_of(path), file));
                false
            }
            None => true,
        });
        results
    }

    /// The names, where some were given and all of them lead nowhere.
    pub fn none_found(&self) -> Option<String> {
        let none = self.found.is_empty() && self.named > 0 && self.missing.len() == self.named;
        none.then(|| self.missing.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "))
    }
}
