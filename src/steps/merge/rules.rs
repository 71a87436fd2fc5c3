//! How files are merged, as the command line says.

/// How files are merged.
#[derive(Clone, Copy, Debug, Default)]
pub struct MergeRules<'k> {
    /// The titles of the key columns; where there are none, rows are paired by content.
    pub key: &'k [String],
    /// Whether rows are removed even where a file lacks most of them.
    pub accept_removals: bool,
}
