//! Why a file can't be read: the finding's code and its sentences, one constructor for each cause. The reader and the
//! packages below it share them, so that a cause reads the same everywhere.

use crate::model::code::Code;
use crate::model::engagement::Limits;
use crate::model::place::At;
use crate::model::text::{count, escaped_line, or_list, shortened};
use serde::{Deserialize, Serialize};

/// Why a file can't be read, in words that don't name the file: the caller adds which one it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct Unreadable {
    /// The finding's code.
    pub code: Code,
    /// What the file really is, or what is wrong with it.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// An encoding that a text may be in, and what a line of it then says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingOption {
    /// Its name.
    pub name: String,
    /// The line.
    pub line: String,
}

const SAVE_AS: &str = "Open it in Excel and save it as an Excel workbook (.xlsx), then put that file in its place.";

impl Unreadable {
    /// A file that is something else: `what` as in "This is a PDF".
    pub(in crate::edges) fn other(what: &str) -> Self {
        Self {
            code: Code::FileUnknownFormat,
            message: format!("This is {what}, not a spreadsheet; expected .xlsx, .xlsm, .xlsb, .xls, .ods or .csv."),
            help: "Ask the sender for the workbook itself, saved as .xlsx.".into(),
        }
    }

    /// A mail that can't be taken apart.
    pub(in crate::edges) fn damaged_mail() -> Self {
        Self {
            code: Code::FileUnreadable,
            message: "The mail is damaged or cut off.".into(),
            help: "Save its attachments into the inbox, or ask the sender to send it again.".into(),
        }
    }

    /// A container that holds more than is taken out of one; `held` as in "700 files".
    pub fn holds_too_much(held: &str, most: &str) -> Self {
        Self {
            code: Code::FileTooLarge,
            message: format!("It holds {held}; at most {most} are taken out of one file."),
            help: "Take the workbooks that matter out of it and put them into the inbox.".into(),
        }
    }

    /// A container inside of containers, too deep to be followed.
    pub fn nested_too_deep(most: usize) -> Self {
        Self {
            code: Code::FileTooLarge,
            message: format!("It is nested more than {most} deep in mails and archives, and was not opened."),
            help: "Take the workbooks that matter out of it and put them into the inbox.".into(),
        }
    }

    /// More notes on one sheet than are read.
    pub(in crate::edges) fn too_many_notes(most: usize) -> Self {
        Self {
            code: Code::FileTooLarge,
            message: format!("A sheet of it has more than {most} comments."),
            help: "Ask the sender for the workbook without comments that a program made.".into(),
        }
    }

    /// More links on one sheet than are read.
    pub(in crate::edges) fn too_many_links(most: usize) -> Self {
        Self {
            code: Code::FileTooLarge,
            message: format!("A sheet of it has more than {most} cells with a hyperlink."),
            help: "Ask the sender for the workbook without hyperlinks that a program made.".into(),
        }
    }

    /// Text in an encoding of which there are several that fit; `line` is the first that they read differently.
    pub(in crate::edges) fn unsure_encoding(line: u32, options: &[EncodingOption]) -> Self {
        let read = |o: &EncodingOption| format!("“{}” in {}", shortened(&escaped_line(&o.line), 60), o.name);
        let read: Vec<String> = options.iter().map(read).collect();
        Self {
            code: Code::FileEncoding,
            message: format!("The text does not say its encoding, and too little in it tells which one it is: line {line} reads {}.", or_list(&read)),
            help: "Run again with --encoding and the name under which the line reads right, or ask for the file saved as “CSV UTF-8”.".into(),
        }
    }

    /// Text that makes no sense in any encoding.
    pub(in crate::edges) fn unknown_encoding() -> Self {
        Self {
            code: Code::FileEncoding,
            message: "The text is in no encoding in which it makes sense.".into(),
            help: "Ask for the file saved as “CSV UTF-8” or .xlsx; if you know its encoding, run again with --encoding and its name.".into(),
        }
    }

    /// Bytes of no known format.
    pub(in crate::edges) fn unknown_format() -> Self {
        Self {
            code: Code::FileUnknownFormat,
            message: "This is no kind of file that can be read; expected .xlsx, .xlsm, .xlsb, .xls, .ods or .csv."
                .into(),
            help: "Ask the sender for the workbook itself, saved as .xlsx.".into(),
        }
    }

