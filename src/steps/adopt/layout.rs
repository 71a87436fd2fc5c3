//! What is to be done with a file in a layout of its own: read it, ask about it, or leave it.

use super::pairing::matrices;
use super::recognition::{Recognition, recognise};
use super::regions::{TableRegion, TableRegions, cut_regions};
use crate::model::grid::Workbook;
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::mapping::{Mapping, TableProposal};
use crate::model::template::Sheet;
use crate::model::text::and_list;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is to be done with a file.
#[derive(Clone, Debug)]
pub enum LayoutDecision {
    /// It can be read: its tables.
    Take(TableRegions),
    /// A person first has to say what its tables and columns are.
    Ask(Vec<TableProposal>),
    /// A person said that none of its tables is to be read: the mappings that say so.
    LeftOut(String),
    /// It holds no table, or none that is like a sheet.
    Nothing,
}

/// A file, and what is known before it is decided about.
#[derive(Clone, Copy, Debug)]
pub struct LayoutRequest<'a> {
    /// The file.
    pub workbook: &'a Workbook,
    /// How findings name it.
    pub name: &'a str,
    /// The sheets that it may hold.
    pub sheets: &'a [Arc<Sheet>],
    /// What people said about such files.
    pub kept: &'a [Mapping],
    /// Positions of the sheets that hold matrices made of lists.
    pub lists: &'a [usize],
    /// Whether a table that is like no sheet is asked about as well, where nothing else was found.
    pub ask_all: bool,
}

/// Decides by the titles of the file's tables and by the stored mappings.
pub fn decide_layout(request: LayoutRequest<'_>, prefixes: &BTreeMap<SheetKey, String>) -> LayoutDecision {
    let LayoutRequest { workbook, name, sheets, kept, lists, ask_all } = request;
    let matrices = matrices(workbook, sheets, lists);
    let taken: Vec<usize> = matrices.iter().map(|p| p.at).collect();
    let recognition = recognise(workbook, &taken, sheets, prefixes, kept);
    let proposals = || recognition.tables.iter().map(|t| t.proposal.clone()).collect::<Vec<_>>();
    if recognition.is_asked(kept) {
        return LayoutDecision::Ask(proposals());
    }
    let mut found = cut_regions(workbook, name, &recognition, sheets, &|t| t.mapping(kept));
    found.regions.extend(matrices);
    let order = |p: &TableRegion| (sheets.iter().position(|s| s.key == p.sheet.key), p.at);
    found.regions.sort_by_key(order);
    found.decided = !lists.is_empty() || recognition.tables.iter().any(|t| t.mapping(kept).is_some());
    match (found.regions.is_empty(), found.decided) {
        (true, false) if ask_all && !recognition.tables.is_empty() => LayoutDecision::Ask(proposals()),
        (true, true) => LayoutDecision::LeftOut(mappings_of(&recognition, kept)),
        (true, false) => LayoutDecision::Nothing,
        _ => LayoutDecision::Take(found),
    }
}

/// The mappings in which people said what the tables are, by name.
fn mappings_of(recognition: &Recognition, kept: &[Mapping]) -> String {
    let about = |m: &&Mapping| m.ready && m.tables.iter().any(|of| recognition.tables.iter().any(|t| t.is_of(of)));
    let names: Vec<&str> = kept.iter().filter(about).map(|m| m.file.as_str()).collect();
    and_list(&names)
}

/// Whether the tables are clear enough to be merged although nobody named their sheets: each has its natural key and two
/// columns more.
pub fn is_clear(found: &TableRegions) -> bool {
    let enough = |p: &TableRegion| {
        let has =
            |key: &FieldKey| p.sheet.position(key).and_then(|i| p.header.columns.get(i)).is_some_and(Option::is_some);
        p.sheet.natural_key.iter().all(has) && p.header.found() >= p.sheet.natural_key.len() + 2
    };
    !found.regions.is_empty() && found.regions.iter().all(enough)
}
