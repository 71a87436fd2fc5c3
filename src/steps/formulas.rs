//! The references of a formula: as much of the formula language as it takes to move a formula together with the rows and
//! columns it refers to.
//!
//! In: a formula's text. Out: each reference with its place in the text, and whether anything was not understood, so that
//! a caller leaves such a formula alone. Nothing here evaluates a formula.

use crate::model::place::{LAST_COLUMN, LAST_ROW, column_letters, column_number};
use std::ops::Range;

/// What a formula refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormulaReferences {
    /// Its references, in their order.
    pub refs: Vec<FormulaReference>,
    /// Whether it refers to cells in a way that is not understood here, such as the columns of a table.
    pub unclear: bool,
}

/// One reference of a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormulaReference {
    /// Its place in the text of the formula in bytes, without the sheet.
    pub span: Range<usize>,
    /// The sheet that is named.
    pub sheet: Option<String>,
    /// The cells.
    pub cells: ReferenceTarget,
}

/// The cells that a reference names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReferenceTarget {
    /// One cell, or a block from the first to the last.
    Block(CellReference, CellReference),
    /// Whole columns, first and last.
    Columns(AxisReference, AxisReference),
    /// Whole rows.
    Rows,
}

/// A reference to one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellReference {
    /// Its column.
    pub column: AxisReference,
    /// Its row.
    pub row: AxisReference,
}

/// The column or the row of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AxisReference {
    /// Its number, from 0.
    pub number: u32,
    /// Whether it is written with a `$`, so that it stays when the formula is copied.
    pub absolute: bool,
}

impl AxisReference {
    fn dollar(self) -> &'static str {
        if self.absolute { "$" } else { "" }
    }
}

impl CellReference {
    /// As it is written.
    pub fn write(self) -> String {
        let letters = column_letters(u16::try_from(self.column.number).unwrap_or(u16::MAX));
        format!("{}{letters}{}{}", self.column.dollar(), self.row.dollar(), self.row.number + 1)
    }
}

impl ReferenceTarget {
    /// As they are written; `None` where they never change.
    pub fn write(self) -> Option<String> {
        let letters = |line: AxisReference| {
            format!("{}{}", line.dollar(), column_letters(u16::try_from(line.number).unwrap_or(u16::MAX)))
        };
        match self {
            Self::Block(first, last) if first == last => Some(first.write()),
            Self::Block(first, last) => Some(format!("{}:{}", first.write(), last.write())),
            Self::Columns(first, last) => Some(format!("{}:{}", letters(first), letters(last))),
            Self::Rows => None,
        }
    }
}

/// The references of a formula, given without its equals sign.
pub fn parse_references(formula: &str) -> FormulaReferences {
    let mut scan = ReferenceScanner { text: formula, at: 0, out: FormulaReferences::default() };
    scan.run();
    scan.out
}

struct ReferenceScanner<'a> {
    text: &'a str,
    at: usize,
    out: FormulaReferences,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

