//! The name of a weekday beside a day.

use super::words::weekday;
use jiff::civil::Weekday;

/// The text without the name of a weekday at its begin or end, and that day.
pub(super) fn split_weekday(text: &str) -> Option<(&str, Weekday)> {
    let text = text.trim();
    leading_weekday(text).or_else(|| trailing_weekday(text))
}

fn leading_weekday(text: &str) -> Option<(&str, Weekday)> {
    let end = text.find(|c: char| !c.is_alphabetic())?;
    let (word, rest) = text.split_at(end);
    let rest = rest.trim_start_matches(['.', ',']);
    let day = weekday(word).or_else(|| weekday(word.trim_end_matches("曜日")))?;
    rest.starts_with(' ').then(|| (rest.trim_start(), day))
}

fn trailing_weekday(text: &str) -> Option<(&str, Weekday)> {
    if let Some((rest, word)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
        let word = word.trim().trim_end_matches('.').trim_end_matches('日').trim_end_matches('曜');
        return weekday(if word.is_empty() { "日" } else { word }).map(|day| (rest.trim_end(), day));
    }
    if let Some(rest) = text.strip_suffix("曜日") {
        let (at, sign) = rest.char_indices().next_back()?;
        let day = weekday(sign.encode_utf8(&mut [0; 4]))?;
        return rest.get(..at).map(|rest| (rest.trim_end(), day));
    }
    let (rest, word) = text.rsplit_once([' ', ','])?;
    weekday(word).map(|day| (rest.trim_end().trim_end_matches(','), day))
}
