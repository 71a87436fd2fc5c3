//! Request by request, what goes out: new ones, what changed in those that Salesforce has, and those that are no longer asked
//! for.

use super::cells::ColumnPlan;
use super::input::RequestsInput;
use super::life::{self, CANCELLED};
use super::manifest::{KnownRequest, Manifest, SentRow, record_and_number};
use super::operation::LoadOperation;
use super::reason::Reason;
use super::result::{Export, ExportRow, Rejected};
use super::{record, remarks};
use crate::model::table::Row;
use crate::model::text::{count, fold};
use std::collections::BTreeSet;

/// An export while it is made.
pub(super) struct Sending<'a> {
    pub(super) plan: &'a ColumnPlan<'a>,
    pub(super) input: RequestsInput<'a>,
    /// What was sent before to the same object.
    pub(super) sent: Option<&'a Manifest>,
    pub(super) repeated: BTreeSet<&'a str>,
    pub(super) out: Export,
}

impl<'a> Sending<'a> {
    /// One request of the master.
    pub(super) fn request(&mut self, row: &Row) {
        let is_ours = self.is_among(row, "source", &self.input.settings.sourcing);
        let is_ready = self.is_among(row, "status", &self.input.settings.statuses);
        let id = row.id.as_deref().unwrap_or_default();
        if is_ours && is_ready {
            match record::request_rows(self.plan, row, self.input.problems, &self.repeated) {
                Ok(rows) => {
                    self.cancel_above(row, id, rows.len());
                    rows.into_iter().for_each(|wanted| self.wanted(wanted));
                }
                Err(reasons) => self.reject(row, &reasons),
            }
        } else if !is_ours || fold(&self.plan.value(row, "status").to_string()) == fold(CANCELLED) {
            self.cancel_above(row, id, 0);
        } else if !self.sent_of(id, true).is_empty() {
            match record::request_rows(self.plan, row, self.input.problems, &self.repeated) {
                Ok(rows) => rows.into_iter().for_each(|wanted| self.followed(&wanted)),
                Err(reasons) => self.reject(row, &reasons),
            }
        }
    }

    /// Requests that were sent and are no longer in the master.
    pub(super) fn removed(&mut self) {
        let there: BTreeSet<&str> = self.input.requests.rows.iter().filter_map(|r| r.id.as_deref()).collect();
        let known = self.sent.into_iter().flat_map(|m| m.rows.keys()).filter_map(|e| record_and_number(e));
        let gone: BTreeSet<&str> = known.map(|(record, _)| record).filter(|record| !there.contains(record)).collect();
        for record in gone {
            self.cancel_loaded(record, 0, &format!("{record} is no longer in the master"));
        }
    }

    fn wanted(&mut self, wanted: ExportRow) {
        let known = self.sent.and_then(|m| m.rows.get(&wanted.external_id));
        match known {
            Some(KnownRequest::Followed(known)) if known.is_loaded() => self.followed(&wanted),
            Some(KnownRequest::Digest(digest)) if *digest == wanted.digest(&self.out.header) => {
                self.out.unchanged += 1;
            }
            _ => {
                let operation =
                    if self.plan.external_id.is_some() { LoadOperation::Upsert } else { LoadOperation::Insert };
                let again = match known {
                    Some(KnownRequest::Followed(known)) => known.waiting.is_some(),
                    Some(KnownRequest::Digest(_)) => true,
                    None => false,
                };
                self.say_if_failed_alike(&wanted);
                self.send(ExportRow { operation, again: again && operation == LoadOperation::Insert, ..wanted });
            }
        }
    }

    /// A request that Salesforce has, or nothing where it does not.
    fn followed(&mut self, wanted: &ExportRow) {
        let Some(known) = self.sent.and_then(|m| m.followed(&wanted.external_id)).filter(|k| k.is_loaded()) else {
            return;
        };
        match life::update(self.plan, known, wanted) {
            Some(update) => {
                self.say_if_failed_alike(&update.row);
                self.out.news.push(update.said);
                self.send(update.row);
            }
            None => self.out.unchanged += 1,
        }
    }

    /// Cancels the single requests of a record whose number is above what is asked for.
    fn cancel_above(&mut self, row: &Row, id: &str, asked: usize) {
        let why = match asked {
            0 => format!("{id} is no longer asked for"),
            n => format!("{id} asks for {} now", count(n, "person", "people")),
        };
        self.cancel_loaded(id, asked, &why);
        let unsure = self.sent_of(id, false).into_iter().filter(|(_, n)| *n > asked);
        let unknown: Vec<&str> = unsure.map(|(external, _)| external).collect();
        self.out.findings.extend(remarks::no_longer_asked(self.plan, Some(row), &unknown));
    }

    fn cancel_loaded(&mut self, record: &str, asked: usize, why: &str) {
        let surplus = self.sent_of(record, true).into_iter().filter(|(_, n)| *n > asked);
        let mut by_hand = Vec::new();
        for (external, _) in surplus {
            let Some(wanted) = life::cancelled(self.plan, record, external) else {
                by_hand.push(external);
                continue;
            };
            let known = self.sent.and_then(|m| m.followed(external));
            match known.and_then(|known| life::update(self.plan, known, &wanted)) {
                Some(update) => {
                    self.out.news.push(format!("{external} is cancelled: {why}."));
                    self.send(update.row);
                }
                None => self.out.unchanged += 1,
            }
        }
        self.out.findings.extend(remarks::cancel_by_hand(self.plan, &by_hand, why));
    }

    /// A record's single requests that were sent before, with their numbers: those that Salesforce has, or the others.
    fn sent_of(&self, record: &str, is_loaded: bool) -> Vec<(&'a str, usize)> {
        let Some(sent) = self.sent else { return Vec::new() };
        let is = |external: &str| sent.followed(external).is_some_and(|known| known.is_loaded()) == is_loaded;
        sent.of_record(record).into_iter().filter(|(external, _)| is(external)).collect()
    }

    fn send(&mut self, row: ExportRow) {
        let request = self.out.manifest.follow(&row.external_id);
        request.waiting = Some(SentRow {
            operation: row.operation,
            date: self.input.today.to_owned(),
            file: String::new(),
            cells: row.cells.clone(),
        });
        request.failed = None;
        self.out.rows.push(row);
    }

    fn say_if_failed_alike(&mut self, row: &ExportRow) {
        let failed = self.sent.and_then(|m| m.followed(&row.external_id)).and_then(|k| k.failed.as_ref());
        if let Some(failed) = failed.filter(|f| f.cells == row.cells) {
            self.out.findings.push(remarks::failed_alike(self.plan, row, failed));
        }
    }

    fn reject(&mut self, row: &Row, reasons: &[Reason]) {
        let name = self.plan.value(row, "name").to_string();
        let known = row.id.clone().or_else(|| (!name.is_empty()).then(|| name.clone()));
        let called = known.unwrap_or_else(|| format!("Row {}", u64::from(row.number) + 1));
        for reason in reasons {
            let message = format!("{called} is not exported: {}", reason.message);
            self.out.findings.push(reason.finding(self.plan.table, row, message));
        }
        self.out.rejected.push(Rejected {
            record: row.id.clone(),
            name,
            reasons: reasons.iter().map(|r| r.message.clone()).collect(),
            place: self.plan.table.row_place(row),
        });
    }

    /// Whether a value is one of these. One that can't be read may be meant, so it counts.
    fn is_among(&self, row: &Row, key: &str, wanted: &[String]) -> bool {
        let value = self.plan.value(row, key);
        value.is_unread() || wanted.iter().any(|w| fold(w) == fold(&value.to_string()))
    }
}
