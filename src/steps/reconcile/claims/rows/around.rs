//! What a file says beside its records: cells outside the tables, notes, unknown and missing columns.

use super::collector::FileCollector;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::SheetKey;
use crate::model::memory::{HeardComment, Subject};
use crate::model::place::{At, Place, without_folder};
use crate::model::table::Table;
use crate::model::template::ANSWERS_SHEET;
use crate::model::text::{and_list, count};
use crate::steps::ingest::incoming::Incoming;
use crate::steps::ingest::{IngestedWorkbook, Leftover, LeftoverKind, NotedField, UnknownColumn, missing_columns};
use crate::steps::reconcile::claims::collecting::Collecting;
use crate::steps::reconcile::role_columns;
use std::collections::{BTreeMap, BTreeSet};

impl FileCollector<'_> {
    /// Cells outside the tables, notes, unknown columns, missing sheets and columns: what the file says beside its records.
    pub fn around(&mut self, run: &Collecting<'_, '_>) {
        let file = self.file;
        let base = file.base.as_ref().map(|(_, read)| read);
        for finding in file
            .read
            .findings
            .iter()
            .filter(|f| base.is_none_or(|b| !b.findings.iter().any(|o| o.message == f.message)))
        {
            self.claims.findings.push(finding.clone());
        }
        let was_sent = |key: &SheetKey| base.map_or(*key != ANSWERS_SHEET, |b| b.table(key).is_some());
        let missing = file.read.missing.iter().filter(|m| was_sent(&m.sheet)).map(|m| &m.finding);
        if !file.one_sheet {
            self.claims.findings.extend(missing.cloned());
        } else if file.read.tables.is_empty() && !new_leftovers(file, base).is_empty() {
            let titles: Vec<&str> = missing.filter_map(|finding| finding.sheet.as_deref()).collect();
            self.claims.findings.push(untold_sheet(file, &titles));
        }
        for table in &file.read.tables {
            let sent = base.and_then(|b| b.table(&table.sheet.key));
            self.claims.findings.extend(missing_columns(table, sent, false));
        }
        self.unknown_columns(run, base);
        self.leftovers(base);
        self.notes(base);
        self.marks(base);
    }

    /// Columns that no template knows. Letters under a new title of a matrix are asked; the rest is said.
    pub fn unknown_columns(&mut self, run: &Collecting<'_, '_>, base: Option<&IngestedWorkbook>) {
        for unknown in &self.file.read.unknown {
            let Some(table) = self.file.read.table(&unknown.sheet) else { continue };
            let mut news = unknown.clone();
            news.values = role_columns::not_as_sent(unknown, table, base);
            if news.values.is_empty() {
                continue;
            }
            let question = role_columns::role_question(&run.working.master, self.file, table, &news, &self.records);
            match question {
                Some(row) if role_columns::is_known(&run.working.master, self.file, &row) => {}
                Some(row) if !self.read_before => self.claims.rows.push(row),
                _ => self.claims.findings.push(unknown_column(table, &news)),
            }
        }
    }

    pub fn leftovers(&mut self, base: Option<&IngestedWorkbook>) {
        let mut news: BTreeMap<(&str, LeftoverKind), Vec<&Leftover>> = BTreeMap::new();
        for left in new_leftovers(self.file, base) {
            news.entry((left.sheet.as_str(), left.kind)).or_default().push(left);
        }
        for cells in news.values() {
            self.claims.findings.extend(outside(cells));
        }
    }

    pub fn notes(&mut self, base: Option<&IngestedWorkbook>) {
        let sent: BTreeSet<&str> = base.map(|b| b.notes.iter().map(|n| n.text.trim()).collect()).unwrap_or_default();
        for note in self.file.read.notes.iter().filter(|n| !sent.contains(n.text.trim())) {
            let author =
                note.author.as_deref().filter(|a| !a.is_empty()).map(|a| format!(" by {a}")).unwrap_or_default();
            let message = format!("A comment{author}: “{}”.", note.text);
            let mut finding = Finding::new(Code::CommentCell, message).at(note.place.clone());
            if let Some(NotedField { sheet, row, column }) = &note.field
                && let Some(table) = self.file.read.table(sheet)
            {
                let id = table.row_numbered(*row).and_then(|r| r.id.clone());
                let id = id.filter(|_| table.sheet.key != ANSWERS_SHEET);
                finding = finding.on(&table.sheet).record(id.as_deref());
                if let Some(c) = table.sheet.columns.get(*column) {
                    finding = finding.field(&c.key);
                    self.claims.comments.extend(self.records.get(&(sheet.clone(), *row)).map(|record| HeardComment {
                        subject: Subject { sheet: sheet.clone(), record: record.clone(), field: c.key.clone() },
                        copy: self.file.copy.clone(),
                        author: note.author.clone().unwrap_or_default(),
                        text: note.text.clone(),
                    }));
                }
            }
            self.claims.findings.push(finding);
        }
    }
}

