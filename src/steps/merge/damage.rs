//! What was lost with a part of a file counts for nothing: a sheet that was cut off, whose quotation marks swallow the rest,
//! or that lacks most of its rows, is merged as if the rows that it lacks were there as in the base.

use super::columns::columns_by_title;
use super::rows::{Pairs, SheetPair, pair_rows};
use super::rules::MergeRules;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::place::{At, Place};
use crate::model::plain::{NOTHING, PlainCell, PlainRow, PlainSheet};
use crate::model::text::{count, shortened};
use crate::model::text_signs::ConflictMark;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Fewer rows than this may be gone without a question, however many there are.
const MANY: usize = 5;

/// A sheet as it is merged.
#[derive(Clone, Debug)]
pub(super) struct WholeSheet<'a> {
    pub(super) sheet: Cow<'a, PlainSheet>,
    /// For each row the file's own, where some are the base's.
    pub(super) own_rows: Option<Vec<Option<usize>>>,
    /// What is wrong with the file.
    pub(super) findings: Vec<Finding>,
}

/// A sheet without what is damaged in it, and with the rows of the base that are gone with that.
pub(super) fn made_whole<'a>(base: &PlainSheet, other: Cow<'a, PlainSheet>, rules: MergeRules<'_>) -> WholeSheet<'a> {
    let damage = damage_of(base, &other, rules);
    if damage.is_empty() {
        return WholeSheet { sheet: other, own_rows: None, findings: Vec::new() };
    }
    let first_lost = damage.iter().filter_map(Damage::first_lost).min();
    let is_text = damage.iter().any(|d| d.first_lost().is_some());
    let findings = damage.iter().map(|damage| finding(damage, base, &other, Use::Merged)).collect();
    if is_text && first_lost.is_none_or(|row| row <= other.header) {
        let sheet = PlainSheet { file: other.file.clone(), title: other.title.clone(), ..base.clone() };
        return WholeSheet { own_rows: Some(vec![None; sheet.rows.len()]), sheet: Cow::Owned(sheet), findings };
    }
    let mut sheet = other.into_owned();
    sheet.rows.retain(|row| first_lost.is_none_or(|first| row.number < first));
    let keeps_all = !rules.accept_removals
        || damage.iter().any(|d| matches!(d, Damage::OpenQuote(_) | Damage::Conflict(_) | Damage::Swallowing(_)));
    if sheet.rows.is_empty() && keeps_all {
        let sheet = PlainSheet { file: sheet.file, title: sheet.title, ..base.clone() };
        return WholeSheet { own_rows: Some(vec![None; sheet.rows.len()]), sheet: Cow::Owned(sheet), findings };
    }
    let cut = damage.iter().find_map(Damage::row_of_base);
    let own_rows = restore(base, &mut sheet, rules, |row| keeps_all || Some(row) == cut);
    WholeSheet { sheet: Cow::Owned(sheet), own_rows: Some(own_rows), findings }
}

/// What is wrong with two sheets that are only compared.
pub(super) fn found_damage(base: &PlainSheet, other: &PlainSheet, rules: MergeRules<'_>) -> Vec<Finding> {
    let of_base = damage_by_itself(base).map(|damage| finding(&damage, base, base, Use::Compared));
    let damage = damage_of(base, other, rules);
    of_base.into_iter().chain(damage.iter().map(|damage| finding(damage, base, other, Use::Compared))).collect()
}

/// What is wrong with a sheet that nothing is compared with, and that others are merged with.
pub(super) fn damage_of_base(base: &PlainSheet) -> Option<Finding> {
    damage_by_itself(base).map(|damage| finding(&damage, base, base, Use::Merged))
}

fn damage_by_itself(base: &PlainSheet) -> Option<Damage> {
    let quote = base
        .signs
        .open_quote
        .map(|quote| Damage::OpenQuote(LostFrom { row: quote.at.row, cell: quote.at, line: quote.line }));
    let cut = base
        .signs
        .open_end
        .filter(|end| end.is_short)
        .map(|end| Damage::CutOff(CutRow { row: end.row, of_base: None }));
    quote.or(base.signs.conflict.map(Damage::Conflict)).or(cut)
}

/// What is wrong with a file without any sheet, where the base has some.
pub(super) fn empty_file(name: &str) -> Finding {
    let message = "The file is empty; nothing was taken for removed.".to_owned();
    Finding::new(Code::FileIncomplete, message).at(Place::file(name)).help(ASK_AGAIN)
}

const ASK_AGAIN: &str = "Ask for the file again, or mend it, and merge anew.";
const IF_NOT_MEANT: &str =
    "Ask for the file again, if that was not meant: what is lost with it shows as removed or changed.";
