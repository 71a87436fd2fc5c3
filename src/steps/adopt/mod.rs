//! Importing a spreadsheet in its own layout: its columns are mapped by title and alias, the rest is reported.

mod filled;
pub mod find;
mod kinds;
mod likeness;
mod mapping_book;
mod matrix;
mod pieces;
mod raci_list;
mod recognition;
mod scales;
mod tidy;

pub use filled::understand;
pub use mapping_book::{filled, mapping_book};
pub use matrix::{Fitted, fit};
pub use pieces::{Piece, Pieces, cut};
pub use recognition::{Recognised, Recognition, known_titles, recognise};

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Format, Workbook};
use crate::model::mapping::{Mapping, Proposal};
use crate::model::place::{At, Place};
use crate::model::state::Master;
use crate::model::table::Table;
use crate::model::template::{Owner, Sheet, Template, Visibility};
use crate::model::text::{fold, fold_title, nearest};
use crate::steps::ingest::identity::{Identity, digest};
use crate::steps::ingest::incoming::Incoming;
use crate::steps::ingest::{Header, Known, Looking, is_own, is_titled, locate, read_in_known, rest_of};
use crate::steps::master::read::{prefixes, shape};
use crate::steps::validate::people::{People, resolve_table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sheets that a file may hold: those that `WORKBOOK[/SHEET]` names, else all.
pub fn choose(templates: &[Template], master: &Master, target: Option<&str>) -> Result<Vec<Arc<Sheet>>, String> {
    let shaped = |s: &Sheet| Arc::new(open_to_all(shape(s, master)));
    let Some(target) = target else {
        return Ok(templates.iter().flat_map(|t| &t.sheets).map(shaped).collect());
    };
    let (workbook, sheet) = target.split_once('/').map_or((target, None), |(w, s)| (w, Some(s)));
    let keys = || templates.iter().map(|t| t.key.as_str());
    let template = templates
        .iter()
        .find(|t| fold(&t.key) == fold(workbook) || t.titles().any(|title| fold(title) == fold(workbook)))
        .ok_or_else(|| {
            let near = nearest(workbook, keys()).map(|n| format!(" Did you mean {n}?")).unwrap_or_default();
            format!("there is no workbook {workbook}.{near} There are: {}.", keys().collect::<Vec<_>>().join(", "))
        })?;
    let Some(sheet) = sheet else { return Ok(template.sheets.iter().map(shaped).collect()) };
    let found =
        template.sheets.iter().find(|s| fold(&s.key) == fold(sheet) || s.titles().any(|t| fold(t) == fold(sheet)));
    found.map(|s| vec![shaped(s)]).ok_or_else(|| {
        let keys: Vec<&str> = template.sheets.iter().map(|s| s.key.as_str()).collect();
        format!("the workbook {} has no sheet {sheet}. There are: {}.", template.key, keys.join(", "))
    })
}

/// An import is the delivery team's own wish, and may hold any column.
fn open_to_all(mut sheet: Sheet) -> Sheet {
    for column in sheet.columns.iter_mut().filter(|c| !c.is_tool()) {
        column.owner = Owner::Either;
        column.visibility = Visibility::Shared;
    }
    sheet
}

/// What a file is taken in with.
#[derive(Clone, Copy, Debug)]
pub struct Adopting<'a> {
    /// The file, as findings name it.
    pub name: &'a str,
    /// Its SHA-256.
    pub sha256: &'a str,
    /// What its words and persons mean is told by these.
    pub templates: &'a [Template],
    /// The master.
    pub master: &'a Master,
    /// Did the user name the sheets? Then what the file's other sheets hold is counted, not listed.
    pub named: bool,
    /// What a file of this copy is called in the memory.
    pub copy: &'a str,
}

/// The file as returned copies of nobody in particular: what is new is added, what differs is asked. Tables that are one
/// sheet of the template stand in files of their own.
pub fn adopt(
    workbook: &Workbook,
    pieces: &Pieces,
    adopting: Adopting<'_>,
) -> Result<(Vec<Incoming>, Vec<Finding>), String> {
    if workbook.sheets.is_empty() {
        return Err("the workbook has no sheet with cells.".into());
    }
    let Adopting { name, sha256, templates, master, named, copy } = adopting;
    let prefixes = prefixes(templates);
    let people = master.sheet("contacts").map(People::of_state).unwrap_or_default();
    let all: Vec<Known<'_>> = pieces.pieces.iter().map(known).collect();
    let said = |i: usize, at: At| pieces.said.contains(&(i, at.row, at.column));
    let mut rest = Some(rest_of(workbook, &all, name, &said));
    let mut findings = pieces.findings.clone();
    let mut files = Vec::new();
    for (n, batch) in batches(&pieces.pieces).into_iter().enumerate() {
        let sheets: Vec<Arc<Sheet>> = batch.iter().map(|k| Arc::clone(k.sheet)).collect();
        let looking = Looking { file: name, sheets: &sheets, prefixes: &prefixes, language: None };
        let mut read = read_in_known(&batch, looking, workbook);
        if let Some(rest) = rest.take() {
            read.leftovers.extend(rest.leftovers);
            read.notes.extend(rest.notes);
        }
        findings.extend(tidy::tidy(&mut read, workbook, named));
        let digest = digest(&read);
        come_from(&mut read.tables, &pieces.made);
        for table in &mut read.tables {
            resolve_table(table, &people);
        }
        let stem = name.rsplit('/').next().unwrap_or(name).to_owned();
        let identity = Identity {
            workbook: read.tables.first().map(|t| t.sheet.workbook.clone()),
            recipient: Some(stem),
            ..Identity::default()
        };
        files.push(Incoming {
            file: name.to_owned(),
            sha256: sha256.to_owned(),
            identity,
            copy: if n == 0 { copy.to_owned() } else { format!("{copy}#{}", n + 1) },
            read,
            digest,
            saved_at: workbook.saved_at.clone(),
            saved_by: workbook.saved_by.clone(),
            base: None,
            one_sheet: workbook.format == Format::Csv,
            findings: Vec::new(),
        });
    }
    Ok((files, findings))
}

