//! What saying yes to a mapping does with a table, in a sentence.

use crate::model::mapping::TableProposal;
use crate::model::text::{and_list, count};

/// How many titles of columns that are left out are named.
const NAMED: usize = 8;

/// What “yes” does with the table as the mapping stands.
pub(super) fn what_yes_does(table: &TableProposal) -> String {
    let Some((_, sheet)) = &table.sheet else {
        return "As it stands, “yes” leaves this table out. Pick a sheet under “Is” to take it.".into();
    };
    let rows = count(table.records, "row", "rows");
    let taken = table.columns.iter().filter(|c| c.field.is_some()).count();
    let columns = count(table.columns.len(), "column", "columns");
    let mut left: Vec<String> = table.columns.iter().filter(|c| c.field.is_none()).map(|c| c.title.clone()).collect();
    for title in left.iter_mut().filter(|title| title.is_empty()) {
        "(no title)".clone_into(title);
    }
    let more = left.len().saturating_sub(NAMED);
    left.truncate(NAMED);
    if more > 0 {
        left.push(format!("{more} more"));
    }
    let left = if left.is_empty() { String::new() } else { format!("; left out: {}", and_list(&left)) };
    format!("As it stands, “yes” takes {rows} as {sheet}, {taken} of {columns}{left}.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mapping::ColumnProposal;

    #[test]
    fn what_is_taken_and_what_is_not_is_said() {
        let column = |title: &str, taken: bool| ColumnProposal {
            title: title.into(),
            field: taken.then(|| ("title".into(), "Title".to_owned())),
            ..ColumnProposal::default()
        };
        let sheet = Some(("risks".into(), "Risks".to_owned()));
        let none = TableProposal { columns: vec![column("Risk", false)], ..TableProposal::default() };
        let all = TableProposal { sheet, records: 1, columns: vec![column("Risk", true)], ..TableProposal::default() };
        let mut some = TableProposal { records: 25, ..all.clone() };
        some.columns.extend((0..10).map(|n| column(&format!("C{n}"), false)));
        some.columns.push(column("", false));
        for (table, said) in [
            (none, "As it stands, “yes” leaves this table out. Pick a sheet under “Is” to take it."),
            (all, "As it stands, “yes” takes 1 row as Risks, 1 of 1 column."),
            (
                some,
                "As it stands, “yes” takes 25 rows as Risks, 1 of 12 columns; left out: C0, C1, C2, C3, C4, C5, C6, C7 and 3 more.",
            ),
        ] {
            assert_eq!(what_yes_does(&table), said);
        }
    }
}
