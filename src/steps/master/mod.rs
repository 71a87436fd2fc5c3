//! The master as a workbook.
//!
//! In: a workbook as found, or the state of an engagement. Out: the state with its memory, or the pages of a new master.
//!
//! Reading takes over what people typed between runs, gives new rows their IDs, and keeps what is user-owned. The memory is
//! kept as lines of text on a very hidden sheet. Nothing is decided here about discrepancies, and nothing touches the disk.

pub mod memory_lines;
pub mod new_master;
pub mod own_formulas;
pub mod read;
pub mod rebuild;
pub mod shift;
pub mod start_here;
pub mod starters;
pub mod write;
