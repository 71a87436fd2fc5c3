//! Merging sheets without a template: every returned sheet against the base and the master, cell by cell, all at once.
//! What nobody disputes is taken; the rest keeps the master's value and is a finding.

use super::align::{Aligned, View};
use super::assemble::assemble;
use super::{keys, say};
use crate::model::finding::{Action, Candidate, Finding, Giver, Question};
use crate::model::grid::Raw;
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::place::Place;
use crate::model::plain::{NOTHING, Origin, PlainCell, PlainSheet};
use crate::model::report::Change;
use crate::model::template::Merge;
use crate::model::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What merging gives.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The merged sheet; its rows and columns are in the order of the master, with new ones beside their neighbours.
    pub sheet: PlainSheet,
    /// Where its rows and columns come from.
    pub origin: Origin,
    /// What changed in the master.
    pub changes: Vec<Change>,
    /// Everything there is to say.
    pub findings: Vec<Finding>,
    /// For each returned sheet how many cells, rows and columns it has otherwise than the base.
    pub changed: Vec<usize>,
}

/// Merges. `key` names the columns that tell rows apart; where it is empty, rows are told by what they hold.
pub fn merge(base: &PlainSheet, master: &PlainSheet, returned: &[PlainSheet], key: &[String]) -> Merged {
    let others: Vec<&PlainSheet> = std::iter::once(master).chain(returned).collect();
    let mut merging = Merging {
        aligned: Aligned::new(base, &others, key),
        dropped: BTreeSet::new(),
        gone: BTreeSet::new(),
        taken: BTreeMap::new(),
        titles: BTreeMap::new(),
        texts: Vec::new(),
        changes: Vec::new(),
        findings: Vec::new(),
        changed: vec![0; returned.len()],
    };
    merging.findings.extend(say::doubled_keys(&merging.aligned));
    merging.findings.extend(keys::changed_keys(&merging.aligned));
    merging.columns();
    merging.titles();
    for record in 0..merging.aligned.records {
        merging.record(record);
    }
    merging.findings.extend(say::alike_newcomers(&merging.aligned));
    merging.findings.extend(say::uncomputed(&merging.aligned));
    merging.findings.extend(say::above_titles(&merging.aligned));
    merging.findings.extend(say::as_text(&merging.aligned, &merging.texts));
    let (sheet, origin) = assemble(&merging.aligned, &merging.dropped, &merging.gone, &merging.taken, &merging.titles);
    Merged { sheet, origin, changes: merging.changes, findings: merging.findings, changed: merging.changed }
}

/// The master's view.
const MASTER: usize = 1;

struct Merging<'a> {
    aligned: Aligned<'a>,
    /// Columns of the master that are removed.
    dropped: BTreeSet<usize>,
    /// Records that are not in what comes out.
    gone: BTreeSet<usize>,
    /// Cells that are not the master's, by record and column.
    taken: BTreeMap<(usize, usize), PlainCell>,
    /// Titles that are not the master's.
    titles: BTreeMap<usize, String>,
    /// Texts of a CSV that took the place of numbers and days: the view, the record and the column.
    texts: Vec<(usize, usize, usize)>,
    changes: Vec<Change>,
    findings: Vec<Finding>,
    changed: Vec<usize>,
}

