//! The first page of a copy: what it is for, how to fill it in, and what each column means, in the recipient's language.

use super::audience::Outgoing;
use super::envelope::{Envelope, respond_by};
use crate::model::language::{Language, Phrase};
use crate::model::page::{CellBlock, Page, PageCell, PageColumn, PageRow, Role, Show};
use crate::model::template::{Column, Kind, Required};

/// The first row of facts, from 0.
const FIRST_FACT: u32 = 3;

/// The steps of filling in a copy and returning it.
const STEPS: [Phrase; 5] = [Phrase::Step1, Phrase::Step2, Phrase::Step3, Phrase::Step4, Phrase::Step5];

/// The same where the sheets are protected: Excel neither deletes their rows nor sorts them.
const STEPS_PROTECTED: [Phrase; 5] =
    [Phrase::Step1, Phrase::Step2, Phrase::Step3, Phrase::Step4Protected, Phrase::Step5Protected];

/// The widths of its columns, in characters.
const WIDTHS: [u16; 5] = [18, 26, 70, 22, 34];

/// The page Read me.
pub(super) fn read_me_page(copies: &[&Outgoing], envelope: &Envelope<'_>) -> Page {
    let phrases = envelope.language;
    let mut lines = facts(copies, envelope);
    lines.push(PageRow::of([PageCell::text(phrases.phrase(Phrase::HowTo), Role::Heading)]));
    // Facts and steps run over several columns, or they would be broken into narrow lines.
    let mut merges: Vec<CellBlock> = (FIRST_FACT..FIRST_FACT + 4).map(|row| CellBlock::new(row, 1, row, 2)).collect();
    for step in steps(copies, envelope) {
        let row = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        merges.push(CellBlock::new(row, 1, row, 4));
        lines.push(step);
    }
    lines.push(PageRow::default());
    lines.extend(columns(copies, phrases));
    Page {
        title: phrases.phrase(Phrase::ReadMe).into(),
        columns: WIDTHS.map(|width| PageColumn { width, hidden: false }).to_vec(),
        lines,
        merges,
        tab: Some(Role::Good),
        ..Page::default()
    }
}

/// Title, purpose, and what is to be known of the copy.
fn facts(copies: &[&Outgoing], envelope: &Envelope<'_>) -> Vec<PageRow> {
    let (engagement, phrases) = (envelope.engagement, envelope.language);
    let fact = |label: Phrase, value: String| {
        PageRow::of([PageCell::text(phrases.phrase(label), Role::Label), wrapped(&value, Role::Cell)])
    };
    let asked_by = match envelope.asked_by {
        [] => phrases.fill(Phrase::DeliveryTeam, &[("project", &engagement.name)]),
        names => phrases.and_list(names),
    };
    let (title, purpose) = match copies {
        [one] => (format!("{} · {}", one.title(), engagement.name), one.purpose().to_owned()),
        // What each is for would not fit; its own sheets say it.
        all => (engagement.name.clone(), all.iter().map(|copy| copy.title()).collect::<Vec<_>>().join(" · ")),
    };
    let project = [("project", engagement.name.as_str()), ("customer", engagement.customer.as_str())];
    let recipient = envelope.recipient.map_or_else(|| phrases.phrase(Phrase::Whoever).to_owned(), |r| r.name.clone());
    vec![
        PageRow { height: Some(30.0), ..PageRow::of([PageCell::text(title, Role::Title)]) },
        PageRow::of([PageCell::text(purpose, Role::Hint)]),
        PageRow::default(),
        fact(Phrase::Project, phrases.fill(Phrase::ProjectFor, &project)),
        fact(Phrase::For, recipient),
        fact(Phrase::AskedBy, asked_by),
        fact(Phrase::ReturnBy, respond_by(engagement, envelope.today).to_string()),
        PageRow::default(),
    ]
}

/// The steps, numbered; before them, where to answer what is asked.
fn steps(copies: &[&Outgoing], envelope: &Envelope<'_>) -> Vec<PageRow> {
    let phrases = envelope.language;
    let questions = copies.iter().find_map(|copy| copy.question_sheet()).map(|sheet| {
        let text = phrases.fill(Phrase::Questions, &[("sheet", &sheet.title)]);
        PageRow::of([PageCell::default(), PageCell::text(text, Role::Label)])
    });
    let steps = if envelope.engagement.protect { STEPS_PROTECTED } else { STEPS };
    let numbered = steps.into_iter().enumerate().map(|(n, step)| {
        let number = PageCell { show: Show::Centred, ..PageCell::text(format!("{}.", n + 1), Role::Label) };
        PageRow::of([number, wrapped(phrases.phrase(step), Role::Plain)])
    });
    questions.into_iter().chain(numbered).collect()
}

/// A line for each column of each sheet, without the columns of roles, which the matrix explains itself.
fn columns(copies: &[&Outgoing], phrases: &Language) -> Vec<PageRow> {
    let titles = [Phrase::Sheet, Phrase::Column, Phrase::Belongs, Phrase::Must, Phrase::Example];
    let mut lines = vec![
        PageRow::of([PageCell::text(phrases.phrase(Phrase::Columns), Role::Heading)]),
        PageRow::of(titles.map(|t| PageCell::text(phrases.phrase(t), Role::Header))),
    ];
    for sheet in copies.iter().flat_map(|copy| copy.sheets()) {
        let columns = sheet.sheet().columns.iter().filter(|c| c.role().is_none() && !c.is_tool());
        lines.extend(columns.map(|column| {
            PageRow::of([
                PageCell::text(sheet.sheet().title.clone(), Role::Cell),
                PageCell::text(column.title.clone(), Role::Cell),
                wrapped(&meaning(column, phrases), Role::Cell),
                wrapped(&required(column, phrases), Role::Cell),
                wrapped(&column.example, Role::Cell),
            ])
        }));
    }
    lines
}

fn wrapped(text: &str, role: Role) -> PageCell {
    PageCell { show: Show::Wrapped, ..PageCell::text(text, role) }
}

/// What a column is for; of a short list of choices, all of them.
fn meaning(column: &Column, phrases: &Language) -> String {
    match column.kind {
        Kind::Choice | Kind::Choices if !column.choices.is_empty() && column.choices.len() <= 8 => {
            let labels: Vec<&str> = column.choices.iter().map(|c| c.label.as_str()).collect();
            format!("{} {}", column.help, phrases.fill(Phrase::OneOf, &[("choices", &labels.join(", "))]))
        }
        _ => column.help.clone(),
    }
}

/// When it must be filled in.
fn required(column: &Column, phrases: &Language) -> String {
    match &column.required {
        Required::No => String::new(),
        Required::Always => phrases.phrase(Phrase::Always).into(),
        Required::From(status) => phrases.fill(Phrase::FromStatus, &[("status", status)]),
    }
}
