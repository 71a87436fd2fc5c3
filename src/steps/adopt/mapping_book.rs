//! The mapping as a workbook that people edit: a line for each table, column and word, with what it is thought to be, how
//! sure that is and why. Also reads such a workbook back.

use super::mapping_summary::what_yes_does;
use super::raci_parts::other_parts;
use crate::model::grid::{Grid, GridRow, Raw, Workbook};
use crate::model::mapping::{
    ColumnProposal, FilledCell, FilledMapping, FilledTable, LEAVE_OUT, NameProposal, TableProposal, WordProposal,
};
use crate::model::page::{
    Allow, CellBlock, Content, OutputWorkbook, Page, PageCell, PageColumn, PageRow, Role, Show, Validation,
};
use crate::model::place::{At, Place, column_letters};
use crate::model::template::Sheet;
use crate::model::text::fold;
use crate::steps::layout::dropdowns::Lists;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::sync::Arc;

const TITLE: &str = "Mapping";
/// The label of the cell by which a person says that the mapping is right.
pub(super) const READY: &str = "Use this mapping";
/// The column in which people pick.
const IS: u16 = 5;
/// The hidden column in which each line says what it is about.
const ABOUT: u16 = 8;
const WIDTHS: [u16; 9] = [18, 30, 22, 22, 22, 34, 9, 44, 12];
const TITLES: [&str; 8] =
    ["Column", "Title as found", "First value", "Second value", "Third value", "Is", "Sure", "Why"];

/// The mapping of a file as a workbook.
pub fn mapping_book(file: &str, proposals: &[&TableProposal], sheets: &[Arc<Sheet>], today: Date) -> OutputWorkbook {
    let mut mapping = MappingPage { lists: Lists::default(), page: empty_page(file), sheets };
    mapping.ready();
    for (n, proposal) in proposals.iter().enumerate() {
        mapping.table(n + 1, proposal);
    }
    OutputWorkbook {
        title: format!("Mapping of {file}"),
        created: Some(today),
        pages: vec![mapping.page, mapping.lists.page()],
        ..OutputWorkbook::default()
    }
}

/// The workbook in the making.
struct MappingPage<'a> {
    lists: Lists,
    page: Page,
    sheets: &'a [Arc<Sheet>],
}

