//! A column that a program wrote otherwise throughout: how it is known by the base, and what each of its cells was there.

use super::cell_values::value_of;
use super::respelling::{CellMeaning, Respelling, may_be_respelled};
use super::truth_style::truth_in;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::plain::{PlainCell, PlainSheet};
use crate::model::severity::Severity;
use crate::model::text::shortened;
use crate::model::value::Value;
use indexmap::IndexSet;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

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
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-') || may_be_respelled(text) || truth_in(text).is_some()
}

pub(super) fn text_of(cell: &PlainCell) -> Cow<'_, str> {
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

/// What a sheet is that is held against the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SheetSide {
    /// The master's, which keeps its way of writing: only the values are read as the base has them.
    Master,
    /// A returned copy's.
    Copy,
    /// One that is only compared.
    Compared,
}

/// A column that a program wrote otherwise.
pub(super) struct RespelledColumn<'b> {
    pub(super) base: usize,
    pub(super) other: usize,
    pub(super) respelling: Respelling,
    /// For each text of the column elsewhere, the cells of the base that say the same.
    pub(super) before: BTreeMap<String, Vec<&'b PlainCell>>,
    /// A text, and what it was.
    example: (String, String),
}

/// How a cell is written in the base.
pub(super) enum InBase {
    AsItIs,
    As(PlainCell),
    /// Several cells of the base may have become it.
    Several,
}

impl<'b> RespelledColumn<'b> {
    pub(super) fn find(
        base: &'b PlainSheet,
        b: usize,
        other: &PlainSheet,
        o: usize,
        own_rows: &[usize],
    ) -> Option<Self> {
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
            if matched < respelling.least_matches() || matched * 2 < marked {
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

    pub(super) fn in_base(&self, cell: &PlainCell) -> InBase {
        match self.before.get(&*text_of(cell)).map(Vec::as_slice) {
            Some([]) | None => self.as_base_writes(cell).map_or(InBase::AsItIs, InBase::As),
            Some([one]) if !self.respelling.is_told_by_row() => InBase::As((*one).clone()),
            Some(_) => InBase::Several,
        }
    }

    /// What is new in a cell as the base would write it; none where that is how it is written.
    fn as_base_writes(&self, cell: &PlainCell) -> Option<PlainCell> {
        let text = text_of(cell);
        let written = self.respelling.after(&text).and_then(|content| self.respelling.written_before(&content));
        let raw = Raw::Text(written.filter(|written| **written != *text)?);
        Some(PlainCell { value: value_of(&raw), raw, formula: cell.formula, link: cell.link.clone() })
    }

    /// What a cell is that was none of its own row: what says the same in the base, if that is all it says.
    pub(super) fn without_its_row(&self, cell: &PlainCell) -> Option<PlainCell> {
        let same = self.before.get(&*text_of(cell)).and_then(|cells| cells.first().copied().cloned());
        same.filter(|_| self.respelling.keeps_values()).or_else(|| self.as_base_writes(cell))
    }

    pub(super) fn finding(&self, base: &PlainSheet, other: &PlainSheet, side: SheetSide) -> Finding {
        let name = base.columns.get(self.base).map(|c| c.name.clone()).unwrap_or_default();
        let (after, before) = &self.example;
        let message = format!(
            "A program wrote the whole column {name} of {} otherwise: {}, such as “{}” for “{}”. That counts as no edit{}.",
            other.file,
            self.respelling.words(),
            shortened(after, 40),
            shortened(before, 40),
            match side {
                SheetSide::Compared => "",
                SheetSide::Copy if !self.respelling.keeps_numbers() => ", and the master keeps its full values",
                SheetSide::Copy | SheetSide::Master => ", and the master keeps its own way of writing",
            }
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
    let says_same =
        |row: &usize| respelling.may_become(&text_of(base.0.cell(*row, base.1)), &text_of(other.0.cell(*row, other.1)));
    (0..base.0.rows.len().min(other.0.rows.len())).filter(says_same).count()
}
