//! What a recipient owes, as far as they may see it, and the letters that remind of it.

use super::audience::{AskedOf, OutgoingSheet, outgoing, record_label};
use super::letter::{LetterHead, listed_lines};
use super::question_page::question_line;
use super::recipients::{Recipient, workbooks_for};
use super::respond_by;
use crate::model::awaited::latest_copies;
use crate::model::engagement::Engagement;
use crate::model::keys::CopyId;
use crate::model::language::{Language, Phrase};
use crate::model::mail_draft::MailDraft;
use crate::model::readiness::DueRecord;
use crate::model::state::{Master, Record, SheetState};
use crate::model::template::{Kind, Sheet, Template};
use crate::model::text::{fold, one_line};
use jiff::civil::Date;

/// What somebody owes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owed {
    /// The copies that are not back.
    pub not_back: Vec<OwedCopy>,
    /// Keys of the workbooks with questions that wait for an answer.
    pub asked_in: Vec<String>,
    /// Those questions, each on a line.
    pub questions: Vec<String>,
    /// What is overdue, each on a line.
    pub overdue: Vec<String>,
}

/// A copy that is not back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwedCopy {
    /// Its id.
    pub copy: CopyId,
    /// Key of its workbook.
    pub workbook: String,
    /// The title of its workbook.
    pub title: String,
    /// The day by which it was wanted.
    pub wanted_by: Option<Date>,
}

impl Owed {
    /// Whether it is nothing.
    pub fn is_empty(&self) -> bool {
        self.not_back.is_empty() && self.questions.is_empty() && self.overdue.is_empty()
    }
}

/// What is owed, is seen from here: the master on a day, in the words of a language.
#[derive(Clone, Copy, Debug)]
pub struct OwedView<'a> {
    /// The master.
    pub master: &'a Master,
    /// The engagement.
    pub engagement: &'a Engagement,
    /// The templates.
    pub templates: &'a [Template],
    /// The sheet on which recipients are asked.
    pub answers: Option<&'a Sheet>,
    /// What is overdue in the master.
    pub overdue: &'a [DueRecord],
    /// The language.
    pub language: &'a Language,
    /// The day.
    pub today: Date,
}

/// What a recipient owes. A copy that was sent today is not owed yet.
pub fn owed_by(view: OwedView<'_>, recipient: &Recipient) -> Owed {
    let received = workbooks_for(recipient, view.templates, &[]);
    let today = view.today.to_string();
    let mut out = Owed::default();
    for template in view.templates {
        let Some(data) = outgoing(view.master, template, false) else { continue };
        let is_received = received.iter().any(|t| t.key == template.key);
        let data = match view.answers.filter(|_| is_received) {
            Some(sheet) => data.asking(view.master, AskedOf { recipient: &recipient.key, side: recipient.side, sheet }),
            None => data,
        };
        let data = data.in_language(view.language);
        let latest = latest_copies(&view.master.memory).into_iter().filter(|latest| {
            latest.sent.recipient == recipient.key && latest.sent.workbook == template.key && latest.sent.date < today
        });
        out.not_back.extend(latest.filter(|latest| is_received && !latest.back).map(|latest| OwedCopy {
            copy: latest.copy.clone(),
            workbook: template.key.clone(),
            title: data.title().to_owned(),
            wanted_by: latest.sent.date.parse().ok().map(|day| respond_by(view.engagement, day)),
        }));
        out.asked_in.extend((!data.questions().is_empty()).then(|| template.key.clone()));
        out.questions.extend(data.questions().iter().map(|q| question_line(&data, q, view.language)));
        out.overdue.extend(data.sheets().iter().flat_map(|sheet| overdue_lines(view, sheet, recipient)));
    }
    out
}

/// What is overdue of a sheet and a person's, in records and columns that recipients may see.
fn overdue_lines(view: OwedView<'_>, sheet: &OutgoingSheet, recipient: &Recipient) -> Vec<String> {
    let shape = sheet.sheet();
    let shown = |key: Option<&crate::model::keys::FieldKey>| key.is_some_and(|key| shape.column(key).is_some());
    if !shown(shape.responsible.as_ref()) || !shown(shape.due.as_ref()) {
        return Vec::new();
    }
    let of_theirs = |d: &&DueRecord| d.sheet == shape.key && fold(&d.owner) == fold(&recipient.name);
    let line = |due: &DueRecord| {
        let labels = sheet.rows().iter().map(|(_, values)| record_label(sheet, values));
        let (id, name) = labels.filter(|(id, _)| !id.is_empty()).find(|(id, _)| *id == due.record)?;
        let record = format!("{}: {id} {name}", shape.title);
        Some(view.language.fill(Phrase::RemindDue, &[("record", &record), ("day", &due.due.to_string())]))
    };
    view.overdue.iter().filter(of_theirs).filter_map(line).collect()
}

/// The letter that reminds its recipient; `last` is the day of the reminder before.
pub fn reminder_letter(head: LetterHead<'_>, owed: &Owed, last: Option<&str>) -> MailDraft {
    let (phrases, project) = (head.language, one_line(&head.engagement.name));
    let about = [("project", project.as_str())];
    let again = last.map(|day| phrases.fill(Phrase::RemindAgain, &[("day", day)]));
    let mut paragraphs = vec![phrases.fill(Phrase::RemindAsk, &about)];
    paragraphs.extend(again);
    paragraphs.extend(owed_paragraphs(owed, phrases));
    head.draft(phrases.fill(Phrase::RemindSubject, &about), &paragraphs)
}

