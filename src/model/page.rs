//! A workbook to be written: pages of rows of cells, each cell with a role. Only the writer knows what a role looks like.

use crate::model::grid::{Raw, Shown};
use crate::model::place::At;
use jiff::civil::Date;
use rust_decimal::Decimal;

/// A workbook to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputWorkbook {
    /// The document's title.
    pub title: String,
    /// Custom document properties, all text, in order.
    pub properties: Vec<(String, String)>,
    /// Defined names and the range each stands for, such as `('lists.risks.status', "'_lists'!$A$2:$A$9")`.
    pub names: Vec<(String, String)>,
    /// Its creation date, which is given so that the same workbook has the same bytes.
    pub created: Option<Date>,
    /// The pages in order.
    pub pages: Vec<Page>,
}

/// A sheet to be written. Rows and columns count from 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// Whether it is shown.
    pub shown: Shown,
    /// Width and visibility of the columns, from the first.
    pub columns: Vec<PageColumn>,
    /// Widths that people set, by column, in the unit of the file.
    pub widths: Vec<(u16, f64)>,
    /// The lines, from the first row.
    pub lines: Vec<PageRow>,
    /// The first row and column that scroll.
    pub freeze: Option<(u32, u16)>,
    /// The cells of the filter; the first row holds the titles.
    pub filter: Option<CellBlock>,
    /// What people filtered, by column, as the file says it.
    pub criteria: Vec<(u16, String)>,
    /// Whether locked cells are protected: without a password, and with everything allowed that protection can allow.
    pub protect: bool,
    /// Rows repeated on every printed page, first and last.
    pub repeat: Option<(u32, u32)>,
    /// Drop-downs, prompts and limits.
    pub validations: Vec<Validation>,
    /// Live highlighting.
    pub highlights: Vec<Highlight>,
    /// Notes on cells.
    pub notes: Vec<PageNote>,
    /// The colour of its tab, by role.
    pub tab: Option<Role>,
    /// Cells merged for show; never on data sheets.
    pub merges: Vec<CellBlock>,
    /// Charts over its cells.
    pub charts: Vec<PageChart>,
    /// Whether it is carried over from the earlier file as it stands; then only title and visibility count here.
    pub carried: bool,
    /// How many printed pages tall it is at most; none for as many as it takes.
    pub papers: Option<u16>,
    /// What is printed; none for everything.
    pub printed: Option<CellBlock>,
    /// What a cell shows below its text without holding it.
    pub captions: Vec<CellCaption>,
}

/// What a cell shows below its text without holding it, as a role's title shows who holds the role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellCaption {
    /// The cell.
    pub at: At,
    /// What it shows.
    pub text: String,
}

/// A block of cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellBlock {
    /// Its upper left cell.
    pub first: At,
    /// Its lower right cell.
    pub last: At,
}

impl CellBlock {
    /// The block from a row and column to a last row and column, all from 0.
    pub fn new(row: u32, column: u16, last_row: u32, last_column: u16) -> Self {
        Self { first: At::new(row, column), last: At::new(last_row, last_column) }
    }

    /// A column of cells from a row to a last row.
    pub fn of_column(column: u16, row: u32, last_row: u32) -> Self {
        Self::new(row, column, last_row, column)
    }
}

/// How the names of the program's own charts begin, by which it knows them again.
pub const OWN_CHART: &str = "prekick: ";
/// The title of the chart of readiness on the Summary.
pub const CHART_OF_ITEMS: &str = "Checklist items by state";
/// The title of the chart of who has what on the Summary.
pub const CHART_OF_OWNERS: &str = "Open by owner";

/// A chart of bars: a label and a figure for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageChart {
    /// What it shows.
    pub title: String,
    /// The cells that it lies over.
    pub block: CellBlock,
    /// The cells of the labels.
    pub labels: CellBlock,
    /// The cells of the figures.
    pub figures: CellBlock,
}

/// A column of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageColumn {
    /// Width in characters.
    pub width: u16,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// A row of a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageRow {
    /// `(column, cell)`, ascending.
    pub cells: Vec<(u16, PageCell)>,
    /// Height in points, where it is not left to the spreadsheet program. Wrapped text needs one.
    pub height: Option<f64>,
    /// Whether it is hidden.
    pub hidden: bool,
}

