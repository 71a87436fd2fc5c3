//! Rejected files, each with the finding that says why.

use crate::edges::unreadable::Unreadable;
use crate::model::code::Code;
use crate::model::engagement::Limits;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::report::{FileStatus, SourceFile};
use crate::model::severity::Severity;
use crate::steps::ingest::footprint::{Exceeded, Footprint};
use crate::steps::ingest::identity::Identity;
use crate::steps::ingest::incoming::RefusedFile;

/// A file that was named on the command line and is not there.
pub fn missing_file(name: &str) -> RefusedFile {
    let finding = Finding::new(Code::FileUnreadable, "There is no such file.").at(Place::file(name));
    RefusedFile { source: source(name, String::new(), FileStatus::Rejected), finding }
}

/// A file that can't be read.
pub fn unreadable_file(name: &str, code: Code, message: &str, help: Option<String>, sha: String) -> RefusedFile {
    let mut finding = Finding::new(code, message).at(Place::file(name));
    if let Some(help) = help {
        finding = finding.help(help);
    }
    RefusedFile { source: source(name, sha, FileStatus::Rejected), finding }
}

/// A mail whose text is a remark; what is in it is read by itself.
pub fn mail_text(name: &str, sha: String, text: &str, from: &str) -> RefusedFile {
    let message = format!("{from} wrote: “{text}”");
    let finding = Finding::new(Code::FileMail, message).at(Place::file(name));
    RefusedFile { source: source(name, sha, FileStatus::Unchanged), finding }
}

/// A mail or an archive with no file in it.
pub fn empty_container(name: &str, sha: String) -> RefusedFile {
    let finding = Finding::new(Code::FileUnknownFormat, "There is no file in it.")
        .severity(Severity::Warning)
        .help("If the sender forgot to attach the workbook, ask for it.")
        .at(Place::file(name));
    RefusedFile { source: source(name, sha, FileStatus::Rejected), finding }
}

/// A file that waits for a person to say what its tables and columns are.
pub fn unsure_file(name: &str, sha: String, finding: Finding) -> RefusedFile {
    RefusedFile { source: source(name, sha, FileStatus::Rejected), finding }
}

/// A file of which a person said, in these mappings, that nothing is to be read.
pub fn left_out_file(name: &str, sha: String, mappings: &str) -> RefusedFile {
    let message =
        format!("{mappings} is set to yes and leaves out every table of this file, so nothing of it was taken.");
    let finding = Finding::new(Code::DecisionInvalid, message)
        .severity(Severity::Error)
        .help(
            "Say in it what a table and its columns are, save, and run the same command again; or take the file away.",
        )
        .at(Place::file(name));
    RefusedFile { source: source(name, sha, FileStatus::Rejected), finding }
}

/// A file of another engagement.
pub fn foreign_file(name: &str, sha: String, who: &Identity) -> RefusedFile {
    let id = who.engagement.clone().unwrap_or_default();
    let message = format!("The file belongs to another engagement ({id}); nothing of it was taken.");
    let mut source = source(name, sha, FileStatus::Foreign);
    source.workbook.clone_from(&who.workbook);
    source.copy.clone_from(&who.copy);
    source.recipient.clone_from(&who.recipient);
    RefusedFile { source, finding: Finding::new(Code::FileForeign, message).at(Place::file(name)) }
}

/// Why a file that holds so much is not taken: more would have to be told of it than the limits allow.
pub fn beyond_limits(footprint: Footprint, limits: &Limits) -> Option<Unreadable> {
    let held = footprint.in_words();
    Some(match footprint.exceeded(limits)? {
        Exceeded::Memory => Unreadable::takes_too_much_memory(&held, limits),
        Exceeded::Time => Unreadable::takes_too_long(&held, limits),
    })
}

/// A file of which more would have to be told than the limits allow.
pub fn too_large_file(name: &str, sha: String, why: Unreadable) -> RefusedFile {
    unreadable_file(name, why.code, &why.message, Some(why.help), sha)
}

/// A spreadsheet that is like no workbook of this engagement.
pub fn unknown_file(name: &str, sha: String) -> RefusedFile {
    let message = "The file is a spreadsheet, but no sheet of it looks like one of this engagement's workbooks.";
    let finding = Finding::new(Code::FileUnknownFormat, message)
        .help("If it is a list in somebody's own layout, take it in with `prekick import FILE --as WORKBOOK/SHEET`.")
        .at(Place::file(name));
    RefusedFile { source: source(name, sha, FileStatus::Rejected), finding }
}

fn source(name: &str, sha256: String, status: FileStatus) -> SourceFile {
    SourceFile { file: name.to_owned(), sha256, status, ..SourceFile::default() }
}
