//! Checks the rules and computed formulas of a sheet, once the sheets of all templates are known.

use super::cel::{Scope, Wrong, condition, expression};
use super::checker::Checker;
use super::column::{find, keys, said};
use super::raw::{RawRule, RawSheet, Said, Word};
use super::sheet::seen;
use crate::model::code::RuleCode;
use crate::model::condition::{Expr, Type};
use crate::model::severity::Severity;
use crate::model::template::{Computed, Piece, Rule, Sheet, StarterCell};
use crate::model::text::{fold, slug};

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Reads the computed formulas of a sheet, in the order of its columns.
pub(super) fn formulas(c: &mut Checker, sheets: &[&Sheet], sheet: &Sheet, raw: &RawSheet) -> Sheet {
    let mut sheet = sheet.clone();
    let keys: Vec<String> = sheet.columns.iter().map(|x| x.key.clone()).collect();
    for (n, key) in keys.iter().enumerate() {
        let computed = find(raw, key).and_then(|x| x.computed.as_ref());
        let Some(word) = computed.and_then(|how| how.is.formula.as_ref()) else { continue };
        let scope = Scope { sheets, record: Some(&sheet) };
        let read = match expression(scope, &word.is) {
            Ok((_, gives @ (Type::YesNo | Type::List(_) | Type::Record(_)))) => {
                Err((0, format!("this gives {}; a cell holds a number, a date or a text", gives.words())))
            }
            Ok((expr, _)) if late(&expr, &keys, n) => {
                Err((0, "a formula uses only columns that are typed or that are computed before it".to_owned()))
            }
            Ok((expr, _)) if !fits_a_cell(&expr) => {
                let message = "this can't be written as an Excel formula: a computed column uses its own record alone";
                Err((0, message.to_owned()))
            }
            other => other,
        };
        if let Some((expr, gives)) = heard(c, word, read)
            && let Some(column) = sheet.columns.get_mut(n)
        {
            column.computed = Some(Computed::Formula { expr, gives });
        }
    }
    sheet
}

/// Reads the expressions in the usual rows of a sheet: texts that begin with `=`.
pub(super) fn starters(c: &mut Checker, sheets: &[&Sheet], sheet: &mut Sheet, raw: &RawSheet) {
    let scope = Scope { sheets, record: None };
    for (starter, raw) in sheet.starters.iter_mut().zip(raw.starters.iter().flatten()) {
        for (key, cell) in &mut starter.cells {
            let StarterCell::Typed(text) = cell else { continue };
            let Some(source) = text.strip_prefix('=').filter(|s| !s.trim().is_empty()) else { continue };
            match expression(scope, source) {
                Ok((expr, Type::Date | Type::Number | Type::Text)) => *cell = StarterCell::Made(expr),
                Ok((_, gives)) => {
                    c.say(raw.at, format!("`{key}` of this row gives {}, which no cell holds", gives.words()))
                }
                Err((_, message)) => c.say(raw.at, format!("`{key}` of this row: {message}")),
            }
        }
    }
}

/// Does it use a computed column that stands at or after its own place?
fn late(expr: &Expr, keys: &[String], own: usize) -> bool {
    expr.fields().iter().any(|f| keys.get(own..).is_some_and(|rest| rest.first() == Some(f)))
}

/// What only a run can know has no place in a cell.
fn fits_a_cell(expr: &Expr) -> bool {
    crate::model::condition::in_a_cell(expr)
}

/// The rules of a sheet.
pub(super) fn rules(c: &mut Checker, sheets: &[&Sheet], sheet: &Sheet, raw: &RawSheet) -> Vec<Rule> {
    let mut names = Vec::new();
    let mut out = Vec::new();
    for part in raw.rules.iter().flatten() {
        seen(c, &mut names, part.is.name.as_ref(), "rule", fold);
        out.extend(rule(c, sheets, sheet, raw, part));
    }
    out
}

fn rule(c: &mut Checker, sheets: &[&Sheet], sheet: &Sheet, raw: &RawSheet, part: &Said<RawRule>) -> Option<Rule> {
    let rule = &part.is;
    let name = rule.name.as_ref().map_or_else(|| "a rule".to_owned(), |n| format!("the rule `{}`", n.is));
    let code = c.must(rule.name.as_ref(), part.at, &name, "name");
    let message = c.must(rule.message.as_ref(), part.at, &name, "message");
    let check = c.must(rule.check.as_ref(), part.at, &name, "check");
    if let Some(code) = code.filter(|w| slug(&w.is) != w.is) {
        c.say(code.at, format!("the rule name `{}` must be small words with hyphens, like `end-after-start`", code.is));
    }
    let severity = c.one(rule.severity.as_ref(), "severity", &SEVERITIES, Severity::word).unwrap_or(Severity::Error);
    let over = c.one(rule.over.as_ref(), "over", &["record", "sheet"], |word| word).unwrap_or("record");
    let whole_sheet = over == "sheet";
    if let Some(field) = &rule.field {
        c.known("column", field, &keys(raw));
    }
    let scope = Scope { sheets, record: (!whole_sheet).then_some(sheet) };
    let when = match &rule.when {
        Some(word) => Some(heard(c, word, condition(scope, &word.is))?),
        None => None,
    };
    let check = check.and_then(|word| heard(c, word, condition(scope, &word.is)));
    let message = message.and_then(|word| pieces(c, scope, word));
    Some(Rule {
        code: RuleCode::new(&sheet.workbook, &code?.is),
        severity,
        whole_sheet,
        when,
        check: check?,
        field: rule.field.as_ref().map(|f| f.is.clone()),
        message: message?,
        help: said(rule.help.as_ref()),
        source: (rule.when.as_ref().map(|w| one_line(&w.is)), rule.check.as_ref().map(|w| one_line(&w.is))?),
        blocks_baseline: rule.blocks_baseline.as_ref().is_some_and(|b| b.is),
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was read, or its mistake at the character where it stands.
fn heard<T>(c: &mut Checker, word: &Word, read: Result<T, Wrong>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err((character, message)) => {
            c.say_inside(word.at, character, message);
            None
        }
    }
}

/// A message in pieces: what stands in braces is an expression.
fn pieces(c: &mut Checker, scope: Scope<'_>, word: &Word) -> Option<Vec<Piece>> {
    let mut out = Vec::new();
    let mut rest = word.is.as_str();
    let mut at = 0;
    while let Some((text, after)) = rest.split_once('{') {
        let Some((inner, next)) = after.split_once('}') else {
            c.say(word.at, "a `{` in the message has no `}`");
            return None;
        };
        out.push(Piece::Text(text.to_owned()));
        at += text.chars().count() + 1;
        let read = match expression(scope, inner) {
            Ok((_, gives @ Type::Record(_))) => {
                Err((0, format!("this gives {}; say one of its fields", gives.words())))
            }
            other => other,
        };
        let read = read.map(|(expr, _)| expr).map_err(|(n, message)| (at + n, message));
        out.push(Piece::Value(heard(c, word, read)?));
        at += inner.chars().count() + 1;
        rest = next;
    }
    out.push(Piece::Text(rest.to_owned()));
    Some(out)
}
