//! The edges translate between the model and the outside: files of any kind, the disk, and the processes that read.
//!
//! Bytes and texts go in and values of the model come out, or the other way round. An edge knows how something is
//! written and never what it means: it decides nothing, and calls no step.

pub mod calendar_file;
pub mod change_log;
pub mod clock;
pub mod contact_file;
mod content_lines;
pub mod csv_file;
pub mod disk;
pub mod html;
pub mod library_words;
pub mod mail;
pub mod mapping_file;
mod ooxml;
pub mod org_description;
pub mod preserve;
pub mod reader;
pub mod readiness_json;
pub mod report_json;
pub mod settings;
pub mod templates;
pub mod time_zones;
pub mod unreadable;
pub mod writer;
