//! The commands of the program, one file or folder per subcommand. In comes a parsed command line; out come files, messages
//! and an exit status. A command calls edges and steps and decides nothing about data: that is the work of steps.

mod agenda;
mod annotate;
mod baseline;
mod changes;
mod check;
mod console;
mod decide;
mod demo;
mod engagement;
mod exit;
mod explain;
mod export;
mod generate;
mod import;
mod init;
mod log;
mod log_text;
mod merge;
mod reconcile;
mod remind;
mod run_output;
mod shift;
mod starters;
mod status;
mod template;
mod undo;
mod why;

pub use console::{CapturedOutput, Console, output_failure};
pub use engagement::folder::Folder;
pub use engagement::read_files::read_files;
pub use engagement::returned_files::ReturnedFiles;
pub use engagement::run::RunResult;
pub use engagement::session::Session;
pub use engagement::take_back::{TakenBack, take_back};
pub use engagement::write::WritePlan;
pub use exit::{CommandStatus, exit_status};
pub use init::new_engagement;

use crate::cli::{Cli, Command, Global};
use crate::edges::clock;
use jiff::civil::Date;

/// Carries out a command.
///
/// # Errors
/// Says why the command was not carried out: exit status 2.
pub fn execute(cli: &Cli, today: Date, console: &mut Console) -> anyhow::Result<CommandStatus> {
    let global = &cli.global;
    match &cli.command {
        Command::Init(args) => init::init(args, today, console),
        Command::Import(args) => import::import(global, args, today, console),
        Command::Starters(args) => starters::starters(global, args, today, console),
        Command::Shift(args) => shift::shift(global, args, today, console),
        Command::Generate(args) => generate::generate(global, args, today, console),
        Command::Remind(args) => remind::remind(global, args, today, console),
        Command::Agenda(args) => agenda::agenda(global, args, today, console),
        Command::Check(args) => check::check(global, args, today, console),
        Command::Reconcile(args) => reconcile::reconcile(global, args, today, console),
        Command::Changes(args) => changes::changes(global, args, today, console),
        Command::Log => log::log(global, console),
        Command::Why(args) => why::why(global, args, today, console),
        Command::Decide(args) => decide::decide(global, args, today, console),
        Command::Undo(args) => undo::undo(global, args, today, console),
        Command::Merge(args) => merge::run::merge(global, args, today, console),
        Command::Diff(args) => merge::diff::diff(global, args, today, console),
        Command::Export(args) => export::export(global, args, today, console),
        Command::Baseline(args) => baseline::baseline(global, args, today, console),
        Command::Status => status::status(global, today, console),
        Command::Template(args) => template::template(global, args, console),
        Command::Explain { code } => explain::explain(global, code, console),
        Command::ReadApart => {
            crate::edges::reader::process::serve().map(|()| CommandStatus::Done).map_err(anyhow::Error::from)
        }
        Command::Demo { dir } => demo::demo(dir.as_deref(), execute, today, console),
    }
}

/// Today by the clock, the default of `--today`: in an engagement the day in its time zone, else that of this machine.
pub fn today(global: &Global) -> Date {
    let engagement = Folder::find(global).ok().and_then(|folder| folder.engagement().ok());
    engagement.map_or_else(clock::now_here, |e| clock::now_in(&e.time_zone)).date()
}
