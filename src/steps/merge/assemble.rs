//! The merged sheet: the master's columns and rows in the master's order, new ones beside the neighbours they came with.

use super::align::Aligned;
use super::aligned_sheet::AlignedSheet;
use crate::model::plain::{MasterPositions, NOTHING, PlainCell, PlainColumn, PlainRow, PlainSheet};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) fn assemble(
    aligned: &Aligned<'_>,
    dropped: &BTreeSet<usize>,
    gone: &BTreeSet<usize>,
    taken: &BTreeMap<(usize, usize), PlainCell>,
    (titles, taken_titles): (&BTreeMap<usize, String>, &BTreeMap<usize, PlainCell>),
) -> (PlainSheet, MasterPositions) {
    let Some(master) = aligned.views.get(1) else { return Default::default() };
    let copies = aligned.views.get(2..).unwrap_or_default();
    let columns = order(
        aligned.columns.len(),
        |view| &view.columns,
        master,
        copies,
        |c| !dropped.contains(&c) && (master.column(c).is_some() || c >= aligned.of_base),
    );
    let records = order(
        aligned.records,
        |view| &view.rows,
        master,
        copies,
        |r| !gone.contains(&r) && (master.row(r).is_some() || r >= aligned.records_of_base),
    );
    let titled = columns.iter().zip(0_u16..).map(|(c, at)| {
        let own = master.column(*c).and_then(|own| master.sheet.columns.get(own)).or_else(|| aligned.columns.get(*c));
        let column = own.cloned().unwrap_or_default();
        let title = titles.get(c).cloned().unwrap_or(column.title);
        PlainColumn { name: column.name, title, at }
    });
    let own_title = |c: usize| master.column(c).map_or(&NOTHING, |own| master.sheet.title_cell(own));
    let cells_of_titles = columns.iter().zip(0_u16..).map(|(c, at)| (at, taken_titles.get(c).unwrap_or(own_title(*c))));
    let linked_titles = cells_of_titles.filter(|(_, cell)| cell.link.is_some());
    let cell = |record: usize, column: usize| {
        let of_master = || master.cell(record, column).unwrap_or(&NOTHING);
        taken.get(&(record, column)).unwrap_or_else(of_master).clone()
    };
    let is_taken = |record: usize| taken.range((record, 0)..=(record, usize::MAX)).next().is_some();
    let as_in_master = |record: usize| cells_of_master(master, record, &columns).filter(|_| !is_taken(record));
    let rows = records.iter().zip(master.sheet.header + 1..).map(|(record, number)| PlainRow {
        number,
        cells: as_in_master(*record).unwrap_or_else(|| columns.iter().map(|column| cell(*record, *column)).collect()),
    });
    let origin = MasterPositions {
        rows: records.iter().map(|r| master.row(*r)).collect(),
        columns: columns.iter().map(|c| master.column(*c)).collect(),
        ..MasterPositions::default()
    };
    let sheet = PlainSheet {
        file: master.sheet.file.clone(),
        title: master.sheet.title.clone(),
        header: master.sheet.header,
        rows: rows.collect(),
        columns: titled.collect(),
        linked_titles: linked_titles.map(|(at, cell)| (at, cell.clone())).collect(),
        around: master.sheet.around.clone(),
        text: master.sheet.text,
        ..PlainSheet::default()
    };
    (sheet, origin)
}

/// The cells of the master for a record, where these are just its columns.
fn cells_of_master(master: &AlignedSheet<'_>, record: usize, columns: &[usize]) -> Option<Arc<[PlainCell]>> {
    let row = master.sheet.rows.get(master.row(record)?)?;
    let own = columns.iter().map(|column| master.column(*column));
    (row.cells.len() == columns.len() && own.eq((0..columns.len()).map(Some))).then(|| row.cells.clone())
}

/// The rows or columns that are in the result, in order: the master's in its own order; what only a copy has follows the
/// nearest one before it in that copy. In a copy that is sorted otherwise a neighbour means nothing: its new ones come
/// last.
fn order<'v, 'a: 'v>(
    all: usize,
    of: impl Fn(&'v AlignedSheet<'a>) -> &'v Vec<Option<usize>>,
    master: &'v AlignedSheet<'a>,
    copies: &'v [AlignedSheet<'a>],
    comes_out: impl Fn(usize) -> bool,
) -> Vec<usize> {
    let in_order = |view: &'v AlignedSheet<'a>| {
        let mut own: Vec<(usize, usize)> =
            of(view).iter().enumerate().filter_map(|(n, at)| Some(((*at)?, n))).collect();
        own.sort_unstable();
        own.into_iter().map(|(_, n)| n).collect::<Vec<usize>>()
    };
    let mut out: Vec<usize> = in_order(master).into_iter().filter(|n| comes_out(*n)).collect();
    let mut placed: BTreeSet<usize> = out.iter().copied().collect();
    for view in copies {
        let own = in_order(view);
        let mut rank = vec![None; all];
        for (at, n) in out.iter().enumerate() {
            if let Some(slot) = rank.get_mut(*n) {
                *slot = Some(at);
            }
        }
        let ranks: Vec<usize> = own.iter().filter_map(|n| rank.get(*n).copied().flatten()).collect();
        let same_order = ranks.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        let mut after: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        let mut last = None;
        for n in own {
            if placed.contains(&n) {
                last = Some(n);
            } else if comes_out(n) {
                placed.insert(n);
                after.entry(last.filter(|_| same_order)).or_default().push(n);
            }
        }
        if after.is_empty() {
            continue;
        }
        let mut next: Vec<usize> = Vec::with_capacity(placed.len());
        let first = after.remove(&None).unwrap_or_default();
        let (at_top, at_end) = if same_order { (first, Vec::new()) } else { (Vec::new(), first) };
        next.extend(at_top);
        for n in out {
            next.push(n);
            next.extend(after.remove(&Some(n)).unwrap_or_default());
        }
        next.extend(at_end);
        out = next;
    }
    out
}
