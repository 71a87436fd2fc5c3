//! Which copies are waited for: of a person and a workbook the latest alone. Older ones are bases still, and may come back, but
//! nobody waits for them.

use crate::model::keys::CopyId;
use crate::model::memory::{Memory, SentCopy};
use std::collections::BTreeMap;

/// The latest copy of a workbook for a recipient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatestCopy<'m> {
    /// Its id.
    pub copy: &'m CopyId,
    /// When it was sent, and to whom.
    pub sent: &'m SentCopy,
    /// Whether it came back, or an earlier one did after it was sent.
    pub back: bool,
}

/// What stands in the place of the recipient's key in a copy for nobody in particular.
pub const BLANK_RECIPIENT: &str = "blank";

/// The latest copy of each workbook for each recipient, by recipient and workbook.
pub fn latest_copies(memory: &Memory) -> Vec<LatestCopy<'_>> {
    let mut latest: BTreeMap<(&str, &str, &str), (&CopyId, &SentCopy)> = BTreeMap::new();
    // One that was made for nobody in particular has no contact.
    let is_blank = |sent: &SentCopy| sent.recipient == BLANK_RECIPIENT && sent.contact.is_empty();
    for (copy, sent) in memory.sent.iter().filter(|(_, sent)| !is_blank(sent)) {
        latest.insert((&sent.recipient, &sent.contact, &sent.workbook), (copy, sent));
    }
    let is_back = |copy: &CopyId, sent: &SentCopy| {
        memory.files.iter().any(|file| {
            let of_the_same = |other: &SentCopy| other.recipient == sent.recipient && other.workbook == sent.workbook;
            file.copy == *copy || (file.date > sent.date && memory.sent.get(&file.copy).is_some_and(of_the_same))
        })
    };
    latest.into_values().map(|(copy, sent)| LatestCopy { copy, sent, back: is_back(copy, sent) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::memory::HeardFile;

    #[test]
    fn only_the_latest_copy_is_waited_for_and_an_older_one_that_comes_after_it_answers_for_it() {
        for (back, heard, waits) in [
            ("", "", true),
            ("raid.ada.1", "2026-11-22", true),
            ("raid.ada.1", "2026-11-28", true),
            ("raid.ada.1", "2026-11-29", false),
            ("raid.ada.2", "2026-11-28", false),
            ("raid.ben.1", "2026-11-29", true),
        ] {
            let mut memory = Memory::default();
            for (id, who, date) in [
                ("raid.ada.1", "ada", "2026-11-22"),
                ("raid.ben.1", "ben", "2026-11-22"),
                ("raid.ada.2", "ada", "2026-11-28"),
                ("raid.blank.1", "blank", "2026-11-28"),
            ] {
                let sent = SentCopy {
                    recipient: who.into(),
                    workbook: "raid".into(),
                    date: date.into(),
                    ..SentCopy::default()
                };
                memory.sent.insert(id.into(), sent);
            }
            memory.files.push(HeardFile { copy: back.into(), date: heard.into(), ..HeardFile::default() });
            let latest = latest_copies(&memory);
            assert_eq!(latest.iter().map(|l| l.copy.as_str()).collect::<Vec<_>>(), ["raid.ada.2", "raid.ben.1"]);
            assert_eq!(!latest[0].back, waits, "{back} on {heard}");
        }
    }
}
