//! Edges: they translate between things and the outside, and decide nothing.

pub mod change_log;
pub mod csv_file;
pub mod disk;
pub mod html;
pub mod mapping_file;
pub mod package_parts;
pub mod reader_process;
pub mod readiness_json;
pub mod report_json;
pub mod settings_file;
pub mod template_file;
pub mod workbook_reader;
pub mod workbook_writer;
