//! Where in which file something is written.

/// What is wrong in a template file, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TemplateError {
    /// The file's name as it was given.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl std::fmt::Display for TemplateError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for TemplateError {}

/// The errors in the order of files and lines, each once.
pub(super) fn sorted(mut errors: Vec<TemplateError>) -> Vec<TemplateError> {
    errors.sort();
    errors.dedup();
    errors
}

/// The text of a template file; of one that extends another, the texts of both.
///
/// The texts share one range of byte offsets, so that an offset alone tells the file as well.
#[derive(Clone, Debug, Default)]
pub(super) struct SourceTexts {
    texts: Vec<SourceText>,
}

#[derive(Clone, Debug)]
struct SourceText {
    file: String,
    /// The offset of its first byte.
    start: usize,
    text: String,
}

impl SourceTexts {
    /// Adds a text. Gives it moved to its own offsets, with line ends in place of the texts before it, ready to be
    /// parsed.
    pub(super) fn add(&mut self, file: &str, text: &str) -> String {
        let start = self.texts.last().map_or(0, |p| p.start + p.text.len() + 1);
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let moved = format!("{}{text}", "\n".repeat(start));
        self.texts.push(SourceText { file: file.to_owned(), start, text });
        moved
    }

    /// The offset of a character of the text whose quotation marks begin at an offset.
    pub(super) fn inside(&self, at: usize, character: usize) -> usize {
        let text = self.texts.iter().rev().find(|p| p.start <= at);
        let rest = text.and_then(|p| p.text.get(at - p.start..)).unwrap_or_default();
        let marks = if rest.starts_with("\'\'\'") || rest.starts_with("\"\"\"") { 3 } else { 1 };
        let inner = rest.get(marks..).unwrap_or_default();
        at + marks + inner.char_indices().nth(character).map_or(0, |(i, _)| i)
    }

    /// An error at an offset.
    pub(super) fn error(&self, at: usize, message: impl Into<String>) -> TemplateError {
        let text = self.texts.iter().rev().find(|p| p.start <= at);
        let (file, line, column) = text.map_or((String::new(), 1, 1), |p| p.locate(at));
        TemplateError { file, line, column, message: message.into() }
    }
}

impl SourceText {
    fn locate(&self, at: usize) -> (String, usize, usize) {
        let before = self.text.get(..at - self.start).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (self.file.clone(), line, column)
    }
}
