//! Every rule of every template has a case that breaks it and one that keeps it, as tables in `fixtures/rules/`.

use super::rule_case_files::{findings, sections};
use prekick::edges::templates;
use prekick::model::template::Sheet;
use std::collections::BTreeSet;
use std::sync::Arc;

#[test]
fn every_case_breaks_or_keeps_its_rule_as_the_table_says() {
    let templates = templates::load(&[]).unwrap();
    let sheets: Vec<Arc<Sheet>> = templates.iter().flat_map(|t| &t.sheets).cloned().map(Arc::new).collect();
    let mut wrong = Vec::new();
    for section in sections() {
        let sheet = templates.iter().find_map(|t| t.sheet(section.sheet.as_str()));
        let rule = sheet.and_then(|s| s.rules.iter().find(|r| r.code.as_str() == section.code));
        let Some(rule) = rule else {
            wrong.push(format!("{}: there is no rule {}", section.name, section.code));
            continue;
        };
        let mut first = None;
        for case in &section.cases {
            let found = findings(&sheets, &section, case);
            let of_rule: Vec<_> = found.iter().filter(|f| f.code.as_str() == section.code).collect();
            if rule.whole_sheet {
                let expected = case.expect.iter().any(|e| e == "breaks");
                if of_rule.is_empty() == expected {
                    wrong.push(format!(
                        "{}, case {}: expected {:?}, found {of_rule:?}",
                        section.name, case.name, case.expect
                    ));
                }
            } else {
                for (n, expect) in case.expect.iter().enumerate() {
                    let row = n as u32 + 5;
                    let here = of_rule.iter().any(|f| {
                        f.place
                            .as_ref()
                            .and_then(|p| p.cell.as_ref())
                            .is_some_and(|c| c.trim_start_matches(|x: char| x.is_ascii_alphabetic()) == row.to_string())
                    });
                    let fits = match expect.as_str() {
                        "breaks" => here,
                        "keeps" => !here,
                        "-" => true,
                        other => panic!("{}: expect is {other:?}", section.name),
                    };
                    if !fits {
                        wrong.push(format!(
                            "{}, case {}, record {}: expected {expect}",
                            section.name,
                            case.name,
                            n + 1
                        ));
                    }
                }
            }
            first = first.or_else(|| of_rule.first().map(|f| f.message.clone()));
        }
        if let Some(says) = &section.says
            && first.as_ref().is_none_or(|m| !(m == says || m.ends_with(&format!(": {says}"))))
        {
            wrong.push(format!("{}: it says {first:?}, expected {says:?}", section.name));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case_that_breaks_it_and_one_that_keeps_it() {
    let templates = templates::load(&[]).unwrap();
    let mut have: BTreeSet<(String, String, &str)> = BTreeSet::new();
    for section in sections() {
        for expect in section.cases.iter().flat_map(|c| &c.expect) {
            let which = if expect == "breaks" { "breaks" } else { "keeps" };
            have.insert((section.sheet.clone(), section.code.clone(), which));
        }
    }
    let mut missing = Vec::new();
    for sheet in templates.iter().flat_map(|t| &t.sheets) {
        for rule in &sheet.rules {
            for which in ["breaks", "keeps"] {
                if !have.contains(&(sheet.key.to_string(), rule.code.to_string(), which)) {
                    missing.push(format!("{} {}: no case that {which} it", sheet.key, rule.code));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{} missing:\n{}", missing.len(), missing.join("\n"));
}

/// `cargo run -- template rules > workbook-templates/RULES.md` makes it new.
#[test]
fn the_page_of_all_rules_is_current() {
    let page = include_str!("../../workbook-templates/RULES.md");
    let now = prekick::steps::report::rules_page::rules_markdown(&templates::load(&[]).unwrap());
    let same = page.trim_end() == now.trim_end();
    assert!(same, "make it new: cargo run -- template rules > workbook-templates/RULES.md");
}

#[test]
fn every_rule_says_what_to_do_in_sentences() {
    let templates = templates::load(&[]).unwrap();
    for rule in templates.iter().flat_map(|t| &t.sheets).flat_map(|s| &s.rules) {
        let words = rule.words();
        let first = words.trim_start_matches(['…', '“', ' ']).chars().next().unwrap();
        assert!(words.ends_with(['.', '?', '…', '”']) && !first.is_whitespace(), "{}: {words}", rule.code);
        assert!(rule.help.ends_with('.') && !rule.help.contains(['{', '}']), "{}: {}", rule.code, rule.help);
    }
}
