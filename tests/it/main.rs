//! The integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and works on files"
)]

/// That of the program, which takes less time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod agenda;
mod answers;
mod approvals;
mod asked;
mod bad_files;
mod baselines;
mod calendar;
mod candidates;
mod cases;
mod changes_since;
mod columns_changed;
mod command_line;
mod conditions;
mod copies_overdue;
mod copy_base;
mod copy_identity;
mod csv_copies;
mod csv_encodings;
mod decided_values;
mod decisions_carried_out;
mod decisions_stale;
mod delivery_side;
mod demo;
mod desk;
mod discrepancy_ids;
mod dry_runs;
mod feedback;
mod few_lines;
mod files_of_one_copy;
mod files_unreadable;
mod five_copies;
mod floods;
mod forums;
mod ids_duplicated_in_master;
mod importing;
mod internal_records;
mod killed;
mod known_values;
mod languages;
mod laws;
mod laws_audit;
mod laws_edits;
mod laws_found;
mod laws_mishaps;
mod laws_undo;
mod laws_world;
mod light_copies;
mod links;
mod links_merged;
mod log_damaged;
mod mail_back;
mod mail_drafts;
mod manager_checks;
mod marks_and_notes;
mod master_locked;
mod matching_reported;
mod memory_lost;
mod merge_computed;
mod merge_in_place;
mod merge_namespaces;
mod merging_by_column;
mod no_leak;
mod one_writer;
mod own_layouts;
mod own_marks_on_lists;
mod own_sheets;
mod own_sheets_odd;
mod own_sheets_world;
mod packets;
mod people_in_cells;
mod picks_beside_clashes;
mod places_in_reports;
mod plain;
mod plain_words;
mod policies;
mod print_areas;
mod programs;
mod raci_lists;
mod reader_process;
mod readiness;
mod recipients;
mod recognition;
mod record_ids;
mod record_ids_on_import;
mod records_added_twice;
mod reserved_titles;
mod returns;
mod returns_ways;
mod review_commands;
mod role_columns;
mod roles_of_one_name;
mod row_keys_misplaced;
mod rows_deleted_in_master;
mod rows_matched;
mod rows_removed;
mod rows_reused;
mod rule_case_files;
mod rule_cases;
mod rules_across_copies;
mod running_twice;
mod salesforce_export;
mod salesforce_life;
mod settings_of_rules;
mod sheets_added_by_templates;
mod shift;
mod stages;
mod start_here;
mod starters;
mod starters_fit;
mod team_introduction;
mod template_guide;
mod text_as_typed;
mod undo;
mod value_types;
mod values_accounted_for;
mod values_emptied;
mod values_refused;
mod what_programs_keep;
mod whole_loop;

/// Every file of this folder is a module of this binary, or its tests would never run.
#[test]
fn no_file_is_forgotten() {
    let main = include_str!("main.rs");
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        let stem = name.trim_end_matches(".rs");
        assert!(stem == "main" || main.contains(&format!("mod {stem};")), "{name} is no module of the test binary");
    }
}

/// A test that cites a rule cites one that stands in `tests/RULES.md`, and every numbered rule there is cited.
#[test]
fn no_rule_is_cited_that_is_not_written_down() {
    let tests = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    let rules = std::fs::read_to_string(tests.join("RULES.md")).unwrap();
    let written = written_rules(&rules);
    let mut cited = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(tests.join("it")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        for citation in text.lines().filter(|l| l.trim_start().starts_with("//")).flat_map(citations) {
            assert!(written.contains(&citation), "{} cites §{citation}, which RULES.md does not have", path.display());
            cited.insert(citation);
        }
    }
    let unproved: Vec<_> = written.iter().filter(|r| r.starts_with("8.") && !cited.contains(*r)).collect();
    assert!(unproved.is_empty(), "no test cites {unproved:?} of RULES.md");
}

/// Sections as `5`, numbered rules as `8.13`.
fn written_rules(text: &str) -> std::collections::BTreeSet<String> {
    let mut section = String::new();
    let mut out = std::collections::BTreeSet::new();
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("## §") {
            section = heading.chars().take_while(char::is_ascii_digit).collect();
            out.insert(section.clone());
        } else if let Some((number, _)) = line.split_once(". ")
            && number.parse::<u32>().is_ok()
        {
            out.insert(format!("{section}.{number}"));
        }
    }
    out
}

/// The rules that a line cites: `8.7` of `§8.7: …`.
fn citations(line: &str) -> Vec<String> {
    let numbers = line.split('§').skip(1).map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        rest.get(..end).unwrap_or(rest).trim_end_matches('.').to_owned()
    });
    numbers.filter(|n| !n.is_empty()).collect()
}
