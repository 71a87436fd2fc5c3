//! How roles look: the only place with colours and fonts. Whatever a colour means is also told by a shape, a weight or
//! a word, so that a grey print says the same.

use crate::model::grid::Raw;
use crate::model::page::{CellMark, Content, PageCell, Role, Show};
use jiff::civil::{DateTime, Time};
use rust_decimal::Decimal;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};
use std::collections::BTreeMap;

const NAVY: u32 = 0x1F_3A5F;
const BLUE: u32 = 0x2F_5B8C;
const ACCENT: u32 = 0xF2_B134;
const WHITE: u32 = 0xFF_FFFF;
const INK: u32 = 0x22_2B38;
const SLATE: u32 = 0x5B_6573;
const FRAME: u32 = 0xC9_D0D8;
const SHADE: u32 = 0xEB_EDF0;
const LINK: u32 = 0x1F_5FA8;
const CHANGED: u32 = 0xDC_E9F7;
const CHANGED_EDGE: u32 = 0x2E_75B6;
const CLASH: u32 = 0xFD_EBC8;
const CLASH_EDGE: u32 = 0xC2_7A00;
const DARK_RED: u32 = 0x8E_1B1B;
const ERROR: u32 = 0xF8_DEDC;
const DARK_AMBER: u32 = 0x75_4C00;
const WARNING: u32 = 0xFD_F3DC;
const DARK_GREEN: u32 = 0x1E_5B34;
const GOOD: u32 = 0xE0_F1E5;

/// The fills that the writer itself gives to cells; any other was chosen by a person.
pub const OWN_FILLS: [u32; 9] = [WHITE, NAVY, BLUE, SHADE, CHANGED, CLASH, ERROR, WARNING, GOOD];

/// Whether a fill, `RRGGBB`, is one that the writer gives to cells.
pub fn is_own_fill(fill: u32) -> bool {
    OWN_FILLS.contains(&fill)
}

/// The formats in use, each made once, and numbered from 1 in the order of their first use, as the library numbers them.
#[derive(Default)]
pub(super) struct Formats {
    made: Vec<Format>,
    numbers: BTreeMap<FormatKey, u32>,
    /// The last format by column: most cells look like the one above them.
    recent: Vec<Option<(FormatKey, u32)>>,
}

impl Formats {
    /// The number of the format of a cell in a column.
    pub(super) fn number(&mut self, column: u16, cell: &PageCell) -> u32 {
        let key = FormatKey::of(cell);
        let column = usize::from(column);
        if let Some(Some((last, number))) = self.recent.get(column)
            && *last == key
        {
            return *number;
        }
        let number = self.number_of(key);
        if self.recent.len() <= column {
            self.recent.resize(column + 1, None);
        }
        if let Some(slot) = self.recent.get_mut(column) {
            *slot = Some((key, number));
        }
        number
    }

    /// All formats up to this moment, in the order of their numbers.
    pub(super) fn made(&self) -> &[Format] {
        &self.made
    }

    /// The format of a cell that has a number already.
    pub(super) fn of(&self, cell: &PageCell) -> Option<&Format> {
        let number = self.numbers.get(&FormatKey::of(cell))?;
        self.made.get(usize::try_from(*number).ok()?.checked_sub(1)?)
    }

    fn number_of(&mut self, key: FormatKey) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let format = format(key);
        let at = self.made.iter().position(|f| *f == format).unwrap_or(self.made.len());
        if at == self.made.len() {
            self.made.push(format);
        }
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        self.numbers.insert(key, number);
        number
    }
}

/// The format that a live highlight lays over a cell. It can't change size or alignment.
pub(super) fn highlight(role: Role) -> Format {
    match role {
        Role::Error => Format::new().set_bold().set_font_color(DARK_RED).set_background_color(ERROR),
        Role::Warning => Format::new().set_bold().set_font_color(DARK_AMBER).set_background_color(WARNING),
        Role::Good => Format::new().set_font_color(DARK_GREEN).set_background_color(GOOD),
        Role::Locked => Format::new().set_italic().set_font_color(SLATE).set_background_color(SHADE),
        Role::Hint => Format::new().set_italic().set_font_color(SLATE),
        Role::Title | Role::Header | Role::HeaderRequired => {
            Format::new().set_bold().set_font_color(WHITE).set_background_color(BLUE)
        }
        _ => Format::new().set_bold().set_font_color(NAVY),
    }
}

/// The format that shows a caption below the text of a cell.
pub(super) fn caption(text: &str) -> Format {
    // A program that drops the line break still has the blank.
    Format::new().set_num_format(format!("@\" \n({})\"", text.replace(['"', '\n', '\r'], " ")))
}

/// The colour of a tab.
pub(super) fn tab(role: Role) -> Color {
    Color::RGB(match role {
        Role::Title | Role::Heading | Role::Header | Role::HeaderRequired => NAVY,
        Role::Error => 0xB4_3B36,
        Role::Warning => CLASH_EDGE,
        Role::Good => 0x3A_8A57,
        Role::Entry | Role::Figure | Role::Verdict => CHANGED_EDGE,
        Role::Plain | Role::Hint | Role::Label | Role::Locked | Role::Cell => 0x9A_A5B1,
    })
}

