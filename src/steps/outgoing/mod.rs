//! What a recipient is sent: what they may see, what is asked of them, and the copy itself.

pub mod audience;
pub mod generate;
pub mod questions;
