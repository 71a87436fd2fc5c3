//! Checks the rules and computed formulas of a sheet, once the sheets of all templates are known.

use super::checker::Checker;
use super::column::{column_keys, find_column, text_or_empty};
use super::conditions::{ExpressionError, Scope, condition, expression};
use super::raw_template::{Located, LocatedText, RawRule, RawSheet, RawStarter};
use super::sheet::check_unique;
use crate::model::code::RuleCode;
use crate::model::condition::{Expr, ExprType};
use crate::model::keys::FieldKey;
use crate::model::severity::Severity;
use crate::model::template::{Computed, MessagePiece, Rule, Sheet, StarterCell};
use crate::model::text::{fold, slug};

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// Reads the computed formulas of a sheet, in the order of its columns.
pub(super) fn formulas(c: &mut Checker, sheets: &[&Sheet], sheet: &Sheet, raw: &RawSheet) -> Sheet {
    let mut sheet = sheet.clone();
    let keys: Vec<FieldKey> = sheet.columns.iter().map(|x| x.key.clone()).collect();
    for (n, key) in keys.iter().enumerate() {
        let computed = find_column(raw, key.as_str()).and_then(|x| x.computed.as_ref());
        let Some(word) = computed.and_then(|how| how.value.formula.as_ref()) else { continue };
        let scope = Scope { sheets, record: Some(&sheet) };
        let read = match expression(scope, &word.value) {
            Ok((_, gives @ (ExprType::YesNo | ExprType::List(_) | ExprType::Record(_)))) => Err(ExpressionError::new(
                0,
                format!("this gives {}; a cell holds a number, a date or a text", gives.words()),
            )),
            Ok((expr, _)) if uses_later_column(&expr, &keys, n) => Err(ExpressionError::new(
                0,
                "a formula uses only columns that are typed or that are computed before it",
            )),
            Ok((expr, _)) if !fits_a_cell(&expr) => {
                let message = "this can't be written as an Excel formula: a computed column uses its own record alone";
                Err(ExpressionError::new(0, message))
            }
            other => other,
        };
        if let Some((expr, gives)) = ok_or_report(c, word, read)
            && let Some(column) = sheet.columns.get_mut(n)
        {
            column.computed = Some(Computed::Formula { expr, gives });
        }
    }
    sheet
}

/// Reads the expressions in the starter rows of a sheet, texts that begin with `=`, and looks for the rows that others name.
pub(super) fn starters(c: &mut Checker, sheets: &[&Sheet], sheet: &mut Sheet, raw: &RawSheet) {
    let scope = Scope { sheets, record: None };
    for (starter, raw) in sheet.starters.iter_mut().zip(raw.starters.iter().flatten()) {
        for (key, cell) in &mut starter.cells {
            let text = match cell {
                StarterCell::Typed(text) => text,
                StarterCell::Named(names) => {
                    check_names(c, sheets, raw, names);
                    continue;
                }
                StarterCell::Made(_) => continue,
            };
            let Some(source) = text.strip_prefix('=').filter(|s| !s.trim().is_empty()) else { continue };
            match expression(scope, source) {
                Ok((expr, ExprType::Date | ExprType::Number | ExprType::Text)) => *cell = StarterCell::Made(expr),
                Ok((expr, ExprType::List(of))) if *of == ExprType::Text => *cell = StarterCell::Made(expr),
                Ok((_, gives)) => {
                    c.error(raw.at, format!("`{key}` of this row gives {}, which no cell holds", gives.words()))
                }
                Err(e) => c.error(raw.at, format!("`{key}` of this row: {}", e.message)),
            }
        }
    }
}

/// Checks that each name is that of a usual row.
fn check_names(c: &mut Checker, sheets: &[&Sheet], raw: &Located<RawStarter>, names: &[String]) {
    let named = |sheet: &&Sheet, name: &str| {
        let called = |(key, cell): &(FieldKey, StarterCell)| {
            sheet.natural_key.contains(key) && *cell == StarterCell::Typed(name.to_owned())
        };
        sheet.starters.iter().any(|starter| starter.cells.iter().any(called))
    };
    for name in names.iter().filter(|name| !sheets.iter().any(|sheet| named(sheet, name))) {
        c.error(raw.at, format!("there is no usual row called `{name}`"));
    }
}

