//! A small engagement in memory: the laws run the loop on it many times, without a disk.
//!
//! Workbooks go from the writer's book to what the reader would find by [`found`]; a law in `laws` holds that to what
//! the real writer and reader give.

use crate::desk::{Book as Open, TODAY, risk};
use prekick::edges::templates;
use prekick::edges::writer::style::is_own_fill;
use prekick::model::engagement::Engagement;
use prekick::model::finding::Finding;
use prekick::model::grid::{CellLink, Format, Grid, GridRow, Note, Raw, RawCell, Workbook};
use prekick::model::keys::CopyId;
use prekick::model::language::Language;
use prekick::model::memory::SentCopy;
use prekick::model::page::{Content, OutputWorkbook, Page};
use prekick::model::place::At;
use prekick::model::report::Change;
use prekick::model::row_key;
use prekick::model::state::{Master, Record, SheetState};
use prekick::model::template::{Column, Sheet, Template, Visibility};
use prekick::model::value::Value;
use prekick::steps::ingest::identity::{copy_by_name, digest, fingerprint, identity};
use prekick::steps::ingest::incoming::Incoming;
use prekick::steps::ingest::{IngestContext, IngestedWorkbook, ingest};
use prekick::steps::master::read::{GivenIds, absorb_edits, expand_matrix, id_prefixes, read_master};
use prekick::steps::master::write::{MasterView, master_book, same_content};
use prekick::steps::outgoing::audience::outgoing;
use prekick::steps::outgoing::{
    Envelope, asked_by, content_digest, copy_book, expected_fingerprint, recipients, workbooks_for,
};
use prekick::steps::reconcile::{RunInput, RunOutcome, as_it_stands, reconcile};
use prekick::steps::review::undo::{carry_over, differs, keep_picks, reverting_changes};
use prekick::steps::validate::people::{People, resolve_table};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut all = templates::load(&[]).unwrap();
    all.retain(|t| ["contacts", "raid", "raci"].contains(&t.key.as_str()));
    // What a person typed and what a run makes of it are told apart more plainly where nothing is filled in beside it.
    all.iter_mut().flat_map(|t| &mut t.sheets).flat_map(|s| &mut s.columns).for_each(|c| c.fill = None);
    all
});

/// The people of every world: name, organisation.
pub const PEOPLE: [(&str, &str); 4] =
    [("Ada Park", "Customer"), ("Ben Ruiz", "Customer"), ("Cem Oz", "Customer"), ("Lena Vogt", "AWS")];

/// A workbook as a file that comes back.
#[derive(Clone)]
pub struct File {
    pub name: String,
    pub workbook: Workbook,
}

/// An engagement: its master as it lies in the folder, its outbox, and the log of its changes.
#[derive(Clone)]
pub struct World {
    pub engagement: Engagement,
    pub master: Workbook,
    pub sent: BTreeMap<CopyId, Workbook>,
    pub log: Vec<Change>,
    /// The copies as they are given to the writer, by file name.
    pub copies: BTreeMap<String, OutputWorkbook>,
}

/// A run, with what it started from.
pub struct Ran {
    pub before: Master,
    pub outcome: RunOutcome,
    pub files: Vec<Incoming>,
    /// Would `master.xlsx` be another?
    pub wrote: bool,
    pub master_before: Workbook,
    pub master_after: Workbook,
}

