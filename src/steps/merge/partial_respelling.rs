//! Whether a program may have written a column otherwise throughout, where only some rows are looked into: the rows that are
//! alike in all files tell that it did not.

use super::columns::columns_by_title;
use super::respelled_column::{ColumnTexts, rows_of_its_own};
use super::respelling::{CellMeaning, Respelling, may_be_respelled};
use crate::model::plain::PlainSheet;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The texts of a column of the base in the rows that are not here, since they are alike in all files.
pub(super) type TextsAlike<'t> = Box<dyn Iterator<Item = Cow<'t, str>> + 't>;

/// Whether the whole tables are needed to tell if a column was written otherwise. `alike` gives the texts of a column of the
/// base in the rows that are not here.
pub(super) fn may_be_spelled_otherwise<'t>(
    base: &PlainSheet,
    other: &PlainSheet,
    alike: &dyn Fn(usize) -> TextsAlike<'t>,
) -> bool {
    let columns = columns_by_title(base, other);
    let own_rows = rows_of_its_own(base, other);
    columns.iter().enumerate().filter_map(|(b, o)| Some((b, (*o)?))).any(|(b, o)| {
        let texts = ColumnTexts::of(base, b, other, o, &own_rows);
        let possible = possible_respellings(&texts);
        !possible.is_empty() && is_any_left(possible, alike(b))
    })
}

/// A respelling that the rows which are here allow.
struct PossibleRespelling {
    respelling: Respelling,
    /// What the base must say somewhere for it to be one; None where it does already.
    sought: Option<BTreeSet<CellMeaning>>,
}

fn possible_respellings(texts: &ColumnTexts<'_>) -> Vec<PossibleRespelling> {
    let is_left = |respelling: &Respelling| texts.may_all_be(*respelling);
    let odd: Vec<&str> = texts.strange.iter().map(|text| &**text).filter(|text| may_be_respelled(text)).collect();
    let found = Respelling::between(&texts.of_base, &texts.strange).into_iter().filter(is_left);
    let found: Vec<Respelling> = found.filter(|respelling| texts.matches(*respelling).matched > 0).collect();
    let sought = Respelling::of_any(&odd).into_iter().filter(|r| is_left(r) && !found.contains(r));
    let sought = sought.map(|respelling| {
        let says = odd.iter().filter_map(|text| respelling.after(text)).collect();
        PossibleRespelling { respelling, sought: Some(says) }
    });
    let found = found.iter().map(|respelling| PossibleRespelling { respelling: *respelling, sought: None });
    found.chain(sought).collect()
}

/// Whether the other rows of the base leave any of them: they hold what it would have written otherwise of none, and what
/// was sought.
fn is_any_left(mut possible: Vec<PossibleRespelling>, alike: TextsAlike<'_>) -> bool {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for text in alike {
        let text = text.trim();
        if text.is_empty() || known.contains(text) {
            continue;
        }
        known.insert(text.to_owned());
        possible.retain(|one| !one.respelling.leaves_no(text));
        for one in &mut possible {
            if one.sought.as_ref().is_some_and(|sought| one.respelling.is_any_of(text, sought)) {
                one.sought = None;
            }
        }
        if possible.is_empty() {
            return false;
        }
    }
    possible.iter().any(|one| one.sought.is_none())
}

#[cfg(test)]
mod tests {
    use super::super::kept_rows::RowOrder;
    use super::super::partial_files::{TextFile, partial_files};
    use crate::model::delimited::DelimitedText;

    /// Whether a copy of five rows with one of them edited needs the whole tables.
    fn needs_all(rows: [&str; 5], edit: &str) -> bool {
        let table = |rows: &[&str]| {
            let rows: Vec<String> = (1..).zip(rows).map(|(n, row)| format!("k{n};{row}\n")).collect();
            format!("id;a\n{}", rows.concat())
        };
        let [one, two, _, four, five] = rows;
        let (base, copy) = (table(&rows), table(&[one, two, edit, four, five]));
        let file = |text| TextFile { text: DelimitedText::new(text, b';'), name: "a.csv".into(), title: "a".into() };
        partial_files(&[file(&base), file(&copy)], &["id".to_owned()], RowOrder::Base, 1000).is_none()
    }

    const DAYS: [&str; 5] = ["2027-01-11", "2027-02-12", "2027-03-13", "2027-04-14", "2027-05-15"];
    const NUMBERS: [&str; 5] = ["1.50", "12.25", "3.75", "8.5", "9.5"];
    const CODES: [&str; 5] = ["0012", "0013", "0014", "0015", "0016"];
    const LONG: [&str; 5] = ["", "", "1234567890123456789", "", ""];

    #[test]
    fn an_edit_in_a_column_that_stays_as_it_is_written_needs_no_whole_table() {
        for (rows, edit) in [
            (DAYS, "2028-06-01"),
            (DAYS, "01.06.2028"),
            (DAYS, "soon"),
            (NUMBERS, "1001.5"),
            (NUMBERS, "7,75"),
            (CODES, "17"),
            (CODES, "0099"),
            (["TRUE", "FALSE", "TRUE", "TRUE", "FALSE"], "wahr"),
            (["a", "b", "c", "d", "e"], "1.234,5"),
            (LONG, "1.23458E+19"),
        ] {
            assert!(!needs_all(rows, edit), "{edit} among {rows:?}");
        }
    }

    #[test]
    fn an_edit_in_a_column_that_may_be_written_otherwise_needs_the_whole_tables() {
        for (rows, edit) in [
            // The other rows are written alike either way.
            (["1/2/2027", "3/4/2027", "13.5.2027", "5/6/2027", "7/8/2027"], "2/1/2027"),
            (["1", "2", "1,234.5", "4", "1,000"], "1.234,5"),
            (["", "", "0012", "", ""], "12"),
            (LONG, "1.23457E+18"),
            (["", "", "TRUE", "", ""], "wahr"),
        ] {
            assert!(needs_all(rows, edit), "{edit} among {rows:?}");
        }
    }
}
