//! The texts of a workbook: each is kept once, and cells refer to it by its number.

use super::text::push_cell_text;
use indexmap::IndexSet;
use std::borrow::Cow;

/// The texts of a workbook, in the order of their first use.
#[derive(Default)]
pub(super) struct SharedTexts<'a> {
    texts: IndexSet<Cow<'a, str>>,
    /// How many cells hold a text.
    cells: u64,
}

impl<'a> SharedTexts<'a> {
    /// The number of a text, for one more cell that holds it.
    pub(super) fn number(&mut self, text: Cow<'a, str>) -> u64 {
        self.cells += 1;
        u64::try_from(self.texts.insert_full(text).0).unwrap_or(u64::MAX)
    }

    /// The part of the package.
    pub(super) fn part(&self) -> String {
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"{}\" uniqueCount=\"{}\">",
            self.cells,
            self.texts.len()
        );
        for text in &self.texts {
            let blank = |c: char| matches!(c, '\t' | '\n' | ' ');
            let kept = text.starts_with(blank) || text.ends_with(blank);
            out.push_str(if kept { "<si><t xml:space=\"preserve\">" } else { "<si><t>" });
            push_cell_text(&mut out, text);
            out.push_str("</t></si>");
        }
        out.push_str("</sst>");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_its_blanks_are_kept() {
        let mut strings = SharedTexts::default();
        let numbers: Vec<u64> = ["b", "a", "b", " a"].into_iter().map(|t| strings.number(t.into())).collect();
        assert_eq!(numbers, [0, 1, 0, 2]);
        let part = strings.part();
        assert!(
            part.ends_with(
                " count=\"4\" uniqueCount=\"3\"><si><t>b</t></si><si><t>a</t></si><si><t xml:space=\"preserve\"> a</t></si></sst>"
            ),
            "{part}"
        );
    }
}
