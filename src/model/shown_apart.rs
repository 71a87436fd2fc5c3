//! Values that are shown side by side, as where somebody is to choose among them: two that differ never read alike.

use super::text::{is_single_spaced, shortened};
use super::typed::visible;
use super::value::Value;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// How much of what comes before a difference is shown where a long text is cut.
const BEFORE: usize = 20;

/// How people read each of these values beside the others, in at most so many characters where that tells them apart. Equal
/// values read alike.
pub fn shown_apart(values: &[&Value], most: usize) -> Vec<String> {
    let mut distinct: Vec<&Value> = Vec::new();
    for value in values {
        if !distinct.contains(value) {
            distinct.push(value);
        }
    }
    let texts = distinct_texts(&distinct, most);
    let place = |value: &Value| distinct.iter().position(|other| *other == value);
    values.iter().map(|value| place(value).and_then(|at| texts.get(at)).cloned().unwrap_or_default()).collect()
}

/// Two values beside each other.
pub fn shown_pair(one: &Value, other: &Value, most: usize) -> (String, String) {
    let mut both = shown_apart(&[one, other], most).into_iter();
    (both.next().unwrap_or_default(), both.next().unwrap_or_default())
}

/// A way to show a value among others, of which it is given the whole texts.
type Showing = fn(&Value, &[String], usize) -> String;

/// The ways for values that read alike, one after another.
const WAYS: [Showing; 3] = [around_difference, revealed, with_its_kind];

/// For each of several different values a text that reads otherwise than the others.
fn distinct_texts(values: &[&Value], most: usize) -> Vec<String> {
    let whole: Vec<String> = values.iter().map(|value| value.shown()).collect();
    let mut out: Vec<String> = whole.iter().map(|text| shortened(text, most)).collect();
    for way in WAYS {
        let groups = alike(&out);
        if groups.is_empty() {
            return out;
        }
        for group in groups {
            let others: Vec<String> = group.iter().filter_map(|other| whole.get(*other)).cloned().collect();
            for at in group {
                if let (Some(slot), Some(value)) = (out.get_mut(at), values.get(at)) {
                    *slot = way(value, &others, most);
                }
            }
        }
    }
    // Whatever is left is numbered; a text that ends in a number of its own gets another.
    for _ in values {
        for (n, at) in alike(&out).into_iter().flatten().enumerate() {
            if let Some(slot) = out.get_mut(at) {
                slot.push_str(&format!(" [{}]", n + 1));
            }
        }
    }
    out
}

