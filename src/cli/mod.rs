//! The command line: flags and help text. What comes in is the program's arguments, what goes out is [`Cli`], which
//! [`crate::commands`] carries out. Nothing is read, written or decided here; the doc comments below are the help that people
//! read, so rewording one changes what the program prints.

mod hand_offs;
mod review;

pub use hand_offs::{AgendaArgs, ChangesArgs, RemindArgs};
pub use review::{DecideArgs, UndoArgs, WhyArgs};

use crate::model::encoding_name::encoding_named;
use crate::model::plan_shift::PlanShift;
use clap::{Args, Parser, Subcommand, ValueEnum};
use encoding_rs::Encoding;
use jiff::civil::Date;
use std::path::PathBuf;

/// Generates, reads back and reconciles the workbooks that a migration project agrees on before its kickoff.
#[derive(Debug, Parser)]
#[command(name = "prekick", version, about, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command; they may stand before or after it.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// The engagement's folder; by default the one at or above the current folder that holds engagement.toml.
    #[arg(short = 'C', long = "engagement", value_name = "DIR", global = true)]
    pub engagement: Option<PathBuf>,
    /// The date to take as today, YYYY-MM-DD.
    #[arg(long, value_name = "DATE", env = "PREKICK_TODAY", global = true, value_parser = day)]
    pub today: Option<Date>,
    /// How to answer.
    #[arg(long, value_enum, default_value = "human", global = true)]
    pub format: OutputFormat,
    /// The encoding of CSV files that don't declare one, such as windows-1250 or shift_jis; by default it is worked out from the
    /// text, and asked where that is unsure.
    #[arg(long, value_name = "NAME", value_parser = encoding_named, global = true)]
    pub encoding: Option<&'static Encoding>,
    /// Says only what went wrong.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Says more.
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colour.
    #[arg(long, value_enum, default_value = "auto", global = true)]
    pub color: Color,
    /// This program itself, to be started once more for reading files apart; none: they are read in this process.
    #[arg(skip)]
    pub program: Option<PathBuf>,
}

/// How to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Text for people.
    Human,
    /// JSON for programs.
    Json,
}

/// When to use colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes an engagement: a folder with its settings and an empty master workbook.
    Init(InitArgs),
    /// Takes a spreadsheet in its own layout into the master.
    Import(ImportArgs),
    /// Puts the usual rows into sheets that are still empty: activities, meetings, milestones and the like.
    Starters(StartersArgs),
    /// Moves the plan: the days of open rows that hang on the project, by weeks or working days; shows them, and with --yes
    /// moves them.
    Shift(ShiftArgs),
    /// Writes a copy of each workbook for each recipient into outbox/ and prints their paths.
    Generate(GenerateArgs),
    /// Writes a mail draft for each person who owes something: copies that are not back, questions, what is overdue.
    Remind(RemindArgs),
    /// Writes the agenda of a meeting: what is red, to be decided, asked and due, and what changed since it last met.
    Agenda(AgendaArgs),
    /// Reads and validates files, as reconcile would; writes nothing, or with --annotate a workbook for the sender.
    Check(CheckArgs),
    /// Merges the returned copies into the master; by default those in inbox/.
    Reconcile(ReconcileArgs),
    /// Says what changed since a day, a run, the baseline or a meeting, by workbook and person.
    Changes(ChangesArgs),
    /// Lists the runs that wrote the master, newest first.
    Log,
    /// Tells where a value of the master comes from: who was sent what, who gave what, what was decided.
    Why(WhyArgs),
    /// Decides discrepancies, as picking in the master and reconciling would.
    Decide(DecideArgs),
    /// Takes back the last run that changed the master; a second undo takes back the first.
    Undo(UndoArgs),
    /// Merges copies of any spreadsheet or CSV, each against what all began from; no engagement is needed.
    Merge(MergeArgs),
    /// Says what differs between two spreadsheets or CSV files; no engagement is needed.
    Diff(DiffArgs),
    /// Writes a file for another system into exports/.
    Export(ExportArgs),
    /// Says how ready the engagement is to kick off.
    Status,
    /// Freezes what is agreed at kickoff, or says what changed since.
    Baseline(BaselineArgs),
    /// Shows and checks workbook templates.
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Explains a finding's code.
    Explain {
        /// The code, such as conflict/field.
        code: String,
    },
    /// Reads workbooks from standard input for another prekick; not for people.
    #[command(name = "read-apart", hide = true)]
    ReadApart,
    /// Builds a whole engagement, start to end, to look at.
    Demo {
        /// Where; by default prekick-demo in the current folder.
        dir: Option<PathBuf>,
    },
}

/// `prekick init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to make.
    pub dir: PathBuf,
    /// What the project is called.
    #[arg(long)]
    pub name: String,
    /// Who the customer is.
    #[arg(long)]
    pub customer: String,
    /// First day of the project.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub start: Option<Date>,
    /// Last day of the project.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub end: Option<Date>,
    /// The engagement's id; by default a random one.
    #[arg(long)]
    pub id: Option<String>,
    /// Who leads the delivery team; becomes a contact.
    #[arg(long, value_name = "NAME <EMAIL>")]
    pub delivery_lead: Option<String>,
    /// A project manager of the customer, who receives every shared workbook; becomes a contact. May be given often.
    #[arg(long, value_name = "NAME <EMAIL>")]
    pub customer_pm: Vec<String>,
}

