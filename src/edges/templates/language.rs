//! Language files, and translations beside the English words of a template: read, checked, and laid over the templates.

use super::built_in::LANGUAGES;
use super::checker::{Checker, unknown};
use super::draft::{Draft, reworded};
use super::origin::{Origin, TemplateError};
use super::raw::{Said, Word};
use super::raw_language::{RawBook, RawColumnWords, RawLanguage, RawSheetWords};
use crate::model::language::{Language, Phrase, Words, places};
use crate::model::template::{Column, Computed, Kind, RESERVED_TITLES, Sheet, SheetKind, Template};
use crate::model::text::{fold, fold_title};
use crate::model::value::yes_no;

/// The folder of language files beside the templates.
const FOLDER: &str = "languages/";

/// Is this the name of a language file?
pub(super) fn is_language(name: &str) -> bool {
    name.starts_with(FOLDER)
}

/// Is this the text of a language file, and not of a template? What can't be read is taken for a template.
pub fn is_language_file(text: &str) -> bool {
    toml::from_str::<toml::Table>(text)
        .is_ok_and(|table| table.contains_key("language") && !table.contains_key("sheets"))
}

/// A language file that was read.
struct File {
    origin: Origin,
    raw: RawLanguage,
    built_in: bool,
}

fn read(name: &str, text: &str, built_in: bool) -> Result<File, Vec<TemplateError>> {
    let mut origin = Origin::default();
    let moved = origin.add(name, text);
    let read: Result<RawLanguage, _> = toml::from_str(&moved);
    let raw = read.map_err(|e| vec![origin.error(e.span().map_or(0, |s| s.start), reworded(e.message()))])?;
    Ok(File { origin, raw, built_in })
}

fn files(own: &[(String, String)]) -> (Vec<File>, Vec<TemplateError>) {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    let theirs = own.iter().filter(|(name, _)| is_language(name)).map(|(n, t)| (n.as_str(), t.as_str(), false));
    for (name, text, built_in) in LANGUAGES.into_iter().map(|(n, t)| (n, t, true)).chain(theirs) {
        match read(name, text, built_in) {
            Ok(file) => files.push(file),
            Err(wrong) => errors.extend(wrong),
        }
    }
    (files, errors)
}

