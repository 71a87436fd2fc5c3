//! How much time and memory prekick's commands take, beside floors and peers in the same run.
//!
//! `cargo bench` prints the table of the README; `cargo bench -- merge` only the lines whose work has that word. A floor is
//! work that can't be left out, done by this program; `peers.sh` installs other tools and has them take their turns on the
//! same files. Only ratios count; times are of this machine.
//!
//! - `PREKICK_BENCH_PROGRAM` measures this program instead of the one that cargo has built.
//! - `PREKICK_BENCH_PEERS` is the folder in which `peers.sh` has installed the peers; without it there are none.
//! - `PREKICK_BENCH_QUICK`, or `--test`, takes tiny files, once, to see that everything works.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a benchmark makes its own files, measures time and prints"
)]

mod engagement;
mod floor;
mod growth;
mod measure;
mod peers;
mod plain_files;
mod report;
mod works;

use report::Report;
use std::path::PathBuf;

/// What is measured, and how.
pub struct Bench {
    /// The program that is measured.
    pub program: PathBuf,
    /// Tools beside it.
    pub peers: peers::Peers,
    /// Tiny files, once.
    pub quick: bool,
    /// Only works with this word; empty for all.
    only: String,
}

impl Bench {
    /// How often each takes its turn.
    pub fn turns(&self) -> usize {
        if self.quick { 1 } else { 3 }
    }

    /// This size, or the tiny one.
    pub fn size(&self, size: usize, tiny: usize) -> usize {
        if self.quick { tiny } else { size }
    }

    /// Whether a work is asked for.
    pub fn wants(&self, work: &str) -> bool {
        work.contains(&self.only)
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some(measure::ONE) => return measure::one(&args[1..]),
        Some(floor::READ) => return floor::read(&args[1..]),
        Some(floor::READ_AND_WRITE) => return floor::read_and_write(&args[1..]),
        Some(floor::LEAST) => return floor::least(&args[1..]),
        Some(floor::LEAST_GENERATE) => return floor::least_generate(&args[1..]),
        Some(floor::LEAST_MERGE) => return floor::least_merge(&args[1..]),
        _ => {}
    }
    let bench = Bench {
        program: std::env::var_os("PREKICK_BENCH_PROGRAM").map_or(env!("CARGO_BIN_EXE_prekick").into(), PathBuf::from),
        peers: peers::Peers::installed(),
        quick: args.iter().any(|a| a == "--test") || std::env::var_os("PREKICK_BENCH_QUICK").is_some(),
        only: args.into_iter().find(|a| !a.starts_with('-')).unwrap_or_default(),
    };
    let mut report = Report::begin();
    works::engagements(&bench, &mut report);
    works::spreadsheets(&bench, &mut report);
    works::small_commands(&bench, &mut report);
    growth::measure(&bench, &mut report);
}