impl<'a> Merging<'a> {
    fn view(&self, n: usize) -> Option<&View<'a>> {
        self.aligned.views.get(n)
    }

    fn copies(&self) -> std::ops::Range<usize> {
        MASTER + 1..self.aligned.views.len()
    }

    fn has_row(&self, view: usize, record: usize) -> bool {
        self.view(view).is_some_and(|v| v.row(record).is_some())
    }

    fn has_column(&self, view: usize, column: usize) -> bool {
        self.view(view).is_some_and(|v| v.column(column).is_some())
    }

    fn count(&mut self, view: usize, n: usize) {
        if let Some(count) = view.checked_sub(MASTER + 1).and_then(|i| self.changed.get_mut(i)) {
            *count += n;
        }
    }

    /// The columns in which somebody typed something else about a record than the base has.
    fn edits(&self, view: usize, record: usize) -> Vec<usize> {
        (0..self.aligned.columns.len()).filter(|c| self.is_edit(view, record, *c)).collect()
    }

    /// Did somebody type something else there? Another result of a formula is no edit.
    fn is_edit(&self, view: usize, record: usize, column: usize) -> bool {
        let computed = self.base_cell(record, column).formula;
        self.other(view, record, column).is_some_and(|cell| !(computed && cell.formula))
    }

    /// What a view says otherwise than the base. A formula that its program did not compute says nothing.
    fn other(&self, view: usize, record: usize, column: usize) -> Option<PlainCell> {
        let of = self.view(view)?;
        let (cell, base) = (of.cell(record, column)?, self.base_cell(record, column));
        let uncomputed = |cell: &PlainCell| matches!(cell.raw, Raw::Uncalculated(_));
        if cell.value == base.value || uncomputed(cell) || (uncomputed(base) && cell.formula) {
            return None;
        }
        // A CSV has the results of formulas only.
        Some(PlainCell { formula: cell.formula || (of.sheet.text && base.formula), ..cell.clone() })
    }

    fn base_cell(&self, record: usize, column: usize) -> &PlainCell {
        self.view(0).and_then(|v| v.cell(record, column)).unwrap_or(&NOTHING)
    }

    fn columns(&mut self) {
        for column in 0..self.aligned.of_base {
            let without: Vec<usize> =
                (MASTER..self.aligned.views.len()).filter(|v| !self.has_column(*v, column)).collect();
            if without.is_empty() {
                continue;
            }
            let said = self.said_in_column(column);
            for view in without.iter().filter(|v| **v > MASTER) {
                self.count(*view, 1);
            }
            if !said.is_empty() {
                let finding = say::column_clash(&self.aligned, column, &without, &said);
                self.ask(finding, None, column, &without, &said);
                continue;
            }
            let of_copies: Vec<usize> = without.into_iter().filter(|v| *v > MASTER).collect();
            if self.has_column(MASTER, column) && !of_copies.is_empty() {
                self.dropped.insert(column);
                let change = say::column_gone(&self.aligned, column, &of_copies);
                self.findings.push(say::column_removed(&self.aligned, column, &of_copies));
                self.changes.push(change);
            }
        }
        for column in self.aligned.of_base..self.aligned.columns.len() {
            let with: Vec<usize> = self.copies().filter(|v| self.has_column(*v, column)).collect();
            with.iter().for_each(|v| self.count(*v, 1));
            if !self.has_column(MASTER, column) && !with.is_empty() {
                let change = say::column_added(&self.aligned, column, &with);
                self.changes.push(change);
            }
        }
    }

    /// Cells of a column that somebody changed, or filled in a new row, by view and record.
    fn said_in_column(&self, column: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for view in MASTER..self.aligned.views.len() {
            let said = (0..self.aligned.records).filter(|record| self.is_edit(view, *record, column));
            out.extend(said.map(|record| (view, record)));
        }
        out
    }

    fn titles(&mut self) {
        for column in 0..self.aligned.of_base {
            let Some(master) = self.title(MASTER, column) else { continue };
            let Some(base) = self.title(0, column) else { continue };
            let said: Vec<(usize, Value)> = self
                .copies()
                .filter_map(|v| Some((v, self.title(v, column)?)))
                .filter(|(_, title)| *title != base)
                .collect();
            said.iter().for_each(|(v, _)| self.count(*v, 1));
            let proposals: Vec<Proposal> =
                said.iter().map(|(_, value)| Proposal { base: base.clone(), value: value.clone() }).collect();
            match verdict(Merge::Replace, &master, &proposals) {
                Verdict::Keep => {}
                Verdict::Change(value) => {
                    let change = say::column_renamed(&self.aligned, column, &master, &value, &said);
                    self.titles.insert(column, value.to_string());
                    self.changes.push(change);
                }
                Verdict::Conflict => {
                    let finding = say::title_clash(&self.aligned, column, &master, &said);
                    let candidates = self.candidates(said, |of, _| of.column(column).map(|c| of.sheet.title_place(c)));
                    self.push_question(finding, master, base, candidates);
                }
            }
        }
    }

    fn title(&self, view: usize, column: usize) -> Option<Value> {
        let of = self.view(view)?;
        Some(Value::text(of.sheet.columns.get(of.column(column)?)?.title.clone()))
    }

    fn record(&mut self, record: usize) {
        if record >= self.aligned.records_of_base {
            return self.newcomer(record);
        }
        let without: Vec<usize> = self.copies().filter(|v| !self.has_row(*v, record)).collect();
        without.iter().for_each(|v| self.count(*v, 1));
        let here = self.has_row(MASTER, record);
        let edited: Vec<usize> =
            (MASTER..self.aligned.views.len()).filter(|v| !self.edits(*v, record).is_empty()).collect();
        let of_copies = edited.iter().copied().filter(|v| *v > MASTER).collect::<Vec<_>>();
        of_copies.iter().for_each(|v| {
            let n = self.edits(*v, record).len();
            self.count(*v, n);
        });
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
            self.changes.push(say::row_gone(&self.aligned, record, &without));
            return;
        }
        self.cells(record);
    }

    fn newcomer(&mut self, record: usize) {
        let with: Vec<usize> = self.copies().filter(|v| self.has_row(*v, record)).collect();
        with.iter().for_each(|v| self.count(*v, 1));
        let is_new = !self.has_row(MASTER, record);
        if is_new {
            self.changes.push(say::row_added(&self.aligned, record, &with));
        }
        let before = self.changes.len();
        self.cells(record);
        if is_new {
            // The cells of a row that is added are part of its adding.
            self.changes.truncate(before);
        }
    }

    fn cells(&mut self, record: usize) {
        for column in 0..self.aligned.columns.len() {
            let in_master = self.has_column(MASTER, column);
            if self.dropped.contains(&column) || (!in_master && column < self.aligned.of_base) {
                continue;
            }
            self.cell(record, column);
        }
    }

    fn cell(&mut self, record: usize, column: usize) {
        let base = self.aligned.base_value(record, column).clone();
        let master = self.view(MASTER).and_then(|v| v.cell(record, column)).unwrap_or(&NOTHING).clone();
        let mut said: Vec<(usize, PlainCell)> =
            self.copies().filter_map(|n| Some((n, self.other(n, record, column)?))).collect();
        if master.formula && said.iter().any(|(_, c)| !c.formula) {
            // What was typed over a formula counts, and not what others' formulas came to.
            said.retain(|(_, c)| !c.formula);
        }
        let proposals: Vec<Proposal> =
            said.iter().map(|(_, c)| Proposal { base: base.clone(), value: c.value.clone() }).collect();
        // A master whose program did not compute it holds what the base does.
        let held = if matches!(master.raw, Raw::Uncalculated(_)) { &base } else { &master.value };
        match verdict(Merge::Replace, held, &proposals) {
            Verdict::Keep if said.is_empty() => self.notation(record, column, &master),
            Verdict::Keep => {}
            Verdict::Change(_) => {
                let Some((first, cell)) = said.first().cloned() else { return };
                let givers: Vec<usize> = said.iter().map(|(n, _)| *n).collect();
                let typed = matches!(master.raw, Raw::Number(_) | Raw::Date(_)) && matches!(cell.value, Value::Text(_));
                if typed && self.view(first).is_some_and(|v| v.sheet.text) {
                    self.texts.push((first, record, column));
                }
                self.changes.push(say::cell_changed(
                    &self.aligned,
                    record,
                    column,
                    &master.value,
                    &cell,
                    first,
                    &givers,
                ));
                self.taken.insert((record, column), cell);
            }
            Verdict::Conflict if master.formula && said.iter().all(|(_, c)| c.formula) => {
                self.findings.push(say::computed_otherwise(&self.aligned, record, column, &said));
            }
            Verdict::Conflict => {
                let said: Vec<(usize, Value)> = said.into_iter().map(|(n, c)| (n, c.value)).collect();
                let finding = say::cell_clash(&self.aligned, record, column, &master.value, &said);
                let candidates =
                    self.candidates(said, |of, _| Some(of.sheet.place(of.row(record)?, of.column(column)?)));
                self.push_question(finding, master.value, base, candidates);
            }
        }
    }

    /// The same value written otherwise, as `2.50` for `2.5`: taken where only one way of writing it is new.
    fn notation(&mut self, record: usize, column: usize, master: &PlainCell) {
        let written = |n: usize| match self.view(n).and_then(|v| v.cell(record, column)).map(|c| &c.raw) {
            Some(Raw::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let (Some(base), Raw::Text(now)) = (written(0), &master.raw) else { return };
        let new: BTreeSet<String> = self.copies().filter_map(written).filter(|text| *text != base).collect();
        if let (true, Some(text), 1) = (*now == base, new.first(), new.len()) {
            let cell = PlainCell { value: master.value.clone(), raw: Raw::Text(text.clone()), formula: false };
            self.taken.insert((record, column), cell);
        }
    }

    /// One removed what another changed: it stays as the master has it.
    fn ask_about_removed(&mut self, record: usize, without: &[usize], edited: &[usize]) {
        let finding = say::removed_and_edited(&self.aligned, record, without, edited);
        let column = self.aligned.columns.len();
        let said: Vec<(usize, usize)> = edited.iter().map(|v| (*v, record)).collect();
        self.ask(finding, Some(record), column, without, &said);
    }

    /// A question in words: keep it with what was said, or leave it out.
    fn ask(
        &mut self,
        finding: Finding,
        record: Option<usize>,
        column: usize,
        without: &[usize],
        said: &[(usize, usize)],
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
        let giver = |view: usize, place: Place| Giver { by: self.name(view), copy: self.name(view), place };
        let edited =
            said.iter().filter(|(v, _)| *v > MASTER).map(|(v, r)| giver(*v, place(*v, *r))).collect::<Vec<_>>();
        let removers = without.iter().filter(|v| **v > MASTER).map(|v| giver(*v, place(*v, usize::MAX)));
        let removers: Vec<Giver> = removers.collect();
        let mut candidates = Vec::new();
        for (words, action, givers) in
            [("keep it, with the changes", Action::KeepEdited, edited), ("leave it out", Action::Remove, removers)]
        {
            if !givers.is_empty() {
                let letter = u32::try_from(candidates.len()).unwrap_or(0);
                candidates.push(Candidate { letter, value: Value::text(words), action, givers, refused: false });
            }
        }
        let master = Value::text(if here { "it is there" } else { "it was removed" });
        self.push_question(finding, master, Value::Empty, candidates);
    }

    fn candidates(
        &self,
        said: Vec<(usize, Value)>,
        place: impl Fn(&View<'a>, usize) -> Option<Place>,
    ) -> Vec<Candidate> {
        let mut out: Vec<Candidate> = Vec::new();
        for (n, value) in said {
            let Some(of) = self.view(n) else { continue };
            let giver = Giver { by: self.name(n), copy: self.name(n), place: place(of, n).unwrap_or_default() };
            match out.iter_mut().find(|c| c.value == value) {
                Some(candidate) => candidate.givers.push(giver),
                None => out.push(Candidate {
                    letter: u32::try_from(out.len()).unwrap_or(u32::MAX),
                    value,
                    action: Action::Set,
                    givers: vec![giver],
                    refused: false,
                }),
            }
        }
        out
    }

    fn push_question(&mut self, mut finding: Finding, master: Value, sent: Value, candidates: Vec<Candidate>) {
        if finding.place.is_none() {
            finding.place = candidates.first().and_then(|c| c.givers.first()).map(|g| g.place.clone());
        }
        finding.question = Some(Question { master, sent, candidates, ..Question::default() });
        self.findings.push(finding);
    }

    fn name(&self, view: usize) -> String {
        say::file(&self.aligned, view)
    }
}
