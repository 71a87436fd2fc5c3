//! Open discrepancies as questions to a recipient: only about what they may see, and only with what they or their side
//! proposed.

use super::{AudienceView, Outgoing, OutgoingSheet};
use crate::model::code::Code;
use crate::model::finding::{Action, Candidate};
use crate::model::keys::{CopyId, FieldKey, SheetKey};
use crate::model::memory::{Answer, AnswerKey, AnswerMeaning, ClaimKey, ClaimKind, OpenDiscrepancy, Subject};
use crate::model::memory_keys::copy_of_claimant;
use crate::model::row_key;
use crate::model::side::side;
use crate::model::state::Master;
use crate::model::table::natural_words;
use crate::model::template::{Column, Owner, Sheet};
use crate::model::value::Value;

/// Who is asked, and on which sheet.
#[derive(Clone, Copy, Debug)]
pub struct AskedOf<'a> {
    /// The recipient's key.
    pub recipient: &'a str,
    /// The recipient's side.
    pub side: Owner,
    /// The sheet on which it is asked.
    pub sheet: &'a Sheet,
}

/// What is asked of a recipient.
#[derive(Clone, Debug, PartialEq)]
pub struct RecipientQuestion {
    /// Its row key.
    pub row_key: String,
    /// ID of the discrepancy, or of the row that stands for many.
    pub id: String,
    /// What it is about.
    pub about: About,
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// Key of the record, or of the row that waits.
    pub record: String,
    /// The record's ID, where it has one that the recipient may see, and what it is called.
    pub name: (String, String),
    /// The values that the recipient proposed.
    pub yours: Vec<Value>,
    /// The values that others of the recipient's side proposed.
    pub others: Vec<Value>,
}

/// What a question is about.
#[derive(Clone, Debug, PartialEq)]
pub enum About {
    /// A value: the key of its field, and whether it is asked because the recipient's own could not be taken.
    Field(FieldKey, bool),
    /// A record whose row is no longer there, and whether it was edited elsewhere.
    Removed(bool),
    /// A record that was struck out.
    StruckOut,
    /// A row that may be one of these records, by ID and name.
    Row(Vec<(String, String)>),
}

impl RecipientQuestion {
    /// The field that it is about.
    pub fn field(&self) -> Option<&FieldKey> {
        match &self.about {
            About::Field(field, _) => Some(field),
            _ => None,
        }
    }
}

/// The row key under which a discrepancy is asked, as long as it is open.
pub fn question_key(engagement: &str, subject: &Subject, open: &OpenDiscrepancy) -> String {
    let Subject { sheet, record, field } = subject;
    row_key::make(&[engagement, "question", sheet.as_str(), record.as_str(), field.as_str(), &open.question.since])
}

impl Outgoing {
    /// Adds what is open and can be asked of the recipient, without what they answered already.
    #[must_use]
    pub fn asking(mut self, master: &Master, to: AskedOf<'_>) -> Self {
        let asking = QuestionFinder { master, to, view: AudienceView::new(master), outgoing: &self };
        let mut questions: Vec<RecipientQuestion> =
            master.memory.open.iter().filter_map(|(subject, open)| asking.question(subject, open)).collect();
        questions.sort_by(|a, b| (&a.id, &a.sheet, &a.name).cmp(&(&b.id, &b.sheet, &b.name)));
        self.question_sheet = (!questions.is_empty()).then(|| to.sheet.clone());
        self.questions = questions;
        self
    }

    /// What is asked of the recipient.
    pub fn questions(&self) -> &[RecipientQuestion] {
        &self.questions
    }

    /// The sheet on which it is asked.
    pub fn question_sheet(&self) -> Option<&Sheet> {
        self.question_sheet.as_ref()
    }

    /// The sheet that a question is about.
    pub fn sheet_of(&self, question: &RecipientQuestion) -> Option<&OutgoingSheet> {
        self.sheets.iter().find(|s| s.sheet.key == question.sheet)
    }
}

struct QuestionFinder<'a> {
    master: &'a Master,
    to: AskedOf<'a>,
    view: AudienceView,
    outgoing: &'a Outgoing,
}

