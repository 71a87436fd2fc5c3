//! The Discrepancies sheet: one row per finding that needs a decision, most severe first.

use super::view::MasterView;
use crate::model::decision_option::option_letters;
use crate::model::discrepancy_row::DiscrepancyRow;
use crate::model::finding::Finding;
use crate::model::memory::OpenDiscrepancy;
use crate::model::page::{Allow, CellBlock, Content, Page, PageCell, PageColumn, PageRow, Role, Show, Validation};
use crate::model::place::At;
use crate::model::severity::Severity;
use crate::model::sheet_names::{ASKED_TITLES, DETAIL_TITLES, FIRST_ROW, PICK_TITLES};
use crate::model::shown_names::ShownNames;
use crate::model::state::{Master, SheetState};
use crate::model::table::natural_words;
use crate::model::template::ROW_KEY_TITLE;
use crate::steps::layout::dropdowns::Lists;
use std::collections::{BTreeMap, BTreeSet};

const HEADER: u32 = 3;

/// The page Discrepancies; the drop-downs of its rows go to `lists`.
pub(super) fn discrepancies_page(view: MasterView<'_>, names: &ShownNames, lists: &mut Lists) -> Page {
    let asked: Vec<&Finding> = view.findings.iter().filter(|f| f.question.is_some()).collect();
    let most = asked.iter().flat_map(|f| letters(f)).map(|l| l + 1).max().unwrap_or(2).max(2);
    let titles = titles(most);
    let decision = titles.iter().position(|t| t == "Decision").unwrap_or(0);
    let mut page = Page {
        title: "Discrepancies".into(),
        columns: titles.iter().map(|t| PageColumn { width: width(t, most), hidden: false }).collect(),
        lines: vec![
            PageRow { height: Some(26.0), ..PageRow::of([PageCell::text("Discrepancies", Role::Title)]) },
            PageRow::of([PageCell::text(hint(asked.len()), Role::Hint)]),
            PageRow::default(),
            PageRow {
                height: Some(32.0),
                ..PageRow::of(titles.iter().map(|t| PageCell::text(t.clone(), Role::Header)))
            },
        ],
        freeze: Some((HEADER + 1, 3)),
        tab: Some(if asked.is_empty() { Role::Good } else { Role::Error }),
        repeat: Some((HEADER, HEADER)),
        ..Page::default()
    };
    let places = WrittenPlaces::new(view.master, names, &asked);
    for (n, finding) in asked.iter().enumerate() {
        let row = HEADER + 1 + u32::try_from(n).unwrap_or(u32::MAX);
        page.lines.push(line(&places, finding, most));
        page.validations.extend(drop_down(finding, row, decision, lists));
    }
    let last = HEADER + u32::try_from(asked.len().max(1)).unwrap_or(1);
    page.filter = Some(CellBlock::new(HEADER, 0, last, u16::try_from(titles.len()).unwrap_or(1).saturating_sub(1)));
    page
}

/// What the row of a discrepancy shows beside the finding: where the rows are written that it refers to, what they are called,
/// and what people typed into its own.
struct WrittenPlaces<'m> {
    /// The records that are asked about, by the title of the sheet and the ID of the record: the sheet, and the how manieth of
    /// its records it is.
    records: BTreeMap<(&'m str, &'m str), (&'m SheetState, usize)>,
    /// By the ID of the discrepancy.
    open: BTreeMap<&'m str, &'m OpenDiscrepancy>,
    /// What people and columns are called.
    names: &'m ShownNames,
}

impl<'m> WrittenPlaces<'m> {
    /// Of several with one ID, the first counts.
    fn new(master: &'m Master, names: &'m ShownNames, asked: &[&Finding]) -> Self {
        let mut wanted: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (title, id) in asked.iter().filter_map(|f| f.sheet.as_deref().zip(f.record.as_deref())) {
            wanted.entry(title).or_default().insert(id);
        }
        let mut records = BTreeMap::new();
        for state in &master.sheets {
            let Some(ids) = wanted.get(state.sheet.title.as_str()) else { continue };
            let found = state.records.values().enumerate().filter(|(_, record)| ids.contains(record.id.as_str()));
            for (n, record) in found {
                records.entry((state.sheet.title.as_str(), record.id.as_str())).or_insert((state, n));
            }
        }
        let open = master.memory.open.values().rev().map(|open| (open.question.id.as_str(), open)).collect();
        Self { records, open, names }
    }

    /// What the record of a finding is called.
    fn title(&self, finding: &Finding) -> String {
        let key = finding.sheet.as_deref().zip(finding.record.as_deref());
        let found = key.and_then(|key| self.records.get(&key));
        let record = found.and_then(|(state, n)| Some((state, state.records.values().nth(*n)?)));
        record.map(|(state, record)| natural_words(&state.sheet, &record.values)).unwrap_or_default()
    }
}

