//! Generating: who is sent what, and a copy as a workbook to be written.

use super::audience::{Outgoing, OutgoingSheet};
use super::questions;
use crate::model::digest::sha256;
use crate::model::engagement::Engagement;
use crate::model::grid::Shown;
use crate::model::language::{Language, Phrase, called};
use crate::model::memory::Memory;
use crate::model::page::{Book, Line, Page, PageCell, PageColumn, Role, Show};
use crate::model::row_key;
use crate::model::sheet_names::IDENTITY_SHEET;
use crate::model::side::side_of_organisation;
use crate::model::state::Master;
use crate::model::template::{Column, Kind, Owner, Required, Template, Visibility};
use crate::model::text::slug;
use crate::model::value::Value;
use crate::steps::ingest::identity::Identity;
use crate::steps::layout::data_sheet::{ContentRow, SheetContent, sheet_page};
use crate::steps::layout::dropdowns::Lists;
use jiff::civil::Date;

/// A contact who is sent workbooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The recipient's key.
    pub key: String,
    /// The contact's name.
    pub name: String,
    /// The contact's ID.
    pub contact: String,
    /// Whose side the contact is on.
    pub side: Owner,
    /// Keys of the workbooks that the contact receives.
    pub receives: Vec<String>,
    /// What the contact's column `language` says; empty where it says nothing.
    pub language: String,
}

/// Everyone who receives anything, in the order of the contacts. A slug once given stays that contact's; two contacts
/// with one slug get `-2`, `-3`…
pub fn recipients(master: &Master, memory: &mut Memory, templates: &[Template]) -> Vec<Recipient> {
    let Some(contacts) = master.sheet("contacts") else { return Vec::new() };
    let names: Vec<(&str, &str)> =
        templates.iter().flat_map(|t| t.titles().map(|title| (t.key.as_str(), title))).collect();
    let mut out = Vec::new();
    for record in contacts.records.values() {
        let text = |key: &str| {
            contacts.sheet.position(key).and_then(|i| record.values.get(i)).map(ToString::to_string).unwrap_or_default()
        };
        let (receives, _) = crate::steps::validate::check::receives(&text("receives"), &names);
        let name = text("name");
        if receives.is_empty() || name.is_empty() {
            continue;
        }
        let key = slug_of(memory, &record.id, &name);
        let side = side_of_organisation(&text("org"));
        out.push(Recipient { key, name, contact: record.id.clone(), side, receives, language: text("language") });
    }
    out
}

fn slug_of(memory: &mut Memory, contact: &str, name: &str) -> String {
    if let Some(known) = memory.slugs.get(contact) {
        return known.clone();
    }
    let plain = match slug(name) {
        s if s.is_empty() => format!("contact-{}", slug(contact)),
        s => s,
    };
    let taken = |s: &str| memory.slugs.values().any(|k| k == s);
    let mut key = plain.clone();
    let mut n = 2;
    while taken(&key) {
        key = format!("{plain}-{n}");
        n += 1;
    }
    memory.slugs.insert(contact.to_owned(), key.clone());
    key
}

/// The language that a recipient is written to in: the contact's, else the engagement's, else English.
pub fn language_of<'l>(
    to: Option<&Recipient>,
    engagement: &Engagement,
    languages: &'l [Language],
) -> Option<&'l Language> {
    let own = to.and_then(|r| called(languages, &r.language));
    own.or_else(|| called(languages, &engagement.language)).or_else(|| languages.first())
}

/// What stands around the data of a copy.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    /// The copy id.
    pub copy: String,
    /// Who it is for; nobody for a blank one.
    pub recipient: Option<&'a Recipient>,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// Names and addresses of those who ask.
    pub asked_by: &'a [String],
    /// The date it is made.
    pub today: Date,
    /// The language it is written in.
    pub language: &'a Language,
    /// Digest of its values; empty while it is not known.
    pub fingerprint: String,
}

