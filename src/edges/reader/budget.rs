//! How much a file may still hold: a limit is checked before its cells are kept, not after.

use crate::edges::unreadable::Unreadable;
use crate::model::engagement::Limits;
use crate::model::grid::Raw;
use crate::model::place::At;

/// The cells and the bytes of text that a file may still hold, over all of its sheets.
#[derive(Clone)]
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    left: u64,
    text_left: u64,
    sheet: String,
}

impl<'a> Budget<'a> {
    /// The budget of a whole file.
    pub(super) fn new(limits: &'a Limits) -> Self {
        let text_left = limits.unpacked_megabytes.saturating_mul(1 << 20);
        Self { limits, left: limits.cells, text_left, sheet: String::new() }
    }

    /// Names the sheet that is read from now on, for messages.
    pub(super) fn begin(&mut self, sheet: &str) {
        sheet.clone_into(&mut self.sheet);
    }

    /// Refuses a text that is longer than a cell's may be.
    pub(super) fn check_length(&self, raw: &Raw, at: At) -> Result<(), Unreadable> {
        let (Raw::Text(text) | Raw::Error(text) | Raw::Uncalculated(text)) = raw else { return Ok(()) };
        let most = self.limits.cell_characters;
        // A character is a byte at least, so most texts need no counting.
        if text.len() as u64 <= most {
            return Ok(());
        }
        let characters = text.chars().count();
        if characters as u64 <= most {
            return Ok(());
        }
        Err(Unreadable::text_too_long(&format!("The cell {at} of the sheet {}", self.sheet), characters, self.limits))
    }

    /// Takes `n` cells from it.
    pub(super) fn take(&mut self, n: u64) -> Result<(), Unreadable> {
        self.left = self.left.checked_sub(n).ok_or_else(|| Unreadable::too_many_cells(self.limits))?;
        Ok(())
    }

    /// Takes a cell's text from it. A long text that thousands of cells share is stored once in the file and once for
    /// each cell here.
    pub(super) fn take_text(&mut self, raw: &Raw) -> Result<(), Unreadable> {
        self.check_text(raw, 1)?;
        self.text_left = self.text_left.saturating_sub(text_size(raw));
        Ok(())
    }

    /// Refuses `n` cells of such a text where they no longer fit.
    pub(super) fn check_text(&self, raw: &Raw, n: u64) -> Result<(), Unreadable> {
        let size = text_size(raw).saturating_mul(n);
        if size > self.text_left { Err(Unreadable::too_much_text(self.limits)) } else { Ok(()) }
    }

    /// Refuses `n` cells where they no longer fit.
    pub(super) fn check(&self, n: u64) -> Result<(), Unreadable> {
        if n > self.left { Err(Unreadable::too_many_cells(self.limits)) } else { Ok(()) }
    }
}

fn text_size(raw: &Raw) -> u64 {
    match raw {
        Raw::Text(t) | Raw::Error(t) | Raw::Uncalculated(t) => t.len() as u64,
        _ => 0,
    }
}
