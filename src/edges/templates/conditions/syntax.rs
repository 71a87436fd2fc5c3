//! What the text of an expression may be before its names and types are checked: how long and how deep, and what is
//! said where the parser can't read it.

/// What is wrong in an expression.
pub(in crate::edges::templates) struct ExpressionError {
    /// The character at which it is, from 0.
    pub(in crate::edges::templates) character: usize,
    /// The sentence.
    pub(in crate::edges::templates) message: String,
}

impl ExpressionError {
    /// An error at a character.
    pub(in crate::edges::templates) fn new(character: usize, message: impl Into<String>) -> Self {
        Self { character, message: message.into() }
    }
}

/// Longest expression that is read, in bytes: the parser goes down one level for each bracket.
const LONGEST: usize = 2000;

/// Deepest nesting of brackets and of parts that is read.
pub(super) const DEEPEST: usize = 40;

/// Why an expression is not handed to the parser at all.
pub(super) fn too_much(text: &str) -> Option<String> {
    if text.trim().is_empty() {
        return Some("the expression is empty".into());
    }
    let mut depth = 0_usize;
    let mut deepest = 0;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    (text.len() > LONGEST || deepest > DEEPEST)
        .then(|| format!("the expression is too long or too deep: at most {LONGEST} characters and {DEEPEST} brackets"))
}

/// The parser's error, with a hint for what people write by habit.
pub(super) fn syntax_error(errors: &cel::ParseErrors, text: &str) -> ExpressionError {
    let at = errors.errors.first().map_or(0, |e| offset(text, e.pos));
    let rest = text.get(text.char_indices().nth(at).map_or(text.len(), |(i, _)| i)..).unwrap_or_default();
    let hint = match rest.trim_start() {
        r if r.starts_with('=') && !r.starts_with("==") => " Write == to compare.",
        r if r.starts_with("and ") => " Write && for and.",
        r if r.starts_with("or ") => " Write || for or.",
        r if r.starts_with("not ") => " Write ! for not.",
        r if r.starts_with("<>") => " Write != for not equal.",
        "" => " It ends too early: a bracket or a value is missing.",
        _ if text.contains(" not ") || text.starts_with("not ") => " Write ! for not.",
        _ => "",
    };
    let near: String = rest.chars().take(12).collect();
    let near = if near.trim().is_empty() { "its end".to_owned() } else { format!("`{}`", near.trim()) };
    ExpressionError::new(at, format!("this can't be read as a condition, near {near}.{hint}"))
}

/// The character at a line and column, both counted from 1 as the parser does.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let line = usize::try_from(line - 1).unwrap_or(0);
    let before: usize = text.split_inclusive('\n').take(line).map(|l| l.chars().count()).sum();
    before + usize::try_from(column - 1).unwrap_or(0)
}
