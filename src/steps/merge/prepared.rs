//! Sheets made ready to be merged or compared: what a program or an accident did to one of them as a whole is taken out
//! before anybody looks for edits.

use super::cell_values::value_of;
use super::comparable::ComparableSheet;
use super::damage::{damage_of_base, found_damage, made_whole};
use super::repeated_titles::without_repeated_titles;
use super::respelled_column::SheetSide;
use super::respelled_columns::spelled_as_base;
use super::respelling::Respelling;
use super::rules::MergeRules;
use super::swallowed_cells::with_swallowed_cells;
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::plain::{MasterPositions, PlainCell, PlainSheet};
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The sheets of one title.
pub(super) struct PreparedSheets<'a> {
    pub(super) base: &'a PlainSheet,
    pub(super) master: Cow<'a, PlainSheet>,
    pub(super) returned: Vec<Cow<'a, PlainSheet>>,
    /// For each row of the master the file's own, where some are the base's.
    own_rows: Option<Vec<Option<usize>>>,
    /// The columns of the master that are read otherwise than they are written.
    respelled: BTreeMap<usize, Respelling>,
    /// What was found about the files.
    pub(super) findings: Vec<Finding>,
}

impl<'a> PreparedSheets<'a> {
    pub(super) fn new(
        base: &'a PlainSheet,
        master: &'a PlainSheet,
        returned: &[&'a PlainSheet],
        rules: MergeRules<'_>,
    ) -> Self {
        let of_master = || {
            let respelled = spelled_as_base(base, Cow::Borrowed(master), rules.key, SheetSide::Master);
            let whole = made_whole(base, respelled.sheet, rules);
            (whole, respelled.columns, respelled.findings)
        };
        let of_copies =
            || -> Vec<ComparableSheet<'a>> { returned.par_iter().map(|sheet| ready(base, sheet, rules)).collect() };
        let ((whole, respelled, of_master), copies) = rayon::join(of_master, of_copies);
        let mut findings: Vec<Finding> = damage_of_base(base).into_iter().collect();
        findings.extend(of_master);
        findings.extend(whole.findings);
        let (master, own_rows) = (whole.sheet, whole.own_rows);
        let returned = copies.into_iter().map(|copy| {
            findings.extend(copy.findings);
            copy.sheet
        });
        let returned = returned.collect();
        Self { base, master, returned, own_rows, respelled, findings }
    }

    /// Where merged rows come from in the master's file.
    pub(super) fn positions_in_file(&self, of: MasterPositions) -> MasterPositions {
        let Some(own) = &self.own_rows else { return of };
        let rows = of.rows.into_iter().map(|row| own.get(row?).copied().flatten());
        MasterPositions { rows: rows.collect(), ..of }
    }

    /// The merged sheet with its cells in the master's own way of writing, and the values that they say as they are written.
    pub(super) fn as_written(&self, mut merged: PlainSheet, of: &MasterPositions) -> PlainSheet {
        if self.respelled.is_empty() {
            return merged;
        }
        let respelled: Vec<Option<Respelling>> =
            of.columns.iter().map(|own| own.and_then(|own| self.respelled.get(&own).copied())).collect();
        for row in &mut merged.rows {
            let cells = row.cells.iter().zip(&respelled);
            row.cells = cells.map(|(cell, respelling)| written_as_master(cell, *respelling)).collect();
        }
        merged
    }
}

/// A cell as the master writes its column: what came from elsewhere may be written as the base has it.
fn written_as_master(cell: &PlainCell, respelling: Option<Respelling>) -> PlainCell {
    let text = cell.raw.to_string();
    let written = respelling.filter(|r| r.leaves_no(text.trim())).and_then(|r| r.written_after(text.trim()));
    let raw = written.map_or_else(|| cell.raw.clone(), Raw::Text);
    PlainCell { value: value_of(&raw), raw, formula: cell.formula, link: cell.link.clone() }
}

/// A sheet without what programs and merged cells did to it.
fn made_comparable<'a>(
    base: &PlainSheet,
    sheet: &'a PlainSheet,
    rules: MergeRules<'_>,
    side: SheetSide,
) -> ComparableSheet<'a> {
    let once = without_repeated_titles(base, sheet);
    let respelled = spelled_as_base(base, once.sheet, rules.key, side);
    let whole = with_swallowed_cells(base, respelled.sheet, rules);
    let findings = [once.findings, respelled.findings, whole.findings].concat();
    ComparableSheet { sheet: whole.sheet, findings }
}

/// A returned sheet without that, and as if what was lost with a part of it were there.
fn ready<'a>(base: &PlainSheet, sheet: &'a PlainSheet, rules: MergeRules<'_>) -> ComparableSheet<'a> {
    let comparable = made_comparable(base, sheet, rules, SheetSide::Copy);
    let whole = made_whole(base, comparable.sheet, rules);
    ComparableSheet { sheet: whole.sheet, findings: [comparable.findings, whole.findings].concat() }
}

/// A sheet that is compared with an earlier one, and what is wrong with either.
pub(super) fn compared<'a>(from: &PlainSheet, to: &'a PlainSheet, key: &[String]) -> ComparableSheet<'a> {
    let rules = MergeRules { key, accept_removals: false };
    let mut ready = made_comparable(from, to, rules, SheetSide::Compared);
    ready.findings.extend(found_damage(from, &ready.sheet, rules));
    ready
}
