//! A copy as a workbook to be written, and the digest by which the same copy is not sent twice.

use super::audience::{Outgoing, OutgoingSheet};
use super::envelope::Envelope;
use super::question_page::{question_digest, question_page};
use super::read_me::read_me_page;
use crate::model::digest::sha256;
use crate::model::grid::Shown;
use crate::model::page::{OutputWorkbook, Page, PageCell, PageRow, Role};
use crate::model::row_key;
use crate::model::sheet_names::IDENTITY_SHEET;
use crate::model::template::{Column, Owner};
use crate::steps::ingest::identity::Identity;
use crate::steps::layout::data_sheet::sheet_page;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::layout::{ContentRow, SheetContent, role_holders};

/// The most characters of a document property; what is longer stands on the hidden sheet alone.
const MOST_OF_A_PROPERTY: usize = 255;

/// A copy, from what its recipient may see.
pub fn copy_book(outgoing: &Outgoing, envelope: &Envelope<'_>) -> OutputWorkbook {
    let mut lists = Lists::default();
    // What is asked comes first, so that the workbook opens there.
    let mut pages: Vec<Page> = question_page(&[outgoing], envelope, &mut lists).into_iter().collect();
    pages.push(read_me_page(&[outgoing], envelope));
    pages.extend(outgoing.sheets().iter().map(|sheet| data_page(outgoing, sheet, envelope, &mut lists)));
    pages.push(lists.page());
    let mut book = OutputWorkbook {
        title: format!("{} · {}", outgoing.title(), envelope.engagement.name),
        created: Some(envelope.today),
        pages,
        ..OutputWorkbook::default()
    };
    identify(&mut book, outgoing, envelope);
    book
}

/// A copy in a packet, with what it says besides its data.
#[derive(Clone, Debug)]
pub struct PacketPart<'a> {
    /// What its recipient may see.
    pub data: &'a Outgoing,
    /// The rest.
    pub envelope: Envelope<'a>,
}

