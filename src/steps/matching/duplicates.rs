//! One row key on several rows: a row was copied with its hidden cells, or a new row was filled down.

use super::{Match, Matcher};
use crate::model::table::Row;
use std::collections::BTreeMap;

pub(super) fn settle(matcher: &mut Matcher<'_>) {
    let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, row) in matcher.returned.rows.iter().enumerate() {
        if let Some(key) = &row.row_key {
            groups.entry(key).or_default().push(i);
        }
    }
    for (key, rows) in groups.into_iter().filter(|(_, rows)| rows.len() > 1) {
        settle_group(matcher, key, &rows);
    }
}

fn settle_group(matcher: &mut Matcher<'_>, key: &str, rows: &[usize]) {
    let base = matcher.base_of_key(key);
    let record =
        base.and_then(|b| matcher.record_of_base(b)).or_else(|| matcher.roster.of_row_key(key).map(ToOwned::to_owned));
    let (same, changed): (Vec<usize>, Vec<usize>) = rows.iter().copied().partition(|i| is_as_sent(matcher, *i, base));
    let own = same.first().copied().or_else(|| heard_row(matcher, key, record.as_deref(), base, &changed));
    for i in rows.iter().copied() {
        let found = if Some(i) == own {
            record.clone().map(|key| Match::Record { key, base })
        } else if same.contains(&i) {
            Some(Match::Surplus)
        } else {
            Some(Match::Duplicate { record: record.clone() })
        };
        if let Some(found) = found {
            matcher.set(i, found);
        }
    }
}

/// For a row that was sent empty: the one row that says what the record was heard with.
fn heard_row(
    matcher: &Matcher<'_>,
    key: &str,
    record: Option<&str>,
    base: Option<usize>,
    changed: &[usize],
) -> Option<usize> {
    let record = record?;
    if base.is_some_and(|b| matcher.record_of_base(b).is_some()) {
        return None;
    }
    let heard = |i: &&usize| matcher.words(**i).is_some_and(|w| matcher.roster.was_heard(record, key, w));
    match changed.iter().filter(heard).collect::<Vec<_>>().as_slice() {
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
