//! prekick: see the map below.

pub mod cli;
pub mod commands;
pub mod demo;
pub mod edges;
pub mod steps;
pub mod things;
