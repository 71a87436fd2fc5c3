//! The layout of data sheets: pages with their rows, columns, drop-downs, prompts and highlighting, as data.
//!
//! In: a sheet, its records, and what the person reading it may see and fill in. Out: a page, which the writer turns into a worksheet.
//! Copies and the master are laid out by the same code. Nothing here knows colours or the file format.

mod cells;
mod content;
pub mod data_sheet;
pub mod dropdowns;
mod highlights;
mod printed;
mod validations;

pub use cells::{show_of, value_cell};
pub use content::{ContentRow, RoleHolders, SheetContent};
pub use printed::role_holders;
pub use validations::validation;