/// A digest of all that a copy offers: values, lists and columns; not its id, date, or the keys of its empty rows.
pub fn content(outgoing: &Outgoing) -> String {
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
    parts.extend(questions::content(outgoing));
    sha256(parts.join("\n").as_bytes())
}

fn labels(column: &Column) -> Vec<&str> {
    column.choices.iter().map(|c| c.label.as_str()).collect()
}

/// A copy, from what its recipient may see.
pub fn copy_book(outgoing: &Outgoing, envelope: &Envelope<'_>) -> Book {
    let mut lists = Lists::default();
    let mut pages = vec![read_me(outgoing, envelope)];
    pages.extend(questions::page(outgoing, envelope, &mut lists));
    pages.extend(outgoing.sheets().iter().map(|sheet| data_page(outgoing, sheet, envelope, &mut lists)));
    pages.push(lists.page());
    let identity = identity(outgoing, envelope);
    pages.push(identity_page(&identity));
    Book {
        title: format!("{} · {}", outgoing.title(), envelope.engagement.name),
        properties: identity.pairs().into_iter().map(|(word, value)| (format!("prekick.{word}"), value)).collect(),
        names: Vec::new(),
        created: Some(envelope.today),
        pages,
    }
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
    }
}

fn identity_page(identity: &Identity) -> Page {
    let pair = |(word, value): (&str, String)| {
        Line::of([PageCell::text(word, Role::Plain), PageCell::text(value, Role::Plain)])
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
        row_key: key.clone(),
        values: values.clone(),
        ..ContentRow::default()
    });
    let prepared = (0..shape.prepared_rows)
        .map(|n| row_key::make(&[&envelope.engagement.id, &envelope.copy, &shape.key, &n.to_string()]))
        .collect();
    let content = SheetContent {
        sheet: shape,
        subtitle: &envelope.engagement.name,
        rows: rows.collect(),
        prepared,
        open: &open,
        people: outgoing.people(),
        references: &|key| outgoing.references(key),
        own: &[],
        protect: envelope.engagement.protect,
        engagement: envelope.engagement,
        language: envelope.language,
    };
    sheet_page(&content, lists)
}

/// By when a copy is wanted back.
pub fn respond_by(engagement: &Engagement, today: Date) -> Date {
    today.checked_add(jiff::Span::new().days(i64::from(engagement.respond_within_days))).unwrap_or(today)
}

