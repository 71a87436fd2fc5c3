//! Columns that a program wrote otherwise throughout: each is known by the base, and what it holds is read as the base
//! writes it. What a person changed among it stays a change.

use super::cell_values::value_of;
use super::columns::columns_by_title;
use super::respelling::{CellMeaning, Respelling, may_be_respelled};
use super::rows::{SheetPair, pair_by_content};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::plain::{NOTHING, PlainCell, PlainRow, PlainSheet};
use crate::model::severity::Severity;
use crate::model::text::shortened;
use crate::model::value::Value;
use indexmap::IndexSet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A sheet as the base would have written it.
#[derive(Clone, Debug)]
pub(super) struct RespelledSheet<'a> {
    pub(super) sheet: Cow<'a, PlainSheet>,
    /// What a program did, column by column.
    pub(super) findings: Vec<Finding>,
    /// The columns of the sheet that are written otherwise.
    pub(super) columns: BTreeMap<usize, Respelling>,
}

/// A sheet with its columns in the base's way of writing. Of the `master`, which keeps its own, only the values are read so.
pub(super) fn spelled_as_base<'a>(base: &PlainSheet, other: Cow<'a, PlainSheet>, master: bool) -> RespelledSheet<'a> {
    let columns = columns_by_title(base, &other);
    let own_rows = rows_of_its_own(base, &other);
    let pairs = columns.iter().enumerate().filter_map(|(b, o)| Some((b, (*o)?)));
    let found: Vec<RespelledColumn<'_>> =
        pairs.filter_map(|(b, o)| RespelledColumn::find(base, b, &other, o, &own_rows)).collect();
    if found.is_empty() {
        return RespelledSheet { sheet: other, findings: Vec::new(), columns: BTreeMap::new() };
    }
    let mut findings: Vec<Finding> = found.iter().map(|column| column.finding(base, &other)).collect();
    let mut sheet = other.into_owned();
    let mut open = Vec::new();
    for (n, row) in sheet.rows.iter_mut().enumerate() {
        let mut cells = None;
        for column in &found {
            let Some(cell) = row.cells.get(column.other) else { continue };
            let before = match column.in_base(cell) {
                InBase::AsItIs => continue,
                InBase::Several => {
                    open.push(OpenCell { row: n, column });
                    continue;
                }
                InBase::As(before) => before,
            };
            let own = cells.get_or_insert_with(|| row.cells.to_vec());
            put(own, column.other, before, master);
        }
        if let Some(cells) = cells {
            row.cells = cells.into();
        }
    }
    findings.extend(settle(base, &mut sheet, &columns, &open, master));
    let respelled = found.iter().map(|column| (column.other, column.respelling)).collect();
    RespelledSheet { sheet: Cow::Owned(sheet), findings, columns: respelled }
}

fn put(cells: &mut [PlainCell], at: usize, before: PlainCell, master: bool) {
    let Some(slot) = cells.get_mut(at) else { return };
    if master {
        slot.value = before.value;
    } else {
        *slot = before;
    }
}

/// What a column holds in the base, and elsewhere what the base does not hold.
#[derive(Default)]
pub(super) struct ColumnTexts<'s> {
    /// All that is held in the base, each once.
    pub(super) of_base: Vec<Cow<'s, str>>,
    pub(super) strange: Vec<Cow<'s, str>>,
    /// All that is held elsewhere, each once.
    pub(super) of_other: Vec<Cow<'s, str>>,
}

/// How many of the strange texts a respelling explains.
pub(super) struct Matches {
    marked: usize,
    pub(super) matched: usize,
}

impl<'s> ColumnTexts<'s> {
    pub(super) fn of(base: &'s PlainSheet, b: usize, other: &'s PlainSheet, o: usize, own_rows: &[usize]) -> Self {
        let strange = strange_texts(base, b, other, o, own_rows);
        if strange.is_empty() {
            return Self::default();
        }
        Self { of_base: texts_in(base, b), strange, of_other: texts_in(other, o) }
    }

    /// Whether the program may have written all that is held elsewhere.
    pub(super) fn may_all_be(&self, respelling: Respelling) -> bool {
        !self.of_other.iter().any(|text| respelling.leaves_no(text))
    }

