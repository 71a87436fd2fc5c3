//! Hyperlinks of a sheet: of its cells, and those that its formulas make.

use super::sheet_scan::unbounded_position;
use crate::edges::ooxml::Relation;
use crate::edges::ooxml::xml;
use crate::edges::unreadable::Unreadable;
use crate::model::grid::{CellLink, GridRow};
use crate::model::place::{At, LAST_COLUMN, LAST_ROW};
use quick_xml::events::Event;
use std::collections::BTreeMap;

/// Links of a sheet that are read; Excel keeps 66,530.
const MOST_LINKS: usize = 100_000;

/// The links of an xlsx sheet, which are written after all cells; `formulas` are those that its formulas make. A cell has one.
pub(super) fn sheet_links(
    part: &str,
    relations: &[Relation],
    rows: &[GridRow],
    formulas: Vec<CellLink>,
) -> Result<Vec<CellLink>, Unreadable> {
    let mut found: BTreeMap<At, String> = formulas.into_iter().map(|link| (link.at, link.address)).collect();
    let targets: BTreeMap<&str, &str> = relations.iter().map(|r| (r.id.as_str(), r.target.as_str())).collect();
    // Most sheets have none, so that all of the part is searched: forwards, which is many times as quick.
    let last = |tag: &str| memchr::memmem::find_iter(part.as_bytes(), tag).last();
    let tail = last("<hyperlinks").or_else(|| last(":hyperlinks")).and_then(|at| part.get(at..));
    let mut reader = xml::reader(tail.unwrap_or_default());
    loop {
        match xml::next(&mut reader) {
            Event::Start(e) if e.local_name().as_ref() == "hyperlink" => {
                let target = xml::attr(&e, "id").and_then(|id| targets.get(id.as_str()).copied());
                let location = xml::attr(&e, "location").filter(|l| !l.is_empty());
                let range = xml::attr(&e, "ref").unwrap_or_default();
                let place = location.map(|l| format!("#{l}")).unwrap_or_default();
                let address = format!("{}{place}", target.unwrap_or_default());
                if !address.is_empty() {
                    add(&mut found, &range, &address, rows)?;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(found.into_iter().map(|(at, address)| CellLink { at, address }).collect())
}

/// Adds a link to each cell of a range that holds anything.
fn add(found: &mut BTreeMap<At, String>, range: &str, address: &str, rows: &[GridRow]) -> Result<(), Unreadable> {
    let range = range.replace('$', "");
    let (first, last) = range.split_once(':').unwrap_or((&range, &range));
    let Some((first, last)) = unbounded_position(first).zip(unbounded_position(last)) else { return Ok(()) };
    let from = rows.partition_point(|row| row.number < first.0);
    let within = rows.iter().skip(from).take_while(|row| row.number <= last.0.min(LAST_ROW));
    let mut looked_at = 0;
    for row in within {
        looked_at += 1;
        for (column, _) in &row.cells {
            if (first.1..=last.1.min(u32::from(LAST_COLUMN))).contains(&u32::from(*column)) {
                found.entry(At::new(row.number, *column)).or_insert_with(|| address.to_owned());
            }
        }
        if found.len() > MOST_LINKS || looked_at > MOST_LINKS {
            return Err(Unreadable::too_many_links(MOST_LINKS));
        }
    }
    Ok(())
}
