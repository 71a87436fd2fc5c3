//! Checks: people named in cells, computed columns, column rules and the conditions of templates.

pub mod check;
pub mod compute;
pub mod people;
pub mod rules;
