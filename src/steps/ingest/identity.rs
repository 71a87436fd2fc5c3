//! Whose copy a file is, by the very hidden sheet, the document properties or the file's name; and the digests by which
//! copies and files are recognised.

use super::ingested::IngestedWorkbook;
use crate::model::digest::{hex, sha256};
use crate::model::grid::{Grid, Raw, Workbook};
use crate::model::keys::CopyId;
use crate::model::memory::Memory;
use crate::model::place::At;
use crate::model::sheet_names::{IDENTITY_SHEET, LISTS_SHEET};
use crate::model::table::{Row, Table};
use crate::model::text::{fold_title, slug};
use crate::steps::values::read_matrix_letters;
use jiff::civil::Time;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Whose copy a file is, as the file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The engagement's id.
    pub engagement: Option<String>,
    /// The copy id.
    pub copy: Option<CopyId>,
    /// Key of the workbook.
    pub workbook: Option<String>,
    /// The recipient's key.
    pub recipient: Option<String>,
    /// The contact's ID.
    pub contact: Option<String>,
    /// Digest of the values it held when sent.
    pub fingerprint: Option<String>,
    /// The code of its language; none for English.
    pub language: Option<String>,
    /// The ids of the copies that a file stands for which holds several, with blanks between.
    pub packet: Option<String>,
}

/// The names of its fields in the hidden sheet and, with the prefix `prekick.`, in the properties.
pub const IDENTITY_WORDS: [&str; 8] =
    ["engagement", "copy", "workbook", "recipient", "contact", "fingerprint", "language", "packet"];

impl Identity {
    /// Its fields that are set, each with its name, in the order in which they are written.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let values = [
            self.engagement.as_deref(),
            self.copy.as_ref().map(CopyId::as_str),
            self.workbook.as_deref(),
            self.recipient.as_deref(),
            self.contact.as_deref(),
            self.fingerprint.as_deref(),
            self.language.as_deref(),
            self.packet.as_deref(),
        ];
        IDENTITY_WORDS.into_iter().zip(values).filter_map(|(word, v)| Some((word, v?.to_owned()))).collect()
    }

    /// The copies that a file stands for which holds several.
    pub fn packet_copies(&self) -> Vec<CopyId> {
        self.packet.iter().flat_map(|ids| ids.split_whitespace()).map(CopyId::from).collect()
    }

    fn of(words: &BTreeMap<String, String>) -> Self {
        let get = |word: &str| words.get(word).cloned();
        Self {
            engagement: get("engagement"),
            copy: get("copy").map(CopyId::from),
            workbook: get("workbook"),
            recipient: get("recipient"),
            contact: get("contact"),
            fingerprint: get("fingerprint"),
            language: get("language"),
            packet: get("packet"),
        }
    }
}

/// Reads the identity of a workbook. The hidden sheet counts more than the properties, since somebody who copies sheets into
/// another workbook leaves the properties behind.
pub fn identity(workbook: &Workbook) -> Identity {
    let mut words: BTreeMap<String, String> = workbook
        .properties
        .iter()
        .filter_map(|(k, v)| Some((k.strip_prefix("prekick.")?.to_owned(), v.clone())))
        .collect();
    if let Some(grid) = workbook.sheets.iter().find(|g| g.title == IDENTITY_SHEET) {
        words.extend(pairs(grid));
    }
    Identity::of(&words)
}

fn pairs(grid: &Grid) -> Vec<(String, String)> {
    let text = |row: u32, column: u16| grid.cell(At::new(row, column)).map(|c| c.raw.to_string());
    grid.rows
        .iter()
        .filter_map(|r| Some((text(r.number, 0)?, text(r.number, 1)?)))
        .filter(|(word, _)| IDENTITY_WORDS.contains(&word.as_str()))
        .collect()
}

/// The copy that a file is by its name: the longest copy id that its name begins with.
pub fn copy_by_name(file: &str, memory: &Memory) -> Option<CopyId> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let known = memory.sent.keys().filter(|id| name.to_lowercase().starts_with(&id.as_str().to_lowercase()));
    let by_name = known.max_by_key(|id| id.as_str().len()).cloned();
    by_name.or_else(|| {
        memory
            .sent
            .keys()
            .filter(|id| slug(name).contains(&slug(id.as_str())))
            .max_by_key(|id| id.as_str().len())
            .cloned()
    })
}

/// The fingerprint of a copy in `outbox/`: a digest of the cells of its data sheets, but for results of formulas.
pub fn fingerprint(workbook: &Workbook) -> String {
    let mut hash = FingerprintHash::default();
    for grid in workbook.sheets.iter().filter(|g| !g.hidden_rows.is_empty() || has_key_row(g)) {
        hash.add_sheet(&grid.title, |sheet| {
            for row in &grid.rows {
                for (column, cell) in row.cells.iter().filter(|(_, c)| !c.formula && !c.raw.is_blank()) {
                    sheet.add_raw(At::new(row.number, *column), &cell.raw);
                }
            }
        });
    }
    hash.finish()
}

fn has_key_row(grid: &Grid) -> bool {
    grid.rows.iter().take(4).any(|r| r.cells.iter().any(|(_, c)| is_hidden_key(&c.raw)))
}

