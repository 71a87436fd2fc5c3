//! Who is sent workbooks: which ones, in which language, and who asks them.

use super::audience::is_shared;
use crate::model::digest::sha256;
use crate::model::engagement::Engagement;
use crate::model::language::{Language, called};
use crate::model::memory::Memory;
use crate::model::side::side_of_organisation;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Owner, Template, Visibility};
use crate::model::text::{nearest, slug};
use crate::model::value::Value;
use crate::steps::validate::check::{WorkbookNames, parse_receives};

/// A contact who is sent workbooks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The recipient's key.
    pub key: String,
    /// The contact's name.
    pub name: String,
    /// The contact's ID.
    pub contact: String,
    /// The contact's e-mail address as typed; empty where there is none.
    pub email: String,
    /// Whose side the contact is on.
    pub side: Owner,
    /// Keys of the workbooks that the contact receives.
    pub receives: Vec<String>,
    /// What the contact's column `language` says; empty where it says nothing.
    pub language: String,
}

/// Everyone who receives anything, in the order of the contacts. The memory keeps each contact's key; of two contacts with
/// one name, the second gets `-2`, and so on.
pub fn recipients(master: &Master, memory: &mut Memory, templates: &[Template]) -> Vec<Recipient> {
    let Some(contacts) = master.sheet("contacts") else { return Vec::new() };
    let names = WorkbookNames::of(templates);
    let mut out = Vec::new();
    for record in contacts.records.values() {
        let text = |key: &str| text_of(contacts, record, key);
        let (receives, _) = parse_receives(&text("receives"), &names);
        let name = text("name");
        if receives.is_empty() || name.is_empty() {
            continue;
        }
        let key = slug_of(memory, &record.id, &name);
        let side = side_of_organisation(&text("org"), &master.delivery);
        let (contact, email, language) = (record.id.clone(), text("email"), text("language"));
        out.push(Recipient { key, name, contact, email, side, receives, language });
    }
    out
}

/// What of a contact's Receives leads to no workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotReceived {
    /// The contact's name.
    pub name: String,
    /// Whether the contact is sent anything at all.
    pub gets_some: bool,
    /// What is the name of no workbook, each with the nearest one.
    pub unknown: Vec<String>,
    /// The titles of workbooks that are internal, and so sent to nobody.
    pub internal: Vec<String>,
}

/// The contacts who are sent nothing, or not all that Receives says, in their order.
pub fn not_received(master: &Master, templates: &[Template]) -> Vec<NotReceived> {
    let Some(contacts) = master.sheet("contacts") else { return Vec::new() };
    let names = WorkbookNames::of(templates);
    let near = |word: String| {
        let nearest = nearest(&word, names.names.iter().flat_map(|(key, title)| [*title, *key]));
        nearest.map_or_else(|| format!("“{word}”"), |n| format!("“{word}” (nearest: {n})"))
    };
    let found = contacts.records.values().map(|record| {
        let (receives, unknown) = parse_receives(&text_of(contacts, record, "receives"), &names);
        let (shared, internal): (Vec<&Template>, Vec<&Template>) =
            templates.iter().filter(|t| receives.contains(&t.key)).partition(|t| t.audience == Visibility::Shared);
        // Who is sent all is sent all that is shared.
        let named = internal.iter().filter(|_| receives.len() < names.all.len());
        NotReceived {
            name: text_of(contacts, record, "name"),
            gets_some: !shared.is_empty(),
            unknown: unknown.into_iter().map(near).collect(),
            internal: named.map(|t| t.title.clone()).collect(),
        }
    });
    let is_of_note = |of: &NotReceived| !of.gets_some || !of.unknown.is_empty() || !of.internal.is_empty();
    found.filter(|of| !of.name.is_empty() && is_of_note(of)).collect()
}

fn text_of(contacts: &SheetState, record: &Record, key: &str) -> String {
    contacts.sheet.position(key).and_then(|i| record.values.get(i)).map(ToString::to_string).unwrap_or_default()
}