    pub(super) fn matches(&self, respelling: Respelling) -> Matches {
        let marked: Vec<CellMeaning> = self.strange.iter().filter_map(|text| respelling.after(text)).collect();
        let mut keys = BaseKeys::new(respelling, &self.of_base);
        let matched = marked.iter().filter(|content| !keys.texts(content).is_empty()).count();
        Matches { marked: marked.len(), matched }
    }
}

/// The rows that do not share their cells with a row of the base.
pub(super) fn rows_of_its_own(base: &PlainSheet, other: &PlainSheet) -> Vec<usize> {
    let known: BTreeSet<*const PlainCell> = base.rows.iter().map(|row| row.cells.as_ptr()).collect();
    let rows = other.rows.iter().enumerate().filter(|(_, row)| !known.contains(&row.cells.as_ptr()));
    rows.map(|(n, _)| n).collect()
}

/// What a column holds, each once and in order.
fn texts_in(sheet: &PlainSheet, column: usize) -> Vec<Cow<'_, str>> {
    let all = (0..sheet.rows.len()).map(|row| text_of(sheet.cell(row, column)));
    let mut texts: Vec<Cow<'_, str>> = all.filter(|text| !text.is_empty()).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// What a column holds of which the base holds nothing, as far as programs write such texts.
fn strange_texts<'s>(
    base: &PlainSheet,
    b: usize,
    other: &'s PlainSheet,
    o: usize,
    own_rows: &[usize],
) -> Vec<Cow<'s, str>> {
    let cells = own_rows.iter().map(|row| other.cell(*row, o)).filter(|cell| !cell.value.is_empty());
    let cells: Vec<&PlainCell> = cells.filter(|cell| may_be_written_by_program(&text_of(cell))).collect();
    let mut left: IndexSet<&Value> = cells.iter().map(|cell| &cell.value).collect();
    for row in 0..base.rows.len() {
        if left.is_empty() {
            break;
        }
        left.swap_remove(&base.cell(row, b).value);
    }
    cells.into_iter().filter(|cell| left.contains(&cell.value)).map(text_of).collect()
}

/// Whether a text begins like a number or a day, or is a word for yes or no.
fn may_be_written_by_program(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-') || may_be_respelled(text)
}

fn text_of(cell: &PlainCell) -> Cow<'_, str> {
    match cell.raw.as_read() {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// The texts of the base by what they say.
struct BaseKeys<'t> {
    respelling: Respelling,
    texts: &'t [Cow<'t, str>],
    by_length: BTreeMap<Option<usize>, BTreeMap<CellMeaning, Vec<&'t str>>>,
}

impl<'t> BaseKeys<'t> {
    fn new(respelling: Respelling, texts: &'t [Cow<'t, str>]) -> Self {
        Self { respelling, texts, by_length: BTreeMap::new() }
    }

    /// The texts that say this.
    fn texts(&mut self, content: &CellMeaning) -> &[&'t str] {
        let (respelling, texts) = (self.respelling, self.texts);
        // Numbers that lost digits are looked for with as many digits as they have.
        let length = respelling.digits_kept(content);
        let known = self.by_length.entry(length).or_insert_with(|| {
            let mut all: BTreeMap<CellMeaning, Vec<&str>> = BTreeMap::new();
            for text in texts {
                if let Some(before) = respelling.before(text) {
                    all.entry(respelling.key(before, content)).or_default().push(text);
                }
            }
            all
        });
        known.get(&respelling.key(content.clone(), content)).map_or(&[], Vec::as_slice)
    }
}

/// A column that a program wrote otherwise.
struct RespelledColumn<'b> {
    base: usize,
    other: usize,
    respelling: Respelling,
    /// For each text of the column elsewhere, the cells of the base that say the same.
    before: BTreeMap<String, Vec<&'b PlainCell>>,
    /// A text, and what it was.
    example: (String, String),
}

/// How a cell is written in the base.
enum InBase {
    AsItIs,
    As(PlainCell),
    /// Several cells of the base may have become it.
    Several,
}

/// A cell that several cells of the base may have become.
#[derive(Clone, Copy)]
struct OpenCell<'c, 'b> {
    row: usize,
    column: &'c RespelledColumn<'b>,
}

