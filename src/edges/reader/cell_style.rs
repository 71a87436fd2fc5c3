//! What of a cell format a grid keeps, or needs to tell what a number is.

use super::number_format::{self, NumberKind};
use calamine::{FillPattern, Style};

/// What of a cell format a grid keeps.
#[derive(Clone, Copy, Default)]
pub(super) struct CellStyle {
    /// Whether the whole cell is struck through.
    pub(super) struck: bool,
    /// Whether its number is shown as a percentage.
    pub(super) percent: bool,
    /// How many decimals its number is shown with, where that is fixed.
    pub(super) decimals: u8,
    /// The colour of its fill, `RRGGBB`.
    pub(super) fill: Option<u32>,
    /// What its number is; none where only the library can tell.
    pub(super) number: Option<NumberKind>,
}

impl CellStyle {
    /// What a format of the library says.
    pub(super) fn of(style: &Style) -> Self {
        let format = style.number_format.as_ref();
        Self {
            struck: style.font.as_ref().is_some_and(|f| f.strikethrough),
            percent: format
                .is_some_and(|f| matches!(f.format_id, Some(9 | 10)) || number_format::shows_percent(&f.format_code)),
            decimals: format.map_or(0, |f| match f.format_id {
                Some(2 | 4) => 2,
                _ => number_format::fixed_decimals(&f.format_code),
            }),
            fill: fill(style),
            number: format.map_or(Some(NumberKind::Number), |f| number_kind(f.format_id, &f.format_code)),
        }
    }
}

/// What a number in this format is. Of the formats 27 to 58 some are days without a code that says so.
fn number_kind(id: Option<u32>, code: &str) -> Option<NumberKind> {
    if id.is_none_or(|id| (27..=36).contains(&id) || (50..=58).contains(&id)) {
        return None;
    }
    number_format::number_kind(code)
}

/// The colour of a solid fill, `RRGGBB`; none for white, which is how people take a colour away.
fn fill(style: &Style) -> Option<u32> {
    let fill = style.fill.as_ref().filter(|f| f.pattern == FillPattern::Solid)?;
    let colour = fill.foreground_color.filter(|c| !c.is_white())?;
    Some(colour.to_argb() & 0x00FF_FFFF)
}
