//! prekick: see the map below.

pub mod edges;
pub mod steps;
pub mod things;