fn hint(asked: usize) -> String {
    match asked {
        0 => "Nothing waits for a decision.".into(),
        _ => "Pick a decision in each row, save, close the file and run prekick reconcile. Later leaves a row for another day; prekick generate asks those whose answers it is about.".into(),
    }
}

fn letters(finding: &Finding) -> Vec<u32> {
    finding.question.iter().flat_map(|q| &q.candidates).map(|c| c.letter).collect()
}

fn titles(options: u32) -> Vec<String> {
    let mut out: Vec<String> = ASKED_TITLES.map(ToOwned::to_owned).into();
    out.extend((0..options).map(|n| format!("Option {}", option_letters(n))));
    out.extend(PICK_TITLES.into_iter().chain(DETAIL_TITLES).map(ToOwned::to_owned));
    debug_assert!(!out.iter().any(|t| t == ROW_KEY_TITLE));
    out
}

/// So that a screen shows what a decision needs, from the record to the drop-down, where there are no more than three options.
fn width(title: &str, options: u32) -> u16 {
    match title {
        "ID" | "Severity" | "Record" => 9,
        "Workbook" => 11,
        "Field" => 15,
        "My value" => 18,
        "Title" => 24,
        "What is wrong" => 40,
        "In the master" => 18,
        "Where" => 36,
        "Decision" => 17,
        _ if title.starts_with("Option ") && options > 2 => 17,
        _ if title.starts_with("Option ") => 23,
        _ => 26,
    }
}

fn line(places: &WrittenPlaces<'_>, finding: &Finding, options: u32) -> PageRow {
    let Some(row) = DiscrepancyRow::of(finding, places.names) else { return PageRow::default() };
    let wrapped = |text: String| PageCell { show: Show::Wrapped, ..PageCell::text(text, Role::Cell) };
    let open = places.open.get(row.id.as_str());
    let written = open.and_then(|o| o.written.clone()).unwrap_or_default();
    let severity = match row.severity {
        Severity::Error => Role::Error,
        Severity::Warning => Role::Warning,
        Severity::Info => Role::Cell,
    };
    let mut cells = vec![
        PageCell::text(row.id, Role::Locked),
        record_cell(places, finding),
        wrapped(places.title(finding)),
        wrapped(row.field),
        wrapped(row.message),
        wrapped(row.master),
    ];
    cells.extend((0..options).map(|n| wrapped(row.candidates.get(&n).cloned().unwrap_or_default())));
    for text in [written.decision, written.my_value, written.note] {
        let cell = if text.is_empty() { PageCell::default() } else { PageCell::text(text, Role::Entry) };
        cells.push(PageCell { role: Role::Entry, unlocked: true, show: Show::Text, ..cell });
    }
    cells.extend([
        wrapped(row.sent),
        PageCell::text(row.severity.word(), severity),
        wrapped(row.workbook),
        wrapped(row.place),
    ]);
    PageRow::of(cells)
}

/// The record, as a link to its row.
fn record_cell(places: &WrittenPlaces<'_>, finding: &Finding) -> PageCell {
    let Some(id) = &finding.record else { return PageCell::text("", Role::Cell) };
    let target = finding.sheet.as_ref().and_then(|title| {
        let (state, n) = places.records.get(&(title.as_str(), id.as_str()))?;
        let row = FIRST_ROW + u32::try_from(*n).ok()?;
        let column = finding
            .field
            .as_ref()
            .and_then(|f| state.sheet.position(f))
            .and_then(|c| u16::try_from(c).ok())
            .unwrap_or(0);
        Some(format!("internal:'{}'!{}", title.replace('\'', "''"), At::new(row, column)))
    });
    match target {
        Some(target) => {
            PageCell { content: Content::Link { text: id.clone(), target }, role: Role::Cell, ..PageCell::default() }
        }
        None => PageCell::text(id.clone(), Role::Cell),
    }
}

/// The drop-down of a row's Decision cell.
fn drop_down(finding: &Finding, row: u32, column: usize, lists: &mut Lists) -> Option<Validation> {
    let labels: Vec<String> = finding.options.iter().map(|o| o.label()).collect();
    let column = u16::try_from(column).ok()?;
    Some(Validation {
        block: CellBlock::of_column(column, row, row),
        allow: Allow::List(lists.range("Decision", &labels)?),
        prompt: None,
        error: "Please pick one of the list. Only “Take” with a person's name may be typed as well.".into(),
        lenient: true,
    })
}
