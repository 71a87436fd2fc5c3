//! What the reading library does not give: formulas without a value, hidden rows and columns, notes and comments.

use super::package::Package;
use crate::things::grid::Note;
use crate::things::place::At;
use crate::things::text::line_ends;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// What a sheet's part says beside its values.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// Cells with a formula, and its text.
    pub formulas: BTreeMap<(u32, u16), String>,
    /// Cells whose formula has no value.
    pub uncalculated: BTreeSet<(u32, u16)>,
    pub hidden_rows: Vec<u32>,
    pub hidden_columns: Vec<u16>,
}

/// Reads them, if a fast look says that there are any.
pub(super) fn extras(xml: &[u8]) -> Extras {
    if has(xml, b"<f") || has(xml, b":f") {
        return scan(xml);
    }
    hidden(xml)
}

/// A sheet without formulas: only the tags that say `hidden` are looked at.
fn hidden(xml: &[u8]) -> Extras {
    let mut out = Extras::default();
    for at in memchr::memmem::find_iter(xml, b"hidden=") {
        let (before, after) = xml.split_at(at);
        let begin = memchr::memrchr(b'<', before).unwrap_or(0);
        let end = memchr::memchr(b'>', after).map_or(xml.len(), |n| at + n + 1);
        let Ok(tag) = std::str::from_utf8(xml.get(begin..end).unwrap_or_default()) else { continue };
        let mut reader = Reader::from_str(tag);
        let Ok(Event::Start(e) | Event::Empty(e)) = reader.read_event() else { continue };
        match e.local_name().as_ref() {
            "row" if is_true(&e, "hidden") => {
                let row = attr(&e, "r").and_then(|r| r.parse::<u32>().ok());
                out.hidden_rows.extend(row.and_then(|r| r.checked_sub(1)));
            }
            "col" if is_true(&e, "hidden") => hidden_columns(&e, &mut out),
            _ => {}
        }
    }
    out
}

fn has(xml: &[u8], word: &[u8]) -> bool {
    memchr::memmem::find(xml, word).is_some()
}

fn scan(xml: &[u8]) -> Extras {
    let mut out = Extras::default();
    let text = String::from_utf8_lossy(xml);
    let mut reader = Reader::from_str(&text);
    let mut row: u32 = 0;
    let mut cell: Option<(u32, u16)> = None;
    let (mut formula, mut value, mut inside) = (None::<String>, false, "");
    let mut text_result = false;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return out,
            Ok(Event::Start(e) | Event::Empty(e)) => match e.local_name().as_ref() {
                "row" => {
                    row = attr(&e, "r").and_then(|r| r.parse::<u32>().ok()).map_or(row + 1, |r| r);
                    if is_true(&e, "hidden") {
                        out.hidden_rows.push(row.saturating_sub(1));
                    }
                }
                "col" if is_true(&e, "hidden") => hidden_columns(&e, &mut out),
                "c" => {
                    close(&mut out, cell.take(), formula.take(), value);
                    cell = attr(&e, "r").and_then(|r| position(&r));
                    text_result = attr(&e, "t").is_some_and(|t| t == "str");
                    value = false;
                }
                "f" => {
                    formula = Some(String::new());
                    inside = "f";
                }
                "v" | "is" | "t" => {
                    // A text result that is empty is a result all the same.
                    value |= text_result;
                    inside = "v";
                }
                _ => {}
            },
            Ok(Event::Text(t)) if inside == "f" => {
                if let Some(f) = &mut formula {
                    f.push_str(&t.xml10_content());
                }
            }
            Ok(Event::Text(_) | Event::GeneralRef(_) | Event::CData(_)) if inside == "v" => value = true,
            Ok(Event::End(e)) => match e.local_name().as_ref() {
                "f" | "v" | "t" => inside = "",
                "c" | "sheetData" => close(&mut out, cell.take(), formula.take(), value),
                _ => {}
            },
            Ok(_) => {}
        }
    }
}

