//! Lists of several kinds in one sheet, where a column names the kind of each row: Risk, Issue, A, D.

use super::find::FoundTable;
use crate::model::grid::Grid;
use crate::model::keys::SheetKey;
use crate::model::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// The words for each sheet, folded. `A` and `D` mean two things each, and are asked.
const WORDS: [(&str, &[&str]); 6] = [
    ("risks", &["risk", "risks", "r", "risiko", "risque", "riesgo", "リスク"]),
    ("assumptions", &["assumption", "assumptions", "annahme", "hypothese", "hypothèse", "supuesto", "前提"]),
    ("issues", &["issue", "issues", "i", "problem", "problème", "problema", "課題"]),
    ("dependencies", &["dependency", "dependencies", "abhängigkeit", "dépendance", "dependencia", "依存"]),
    ("actions", &["action", "actions", "action item", "task", "maßnahme", "acción", "アクション"]),
    ("decision_log", &["decision", "decisions", "entscheidung", "décision", "decisión", "決定"]),
];
const DOUBTFUL: [(&str, &str); 2] = [("a", "assumptions"), ("d", "dependencies")];

/// Rows of one kind.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct KindRows {
    /// How a mapping names the kind: by the sheet, or by the ambiguous letter.
    pub(super) name: String,
    /// Key of the sheet; `None` for a word that is not known.
    pub(super) sheet: Option<SheetKey>,
    /// Whether the kind is certain.
    pub(super) certain: bool,
    /// The words as typed.
    pub(super) words: BTreeSet<String>,
    /// The rows.
    pub(super) rows: BTreeSet<u32>,
}

/// The column that names the kind of each row, and the rows of each kind; `None` where there is no such column.
pub(super) fn kind_rows(
    table: &FoundTable,
    grid: &Grid,
    known: &dyn Fn(&SheetKey) -> bool,
) -> Option<(u16, Vec<KindRows>)> {
    table.columns.iter().find_map(|column| {
        let title = fold(&column.title);
        let says = ["type", "raid", "kind", "category", "class", "art", "typ"]
            .iter()
            .any(|w| title.split(|c: char| !c.is_alphanumeric()).any(|t| t == *w));
        // `R/A/I/D`
        let says = says || title.chars().filter(|c| c.is_alphanumeric()).eq("raid".chars());
        let kinds = of_column(table, grid, column.at);
        let filled: usize = kinds.iter().map(|k| k.rows.len()).sum();
        let sure: usize = kinds.iter().filter(|k| k.sheet.is_some()).map(|k| k.rows.len()).sum();
        let sheets = kinds.iter().filter_map(|k| k.sheet.as_ref()).filter(|s| known(s)).count();
        (says && sheets >= 2 && sure * 10 >= filled * 6).then_some((column.at, kinds))
    })
}

fn of_column(table: &FoundTable, grid: &Grid, at: u16) -> Vec<KindRows> {
    let mut out: BTreeMap<String, KindRows> = BTreeMap::new();
    for (row, cell) in table.values(grid, at) {
        let typed = cell.raw.to_string();
        let (name, sheet, certain) = kind_of(&typed);
        let kind = out.entry(name.clone()).or_insert_with(|| KindRows { name, sheet, certain, ..KindRows::default() });
        kind.words.insert(typed.trim().to_owned());
        kind.rows.insert(row);
    }
    out.into_values().collect()
}

fn kind_of(typed: &str) -> (String, Option<SheetKey>, bool) {
    let word = fold(typed);
    if let Some((sheet, _)) = WORDS.iter().find(|(_, words)| words.contains(&word.as_str())) {
        return ((*sheet).to_owned(), Some((*sheet).into()), true);
    }
    match DOUBTFUL.iter().find(|(letter, _)| *letter == word) {
        Some((letter, sheet)) => ((*letter).to_owned(), Some((*sheet).into()), false),
        None => (format!("? {word}"), None, false),
    }
}
