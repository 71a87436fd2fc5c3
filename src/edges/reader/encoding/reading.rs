//! A text in one encoding, and how many of its words are none.

use crate::model::text_encoding::EncodedLine;
use std::collections::BTreeSet;

/// A text as an encoding has it.
pub(super) struct TextReading {
    pub(super) text: String,
    /// The words that are not ASCII.
    pub(super) words: BTreeSet<String>,
    /// How many of them are no words of any language.
    pub(super) odd: usize,
}

impl TextReading {
    /// A reading; none where it holds characters that nobody types.
    pub(super) fn of(text: String) -> Option<Self> {
        if text.chars().any(is_never_typed) {
            return None;
        }
        let words: BTreeSet<String> =
            text.split(is_between_words).filter(|word| !word.is_ascii()).map(ToOwned::to_owned).collect();
        let lone =
            words.iter().flat_map(|word| word.chars()).filter(|c| Script::of(*c).is_foreign()).take(2).count() == 1;
        let odd = words.iter().filter(|word| is_odd(word)).count() + usize::from(lone);
        Some(Self { text, words, odd })
    }

    /// The words of this reading that another does not have.
    pub(super) fn words_not_in<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.words.difference(&other.words).map(String::as_str)
    }

    /// How much a word tells: a character of thousands tells more than one of a few dozen.
    pub(super) fn weight_of(word: &str) -> usize {
        let characters =
            word.chars().filter(|c| matches!(Script::of(*c), Script::EastAsian | Script::HalfWidth)).count();
        characters.max(2)
    }
}

/// The first line of a text that is not ASCII.
pub(super) fn first_telling_line(text: &str) -> Option<EncodedLine> {
    let found = (1..).zip(text.lines()).find(|(_, line)| !line.is_ascii());
    found.map(|(number, line)| EncodedLine { number, text: line.to_owned() })
}

/// Whether it stands in no text: a control, a character for private use, or one for what can't be decoded.
fn is_never_typed(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9f}' | '\u{e000}'..='\u{f8ff}' | '\u{fffd}' | '\u{f0000}'..)
}

fn is_between_words(c: char) -> bool {
    !c.is_alphanumeric() && (c.is_ascii() || c.is_whitespace() || is_usual_sign(c))
}

/// A sign that stands beside words in many texts.
fn is_usual_sign(c: char) -> bool {
    matches!(c, '‘'..='‟' | '‐'..='―' | '…' | '•' | '·' | '«' | '»' | '‹' | '›' | '°' | '©' | '®' | '§' | '´' | '¡' | '¿')
        || matches!(c, '\u{2100}'..='\u{24ff}' | '\u{2580}'..='\u{27bf}')
        || matches!(c, '\u{3000}'..='〿' | '！'..='／' | '：'..='＠' | '［'..='｀' | '｛'..='｠')
}

/// What a character of a word is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Ascii,
    Digit,
    Latin,
    /// Cyrillic, Greek, Hebrew, Arabic, Thai: words of them hold no Latin letters.
    Alphabet,
    EastAsian,
    /// Katakana of half the width, and its signs.
    HalfWidth,
    /// A sign that stands before or behind an amount.
    Currency,
    /// `½`, `²`, `µ` and their like, behind digits or units.
    Measure,
    /// A sign that does not stand in words.
    Sign,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '0'..='9' => Self::Digit,
            _ if c.is_ascii() => Self::Ascii,
            'ª' | 'º' | '²' | '³' | '¹' | '¼'..='¾' | 'µ' | '±' | '×' | '÷' => Self::Measure,
            '£' | '¥' | '€' | '₪' => Self::Currency,
            'ƒ' => Self::Sign,
            '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{300}'..='\u{36f}' => Self::Latin,
            '\u{370}'..='\u{6ff}' | '\u{e00}'..='\u{e7f}' if c.is_alphabetic() || c >= '\u{e00}' => Self::Alphabet,
            '\u{ff61}'..='\u{ff9f}' => Self::HalfWidth,
            '\u{3000}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' => Self::EastAsian,
            _ => Self::Sign,
        }
    }

    /// Whether it stands in words of other than Latin letters.
    fn is_foreign(self) -> bool {
        matches!(self, Self::Alphabet | Self::EastAsian | Self::HalfWidth)
    }

    fn is_letter(self) -> bool {
        matches!(self, Self::Ascii | Self::Latin | Self::Alphabet | Self::EastAsian | Self::HalfWidth)
    }
}

/// Letters that are words or abbreviations by themselves.
const ALONE: [char; 16] = ['à', 'á', 'è', 'é', 'ê', 'ì', 'í', 'ò', 'ó', 'ú', 'ä', 'ö', 'ü', 'å', 'æ', 'ø'];

/// Whether these characters make no word of any language.
fn is_odd(word: &str) -> bool {
    let characters: Vec<(char, Script)> = word.chars().map(|c| (c, Script::of(c))).collect();
    let has = |script: Script| characters.iter().any(|(_, s)| *s == script);
    let latin = has(Script::Latin) || has(Script::Ascii);
    let mixes = (latin && (has(Script::Alphabet) || has(Script::HalfWidth)))
        || (has(Script::Ascii) && has(Script::EastAsian) && word.chars().any(|c| c.is_ascii_lowercase()));
    let only_accents = characters.len() > 2 && characters.iter().all(|(_, s)| *s == Script::Latin);
    let no_word_alone = matches!(characters.as_slice(), [(c, Script::Latin)] if !ALONE.contains(&c.to_lowercase().next().unwrap_or(*c)));
    mixes
        || only_accents
        || no_word_alone
        || has_odd_case(word)
        || characters.windows(2).any(is_odd_pair)
        || is_odd_sign(&characters)
}

/// Whether a capital that is not ASCII stands within a word of small letters.
fn has_odd_case(word: &str) -> bool {
    let within = word.chars().skip(1).any(|c| !c.is_ascii() && c.is_uppercase());
    within && word.chars().any(char::is_lowercase)
}

/// Whether two characters do not stand beside each other.
fn is_odd_pair(pair: &[(char, Script)]) -> bool {
    let &[(_, one), (next, two)] = pair else { return false };
    let accented = |s: Script| matches!(s, Script::Latin | Script::Alphabet);
    match (one, two) {
        (Script::Currency, s) | (s, Script::Currency) => s.is_letter(),
        // m², nº
        (Script::Ascii, Script::Measure) => !matches!(next, '²' | '³' | 'º' | 'ª'),
        (Script::Measure, s) => s.is_letter() && pair.first().is_none_or(|(c, _)| *c != 'µ'),
        (s, Script::Measure) => s.is_letter(),
        (Script::Digit, s) | (s, Script::Digit) => accented(s),
        _ => false,
    }
}

fn is_odd_sign(word: &[(char, Script)]) -> bool {
    word.iter().any(|(_, script)| *script == Script::Sign)
}