impl MappingPage<'_> {
    fn ready(&mut self) {
        let row = self.next();
        let cell = PageCell { unlocked: true, ..PageCell::text("no", Role::Entry) };
        self.page.lines.push(PageRow::of([PageCell::text(READY, Role::Label), cell]));
        let items = ["yes".to_owned(), "no".to_owned()];
        self.drop_down(row, 1, "Ready", &items, "Pick yes when you have looked through the mapping.");
    }

    fn next(&self) -> u32 {
        u32::try_from(self.page.lines.len()).unwrap_or(u32::MAX)
    }

    fn table(&mut self, n: usize, proposal: &TableProposal) {
        self.page.lines.push(PageRow::default());
        let row = self.next();
        let where_found = format!("{}, titles in row {}", proposal.title, proposal.row);
        let about = ["table".to_owned(), proposal.kind.clone().unwrap_or_default()]
            .into_iter()
            .chain(proposal.shape.iter().cloned());
        let is = proposal.sheet.as_ref().map_or(LEAVE_OUT, |(_, title)| title);
        let mut cells = vec![
            (0, PageCell::text(format!("Table {n}"), Role::Heading)),
            (1, PageCell::text(where_found, Role::Heading)),
            (2, PageCell::text(proposal.rows.clone(), Role::Plain)),
            (IS, entry(is)),
        ];
        cells.extend(confidence_cells(proposal.sure, &proposal.why));
        cells.push((ABOUT, PageCell::text(about.collect::<Vec<_>>().join("\n"), Role::Plain)));
        self.page.lines.push(PageRow { cells, height: Some(20.0), ..PageRow::default() });
        let titles: Vec<String> = self.sheets.iter().map(|s| s.title.clone()).chain([LEAVE_OUT.to_owned()]).collect();
        self.drop_down(row, IS, "Sheet is", &titles, "The sheet that this table is, or “leave out”.");
        self.page.lines.push(PageRow::of([PageCell::text(what_yes_does(proposal), Role::Hint)]));
        self.page.lines.push(PageRow::of(TITLES.map(|t| PageCell::text(t, Role::Header))));
        let choices = self.choices(proposal);
        for column in &proposal.columns {
            self.column(column, proposal, &choices);
        }
        for word in &proposal.words {
            self.word(word);
        }
        for name in &proposal.names {
            self.name(name);
        }
    }

    fn word(&mut self, word: &WordProposal) {
        let row = self.next();
        let number = word
            .number
            .map_or_else(PageCell::default, |n| PageCell::number(usize::try_from(n).unwrap_or(0), Role::Entry));
        let cells = vec![
            (0, PageCell::text("Word", Role::Cell)),
            (1, PageCell::text(word.word.clone(), Role::Cell)),
            (2, PageCell::text(format!("in {}", word.columns.join(", ")), Role::Cell)),
            (IS, PageCell { role: Role::Entry, unlocked: true, ..number }),
            (ABOUT - 1, PageCell::text("counts as this number; empty: it is asked for each cell", Role::Cell)),
            (ABOUT, PageCell::text(format!("word\n{}", word.word), Role::Plain)),
        ];
        self.page.lines.push(PageRow { cells, ..PageRow::default() });
        self.page.validations.push(Validation {
            block: CellBlock::of_column(IS, row, row),
            allow: Allow::Integer(0, 10),
            prompt: Some(("Counts as".into(), "The number of the scale that this word counts as.".into())),
            error: "A whole number of the scale, such as 4.".into(),
            lenient: false,
        });
    }

    fn name(&mut self, name: &NameProposal) {
        let row = self.next();
        let text = |t: &str| PageCell { show: Show::Text, ..PageCell::text(t, Role::Cell) };
        let cells = vec![
            (0, PageCell::text("Name", Role::Cell)),
            (1, text(&name.name)),
            (2, text(&format!("in {}", name.columns.join(", ")))),
            (IS, PageCell { show: Show::Text, ..entry(&name.is) }),
            (ABOUT - 1, PageCell::text(name.why.clone(), Role::Warning)),
            (ABOUT, PageCell::text(format!("name\n{}", name.name), Role::Plain)),
        ];
        self.page.lines.push(PageRow { cells, ..PageRow::default() });
        let mut items = vec![name.is.clone(), name.name.clone(), LEAVE_OUT.to_owned()];
        items.extend(name.options.iter().cloned());
        let mut seen = BTreeSet::new();
        items.retain(|item| seen.insert(item.clone()));
        let Some(range) = self.lists.range("Name is", &items) else { return };
        let prompt =
            "A contact or a role, several with a semicolon between, or “leave out”. Any other name becomes a role.";
        self.page.validations.push(Validation {
            block: CellBlock::of_column(IS, row, row),
            allow: Allow::List(range),
            prompt: Some(("Name is".into(), prompt.into())),
            error: "It is no contact and no role: as it stands, it becomes a new role.".into(),
            lenient: true,
        });
    }

    /// The columns of the likely sheet first, then all others.
    fn choices(&self, proposal: &TableProposal) -> Vec<String> {
        let likely = |s: &&Arc<Sheet>| proposal.sheet.as_ref().is_some_and(|(key, _)| *key == s.key);
        let first = self.sheets.iter().filter(likely);
        let rest = self.sheets.iter().filter(|s| !likely(s));
        let of = |s: &Arc<Sheet>| {
            s.columns
                .iter()
                .filter(|c| !c.is_tool() || c.is_id())
                .map(|c| c.title.clone())
                .chain(other_parts(s).iter().map(|part| part.title(s)))
                .map(|title| format!("{}: {title}", s.title))
                .collect::<Vec<_>>()
        };
        [LEAVE_OUT.to_owned()].into_iter().chain(first.chain(rest).flat_map(of)).collect()
    }

    fn column(&mut self, column: &ColumnProposal, proposal: &TableProposal, choices: &[String]) {
        let row = self.next();
        let title = if column.title.is_empty() { "(no title)" } else { &column.title };
        let is = match (&proposal.sheet, &column.field) {
            (Some((_, sheet)), Some((_, field))) => format!("{sheet}: {field}"),
            _ => LEAVE_OUT.to_owned(),
        };
        let text = |t: &str| PageCell { show: Show::Text, ..PageCell::text(t, Role::Cell) };
        let mut cells = vec![(0, text(&column_letters(column.at))), (1, text(title))];
        for n in 0..3 {
            cells.push((n + 2, text(column.samples.get(usize::from(n)).map_or("", String::as_str))));
        }
        cells.push((IS, entry(&is)));
        cells.extend(confidence_cells(column.sure, &column.why));
        cells.push((ABOUT, PageCell::text(format!("column\n{}", column.name), Role::Plain)));
        self.page.lines.push(PageRow { cells, ..PageRow::default() });
        self.drop_down(row, IS, "Is", choices, "The column that this one is, or “leave out”.");
    }

    fn drop_down(&mut self, row: u32, column: u16, title: &str, items: &[String], prompt: &str) {
        let Some(range) = self.lists.range(title, items) else { return };
        self.page.validations.push(Validation {
            block: CellBlock::of_column(column, row, row),
            allow: Allow::List(range),
            prompt: Some((title.to_owned(), prompt.to_owned())),
            error: "Pick one of the list.".into(),
            lenient: false,
        });
    }
}

