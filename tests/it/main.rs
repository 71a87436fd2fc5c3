//! The integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and works on files"
)]

mod answers;
mod approvals;
mod asked;
mod bad_files;
mod baselines;
mod candidates;
mod columns_changed;
mod command_line;
mod conditions;
mod copies_overdue;
mod copy_base;
mod copy_identity;
mod csv_copies;
mod decisions_carried_out;
mod decisions_stale;
mod demo;
mod desk;
mod discrepancy_ids;
mod dry_runs;
mod feedback;
mod files_of_one_copy;
mod files_unreadable;
mod five_copies;
mod floods;
mod ids_duplicated_in_master;
mod importing;
mod internal_records;
mod killed;
mod languages;
mod laws;
mod laws_audit;
mod laws_edits;
mod laws_found;
mod laws_undo;
mod laws_world;
mod manager_checks;
mod marks_and_notes;
mod master_locked;
mod matching_reported;
mod memory_lost;
mod merge_computed;
mod merge_in_place;
mod merging_by_column;
mod no_leak;
mod own_layouts;
mod own_layouts_found;
mod own_marks_on_lists;
mod own_sheets;
mod own_sheets_odd;
mod own_sheets_world;
mod people_in_cells;
mod picks_beside_clashes;
mod places_in_reports;
mod plain;
mod policies;
mod programs;
mod reader_process;
mod readiness;
mod real_input;
mod recipients;
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
mod settings_of_rules;
mod sheets_added_by_templates;
mod starters;
mod team_introduction;
mod template_guide;
mod text_as_typed;
mod tidy;
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
