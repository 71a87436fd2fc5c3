//! Where the cells of sheets without a template lead. An address that the text of its cell does not show is merged and compared
//! like a value of its own: text and address may come from different files.

use super::align::Aligned;
use super::around::Around;
use super::naming::{column_title, file_name, file_names, finding_on, record_name, title_place};
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::link_address::is_target;
use crate::model::merge::{Proposal, Verdict, verdict};
use crate::model::place::{At, Place};
use crate::model::plain::{PlainCell, PlainSheet};
use crate::model::report::Change;
use crate::model::severity::Severity;
use crate::model::template::Merge;
use crate::model::value::Value;
use std::collections::BTreeMap;

/// The cells of one place in all sheets, by view; none where a sheet has no such cell.
pub(super) struct LinkedCells<'a> {
    pub(super) cells: Vec<Option<&'a PlainCell>>,
    /// The views of which a cell without an address says nothing.
    pub(super) without: Vec<bool>,
}

/// An address of a cell, or that it has none.
pub(super) type CellAddress<'a> = Option<&'a str>;

impl<'a> LinkedCells<'a> {
    pub(super) fn of_record(aligned: &Aligned<'a>, record: usize, column: usize) -> Self {
        let cells = aligned.views.iter().map(|view| view.cell(record, column)).collect();
        Self { cells, without: without_links(aligned) }
    }

    /// The cells of a title.
    pub(super) fn of_title(aligned: &Aligned<'a>, column: usize) -> Self {
        let cells = aligned.views.iter().map(|view| Some(view.sheet.title_cell(view.column(column)?)));
        Self { cells: cells.collect(), without: without_links(aligned) }
    }

    pub(super) fn around(aligned: &Aligned<'a>, around: &Around<'a>, at: At) -> Self {
        let cells = (0..aligned.views.len()).map(|view| Some(around.cell(view, at))).collect();
        Self { cells, without: without_links(aligned) }
    }

    /// Whether any of them leads anywhere.
    pub(super) fn has_any(&self) -> bool {
        self.cells.iter().flatten().any(|cell| cell.link.is_some())
    }

    pub(super) fn cell(&self, view: usize) -> Option<&'a PlainCell> {
        self.cells.get(view).copied().flatten()
    }

    /// Where the cell of a view leads, unless its text shows it; none where the view says nothing of it.
    pub(super) fn said(&self, view: usize) -> Option<CellAddress<'a>> {
        let says = self.without.get(view) == Some(&false);
        self.cell(view).filter(|_| says).map(PlainCell::hidden_address)
    }

    /// Where the cell of the base leads.
    pub(super) fn in_base(&self) -> CellAddress<'a> {
        self.said(0).flatten()
    }

    /// Whether a view says that the cell leads elsewhere than in the base.
    pub(super) fn is_edit(&self, view: usize) -> bool {
        self.said(view).is_some_and(|address| address != self.in_base())
    }

    /// What follows for the master, which holds this, from those views that say something else than the base.
    pub(super) fn verdict(&self, held: CellAddress<'_>, edits: &[usize]) -> Verdict {
        let base = value_of_address(self.in_base());
        let said = |view: &usize| value_of_address(self.said(*view).flatten());
        let proposals: Vec<Proposal> =
            edits.iter().map(|view| Proposal { base: base.clone(), value: said(view) }).collect();
        verdict(Merge::Replace, &value_of_address(held), &proposals)
    }
}

fn without_links(aligned: &Aligned<'_>) -> Vec<bool> {
    aligned.views.iter().map(|view| view.sheet.without_links).collect()
}

/// An address as a value.
pub(super) fn value_of_address(address: CellAddress<'_>) -> Value {
    address.map_or(Value::Empty, Value::text)
}

/// Whether a cell of the merged sheet can get an address: formulas lead where they say.
pub(super) fn can_lead(cell: &PlainCell, in_master: Option<&PlainCell>, address: CellAddress<'_>) -> bool {
    let stays_formula = cell.formula && in_master.is_some_and(|own| own.formula);
    !stays_formula && address.is_none_or(is_target)
}

/// Where a cell leads, in a sentence.
pub(super) fn leads(address: CellAddress<'_>) -> String {
    address.map_or("nowhere".to_owned(), |address| format!("to {address}"))
}

/// The change of an address.
pub(super) fn link_change(
    aligned: &Aligned<'_>,
    (from, to): (CellAddress<'_>, CellAddress<'_>),
    givers: &[usize],
    source: Place,
) -> Change {
    let by = givers.iter().map(|view| file_name(aligned, *view)).collect::<Vec<_>>().join(", ");
    Change {
        sheet: super::naming::sheet_title(aligned),
        from: value_of_address(from),
        to: value_of_address(to),
        reason: ChangeReason::LinkChanged,
        by,
        source,
        ..Change::default()
    }
}

