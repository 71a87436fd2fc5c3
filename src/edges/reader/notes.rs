//! Notes and threaded comments of an .xlsx sheet. Their parts have no fixed names; only relations lead to them.

use super::sheet_scan::unbounded_position;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::untrusted::UntrustedPackage;
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::grid::Note;
use crate::model::place::At;
use crate::model::text::normalise_line_ends;
use quick_xml::events::Event;
use std::collections::{BTreeMap, BTreeSet};

/// Notes that a part may have; people write fewer.
const MOST_NOTES: usize = 100_000;

/// The notes of a sheet, from its own relations and those of its workbook, which lead to the names of authors.
pub(super) fn read_notes(
    package: &mut UntrustedPackage<'_>,
    of_sheet: &[Relation],
    of_book: &[Relation],
) -> Result<Vec<Note>, Unreadable> {
    let mut threads = Vec::new();
    for relation in of_sheet.iter().filter(|r| r.kind() == "threadedComment") {
        let people = people(package, of_book)?;
        let part = package.part(relation.part.as_deref().unwrap_or_default())?.text();
        threads.extend(all_of(threaded(&part, &people))?);
    }
    let threaded_cells: BTreeSet<At> = threads.iter().map(|n| n.at).collect();
    let mut notes = Vec::new();
    for relation in of_sheet.iter().filter(|r| r.kind() == "comments") {
        let legacy = all_of(legacy(&package.part(relation.part.as_deref().unwrap_or_default())?.text()))?;
        // Excel writes each thread once more as a note for programs that know no threads.
        notes.extend(legacy.into_iter().filter(|n| !(threaded_cells.contains(&n.at) && is_shadow(n))));
    }
    notes.extend(threads);
    notes.sort_by_key(|n| n.at);
    Ok(notes)
}

/// The notes of a part, unless there are too many: then reading stopped before its end.
fn all_of(notes: Vec<Note>) -> Result<Vec<Note>, Unreadable> {
    if notes.len() > MOST_NOTES { Err(Unreadable::too_many_notes(MOST_NOTES)) } else { Ok(notes) }
}

/// Whether a note is what Excel writes beside a thread for older programs.
fn is_shadow(note: &Note) -> bool {
    note.author.as_deref().is_some_and(|a| a.starts_with("tc=")) || note.text.starts_with("[Threaded comment]")
}

fn people(package: &mut UntrustedPackage<'_>, of_book: &[Relation]) -> Result<BTreeMap<String, String>, Unreadable> {
    let mut people = BTreeMap::new();
    for relation in of_book.iter().filter(|r| r.kind() == "person") {
        let text = package.part(relation.part.as_deref().unwrap_or_default())?.text();
        let mut reader = xml::reader(&text);
        loop {
            match xml::next(&mut reader) {
                Event::Start(e) if e.local_name().as_ref() == "person" => {
                    people.extend(xml::attr(&e, "id").zip(xml::attr(&e, "displayName")));
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
    Ok(people)
}

fn threaded(part: &str, people: &BTreeMap<String, String>) -> Vec<Note> {
    let mut reader = xml::reader(part);
    let (mut notes, mut at, mut author) = (Vec::new(), None, None);
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) => match e.local_name().as_ref() {
                "threadedComment" => {
                    at = xml::attr(&e, "ref").and_then(|r| place(&r));
                    author = xml::attr(&e, "personId").and_then(|id| people.get(&id).cloned());
                }
                "text" => notes.extend(note(at, author.clone(), &xml::text_to_end(&mut reader, "text"))),
                _ => {}
            },
            Event::Eof => return notes,
            _ => {}
        }
        if notes.len() > MOST_NOTES {
            return notes;
        }
    }
}

fn legacy(part: &str) -> Vec<Note> {
    let mut reader = xml::reader(part);
    let (mut notes, mut authors, mut at, mut author, mut text) = (Vec::new(), Vec::new(), None, None, String::new());
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) => match e.local_name().as_ref() {
                "author" => authors.push(xml::text_to_end(&mut reader, "author")),
                "comment" => {
                    text.clear();
                    at = xml::attr(&e, "ref").and_then(|r| place(&r));
                    let id = xml::attr(&e, "authorId").and_then(|n| n.parse::<usize>().ok());
                    author = id.and_then(|n| authors.get(n)).filter(|a| !a.is_empty()).cloned();
                }
                // Phonetic readings repeat what is written.
                "rPh" => drop(xml::text_to_end(&mut reader, "rPh")),
                "t" => text.push_str(&xml::text_to_end(&mut reader, "t")),
                _ => {}
            },
            Event::End(e) if e.local_name().as_ref() == "comment" => notes.extend(note(at, author.take(), &text)),
            Event::Eof => return notes,
            _ => {}
        }
        if notes.len() > MOST_NOTES {
            return notes;
        }
    }
}

fn note(at: Option<At>, author: Option<String>, text: &str) -> Option<Note> {
    let text = normalise_line_ends(text);
    (!text.trim().is_empty()).then_some(())?;
    Some(Note { at: at?, author, text })
}

fn place(cell: &str) -> Option<At> {
    let (row, column) = unbounded_position(&cell.replace('$', ""))?;
    Some(At::new(row, u16::try_from(column).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_notes_than_are_read_are_an_error_and_no_part_of_them_is_taken() {
        for (many, is_read) in [(MOST_NOTES, true), (MOST_NOTES + 1, false), (MOST_NOTES + 50, false)] {
            let comment = r#"<comment ref="B2"><text><t>x</t></text></comment>"#;
            let part = format!("<comments><commentList>{}</commentList></comments>", comment.repeat(many));
            assert_eq!(all_of(legacy(&part)).is_ok(), is_read, "{many}");
        }
    }
}