fn close(out: &mut Extras, cell: Option<(u32, u16)>, formula: Option<String>, value: bool) {
    if let (Some(at), Some(formula)) = (cell, formula) {
        if !value {
            out.uncalculated.insert(at);
        }
        out.formulas.insert(at, formula);
    }
}

fn hidden_columns(e: &BytesStart<'_>, out: &mut Extras) {
    let number = |name: &str| attr(e, name).and_then(|v| v.parse::<u16>().ok());
    if let (Some(first), Some(last)) = (number("min"), number("max")) {
        // A range to the last column of the sheet hides what nobody uses.
        out.hidden_columns.extend((first.max(1)..=last.min(first.saturating_add(512))).map(|c| c - 1));
    }
}

fn attr(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = e.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

fn is_true(e: &BytesStart<'_>, name: &str) -> bool {
    attr(e, name).is_some_and(|v| v == "1" || v == "true")
}

/// `C7` as row and column from 0.
fn position(cell: &str) -> Option<(u32, u16)> {
    let letters = cell.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (column, row) = (cell.get(..letters)?, cell.get(letters..)?);
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = column.bytes().fold(0u32, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = row.parse().ok()?;
    Some((row.checked_sub(1)?, u16::try_from(column - 1).ok()?))
}

/// The parts of the sheets, by title.
pub(super) fn sheet_parts(package: &Package<'_>) -> BTreeMap<String, String> {
    let workbook = workbook_part(package);
    let Some(xml) = package.text(&workbook) else { return BTreeMap::new() };
    let relations = relations(package, &workbook);
    let mut out = BTreeMap::new();
    let mut reader = Reader::from_str(&xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "sheet" => {
                let target = attr(&e, "id").and_then(|id| relations.iter().find(|r| r.id == id));
                if let (Some(title), Some(target)) = (attr(&e, "name"), target) {
                    out.insert(title, target.target.clone());
                }
            }
            _ => {}
        }
    }
    out
}

fn workbook_part(package: &Package<'_>) -> String {
    let root = relations(package, "");
    let found = root.into_iter().find(|r| r.kind.ends_with("/officeDocument")).map(|r| r.target);
    found.unwrap_or_else(|| "xl/workbook.xml".to_owned())
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

/// The relations of a part, with their targets as names of parts.
fn relations(package: &Package<'_>, part: &str) -> Vec<Relation> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(xml) = package.text(&name) else { return Vec::new() };
    let mut out = Vec::new();
    let mut reader = Reader::from_str(&xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                if let (Some(id), Some(kind), Some(target)) = (attr(&e, "Id"), attr(&e, "Type"), attr(&e, "Target")) {
                    out.push(Relation { id, kind, target: resolve(folder, &target) });
                }
            }
            _ => {}
        }
    }
    out
}

