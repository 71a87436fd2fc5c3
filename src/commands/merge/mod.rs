//! `prekick merge` and `prekick diff`: spreadsheets without an engagement or a template. Files come in, one merged file or a
//! list of differences goes out; rows and cells are compared and merged by [`crate::steps::merge`].

pub mod diff;
pub mod files;
mod output;
mod partial;
pub mod run;
#[cfg(test)]
mod tests;
