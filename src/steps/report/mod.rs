//! Pages that explain: finding codes, the rules of the templates; and paths kept out of reports.

pub mod explain;
pub mod rules_page;
pub mod strip_paths;
