//! Codes about single values and about references to other records.

use super::Entry;
use crate::model::severity::Severity::{Error, Info, Warning};

pub const REFERENCE_AMBIGUOUS: Entry = Entry {
    severity: Error,
    asks: true,
    title: "A name could mean more than one record",
    why: "Two contacts share the name, or a short form fits several records. Choosing one of them would hand work to \
          the wrong person without anybody noticing.",
    remedy: "Write the e-mail address or the ID instead of the name.",
};

pub const REFERENCE_UNKNOWN: Entry = Entry {
    severity: Error,
    asks: true,
    title: "A name or ID that no record has",
    why: "The cell names a person, a record or a workbook that does not exist here. It is misspelled, it was removed, \
          or it is new and was never entered: people write colleagues into an owner column before they are listed as \
          contacts. Owners who are no contacts get no copies and no reminders, so such a name does not take the place of a \
          contact until somebody decides it.",
    remedy: "Pick who is meant where somebody is offered, correct the spelling, or add the missing contact or record and run again.",
};

pub const VALUE_CHOICE: Entry = Entry {
    severity: Error,
    asks: true,
    title: "The value is not one of the choices",
    why: "Pasting goes around the drop-down, and people type words of their own: other spellings, other languages, a \
          remark instead of a status. Lists and exports count exact choices, so a word that is nearly right would be \
          missed. It was not applied; what was typed is shown as it stands.",
    remedy: "Pick the nearest choice if one is offered, or type the right one under My value and pick Use my value.",
};

pub const VALUE_COERCED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "The value was understood in another form than it was typed",
    why: "A date typed as text, a number with its unit, a known synonym of a choice: the meaning was certain, so it was \
          taken in the column's own form. It is noted so that nothing is changed in silence.",
    remedy: "Nothing needs to be done, unless the value in the master is not what was meant.",
};

pub const VALUE_DATE_FORMS: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "The dates of a column are typed in more than one way",
    why: "Some were typed with the day first and others with the month first, or some are dates and others texts that only \
          look like it. Several people filled the column in, or it was pasted together. A date such as 03/04 that fits both \
          ways is asked; the others were read as the only day they can be.",
    remedy: "Look through the dates of the column, and ask whoever filled it in where one seems wrong.",
};

pub const VALUE_DATE_ORDER: Entry = Entry {
    severity: Info,
    asks: false,
    title: "The dates of a column tell whether the day or the month comes first",
    why: "A date such as 03/04 can be read in two ways, but whoever saved the column wrote all of it in one. A date that has \
          one reading only, such as 13/04, or one that is what was sent in one of its readings, tells which. Programs \
          write dates so when they save a workbook as CSV; nobody edited them.",
    remedy: "Nothing needs to be done, unless the dates in the master are not what was meant.",
};

pub const VALUE_FORMAT: Entry = Entry {
    severity: Error,
    asks: true,
    title: "The value does not have the form the column needs",
    why: "An e-mail address without a domain, a link without its beginning or an ID of another shape looks right to a \
          reader and fails when it is used. It is mostly a slip while typing or a cell that was filled with a remark. \
          It was not applied; what was typed is shown as it stands.",
    remedy: "Type the whole value under My value and pick Use my value, or ask the person who gave it.",
};

pub const VALUE_FORMULA_ERROR: Entry = Entry {
    severity: Error,
    asks: true,
    title: "A formula in the cell gives no value",
    why: "The cell holds a formula that shows an error such as #REF!, or one that was never calculated before the file \
          was saved. Formulas break when they point to another workbook that did not travel along. The cell is not \
          taken as emptied, and the master keeps its value.",
    remedy: "Ask for the value, and type it under My value and pick Use my value.",
};

pub const VALUE_FORMULA_KEPT: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A formula came back with another result, and stays",
    why: "A formula of the master has another result in a returned file, because other cells were changed there. \
          A result is computed and nobody typed it, so the formula stays and is computed anew when the workbook is \
          opened.",
    remedy: "If somebody changed the formula itself, type the new one into the master.",
};

pub const VALUE_FORMULA_RANGE: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A formula does not reach the rows that were added below",
    why: "The formula names the rows down to the one that was the last, such as a sum over a column. New rows were put \
          below that row, and the formula does not count them.",
    remedy: "If the new rows belong to it, draw the range of the formula down to the last row.",
};