/// Whether a formula uses its own column or one after it.
fn uses_later_column(expr: &Expr, keys: &[FieldKey], own: usize) -> bool {
    expr.fields().iter().any(|f| keys.get(own..).is_some_and(|rest| rest.first() == Some(f)))
}

/// Whether Excel can compute it in a cell; some things are only known to a run.
fn fits_a_cell(expr: &Expr) -> bool {
    crate::model::condition::fits_a_cell_formula(expr)
}

/// The rules of a sheet.
pub(super) fn rules(c: &mut Checker, sheets: &[&Sheet], sheet: &Sheet, raw: &RawSheet) -> Vec<Rule> {
    let mut names = Vec::new();
    let mut out = Vec::new();
    for part in raw.rules.iter().flatten() {
        check_unique(c, &mut names, part.value.name.as_ref(), "rule", fold);
        out.extend(rule(c, sheets, sheet, raw, part));
    }
    out
}

fn rule(c: &mut Checker, sheets: &[&Sheet], sheet: &Sheet, raw: &RawSheet, part: &Located<RawRule>) -> Option<Rule> {
    let rule = &part.value;
    let name = rule.name.as_ref().map_or_else(|| "a rule".to_owned(), |n| format!("the rule `{}`", n.value));
    let code = c.required(rule.name.as_ref(), part.at, &name, "name");
    let message = c.required(rule.message.as_ref(), part.at, &name, "message");
    let check = c.required(rule.check.as_ref(), part.at, &name, "check");
    if let Some(code) = code.filter(|w| slug(&w.value) != w.value) {
        c.error(
            code.at,
            format!("the rule name `{}` must be small words with hyphens, like `end-after-start`", code.value),
        );
    }
    let severity = c.one_of(rule.severity.as_ref(), "severity", &SEVERITIES, Severity::word).unwrap_or(Severity::Error);
    let over = c.one_of(rule.over.as_ref(), "over", &["record", "sheet"], |word| word).unwrap_or("record");
    let whole_sheet = over == "sheet";
    if let Some(field) = &rule.field {
        c.known("column", field, &column_keys(raw));
    }
    let scope = Scope { sheets, record: (!whole_sheet).then_some(sheet) };
    let when = match &rule.when {
        Some(word) => Some(ok_or_report(c, word, condition(scope, &word.value))?),
        None => None,
    };
    let check = check.and_then(|word| ok_or_report(c, word, condition(scope, &word.value)));
    let message = message.and_then(|word| message_parts(c, scope, word));
    Some(Rule {
        code: RuleCode::new(&sheet.workbook, &code?.value),
        severity,
        whole_sheet,
        when,
        check: check?,
        field: rule.field.as_ref().map(|f| f.value.as_str().into()),
        message: message?,
        help: text_or_empty(rule.help.as_ref()),
        source: (rule.when.as_ref().map(|w| one_line(&w.value)), rule.check.as_ref().map(|w| one_line(&w.value))?),
        blocks_baseline: rule.blocks_baseline.as_ref().is_some_and(|b| b.value),
    })
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was read; an error is reported at its character.
fn ok_or_report<T>(c: &mut Checker, word: &LocatedText, read: Result<T, ExpressionError>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(e) => {
            c.error_inside(word.at, e.character, e.message);
            None
        }
    }
}

/// A message in parts: what is in braces is an expression.
fn message_parts(c: &mut Checker, scope: Scope<'_>, word: &LocatedText) -> Option<Vec<MessagePiece>> {
    let mut out = Vec::new();
    let mut rest = word.value.as_str();
    let mut at = 0;
    while let Some((text, after)) = rest.split_once('{') {
        let Some((inner, next)) = after.split_once('}') else {
            c.error(word.at, "a `{` in the message has no `}`");
            return None;
        };
        out.push(MessagePiece::Text(text.to_owned()));
        at += text.chars().count() + 1;
        let read = match expression(scope, inner) {
            Ok((_, gives @ ExprType::Record(_))) => {
                Err(ExpressionError::new(0, format!("this gives {}; say one of its fields", gives.words())))
            }
            other => other,
        };
        let read = read.map(|(expr, _)| expr).map_err(|e| ExpressionError { character: at + e.character, ..e });
        out.push(MessagePiece::Value(ok_or_report(c, word, read)?));
        at += inner.chars().count() + 1;
        rest = next;
    }
    out.push(MessagePiece::Text(rest.to_owned()));
    Some(out)
}