/// Cells outside the tables that were not sent so.
fn new_leftovers<'f>(file: &'f Incoming, base: Option<&IngestedWorkbook>) -> Vec<&'f Leftover> {
    let base_cells = || base.into_iter().flat_map(|b| &b.leftovers);
    let sent: BTreeSet<(&str, &str)> = base_cells().map(|l| (l.sheet.as_str(), l.text.as_str())).collect();
    // A CSV has no sheet titles to go by; in one that holds no table, a cell that was sent is where it was.
    let texts: BTreeSet<&str> = sent.iter().map(|(_, text)| *text).collect();
    let placed: BTreeSet<(At, &str)> = base_cells().map(|l| (l.at, l.text.as_str())).collect();
    let known_in_csv = |left: &Leftover| match left.kind {
        LeftoverKind::OtherSheet => placed.contains(&(left.at, left.text.as_str())),
        LeftoverKind::Above | LeftoverKind::Beside | LeftoverKind::Outside => texts.contains(left.text.as_str()),
    };
    let is_new = |left: &&Leftover| {
        let known = sent.contains(&(left.sheet.as_str(), left.text.as_str())) || (file.one_sheet && known_in_csv(left));
        // Without a base it can't be told what stood above a table when it was sent.
        let untold = base.is_none() && left.kind == LeftoverKind::Above;
        !known && !untold
    };
    file.read.leftovers.iter().filter(is_new).collect()
}

/// What to report of a CSV of which nothing was taken, since it may be any of these sheets of its copy, or none.
fn untold_sheet(file: &Incoming, titles: &[&str]) -> Finding {
    let name = without_folder(&file.file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let message = format!(
        "The file is a copy, but neither its name, its column titles nor its IDs tell which of the sheets {} it holds, so \
         nothing of it is in the master.",
        and_list(titles)
    );
    let example = titles.first().map(|title| format!(", such as {stem}-{title}.csv")).unwrap_or_default();
    let help = format!("Let the file's name end with the title of the sheet{example}, and run again.");
    let mut finding = Finding::new(Code::SheetNoHeader, message).help(help).at(Place::file(&file.file));
    finding.workbook.clone_from(&file.identity.workbook);
    finding
}

/// So many cells of one kind on one sheet are said one by one; more of them, such as a whole sheet of somebody's own, at
/// once.
const ONE_BY_ONE: usize = 12;

fn outside(cells: &[&Leftover]) -> Vec<Finding> {
    let (Some(first), true) = (cells.first(), cells.len() > ONE_BY_ONE) else {
        return cells.iter().map(|left| outside_one(left)).collect();
    };
    let said: Vec<String> = cells.iter().map(|left| format!("{}: {}", left.at, left.text)).collect();
    let message = format!(
        "{} {} are not in the master: {}.",
        count(cells.len(), "cell", "cells"),
        wher(first.kind),
        said.join("; ")
    );
    vec![Finding::new(Code::RowOutsideTable, message).at(first.place.clone())]
}

fn outside_one(left: &Leftover) -> Finding {
    let message = format!("“{}” stands {}; it is not in the master.", left.text, wher(left.kind));
    Finding::new(Code::RowOutsideTable, message).at(left.place.clone())
}

fn wher(kind: LeftoverKind) -> &'static str {
    match kind {
        LeftoverKind::Above => "above the table",
        LeftoverKind::Beside => "beside the table",
        LeftoverKind::Outside => "in a row that is no record",
        LeftoverKind::OtherSheet => "on a sheet that holds no records",
    }
}

fn unknown_column(table: &Table, unknown: &UnknownColumn) -> Finding {
    let message = format!(
        "No column of {} is titled “{}”; its {} not in the master: {}.",
        table.sheet.title,
        unknown.title,
        if unknown.values.len() == 1 {
            "value is".to_owned()
        } else {
            count(unknown.values.len(), "value is", "values are")
        },
        role_columns::cells(table, unknown)
    );
    let at = Place::cell(&table.file, &table.title, At::new(table.header, unknown.column));
    Finding::new(Code::ColumnUnknown, message).on(&table.sheet).at(at)
}
