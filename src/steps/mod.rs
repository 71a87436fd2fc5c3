//! Steps: pure functions from things to things. No disk, no clock, no environment.

pub mod adopt;
pub mod export;
pub mod feedback;
pub mod formulas;
pub mod ingest;
pub mod layout;
pub mod master;
pub mod matching;
pub mod merge;
pub mod outgoing;
pub mod readiness;
pub mod reconcile;
pub mod report;
pub mod review;
pub mod validate;
pub mod values;
