//! Reads the lists Discrepancies and Decisions: what people picked and decided there, and what they own on them.

use crate::model::decision_row::DecisionRow;
use crate::model::grid::{Grid, GridRow, Raw, Workbook};
use crate::model::place::{At, Place};
use crate::model::sheet_names::{ASKED_TITLES, DETAIL_TITLES, MASTER_FILE, PICK_TITLES};
use crate::model::state::{ListCell, Master, OwnNote, OwnOnList, Pick, ShownCell};
use crate::model::text::fold_title;
use std::collections::BTreeMap;

/// Reads both lists into the master.
pub(super) fn read_lists(workbook: &Workbook, own_fill: fn(u32) -> bool, master: &mut Master) {
    if let Some(list) = List::find(workbook, "Discrepancies", &["ID", "Decision", "My value"]) {
        master.picks = picks(&list);
        let own = list.own(own_fill, &|title| {
            let ours = ASKED_TITLES.into_iter().chain(PICK_TITLES).chain(DETAIL_TITLES);
            title.starts_with("Option ") || ours.into_iter().any(|t| t == title)
        });
        master.own_on_lists.insert("Discrepancies".into(), own);
    }
    if let Some(list) = decisions(workbook) {
        master.decided = lines(&list);
        let own = list.own(own_fill, &|title| DecisionRow::TITLES.contains(&title));
        master.own_on_lists.insert("Decisions".into(), own);
    }
    master.own_on_lists.retain(|_, own| *own != OwnOnList::default());
}

/// A list, with its columns.
struct List<'a> {
    grid: &'a Grid,
    header: u32,
    titles: Vec<(u16, String)>,
}

impl<'a> List<'a> {
    fn find(workbook: &'a Workbook, title: &str, needs: &[&str]) -> Option<Self> {
        let grid = workbook.sheets.iter().find(|g| fold_title(&g.title) == fold_title(title))?;
        grid.rows.iter().take(30).find_map(|row| {
            let text = |raw: &Raw| match raw {
                Raw::Text(t) => Some(t.trim().to_owned()),
                _ => None,
            };
            let titles: Vec<(u16, String)> =
                row.cells.iter().filter_map(|(at, c)| Some((*at, text(&c.raw)?))).collect();
            let has = |need: &&str| titles.iter().any(|(_, t)| fold_title(t) == fold_title(need));
            needs.iter().all(has).then_some(Self { grid, header: row.number, titles })
        })
    }

    fn rows(&self) -> impl Iterator<Item = &'a GridRow> {
        let header = self.header;
        self.grid.rows.iter().filter(move |r| r.number > header)
    }

    fn column(&self, title: &str) -> Option<u16> {
        self.titles.iter().find(|(_, t)| fold_title(t) == fold_title(title)).map(|(at, _)| *at)
    }

    fn text(&self, row: &GridRow, title: &str) -> String {
        self.column(title).and_then(|c| row.cell(c)).map(|c| c.raw.to_string()).unwrap_or_default()
    }

    /// What is user-owned; `is_ours` knows the titles that prekick writes.
    fn own(&self, own_fill: fn(u32) -> bool, is_ours: &dyn Fn(&str) -> bool) -> OwnOnList {
        let mut own = OwnOnList::default();
        let theirs = self.titles.iter().filter(|(_, title)| !is_ours(title));
        own.columns = theirs.map(|(_, title)| title.clone()).collect();
        own.columns.dedup();
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut rows: BTreeMap<u32, (String, usize)> = BTreeMap::new();
        for row in self.rows() {
            let id = self.text(row, "ID").trim().to_owned();
            let n = seen.entry(id.clone()).or_default();
            rows.insert(row.number, (id.clone(), *n));
            for (at, cell) in &row.cells {
                let Some((_, title)) = self.titles.iter().find(|(column, _)| column == at) else { continue };
                let key = ListCell { id: id.clone(), repeat: *n, title: title.clone() };
                if let Some(fill) = cell.fill.filter(|f| !own_fill(*f)) {
                    own.fills.insert(key.clone(), fill);
                }
                if !is_ours(title) && !cell.raw.is_blank() {
                    own.texts.insert(key, cell.raw.to_string());
                }
            }
            *n += 1;
        }
        for note in &self.grid.notes {
            let title = self.titles.iter().find(|(column, _)| *column == note.at.column);
            if let (Some((id, n)), Some((_, title))) = (rows.get(&note.at.row), title) {
                let written = OwnNote { author: note.author.clone().unwrap_or_default(), text: note.text.clone() };
                own.notes.insert(ListCell { id: id.clone(), repeat: *n, title: title.clone() }, written);
            }
        }
        own
    }
}

/// The rows of the Decisions sheet.
pub(super) fn decided(workbook: &Workbook) -> Vec<DecisionRow> {
    decisions(workbook).map(|list| lines(&list)).unwrap_or_default()
}

/// What people picked on the Discrepancies sheet.
fn picks(list: &List<'_>) -> Vec<Pick> {
    let mut out: Vec<Pick> = Vec::new();
    for row in list.rows() {
        let id = list.text(row, "ID").trim().to_owned();
        if id.is_empty() {
            continue;
        }
        let place = |column: u16| Place::cell(MASTER_FILE, &list.grid.title, At::new(row.number, column));
        let shown = list.titles.iter().filter(|(_, t)| {
            t.starts_with("Option ") || ASKED_TITLES.iter().skip(1).chain(&DETAIL_TITLES).any(|ours| ours == t)
        });
        let shown = shown.filter_map(|(at, title)| {
            let text = row.cell(*at).filter(|c| !c.raw.is_blank())?.raw.to_string();
            Some(ShownCell { title: title.clone(), text, place: place(*at) })
        });
        out.push(Pick {
            id,
            decision: list.text(row, "Decision"),
            my_value: list.text(row, "My value"),
            note: list.text(row, "Note"),
            place: place(list.column("Decision").unwrap_or(0)),
            twice: false,
            shown: shown.collect(),
        });
    }
    let ids: Vec<String> = out.iter().map(|p| p.id.clone()).collect();
    for pick in &mut out {
        pick.twice = ids.iter().filter(|id| **id == pick.id).count() > 1;
    }
    out
}

fn decisions(workbook: &Workbook) -> Option<List<'_>> {
    let mut list = List::find(workbook, "Decisions", &["ID", "Decision"])?;
    // Earlier versions had another title before that of records.
    let record = list.column("Record");
    for (at, title) in &mut list.titles {
        if title == DecisionRow::EARLIER_SHEET && record == Some(*at + 1) {
            "Sheet".clone_into(title);
        }
    }
    Some(list)
}

fn lines(list: &List<'_>) -> Vec<DecisionRow> {
    let row = |row: &GridRow| DecisionRow::from_cells(|title| list.text(row, title));
    list.rows().map(row).filter(|row| *row != DecisionRow::default()).collect()
}
