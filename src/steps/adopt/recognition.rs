//! Recognises which table of a file is which sheet, and which column is which: as a proposal, with how sure it is and why.

use super::column_match::ColumnMatch;
use super::find::{FoundColumn, FoundTable, find_tables};
use super::guesses::guess_description;
use super::kinds::{KindRows, kind_rows};
use super::likeness::column_matches;
use super::plain_titles::plain_title;
use super::profiles::tool_export;
use super::scales::{Legend, Scales, legend};
use super::sheet_titles::{SheetTitles, TitleRank, describing_fields};
use super::titles::{is_about, titles_above};
use crate::model::grid::{Grid, Workbook};
use crate::model::keys::SheetKey;
use crate::model::mapping::{ColumnProposal, Mapping, TableMapping, TableProposal, title_keys};
use crate::model::template::{Kind, Sheet};
use crate::model::text::fold_title;
use crate::steps::ingest::{is_own, is_titled};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How many first values a proposal shows.
const SAMPLES: usize = 3;

/// A table of the file, or its rows of one kind, and what it is thought to be.
#[derive(Clone, Debug, PartialEq)]
pub struct Recognised {
    /// Position of the sheet in the file.
    pub grid: usize,
    /// Where it is.
    pub table: FoundTable,
    /// Only these rows.
    pub rows: Option<BTreeSet<u32>>,
    /// The column that says of what kind each row is.
    pub kind_at: Option<u16>,
    /// What it is thought to be.
    pub proposal: TableProposal,
}

/// What the file's tables are thought to be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Recognition {
    /// The tables in the order of the file.
    pub tables: Vec<Recognised>,
    /// Sheets that hold rows without titles, by position.
    pub untitled: Vec<usize>,
    /// Rows whose kind is not known.
    pub unknown_kinds: Vec<UnknownKind>,
}

/// Rows of a list of several kinds whose kind is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnknownKind {
    /// Position of the sheet in the file.
    pub grid: usize,
    /// The column that should say the kind.
    pub column: u16,
    /// What it says.
    pub word: String,
    /// The rows that say so.
    pub rows: BTreeSet<u32>,
}

impl Recognition {
    /// Whether a person must say something first, beyond the mappings that there are.
    pub fn is_asked(&self, kept: &[Mapping]) -> bool {
        self.tables.iter().any(|t| t.proposal.is_asked() && t.mapping(kept).is_none())
    }
}

impl Recognised {
    /// What a person said that it is, in a mapping that is ready.
    pub fn mapping(&self, kept: &[Mapping]) -> Option<TableMapping> {
        let mut ready = kept.iter().filter(|m| m.ready).flat_map(|m| &m.tables);
        ready.find(|t| self.is_of(t)).cloned()
    }

    /// Whether a mapping is about tables of this shape.
    pub fn is_of(&self, mapping: &TableMapping) -> bool {
        mapping.shape == self.proposal.shape && mapping.kind == self.proposal.kind
    }
}

/// Proposes what each table of the file is; sheets at the `skipped` positions are read already.
pub fn recognise(
    workbook: &Workbook,
    skipped: &[usize],
    sheets: &[Arc<Sheet>],
    prefixes: &BTreeMap<SheetKey, String>,
    profiles: &[Mapping],
) -> Recognition {
    let sheets: Vec<SheetTitles<'_>> = sheets.iter().filter(|s| s.across().is_none()).map(SheetTitles::new).collect();
    let known = known_titles(sheets.iter().map(|s| s.sheet.as_ref()));
    let mut out = Recognition::default();
    let recogniser = Recogniser { sheets, prefixes, profiles, legend: legend(workbook) };
    for (i, grid) in workbook.sheets.iter().enumerate() {
        if skipped.contains(&i) || is_own(&grid.title) {
            continue;
        }
        for table in find_tables(grid, &known) {
            if table.header.is_some() {
                recogniser.recognise_table(i, grid, &table, &mut out);
            } else {
                out.untitled.push(i);
            }
        }
    }
    if recogniser.sheets.len() == 1 {
        keep_most_likely(&mut out);
    }
    out
}

/// The titles that sheets know, folded, in any language: they tell headers from rows.
pub fn known_titles<'s>(sheets: impl Iterator<Item = &'s Sheet>) -> BTreeSet<String> {
    let names = |s: &'s Sheet| {
        s.columns.iter().flat_map(|c| {
            let translated = c.words.values().filter_map(|w| w.title.as_ref());
            std::iter::once(&c.title).chain(&c.aliases).chain(&c.also).chain(translated)
        })
    };
    sheets.flat_map(names).flat_map(|t| [fold_title(t), plain_title(t)]).collect()
}

