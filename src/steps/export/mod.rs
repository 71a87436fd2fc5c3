//! Hand-offs to other systems: the resource requests that Salesforce loads, and a page of who is who. Out come rows, pages and
//! instructions; the commands write them. An export never changes the master.

pub mod introduction;
pub mod salesforce;