/// What was made of a list stands in the file where the list has it.
fn come_from(tables: &mut [Table], made: &[(String, u16, u16)]) {
    for table in tables {
        let title = table.title.clone();
        for at in table.present.iter_mut().flatten() {
            if let Some((_, _, from)) = made.iter().find(|(t, made, _)| *t == title && made == at) {
                *at = *from;
            }
        }
    }
}

fn known(piece: &Piece) -> Known<'_> {
    Known { at: piece.at, grid: &piece.grid, sheet: &piece.sheet, header: &piece.header }
}

/// Pieces of one sheet of the template never stand together.
fn batches(pieces: &[Piece]) -> Vec<Vec<Known<'_>>> {
    let mut out: Vec<Vec<Known<'_>>> = Vec::new();
    for piece in pieces {
        match out.iter_mut().find(|batch| batch.iter().all(|k| k.sheet.key != piece.sheet.key)) {
            Some(batch) => batch.push(known(piece)),
            None => out.push(vec![known(piece)]),
        }
    }
    out
}

/// The matrices of a file, whose roles the master has.
pub fn matrices(workbook: &Workbook, sheets: &[Arc<Sheet>]) -> Vec<Piece> {
    let matrices: Vec<Arc<Sheet>> = sheets.iter().filter(|s| s.across().is_some()).cloned().collect();
    let pairs = pair(workbook, &matrices, sheets.len() == 1);
    let piece = |(at, sheet): (usize, Arc<Sheet>)| {
        let grid = workbook.sheets.get(at)?.clone();
        let header = locate(&grid, &sheet)?;
        Some(Piece { at, grid, sheet, header })
    };
    pairs.into_iter().filter_map(piece).collect()
}

/// What is to be done with a file.
#[derive(Clone, Debug)]
pub enum Settled {
    /// It can be read.
    Take(Pieces),
    /// A person has to say first what is what.
    Ask(Vec<Proposal>),
    /// It holds no table, or none that is like a sheet.
    Nothing,
}

/// What the file's tables are: by their titles, by the mappings that were kept, or to be asked. `ask_all`: a table that is
/// like no sheet is worth a question, too, where nothing else was found.
pub fn settle(
    workbook: &Workbook,
    name: &str,
    sheets: &[Arc<Sheet>],
    prefixes: &BTreeMap<String, String>,
    kept: &[Mapping],
    ask_all: bool,
) -> Settled {
    let matrices = matrices(workbook, sheets);
    let taken: Vec<usize> = matrices.iter().map(|p| p.at).collect();
    let recognition = recognise(workbook, &taken, sheets, prefixes);
    let proposals = || recognition.tables.iter().map(|t| t.proposal.clone()).collect::<Vec<_>>();
    if recognition.is_asked(kept) {
        return Settled::Ask(proposals());
    }
    let mut pieces = cut(workbook, name, &recognition, sheets, &|t| t.mapping(kept));
    pieces.pieces.extend(matrices);
    let order = |p: &Piece| (sheets.iter().position(|s| s.key == p.sheet.key), p.at);
    pieces.pieces.sort_by_key(order);
    pieces.decided = recognition.tables.iter().any(|t| t.mapping(kept).is_some());
    match (pieces.pieces.is_empty(), pieces.decided) {
        (true, false) if ask_all && !recognition.tables.is_empty() => Settled::Ask(proposals()),
        (true, false) => Settled::Nothing,
        _ => Settled::Take(pieces),
    }
}

/// Is what was found enough to merge a file that nobody said anything about? Each table has what names its records and
/// two columns more.
pub fn is_plain(pieces: &Pieces) -> bool {
    let enough = |p: &Piece| {
        let has =
            |key: &String| p.sheet.position(key).and_then(|i| p.header.columns.get(i)).is_some_and(Option::is_some);
        p.sheet.natural_key.iter().all(has) && p.header.found() >= p.sheet.natural_key.len() + 2
    };
    !pieces.pieces.is_empty() && pieces.pieces.iter().all(enough)
}

