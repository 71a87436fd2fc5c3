//! prekick: workbooks that a delivery team and a customer agree on before a migration project kicks off.
//!
//! # The map
//!
//! ```text
//! workbook-templates/*.toml ─┐
//! master.xlsx ───────────────┼─ generate ─► outbox/COPY.xlsx ── mail ──► the customer
//!                            │                   │ base
//! inbox/* (returned) ────────┴─ read in ─► tables ─ match ─► hear ─► judge ─► master.xlsx
//!                                                    findings ▲        ├─► reports/*.html, *.json
//!                                                             └────────┘└─► export ─► exports/*.csv
//! ```
//!
//! - [`things`] are plain data, in the order of dependency: place, text, row key, value, condition (an expression of a
//!   rule), template, language, thresholds, engagement, grid (a sheet as found), finding, catalogue, mapping (what the
//!   columns of somebody's own spreadsheet are), table (a sheet as understood), matching (how its rows were matched), merge (the rule for a field), memory, shape (widths and filters that people
//!   set), carry (what of a master comes back as it is), state (the master), readiness, page (a workbook to be written), report, logged (a line of the log), plain (a sheet without a
//!   template).
//! - [`steps`] are pure functions between things. In the order of a run: `read_master` and `read_in` understand workbooks,
//!   `recognise` says whose copy a file is, `match_rows` which row is which record, `reconcile` hears every file, judges
//!   every field, applies decisions, binds approvals and asks the rest; `check` looks at the merged whole, with `rules`, which
//!   evaluates a condition and also writes it as an Excel formula; `readiness` says how far each item is; `master_book` makes
//!   the master a workbook again. `audience` decides what a recipient may see, what can be asked of them and in which language, `generate` makes copies, `questions` their sheet
//!   Please answer, `starters` puts in usual rows, `import` takes in other layouts (`find` says where tables are, `recognition` what they
//!   are like, `mapping_book` asks, `filled` understands the answer, `pieces` cuts the file for `read_in`), `mirror` writes a returned file back with
//!   what was found in it, `baseline` says what changed since kickoff, `salesforce`
//!   exports, `explain` and `rules_page` explain. `pick` puts decisions from the command line into the master, `story` tells where a value
//!   comes from (`aim` finds what was asked about), `runs` lists what ran, `undo` takes a run back; `own_formulas` moves people's formulas with their
//!   records. `plain` merges and compares spreadsheets without a template: `align` lays them over their base, `rows` and `columns` say
//!   what is the same, `keys` which keys were changed, and the rule for a cell is the engagement's; `patches` says what to write into the
//!   master's own workbook, `thin` which rows of large tables have to be held.
//! - [`edges`] translate between things and the outside and decide nothing: template files (with the CEL of their rules and
//!   their languages), settings and mapping
//!   files, the parts of a master's package that people made and that come back as they are (and merged cells written into a package), the workbook reader (bytes of any kind to a grid), the process apart in which it reads what people return, and the writer (pages to xlsx; the only place with colours), CSV, the log of
//!   changes, HTML and JSON reports, and the disk.
//! - [`cli`] is flags and help; [`commands`] call edges and steps, one file per command; [`demo`] is the whole loop on a
//!   sample engagement.
//!
//! # What never happens here
//!
//! - A thing names no step or edge, a step no edge, an edge no step: a test reads the sources and says so.
//! - Outside the edges and the command line nothing touches the disk, the clock, the environment or hash order; clippy
//!   refuses it. Today's date is an argument. The same inputs give the same bytes.
//! - Reading people's data never fails as a whole: it gives what was understood and findings about the rest. An error is
//!   only for what stops a command: no engagement, no master, nothing to write to.
//! - A copy is written from [`steps::audience::Outgoing`] alone, which only [`steps::audience::outgoing`] makes; so are the questions in it. A mirror is written from
//!   [`steps::mirror::Leaving`] alone, which only [`steps::mirror::leaving`] makes.
//! - A returned file is never read in this process, but where no other can be started, or a large CSV for `merge`, one record at a
//!   time; and never without limits.
//! - A value that a person typed is in the master, in a finding with its file, sheet and cell, on Decisions, or in
//!   `history/changes.csv`: a test audits random engagements for it.
//! - The master is replaced whole or not at all, and only if it still is the file that was read.
//! - What of people's own sheets was promised to come back comes back, or nothing is written.
//! - Positions identify nothing: records are known by row key, ID and natural key, discrepancies by sheet, record and field.
//!
//! # How a field is decided
//!
//! A copy speaks of a field when it returns something else than it was sent; its last word is remembered
//! ([`things::memory::Word`]) and heard once. All open words about a field are judged in one step, in any order of the
//! copies ([`things::merge::verdict`]): what nobody disputes is applied; what is disputed, refused by its column, or
//! belongs to the other side becomes a row on the Discrepancies sheet ([`things::memory::Open`]), stays there under its ID
//! until a person picks, and is then applied by the next run, unless what was seen has changed since. What a recipient answers to it
//! ([`things::memory::Answer`]) is one more option there, and no word: only a pick applies it.

pub mod cli;
pub mod commands;
pub mod demo;
pub mod edges;
pub mod model;
pub mod steps;
