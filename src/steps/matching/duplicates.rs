//! One row key on several rows: somebody copied a row with its hidden cells, or filled a new row down.

use super::matched_row::MatchedRow;
use super::matcher::Matcher;
use crate::model::keys::RecordKey;
use crate::model::table::Row;
use std::collections::BTreeMap;

/// Matches all rows that share their row key: one of them is the record, the others repeat it or are asked about.
pub(super) fn match_repeated_row_keys(matcher: &mut Matcher<'_>) {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, row) in matcher.returned.rows.iter().enumerate() {
        if let Some(key) = &row.row_key {
            groups.entry(key).or_default().push(i);
        }
    }
    for (key, rows) in groups.into_iter().filter(|(_, rows)| rows.len() > 1) {
        match_group(matcher, key, &rows);
    }
}

fn match_group(matcher: &mut Matcher<'_>, key: &str, rows: &[usize]) {
    let base = matcher.base_row_with_key(key);
    let record = base.and_then(|b| matcher.record_of_base_row(b)).or_else(|| matcher.index.by_row_key(key).cloned());
    let (same, changed): (Vec<usize>, Vec<usize>) = rows.iter().copied().partition(|i| is_as_sent(matcher, *i, base));
    let own = same.first().copied().or_else(|| row_with_known_key(matcher, key, record.as_ref(), base, &changed));
    for i in rows.iter().copied() {
        let found = if Some(i) == own {
            record.clone().map(|key| matcher.record(i, key, base))
        } else if same.contains(&i) {
            Some(MatchedRow::Surplus)
        } else {
            Some(MatchedRow::Duplicate { record: record.clone() })
        };
        if let Some(found) = found {
            matcher.decide(i, found);
        }
    }
}

/// For a row that was sent empty: the one row with a natural key that the record has had under this row key.
fn row_with_known_key(
    matcher: &Matcher<'_>,
    key: &str,
    record: Option<&RecordKey>,
    base: Option<usize>,
    changed: &[usize],
) -> Option<usize> {
    let record = record?;
    if base.is_some_and(|b| matcher.record_of_base_row(b).is_some()) {
        return None;
    }
    let is_known =
        |i: &&usize| matcher.natural_key(**i).is_some_and(|w| matcher.index.has_natural_key_under(record, key, w));
    match changed.iter().filter(is_known).collect::<Vec<_>>().as_slice() {
        [one] => Some(**one),
        _ => None,
    }
}

fn is_as_sent(matcher: &Matcher<'_>, i: usize, base: Option<usize>) -> bool {
    let sent: Option<&Row> = base.and_then(|b| matcher.base.as_ref().and_then(|base| base.row(b)));
    let (Some(sent), Some(row)) = (sent, matcher.row(i)) else { return false };
    let columns = matcher.returned.sheet.columns.iter().zip(&matcher.returned.present).enumerate();
    columns.filter(|(_, (c, at))| at.is_some() && !c.is_tool()).all(|(c, _)| row.values.get(c) == sent.values.get(c))
}
