//! What people ask about an engagement afterwards: where a value comes from, what ran, and taking a run back.

pub mod locate;
pub mod preset_decisions;
pub mod provenance;
pub mod runs;
pub mod undo;
