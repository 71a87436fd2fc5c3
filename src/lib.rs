//! prekick: the workbooks that a delivery team and a customer agree on before a migration kicks off.
//!
//! This page is the architecture in five minutes. `src/CONTRIBUTING.md` says how to build, test and add things;
//! `tests/RULES.md` is what prekick promises.
//!
//! # The picture
//!
//! ```text
//!  workbook-templates/*.toml ┐                                             ┌► master.xlsx
//!  engagement.toml           ┼► generate ► outbox/COPY.xlsx ── mail ──►    │  (what is agreed, the memory, Discrepancies)
//!  master.xlsx               ┘                  │ the base                 ├► reports/latest.html, latest.json
//!                                               ▼                          ├► history/changes.csv
//!  inbox/* ► read ► ingest ► match ► collect claims ► resolve ► finish ► write
//!                                                                          └► export ► exports/*.csv
//! ```
//!
//! A run is a pure function of the master, the returned files, the engagement's settings and the day. Reading comes before it,
//! writing after it.
//!
//! # The rooms, from the ground up
//!
//! An arrow points down or sideways to an earlier line, never up, and rooms form no circle; `cargo test --test architecture`
//! reads the sources and says so.
//!
//! [`model`] is plain data and knows nothing above it: places and values, templates and conditions, a sheet as found (grid) and
//! as understood (table), the master and its memory, findings and their catalogue, a workbook to be written (page).
//!
//! [`steps`] are pure functions, without disk, clock, environment or hash order:
//!
//! | room | from | to |
//! | --- | --- | --- |
//! | [`steps::values`] | a cell and its column | a value, or why it can't be taken: dates, numbers, choices, people |
//! | [`steps::formulas`] | a formula | its references, so that it can be moved |
//! | [`steps::matching`] | rows of a copy and the known records | which row is which record, and by which key |
//! | [`steps::ingest`] | a workbook as found | tables, and whose copy it is |
//! | [`steps::validate`] | tables | findings: columns, references, people, and the conditions of templates, which become Excel formulas here |
//! | [`steps::merge`] | spreadsheets without a template | one of them, merged; or what differs |
//! | [`steps::layout`] | a sheet's records | its page: columns, drop-downs, prompts, colours by rule |
//! | [`steps::readiness`] | the master | how far each item is, and what changed since the baseline |
//! | [`steps::feedback`] | a returned file and its findings | the same file with what was found, to mail back |
//! | [`steps::outgoing`] | the master and a recipient | what they may see, what is asked of them, their copy |
//! | [`steps::master`] | a workbook | the master with its memory, and back: Summary, Discrepancies, Decisions, Changes, Sources |
//! | [`steps::adopt`] | a spreadsheet in a layout of its own | tables, and questions about what is unsure |
//! | [`steps::reconcile`] | the master and returned copies | the next master, its changes and findings |
//! | [`steps::review`] | an engagement | where a value comes from, what ran, a run taken back |
//! | [`steps::report`] | codes and rules | pages that explain them; paths kept out of reports |
//! | [`steps::export`] | the master | Salesforce's CSV, the team introduction |
//!
//! [`edges`] translate between the model and the outside and decide nothing: workbooks of any kind to grids
//! ([`edges::reader`], in a process apart and within limits), pages to workbooks ([`edges::writer`], the only place with colours),
//! what people made in a master and gets back as it is ([`edges::preserve`]), template files with their conditions and languages
//! ([`edges::templates`]), settings, CSV, the log of changes, JSON and HTML reports, and the disk. Reader and preserve stand on
//! `edges/ooxml`, the one home of packages, their relations and their XML.
//!
//! [`cli`] is flags and help, [`commands`] call edges and steps, one file a command, and `commands::demo` is the whole loop on a sample
//! engagement.
//!
//! # Where is …?
//!
//! | looking for | go to |
//! | --- | --- |
//! | where a date is understood | `steps/values/dates.rs`, and its text in `date_text.rs` |
//! | where two copies are found to disagree | `model/merge.rs` (the rule), `steps/reconcile` (its use) |
//! | where a decision is applied | `steps/reconcile` |
//! | where Discrepancies is laid out | `steps/master/write/discrepancies.rs`; its row as data: `model/discrepancy_row.rs` |
//! | where a copy loses what is internal | `steps/outgoing/audience` |
//! | where a rule becomes an Excel formula | `steps/validate/rules/formula.rs` |
//! | where the memory is stored | `steps/master/memory_lines.rs`, on the very hidden sheet `_prekick` |
//! | what a code means | `model/code.rs` and `model/catalogue` |
//! | where the limits on returned files are checked | `edges/reader/budget.rs` (cells), `edges/ooxml/untrusted.rs` (packages) |
//! | where A1 names become positions | `model/place.rs` |
//!
//! # Files it reads and writes
//!
//! `engagement.toml`, `workbook-templates/*.toml` and `mappings/` are read, and `init` and `import` begin them. `inbox/` is only
//! read. `master.xlsx` is read and replaced whole. `outbox/` gets copies that are never replaced; they are the bases of a later
//! run. `reports/`, `exports/` and `history/` are written; of these only `history/` is ever read again.
//!
//! # What always holds
//!
//! - Nothing that a person typed is lost: it is in the master, in a finding with file, sheet and cell, on Decisions, or in
//!   `history/changes.csv`.
//! - Positions identify nothing. Records have row keys, IDs and natural keys; discrepancies have sheet, record and field.
//! - The same inputs give the same bytes; the order of files makes no difference.
//! - The master is replaced whole or not at all, and only if it still is the file that was read. What of people's own sheets
//!   can't be carried over is said before anything is written.
//! - A returned file is never trusted: it is read in a process apart, within limits of time, memory and size. Where no process
//!   can be started it is read here, within the other limits.
//! - A copy is made from [`steps::outgoing::audience::Outgoing`] alone, which only one function makes, so that what a recipient
//!   may not see cannot be written by mistake. A file that is mailed back is made from [`steps::feedback::Feedback`] alike.
//! - Reading people's data gives what was understood *and* findings about the rest. An error is only what stops a command: no
//!   engagement, no master, nothing to write to.
//!
//! # How a field is decided
//!
//! A copy proposes a value where it returns something else than it was sent. The master's memory keeps the last proposal of each
//! copy, so that it counts once. All open proposals about a field are resolved in one step ([`model::merge::verdict`]): what
//! nobody disputes is applied; what is disputed, refused by its column, or belongs to the other side becomes a row on
//! Discrepancies. It stays there under its ID until a person picks; the next run applies the pick, unless what was seen has
//! changed since. What a recipient answers on the sheet Please answer is one more option there, and only a pick applies it.
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
//! | proposal | a value that a copy has and its base has not |
//! | claim | what a copy last said about a field, or about a row as a whole |
//! | candidate | a value among which a person decides, with who gave it |
//! | discrepancy | a finding that waits for a person's decision |
//! | decision | what a person picked for it |
//! | memory | what the master keeps from run to run, on a very hidden sheet |
//! | adopt | to take in a spreadsheet that has a layout of its own |
//! | user-owned | what people add to the master and no template knows: columns, notes, fills, sheets; it is kept |
//! | session | an engagement as a command has read it, to run the engine on and to write |

pub mod cli;
pub mod commands;
pub mod edges;
pub mod model;
pub mod steps;
