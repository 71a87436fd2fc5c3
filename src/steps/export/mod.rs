//! Hand-offs to other systems and to meetings: the resource requests that Salesforce loads, a page of who is who, what goes into
//! calendars and address books, and what a meeting talks about. Out come rows, pages and instructions; the commands write
//! them. An export never changes the master.

pub mod agenda;
pub mod calendar;
pub mod introduction;
pub mod salesforce;
mod shared_row;
