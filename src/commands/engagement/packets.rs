//! All copies of a person in one file, in `outbox/packets/`: what is mailed in place of them. The copies lie in `outbox/` all the
//! same, as the bases of what comes back.

use super::drafts::DraftWriter;
use super::free_name::first_free_name;
use super::outbox::OutboxCopy;
use crate::edges::disk::{self, WriteStep};
use crate::edges::writer;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::language::Language;
use crate::model::memory::Memory;
use crate::steps::outgoing::{Envelope, PacketPart, Recipient, packet_book};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The packets of a run.
#[derive(Debug, Default)]
pub struct WrittenPackets {
    /// Where each lies, by the recipient's key.
    pub paths: BTreeMap<String, PathBuf>,
    /// What could not be written.
    pub findings: Vec<Finding>,
}

/// Writes a packet for each recipient. The same copies give the same file, which is not written twice.
pub fn write_packet_files(
    writer: DraftWriter<'_>,
    recipients: &[Recipient],
    copies: &[OutboxCopy],
    memory: &Memory,
) -> WrittenPackets {
    let mut out = WrittenPackets::default();
    for recipient in recipients {
        let own: Vec<&OutboxCopy> = copies.iter().filter(|copy| copy.recipient == recipient.key).collect();
        match write_packet(writer, recipient, &own, memory) {
            Ok(path) => out.paths.extend(path.map(|path| (recipient.key.clone(), path))),
            Err(why) => {
                let message = format!("The file with all sheets of {} could not be written: {why}", recipient.name);
                out.findings.push(Finding::new(Code::FileNotWritten, message));
            }
        }
    }
    out
}

fn write_packet(
    writer: DraftWriter<'_>,
    recipient: &Recipient,
    copies: &[&OutboxCopy],
    memory: &Memory,
) -> anyhow::Result<Option<PathBuf>> {
    let english = Language::english();
    let head = writer.head(recipient, &english);
    // The day of its newest copy, not of this run: the same copies are the same packet.
    let days = copies.iter().filter_map(|copy| memory.sent.get(&copy.id)?.date.parse::<Date>().ok());
    let Some(day) = days.max() else { return Ok(None) };
    let envelope = |copy: &OutboxCopy| Envelope {
        copy: copy.id.clone(),
        recipient: Some(recipient),
        engagement: head.engagement,
        asked_by: head.asked_by,
        today: day,
        language: head.language,
        fingerprint: String::new(),
    };
    let parts =
        copies.iter().filter_map(|copy| Some(PacketPart { data: copy.data.as_ref()?, envelope: envelope(copy) }));
    let parts: Vec<PacketPart<'_>> = parts.collect();
    let bytes = writer::write(&packet_book(&parts))?;
    let at = |name: &str| writer.session.folder.outbox().join("packets").join(format!("{name}.xlsx"));
    let path = at(&first_free_name(&format!("{}.{day}", recipient.key), |name| {
        !disk::exists(&at(name)) || disk::read(&at(name)).is_ok_and(|there| there == bytes)
    }));
    disk::carry_out(&[WriteStep::New { path: path.clone(), bytes }])?;
    Ok(Some(path))
}
