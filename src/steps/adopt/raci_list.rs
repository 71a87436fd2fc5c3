//! Lists of who does what, turned into matrices, or asked about: a name in a cell that is no contact and no role is nobody's
//! until a person says whose it is.

use super::find::{FoundTable, find_tables};
use super::raci_entries::{ListEntry, ListReader};
use super::raci_guess::{ListGuess, ListGuesser, PartGuess};
use super::raci_layout::{Assignment, ListMatrix, ListPlace, lay_out_matrix};
use super::raci_names::{NameMeaning, Parties};
use super::raci_parts::{ListPart, letters};
use super::recognition::known_titles;
use super::titles::is_about;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::grid::{Grid, Raw, RawCell};
use crate::model::keys::SheetKey;
use crate::model::mapping::{
    ColumnProposal, LEAVE_OUT, Mapping, NameProposal, TableMapping, TableProposal, title_keys,
};
use crate::model::place::{At, Place, column_letters};
use crate::model::severity::Severity;
use crate::model::template::Sheet;
use crate::model::text::{and_list, fold, fold_title, shortened};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many first values of a column are shown.
const SAMPLES: usize = 3;

/// What came of a sheet that lists who does what.
#[derive(Clone, Debug)]
pub(super) enum FoundList {
    /// The matrix.
    Matrix(Box<ListMatrix>),
    /// What a person must say first.
    Asked(Box<TableProposal>),
}

/// Finds lists of who does what.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListFinder<'a> {
    /// The file, as findings name it.
    pub(super) file: &'a str,
    pub(super) matrix: &'a Arc<Sheet>,
    /// The sheet of the roles.
    pub(super) roles: &'a Arc<Sheet>,
    pub(super) parties: &'a Parties,
    pub(super) kept: &'a [Mapping],
    pub(super) prefixes: &'a BTreeMap<SheetKey, String>,
}

/// A list with what is known of it.
struct KnownList<'a> {
    grid: &'a Grid,
    table: &'a FoundTable,
    guess: ListGuess,
    /// What a person said, where one did.
    mapping: Option<TableMapping>,
    entries: Vec<ListEntry>,
    place: ListPlace,
}

