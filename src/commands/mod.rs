//! The commands: each calls edges and steps, and says what came of it.

mod annotating;
mod baseline;
mod decide;
mod export;
mod folder;
mod generate;
mod import;
mod init;
mod log;
mod looking;
mod mapping;
mod merged_file;
mod plain;
mod reading;
mod reconcile;
mod saying;
mod starters;
mod templates;
mod thin;
mod undo;
mod why;
mod writing;

pub use folder::{Folder, Loaded, load};
pub use init::{contact_of, new_engagement};
pub use reading::read_files;
pub use reconcile::{Ran, ended, run_engine};
pub use saying::Voice;
pub use undo::{TakenBack, take_back};
pub use writing::{Plan, plan};

use crate::cli::{Cli, Command};
use jiff::civil::Date;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Done, and nothing to decide.
    Done,
    /// Done, and there are errors or discrepancies to look at.
    ToLookAt,
}

impl Ended {
    /// The exit status.
    pub fn status(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::ToLookAt => 1,
        }
    }
}

/// Carries out a command. An `Err` is why it was not done: exit status 2.
pub fn carry_out(cli: &Cli, today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let global = &cli.global;
    match &cli.command {
        Command::Init(args) => init::init(args, today, voice),
        Command::Import(args) => import::import(global, args, today, voice),
        Command::Starters(args) => starters::starters(global, args, today, voice),
        Command::Generate(args) => generate::generate(global, args, today, voice),
        Command::Check(args) => looking::check(global, args, today, voice),
        Command::Reconcile(args) => reconcile::reconcile(global, args, today, voice),
        Command::Log => log::log(global, voice),
        Command::Why(args) => why::why(global, args, today, voice),
        Command::Decide(args) => decide::decide(global, args, today, voice),
        Command::Undo(args) => undo::undo(global, args, today, voice),
        Command::Merge(args) => plain::merge(global, args, today, voice),
        Command::Diff(args) => plain::diff(global, args, today, voice),
        Command::Export(args) => export::export(global, args, today, voice),
        Command::Baseline(args) => baseline::baseline(global, args, today, voice),
        Command::Status => looking::status(global, today, voice),
        Command::Template(args) => templates::template(global, args, voice),
        Command::Explain { code } => templates::explain(global, code, voice),
        Command::ReadApart => crate::edges::reader::process::serve().map(|()| Ended::Done).map_err(anyhow::Error::from),
        Command::Demo { dir } => crate::demo::demo(dir.as_deref(), today, voice),
    }
}

/// Today by the clock, in UTC; the command line's default.
pub fn today() -> Date {
    let days = i64::try_from(crate::edges::disk::seconds_now() / 86_400).unwrap_or(0);
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap_or(jiff::civil::date(1970, 1, 1))
}