/// The letter to the level above somebody who was reminded so many times.
pub fn escalation_letter(head: LetterHead<'_>, of: &Recipient, owed: &Owed, reminders: usize) -> MailDraft {
    let (phrases, project, name) = (head.language, one_line(&head.engagement.name), one_line(&of.name));
    let reminders = reminders.to_string();
    let about = [("project", project.as_str()), ("name", name.as_str())];
    let ask = phrases.fill(Phrase::EscalateAsk, &[about[0], about[1], ("n", &reminders)]);
    let lines = owed.not_back.iter().map(|copy| wanted_line(copy, phrases));
    let lines = lines.chain(owed.questions.iter().cloned()).chain(owed.overdue.iter().cloned());
    head.draft(phrases.fill(Phrase::EscalateSubject, &about), &[ask, listed_lines(lines)])
}

fn owed_paragraphs(owed: &Owed, phrases: &Language) -> Vec<String> {
    let copies: Vec<String> = owed.not_back.iter().map(|copy| wanted_line(copy, phrases)).collect();
    let parts = [
        (Phrase::RemindNotBack, &copies),
        (Phrase::RemindQuestions, &owed.questions),
        (Phrase::RemindOverdue, &owed.overdue),
    ];
    let filled = parts.into_iter().filter(|(_, lines)| !lines.is_empty());
    filled.map(|(title, lines)| format!("{}\n{}", phrases.phrase(title), listed_lines(lines.clone()))).collect()
}

fn wanted_line(copy: &OwedCopy, phrases: &Language) -> String {
    match copy.wanted_by {
        Some(day) => phrases.fill(Phrase::RemindWanted, &[("title", &copy.title), ("day", &day.to_string())]),
        None => copy.title.clone(),
    }
}

/// The name of who leads the level above somebody, by the governance layers: the chair of the next layer above the lowest one
/// that names them or their project role; of the lowest of all where none does. Nobody escalates to themselves.
pub fn next_level_above(master: &Master, recipient: &Recipient) -> Option<String> {
    let state = master.sheet("layers")?;
    let role = contact_role(master, &recipient.contact);
    let names_them = |layer: &Record| {
        let chair = text_of(state, layer, "chair");
        let participants = fold(&text_of(state, layer, "participants"));
        let mut words = participants.split([',', ';', '\n']).map(str::trim);
        fold(&chair) == fold(&recipient.name)
            || words.any(|word| word == fold(&recipient.name) || (!role.is_empty() && word == fold(&role)))
    };
    // Choices of the level go from the highest down.
    let mut layers: Vec<(usize, &Record)> =
        state.records.values().filter_map(|layer| Some((height(state, layer)?, layer))).collect();
    layers.sort_by_key(|(height, _)| *height);
    let own = layers.iter().find(|(_, layer)| names_them(layer)).or(layers.first())?.0;
    let chair = |(_, layer): &&(usize, &Record)| {
        let chair = text_of(state, layer, "chair");
        (!chair.is_empty() && fold(&chair) != fold(&recipient.name)).then_some(chair)
    };
    let above = layers.iter().filter(|(height, _)| *height > own);
    let same = layers.iter().filter(|(height, _)| *height == own);
    above.chain(same).find_map(|layer| chair(&layer))
}

/// How high a layer stands, from 0.
fn height(state: &SheetState, layer: &Record) -> Option<usize> {
    let column = state.sheet.column("level").filter(|c| c.kind == Kind::Choice)?;
    let level = text_of(state, layer, "level");
    column.choices.iter().rev().position(|choice| choice.label == level)
}

fn contact_role(master: &Master, id: &str) -> String {
    let Some(contacts) = master.sheet("contacts") else { return String::new() };
    let contact = contacts.records.values().find(|record| record.id == id);
    contact.map(|record| text_of(contacts, record, "role")).unwrap_or_default()
}

fn text_of(state: &SheetState, record: &Record, key: &str) -> String {
    state.sheet.position(key).and_then(|i| record.values.get(i)).map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::template::{Choice, Column, Owner};
    use crate::model::value::Value;
    use std::sync::Arc;

    fn recipient(name: &str) -> Recipient {
        Recipient {
            key: name.to_lowercase(),
            name: name.into(),
            contact: String::new(),
            email: String::new(),
            side: Owner::Customer,
            receives: Vec::new(),
            language: String::new(),
        }
    }

    #[test]
    fn the_level_above_is_led_by_the_chair_of_the_next_layer() {
        let mut sheet = Sheet::new("governance", "layers", "Governance Layers");
        sheet.columns = ["level", "chair", "participants"].map(|key| Column::new(key, key, Kind::Text)).into();
        sheet.columns[0].kind = Kind::Choice;
        sheet.columns[0].choices = ["Strategic", "Program", "Project tracking"]
            .map(|label| Choice { label: label.into(), synonyms: Vec::new() })
            .into();
        let mut layers = SheetState::new(Arc::new(sheet));
        for (key, values) in [
            ("a", ["Strategic", "Sponsor", "Manager"]),
            ("b", ["Program", "Manager", "Lead; Analyst"]),
            ("c", ["Project tracking", "Lead", "Developers"]),
        ] {
            let values = values.map(Value::text).to_vec();
            layers.records.insert(key.into(), Record { values, ..Record::default() });
        }
        let master = Master { sheets: vec![layers], ..Master::default() };
        for (of, above) in [
            ("Lead", Some("Manager")),
            ("Analyst", Some("Sponsor")),
            ("Manager", Some("Sponsor")),
            ("Somebody Else", Some("Manager")),
            ("Sponsor", None),
        ] {
            assert_eq!(next_level_above(&master, &recipient(of)).as_deref(), above, "{of}");
        }
        assert_eq!(next_level_above(&Master::default(), &recipient("Lead")), None);
    }
}
