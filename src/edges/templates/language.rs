//! Translations, from language files and from beside the English words of a template: read, checked and added to the
//! templates.

use super::built_in::LANGUAGES;
use super::checker::{Checker, unknown};
use super::draft::{Draft, reworded};
use super::raw_language::{RawBook, RawColumnWords, RawLanguage, RawSheetWords};
use super::raw_template::{Located, LocatedText};
use super::source_text::{SourceTexts, TemplateError};
use crate::model::keys::SheetKey;
use crate::model::language::{Language, Phrase, Translation, places};
use crate::model::template::{Column, Computed, Kind, RESERVED_TITLES, Sheet, SheetKind, Template};
use crate::model::text::{fold, fold_title};
use crate::model::value::yes_no;

/// The folder of language files beside the templates.
const FOLDER: &str = "languages/";

/// Whether this is the name of a language file.
pub(super) fn is_language(name: &str) -> bool {
    name.starts_with(FOLDER)
}

/// Whether this is the text of a language file and not of a template. What can't be read is taken for a template.
pub fn is_language_file(text: &str) -> bool {
    toml::from_str::<toml::Table>(text)
        .is_ok_and(|table| table.contains_key("language") && !table.contains_key("sheets"))
}

/// A language file that was read.
pub(super) struct LanguageFile {
    source: SourceTexts,
    raw: RawLanguage,
    built_in: bool,
}

fn read(name: &str, text: &str, built_in: bool) -> Result<LanguageFile, Vec<TemplateError>> {
    let mut source = SourceTexts::default();
    let moved = source.add(name, text);
    let read: Result<RawLanguage, _> = toml::from_str(&moved);
    let raw = read.map_err(|e| vec![source.error(e.span().map_or(0, |s| s.start), reworded(e.message()))])?;
    Ok(LanguageFile { source, raw, built_in })
}

/// The built-in language files and an engagement's own, and what is wrong in them.
pub(super) fn files(own: &[(String, String)]) -> (Vec<LanguageFile>, Vec<TemplateError>) {
    let (mut files, mut errors) = (Vec::new(), Vec::new());
    let own = own.iter().filter(|(name, _)| is_language(name)).map(|(n, t)| (n.as_str(), t.as_str(), false));
    for (name, text, built_in) in LANGUAGES.into_iter().map(|(n, t)| (n, t, true)).chain(own) {
        match read(name, text, built_in) {
            Ok(file) => files.push(file),
            Err(wrong) => errors.extend(wrong),
        }
    }
    (files, errors)
}

/// English, the built-in languages, and an engagement's own, whose words override built-in ones.
///
/// # Errors
/// Everything that is wrong in the language files.
pub fn languages(own: &[(String, String)]) -> Result<Vec<Language>, Vec<TemplateError>> {
    let (files, wrong) = files(own);
    if wrong.is_empty() { languages_of(&files) } else { Err(wrong) }
}

/// English, and the languages of these files, of which a later one overrides words of an earlier one.
pub(super) fn languages_of(files: &[LanguageFile]) -> Result<Vec<Language>, Vec<TemplateError>> {
    let mut errors = Vec::new();
    let mut out = vec![Language::english()];
    for file in files {
        let mut c = Checker::new(&file.source);
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
                language.name.clone_from(&name.value);
            }
        }
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

fn code(c: &mut Checker, raw: &RawLanguage) -> Option<String> {
    let word = c.required(raw.language.as_ref(), 0, "the language file", "language")?;
    if is_code(&word.value) {
        return Some(word.value.clone());
    }
    c.error(word.at, format!("`{}` is no language: write two small letters, like `de`", word.value));
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
            c.error(word.at, unknown("phrase", key, &keys));
            continue;
        };
        if places(&word.value) != places(phrase.english()) {
            c.error(word.at, format!("the phrase `{key}` must keep the places in braces of {:?}", phrase.english()));
        }
        out.push((key.clone(), word.value.clone()));
    }
    out
}