/// For a table to be taken without asking, one column in four has to be known, or five in all.
const KNOWN_SHARE: usize = 4;
const MANY_KNOWN: usize = 5;
/// A title that more sheets know than these does not tell which of them a table is.
const TELLING_SHEETS: usize = 4;

/// Where the user named one sheet, only the table that is most like it is taken for it.
fn keep_most_likely(out: &mut Recognition) {
    let found = |t: &Recognised| t.proposal.columns.iter().filter(|c| c.field.is_some() && c.sure == 100).count();
    let best = (0..out.tables.len()).rev().max_by_key(|i| out.tables.get(*i).map(found));
    for (i, table) in out.tables.iter_mut().enumerate() {
        if Some(i) != best {
            table.proposal.sheet = None;
            table.proposal.words.clear();
            for column in &mut table.proposal.columns {
                column.field = None;
            }
        }
    }
}

/// How sure, in percent, a table is that has the titles of an export of a tool.
const EXPORTED: u8 = 95;

struct Recogniser<'a> {
    sheets: Vec<SheetTitles<'a>>,
    prefixes: &'a BTreeMap<SheetKey, String>,
    /// What is known of the exports of tools.
    profiles: &'a [Mapping],
    /// What the file says that words count as.
    legend: Legend,
}

/// Whether a column is known that says what each row is.
fn is_described(sheet: &Sheet, matches: &[ColumnMatch]) -> bool {
    let fields = describing_fields(sheet);
    let long = |m: &ColumnMatch| sheet.columns.get(m.field).is_some_and(|c| c.kind == Kind::LongText);
    let surely = |m: &ColumnMatch| m.sure == 100 && (!long(m) || m.rank >= Some(TitleRank::Alias));
    matches.iter().any(|m| surely(m) && fields.contains(&m.field))
}

fn is_key(sheet: &Sheet, field: usize) -> bool {
    sheet.natural_key.iter().any(|key| sheet.position(key) == Some(field))
}

/// Whether some column may say what each row is.
fn may_be_described(sheet: &Sheet, matches: &[ColumnMatch]) -> bool {
    let fields = describing_fields(sheet);
    matches.iter().any(|m| fields.contains(&m.field))
}

/// How much a table is like a sheet; only the order of ranks means anything. The share of the table's columns that are known
/// counts most, not the share of the sheet's: a sheet with few columns would win.
fn rank(matches: &[ColumnMatch], known: usize, table: &FoundTable, sheet: &Sheet) -> f64 {
    let exact = known as f64;
    let all = sheet.columns.iter().filter(|c| !c.is_tool()).count().max(1);
    let fuzzy: f64 = matches.iter().map(|m| f64::from(m.sure) / 100.0).sum();
    fuzzy + 4.0 * exact / all as f64 + 10.0 * exact / table.columns.len().max(1) as f64
}

/// How a table is like a sheet.
struct SheetLikeness<'a> {
    sheet: &'a Sheet,
    matches: Vec<ColumnMatch>,
    rank: f64,
    /// Whether the name of the file's sheet refers to it.
    named: bool,
    sure: u8,
    why: String,
}

