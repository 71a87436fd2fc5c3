//! Hyperlinks of sheets without a template. Their addresses are compared like values; merging can't write them, so what was
//! changed about them is said.

use super::align::Aligned;
use super::naming::{column_title, file_names, finding_on, record_name};
use crate::model::change_reason::ChangeReason;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::{At, Place};
use crate::model::report::Change;
use crate::model::value::Value;
use std::collections::BTreeMap;

/// The address behind a cell of a view; none where the cell is not there.
fn address<'a>(aligned: &'a Aligned<'_>, view: usize, record: usize, column: usize) -> Option<&'a str> {
    let of = aligned.views.get(view)?;
    of.sheet.links.get(&position(aligned, view, record, column)?).map(String::as_str)
}

fn position(aligned: &Aligned<'_>, view: usize, record: usize, column: usize) -> Option<At> {
    let of = aligned.views.get(view)?;
    let (row, column) = (of.sheet.rows.get(of.row(record)?)?, of.sheet.columns.get(of.column(column)?)?);
    Some(At::new(row.number, column.at))
}

/// The cells under titles that have an address in any view.
fn linked_cells(aligned: &Aligned<'_>) -> Vec<(usize, usize)> {
    if aligned.views.iter().all(|view| view.sheet.links.is_empty()) {
        return Vec::new();
    }
    let has_link = |(record, column): &(usize, usize)| {
        (0..aligned.views.len()).any(|view| address(aligned, view, *record, *column).is_some())
    };
    let cells = (0..aligned.records).flat_map(|record| (0..aligned.columns.len()).map(move |column| (record, column)));
    cells.filter(has_link).collect()
}

/// What differs between the addresses of two sheets, where both have the cell.
pub(super) fn changed_addresses(aligned: &Aligned<'_>) -> Vec<Change> {
    let value = |address: Option<&str>| address.map_or(Value::Empty, Value::text);
    let mut out = Vec::new();
    for (record, column) in linked_cells(aligned) {
        let (Some(_), Some(at)) = (position(aligned, 0, record, column), position(aligned, 1, record, column)) else {
            continue;
        };
        let (before, now) = (address(aligned, 0, record, column), address(aligned, 1, record, column));
        let Some(view) = aligned.views.get(1).filter(|_| before != now) else { continue };
        out.push(Change {
            sheet: view.sheet.title.clone(),
            record: record_name(aligned, record),
            field: Some(column_title(aligned, column).into()),
            from: value(before),
            to: value(now),
            reason: ChangeReason::LinkChanged,
            by: view.sheet.file.clone(),
            source: Place::cell(&view.sheet.file, &view.sheet.title, at),
            ..Change::default()
        });
    }
    out
}

/// Addresses that copies changed or added and that the master does not have.
pub(super) fn unmerged_addresses(aligned: &Aligned<'_>) -> Vec<Finding> {
    const MASTER: usize = 1;
    let mut out = Vec::new();
    for (record, column) in linked_cells(aligned) {
        let (base, master) = (address(aligned, 0, record, column), address(aligned, MASTER, record, column));
        let mut given: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
        for view in MASTER + 1..aligned.views.len() {
            let now = address(aligned, view, record, column);
            if position(aligned, view, record, column).is_some() && now != base && now != master {
                given.entry(now).or_default().push(view);
            }
        }
        for (now, views) in given {
            out.push(unmerged(aligned, (record, column), now, master, &views));
        }
    }
    out
}

fn unmerged(
    aligned: &Aligned<'_>,
    (record, column): (usize, usize),
    now: Option<&str>,
    master: Option<&str>,
    views: &[usize],
) -> Finding {
    let title = column_title(aligned, column);
    let leads = |address: Option<&str>| address.map_or("nowhere".to_owned(), |address| format!("to {address}"));
    let message = format!(
        "{title}: in {} the cell leads {}; that of the master leads {}, and stays so.",
        file_names(aligned, views),
        leads(now),
        leads(master)
    );
    let finding = finding_on(aligned, Code::ValueLink, message)
        .severity(crate::model::severity::Severity::Error)
        .help("Merging does not write hyperlinks: set the address in the merged file by hand, if it is right.")
        .record(Some(&record_name(aligned, record)))
        .field(&*title);
    let place = views.first().and_then(|view| {
        let sheet = aligned.views.get(*view)?.sheet;
        Some(Place::cell(&sheet.file, &sheet.title, position(aligned, *view, record, column)?))
    });
    match place {
        Some(place) => finding.at(place),
        None => finding,
    }
}
