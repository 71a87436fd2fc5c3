//! What people ask about an engagement afterwards, and what they decide on the command line. In come the master, its log
//! and the masters of earlier runs; out come the provenance of a value, the list of runs, the master before a run, and
//! decisions as if they had been picked on the sheet Discrepancies. Files are read and written by the commands.

pub mod locate;
pub mod preset_decisions;
pub mod provenance;
pub mod runs;
pub mod undo;
