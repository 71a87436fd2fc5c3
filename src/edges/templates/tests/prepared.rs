use super::super::prepared::{PREPARED, digest_of_files, digest_with, prepared};
use super::super::standing::refers_to;
use super::*;
use std::collections::BTreeSet;

#[test]
#[expect(clippy::disallowed_methods, reason = "the test itself makes the file anew where it is told to")]
fn what_is_prepared_is_what_the_files_say() {
    let read = read_all(&[], None).unwrap();
    let mut current = digest_of_files().to_le_bytes().to_vec();
    current.extend(postcard::to_stdvec(&read).unwrap());
    if std::env::var_os("UPDATE_PREPARED").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/edges/templates/prepared.bin");
        std::fs::write(path, &current).unwrap();
        return;
    }
    assert!(current == PREPARED, "make it new: UPDATE_PREPARED=1 cargo test --lib prepared");
    assert!(prepared() == Some(&read));
}

#[test]
fn a_digest_tells_texts_that_differ_in_a_letter_their_order_or_their_ends() {
    let texts = ["", "a", "b", "ab", "ba", "abcdefgh", "abcdefgi", "bbcdefgh", "abcdefgha", "abcdefgh\0"];
    let mut digests: Vec<u64> = texts.iter().map(|text| digest_with(7, text)).collect();
    digests.extend([digest_with(digest_with(7, "a"), "bc"), digest_with(digest_with(7, "ab"), "c")]);
    let count = digests.len();
    digests.sort_unstable();
    digests.dedup();
    assert_eq!(digests.len(), count);
}

/// A template with a rule that looks at a built-in sheet.
fn looking_at_risks() -> String {
    let rule =
        "name = \"as-a-risk\"\ncheck = 'risks.exists(r, r.title == title)'\nmessage = \"No risk is titled {title}.\"\n";
    format!("{GOOD}[[sheets.rules]]\n{rule}")
}

type Read = Result<LoadedTemplates, Vec<TemplateError>>;

fn read(own: &[(&str, &str)], prepared: Option<&LoadedTemplates>) -> Read {
    let own: Vec<(String, String)> = own.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
    read_all(&own, prepared)
}

#[test]
fn what_is_read_beforehand_is_what_reading_everything_gives() {
    let log = looking_at_risks();
    let replaced = |key: &str| log.replacen("log", key, 1);
    let more = "extends = \"raid\"\n[[sheets]]\nkey = \"risks\"\n[[sheets.columns]]\nkey = \"cost\"\ntitle = \"Cost\"\ntype = \"money\"\n";
    let words = "language = \"de\"\n[phrases]\nyes = \"Jawohl\"\n";
    for (own, is_right) in [
        (vec![("log.toml", log.as_str())], true),
        (vec![("more.toml", more), ("log.toml", log.as_str())], true),
        (vec![("raci.toml", replaced("raci").as_str())], true),
        // Other built-in templates look at a sheet that this one replaces.
        (vec![("timeline.toml", replaced("timeline").as_str())], false),
        (vec![("languages/de.toml", words)], true),
    ] {
        let from_the_files = read(&own, None);
        assert_eq!(from_the_files.is_ok(), is_right, "{own:?}");
        assert!(read(&own, prepared()) == from_the_files, "{own:?}");
    }
}

#[test]
fn conditions_stand_until_a_sheet_that_they_look_at_is_changed() {
    let mut looking: Vec<&str> = Vec::new();
    let all = &prepared().unwrap().templates;
    for (template, other) in [("raid", "contacts"), ("raid", "timeline"), ("raci", "roles"), ("scope", "risks")] {
        let sheets = &all.iter().find(|t| t.key == template).unwrap().sheets;
        if sheets.iter().any(|s| refers_to(s, &BTreeSet::from([other.into()]))) {
            looking.push(other);
        }
    }
    assert_eq!(looking, ["contacts", "roles"]);
}
