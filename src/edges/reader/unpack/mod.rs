//! Files that hold other files: mails (`.eml`), mailboxes (`.mbox`), messages of Outlook (`.msg`) and archives (`.zip`).
//!
//! Bytes go in, and the files in them come out one level deep; what those are is for others to ask. Each limit on a file
//! holds for all that comes out of it together.

mod archive;
mod mail;
mod members;
mod outlook;

use super::{ole, sniff};
use crate::edges::unreadable::Unreadable;
use crate::model::container::Container;
use crate::model::engagement::Limits;
use members::{MOST_MEMBERS, too_many};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The files in a mail, a mailbox or an archive; none where the file is something else. Workbooks are told from archives by
/// what they hold, messages of Outlook by their form, and other mails by their name.
///
/// # Errors
/// Where it is damaged, or holds more than the limits allow.
pub fn unpack(bytes: &[u8], name: &str, limits: &Limits) -> Result<Option<Container>, Unreadable> {
    if bytes.len() as u64 > limits.file_megabytes.saturating_mul(1 << 20) {
        return Err(Unreadable::file_too_large(bytes.len(), limits));
    }
    let found = catch_unwind(AssertUnwindSafe(|| unpack_kind(bytes, name, limits)));
    let found = found.unwrap_or_else(|_| Err(Unreadable::damaged_mail()))?;
    found.map(|container| within_limits(container, limits)).transpose()
}

fn unpack_kind(bytes: &[u8], name: &str, limits: &Limits) -> Result<Option<Container>, Unreadable> {
    let name = name.to_ascii_lowercase();
    if bytes.starts_with(ole::SIGNATURE) {
        return outlook::open_message(bytes);
    }
    if sniff::is_archive(bytes, limits) {
        return archive::open_archive(bytes, limits).map(Some);
    }
    if name.ends_with(".mbox") && bytes.starts_with(b"From ") {
        return mail::open_mailbox(bytes).map(Some);
    }
    if name.ends_with(".eml") && !bytes.starts_with(b"PK") {
        return mail::open_mail(bytes).map(Some);
    }
    Ok(None)
}

fn within_limits(mut container: Container, limits: &Limits) -> Result<Container, Unreadable> {
    let members = &mut container.members;
    if members.len() > MOST_MEMBERS {
        return Err(too_many(members.len()));
    }
    let total: u64 = members.iter().map(|member| member.bytes.len() as u64).sum();
    if total > limits.unpacked_megabytes.saturating_mul(1 << 20) {
        return Err(Unreadable::unpacks_too_large(total, limits));
    }
    let mut taken = BTreeSet::new();
    for member in members {
        member.name = free_name(plain_name(&member.name), &taken);
        taken.insert(member.name.clone());
    }
    Ok(container)
}

/// A name without what would lead elsewhere or can't be shown on a line.
fn plain_name(name: &str) -> String {
    let parts = name.split(['/', '\\']).map(|part| part.chars().filter(|c| !c.is_control()).collect::<String>());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty() && !part.chars().all(|c| c == '.')).collect();
    if parts.is_empty() { "attachment".into() } else { parts.join("/") }
}

/// Two files of one name are two files.
fn free_name(name: String, taken: &BTreeSet<String>) -> String {
    let (stem, end) =
        name.rsplit_once('.').map_or((name.as_str(), String::new()), |(stem, end)| (stem, format!(".{end}")));
    let numbered = (2..).map(|n| format!("{stem} ({n}){end}"));
    std::iter::once(name.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
