//! What is said of the encoding in which a text was read.

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::text::{count, escaped_line, shortened};
use crate::model::text_encoding::{EncodingTeller, TextEncoding};

/// The finding about a file whose bytes don't say their encoding, or say another than a person.
pub fn encoding_finding(said: &TextEncoding, file: &str) -> Finding {
    let name = &said.name;
    let reads = said.line.as_ref().map_or_else(String::new, |line| {
        format!(": line {} reads “{}”", line.number, shortened(&escaped_line(&line.text), 60))
    });
    let message = match said.told_by {
        EncodingTeller::Words => format!("The text does not say its encoding and was read as {name}{reads}."),
        EncodingTeller::Person => format!("The text was read as {name}, as you said{reads}."),
        EncodingTeller::Setting => format!("The text was read as {name}, as the setting encoding says{reads}."),
        EncodingTeller::TextOverPerson => format!("The text is {name} by its own bytes, and was read so."),
    };
    let lost = count(said.unknown, "character is", "characters are");
    let (message, severity) = match said.unknown {
        0 => (message, Severity::Info),
        _ => (format!("{message} {lost} not of this encoding and can't be read."), Severity::Warning),
    };
    Finding::new(Code::FileEncoding, message).severity(severity).at(Place::file(file))
}

/// The finding about a merged file that could not be written in the encoding of the master.
pub fn written_otherwise(encoding: &str, missing: char, file: &str) -> Finding {
    let message =
        format!("What was merged is written in UTF-8, since {encoding}, in which the master is, has no {missing}.");
    Finding::new(Code::FileEncoding, message)
        .severity(Severity::Warning)
        .help("Nothing needs to be done, unless another program expects the file in the other encoding.")
        .at(Place::file(file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text_encoding::EncodedLine;

    #[test]
    fn it_says_who_told_the_encoding_and_what_a_line_then_reads() {
        let line = Some(EncodedLine { number: 2, text: "R-001;Łukasz\u{1b}".into() });
        for (told_by, line, unknown, severity, message) in [
            (
                EncodingTeller::Words,
                line.clone(),
                0,
                Severity::Info,
                "The text does not say its encoding and was read as windows-1250: line 2 reads “R-001;Łukasz\\u{1b}”.",
            ),
            (EncodingTeller::Person, None, 0, Severity::Info, "The text was read as windows-1250, as you said."),
            (
                EncodingTeller::Person,
                None,
                2,
                Severity::Warning,
                "The text was read as windows-1250, as you said. 2 characters are not of this encoding and can't be read.",
            ),
            (
                EncodingTeller::Setting,
                None,
                0,
                Severity::Info,
                "The text was read as windows-1250, as the setting encoding says.",
            ),
            (
                EncodingTeller::TextOverPerson,
                None,
                0,
                Severity::Info,
                "The text is windows-1250 by its own bytes, and was read so.",
            ),
        ] {
            let said = TextEncoding { name: "windows-1250".into(), told_by, line, unknown };
            let finding = encoding_finding(&said, "inbox/a.csv");
            assert_eq!((finding.severity, finding.message.as_str()), (severity, message));
            assert_eq!(finding.place, Some(Place::file("inbox/a.csv")));
        }
    }
}
