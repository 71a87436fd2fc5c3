//! How texts are compared, shortened and turned into keys. Nothing else decides what counts as the same text.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The form in which natural keys, titles and choices are compared: Unicode NFKC, full case folding, white space
/// folded to single blanks, none at the ends.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text);
    }
    let normal: String = text.nfkc().collect();
    let folded: String = caseless::default_case_fold_str(&normal).nfkc().collect();
    fold_blanks(&folded)
}

/// [`fold`] for the many texts that need nothing but small letters.
pub(super) fn fold_ascii(text: &str) -> String {
    let mut out = if is_single_spaced(text.as_bytes()) { text.to_owned() } else { fold_blanks(text) };
    out.make_ascii_lowercase();
    out
}

/// Whether ASCII text has single blanks between its words and no other white space.
pub(super) fn is_single_spaced(text: &[u8]) -> bool {
    let mut after_blank = true;
    for byte in text {
        let is_blank = *byte <= b' ';
        if is_blank && (after_blank || *byte != b' ') {
            return false;
        }
        after_blank = is_blank;
    }
    !after_blank || text.is_empty()
}

pub(super) fn fold_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The form in which column and sheet titles are compared: folded, without marks that people add to a title.
pub fn fold_title(title: &str) -> String {
    fold(title).trim_end_matches(['*', '†', '!', '?', ':', ' ']).to_owned()
}

/// A key for file names: `Ana Díaz` is `ana-diaz`. Empty where no letter or digit is left.
pub fn slug(text: &str) -> String {
    let plain = deunicode::deunicode(text).to_lowercase();
    let words: Vec<&str> = plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("-")
}

/// Text as it can be shown on a terminal or in a log: characters that would move the cursor, turn the direction of writing or
/// stand there unseen are written as escapes, such as `\u{1b}`. Line breaks and tabs stay.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return Cow::Borrowed(text);
    }
    let shown = |c: char| if is_unseen(c) { c.escape_unicode().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(shown).collect())
}

/// The same in one line: line breaks and tabs are written as escapes as well, so that no text can pass for lines of the program.
pub fn escaped_line(text: &str) -> String {
    escaped(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// Controls of C0 and C1, marks of direction, characters without width, and separators of lines that few programs know.
fn is_unseen(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    let of_direction =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let without_width =
        matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}');
    control || of_direction || without_width || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Text as it is kept: CRLF and CR become LF, all else stays as typed.
pub fn normalise_line_ends(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// How much two texts resemble each other after folding, from 0 (nothing in common) to 1 (the same).
///
/// The better of the texts compared as they stand and with their words in alphabetical order, so that
/// `Park, Ada` resembles `Ada Park`.
pub fn resemblance(a: &str, b: &str) -> f64 {
    let (a, b) = (fold(a), fold(b));
    spelling_similarity(&a, &b).max(spelling_similarity(&sorted_words(&a), &sorted_words(&b))).max(contained(&a, &b))
}

/// How near two texts are spelled, from 0 to 1; changed letters and those that changed places count. 0 where their
/// lengths or letters alone say that it is less than 0.6, at which nobody would take one for the other, and where different texts are
/// too long to be names.
pub fn spelling_similarity(a: &str, b: &str) -> f64 {
    let (x, y) = (a.chars().count(), b.chars().count());
    if x.min(y) * 5 < x.max(y) * 3 {
        return 0.0;
    }
    if x.max(y) > LONGEST_NAME {
        return if a == b { 1.0 } else { 0.0 };
    }
    if (x.max(y) - letters_in_common(a, b)) * 5 > x.max(y) * 2 {
        return 0.0;
    }
    strsim::normalized_damerau_levenshtein(a, b)
}

/// How many letters of one text the other has too, wherever they stand, or a few more: letters that are alike in their
/// lowest bits are taken for one.
fn letters_in_common(a: &str, b: &str) -> usize {
    let mut counts = [0_u16; 64];
    for c in a.chars() {
        if let Some(count) = counts.get_mut(c as usize % 64) {
            *count = count.saturating_add(1);
        }
    }
    let mut common = 0;
    for c in b.chars() {
        if let Some(count) = counts.get_mut(c as usize % 64).filter(|count| **count > 0) {
            *count -= 1;
            common += 1;
        }
    }
    common
}

/// How many letters of a text of this length may differ, or one more, so that another one resembles it as much as `least`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
pub fn most_edits(length: usize, least: f64) -> usize {
    ((1.0 - least) * length as f64 + 1e-6) as usize
}

/// How much one text is the other with something added at an end, from 0 to 1.
fn contained(a: &str, b: &str) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.chars().count() < SHORTEST_CONTINUED || !(long.starts_with(short) || long.ends_with(short)) {
        return 0.0;
    }
    CONTINUES
}

/// The resemblance of a text to one that begins or ends with it.
pub const CONTINUES: f64 = 0.86;

/// How many characters a text must have, so that one that begins or ends with it resembles it.
pub const SHORTEST_CONTINUED: usize = 8;

/// How many characters a text may have, so that one that differs in some letters resembles it: more are no name but prose.
pub const LONGEST_NAME: usize = 500;

/// From which resemblance on two natural keys may name the same record.
pub const RESEMBLES: f64 = 0.82;

/// Whether these two texts may name the same thing.
pub fn resembles(a: &str, b: &str) -> bool {
    resemblance(a, b) >= RESEMBLES
}

/// The words of a text in alphabetical order.
pub(super) fn sorted_words(text: &str) -> String {
    let mut words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// The candidate nearest to `word`, if one is near enough to be a slip of the pen.
pub fn nearest<'a, T: AsRef<str> + ?Sized>(word: &str, candidates: impl IntoIterator<Item = &'a T>) -> Option<&'a T> {
    let word = fold(word);
    let scored = candidates.into_iter().map(|c| (spelling_similarity(&word, &fold(c.as_ref())), c));
    let best = scored.fold(None, |best: Option<(f64, &'a T)>, (score, c)| match best {
        Some((top, _)) if top >= score => best,
        _ => Some((score, c)),
    });
    best.filter(|(score, _)| *score >= 0.6).map(|(_, c)| c)
}

/// ` Did you mean risks?`, to follow a message about a word that is not known; nothing where no candidate is near.
pub fn did_you_mean<'a, T>(word: &str, candidates: impl IntoIterator<Item = &'a T>) -> String
where
    T: AsRef<str> + ?Sized + 'a,
{
    nearest(word, candidates).map(|near| format!(" Did you mean {}?", near.as_ref())).unwrap_or_default()
}