/// Several copies of one recipient in one workbook, with one Read me. Their sheets have different titles.
pub fn packet_book(parts: &[PacketPart<'_>]) -> OutputWorkbook {
    let Some(PacketPart { envelope, .. }) = parts.first() else { return OutputWorkbook::default() };
    let all: Vec<&Outgoing> = parts.iter().map(|part| part.data).collect();
    let mut lists = Lists::default();
    let mut pages: Vec<Page> = question_page(&all, envelope, &mut lists).into_iter().collect();
    pages.push(read_me_page(&all, envelope));
    for PacketPart { data, envelope } in parts {
        pages.extend(data.sheets().iter().map(|sheet| data_page(data, sheet, envelope, &mut lists)));
    }
    pages.push(lists.page());
    let copies: Vec<&str> = parts.iter().map(|part| part.envelope.copy.as_str()).collect();
    let identity = Identity {
        engagement: Some(envelope.engagement.id.clone()),
        recipient: envelope.recipient.map(|r| r.key.clone()),
        contact: envelope.recipient.map(|r| r.contact.clone()),
        language: (!envelope.language.is_english()).then(|| envelope.language.code.clone()),
        packet: Some(copies.join(" ")),
        ..Identity::default()
    };
    let mut book = OutputWorkbook {
        title: envelope.engagement.name.clone(),
        created: Some(envelope.today),
        pages,
        ..OutputWorkbook::default()
    };
    put_identity(&mut book, &identity);
    book
}

/// Writes into a copy whose it is, in place of what it says about that.
pub fn identify(copy: &mut OutputWorkbook, outgoing: &Outgoing, envelope: &Envelope<'_>) {
    put_identity(copy, &identity(outgoing, envelope));
}

fn put_identity(copy: &mut OutputWorkbook, identity: &Identity) {
    copy.properties = identity
        .pairs()
        .into_iter()
        .filter(|(_, value)| value.chars().count() <= MOST_OF_A_PROPERTY)
        .map(|(word, value)| (format!("prekick.{word}"), value))
        .collect();
    copy.pages.retain(|page| page.title != IDENTITY_SHEET);
    copy.pages.push(identity_page(identity));
}

/// A digest of all that a copy offers: values, lists and columns; not its id, date, or the keys of its empty rows.
pub fn content_digest(outgoing: &Outgoing) -> String {
    let mut parts: Vec<String> = outgoing.language().map(|l| format!("language {l}")).into_iter().collect();
    parts.extend([outgoing.workbook().into(), outgoing.version().to_string(), outgoing.people().join("|")]);
    for sheet in outgoing.sheets() {
        let columns: Vec<String> =
            sheet.sheet().columns.iter().map(|c| format!("{}={}={}", c.key, c.title, labels(c).join("/"))).collect();
        parts.push(format!("{}:{}", sheet.sheet().key, columns.join("|")));
        for (key, values) in sheet.rows() {
            let values: Vec<String> = values.iter().map(ToString::to_string).collect();
            parts.push(format!("{key}:{}", values.join("\u{1f}")));
        }
    }
    parts.extend(question_digest(outgoing));
    sha256(parts.join("\n").as_bytes())
}

fn identity(outgoing: &Outgoing, envelope: &Envelope<'_>) -> Identity {
    Identity {
        engagement: Some(envelope.engagement.id.clone()),
        copy: Some(envelope.copy.clone()),
        workbook: Some(outgoing.workbook().into()),
        recipient: envelope.recipient.map(|r| r.key.clone()),
        contact: envelope.recipient.map(|r| r.contact.clone()),
        fingerprint: (!envelope.fingerprint.is_empty()).then(|| envelope.fingerprint.clone()),
        language: (!envelope.language.is_english()).then(|| envelope.language.code.clone()),
        packet: None,
    }
}

fn identity_page(identity: &Identity) -> Page {
    let pair = |(word, value): (&str, String)| {
        PageRow::of([PageCell::text(word, Role::Plain), PageCell::text(value, Role::Plain)])
    };
    Page {
        title: IDENTITY_SHEET.into(),
        shown: Shown::VeryHidden,
        lines: identity.pairs().into_iter().map(pair).collect(),
        ..Page::default()
    }
}

fn data_page(outgoing: &Outgoing, sheet: &OutgoingSheet, envelope: &Envelope<'_>, lists: &mut Lists) -> Page {
    let shape = sheet.sheet();
    let side = envelope.recipient.map_or(Owner::Customer, |r| r.side);
    let open = move |column: &Column| match column.owner {
        Owner::Either => true,
        Owner::Tool => false,
        other => other == side,
    };
    let rows = sheet.rows().iter().map(|(key, values)| ContentRow {
        row_key: key.to_string(),
        values: values.clone(),
        ..ContentRow::default()
    });
    let prepared = (0..shape.prepared_rows)
        .map(|n| row_key::make(&[&envelope.engagement.id, envelope.copy.as_str(), shape.key.as_str(), &n.to_string()]))
        .collect();
    let across = outgoing.sheets().iter().find(|other| shape.across() == Some(&other.sheet().key));
    let holders =
        across.map(|roles| role_holders(roles.sheet(), roles.rows().iter().map(|(_, values)| values.as_slice())));
    let holders = holders.unwrap_or_default();
    let content = SheetContent {
        sheet: shape,
        subtitle: &envelope.engagement.name,
        rows: rows.collect(),
        prepared,
        open: &open,
        for_recipient: true,
        people: outgoing.people(),
        references: &|key| outgoing.references(key),
        own: &[],
        protect: envelope.engagement.protect,
        holders: &holders,
        engagement: envelope.engagement,
        language: envelope.language,
    };
    sheet_page(&content, lists)
}

fn labels(column: &Column) -> Vec<&str> {
    column.choices.iter().map(|c| c.label.as_str()).collect()
}
