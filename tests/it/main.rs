//! The integration tests, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test stops at the first thing that is not as it should be, and works on files"
)]

mod answers;
mod apart;
mod approvals;
mod bad_files;
mod baselines;
mod cases;
mod conditions;
mod demo;
mod desk;
mod desk_commands;
mod fine_print_a;
mod fine_print_a2;
mod fine_print_a3;
mod fine_print_b;
mod fine_print_b2;
mod fine_print_b3;
mod fine_print_b4;
mod fine_print_c;
mod fine_print_c2;
mod fine_print_c3;
mod five_copies;
mod guide;
mod importing;
mod introduction;
mod killed;
mod languages;
mod late;
mod laws;
mod laws_audit;
mod laws_edits;
mod laws_found;
mod laws_undo;
mod laws_world;
mod loops;
mod manager_checks;
mod marks;
mod matching;
mod merge_computed;
mod merge_in_place;
mod mirror;
mod new_sheets;
mod no_leak;
mod once;
mod own_layouts;
mod own_layouts_found;
mod own_on_lists;
mod own_sheets;
mod own_sheets_odd;
mod own_sheets_world;
mod plain;
mod policies;
mod programs;
mod readiness;
mod real_input;
mod returns;
mod returns_ways;
mod rule_cases;
mod settings_of_rules;
mod starters;
mod survives;
mod tidy;
mod twin_roles;
mod undo;

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