/// `a`, `a and b`, `a, b and c`.
pub fn and_list<T: AsRef<str>>(words: &[T]) -> String {
    listed(words, "and")
}

/// `a`, `a or b`, `a, b or c`.
pub fn or_list<T: AsRef<str>>(words: &[T]) -> String {
    listed(words, "or")
}

fn listed<T: AsRef<str>>(words: &[T], conjunction: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {conjunction} {}", most.join(", "), last.as_ref())
        }
    }
}

/// `n` things: `1 row`, `3 rows`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// The text, or as many whole words of it as fit into so many characters.
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    let whole = cut.rfind(' ').map_or(cut.as_str(), |at| &cut[..at]);
    format!("{}…", whole.trim_end_matches([' ', ',', '.', ';', ':']))
}

/// The text with runs of blanks and line breaks as one blank.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether two texts agree once runs of blanks and line breaks count as one blank, as programs rewrite them.
pub fn same_text(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_folded_like_any_other() {
        for text in ["", " ", "a", " a", "a ", "A b", "A  b", "a\tb", "A\nb c", "a\u{1c}b", "\u{b}a", "a \u{c}b", "ID"]
        {
            let slowly: String = caseless::default_case_fold_str(text);
            assert_eq!(fold(text), fold_blanks(&slowly), "{text:?}");
        }
    }

    #[test]
    fn letters_rule_out_only_what_is_spelled_otherwise() {
        let words = [
            "owner",
            "woner",
            "renow",
            "responsible",
            "responsable",
            "größe",
            "grosse",
            "日付",
            "日時",
            "",
            "due",
            "date due",
        ];
        for (a, b) in words.iter().flat_map(|a| words.iter().map(move |b| (*a, *b))) {
            let whole = strsim::normalized_damerau_levenshtein(a, b);
            let found = spelling_similarity(a, b);
            assert!((found - whole).abs() < 1e-9 || (found == 0.0 && whole < 0.6), "{a} {b}: {found} {whole}");
        }
        assert_eq!(letters_in_common("owner", "renown"), 5);
        assert_eq!(spelling_similarity("owner", "chart"), 0.0);
    }

    #[test]
    fn words_are_compared_without_case_width_and_blanks() {
        for (a, b) in
            [("Straße", "STRASSE"), ("  In \u{a0}Progress\n", "in progress"), ("ＡＷＳ", "aws"), ("ﬁrst", "FIRST")]
        {
            assert_eq!(fold(a), fold(b), "{a:?} {b:?}");
        }
        assert_ne!(fold("a b"), fold("ab"));
        assert_eq!(fold_title("Owner *"), "owner");
    }

    #[test]
    fn what_a_terminal_would_obey_or_hide_is_shown_as_an_escape() {
        for (text, shown) in [
            ("Ana Díaz, 東京\n\tnext", "Ana Díaz, 東京\n\tnext"),
            ("\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
            ("\u{9b}2J", r"\u{9b}2J"),
            ("a\rb", r"a\u{d}b"),
            ("abc\u{202e}fdp.exe", r"abc\u{202e}fdp.exe"),
            ("a\u{2066}b\u{2028}c\u{200b}d\u{feff}", r"a\u{2066}b\u{2028}c\u{200b}d\u{feff}"),
        ] {
            assert_eq!(escaped(text), shown);
        }
        assert_eq!(escaped_line("one\ntwo\tthree"), r"one\ntwo\tthree");
    }

    #[test]
    fn slugs_are_plain_letters() {
        for (name, key) in [("Ana Díaz", "ana-diaz"), ("Søren O'Neill", "soren-o-neill"), ("  Li  ", "li"), ("…", "")]
        {
            assert_eq!(slug(name), key);
        }
    }

    #[test]
    fn the_nearest_word_is_a_slip_of_the_pen_or_none() {
        assert_eq!(nearest("riad", ["raid", "raci"]), None.or(Some("raid")));
        assert_eq!(nearest("In progeress", ["Open", "In Progress"]), Some("In Progress"));
        assert_eq!(nearest("Xyzzy plugh", ["Open", "In Progress"]), None);
    }

    #[test]
    fn what_lengths_leave_open_is_compared() {
        for (a, b, near) in [("open", "opne", true), ("abc", "abcde", true), ("ab", "abcde", false), ("", "", true)] {
            assert_eq!(spelling_similarity(a, b) > 0.0, near, "{a} {b}");
            assert!(near || strsim::normalized_damerau_levenshtein(a, b) < 0.6);
        }
    }

    #[test]
    fn a_reworded_key_resembles_and_another_does_not() {
        assert!(resembles("Code freeze not agreed", "Code freeze is not agreed"));
        assert!(resembles("Title zq12345678", "Title zq12345678 reworded"));
        assert!(resembles("Ada Park", "Park, Ada"));
        assert!(!resembles("Title zq12345678", "Title zqabcdef99"));
        assert!(!resembles("Code freeze not agreed", "No access to the test data"));
    }

    #[test]
    fn line_ends_become_line_feeds_and_nothing_else_changes() {
        for (typed, kept) in [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\n\r\n b ", "a\n\n b "), (" a\tb ", " a\tb ")] {
            assert_eq!(normalise_line_ends(typed), kept);
        }
    }

    #[test]
    fn things_are_listed_and_counted_as_in_speech() {
        for (words, listed) in
            [(vec![], ""), (vec!["a"], "a"), (vec!["a", "b"], "a and b"), (vec!["a", "b", "c"], "a, b and c")]
        {
            assert_eq!(and_list(&words), listed);
        }
        assert_eq!([0, 1, 2].map(|n| count(n, "row", "rows")), ["0 rows", "1 row", "2 rows"]);
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        for (text, most, cut) in [
            ("short", 5, "short"),
            ("one two three", 13, "one two three"),
            ("one two three", 12, "one two…"),
            ("one two, three", 10, "one two…"),
            ("abcdefgh", 4, "abc…"),
            ("äöü äöü", 6, "äöü…"),
        ] {
            let short = shortened(text, most);
            assert_eq!(short, cut);
            assert!(short.chars().count() <= most, "{short}");
        }
    }

    #[test]
    fn texts_agree_however_their_blanks_were_rewritten() {
        assert!(same_text("a  b\nc", " a b c "));
        assert!(!same_text("a bc", "ab c"));
    }

    #[test]
    fn marks_behind_a_title_make_no_difference() {
        for title in ["Owner", "OWNER *", "owner:", "Owner†", "Owner ?!"] {
            assert_eq!(fold_title(title), "owner", "{title}");
        }
        assert_ne!(fold_title("*Owner"), "owner");
    }
}