impl Recogniser<'_> {
    fn recognise_table(&self, i: usize, grid: &Grid, table: &FoundTable, out: &mut Recognition) {
        let known = |key: &SheetKey| self.sheets.iter().any(|s| s.sheet.key == *key);
        let Some((column, kinds)) = kind_rows(table, grid, &known) else {
            let like = self.exported(grid, table).or_else(|| self.most_likely(grid, table));
            out.tables.push(self.recognised(i, grid, table, None, like));
            return;
        };
        let title = table.columns.iter().find(|c| c.at == column).map(|c| c.title.clone()).unwrap_or_default();
        for kind in kinds {
            let sheet = kind.sheet.as_ref().and_then(|key| self.sheets.iter().find(|s| s.sheet.key == *key));
            let Some(sheet) = sheet else {
                out.unknown_kinds.extend(kind.words.iter().map(|word| UnknownKind {
                    grid: i,
                    column,
                    word: word.clone(),
                    rows: kind.rows.clone(),
                }));
                continue;
            };
            let like = self.likeness_of_kind(grid, table, sheet, &kind, column, &title);
            let mut found = self.recognised(i, grid, table, Some(kind.rows.clone()), Some(like));
            found.kind_at = Some(column);
            found.proposal.kind = Some(kind.name.clone());
            found.proposal.columns.retain(|c| c.at != column);
            found.proposal.rows =
                format!("rows with {title} = {}", kind.words.iter().cloned().collect::<Vec<_>>().join(", "));
            out.tables.push(found);
        }
    }

    fn likeness_of_kind<'s>(
        &self,
        grid: &Grid,
        table: &FoundTable,
        titles: &SheetTitles<'s>,
        kind: &KindRows,
        column: u16,
        title: &str,
    ) -> SheetLikeness<'s> {
        let only = Grid {
            rows: grid
                .rows
                .iter()
                .filter(|r| table.header == Some(r.number) || kind.rows.contains(&r.number))
                .cloned()
                .collect(),
            ..Grid { title: grid.title.clone(), ..Grid::default() }
        };
        let mut matches = column_matches(table, &only, titles, self.prefixes).pairs;
        // The sheet stands for the kind, so the column that names it is no field.
        matches.retain(|m| table.columns.get(m.found).is_none_or(|c| c.at != column));
        let (sure, why) = match (kind.certain, is_described(titles.sheet, &matches)) {
            (true, true) => (100, format!("{title} says so")),
            (true, false) => (80, format!("{title} says so, but no column is known that says what each row is")),
            (false, _) => (60, format!("{title} can mean two things")),
        };
        if sure == 80 {
            matches.extend(guess_description(table, &only, titles.sheet, &matches));
        }
        SheetLikeness { sheet: titles.sheet, matches, rank: 0.0, named: false, sure, why }
    }

    /// How many of the columns that are certain have titles that tell something: `Name` and `Status` stand in any list.
    fn telling(&self, table: &FoundTable, matches: &[ColumnMatch]) -> usize {
        let certain = matches.iter().filter(|m| m.sure == 100).filter_map(|m| table.columns.get(m.found));
        let common = |column: &FoundColumn| self.sheets.iter().filter(|s| s.knows(column)).count() > TELLING_SHEETS;
        certain.filter(|column| !common(column)).count()
    }

    /// What a table is as an export of a tool.
    fn exported(&self, grid: &Grid, table: &FoundTable) -> Option<SheetLikeness<'_>> {
        let sheet =
            |t: &TableMapping| self.sheets.iter().map(|s| s.sheet.as_ref()).find(|s| Some(&s.key) == t.sheet.as_ref());
        let export = tool_export(table, grid, self.profiles, sheet)?;
        let (sheet, matches, why) = (export.sheet, export.matches, export.why);
        Some(SheetLikeness { sheet, matches, rank: 0.0, named: true, sure: EXPORTED, why })
    }

    /// The sheet that a table is most like, where it is like any.
    fn most_likely<'s>(&'s self, grid: &Grid, table: &FoundTable) -> Option<SheetLikeness<'s>> {
        let mut likes: Vec<SheetLikeness<'s>> =
            self.sheets.iter().filter_map(|s| self.likeness_to(grid, table, s)).collect();
        likes.sort_by(|a, b| b.rank.total_cmp(&a.rank));
        let second = likes.get(1).map(|l| l.rank);
        let mut best = likes.into_iter().next()?;
        if best.sure == 100 && !best.named && second.is_some_and(|s| best.rank - s < 0.5) {
            best.sure = 60;
            best.why = "another sheet has the same columns".into();
        }
        Some(best)
    }

    fn likeness_to<'s>(
        &'s self,
        grid: &Grid,
        table: &FoundTable,
        titles: &'s SheetTitles<'s>,
    ) -> Option<SheetLikeness<'s>> {
        let sheet: &Sheet = titles.sheet;
        let found = column_matches(table, grid, titles, self.prefixes);
        let mut matches = found.pairs;
        let exact = matches.iter().filter(|m| m.sure == 100).count();
        let titled = is_titled(sheet, &grid.title);
        let about = is_about(&grid.title, sheet) || titles_above(grid, table).any(|text| is_about(text, sheet));
        let only = self.sheets.len() == 1;
        let described = is_described(sheet, &matches);
        // A few common titles among many others prove nothing, whatever the sheet's name: Type and Title stand in any list.
        let many = exact >= MANY_KNOWN && described;
        let mostly = only || titled || many || exact * KNOWN_SHARE >= table.columns.len();
        let named = about || titled;
        let telling = if only || named { 0 } else { self.telling(table, &matches) };
        let like = exact >= 2 && mostly && (only || named || (exact >= 3 && described && telling >= 2));
        let likely = if only {
            exact >= 1 && matches.len() >= 2 || matches.len() >= 3 && may_be_described(sheet, &matches)
        } else if named {
            exact >= 1
        } else {
            let share = exact * 3 >= table.columns.len();
            let fuzzy: f64 = matches.iter().map(|m| f64::from(m.sure) / 100.0).sum();
            let many = matches.len() > 3 && fuzzy * 2.0 >= table.columns.len() as f64;
            let keyed = matches.iter().any(|m| m.sure == 100 && is_key(sheet, m.field));
            described
                && telling >= 1
                && (many || (exact >= 2 && telling >= 2) || (share && (exact >= 3 || (exact >= 2 && keyed))))
        };
        if !like && !likely {
            return None;
        }
        if !described {
            matches.extend(guess_description(table, grid, sheet, &matches));
        }
        let rank = rank(&matches, found.known, table, sheet)
            + if titled { 100.0 } else { 0.0 }
            + if about { 20.0 } else { 0.0 };
        let why = if named { "its name and its columns" } else { "its columns" };
        let (sure, why) = if like && described && found.contradicted.is_empty() {
            (100, why.to_owned())
        } else if let Some(title) = found.contradicted.first().filter(|_| like && described) {
            (90, format!("{why}, but “{title}” holds something else than its title says"))
        } else if like {
            (70, format!("{why}, but no column is known that says what each row is"))
        } else {
            let fuzzy: f64 = matches.iter().map(|m| f64::from(m.sure) / 100.0).sum();
            ((40.0 + 50.0 * fuzzy / table.columns.len().max(1) as f64).min(90.0) as u8, why.to_owned())
        };
        Some(SheetLikeness { sheet, matches, rank, named, sure, why })
    }

    fn recognised(
        &self,
        i: usize,
        grid: &Grid,
        table: &FoundTable,
        rows: Option<BTreeSet<u32>>,
        like: Option<SheetLikeness<'_>>,
    ) -> Recognised {
        let names = title_keys(table.columns.iter().map(|c| c.title.as_str()));
        let mut columns: Vec<ColumnProposal> = Vec::new();
        for ((found, column), name) in table.columns.iter().enumerate().zip(names) {
            let values = table.values(grid, column.at).filter(|(n, _)| rows.as_ref().is_none_or(|r| r.contains(n)));
            let samples =
                values.take(SAMPLES).map(|(_, c)| crate::model::text::shortened(&c.raw.to_string(), 60)).collect();
            let matched = like.as_ref().and_then(|l| l.matches.iter().find(|m| m.found == found).map(|m| (l.sheet, m)));
            let field =
                matched.and_then(|(sheet, m)| sheet.columns.get(m.field)).map(|c| (c.key.clone(), c.title.clone()));
            let titled = if column.group.is_empty() {
                column.title.clone()
            } else {
                format!("{}: {}", column.group, column.title)
            };
            columns.push(ColumnProposal {
                at: column.at,
                title: titled,
                name,
                samples,
                sure: matched.map_or(0, |(_, m)| m.sure),
                why: matched.map_or_else(|| "like no column of the sheet".into(), |(_, m)| m.why.clone()),
                field,
            });
        }
        let words = like.as_ref().map(|l| {
            let scales = Scales { grid, table, rows: rows.as_ref(), sheet: l.sheet, legend: &self.legend };
            scales.words(&l.matches, self.prefixes)
        });
        let words = words.unwrap_or_default();
        let proposal = TableProposal {
            title: grid.title.clone(),
            row: table.header.unwrap_or_default().saturating_add(1),
            rows: String::new(),
            shape: table.shape(),
            kind: None,
            sheet: like.as_ref().map(|l| (l.sheet.key.clone(), l.sheet.title.clone())),
            sure: like.as_ref().map_or(0, |l| l.sure),
            why: like.as_ref().map_or_else(|| "like no sheet".into(), |l| l.why.clone()),
            columns,
            words,
            records: table.count_rows(grid, rows.as_ref()),
            names: Vec::new(),
        };
        Recognised { grid: i, table: table.clone(), rows, kind_at: None, proposal }
    }
}
