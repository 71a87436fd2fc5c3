//! Checks a template and its sheets as they are written, and makes the model's of them.

use super::checker::Checker;
use super::column::{VISIBILITIES, choices, column, column_keys, find_column, text_or_empty};
use super::raw_template::{Located, LocatedText, RawApproval, RawSheet, RawStarter, RawStarterCell, RawTemplate};
use crate::model::keys::FieldKey;
use crate::model::language::Translations;
use crate::model::template::{Approval, Sheet, SheetKind, Starter, StarterCell, Template, TitlesOnce, Visibility};
use crate::model::text::fold_title;

/// The template, as far as it can be made. It counts only if the checker has no errors.
pub(super) fn template(c: &mut Checker, raw: &RawTemplate) -> Option<Template> {
    let key = c.required(raw.key.as_ref(), 0, "the template", "key");
    let title = c.required(raw.title.as_ref(), 0, "the template", "title");
    if let Some(key) = key {
        c.check_key(key);
    }
    let (mut seen_keys, mut seen_titles) = (Vec::new(), Vec::new());
    let workbook = text_or_empty(key);
    let mut sheets = Vec::new();
    for part in raw.sheets.iter().flatten() {
        check_unique(c, &mut seen_keys, part.value.key.as_ref(), "sheet key", ToOwned::to_owned);
        check_unique(c, &mut seen_titles, part.value.title.as_ref(), "sheet title", fold_title);
        sheets.extend(sheet(c, part, &workbook));
    }
    if raw.sheets.as_ref().is_none_or(Vec::is_empty) {
        c.error(0, "the template has no `[[sheets]]`");
    }
    Some(Template {
        key: key?.value.clone(),
        title: title?.value.clone(),
        version: raw.version.as_ref().map_or(1, |v| v.value),
        audience: shared_or(c, raw.audience.as_ref(), "audience"),
        on_request: raw.on_request.is_some_and(|on| on),
        purpose: text_or_empty(raw.purpose.as_ref()),
        sheets,
        // Added when all templates are known.
        words: Translations::new(),
    })
}

/// Folded names and the offset at which each was first seen.
pub(super) type Seen = Vec<(String, usize)>;

/// Reports a word that was seen before, and remembers it.
pub(super) fn check_unique(
    c: &mut Checker,
    seen: &mut Seen,
    word: Option<&LocatedText>,
    what: &str,
    fold: fn(&str) -> String,
) {
    if let Some(word) = word {
        c.unique(seen, word, fold(&word.value), what);
    }
}

fn shared_or(c: &mut Checker, word: Option<&LocatedText>, key: &str) -> Visibility {
    c.one_of(word, key, &VISIBILITIES, Visibility::word).unwrap_or(Visibility::Shared)
}

fn sheet(c: &mut Checker, raw: &Located<RawSheet>, workbook: &str) -> Option<Sheet> {
    let name = raw.value.key.as_ref().map_or_else(|| "a sheet".to_owned(), |k| format!("the sheet `{}`", k.value));
    let key = c.required(raw.value.key.as_ref(), raw.at, &name, "key");
    let title = c.required(raw.value.title.as_ref(), raw.at, &name, "title");
    let prefix = c.required(raw.value.id_prefix.as_ref(), raw.at, &name, "id_prefix");
    if let Some(key) = key {
        c.check_key(key);
    }
    if let Some(title) = title {
        c.check_sheet_title(title);
    }
    if let Some(prefix) = prefix {
        id_prefix(c, prefix);
    }
    let kind = kind(c, raw, &name);
    let columns = raw.value.columns.iter().flatten().filter_map(|x| column(c, x, &raw.value)).collect();
    titles_and_keys(c, raw, &name);
    let natural_key = natural_key(c, raw, &name);
    let visibility = shared_or(c, raw.value.visibility.as_ref(), "visibility");
    let finals = statuses(c, &raw.value, raw.value.finals.as_ref());
    let due_kept = statuses(c, &raw.value, raw.value.due_kept.as_ref());
    let due = pointer(c, raw.value.due.as_ref(), &raw.value, "due", &["date"]);
    let responsible = pointer(c, raw.value.responsible.as_ref(), &raw.value, "responsible", &["person"]);
    let starters = raw.value.starters.iter().flatten().map(|s| starter(c, s, &raw.value)).collect();
    let approvals = raw.value.approvals.iter().flatten().filter_map(|a| approval(c, a, &raw.value)).collect();
    Some(Sheet {
        workbook: workbook.to_owned(),
        key: key?.value.clone().into(),
        title: title?.value.clone(),
        kind: kind?,
        id_prefix: prefix?.value.clone(),
        natural_key,
        visibility,
        prepared_rows: raw.value.prepared_rows.as_ref().map_or(25, |n| n.value),
        help: text_or_empty(raw.value.help.as_ref()),
        columns,
        // Read when the sheets of all templates are known.
        terms: raw.value.terms.iter().flatten().map(|(name, is)| (name.clone(), is.clone())).collect(),
        rules: Vec::new(),
        finals,
        due,
        due_kept,
        responsible,
        log: raw.value.log.as_ref().is_some_and(|l| l.value),
        starters,
        approvals,
        nouns: Vec::new(),
        lists: Vec::new(),
        words: Translations::new(),
        titles_once: TitlesOnce::default(),
    })
}

