//! What people do to a workbook, as data that can be drawn at random and shrunk.

use crate::desk::{Book, Sheet as Open, typed_as};
use crate::laws_world::{PEOPLE, TITLES};
use prekick::edges::templates;
use prekick::model::grid::{GridRow, Raw};
use prekick::model::template::{Column, Kind, Merge, Template};
use prekick::model::text::fold_title;
use proptest::prelude::*;
use std::sync::LazyLock;

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| templates::load(&[]).unwrap());

/// One thing that somebody does. Numbers choose among what is there, by remainder.
#[derive(Clone, Debug)]
pub enum Edit {
    Set {
        sheet: u8,
        row: u8,
        column: u8,
        value: u8,
    },
    Refused {
        sheet: u8,
        row: u8,
        column: u8,
    },
    Clear {
        sheet: u8,
        row: u8,
        column: u8,
    },
    Log {
        sheet: u8,
        row: u8,
        line: u8,
    },
    Add {
        sheet: u8,
        title: u8,
        values: Vec<(u8, u8)>,
    },
    Insert {
        sheet: u8,
        row: u8,
        title: u8,
        values: Vec<(u8, u8)>,
    },
    Delete {
        sheet: u8,
        row: u8,
    },
    Copy {
        sheet: u8,
        row: u8,
    },
    Sort {
        sheet: u8,
        seed: u8,
        hidden: bool,
    },
    Strike {
        sheet: u8,
        row: u8,
    },
    Reword {
        sheet: u8,
        row: u8,
        word: u8,
    },
    Rename {
        sheet: u8,
        row: u8,
        title: u8,
    },
    Note {
        sheet: u8,
        row: u8,
        column: u8,
        text: u8,
    },
    Beside {
        sheet: u8,
        row: u8,
        text: u8,
    },
    Below {
        sheet: u8,
        column: u8,
        text: u8,
    },
    Column {
        sheet: u8,
        row: u8,
        text: u8,
    },
    /// A moment, a range, a sign: what a column may not read as it looks.
    Odd {
        sheet: u8,
        row: u8,
        column: u8,
        text: u8,
    },
    Link {
        sheet: u8,
        row: u8,
        column: u8,
        address: u8,
    },
}

/// What people type that is no value of most columns, whatever it looks like.
const ODD: [&str; 14] = [
    "2027-01-10T23:30:00Z",
    "2027-01-10T08:00:00+09:00",
    "Jan 11-15",
    "Mar 22/23",
    "> 11 Jan 2027",
    "KW 3",
    "✗",
    "✓",
    "×",
    "40¹",
    "½",
    "③",
    "３ - Medium",
    "2–4",
];

/// Edits that a careful recipient makes in fields of his own: right values, new rows, lines of the log.
pub fn careful() -> impl Strategy<Value = Edit> {
    let any = any::<u8>;
    prop_oneof![
        6 => (0..4u8, any(), any(), any()).prop_map(|(sheet, row, column, value)| Edit::Set { sheet, row, column, value }),
        2 => (0..4u8, any(), any()).prop_map(|(sheet, row, line)| Edit::Log { sheet, row, line }),
        2 => (0..4u8, 6..14u8, row_values()).prop_map(|(sheet, title, values)| Edit::Add { sheet, title, values }),
        1 => (0..4u8, any(), 6..14u8, row_values())
            .prop_map(|(sheet, row, title, values)| Edit::Insert { sheet, row, title, values }),
        1 => (0..4u8, any()).prop_map(|(sheet, seed)| Edit::Sort { sheet, seed, hidden: true }),
        1 => (0..4u8, any(), any()).prop_map(|(sheet, row, word)| Edit::Reword { sheet, row, word }),
    ]
}