/// The question to a person: what is not certain, and where to say it; none where no mapping was written.
pub fn asked(name: &str, proposals: &[Proposal], mapping: Option<&str>) -> Finding {
    let doubtful = proposals.iter().filter(|p| p.is_asked());
    let mut said: Vec<String> = doubtful.flat_map(doubts).collect();
    let more = said.len().saturating_sub(5);
    said.truncate(5);
    if more > 0 {
        said.push(format!("{more} more"));
    }
    let said =
        if said.is_empty() { "no table in it is like a sheet of this engagement".to_owned() } else { said.join("; ") };
    let message = format!("It is not certain what is what in this spreadsheet, so nothing of it was taken: {said}.");
    let help = match mapping {
        Some(mapping) => format!(
            "Open {mapping}, look through the column “Is”, set “{}” to yes, save, close, and run the same command again.",
            mapping_book::READY
        ),
        None => {
            "`prekick reconcile` and `prekick import FILE` write a mapping to look through into mappings/.".to_owned()
        }
    };
    let place = proposals.iter().find(|p| p.is_asked()).or(proposals.first());
    let place = place.map_or_else(
        || Place::file(name),
        |p| Place::cell(name, &p.title, At::new(p.row.saturating_sub(1), p.columns.first().map_or(0, |c| c.at))),
    );
    Finding::new(Code::ColumnAmbiguous, message).help(help).at(place)
}

fn doubts(proposal: &Proposal) -> Vec<String> {
    let mut out = Vec::new();
    let sheet = proposal.sheet.as_ref().map_or("no sheet", |(_, title)| title.as_str());
    if proposal.sheet.is_some() && proposal.sure < 100 {
        out.push(format!("“{}” may be {sheet} ({} %)", proposal.title, proposal.sure));
    }
    for column in proposal.columns.iter().filter(|c| c.sure < 100) {
        if let Some((_, title)) = &column.field {
            out.push(format!("“{}” may be {sheet}: {title} ({} %)", column.title, column.sure));
        }
    }
    let words: Vec<&str> = proposal.words.iter().map(|w| w.word.as_str()).collect();
    if !words.is_empty() {
        out.push(format!("{} must become numbers in {sheet}", words.join(", ")));
    }
    out
}

/// Which sheet of the file is which of the template's: the surest pairs first, each sheet once.
fn pair(workbook: &Workbook, sheets: &[Arc<Sheet>], only: bool) -> Vec<(usize, Arc<Sheet>)> {
    let mut all: Vec<(f64, usize, usize)> = Vec::new();
    for (i, grid) in workbook.sheets.iter().enumerate().filter(|(_, g)| !is_own(&g.title)) {
        for (j, sheet) in sheets.iter().enumerate() {
            if let Some(header) = locate(grid, sheet)
                && (only || is_likely(&header, sheet, &grid.title))
            {
                all.push((likeness(&header, sheet, &grid.title), i, j));
            }
        }
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, i, j) in all {
        if !pairs.iter().any(|(a, b)| *a == i || *b == j) {
            pairs.push((i, j));
        }
    }
    pairs.sort_by_key(|(_, j)| *j);
    pairs.into_iter().filter_map(|(i, j)| Some((i, Arc::clone(sheets.get(j)?)))).collect()
}

/// Does a title speak of a sheet: `Risk Log` of Risks?
fn is_about(title: &str, sheet: &Sheet) -> bool {
    let title = fold_title(title);
    sheet.titles().map(fold_title).any(|word| title.contains(singular(&word)))
}

/// A title's word without the ending of its plural, so that a `Dependency log` and a `Risikoliste` speak of it as well.
/// Of a short word too little would be left: `Rollen` is not what a `Rollout` is about.
fn singular(word: &str) -> &str {
    let long = |letters: usize| word.chars().count() >= letters;
    let ending = |end: &str, letters: usize| word.strip_suffix(end).filter(|_| long(letters));
    let found = ending("ies", 8).or_else(|| ending("s", 0)).or_else(|| ending("en", 7)).or_else(|| ending("e", 8));
    found.unwrap_or(word)
}

/// Without a title that speaks of the sheet, what names its records and two columns more must be there.
fn is_likely(header: &Header, sheet: &Sheet, title: &str) -> bool {
    let has = |key: &String| sheet.position(key).and_then(|i| header.columns.get(i)).is_some_and(Option::is_some);
    header.keyed || is_about(title, sheet) || (header.found() >= 3 && sheet.natural_key.iter().all(has))
}

fn likeness(header: &Header, sheet: &Sheet, title: &str) -> f64 {
    let keyed = if header.keyed { 1000.0 } else { 0.0 };
    let same = if is_titled(sheet, title) { 100.0 } else { 0.0 };
    let about = if is_about(title, sheet) { 20.0 } else { 0.0 };
    keyed + same + about + header.share(sheet) * 10.0 + f64::from(u32::try_from(header.found()).unwrap_or(0))
}