const IF_MEANT: &str = "Ask for the file again. If the rows are to be removed, merge with --accept-removals.";

/// What is wrong with a sheet.
#[derive(Clone, Copy, Debug)]
enum Damage {
    /// A quotation mark that nobody closes.
    OpenQuote(LostFrom),
    /// What git left of a merge that nobody finished.
    Conflict(ConflictMark),
    /// A cell that holds lines which are rows of the base: its quotation mark is closed by one that means something else.
    Swallowing(At),
    /// The last row ends in the middle.
    CutOff(CutRow),
    /// Titles and no rows.
    NoRows,
    /// So many rows of the base are gone.
    MostGone(usize),
}

#[derive(Clone, Copy, Debug)]
struct LostFrom {
    row: u32,
    cell: At,
    line: u32,
}

#[derive(Clone, Copy, Debug)]
struct CutRow {
    row: u32,
    /// The row of the base that it was.
    of_base: Option<usize>,
}

impl Damage {
    /// The first row of the file that can't be used.
    fn first_lost(&self) -> Option<u32> {
        match self {
            Self::OpenQuote(quote) => Some(quote.row),
            Self::Conflict(mark) => Some(mark.row),
            Self::Swallowing(cell) => Some(cell.row),
            Self::CutOff(cut) => Some(cut.row),
            Self::NoRows | Self::MostGone(_) => None,
        }
    }

    fn row_of_base(&self) -> Option<usize> {
        if let Self::CutOff(cut) = self { cut.of_base } else { None }
    }
}

fn damage_of(base: &PlainSheet, other: &PlainSheet, rules: MergeRules<'_>) -> Vec<Damage> {
    if let Some(quote) = other.signs.open_quote.filter(|_| other.signs != base.signs) {
        return vec![Damage::OpenQuote(LostFrom { row: quote.at.row, cell: quote.at, line: quote.line })];
    }
    if let Some(mark) = other.signs.conflict {
        return vec![Damage::Conflict(mark)];
    }
    if base.rows.is_empty() {
        return Vec::new();
    }
    if let Some(cell) = swallowing_cell(base, other, rules) {
        return vec![Damage::Swallowing(cell)];
    }
    if let Some(cut) = cut_row(base, other, rules) {
        return vec![Damage::CutOff(cut)];
    }
    if rules.accept_removals {
        return Vec::new();
    }
    if other.rows.is_empty() && other.left_out == 0 {
        return vec![Damage::NoRows];
    }
    let gone = if may_lack_most(base, other) { gone_rows(base, other, rules) } else { 0 };
    if lacks_most(gone, base.rows.len() + base.left_out) { vec![Damage::MostGone(gone)] } else { Vec::new() }
}

/// Whether so many rows are gone that nobody is likely to have meant it.
pub(super) fn lacks_most(gone: usize, of_all: usize) -> bool {
    gone >= MANY && gone * 2 > of_all
}

/// Whether most rows of the base may be gone, told without comparing cells.
fn may_lack_most(base: &PlainSheet, other: &PlainSheet) -> bool {
    let theirs: BTreeSet<*const PlainCell> = other.rows.iter().map(|row| row.cells.as_ptr()).collect();
    let shared = base.rows.iter().filter(|row| theirs.contains(&row.cells.as_ptr())).count();
    lacks_most(base.rows.len() - shared, base.rows.len() + base.left_out)
}

fn gone_rows(base: &PlainSheet, other: &PlainSheet, rules: MergeRules<'_>) -> usize {
    let columns = columns_by_title(base, other);
    pair_rows(SheetPair { base, other, columns: &columns }, rules.key).unpaired().0.len()
}

/// The first cell of a CSV with a line in it that is a row of the base which is gone.
fn swallowing_cell(base: &PlainSheet, other: &PlainSheet, rules: MergeRules<'_>) -> Option<At> {
    let lines = |cell: &PlainCell| match &cell.raw {
        Raw::Text(text) if text.contains('\n') => text.lines().map(str::to_owned).collect(),
        _ => Vec::new(),
    };
    let cells =
        other.rows.iter().flat_map(|row| other.columns.iter().zip(&*row.cells).map(move |(c, cell)| (row, c, cell)));
    let long: Vec<(At, Vec<String>)> = if other.text {
        cells
            .map(|(row, c, cell)| (At::new(row.number, c.at), lines(cell)))
            .filter(|(_, lines)| !lines.is_empty())
            .collect()
    } else {
        Vec::new()
    };
    if long.is_empty() {
        return None;
    }
    let columns = columns_by_title(base, other);
    let gone = pair_rows(SheetPair { base, other, columns: &columns }, rules.key).unpaired().0;
    let rows: BTreeSet<String> = gone.into_iter().flat_map(|row| row_lines(base, row)).collect();
    long.into_iter().find(|(_, lines)| lines.iter().any(|line| rows.contains(line))).map(|(at, _)| at)
}

