//! A copy in which somebody sorted the visible columns only, so that row keys stand beside other rows' data.

use super::matched_row::MatchedRow;
use super::matcher::Matcher;
use super::record_index::is_same_or_similar;
use crate::model::keys::RecordKey;
use crate::model::table::Row;
use std::collections::BTreeSet;

/// Matches the rows of a sheet in which at least two row keys stand beside another row's natural key.
pub(super) fn match_shuffled_rows(matcher: &mut Matcher<'_>) {
    let in_place = rows_in_place(matcher);
    let displaced: Vec<(usize, usize)> = (0..matcher.returned.rows.len())
        .filter(|i| matcher.is_undecided(*i))
        .filter_map(|i| Some((i, displaced(matcher, i, &in_place)?)))
        .collect();
    if displaced.len() < 2 {
        return;
    }
    matcher.shuffled = true;
    for (i, b) in displaced {
        if let Some(found) = matcher.record_sent_as(i, b) {
            matcher.decide(i, found);
        }
    }
    for i in 0..matcher.returned.rows.len() {
        if matcher.is_undecided(i)
            && !keeps_its_row_key(matcher, i)
            && let Some(found) = match_without_row_key(matcher, i)
        {
            matcher.decide(i, found);
        }
    }
}

/// The rows of the base of which a returned row has both the row key and the natural key.
fn rows_in_place(matcher: &Matcher<'_>) -> BTreeSet<usize> {
    let in_place = |(i, row): (usize, &Row)| {
        let sent = matcher.base_row_with_key(row.row_key.as_deref()?)?;
        let natural_key = matcher.natural_key(i)?;
        (matcher.base_natural_key(sent) == Some(natural_key)).then_some(sent)
    };
    matcher.returned.rows.iter().enumerate().filter_map(in_place).collect()
}

/// The other row of the base whose natural key this row has. If that one's own row still has it, this one was typed again,
/// not moved.
fn displaced(matcher: &Matcher<'_>, i: usize, in_place: &BTreeSet<usize>) -> Option<usize> {
    let base = matcher.base.as_ref()?;
    let own = matcher.base_row_with_key(matcher.row(i)?.row_key.as_deref()?)?;
    let natural_key = matcher.natural_key(i)?;
    let other = base.only_with_natural_key(natural_key)?;
    (other != own && matcher.base_natural_key(own) != Some(natural_key) && !in_place.contains(&other)).then_some(other)
}

fn keeps_its_row_key(matcher: &Matcher<'_>, i: usize) -> bool {
    let Some(row) = matcher.row(i) else { return true };
    let Some(own) = row.row_key.as_deref().and_then(|k| matcher.base_row_with_key(k)) else { return false };
    let sent = matcher.base.as_ref().and_then(|b| b.row(own));
    if row.id.is_some() && sent.is_some_and(|s| s.id != row.id) {
        return false;
    }
    match (matcher.base_natural_key(own), matcher.natural_key(i)) {
        (Some(sent), Some(natural_key)) => is_same_or_similar(sent, natural_key),
        (None, Some(_)) => row.id.is_none() && sent.is_some_and(|s| s.id.is_none()),
        _ => true,
    }
}

/// In a shuffled sheet, a row without a row key to trust is the record of its natural key; else that of its visible ID,
/// if most of what that was sent with is still there.
fn match_without_row_key(matcher: &Matcher<'_>, i: usize) -> Option<MatchedRow> {
    let row = matcher.row(i)?;
    let record = |key: &RecordKey| matcher.record(i, key.clone(), matcher.base_row_of_record(key));
    let by_natural_key = matcher.natural_key(i).and_then(|w| matcher.index.only_with_natural_key(w));
    if let Some(key) = row.id.as_deref().and_then(|id| matcher.index.by_id(id)) {
        let base = matcher.base_row_of_record(key);
        let known = matcher.index.entry(key).and_then(|e| e.natural_key.as_deref());
        let sent = base.and_then(|b| matcher.base_natural_key(b));
        let stands =
            |w: &str| known.is_none_or(|k| is_same_or_similar(k, w)) || sent.is_some_and(|s| is_same_or_similar(s, w));
        return Some(match by_natural_key.filter(|other| *other != key) {
            _ if matcher.natural_key(i).is_none_or(stands) => record(key),
            Some(other) => record(other),
            None if matcher.is_renamed(i, base, key) => record(key),
            None => matcher.mismatch(key.clone(), None),
        });
    }
    if !row.has_typed_values(&matcher.returned.sheet) {
        return Some(MatchedRow::Surplus);
    }
    Some(by_natural_key.map_or(MatchedRow::New { key: None }, record))
}
