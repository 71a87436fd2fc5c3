//! Rows that add up those above them.

use crate::model::grid::{GridRow, Raw};
use crate::model::text::fold;

/// Whether a row is a total: its first word says so, and the rest are numbers.
pub(super) fn is_total(row: &GridRow) -> bool {
    let mut filled = row.cells.iter().filter(|(_, c)| !c.raw.is_blank());
    let Some((_, first)) = filled.next() else { return false };
    let word = fold(&first.raw.to_string());
    let says = [
        "total",
        "totals",
        "sum",
        "subtotal",
        "grand total",
        "gesamt",
        "summe",
        "average",
        "total:",
        "sum:",
        "somme",
        "suma",
        "合計",
    ];
    let rest: Vec<_> = filled.collect();
    says.contains(&word.as_str()) && rest.iter().all(|(_, c)| is_figure(&c.raw))
}

/// Whether a value is a number; a CSV has numbers as text.
fn is_figure(raw: &Raw) -> bool {
    match raw {
        Raw::Text(text) => text.chars().all(|c| c.is_ascii_digit() || ".,-+% ".contains(c)),
        _ => true,
    }
}
