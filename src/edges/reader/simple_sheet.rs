//! Reads the part of an .xlsx sheet in one pass, where it is in the simple form in which spreadsheet programs write it.
//!
//! The library and [`sheet_scan`](super::sheet_scan) read a sheet event by event and more than once. This does the same
//! for the common case alone: a part of which anything is unusual, damaged or beyond a limit is declined as a whole and
//! read by them. What comes out is the same either way, so nothing here decides about what is odd.

use super::budget::Budget;
use super::cell_style::CellStyle;
use super::link_formula::address_in_formula;
use super::number_format::NumberKind;
use super::rows::RowBuilder;
use super::sheet_scan::{ScannedCell, ScannedSheet, hidden_columns, merged};
use super::simple_head::is_simple_head;
use super::simple_strings::{self, SimpleStrings};
use super::simple_xml::{SimpleXml, TagItem, after_declaration, natural, position, unescaped, value_text};
use super::values;
use crate::model::grid::{Raw, RawCell};
use crate::model::place::{LAST_COLUMN, LAST_ROW};

/// What a sheet needs to know of its workbook.
pub(super) struct SimpleBook<'a> {
    /// The shared strings.
    pub(super) strings: &'a SimpleStrings,
    /// The cell formats, by their number.
    pub(super) styles: &'a [CellStyle],
    /// Whether it counts days from 1904.
    pub(super) epoch_1904: bool,
}

/// Reads all cells into `rows`, and gives what else the part says; none where the part is declined. Both `rows` and
/// `budget` are then to be thrown away.
pub(super) fn read_simple_sheet(
    part: &str,
    book: &SimpleBook<'_>,
    rows: &mut RowBuilder,
    budget: &mut Budget<'_>,
) -> Option<ScannedSheet> {
    let (head, data) = part.split_at_checked(part.find("sheetData")?.checked_sub(1)?)?;
    if !is_simple_head(after_declaration(head)?) {
        return None;
    }
    let found = ScannedSheet { hidden_columns: hidden_columns(head), ..ScannedSheet::default() };
    let mut sheet = SimpleSheetReader { xml: SimpleXml::new(data), row: 0, column: 0, book, rows, budget, found };
    sheet.data()?;
    let (tail, mut found) = (sheet.xml.rest(), sheet.found);
    if tail.contains("mergeCell") {
        tail.contains("<mergeCells").then_some(())?;
        found.merged = merged(tail);
    }
    Some(found)
}

/// A part while it is read.
struct SimpleSheetReader<'s, 'b> {
    xml: SimpleXml<'s>,
    row: u32,
    column: u32,
    book: &'s SimpleBook<'s>,
    rows: &'s mut RowBuilder,
    budget: &'s mut Budget<'b>,
    found: ScannedSheet,
}

/// What the value of a cell is written as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueKind {
    Number,
    SharedString,
    Text,
    InlineText,
    YesNo,
    Error,
}

impl ValueKind {
    /// The kind by the attribute `t`.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "n" => Self::Number,
            "s" => Self::SharedString,
            "str" => Self::Text,
            "inlineStr" => Self::InlineText,
            "b" => Self::YesNo,
            "e" => Self::Error,
            _ => return None,
        })
    }
}

/// The attributes of a cell.
struct CellTag<'s> {
    place: (u32, u32),
    style: Option<&'s str>,
    kind: ValueKind,
    is_empty: bool,
}

/// The elements of a cell, as they are written.
#[derive(Default)]
struct SimpleCell<'s> {
    formula: Option<&'s str>,
    value: &'s str,
}