/// `prekick import`
///
/// What is not certain is asked once: a mapping is written into mappings/, with a line for each column and what it is thought
/// to be. Look through it in Excel, set “Use this mapping” to yes, and run the same command again. The mapping is kept, and
/// used for every file whose tables have the same titles.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The spreadsheet.
    pub file: PathBuf,
    /// What it holds: a workbook, or a workbook and one of its sheets, such as raid/risks.
    #[arg(long = "as", value_name = "WORKBOOK[/SHEET]")]
    pub target: Option<String>,
    /// Writes the mapping, where one is needed, as a TOML file and not as a workbook. Of one name, the TOML file counts.
    #[arg(long)]
    pub toml: bool,
}

/// `prekick starters`
#[derive(Debug, Args)]
pub struct StartersArgs {
    /// Only these workbooks.
    pub workbooks: Vec<String>,
}

/// `prekick shift`
///
/// Moves what is planned, on the timeline and wherever else a row is due. What is done, archived or lies before --from stays,
/// and so do dates of what happened. prekick undo takes it back.
#[derive(Debug, Args)]
pub struct ShiftArgs {
    /// By how much: weeks as 4w or working days as 10d; -2w is two weeks earlier.
    #[arg(long, value_name = "TIME", value_parser = PlanShift::parse, allow_hyphen_values = true)]
    pub by: PlanShift,
    /// Only days from this one on; by default today.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub from: Option<Date>,
    /// Moves them; without it they are only listed.
    #[arg(long)]
    pub yes: bool,
}

/// `prekick generate`
#[derive(Debug, Args)]
pub struct GenerateArgs {
    /// Only these workbooks.
    pub workbooks: Vec<String>,
    /// Only for these recipients. May be given often.
    #[arg(long = "for", value_name = "RECIPIENT")]
    pub recipients: Vec<String>,
    /// One empty workbook each, for nobody in particular.
    #[arg(long)]
    pub blank: bool,
    /// Leaves out the sheet Please answer, which asks recipients about open discrepancies of their own.
    #[arg(long)]
    pub no_questions: bool,
    /// All sheets of a person in one file with one Read me, in outbox/packets/; it comes back as the copies that it stands for.
    #[arg(long)]
    pub one_file: bool,
    /// Attaches a calendar to each mail draft: the meetings, milestones and due days that concern its reader.
    #[arg(long)]
    pub calendar: bool,
}

/// `prekick check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The files to read.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Also writes each file with its findings at their cells, to mail back to its sender; into reports/checked/, or the
    /// folder DIR.
    #[arg(long, value_name = "DIR", num_args = 0..=1, require_equals = true)]
    pub annotate: Option<Option<PathBuf>>,
}

/// `prekick reconcile`
#[derive(Debug, Args)]
pub struct ReconcileArgs {
    /// Files, or folders of files; by default inbox/.
    pub files: Vec<PathBuf>,
    /// Says what would happen and writes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// What was sent, for files that do not say whose copy they are.
    #[arg(long, value_name = "FILE")]
    pub base: Option<PathBuf>,
}

/// `prekick merge`
///
/// Rows are told by --key, else by what they hold; columns by their titles. What nobody disputes is taken; where two disagree
/// the master's value stays, the end is 1, and each clash is named with its cells. OUT is written as MASTER is, also over it.
#[derive(Debug, Args)]
pub struct MergeArgs {
    /// What all copies began from.
    #[arg(long, value_name = "FILE")]
    pub base: PathBuf,
    /// The copy whose values stay where there is a clash.
    #[arg(long, value_name = "FILE")]
    pub master: PathBuf,
    /// The other copies.
    #[arg(long, value_name = "FILE", required = true, num_args = 1..)]
    pub returned: Vec<PathBuf>,
    /// The titles of the columns that tell rows apart.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub key: Vec<String>,
    /// Removes rows even where a file lacks most of them, or has none.
    #[arg(long)]
    pub accept_removals: bool,
    /// Where to write; - for standard output.
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Also writes the report as JSON.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// How messages name the file, where its own name is a temporary one.
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// `prekick diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The file before.
    pub from: PathBuf,
    /// The file now.
    pub to: PathBuf,
    /// The titles of the columns that tell rows apart.
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    pub key: Vec<String>,
}

/// `prekick export`
#[derive(Debug, Default, Args)]
pub struct ExportArgs {
    /// The profile; --list names them.
    #[arg(required_unless_present_any = ["list", "results"])]
    pub profile: Option<String>,
    /// Where to write; - for standard output.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Names the profiles, one a line.
    #[arg(long)]
    pub list: bool,
    /// Reads what Salesforce said of a load: success and error files of Data Loader or Bulk API 2.0.
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["profile", "output", "list"])]
    pub results: Vec<PathBuf>,
    /// Checks the fields against a description of the org's object: JSON of `sf sobject describe`, or a CSV.
    #[arg(long, value_name = "FILE", requires = "profile")]
    pub org: Option<PathBuf>,
}

/// `prekick baseline`
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// Freezes again, though there is a baseline.
    #[arg(long)]
    pub new: bool,
    /// Says what stands in the way, and writes nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Sets the baseline without this item of the checklist; it stays visible, with the reason. May be repeated, each with
    /// its --why.
    #[arg(long, value_name = "ITEM", requires = "why")]
    pub except: Vec<String>,
    /// Why the item before it is left out.
    #[arg(long, value_name = "TEXT", requires = "except")]
    pub why: Vec<String>,
}

/// `prekick template`
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// Lists the templates.
    List,
    /// Shows one template.
    Show {
        /// Its key.
        key: String,
    },
    /// Checks a template file.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Lists every rule: what it finds, how bad that is, and the condition.
    Rules,
    /// Prints the JSON Schema of template files.
    Schema,
}

/// A day as it is given on the command line.
fn day(text: &str) -> Result<Date, String> {
    text.trim().parse().map_err(|_| "this is not a date; write it as 2027-01-11".to_owned())
}