/// Whether a cell may be a hidden column key by which a data sheet is known.
pub fn is_hidden_key(raw: &Raw) -> bool {
    matches!(raw, Raw::Text(t) if t.ends_with(".id"))
}

/// A fingerprint that is being computed.
#[derive(Default)]
pub struct FingerprintHash(Sha256);

impl FingerprintHash {
    /// Adds a sheet with the cells that `add_cells` adds, unless it is one of those that carry no data.
    pub fn add_sheet(&mut self, title: &str, add_cells: impl FnOnce(&mut Self)) {
        if title != LISTS_SHEET && title != IDENTITY_SHEET {
            hash_text(&mut self.0, title);
            add_cells(self);
        }
    }

    /// Adds a cell that is not blank.
    pub fn add_raw(&mut self, at: At, raw: &Raw) {
        // Fingerprints are stored: this is how they were always made, however values are shown.
        match raw {
            Raw::Text(text) => self.add_text(at, text),
            Raw::Number(n) => self.add_text(at, &n.to_string()),
            Raw::Date(d) if d.time() != Time::midnight() => self.add_text(at, &format!("{} {}", d.date(), d.time())),
            Raw::Date(d) => self.add_text(at, &d.date().to_string()),
            other => self.add_text(at, &other.to_string()),
        }
    }

    /// Adds a cell with text that is not blank.
    pub fn add_text(&mut self, at: At, text: &str) {
        self.0.update(at.row.to_le_bytes());
        self.0.update(at.column.to_le_bytes());
        hash_text(&mut self.0, text.trim());
    }

    /// The fingerprint.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The digest of what was read from a returned file: the same for a file that was saved again unedited, in any order of
/// rows and columns and in any format.
pub fn digest(read: &IngestedWorkbook) -> String {
    let mut rows: Vec<String> = Vec::new();
    for table in &read.tables {
        let sheet = &table.sheet;
        for row in table.rows.iter().filter(|r| r.id.is_some() || r.has_typed_values(sheet)) {
            let mut hash = Sha256::new();
            hash_text(&mut hash, sheet.key.as_str());
            hash_text(&mut hash, row.row_key.as_deref().unwrap_or(""));
            hash_text(&mut hash, row.id.as_deref().unwrap_or(""));
            hash_text(&mut hash, if row.struck { "struck" } else { "" });
            for (title, letters) in letters_of(read, table, row) {
                hash_text(&mut hash, &title);
                hash_text(&mut hash, &letters);
            }
            for (i, column) in sheet.columns.iter().enumerate().filter(|(_, c)| !c.is_tool() && c.role().is_none()) {
                if let Some(value) = row.values.get(i).filter(|v| !v.is_empty()) {
                    hash_text(&mut hash, column.key.as_str());
                    hash_text(&mut hash, value.to_string().trim());
                }
            }
            rows.push(hex(&hash.finalize()));
        }
        let mut present: Vec<&str> = sheet
            .columns
            .iter()
            .zip(&table.present)
            .filter(|(c, at)| at.is_some() && c.role().is_none())
            .map(|(c, _)| c.key.as_str())
            .collect();
        present.sort_unstable();
        rows.push(format!("{}:{}", sheet.key, present.join(",")));
    }
    for unknown in &read.unknown {
        let table = read.table(&unknown.sheet);
        let in_row = |number: u32| table.is_some_and(|t| is_matrix(t) && t.rows.iter().any(|r| r.number == number));
        let apart = unknown.values.iter().filter(|(row, _)| !in_row(*row));
        rows.extend(apart.map(|(_, text)| format!("{}/{}/{text}", unknown.sheet, unknown.title)));
    }
    rows.extend(read.leftovers.iter().map(|l| format!("{}/{}", l.sheet, l.text)));
    rows.sort_unstable();
    sha256(rows.join("\n").as_bytes())
}

fn is_matrix(table: &Table) -> bool {
    table.sheet.across().is_some()
}

/// The letters of a matrix row by the titles in the file, whether or not a title is a known role, so that the digest stays
/// the same when a column becomes a role later.
fn letters_of(read: &IngestedWorkbook, table: &Table, row: &Row) -> Vec<(String, String)> {
    if !is_matrix(table) {
        return Vec::new();
    }
    let known = table.sheet.columns.iter().enumerate().filter(|(_, c)| c.role().is_some()).filter_map(|(i, _)| {
        let title = read.role_title(&table.sheet.key, table.present.get(i).copied().flatten()?)?;
        Some((fold_title(title), row.values.get(i)?.to_string()))
    });
    let others = read.unknown.iter().filter(|u| u.sheet == table.sheet.key).flat_map(|u| {
        let here = u.values.iter().filter(|(number, _)| *number == row.number);
        here.map(|(_, text)| (fold_title(&u.title), read_matrix_letters(text, &table.sheet).to_string()))
    });
    let mut out: Vec<(String, String)> = known.chain(others).filter(|(_, text)| !text.trim().is_empty()).collect();
    out.sort();
    out
}

fn hash_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text.as_bytes());
}