/// Adds all translations to the templates: those of the files in turn, then those beside the templates' own words.
/// Where a built-in file no longer fits a template that an engagement changed, its words are left out without an error:
/// only without such a template are built-in files judged.
pub(super) fn apply_translations(
    drafts: &mut [Draft],
    files: &[LanguageFile],
    judges_built_in: bool,
) -> Vec<TemplateError> {
    let mut errors = Vec::new();
    let english: Vec<(SheetKey, String)> =
        drafts.iter().flat_map(|d| &d.template.sheets).map(|s| (s.key.clone(), s.title.clone())).collect();
    let mut translator = Translator { english, translated: Vec::new() };
    for file in files {
        let mut c = Checker::new(&file.source);
        let Some(code) = file.raw.language.as_ref().map(|w| w.value.clone()) else { continue };
        let keys: Vec<String> = drafts.iter().map(|d| d.template.key.clone()).collect();
        for (key, book) in &file.raw.workbooks {
            let Some(draft) = drafts.iter_mut().find(|d| d.template.key == *key) else {
                let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                c.error(book.at, unknown("workbook", key, &keys));
                continue;
            };
            translator.book(&mut c, &mut draft.template, &code, book);
        }
        // Built-in files fit the built-in templates; a test makes sure of it.
        if !file.built_in || judges_built_in {
            errors.extend(c.errors);
        }
    }
    for draft in drafts.iter_mut() {
        let mut c = Checker::new(&draft.source);
        for (code, book) in &draft.inline {
            translator.book(&mut c, &mut draft.template, code, book);
        }
        errors.extend(c.errors);
    }
    errors
}

/// Adds the words for yes and no in each language to columns of that type that have none of their own.
pub(super) fn add_yes_and_no(templates: &mut [Template], languages: &[Language]) {
    let columns = templates.iter_mut().flat_map(|t| &mut t.sheets).flat_map(|s| &mut s.columns);
    for column in columns.filter(|c| c.kind == Kind::YesNo) {
        for language in languages.iter().filter(|l| !l.is_english()) {
            let words = column.words.entry(language.code.clone()).or_default();
            for (label, phrase) in [(yes_no(true), Phrase::Yes), (yes_no(false), Phrase::No)] {
                words.labels.entry(label.to_owned()).or_insert_with(|| language.phrase(phrase).to_owned());
            }
        }
    }
}

/// Adds translations to templates, and knows which titles of sheets are taken.
struct Translator {
    /// Key and English title of every sheet.
    english: Vec<(SheetKey, String)>,
    /// Language, folded title and sheet of every translated sheet title.
    translated: Vec<(String, String, SheetKey)>,
}

impl Translator {
    fn book(&mut self, c: &mut Checker, template: &mut Template, code: &str, raw: &Located<RawBook>) {
        let words = template.words.entry(code.to_owned()).or_default();
        overwrite(&mut words.title, raw.value.title.as_ref());
        overwrite(&mut words.help, raw.value.purpose.as_ref());
        let keys: Vec<SheetKey> = template.sheets.iter().map(|s| s.key.clone()).collect();
        for (key, sheet) in &raw.value.sheets {
            match template.sheets.iter_mut().find(|s| s.key == **key) {
                Some(there) => self.sheet(c, there, code, sheet),
                None => {
                    c.error(sheet.at, unknown("sheet", key, &keys.iter().map(SheetKey::as_str).collect::<Vec<_>>()))
                }
            }
        }
    }

    fn sheet(&mut self, c: &mut Checker, sheet: &mut Sheet, code: &str, raw: &Located<RawSheetWords>) {
        if let Some(title) = raw.value.title.as_ref().filter(|t| self.sheet_title(c, sheet, code, t)) {
            sheet.words.entry(code.to_owned()).or_default().title = Some(title.value.clone());
        }
        let letters = match &sheet.kind {
            SheetKind::Matrix { letters, .. } => letters.iter().map(|l| l.label.clone()).collect(),
            SheetKind::Table => Vec::new(),
        };
        let words = sheet.words.entry(code.to_owned()).or_default();
        overwrite(&mut words.help, raw.value.help.as_ref());
        for (letter, word) in &raw.value.letters {
            if c.known("letter", &LocatedText { at: word.at, value: letter.clone() }, &strs(&letters)) {
                words.labels.insert(letter.clone(), word.value.clone());
            }
        }
        let keys: Vec<String> = sheet.columns.iter().map(|x| x.key.to_string()).collect();
        let mut titles: Vec<TitlesInUse> = sheet.columns.iter().map(|x| TitlesInUse::of(x, code)).collect();
        for (key, column) in &raw.value.columns {
            let Some(at) = sheet.position(key.as_str()) else {
                c.error(column.at, unknown("column", key, &strs(&keys)));
                continue;
            };
            let title = column.value.title.as_ref().filter(|t| column_title(c, sheet, at, &mut titles, t));
            if let Some(there) = sheet.columns.get_mut(at) {
                column_words(c, there, code, title, &column.value);
            }
        }
    }