impl World {
    /// People, and so many risks, assumptions, issues and dependencies.
    pub fn new(records: [usize; 4]) -> Self {
        let engagement = Engagement::new("acme-2026", "Acme migration", "Acme", None, None);
        let mut world = Self {
            engagement,
            master: Workbook::default(),
            sent: BTreeMap::new(),
            log: Vec::new(),
            copies: BTreeMap::new(),
        };
        let outcome = world.engine((world.empty(), Vec::new(), Vec::new()), Vec::new());
        world.write(&outcome);
        world.edit_master(|book| {
            for (sheet, count) in SHEETS.iter().zip(records) {
                for n in 0..count {
                    book.sheet(sheet).add(&starting(sheet, n));
                }
            }
            for (title, person) in [("Migration lead", "Lena Vogt"), ("Database owner", "Ada Park")] {
                book.sheet("Roles").add(&[("Role", title), ("Held by", person)]);
            }
        });
        world.run(&[]);
        world.edit_master(|book| {
            for activity in ["Agree the freeze", "Sign the cutover plan", "Watch the rehearsal"] {
                book.sheet("RACI").add(&[("Activity", activity), ("Migration lead", "A"), ("Database owner", "R")]);
            }
        });
        world.run(&[]);
        world
    }

    fn empty(&self) -> Master {
        let mut master = Master::default();
        master.memory.engagement.clone_from(&self.engagement.id);
        let all: Vec<&Sheet> = TEMPLATES.iter().flat_map(|t| &t.sheets).collect();
        for sheet in &all {
            master.sheets.push(SheetState::new(Arc::new(expand_matrix(sheet, &Master::default()))));
        }
        let contacts = master.sheet_mut("contacts").unwrap();
        for (name, org) in PEOPLE {
            let mut values = vec![Value::Empty; contacts.sheet.columns.len()];
            let mail = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
            let role = if org == "AWS" { "Engagement Manager" } else { "Project Manager" };
            for (key, text) in [("name", name), ("email", &mail), ("org", org), ("role", role), ("receives", "all")] {
                let at = contacts.sheet.position(key).unwrap();
                values[at] = Value::text(if key == "receives" { "contacts, raid, raci" } else { text });
            }
            contacts.records.insert(row_key::make(&[&mail]).into(), Record { values, ..Record::default() });
        }
        master
    }

    fn engine(
        &self,
        (master, typed, findings): (Master, Vec<Change>, Vec<Finding>),
        files: Vec<Incoming>,
    ) -> RunOutcome {
        reconcile(RunInput {
            master,
            typed,
            findings,
            files,
            refused: Vec::new(),
            engagement: &self.engagement,
            templates: &TEMPLATES,
            languages: &[],
            today: TODAY.parse().unwrap(),
            zone: jiff::tz::TimeZone::UTC,
            ask_all: false,
        })
    }

    fn book(&self, outcome: &RunOutcome) -> OutputWorkbook {
        master_book(MasterView {
            master: &outcome.master,
            engagement: &self.engagement,
            findings: &outcome.findings,
            gaps: &outcome.gaps,
            today: TODAY.parse().unwrap(),
        })
    }

    fn write(&mut self, outcome: &RunOutcome) -> bool {
        let book = self.book(outcome);
        self.log.extend(outcome.changes.iter().cloned());
        if same_content(&book, &self.master) {
            return false;
        }
        let mut written = RunOutcome { master: outcome.master.clone(), ..outcome.clone() };
        written.master.memory.run.number += 1;
        if !outcome.changes.is_empty() {
            written.master.memory.changes.clone_from(&outcome.changes);
        }
        self.master = found(&self.book(&written));
        true
    }

    /// The master as the next run reads it.
    pub fn load(&self) -> (Master, Vec<Change>) {
        let (master, typed, _) = self.load_with_findings();
        (master, typed)
    }

    fn load_with_findings(&self) -> (Master, Vec<Change>, Vec<Finding>) {
        let (mut master, findings) =
            read_master(&self.master, &TEMPLATES, &self.engagement.id, &|_| GivenIds::default(), is_own_fill).unwrap();
        assert!(findings.iter().all(|f| f.code.as_str() != "file/memory-lost"), "the memory was lost");
        let typed = absorb_edits(&mut master);
        (master, typed, findings)
    }