    /// A spreadsheet in a format that is not read: `what` as in "an Apple Numbers document".
    pub(in crate::edges) fn other_spreadsheet(what: &str) -> Self {
        Self {
            code: Code::FileUnknownFormat,
            message: format!("This is {what}; expected .xlsx, .xlsm, .xlsb, .xls, .ods or .csv."),
            help: "Open it in the program that made it and save it as an Excel workbook (.xlsx).".into(),
        }
    }

    /// Text under a name that promises a workbook.
    pub(in crate::edges) fn plain_text() -> Self {
        Self {
            code: Code::FileUnknownFormat,
            message: "This is a plain text file, not a workbook as its name says.".into(),
            help: "If it holds comma-separated values, give it a name that ends in .csv; else ask for the workbook itself."
                .into(),
        }
    }

    /// A file without a byte in it.
    pub(in crate::edges) fn empty() -> Self {
        Self {
            code: Code::FileUnreadable,
            message: "The file is empty (0 bytes); expected a workbook.".into(),
            help: "Ask for it again: it was probably not saved or not uploaded to its end.".into(),
        }
    }

    /// A zip package that was cut off.
    pub(in crate::edges) fn cut_off() -> Self {
        Self {
            code: Code::FileUnreadable,
            message:
                "The file is damaged: it begins like a workbook (a zip package), but it was cut off or overwritten."
                    .into(),
            help: "Ask for it again, or download it again: it was probably not copied to its end.".into(),
        }
    }

    /// A compound file that was cut off.
    pub(in crate::edges) fn cut_off_container() -> Self {
        Self {
            code: Code::FileUnreadable,
            message:
                "The file is damaged: it begins like a workbook of Excel 97 (.xls), but it was cut off or overwritten."
                    .into(),
            help: "Ask for it again, saved as .xlsx: it was probably not copied to its end.".into(),
        }
    }

    /// A part that defines entities, with which a few lines expand to gigabytes.
    pub(in crate::edges) fn entities(part: &str) -> Self {
        Self::broken(format!(
            "The part {part} of the workbook defines entities (<!ENTITY>), as no spreadsheet program does; it is made to grow while it is read."
        ))
    }

    /// A workbook that is damaged in a way that can't be named.
    pub(in crate::edges) fn damaged() -> Self {
        Self::broken("The workbook is damaged: its content can't be made sense of.")
    }

    /// A workbook that is damaged as `message` says.
    pub(in crate::edges) fn broken(message: impl Into<String>) -> Self {
        Self { code: Code::FileUnreadable, message: message.into(), help: SAVE_AS.into() }
    }

    /// A workbook behind a password or a sensitivity label.
    pub(in crate::edges) fn encrypted() -> Self {
        Self {
            code: Code::FileEncrypted,
            message: "The workbook is password-protected or encrypted by a sensitivity label, so it can't be read."
                .into(),
            help:
                "Open it in Excel, remove the password (File > Info > Protect Workbook > Encrypt with Password, leave \
                   it empty) or choose a label without encryption, and save it."
                    .into(),
        }
    }

    /// A CSV in which an open quotation mark takes everything after it into one cell.
    pub(in crate::edges) fn open_quote(row: u32, column: u32, characters: usize) -> Self {
        let at = At::new(row, u16::try_from(column).unwrap_or(u16::MAX));
        Self {
            code: Code::FileUnreadable,
            message: format!(
                "The cell {at} goes on for {characters} characters: a quotation mark is opened there, or before, and not closed."
            ),
            help:
                "Ask for the workbook itself (.xlsx), or open the file in a text editor and close the quotation mark."
                    .into(),
        }
    }

    /// A file of more bytes than the limit.
    pub(in crate::edges) fn file_too_large(bytes: usize, limits: &Limits) -> Self {
        let (found, most) = ((bytes as u64).div_ceil(1 << 20), limits.file_megabytes);
        Self::too_large(format!("The file is {found} MB; expected at most {most} MB."), "file-megabytes")
    }

