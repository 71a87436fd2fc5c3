//! The state of merging sheets, and the questions that it asks.

use super::align::{Aligned, AlignedCell};
use super::aligned_sheet::AlignedSheet;
use super::links::LinkedCells;
use super::naming::file_name;
use crate::model::finding::{Action, Candidate, Contributor, Finding, Question};
use crate::model::grid::Raw;
use crate::model::place::{At, Place};
use crate::model::plain::{NOTHING, PlainCell};
use crate::model::report::Change;
use crate::model::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The place of the master among the views; behind it come the copies.
pub(super) const MASTER: usize = 1;

/// Merging in progress: sheets side by side, and what was decided so far.
pub(super) struct Merger<'a> {
    pub(super) aligned: Aligned<'a>,
    /// Whether any cell of the sheets leads to an address.
    pub(super) has_links: bool,
    /// Columns of the master that are removed.
    pub(super) dropped: BTreeSet<usize>,
    /// Records that are not in the result.
    pub(super) gone: BTreeSet<usize>,
    /// Cells that are not the master's, by record and column.
    pub(super) taken: BTreeMap<(usize, usize), PlainCell>,
    /// Cells around the table that are not the master's, by their position there.
    pub(super) taken_around: BTreeMap<At, PlainCell>,
    /// Titles that are not the master's.
    pub(super) titles: BTreeMap<usize, String>,
    /// Cells of titles that lead elsewhere than the master's, by column.
    pub(super) taken_titles: BTreeMap<usize, PlainCell>,
    /// Texts of a CSV that took the place of numbers and days.
    pub(super) texts: Vec<AlignedCell>,
    /// Cells of copies that hold what the base holds, in another notation.
    pub(super) otherwise: Vec<AlignedCell>,
    /// What changed in the master.
    pub(super) changes: Vec<Change>,
    /// All findings.
    pub(super) findings: Vec<Finding>,
    /// For each copy, how many cells, rows and columns differ from the base.
    pub(super) changed: Vec<usize>,
}