/// The colour of a chart's bars.
pub(super) fn bar() -> Color {
    Color::RGB(BLUE)
}

/// The colour of a chart's words.
pub(super) fn ink() -> Color {
    Color::RGB(INK)
}

/// Whether text in a cell is wrapped.
pub(super) fn wraps(cell: &PageCell) -> bool {
    cell.show == Show::Wrapped || matches!(cell.role, Role::Header | Role::HeaderRequired)
}

/// The least height in points of a line with a cell of this role.
pub(super) fn least_height(role: Role) -> Option<f64> {
    match role {
        Role::Title => Some(33.0),
        Role::Header | Role::HeaderRequired => Some(33.0),
        Role::Heading => Some(24.0),
        Role::Figure => Some(21.0),
        Role::Verdict => Some(39.0),
        _ => None,
    }
}

/// Everything by which formats differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct FormatKey {
    role: Role,
    number: &'static str,
    wraps: bool,
    centred: bool,
    mark: CellMark,
    unlocked: bool,
    struck: bool,
    fill: Option<u32>,
    link: bool,
}

impl FormatKey {
    fn of(cell: &PageCell) -> Self {
        Self {
            role: cell.role,
            number: number_format(&cell.content, cell.show),
            wraps: wraps(cell),
            centred: cell.show == Show::Centred,
            mark: cell.mark,
            unlocked: cell.unlocked,
            struck: cell.struck,
            fill: cell.fill,
            link: matches!(cell.content, Content::Link { .. }),
        }
    }
}

/// The number format of a value: by what it is, then by how it is to be shown. It hides no digits but those from the
/// third decimal on.
fn number_format(content: &Content, show: Show) -> &'static str {
    match (content, show) {
        (Content::Formula { result, .. }, Show::Text | Show::Wrapped | Show::General) => {
            number_format(result, Show::General)
        }
        (Content::Formula { result, .. }, _) => number_format(result, show),
        (Content::Found(Raw::Date(moment)), _) => moment_format(*moment),
        (Content::Date(_), _) | (_, Show::Date) => "yyyy-mm-dd",
        (Content::Percent(n), _) => percent_format(*n),
        (_, Show::Percent) => "0%",
        (_, Show::Money) => "#,##0.00",
        (_, Show::Text | Show::Wrapped) => "@",
        (Content::Number(n), Show::Integer) if decimals(*n) == 0 => "0",
        (Content::Number(n), Show::Integer | Show::Decimal) if decimals(*n) > 2 => "0.00",
        (Content::Number(_) | Content::Found(_), _) | (_, Show::General | Show::Decimal | Show::Centred) => "General",
        (_, Show::Integer) => "0",
    }
}

fn moment_format(moment: DateTime) -> &'static str {
    match (moment.year(), moment.time() == Time::midnight()) {
        (1899, _) => "hh:mm:ss",
        (_, true) => "yyyy-mm-dd",
        (_, false) => "yyyy-mm-dd hh:mm:ss",
    }
}

/// How many decimals a number has that are not 0 at its end.
fn decimals(n: Decimal) -> u32 {
    if n.scale() == 0 { 0 } else { n.normalize().scale() }
}

fn percent_format(n: Decimal) -> &'static str {
    match decimals(n) {
        0 => "0%",
        1 => "0.0%",
        _ => "0.00%",
    }
}

fn format(key: FormatKey) -> Format {
    let mut format = with_mark(role_format(key.role), key.mark);
    if key.number != "General" {
        format = format.set_num_format(key.number);
    }
    if key.wraps {
        format = format.set_text_wrap();
    }
    format = with_alignment(format, key);
    if key.link {
        format = with_link(format, key.role);
    }
    if key.struck {
        format = format.set_font_strikethrough();
    }
    if let Some(fill) = key.fill {
        format = format.set_background_color(fill);
    }
    if key.unlocked { format.set_unlocked() } else { format }
}

/// Numbers are indented, so that they keep a distance from the text in the next column; days, which are all of one
/// length, are centred.
fn with_alignment(format: Format, key: FormatKey) -> Format {
    let boxed = matches!(key.role, Role::Entry | Role::Locked | Role::Cell);
    match key.number {
        _ if key.centred => format.set_align(FormatAlign::Center),
        "yyyy-mm-dd" if boxed => format.set_align(FormatAlign::Center),
        "0" | "0.00" | "#,##0.00" | "0%" | "0.0%" | "0.00%" if boxed => {
            format.set_align(FormatAlign::Right).set_indent(1)
        }
        _ => format,
    }
}

