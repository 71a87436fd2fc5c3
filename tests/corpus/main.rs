//! What prekick makes of spreadsheets that nobody here made. They are not part of the repository but lie beside it, in
//! `../shared/corpus`, so that plain `cargo test` leaves this out; `.ci/run` runs it, or says that it did not.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and works on files"
)]

#[path = "../it/desk.rs"]
#[expect(dead_code, reason = "the other tests ask for more of it")]
mod desk;
mod expected_tables;
mod own_layouts_found;
mod real_input;
mod second_versions;
mod understanding;
