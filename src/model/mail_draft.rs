//! A mail that a person looks through and sends.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A mail, ready to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailDraft {
    /// Who gets it, where an address is known.
    pub to: Option<MailAddress>,
    /// Its subject.
    pub subject: String,
    /// Its text, with line feeds.
    pub text: String,
    /// The day it is made.
    pub day: Date,
    /// The copies that it carries, by id.
    pub copies: Vec<String>,
    /// What is attached.
    pub attachments: Vec<AttachedFile>,
}

/// Somebody's name and e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailAddress {
    /// The name.
    pub name: String,
    /// The address.
    pub address: String,
}

impl MailAddress {
    /// A name with the address typed for it; none where what was typed is no single address.
    pub fn new(name: &str, typed: &str) -> Option<Self> {
        let address = typed.trim();
        let (local, domain) = address.rsplit_once('@')?;
        let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c);
        let fits = [local, domain].iter().all(|part| !part.is_empty() && part.chars().all(is_plain));
        fits.then(|| Self { name: name.to_owned(), address: address.to_owned() })
    }
}

/// A file that is attached to a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttachedFile {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_address_or_none() {
        for (typed, is) in [
            ("marta@customer.example", true),
            (" marta.okoye+x@customer.example ", true),
            ("marta@kunde.müller.example", true),
            ("", false),
            ("marta", false),
            ("@customer.example", false),
            ("marta@", false),
            ("marta@customer.example\r\nBcc: all@customer.example", false),
            ("marta@customer.example, ben@customer.example", false),
            ("Marta <marta@customer.example>", false),
            ("a@b@customer.example", false),
        ] {
            assert_eq!(MailAddress::new("Marta Okoye", typed).is_some(), is, "{typed:?}");
        }
    }
}
