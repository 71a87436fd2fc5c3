//! Steps: pure functions over the model, a room for each part of a run. `lib.rs` lists them with what goes in and out; a
//! room uses only those before it. No disk, no clock, no environment, no hash order: clippy refuses them here.

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
