//! Surveys the package of a master for what is people's own and what of it can't be preserved, before anything is
//! written, so that it can be reported.

use super::anchors::{AnchorOwner, anchors};
use super::transfer::NOT_TRANSFERRED;
use super::workbook_part::{SheetPart, WorkbookPart};
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{TokenKind, Tokens, is_well_formed, unescape};
use crate::model::preserved_parts::{ChartSheet, LostPart, PreservedParts};
use std::collections::BTreeSet;

/// Parts of the whole workbook that are not preserved, by a piece of their name.
const OF_WORKBOOK: [(&str, &str); 3] = [
    ("vbaproject.bin", "macros"),
    ("xl/connections.xml", "connections to data outside"),
    ("xl/model/", "the data model"),
];

/// Relations of a sheet of prekick's own that are not preserved, since the sheet is written anew.
const OF_OWN_SHEET: [(&str, &str); 9] = [
    ("table", "the format as a table"),
    ("pivotTable", "pivot tables"),
    ("slicer", "slicers"),
    ("timeline", "timelines"),
    ("oleObject", "embedded files"),
    ("package", "embedded files"),
    ("control", "form controls"),
    ("ctrlProp", "form controls"),
    ("image", "the picture behind the cells"),
];

/// Types of conditional formats that prekick never writes.
const PEOPLES_FORMATS: [&str; 4] = ["colorScale", "dataBar", "iconSet", "cellIs"];

/// Surveys the package of a master; `own` are the titles of people's own sheets. `None` where it is no .xlsx, so that
/// nothing but cells can be preserved.
pub fn survey(bytes: &[u8], own: &[String]) -> Option<PreservedParts> {
    let mut package = EditablePackage::open(bytes)?;
    let book = WorkbookPart::read(&mut package)?;
    let mut found = PreservedParts::default();
    for sheet in &book.sheets {
        if own.contains(&sheet.title) {
            survey_peoples_sheet(&mut package, &book, sheet, &mut found);
        } else if sheet.kind == "worksheet" {
            survey_program_sheet(&mut package, sheet, &mut found);
        } else if sheet.kind == "chartsheet"
            && !book.strict
            && package.text(&sheet.part).is_some_and(|t| is_well_formed(&t))
        {
            let after = book.sheets.iter().take_while(|s| s.title != sheet.title).last().map(|s| s.title.clone());
            found.charts.push(ChartSheet { title: sheet.title.clone(), shown: sheet.shown, after });
            collect_references(&mut package, sheet, "", &mut found);
        } else {
            add_lost(&mut found, Some(sheet), "the sheet, which holds no cells");
        }
    }
    for (part, what) in OF_WORKBOOK {
        if package.names().any(|name| name.to_ascii_lowercase().contains(part)) {
            add_lost(&mut found, None, what);
        }
    }
    Some(found)
}

/// Notes something that can't be preserved, once.
fn add_lost(found: &mut PreservedParts, sheet: Option<&SheetPart>, what: &str) {
    let lost = LostPart { sheet: sheet.map(|s| s.title.clone()), what: what.to_owned() };
    if !found.lost.contains(&lost) {
        found.lost.push(lost);
    }
}

fn survey_peoples_sheet(
    package: &mut EditablePackage<'_>,
    book: &WorkbookPart,
    sheet: &SheetPart,
    found: &mut PreservedParts,
) {
    let only_values = "everything but its values";
    if book.epoch_1904 {
        add_lost(found, Some(sheet), &format!("{only_values}, since this workbook counts days from 1904"));
        return;
    }
    if book.strict {
        add_lost(found, Some(sheet), &format!("{only_values}, since this workbook was saved as Strict Open XML"));
        return;
    }
    let Some(text) = package.text(&sheet.part).filter(|text| is_well_formed(text)) else {
        add_lost(found, Some(sheet), &format!("{only_values}, since it is damaged"));
        return;
    };
    found.whole.insert(sheet.title.clone());
    collect_references(package, sheet, &text, found);
    if text.contains("<customSheetViews") {
        add_lost(found, Some(sheet), "custom views");
    }
    for kind in kinds_of_parts(package, &sheet.part) {
        if let Some((_, what)) = NOT_TRANSFERRED.iter().find(|(left_out, _)| *left_out == kind) {
            add_lost(found, Some(sheet), what);
        }
    }
}

