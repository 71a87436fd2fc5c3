//! Codes about approvals and the baseline.

use super::Entry;
use crate::model::severity::Severity::{Error, Warning};

pub const APPROVAL_BY_ANOTHER: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "An approval came in somebody else's copy",
    why: "An approval counts for the person whose name stands beside it. This one was typed into the copy of another person, \
          who may have passed it on, or may have filled in a name that was expected. It was not applied.",
    remedy: "Pick Take A if you know that the person named gave the approval, or Keep master and ask for it.",
};

pub const APPROVAL_VOID: Entry = Entry {
    severity: Error,
    asks: false,
    title: "What was approved has changed since",
    why: "An approval is given for what the row said on that day, or for what the copy said in which the approver gave it. \
          Something that it covers is another by now, so nobody has approved what stands there today. The decision, the \
          name and the date stay as they were typed; the column that says whether the approval stands shows Void.",
    remedy: "Ask for the approval again, where a new date, name or decision makes it count for what the row says now, or put back \
             what was approved.",
};
