//! What may be said to the sender of a file. [`Feedback`] is the only thing that an annotated file is written from, and
//! [`feedback_for`] is the only function that makes one. It is given the file and never the master: all it says comes from
//! what the sender sees. Of what others proposed it takes the place alone, and has a sentence of its own for it.

use crate::model::code::{Area, Code};
use crate::model::condition::Expr;
use crate::model::engagement::Engagement;
use crate::model::finding::Finding;
use crate::model::grid::{Raw, Workbook};
use crate::model::keys::{FieldKey, SheetKey};
use crate::model::place::{At, Place};
use crate::model::severity::Severity;
use crate::model::surroundings::Surroundings;
use crate::model::table::{Row, Table};
use crate::model::template::{MessagePiece, Owner, Rule, Sheet, Visibility};
use crate::model::text::fold_title;
use crate::steps::ingest::signature::without_feedback;
use crate::steps::ingest::{FoundMark, IngestContext, IngestedWorkbook, LeftoverKind, MarkKind, ingest};
use crate::steps::validate::check::check_tables;
use crate::steps::validate::people::People;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A returned file and what may be said about it to its sender.
#[derive(Clone, Debug)]
pub struct Feedback {
    name: String,
    workbook: Workbook,
    headers: BTreeMap<String, u32>,
    items: Vec<FeedbackItem>,
}

/// One thing that is said to the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedbackItem {
    /// Its severity.
    pub severity: Severity,
    /// Title of the sheet, where it is about one.
    pub sheet: Option<String>,
    /// The cell, where it is about one.
    pub at: Option<At>,
    /// The record, as the file names it.
    pub record: String,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Feedback {
    /// The file's name, without its folder.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// What the sender sent.
    pub fn workbook(&self) -> &Workbook {
        &self.workbook
    }
    /// The header row of a sheet that was understood.
    pub fn header(&self, sheet: &str) -> Option<u32> {
        self.headers.get(sheet).copied()
    }
    /// What is said, in the order of the sheets and cells.
    pub fn items(&self) -> &[FeedbackItem] {
        &self.items
    }
}

/// A returned file, to be checked by itself.
#[derive(Clone, Copy, Debug)]
pub struct CheckedFile<'a> {
    /// Its name, without its folder.
    pub name: &'a str,
    /// What it holds.
    pub workbook: &'a Workbook,
    /// The sheets of the workbook that it is; none where it was not recognised.
    pub sheets: &'a [Arc<Sheet>],
    /// The ID prefix of every sheet.
    pub prefixes: &'a BTreeMap<SheetKey, String>,
    /// The language that it says it is in.
    pub language: Option<&'a str>,
    /// Where and when the project is, as far as it is known.
    pub surroundings: Option<&'a Surroundings>,
    /// Code and place of the findings that involve others.
    pub with_others: &'a [(Code, Place)],
}

/// Checks a file by itself, and gives what may be said about it to its sender.
pub fn feedback_for(checked: CheckedFile<'_>, today: Date, engagement: &Engagement) -> Feedback {
    let workbook = without_feedback(checked.workbook).into_owned();
    let sheets = visible_sheets(checked.sheets, &workbook);
    let context = IngestContext {
        language: checked.language,
        surroundings: checked.surroundings,
        ..IngestContext::new(checked.name, &sheets, checked.prefixes)
    };
    let read = if sheets.is_empty() { IngestedWorkbook::default() } else { ingest(&workbook, context) };
    let mut findings = file_findings(&read, sheets.is_empty());
    let tables: Vec<Table> = read.tables.iter().map(present_columns).collect();
    findings.extend(coerced_findings(&tables));
    let all: Vec<&Table> = tables.iter().collect();
    let found = check_tables(&all, &People::default(), today, engagement, checked.name);
    // Only the master knows which people and records a cell may name.
    let is_for_the_sender = |f: &Finding| !f.code.is_in(Area::Reference) && is_for_sender(f, &tables);
    findings.extend(found.into_iter().filter(is_for_the_sender));
    let mut items: Vec<FeedbackItem> = findings.iter().map(item_of_finding).collect();
    items.extend(checked.with_others.iter().filter_map(|(code, place)| item_about_others(code, place, &workbook)));
    sort_items(&mut items, &workbook);
    let headers = read.tables.iter().map(|t| (t.title.clone(), t.header)).collect();
    Feedback { name: checked.name.to_owned(), workbook, headers, items }
}

/// Code and place, and nothing else, of the findings about a file that involve others.
pub fn places_with_others(findings: &[Finding], file: &str) -> Vec<(Code, Place)> {
    let mut out = Vec::new();
    for finding in findings {
        let contributors =
            finding.question.iter().flat_map(|q| &q.candidates).flat_map(|c| &c.contributors).map(|g| &g.place);
        let mut places: Vec<&Place> = finding.place.iter().chain(contributors).collect();
        places.retain(|p| p.file.as_deref() == Some(file));
        places.sort();
        places.dedup();
        out.extend(places.into_iter().map(|p| (finding.code.clone(), p.clone())));
    }
    out
}

