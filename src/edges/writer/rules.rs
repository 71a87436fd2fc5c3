//! Writes what belongs to a page's cells beside their content: drop-downs, prompts, limits, live highlights and notes.

use super::cells::serial;
use super::error::{WriteError, in_cell};
use super::style;
use super::text::{clip, printable, units};
use crate::edges::library_words::workbook_words;
use crate::model::page::{Allow, CellBlock, CellCaption, Page, PageNote, Validation};
use jiff::civil::Date;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Note, Worksheet,
    XlsxError,
};
use std::collections::BTreeMap;

/// Excel's limits for the title and the text of a prompt or an error.
const PROMPT_TITLE: usize = 32;
const PROMPT_TEXT: usize = 255;
/// Excel's limit for the formula of a rule.
const RULE_FORMULA: usize = 255;
/// Excel's limit for the name on a note.
const NOTE_AUTHOR: usize = 54;
/// Characters of a note's text that fit on a line, and the most lines that are shown at once.
const NOTE_WIDTH: usize = 36;
const NOTE_LINES: usize = 24;
/// What the file format leaves for a note's text.
const NOTE_TEXT: usize = 32_713;

/// Adds the drop-downs, prompts and limits.
pub(super) fn write_validations(sheet: &mut Worksheet, page: &Page) -> Result<(), WriteError> {
    for rule in &page.validations {
        let CellBlock { first, last } = rule.block;
        if let Some(why) = too_long(&rule.allow) {
            return Err(in_cell(page, first.row, first.column, why));
        }
        let written = validation(rule)
            .and_then(|v| sheet.add_data_validation(first.row, first.column, last.row, last.column, &v).map(|_| ()));
        written.map_err(|e| in_cell(page, first.row, first.column, workbook_words(&e)))?;
    }
    Ok(())
}

/// Adds the live highlights.
pub(super) fn write_highlights(sheet: &mut Worksheet, page: &Page) -> Result<(), WriteError> {
    for highlight in &page.highlights {
        let CellBlock { first, last } = highlight.block;
        let rule = ConditionalFormatFormula::new()
            .set_rule(Formula::new(&highlight.formula))
            .set_format(style::highlight(highlight.role));
        let written = sheet.add_conditional_format(first.row, first.column, last.row, last.column, &rule);
        written.map_err(|e| in_cell(page, first.row, first.column, workbook_words(&e)))?;
    }
    Ok(())
}

/// Excel's limit for a number format, less what stands around a caption.
const CAPTION: usize = 240;

/// Adds the captions. They are formats, so that the cells keep the texts by which they are known.
pub(super) fn write_captions(sheet: &mut Worksheet, page: &Page) -> Result<(), WriteError> {
    for CellCaption { at, text } in &page.captions {
        let rule = ConditionalFormatFormula::new()
            .set_rule(Formula::new("TRUE"))
            .set_format(style::caption(&clip(&printable(text), CAPTION)));
        let written = sheet.add_conditional_format(at.row, at.column, at.row, at.column, &rule);
        written.map_err(|e| in_cell(page, at.row, at.column, workbook_words(&e)))?;
    }
    Ok(())
}

/// Adds the notes. A cell has one note, so several on one cell are written as one.
pub(super) fn write_notes(sheet: &mut Worksheet, page: &Page) -> Result<(), WriteError> {
    let mut by_cell: BTreeMap<(u32, u16), Vec<&PageNote>> = BTreeMap::new();
    for note in &page.notes {
        by_cell.entry(note.at).or_default().push(note);
    }
    for ((row, column), notes) in by_cell {
        let text = joined(&notes);
        if units(&text) > NOTE_TEXT {
            let why = format!("the note has {} characters; at most {NOTE_TEXT} fit", units(&text));
            return Err(in_cell(page, row, column, why));
        }
        let author = notes.first().map_or("", |n| n.author.as_str());
        let written = sheet.insert_note(row, column, &note(author, &text));
        written.map_err(|e| in_cell(page, row, column, workbook_words(&e)))?;
    }
    Ok(())
}

fn too_long(allow: &Allow) -> Option<String> {
    let Allow::List(formula) = allow else { return None };
    let long = units(formula);
    (long > RULE_FORMULA).then(|| format!("the drop-down's formula has {long} characters; at most {RULE_FORMULA} fit"))
}

fn validation(rule: &Validation) -> Result<DataValidation, XlsxError> {
    let mut out = allowing(DataValidation::new(), &rule.allow);
    if let Some((title, text)) = &rule.prompt {
        out = out.set_input_title(clip(&printable(title), PROMPT_TITLE))?;
        out = out.set_input_message(clip(&printable(text), PROMPT_TEXT))?;
    }
    if rule.allow == Allow::Any {
        return Ok(out);
    }
    let (title, style) = if rule.lenient {
        ("Keep this value?", DataValidationErrorStyle::Warning)
    } else {
        ("Please check this value", DataValidationErrorStyle::Stop)
    };
    // The column's title is in the copy's language; the English titles above are not.
    let title = rule.prompt.as_ref().map_or(title, |(column, _)| column.as_str());
    out = out.set_error_title(clip(&printable(title), PROMPT_TITLE))?.set_error_style(style);
    out.set_error_message(clip(&printable(&rule.error), PROMPT_TEXT))
}

/// Limits are written as formulas, which keep every digit; the library's own numbers end at 32 bits.
fn allowing(rule: DataValidation, allow: &Allow) -> DataValidation {
    match allow {
        Allow::Any => rule.allow_any_value(),
        Allow::List(formula) => rule.allow_list_formula(Formula::new(formula)),
        Allow::Integer(low, high) => rule.allow_whole_number_formula(between(low.to_string(), high.to_string())),
        Allow::Decimal(low, high) => rule.allow_decimal_number_formula(between(low.to_string(), high.to_string())),
        Allow::Date(low, high) => rule.allow_date_formula(between(day(*low), day(*high))),
        Allow::Length(most) => rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(*most)),
    }
}

fn between(low: String, high: String) -> DataValidationRule<Formula> {
    DataValidationRule::Between(Formula::new(low), Formula::new(high))
}

/// The serial number of a day as text; 0 for a day before 1900, which Excel doesn't have.
fn day(date: Date) -> String {
    serial(date).unwrap_or(0.0).to_string()
}

fn joined(notes: &[&PageNote]) -> String {
    let mut out = String::new();
    for (number, note) in notes.iter().enumerate() {
        if number > 0 {
            out.push_str("\n\n");
            out.push_str(&note.author);
            out.push_str(":\n");
        }
        out.push_str(&note.text);
    }
    printable(&out)
}

/// The author is not repeated in the text: read back and written again it would be there twice.
fn note(author: &str, text: &str) -> Note {
    let lines: usize = text.split('\n').map(|l| 1 + l.chars().count() / NOTE_WIDTH).sum();
    let height = u32::try_from(lines.clamp(2, NOTE_LINES)).unwrap_or(2) * 17 + 16;
    let note = Note::new(text).set_width(260).set_height(height).set_font_name("Calibri").set_font_size(10);
    let note = note.add_author_prefix(false).set_visible(false);
    if author.is_empty() { note } else { note.set_author(clip(&printable(author), NOTE_AUTHOR)) }
}
