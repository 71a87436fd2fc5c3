//! Which workbooks are out for review, and which came back.

use super::records::records;
use crate::model::awaited::latest_copies;
use crate::model::state::{Master, SheetState};
use std::collections::{BTreeMap, BTreeSet};

/// Whether what was sent came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Review {
    /// Nobody was sent it.
    NotSent,
    /// Somebody has not sent it back.
    Out,
    /// Everyone has.
    Back,
}

/// The reviews of all workbooks, by their keys.
#[derive(Debug, Default)]
pub(super) struct Reviews(BTreeMap<String, Review>);

impl Reviews {
    /// By the latest copy of each recipient: older ones are not waited for, nor those of people who are no longer contacts.
    pub(super) fn of(master: &Master) -> Self {
        let contacts: BTreeSet<&str> =
            master.sheet("contacts").into_iter().flat_map(records).map(|r| r.id.as_str()).collect();
        let mut out = BTreeMap::new();
        for latest in latest_copies(&master.memory).iter().filter(|l| contacts.contains(l.sent.contact.as_str())) {
            let review = out.entry(latest.sent.workbook.clone()).or_insert(Review::Back);
            if !latest.back {
                *review = Review::Out;
            }
        }
        Self(out)
    }

    /// Of what stands on these sheets: all their workbooks that were sent must have come back.
    pub(super) fn of_sheets(&self, sheets: &[&SheetState]) -> Review {
        let found: Vec<Review> = sheets.iter().filter_map(|s| self.0.get(&s.sheet.workbook)).copied().collect();
        match found.first() {
            None => Review::NotSent,
            Some(_) if found.contains(&Review::Out) => Review::Out,
            Some(_) => Review::Back,
        }
    }
}