impl<'b> RespelledColumn<'b> {
    fn find(base: &'b PlainSheet, b: usize, other: &PlainSheet, o: usize, own_rows: &[usize]) -> Option<Self> {
        let texts = ColumnTexts::of(base, b, other, o, own_rows);
        if texts.strange.is_empty() {
            return None;
        }
        let mut best: Option<(usize, usize, Respelling)> = None;
        for respelling in Respelling::between(&texts.of_base, &texts.strange) {
            if !texts.may_all_be(respelling) {
                continue;
            }
            let Matches { marked, matched } = texts.matches(respelling);
            if matched == 0 || matched * 2 < marked {
                continue;
            }
            let in_place = equal_in_place(respelling, (base, b), (other, o));
            if best.is_none_or(|(most, at, _)| (matched, in_place) > (most, at)) {
                best = Some((matched, in_place, respelling));
            }
        }
        let (_, _, respelling) = best?;
        let cells: BTreeMap<Cow<'_, str>, &PlainCell> =
            (0..base.rows.len()).map(|row| base.cell(row, b)).map(|cell| (text_of(cell), cell)).collect();
        let mut keys = BaseKeys::new(respelling, &texts.of_base);
        let mut before = BTreeMap::new();
        for text in &texts.of_other {
            let found = respelling.after(text).map(|content| keys.texts(&content).to_vec()).unwrap_or_default();
            before.insert(
                text.clone().into_owned(),
                found.into_iter().filter_map(|text| cells.get(text).copied()).collect(),
            );
        }
        let was = |text: &str| before.get(text).and_then(|cells: &Vec<&PlainCell>| Some(text_of(cells.first()?)));
        let example = texts.strange.iter().find_map(|text| Some((text.to_string(), was(text)?.into_owned())))?;
        Some(Self { base: b, other: o, respelling, before, example })
    }

    fn in_base(&self, cell: &PlainCell) -> InBase {
        let text = text_of(cell);
        match self.before.get(&*text).map(Vec::as_slice) {
            Some([one]) => InBase::As((*one).clone()),
            Some([]) | None => {
                let written = self.respelling.after(&text).and_then(|content| self.respelling.written_before(&content));
                written.filter(|written| **written != *text).map_or(InBase::AsItIs, |written| {
                    let raw = Raw::Text(written);
                    InBase::As(PlainCell { value: value_of(&raw), raw, formula: cell.formula, link: cell.link.clone() })
                })
            }
            Some(_) => InBase::Several,
        }
    }

    fn finding(&self, base: &PlainSheet, other: &PlainSheet) -> Finding {
        let name = base.columns.get(self.base).map(|c| c.name.clone()).unwrap_or_default();
        let (after, before) = &self.example;
        let message = format!(
            "A program wrote the whole column {name} of {} otherwise: {}, such as “{}” for “{}”. That counts as no edit, and the \
             master keeps its own way of writing.",
            other.file,
            self.respelling.words(),
            shortened(after, 40),
            shortened(before, 40)
        );
        let row = (0..other.rows.len()).find(|row| text_of(other.cell(*row, self.other)) == *after);
        let mut finding = Finding::new(Code::ValueCoerced, message).severity(Severity::Warning).field(&*name);
        finding.place = row.map(|row| other.place(row, self.other));
        finding.sheet = Some(other.title.clone());
        finding
    }
}

/// In how many rows that stand at the same place two columns say the same.
fn equal_in_place(respelling: Respelling, base: (&PlainSheet, usize), other: (&PlainSheet, usize)) -> usize {
    let says_same = |row: &usize| {
        let (was, is) = (text_of(base.0.cell(*row, base.1)), text_of(other.0.cell(*row, other.1)));
        respelling
            .before(&was)
            .zip(respelling.after(&is))
            .is_some_and(|(was, is)| respelling.key(was, &is) == respelling.key(is.clone(), &is))
    };
    (0..base.0.rows.len().min(other.0.rows.len())).filter(says_same).count()
}

