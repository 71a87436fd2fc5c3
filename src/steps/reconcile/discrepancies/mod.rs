//! Discrepancies: opening them, how they read, what can be picked, and the line that remembers how each ended.

pub mod answers;
pub mod ask;
pub mod close;
pub mod describe;
pub mod letters;
pub mod log;
pub mod member_list;
pub mod options;