/// Reads a mapping workbook as a person filled it in; an `Err` says why it is none.
pub fn read_mapping_book(workbook: &Workbook, file: &str) -> Result<FilledMapping, String> {
    let is_mapping = |g: &&Grid| g.rows.iter().any(|r| text(r, 0).is_some_and(|t| fold(&t) == fold(READY)));
    let grid = workbook
        .sheets
        .iter()
        .find(is_mapping)
        .ok_or_else(|| format!("it has no cell “{READY}”, so it is no mapping that prekick wrote"))?;
    let mut out = FilledMapping { file: file.to_owned(), ..FilledMapping::default() };
    for row in &grid.rows {
        if text(row, 0).is_some_and(|t| fold(&t) == fold(READY)) {
            out.ready = text(row, 1).is_some_and(|t| ["yes", "y", "true", "ja", "oui"].contains(&fold(&t).as_str()));
        }
        let Some(about) = text(row, ABOUT) else { continue };
        let mut parts = about.split('\n');
        let cell = || FilledCell {
            text: text(row, IS).unwrap_or_default(),
            place: Place::cell(file, &grid.title, At::new(row.number, IS)),
        };
        match parts.next() {
            Some("table") => {
                let kind = parts.next().filter(|k| !k.is_empty()).map(ToOwned::to_owned);
                let shape = parts.map(ToOwned::to_owned).collect();
                out.tables.push(FilledTable { shape, kind, sheet: cell(), ..FilledTable::default() });
            }
            Some("column") => {
                let name = parts.next().unwrap_or_default().to_owned();
                if let Some(table) = out.tables.last_mut() {
                    table.columns.push((name, cell()));
                }
            }
            Some("name") => {
                let name = parts.collect::<Vec<_>>().join("\n");
                if let Some(table) = out.tables.last_mut() {
                    table.names.push((name, cell()));
                }
            }
            Some("word") => {
                let word = parts.next().unwrap_or_default().to_owned();
                if let Some(table) = out.tables.last_mut() {
                    table.words.push((word, cell()));
                }
            }
            _ => {}
        }
    }
    if out.tables.is_empty() {
        return Err("its hidden last column is gone, by which its lines are known; delete the file and run again to have it written anew".into());
    }
    Ok(out)
}

fn empty_page(file: &str) -> Page {
    let hint = "Look through the column “Is” and change what is wrong. Then set the cell below to yes, save, close, and run the same command again.";
    Page {
        title: TITLE.into(),
        columns: (0u16..).zip(WIDTHS).map(|(at, width)| PageColumn { width, hidden: at == ABOUT }).collect(),
        lines: vec![
            PageRow {
                height: Some(26.0),
                ..PageRow::of([PageCell::text(format!("What is what in {file}"), Role::Title)])
            },
            PageRow::of([PageCell::text(hint, Role::Hint)]),
        ],
        tab: Some(Role::Title),
        ..Page::default()
    }
}

fn entry(text: &str) -> PageCell {
    PageCell { unlocked: true, ..PageCell::text(text, Role::Entry) }
}

/// How sure, in percent, and why; what is not certain is highlighted.
fn confidence_cells(sure: u8, why: &str) -> [(u16, PageCell); 2] {
    let role = if sure == 100 || sure == 0 { Role::Cell } else { Role::Warning };
    let percent =
        PageCell { content: Content::Percent(Decimal::from(sure)), role, show: Show::Percent, ..PageCell::default() };
    [(IS + 1, percent), (IS + 2, PageCell::text(why, role))]
}

fn text(row: &GridRow, column: u16) -> Option<String> {
    let cell = row.cell(column).filter(|c| !c.raw.is_blank())?;
    Some(match &cell.raw {
        Raw::YesNo(yes) => crate::model::value::yes_no(*yes).to_owned(),
        raw => raw.to_string(),
    })
}