impl ListFinder<'_> {
    /// The list that a sheet of the file holds; `None` where it holds none.
    pub(super) fn find(&self, grid: &Grid) -> Option<FoundList> {
        self.tables(grid).iter().find_map(|table| self.in_table(grid, table, None))
    }

    /// What a person is asked about a sheet of which they said that it is this matrix.
    pub(super) fn find_forced(&self, grid: &Grid) -> Option<TableProposal> {
        let tables = self.tables(grid);
        let size = |t: &&FoundTable| t.columns.len() * usize::try_from(t.rows.1 - t.rows.0).unwrap_or(0);
        let table = tables.iter().filter(|t| t.header.is_some()).max_by_key(size)?;
        match self.in_table(grid, table, Some(self.guesser(grid, table).guess_forced()))? {
            FoundList::Asked(proposal) => Some(*proposal),
            FoundList::Matrix(_) => None,
        }
    }

    fn tables(&self, grid: &Grid) -> Vec<FoundTable> {
        let mut known = known_titles([self.matrix.as_ref(), self.roles.as_ref()].into_iter());
        let words = letters(self.matrix).iter().flat_map(|c| &c.synonyms);
        known.extend(words.map(|word| fold_title(word)));
        find_tables(grid, &known)
    }

    fn guesser<'g>(&'g self, grid: &'g Grid, table: &'g FoundTable) -> ListGuesser<'g> {
        ListGuesser { grid, table, matrix: self.matrix, roles: self.roles, prefixes: self.prefixes }
    }

    fn in_table(&self, grid: &Grid, table: &FoundTable, forced: Option<ListGuess>) -> Option<FoundList> {
        let header = table.header?;
        let shape = table.shape();
        let ready = self.kept.iter().filter(|m| m.ready).flat_map(|m| &m.tables);
        let said: Vec<&TableMapping> = ready.filter(|t| t.shape == shape && t.kind.is_none()).collect();
        let mapping = match said.first() {
            Some(first) if first.sheet.as_ref() != Some(&self.matrix.key) => return None,
            Some(first) => {
                // A later version may name others: what was said of them stands in a mapping of its own.
                let names = said.iter().rev().flat_map(|t| t.names.clone()).collect();
                Some(TableMapping { names, ..(*first).clone() })
            }
            None => None,
        };
        let guess = match &mapping {
            Some(mapping) => guess_of_mapping(table, mapping),
            None => forced.or_else(|| self.guesser(grid, table).guess())?,
        };
        let parts: Vec<Option<ListPart>> = guess.columns.iter().map(|c| c.part.clone()).collect();
        let key = self.matrix.natural_key.first()?;
        let activity = parts.iter().position(|p| matches!(p, Some(ListPart::Field(field)) if field == key))?;
        let activity = table.columns.get(activity)?.at;
        let letters = letters(self.matrix);
        let named = self.with_role_of_sheet(grid, table, &parts);
        let reader = ListReader { grid, table: &named, parts: &parts, letters, parties: self.parties, activity };
        let (entries, used) = (reader.entries(), reader.used());
        let place = ListPlace { header, activity, used };
        let list = KnownList { grid, table, guess, mapping, entries, place };
        if list.entries.is_empty() && list.guess.sure == 100 {
            return None;
        }
        Some(self.settle(&list))
    }

    /// The table in which a role that is titled no more than `Role` is called as the sheet is, as in `TPM RACI`.
    fn with_role_of_sheet(&self, grid: &Grid, table: &FoundTable, parts: &[Option<ListPart>]) -> FoundTable {
        let mut named = table.clone();
        let bare = |title: &str| {
            self.roles.natural_key.iter().any(|key| {
                let column = self.roles.column(key);
                column.is_some_and(|c| {
                    std::iter::once(&c.title).chain(&c.aliases).any(|t| fold_title(t) == fold_title(title))
                })
            })
        };
        let words = grid.title.split(|c: char| c == '_' || c == '-' || c.is_whitespace());
        let own: Vec<&str> = words.filter(|w| !w.is_empty() && !is_about(w, self.matrix)).collect();
        for (column, part) in named.columns.iter_mut().zip(parts) {
            if *part == Some(ListPart::Role) && bare(&column.title) && !own.is_empty() {
                column.title = own.join(" ");
            }
        }
        named
    }

    /// The list as a matrix, or what is to be asked first.
    fn settle(&self, list: &KnownList<'_>) -> FoundList {
        let said = list.mapping.as_ref().map(|m| m.names.clone()).unwrap_or_default();
        let mut asked: Vec<NameProposal> = Vec::new();
        let mut findings = NameFindings {
            finder: self,
            list,
            said: BTreeMap::new(),
            left: BTreeMap::new(),
            noted: BTreeSet::new(),
            all: Vec::new(),
        };
        let mut assignments = Vec::new();
        for entry in &list.entries {
            let roles = match self.parties.meaning(&entry.name, &said) {
                NameMeaning::Roles(roles) => roles,
                NameMeaning::LeftOut => Vec::new(),
                // A role that stands where roles stand is a new one, unless it may be somebody.
                NameMeaning::Asked(offer) if !list.guess.names_in_cells && !offer.is_near => vec![entry.name.clone()],
                NameMeaning::Asked(offer) => {
                    let title = list.table.columns.iter().find(|c| c.at == entry.from).map(|c| c.title.clone());
                    let column = format!("{} ({})", title.unwrap_or_default(), column_letters(entry.from));
                    match asked.iter_mut().find(|n| fold(&n.name) == fold(&entry.name)) {
                        Some(known) if known.columns.contains(&column) => {}
                        Some(known) => known.columns.push(column),
                        None => asked.push(NameProposal {
                            name: entry.name.clone(),
                            columns: vec![column],
                            is: offer.is,
                            why: offer.why,
                            options: self.parties.all(),
                        }),
                    }
                    continue;
                }
            };
            findings.note(entry, &roles, said.contains_key(&fold(&entry.name)));
            let ListEntry { row, from, activity, letters, .. } = entry.clone();
            assignments.push(Assignment { row, from, activity, roles, letters });
        }
        if list.guess.sure < 100 || !asked.is_empty() {
            return FoundList::Asked(Box::new(self.proposal(list, asked)));
        }
        let mut matrix = lay_out_matrix(list.grid, &list.place, &assignments);
        matrix.findings = findings.findings();
        self.fit_columns(list, &mut matrix);
        FoundList::Matrix(Box::new(matrix))
    }

    fn proposal(&self, list: &KnownList<'_>, names: Vec<NameProposal>) -> TableProposal {
        let KnownList { grid, table, guess, .. } = list;
        let keys = title_keys(table.columns.iter().map(|c| c.title.as_str()));
        let column = |((found, name), guess): ((&super::find::FoundColumn, String), &PartGuess)| ColumnProposal {
            at: found.at,
            title: match found.group.as_str() {
                "" => found.title.clone(),
                group => format!("{group}: {}", found.title),
            },
            name,
            samples: table
                .values(grid, found.at)
                .take(SAMPLES)
                .map(|(_, c)| shortened(&c.raw.to_string(), 60))
                .collect(),
            field: guess.part.as_ref().map(|part| (part.key(), part.title(self.matrix))),
            sure: guess.sure,
            why: guess.why.clone(),
        };
        TableProposal {
            title: grid.title.clone(),
            row: list.place.header.saturating_add(1),
            records: table.count_rows(grid, None),
            shape: table.shape(),
            sheet: Some((self.matrix.key.clone(), self.matrix.title.clone())),
            sure: guess.sure,
            why: guess.why.clone(),
            columns: table.columns.iter().zip(keys).zip(&guess.columns).map(column).collect(),
            names,
            ..TableProposal::default()
        }
    }

    /// Gives the other columns the titles of the matrix, and takes out what a person left out.
    fn fit_columns(&self, list: &KnownList<'_>, matrix: &mut ListMatrix) {
        let known = self.matrix.folded_titles().columns(None);
        for (column, guess) in list.table.columns.iter().zip(&list.guess.columns) {
            let place = Place::cell(self.file, &list.grid.title, At::new(list.place.header, column.at));
            match &guess.part {
                Some(ListPart::Field(key)) => {
                    let field = self.matrix.column(key);
                    let is_known =
                        known.get(&fold_title(&column.title)).map(|(at, _)| *at) == self.matrix.position(key);
                    let Some(field) = field.filter(|_| !is_known && (list.mapping.is_some() || guess.sure == 100))
                    else {
                        continue;
                    };
                    let why = if list.mapping.is_some() { ", as the mapping says" } else { "" };
                    let message = format!("The column “{}” was read as {}{why}.", column.title, field.title);
                    let finding = Finding::new(Code::ColumnRenamed, message).severity(Severity::Info).on(self.matrix);
                    matrix.findings.push(finding.field(key).at(place));
                    retitle(&mut matrix.grid, list.place.header, column.at, field.title.clone());
                }
                None if list.mapping.is_some() => {
                    let cells: Vec<String> = list
                        .table
                        .values(list.grid, column.at)
                        .map(|(row, cell)| format!("{}: {}", At::new(row, column.at), cell.raw))
                        .collect();
                    for row in matrix.grid.rows.iter_mut().filter(|r| r.number >= list.place.header) {
                        row.cells.retain(|(at, _)| *at != column.at);
                    }
                    matrix.findings.push(left_out_column(&column.title, &cells).on(self.matrix).at(place));
                }
                _ => {}
            }
        }
    }
}

