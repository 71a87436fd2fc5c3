//! Texts that explain: what a finding's code means, and the rules of the templates. Also strips local paths from what the
//! master holds.
//!
//! In: templates, findings and outcomes of runs. Out: text, JSON, and outcomes with folder paths removed.

pub mod changes_page;
pub mod explain;
pub mod rules_page;
pub mod strip_paths;
