//! Returned files, opened: their bytes read into workbooks, in parallel and each within limits. What they mean is not asked
//! yet, so that files can be opened while the master is read.

use super::containers::open_members;
use super::folder::Folder;
use super::opened_workbook::{Opened, OpenedFile, OpenedWorkbook, open_workbook};
use crate::model::engagement::Limits;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many cells files may hold that are opened before the master is known; each takes about a hundred bytes.
const CELLS_AHEAD: usize = 2_000_000;

/// Opens files in parallel, as long as not too much is held; the others are opened when they are understood.
pub fn open_files(folder: &Folder, paths: &[PathBuf], limits: &Limits) -> Vec<OpenedFile> {
    let bar = progress(paths.len());
    let held = AtomicUsize::new(0);
    let opened = paths
        .par_iter()
        .flat_map_iter(|path| {
            let name = folder.name_of(path);
            if let Some(members) = open_members(folder, path, &name, limits) {
                bar.inc(1);
                return members;
            }
            let opened = if held.load(Ordering::Relaxed) < CELLS_AHEAD {
                let opened = open_workbook(folder, path, &name, limits);
                held.fetch_add(opened.as_ref().map_or(0, OpenedWorkbook::cells), Ordering::Relaxed);
                Opened::Now(opened.map(Box::new))
            } else {
                Opened::Later(path.clone())
            };
            bar.inc(1);
            vec![OpenedFile { name, opened, sent_by: None }]
        })
        .collect();
    bar.finish_and_clear();
    opened
}

/// Files that are opened when they are understood; those in mails and archives are opened now.
pub fn unopened_files(folder: &Folder, paths: &[PathBuf], limits: &Limits) -> Vec<OpenedFile> {
    let later = |path: &PathBuf| {
        let name = folder.name_of(path);
        open_members(folder, path, &name, limits)
            .unwrap_or_else(|| vec![OpenedFile { name, opened: Opened::Later(path.clone()), sent_by: None }])
    };
    paths.iter().flat_map(later).collect()
}

/// A progress bar where there are many files; it shows on a terminal only.
fn progress(files: usize) -> ProgressBar {
    if files < 20 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} files read");
    let bar = ProgressBar::new(files as u64);
    style.map_or(bar.clone(), |style| bar.with_style(style))
}
