//! Checks of tables and of the merged whole.
//!
//! In: tables as read, the people, the engagement and the day. Out: findings, and the values and Excel formulas of computed
//! columns. People in cells are resolved to contacts before tables are merged. Nothing here asks a question or changes what
//! people typed, except that a person is replaced by the contact's full name.

pub mod check;
pub mod compute;
pub mod forums;
pub mod people;
pub mod rules;