/// What differs between the addresses of two sheets, where both have the cell and say where it leads.
pub(super) fn changed_addresses(aligned: &Aligned<'_>) -> Vec<Change> {
    let mut out = Vec::new();
    if !any_links(aligned) {
        return out;
    }
    for record in 0..aligned.records {
        for column in 0..aligned.columns.len() {
            let linked = LinkedCells::of_record(aligned, record, column);
            let Some(change) = changed(aligned, &linked) else { continue };
            let view = aligned.views.get(1).and_then(|v| Some(v.sheet.place(v.row(record)?, v.column(column)?)));
            let field = Some(column_title(aligned, column).into());
            let source = view.unwrap_or_default();
            out.push(Change { record: record_name(aligned, record), field, source, ..change });
        }
    }
    for column in 0..aligned.columns.len() {
        let Some(change) = changed(aligned, &LinkedCells::of_title(aligned, column)) else { continue };
        let field = Some(column_title(aligned, column).into());
        out.push(Change { field, source: title_place(aligned, 1, column), ..change });
    }
    let around = Around::of(aligned);
    for at in around.positions() {
        let Some(change) = changed(aligned, &LinkedCells::around(aligned, &around, at)) else { continue };
        let sheet = aligned.views.get(1).map(|view| (&view.sheet.file, &view.sheet.title));
        let source = sheet.map(|(file, title)| Place::cell(file, title, around.position_in(1, at)));
        out.push(Change { source: source.unwrap_or_default(), ..change });
    }
    out
}

/// Whether any cell of these sheets leads anywhere.
pub(super) fn any_links(aligned: &Aligned<'_>) -> bool {
    aligned.views.iter().any(|view| view.sheet.has_links)
}

fn changed(aligned: &Aligned<'_>, linked: &LinkedCells<'_>) -> Option<Change> {
    let (before, now) = linked.said(0).zip(linked.said(1))?;
    (before != now).then(|| link_change(aligned, (before, now), &[1], Place::default()))
}

/// What files say of where a cell leads that can't be written into the master.
pub(super) fn unmerged(
    aligned: &Aligned<'_>,
    what: &str,
    (now, master): (CellAddress<'_>, CellAddress<'_>),
    views: &[usize],
) -> Finding {
    let message = format!(
        "{what}: in {} the cell leads {}; that of the master leads {}, and stays so.",
        file_names(aligned, views),
        leads(now),
        leads(master)
    );
    let help = "It can't be written: a formula says where the cell leads, or no hyperlink can have the address. Set it in the \
                merged file by hand, if it is right.";
    finding_on(aligned, Code::ValueLink, message).severity(Severity::Error).help(help)
}

/// Files say that a cell leads to different addresses.
pub(super) fn link_clash(
    aligned: &Aligned<'_>,
    what: &str,
    master: CellAddress<'_>,
    given: &[(usize, Value)],
) -> Finding {
    let mut by_address: BTreeMap<&Value, Vec<usize>> = BTreeMap::new();
    given.iter().for_each(|(view, address)| by_address.entry(address).or_default().push(*view));
    let said = by_address.iter().map(|(address, views)| {
        let address = Some(address.to_string()).filter(|a| !a.is_empty());
        format!("in {} it leads {}", file_names(aligned, views), leads(address.as_deref()))
    });
    let said: Vec<String> = said.collect();
    let message = format!(
        "{what}, the address behind the text: {}; in the master {} {}.",
        said.join("; "),
        file_name(aligned, 1),
        leads(master)
    );
    let help = "Set the hyperlink that is right in the master, or in what was merged.";
    finding_on(aligned, Code::ConflictField, message).help(help)
}

/// Files of which nobody can tell where their cells lead, beside one whose cells lead somewhere.
pub(super) fn unread_addresses(sheets: &[&PlainSheet]) -> Vec<Finding> {
    let is_linked = |sheet: &&&PlainSheet| sheet.has_links && !sheet.without_links;
    let Some(linked) = sheets.iter().find(is_linked) else { return Vec::new() };
    let unread = sheets.iter().filter(|sheet| sheet.without_links && !sheet.text && !sheet.columns.is_empty());
    let finding = |sheet: &&PlainSheet| {
        let message = format!(
            "Where cells of this file lead can't be read, so the addresses in {} were compared with nothing.",
            linked.file
        );
        let help = "Save the file as .xlsx, if its hyperlinks matter.";
        let finding = Finding::new(Code::ValueLink, message).severity(Severity::Info).help(help);
        finding.at(Place::sheet(&sheet.file, &sheet.title))
    };
    unread.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plain::PlainColumn;

    #[test]
    fn a_file_whose_addresses_cannot_be_read_is_named_once_where_others_have_some() {
        let sheet = |file: &str, has_links, without_links, text| PlainSheet {
            file: file.into(),
            columns: vec![PlainColumn::default()],
            has_links,
            without_links,
            text,
            ..PlainSheet::default()
        };
        let (linked, bare) = (sheet("a.xlsx", true, false, false), sheet("a.xlsx", false, false, false));
        let (old, csv) = (sheet("b.xls", false, true, false), sheet("c.csv", false, true, true));
        for (sheets, named) in [
            (vec![&linked, &old, &csv], vec!["b.xls"]),
            (vec![&bare, &old, &csv], vec![]),
            (vec![&linked, &bare, &csv], vec![]),
        ] {
            let found = unread_addresses(&sheets);
            let files: Vec<&str> = found.iter().filter_map(|f| f.place.as_ref()?.file.as_deref()).collect();
            assert_eq!(files, named);
            assert!(found.iter().all(|f| f.message.contains("a.xlsx") && f.severity == Severity::Info));
        }
    }
}
