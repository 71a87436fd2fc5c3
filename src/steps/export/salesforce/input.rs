//! What an export is made from.

use super::manifest::Manifest;
use crate::model::engagement::SalesforceRequests;
use crate::model::finding::Finding;
use crate::model::org_object::OrgObject;
use crate::model::table::Table;

/// What an export is made from.
#[derive(Clone, Copy, Debug)]
pub struct RequestsInput<'a> {
    /// The requests of the master.
    pub requests: &'a Table,
    /// How they go out.
    pub settings: &'a SalesforceRequests,
    /// The findings of the check about this sheet; its errors reject their record.
    pub problems: &'a [Finding],
    /// What was sent before, and what came of it.
    pub previous: Option<&'a Manifest>,
    /// What the org's object looks like, where it is known.
    pub org: Option<&'a OrgObject>,
    /// The day of this export.
    pub today: &'a str,
}