    /// A package that unpacks to more than the limit.
    pub(in crate::edges) fn unpacks_too_large(bytes: u64, limits: &Limits) -> Self {
        let (found, most) = (bytes.div_ceil(1 << 20), limits.unpacked_megabytes);
        Self::too_large(
            format!("The workbook unpacks to {found} MB; expected at most {most} MB."),
            "unpacked-megabytes",
        )
    }

    /// A part that is compressed more than that of any real workbook.
    pub(in crate::edges) fn bomb(part: &str, bytes: u64) -> Self {
        let found = bytes.div_ceil(1 << 20);
        Self::too_large(
            format!(
                "The part {part} of the workbook unpacks to {found} MB from almost nothing, as no workbook of Excel does."
            ),
            "unpacked-megabytes",
        )
    }

    /// More cells than the limit.
    pub(in crate::edges) fn too_many_cells(limits: &Limits) -> Self {
        Self::too_large(format!("The workbook has more than {} cells with something in them.", limits.cells), "cells")
    }

    /// More text than the limit, counted once for each cell.
    pub(in crate::edges) fn too_much_text(limits: &Limits) -> Self {
        let most = limits.unpacked_megabytes;
        Self::too_large(format!("The cells of the workbook hold more than {most} MB of text."), "unpacked-megabytes")
    }

    /// Cells so far apart that the rectangle around them is beyond the limit.
    pub(in crate::edges) fn too_sparse(limits: &Limits) -> Self {
        Self::too_large(
            format!(
                "The cells of this .xls workbook lie so far apart that it spans more than {} cells.",
                limits.cells.saturating_mul(2)
            ),
            "cells",
        )
    }

    /// Reading took longer than the limit.
    pub(in crate::edges) fn timed_out(limits: &Limits) -> Self {
        let most = count(usize::try_from(limits.seconds).unwrap_or(usize::MAX), "second", "seconds");
        Self::too_large(format!("The file could not be read within {most}."), "seconds")
    }

    /// The process that reads the file is out of memory, or ended by a crash.
    pub(in crate::edges) fn reader_ended(limits: &Limits) -> Self {
        let most = limits.memory_megabytes;
        Self::too_large(
            format!("The file could not be read within {most} MB of memory, or is made to break what reads it."),
            "memory-megabytes",
        )
    }

    /// More than can be gone through one by one; `held` as in "5 cells and 2 comments".
    pub fn takes_too_much_memory(held: &str, limits: &Limits) -> Self {
        let most = limits.memory_megabytes;
        let message = format!("The file holds {held}: more than can be gone through within {most} MB of memory.");
        Self::too_large(message, "memory-megabytes")
    }

    /// More than can be gone through one by one in time.
    pub fn takes_too_long(held: &str, limits: &Limits) -> Self {
        let most = count(usize::try_from(limits.seconds).unwrap_or(usize::MAX), "second", "seconds");
        Self::too_large(format!("The file holds {held}: more than can be gone through within {most}."), "seconds")
    }

    /// More parts than the limit.
    pub(in crate::edges) fn too_many_parts(found: usize, limits: &Limits) -> Self {
        let most = limits.parts;
        Self::too_large(format!("The workbook is a package of {found} parts; expected at most {most}."), "parts")
    }

    /// Elements of XML nested deeper than the limit.
    pub(in crate::edges) fn too_deep(part: &str, limits: &Limits) -> Self {
        let most = limits.xml_depth;
        Self::too_large(
            format!("In the part {part} of the workbook elements stand more than {most} deep in each other."),
            "xml-depth",
        )
    }

    /// A text longer than the limit; `at` as in "The cell B7 of the sheet Risks".
    pub(in crate::edges) fn text_too_long(at: &str, characters: usize, limits: &Limits) -> Self {
        let most = limits.cell_characters;
        Self::too_large(
            format!("{at} holds {characters} characters; Excel takes 32767 in a cell, and at most {most} are read."),
            "cell-characters",
        )
    }

    fn too_large(message: String, setting: &str) -> Self {
        Self {
            code: Code::FileTooLarge,
            message,
            help: format!(
                "Delete empty rows, columns and pictures that are not needed and save it as .xlsx; if it is right as it \
                 is, raise {setting} under [limits] in engagement.toml."
            ),
        }
    }
}
