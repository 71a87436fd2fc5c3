//! The house as it is drawn: its floors, its rooms and their order, and how large things may be.

/// What the rules go by.
pub struct Plan {
    /// Each floor with those whose names it may use.
    pub floors: &'static [(&'static str, &'static [&'static str])],
    /// The floors whose direct children are rooms; each of the others is one room.
    pub with_rooms: &'static [&'static str],
    /// The floor whose rooms stand in an order.
    pub ordered: &'static str,
    /// Its rooms from low to high: a room may use those before it.
    pub order: &'static [&'static str],
    /// Module names that say nothing.
    pub empty_names: &'static [&'static str],
    pub lines_of_function: usize,
    pub lines_of_file: usize,
    pub lines_of_median_file: usize,
    pub parameters: usize,
    pub tuple: usize,
}

/// The plan of prekick.
pub const PLAN: Plan = Plan {
    floors: &[
        ("lib", &[]),
        ("model", &[]),
        ("steps", &["model"]),
        ("edges", &["model"]),
        ("cli", &["model"]),
        ("commands", &["model", "steps", "edges", "cli"]),
        ("main", &["model", "steps", "edges", "cli", "commands"]),
    ],
    with_rooms: &["model", "steps", "edges", "commands"],
    ordered: "steps",
    order: &[
        "values",
        "formulas",
        "matching",
        "ingest",
        "validate",
        "merge",
        "layout",
        "readiness",
        "feedback",
        "outgoing",
        "master",
        "adopt",
        "reconcile",
        "review",
        "report",
        "export",
    ],
    empty_names: &["core", "common", "utils", "util", "helper", "helpers", "manager", "misc"],
    lines_of_function: 60,
    lines_of_file: 400,
    lines_of_median_file: 200,
    parameters: 6,
    tuple: 2,
};

impl Plan {
    /// The floor of a file: `steps` for `src/steps/merge/rows.rs`, `main` for `src/main.rs`.
    pub fn floor(path: &str) -> &str {
        let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
        inner.split('/').next().unwrap_or(inner)
    }

    /// The room of a file: `steps/merge` for `src/steps/merge/rows.rs`, `main` for `src/main.rs`.
    pub fn room(&self, path: &str) -> String {
        let floor = Self::floor(path);
        if !self.with_rooms.contains(&floor) {
            return floor.to_owned();
        }
        let inner = path.trim_start_matches("src/").trim_end_matches(".rs");
        format!("{floor}/{}", inner.split('/').nth(1).unwrap_or("mod"))
    }

    /// Whether the names of a floor may be used on another.
    pub fn allows(&self, from: &str, to: &str) -> bool {
        from == to || self.floors.iter().any(|(floor, below)| *floor == from && below.contains(&to))
    }
}
