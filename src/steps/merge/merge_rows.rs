//! Merging rows: removed and new ones, and the cells of those that are in all files.

use super::align::AlignedCell;
use super::merger::{MASTER, Merger};
use super::{changes, clashes};
use crate::model::grid::Raw;
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::plain::{NOTHING, PlainCell};
use crate::model::template::Merge;
use crate::model::value::Value;

impl Merger<'_> {
    /// Decides on a record: whether it stays, and what its cells hold.
    pub(super) fn record(&mut self, record: usize) {
        if record >= self.aligned.records_of_base {
            return self.new_record(record);
        }
        if (MASTER..self.aligned.views.len()).all(|view| self.is_untouched(view, record)) {
            return;
        }
        let without: Vec<usize> = self.copies().filter(|v| !self.has_row(*v, record)).collect();
        without.iter().for_each(|v| self.count(*v, 1));
        let here = self.has_row(MASTER, record);
        let mut edited: Vec<usize> = Vec::new();
        for view in MASTER..self.aligned.views.len() {
            let n = self.edits(view, record);
            self.count(view, n);
            edited.extend((n > 0).then_some(view));
        }
        let of_copies: Vec<usize> = edited.iter().copied().filter(|v| *v > MASTER).collect();
        if !here {
            self.gone.insert(record);
            if !of_copies.is_empty() {
                self.ask_about_removed(record, &[MASTER], &of_copies);
            }
            return;
        }
        if !without.is_empty() && !edited.is_empty() {
            return self.ask_about_removed(record, &without, &edited);
        }
        if !without.is_empty() {
            self.gone.insert(record);
            self.changes.push(changes::row_removed(&self.aligned, record, &without));
            return;
        }
        self.cells(record);
    }

    fn new_record(&mut self, record: usize) {
        let with: Vec<usize> = self.copies().filter(|v| self.has_row(*v, record)).collect();
        with.iter().for_each(|v| self.count(*v, 1));
        let is_new = !self.has_row(MASTER, record);
        if is_new {
            self.changes.push(changes::row_added(&self.aligned, record, &with));
        }
        let before = self.changes.len();
        self.cells(record);
        if is_new {
            // That a row was added covers its cells.
            self.changes.truncate(before);
        }
    }

    fn cells(&mut self, record: usize) {
        let others: Vec<usize> = self.copies().filter(|v| !self.is_untouched(*v, record)).collect();
        for column in 0..self.aligned.columns.len() {
            let in_master = self.has_column(MASTER, column);
            if self.dropped.contains(&column) || (!in_master && column < self.aligned.of_base) {
                continue;
            }
            self.cell(record, column, &others);
            if self.has_links {
                self.link(record, column);
            }
        }
    }

    /// Decides on a cell. `others` are the copies that don't have the very cells of the base in this record.
    fn cell(&mut self, record: usize, column: usize, others: &[usize]) {
        let edits = others.iter().filter_map(|n| Some((*n, self.changed_cell(*n, record, column)?)));
        let mut edits: Vec<(usize, PlainCell)> = edits.collect();
        if edits.is_empty() {
            return self.note_notation(record, column, others);
        }
        let base = self.aligned.base_value(record, column).clone();
        let master = self.view(MASTER).and_then(|v| v.cell(record, column)).unwrap_or(&NOTHING);
        if master.formula && edits.iter().any(|(_, c)| !c.formula) {
            // A value typed over a formula counts, and results of the formula in other files do not.
            edits.retain(|(_, c)| !c.formula);
        }
        let proposals: Vec<Proposal> =
            edits.iter().map(|(_, c)| Proposal { base: base.clone(), value: c.value.clone() }).collect();
        // A formula of the master that its program did not compute counts as unchanged.
        let held = if matches!(master.raw, Raw::Uncalculated(_)) { &base } else { &master.value };
        match verdict(Merge::Replace, held, &proposals) {
            Verdict::Keep => self.note_notation(record, column, others),
            Verdict::Change(_) => {
                let Some((first, cell)) = edits.first().cloned() else { return };
                let givers: Vec<usize> = edits.iter().map(|(n, _)| *n).collect();
                let typed = matches!(master.raw, Raw::Number(_) | Raw::Date(_)) && matches!(cell.value, Value::Text(_));
                if typed && self.view(first).is_some_and(|v| v.sheet.text) {
                    self.texts.push(AlignedCell { view: first, record, column });
                }
                self.changes.push(changes::cell_changed(&self.aligned, record, column, &master.value, &cell, &givers));
                self.taken.insert((record, column), cell);
            }
            Verdict::Conflict if master.formula && edits.iter().all(|(_, c)| c.formula) => {
                self.findings.push(clashes::computed_otherwise(&self.aligned, record, column, &edits));
            }
            Verdict::Conflict => {
                let values: Vec<(usize, Value)> = edits.into_iter().map(|(n, c)| (n, c.value)).collect();
                let finding = clashes::cell_clash(&self.aligned, record, column, &master.value, &values);
                let candidates =
                    self.candidates(values, |of, _| Some(of.sheet.place(of.row(record)?, of.column(column)?)));
                self.push_question(finding, master.value.clone(), base, candidates);
            }
        }
    }

    /// Notes copies that hold the same value in another notation, `2.5` for `2.50`. The master keeps its own.
    fn note_notation(&mut self, record: usize, column: usize, others: &[usize]) {
        let base = self.base_cell(record, column);
        let is_otherwise = |n: &usize| {
            let cell = self.view(*n).and_then(|v| v.cell(record, column));
            let both = cell.filter(|c| !c.formula && !base.formula && c.value == base.value);
            both.is_some_and(|c| c.raw.as_read() != base.raw.as_read())
        };
        let found: Vec<usize> = others.iter().copied().filter(is_otherwise).collect();
        self.otherwise.extend(found.into_iter().map(|view| AlignedCell { view, record, column }));
    }

    /// Asks about a record that one file removed and another changed; it stays as the master has it.
    fn ask_about_removed(&mut self, record: usize, without: &[usize], edited: &[usize]) {
        let finding = clashes::removed_and_edited(&self.aligned, record, without, edited);
        let column = self.aligned.columns.len();
        let edits: Vec<(usize, usize)> = edited.iter().map(|v| (*v, record)).collect();
        self.ask(finding, Some(record), column, without, &edits);
    }
}
