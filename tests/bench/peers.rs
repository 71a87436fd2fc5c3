//! Other tools that do the same work: scripts of ours for Python's libraries, and a program from crates.io.

use crate::measure::Job;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The tools that `peers.sh` has installed, if it has.
pub struct Peers {
    folder: Option<PathBuf>,
}

impl Peers {
    pub fn installed() -> Self {
        Self { folder: std::env::var_os("PREKICK_BENCH_PEERS").map(PathBuf::from) }
    }

    /// A run of one of our scripts, as a line of the report.
    pub fn script<'a>(&self, what: &str, script: &str, args: &[&dyn AsRef<Path>]) -> Option<(String, Job<'a>)> {
        let python = self.folder.as_ref()?.join("venv/bin/python3");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bench/peers").join(script);
        let args = args.iter().map(|&a| a.as_ref().as_os_str().to_owned());
        let args = std::iter::once(path.into_os_string()).chain(args);
        Some((what.to_owned(), Job::new(&python, args)))
    }

    /// A run of a program that cargo has installed, as a line of the report.
    pub fn program<'a>(&self, what: &str, name: &str, args: &[&dyn AsRef<Path>]) -> Option<(String, Job<'a>)> {
        let program = self.folder.as_ref()?.join("bin").join(name);
        let args = args.iter().map(|&a| OsString::from(a.as_ref()));
        Some((what.to_owned(), Job::new(&program, args)))
    }
}

/// Says on standard error how many rows of a peer's CSV aren't in prekick's, if any, or the other way round.
pub fn compare_rows(peer: &str, ours: &Path, theirs: &Path) {
    let rows = |path: &Path| -> BTreeSet<Vec<String>> {
        let mut lines = csv::Reader::from_path(path).unwrap();
        lines.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    if theirs.exists() {
        let (ours, theirs) = (rows(ours), rows(theirs));
        let others = ours.symmetric_difference(&theirs).count();
        eprintln!("{peer}: {} rows, of which {others} differ from prekick's", theirs.len());
    }
}
