//! A mail draft as an `.eml` file, which mail programs open as a message that was not sent yet.

use crate::model::digest::sha256;
use crate::model::mail_draft::MailDraft;
use crate::model::text::one_line;
use jiff::civil::time;
use jiff::tz::TimeZone;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

/// Names a copy that a draft carries, so that no copy goes into two drafts; a line for each.
const COPY: &str = "X-Prekick-Copy";

/// The bytes of a draft.
pub fn write_draft(draft: &MailDraft) -> Vec<u8> {
    let noon = TimeZone::UTC.to_timestamp(draft.day.to_datetime(time(12, 0, 0, 0)));
    let noon = noon.map_or(0, |noon| noon.as_second());
    let digest = digest_of(draft);
    let mut message = MessageBuilder::new();
    if let Some(to) = &draft.to {
        message = message.to(Address::new_address(Some(one_line(&to.name)), to.address.clone()));
    }
    message = message
        .subject(one_line(&draft.subject))
        .date(Date::new(noon))
        .message_id(format!("{digest}@prekick.invalid"))
        // Outlook opens a message with this header for editing, with a button to send it.
        .header("X-Unsent", Raw::new("1"))
        .headers(COPY, draft.copies.iter().map(|id| Raw::new(id.as_str())));
    let text = MimePart::new("text/plain; charset=utf-8", draft.text.replace('\n', "\r\n"));
    let files = draft.attachments.iter().map(|file| {
        MimePart::new(ContentType::new(file.media_type), file.bytes.as_slice()).attachment(file.name.clone())
    });
    // No line of base64 or quoted-printable begins with this, so that no attachment can end its part.
    let boundary = format!("=_prekick_{digest}");
    let kind = ContentType::new("multipart/mixed").attribute("boundary", boundary);
    let mut out = Vec::new();
    message.body(MimePart::new(kind, std::iter::once(text).chain(files).collect::<Vec<_>>())).serialize(&mut out);
    out
}

fn digest_of(draft: &MailDraft) -> String {
    let mut parts = vec![draft.subject.clone(), draft.text.clone(), draft.day.to_string()];
    parts.extend(draft.to.iter().map(|to| to.address.clone()));
    parts.extend(draft.attachments.iter().flat_map(|file| [file.name.clone(), sha256(&file.bytes)]));
    sha256(parts.join("\n").as_bytes()).chars().take(32).collect()
}

/// The ids of the copies that a draft of an earlier run carries, read from its head.
pub fn copies_named_in(draft: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(draft);
    let head = text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
    let named = head.lines().filter_map(|line| line.strip_prefix(COPY)?.strip_prefix(':'));
    named.map(|id| id.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mail_draft::{AttachedFile, MailAddress};
    use jiff::civil::date;
    use mail_parser::{MessageParser, MimeHeaders};

    fn draft() -> MailDraft {
        let file = |name: &str, bytes: &[u8]| AttachedFile {
            name: name.into(),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            bytes: bytes.to_vec(),
        };
        MailDraft {
            to: MailAddress::new("Okoye, \"Marta\"\r\nBcc: all@customer.example", "marta@customer.example"),
            subject: "Acmé migration: <script>\r\nBcc: all@customer.example".into(),
            text: "Guten Tag,\n\n=HYPERLINK(\"x\")\n.\nFrom here on\n--=_prekick\nTschüß\n".into(),
            day: date(2026, 11, 28),
            copies: (1..12).map(|n| format!("raid.marta-okoye.2026-11-28-{n}")).collect(),
            attachments: vec![
                file("raid.marta-okoye.2026-11-28.xlsx", &[0, 255, 13, 10]),
                file("Übersicht.xlsx", b"x"),
            ],
        }
    }

    #[test]
    fn a_draft_says_the_same_when_it_is_read_back_and_no_value_becomes_a_header() {
        let bytes = write_draft(&draft());
        assert_eq!(bytes, write_draft(&draft()), "the same draft gives the same bytes");
        let read = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(read.subject().unwrap(), "Acmé migration: <script> Bcc: all@customer.example");
        let to = read.to().and_then(|to| to.first()).unwrap();
        assert_eq!(to.address(), Some("marta@customer.example"));
        assert_eq!(to.name(), Some("Okoye, \"Marta\" Bcc: all@customer.example"));
        assert!(read.bcc().is_none() && read.header_raw("X-Unsent").unwrap().trim() == "1");
        assert_eq!(read.body_text(0).unwrap().replace("\r\n", "\n"), draft().text);
        let attached: Vec<(&str, &[u8])> =
            read.attachments().map(|part| (part.attachment_name().unwrap(), part.contents())).collect();
        let files = draft().attachments;
        assert_eq!(attached, files.iter().map(|f| (f.name.as_str(), f.bytes.as_slice())).collect::<Vec<_>>());
        let lines = String::from_utf8_lossy(&bytes).lines().map(str::len).max();
        assert!(lines.is_some_and(|longest| longest <= 998), "{lines:?}");
    }

    #[test]
    fn a_draft_names_its_copies_in_its_head() {
        assert_eq!(copies_named_in(&write_draft(&draft())), draft().copies);
        assert_eq!(copies_named_in(b"Subject: x\r\n\r\nX-Prekick-Copy: raid.ada"), Vec::<String>::new());
    }
}