fn resolve(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for piece in target.split('/') {
        match piece {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// The notes of a sheet. A threaded comment takes the place of the note that stands in for it.
pub(super) fn notes(package: &Package<'_>, sheet_part: &str) -> Vec<Note> {
    let relations = relations(package, sheet_part);
    let mut by_cell: BTreeMap<(u32, u16), Vec<Note>> = BTreeMap::new();
    for relation in relations.iter().filter(|r| r.kind.ends_with("/comments")) {
        for note in package.text(&relation.target).map(|xml| legacy(&xml)).unwrap_or_default() {
            by_cell.entry((note.at.row, note.at.column)).or_default().push(note);
        }
    }
    for relation in relations.iter().filter(|r| r.kind.ends_with("/threadedComment")) {
        let threads = package.text(&relation.target).map(|xml| threaded(&xml, &persons(package))).unwrap_or_default();
        for at in threads.iter().map(|n| (n.at.row, n.at.column)).collect::<BTreeSet<_>>() {
            by_cell.remove(&at);
        }
        for note in threads {
            by_cell.entry((note.at.row, note.at.column)).or_default().push(note);
        }
    }
    by_cell.into_values().flatten().filter(|n| !n.text.trim().is_empty()).collect()
}

fn legacy(xml: &str) -> Vec<Note> {
    let mut reader = Reader::from_str(xml);
    let (mut authors, mut out): (Vec<String>, Vec<Note>) = (Vec::new(), Vec::new());
    let mut inside = "";
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(e) => match e.local_name().as_ref() {
                "author" => {
                    inside = "author";
                    authors.push(String::new());
                }
                "comment" => {
                    let at = attr(&e, "ref").and_then(|r| position(&r)).unwrap_or_default();
                    let author = attr(&e, "authorId").and_then(|i| authors.get(i.parse::<usize>().ok()?).cloned());
                    out.push(Note { at: At::new(at.0, at.1), author, text: String::new() });
                }
                "t" => inside = "t",
                _ => {}
            },
            Event::Text(t) => push(inside, &t.xml10_content(), &mut authors, &mut out),
            Event::GeneralRef(r) => push(inside, &entity(&r), &mut authors, &mut out),
            Event::End(e) if matches!(e.local_name().as_ref(), "author" | "t") => inside = "",
            _ => {}
        }
    }
    for note in &mut out {
        note.text = line_ends(&note.text);
    }
    out
}

fn push(inside: &str, text: &str, authors: &mut [String], notes: &mut [Note]) {
    match inside {
        "author" => {
            if let Some(author) = authors.last_mut() {
                author.push_str(text);
            }
        }
        "t" => {
            if let Some(note) = notes.last_mut() {
                note.text.push_str(text);
            }
        }
        _ => {}
    }
}

fn entity(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return c.to_string();
    }
    match reference.xml10_content().as_ref() {
        "amp" => "&".into(),
        "lt" => "<".into(),
        "gt" => ">".into(),
        "quot" => "\"".into(),
        "apos" => "'".into(),
        other => format!("&{other};"),
    }
}

fn threaded(xml: &str, persons: &BTreeMap<String, String>) -> Vec<Note> {
    let mut reader = Reader::from_str(xml);
    let mut out: Vec<Note> = Vec::new();
    let mut inside = "";
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Eof => break,
            Event::Start(e) => match e.local_name().as_ref() {
                "threadedComment" => {
                    let at = attr(&e, "ref").and_then(|r| position(&r)).unwrap_or_default();
                    let author = attr(&e, "personId").and_then(|id| persons.get(&id).cloned());
                    out.push(Note { at: At::new(at.0, at.1), author, text: String::new() });
                }
                "text" => inside = "t",
                _ => {}
            },
            Event::Text(t) => push(inside, &t.xml10_content(), &mut [], &mut out),
            Event::GeneralRef(r) => push(inside, &entity(&r), &mut [], &mut out),
            Event::End(e) if e.local_name().as_ref() == "text" => inside = "",
            _ => {}
        }
    }
    out
}

fn persons(package: &Package<'_>) -> BTreeMap<String, String> {
    let parts: Vec<String> = package.names().filter(|n| n.contains("persons/")).map(ToOwned::to_owned).collect();
    let mut out = BTreeMap::new();
    for part in parts {
        let Some(xml) = package.text(&part) else { continue };
        let mut reader = Reader::from_str(&xml);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Eof => break,
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "person" => {
                    if let (Some(id), Some(name)) = (attr(&e, "id"), attr(&e, "displayName")) {
                        out.insert(id, name);
                    }
                }
                _ => {}
            }
        }
    }
    out
}

/// Parts that are not carried over into a new file, by what people call them.
pub(super) fn not_carried(package: &Package<'_>) -> Vec<String> {
    let kinds = [
        ("xl/charts/", "charts"),
        ("xl/media/", "pictures"),
        ("xl/pivotTables/", "pivot tables"),
        ("xl/vbaProject", "macros"),
        ("xl/tables/", "tables"),
        ("xl/slicers/", "slicers"),
    ];
    let found = kinds.iter().filter(|(start, _)| package.names().any(|n| n.starts_with(start)));
    found.map(|(_, what)| (*what).to_owned()).collect()
}
