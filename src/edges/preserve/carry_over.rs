//! Carries what is people's own from the earlier master over into the new one.

use super::shared_strings::SharedStrings;
use super::sheet_transfer::{SheetTransfer, transferred_sheet};
use super::styles::StyleTransfer;
use super::transfer::PartTransfer;
use super::workbook_part::{SheetPart, WorkbookPart, cache_entry, names_to_add};
use super::{drawing, filters};
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::is_well_formed;
use crate::model::page::{OutputWorkbook, Page};
use crate::model::text::fold_title;
use std::collections::BTreeSet;

/// Why the new master can't be written: a sheet of people's own can't be carried over.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sheet {sheet} can't be carried over as it stands; nothing was written. Move it into a workbook of its own, or take it out of the master, and run again."
)]
pub struct NotCarried {
    /// The sheet's title.
    pub sheet: String,
}

/// The new master with what is people's own in the earlier one: the sheets whose pages are marked as carried, and
/// filters and drawings on prekick's own sheets.
///
/// # Errors
/// Where a sheet of people's own can't be carried over; then nothing may be written.
pub fn carry_over(new: Vec<u8>, earlier: &[u8], pages: &OutputWorkbook) -> Result<Vec<u8>, NotCarried> {
    let promised = pages.pages.iter().find(|p| p.carried);
    match carried_over(&new, earlier, pages) {
        Some(CarryOverOutcome::Changed(bytes)) => Ok(bytes),
        Some(CarryOverOutcome::Unchanged) => Ok(new),
        Some(CarryOverOutcome::Failed(sheet)) => Err(NotCarried { sheet }),
        // One of the files can't be read as a package.
        None => promised.map_or(Ok(new), |page| Err(NotCarried { sheet: page.title.clone() })),
    }
}

/// What carrying over came to.
enum CarryOverOutcome {
    /// The new bytes.
    Changed(Vec<u8>),
    /// There was nothing to carry over.
    Unchanged,
    /// The sheet of this title can't be carried over.
    Failed(String),
}

fn carried_over(new: &[u8], earlier: &[u8], pages: &OutputWorkbook) -> Option<CarryOverOutcome> {
    let mut old = EditablePackage::open(earlier)?;
    let old_book = WorkbookPart::read(&mut old)?;
    let mut new = EditablePackage::open(new)?;
    let new_book = WorkbookPart::read(&mut new)?;
    let (old_styles, new_styles) = (old_book.shared_part(&mut old, "styles"), new_book.shared_part(&mut new, "styles"));
    let mut styles = StyleTransfer::new(&old_styles.1, &new_styles.1)?;
    let strings = if pages.pages.iter().any(|p| p.carried) {
        SharedStrings::read(&old_book.shared_part(&mut old, "sharedStrings").1)
    } else {
        SharedStrings::default()
    };
    let mut transfer = PartTransfer::new(&mut old, &mut new, &mut styles);
    let mut carry_over =
        CarryOver { transfer: &mut transfer, old: &old_book, new: &new_book, strings: &strings, changed: false };
    for page in pages.pages.iter().filter(|p| p.carried) {
        if carry_over.replace_sheet(page).is_none() {
            return Some(CarryOverOutcome::Failed(page.title.clone()));
        }
    }
    for page in pages.pages.iter().filter(|p| !p.carried) {
        carry_over.restore_filters(page);
        carry_over.restore_drawings(page);
    }
    let carried: BTreeSet<&str> = pages.pages.iter().filter(|p| p.carried).map(|p| p.title.as_str()).collect();
    carry_over.restore_workbook_lists(&carried);
    let changed = carry_over.changed;
    if let Some(text) = styles.changed_part() {
        new.set_part(&new_styles.0, text);
    } else if !changed {
        return Some(CarryOverOutcome::Unchanged);
    }
    Some(CarryOverOutcome::Changed(new.save()?))
}

/// What is carried over, sheet by sheet.
struct CarryOver<'w, 'c, 'o, 'n> {
    transfer: &'w mut PartTransfer<'c, 'o, 'n>,
    old: &'w WorkbookPart,
    new: &'w WorkbookPart,
    strings: &'w SharedStrings,
    /// Whether anything was changed in the new package.
    changed: bool,
}

impl CarryOver<'_, '_, '_, '_> {
    /// Puts a sheet of people's own in the place of the empty one that was written for it.
    fn replace_sheet(&mut self, page: &Page) -> Option<()> {
        let (old, new) = (self.old.sheet(&page.title)?, self.new.sheet(&page.title)?);
        let text = self.transfer.old.text(&old.part)?;
        self.transfer.set_name(&old.part, &new.part);
        let kept = self.transfer.transfer_relations(&old.part, &new.part);
        let metadata = self.transfer_metadata(&text);
        let mut with =
            SheetTransfer { styles: &mut *self.transfer.styles, strings: self.strings, kept: &kept, metadata };
        let carried = transferred_sheet(&text, &mut with)?;
        if old.kind != "worksheet" {
            self.set_sheet_kind(old, new)?;
        }
        self.transfer.new.set_part(&new.part, carried);
        self.changed = true;
        Some(())
    }

