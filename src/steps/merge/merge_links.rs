//! Merging where cells lead: the address behind a text is merged on its own, under the same rule as the text.

use super::aligned_sheet::AlignedSheet;
use super::around::Around;
use super::links::{CellAddress, LinkedCells, can_lead, link_change, link_clash, unmerged, value_of_address};
use super::merger::{MASTER, Merger};
use super::naming::{column_title, record_name};
use crate::model::finding::Finding;
use crate::model::grid::Raw;
use crate::model::merge::Verdict;
use crate::model::place::{At, Place};
use crate::model::plain::{NOTHING, PlainCell};
use crate::model::report::Change;
use crate::model::value::Value;

/// A cell of which it is decided where it leads.
struct LinkPlace {
    /// What messages call it.
    what: String,
    /// Its record, by its name; none of a title or around the table.
    record: Option<String>,
    /// Its column, by its name; none around the table.
    field: Option<String>,
    /// Where it is in each view.
    places: Vec<Place>,
}

impl<'a> Merger<'a> {
    /// Decides where a cell leads whose text is decided.
    pub(super) fn link(&mut self, record: usize, column: usize) {
        let linked = LinkedCells::of_record(&self.aligned, record, column);
        let taken = self.taken.get(&(record, column));
        if !linked.has_any() {
            return;
        }
        let cell = taken.or(linked.cell(MASTER)).unwrap_or(&NOTHING).clone();
        let cell_of = |view: &AlignedSheet<'_>| Some(view.sheet.place(view.row(record)?, view.column(column)?));
        let place = |view: &AlignedSheet<'_>| cell_of(view).unwrap_or_default();
        let title = column_title(&self.aligned, column);
        let of = LinkPlace {
            what: title.clone(),
            record: Some(record_name(&self.aligned, record)),
            field: Some(title),
            places: self.aligned.views.iter().map(place).collect(),
        };
        if let Some(cell) = self.decided_link(&linked, cell, &of) {
            self.taken.insert((record, column), cell);
        }
    }

    /// Decides where the title of a column leads whose text is decided.
    pub(super) fn link_of_title(&mut self, column: usize) {
        let linked = LinkedCells::of_title(&self.aligned, column);
        if !linked.has_any() {
            return;
        }
        let title = column_title(&self.aligned, column);
        let retitled = self.titles.get(&column).map(|text| PlainCell {
            value: Value::text(text.clone()),
            raw: Raw::Text(text.clone()),
            ..PlainCell::default()
        });
        let is_retitled = retitled.is_some();
        let cell = retitled.unwrap_or_else(|| linked.cell(MASTER).unwrap_or(&NOTHING).clone());
        let own = |view: &AlignedSheet<'_>| view.column(column).map(|own| view.sheet.title_place(own));
        let of = LinkPlace {
            what: format!("The title of the column {title}"),
            record: None,
            field: Some(title),
            places: self.aligned.views.iter().map(|view| own(view).unwrap_or_default()).collect(),
        };
        let decided = self.decided_link(&linked, cell.clone(), &of);
        if is_retitled || decided.is_some() {
            self.taken_titles.insert(column, decided.unwrap_or(cell));
        }
    }

    /// Decides where a cell around the table leads.
    pub(super) fn link_around(&mut self, around: &Around<'a>, at: At) {
        let linked = LinkedCells::around(&self.aligned, around, at);
        if !linked.has_any() {
            return;
        }
        let own = around.position_in(MASTER, at);
        let cell = self.taken_around.get(&own).or(linked.cell(MASTER)).unwrap_or(&NOTHING).clone();
        let views = self.aligned.views.iter().enumerate();
        let place = views.map(|(n, view)| Place::cell(&view.sheet.file, &view.sheet.title, around.position_in(n, at)));
        let of = LinkPlace {
            what: format!("The cell {own} outside the table"),
            record: None,
            field: None,
            places: place.collect(),
        };
        if let Some(cell) = self.decided_link(&linked, cell, &of) {
            self.taken_around.insert(own, cell);
        }
    }

    /// The cell with the address that follows; none where it leads there already.
    fn decided_link(&mut self, linked: &LinkedCells<'a>, cell: PlainCell, of: &LinkPlace) -> Option<PlainCell> {
        let edits: Vec<usize> = self.copies().filter(|view| linked.is_edit(*view)).collect();
        let own = linked.said(MASTER).flatten();
        // A master that can't say where its cells lead holds what was sent.
        let is_silent = linked.cell(MASTER).is_some() && linked.said(MASTER).is_none();
        let held = if is_silent { linked.in_base() } else { own };
        let mut hidden = own;
        match linked.verdict(held, &edits) {
            Verdict::Keep => {}
            Verdict::Change(_) => {
                let now = edits.first().and_then(|view| linked.said(*view)).flatten();
                if can_lead(&cell, linked.cell(MASTER), now) {
                    self.changes.push(self.change_of_link(of, (held, now), &edits));
                    hidden = now;
                } else {
                    let finding = unmerged(&self.aligned, &of.what, (now, held), &edits);
                    self.findings.push(placed(finding, of, edits.first()));
                }
            }
            Verdict::Conflict => self.ask_where_it_leads(linked, held, of, &edits),
        }
        let shown = cell.link.as_ref().filter(|link| link.is_shown).map(|link| link.address.clone());
        let address = hidden.map(ToOwned::to_owned).or(shown);
        (cell.address() != address.as_deref()).then(|| cell.leading_to(address.as_deref()))
    }

    fn change_of_link(&self, of: &LinkPlace, from_to: (CellAddress<'_>, CellAddress<'_>), edits: &[usize]) -> Change {
        let source = edits.first().and_then(|view| of.places.get(*view)).cloned().unwrap_or_default();
        let mut change = link_change(&self.aligned, from_to, edits, source);
        change.record = of.record.clone().unwrap_or_default();
        change.field = of.field.as_deref().map(Into::into);
        change
    }

    fn ask_where_it_leads(&mut self, linked: &LinkedCells<'a>, held: CellAddress<'_>, of: &LinkPlace, edits: &[usize]) {
        let said = |view: &usize| (*view, value_of_address(linked.said(*view).flatten()));
        let given: Vec<(usize, Value)> = edits.iter().map(said).collect();
        let finding = link_clash(&self.aligned, &of.what, held, &given);
        let candidates = self.candidates(given, |_, view| of.places.get(view).cloned());
        let finding = placed(finding, of, edits.first());
        self.push_question(finding, value_of_address(held), value_of_address(linked.in_base()), candidates);
    }
}

fn placed(finding: Finding, of: &LinkPlace, view: Option<&usize>) -> Finding {
    let finding = of.record.as_ref().map_or(finding.clone(), |record| finding.record(Some(record)));
    let finding = of.field.as_ref().map_or(finding.clone(), |field| finding.field(field.as_str()));
    match view.and_then(|view| of.places.get(*view)) {
        Some(place) => finding.at(place.clone()),
        None => finding,
    }
}
