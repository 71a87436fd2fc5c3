//! What the commands of an engagement share. A [`session::Session`] is an engagement as read; it runs the engine on
//! returned files (`run`), and writes what comes of it in the order that survives being killed (`write`).
//!
//! Returned files are opened within limits (`opened_files`), understood (`read_files`), and kept apart where nothing can be
//! taken of them (`rejected`). Whatever can be decided without the disk is decided in [`crate::steps`].

mod change_history;
mod containers;
pub mod drafts;
pub mod folder;
mod foreign_files;
pub mod free_name;
mod lock;
pub mod mapping_proposals;
pub mod mappings;
pub mod opened_files;
mod opened_workbook;
mod other_files;
pub mod outbox;
pub mod packets;
pub mod read_files;
pub mod rejected;
pub mod returned_files;
pub mod run;
pub mod salesforce_loads;
pub mod session;
pub mod surroundings;
pub mod take_back;
mod take_results;
pub mod typed_settings;
pub mod write;