impl<'a> Merger<'a> {
    pub(super) fn view(&self, n: usize) -> Option<&AlignedSheet<'a>> {
        self.aligned.views.get(n)
    }

    pub(super) fn copies(&self) -> std::ops::Range<usize> {
        MASTER + 1..self.aligned.views.len()
    }

    pub(super) fn has_row(&self, view: usize, record: usize) -> bool {
        self.view(view).is_some_and(|v| v.row(record).is_some())
    }

    pub(super) fn has_column(&self, view: usize, column: usize) -> bool {
        self.view(view).is_some_and(|v| v.column(column).is_some())
    }

    /// Counts what differs in a copy from the base.
    pub(super) fn count(&mut self, view: usize, n: usize) {
        if let Some(count) = view.checked_sub(MASTER + 1).and_then(|i| self.changed.get_mut(i)) {
            *count += n;
        }
    }

    /// In how many columns a view edited a record.
    pub(super) fn edits(&self, view: usize, record: usize) -> usize {
        if self.is_untouched(view, record) {
            return 0;
        }
        (0..self.aligned.columns.len()).filter(|c| self.is_edit(view, record, *c)).count()
    }

    /// Whether a view has the very cells of the base in a record. One that has not may hold the same all the same.
    pub(super) fn is_untouched(&self, view: usize, record: usize) -> bool {
        self.view(view).zip(self.view(0)).is_some_and(|(of, base)| of.shares_record_with(base, record))
    }

    /// Whether a view edited a cell, or where it leads. Another result of a formula is no edit.
    pub(super) fn is_edit(&self, view: usize, record: usize, column: usize) -> bool {
        if self.has_links && LinkedCells::of_record(&self.aligned, record, column).is_edit(view) {
            return true;
        }
        let computed = self.base_cell(record, column).formula;
        let changed = self.differing_cell(view, record, column);
        changed.is_some_and(|cell| !(computed && self.is_result(view, record, column, cell)))
    }

    /// The cell of a view, where its value differs from the base.
    pub(super) fn changed_cell(&self, view: usize, record: usize, column: usize) -> Option<PlainCell> {
        let cell = self.differing_cell(view, record, column)?;
        Some(PlainCell { formula: self.is_result(view, record, column, cell), ..cell.clone() })
    }

    /// The same as it stands there. A formula that its program did not compute has no value.
    fn differing_cell(&self, view: usize, record: usize, column: usize) -> Option<&'a PlainCell> {
        let (cell, base) = (self.view(view)?.cell(record, column)?, self.base_cell(record, column));
        let uncomputed = |cell: &PlainCell| matches!(cell.raw, Raw::Uncalculated(_));
        (cell.value != base.value && !uncomputed(cell) && !(uncomputed(base) && cell.formula)).then_some(cell)
    }

    /// Whether a formula gave what a cell of a view holds. A CSV has the results of formulas only.
    fn is_result(&self, view: usize, record: usize, column: usize, cell: &PlainCell) -> bool {
        let is_text = || self.view(view).is_some_and(|of| of.sheet.text);
        cell.formula || (self.base_cell(record, column).formula && is_text())
    }

    pub(super) fn base_cell(&self, record: usize, column: usize) -> &'a PlainCell {
        self.view(0).and_then(|v| v.cell(record, column)).unwrap_or(&NOTHING)
    }

    pub(super) fn title(&self, view: usize, column: usize) -> Option<Value> {
        let of = self.view(view)?;
        Some(Value::text(of.sheet.columns.get(of.column(column)?)?.title.clone()))
    }

    /// Asks whether to keep a row or a column with its edits, given by view and record, or to leave it out.
    pub(super) fn ask(
        &mut self,
        finding: Finding,
        record: Option<usize>,
        column: usize,
        without: &[usize],
        edits: &[(usize, usize)],
    ) {
        let here = match record {
            Some(record) => self.has_row(MASTER, record),
            None => self.has_column(MASTER, column),
        };
        let place = |view: usize, record: usize| {
            let Some(of) = self.view(view) else { return Place::default() };
            match (of.row(record), of.column(column)) {
                (Some(row), Some(column)) => of.sheet.place(row, column),
                (Some(row), None) => of.sheet.row_place(row),
                _ => Place::sheet(&of.sheet.file, &of.sheet.title),
            }
        };
        let contributor =
            |view: usize, place: Place| Contributor { by: self.name(view), copy: self.name(view).into(), place };
        let edited =
            edits.iter().filter(|(v, _)| *v > MASTER).map(|(v, r)| contributor(*v, place(*v, *r))).collect::<Vec<_>>();
        let removers = without.iter().filter(|v| **v > MASTER).map(|v| contributor(*v, place(*v, usize::MAX)));
        let removers: Vec<Contributor> = removers.collect();
        let mut candidates = Vec::new();
        for (words, action, contributors) in
            [("keep it, with the changes", Action::KeepEdited, edited), ("leave it out", Action::Remove, removers)]
        {
            if !contributors.is_empty() {
                let letter = u32::try_from(candidates.len()).unwrap_or(0);
                candidates.push(Candidate { letter, value: Value::text(words), action, contributors, refused: false });
            }
        }
        let master = Value::text(if here { "it is there" } else { "it was removed" });
        self.push_question(finding, master, Value::Empty, candidates);
    }

    /// The values given, each once, with those who gave it.
    pub(super) fn candidates(
        &self,
        given: Vec<(usize, Value)>,
        place: impl Fn(&AlignedSheet<'a>, usize) -> Option<Place>,
    ) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        for (n, value) in given {
            let Some(of) = self.view(n) else { continue };
            let contributor =
                Contributor { by: self.name(n), copy: self.name(n).into(), place: place(of, n).unwrap_or_default() };
            match out.iter_mut().find(|c| c.value == value) {
                Some(candidate) => candidate.contributors.push(contributor),
                None => out.push(Candidate {
                    letter: u32::try_from(out.len()).unwrap_or(u32::MAX),
                    value,
                    action: Action::Set,
                    contributors: vec![contributor],
                    refused: false,
                }),
            }
        }
        out
    }

    /// Adds a finding that waits for a decision.
    pub(super) fn push_question(
        &mut self,
        mut finding: Finding,
        master: Value,
        sent: Value,
        candidates: Vec<Candidate>,
    ) {
        if finding.place.is_none() {
            finding.place = candidates.first().and_then(|c| c.contributors.first()).map(|g| g.place.clone());
        }
        finding.question = Some(Question { master, sent, candidates, ..Question::default() });
        self.findings.push(finding);
    }

    /// How messages name a view.
    pub(super) fn name(&self, view: usize) -> String {
        file_name(&self.aligned, view)
    }
}