impl<'s> SimpleSheetReader<'s, '_> {
    fn data(&mut self) -> Option<()> {
        if self.xml.eat("<sheetData/>") {
            return Some(());
        }
        self.xml.eat("<sheetData>").then_some(())?;
        loop {
            self.xml.skip_blanks();
            if self.xml.eat("</sheetData>") {
                return Some(());
            }
            self.xml.eat("<row").then_some(())?;
            self.row()?;
        }
    }

    fn row(&mut self) -> Option<()> {
        self.column = 0;
        if !self.begin_row()? {
            self.cells()?;
        }
        self.row += 1;
        Some(())
    }

    fn cells(&mut self) -> Option<()> {
        loop {
            self.xml.skip_blanks();
            if self.xml.eat("</row>") {
                return Some(());
            }
            self.xml.eat("<c").then_some(())?;
            self.cell()?;
        }
    }

    /// Reads the tag of a row. Whether it has no content.
    fn begin_row(&mut self) -> Option<bool> {
        let (mut number, mut hidden) = (None, None);
        let is_empty = loop {
            match self.xml.tag_item()? {
                TagItem::Attribute("r", value) => set_once(&mut number, natural(value, 7)?.checked_sub(1)?)?,
                TagItem::Attribute("hidden", value) => set_once(&mut hidden, matches!(value, "1" | "true"))?,
                TagItem::Attribute(..) => {}
                TagItem::End => break false,
                TagItem::EmptyEnd => break true,
            }
        };
        self.row = number.unwrap_or(self.row);
        if self.row > LAST_ROW {
            return None;
        }
        if hidden == Some(true) && self.found.hidden_rows.last().is_none_or(|last| *last < self.row) {
            self.found.hidden_rows.push(self.row);
        }
        Some(is_empty)
    }

    fn cell(&mut self) -> Option<()> {
        let tag = self.cell_tag()?;
        self.column = tag.place.1 + 1;
        let style = self.style(tag.style)?;
        let (content, raw) = match (tag.is_empty, tag.kind) {
            (true, _) => (SimpleCell::default(), Raw::Empty),
            (false, ValueKind::InlineText) => (SimpleCell::default(), self.inline_text()?),
            (false, kind) => {
                let content = self.content()?;
                let raw =
                    self.value(kind, content.value, tag.style.map_or(Some(NumberKind::Number), |_| style.number))?;
                (content, raw)
            }
        };
        let CellStyle { struck, percent, decimals, fill, .. } = style;
        let (row, column) = tag.place;
        self.rows
            .push(row, column, RawCell { raw, formula: false, struck, percent, decimals, fill }, self.budget)
            .ok()?;
        match content.formula {
            Some(formula) => self.add_formula(&tag, formula, content.value.is_empty()),
            None => Some(()),
        }
    }

    fn cell_tag(&mut self) -> Option<CellTag<'s>> {
        let (mut place, mut style, mut kind) = (None, None, None);
        let is_empty = loop {
            match self.xml.tag_item()? {
                TagItem::Attribute("r", value) => set_once(&mut place, position(value)?)?,
                TagItem::Attribute("s", value) => set_once(&mut style, value)?,
                TagItem::Attribute("t", value) => set_once(&mut kind, ValueKind::of(value)?)?,
                TagItem::Attribute(..) => {}
                TagItem::End => break false,
                TagItem::EmptyEnd => break true,
            }
        };
        let place = place.unwrap_or((self.row, self.column));
        let is_within = place.0 <= LAST_ROW && place.1 <= u32::from(LAST_COLUMN);
        is_within.then_some(CellTag { place, style, kind: kind.unwrap_or(ValueKind::Number), is_empty })
    }

    /// The format that a cell names, else the first.
    fn style(&self, number: Option<&str>) -> Option<CellStyle> {
        let number = number.map_or(Some(0), |n| natural(n, 6))?;
        let simple = CellStyle { number: Some(NumberKind::Number), ..CellStyle::default() };
        Some(self.book.styles.get(usize::try_from(number).ok()?).copied().unwrap_or(simple))
    }

    /// Reads a formula and a value, both of which may be left out, and the end of the cell.
    fn content(&mut self) -> Option<SimpleCell<'s>> {
        let mut content = SimpleCell::default();
        if self.xml.eat("<f") {
            content.formula = Some(if self.xml.finish_tag()? { "" } else { self.xml.text_to("</f>")? });
        }
        if self.xml.eat("<v>") {
            content.value = self.xml.text_to("</v>")?;
        } else {
            self.xml.eat("<v/>");
        }
        self.xml.eat("</c>").then_some(content)
    }

    fn inline_text(&mut self) -> Option<Raw> {
        self.xml.eat("<is>").then_some(())?;
        let text = simple_strings::text_element(&mut self.xml)??;
        self.xml.eat("</is></c>").then(|| values::text(&text))
    }

    fn value(&self, kind: ValueKind, text: &str, number: Option<NumberKind>) -> Option<Raw> {
        if text.is_empty() {
            return Some(Raw::Empty);
        }
        match kind {
            ValueKind::Number => self.number(text, number?),
            ValueKind::SharedString => {
                let string = self.book.strings.get(usize::try_from(natural(text, 9)?).ok()?)?;
                Some(values::text(string.as_deref()?))
            }
            ValueKind::Text => Some(values::text(&value_text(text)?)),
            ValueKind::YesNo => match text {
                "0" => Some(Raw::YesNo(false)),
                "1" => Some(Raw::YesNo(true)),
                _ => None,
            },
            ValueKind::Error => {
                let known = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
                known.contains(&text).then(|| Raw::Error(text.to_owned()))
            }
            ValueKind::InlineText => None,
        }
    }

    fn number(&self, text: &str, kind: NumberKind) -> Option<Raw> {
        let n = text.parse::<f64>().ok().filter(|n| n.is_finite() && is_simple_number(text))?;
        Some(match kind {
            NumberKind::Number => values::number(n),
            NumberKind::Date => values::serial(n, self.book.epoch_1904),
        })
    }

    fn add_formula(&mut self, tag: &CellTag<'_>, formula: &str, has_no_value: bool) -> Option<()> {
        let formula = unescaped(formula)?;
        let is_calculated = !has_no_value || tag.kind == ValueKind::Text;
        let link = address_in_formula(&formula);
        let uncalculated = (!is_calculated).then(|| formula.into_owned());
        let cell = ScannedCell { formula: true, uncalculated, text: None, link };
        self.found.cells.push((tag.place.0, tag.place.1, cell));
        let n = self.found.cells.len();
        if n >= 1 << 16 && n.is_power_of_two() {
            self.budget.check(n as u64).ok()?;
        }
        Some(())
    }
}

