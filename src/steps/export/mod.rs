//! Hand-offs to other systems: the resource requests that Salesforce loads, and a page of who is who. Out come rows, pages and
//! instructions; the commands write them. Nothing of the master is changed by an export.

pub mod introduction;
pub mod salesforce;
