//! The letter that goes with a recipient's copies, in the recipient's language.

use super::recipients::Recipient;
use crate::model::engagement::Engagement;
use crate::model::language::{Language, Phrase};
use crate::model::mail_draft::{MailAddress, MailDraft};
use crate::model::text::one_line;
use jiff::civil::Date;

/// Whom a letter is for, who writes it, and when.
#[derive(Clone, Copy, Debug)]
pub struct LetterHead<'a> {
    /// Who gets it.
    pub recipient: &'a Recipient,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// Names and addresses of those who ask.
    pub asked_by: &'a [String],
    /// The language it is written in.
    pub language: &'a Language,
    /// The day it is made.
    pub today: Date,
}

/// A copy as its letter names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCopy {
    /// The title of its workbook, in the recipient's language.
    pub title: String,
    /// How many questions it asks.
    pub questions: usize,
}

/// The letter with copies that are wanted back by a day; without the files themselves.
pub fn packet_letter(head: LetterHead<'_>, copies: &[NamedCopy], wanted_by: Date) -> MailDraft {
    let (phrases, project, day) = (head.language, one_line(&head.engagement.name), wanted_by.to_string());
    let about = [("project", project.as_str()), ("day", day.as_str())];
    let how = phrases.fill(Phrase::MailHow, &[("sheet", phrases.phrase(Phrase::ReadMe))]);
    let named = copies.iter().map(|copy| match copy.questions {
        0 => copy.title.clone(),
        n => phrases.fill(Phrase::MailQuestions, &[("title", &copy.title), ("n", &n.to_string())]),
    });
    let paragraphs = [phrases.fill(Phrase::MailAsk, &about), listed_lines(named), how];
    head.draft(phrases.fill(Phrase::MailSubject, &about), &paragraphs)
}

impl LetterHead<'_> {
    /// A letter of these paragraphs to its recipient, between greeting and names.
    pub(super) fn draft(&self, subject: String, paragraphs: &[String]) -> MailDraft {
        let name = one_line(&self.recipient.name);
        let hello = self.language.fill(Phrase::MailHello, &[("name", &name)]);
        let names = self.asked_by.iter().map(|who| one_line(who));
        let thanks: Vec<String> =
            std::iter::once(self.language.phrase(Phrase::MailThanks).to_owned()).chain(names).collect();
        let mut parts = vec![hello];
        parts.extend(paragraphs.iter().filter(|p| !p.is_empty()).cloned());
        parts.push(thanks.join("\n"));
        MailDraft {
            to: MailAddress::new(&name, &self.recipient.email),
            subject,
            text: parts.join("\n\n") + "\n",
            day: self.today,
            ..MailDraft::default()
        }
    }
}

/// A line for each, with a dash before it.
pub(super) fn listed_lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|line| format!("- {}", one_line(&line))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Owner;
    use jiff::civil::date;

    #[test]
    fn a_letter_says_what_is_asked_of_what_and_until_when() {
        let recipient = Recipient {
            key: "marta-okoye".into(),
            name: "Marta Okoye".into(),
            contact: "C-001".into(),
            email: "marta@customer.example".into(),
            side: Owner::Customer,
            receives: Vec::new(),
            language: String::new(),
        };
        let head = LetterHead {
            recipient: &recipient,
            engagement: &Engagement::new("e-1", "Acme\r\nmigration", "Acme", None, None),
            asked_by: &["Lena Vogt <lena@delivery.example>".into()],
            language: &Language::english(),
            today: date(2026, 11, 28),
        };
        let copies =
            [("RAID log", 2), ("Contacts", 0)].map(|(title, questions)| NamedCopy { title: title.into(), questions });
        let letter = packet_letter(head, &copies, date(2026, 12, 7));
        assert_eq!(letter.subject, "Acme migration: please return by 2026-12-07");
        assert_eq!(
            letter.text,
            "Hello Marta Okoye,\n\nAttached is what we need from you for Acme migration. Please correct what is wrong, \
             fill in what is missing, and send it back by 2026-12-07.\n\n- RAID log (questions for you: 2)\n- Contacts\n\n\
             The sheet Read me in each file explains how. You may rename the files.\n\nThank you\nLena Vogt <lena@delivery.example>\n"
        );
        assert_eq!(letter.to.unwrap().address, "marta@customer.example");
    }
}
