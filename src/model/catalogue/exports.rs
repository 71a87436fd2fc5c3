//! Codes about exports.

use super::Entry;
use crate::model::severity::Severity::{Error, Warning};

pub const EXPORT_CHANGED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Something that was sent before is now different",
    why: "Without an external ID, Salesforce cannot know that a row is one it already has, and loading it makes a \
          second request. The same holds for requests that were sent before and are no longer asked for: Salesforce \
          keeps them until somebody cancels them there.",
    remedy: "Change or cancel the earlier request in Salesforce by hand, or set external-id in engagement.toml.",
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