impl QuestionFinder<'_> {
    fn question(&self, subject: &Subject, open: &OpenDiscrepancy) -> Option<RecipientQuestion> {
        let sheet = self.outgoing.sheets.iter().find(|s| s.sheet.key == subject.sheet)?;
        let row_key = question_key(&self.master.memory.engagement, subject, open);
        let known = |(key, a): (&AnswerKey, &Answer)| {
            key.row_key == row_key
                && a.by == self.to.recipient
                && !a.over
                && !matches!(a.means, AnswerMeaning::Unclear(..))
        };
        if !open.members.is_empty() || !self.is_contributor(open) || self.master.memory.answers.iter().any(known) {
            return None;
        }
        let mut question = RecipientQuestion {
            row_key,
            id: self.id(subject, open),
            about: About::StruckOut,
            sheet: subject.sheet.clone(),
            record: subject.record.to_string(),
            name: (String::new(), String::new()),
            yours: Vec::new(),
            others: Vec::new(),
        };
        if open.pending.is_some() {
            self.row(sheet, open, &mut question)?;
            return Some(question);
        }
        let (_, values) = sheet.rows.iter().find(|(key, _)| *key == subject.record)?;
        question.name = record_label(sheet, values);
        if subject.field.is_empty() {
            question.about = match open.code {
                Code::RowRemoved => About::Removed(false),
                Code::ConflictRemovedAndEdited => About::Removed(true),
                Code::RowStruckOut => About::StruckOut,
                _ => return None,
            };
        } else {
            self.field(sheet.sheet.column(&subject.field)?, subject, open, &mut question)?;
        }
        Some(question)
    }

    fn is_contributor(&self, open: &OpenDiscrepancy) -> bool {
        let mut contributors = open.question.candidates.iter().flat_map(|c| &c.contributors);
        contributors.any(|g| g.by == self.to.recipient)
            || open.pending.as_ref().is_some_and(|p| p.by == self.to.recipient)
    }

    /// Its own ID, or that of the row that stands for many.
    fn id(&self, subject: &Subject, open: &OpenDiscrepancy) -> String {
        if !open.question.id.is_empty() {
            return open.question.id.clone();
        }
        let group = self.master.memory.open.values().find(|o| o.members.contains(subject));
        group.map(|o| o.question.id.clone()).unwrap_or_default()
    }

    /// A value of a column that the recipient fills in.
    fn field(
        &self,
        column: &Column,
        subject: &Subject,
        open: &OpenDiscrepancy,
        question: &mut RecipientQuestion,
    ) -> Option<()> {
        if column.is_tool() || !(column.owner == Owner::Either || column.owner == self.to.side) {
            return None;
        }
        let from = ClaimKey { subject: subject.clone(), copy: CopyId::default() };
        let words = self.master.memory.claims.range(from..).take_while(|(k, _)| k.subject == *subject);
        let words = words.map(|(_, w)| w).filter(|w| w.open && w.kind == ClaimKind::Value);
        let mut refused = false;
        for word in words.filter(|w| w.by == self.to.recipient) {
            refused |= word.issue.is_some();
            push(&mut question.yours, self.view.value(Some(column), Some(&word.value)));
        }
        for candidate in open.question.candidates.iter().filter(|c| c.action == Action::Set && !c.refused) {
            let value = self.view.value(Some(column), Some(&candidate.value));
            if self.is_of_colleagues(candidate) && !question.yours.contains(&value) {
                push(&mut question.others, value);
            }
        }
        question.about = About::Field(subject.field.clone(), refused);
        Some(())
    }

    /// Whether colleagues proposed it: others of the recipient's side. What the delivery team has not agreed on is not
    /// shown to others.
    fn is_of_colleagues(&self, candidate: &Candidate) -> bool {
        let side_of = |copy: &CopyId| {
            let sent = self.master.memory.sent.get(&copy_of_claimant(copy));
            sent.map(|s| side(self.master, Some(&s.contact)))
        };
        let sides = || candidate.contributors.iter().map(|g| side_of(&g.copy));
        candidate.contributors.iter().all(|g| g.by != self.to.recipient)
            && (self.to.side == Owner::Delivery || sides().any(|s| s == Some(self.to.side)))
    }

    /// A row that may be an existing record: asked where the recipient may see at least one of those.
    fn row(&self, sheet: &OutgoingSheet, open: &OpenDiscrepancy, question: &mut RecipientQuestion) -> Option<()> {
        let pending = open.pending.as_ref()?;
        let records: Vec<(String, String)> = open
            .question
            .candidates
            .iter()
            .filter_map(|c| match &c.action {
                Action::SameAs(record) => sheet.rows.iter().find(|(key, _)| key == record),
                _ => None,
            })
            .map(|(_, values)| record_label(sheet, values))
            .collect();
        let columns = sheet.sheet.columns.iter();
        let values: Vec<Value> = columns
            .map(|c| pending.values.get(&c.key).map(|(v, _)| self.view.value(Some(c), Some(v))).unwrap_or_default())
            .collect();
        question.name = (String::new(), natural_words(&sheet.sheet, &values));
        if records.is_empty() || question.name.1.is_empty() || pending.by != self.to.recipient {
            return None;
        }
        question.about = About::Row(records);
        Some(())
    }
}

/// ID and name of a record, as far as they are shown.
pub fn record_label(sheet: &OutgoingSheet, values: &[Value]) -> (String, String) {
    let id = sheet.sheet.position("id").and_then(|i| values.get(i)).map(ToString::to_string).unwrap_or_default();
    (id, natural_words(&sheet.sheet, values))
}

fn push(values: &mut Vec<Value>, value: Value) {
    if !values.contains(&value) {
        values.push(value);
    }
}