/// The texts that read alike, by their places.
fn alike(texts: &[String]) -> Vec<Vec<usize>> {
    let seen: Vec<Cow<'_, str>> = texts.iter().map(|text| as_seen(text)).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, text) in seen.iter().enumerate() {
        match groups.iter_mut().find(|group| group.first().and_then(|first| seen.get(*first)) == Some(text)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// What a person sees of a text: blanks of any kind and number look like one, and letters however they are put together.
fn as_seen(text: &str) -> Cow<'_, str> {
    // Most texts are plain.
    if text.is_ascii() && is_single_spaced(text.as_bytes()) {
        return Cow::Borrowed(text);
    }
    let joined: String = visible(text).nfc().collect();
    Cow::Owned(joined.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A long text where it begins to differ from the others.
fn around_difference(value: &Value, others: &[String], most: usize) -> String {
    cut_around(&value.shown(), others, most)
}

fn cut_around(text: &str, others: &[String], most: usize) -> String {
    let most = most.max(2 * BEFORE);
    let length = text.chars().count();
    if length <= most {
        return text.to_owned();
    }
    let agree = others.iter().map(|other| text.chars().zip(other.chars()).take_while(|(a, b)| a == b).count());
    // The text itself is among the others, and agrees with itself to its end.
    let first = agree.filter(|n| *n < length).min().unwrap_or_default();
    let from = first.saturating_sub(BEFORE);
    let part: String = text.chars().skip(from).take(most).collect();
    let mark = |is_cut: bool| if is_cut { "…" } else { "" };
    format!("{}{part}{}", mark(from > 0), mark(from + most < length))
}

/// The text with blanks and letters written out that look like others.
fn revealed(value: &Value, others: &[String], most: usize) -> String {
    let others: Vec<String> = others.iter().map(|other| written_out(other)).collect();
    cut_around(&written_out(&value.shown()), &others, most)
}

fn written_out(text: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    for c in text.chars() {
        match c {
            ' ' if before != ' ' => out.push(' '),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if looks_like_other(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether a character looks like another, or like none.
fn looks_like_other(c: char) -> bool {
    let one = [c];
    let text: String = one.iter().collect();
    c.is_whitespace()
        || visible(&text).is_empty()
        || unicode_normalization::char::is_combining_mark(c)
        || !one.iter().copied().eq(one.iter().copied().nfc())
}

/// The text with what tells it from others that read the same.
fn with_its_kind(value: &Value, others: &[String], most: usize) -> String {
    let kind = match value {
        Value::Empty => return value.shown(),
        Value::Set(members) => {
            return members.iter().map(|member| format!("“{}”", written_out(member))).collect::<Vec<_>>().join(", ");
        }
        Value::Text(_) => "text",
        Value::Number(_) => "number",
        Value::Date(_) => "day",
        Value::YesNo(_) => "yes or no",
        Value::Unread(_) => "as typed",
    };
    format!("{} ({kind})", revealed(value, others, most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn text(text: &str) -> Value {
        Value::text(text)
    }

    #[test]
    fn different_values_that_read_alike_say_what_they_differ_in() {
        let day = Value::Date(date(2027, 1, 10));
        let long = "a".repeat(40) + " " + &"b".repeat(60);
        let members = |all: &[&str]| Value::set(all.iter().map(|m| (*m).to_owned()).collect());
        for (one, other, shown) in [
            (day.clone(), text("2027-01-10"), ("2027-01-10 (day)", "2027-01-10 (text)")),
            (day.clone(), Value::Unread("2027-01-10".into()), ("2027-01-10 (day)", "2027-01-10 (as typed)")),
            (day, text("10.01.2027"), ("2027-01-10", "10.01.2027")),
            (Value::Number(Decimal::new(50, 1)), text("5"), ("5 (number)", "5 (text)")),
            (Value::YesNo(true), text("Yes"), ("Yes (yes or no)", "Yes (text)")),
            (Value::Empty, text("(empty)"), ("(empty)", "(empty) (text)")),
            (text("No date"), text("No\u{a0}date"), ("No date", "No\\u{a0}date")),
            (text("No date"), text("No  date"), ("No date", "No \\u{20}date")),
            (text("one\ntwo"), text("one two"), ("one\\ntwo", "one two")),
            (text("café"), text("cafe\u{301}"), ("café", "cafe\\u{301}")),
            (members(&["a, b"]), members(&["a", "b"]), ("“a, b”", "“a”, “b”")),
            (text("High"), text("Low"), ("High", "Low")),
            (text(" same "), text("same"), (" same ", " same ")),
        ] {
            assert_eq!(shown_pair(&one, &other, 60), (shown.0.to_owned(), shown.1.to_owned()), "{one:?}, {other:?}");
        }
        let (one, other) = shown_pair(&text(&format!("{long}x end")), &text(&format!("{long}y end")), 60);
        assert_eq!((one, other), (format!("…{}x end", "b".repeat(20)), format!("…{}y end", "b".repeat(20))));
        let (whole, part) = shown_pair(&text(&format!("{long}, more")), &text(&long), 60);
        assert_ne!(as_seen(&whole), as_seen(&part), "{whole}, {part}");
    }

    fn values() -> impl Strategy<Value = Value> {
        let parts = [
            "a",
            "b",
            " ",
            "  ",
            "\u{a0}",
            "\n",
            "\t",
            "\u{2009}",
            "e\u{301}",
            "é",
            "2027-01-10",
            "5",
            "Yes",
            ", ",
            "…",
            "(text)",
            "\\u{a0}",
            "\u{200b}",
            "[1]",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ];
        let texts = prop::collection::vec(prop::sample::select(parts.to_vec()), 0..5).prop_map(|all| all.concat());
        (texts, 0_u8..7).prop_map(|(text, kind)| match kind {
            0 => Value::Date(date(2027, 1, 10)),
            1 => Value::Number(Decimal::from(5)),
            2 => Value::YesNo(true),
            3 => Value::set(text.split(", ").map(ToOwned::to_owned).collect()),
            4 => Value::Unread(text),
            _ => Value::text(text),
        })
    }

    #[test]
    fn two_values_read_alike_only_where_they_are_equal() {
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(4000));
        let ran = runner.run(&(prop::collection::vec(values(), 2..5), 8_usize..40), |(all, most)| {
            let all: Vec<&Value> = all.iter().collect();
            let shown = shown_apart(&all, most);
            for (a, one) in all.iter().zip(&shown) {
                for (b, other) in all.iter().zip(&shown) {
                    prop_assert_eq!(a == b, as_seen(one) == as_seen(other), "{:?}, {:?}: {:?}", a, b, &shown);
                }
            }
            Ok(())
        });
        ran.unwrap();
    }
}
