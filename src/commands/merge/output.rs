//! The bytes of what `prekick merge` merged: the master's own where it holds just that, the master with other values in it
//! where that can be, else values alone.

use super::files::{MergeInput, extension_of, limits};
use super::partial::write_with_passed_over;
use crate::edges::csv_file::{Dialect, WrittenText, write_in_dialect};
use crate::edges::preserve::{Patched, has_macros, patch_workbook};
use crate::edges::reader::process::Readers;
use crate::edges::{reader, writer};
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::Format;
use crate::model::page::PageCell;
use crate::model::place::{At, Place};
use crate::model::plain::{PlainSheet, SheetPatch};
use crate::model::severity::Severity;
use crate::model::text::{and_list, count, shortened};
use crate::steps::ingest::written_otherwise;
use crate::steps::merge::{
    MergedFile, TableTitles, additions_book, addresses_lost, ends_above_new_rows, merged_book, patches, plain_file,
    refers_to_reused, same_values, title_of_discrepancies, with_rows_in_place,
};
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::path::Path;

/// What is to be written.
pub struct MergedBytes {
    pub bytes: Vec<u8>,
    /// Findings about the writing.
    pub findings: Vec<Finding>,
    /// Whether something of the master is not in it.
    pub lost: bool,
}

impl MergedBytes {
    fn whole(bytes: Vec<u8>) -> Self {
        Self { bytes, findings: Vec::new(), lost: false }
    }
}

/// The bytes of what was merged.
pub fn merged_bytes(
    merged: &MergedFile,
    master: &MergeInput,
    output: &Path,
    readers: &Readers,
) -> anyhow::Result<MergedBytes> {
    let extension = extension_of(output);
    let is_csv = master.format == Format::Csv;
    let as_csv = match extension.as_str() {
        "csv" | "tsv" | "txt" => true,
        "xlsx" | "xlsm" => false,
        _ => is_csv,
    };
    let same = as_csv == is_csv
        && merged.origins.iter().all(|of| of.around.is_empty())
        && holds_the_same(&merged.sheets, &master.file.sheets);
    if same && (as_csv || !(master.file.asked.is_some() || merged.findings.iter().any(|f| f.question.is_some()))) {
        return Ok(MergedBytes::whole(master.bytes.clone()));
    }
    if as_csv {
        let WrittenText { bytes, lacking } = as_text(merged, master, &extension)?;
        let said = lacking.map(|(encoding, missing)| written_otherwise(encoding.name(), missing, &master.file.name));
        let findings = said.into_iter().chain(lost_addresses(&merged.sheets, |_| false)).collect();
        return Ok(MergedBytes { findings, ..MergedBytes::whole(bytes) });
    }
    let why = match in_place(merged, master, &extension, readers) {
        Ok(written) => return Ok(written),
        Err(why) => why,
    };
    if same {
        let message = format!("The list of what is left to decide is not in what was written, because {why}.");
        let finding = Finding::new(Code::FileNotCarried, message).at(Place::file(&master.file.name));
        let finding = finding.help("It is what was said here, and stands in the file that --report names.");
        return Ok(MergedBytes { findings: vec![finding], ..MergedBytes::whole(master.bytes.clone()) });
    }
    if extension == "xlsm" {
        bail!("a workbook with macros can't be written, because {why}; write to a file that ends in .xlsx.");
    }
    let bytes =
        writer::write(&merged_book(&merged.sheets, &merged.findings)).context("what was merged can't be written")?;
    let unlinked = lost_addresses(&merged.sheets, writer::takes_link);
    if is_csv {
        return Ok(MergedBytes { findings: unlinked, ..MergedBytes::whole(bytes) });
    }
    let extras = if master.extras.is_empty() { String::new() } else { format!(", {}", master.extras.join(", ")) };
    let message = format!(
        "Only values were merged, because {why}: formulas, colours and widths{extras} of the master are not in what was written."
    );
    let lost = Finding::new(Code::FileNotCarried, message).at(Place::file(&master.file.name));
    let lost = lost.help("The master still has them: type what was merged into it by hand where they matter.");
    Ok(MergedBytes { bytes, findings: std::iter::once(lost).chain(unlinked).collect(), lost: true })
}

/// Whether the merged sheets hold what the master holds.
pub fn holds_the_same(merged: &[PlainSheet], master: &[PlainSheet]) -> bool {
    let rows = |s: &PlainSheet, other: &PlainSheet| {
        let mut pairs = s.rows.iter().zip(&other.rows);
        s.rows.len() == other.rows.len() && pairs.all(|(a, b)| a.shares_cells_with(b) || a.cells == b.cells)
    };
    let title = |s: &PlainSheet, n: usize| (s.columns.get(n).map(|c| c.title.clone()), s.title_cell(n).link.clone());
    let titles = |s: &PlainSheet, other: &PlainSheet| {
        s.columns.len() == other.columns.len() && (0..s.columns.len()).all(|n| title(s, n) == title(other, n))
    };
    merged.len() == master.len()
        && merged.iter().zip(master).all(|(a, b)| a.title == b.title && titles(a, b) && rows(a, b))
}

