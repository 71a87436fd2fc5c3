//! What people typed, in Markdown.

use crate::model::text::one_line;

/// Text that stays text in Markdown, on one line.
pub(super) fn markdown_text(text: &str) -> String {
    let mut out = String::new();
    for letter in one_line(text).chars() {
        match letter {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' | '#' => out.extend(['\\', letter]),
            other => out.push(other),
        }
    }
    out
}
