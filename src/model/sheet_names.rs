//! Fixed names and positions of prekick's workbooks: file name, reserved sheets, header rows.

/// The master's file name, in findings too.
pub const MASTER_FILE: &str = "master.xlsx";

/// Titles of the hidden sheets that are the program's own.
pub const LISTS_SHEET: &str = "_lists";

/// Title of the very hidden sheet that carries a copy's identity, or the master's memory.
pub const IDENTITY_SHEET: &str = "_prekick";

/// The header row, from 0.
pub const HEADER_ROW: u32 = 3;

/// The first row of records, from 0.
pub const FIRST_ROW: u32 = 4;

/// The width of a user-owned column, in characters.
pub const OWN_WIDTH: u16 = 18;

/// The prefix of the program's own notes, which are written anew; those of people are carried over.
pub const OWN_NOTE: &str = "prekick:";

/// The titles of the Discrepancies sheet before its options.
pub const ASKED_TITLES: [&str; 6] = ["ID", "Record", "Title", "Field", "What is wrong", "In the master"];

/// The titles behind its options, which people fill in.
pub const PICK_TITLES: [&str; 3] = ["Decision", "My value", "Note"];

/// The titles at its end: what is seldom looked at.
pub const DETAIL_TITLES: [&str; 4] = ["As sent", "Severity", "Workbook", "Where"];

/// The title of the first sheet of a feedback file.
pub const FEEDBACK_SHEET: &str = "What we found";

/// The document property of a feedback file that names the file it was made from.
pub const CHECKED_PROPERTY: &str = "prekick.checked";