/// Everything that people do.
pub fn wild() -> impl Strategy<Value = Edit> {
    let any = any::<u8>;
    prop_oneof![
        12 => careful(),
        2 => (0..4u8, any(), any()).prop_map(|(sheet, row, column)| Edit::Refused { sheet, row, column }),
        3 => (0..4u8, any(), any()).prop_map(|(sheet, row, column)| Edit::Clear { sheet, row, column }),
        2 => (0..4u8, any()).prop_map(|(sheet, row)| Edit::Delete { sheet, row }),
        1 => (0..4u8, any()).prop_map(|(sheet, row)| Edit::Copy { sheet, row }),
        1 => (0..4u8, any()).prop_map(|(sheet, seed)| Edit::Sort { sheet, seed, hidden: false }),
        1 => (0..4u8, any()).prop_map(|(sheet, row)| Edit::Strike { sheet, row }),
        1 => (0..4u8, any(), 0..14u8).prop_map(|(sheet, row, title)| Edit::Rename { sheet, row, title }),
        1 => (0..4u8, 0..6u8, row_values()).prop_map(|(sheet, title, values)| Edit::Add { sheet, title, values }),
        1 => (0..4u8, any(), any(), any()).prop_map(|(sheet, row, column, text)| Edit::Note { sheet, row, column, text }),
        1 => (0..4u8, any(), any()).prop_map(|(sheet, row, text)| Edit::Beside { sheet, row, text }),
        1 => (0..4u8, any(), any()).prop_map(|(sheet, column, text)| Edit::Below { sheet, column, text }),
        1 => (0..4u8, any(), any()).prop_map(|(sheet, row, text)| Edit::Column { sheet, row, text }),
        3 => (0..4u8, any(), any(), any()).prop_map(|(sheet, row, column, text)| Edit::Odd { sheet, row, column, text }),
        2 => (0..4u8, any(), any(), any())
            .prop_map(|(sheet, row, column, address)| Edit::Link { sheet, row, column, address }),
    ]
}

fn row_values() -> impl Strategy<Value = Vec<(u8, u8)>> {
    proptest::collection::vec((any::<u8>(), any::<u8>()), 0..4)
}

/// Makes the edits. `own` says which columns the editor may fill in; `titles` are the workbook's data sheets.
pub fn apply(book: &mut Book, titles: &[&str], edits: &[Edit], own: &dyn Fn(&Column) -> bool) {
    for edit in edits {
        apply_one(book, titles, edit, own);
    }
}

