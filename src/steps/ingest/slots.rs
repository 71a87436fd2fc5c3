//! Which column of the file is which of the template.

use super::header::Header;

/// What a column of the file is.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum ColumnSlot {
    /// The column of the sheet at this position.
    Field(usize),
    /// The hidden row keys.
    RowKey,
    /// A column that no template knows, by its position among those.
    Unknown(usize),
    /// A column without a title.
    None,
}

/// What each column of the file is, in the order of the file.
pub(super) fn column_slots(header: &Header) -> Vec<ColumnSlot> {
    let mut slots = Vec::new();
    let mut put = |at: u16, slot: ColumnSlot| {
        let at = usize::from(at);
        if slots.len() <= at {
            slots.resize(at + 1, ColumnSlot::None);
        }
        if let Some(s) = slots.get_mut(at) {
            *s = slot;
        }
    };
    for (i, at) in header.columns.iter().enumerate() {
        if let Some(at) = at {
            put(*at, ColumnSlot::Field(i));
        }
    }
    if let Some(at) = header.row_key {
        put(at, ColumnSlot::RowKey);
    }
    for (n, (at, _)) in header.unknown.iter().enumerate() {
        put(*at, ColumnSlot::Unknown(n));
    }
    for (n, (_, at, _)) in header.ambiguous.iter().enumerate() {
        put(*at, ColumnSlot::Unknown(header.unknown.len() + n));
    }
    slots
}
