//! Decisions: what people picked on the Discrepancies sheet, and what a policy picks in their place.

pub mod by_policy;
pub mod choice;
pub mod picks;