/// The finding about a column that a mapping leaves out, with its cells.
pub(super) fn left_out_column(title: &str, cells: &[String]) -> Finding {
    let held = if cells.is_empty() {
        "it holds nothing".to_owned()
    } else {
        format!("it is not in the master: {}", cells.join("; "))
    };
    Finding::new(Code::ColumnUnknown, format!("The mapping leaves out the column {title}; {held}."))
        .severity(Severity::Info)
        .help("Nothing needs to be done; to read it after all, say in the mapping file what it is and run again.")
}

/// Gives a column of the header row another title.
pub(super) fn retitle(grid: &mut Grid, row: u32, column: u16, title: String) {
    let Some(line) = grid.rows.iter_mut().find(|r| r.number == row) else { return };
    line.cells.retain(|(c, _)| *c != column);
    line.cells.push((column, RawCell { raw: Raw::Text(title), ..RawCell::default() }));
    line.cells.sort_by_key(|(c, _)| *c);
}

/// What a person said that the columns are.
fn guess_of_mapping(table: &FoundTable, mapping: &TableMapping) -> ListGuess {
    let keys = title_keys(table.columns.iter().map(|c| c.title.as_str()));
    let part = |key: String| mapping.columns.get(&key).cloned().flatten().map(|field| ListPart::of(&field));
    let columns: Vec<PartGuess> =
        keys.into_iter().map(|key| PartGuess { part: part(key), sure: 100, why: "the mapping".into() }).collect();
    let names_in_cells = table
        .columns
        .iter()
        .zip(&columns)
        .any(|(column, guess)| matches!(guess.part, Some(ListPart::Letter(_))) && column.group.is_empty());
    ListGuess { columns, names_in_cells, sure: 100, why: "the mapping".into() }
}

