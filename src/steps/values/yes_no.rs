//! Yes or no, in words of every language that copies are written in and by the marks that people put into lists.

use super::read_value::{ReadResult, ReadValue, as_typed};
use crate::model::code::Code;
use crate::model::grid::{Raw, RawCell};
use crate::model::template::Column;
use crate::model::text::nearest;
use crate::model::typed::fold_typed;
use crate::model::value::{Value, yes_no};
use crate::model::value_issue::ValueIssue;

/// Words for yes, folded, and the language in which alone one means it; none where no language uses it otherwise.
const YES: [(&str, Option<&str>); 16] = [
    ("yes", None),
    ("y", None),
    ("true", None),
    ("1", None),
    ("ja", None),
    ("j", None),
    ("wahr", None),
    ("oui", None),
    ("vrai", None),
    ("sí", None),
    ("si", None),
    ("verdadero", None),
    ("はい", None),
    ("真", None),
    ("o", Some("fr")),
    ("s", Some("es")),
];

/// Words for no, likewise.
const NO: [(&str, Option<&str>); 11] = [
    ("no", None),
    ("n", None),
    ("false", None),
    ("0", None),
    ("nein", None),
    ("falsch", None),
    ("non", None),
    ("faux", None),
    ("falso", None),
    ("いいえ", None),
    ("偽", None),
];

/// Ticks and hollow circles, which say yes. A filled circle is a bullet, and a box with a cross means either.
const YES_MARKS: [char; 11] = ['✓', '✔', '☑', '✅', '🗸', '🗹', '○', '〇', '◯', '⭕', '⭘'];
/// Crosses, which say no; the letter x marks what holds.
const NO_MARKS: [char; 11] = ['✗', '✘', '✕', '✖', '×', '❌', '❎', '☓', '⨯', '🗙', '🗴'];
/// The letter by which people mark what holds, but Japan the opposite.
const LETTER_MARK: &str = "x";

/// Reads yes or no.
pub(super) fn read_yes_no(cell: &RawCell, column: &Column, language: Option<&str>) -> ReadResult {
    if let Raw::YesNo(yes) = cell.raw {
        return Ok(ReadValue::exact(Value::YesNo(yes)));
    }
    let typed = as_typed(cell);
    // No language uses Yes or No for the other.
    if let Some(yes) = [true, false].into_iter().find(|yes| typed == yes_no(*yes)) {
        return Ok(ReadValue::exact(Value::YesNo(yes)));
    }
    let word = fold_typed(&typed);
    if let [label] = column.labels_translated_as(language, |label| fold_typed(label) == word).as_slice() {
        let is_own = language.is_some_and(|own| fold_typed(column.word(label, own)) == word);
        let yes = *label == yes_no(true);
        return Ok(ReadValue::with_note(Value::YesNo(yes), (!is_own).then(|| read_as(&typed, yes, column))));
    }
    let Some(yes) = meaning(&word, language) else { return Err(not_yes_or_no(&typed, column)) };
    let note = (!matches!(word.as_str(), "yes" | "no")).then(|| read_as(&typed, yes, column));
    Ok(ReadValue::with_note(Value::YesNo(yes), note))
}

fn read_as(typed: &str, yes: bool, column: &Column) -> String {
    format!("{} was typed as {:?}; read as {}.", column.title, typed.trim(), yes_no(yes))
}

/// What a mark such as ✓ or ✗ says; none for other texts.
pub(super) fn meaning_of_mark(text: &str) -> Option<bool> {
    let word = fold_typed(text);
    let mut chars = word.chars();
    let (Some(mark), None) = (chars.next(), chars.next()) else { return None };
    if YES_MARKS.contains(&mark) { Some(true) } else { NO_MARKS.contains(&mark).then_some(false) }
}

fn meaning(word: &str, language: Option<&str>) -> Option<bool> {
    let says = |words: &[(&str, Option<&str>)]| {
        words.iter().any(|(known, only)| *known == word && (only.is_none() || *only == language))
    };
    if says(&YES) || (word == LETTER_MARK && language != Some("ja")) {
        return Some(true);
    }
    if says(&NO) { Some(false) } else { meaning_of_mark(word) }
}

fn not_yes_or_no(typed: &str, column: &Column) -> ValueIssue {
    let message = format!("{} is {:?}, but Yes or No is expected.", column.title, typed.trim());
    let near = nearest(typed, ["Yes", "No"]).map(|word| Value::YesNo(word == "Yes"));
    ValueIssue::refused(Code::ValueType, message).near(near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::Kind;
    use crate::steps::values::is_auto_converted;
    use proptest::prelude::*;

    fn read_as(text: &str, language: Option<&str>) -> Option<Value> {
        let cell = RawCell { raw: Raw::Text(text.into()), ..RawCell::default() };
        read_yes_no(&cell, &Column::new("y", "Y", Kind::YesNo), language).ok().map(|read| read.value)
    }

    #[test]
    fn no_word_and_no_mark_says_both() {
        for (word, _) in YES {
            assert!(NO.iter().all(|(no, _)| *no != word), "{word}");
            assert_eq!(fold_typed(word), word, "words are listed folded");
        }
        assert!(YES_MARKS.iter().all(|mark| !NO_MARKS.contains(mark)));
        assert!(!is_auto_converted("✓", "Yes"));
    }

    #[test]
    fn a_word_of_another_language_is_noted() {
        use crate::model::language::Translation;
        let mut column = Column::new("y", "Y", Kind::YesNo);
        for (code, yes, no) in [("de", "Ja", "Nein"), ("fr", "Oui", "Non")] {
            let labels = [("Yes".to_owned(), yes.to_owned()), ("No".to_owned(), no.to_owned())];
            let words = Translation { labels: labels.into_iter().collect(), ..Translation::default() };
            column.words.insert(code.into(), words);
        }
        for (text, language, noted) in [
            ("Ja", Some("de"), false),
            ("ja", Some("de"), false),
            ("Ja", None, true),
            ("Oui", Some("de"), true),
            ("Non", Some("en"), true),
            ("yes", Some("de"), false),
        ] {
            let cell = RawCell { raw: Raw::Text(text.into()), ..RawCell::default() };
            let read = read_yes_no(&cell, &column, language).unwrap();
            assert_eq!(read.note.is_some(), noted, "{text} in {language:?}: {:?}", read.note);
        }
    }

    proptest! {
        /// A symbol is understood by what it is: what it looks like in plain letters says nothing.
        #[test]
        fn a_symbol_that_is_not_listed_is_asked(c in any::<char>(), language in proptest::sample::select(vec!["en", "de", "fr", "es", "ja"])) {
            let mark = YES_MARKS.contains(&c) || NO_MARKS.contains(&c);
            prop_assume!(!mark && !c.is_ascii() && !('\u{ff01}'..='\u{ffee}').contains(&c) && !"真偽".contains(c));
            prop_assert_eq!(read_as(&c.to_string(), Some(language)), None);
        }
    }
}
