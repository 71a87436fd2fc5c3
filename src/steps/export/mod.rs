//! Hand-offs to other systems.

pub mod introduction;
pub mod salesforce;