    /// Whether a translated title can be a sheet's: no other sheet has it in its language or in English.
    fn sheet_title(&mut self, c: &mut Checker, sheet: &Sheet, code: &str, title: &LocatedText) -> bool {
        let before = c.errors.len();
        c.check_sheet_title(title);
        let folded = fold_title(&title.value);
        let in_english =
            self.english.iter().find(|(key, t)| *key != sheet.key && fold_title(t) == folded).map(|(k, _)| k);
        let same = self.translated.iter().find(|(l, t, key)| l == code && *t == folded && *key != sheet.key);
        if let Some(other) = in_english.or(same.map(|(_, _, key)| key)) {
            c.error(title.at, format!("`{}` is the title of the sheet `{other}` already", title.value));
        }
        if RESERVED_TITLES.iter().any(|t| fold_title(t) == folded) || c.errors.len() > before {
            return false;
        }
        self.translated.retain(|(l, _, key)| l != code || *key != sheet.key);
        self.translated.push((code.to_owned(), folded, sheet.key.clone()));
        true
    }
}

fn strs(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

fn overwrite(slot: &mut Option<String>, word: Option<&LocatedText>) {
    if let Some(word) = word {
        *slot = Some(word.value.clone());
    }
}

/// The titles of a column, folded once for all that are compared with them.
struct TitlesInUse {
    /// Its title and aliases.
    english: Vec<String>,
    /// Its title in the language of the file.
    translated: Option<String>,
}

impl TitlesInUse {
    fn of(column: &Column, code: &str) -> Self {
        let english = std::iter::once(&column.title).chain(&column.aliases).map(|t| fold_title(t)).collect();
        let translated = column.words.get(code).and_then(|w| w.title.as_ref()).map(|t| fold_title(t));
        TitlesInUse { english, translated }
    }

    fn has(&self, folded: &str) -> bool {
        self.english.iter().chain(&self.translated).any(|t| t == folded)
    }
}

/// Whether a translated title can be a column's: no other column of the sheet has it as a title or alias. If so, it is one
/// of the titles from now on.
fn column_title(c: &mut Checker, sheet: &Sheet, at: usize, titles: &mut [TitlesInUse], title: &LocatedText) -> bool {
    let before = c.errors.len();
    c.check_column_title(title);
    let folded = fold_title(&title.value);
    let other = titles.iter().zip(&sheet.columns).enumerate().find(|(i, (x, _))| *i != at && x.has(&folded));
    if let Some((_, (_, other))) = other {
        c.error(title.at, format!("`{}` is a title of the column `{}` already", title.value, other.key));
    }
    let is_free = c.errors.len() == before;
    if let Some(own) = titles.get_mut(at).filter(|_| is_free) {
        own.translated = Some(folded);
    }
    is_free
}

fn column_words(c: &mut Checker, column: &mut Column, code: &str, title: Option<&LocatedText>, raw: &RawColumnWords) {
    let labels = labels(column);
    let mut words: Translation = column.words.get(code).cloned().unwrap_or_default();
    overwrite(&mut words.title, title);
    overwrite(&mut words.help, raw.help.as_ref());
    overwrite(&mut words.example, raw.example.as_ref());
    for (label, word) in &raw.choices {
        if !c.known("choice", &LocatedText { at: word.at, value: label.clone() }, &strs(&labels)) {
            continue;
        }
        match taken(column, &words, label, &word.value) {
            Some(other) => c.error(
                word.at,
                format!("`{}` can't mean `{label}` of the column `{}`: it means `{other}`", word.value, column.key),
            ),
            None => {
                words.labels.insert(label.clone(), word.value.clone());
            }
        }
    }
    column.words.insert(code.to_owned(), words);
}

/// The labels that a column shows, which are translated.
fn labels(column: &Column) -> Vec<String> {
    match &column.computed {
        Some(Computed::Band { bands, .. }) => bands.iter().map(|(_, label)| label.clone()).collect(),
        _ if column.kind == Kind::YesNo => [true, false].map(|b| yes_no(b).to_owned()).to_vec(),
        _ => column.choices.iter().map(|x| x.label.clone()).collect(),
    }
}

/// The other label of the column that a word stands for already, in English or in the same language.
fn taken(column: &Column, words: &Translation, label: &str, word: &str) -> Option<String> {
    let word = fold(word);
    let english = column
        .choices
        .iter()
        .find(|x| x.label != label && std::iter::once(&x.label).chain(&x.synonyms).any(|known| fold(known) == word));
    let band = labels(column).into_iter().find(|other| other != label && fold(other) == word);
    let own = words.labels.iter().find(|(other, known)| *other != label && fold(known) == word);
    english.map(|x| x.label.clone()).or(band).or(own.map(|(other, _)| other.clone()))
}