/// Labels of `status`, such as those that end a record.
fn statuses(c: &mut Checker, sheet: &RawSheet, said: Option<&Vec<LocatedText>>) -> Vec<String> {
    let labels = labels_of(sheet, "status");
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let words: Vec<&LocatedText> = said.into_iter().flatten().collect();
    for word in &words {
        c.known("choice of `status`", word, &labels);
    }
    words.into_iter().map(|w| w.value.clone()).collect()
}

fn labels_of(sheet: &RawSheet, key: &str) -> Vec<String> {
    let column = find_column(sheet, key);
    let choices = column.into_iter().flat_map(|x| &x.choices).flat_map(|l| &l.value);
    choices.map(|l| super::column::choice(&l.value).label).collect()
}

/// The key of a column of one of these types.
fn pointer(
    c: &mut Checker,
    word: Option<&LocatedText>,
    sheet: &RawSheet,
    what: &str,
    kinds: &[&'static str],
) -> Option<FieldKey> {
    let word = word?;
    let known = c.known("column", word, &column_keys(sheet));
    let kind = find_column(sheet, &word.value).and_then(|x| x.kind.as_ref()).map(|k| k.value.as_str());
    if known && !kind.is_some_and(|k| kinds.contains(&k)) {
        c.error(
            word.at,
            format!("`{what}` names a column of type {}, and `{}` is none", kinds.join(" or "), word.value),
        );
    }
    Some(word.value.as_str().into())
}

fn starter(c: &mut Checker, raw: &Located<RawStarter>, sheet: &RawSheet) -> Starter {
    let known = column_keys(sheet);
    let mut cells = Vec::new();
    let typed = |key: String, text: String| (FieldKey::from(key), StarterCell::Typed(text));
    for (key, cell) in &raw.value {
        match cell {
            RawStarterCell::Letters(letters) if key == "roles" && sheet.across.is_some() => {
                cells.extend(letters.iter().map(|(role, letters)| typed(format!("role:{role}"), letters.clone())));
                continue;
            }
            RawStarterCell::Letters(_) => c.error(raw.at, "letters by role are written `roles = { … }`, in a matrix"),
            // An expression is read when the sheets of all templates are known.
            RawStarterCell::Text(text) => cells.push(typed(key.clone(), text.clone())),
            RawStarterCell::Number(n) => {
                cells.extend(n.decimal().map(|n| typed(key.clone(), n.normalize().to_string())));
            }
            RawStarterCell::Names(names) => {
                let references = find_column(sheet, key).is_some_and(|column| column.references.is_some());
                let message = format!("`{key}` of this row is a list of names, which only a reference holds");
                if !references {
                    c.error(raw.at, message);
                }
                cells.push((FieldKey::from(key.clone()), StarterCell::Named(names.clone())));
            }
            RawStarterCell::YesNo(yes) => cells.push(typed(key.clone(), crate::model::value::yes_no(*yes).to_owned())),
        }
        c.known("column", &LocatedText { at: raw.at, value: key.clone() }, &known);
    }
    Starter { cells }
}

fn approval(c: &mut Checker, raw: &Located<RawApproval>, sheet: &RawSheet) -> Option<Approval> {
    let name =
        raw.value.key.as_ref().map_or_else(|| "an approval".to_owned(), |k| format!("the approval `{}`", k.value));
    let key = c.required(raw.value.key.as_ref(), raw.at, &name, "key");
    for (word, what) in [(&raw.value.decision, "decision"), (&raw.value.by, "by"), (&raw.value.on, "on")] {
        c.required(word.as_ref(), raw.at, &name, what);
    }
    let decision = pointer(c, raw.value.decision.as_ref(), sheet, "decision", &["choice"]);
    let by = pointer(c, raw.value.by.as_ref(), sheet, "by", &["person"]);
    let on = pointer(c, raw.value.on.as_ref(), sheet, "on", &["date"]);
    let labels = decision.as_ref().map_or_else(Vec::new, |d| labels_of(sheet, d.as_str()));
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    for word in raw.value.approved.iter().flatten() {
        c.known("choice of the decision", word, &labels);
    }
    for word in raw.value.covers.iter().flatten() {
        c.known("column", word, &column_keys(sheet));
    }
    if raw.value.approved.as_ref().is_none_or(Vec::is_empty) {
        c.error(raw.at, format!("{name} has no `approved`: name the choices that approve"));
    }
    if raw.value.covers.as_ref().is_none_or(Vec::is_empty) {
        c.error(raw.at, format!("{name} has no `covers`: name the columns that it is given for"));
    }
    Some(Approval {
        key: key?.value.clone(),
        decision: decision?,
        approved: raw.value.approved.iter().flatten().map(|w| w.value.clone()).collect(),
        by: by?,
        on: on?,
        covers: raw.value.covers.iter().flatten().map(|w| w.value.as_str().into()).collect(),
    })
}

fn id_prefix(c: &mut Checker, prefix: &LocatedText) {
    let letters = prefix.value.strip_suffix('-').unwrap_or("");
    if letters.is_empty() || !letters.chars().all(|x| x.is_ascii_uppercase()) {
        c.error(
            prefix.at,
            format!("`{}` can't begin an ID: write capital letters and a hyphen, like `R-`", prefix.value),
        );
    }
}

fn kind(c: &mut Checker, raw: &Located<RawSheet>, name: &str) -> Option<SheetKind> {
    let word = raw.value.kind.as_ref();
    let kind = c.one_of(word, "kind", &["table", "matrix"], |word| word);
    if word.is_some() && kind.is_none() {
        return None;
    }
    let matrix = kind == Some("matrix");
    c.only_for(raw.value.across.as_ref(), matrix, "across", "a sheet with `kind = \"matrix\"`");
    c.only_for(raw.value.letters.as_ref(), matrix, "letters", "a sheet with `kind = \"matrix\"`");
    if !matrix {
        return Some(SheetKind::Table);
    }
    let across = c.required(raw.value.across.as_ref(), raw.at, &format!("{name}, a matrix,"), "across");
    if let Some(across) = across.filter(|a| raw.value.key.as_ref().is_some_and(|k| k.value == a.value)) {
        c.error(across.at, format!("{name} can't be its own columns; `across` names another sheet"));
    }
    let letters = raw.value.letters.as_ref().map_or_else(Vec::new, |l| choices(c, &l.value));
    if letters.is_empty() {
        c.error(raw.at, format!("{name}, a matrix, has no `letters`"));
    }
    Some(SheetKind::Matrix { across: across?.value.clone().into(), letters })
}

fn titles_and_keys(c: &mut Checker, raw: &Located<RawSheet>, name: &str) {
    let (mut seen_keys, mut seen_titles) = (Vec::new(), Vec::new());
    let columns: Vec<_> = raw.value.columns.iter().flatten().map(|x| &x.value).collect();
    for column in &columns {
        check_unique(c, &mut seen_keys, column.key.as_ref(), "column key", ToOwned::to_owned);
        check_unique(c, &mut seen_titles, column.title.as_ref(), "column title", fold_title);
    }
    for column in &columns {
        let own = column.title.as_ref().map(|t| fold_title(&t.value));
        let aliases = column.aliases.iter().flatten().filter(|a| Some(fold_title(&a.value)) != own);
        aliases.for_each(|a| c.unique(&mut seen_titles, a, fold_title(&a.value), "column title or alias"));
    }
    let first = columns.first().and_then(|x| x.key.as_ref()).map(|k| k.value.as_str());
    let tool = columns.first().and_then(|x| x.owner.as_ref()).map(|o| o.value.as_str());
    if first != Some("id") || tool != Some("tool") {
        let at = raw.value.columns.iter().flatten().next().map_or(raw.at, |x| x.at);
        c.error(at, format!("{name} must begin with the column `id`, with `owner = \"tool\"`"));
    }
}

fn natural_key(c: &mut Checker, raw: &Located<RawSheet>, name: &str) -> Vec<FieldKey> {
    let words: Vec<&LocatedText> = raw.value.natural_key.iter().flat_map(|k| &k.value).collect();
    if words.is_empty() {
        c.error(raw.at, format!("{name} has no `natural_key`: name the columns that tell its records apart in words"));
    }
    let keys = column_keys(&raw.value);
    for word in &words {
        c.known("column", word, &keys);
        if find_column(&raw.value, &word.value).and_then(|x| x.owner.as_ref()).is_some_and(|o| o.value == "tool") {
            c.error(
                word.at,
                format!("the column `{}` is the program's own, so people can't know a record by it", word.value),
            );
        }
    }
    words.into_iter().map(|w| w.value.as_str().into()).collect()
}