/// The sheets without internal columns, and without roles that the file does not name.
fn visible_sheets(sheets: &[Arc<Sheet>], workbook: &Workbook) -> Vec<Arc<Sheet>> {
    let cells = workbook.sheets.iter().flat_map(|g| &g.rows).flat_map(|r| &r.cells);
    let named: BTreeSet<String> = cells
        .filter_map(|(_, c)| match &c.raw {
            Raw::Text(text) => Some(fold_title(text)),
            _ => None,
        })
        .collect();
    let shared = sheets.iter().filter(|s| s.visibility == Visibility::Shared);
    shared
        .map(|sheet| {
            let mut out = Sheet::clone(sheet);
            out.columns.retain(|c| {
                c.visibility == Visibility::Shared && (c.role().is_none() || named.contains(&fold_title(&c.title)))
            });
            Arc::new(out)
        })
        .collect()
}

/// Whether the sender can do anything about a finding: what the delivery team fills in is theirs to correct, and rules of
/// severity info are for those who keep the master.
fn is_for_sender(finding: &Finding, tables: &[Table]) -> bool {
    let is_rule = finding.code.is_in(Area::Rule);
    if is_rule && finding.severity == Severity::Info {
        return false;
    }
    let sheet = tables.iter().map(|t| &t.sheet).find(|s| Some(&s.title) == finding.sheet.as_ref());
    let column = sheet.and_then(|s| s.column(finding.field.as_ref()?));
    !((is_rule || finding.code == Code::ValueRequired) && column.is_some_and(|c| c.owner == Owner::Delivery))
}

/// A table with the columns that the file has, and the rules that need no others.
fn present_columns(table: &Table) -> Table {
    let kept: Vec<usize> = table.present.iter().enumerate().filter(|(_, at)| at.is_some()).map(|(i, _)| i).collect();
    let mut sheet = Sheet::clone(&table.sheet);
    sheet.columns = kept.iter().filter_map(|i| table.sheet.columns.get(*i).cloned()).collect();
    let own: BTreeSet<FieldKey> = sheet.columns.iter().map(|c| c.key.clone()).collect();
    sheet.rules.retain(|rule| needs_only(rule, &own));
    let row = |row: &Row| Row {
        values: kept.iter().map(|i| row.values.get(*i).cloned().unwrap_or_default()).collect(),
        issues: row
            .issues
            .iter()
            .filter_map(|(column, issue)| Some((kept.iter().position(|i| i == column)?, issue.clone())))
            .collect(),
        ..row.clone()
    };
    Table {
        sheet: Arc::new(sheet),
        present: kept.iter().map(|i| table.present.get(*i).copied().flatten()).collect(),
        rows: table.rows.iter().filter(|r| !r.struck).map(row).collect(),
        ..table.clone()
    }
}

/// Whether a rule is about one record and these columns alone.
fn needs_only(rule: &Rule, columns: &BTreeSet<FieldKey>) -> bool {
    let values = rule.message.iter().filter_map(|part| match part {
        MessagePiece::Value(value) => Some(value),
        MessagePiece::Text(_) => None,
    });
    !rule.whole_sheet && rule.conditions().chain(values).all(|e| uses_only(e, columns))
}

fn uses_only(expr: &Expr, columns: &BTreeSet<FieldKey>) -> bool {
    let own = |e: &Expr| uses_only(e, columns);
    match expr {
        Expr::Number(_) | Expr::Text(_) | Expr::YesNo(_) | Expr::Today | Expr::Setting(_) | Expr::Bound(_) => true,
        Expr::Field(key) => columns.contains(key),
        Expr::Open => columns.contains("status"),
        Expr::Holders(_) | Expr::Of(..) | Expr::Records(_) | Expr::Engagement(_) | Expr::Where { .. } => false,
        Expr::Not(a) => own(a),
        Expr::And(a, b) | Expr::Or(a, b) | Expr::In(a, b) => own(a) && own(b),
        Expr::Compare(_, a, b) | Expr::Compute(_, a, b) => own(a) && own(b),
        Expr::If(a, b, c) => own(a) && own(b) && own(c),
        Expr::List(all) | Expr::Call(_, all) => all.iter().all(own),
        Expr::Each { over, body, .. } => own(over) && own(body),
    }
}

/// Findings about values that were read in another way than they were typed.
fn coerced_findings(tables: &[Table]) -> Vec<Finding> {
    let mut out = Vec::new();
    for table in tables {
        for row in &table.rows {
            for (column, issue) in row.issues.iter().filter(|(_, issue)| !issue.refused) {
                let finding = Finding::new(issue.code.clone(), issue.message.clone()).record(row.id.as_deref());
                let finding = finding.help("Nothing needs to be done, unless you meant something else.");
                out.push(finding.at(table.place(row, *column)));
            }
        }
    }
    out
}

