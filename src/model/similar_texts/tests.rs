//! The texts that are found alike are those that comparing each with each finds.

use super::*;
use crate::model::text::{LONGEST_NAME, resemblance};
use proptest::prelude::*;

fn compared_with_each<'t>(texts: &[&'t str], text: &str) -> Option<(f64, Vec<&'t str>)> {
    let scored: Vec<(f64, &str)> = texts.iter().map(|other| (resemblance(other, text), *other)).collect();
    let highest = scored.iter().map(|(score, _)| *score).fold(0.0, f64::max);
    let mut nearest: Vec<&str> = scored.iter().filter(|(score, _)| *score == highest).map(|(_, t)| *t).collect();
    nearest.sort_unstable();
    (highest >= RESEMBLES).then_some((highest, nearest))
}

fn found<'t>(texts: &'t SimilarTexts, text: &str) -> Option<(f64, Vec<&'t str>)> {
    let (score, mut nearest) = texts.most_similar(text, |_| true)?;
    nearest.sort_unstable();
    Some((score, nearest))
}

#[test]
fn the_nearest_texts_are_those_that_comparing_each_finds() {
    let mut all = vec![
        "Code freeze not agreed",
        "Code freeze is not agreed",
        "code  freeze not agred",
        "Freeze code, not agreed",
        "Not agreed: code freeze",
        "Ada Park",
        "Park, Ada",
        "Straße",
        "STRASSE",
        "Strasse 1",
        "",
        "a",
        "ab",
        "ba",
        "Title zq12345678",
        "Title zq12345678 reworded by somebody at length",
        "zq12345678",
        "Title zqabcdef99",
        "Network",
        "Netwrok",
        "Network is slow",
        "Is the network slow?",
        "データベース移行の遅れ",
        "データベース移行が遅れる",
    ];
    let numbered: Vec<String> = (0..60)
        .map(|n| format!("Database {} of tenant {} is not ready", n * 37 % 60, "north south".split_at(n % 11).0))
        .collect();
    all.extend(numbered.iter().map(String::as_str));
    let texts: SimilarTexts = all.iter().copied().collect();
    for text in &all {
        for asked in [(*text).to_owned(), format!("{text}s"), text.chars().rev().collect(), text.replace('e', "i")] {
            assert_eq!(found(&texts, &asked), compared_with_each(&all, &asked), "{asked}");
        }
    }
}

#[test]
fn a_text_that_goes_on_at_length_is_found_by_its_beginning_or_end() {
    let texts: SimilarTexts = ["Title zq12345678", "Nothing of the kind"].into_iter().collect();
    for asked in ["Title zq12345678, reworded by somebody at length", "By somebody, at length: title zq12345678"] {
        assert_eq!(texts.most_similar(asked, |_| true), Some((CONTINUES, vec!["Title zq12345678"])), "{asked}");
    }
}

#[test]
fn a_text_that_is_not_wanted_leaves_the_next_best() {
    let texts: SimilarTexts = ["Code freeze", "Code freezes", "Data"].into_iter().collect();
    let nearest = |without: &str| Some(texts.most_similar("Code freeze", |t| t != without)?.1);
    assert_eq!(nearest("Data"), Some(vec!["Code freeze"]));
    assert_eq!(nearest("Code freeze"), Some(vec!["Code freezes"]));
    assert_eq!(texts.most_similar("Nothing of the kind", |_| true), None);
}

#[test]
fn a_text_counts_once() {
    let mut texts: SimilarTexts = ["Network", "Network"].into_iter().collect();
    texts.add("Network");
    assert_eq!(texts.most_similar("network", |_| true), Some((1.0, vec!["Network"])));
}

/// Texts of which many are nearly alike: few letters, numbers, words in another order, additions at an end.
fn texts_alike() -> impl Strategy<Value = Vec<String>> {
    let letters = "[ab]{0,12}|[abc ]{4,16}|[a-f, ]{8,24}";
    let numbered = (0u32..3000).prop_map(|n| format!("Database number {n} is not ready"));
    let words =
        prop::collection::vec(prop::sample::select(vec!["Network", "storage", "cut-over", "Ada", "Straße"]), 1..5);
    let worded = words.prop_map(|words| words.join(" "));
    let continued = ("[a-d]{6,10}", "[a-d ]{0,30}").prop_map(|(text, more)| format!("{text}{more}"));
    prop::collection::vec(prop_oneof![letters, numbered, worded, continued], 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn in_any_texts_the_nearest_are_those_that_comparing_each_finds(all in texts_alike(), extra in texts_alike()) {
        let all: Vec<&str> = BTreeSet::from_iter(all.iter().map(String::as_str)).into_iter().collect();
        let texts: SimilarTexts = all.iter().copied().collect();
        for asked in all.iter().copied().chain(extra.iter().map(String::as_str)) {
            prop_assert_eq!(found(&texts, asked), compared_with_each(&all, asked), "{}", asked);
            let others: Vec<&str> = all.iter().copied().filter(|other| *other != asked).collect();
            let mut nearest = texts.most_similar(asked, |other| other != asked);
            if let Some((_, nearest)) = &mut nearest {
                nearest.sort_unstable();
            }
            prop_assert_eq!(nearest, compared_with_each(&others, asked), "{}", asked);
        }
    }
}

#[test]
fn prose_resembles_only_what_it_equals_or_continues() {
    let prose = "Long ago ".repeat(LONGEST_NAME / 8);
    let (slip, more) = (prose.replacen('g', "k", 1), format!("{prose} and far away"));
    let texts: SimilarTexts = [prose.as_str(), "Once"].into_iter().collect();
    assert_eq!(texts.most_similar(&prose.to_uppercase(), |_| true), Some((1.0, vec![prose.as_str()])));
    assert_eq!(texts.most_similar(&slip, |_| true), None);
    assert_eq!(texts.most_similar(&more, |_| true), Some((CONTINUES, vec![prose.as_str()])));
}