fn as_text(merged: &MergedFile, master: &MergeInput, extension: &str) -> anyhow::Result<WrittenText> {
    if merged.sheets.is_empty() {
        bail!("{} is empty, and nothing was merged into it.", master.file.name);
    }
    let [sheet] = merged.sheets.as_slice() else {
        bail!("a CSV holds one sheet, and there are {}; write to a file that ends in .xlsx.", merged.sheets.len());
    };
    let dialect = match master.format {
        Format::Csv => Dialect::detect(&master.bytes, master.named),
        _ => Dialect::default(),
    };
    let dialect = if extension == "tsv" { dialect.delimited_by(b'\t') } else { dialect };
    if master.passed_over.is_some() {
        return write_with_passed_over(merged, master, dialect).context("the master can't be read again");
    }
    Ok(write_in_dialect(dialect, &lines(sheet)))
}

fn lines(sheet: &PlainSheet) -> Vec<Vec<String>> {
    let titles = sheet.columns.iter().map(|c| c.title.clone()).collect();
    let rows = sheet.rows.iter().map(|r| r.cells.iter().map(|c| c.raw.to_string()).collect());
    std::iter::once(titles).chain(rows).collect()
}

/// The master's own workbook with the merged values in it. It is read back and compared before it is written; an `Err` says
/// why it can't be done.
fn in_place(
    merged: &MergedFile,
    master: &MergeInput,
    extension: &str,
    readers: &Readers,
) -> Result<MergedBytes, String> {
    let macros = has_macros(&master.bytes).filter(|_| master.format == Format::Xlsx);
    let macros = macros.ok_or("the master is no .xlsx or .xlsm workbook")?;
    match (extension, macros) {
        ("xlsx", true) => return Err("the master has macros, which a file that ends in .xlsx can't have".into()),
        ("xlsm", false) => return Err("the master has no macros, which a file that ends in .xlsm must have".into()),
        _ => {}
    }
    let why = match patched(merged, master, readers) {
        Ok(written) => return Ok(written),
        Err(why) => why,
    };
    let Some(in_place) = with_rows_in_place(merged, &master.file, &why) else { return Err(why) };
    let mut written = patched(&in_place, master, readers).map_err(|_| why)?;
    written.findings.extend(in_place.findings.into_iter().skip(merged.findings.len()));
    Ok(written)
}

/// The master's own workbook with just what was merged in it.
fn patched(merged: &MergedFile, master: &MergeInput, readers: &Readers) -> Result<MergedBytes, String> {
    let patches = patches(merged, &master.file)?;
    let new = merged.sheets.get(master.file.sheets.len()..).unwrap_or_default();
    refuse_reused_references(&patches, master)?;
    let asked = master.file.asked.as_deref();
    let list = title_of_discrepancies(&merged.sheets, asked);
    let more = additions_book(new, &merged.findings, &list, asked.is_some());
    let more = more.map(|book| writer::write(&book)).transpose().map_err(|e| e.to_string())?;
    let linked = master.file.sheets.len();
    let reads_back = |bytes: &[u8]| reads_as(bytes, &merged.sheets, linked, readers);
    let done = patch_workbook(&master.bytes, &patches, more.as_deref(), &list, &reads_back)?;
    let mut findings = formula_findings(&done, master);
    findings.extend(warn_of_formulas_ending_above(&patches, master));
    findings.extend(lost_addresses(new, writer::takes_link));
    Ok(MergedBytes { findings, ..MergedBytes::whole(done.bytes) })
}

/// A finding for each sheet with addresses behind texts that are not in what is written.
fn lost_addresses(sheets: &[PlainSheet], takes: impl Fn(&PageCell) -> bool) -> Vec<Finding> {
    let lost = sheets.iter().filter_map(|sheet| {
        let cells = addresses_lost(sheet, &takes);
        let (at, address) = cells.first()?;
        let message = format!(
            "{} to an address that is not in what was written, such as {at} to {address}.",
            count(cells.len(), "cell leads", "cells lead")
        );
        let finding = sheet_finding(Code::ValueLink, message, &sheet.title).severity(Severity::Warning);
        Some(
            finding
                .help("Note them in cells of their own, if they matter; a file that ends in .xlsx takes most of them."),
        )
    });
    lost.collect()
}

