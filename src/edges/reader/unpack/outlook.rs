//! Messages of Outlook (`.msg`): a compound file whose streams are properties, as [MS-OXMSG] names them.

use super::members::member;
use crate::edges::reader::ole::{OleStream, streams};
use crate::edges::unreadable::Unreadable;
use crate::model::container::Container;
use crate::model::mail_draft::MailAddress;

// The properties that are read, each a number of four hexadecimal digits.
const BODY: &str = "1000";
const SENDER_NAME: &str = "0C1A";
const SENDER_SMTP: &str = "5D01";
const SENDER_ADDRESS: &str = "0C1F";
const FILE_NAME: [&str; 3] = ["3707", "3704", "3001"];
const FILE_DATA: &str = "3701";
const CONTENT_ID: &str = "3712";

/// What the name of a stream begins with that holds a property.
const PROPERTY: &str = "__substg1.0_";
/// What the name of a storage begins with that holds an attachment.
const ATTACHMENT: &str = "__attach_version1.0_";

/// The files in a message of Outlook; none where the compound file is something else.
pub(super) fn open_message(bytes: &[u8]) -> Result<Option<Container>, Unreadable> {
    let Ok(streams) = streams(bytes) else { return Ok(None) };
    if !streams.iter().any(|s| s.storage.is_empty() && s.name == "__properties_version1.0") {
        return Ok(None);
    }
    let text = |property: &str| text_of(&streams, "", property);
    let name = text(SENDER_NAME).unwrap_or_default();
    // Within one company Outlook writes a directory entry in the place of an address.
    let addresses = [SENDER_SMTP, SENDER_ADDRESS].into_iter().filter_map(text);
    let mut storages: Vec<&str> = streams.iter().map(|s| s.storage.as_str()).collect();
    storages.retain(|storage| storage.starts_with(ATTACHMENT));
    storages.sort_unstable();
    storages.dedup();
    // A message that is attached is a storage below that of its attachment.
    let own = storages.iter().filter(|storage| !storage.contains('/'));
    let files = own.enumerate().filter_map(|(n, storage)| {
        let name = FILE_NAME.iter().find_map(|property| text_of(&streams, storage, property));
        let name = name.unwrap_or_else(|| format!("attachment-{}", n + 1));
        if text_of(&streams, storage, CONTENT_ID).is_some() && is_picture(&name) {
            return None;
        }
        let data = property_of(&streams, storage, FILE_DATA).map(|s| s.bytes.as_slice()).unwrap_or_default();
        Some(member(name, data))
    });
    let members = files.collect();
    let sender = addresses.into_iter().find_map(|address| MailAddress::new(&name, &address));
    Ok(Some(Container { is_mail: true, sender, text: text(BODY).unwrap_or_default(), members }))
}

fn is_picture(name: &str) -> bool {
    [".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emz"].iter().any(|end| name.to_ascii_lowercase().ends_with(end))
}

fn property_of<'s>(streams: &'s [OleStream], storage: &str, property: &str) -> Option<&'s OleStream> {
    let is_it = |stream: &&OleStream| {
        let rest = stream.name.strip_prefix(PROPERTY);
        stream.storage == storage && rest.is_some_and(|rest| rest.len() == 8 && rest.starts_with(property))
    };
    streams.iter().find(is_it)
}

/// A property as text: type 001F is UTF-16, type 001E of one byte a character.
fn text_of(streams: &[OleStream], storage: &str, property: &str) -> Option<String> {
    let stream = property_of(streams, storage, property)?;
    let encoding = if stream.name.ends_with("001F") { encoding_rs::UTF_16LE } else { encoding_rs::WINDOWS_1252 };
    let text = encoding.decode_without_bom_handling(&stream.bytes).0;
    let text = text.trim_end_matches('\0');
    (!text.is_empty()).then(|| text.to_owned())
}