fn apply_one(book: &mut Book, titles: &[&str], edit: &Edit, own: &dyn Fn(&Column) -> bool) {
    let title = titles[usize::from(edit.sheet()) % titles.len()];
    // A role that goes takes its column of the RACI along, so that the same file is read as another one from then on.
    if title == "Roles" && matches!(edit, Edit::Delete { .. } | Edit::Strike { .. } | Edit::Clear { .. }) {
        return;
    }
    let mut sheet = book.sheet(title);
    let all = columns(&sheet, title);
    let typed: Vec<&(u16, Column)> = all.iter().filter(|(_, c)| !c.is_tool() && own(c)).collect();
    let plain: Vec<&(u16, Column)> =
        typed.iter().filter(|(_, c)| !names(title, c) && c.merge != Merge::Append).copied().collect();
    let rows = sheet.records();
    let row = |n: &u8| rows.get(usize::from(*n) % rows.len().max(1)).copied();
    let pick = |from: &[&(u16, Column)], n: &u8| from[usize::from(*n) % from.len()].clone();
    let (named, naming) = all.iter().find(|(_, c)| names(title, c)).unwrap().clone();
    match edit {
        Edit::Set { row: r, column, value, .. } => {
            let (Some(r), (at, column)) = (row(r), pick(&plain, column)) else { return };
            sheet.put(r, at, right(&column, *value));
        }
        Edit::Refused { row: r, column, .. } => {
            let picky: Vec<&(u16, Column)> = plain
                .iter()
                .filter(|(_, c)| matches!(c.kind, Kind::Integer | Kind::Date | Kind::Choice))
                .copied()
                .collect();
            let (Some(r), (at, _)) = (row(r), pick(&picky, column)) else { return };
            sheet.put(r, at, Raw::Text(format!("some day in row {r}")));
        }
        Edit::Odd { row: r, column, text, .. } => {
            let (Some(r), (at, _)) = (row(r), pick(&plain, column)) else { return };
            sheet.put(r, at, Raw::Text(ODD[usize::from(*text) % ODD.len()].to_owned()));
        }
        Edit::Link { row: r, column, address, .. } => {
            let (Some(r), (at, _)) = (row(r), pick(&plain, column)) else { return };
            let at = prekick::model::place::At::new(r, at);
            sheet.grid.links.retain(|link| link.at != at);
            if !sheet.text(at.row, at.column).trim().is_empty() {
                let address = format!("https://example.com/page/{address}");
                sheet.grid.links.push(prekick::model::grid::CellLink { at, address });
                sheet.grid.links.sort_by_key(|link| link.at);
            }
        }
        Edit::Clear { row: r, column, .. } => {
            let (Some(r), (at, _)) = (row(r), pick(&typed, column)) else { return };
            sheet.put(r, at, Raw::Empty);
        }
        Edit::Log { row: r, line, .. } => {
            let log = all.iter().find(|(_, c)| c.merge == Merge::Append && own(c));
            let (Some(r), Some((at, _))) = (row(r), log) else { return };
            let text = format!("{}\n2026-12-0{}: heard", sheet.text(r, *at), line % 5 + 1);
            sheet.put(r, *at, Raw::Text(text.trim().to_owned()));
        }
        Edit::Add { .. } | Edit::Insert { .. } if !own(&naming) => {}
        Edit::Add { title, values, .. } => {
            let at = rows.last().map_or(sheet.header + 1, |r| r + 1);
            fill(&mut sheet, at, &(named, naming), *title, values, &plain);
        }
        Edit::Insert { row: r, title, values, .. } => {
            let at = row(r).unwrap_or(sheet.header + 1);
            push_down(&mut sheet, at);
            fill(&mut sheet, at, &(named, naming), *title, values, &plain);
        }
        Edit::Delete { row: r, .. } => {
            if let Some(r) = row(r) {
                sheet.grid.rows.retain(|line| line.number != r);
            }
        }
        Edit::Copy { row: r, .. } => {
            let Some(r) = row(r) else { return };
            let copy = sheet.grid.rows.iter().find(|l| l.number == r).unwrap().cells.clone();
            push_down(&mut sheet, r + 1);
            sheet.grid.rows.push(GridRow { number: r + 1, cells: copy });
            sheet.grid.rows.sort_by_key(|l| l.number);
        }
        Edit::Sort { seed, hidden, .. } => {
            let mut order: Vec<usize> = (0..rows.len()).collect();
            order.sort_by_key(|n| (n * (usize::from(*seed) | 1) + usize::from(*seed)) % 7);
            sheet.sort(&order, *hidden);
        }
        Edit::Strike { row: r, .. } => {
            let Some(r) = row(r) else { return };
            let line = sheet.grid.rows.iter_mut().find(|l| l.number == r).unwrap();
            line.cells.iter_mut().for_each(|(_, cell)| cell.struck = true);
        }
        Edit::Reword { row: r, word, .. } => {
            let Some(r) = row(r) else { return };
            let now = sheet.text(r, named);
            if own(&naming) && naming.kind == Kind::Text && !now.is_empty() && now.len() < 60 {
                sheet.put(r, named, Raw::Text(format!("{now}{}", ["!", " yet", " soon"][usize::from(*word) % 3])));
            }
        }
        Edit::Rename { row: r, title, .. } => {
            if let Some(r) = row(r) {
                sheet.put(r, named, name(&naming, *title));
            }
        }
        Edit::Note { row: r, column, text, .. } => {
            let (Some(r), (at, _)) = (row(r), pick(&plain, column)) else { return };
            let at = prekick::model::place::At::new(r, at);
            sheet.grid.notes.retain(|n| n.at != at);
            let text = format!("Ask again, says note {text}");
            sheet.grid.notes.push(prekick::model::grid::Note { at, author: Some("Ada".into()), text });
        }
        Edit::Beside { row: r, text, .. } => {
            let Some(r) = row(r) else { return };
            let at = sheet.column("Row key") + 2;
            sheet.put(r, at, Raw::Text(format!("aside {text}")));
        }
        Edit::Below { column, text, .. } => {
            let at = sheet.grid.rows.last().map_or(sheet.header, |l| l.number) + 3;
            let (column, _) = pick(&plain, column);
            sheet.put(at, column, Raw::Text(format!("below {text}")));
        }
        Edit::Column { row: r, text, .. } => {
            let Some(r) = row(r) else { return };
            let (at, header) = (sheet.column("Row key") + 1, sheet.header);
            sheet.put(header, at, Raw::Text("Our remarks".into()));
            sheet.put(r, at, Raw::Text(format!("remark {text}")));
        }
    }
}

fn push_down(sheet: &mut Open<'_>, at: u32) {
    for line in sheet.grid.rows.iter_mut().filter(|l| l.number >= at) {
        line.number += 1;
    }
    for note in sheet.grid.notes.iter_mut().filter(|n| n.at.row >= at) {
        note.at.row += 1;
    }
    for link in sheet.grid.links.iter_mut().filter(|link| link.at.row >= at) {
        link.at.row += 1;
    }
}

