//! A folded text in pieces: numbers, words, and what stands between them.

use super::words::{FILLERS, ORDINALS};

/// A number or a word of a text, with what stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DatePart<'t> {
    /// The separator before it, without blanks at its ends; of the first, what the text begins with.
    pub(super) before: &'t str,
    /// Whether something stands before it: blanks count.
    pub(super) apart: bool,
    pub(super) text: &'t str,
    /// Where it begins and ends in the text.
    pub(super) range: (usize, usize),
}

impl DatePart<'_> {
    /// Its value, if it is a number that a date may have.
    pub(super) fn number(&self) -> Option<i32> {
        (self.text.len() <= 4 && is_digits(self.text)).then(|| self.text.parse().ok()).flatten()
    }

    /// The number of a day, a month or another part of a year.
    pub(super) fn short_number(&self) -> Option<i32> {
        self.number().filter(|_| self.text.len() <= 2)
    }

    /// A year in four digits.
    pub(super) fn year(&self) -> Option<i32> {
        self.number().filter(|_| self.text.len() == 4)
    }

    /// Two digits that may be a year of this century or of the last.
    pub(super) fn is_year_of_two_centuries(&self) -> bool {
        self.text.len() == 2 && self.number().is_some_and(|y| y >= 50)
    }

    /// A year in two digits, of this century; none from 50 on, which may be of the last.
    pub(super) fn short_year(&self) -> Option<i32> {
        self.number().filter(|y| self.text.len() == 2 && *y < 50).map(|y| 2000 + y)
    }
}

/// The numbers and words of a text, without ordinal endings and words that say nothing, and what the text ends with.
pub(super) fn tokens(text: &str) -> (Vec<DatePart<'_>>, &str) {
    let mut out: Vec<DatePart<'_>> = Vec::new();
    let mut end = 0;
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let length = piece_length(text.get(at..).unwrap_or_default(), c);
        let piece = text.get(at..at + length).unwrap_or_default();
        let is_piece = c.is_alphanumeric() || ORDINALS.contains(&piece);
        let between = text.get(end..at).unwrap_or_default();
        let is_ordinal =
            between.is_empty() && ORDINALS.contains(&piece) && out.last().is_some_and(|t| is_digits(t.text));
        if is_ordinal || (FILLERS.contains(&piece) && between.trim().is_empty()) {
            end = at + length;
        } else if is_piece {
            let apart = !between.is_empty() || end != out.last().map_or(0, |t| t.range.1);
            out.push(DatePart { before: between.trim(), apart, text: piece, range: (at, at + length) });
            end = at + length;
        }
        at += length;
    }
    (out, text.get(end..).unwrap_or_default().trim())
}

/// How long the run is that begins here: of digits, of letters, or one other character.
fn piece_length(rest: &str, first: char) -> usize {
    let run = |is_like: &dyn Fn(char) -> bool| rest.find(|c: char| !is_like(c)).unwrap_or(rest.len());
    match first {
        c if c.is_ascii_digit() => run(&|c| c.is_ascii_digit()),
        'º' | 'ª' => first.len_utf8(),
        c if c.is_alphanumeric() => run(&|c| c.is_alphanumeric() && !c.is_ascii_digit() && c != 'º' && c != 'ª'),
        _ => first.len_utf8(),
    }
}

pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}
