//! Codes about rows, and about what people write beside cells.

use super::Entry;
use crate::model::severity::Severity::{Error, Info, Warning};

pub const COMMENT_CELL: Entry = Entry {
    severity: Info,
    asks: false,
    title: "Someone left a comment on a cell",
    why: "A note or a threaded comment stands on a cell of the returned copy. Remarks like these carry doubts and \
          conditions that no column has, and they are easily overlooked. prekick does not interpret them; the report \
          shows each with its author, where known, and its cell.",
    remedy: "Read it, and carry what matters into the record by hand.",
};

pub const ROW_AT_END: Entry = Entry {
    severity: Info,
    asks: false,
    title: "Added rows stand at the end, or removed ones are left empty",
    why: "Formulas, charts, drop-downs or formats speak of rows that would move if another were put in between or taken out. \
          They are worth more than the order, so no row of the master was moved.",
    remedy: "Move the rows in Excel, which adjusts what speaks of them.",
};

pub const ROW_COLOURED: Entry = Entry {
    severity: Info,
    asks: false,
    title: "Rows or cells were given a colour",
    why: "People mark what is urgent, done or doubtful with a colour that only they can explain. A colour can't be \
          merged, sorted by others or exported, and the next program may drop it. The values were read as they are.",
    remedy: "Ask what the colour means, and have it said in a column such as Status or RAG.",
};

pub const ROW_DUPLICATE_ID: Entry = Entry {
    severity: Error,
    asks: true,
    title: "Two rows have the same ID",
    why: "Someone copied a row to make a new one and left the ID in it, or typed an ID that was taken. An ID is what \
          people quote in meetings and what other records refer to, so it must name one record only. One row keeps \
          the ID; the other stays as it was typed until you decide.",
    remedy: "Empty the ID of the row that is new, so that it gets one of its own, or delete it if it is a repeat.",
};

pub const ROW_DUPLICATE_KEY: Entry = Entry {
    severity: Error,
    asks: true,
    title: "Two rows of a copy claim to be the same row",
    why: "Each row of a copy carries a hidden key that says which record it is. Copying a whole row and pasting it \
          copies that key too, so that two rows with different content now claim one identity. Neither is applied, \
          since taking the wrong one would overwrite a record with another.",
    remedy: "Pick the option that adds the row as a record of its own, or Keep master if it was a slip.",
};

pub const ROW_HIDDEN: Entry = Entry {
    severity: Info,
    asks: false,
    title: "Rows were hidden or filtered out",
    why: "A filter that was left on, or rows hidden to get them out of the way, look as if they were gone. They were \
          read like the others: hiding is no way to remove a record, and nobody is asked to have meant it.",
    remedy: "Nothing needs to be done, unless the rows were meant to go: then delete them or set their status.",
};

pub const ROW_KEY_CHANGED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "The key of a row seems to have been changed",
    why: "In one of the files a row stands under another key, or under another ID, while the rest of what it holds is \
          alike. Rows are told apart by their key, so a changed one makes one row look like two: one removed and one \
          new. Nothing is guessed, and the message says what was assumed.",
    remedy: "If the assumption is wrong, give the row its old key again and merge once more.",
};

pub const ROW_KEY_MISMATCH: Entry = Entry {
    severity: Error,
    asks: true,
    title: "A row's hidden key and its content name different records",
    why: "The row carries the key or ID of one record, but its words belong to another or are quite new. This comes \
          about when a filled row is cleared and used again, when values are pasted over it, or when two people fill \
          in one forwarded copy. Until you decide, nothing of the first record is overwritten.",
    remedy: "Compare the row with the records shown and pick the one it is, or the last option if it is a new record.",
};

pub const ROW_OUTSIDE_TABLE: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "Something was typed outside the table",
    why: "Cells below, above or beside the table hold text: a total, a legend, a remark, or a record that was added \
          after a gap. prekick cannot know what it is meant to be, so it is not in the master. Its words are kept in \
          the report with their cells.",
    remedy: "Read it in the report, and type it into the master if it is meant to be a record.",
};

pub const ROW_POSSIBLE_DUPLICATE: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "A new row resembles a record that is there already",
    why: "Several people often raise the same point in different words. Two records for one thing split its history \
          and are counted twice, while merging two things that only sound alike loses one of them. Resemblance alone \
          never merges, so a person who knows both must say.",
    remedy: "Pick Take A if it is the same record, Take B if it is a new one, or Keep master to leave it out.",
};

pub const ROW_REMOVED: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "A record that was sent is missing from the returned copy",
    why: "The recipient deleted the row or emptied all of it, or it was lost while sorting and pasting. Taking that as \
          a wish to delete could cost the project a risk that somebody else relies on. The record stays until you \
          decide.",
    remedy: "Pick Take A to remove the record, or Keep master to keep it; closing it by its status keeps its history.",
};

pub const ROW_SHUFFLED: Entry = Entry {
    severity: Warning,
    asks: false,
    title: "The sheet was sorted so that hidden keys no longer fit their rows",
    why: "Sorting only some of the columns moves the visible content and leaves the hidden keys where they were. Most \
          rows of this sheet match another record by their words, so the hidden keys were set aside and the rows were \
          recognised by their words. Rows that were reworded as well may not have been recognised.",
    remedy: "Look through the changes of this sheet, and sort whole rows with the filter buttons of the table next time.",
};

pub const ROW_STRUCK_OUT: Entry = Entry {
    severity: Warning,
    asks: true,
    title: "All of a row is struck through",
    why: "Many people strike a row out instead of deleting it, to say that it is done, dropped or wrong. The format \
          alone does not say which. The record stays as it is until you decide.",
    remedy: "Pick Take A to remove the record, or Keep master and set its status to what the strike-through means.",
};
