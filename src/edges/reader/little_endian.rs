//! Numbers in little-endian order within bytes that may end anywhere.

/// At most `size` bytes from a position; none where it lies beyond the end.
pub(super) fn slice(bytes: &[u8], at: usize, size: usize) -> Option<&[u8]> {
    bytes.get(at..at.checked_add(size)?.min(bytes.len()))
}

/// The number at a position; 0 where the bytes end before it.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

/// The number at a position; 0 where the bytes end before it.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}