    /// Gives the part that was written as an empty worksheet the type that the sheet has: it may be a chart sheet.
    fn set_sheet_kind(&mut self, old: &SheetPart, new: &SheetPart) -> Option<()> {
        let content_type = self.transfer.old.content_type(&old.part)?.to_owned();
        self.transfer.new.set_content_type(&new.part, &content_type);
        let is_old = |r: &&Relation| r.part.as_ref() == Some(&old.part);
        let type_uri = self.old.relations.iter().find(is_old)?.type_uri.clone();
        let mut all = self.transfer.new.relations(&self.new.part);
        all.iter_mut().find(|r| r.part.as_ref() == Some(&new.part))?.type_uri = type_uri;
        self.transfer.new.set_relations(&self.new.part, &all);
        Some(())
    }

    /// Transfers the parts of the whole workbook to which cells refer for arrays that spill and for rich values.
    /// Whether the new workbook has them now.
    fn transfer_metadata(&mut self, text: &str) -> bool {
        if !text.contains(" cm=\"") && !text.contains(" vm=\"") {
            return false;
        }
        if self.new.relations.iter().any(|r| r.kind() == "sheetMetadata") {
            return false;
        }
        let is_metadata = |r: &&Relation| {
            let kind = r.kind().to_ascii_lowercase();
            kind == "sheetmetadata" || kind.starts_with("rdrich") || kind.starts_with("richvalue") || kind == "rdarray"
        };
        let parts: Vec<Relation> = self.old.relations.iter().filter(is_metadata).cloned().collect();
        parts.iter().for_each(|r| drop(self.transfer_listed(r)));
        parts.iter().any(|r| r.kind() == "sheetMetadata")
    }

    /// Sets the filters that people set on a sheet of prekick's own.
    fn restore_filters(&mut self, page: &Page) {
        if page.criteria.is_empty() {
            return;
        }
        let Some(part) = self.new.sheet(&page.title).map(|s| s.part.clone()) else { return };
        let text = self.transfer.new.text(&part).unwrap_or_default();
        if let Some(text) = filters::with_filters(&text, &page.criteria, self.transfer.styles) {
            self.transfer.new.set_part(&part, text);
            self.changed = true;
        }
    }

    /// Adds what people drew on a sheet of prekick's own.
    fn restore_drawings(&mut self, page: &Page) {
        let title = fold_title(&page.title);
        let old = self.old.sheets.iter().find(|s| fold_title(&s.title) == title);
        let Some((old, new)) = old.zip(self.new.sheet(&page.title)) else { return };
        let drawings = self.transfer.old.relations(&old.part);
        for part in drawings.into_iter().filter(|r| r.kind() == "drawing").filter_map(|r| r.part) {
            self.changed |= drawing::add_drawing(self.transfer, &part, &new.part).is_some();
        }
    }

    /// Carries over what the workbook's own part lists.
    fn restore_workbook_lists(&mut self, carried: &BTreeSet<&str>) {
        let of_kind = |kind: &'static str| {
            let all = self.old.relations.iter().filter(move |r| r.kind() == kind);
            all.cloned().collect::<Vec<_>>()
        };
        let (persons, others) = (of_kind("person"), of_kind("externalLink"));
        if !carried.is_empty() {
            persons.iter().for_each(|r| drop(self.transfer_listed(r)));
            self.restore_theme();
        }
        let names = names_to_add(self.old, self.new, &|title| carried.contains(title));
        // Formulas refer to other workbooks by number, so it is all of them or none.
        let refers = !carried.is_empty() || names.contains('[');
        let others: String = if refers && others.len() == self.old.external_links {
            let ids = others.iter().filter_map(|r| self.transfer_listed(r));
            ids.map(|id| format!("<externalReference r:id=\"{id}\"/>")).collect()
        } else {
            String::new()
        };
        let caches = self.pivot_cache_entries();
        if !(names.is_empty() && caches.is_empty() && others.is_empty()) {
            self.transfer.new.set_part(&self.new.part, self.new.with_added(&names, &caches, &others));
            self.changed = true;
        }
    }

    /// Transfers a part that the workbook's own part refers to, and gives the id of the new relation.
    fn transfer_listed(&mut self, relation: &Relation) -> Option<String> {
        let part = self.transfer.transfer_part(relation.part.as_ref()?, relation.kind())?;
        self.changed = true;
        Some(self.transfer.new.add_relation(&self.new.part, Relation { part: Some(part), ..relation.clone() }))
    }

    /// The entries of pivot caches that were transferred.
    fn pivot_cache_entries(&mut self) -> String {
        let carried = self.transfer.pivot_caches.clone();
        let mut out = String::new();
        for (tag, part) in &self.old.caches {
            let Some((_, new)) = carried.iter().find(|(old, _)| old == part) else { continue };
            let relation = self.old.relations.iter().find(|r| r.part.as_ref() == Some(part));
            let Some(relation) = relation.cloned() else { continue };
            let id = self.transfer.new.add_relation(&self.new.part, Relation { part: Some(new.clone()), ..relation });
            out.push_str(&cache_entry(tag, &id));
        }
        out
    }

    /// Carries over the theme, so that colours that are given by their place in it keep their meaning.
    fn restore_theme(&mut self) {
        let part =
            |book: &WorkbookPart| book.relations.iter().find(|r| r.kind() == "theme").and_then(|r| r.part.clone());
        let Some((old, new)) = part(self.old).zip(part(self.new)) else { return };
        if !self.transfer.old.relations(&old).is_empty() {
            return;
        }
        let (old, there) = (self.transfer.old.text(&old), self.transfer.new.text(&new));
        if let Some(old) = old.filter(|text| is_well_formed(text) && Some(text) != there.as_ref()) {
            self.transfer.new.set_part(&new, old);
            self.changed = true;
        }
    }
}