fn fill(
    sheet: &mut Open<'_>,
    at: u32,
    named: &(u16, Column),
    title: u8,
    values: &[(u8, u8)],
    plain: &[&(u16, Column)],
) {
    sheet.put(at, named.0, name(&named.1, title));
    for (column, value) in values {
        let (column, what) = plain[usize::from(*column) % plain.len()];
        sheet.put(at, *column, right(what, *value));
    }
}

/// A name for a record, unlike the others.
fn name(column: &Column, title: u8) -> Raw {
    let title = TITLES[usize::from(title) % TITLES.len()];
    match column.kind {
        Kind::Email => Raw::Text(format!("{}@example.com", prekick::model::text::slug(title))),
        _ => Raw::Text(title.to_owned()),
    }
}

/// Is it the column that names a record?
fn names(sheet: &str, column: &Column) -> bool {
    let sheets = TEMPLATES.iter().flat_map(|t| &t.sheets);
    sheets.filter(|s| s.title == sheet).any(|s| s.natural_key.contains(&column.key))
}

/// The columns that a sheet of a workbook has, and where they stand. Role columns are left out.
fn columns(sheet: &Open<'_>, title: &str) -> Vec<(u16, Column)> {
    let of = TEMPLATES.iter().flat_map(|t| &t.sheets).find(|s| s.title == title).unwrap();
    let header = sheet.grid.rows.iter().find(|r| r.number == sheet.header).unwrap();
    let known = |text: String| of.columns.iter().find(|c| fold_title(&c.title) == fold_title(&text)).cloned();
    header.cells.iter().filter_map(|(at, cell)| Some((*at, known(cell.raw.to_string())?))).collect()
}

/// A value that a column takes, as somebody types it.
pub fn right(column: &Column, value: u8) -> Raw {
    let n = usize::from(value);
    let one = |of: &[&str]| Raw::Text(of[n % of.len()].to_owned());
    match column.kind {
        Kind::Integer | Kind::Decimal | Kind::Money => Raw::Number(f64::from(value % 5 + 1)),
        Kind::Percent => Raw::Number(0.25 * f64::from(value % 4 + 1)),
        Kind::Date => typed_as(["2026-11-02", "2026-11-30", "2027-02-28", "2027-03-01"][n % 4]),
        Kind::Choice => {
            let label = column.choices[n % column.choices.len()].label.clone();
            Raw::Text(if value > 220 { label.to_lowercase() } else { label })
        }
        Kind::Choices => {
            let labels: Vec<&str> = column.choices.iter().map(|c| c.label.as_str()).collect();
            let some: Vec<&str> =
                labels.iter().enumerate().filter(|(i, _)| (n + 1) >> i & 1 == 1).map(|(_, l)| *l).collect();
            Raw::Text(if some.is_empty() { labels[0].to_owned() } else { some.join(", ") })
        }
        Kind::YesNo => one(&["Yes", "No"]),
        Kind::Person => Raw::Text(PEOPLE[n % PEOPLE.len()].0.to_owned()),
        Kind::Email => Raw::Text(format!("somebody.{}@example.com", n % 5)),
        Kind::Phone => one(&["+49 30 1234567", "+1 212 555 0100"]),
        Kind::Link => one(&["https://example.com/a", "https://example.com/b"]),
        Kind::Reference => one(&["R-001", "R-002", "I-001"]),
        Kind::Text | Kind::LongText | Kind::Computed => one(&[
            "With the vendor",
            "In the archive",
            " padded ",
            "Two\nlines",
            "007",
            "=1+1 is two",
            "Übermäßig",
            "x, y; z",
        ]),
    }
}

impl Edit {
    fn sheet(&self) -> u8 {
        match self {
            Self::Set { sheet, .. }
            | Self::Refused { sheet, .. }
            | Self::Clear { sheet, .. }
            | Self::Log { sheet, .. }
            | Self::Add { sheet, .. }
            | Self::Insert { sheet, .. }
            | Self::Delete { sheet, .. }
            | Self::Copy { sheet, .. }
            | Self::Sort { sheet, .. }
            | Self::Strike { sheet, .. }
            | Self::Reword { sheet, .. }
            | Self::Rename { sheet, .. }
            | Self::Note { sheet, .. }
            | Self::Beside { sheet, .. }
            | Self::Below { sheet, .. }
            | Self::Column { sheet, .. }
            | Self::Odd { sheet, .. }
            | Self::Link { sheet, .. } => *sheet,
        }
    }
}
