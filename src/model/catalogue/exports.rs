//! Codes about exports.

use super::Entry;
use crate::model::severity::Severity::{Error, Warning};

pub const EXPORT_CHANGED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Something that was sent before is no longer asked for",
    why: "A request was cancelled, removed or asks for fewer people. What Salesforce is known to have is cancelled by the \
          next update file. Of the others no result file says whether they were loaded, so no file can cancel them; \
          Salesforce keeps them until somebody does.",
    remedy: "Give prekick the result files of the load with `prekick export --results FILE`, or cancel the request in \
             Salesforce by hand.",
};

pub const EXPORT_INJECTION: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A value begins like a formula",
    why: "Excel runs a cell that begins with =, +, - or @, or with a tab, as a formula when somebody opens the exported \
          file, and such a formula can send data elsewhere. Putting an apostrophe before it would change what \
          Salesforce stores. The file is never altered, so the record is left out.",
    remedy: "Reword the value in the master so that it begins with a letter or a digit, and export again.",
};

pub const EXPORT_LOAD_FAILED: Entry = Entry {
    severity: Error,
    asks: false,
    title: "Salesforce did not load a request",
    why: "The result file of a load names the request and says why it was refused. It counts as not loaded, and the next \
          export sends it again.",
    remedy: "Correct the cell in the master and export again, which sends the request anew.",
};

pub const EXPORT_NOTHING: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "There is nothing to export",
    why: "No record has the status and the sourcing that go out, or everything was sent before and has not changed \
          since. Most often the requests still stand on Draft.",
    remedy: "Set the status of the requests that are ready, or change statuses and sourcing in engagement.toml.",
};

pub const EXPORT_PICKLIST: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A choice has no counterpart in Salesforce",
    why: "Salesforce stores any text in the lists of this object, so that a word its reports do not know would be \
          loaded and then be found by nobody. The settings list what the org calls each choice, and this one is not \
          among them. The record is left out.",
    remedy: "Correct the value in the master, or add it to the picklists in engagement.toml.",
};

pub const EXPORT_REJECTED: Entry = Entry {
    severity: Error,
    asks: false,
    title: "A record is not ready to be loaded",
    why: "Salesforce would refuse it, or would store something that is wrong: a date is missing, the end lies before \
          the start, an ID has a mistyped letter, a text is too long. Values are never cut or filled in on the way \
          out. The other records are exported all the same.",
    remedy: "Correct the record in the master and export again; only what is new or changed is sent.",
};

pub const EXPORT_SETTINGS: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "The settings of the export and the data do not fit together",
    why: "A field of the export names a column that the sheet does not have, and stays empty, or a field in which \
          Salesforce expects the ID of another record gets a name instead, which it refuses. Both come from settings \
          that were made for another org or written by hand.",
    remedy: "Correct the fields in engagement.toml, or list the IDs that belong to the names under its picklists.",
};

pub const EXPORT_UNCONFIRMED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "New requests are sent a second time",
    why: "They were exported before, and no result file says whether they arrived. What was sent counts as loaded only when \
          Salesforce says so, and therefore they go out again. If the earlier file was loaded after all, loading this one makes \
          a second request of each.",
    remedy: "If the earlier file was loaded, run `prekick export --results` with its success and error files and export again, \
             before you load the new file.",
};
