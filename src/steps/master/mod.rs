//! The master as a workbook: read, written, and its memory in hidden lines.

pub mod memory_lines;
pub mod new_master;
pub mod own_formulas;
pub mod read;
pub mod rebuild;
pub mod starters;
pub mod write;
