//! Checks of tables and of the merged whole.
//!
//! In: tables as read, the people, the engagement and the day. Out: findings, and the values and Excel formulas of computed
//! columns. People in cells are resolved to contacts before tables are merged. Nothing here asks a question or changes what
//! people typed, but for writing persons by their contact's name.

pub mod check;
pub mod compute;
pub mod people;
pub mod rules;
