//! What is people's own in the package of a master, and what of it can't be carried into a new one. It is looked at before
//! anything is written, so that it can be said.

use super::anchors::{Whose, anchors};
use super::book::{Book, SheetOf};
use super::related::NOT_CARRIED;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{TokenKind, Tokens, is_well_formed, unescape};
use crate::model::carry::{Carry, ChartSheet, Lost};
use std::collections::BTreeSet;

/// Parts of the whole workbook that are not carried.
const WHOLE: [(&str, &str); 3] = [
    ("vbaproject.bin", "macros"),
    ("xl/connections.xml", "connections to data outside"),
    ("xl/model/", "the data model"),
];

/// What hangs on a sheet of prekick's own, which is written anew, and is not carried.
const ON_OURS: [(&str, &str); 9] = [
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

/// Kinds of conditional formats that prekick never writes.
const PEOPLES_FORMATS: [&str; 4] = ["colorScale", "dataBar", "iconSet", "cellIs"];

/// Looks at the package of a master. `own` are the titles of people's own sheets. `None` where it is no package of this
/// kind, so that nothing but cells can be carried.
pub fn look(bytes: &[u8], own: &[String]) -> Option<Carry> {
    let mut package = EditablePackage::open(bytes)?;
    let book = Book::of(&mut package)?;
    let mut carry = Carry::default();
    for sheet in &book.sheets {
        if own.contains(&sheet.title) {
            own_sheet(&mut package, &book, sheet, &mut carry);
        } else if sheet.kind == "worksheet" {
            our_sheet(&mut package, sheet, &mut carry);
        } else if sheet.kind == "chartsheet"
            && !book.strict
            && package.text(&sheet.part).is_some_and(|t| is_well_formed(&t))
        {
            let after = book.sheets.iter().take_while(|s| s.title != sheet.title).last().map(|s| s.title.clone());
            carry.charts.push(ChartSheet { title: sheet.title.clone(), shown: sheet.shown, after });
            speaks(&mut package, sheet, "", &mut carry);
        } else {
            lost(&mut carry, Some(sheet), "the sheet, which holds no cells");
        }
    }
    for (part, what) in WHOLE {
        if package.names().any(|name| name.to_ascii_lowercase().contains(part)) {
            lost(&mut carry, None, what);
        }
    }
    Some(carry)
}

fn lost(carry: &mut Carry, sheet: Option<&SheetOf>, what: &str) {
    let lost = Lost { sheet: sheet.map(|s| s.title.clone()), what: what.to_owned() };
    if !carry.lost.contains(&lost) {
        carry.lost.push(lost);
    }
}

fn own_sheet(package: &mut EditablePackage<'_>, book: &Book, sheet: &SheetOf, carry: &mut Carry) {
    let only_values = "everything but its values";
    if book.epoch_1904 {
        lost(carry, Some(sheet), &format!("{only_values}, since this workbook counts days from 1904"));
        return;
    }
    if book.strict {
        lost(carry, Some(sheet), &format!("{only_values}, since this workbook was saved as Strict Open XML"));
        return;
    }
    let Some(text) = package.text(&sheet.part).filter(|text| is_well_formed(text)) else {
        lost(carry, Some(sheet), &format!("{only_values}, since it is damaged"));
        return;
    };
    carry.whole.insert(sheet.title.clone());
    speaks(package, sheet, &text, carry);
    if text.contains("<customSheetViews") {
        lost(carry, Some(sheet), "custom views");
    }
    for word in words(package, &sheet.part) {
        if let Some((_, what)) = NOT_CARRIED.iter().find(|(w, _)| *w == word) {
            lost(carry, Some(sheet), what);
        }
    }
}

/// The formulas in which a sheet and its charts speak of other sheets.
fn speaks(package: &mut EditablePackage<'_>, sheet: &SheetOf, text: &str, carry: &mut Carry) {
    let mut texts = vec![text.to_owned()];
    for drawing in package.relations(&sheet.part).into_iter().filter(|r| r.kind() == "drawing") {
        let part = drawing.part.unwrap_or_default();
        // A drawing with a chart of prekick's own is on the Summary, and speaks of that alone.
        if anchors(package, &part).iter().any(|(_, whose)| *whose == Whose::Ours) {
            continue;
        }
        let charts = package.relations(&part);
        texts.extend(charts.into_iter().filter_map(|chart| package.text(&chart.part?)));
    }
    let said: BTreeSet<String> = texts.iter().flat_map(|t| formulas(t)).filter(|f| f.contains('!')).collect();
    if !said.is_empty() {
        carry.formulas.insert(sheet.title.clone(), said);
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

/// The kinds of parts that a part leads to, also over others.
fn words(package: &mut EditablePackage<'_>, part: &str) -> BTreeSet<String> {
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

fn our_sheet(package: &mut EditablePackage<'_>, sheet: &SheetOf, carry: &mut Carry) {
    for relation in package.relations(&sheet.part) {
        if let Some((_, what)) = ON_OURS.iter().find(|(word, _)| *word == relation.kind()) {
            lost(carry, Some(sheet), what);
        }
        if let ("drawing", Some(part)) = (relation.kind(), &relation.part)
            && anchors(package, part).iter().any(|(_, whose)| *whose == Whose::Lost)
        {
            lost(carry, Some(sheet), "slicers");
        }
    }
    speaks(package, sheet, "", carry);
    if let Some(text) = package.text(&sheet.part)
        && has_peoples_formats(&text)
    {
        lost(carry, Some(sheet), "conditional formats that people added");
    }
}

/// Does a sheet of prekick's own have conditional formats of a kind that it never writes?
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