/// What is said of the names in a list: how each was read, once, and who is left out.
struct NameFindings<'a> {
    finder: &'a ListFinder<'a>,
    list: &'a KnownList<'a>,
    /// What the mapping says of names, as they are read.
    said: BTreeMap<String, String>,
    /// The cells of names that are left out.
    left: BTreeMap<String, Vec<String>>,
    noted: BTreeSet<String>,
    all: Vec<Finding>,
}

impl NameFindings<'_> {
    fn note(&mut self, entry: &ListEntry, roles: &[String], is_said: bool) {
        let at = At::new(entry.row, entry.from);
        match roles {
            [] => self.left.entry(entry.name.clone()).or_default().push(at.to_string()),
            _ if is_said => _ = self.said.insert(entry.name.clone(), and_list(roles)),
            [role] if *role != entry.name && self.noted.insert(fold(&entry.name)) => {
                let message = format!("“{}” is read as {role}.", entry.name);
                self.all.push(self.finding(Code::ValueCoerced, message).at(self.place(at)));
            }
            _ => {}
        }
    }

    fn finding(&self, code: Code, message: String) -> Finding {
        Finding::new(code, message).severity(Severity::Info).on(self.finder.matrix)
    }

    fn place(&self, at: At) -> Place {
        Place::cell(self.finder.file, &self.list.grid.title, at)
    }

    fn findings(mut self) -> Vec<Finding> {
        let here = self.place(At::new(self.list.place.header, self.list.place.activity));
        if !self.said.is_empty() {
            let read: Vec<String> = self.said.iter().map(|(name, is)| format!("{name} as {is}")).collect();
            let message = format!("Names were read as the mapping says: {}.", read.join("; "));
            self.all.push(self.finding(Code::ValueCoerced, message).at(here.clone()));
        }
        if !self.left.is_empty() {
            let left: Vec<String> =
                self.left.iter().map(|(name, cells)| format!("“{name}” in {}", cells.join(", "))).collect();
            let message =
                format!("Names that the mapping sets to “{LEAVE_OUT}” are not in the master: {}.", left.join("; "));
            self.all.push(self.finding(Code::RowOutsideTable, message).at(here));
        }
        self.all
    }
}