/// Sets what must not be set twice.
fn set_once<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

/// Whether a number is written in digits, with a point and an exponent where it needs them.
fn is_simple_number(text: &str) -> bool {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = number.strip_prefix('-').unwrap_or(number).split_once('.').unwrap_or((number, "0"));
    let whole = whole.strip_prefix('-').unwrap_or(whole);
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    [whole, fraction, exponent].iter().all(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::engagement::Limits;

    fn read(part: &str) -> Option<(String, ScannedSheet)> {
        let (strings, limits) = (vec![Some("shared".into()), None], Limits::default());
        let styles = [
            CellStyle { number: Some(NumberKind::Number), ..CellStyle::default() },
            CellStyle { number: Some(NumberKind::Date), fill: Some(1), ..CellStyle::default() },
            CellStyle::default(),
        ];
        let book = SimpleBook { strings: &strings, styles: &styles, epoch_1904: false };
        let (mut rows, mut budget) = (RowBuilder::new(), Budget::new(&limits));
        let found = read_simple_sheet(part, &book, &mut rows, &mut budget)?;
        let rows = rows.finish().0;
        let cells = rows.iter().flat_map(|r| r.cells.iter().map(|(c, cell)| format!("{}:{c} {} ", r.number, cell.raw)));
        Some((cells.collect(), found))
    }

    fn sheet(rows: &str) -> String {
        format!("<?xml version=\"1.0\"?><worksheet><sheetData>{rows}</sheetData></worksheet>")
    }

    #[test]
    fn cells_in_the_simple_form_are_read() {
        for (row, cells) in [
            (
                "<row r=\"3\"><c r=\"B3\" s=\"0\"><v>1.5</v></c><c r=\"D3\" t=\"s\"><v>0</v></c></row>",
                "2:1 1.5 2:3 shared ",
            ),
            (
                "<row><c><v>-1e3</v></c><c t=\"b\"><v>1</v></c></row><row/>\n<row><c t=\"e\"><v>#N/A</v></c></row>",
                "0:0 -1000 0:1 TRUE 2:0 #N/A ",
            ),
            ("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>46111</v></c><c r=\"B1\" s=\"1\"/></row>", "0:0 2026-03-30 0:1  "),
            ("<row r=\"1\"><c r=\"A1\" t=\"str\"><f>B1&amp;\"\"</f><v>a &lt; b</v></c></row>", "0:0 a < b "),
            ("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t> a </t></is></c></row>", "0:0 a "),
        ] {
            let found = read(&sheet(row));
            assert_eq!(found.map(|f| f.0).as_deref(), Some(cells), "{row}");
        }
    }

    #[test]
    fn formulas_hidden_rows_and_merged_cells_are_found() {
        let part =
            sheet("<row r=\"1\" hidden=\"1\"><c r=\"A1\"><f>B1&amp;C1</f></c><c r=\"B1\"><f>1</f><v>1</v></c></row>");
        let part = part.replace("</worksheet>", "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>");
        let (_, found) = read(&part).unwrap();
        let formulas: Vec<_> = found.cells.iter().map(|(r, c, cell)| (*r, *c, cell.uncalculated.as_deref())).collect();
        assert_eq!(formulas, [(0, 0, Some("B1&C1")), (0, 1, None)]);
        assert_eq!((found.hidden_rows.as_slice(), found.merged.len()), (&[0][..], 1));
    }

    #[test]
    fn anything_unusual_is_declined() {
        for row in [
            "<row r=\"1\"><!-- --><c r=\"A1\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"a1\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>",
            "<row r=\"1048577\"></row>",
            "<row r=\"1\"><c r=\"A1\" r=\"B1\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"A1\"><v>one</v></c></row>",
            "<row r=\"1\"><c r=\"A1\"><v>inf</v></c></row>",
            "<row r=\"1\"><c r=\"A1\" s=\"2\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>",
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>2</v></c></row>",
            "<row r=\"1\"><c r=\"A1\" t=\"e\"><v>#SPILL!</v></c></row>",
            "<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2026-01-01</v></c></row>",
            "<row r=\"1\"><c r=\"A1\"><v>1</v><f>1</f></c></row>",
            "<row r=\"1\"><c r=\"A1\"><v>1</v>",
            "<row r=\"1\"><x:c r=\"A1\"><v>1</v></x:c></row>",
        ] {
            assert!(read(&sheet(row)).is_none(), "{row}");
        }
        assert!(read("<worksheet><!-- --><sheetData></sheetData></worksheet>").is_none());
        assert!(read("<worksheet><sheetData></worksheet>").is_none());
    }
}
