//! What people keep in the master and no page can say: their sheets with looks, formulas, charts and pictures are taken
//! out of the earlier package, part by part, and put into the new one.

mod anchors;
mod book;
mod drawing;
mod filter;
mod look;
mod look_list;
mod patch;
mod related;
mod shapes;
mod sheet;
mod strings;
mod styles;

pub use look::look;
pub use patch::{Patched, has_macros, patched};
pub use shapes::shapes;

use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::model::page::{Book as Pages, Page};
use crate::model::text::fold_title;
use book::{Book, SheetOf, cache_entry, names_to_carry};
use related::Carrier;
use std::collections::BTreeSet;
use strings::Strings;
use styles::Styles;

/// Why what is people's could not be carried. Nothing is written then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sheet {sheet} can't be carried over as it stands; nothing was written. Move it into a workbook of its own, or take it out of the master, and run again."
)]
pub struct NotCarried {
    /// The sheet's title.
    pub sheet: String,
}

/// The new master with what is people's own in the earlier one: sheets that its pages call carried, and what people drew
/// over prekick's own sheets.
pub fn finish(new: Vec<u8>, earlier: &[u8], pages: &Pages) -> Result<Vec<u8>, NotCarried> {
    let promised = pages.pages.iter().find(|p| p.carried);
    match finished(&new, earlier, pages) {
        Some(Finished::As(bytes)) => Ok(bytes),
        Some(Finished::Nothing) => Ok(new),
        Some(Finished::Not(sheet)) => Err(NotCarried { sheet }),
        // The earlier file is no package that can be taken apart.
        None => promised.map_or(Ok(new), |page| Err(NotCarried { sheet: page.title.clone() })),
    }
}

enum Finished {
    As(Vec<u8>),
    Nothing,
    Not(String),
}

fn finished(new: &[u8], earlier: &[u8], pages: &Pages) -> Option<Finished> {
    let mut old = EditablePackage::open(earlier)?;
    let old_book = Book::of(&mut old)?;
    let mut new = EditablePackage::open(new)?;
    let new_book = Book::of(&mut new)?;
    let (old_styles, new_styles) = (shared(&mut old, &old_book, "styles"), shared(&mut new, &new_book, "styles"));
    let mut styles = Styles::new(&old_styles.1, &new_styles.1)?;
    let strings = Strings::read(&shared(&mut old, &old_book, "sharedStrings").1);
    let mut carrier = Carrier::new(&mut old, &mut new, &mut styles);
    let mut work = Work { carrier: &mut carrier, old: &old_book, new: &new_book, strings: &strings, touched: false };
    for page in pages.pages.iter().filter(|p| p.carried) {
        if work.sheet(page).is_none() {
            return Some(Finished::Not(page.title.clone()));
        }
    }
    for page in pages.pages.iter().filter(|p| !p.carried) {
        work.filtered(page);
        work.drawn(page);
    }
    let carried: BTreeSet<&str> = pages.pages.iter().filter(|p| p.carried).map(|p| p.title.as_str()).collect();
    work.whole_workbook(&carried);
    let touched = work.touched;
    if let Some(text) = styles.written() {
        new.put(&new_styles.0, text);
    } else if !touched {
        return Some(Finished::Nothing);
    }
    Some(Finished::As(new.save()?))
}

/// The name and the text of a part that the whole workbook shares; empty where there is none.
fn shared(package: &mut EditablePackage<'_>, book: &Book, word: &str) -> (String, String) {
    let part = book.relations.iter().find(|r| r.kind() == word).and_then(|r| r.part.clone()).unwrap_or_default();
    let text = package.text(&part).unwrap_or_default();
    (part, text)
}

/// Carrying, sheet by sheet.
struct Work<'w, 'c, 'o, 'n> {
    carrier: &'w mut Carrier<'c, 'o, 'n>,
    old: &'w Book,
    new: &'w Book,
    strings: &'w Strings,
    touched: bool,
}

impl Work<'_, '_, '_, '_> {
    /// A sheet of people's own takes the place of the one that was written for it.
    fn sheet(&mut self, page: &Page) -> Option<()> {
        let (old, new) = (self.old.sheet(&page.title)?, self.new.sheet(&page.title)?);
        let text = self.carrier.old.text(&old.part)?;
        self.carrier.is_known(&old.part, &new.part);
        let kept = self.carrier.relations(&old.part, &new.part);
        let metadata = self.metadata(&text);
        let mut with =
            sheet::Carrying { styles: &mut *self.carrier.styles, strings: self.strings, kept: &kept, metadata };
        let carried = sheet::carried(&text, &mut with)?;
        if old.kind != "worksheet" {
            self.kind(old, new)?;
        }
        self.carrier.new.put(&new.part, carried);
        self.touched = true;
        Some(())
    }