    /// Reconciles these files and writes the master.
    pub fn run(&mut self, files: &[File]) -> Ran {
        let (before, typed, findings) = self.load_with_findings();
        let files: Vec<Incoming> = files.iter().map(|f| self.incoming(&before, f)).collect();
        let outcome = self.engine((before.clone(), typed, findings), files.clone());
        let master_before = self.master.clone();
        let wrote = self.write(&outcome);
        Ran { before, outcome, files, wrote, master_before, master_after: self.master.clone() }
    }

    /// Puts an earlier master back, as undo does; gives whether there was anything to take back.
    pub fn undo(&mut self, earlier: &Workbook) -> bool {
        let (now, typed) = self.load();
        assert!(typed.is_empty(), "typed since: {typed:?}");
        let (mut back, _) = Self { master: earlier.clone(), ..self.clone() }.load();
        if !differs(&now, &back) {
            return false;
        }
        keep_picks(&mut back);
        carry_over(&now, &mut back);
        let changes = reverting_changes(
            &now,
            &back,
            &prekick::model::change_reason::ChangeReason::Undo(1),
            "history/earlier.master.xlsx",
        );
        let given = RunInput {
            master: back,
            typed: Vec::new(),
            findings: Vec::new(),
            files: Vec::new(),
            refused: Vec::new(),
            engagement: &self.engagement,
            templates: &TEMPLATES,
            languages: &[],
            today: TODAY.parse().unwrap(),
            zone: jiff::tz::TimeZone::UTC,
            ask_all: false,
        };
        let outcome = RunOutcome { changes, ..as_it_stands(given) };
        self.write(&outcome)
    }

    /// A returned file, understood.
    pub fn incoming(&self, master: &Master, file: &File) -> Incoming {
        let mut who = identity(&file.workbook);
        // What the file does not say of itself its name says.
        let copy = who.copy.clone().or_else(|| copy_by_name(&file.name, &master.memory)).unwrap();
        let sent = &master.memory.sent[&copy];
        who.copy = Some(copy.clone());
        who.workbook.get_or_insert_with(|| sent.workbook.clone());
        who.recipient.get_or_insert_with(|| sent.recipient.clone());
        who.contact.get_or_insert_with(|| sent.contact.clone());
        let workbook = who.workbook.clone().unwrap();
        let sheets: Vec<Arc<Sheet>> = TEMPLATES
            .iter()
            .filter(|t| t.key == workbook)
            .flat_map(|t| &t.sheets)
            .filter(|s| s.visibility == Visibility::Shared)
            .map(|s| Arc::new(expand_matrix(s, master)))
            .collect();
        let people = master.sheet("contacts").map(People::from_state).unwrap_or_default();
        let prefixes = id_prefixes(&TEMPLATES);
        let understand = |workbook: &Workbook, name: &str| {
            ingest(
                workbook,
                IngestContext {
                    language: identity(workbook).language.as_deref(),
                    ..IngestContext::new(name, &sheets, &prefixes)
                },
            )
        };
        let resolve = |mut read: IngestedWorkbook| {
            for table in &mut read.tables {
                resolve_table(table, &people, None);
            }
            read
        };
        let read = understand(&file.workbook, &file.name);
        let base = format!("outbox/{copy}.xlsx");
        let sent = resolve(understand(&self.sent[&copy], &base));
        Incoming {
            file: file.name.clone(),
            sha256: file.name.clone(),
            digest: digest(&read),
            read: resolve(read),
            identity: who,
            copy,
            saved_at: file.workbook.saved_at.clone(),
            saved_by: file.workbook.saved_by.clone(),
            base: Some((base, sent)),
            one_sheet: file.workbook.format == Format::Csv,
            findings: Vec::new(),
            ..Incoming::default()
        }
    }

