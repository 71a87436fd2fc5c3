//! The files in mails and archives that people return, opened as if they lay in the inbox themselves.

use super::folder::Folder;
use super::opened_workbook::{Opened, OpenedFile, open_bytes};
use super::rejected::{empty_container, mail_text, unreadable_file};
use crate::edges::disk;
use crate::edges::unreadable::Unreadable;
use crate::model::code::Code;
use crate::model::container::{ContainedFile, Container};
use crate::model::digest::sha256;
use crate::model::engagement::Limits;
use crate::model::mail_draft::MailAddress;
use crate::model::severity::Severity;
use crate::model::text::{count, escaped_line};
use crate::steps::ingest::incoming::RefusedFile;
use std::path::Path;

/// What the names of workbooks and lists end with; nothing else is asked whether it holds other files.
const TABLES: [&str; 9] = [".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".csv", ".tsv"];
/// How deep mails and archives may stand in each other.
const MOST_DEPTH: usize = 3;
/// The most files that are taken out of a mail or an archive and all that is in it.
const MOST_FILES: usize = 500;

/// The files in a mail, mailbox or archive, each under its own name below that of the container; none where the file is
/// something else, or can't be read at all.
pub(super) fn open_members(folder: &Folder, path: &Path, name: &str, limits: &Limits) -> Option<Vec<OpenedFile>> {
    if !may_hold_files(name) {
        return None;
    }
    let (bytes, false) = disk::read_at_most(path, limits.file_megabytes << 20).ok()? else { return None };
    let mut opening = Opening { folder, limits, files: 0, bytes: 0, out: Vec::new() };
    match folder.readers.unpack(&bytes, name, limits) {
        Ok(None) => return None,
        Ok(Some(container)) => opening.open(container, name, sha256(&bytes), None, 1),
        Err(why) => opening.refuse(name, &bytes, why),
    }
    Some(opening.out)
}

fn may_hold_files(name: &str) -> bool {
    let name = name.to_lowercase();
    !TABLES.iter().any(|end| name.ends_with(end))
}

/// What was opened of a container so far.
struct Opening<'a> {
    folder: &'a Folder,
    limits: &'a Limits,
    files: usize,
    bytes: u64,
    out: Vec<OpenedFile>,
}

impl Opening<'_> {
    fn open(&mut self, container: Container, name: &str, sha: String, from: Option<MailAddress>, depth: usize) {
        let text = escaped_line(&container.first_lines());
        let sender = container.sender.or(from);
        if container.is_mail && !text.is_empty() {
            let from = sender.as_ref().map_or("Somebody", |s| if s.name.is_empty() { &s.address } else { &s.name });
            self.push(name, Err(Box::new(mail_text(name, sha.clone(), &text, &escaped_line(from)))), None);
        }
        if container.members.is_empty() {
            self.push(name, Err(Box::new(empty_container(name, sha))), None);
        }
        for member in container.members {
            let inner = format!("{name}/{}", member.name);
            self.files += 1;
            self.bytes = self.bytes.saturating_add(member.bytes.len() as u64);
            if let Some(why) = self.exceeded() {
                return self.refuse(&inner, &member.bytes, why);
            }
            self.open_member(member, &inner, sender.as_ref(), depth);
        }
    }

    fn open_member(&mut self, member: ContainedFile, name: &str, sender: Option<&MailAddress>, depth: usize) {
        let bytes = member.bytes;
        if may_hold_files(name) {
            match self.folder.readers.unpack(&bytes, name, self.limits) {
                Ok(None) => {}
                Ok(Some(_)) if depth == MOST_DEPTH => {
                    return self.refuse(name, &bytes, Unreadable::nested_too_deep(MOST_DEPTH));
                }
                Ok(Some(inner)) => return self.open(inner, name, sha256(&bytes), sender.cloned(), depth + 1),
                Err(why) => return self.refuse(name, &bytes, why),
            }
        }
        let opened = open_bytes(self.folder, &bytes, name, self.limits).map(Box::new).map_err(|mut refused| {
            // People attach documents and pictures beside the workbook: that is no mistake.
            if refused.finding.code == Code::FileUnknownFormat {
                refused.finding = refused.finding.severity(Severity::Info);
            }
            refused
        });
        self.push(name, opened, sender);
    }

    /// Why no more is taken out.
    fn exceeded(&self) -> Option<Unreadable> {
        if self.files > MOST_FILES {
            let held = format!("more than {}", count(MOST_FILES, "file", "files"));
            return Some(Unreadable::holds_too_much(&held, &MOST_FILES.to_string()));
        }
        let most = self.limits.unpacked_megabytes;
        (self.bytes > most.saturating_mul(1 << 20))
            .then(|| Unreadable::holds_too_much(&format!("more than {most} MB"), &format!("{most} MB")))
    }

    fn refuse(&mut self, name: &str, bytes: &[u8], why: Unreadable) {
        let refused = unreadable_file(name, why.code, &why.message, Some(why.help), sha256(bytes));
        self.push(name, Err(Box::new(refused)), None);
    }

    fn push(
        &mut self,
        name: &str,
        opened: Result<Box<super::opened_workbook::OpenedWorkbook>, Box<RefusedFile>>,
        sender: Option<&MailAddress>,
    ) {
        self.out.push(OpenedFile { name: name.to_owned(), opened: Opened::Now(opened), sent_by: sender.cloned() });
    }
}
