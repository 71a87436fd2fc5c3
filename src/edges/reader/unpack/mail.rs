//! Mails as RFC 5322 writes them, and mailboxes of such mails.

use super::members::{MOST_MEMBERS, member, too_many};
use crate::edges::unreadable::Unreadable;
use crate::model::container::Container;
use crate::model::mail_draft::MailAddress;
use mail_parser::mailbox::mbox::MessageIterator;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use std::io::Cursor;

/// The files in a mail, and what its sender wrote.
pub(super) fn open_mail(bytes: &[u8]) -> Result<Container, Unreadable> {
    let mail = MessageParser::default().parse(bytes).ok_or_else(Unreadable::damaged_mail)?;
    let files = mail.attachments().filter(|part| !is_of_the_text(part));
    let files = files.enumerate().map(|(n, part)| member(name_of(part, n + 1), part.contents()));
    Ok(Container {
        is_mail: true,
        sender: sender(&mail),
        text: mail.body_text(0).unwrap_or_default().into_owned(),
        members: files.collect(),
    })
}

/// The mails in a mailbox.
pub(super) fn open_mailbox(bytes: &[u8]) -> Result<Container, Unreadable> {
    let mut out = Container::default();
    for mail in MessageIterator::new(Cursor::new(bytes)) {
        let mail = mail.map_err(|_| Unreadable::damaged_mail())?;
        if out.members.len() == MOST_MEMBERS {
            return Err(too_many(MOST_MEMBERS + 1));
        }
        let name = format!("{}.eml", out.members.len() + 1);
        out.members.push(member(name, mail.contents()));
    }
    Ok(out)
}

fn sender(mail: &Message<'_>) -> Option<MailAddress> {
    let from = mail.from().or_else(|| mail.sender())?.first()?;
    MailAddress::new(from.name().unwrap_or_default(), from.address()?)
}

/// Whether it is a picture that stands in the text, such as the logo of a signature.
fn is_of_the_text(part: &MessagePart<'_>) -> bool {
    let is_picture = part.content_type().is_some_and(|kind| kind.ctype() == "image");
    is_picture && (part.content_id().is_some() || matches!(part.body, PartType::InlineBinary(_)))
}

fn name_of(part: &MessagePart<'_>, n: usize) -> String {
    match (part.attachment_name(), &part.body) {
        (Some(name), PartType::Message(_)) if !name.to_ascii_lowercase().ends_with(".eml") => format!("{name}.eml"),
        (Some(name), _) => name.to_owned(),
        (None, PartType::Message(_)) => format!("{n}.eml"),
        (None, _) => {
            let end = part.content_type().and_then(|kind| kind.subtype()).unwrap_or("bin");
            format!("attachment-{n}.{end}")
        }
    }
}
