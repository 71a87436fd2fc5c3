//! What a run says of how the rows of a sheet were matched.

use crate::model::keys::RecordKey;
use crate::model::matching::{MatchReport, RowMatch, RowOutcome};
use crate::model::table::{Row, Table};
use crate::steps::matching::{MatchedRow, MatchedTable};
use crate::steps::reconcile::claims::collecting::Collecting;
use crate::steps::reconcile::records::resembling;

/// A sheet of a file, with the order of its rows.
pub fn begin(run: &Collecting<'_, '_>, table: &Table, found: &MatchedTable) -> MatchReport {
    let bases = found.rows.iter().filter_map(|m| match m {
        MatchedRow::Record { base, .. } => *base,
        _ => None,
    });
    let state = run.working.master.sheet(&table.sheet.key);
    MatchReport {
        file: table.file.clone(),
        sheet: state.map_or_else(|| table.sheet.title.clone(), |s| s.sheet.title.clone()),
        rows: Vec::with_capacity(table.rows.len()),
        missing: Vec::new(),
        reordered: !bases.is_sorted(),
    }
}

/// How a row was matched; nothing for one that is empty.
pub fn row(run: &Collecting<'_, '_>, table: &Table, row: &Row, found: &MatchedRow) -> Option<RowMatch> {
    let outcome = match found {
        MatchedRow::Record { by, .. } => RowOutcome::Matched(*by),
        MatchedRow::New { .. } if row.has_typed_values(&table.sheet) => RowOutcome::New,
        MatchedRow::New { .. } => return None,
        MatchedRow::Mismatch { .. } | MatchedRow::Duplicate { .. } => RowOutcome::Asked,
        MatchedRow::Surplus if row.has_typed_values(&table.sheet) => RowOutcome::Repeated,
        MatchedRow::Surplus => return None,
    };
    let id = |key: &RecordKey| Some(run.working.master.sheet(&table.sheet.key)?.records.get(key)?.id.clone());
    let record = match found {
        MatchedRow::Record { key, .. } => id(key),
        MatchedRow::Mismatch { records, .. } => records.first().and_then(id),
        MatchedRow::Duplicate { record } => record.as_ref().and_then(id),
        MatchedRow::New { .. } | MatchedRow::Surplus => None,
    };
    Some(RowMatch { place: table.row_place(row), outcome, record, score: None })
}

/// A new row that did not become a record resembles one: it is or was asked about, and says by how much.
pub fn after(run: &Collecting<'_, '_>, table: &Table, row: &Row, told: RowMatch, added: bool) -> RowMatch {
    if told.outcome != RowOutcome::New || added {
        return told;
    }
    let near = resembling(run.working, &table.sheet, row);
    let record = near.as_ref().and_then(|(key, _)| run.working.master.sheet(&table.sheet.key)?.records.get(key));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
    let score = near.as_ref().map(|(_, score)| (score * 100.0).round() as u32);
    RowMatch { outcome: RowOutcome::Asked, record: record.map(|r| r.id.clone()), score, ..told }
}

/// Adds what is no longer there, and gives the whole to the run.
pub fn end(run: &mut Collecting<'_, '_>, base: Option<&Table>, found: &MatchedTable, mut told: MatchReport) {
    let sent = found.missing.iter().filter_map(|b| base?.rows.get(*b));
    told.missing = sent.filter_map(|row| row.id.clone()).collect();
    if !told.rows.is_empty() || !told.missing.is_empty() {
        run.intake.matching.push(told);
    }
}