fn read_me(outgoing: &Outgoing, envelope: &Envelope<'_>) -> Page {
    let engagement = envelope.engagement;
    let say = envelope.language;
    let text = |t: &str, role: Role| PageCell { show: Show::Wrapped, ..PageCell::text(t, role) };
    let fact = |label: Phrase, value: String| {
        Line::of([PageCell::text(say.say(label), Role::Label), text(&value, Role::Cell)])
    };
    let asked = match envelope.asked_by {
        [] => say.fill(Phrase::DeliveryTeam, &[("project", &engagement.name)]),
        names => say.and_list(names),
    };
    let mut lines = vec![
        Line {
            height: Some(30.0),
            ..Line::of([PageCell::text(format!("{} · {}", outgoing.title(), engagement.name), Role::Title)])
        },
        Line::of([PageCell::text(outgoing.purpose(), Role::Hint)]),
        Line::default(),
        fact(
            Phrase::Project,
            say.fill(Phrase::ProjectFor, &[("project", &engagement.name), ("customer", &engagement.customer)]),
        ),
        fact(Phrase::For, envelope.recipient.map_or_else(|| say.say(Phrase::Whoever).to_owned(), |r| r.name.clone())),
        fact(Phrase::AskedBy, asked),
        fact(Phrase::ReturnBy, respond_by(engagement, envelope.today).to_string()),
        Line::default(),
        Line::of([PageCell::text(say.say(Phrase::HowTo), Role::Heading)]),
    ];
    // Facts and steps run over several columns, or they would be broken into narrow lines.
    let mut merges: Vec<(u32, u16, u32, u16)> = (FACTS..FACTS + 4).map(|row| (row, 1, row, 2)).collect();
    if let Some(sheet) = outgoing.question_sheet() {
        let row = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        merges.push((row, 1, row, 4));
        let asked = say.fill(Phrase::Questions, &[("sheet", &sheet.title)]);
        lines.push(Line::of([PageCell::default(), PageCell::text(asked, Role::Label)]));
    }
    for (n, step) in STEPS.into_iter().enumerate() {
        let row = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        merges.push((row, 1, row, 4));
        let number = PageCell { show: Show::Centred, ..PageCell::text(format!("{}.", n + 1), Role::Label) };
        lines.push(Line::of([number, text(say.say(step), Role::Plain)]));
    }
    lines.push(Line::default());
    lines.push(Line::of([PageCell::text(say.say(Phrase::Columns), Role::Heading)]));
    let titles = [Phrase::Sheet, Phrase::Column, Phrase::Belongs, Phrase::Must, Phrase::Example];
    lines.push(Line::of(titles.map(|t| PageCell::text(say.say(t), Role::Header))));
    for sheet in outgoing.sheets() {
        let roles = sheet.sheet().columns.iter().filter(|c| c.role().is_none());
        for column in roles.filter(|c| !c.is_tool()) {
            lines.push(Line::of([
                PageCell::text(sheet.sheet().title.clone(), Role::Cell),
                PageCell::text(column.title.clone(), Role::Cell),
                text(&meaning(column, say), Role::Cell),
                text(&required(column, say), Role::Cell),
                text(&column.example, Role::Cell),
            ]));
        }
    }
    let widths = [18, 26, 70, 22, 34];
    Page {
        title: say.say(Phrase::ReadMe).into(),
        columns: widths.iter().map(|w| PageColumn { width: *w, hidden: false }).collect(),
        lines,
        merges,
        tab: Some(Role::Good),
        ..Page::default()
    }
}

/// The first row of facts on the Read me.
const FACTS: u32 = 3;

const STEPS: [Phrase; 5] = [Phrase::Step1, Phrase::Step2, Phrase::Step3, Phrase::Step4, Phrase::Step5];

fn meaning(column: &Column, say: &Language) -> String {
    match column.kind {
        Kind::Choice | Kind::Choices if !column.choices.is_empty() && column.choices.len() <= 8 => {
            format!("{} {}", column.help, say.fill(Phrase::OneOf, &[("choices", &labels(column).join(", "))]))
        }
        _ => column.help.clone(),
    }
}

fn required(column: &Column, say: &Language) -> String {
    match &column.required {
        Required::No => String::new(),
        Required::Always => say.say(Phrase::Always).into(),
        Required::From(status) => say.fill(Phrase::FromStatus, &[("status", status)]),
    }
}

/// Which workbooks a recipient is sent, in the order of the templates.
pub fn wanted<'t>(recipient: &Recipient, templates: &'t [Template], only: &[String]) -> Vec<&'t Template> {
    templates
        .iter()
        .filter(|t| t.audience == Visibility::Shared && recipient.receives.contains(&t.key))
        .filter(|t| only.is_empty() || only.contains(&t.key))
        .collect()
}

/// Those who ask: contacts of the delivery side who lead; nobody where there are none, and then it is the whole team.
pub fn asked_by(master: &Master) -> Vec<String> {
    let Some(contacts) = master.sheet("contacts") else { return Vec::new() };
    let value = |record: &crate::model::state::Record, key: &str| {
        contacts.sheet.position(key).and_then(|i| record.values.get(i)).cloned().unwrap_or_default()
    };
    let said = |r: &&crate::model::state::Record| {
        let shared = value(r, "visibility").to_string() != "Internal";
        value(r, "org").to_string() == "AWS" && value(r, "is_lead") == Value::YesNo(true) && shared
    };
    contacts
        .records
        .values()
        .filter(said)
        .map(|r| match value(r, "email").to_string() {
            mail if mail.is_empty() => value(r, "name").to_string(),
            mail => format!("{} <{mail}>", value(r, "name")),
        })
        .collect()
}
