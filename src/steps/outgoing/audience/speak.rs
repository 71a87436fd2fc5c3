//! What goes out, said in the recipient's language. What has no words in it stays English.

use super::{Outgoing, OutgoingSheet, Question};
use crate::model::language::Language;
use crate::model::template::{Column, Computed, Kind, Required, Sheet, SheetKind, part};
use crate::model::value::{Value, yes_no};

impl Outgoing {
    /// The same in a language: titles, help, choices and values. Keys, IDs, names and letters stay as they are.
    #[must_use]
    pub fn in_language(mut self, language: &Language) -> Self {
        if language.is_english() {
            return self;
        }
        if let Some(words) = self.words.get(&language.code) {
            lay(&mut self.title, words.title.as_ref());
            lay(&mut self.purpose, words.help.as_ref());
        }
        self.questions = std::mem::take(&mut self.questions).into_iter().map(|q| self.said(q, language)).collect();
        self.question_sheet = self.question_sheet.as_ref().map(|sheet| shape(sheet, language));
        self.sheets = self.sheets.iter().map(|sheet| in_language(sheet, language)).collect();
        self.language = Some(language.code.clone());
        self
    }
}

impl Outgoing {
    /// The values of a question, said as their column says them.
    fn said(&self, mut question: Question, language: &Language) -> Question {
        let column = self.sheet_of(&question).and_then(|s| s.sheet.column(question.field()?));
        if let Some(column) = column {
            for said in question.yours.iter_mut().chain(&mut question.others) {
                *said = value(said, column, &language.code);
            }
        }
        question
    }
}

fn lay(text: &mut String, word: Option<&String>) {
    if let Some(word) = word {
        text.clone_from(word);
    }
}

fn in_language(sheet: &OutgoingSheet, language: &Language) -> OutgoingSheet {
    let columns = &sheet.sheet.columns;
    let said = |values: &[Value]| columns.iter().zip(values).map(|(c, v)| value(v, c, &language.code)).collect();
    let rows = sheet.rows.iter().map(|(key, values)| (key.clone(), said(values))).collect();
    OutgoingSheet { sheet: shape(&sheet.sheet, language), rows }
}

fn shape(sheet: &Sheet, language: &Language) -> Sheet {
    let mut out = sheet.clone();
    if let Some(words) = sheet.words.get(&language.code) {
        lay(&mut out.title, words.title.as_ref());
        lay(&mut out.help, words.help.as_ref());
    }
    out.columns = sheet.columns.iter().map(|c| column(c, sheet, language)).collect();
    out
}

fn column(column: &Column, sheet: &Sheet, language: &Language) -> Column {
    let code = &language.code;
    let mut out = column.clone();
    if column.role().is_some() {
        if let SheetKind::Matrix { letters, .. } = &sheet.kind {
            out.help = part(&column.title, letters, language, sheet.words.get(code));
        }
        return out;
    }
    if let Some(words) = column.words.get(code) {
        lay(&mut out.title, words.title.as_ref());
        lay(&mut out.help, words.help.as_ref());
        lay(&mut out.example, words.example.as_ref());
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
fn value(value: &Value, column: &Column, language: &str) -> Value {
    let word = |label: &str| column.word(label, language).to_owned();
    match value {
        Value::YesNo(yes) => Value::text(word(yes_no(*yes))),
        Value::Text(label) if matches!(column.kind, Kind::Choice | Kind::Computed) => Value::text(word(label)),
        Value::Set(labels) if column.kind == Kind::Choices => Value::set(labels.iter().map(|l| word(l)).collect()),
        other => other.clone(),
    }
}
