//! Packages in the manner of Office Open XML and OpenDocument: a zip archive of parts, most of them XML, which refer to
//! each other by relations.
//!
//! There are two kinds of packages, because they promise opposite things. An [`untrusted`] one is what somebody sent:
//! it is checked against limits before and while it is unpacked, is only read, and its XML is read as far as it makes
//! sense. An [`editable`] one is the master or a file of the team: its parts are replaced, added and saved again, and
//! every byte that nobody has to change stays as it is, so its XML is walked token by token and refused where it is
//! broken.
//!
//! Bytes go in; texts of parts, XML events or tokens, and new bytes come out. Nothing here knows what a workbook means.

mod content_types;
mod depth;
pub(in crate::edges) mod editable;
mod relation;
pub(in crate::edges) mod tag_scan;
pub(in crate::edges) mod tokens;
pub(in crate::edges) mod untrusted;
pub(in crate::edges) mod xml;

pub(in crate::edges) use relation::Relation;
