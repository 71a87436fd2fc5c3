//! The options of commands that hand something on to people.

use clap::Args;
use std::path::PathBuf;

/// `prekick remind`
///
/// Whoever has answered gets nothing. The files that are not back are attached again, and a second reminder says when the
/// first was. Nothing is sent: open each draft, look through it and send it.
#[derive(Debug, Args)]
pub struct RemindArgs {
    /// Only these recipients. May be given often.
    #[arg(long = "for", value_name = "RECIPIENT")]
    pub recipients: Vec<String>,
    /// Writes to the level above those who were reminded before, by the sheet Governance Layers.
    #[arg(long)]
    pub escalate: bool,
}

/// `prekick changes`
///
/// What changed and changed back is left out. It names internal columns as well: it is not for the customer.
#[derive(Debug, Args)]
pub struct ChangesArgs {
    /// A day (2026-11-22), the number of a run, baseline, or a meeting by its name: since it last met.
    #[arg(long, value_name = "WHEN")]
    pub since: String,
    /// Where to write; the ending says what: .html, .xlsx, .md or .json. By default Markdown goes to standard output, or JSON
    /// with --format json.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `prekick agenda`
///
/// What is internal is not in it, so that it may go to everyone who attends.
#[derive(Debug, Args)]
pub struct AgendaArgs {
    /// The meeting, by its name or ID; by default the one that is next.
    #[arg(value_name = "MEETING")]
    pub meeting: Option<String>,
    /// Where to write; the ending says what: .html (opens in Word as well), .md or .json. - is Markdown on standard output.
    /// By default a page in exports/.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
