//! Codes about sheets and columns: what became of the form itself.

use super::Entry;
use crate::model::severity::Severity::{Error, Info, Warning};

pub const COLUMN_AMBIGUOUS: Entry = Entry {
    severity: Error,
    asks: false,
    title: "It is not certain which column is which",
    why: "Two headers of a sheet name the same column, because one was duplicated or added under a name that the first \
          is also known by, and taking either could overwrite an answer with an old one. Or a spreadsheet in \
          somebody's own layout has titles that prekick can only guess at: then a mapping is written that says what each \
          column is thought to be, and how sure that is. It is looked through once and kept for every file of that shape.",
    remedy: "Give the column that does not count another title or delete it, and save the file again.",
};

pub const COLUMN_HIDDEN: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A column was hidden",
    why: "People hide columns they do not need, to make a wide sheet fit. What stands in them was read like the rest, so \
          that a value that was changed before the column was hidden is not lost.",
    remedy: "Nothing needs to be done.",
};

pub const COLUMN_MISSING: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A column of the form is missing",
    why: "Someone deleted a column, or saved only part of the sheet. It is not taken to mean that its values were \
          emptied: the master keeps what it has in them. If the recipient was expected to answer there, that answer \
          is still owed.",
    remedy: "Nothing is lost; ask the recipient for the missing column if you need their answer.",
};

pub const COLUMN_RENAMED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A column has another title and was recognised all the same",
    why: "The header was reworded or translated, and the column was recognised by its hidden key or by another title \
          it is known by. Its values were read as always. It is said here so that a wrong guess would be noticed.",
    remedy: "Nothing needs to be done, unless the column now holds something else than its first title says.",
};

pub const COLUMN_UNKNOWN: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A column was added that the form does not have",
    why: "People add columns when the form has no place for what they want to say. A returned copy never changes the \
          form, so these values are not in the master. They are kept in the report with their cells, and often they \
          hold the most important remarks. Letters under a new title of a matrix may be a new role, and that is asked.",
    remedy: "Read the values in the report and move what matters into a column of the form, such as a comment.",
};

pub const SHEET_MISSING: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A sheet of the workbook is missing",
    why: "The copy came back without one of its sheets: it was deleted, or somebody sent on only the sheet they had \
          worked on. Nothing is concluded from its absence, and the master keeps all of its records. Answers that \
          were expected on it are still owed.",
    remedy: "Ask the recipient for the sheet if you were waiting for answers on it.",
};

pub const SHEET_NO_HEADER: Entry = Entry {
    severity: Error,
    asks: false,
    title: "The row of column titles was not found",
    why: "A sheet is read by the titles of its columns, and none of its first rows holds enough of them. The header \
          row was deleted, merged or translated, or the sheet holds something else. Nothing of the sheet was taken, \
          and its content is untouched in the returned file.",
    remedy: "Put the header row of the sent copy back above the table, save the file and run again.",
};

pub const SHEET_RENAMED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A sheet has another name and was recognised all the same",
    why: "Somebody renamed the tab, or Excel added a number when it was duplicated or moved. The sheet was recognised \
          by its hidden key or by its columns and read as always. It is said here so that a wrong guess would be \
          noticed.",
    remedy: "Nothing needs to be done, unless the sheet holds something else than its first name says.",
};