    /// A sheet that is a chart is another kind of part than the empty one that was written for it.
    fn kind(&mut self, old: &SheetOf, new: &SheetOf) -> Option<()> {
        let kind = self.carrier.old.content_type(&old.part)?.to_owned();
        self.carrier.new.set_content_type(&new.part, &kind);
        let is_old = |r: &&Relation| r.part.as_ref() == Some(&old.part);
        let word = self.old.relations.iter().find(is_old)?.type_uri.clone();
        let mut all = self.carrier.new.relations(&self.new.part);
        all.iter_mut().find(|r| r.part.as_ref() == Some(&new.part))?.type_uri = word;
        self.carrier.new.set_relations(&self.new.part, &all);
        Some(())
    }

    /// What cells say about arrays that spill and rich values stands in parts of the whole workbook.
    fn metadata(&mut self, text: &str) -> bool {
        if !text.contains(" cm=\"") && !text.contains(" vm=\"") {
            return false;
        }
        if self.new.relations.iter().any(|r| r.kind() == "sheetMetadata") {
            return false;
        }
        let is_it = |r: &&Relation| {
            let word = r.kind().to_ascii_lowercase();
            word == "sheetmetadata" || word.starts_with("rdrich") || word.starts_with("richvalue") || word == "rdarray"
        };
        let parts: Vec<Relation> = self.old.relations.iter().filter(is_it).cloned().collect();
        parts.iter().for_each(|r| drop(self.listed(r)));
        parts.iter().any(|r| r.kind() == "sheetMetadata")
    }

    /// What people filtered on a sheet of prekick's own.
    fn filtered(&mut self, page: &Page) {
        if page.criteria.is_empty() {
            return;
        }
        let Some(part) = self.new.sheet(&page.title).map(|s| s.part.clone()) else { return };
        let text = self.carrier.new.text(&part).unwrap_or_default();
        if let Some(text) = filter::filtered(&text, &page.criteria, self.carrier.styles) {
            self.carrier.new.put(&part, text);
            self.touched = true;
        }
    }

    /// What people drew over a sheet of prekick's own.
    fn drawn(&mut self, page: &Page) {
        let title = fold_title(&page.title);
        let old = self.old.sheets.iter().find(|s| fold_title(&s.title) == title);
        let Some((old, new)) = old.zip(self.new.sheet(&page.title)) else { return };
        let drawings = self.carrier.old.relations(&old.part);
        for part in drawings.into_iter().filter(|r| r.kind() == "drawing").filter_map(|r| r.part) {
            self.touched |= drawing::put(self.carrier, &part, &new.part).is_some();
        }
    }

    /// What the whole workbook lists.
    fn whole_workbook(&mut self, carried: &BTreeSet<&str>) {
        let of_word = |word: &'static str| {
            let all = self.old.relations.iter().filter(move |r| r.kind() == word);
            all.cloned().collect::<Vec<_>>()
        };
        let (persons, others) = (of_word("person"), of_word("externalLink"));
        if !carried.is_empty() {
            persons.iter().for_each(|r| drop(self.listed(r)));
            self.theme();
        }
        let names = names_to_carry(self.old, self.new, &|title| carried.contains(title));
        // Formulas speak of other workbooks by number, so it is all of them or none.
        let speaks = !carried.is_empty() || names.contains('[');
        let others: String = if speaks && others.len() == self.old.others {
            let ids = others.iter().filter_map(|r| self.listed(r));
            ids.map(|id| format!("<externalReference r:id=\"{id}\"/>")).collect()
        } else {
            String::new()
        };
        let caches = self.caches();
        if !(names.is_empty() && caches.is_empty() && others.is_empty()) {
            self.carrier.new.put(&self.new.part, self.new.with(&names, &caches, &others));
            self.touched = true;
        }
    }

    /// Carries a part that the workbook itself refers to; gives the id under which it now does.
    fn listed(&mut self, relation: &Relation) -> Option<String> {
        let part = self.carrier.part(relation.part.as_ref()?, relation.kind())?;
        self.touched = true;
        Some(self.carrier.new.relate(&self.new.part, Relation { part: Some(part), ..relation.clone() }))
    }

    fn caches(&mut self) -> String {
        let carried = self.carrier.caches.clone();
        let mut out = String::new();
        for (tag, part) in &self.old.caches {
            let Some((_, new)) = carried.iter().find(|(old, _)| old == part) else { continue };
            let relation = self.old.relations.iter().find(|r| r.part.as_ref() == Some(part));
            let Some(relation) = relation.cloned() else { continue };
            let id = self.carrier.new.relate(&self.new.part, Relation { part: Some(new.clone()), ..relation });
            out.push_str(&cache_entry(tag, &id));
        }
        out
    }

    /// Colours that are told by their place in the theme mean the same again.
    fn theme(&mut self) {
        let part = |book: &Book| book.relations.iter().find(|r| r.kind() == "theme").and_then(|r| r.part.clone());
        let Some((old, new)) = part(self.old).zip(part(self.new)) else { return };
        if !self.carrier.old.relations(&old).is_empty() {
            return;
        }
        let (old, there) = (self.carrier.old.text(&old), self.carrier.new.text(&new));
        if let Some(old) =
            old.filter(|text| crate::edges::ooxml::tokens::is_well_formed(text) && Some(text) != there.as_ref())
        {
            self.carrier.new.put(&new, old);
            self.touched = true;
        }
    }
}
