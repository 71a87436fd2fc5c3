//! What a run says of how the rows of a sheet were matched.

use crate::model::matching::{How, Matching, RowMatch};
use crate::model::table::{Row, Table};
use crate::steps::matching::{Match, Matching as Found, has_words};
use crate::steps::reconcile::records::resembling;
use crate::steps::reconcile::run::Run;

/// A sheet of a file, with the order of its rows.
pub fn begin(run: &Run<'_>, table: &Table, found: &Found) -> Matching {
    let bases = found.rows.iter().filter_map(|m| match m {
        Match::Record { base, .. } => *base,
        _ => None,
    });
    let state = run.master.sheet(&table.sheet.key);
    Matching {
        file: table.file.clone(),
        sheet: state.map_or_else(|| table.sheet.title.clone(), |s| s.sheet.title.clone()),
        rows: Vec::with_capacity(table.rows.len()),
        missing: Vec::new(),
        reordered: !bases.is_sorted(),
    }
}

/// How a row was matched; nothing for one that is empty.
pub fn row(run: &Run<'_>, table: &Table, base: Option<&Table>, row: &Row, found: &Match) -> Option<RowMatch> {
    let how = match found {
        Match::Record { key, base: b } => {
            let roster = run.rosters.get(&table.sheet.key)?;
            let sent = b.and_then(|b| base?.rows.get(b));
            let own = row.row_key.as_deref();
            let by_key = own.is_some_and(|own| {
                roster.of_row_key(own) == Some(key) || sent.is_some_and(|s| s.row_key.as_deref() == Some(own))
            });
            match row.id.as_deref() {
                _ if by_key => How::RowKey,
                Some(id) if roster.of_id(id) == Some(key) => How::Id,
                _ => How::Words,
            }
        }
        Match::New { .. } if has_words(row, &table.sheet) => How::New,
        Match::New { .. } => return None,
        Match::Mismatch { .. } | Match::Duplicate { .. } => How::Asked,
        Match::Surplus if has_words(row, &table.sheet) => How::Copied,
        Match::Surplus => return None,
    };
    let id = |key: &String| Some(run.master.sheet(&table.sheet.key)?.records.get(key)?.id.clone());
    let record = match found {
        Match::Record { key, .. } => id(key),
        Match::Mismatch { records, .. } => records.first().and_then(id),
        Match::Duplicate { record } => record.as_ref().and_then(id),
        Match::New { .. } | Match::Surplus => None,
    };
    Some(RowMatch { place: table.row_place(row), how, record, score: None })
}

/// A new row that did not become a record resembles one: it is or was asked about, and says by how much.
pub fn after(run: &Run<'_>, table: &Table, row: &Row, told: RowMatch, added: bool) -> RowMatch {
    if told.how != How::New || added {
        return told;
    }
    let near = resembling(run, &table.sheet, row);
    let record = near.as_ref().and_then(|(key, _)| run.master.sheet(&table.sheet.key)?.records.get(key));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 100")]
    let score = near.as_ref().map(|(_, score)| (score * 100.0).round() as u32);
    RowMatch { how: How::Asked, record: record.map(|r| r.id.clone()), score, ..told }
}

/// Adds what is no longer there, and gives the whole to the run.
pub fn end(run: &mut Run<'_>, base: Option<&Table>, found: &Found, mut told: Matching) {
    let sent = found.missing.iter().filter_map(|b| base?.rows.get(*b));
    told.missing = sent.filter_map(|row| row.id.clone()).collect();
    if !told.rows.is_empty() || !told.missing.is_empty() {
        run.matching.push(told);
    }
}
