//! The arguments of the commands that look at past runs and decide: `why`, `decide`, `undo`.

use clap::{ArgGroup, Args};

/// `prekick why`
///
/// Tells the story of a field: what the master holds, what every copy was sent and gave back, every change, and what was
/// decided. Without a field: of the whole record.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// A field, such as 'Risks!R-007.status'; a record, such as 'Risks!R-007'; or a cell of the master, such as 'Risks!F12'.
    #[arg(value_name = "SHEET!RECORD[.FIELD]")]
    pub what: String,
}

/// `prekick decide`
///
/// The same as picking in the Decision column of the sheet Discrepancies and running prekick reconcile with no new files.
/// What is already picked there is carried out as well.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("pick").args(["take", "keep", "value"]))]
#[command(group = ArgGroup::new("says").args(["take", "keep", "value", "note"]).multiple(true).required(true))]
#[command(group = ArgGroup::new("which").args(["ids", "sheet", "field", "code", "by"]).multiple(true).required(true))]
pub struct DecideArgs {
    /// The discrepancies, such as D-0007.
    #[arg(value_name = "ID", conflicts_with_all = ["sheet", "field", "code", "by"])]
    pub ids: Vec<String>,
    /// Takes this option.
    #[arg(long, value_name = "LETTER")]
    pub take: Option<String>,
    /// Keeps what the master holds.
    #[arg(long)]
    pub keep: bool,
    /// Sets this value; (empty) clears the field.
    #[arg(long, value_name = "TEXT")]
    pub value: Option<String>,
    /// Writes a note beside the decision.
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Every open discrepancy on this sheet.
    #[arg(long, value_name = "SHEET")]
    pub sheet: Option<String>,
    /// Every open discrepancy about this field.
    #[arg(long, value_name = "FIELD")]
    pub field: Option<String>,
    /// Every open discrepancy of this kind, such as conflict/field.
    #[arg(long, value_name = "CODE")]
    pub code: Option<String>,
    /// Every open discrepancy in which this recipient proposes something.
    #[arg(long, value_name = "RECIPIENT")]
    pub by: Option<String>,
    /// Says what would happen and writes nothing.
    #[arg(long)]
    pub dry_run: bool,
}

/// `prekick undo`
///
/// Puts the master back as it was before the last run. What people typed before that run stays typed. A second undo takes
/// back the first.
#[derive(Debug, Args)]
pub struct UndoArgs {
    /// Also where something was typed in the master since; it then stands in the log and in history/ only.
    #[arg(long)]
    pub force: bool,
    /// Says what would happen and writes nothing.
    #[arg(long)]
    pub dry_run: bool,
}
