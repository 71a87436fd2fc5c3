//! Merging cells around the table: each against the base, by where it stands, under the same rule as the cells of the table.

use super::around::Around;
use super::merger::{MASTER, Merger};
use super::{changes, clashes};
use crate::model::grid::Raw;
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::place::{At, Place};
use crate::model::plain::PlainCell;
use crate::model::template::Merge;
use crate::model::value::Value;

impl<'a> Merger<'a> {
    /// Decides on the cells around the table.
    pub(super) fn around(&mut self) {
        if self.aligned.views.iter().all(|view| view.sheet.around.is_empty()) {
            return;
        }
        let around = Around::of(&self.aligned);
        for at in around.positions() {
            self.cell_around(&around, at);
            if self.has_links {
                self.link_around(&around, at);
            }
        }
    }

    fn cell_around(&mut self, around: &Around<'a>, at: At) {
        let (base, master) = (around.cell(0, at), around.cell(MASTER, at));
        let is_edit = |cell: &PlainCell| {
            let uncomputed = matches!(cell.raw, Raw::Uncalculated(_)) || matches!(base.raw, Raw::Uncalculated(_));
            cell.value != base.value && !(base.formula && cell.formula) && !(uncomputed && cell.formula)
        };
        let edits: Vec<(usize, &PlainCell)> =
            self.copies().map(|view| (view, around.cell(view, at))).filter(|(_, cell)| is_edit(cell)).collect();
        edits.iter().for_each(|(view, _)| self.count(*view, 1));
        let proposals: Vec<Proposal> =
            edits.iter().map(|(_, c)| Proposal { base: base.value.clone(), value: c.value.clone() }).collect();
        let held = if matches!(master.raw, Raw::Uncalculated(_)) { base } else { master };
        let own = around.position_in(MASTER, at);
        match verdict(Merge::Replace, &held.value, &proposals) {
            Verdict::Keep => {}
            Verdict::Change(_) => {
                let Some((_, cell)) = edits.first() else { return };
                let givers: Vec<usize> = edits.iter().map(|(view, _)| *view).collect();
                let place = self.place_around(around, givers.first().copied().unwrap_or(MASTER), at);
                self.changes.push(changes::cell_around(&self.aligned, (&master.value, &cell.value), &givers, place));
                self.taken_around.insert(own, (*cell).clone());
            }
            Verdict::Conflict => {
                let values: Vec<(usize, Value)> = edits.into_iter().map(|(view, c)| (view, c.value.clone())).collect();
                let finding = clashes::clash_around(&self.aligned, own, &master.value, &values);
                let candidates = self.candidates(values, |of, view| {
                    let cell = around.position_in(view, at);
                    Some(Place::cell(&of.sheet.file, &of.sheet.title, cell))
                });
                self.push_question(finding, master.value.clone(), base.value.clone(), candidates);
            }
        }
    }

    fn place_around(&self, around: &Around<'_>, view: usize, at: At) -> Place {
        let Some(of) = self.view(view) else { return Place::default() };
        Place::cell(&of.sheet.file, &of.sheet.title, around.position_in(view, at))
    }
}
