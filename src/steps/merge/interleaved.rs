//! The order in which merged rows, and rows of the master that were passed over, are written.

use crate::model::delimited::TextRecord;
use crate::model::plain::{MasterPositions, PlainSheet};

/// A row of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputRow {
    /// A row of the merged sheet.
    Merged(usize),
    /// A row of the master that was passed over.
    PassedOver(TextRecord),
}

/// All rows in their order. `origin` says where the merged rows come from among those of `master` that are here.
pub fn interleaved(origin: &MasterPositions, master: &PlainSheet, passed_over: &[TextRecord]) -> Vec<OutputRow> {
    let number = |row: &Option<usize>| Some(master.rows.get((*row)?)?.number);
    let mut merged = origin.rows.iter().map(number).enumerate().peekable();
    let mut out = Vec::with_capacity(origin.rows.len().saturating_add(passed_over.len()));
    for record in passed_over {
        // A new row follows the row before it.
        while let Some((row, _)) = merged.next_if(|(_, number)| number.is_none_or(|n| n <= record.number)) {
            out.push(OutputRow::Merged(row));
        }
        out.push(OutputRow::PassedOver(*record));
    }
    out.extend(merged.map(|(row, _)| OutputRow::Merged(row)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::delimited::{DelimitedText, Scanned};
    use crate::model::plain::PlainRow;

    #[test]
    fn new_rows_follow_the_row_before_them_and_others_stand_by_their_number() {
        let text = DelimitedText::new("id\na\nb\nc\nd\ne\n", b',');
        let mut scanner = text.scanner();
        let records: Vec<TextRecord> = std::iter::from_fn(|| match scanner.next_record() {
            Scanned::Record(record) => Some(record),
            _ => None,
        })
        .collect();
        let row = |number| PlainRow { number, ..PlainRow::default() };
        let master = PlainSheet { rows: vec![row(2), row(5)], ..PlainSheet::default() };
        let origin = MasterPositions { rows: vec![None, Some(0), None, Some(1), None], ..MasterPositions::default() };
        let shown = |row: OutputRow| match row {
            OutputRow::Merged(row) => row.to_string(),
            OutputRow::PassedOver(record) => text.record(record).to_owned(),
        };
        let order: Vec<String> =
            interleaved(&origin, &master, &[records[1], records[3], records[4]]).into_iter().map(shown).collect();
        assert_eq!(order, ["0", "a", "1", "2", "c", "d", "3", "4"]);
    }
}
