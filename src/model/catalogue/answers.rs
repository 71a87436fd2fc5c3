//! Codes about answers that disagree, decisions on them, and edits on the other side's columns.

use super::Entry;
use crate::model::severity::Severity::{Error, Info, Warning};

pub const CONFLICT_BY_POLICY: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A clash was settled by the settings",
    why: "People gave different values for a field, and engagement.toml says for its column whose value counts: the \
          owner's, the latest, or the one that is filled in. That value stands in the master. The others are named with \
          their cells, so that nothing that was typed is lost.",
    remedy: "Nothing needs to be done; to be asked instead, set the column to \"ask\" below [policies] in engagement.toml.",
};

pub const CONFLICT_FIELD: Entry = Entry {
    severity: Error,
    asks: true,
    title: "People gave different values for the same field",
    why: "Two recipients answered differently, or a recipient changed a value that the team changed too since the copy \
          was sent. Neither is wrong by itself, and the newer one is not always the better one. The master keeps its \
          value until a person decides.",
    remedy: "Pick the value that holds in the Decision column, or type another under My value and pick Use my value.",
};

pub const CONFLICT_REMOVED_AND_EDITED: Entry = Entry {
    severity: Error,
    asks: true,
    title: "One side removed a record that another side edited",
    why: "Someone deleted the record while somebody else was still working on it. Often the one did not know of the \
          other: the edit may be the reason to keep it, or the removal was agreed and the edit came too late. The \
          master stays as it is until a person decides.",
    remedy: "Pick Take A to have the record with its edits, or Take B to have it removed.",
};

pub const DECISION_ANSWER_LATE: Entry = Entry {
    severity: Info,
    asks: false,
    title: "An answer came after the decision",
    why: "The sheet Please answer of a returned copy answers a question that was decided in the meantime, or was not asked \
          under that number. Nothing was changed by it; the answer is repeated here as long as its file is in inbox/.",
    remedy: "Nothing, if the decision still holds; else change the value in the master.",
};

pub const DECISION_ANSWER_UNCLEAR: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "An answer can't be taken",
    why: "What stands under Your answer on the sheet Please answer is nothing that the column takes, names no entry that \
          was offered, or is a second answer to the same question. The discrepancy stays open, and the answer stands \
          behind what is wrong.",
    remedy: "Decide it yourself, or run prekick generate: the next copy asks again.",
};

pub const DECISION_ANSWERED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A recipient answered an open discrepancy",
    why: "prekick generate put the open discrepancy to the one who had answered, on the sheet Please answer, and an answer \
          came back. It is a proposal like any other: it is among the options of the row on the Discrepancies sheet, \
          and nothing is applied before you pick.",
    remedy: "Pick Take the answer on the Discrepancies sheet, or another option.",
};

pub const DECISION_INVALID: Entry = Entry {
    severity: Error,
    asks: true,
    title: "A decision cannot be carried out",
    why: "What stands in the Decision column is not one of the options of its row: an option that does not exist, free \
          text, Use my value with nothing typed, or a value that the column does not take. An ID that stands on two \
          rows settles nothing either. Nothing was applied, and the question is still open.",
    remedy: "Pick one of the options from the drop-down; to clear a field, type (empty) under My value and pick Use my value.",
};

pub const DECISION_REPLACED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A decision on the command line took the place of one in the master",
    why: "Something else was already picked or written in the row on the Discrepancies sheet, and was not carried out \
          yet, when prekick decide was run for it. What was given on the command line is the later word, so it \
          counts. What stood in the row before is repeated here, so that it is not lost.",
    remedy: "Nothing, if the command line is what you meant; else prekick undo takes the decision back.",
};

pub const DECISION_STALE: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "The values changed after the decision was picked",
    why: "A decision holds for the values that its row showed. Since it was picked, another file came in or the master \
          was changed, so that the options are no longer the same. Applying it would decide something you never saw, \
          so it was not applied.",
    remedy: "Look at the options as they are now and pick again.",
};

pub const DECISION_TAKEN_BACK: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A decision was taken back with the run that carried it out",
    why: "prekick undo put the master back as it was before the last run, so what that run carried out holds no longer, \
          and its line is not on the Decisions sheet any more. The decision is repeated here, and the master of that \
          moment is in history/. A second prekick undo brings it back.",
    remedy: "Decide again, if the question is still open, on the Discrepancies sheet or with prekick decide.",
};

pub const EDIT_NOT_OWNER: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "One side changed a column that belongs to the other",
    why: "Some columns are the delivery team's to fill in and some are the customer's. An edit in the other side's column \
          is often a correction worth having, and sometimes a slip. It was not applied, and it is shown with both values.",
    remedy: "Pick Take A to apply the change, or Keep master to leave the value as it is.",
};
