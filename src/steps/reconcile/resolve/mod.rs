//! Resolving: what follows from the open claims about each field and each record, and from what people picked.

pub mod fields;
pub mod groups;
pub mod rows;
