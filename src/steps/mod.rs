//! Steps: pure functions from things to things. No disk, no clock, no environment.

pub mod audience;
pub mod baseline;
pub mod check;
pub mod compute;
pub mod explain;
pub mod forget_folders;
pub mod generate;
pub mod import;
pub mod introduction;
pub mod lists;
pub mod master_book;
pub mod match_rows;
pub mod people;
pub mod read_in;
pub mod read_master;
pub mod read_value;
pub mod readiness;
pub mod rebuild;
pub mod recognise;
pub mod reconcile;
pub mod remember;
pub mod rules;
pub mod rules_page;
pub mod salesforce;
pub mod sheet_page;
pub mod starters;
