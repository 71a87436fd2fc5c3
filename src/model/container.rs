//! A file that holds other files: a mail, a mailbox or an archive, as far as its members go.

use crate::model::mail_draft::MailAddress;
use serde::{Deserialize, Serialize};

/// What a container holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// Whether it is a mail.
    pub is_mail: bool,
    /// Who sent it, where it is a mail that says so.
    pub sender: Option<MailAddress>,
    /// What its sender wrote.
    pub text: String,
    /// The files in it, each under a name of its own.
    pub members: Vec<ContainedFile>,
}

/// A file in a container.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContainedFile {
    /// Its name, with `/` between folders of an archive.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The most lines of a mail that a remark quotes, and the most characters.
const MOST_LINES: usize = 6;
const MOST_CHARACTERS: usize = 400;

impl Container {
    /// The first lines that its sender wrote, without what they quote.
    pub fn first_lines(&self) -> String {
        let ends = |line: &str| line.starts_with("-----Original") || line.starts_with("________");
        let lines = self.text.lines().map(str::trim).take_while(|line| !ends(line));
        let own: Vec<&str> = lines.filter(|line| !line.is_empty() && !line.starts_with('>')).take(MOST_LINES).collect();
        crate::model::text::shortened(&own.join(" / "), MOST_CHARACTERS)
    }
}

#[cfg(test)]
mod tests {
    use super::Container;

    #[test]
    fn the_first_lines_are_what_the_sender_wrote_and_not_what_they_quote() {
        let text =
            "Hello Lena,\r\n\r\n two rows are new. \r\n> old words\r\n-----Original Message-----\r\nFrom: Lena\r\n";
        let mail = Container { text: text.into(), ..Container::default() };
        assert_eq!(mail.first_lines(), "Hello Lena, / two rows are new.");
        let long = Container { text: "word ".repeat(500), ..Container::default() };
        assert!(long.first_lines().chars().count() <= 401);
    }
}