/// A row as a line of a CSV, however its cells are kept apart.
fn row_lines(sheet: &PlainSheet, row: usize) -> impl Iterator<Item = String> {
    let texts: Vec<String> = (0..sheet.columns.len()).map(|c| sheet.cell(row, c).raw.to_string()).collect();
    let filled = texts.iter().filter(|text| !text.is_empty()).count();
    [",", ";", "\t", "|"].into_iter().filter(move |_| filled > 1).map(move |mark| texts.join(mark))
}

/// The last row, where the text ends in the middle of it: it is shorter than all others; or it begins like a row of the
/// base; or, where the base ends with a line end, all rows of the base behind it are gone.
fn cut_row(base: &PlainSheet, other: &PlainSheet, rules: MergeRules<'_>) -> Option<CutRow> {
    let end = other.signs.open_end?;
    if end.row <= other.header {
        let is_whole = columns_by_title(base, other).iter().all(Option::is_some);
        return (!is_whole).then_some(CutRow { row: end.row, of_base: None });
    }
    let last = other.rows.last().filter(|row| row.number == end.row)?;
    let columns = columns_by_title(base, other);
    let begins_like = |row: &usize| is_beginning(base, *row, last, &columns);
    let of_base = (0..base.rows.len()).find(begins_like);
    let ends_alike = base.signs.open_end.is_some();
    if end.is_short {
        let as_base = ends_alike && base.rows.last().is_some_and(|of_base| is_same_row(of_base, last));
        return (!as_base).then_some(CutRow { row: end.row, of_base });
    }
    let row = of_base?;
    let whole = base.rows.get(row).is_some_and(|of_base| is_same_row(of_base, last));
    let behind = base.rows.len() - row - 1;
    if whole && (ends_alike || behind == 0) {
        return None;
    }
    let pairs = pair_rows(SheetPair { base, other, columns: &columns }, rules.key);
    let all_gone = pairs.other_of.iter().skip(row + 1).all(Option::is_none);
    let is_cut = if whole || ends_alike { behind > 0 && all_gone } else { true };
    is_cut.then_some(CutRow { row: end.row, of_base: Some(row) })
}

/// Whether a row holds what a row of the base holds, up to a cell that begins like the base's, and nothing behind it.
fn is_beginning(base: &PlainSheet, row: usize, last: &PlainRow, columns: &[Option<usize>]) -> bool {
    let Some(end) = last.cells.iter().rposition(|cell| !cell.value.is_empty()) else { return false };
    columns.iter().enumerate().filter_map(|(b, o)| Some((b, (*o)?))).all(|(b, o)| {
        let (was, is) = (base.cell(row, b), last.cells.get(o).unwrap_or(&NOTHING));
        match o.cmp(&end) {
            std::cmp::Ordering::Less => was.value == is.value,
            std::cmp::Ordering::Equal => was.raw.to_string().starts_with(&is.raw.to_string()),
            std::cmp::Ordering::Greater => true,
        }
    })
}

fn is_same_row(one: &PlainRow, other: &PlainRow) -> bool {
    let values = |row: &PlainRow| row.cells.iter().map(|c| c.value.clone()).collect::<Vec<_>>();
    one.shares_cells_with(other) || values(one) == values(other)
}

/// Puts rows of the base that are gone behind the rows that they follow there. Gives for each row the sheet's own.
fn restore(
    base: &PlainSheet,
    sheet: &mut PlainSheet,
    rules: MergeRules<'_>,
    is_kept: impl Fn(usize) -> bool,
) -> Vec<Option<usize>> {
    let columns = columns_by_title(base, sheet);
    let pairs = pair_rows(SheetPair { base, other: sheet, columns: &columns }, rules.key);
    let of_base: Vec<Option<usize>> =
        (0..sheet.columns.len()).map(|o| columns.iter().position(|own| *own == Some(o))).collect();
    let cells = |row: usize| -> Vec<PlainCell> {
        of_base.iter().map(|b| b.map_or(&NOTHING, |b| base.cell(row, b)).clone()).collect()
    };
    let gone = gone_by_row_before(&pairs, is_kept);
    let put_back = |row: &usize, number: u32| (None, PlainRow { number, cells: cells(*row).into() });
    let header = sheet.header;
    let first = gone.first.iter().map(|row| put_back(row, header));
    let own = std::mem::take(&mut sheet.rows).into_iter().enumerate().zip(&gone.behind);
    let others = own.flat_map(|((n, row), behind)| {
        let number = row.number;
        std::iter::once((Some(n), row)).chain(behind.iter().map(move |row| put_back(row, number)).collect::<Vec<_>>())
    });
    let (own_rows, rows) = first.chain(others).unzip();
    sheet.rows = rows;
    own_rows
}

