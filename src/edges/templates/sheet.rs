//! Checks a template and its sheets, and makes the things of them.

use super::checker::Checker;
use super::column::{VISIBILITIES, choices, column, find, keys, said};
use super::raw::{RawApproval, RawCell, RawSheet, RawStarter, RawTemplate, Said, Word};
use crate::model::language::Tongues;
use crate::model::template::{Approval, Sheet, SheetKind, Starter, StarterCell, Template, Visibility};
use crate::model::text::fold_title;

/// The template, as far as it can be made; it counts only if the checker heard nothing wrong.
pub(super) fn template(c: &mut Checker, raw: &RawTemplate) -> Option<Template> {
    let key = c.must(raw.key.as_ref(), 0, "the template", "key");
    let title = c.must(raw.title.as_ref(), 0, "the template", "title");
    if let Some(key) = key {
        c.key(key);
    }
    let (mut seen_keys, mut seen_titles) = (Vec::new(), Vec::new());
    let workbook = said(key);
    let mut sheets = Vec::new();
    for part in raw.sheets.iter().flatten() {
        seen(c, &mut seen_keys, part.is.key.as_ref(), "sheet key", ToOwned::to_owned);
        seen(c, &mut seen_titles, part.is.title.as_ref(), "sheet title", fold_title);
        sheets.extend(sheet(c, part, &workbook));
    }
    if raw.sheets.as_ref().is_none_or(Vec::is_empty) {
        c.say(0, "the template has no `[[sheets]]`");
    }
    Some(Template {
        key: key?.is.clone(),
        title: title?.is.clone(),
        version: raw.version.as_ref().map_or(1, |v| v.is),
        audience: shared_or(c, raw.audience.as_ref(), "audience"),
        purpose: said(raw.purpose.as_ref()),
        sheets,
        // Laid over when all templates are known.
        words: Tongues::new(),
    })
}

pub(super) type Seen = Vec<(String, usize)>;

pub(super) fn seen(c: &mut Checker, seen: &mut Seen, word: Option<&Word>, what: &str, fold: fn(&str) -> String) {
    if let Some(word) = word {
        c.once(seen, word, fold(&word.is), what);
    }
}

fn shared_or(c: &mut Checker, word: Option<&Word>, key: &str) -> Visibility {
    c.one(word, key, &VISIBILITIES, Visibility::word).unwrap_or(Visibility::Shared)
}

fn sheet(c: &mut Checker, raw: &Said<RawSheet>, workbook: &str) -> Option<Sheet> {
    let name = raw.is.key.as_ref().map_or_else(|| "a sheet".to_owned(), |k| format!("the sheet `{}`", k.is));
    let key = c.must(raw.is.key.as_ref(), raw.at, &name, "key");
    let title = c.must(raw.is.title.as_ref(), raw.at, &name, "title");
    let prefix = c.must(raw.is.id_prefix.as_ref(), raw.at, &name, "id_prefix");
    if let Some(key) = key {
        c.key(key);
    }
    if let Some(title) = title {
        c.sheet_title(title);
    }
    if let Some(prefix) = prefix {
        id_prefix(c, prefix);
    }
    let kind = kind(c, raw, &name);
    let columns = raw.is.columns.iter().flatten().filter_map(|x| column(c, x, &raw.is)).collect();
    titles_and_keys(c, raw, &name);
    let natural_key = natural_key(c, raw, &name);
    let visibility = shared_or(c, raw.is.visibility.as_ref(), "visibility");
    let finals = finals(c, &raw.is);
    let due = pointer(c, raw.is.due.as_ref(), &raw.is, "due", &["date"]);
    let responsible = pointer(c, raw.is.responsible.as_ref(), &raw.is, "responsible", &["person"]);
    let starters = raw.is.starters.iter().flatten().map(|s| starter(c, s, &raw.is)).collect();
    let approvals = raw.is.approvals.iter().flatten().filter_map(|a| approval(c, a, &raw.is)).collect();
    Some(Sheet {
        workbook: workbook.to_owned(),
        key: key?.is.clone(),
        title: title?.is.clone(),
        kind: kind?,
        id_prefix: prefix?.is.clone(),
        natural_key,
        visibility,
        prepared_rows: raw.is.prepared_rows.as_ref().map_or(25, |n| n.is),
        help: said(raw.is.help.as_ref()),
        columns,
        // Read when the sheets of all templates are known.
        rules: Vec::new(),
        finals,
        due,
        responsible,
        log: raw.is.log.as_ref().is_some_and(|l| l.is),
        starters,
        approvals,
        words: Tongues::new(),
    })
}

