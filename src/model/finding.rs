//! A finding: something the program reports about data, and the question it asks where a person must decide.

use crate::model::code::Code;
use crate::model::decision_option::{DecisionOption, option_letters};
use crate::model::keys::{CopyId, FieldKey, RecordKey};
use crate::model::place::Place;
use crate::model::severity::Severity;
use crate::model::value::Value;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Something the program reports about data.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// `area/what`; the catalogue says what it means.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// Key of the workbook, where it is about one.
    pub workbook: Option<String>,
    /// Title of the sheet, where it is about one.
    pub sheet: Option<String>,
    /// ID of the record, where it is about one and the record has one.
    pub record: Option<String>,
    /// Key of the field, where it is about one.
    pub field: Option<FieldKey>,
    /// What is wrong: the value found and what was expected.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// Where.
    pub place: Option<Place>,
    /// The question, where a person must decide.
    pub question: Option<Question>,
    /// The entries of its Decision drop-down, in order; empty where nothing is asked.
    pub options: Vec<DecisionOption>,
    /// Of a discrepancy that stands for many, each of them.
    pub members: Vec<GroupMember>,
    /// Whether it is about a cell of a record in which nothing stands yet, and which people fill in.
    pub is_gap: bool,
}

/// One of many discrepancies that are decided together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupMember {
    /// ID of the record; the key of a row that has none yet.
    pub record: String,
    /// Where what is proposed stands.
    pub place: Place,
    /// What is proposed.
    pub values: Vec<Value>,
}

impl std::fmt::Display for GroupMember {
    /// `R-007 (C7): High / Low`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let cell = self.place.cell.as_ref().map(|cell| format!(" ({cell})")).unwrap_or_default();
        let values: Vec<String> = self.values.iter().map(Value::shown).collect();
        write!(f, "{}{cell}: {}", self.record, values.join(" / "))
    }
}

impl Finding {
    /// A finding with the severity and help that the catalogue gives its code.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        let entry = code.entry();
        Self {
            code,
            severity: entry.map_or(Severity::Error, |e| e.severity),
            workbook: None,
            sheet: None,
            record: None,
            field: None,
            message: message.into(),
            help: entry.map_or_else(String::new, |e| e.remedy.to_owned()),
            place: None,
            question: None,
            options: Vec::new(),
            members: Vec::new(),
            is_gap: false,
        }
    }

    /// Whether it is about one of these files: found there, or asked because of a value that stands there.
    pub fn is_about_any(&self, files: &BTreeSet<&str>) -> bool {
        let given = self.question.iter().flat_map(|q| &q.candidates).flat_map(|c| &c.contributors).map(|g| &g.place);
        self.place.iter().chain(given).filter_map(|place| place.file.as_deref()).any(|file| files.contains(file))
    }

    /// The same with a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.sheet = self.sheet.or_else(|| place.sheet.clone());
        self.place = Some(place);
        self
    }

    /// The same, about a sheet of a workbook.
    #[must_use]
    pub fn on(mut self, sheet: &crate::model::template::Sheet) -> Self {
        self.workbook = Some(sheet.workbook.clone());
        self.sheet = Some(sheet.title.clone());
        self
    }

    /// The same, about a record.
    #[must_use]
    pub fn record(mut self, id: Option<&str>) -> Self {
        self.record = id.map(ToOwned::to_owned);
        self
    }

    /// The same, about a field.
    #[must_use]
    pub fn field(mut self, key: impl Into<FieldKey>) -> Self {
        self.field = Some(key.into());
        self
    }

    /// The same with another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same with another remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }
}

/// What a person must decide, as its row on the Discrepancies sheet shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// `D-0001`; stays the same while the discrepancy is open.
    pub id: String,
    /// The date on which it was first shown.
    pub since: String,
    /// What the master holds; never an option.
    pub master: Value,
    /// What the copies held when sent, where they agree.
    pub sent: Value,
    /// The candidates in the order of their letters.
    pub candidates: Vec<Candidate>,
}

impl Question {
    /// Whether it is asked once for several rows in which the same text stands.
    pub fn is_of_one_text(&self) -> bool {
        !self.candidates.is_empty() && self.candidates.iter().all(|c| c.action == Action::SetEach)
    }
}

/// One option of a discrepancy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// 0 is A. Stable while the discrepancy is open.
    pub letter: u32,
    /// The proposed value; for options in words, the words as text.
    pub value: Value,
    /// What picking it does.
    pub action: Action,
    /// Who proposed it: recipients' keys, each with where.
    #[serde(rename = "givers")]
    pub contributors: Vec<Contributor>,
    /// The column refuses it, so that it can't be picked.
    pub refused: bool,
}

impl Candidate {
    /// `Option A`, `Option AA`.
    pub fn letters(&self) -> String {
        option_letters(self.letter)
    }
}

/// Who proposed a value, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Contributor {
    /// The recipient's key, or `master`.
    pub by: String,
    /// The copy it came in (copy id, or the file where a copy has none).
    pub copy: CopyId,
    /// Where it stands.
    pub place: Place,
}

/// What picking a candidate does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Sets the field to the candidate's value.
    Set,
    /// Merges the row into this record.
    SameAs(RecordKey),
    /// Adds the row as a new record.
    AddNew,
    /// Removes the record.
    Remove,
    /// Keeps the record with the edits of the copy.
    KeepEdited,
    /// Takes a whole file as the newest of its copy.
    TakeFile,
    /// Sets the field of each of a group of discrepancies to the candidate's value.
    SetEach,
    /// Applies a whole group of discrepancies.
    TakeAll,
    /// Lists the discrepancies of a group one by one.
    OneByOne,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::place::At;
    use crate::model::template::Sheet;

    #[test]
    fn a_finding_has_severity_and_remedy_of_its_code() {
        for (code, severity) in [
            (Code::ConflictField, Code::ConflictField.entry().map(|e| e.severity)),
            (Code::FileNone, Some(Severity::Info)),
            (Code::FileForeign, Some(Severity::Error)),
        ] {
            let finding = Finding::new(code.clone(), "Something.");
            assert_eq!(Some(finding.severity), severity, "{code}");
            assert_eq!(Some(finding.help.as_str()), code.entry().map(|e| e.remedy), "{code}");
            assert!(!finding.help.is_empty());
        }
    }

    #[test]
    fn a_place_names_the_sheet_unless_the_finding_is_about_one_already() {
        let place = || Place::cell("inbox/a.xlsx", "Risiken", At::new(4, 0));
        let risks = Sheet::new("raid", "risks", "Risks");
        let finding = || Finding::new(Code::ValueType, "No number.");
        assert_eq!(finding().at(place()).sheet.as_deref(), Some("Risiken"));
        let known = finding().on(&risks).at(place());
        assert_eq!((known.workbook.as_deref(), known.sheet.as_deref()), (Some("raid"), Some("Risks")));
        assert_eq!(known.place, Some(place()), "the place is as the file has it");
    }
}