/// English, the languages that the program brings, and an engagement's own laid over them or added.
pub fn languages(own: &[(String, String)]) -> Result<Vec<Language>, Vec<TemplateError>> {
    let (files, mut errors) = files(own);
    let mut out = vec![Language::english()];
    for file in &files {
        let mut c = Checker::new(&file.origin);
        let code = code(&mut c, &file.raw);
        let phrases = phrases(&mut c, &file.raw);
        errors.extend(c.errors);
        let Some(code) = code else { continue };
        let at = out.iter().position(|l| l.code == code).unwrap_or(out.len());
        if at == out.len() {
            out.push(Language { name: code.clone(), code, ..Language::default() });
        }
        if let Some(language) = out.get_mut(at) {
            language.phrases.extend(phrases);
            if let Some(name) = &file.raw.name {
                language.name.clone_from(&name.is);
            }
        }
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

fn code(c: &mut Checker, raw: &RawLanguage) -> Option<String> {
    let word = c.must(raw.language.as_ref(), 0, "the language file", "language")?;
    if is_code(&word.is) {
        return Some(word.is.clone());
    }
    c.say(word.at, format!("`{}` is no language: write two small letters, like `de`", word.is));
    None
}

fn is_code(word: &str) -> bool {
    word.len() == 2 && word.chars().all(|x| x.is_ascii_lowercase())
}

fn phrases(c: &mut Checker, raw: &RawLanguage) -> Vec<(String, String)> {
    let keys: Vec<&str> = Phrase::ALL.iter().map(|p| p.key()).collect();
    let mut out = Vec::new();
    for (key, word) in &raw.phrases {
        let Some(phrase) = Phrase::ALL.iter().find(|p| p.key() == key) else {
            c.say(word.at, unknown("phrase", key, &keys));
            continue;
        };
        if places(&word.is) != places(phrase.english()) {
            c.say(word.at, format!("the phrase `{key}` must keep the places in braces of {:?}", phrase.english()));
        }
        out.push((key.clone(), word.is.clone()));
    }
    out
}

/// Lays all translations over the templates: those of the files in turn, then those beside the templates' own words. What
/// a built-in file says of a built-in template that an engagement changed is left out where it does not fit any more.
pub(super) fn apply(drafts: &mut [Draft], own: &[(String, String)]) -> Vec<TemplateError> {
    let (files, mut errors) = files(own);
    let known: Vec<(String, String)> =
        drafts.iter().flat_map(|d| &d.template.sheets).map(|s| (s.key.clone(), s.title.clone())).collect();
    let mut tongue = Tongue { known, said: Vec::new() };
    for file in &files {
        let mut c = Checker::new(&file.origin);
        let Some(code) = file.raw.language.as_ref().map(|w| w.is.clone()) else { continue };
        let keys: Vec<String> = drafts.iter().map(|d| d.template.key.clone()).collect();
        for (key, book) in &file.raw.workbooks {
            let Some(draft) = drafts.iter_mut().find(|d| d.template.key == *key) else {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                c.say(book.at, unknown("workbook", key, &keys));
                continue;
            };
            tongue.book(&mut c, &mut draft.template, &code, book);
        }
        // A built-in file fits the built-in templates, as a test says.
        if !file.built_in || own.is_empty() {
            errors.extend(c.errors);
        }
    }
    for draft in drafts.iter_mut() {
        let mut c = Checker::new(&draft.origin);
        for (code, book) in &draft.inline {
            tongue.book(&mut c, &mut draft.template, code, book);
        }
        errors.extend(c.errors);
    }
    errors
}

/// Says yes and no in each language where a column of yes and no has no words of its own for them.
pub(super) fn say_yes_and_no(templates: &mut [Template], languages: &[Language]) {
    let columns = templates.iter_mut().flat_map(|t| &mut t.sheets).flat_map(|s| &mut s.columns);
    for column in columns.filter(|c| c.kind == Kind::YesNo) {
        for language in languages.iter().filter(|l| !l.is_english()) {
            let words = column.words.entry(language.code.clone()).or_default();
            for (label, phrase) in [(yes_no(true), Phrase::Yes), (yes_no(false), Phrase::No)] {
                words.labels.entry(label.to_owned()).or_insert_with(|| language.say(phrase).to_owned());
            }
        }
    }
}

/// What is known while translations are laid over.
struct Tongue {
    /// Key and English title of every sheet.
    known: Vec<(String, String)>,
    /// Language, folded title and sheet of every translated sheet title.
    said: Vec<(String, String, String)>,
}

impl Tongue {
    fn book(&mut self, c: &mut Checker, template: &mut Template, code: &str, raw: &Said<RawBook>) {
        let words = template.words.entry(code.to_owned()).or_default();
        lay(&mut words.title, raw.is.title.as_ref());
        lay(&mut words.help, raw.is.purpose.as_ref());
        let keys: Vec<String> = template.sheets.iter().map(|s| s.key.clone()).collect();
        for (key, sheet) in &raw.is.sheets {
            match template.sheets.iter_mut().find(|s| s.key == *key) {
                Some(there) => self.sheet(c, there, code, sheet),
                None => c.say(sheet.at, unknown("sheet", key, &keys.iter().map(String::as_str).collect::<Vec<_>>())),
            }
        }
    }

    fn sheet(&mut self, c: &mut Checker, sheet: &mut Sheet, code: &str, raw: &Said<RawSheetWords>) {
        if let Some(title) = raw.is.title.as_ref().filter(|t| self.sheet_title(c, sheet, code, t)) {
            sheet.words.entry(code.to_owned()).or_default().title = Some(title.is.clone());
        }
        let letters = match &sheet.kind {
            SheetKind::Matrix { letters, .. } => letters.iter().map(|l| l.label.clone()).collect(),
            SheetKind::Table => Vec::new(),
        };
        let words = sheet.words.entry(code.to_owned()).or_default();
        lay(&mut words.help, raw.is.help.as_ref());
        for (letter, word) in &raw.is.letters {
            if c.known("letter", &Word { at: word.at, is: letter.clone() }, &strs(&letters)) {
                words.labels.insert(letter.clone(), word.is.clone());
            }
        }
        let keys: Vec<String> = sheet.columns.iter().map(|x| x.key.clone()).collect();
        for (key, column) in &raw.is.columns {
            let Some(at) = sheet.position(key) else {
                c.say(column.at, unknown("column", key, &strs(&keys)));
                continue;
            };
            let title = column.is.title.as_ref().filter(|t| column_title(c, sheet, at, code, t));
            if let Some(there) = sheet.columns.get_mut(at) {
                column_words(c, there, code, title, &column.is);
            }
        }
    }

    /// A sheet's title is its own, in its language and among the English ones.
    fn sheet_title(&mut self, c: &mut Checker, sheet: &Sheet, code: &str, title: &Word) -> bool {
        let before = c.errors.len();
        c.sheet_title(title);
        let folded = fold_title(&title.is);
        let english = self.known.iter().find(|(key, t)| *key != sheet.key && fold_title(t) == folded).map(|(k, _)| k);
        let said = self.said.iter().find(|(l, t, key)| l == code && *t == folded && *key != sheet.key);
        if let Some(other) = english.or(said.map(|(_, _, key)| key)) {
            c.say(title.at, format!("`{}` is the title of the sheet `{other}` already", title.is));
        }
        if RESERVED_TITLES.iter().any(|t| fold_title(t) == folded) || c.errors.len() > before {
            return false;
        }
        self.said.retain(|(l, _, key)| l != code || *key != sheet.key);
        self.said.push((code.to_owned(), folded, sheet.key.clone()));
        true
    }
}

fn strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn lay(slot: &mut Option<String>, word: Option<&Word>) {
    if let Some(word) = word {
        *slot = Some(word.is.clone());
    }
}

/// A column's title is its own: no other column's title or alias, in its language and in English.
fn column_title(c: &mut Checker, sheet: &Sheet, at: usize, code: &str, title: &Word) -> bool {
    let before = c.errors.len();
    c.column_title(title);
    let folded = fold_title(&title.is);
    let same = |x: &Column| {
        let own = x.words.get(code).and_then(|w| w.title.as_ref());
        std::iter::once(&x.title).chain(&x.aliases).chain(own).any(|t| fold_title(t) == folded)
    };
    if let Some((_, other)) = sheet.columns.iter().enumerate().find(|(i, x)| *i != at && same(x)) {
        c.say(title.at, format!("`{}` is a title of the column `{}` already", title.is, other.key));
    }
    c.errors.len() == before
}

fn column_words(c: &mut Checker, column: &mut Column, code: &str, title: Option<&Word>, raw: &RawColumnWords) {
    let labels = labels(column);
    let mut words: Words = column.words.get(code).cloned().unwrap_or_default();
    lay(&mut words.title, title);
    lay(&mut words.help, raw.help.as_ref());
    lay(&mut words.example, raw.example.as_ref());
    for (label, word) in &raw.choices {
        if !c.known("choice", &Word { at: word.at, is: label.clone() }, &strs(&labels)) {
            continue;
        }
        match taken(column, &words, label, &word.is) {
            Some(other) => c.say(
                word.at,
                format!("`{}` can't mean `{label}` of the column `{}`: it means `{other}`", word.is, column.key),
            ),
            None => {
                words.labels.insert(label.clone(), word.is.clone());
            }
        }
    }
    column.words.insert(code.to_owned(), words);
}

/// The labels that a column shows and that have a word in each language.
fn labels(column: &Column) -> Vec<String> {
    match &column.computed {
        Some(Computed::Band { bands, .. }) => bands.iter().map(|(_, label)| label.clone()).collect(),
        _ if column.kind == Kind::YesNo => [true, false].map(|b| yes_no(b).to_owned()).to_vec(),
        _ => column.choices.iter().map(|x| x.label.clone()).collect(),
    }
}

/// The other label that a word means already, in English or in the same language.
fn taken(column: &Column, words: &Words, label: &str, word: &str) -> Option<String> {
    let word = fold(word);
    let english = column
        .choices
        .iter()
        .find(|x| x.label != label && std::iter::once(&x.label).chain(&x.synonyms).any(|known| fold(known) == word));
    let band = labels(column).into_iter().find(|other| other != label && fold(other) == word);
    let own = words.labels.iter().find(|(other, known)| *other != label && fold(known) == word);
    english.map(|x| x.label.clone()).or(band).or(own.map(|(other, _)| other.clone()))
}
