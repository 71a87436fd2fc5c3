//! How a data sheet is laid out: its rows, columns, drop-downs and looks as data.

pub mod data_sheet;
pub mod dropdowns;