/// Rows of the base that are gone, by the row of the other sheet that they follow.
struct GoneRows {
    first: Vec<usize>,
    behind: Vec<Vec<usize>>,
}

fn gone_by_row_before(pairs: &Pairs, is_kept: impl Fn(usize) -> bool) -> GoneRows {
    let mut out = GoneRows { first: Vec::new(), behind: vec![Vec::new(); pairs.base_of.len()] };
    let mut last = None;
    for (row, other) in pairs.other_of.iter().enumerate() {
        match other {
            Some(other) => last = Some(*other),
            None if is_kept(row) => match last.and_then(|last: usize| out.behind.get_mut(last)) {
                Some(rows) => rows.push(row),
                None => out.first.push(row),
            },
            None => {}
        }
    }
    out
}

/// What was done with damaged files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Merged,
    Compared,
}

fn finding(damage: &Damage, base: &PlainSheet, other: &PlainSheet, used: Use) -> Finding {
    let help = match (used, damage) {
        (Use::Compared, _) => IF_NOT_MEANT,
        (Use::Merged, Damage::NoRows | Damage::MostGone(_)) => IF_MEANT,
        (Use::Merged, _) => ASK_AGAIN,
    };
    let message = match used {
        Use::Merged => format!("{} {}", what_is_wrong(damage, base, other), what_follows(damage)),
        Use::Compared => what_is_wrong(damage, base, other),
    };
    let mut finding = Finding::new(Code::FileIncomplete, message).at(place_of(damage, other)).help(help);
    finding.sheet = Some(other.title.clone());
    finding
}

fn what_is_wrong(damage: &Damage, base: &PlainSheet, other: &PlainSheet) -> String {
    let all = base.rows.len() + base.left_out;
    match damage {
        Damage::OpenQuote(quote) => format!(
            "The quotation mark at the beginning of {} (line {}) is not closed, so that the text behind it can't be told apart.",
            quote.cell, quote.line
        ),
        Damage::Conflict(mark) => {
            format!("Line {} is what git leaves where a merge clashed; nobody has settled it.", mark.line)
        }
        Damage::Swallowing(cell) => format!(
            "{cell} holds what are rows of {}: the quotation mark at its beginning is not closed where the cell ends.",
            base.file
        ),
        Damage::CutOff(cut) => {
            let row = other.rows.iter().position(|row| row.number == cut.row);
            let behind = row.map_or_else(|| "the titles".to_owned(), |row| row_text(other, row));
            format!("The file is cut off in row {}, behind {behind}.", u64::from(cut.row) + 1)
        }
        Damage::NoRows => format!("The file has no rows, where {} has {}.", base.file, count(all, "row", "rows")),
        Damage::MostGone(gone) => format!("{gone} of the {all} rows of {} are not there any more.", base.file),
    }
}

/// What merging makes of it.
fn what_follows(damage: &Damage) -> &'static str {
    match damage {
        Damage::OpenQuote(_) | Damage::Conflict(_) | Damage::Swallowing(_) => {
            "From that row on nothing was taken, and no row was removed."
        }
        Damage::CutOff(_) => "That row was not taken, and no row was removed.",
        Damage::NoRows | Damage::MostGone(_) => "None of them was removed.",
    }
}

fn place_of(damage: &Damage, other: &PlainSheet) -> Place {
    match damage {
        Damage::OpenQuote(quote) => Place::cell(&other.file, &other.title, quote.cell),
        Damage::Conflict(mark) => Place::cell(&other.file, &other.title, At::new(mark.row, 0)),
        Damage::Swallowing(cell) => Place::cell(&other.file, &other.title, *cell),
        Damage::CutOff(cut) => {
            let row = other.rows.iter().find(|row| row.number == cut.row);
            let filled = row.and_then(|row| row.cells.iter().rposition(|c| !c.value.is_empty()));
            let column = filled.and_then(|c| other.columns.get(c)).map_or(0, |c| c.at);
            Place::cell(&other.file, &other.title, At::new(cut.row, column))
        }
        Damage::NoRows | Damage::MostGone(_) => Place::sheet(&other.file, &other.title),
    }
}

fn row_text(sheet: &PlainSheet, row: usize) -> String {
    let cells = (0..sheet.columns.len()).map(|c| sheet.cell(row, c).raw.to_string());
    let texts: Vec<String> = cells.filter(|text| !text.is_empty()).collect();
    format!("“{}”", shortened(&texts.join(", "), 80))
}
