//! prekick: the workbooks on which a delivery team and a customer agree before a migration kicks off.
//!
//! This page is the architecture in five minutes. `src/CONTRIBUTING.md` says how to build, test and add things;
//! `tests/RULES.md` says what prekick promises.
//!
//! # The picture
//!
//! ```text
//!  workbook-templates/*.toml ┐                                             ┌► master.xlsx
//!  engagement.toml           ┼► generate ► outbox/COPY.xlsx ── mail ──►    │  (what is agreed, the memory, Discrepancies)
//!  master.xlsx               ┘                  │ the base                 ├► reports/latest.html, latest.json
//!                                               ▼                          ├► history/changes.csv
//!  inbox/* ► read ► ingest ► reconcile ─────────────────────────────────► write
//!                            match rows and collect claims,                └► export ► exports/*.csv
//!                            read picks, resolve, finish
//! ```
//!
//! A run is a pure function of the master, the returned files with the copies as they were sent, the settings, the templates and
//! the day. Reading comes before it, writing after it.
//!
//! # The rooms, from the ground up
//!
//! Commands use edges and steps, and all three use the model; edges and steps don't know each other. A room of steps uses only
//! rooms that are listed before it, and there are no cycles. `cargo test --test architecture` checks this against the sources.
//!
//! [`model`] is plain data, with the rules that need nothing but the data: places and values, templates and conditions, a sheet
//! as found (grid) and as understood (table), the master and its memory, findings and their catalogue, a workbook to be written (page).
//!
//! [`steps`] are pure functions, without disk, clock, environment or hash order:
//!
//! | room | takes | gives |
//! | --- | --- | --- |
//! | [`steps::values`] | a cell and its column | a value, or why it can't be taken: dates, numbers, choices, people |
//! | [`steps::formulas`] | a formula | its references, so that it can be moved |
//! | [`steps::matching`] | rows of a copy and the known records | which row is which record, and by which key |
//! | [`steps::ingest`] | a workbook as found | tables, and whose copy it is |
//! | [`steps::validate`] | tables | findings: columns, references, people, and the conditions of templates, which become Excel formulas here |
//! | [`steps::merge`] | spreadsheets without a template | one of them, merged; or what differs |
//! | [`steps::layout`] | a sheet's records | its page: columns, drop-downs, prompts, highlighting by rule |
//! | [`steps::readiness`] | the master | how far each item is, a verdict on all of it, and what changed since the baseline |
//! | [`steps::feedback`] | a returned file and its findings | the same file with what was found, to mail back |
//! | [`steps::outgoing`] | the master and a recipient | what they may see, what is asked of them, their copy |
//! | [`steps::master`] | a workbook | the master with its memory, and back: Summary, Discrepancies, Decisions, Changes, Sources |
//! | [`steps::adopt`] | a spreadsheet in a layout of its own | tables, and questions about what is unsure |
//! | [`steps::reconcile`] | the master and returned copies | the next master, its changes and findings |
//! | [`steps::review`] | an engagement | where a value comes from, what ran, what changed since, a run taken back |
//! | [`steps::report`] | codes and rules | pages that explain them; paths kept out of reports |
//! | [`steps::export`] | the master | Salesforce's CSV, the team introduction, calendar and contacts, the agenda of a meeting |
//!
//! [`edges`] translate between the model and the outside and decide nothing: workbooks of any kind to grids
//! ([`edges::reader`], in a separate process and within limits), pages to workbooks ([`edges::writer`], the only place with colours),
//! what people added to a master, carried over unchanged ([`edges::preserve`]), template files with their conditions and languages
//! ([`edges::templates`]), settings, CSV, the log of changes, JSON and HTML reports, and the disk. Reader and preserve build on
//! `edges/ooxml`, the one home of packages, their relations and their XML.
//!
//! [`cli`] is flags and help. [`commands`] call edges and steps: a file or folder for each command, and what they share. Every
//! command on an engagement goes through `commands/engagement`: a session is opened, run and written. `commands/demo` is the whole
//! loop on a sample engagement, and `commands/merge` works on spreadsheets without one.
//!
//! # Where is …?
//!
//! | looking for | go to |
//! | --- | --- |
//! | where a date is understood | `steps/values/dates`; where its column tells the order of day and month: `steps/ingest/date_orders.rs` |
//! | one run from start to end | `commands/reconcile.rs`, `commands/engagement/session.rs` and `run.rs`, `steps/reconcile/mod.rs`, `commands/engagement/write.rs` |
//! | where a row is recognised as a record | `steps/matching/matcher.rs`; `mod.rs` has the order of stages |
//! | where two copies are found to disagree | `model/merge.rs` (the rule), `steps/reconcile/resolve/fields.rs` (its use) |
//! | where a decision is applied | `steps/reconcile/decisions/picks.rs` (what a pick means now), `steps/reconcile/resolve`: `fields.rs`, `removals.rs`, `waiting.rs` |
//! | where the options of a discrepancy are chosen | `steps/reconcile/discrepancies/options.rs` |
//! | where Discrepancies is laid out | `steps/master/write/discrepancies.rs`; its row as data: `model/discrepancy_row.rs` |
//! | who may be named beside contacts | `steps/validate/forums`: governance layers, meetings, roles |
//! | where usual rows get their days | `steps/master/starters`, by the days of `model/project_days.rs`; where a plan moves: `steps/master/shift.rs` |
//! | where a copy loses what is internal | `steps/outgoing/audience` |
//! | where a rule becomes an Excel formula | `steps/validate/rules/formula.rs` |
//! | where the memory is stored | `steps/master/memory_lines.rs`, on the very hidden sheet `_prekick` |
//! | what a code means | `model/code.rs` and `model/catalogue` |
//! | what names a sheet, field, copy or record | `model/keys.rs`; keys made of several: `model/memory_keys.rs` |
//! | where built-in templates come from | `edges/templates/prepared.bin`, made of the files as `edges/templates/prepared.rs` says |
//! | where the rows of a sheet are written | `edges/writer/sheet_rows.rs` |
//! | where the limits on returned files are checked | `edges/reader/process.rs` (time, memory), `steps/ingest/footprint.rs` (what follows reading), `edges/reader/budget.rs` (cells), `edges/ooxml/untrusted.rs` (packages); the limits: `model/engagement.rs` |
//! | where a file to mail back is made | `steps/feedback`: `feedback_items.rs` (what may be told), `annotated_book.rs` |
//! | where Salesforce's rows are made, and its result files read | `steps/export/salesforce` |
//! | where a mail to a recipient is worded, and written | `steps/outgoing/letter.rs` and `reminder.rs`; `edges/mail`, `commands/engagement/drafts.rs` |
//! | where mails and archives are opened | `edges/reader/unpack`, `commands/engagement/containers.rs` |
//! | where A1 names become positions | `model/place.rs` |
//!
//! # Files it reads and writes
//!
//! `engagement.toml`, `workbook-templates/*.toml` and `mappings/` are read, and `init` and `import` begin them. `inbox/` is only
//! read. `master.xlsx` is read and replaced whole. `outbox/` gets copies that are never replaced; they are the bases of a later
//! run. `reports/`, `exports/` and `history/` are written; later runs read back `history/`, `reports/latest.json` (since when a
//! finding is known) and the manifest of an export.
//!
//! # What always holds
//!
//! - Nothing a person types is lost: it ends up in the master, in a finding with file, sheet and cell, on Decisions, or in
//!   `history/changes.csv`.
//! - Nothing is identified by its position. Records have row keys, IDs and natural keys; discrepancies have sheet, record and field.
//! - The same inputs give the same bytes; the order of files makes no difference.
//! - The master is replaced whole or not at all, and only if it is still the file that was read. Anything on people's own sheets
//!   that can't be carried over is reported before anything is written.
//! - A returned file is never trusted: it is read in a separate process, within limits of time, memory and size. Where no process
//!   can be started it is read here, within the other limits. What it holds is counted before more is made of it. So are the CSV files of `merge` and `diff`, which are plain text.
//! - A copy is made from [`steps::outgoing::audience::Outgoing`] alone, which only one function makes, so that what a recipient
//!   may not see cannot be written by mistake. A file that is mailed back is likewise made only from [`steps::feedback::Feedback`].
//! - Reading people's data gives what was understood *and* findings about the rest. A Rust error stops a command: no
//!   engagement, no master, nothing to write to. What is wrong in the data is a finding, however severe.
//!
//! # How a field is decided
//!
//! A copy proposes a value wherever it comes back different from what was sent. The master's memory keeps the last claim of each
//! copy, so that each proposal counts only once. All open proposals about a field are resolved in one step ([`model::merge::verdict`]): what
//! nobody disputes is applied; what is disputed, refused by its column, or belongs to the other side becomes a row on
//! Discrepancies. It stays there under its ID until a person picks; the next run applies the pick, unless the values shown in
//! that row have changed since. What a recipient answers on the sheet Please answer is one more option there, and only a pick applies it.
//!
//! # Words
//!
//! | word | what it means here |
//! | --- | --- |
//! | engagement | one customer's project: a folder with `engagement.toml` and `master.xlsx` |
//! | workbook template | the definition of a workbook: sheets, columns, rules, words in other languages |
//! | record | a row with an identity; people see its ID (`R-007`) |
//! | row key | the hidden identity of a row in a copy, also of a row that was sent empty |
//! | natural key | the columns by which people know a record, such as its title |
//! | copy | a workbook made for one recipient; its copy id is its file name without the ending |
//! | base | what a copy held when it was sent |
//! | returned file | a copy that came back |
//! | proposal | a value in a copy that differs from what the copy said last, or from what it was sent |
//! | claim | what a copy last said about a field, or about a row as a whole |
//! | candidate | a value among which a person decides, with who gave it |
//! | discrepancy | a finding that waits for a person's decision |
//! | decision | what a person picked for it |
//! | memory | what the master keeps from run to run, on a very hidden sheet |
//! | adopt | to take in a spreadsheet that has a layout of its own |
//! | user-owned | what people add to the master and no template knows: columns, notes, fills, sheets; it is kept |
//! | session | an engagement loaded by a command: what it reconciles and writes |

pub mod cli;
pub mod commands;
pub mod edges;
pub mod model;
pub mod steps;
