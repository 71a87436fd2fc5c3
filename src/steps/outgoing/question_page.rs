//! The sheet Please answer of a copy: a row for each question, with room for the answer.

use super::audience::{About, Outgoing, RecipientQuestion};
use super::envelope::Envelope;
use crate::model::language::{Language, Phrase};
use crate::model::page::{Allow, CellBlock, Page, Validation};
use crate::model::sheet_names::FIRST_ROW;
use crate::model::template::{Column, Owner};
use crate::model::value::Value;
use crate::steps::layout::data_sheet::sheet_page;
use crate::steps::layout::dropdowns::Lists;
use crate::steps::layout::{ContentRow, SheetContent, show_of, validation};

/// The page; `None` where nothing is asked.
pub(super) fn question_page(copies: &[&Outgoing], envelope: &Envelope<'_>, lists: &mut Lists) -> Option<Page> {
    let (shown, sheet) = copies.iter().find_map(|copy| Some((copy, copy.question_sheet()?)))?;
    let phrases = envelope.language;
    let asked: Vec<(&Outgoing, &RecipientQuestion)> =
        copies.iter().flat_map(|copy| copy.questions().iter().map(|question| (*copy, question))).collect();
    let rows = asked.iter().map(|(outgoing, question)| ContentRow {
        row_key: question.row_key.clone(),
        values: sheet
            .columns
            .iter()
            .map(|c| Value::text(cell_text(c.key.as_str(), outgoing, question, phrases)))
            .collect(),
        ..ContentRow::default()
    });
    let content = SheetContent {
        sheet,
        subtitle: &envelope.engagement.name,
        rows: rows.collect(),
        prepared: Vec::new(),
        open: &|column: &Column| column.owner != Owner::Tool,
        for_recipient: true,
        people: shown.people(),
        references: &|key| shown.references(key),
        own: &[],
        protect: envelope.engagement.protect,
        holders: &[],
        engagement: envelope.engagement,
        language: phrases,
    };
    let mut page = sheet_page(&content, lists);
    let at = sheet.position("answer").and_then(|i| u16::try_from(i).ok())?;
    page.validations.retain(|v| v.block.first.column != at);
    for (n, (outgoing, question)) in asked.into_iter().enumerate() {
        let row = FIRST_ROW + u32::try_from(n).unwrap_or(u32::MAX);
        let column = column_of(outgoing, question);
        let found = column.and_then(|(i, column)| validation(&content, i, column, row, lists));
        let found = found.or_else(|| drop_down(sheet.columns.get(usize::from(at))?, question, phrases, lists));
        page.validations.extend(found.map(|v| Validation {
            block: CellBlock::of_column(at, row, row),
            lenient: true,
            ..v
        }));
        let line = usize::try_from(row).ok().and_then(|row| page.lines.get_mut(row));
        let cell = line.and_then(|l| l.cells.iter_mut().find(|(column, _)| *column == at));
        if let (Some((_, cell)), Some((_, column))) = (cell, column) {
            cell.show = show_of(column);
        }
    }
    Some(page)
}

/// A question on one line: what it is about, and what is asked.
pub(super) fn question_line(outgoing: &Outgoing, question: &RecipientQuestion, phrases: &Language) -> String {
    let text = |column: &str| cell_text(column, outgoing, question, phrases);
    let about = [text("where"), text("column")].into_iter().filter(|part| !part.is_empty());
    format!("{}: {}", about.collect::<Vec<_>>().join(" · "), text("question"))
}

/// What of the questions enters the digest of a copy. The names of [`About`]'s variants are part of it: renaming one has every
/// copy with a question sent again.
pub(super) fn question_digest(outgoing: &Outgoing) -> Vec<String> {
    let of = |q: &RecipientQuestion| {
        let values = |values: &[Value]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join("|");
        format!("question {} {} {:?} {} {}", q.row_key, q.id, q.about, values(&q.yours), values(&q.others))
    };
    outgoing.questions().iter().map(of).collect()
}

/// The column that a question is about, with its position.
fn column_of<'o>(outgoing: &'o Outgoing, question: &RecipientQuestion) -> Option<(usize, &'o Column)> {
    let sheet = outgoing.sheet_of(question)?.sheet();
    let i = sheet.position(question.field()?)?;
    Some((i, sheet.columns.get(i)?))
}

/// The text of one column, by its key, in the row of a question.
fn cell_text(column: &str, outgoing: &Outgoing, question: &RecipientQuestion, phrases: &Language) -> String {
    let sheet = outgoing.sheet_of(question);
    let record = sheet.and_then(|s| s.rows().iter().find(|(key, _)| *key == *question.record));
    let now = || column_of(outgoing, question).zip(record).and_then(|((i, _), (_, values))| values.get(i).cloned());
    match column {
        "id" => question.id.clone(),
        "where" => {
            let title = sheet.map(|s| s.sheet().title.clone()).unwrap_or_default();
            format!("{title}: {}", joined_name(&question.name))
        }
        "column" => column_of(outgoing, question).map(|(_, c)| c.title.clone()).unwrap_or_default(),
        "question" => phrases.phrase(wording_of(&question.about)).to_owned(),
        "now" if question.field().is_some() => shown(&now().unwrap_or_default(), phrases),
        "yours" => listed(&question.yours, phrases),
        "others" => listed(&question.others, phrases),
        _ => String::new(),
    }
}

fn wording_of(about: &About) -> Phrase {
    match about {
        About::Field(_, true) => Phrase::NotTaken,
        About::Field(_, false) => Phrase::Differ,
        About::Removed(false) => Phrase::NoLonger,
        About::Removed(true) => Phrase::NoLongerEdited,
        About::StruckOut => Phrase::StruckOut,
        About::Row(_) => Phrase::Resembles,
    }
}

fn joined_name((id, words): &(String, String)) -> String {
    let parts: Vec<&str> = [id.as_str(), words.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    parts.join(" ")
}

fn shown(value: &Value, phrases: &Language) -> String {
    if value.is_empty() { phrases.phrase(Phrase::Empty).to_owned() } else { value.to_string() }
}

fn listed(values: &[Value], phrases: &Language) -> String {
    values.iter().map(|v| shown(v, phrases)).collect::<Vec<_>>().join("\n")
}

/// The options of a question that is not about a value.
fn drop_down(
    column: &Column,
    question: &RecipientQuestion,
    phrases: &Language,
    lists: &mut Lists,
) -> Option<Validation> {
    let mut options: Vec<String> = match &question.about {
        About::Field(..) => return None,
        About::Removed(_) | About::StruckOut => {
            [Phrase::Yes, Phrase::No].map(|p| phrases.phrase(p).to_owned()).to_vec()
        }
        About::Row(records) => records.iter().map(joined_name).collect(),
    };
    if matches!(question.about, About::Row(_)) {
        options.push(phrases.phrase(Phrase::NewEntry).to_owned());
    }
    Some(Validation {
        block: CellBlock::new(0, 0, 0, 0),
        allow: Allow::List(lists.range(&column.title, &options)?),
        prompt: Some((column.title.clone(), column.help.clone())),
        error: phrases.fill(Phrase::Pick, &[("column", &column.title)]),
        lenient: true,
    })
}