/// Tells by the rest of the row, and by what is left over, which cell of the base an open cell was. Rows for which nothing
/// tells it are left as the base has them, and are named.
fn settle(
    base: &PlainSheet,
    sheet: &mut PlainSheet,
    columns: &[Option<usize>],
    open: &[OpenCell<'_, '_>],
    master: bool,
) -> Vec<Finding> {
    if open.is_empty() {
        return Vec::new();
    }
    let unsure: BTreeSet<usize> = open.iter().map(|cell| cell.column.base).collect();
    let sure: Vec<Option<usize>> =
        columns.iter().enumerate().map(|(b, o)| o.filter(|_| !unsure.contains(&b))).collect();
    let pairs = pair_by_content(SheetPair { base, other: sheet, columns: &sure });
    let paired: BTreeSet<usize> = pairs.base_of.iter().flatten().copied().collect();
    let mut left: Vec<OpenCell<'_, '_>> = Vec::new();
    for cell in open {
        let text = text_of(sheet.cell(cell.row, cell.column.other));
        let candidates = cell.column.before.get(&*text).cloned().unwrap_or_default();
        let of_base = pairs.base_of.get(cell.row).copied().flatten();
        let own = of_base
            .map(|row| base.cell(row, cell.column.base))
            .filter(|own| candidates.iter().any(|candidate| text_of(candidate) == text_of(own)));
        match own {
            Some(own) => replace(sheet, *cell, own.clone(), master),
            None => left.push(*cell),
        }
    }
    let Some(first) = left.first() else { return Vec::new() };
    let held: BTreeSet<Cow<'_, str>> =
        (0..sheet.rows.len()).map(|row| text_of(sheet.cell(row, first.column.other))).collect();
    let is_free = |row: &usize| !paired.contains(row) && !held.contains(&text_of(base.cell(*row, first.column.base)));
    let free: Vec<usize> = (0..base.rows.len()).filter(is_free).collect();
    if let ([cell], [row]) = (left.as_slice(), free.as_slice()) {
        replace(sheet, *cell, base.cell(*row, cell.column.base).clone(), master);
        return Vec::new();
    }
    leave_as_in_base(base, sheet, columns, &left, &free)
}

fn replace(sheet: &mut PlainSheet, cell: OpenCell<'_, '_>, before: PlainCell, master: bool) {
    if let Some(row) = sheet.rows.get_mut(cell.row) {
        let mut cells = row.cells.to_vec();
        put(&mut cells, cell.column.other, before, master);
        row.cells = cells.into();
    }
}

/// Puts the rows of the base that are left in the place of those of which nobody knows which they are.
fn leave_as_in_base(
    base: &PlainSheet,
    sheet: &mut PlainSheet,
    columns: &[Option<usize>],
    left: &[OpenCell<'_, '_>],
    free: &[usize],
) -> Vec<Finding> {
    let unknown: BTreeSet<usize> = left.iter().map(|cell| cell.row).collect();
    let findings = unknown.iter().map(|row| unknown_row(sheet, *row)).collect();
    let mut of_base = free.iter();
    let rows = std::mem::take(&mut sheet.rows);
    let mut out: Vec<PlainRow> = Vec::with_capacity(rows.len());
    let as_in_base = |row: usize, number: u32| {
        let own = |o: usize| columns.iter().position(|own| *own == Some(o));
        let cells = (0..sheet.columns.len()).map(|o| own(o).map_or(&NOTHING, |b| base.cell(row, b)).clone());
        PlainRow { number, cells: cells.collect() }
    };
    for (n, row) in rows.into_iter().enumerate() {
        match unknown.contains(&n) {
            true => out.extend(of_base.next().map(|of_base| as_in_base(*of_base, row.number))),
            false => out.push(row),
        }
    }
    let last = out.last().map_or(sheet.header, |row| row.number);
    out.extend(of_base.map(|row| as_in_base(*row, last)));
    sheet.rows = out;
    findings
}

fn unknown_row(sheet: &PlainSheet, row: usize) -> Finding {
    let texts = (0..sheet.columns.len()).map(|c| text_of(sheet.cell(row, c))).filter(|text| !text.is_empty());
    let message = format!(
        "Which row “{}” is can't be told any more: a program made several values that tell rows apart into one. Nothing of it \
         was taken.",
        shortened(&texts.collect::<Vec<_>>().join(", "), 80)
    );
    let mut finding = Finding::new(Code::ValueCoerced, message).severity(Severity::Error).at(sheet.row_place(row));
    finding.sheet = Some(sheet.title.clone());
    finding.help("Ask for the file with these columns as text, or make the change in the master by hand.")
}
