//! A copy of which only what is seen was sorted: row keys stand beside other rows' data.

use super::{Match, Matcher, alike, has_words};

pub(super) fn settle(matcher: &mut Matcher<'_>) {
    let displaced: Vec<(usize, usize)> = (0..matcher.returned.rows.len())
        .filter(|i| matcher.open(*i))
        .filter_map(|i| Some((i, displaced(matcher, i)?)))
        .collect();
    if displaced.len() < 2 {
        return;
    }
    matcher.shuffled = true;
    for (i, b) in displaced {
        if let Some(found) = matcher.base_match(b) {
            matcher.set(i, found);
        }
    }
    for i in 0..matcher.returned.rows.len() {
        if matcher.open(i)
            && !stands_by_its_key(matcher, i)
            && let Some(found) = without_key(matcher, i)
        {
            matcher.set(i, found);
        }
    }
}

/// The other row of the base whose natural key this row has.
fn displaced(matcher: &Matcher<'_>, i: usize) -> Option<usize> {
    let base = matcher.base.as_ref()?;
    let own = matcher.base_of_key(matcher.row(i)?.row_key.as_deref()?)?;
    let words = matcher.words(i)?;
    let other = base.only_by_words(words)?;
    (other != own && matcher.base_words(own) != Some(words) && !held_by_its_row(matcher, other, words)).then_some(other)
}

/// Does the row that carries the other's key still have the other's words? Then this one was typed again, not moved.
fn held_by_its_row(matcher: &Matcher<'_>, other: usize, words: &str) -> bool {
    let Some(key) = matcher.base.as_ref().and_then(|b| b.row(other)).and_then(|r| r.row_key.as_deref()) else {
        return false;
    };
    matcher
        .returned
        .rows
        .iter()
        .enumerate()
        .any(|(i, r)| r.row_key.as_deref() == Some(key) && matcher.words(i) == Some(words))
}

fn stands_by_its_key(matcher: &Matcher<'_>, i: usize) -> bool {
    let Some(row) = matcher.row(i) else { return true };
    let Some(own) = row.row_key.as_deref().and_then(|k| matcher.base_of_key(k)) else { return false };
    let sent = matcher.base.as_ref().and_then(|b| b.row(own));
    if row.id.is_some() && sent.is_some_and(|s| s.id != row.id) {
        return false;
    }
    match (matcher.base_words(own), matcher.words(i)) {
        (Some(sent), Some(words)) => alike(sent, words),
        (None, Some(_)) => row.id.is_none() && sent.is_some_and(|s| s.id.is_none()),
        _ => true,
    }
}

/// In a shuffled sheet a row without a sound key is the record that its words name; else that of its visible ID, if it
/// still says most of what that was sent with.
fn without_key(matcher: &Matcher<'_>, i: usize) -> Option<Match> {
    let row = matcher.row(i)?;
    let record = |key: &str| Match::Record { key: key.to_owned(), base: matcher.base_of_record(key) };
    let by_words = matcher.words(i).and_then(|w| matcher.roster.only_by_words(w));
    if let Some(key) = row.id.as_deref().and_then(|id| matcher.roster.of_id(id)) {
        let base = matcher.base_of_record(key);
        let known = matcher.roster.entry(key).and_then(|e| e.words.as_deref());
        let sent = base.and_then(|b| matcher.base_words(b));
        let stands = |w: &str| known.is_none_or(|k| alike(k, w)) || sent.is_some_and(|s| alike(s, w));
        return Some(match by_words.filter(|other| *other != key) {
            _ if matcher.words(i).is_none_or(stands) => record(key),
            Some(other) => record(other),
            None if matcher.is_renamed(i, base, key) => record(key),
            None => matcher.mismatch(key.to_owned(), None),
        });
    }
    if !has_words(row, &matcher.returned.sheet) {
        return Some(Match::Surplus);
    }
    Some(by_words.map_or(Match::New { key: None }, record))
}
