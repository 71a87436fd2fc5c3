//! What goes out in the recipient's language: titles, help, choices and values. Where a language has no word, the English one
//! stays.

use super::{Outgoing, OutgoingSheet, RecipientQuestion};
use crate::model::language::Language;
use crate::model::template::{Column, Computed, Kind, Required, Sheet, SheetKind, role_help};
use crate::model::value::{Value, yes_no};

impl Outgoing {
    /// Translates titles, help, choices and values. Keys, IDs, names and letters stay as they are.
    #[must_use]
    pub fn in_language(mut self, language: &Language) -> Self {
        if language.is_english() {
            return self;
        }
        if let Some(words) = self.words.get(&language.code) {
            replace_with(&mut self.title, words.title.as_ref());
            replace_with(&mut self.purpose, words.help.as_ref());
        }
        self.questions =
            std::mem::take(&mut self.questions).into_iter().map(|q| self.translated(q, language)).collect();
        self.question_sheet = self.question_sheet.as_ref().map(|sheet| translate_sheet(sheet, language));
        self.sheets = self.sheets.iter().map(|sheet| translate_data(sheet, language)).collect();
        self.language = Some(language.code.clone());
        self
    }
}

impl Outgoing {
    /// A question with its values in the words of their column.
    fn translated(&self, mut question: RecipientQuestion, language: &Language) -> RecipientQuestion {
        let column = self.sheet_of(&question).and_then(|s| s.sheet.column(question.field()?));
        if let Some(column) = column {
            for value in question.yours.iter_mut().chain(&mut question.others) {
                *value = translate_value(value, column, &language.code);
            }
        }
        question
    }
}

/// Puts a word in the place of a text, if there is one.
fn replace_with(text: &mut String, word: Option<&String>) {
    if let Some(word) = word {
        text.clone_from(word);
    }
}

fn translate_data(sheet: &OutgoingSheet, language: &Language) -> OutgoingSheet {
    let columns = &sheet.sheet.columns;
    let translated =
        |values: &[Value]| columns.iter().zip(values).map(|(c, v)| translate_value(v, c, &language.code)).collect();
    let rows = sheet.rows.iter().map(|(key, values)| (key.clone(), translated(values))).collect();
    OutgoingSheet { sheet: translate_sheet(&sheet.sheet, language), rows }
}

fn translate_sheet(sheet: &Sheet, language: &Language) -> Sheet {
    let mut out = sheet.clone();
    if let Some(words) = sheet.words.get(&language.code) {
        replace_with(&mut out.title, words.title.as_ref());
        replace_with(&mut out.help, words.help.as_ref());
    }
    out.columns = sheet.columns.iter().map(|c| translate_column(c, sheet, language)).collect();
    out
}

fn translate_column(column: &Column, sheet: &Sheet, language: &Language) -> Column {
    let code = &language.code;
    let mut out = column.clone();
    if column.role().is_some() {
        if let SheetKind::Matrix { letters, .. } = &sheet.kind {
            out.help = role_help(&column.title, letters, language, sheet.words.get(code));
        }
        return out;
    }
    if let Some(words) = column.words.get(code) {
        replace_with(&mut out.title, words.title.as_ref());
        replace_with(&mut out.help, words.help.as_ref());
        replace_with(&mut out.example, words.example.as_ref());
    }
    for choice in &mut out.choices {
        choice.label = column.word(&choice.label, code).to_owned();
    }
    if let Some(Computed::Band { bands, .. }) = &mut out.computed {
        for (_, label) in bands {
            *label = column.word(label, code).to_owned();
        }
    }
    if let (Required::From(from), Some(status)) = (&column.required, sheet.column("status")) {
        out.required = Required::From(status.word(from, code).to_owned());
    }
    out
}

/// The labels of a value in a language. What was typed by people stays as it is.
fn translate_value(value: &Value, column: &Column, language: &str) -> Value {
    let word = |label: &str| column.word(label, language).to_owned();
    match value {
        Value::YesNo(yes) => Value::text(word(yes_no(*yes))),
        Value::Text(label) if matches!(column.kind, Kind::Choice | Kind::Computed) => Value::text(word(label)),
        Value::Set(labels) if column.kind == Kind::Choices => Value::set(labels.iter().map(|l| word(l)).collect()),
        other => other.clone(),
    }
}