/// The language of a recipient's copies: the contact's, else the engagement's, else English.
pub fn language_of<'l>(
    to: Option<&Recipient>,
    engagement: &Engagement,
    languages: &'l [Language],
) -> Option<&'l Language> {
    let own = to.and_then(|r| called(languages, &r.language));
    own.or_else(|| called(languages, &engagement.language)).or_else(|| languages.first())
}

/// Which workbooks a recipient is sent, in the order of the templates.
pub fn workbooks_for<'t>(recipient: &Recipient, templates: &'t [Template], only: &[String]) -> Vec<&'t Template> {
    templates
        .iter()
        .filter(|t| t.audience == Visibility::Shared && recipient.receives.contains(&t.key))
        .filter(|t| only.is_empty() || only.contains(&t.key))
        .collect()
}

/// Those who ask, with their addresses: shared contacts of the delivery side who lead. Where there are none, it is the team
/// as a whole, and this is empty.
pub fn asked_by(master: &Master) -> Vec<String> {
    let Some(contacts) = master.sheet("contacts") else { return Vec::new() };
    let value = |record: &Record, key: &str| {
        contacts.sheet.position(key).and_then(|i| record.values.get(i)).cloned().unwrap_or_default()
    };
    let asks = |r: &&Record| {
        let leads = master.delivery.is(&value(r, "org").to_string()) && value(r, "is_lead") == Value::YesNo(true);
        leads && is_shared(contacts, r)
    };
    contacts
        .records
        .values()
        .filter(asks)
        .map(|r| match value(r, "email").to_string() {
            mail if mail.is_empty() => value(r, "name").to_string(),
            mail => format!("{} <{mail}>", value(r, "name")),
        })
        .collect()
}

fn slug_of(memory: &mut Memory, contact: &str, name: &str) -> String {
    if let Some(known) = memory.slugs.get(contact) {
        return known.clone();
    }
    let plain = match slug(name) {
        s if s.is_empty() => format!("contact-{}", slug(contact)),
        s => short_slug(s),
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

/// How long a recipient's key may be, so that the paths of copies stay within what file systems and mail programs take.
const LONGEST_SLUG: usize = 48;

/// A key that is too long is cut, and ends in a digest of the whole.
fn short_slug(whole: String) -> String {
    if whole.len() <= LONGEST_SLUG {
        return whole;
    }
    let digest = sha256(whole.as_bytes());
    let (start, end) = (whole.get(..LONGEST_SLUG - 9).unwrap_or_default(), digest.get(..8).unwrap_or_default());
    format!("{}-{end}", start.trim_end_matches('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_gives_a_short_key_of_its_own() {
        let (long, longer) = ("Ada ".repeat(60), format!("{}Park", "Ada ".repeat(60)));
        let keys = [long, longer].map(|name| slug_of(&mut Memory::default(), "C-001", &name));
        assert!(
            keys[0] != keys[1] && keys.iter().all(|k| k.len() <= LONGEST_SLUG && k.starts_with("ada-ada-")),
            "{keys:?}"
        );
        assert_eq!(slug_of(&mut Memory::default(), "C-001", "Ada Park"), "ada-park");
    }
    use crate::model::state::SheetState;
    use crate::model::template::{Column, Kind, Sheet};
    use std::sync::Arc;

    #[test]
    fn a_lead_whose_visibility_is_not_surely_shared_is_not_named_to_recipients() {
        for (visibility, named) in [
            ("", true),
            ("Shared", true),
            ("shared", true),
            ("Internal", false),
            ("internal", false),
            ("intern", false),
            ("?", false),
        ] {
            let mut sheet = Sheet::new("contacts", "contacts", "Contacts");
            sheet.columns =
                ["name", "email", "org", "is_lead", "visibility"].map(|k| Column::new(k, k, Kind::Text)).into();
            let mut contacts = SheetState::new(Arc::new(sheet));
            let mut values = ["Lena Vogt", "lena@delivery.example", "AWS", "", visibility].map(Value::text).to_vec();
            values[3] = Value::YesNo(true);
            contacts.records.insert("c-1".into(), Record { values, ..Record::default() });
            let master = Master { sheets: vec![contacts], ..Master::default() };
            assert_eq!(asked_by(&master).len(), usize::from(named), "{visibility}");
        }
    }
}