fn role_format(role: Role) -> Format {
    let text = Format::new().set_font_size(10).set_font_color(INK).set_align(FormatAlign::Top);
    match role {
        Role::Plain => text,
        Role::Title => band(text, NAVY).set_font_size(16).set_indent(1),
        Role::Hint => text.set_italic().set_font_color(SLATE),
        Role::Heading => heading(text),
        Role::Label => text.set_bold().set_font_color(SLATE),
        Role::Header => framed(band(text, BLUE)),
        Role::HeaderRequired => required(framed(band(text, BLUE))),
        Role::Entry => framed(text).set_background_color(WHITE),
        Role::Locked => framed(text).set_background_color(SHADE),
        Role::Cell => framed(text),
        Role::Figure => text.set_bold().set_font_size(14).set_font_color(NAVY).set_align(FormatAlign::Left),
        Role::Verdict => {
            let large = text.set_bold().set_font_size(18).set_font_color(NAVY).set_indent(1);
            large.set_align(FormatAlign::VerticalCenter)
        }
        Role::Error => edged(framed(text.set_bold()), ERROR, DARK_RED).set_font_color(DARK_RED),
        Role::Warning => edged(framed(text), WARNING, CLASH_EDGE).set_font_color(DARK_AMBER),
        Role::Good => framed(text).set_background_color(GOOD).set_font_color(DARK_GREEN),
    }
}

fn band(format: Format, fill: u32) -> Format {
    format.set_bold().set_font_color(WHITE).set_background_color(fill).set_align(FormatAlign::VerticalCenter)
}

fn heading(format: Format) -> Format {
    let format = format.set_bold().set_font_size(12).set_font_color(NAVY).set_align(FormatAlign::Bottom);
    format.set_border_bottom(FormatBorder::Medium).set_border_bottom_color(BLUE)
}

fn framed(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(FRAME)
}

fn required(format: Format) -> Format {
    format.set_border_bottom(FormatBorder::Thick).set_border_bottom_color(ACCENT)
}

fn edged(format: Format, fill: u32, edge: u32) -> Format {
    format.set_background_color(fill).set_border_left(FormatBorder::Thick).set_border_left_color(edge)
}

fn with_mark(format: Format, mark: CellMark) -> Format {
    match mark {
        CellMark::None => format,
        CellMark::Changed => edged(format, CHANGED, CHANGED_EDGE),
        CellMark::Conflict => edged(format, CLASH, CLASH_EDGE).set_bold().set_font_color(DARK_RED),
    }
}

/// On a dark band a link stays white: blue on blue can't be read.
fn with_link(format: Format, role: Role) -> Format {
    let format = format.set_underline(FormatUnderline::Single);
    match role {
        Role::Title | Role::Header | Role::HeaderRequired => format,
        _ => format.set_font_color(LINK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_managers_write_them() {
        let n = |text: &str| Content::Number(text.parse().unwrap());
        let p = |text: &str| Content::Percent(text.parse().unwrap());
        let by = |result: Content| Content::Formula { formula: "A1".into(), result: Box::new(result) };
        for (content, show, expected) in [
            (n("5"), Show::Integer, "0"),
            (n("5.5"), Show::Integer, "General"),
            (n("5.00"), Show::Decimal, "General"),
            (n("8.3333"), Show::Decimal, "0.00"),
            (n("8.3333"), Show::Money, "#,##0.00"),
            (p("80"), Show::Percent, "0%"),
            (p("12.5"), Show::Percent, "0.0%"),
            (p("12.345"), Show::General, "0.00%"),
            (Content::Blank, Show::Percent, "0%"),
            (Content::Blank, Show::Date, "yyyy-mm-dd"),
            (Content::Date(jiff::civil::date(2027, 1, 2)), Show::General, "yyyy-mm-dd"),
            (Content::Text("1/2".into()), Show::Text, "@"),
            (Content::Text("1/2".into()), Show::Wrapped, "@"),
            (by(n("3")), Show::Text, "General"),
            (by(p("3")), Show::Percent, "0%"),
        ] {
            assert_eq!(number_format(&content, show), expected, "{content:?} {show:?}");
        }
    }

    #[test]
    fn formats_are_numbered_by_first_use_and_alike_ones_share_a_number() {
        let mut formats = Formats::default();
        let cell = |role, show| PageCell { role, show, ..PageCell::default() };
        let cells = [(Role::Entry, Show::General), (Role::Cell, Show::Text), (Role::Entry, Show::General)];
        let numbers = cells.map(|(role, show)| formats.number(0, &cell(role, show)));
        assert_eq!(numbers, [1, 2, 1]);
        let alike = PageCell { fill: Some(WHITE), ..cell(Role::Entry, Show::General) };
        assert_eq!(formats.number(1, &alike), 1, "a fill that is there already");
        assert_eq!(formats.made().len(), 2);
        assert!(formats.of(&alike) == formats.made().first() && formats.of(&cell(Role::Good, Show::Date)).is_none());
    }

    #[test]
    fn a_persons_fill_is_told_from_ours() {
        assert!([WHITE, CHANGED, CLASH, SHADE].into_iter().all(is_own_fill));
        assert!(!is_own_fill(0xFF_FF00));
    }
}