    /// Copies of a workbook for everyone, in the order of the contacts.
    pub fn generate(&mut self, workbook: &str) -> Vec<File> {
        let mut outcome = self.engine(self.load_with_findings(), Vec::new());
        let mut memory = std::mem::take(&mut outcome.master.memory);
        let everyone = recipients(&outcome.master, &mut memory, &TEMPLATES);
        let asked = asked_by(&outcome.master);
        let mut out = Vec::new();
        for recipient in &everyone {
            for template in workbooks_for(recipient, &TEMPLATES, &[workbook.to_owned()]) {
                let data = outgoing(&outcome.master, template, false).unwrap();
                let copy = (1..)
                    .map(|n| CopyId::from(format!("{workbook}.{}.{TODAY}-{n}", recipient.key)))
                    .find(|id| !memory.sent.contains_key(id))
                    .unwrap();
                let mut envelope = Envelope {
                    copy: copy.clone(),
                    recipient: Some(recipient),
                    engagement: &self.engagement,
                    asked_by: &asked,
                    today: TODAY.parse().unwrap(),
                    language: &Language::english(),
                    fingerprint: String::new(),
                };
                let expected = expected_fingerprint(&copy_book(&data, &envelope));
                envelope.fingerprint = fingerprint(&found(&copy_book(&data, &envelope)));
                assert_eq!(expected, envelope.fingerprint, "{copy} would have to be written twice");
                let pages = copy_book(&data, &envelope);
                let book = found(&pages);
                self.copies.insert(format!("inbox/{copy}.xlsx"), pages);
                let sent = SentCopy {
                    workbook: workbook.to_owned(),
                    recipient: recipient.key.clone(),
                    contact: recipient.contact.clone(),
                    date: TODAY.to_owned(),
                    fingerprint: envelope.fingerprint.clone(),
                    content: content_digest(&data),
                    sha256: String::new(),
                };
                memory.sent.insert(copy.clone(), sent);
                self.sent.insert(copy.clone(), book.clone());
                out.push(File { name: format!("inbox/{copy}.xlsx"), workbook: book });
            }
        }
        outcome.master.memory = memory;
        self.write(&outcome);
        out
    }

    /// The master as the writer gets it, without findings.
    pub fn book_of(&self, master: &Master) -> OutputWorkbook {
        self.book(&RunOutcome { master: master.clone(), ..RunOutcome::default() })
    }

    /// Puts a value into every field of every record of the RAID log that does not name it.
    pub fn put_values(&mut self, value: impl Fn(&Column, u32) -> Value) {
        let (mut master, _) = self.load();
        let mut n = 0;
        for state in master.sheets.iter_mut().filter(|s| s.sheet.workbook == "raid") {
            let sheet = Arc::clone(&state.sheet);
            for record in state.records.values_mut() {
                for (column, slot) in sheet.columns.iter().zip(&mut record.values) {
                    n += 1;
                    if !column.is_tool() && !sheet.natural_key.contains(&column.key) && column.key != "visibility" {
                        *slot = value(column, n);
                    }
                }
            }
        }
        let outcome = self.engine((master, Vec::new(), Vec::new()), Vec::new());
        self.write(&outcome);
    }

    /// The delivery team edits the master in Excel.
    pub fn edit_master(&mut self, edit: impl FnOnce(&mut Open)) {
        let mut open = Open { workbook: self.master.clone() };
        edit(&mut open);
        self.master = open.workbook;
    }
}

impl File {
    /// The file, edited.
    pub fn edited(&self, edit: impl FnOnce(&mut Open)) -> Self {
        let mut open = Open { workbook: self.workbook.clone() };
        edit(&mut open);
        Self { name: self.name.clone(), workbook: open.workbook }
    }

    /// The same file under another name.
    pub fn named(&self, name: &str) -> Self {
        Self { name: name.to_owned(), workbook: self.workbook.clone() }
    }
}

/// The sheets of the RAID log.
pub const SHEETS: [&str; 4] = ["Risks", "Assumptions", "Issues", "Dependencies"];