/// A cell to be written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageCell {
    /// What it holds.
    pub content: Content,
    /// What it is, which decides its formatting.
    pub role: Role,
    /// How its value is shown.
    pub show: Show,
    /// Whether it was changed, or is in conflict, in this run.
    pub mark: CellMark,
    /// Whether it may be changed on a protected sheet.
    pub unlocked: bool,
    /// Whether it is struck through.
    pub struck: bool,
    /// A fill that a person gave it, `RRGGBB`, carried over.
    pub fill: Option<u32>,
}

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Content {
    /// Nothing; the cell is formatted all the same.
    #[default]
    Blank,
    /// Text, never a formula.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Whole percent: 80 is written as 0.8.
    Percent(Decimal),
    /// A day.
    Date(Date),
    /// What a file holds, to be written back exactly.
    Found(Raw),
    /// A formula without its `=`, and its cached result.
    Formula {
        /// The formula's text in the language of the file format.
        formula: String,
        /// What it gives now.
        result: Box<Content>,
    },
    /// Text that leads somewhere: `internal:'Risks'!A5`, `https://…`, `mailto:…`.
    Link {
        /// The text shown.
        text: String,
        /// Where it leads.
        target: String,
    },
}

/// What a cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Running text without a frame.
    #[default]
    Plain,
    /// The title of a page.
    Title,
    /// A line of explanation under a title.
    Hint,
    /// A heading inside a page.
    Heading,
    /// A label beside a value.
    Label,
    /// A column's title.
    Header,
    /// The title of a column that must be filled in.
    HeaderRequired,
    /// A cell that the reader may fill in.
    Entry,
    /// A cell that belongs to the other side or to the program.
    Locked,
    /// A cell of a table that only informs.
    Cell,
    /// A figure that a page is about.
    Figure,
    /// What a page says before all else.
    Verdict,
    /// An error.
    Error,
    /// A warning.
    Warning,
    /// All is well.
    Good,
}

/// How a value is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Show {
    /// As it is.
    #[default]
    General,
    /// As text, so that what is typed stays text.
    Text,
    /// Text of several lines, wrapped.
    Wrapped,
    /// `yyyy-mm-dd`.
    Date,
    /// A whole number.
    Integer,
    /// A number with up to two decimals.
    Decimal,
    /// An amount with two decimals and thousands separators.
    Money,
    /// A percentage.
    Percent,
    /// In the middle of its cell.
    Centred,
}

/// What happened to a cell in the last run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellMark {
    /// Nothing.
    #[default]
    None,
    /// It was changed.
    Changed,
    /// It waits for a decision.
    Conflict,
}

/// A drop-down, prompt or limit on a block of cells.
#[derive(Clone, Debug, PartialEq)]
pub struct Validation {
    /// The cells it applies to.
    pub block: CellBlock,
    /// What may be typed.
    pub allow: Allow,
    /// Title (at most 32 characters) and text (at most 255) shown when the cell is chosen.
    pub prompt: Option<(String, String)>,
    /// Text (at most 255) shown when something else is typed.
    pub error: String,
    /// Whether Excel warns about anything else instead of refusing it.
    pub lenient: bool,
}

/// What may be typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Allow {
    /// Anything; there is only a prompt.
    Any,
    /// A member of the range that this formula names, `='_lists'!$A$2:$A$9` or `=some_name`.
    List(String),
    /// A whole number between these.
    Integer(i64, i64),
    /// A number between these.
    Decimal(Decimal, Decimal),
    /// A date between these.
    Date(Date, Date),
    /// At most this many characters.
    Length(u32),
}

/// Live highlighting: the cells of a block are formatted like a role while a formula is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Highlight {
    /// The cells it applies to.
    pub block: CellBlock,
    /// The formula without its `=`, written for the block's first cell.
    pub formula: String,
    /// The role whose formatting they take.
    pub role: Role,
}

/// A note on a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageNote {
    /// Row and column.
    pub at: (u32, u16),
    /// Its author.
    pub author: String,
    /// The text.
    pub text: String,
}

impl PageCell {
    /// Text in a role.
    pub fn text(text: impl Into<String>, role: Role) -> Self {
        Self { content: Content::Text(text.into()), role, ..Self::default() }
    }

    /// A whole number in a role.
    pub fn number(n: usize, role: Role) -> Self {
        Self { content: Content::Number(Decimal::from(n)), role, show: Show::Integer, ..Self::default() }
    }
}

impl PageRow {
    /// Cells side by side from the first column.
    pub fn of(cells: impl IntoIterator<Item = PageCell>) -> Self {
        Self { cells: (0..).zip(cells).collect(), ..Self::default() }
    }
}
