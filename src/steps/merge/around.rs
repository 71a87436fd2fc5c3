//! Cells above, beside and below a table, compared by where they stand: above the titles by their distance from them, beside a
//! row with the row, below the table by their place on the sheet.

use super::align::Aligned;
use super::aligned_sheet::AlignedSheet;
use crate::model::place::At;
use crate::model::plain::{NOTHING, PlainCell};
use std::collections::{BTreeMap, BTreeSet};

/// The cells around the tables of sheets side by side, by where they stand beside the base.
#[derive(Clone, Debug)]
pub(super) struct Around<'a> {
    /// For each view its cells, each with its own position.
    views: Vec<BTreeMap<At, (At, &'a PlainCell)>>,
    offsets: Vec<Offsets>,
}

/// How far the parts of a sheet stand below those of the base.
#[derive(Clone, Debug)]
struct Offsets {
    above: i64,
    below: i64,
    header: u32,
    /// For rows of the base their own rows, and the other way.
    own_of_base: BTreeMap<u32, u32>,
    base_of_own: BTreeMap<u32, u32>,
}

impl<'a> Around<'a> {
    pub(super) fn of(aligned: &Aligned<'a>) -> Self {
        let Some(base) = aligned.views.first() else { return Self { views: Vec::new(), offsets: Vec::new() } };
        let offsets: Vec<Offsets> = aligned.views.iter().map(|view| Offsets::of(aligned, base, view)).collect();
        let views = aligned.views.iter().zip(&offsets).map(|(view, offsets)| {
            let cells = view.sheet.around.iter();
            cells.map(|(at, cell)| (offsets.beside_base(*at), (*at, cell))).collect()
        });
        Self { views: views.collect(), offsets }
    }

    /// Every position at which any of the sheets has a cell.
    pub(super) fn positions(&self) -> BTreeSet<At> {
        self.views.iter().flat_map(|cells| cells.keys().copied()).collect()
    }

    /// The cell of a view, by its position beside the base.
    pub(super) fn cell(&self, view: usize, at: At) -> &'a PlainCell {
        self.views.get(view).and_then(|cells| cells.get(&at)).map_or(&NOTHING, |(_, cell)| cell)
    }

    /// Where a position beside the base is in a view.
    pub(super) fn position_in(&self, view: usize, at: At) -> At {
        let own = self.views.get(view).and_then(|cells| cells.get(&at)).map(|(own, _)| *own);
        own.or_else(|| Some(self.offsets.get(view)?.own(at))).unwrap_or(at)
    }
}

impl Offsets {
    fn of(aligned: &Aligned<'_>, base: &AlignedSheet<'_>, view: &AlignedSheet<'_>) -> Self {
        let number = |of: &AlignedSheet<'_>, record: usize| Some(of.sheet.rows.get(of.row(record)?)?.number);
        let pairs = (0..aligned.records_of_base).filter_map(|r| Some((number(base, r)?, number(view, r)?)));
        let has_any = !(view.sheet.around.is_empty() && base.sheet.around.is_empty());
        let own_of_base: BTreeMap<u32, u32> = if has_any { pairs.collect() } else { BTreeMap::new() };
        let base_of_own = own_of_base.iter().map(|(base, own)| (*own, *base)).collect();
        let is_empty = |of: &AlignedSheet<'_>| of.sheet.columns.is_empty();
        let known = !is_empty(base) && !is_empty(view);
        let above = i64::from(view.sheet.header) - i64::from(base.sheet.header);
        let mut out = Self {
            above: if known { above } else { 0 },
            below: 0,
            header: view.sheet.header,
            own_of_base,
            base_of_own,
        };
        out.below = out.best_below(base, view);
        out
    }

    /// The distance by which most of what stands below the table stands where it stands in the base: none, or as far as the
    /// last row moved.
    fn best_below(&self, base: &AlignedSheet<'_>, view: &AlignedSheet<'_>) -> i64 {
        let last = |of: &AlignedSheet<'_>| of.sheet.rows.last().map_or(of.sheet.header, |row| row.number);
        let moved = i64::from(last(view)) - i64::from(last(base));
        let found = |distance: i64| {
            let below = view.sheet.around.iter().filter(|(at, _)| at.row > last(view));
            let same = below.filter(|(at, cell)| {
                let there = At::new(shifted(at.row, -distance), at.column);
                base.sheet
                    .around
                    .get(&there)
                    .is_some_and(|was| was.value == cell.value || (was.formula && cell.formula))
            });
            same.count()
        };
        if moved != 0 && found(moved) > found(0) { moved } else { 0 }
    }

    fn beside_base(&self, at: At) -> At {
        let row = match self.base_of_own.get(&at.row) {
            Some(row) => *row,
            None if at.row <= self.header => shifted(at.row, -self.above),
            None => shifted(at.row, -self.below),
        };
        At::new(row, at.column)
    }

    fn own(&self, at: At) -> At {
        let above = shifted(at.row, self.above);
        let row = match self.own_of_base.get(&at.row) {
            Some(row) => *row,
            None if above <= self.header => above,
            None => shifted(at.row, self.below),
        };
        At::new(row, at.column)
    }
}

fn shifted(row: u32, by: i64) -> u32 {
    u32::try_from(i64::from(row).saturating_add(by).max(0)).unwrap_or(u32::MAX)
}
