//! The cycle that the commands of an engagement share: find its folder, load it, read returned files, run the engine, and
//! write what came of it.

pub mod folder;
pub mod mapping;
pub mod read_files;
pub mod write;