/// Collects the formulas in which a sheet and its charts refer to other sheets.
fn collect_references(package: &mut EditablePackage<'_>, sheet: &SheetPart, text: &str, found: &mut PreservedParts) {
    let mut texts = vec![text.to_owned()];
    for drawing in package.relations(&sheet.part).into_iter().filter(|r| r.kind() == "drawing") {
        let part = drawing.part.unwrap_or_default();
        // A drawing with a chart of prekick's own is on the Summary and refers to that alone.
        if anchors(package, &part).iter().any(|(_, owner)| *owner == AnchorOwner::Program) {
            continue;
        }
        let charts = package.relations(&part);
        texts.extend(charts.into_iter().filter_map(|chart| package.text(&chart.part?)));
    }
    let references: BTreeSet<String> = texts.iter().flat_map(|t| formulas(t)).filter(|f| f.contains('!')).collect();
    if !references.is_empty() {
        found.formulas.insert(sheet.title.clone(), references);
    }
}

/// The formulas of a part, in cells, rules and charts.
fn formulas(text: &str) -> Vec<String> {
    let (mut found, mut tokens) = (Vec::new(), Tokens::new(text));
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) = token.kind
            && matches!(tag.local_name(), "f" | "formula" | "formula1" | "formula2")
        {
            let inner = tokens.rest_of_element();
            found.push(unescape(inner.get(..inner.find('<').unwrap_or(inner.len())).unwrap_or_default()));
        }
    }
    found
}

/// The kinds of all parts that a part refers to, directly or through others.
fn kinds_of_parts(package: &mut EditablePackage<'_>, part: &str) -> BTreeSet<String> {
    let (mut found, mut seen, mut next) = (BTreeSet::new(), BTreeSet::new(), vec![part.to_owned()]);
    while let Some(part) = next.pop() {
        if !seen.insert(part.clone()) {
            continue;
        }
        for relation in package.relations(&part) {
            found.insert(relation.kind().to_owned());
            next.extend(relation.part);
        }
    }
    found
}

fn survey_program_sheet(package: &mut EditablePackage<'_>, sheet: &SheetPart, found: &mut PreservedParts) {
    for relation in package.relations(&sheet.part) {
        if let Some((_, what)) = OF_OWN_SHEET.iter().find(|(word, _)| *word == relation.kind()) {
            add_lost(found, Some(sheet), what);
        }
        if let ("drawing", Some(part)) = (relation.kind(), &relation.part)
            && anchors(package, part).iter().any(|(_, owner)| *owner == AnchorOwner::NotPreserved)
        {
            add_lost(found, Some(sheet), "slicers");
        }
    }
    collect_references(package, sheet, "", found);
    if let Some(text) = package.text(&sheet.part)
        && has_peoples_formats(&text)
    {
        add_lost(found, Some(sheet), "conditional formats that people added");
    }
}

/// Whether a sheet of prekick's own has conditional formats of a type that it never writes.
fn has_peoples_formats(text: &str) -> bool {
    let Some(from) = text.find("conditionalFormatting") else { return false };
    let Some(rest) = text.get(from..) else { return false };
    if !PEOPLES_FORMATS.iter().any(|kind| rest.contains(kind)) {
        return false;
    }
    let mut tokens = Tokens::new(text);
    while let Some(token) = tokens.next() {
        if let TokenKind::Start(tag) | TokenKind::Empty(tag) = token.kind
            && tag.local_name() == "cfRule"
            && tag.get("type").is_some_and(|kind| PEOPLES_FORMATS.contains(&kind))
        {
            return true;
        }
    }
    false
}