impl<'a> ReferenceScanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            match c {
                '"' => drop(self.quoted('"')),
                '\'' => {
                    let sheet = self.quoted('\'');
                    self.of_sheet(sheet);
                }
                '#' => self.error(),
                '[' => {
                    self.out.unclear = true;
                    self.at += 1;
                }
                _ if is_word(c) => self.word(),
                _ => self.at += c.len_utf8(),
            }
        }
    }

    /// What stands between quotes; a doubled quote is one of the text.
    fn quoted(&mut self, quote: char) -> String {
        self.at += 1;
        let mut out = String::new();
        let mut chars = self.rest().char_indices().peekable();
        let mut end = self.rest().len();
        while let Some((at, c)) = chars.next() {
            if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
                end = at + 1;
                break;
            }
            out.push(c);
        }
        self.at += end;
        out
    }

    /// `#REF!`, or the mark of what spills from a cell.
    fn error(&mut self) {
        let word = self.rest().trim_start_matches('#').chars().take_while(|c| c.is_alphanumeric() || *c == '/');
        let length: usize = word.map(char::len_utf8).sum();
        self.at += 1 + length;
        if length == 0 {
            self.out.unclear = true;
        } else if self.rest().starts_with(['!', '?']) {
            self.at += 1;
        }
    }

    fn take_word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn word(&mut self) {
        let from = self.at;
        let word = self.take_word();
        match self.rest().chars().next() {
            Some('!') => self.of_sheet(word.to_owned()),
            // A function.
            Some('(') => {}
            _ => self.cells(from, word, None),
        }
    }

    /// What follows the name of a sheet.
    fn of_sheet(&mut self, sheet: String) {
        // Several sheets at once, or a sheet of another workbook.
        if !self.rest().starts_with('!') || sheet.contains(['[', ':']) {
            self.out.unclear = true;
            return;
        }
        let before = self.text.get(..self.at).unwrap_or_default();
        self.out.unclear |= before.strip_suffix(sheet.as_str()).is_some_and(|b| b.ends_with(':'));
        self.at += 1;
        let from = self.at;
        if self.rest().starts_with('#') {
            return self.error();
        }
        let word = self.take_word();
        if !self.rest().starts_with('(') {
            self.cells(from, word, Some(sheet));
        }
    }

    fn cells(&mut self, from: usize, word: &str, sheet: Option<String>) {
        let second = self.rest().strip_prefix(':').map(|rest| {
            let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            rest.get(..end).unwrap_or_default()
        });
        let block = |second: &str| Some(ReferenceTarget::Block(cell_reference(word)?, cell_reference(second)?));
        let columns = |second: &str| Some(ReferenceTarget::Columns(column(word)?, column(second)?));
        let rows = |second: &str| row(word).and(row(second)).map(|_| ReferenceTarget::Rows);
        let wide = second.and_then(|s| block(s).or_else(|| columns(s)).or_else(|| rows(s)).map(|cells| (cells, s)));
        let cells = match wide {
            Some((cells, second)) => {
                self.at += 1 + second.len();
                if self.rest().starts_with('!') {
                    self.out.unclear = true;
                    return;
                }
                cells
            }
            None => match cell_reference(word) {
                // A block whose end is computed.
                Some(_) if second.is_some() => {
                    self.out.unclear = true;
                    return;
                }
                Some(spot) => ReferenceTarget::Block(spot, spot),
                None => return,
            },
        };
        self.out.refs.push(FormulaReference { span: from..self.at, sheet, cells });
    }
}

/// `$B7`.
fn cell_reference(word: &str) -> Option<CellReference> {
    let inside = word.strip_prefix('$').unwrap_or(word);
    let letters = inside.bytes().take_while(u8::is_ascii_alphabetic).count();
    let split = word.len() - inside.len() + letters;
    Some(CellReference { column: column(word.get(..split)?)?, row: row(word.get(split..)?)? })
}

fn column(word: &str) -> Option<AxisReference> {
    let letters = word.strip_prefix('$').unwrap_or(word);
    let number = column_number(letters).filter(|number| *number <= u32::from(LAST_COLUMN))?;
    Some(AxisReference { number, absolute: letters.len() < word.len() })
}

fn row(word: &str) -> Option<AxisReference> {
    let digits = word.strip_prefix('$').unwrap_or(word);
    let fits = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    let number: u32 = digits.parse().ok().filter(|n| fits && *n <= LAST_ROW + 1)?;
    Some(AxisReference { number: number - 1, absolute: digits.len() < word.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_where_a_formula_has_them() {
        for (formula, refs, unclear) in [
            ("N5*O5+10", vec!["N5", "O5"], false),
            ("IF($B5=\"see A1\",LOG10(C5),TRUE)", vec!["$B5", "C5"], false),
            ("SUM(Budget!$C$4:$C$6)/'It''s mine'!A1", vec!["Budget|$C$4:$C$6", "It's mine|A1"], false),
            ("COUNTIF(F:F,F7)+SUM($A:C)+SUM(4:5)", vec!["F:F", "F7", "$A:C", "rows"], false),
            ("BudgetTotal*1.5E+3+Rate_2027&#REF!", vec![], false),
            ("Risks!#REF!+1E5", vec![], false),
            ("Table1[@Amount]*2", vec![], true),
            ("SUM(A1:INDEX(B:B,3))", vec!["B:B"], true),
            ("SUM(B2#)", vec!["B2"], true),
            ("SUM('Jan:Mar'!B2)", vec!["B2"], true),
            ("SUM(Jan:Mar!B2)+SUM(First:Last!B3)", vec!["B2", "Last|B3"], true),
            ("XFD1048576+XFE1+A1048577+A0", vec!["XFD1048576"], false),
        ] {
            let found = parse_references(formula);
            let written: Vec<String> = found
                .refs
                .iter()
                .map(|r| {
                    let sheet = r.sheet.as_ref().map(|s| format!("{s}|")).unwrap_or_default();
                    format!("{sheet}{}", r.cells.write().unwrap_or_else(|| "rows".into()))
                })
                .collect();
            assert_eq!((written, found.unclear), (refs.into_iter().map(str::to_owned).collect(), unclear), "{formula}");
        }
    }
}