/// The labels of `status` that end a record.
fn finals(c: &mut Checker, sheet: &RawSheet) -> Vec<String> {
    let labels = labels_of(sheet, "status");
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let words: Vec<&Word> = sheet.finals.iter().flatten().collect();
    for word in &words {
        c.known("choice of `status`", word, &labels);
    }
    words.into_iter().map(|w| w.is.clone()).collect()
}

fn labels_of(sheet: &RawSheet, key: &str) -> Vec<String> {
    let column = find(sheet, key);
    let choices = column.into_iter().flat_map(|x| &x.choices).flat_map(|l| &l.is);
    choices.map(|l| super::column::choice(&l.is).label).collect()
}

/// The key of a column of one of these types.
fn pointer(
    c: &mut Checker,
    word: Option<&Word>,
    sheet: &RawSheet,
    what: &str,
    kinds: &[&'static str],
) -> Option<String> {
    let word = word?;
    let known = c.known("column", word, &keys(sheet));
    let kind = find(sheet, &word.is).and_then(|x| x.kind.as_ref()).map(|k| k.is.as_str());
    if known && !kind.is_some_and(|k| kinds.contains(&k)) {
        c.say(word.at, format!("`{what}` names a column of type {}, and `{}` is none", kinds.join(" or "), word.is));
    }
    Some(word.is.clone())
}

fn starter(c: &mut Checker, raw: &Said<RawStarter>, sheet: &RawSheet) -> Starter {
    let known = keys(sheet);
    let mut cells = Vec::new();
    let typed = |key: String, text: String| (key, StarterCell::Typed(text));
    for (key, cell) in &raw.is {
        match cell {
            RawCell::Letters(letters) if key == "roles" && sheet.across.is_some() => {
                cells.extend(letters.iter().map(|(role, letters)| typed(format!("role:{role}"), letters.clone())));
                continue;
            }
            RawCell::Letters(_) => c.say(raw.at, "letters by role are written `roles = { … }`, in a matrix"),
            // An expression is read when the sheets of all templates are known.
            RawCell::Text(text) => cells.push(typed(key.clone(), text.clone())),
            RawCell::Number(n) => {
                cells.extend(n.decimal().map(|n| typed(key.clone(), n.normalize().to_string())));
            }
            RawCell::YesNo(yes) => cells.push(typed(key.clone(), crate::model::value::yes_no(*yes).to_owned())),
        }
        c.known("column", &Word { at: raw.at, is: key.clone() }, &known);
    }
    Starter { cells }
}

fn approval(c: &mut Checker, raw: &Said<RawApproval>, sheet: &RawSheet) -> Option<Approval> {
    let name = raw.is.key.as_ref().map_or_else(|| "an approval".to_owned(), |k| format!("the approval `{}`", k.is));
    let key = c.must(raw.is.key.as_ref(), raw.at, &name, "key");
    for (word, what) in [(&raw.is.decision, "decision"), (&raw.is.by, "by"), (&raw.is.on, "on")] {
        c.must(word.as_ref(), raw.at, &name, what);
    }
    let decision = pointer(c, raw.is.decision.as_ref(), sheet, "decision", &["choice"]);
    let by = pointer(c, raw.is.by.as_ref(), sheet, "by", &["person"]);
    let on = pointer(c, raw.is.on.as_ref(), sheet, "on", &["date"]);
    let labels = decision.as_ref().map_or_else(Vec::new, |d| labels_of(sheet, d));
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    for word in raw.is.approved.iter().flatten() {
        c.known("choice of the decision", word, &labels);
    }
    for word in raw.is.covers.iter().flatten() {
        c.known("column", word, &keys(sheet));
    }
    if raw.is.approved.as_ref().is_none_or(Vec::is_empty) {
        c.say(raw.at, format!("{name} has no `approved`: name the choices that approve"));
    }
    if raw.is.covers.as_ref().is_none_or(Vec::is_empty) {
        c.say(raw.at, format!("{name} has no `covers`: name the columns that it is given for"));
    }
    Some(Approval {
        key: key?.is.clone(),
        decision: decision?,
        approved: raw.is.approved.iter().flatten().map(|w| w.is.clone()).collect(),
        by: by?,
        on: on?,
        covers: raw.is.covers.iter().flatten().map(|w| w.is.clone()).collect(),
    })
}

fn id_prefix(c: &mut Checker, prefix: &Word) {
    let letters = prefix.is.strip_suffix('-').unwrap_or("");
    if letters.is_empty() || !letters.chars().all(|x| x.is_ascii_uppercase()) {
        c.say(prefix.at, format!("`{}` can't begin an ID: write capital letters and a hyphen, like `R-`", prefix.is));
    }
}

fn kind(c: &mut Checker, raw: &Said<RawSheet>, name: &str) -> Option<SheetKind> {
    let word = raw.is.kind.as_ref();
    let kind = c.one(word, "kind", &["table", "matrix"], |word| word);
    if word.is_some() && kind.is_none() {
        return None;
    }
    let matrix = kind == Some("matrix");
    c.only(raw.is.across.as_ref(), matrix, "across", "a sheet with `kind = \"matrix\"`");
    c.only(raw.is.letters.as_ref(), matrix, "letters", "a sheet with `kind = \"matrix\"`");
    if !matrix {
        return Some(SheetKind::Table);
    }
    let across = c.must(raw.is.across.as_ref(), raw.at, &format!("{name}, a matrix,"), "across");
    if let Some(across) = across.filter(|a| raw.is.key.as_ref().is_some_and(|k| k.is == a.is)) {
        c.say(across.at, format!("{name} can't be its own columns; `across` names another sheet"));
    }
    let letters = raw.is.letters.as_ref().map_or_else(Vec::new, |l| choices(c, &l.is));
    if letters.is_empty() {
        c.say(raw.at, format!("{name}, a matrix, has no `letters`"));
    }
    Some(SheetKind::Matrix { across: across?.is.clone(), letters })
}

fn titles_and_keys(c: &mut Checker, raw: &Said<RawSheet>, name: &str) {
    let (mut seen_keys, mut seen_titles) = (Vec::new(), Vec::new());
    let columns: Vec<_> = raw.is.columns.iter().flatten().map(|x| &x.is).collect();
    for column in &columns {
        seen(c, &mut seen_keys, column.key.as_ref(), "column key", ToOwned::to_owned);
        seen(c, &mut seen_titles, column.title.as_ref(), "column title", fold_title);
    }
    for column in &columns {
        let own = column.title.as_ref().map(|t| fold_title(&t.is));
        let aliases = column.aliases.iter().flatten().filter(|a| Some(fold_title(&a.is)) != own);
        aliases.for_each(|a| c.once(&mut seen_titles, a, fold_title(&a.is), "column title or alias"));
    }
    let first = columns.first().and_then(|x| x.key.as_ref()).map(|k| k.is.as_str());
    let tool = columns.first().and_then(|x| x.owner.as_ref()).map(|o| o.is.as_str());
    if first != Some("id") || tool != Some("tool") {
        let at = raw.is.columns.iter().flatten().next().map_or(raw.at, |x| x.at);
        c.say(at, format!("{name} must begin with the column `id`, with `owner = \"tool\"`"));
    }
}

fn natural_key(c: &mut Checker, raw: &Said<RawSheet>, name: &str) -> Vec<String> {
    let words: Vec<&Word> = raw.is.natural_key.iter().flat_map(|k| &k.is).collect();
    if words.is_empty() {
        c.say(raw.at, format!("{name} has no `natural_key`: name the columns that tell its records apart in words"));
    }
    let keys = keys(&raw.is);
    for word in &words {
        c.known("column", word, &keys);
        if find(&raw.is, &word.is).and_then(|x| x.owner.as_ref()).is_some_and(|o| o.is == "tool") {
            c.say(
                word.at,
                format!("the column `{}` is the program's own, so people can't know a record by it", word.is),
            );
        }
    }
    words.into_iter().map(|w| w.is.clone()).collect()
}