pub const VALUE_FORMULA_REPLACED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A value took the place of a formula",
    why: "A returned file holds a typed value where the master has a formula, or a formula where the master has none, as \
          in a row that was added. Values are merged and formulas are not, so the value was taken and the cell is not \
          computed.",
    remedy: "If the cell should be computed, type the formula into what was merged again.",
};

pub const VALUE_LINK: Entry = Entry {
    severity: Info,
    asks: false,
    title: "A cell leads to an address that its text does not show",
    why: "A hyperlink has a text, which people see, and an address, which they don't. Columns of links and e-mail addresses \
          take the address; elsewhere the text is the value, and the address would be lost without this line. Links that the \
          team sets in the master stay there.",
    remedy: "Set the link in the master's cell if it is wanted there.",
};

pub const VALUE_MERGED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Cells among the records were merged",
    why: "Merging keeps the first text and deletes the others, and a table can't be sorted or filtered any more. A text merged \
          over several rows was read for each of them; what it was merged over to the right says nothing, and nothing counts \
          as emptied.",
    remedy: "Unmerge the cells and type in each row what belongs there.",
};

pub const VALUE_OUTSIDE_PROJECT: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A date lies far outside the project",
    why: "The day is more than a year before the project begins or after it ends. Mostly a year was mistyped, or day and month \
          changed places, or the date was copied from an older plan.",
    remedy: "Correct the date; where it is right, nothing needs to be done.",
};

pub const VALUE_POSTPONED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A planned day was put off again and again",
    why: "Since prekick began counting, the day was moved to a later one more often than the setting most-postponed allows. One new day is \
          news; the third is a sign that nobody believes the plan, or that something else holds it up. What prekick shift moves with the \
          whole project does not count, nor does a day that was moved to an earlier one.",
    remedy: "Ask what holds it up, and agree on a day that both sides believe in.",
};

pub const VALUE_RANGE: Entry = Entry {
    severity: Error,
    asks: true,
    title: "The value is outside the limits of the column",
    why: "A number is smaller or larger than the column allows, a date lies outside the years a project can have, or a \
          text is longer than it may be. Often another scale was used, such as 1 to 10 instead of 1 to 5. Fitting it \
          to the nearest limit would invent an answer, so it was not applied.",
    remedy: "Type a value within the limits under My value and pick Use my value, or ask the person who gave it.",
};

pub const VALUE_REQUIRED: Entry = Entry {
    severity: Error,
    asks: true,
    title: "A value that must be there is missing",
    why: "The column must be filled in, always or from a certain status on, and the cell is empty or was emptied. \
          Without it the record cannot be worked with: a risk without an owner is nobody's. What is still empty in the \
          master is only counted while the stage of the engagement is draft, a warning in review, and an error towards \
          the baseline. A required field that a copy emptied keeps the value that the master has.",
    remedy: "Fill in the value, or ask the person who should know it.",
};

pub const VALUE_STRUCK_OUT: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "A cell is struck through, and its row is not",
    why: "Some strike a value out to say that it no longer holds, and write the new one elsewhere or nowhere. The format \
          alone does not say so, and a cell that is read shows its text. It was read as it stands.",
    remedy: "Ask whether the value still holds; to empty the cell its text must be deleted.",
};

pub const VALUE_STRUCK_WORDS: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Some words of a cell are struck through",
    why: "People correct a text as on paper: the old words struck out, the new ones beside them. Whoever reads the text \
          without its looks sees both. The whole text was read, and the words that are struck out are named.",
    remedy: "Have the text typed without the words that no longer hold.",
};

pub const VALUE_TRUNCATED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "The text was cut off, or may have been",
    why: "An Excel cell holds at most 32,767 characters, and some older programs keep 255. A text of exactly that length may lack \
          its end; one that came back as the beginning of what was sent lacks it, and the master keeps the whole text.",
    remedy: "Shorten the text, or put it into a document and link to that.",
};

pub const VALUE_TYPE: Entry = Entry {
    severity: Error,
    asks: true,
    title: "The value is not of the kind the column takes",
    why: "The column takes a date, a number or a yes or no, and the cell holds something else. Typical are dates that \
          can be read in two ways, such as 03/04/2027, and words like TBD in a number column. A guess could move a \
          deadline by a month, so it was not applied; what was typed is shown as it stands.",
    remedy: "Pick the reading that is right if one is offered, or type the value under My value and pick Use my value.",
};