/// Titles that resemble none of the others.
pub const TITLES: [&str; 14] = [
    "Code freeze not agreed",
    "Test data is missing",
    "Licences end early",
    "Nobody owns the firewall",
    "Cutover weekend collides with payroll",
    "Mainframe batch runs long",
    "Vendor support ends in autumn",
    "Backups were never restored",
    "Two teams share one database",
    "Audit wants a second rehearsal",
    "Travel budget is frozen",
    "DNS entries lack an owner",
    "Printer queues are undocumented",
    "Encryption keys expire in May",
];

fn starting(sheet: &str, n: usize) -> Vec<(&'static str, &'static str)> {
    let title = TITLES[n % TITLES.len()];
    if sheet == "Risks" {
        let mut values = risk(title, "As first noted");
        values.push(("Impact on", "Schedule, Cost"));
        values.push(("Update log", "2026-11-01: noted"));
        values.push(("RAG", "Amber"));
        return values;
    }
    vec![("Title", title), ("Description", "As first noted"), ("Owner", "Ben Ruiz"), ("Status", "Open"), ("RAG", "Red")]
}

/// What the reader finds in a book that the writer wrote.
pub fn found(book: &OutputWorkbook) -> Workbook {
    Workbook {
        format: Format::Xlsx,
        sheets: book.pages.iter().map(grid).collect(),
        properties: book.properties.iter().cloned().collect(),
        ..Workbook::default()
    }
}

fn grid(page: &Page) -> Grid {
    let mut grid = Grid { title: page.title.clone(), shown: page.shown, ..Grid::default() };
    for (number, line) in (0u32..).zip(&page.lines) {
        let mut row = GridRow { number, cells: Vec::new() };
        for (column, cell) in &line.cells {
            let formula = matches!(cell.content, Content::Formula { .. });
            let raw = raw(&cell.content);
            if raw != Raw::Empty || cell.fill.is_some() {
                let percent = matches!(cell.content, Content::Percent(_));
                row.cells.push((*column, RawCell { raw, formula, percent, fill: cell.fill, ..RawCell::default() }));
            }
        }
        if !row.cells.is_empty() {
            grid.rows.push(row);
        }
        if line.hidden {
            grid.hidden_rows.push(number);
        }
    }
    let hidden = (0u16..).zip(&page.columns).filter(|(_, c)| c.hidden).map(|(i, _)| i);
    grid.hidden_columns = hidden.collect();
    let note = |n: &prekick::model::page::PageNote| Note {
        at: At::new(n.at.0, n.at.1),
        author: Some(n.author.clone()).filter(|a| !a.is_empty()),
        text: n.text.clone(),
    };
    let lines = (0u32..).zip(&page.lines);
    let cells =
        lines.flat_map(|(row, line)| line.cells.iter().map(move |(column, cell)| (At::new(row, *column), cell)));
    let links = cells.filter_map(|(at, cell)| match &cell.content {
        Content::Link { target, .. } if !target.starts_with("internal:") => {
            Some(CellLink { at, address: target.clone() })
        }
        _ => None,
    });
    grid.links = links.collect();
    grid.notes = page.notes.iter().map(note).collect();
    grid
}

fn raw(content: &Content) -> Raw {
    match content {
        Content::Found(raw) => raw.clone(),
        Content::Blank => Raw::Empty,
        Content::Text(t) if t.is_empty() => Raw::Empty,
        Content::Text(t) | Content::Link { text: t, .. } => Raw::Text(t.clone()),
        Content::Number(n) => Raw::Number(n.to_f64().unwrap()),
        Content::Percent(n) => Raw::Number((n / rust_decimal::Decimal::ONE_HUNDRED).to_f64().unwrap()),
        Content::Date(d) => Raw::Date(d.to_datetime(jiff::civil::Time::midnight())),
        Content::Formula { result, .. } => match raw(result) {
            Raw::Empty => Raw::Text(String::new()),
            other => other,
        },
    }
}
