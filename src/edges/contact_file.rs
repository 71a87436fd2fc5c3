//! Contacts as cards in a `.vcf` file, in the version that every address book takes (vCard 3.0, RFC 2426).

use crate::edges::content_lines::{ContentLines, escaped_text};
use crate::model::contact_card::ContactCard;
use crate::model::text::one_line;

/// The bytes of a file with a card for each.
pub fn write_contacts(cards: &[ContactCard]) -> Vec<u8> {
    let mut lines = ContentLines::default();
    for card in cards {
        let name = one_line(&card.name);
        let (given, family) = name.rsplit_once(' ').unwrap_or(("", &name));
        lines.raw("BEGIN", "VCARD");
        lines.raw("VERSION", "3.0");
        lines.text("UID", &format!("{}@prekick.invalid", card.key));
        lines.text("FN", &name);
        lines.raw("N", &format!("{};{};;;", escaped_text(family), escaped_text(given)));
        lines.text("ORG", &card.company);
        lines.text("TITLE", &card.title);
        lines.text("ROLE", &card.role);
        lines.text("EMAIL;TYPE=INTERNET", &card.email);
        lines.text("TEL;TYPE=WORK", &card.phone);
        lines.text("NOTE", &card.note);
        lines.raw("END", "VCARD");
    }
    lines.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_holds_what_is_known_and_no_value_becomes_a_line() {
        let card = ContactCard {
            key: "contacts-C-001.acme".into(),
            name: "Marta van Okoye".into(),
            email: "marta@customer.example\r\nEND:VCARD".into(),
            company: "Acme, Inc.".into(),
            ..ContactCard::default()
        };
        let text = String::from_utf8(write_contacts(&[card])).unwrap();
        assert_eq!(
            text,
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:contacts-C-001.acme@prekick.invalid\r\nFN:Marta van Okoye\r\n\
             N:Okoye;Marta van;;;\r\nORG:Acme\\, Inc.\r\nEMAIL;TYPE=INTERNET:marta@customer.example\\nEND:VCARD\r\nEND:VCARD\r\n"
        );
    }
}
