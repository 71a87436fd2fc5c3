//! Looking back (`why`, `log`, `undo`), and deciding from the command line.
//!
//! In: the master, its log and the masters of earlier runs. Out: the provenance of a value, the list of runs, the master
//! before a run, and decisions as if they had been picked on the Discrepancies sheet. The commands read and write the files.

pub mod changes_since;
pub mod locate;
pub mod preset_decisions;
pub mod provenance;
pub mod runs;
pub mod undo;
