//! Texts that explain: what a finding's code means, and the rules of the templates. Also strips local paths from what the
//! master holds.
//!
//! In: templates, findings, outcomes of runs, sums of changes, agendas. Out: text, JSON, pages, and outcomes with folder paths
//! removed.

pub mod agenda_markdown;
pub mod changes_page;
pub mod explain;
mod markdown;
pub mod rules_page;
pub mod strip_paths;
