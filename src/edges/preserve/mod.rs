//! What people keep in the master and no page can express: their own sheets with formats, formulas, charts and
//! pictures, and their filters and drawings on prekick's sheets.
//!
//! The bytes of the earlier master and of the new one go in; the new one with what is people's own comes out, taken
//! over part by part as it was written. [`survey()`] says beforehand what can't be preserved, and [`patch_workbook`]
//! writes single values into a workbook in the same manner. Nothing here knows records or decides a value.

mod anchors;
mod carry_over;
mod drawing;
mod filters;
mod patch;
mod shapes;
mod shared_strings;
mod sheet_transfer;
mod style_sheet;
mod styles;
mod survey;
mod transfer;
mod workbook_part;

pub use carry_over::{NotCarried, carry_over};
pub use patch::{Patched, has_macros, patch_workbook};
pub use shapes::shapes;
pub use survey::survey;