/// Fails where a workbook does not hold what was merged; the first `linked` of its sheets with the addresses behind texts.
fn reads_as(bytes: &[u8], merged: &[PlainSheet], linked: usize, readers: &Readers) -> Result<(), String> {
    let back = readers.read(bytes, "merged.xlsx", &limits()).map_err(|e| e.message)?;
    let titles = TableTitles::of_sheets(merged);
    let whole = back.sheets.iter().all(|s| s.errors.is_empty());
    if whole && same_values(&plain_file(back.sheets, back.format, "", merged, &titles).sheets, merged, linked) {
        return Ok(());
    }
    Err("the master with the merged values in it does not read back as it should".into())
}

/// The formulas of the master's sheets, in the order of the sheets.
fn formulas_of(master: &MergeInput) -> impl Iterator<Item = (&str, At, String)> {
    let sheets = master.file.sheets.iter().map(|s| s.title.as_str());
    let computing = sheets.filter(|title| master.file.with_formulas.contains(*title));
    computing.flat_map(|title| {
        reader::formulas(&master.bytes, title).into_iter().map(move |(at, formula)| (title, at, formula))
    })
}

/// Findings about formulas that were replaced, and about those that were kept although another result came back.
fn formula_findings(done: &Patched, master: &MergeInput) -> Vec<Finding> {
    let mut out = Vec::new();
    let place = |sheet: &str, at: At| Place::cell(&master.file.name, sheet, at);
    let by_sheet = |cells: &[(String, At)]| {
        let mut all: BTreeMap<String, Vec<At>> = BTreeMap::new();
        cells.iter().for_each(|(sheet, at)| all.entry(sheet.clone()).or_default().push(*at));
        all
    };
    for (sheet, cells) in by_sheet(&done.replaced) {
        let texts = reader::formulas(&master.bytes, &sheet);
        for at in cells {
            let formula = texts.get(&at).map(|f| format!(" ={}", shortened(f, 80))).unwrap_or_default();
            let message = format!("The formula{formula} in the master gave way to the value that was typed over it.");
            out.push(
                sheet_finding(Code::ValueFormulaReplaced, message, &sheet)
                    .severity(Severity::Warning)
                    .at(place(&sheet, at)),
            );
        }
    }
    let named = |cells: &[At]| {
        let named: Vec<String> = cells.iter().take(10).map(ToString::to_string).collect();
        if cells.len() > 10 { format!("{} and {} more", named.join(", "), cells.len() - 10) } else { and_list(&named) }
    };
    for (sheet, cells) in by_sheet(&done.kept) {
        let Some(first) = cells.first().copied() else { continue };
        let message = format!("The formulas in {} came back with other results; they stay formulas.", named(&cells));
        out.push(
            sheet_finding(Code::ValueFormulaKept, message, &sheet).severity(Severity::Info).at(place(&sheet, first)),
        );
    }
    for (sheet, cells) in by_sheet(&done.results) {
        let Some(first) = cells.first().copied() else { continue };
        let message = format!("Formulas came back for {}; what was merged holds their results only.", named(&cells));
        out.push(
            sheet_finding(Code::ValueFormulaReplaced, message, &sheet)
                .severity(Severity::Warning)
                .at(place(&sheet, first)),
        );
    }
    out
}

/// Fails where a formula refers to a removed row or column whose place another took: it would refer to the other.
fn refuse_reused_references(patches: &[SheetPatch], master: &MergeInput) -> Result<(), String> {
    let reused = |p: &&SheetPatch| !(p.reused.is_empty() && p.reused_columns.is_empty());
    let reused: Vec<&SheetPatch> = patches.iter().filter(reused).collect();
    if reused.is_empty() {
        return Ok(());
    }
    for (title, at, formula) in formulas_of(master) {
        if let Some(what) = reused.iter().find_map(|patch| refers_to_reused(&formula, (title, at), patch)) {
            return Err(format!("the formula in {at} speaks of a {what} that was removed (sheet {title})"));
        }
    }
    Ok(())
}

/// Findings about formulas that end with the old last row: new rows below it are not in them.
fn warn_of_formulas_ending_above(patches: &[SheetPatch], master: &MergeInput) -> Vec<Finding> {
    let mut out = Vec::new();
    if patches.iter().all(|p| p.below == 0) {
        return out;
    }
    for (title, at, formula) in formulas_of(master) {
        let Some(patch) = patches.iter().find(|p| ends_above_new_rows(&formula, title, p)) else { continue };
        let message = format!(
            "The formula ={} ends with row {} of the sheet {}, and {} below it now.",
            shortened(&formula, 80),
            patch.last + 1,
            patch.title,
            count(usize::try_from(patch.below).unwrap_or(usize::MAX), "new row stands", "new rows stand")
        );
        let place = Place::cell(&master.file.name, title, at);
        out.push(sheet_finding(Code::ValueFormulaRange, message, title).severity(Severity::Warning).at(place));
    }
    out
}

fn sheet_finding(code: Code, message: String, sheet: &str) -> Finding {
    let mut finding = Finding::new(code, message);
    finding.sheet = Some(sheet.to_owned());
    finding
}