/// Findings about sheets, columns and rows.
fn file_findings(read: &IngestedWorkbook, unknown: bool) -> Vec<Finding> {
    // The catalogue's advice is for those who keep the master.
    let help = "If it was not on purpose, put it back as it was in the file that you were sent.";
    let mut out: Vec<Finding> = read.findings.iter().map(|f| f.clone().help(help)).collect();
    out.extend(read.missing.iter().map(|m| &m.finding).filter(|f| f.code == Code::SheetNoHeader).cloned());
    if unknown {
        let message = "This file does not look like one of the workbooks that were sent to you, so its cells could not be checked.";
        let help = "If it should be one of them, copy your entries into the file that you were sent, and return that.";
        out.push(Finding::new(Code::FileUnknownFormat, message).severity(Severity::Warning).help(help));
    }
    for column in &read.unknown {
        let Some(table) = read.table(&column.sheet).filter(|_| !column.values.is_empty()) else { continue };
        let message =
            format!("The column {} is not one of this sheet, so what stands in it is not taken over.", column.title);
        let place = Place::cell(&table.file, &table.title, At::new(table.header, column.column));
        let help = "Move what matters into one of the sheet's own columns.";
        out.push(Finding::new(Code::ColumnUnknown, message).severity(Severity::Warning).help(help).at(place));
    }
    for left in read.leftovers.iter().filter(|l| matches!(l.kind, LeftoverKind::Beside | LeftoverKind::Outside)) {
        let message = format!("“{}” stands outside the table, so it is read as a remark.", left.text);
        let help = "If it is an entry, move it into a row of the table.";
        let finding = Finding::new(Code::RowOutsideTable, message).severity(Severity::Info).help(help);
        out.push(finding.at(left.place.clone()));
    }
    out.extend(read.marks.iter().filter_map(mark_finding));
    for table in &read.tables {
        for row in table.rows.iter().filter(|r| r.struck) {
            let finding = Finding::new(
                Code::RowStruckOut,
                "The row is struck through, so we take it that the entry is to be dropped.",
            );
            let finding = finding.severity(Severity::Info).help("If it is not, take the line through it away.");
            out.push(finding.record(row.id.as_deref()).at(table.row_place(row)));
        }
    }
    out
}

/// The finding about formatting that leaves open what was meant.
fn mark_finding(mark: &FoundMark) -> Option<Finding> {
    let (code, message) = match &mark.kind {
        MarkKind::StruckCell => {
            (Code::ValueStruckOut, "The text is struck through, and it is read as it stands.".to_owned())
        }
        MarkKind::StruckWords(words) => {
            (Code::ValueStruckWords, format!("The words “{words}” are struck through, and the whole text is read."))
        }
        MarkKind::Merged(last) => (Code::ValueMerged, format!("The cells down to {last} are merged with this one.")),
        MarkKind::Link(_) | MarkKind::Fill(_) | MarkKind::HiddenRow | MarkKind::HiddenColumn => return None,
    };
    let help = match &mark.kind {
        MarkKind::Merged(_) => "Unmerge them, and type in each cell what belongs there.",
        _ => "Delete what no longer holds.",
    };
    Some(Finding::new(code, message).help(help).at(mark.place.clone()))
}

fn item_of_finding(finding: &Finding) -> FeedbackItem {
    let place = finding.place.clone().unwrap_or_default();
    FeedbackItem {
        severity: finding.severity,
        sheet: place.sheet,
        at: place.cell.as_deref().and_then(At::parse),
        record: finding.record.clone().unwrap_or_default(),
        message: finding.message.clone(),
        help: finding.help.clone(),
    }
}

/// An item about a disagreement with others: the place, and a sentence that reveals nothing of them.
fn item_about_others(code: &Code, place: &Place, workbook: &Workbook) -> Option<FeedbackItem> {
    let (message, help) = match code {
        Code::EditNotOwner => (
            "This cell is filled in by the other side, so your change waits for a decision.",
            "If it is needed, write to the delivery team why.",
        ),
        _ if code.is_in(Area::Conflict) => (
            "There is another answer for this cell as well.",
            "You need not do anything: the delivery team will ask if it has to.",
        ),
        _ => return None,
    };
    let grid = workbook.sheets.iter().find(|g| Some(&g.title) == place.sheet.as_ref())?;
    let at = At::parse(place.cell.as_deref()?)?;
    Some(FeedbackItem {
        severity: Severity::Info,
        sheet: Some(grid.title.clone()),
        at: Some(at),
        record: String::new(),
        message: message.into(),
        help: help.into(),
    })
}

/// Sorts by sheet and cell; what is about the whole file comes first.
fn sort_items(items: &mut Vec<FeedbackItem>, workbook: &Workbook) {
    let sheet = |s: &FeedbackItem| workbook.sheets.iter().position(|g| Some(&g.title) == s.sheet.as_ref());
    items.sort_by_cached_key(|s| (sheet(s), s.at, s.severity, s.message.clone()));
    items.dedup();
}
