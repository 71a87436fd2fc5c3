//! The house stays as it is drawn: arrows point one way.

use std::path::{Path, PathBuf};

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut out = Vec::new();
    let mut stack = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder)];
    while let Some(dir) = stack.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                stack.push(path);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                out.push((path, text));
            }
        }
    }
    assert!(!out.is_empty(), "no sources below src/{folder}");
    out
}

#[track_caller]
fn names_none_of(folder: &str, forbidden: &[&str]) {
    for (path, text) in sources(folder) {
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim_start().starts_with("//")) {
            for word in forbidden {
                assert!(!line.contains(word), "{}:{}: src/{folder} must not name {word}", path.display(), n + 1);
            }
        }
    }
}

#[test]
fn things_know_neither_steps_nor_edges() {
    names_none_of("things", &["crate::steps", "crate::edges", "crate::commands", "crate::cli"]);
}

#[test]
fn steps_know_no_edge() {
    names_none_of("steps", &["crate::edges", "crate::commands", "crate::cli"]);
}

#[test]
fn edges_know_no_step() {
    names_none_of("edges", &["crate::steps", "crate::commands", "crate::cli"]);
}

#[test]
fn nothing_has_a_name_that_says_nothing() {
    for (path, _) in ["things", "steps", "edges", "commands"].into_iter().flat_map(sources) {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        assert!(
            !["core", "common", "utils", "util", "helper", "helpers", "manager", "misc"].contains(&stem.as_str()),
            "{}",
            path.display()
        );
    }
}
