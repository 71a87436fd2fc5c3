//! Edges: they translate between things and the outside, and decide nothing.

pub mod change_log;
pub mod csv_file;
pub mod disk;
pub mod html;
pub mod mapping_file;
mod ooxml;
pub mod preserve;
pub mod reader;
pub mod readiness_json;
pub mod report_json;
pub mod settings;
pub mod templates;
pub mod unreadable;
pub mod writer;
