//! A row of the Discrepancies sheet as data: what its cells show.

use crate::model::finding::{Action, Candidate, Finding, Question};
use crate::model::severity::Severity;
use crate::model::shown_apart::shown_apart;
use crate::model::shown_names::ShownNames;
use crate::model::state::{Pick, ShownCell};
use crate::model::text::same_text;
use std::collections::BTreeMap;

/// The texts of a row's cells.
#[derive(Clone, Debug, PartialEq)]
pub struct DiscrepancyRow {
    /// `D-0001`.
    pub id: String,
    /// How bad it is.
    pub severity: Severity,
    /// Title of the workbook; empty where it is about none.
    pub workbook: String,
    /// ID of the record, where there is one.
    pub record: Option<String>,
    /// What the record is called; empty where it is about none.
    pub title: String,
    /// Title of the column; empty where it is about a whole record or file.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What the master holds.
    pub master: String,
    /// What the copies held when they were sent, where they agree.
    pub sent: String,
    /// Each candidate with its contributors, by letter.
    pub candidates: BTreeMap<u32, String>,
    /// Where the first candidate stands.
    pub place: String,
}

impl DiscrepancyRow {
    /// The row of a finding, without what its record is called; none for a finding that asks nothing.
    pub fn of(finding: &Finding, names: &ShownNames) -> Option<Self> {
        let question = finding.question.as_ref()?;
        let values = [&question.master, &question.sent].into_iter().chain(question.candidates.iter().map(|c| &c.value));
        let mut shown = shown_apart(&values.collect::<Vec<_>>(), usize::MAX).into_iter();
        let (master, sent) = (shown.next().unwrap_or_default(), shown.next().unwrap_or_default());
        let candidates = question.candidates.iter().zip(shown);
        Some(Self {
            id: question.id.clone(),
            severity: finding.severity,
            workbook: finding.workbook.as_deref().map(|key| names.workbook(key).to_owned()).unwrap_or_default(),
            record: finding.record.clone(),
            title: String::new(),
            field: column_title(finding, names),
            message: finding.message.clone(),
            master: if question.master.is_empty() && !is_about_value(question) { String::new() } else { master },
            sent: if question.sent.is_empty() { String::new() } else { sent },
            candidates: candidates.map(|(c, shown)| (c.letter, candidate_text(c, &shown, names))).collect(),
            place: finding.place.as_ref().map(ToString::to_string).unwrap_or_default(),
        })
    }

    /// Whether this row shows what stands in a cell.
    fn shows(&self, cell: &ShownCell) -> bool {
        self.texts().iter().any(|text| same_text(text, &cell.text))
    }

    fn texts(&self) -> Vec<&str> {
        let texts =
            [&self.id, &self.workbook, &self.title, &self.field, &self.message, &self.master, &self.sent, &self.place];
        let texts = texts.into_iter();
        let texts = texts.chain(&self.record).chain(self.candidates.values()).map(String::as_str);
        texts.chain([self.severity.word()]).collect()
    }
}

fn is_about_value(question: &Question) -> bool {
    question.candidates.iter().all(|c| c.action == Action::Set)
}

/// The cells of a discrepancy that people typed over: none of the rows shows what stands there.
pub fn typed_over<'p>(rows: &[DiscrepancyRow], pick: &'p Pick) -> Vec<&'p ShownCell> {
    pick.shown.iter().filter(|cell| !rows.iter().any(|row| row.shows(cell))).collect()
}

fn candidate_text(candidate: &Candidate, shown: &str, names: &ShownNames) -> String {
    let mut by: Vec<&str> = candidate.contributors.iter().map(|g| names.person(&g.by)).collect();
    by.dedup();
    let refused = if candidate.refused { "; can't be taken" } else { "" };
    format!("{shown}\n— {}{refused}", by.join(", "))
}

fn column_title(finding: &Finding, names: &ShownNames) -> String {
    let Some(field) = &finding.field else { return String::new() };
    names.column(finding.sheet.as_deref().unwrap_or_default(), field.as_str()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::finding::Contributor;
    use crate::model::keys::CopyId;
    use crate::model::place::Place;
    use crate::model::value::Value;

    fn asked() -> Finding {
        let contributor =
            |by: &str| Contributor { by: by.into(), copy: CopyId::default(), place: Place::file("a.xlsx") };
        let candidate = |letter, value: Value, refused| Candidate {
            letter,
            value,
            action: Action::Set,
            contributors: vec![contributor("ada"), contributor("ben")],
            refused,
        };
        let mut finding = Finding::new(crate::model::code::Code::ConflictField, "Two people disagree.");
        finding.question = Some(Question {
            id: "D-0001".into(),
            candidates: vec![candidate(0, Value::text("High"), false), candidate(2, Value::Empty, true)],
            ..Question::default()
        });
        finding
    }

    #[test]
    fn a_row_shows_each_candidate_under_its_letter_with_its_givers() {
        let row = DiscrepancyRow::of(&asked(), &ShownNames::default()).unwrap();
        let shown: Vec<(u32, &str)> = row.candidates.iter().map(|(l, t)| (*l, t.as_str())).collect();
        assert_eq!(shown, [(0, "High\n— ada, ben"), (2, "(empty)\n— ada, ben; can't be taken")]);
        assert_eq!((row.master.as_str(), row.sent.as_str()), ("(empty)", ""));
    }

    #[test]
    fn an_empty_master_is_not_called_empty_where_the_options_are_words() {
        let mut finding = asked();
        for candidate in &mut finding.question.as_mut().unwrap().candidates {
            candidate.action = Action::AddNew;
        }
        assert_eq!(DiscrepancyRow::of(&finding, &ShownNames::default()).unwrap().master, "");
    }

    #[test]
    fn only_what_the_row_did_not_show_was_typed_over_it() {
        let row = DiscrepancyRow::of(&asked(), &ShownNames::default()).unwrap();
        let cell = |text: &str| ShownCell { text: text.into(), ..ShownCell::default() };
        let pick = Pick { shown: vec![cell("High\n— ada, ben"), cell("Low"), cell("error")], ..Pick::default() };
        let typed: Vec<&str> = typed_over(&[row], &pick).iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(typed, ["Low"]);
    }
}
