//! Merging columns: removed, added and retitled ones.

use super::merger::{MASTER, Merger};
use super::{changes, clashes, notices};
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::template::Merge;
use crate::model::value::Value;

impl Merger<'_> {
    /// Decides on removed and added columns.
    pub(super) fn columns(&mut self) {
        for column in 0..self.aligned.of_base {
            let without: Vec<usize> =
                (MASTER..self.aligned.views.len()).filter(|v| !self.has_column(*v, column)).collect();
            if without.is_empty() {
                continue;
            }
            let edits = self.edits_in_column(column);
            for view in without.iter().filter(|v| **v > MASTER) {
                self.count(*view, 1);
            }
            if !edits.is_empty() {
                let finding = clashes::column_clash(&self.aligned, column, &without, &edits);
                self.ask(finding, None, column, &without, &edits);
                continue;
            }
            let of_copies: Vec<usize> = without.into_iter().filter(|v| *v > MASTER).collect();
            if self.has_column(MASTER, column) && !of_copies.is_empty() {
                self.dropped.insert(column);
                let change = changes::column_removed(&self.aligned, column, &of_copies);
                self.findings.push(notices::column_left_out(&self.aligned, column, &of_copies));
                self.changes.push(change);
            }
        }
        for column in self.aligned.of_base..self.aligned.columns.len() {
            let with: Vec<usize> = self.copies().filter(|v| self.has_column(*v, column)).collect();
            with.iter().for_each(|v| self.count(*v, 1));
            if !self.has_column(MASTER, column) && !with.is_empty() {
                let change = changes::column_added(&self.aligned, column, &with);
                self.changes.push(change);
            }
        }
    }

    /// Cells of a column that somebody changed, or filled in a new row, by view and record.
    fn edits_in_column(&self, column: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for view in MASTER..self.aligned.views.len() {
            let edited = (0..self.aligned.records).filter(|record| self.is_edit(view, *record, column));
            out.extend(edited.map(|record| (view, record)));
        }
        out
    }

    /// Decides on titles that were changed.
    pub(super) fn titles(&mut self) {
        self.texts_of_titles();
        if self.has_links {
            let kept = (0..self.aligned.columns.len()).filter(|column| !self.dropped.contains(column));
            kept.collect::<Vec<_>>().into_iter().for_each(|column| self.link_of_title(column));
        }
    }

    fn texts_of_titles(&mut self) {
        for column in 0..self.aligned.of_base {
            let Some(master) = self.title(MASTER, column) else { continue };
            let Some(base) = self.title(0, column) else { continue };
            let retitled: Vec<(usize, Value)> = self
                .copies()
                .filter_map(|v| Some((v, self.title(v, column)?)))
                .filter(|(_, title)| *title != base)
                .collect();
            retitled.iter().for_each(|(v, _)| self.count(*v, 1));
            let proposals: Vec<Proposal> =
                retitled.iter().map(|(_, value)| Proposal { base: base.clone(), value: value.clone() }).collect();
            match verdict(Merge::Replace, &master, &proposals) {
                Verdict::Keep => {}
                Verdict::Change(value) => {
                    let change = changes::column_renamed(&self.aligned, column, &master, &value, &retitled);
                    self.titles.insert(column, value.to_string());
                    self.changes.push(change);
                }
                Verdict::Conflict => {
                    let finding = clashes::title_clash(&self.aligned, column, &master, &retitled);
                    let candidates =
                        self.candidates(retitled, |of, _| of.column(column).map(|c| of.sheet.title_place(c)));
                    self.push_question(finding, master, base, candidates);
                }
            }
        }
    }
}
