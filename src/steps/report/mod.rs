//! Texts that explain: what a finding's code means, and the rules of the templates. Also keeps paths of somebody's computer
//! out of what the master holds. Templates, findings and outcomes come in; text, JSON and outcomes without folders go out.

pub mod explain;
pub mod rules_page;
pub mod strip_paths;
