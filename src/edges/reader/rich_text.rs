//! Rich text: which words of a cell are struck through. The reading library joins the runs of a text and drops their
//! formats.

use crate::edges::ooxml::xml;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use std::collections::BTreeMap;

/// What is put between struck words that were apart.
const APART: &str = " … ";

/// The struck-through words of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct StruckWords {
    /// The words, with `…` between those that were apart.
    pub(super) words: String,
    /// Whether the text has no others.
    pub(super) all: bool,
}

/// The runs of a text while it is read, of which it keeps the struck ones.
#[derive(Default)]
pub(super) struct StruckRuns {
    words: String,
    has_others: bool,
    last_was_struck: bool,
}

impl StruckRuns {
    /// Adds the text of a run.
    pub(super) fn add(&mut self, text: &str, struck: bool) {
        if text.trim().is_empty() && !(struck && self.last_was_struck) {
            return;
        }
        if struck {
            if !self.last_was_struck && !self.words.is_empty() {
                self.words.push_str(APART);
            }
            self.words.push_str(text);
        } else {
            self.has_others = true;
        }
        self.last_was_struck = struck;
    }

    /// The struck words; none where there are none.
    pub(super) fn finish(self) -> Option<StruckWords> {
        let words = self.words.trim().to_owned();
        (!words.is_empty()).then_some(StruckWords { words, all: !self.has_others })
    }
}

/// The struck words of shared strings, by the number of the string.
pub(super) fn struck_shared_strings(part: &str) -> BTreeMap<u32, StruckWords> {
    let mut found = BTreeMap::new();
    // A word in a text is none; it is the name of an element.
    if !part.contains("<strike") && !part.contains(":strike") {
        return found;
    }
    let (mut reader, mut number) = (xml::reader(part), 0_u32);
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) if e.local_name().as_ref() == "si" => {
                let (_, struck) = rich_text(&mut reader, "si");
                found.extend(struck.map(|s| (number, s)));
                number = number.saturating_add(1);
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The text of the element that the last event began, and its struck words.
pub(super) fn rich_text(reader: &mut Reader<&[u8]>, end: &str) -> (String, Option<StruckWords>) {
    let (mut text, mut runs, mut struck) = (String::new(), StruckRuns::default(), false);
    loop {
        match xml::next(reader) {
            Event::Start(e) => match e.local_name().as_ref() {
                "r" => struck = false,
                "strike" => struck = !matches!(xml::attr(&e, "val").as_deref(), Some("0" | "false")),
                // Phonetic readings repeat what is written.
                "rPh" => drop(xml::text_to_end(reader, "rPh")),
                "t" => {
                    let run = xml::text_to_end(reader, "t");
                    runs.add(&run, struck);
                    text.push_str(&run);
                }
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == end => return (text, runs.finish()),
            Event::Eof => return (text, runs.finish()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn struck_runs_are_told_from_those_that_stand() {
        let run =
            |strike: &str, text: &str| format!("<r><rPr>{strike}<b/></rPr><t xml:space=\"preserve\">{text}</t></r>");
        let (yes, no) = ("<strike/>", "");
        let table = [
            (vec![run(no, "all "), run(no, "stands")], None),
            (vec![run(yes, "May "), run(no, "June")], Some(("May", false))),
            (vec![run(yes, "all "), run(yes, "gone")], Some(("all gone", true))),
            (vec![run(yes, "May"), run(no, " "), run(yes, "June")], Some(("MayJune", true))),
            (vec![run(yes, "May"), run(no, " or "), run(yes, "June")], Some(("May … June", false))),
            (vec![run("<strike val=\"0\"/>", "May"), run(no, "June")], None),
            (vec!["<t>May</t>".into(), "<rPh><t>mei</t></rPh>".into()], None),
        ];
        for (runs, expected) in table {
            let part = format!("<sst><si><t>strike</t></si><si>{}</si></sst>", runs.concat());
            let found = struck_shared_strings(&part);
            let expected = expected.map(|(words, all)| StruckWords { words: words.into(), all });
            assert_eq!(found.get(&1), expected.as_ref(), "{part}");
            assert!(!found.contains_key(&0));
        }
    }
}
