//! Hand-offs to other systems: the resource requests that Salesforce loads, a page of who is who, and what goes into calendars
//! and address books. Out come rows, pages and
//! instructions; the commands write them. An export never changes the master.

pub mod calendar;
pub mod introduction;
pub mod salesforce;
