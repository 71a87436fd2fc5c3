//! The sheet Start here: what to do now, and the settings that people may change in the master.

use super::view::MasterView;
use crate::model::grid::Raw;
use crate::model::page::{Allow, CellBlock, Content, Page, PageCell, PageColumn, PageRow, Role, Show, Validation};
use crate::model::stage::Stage;
use crate::model::start_setting::{START_HERE, StartSetting};
use crate::model::template::Kind;
use crate::model::text::{and_list, count, fold_title};
use crate::steps::layout::dropdowns::Lists;
use crate::steps::master::start_here::{MARK_COLUMN, VALUE_COLUMN};
use jiff::civil::date;
use rust_decimal::Decimal;

/// The widths of its columns, in characters; the last one is hidden.
const WIDTHS: [u16; 4] = [30, 26, 96, 10];
/// The last column that is shown.
const LAST_SHOWN: u16 = 2;

/// The page Start here.
pub(super) fn start_here_page(view: MasterView<'_>, lists: &mut Lists) -> Page {
    let mut page = Page {
        title: title(view),
        columns: (0u16..).zip(WIDTHS).map(|(at, width)| PageColumn { width, hidden: at == MARK_COLUMN }).collect(),
        tab: Some(Role::Title),
        papers: Some(1),
        ..Page::default()
    };
    let name = format!("Start here · {}", view.engagement.name);
    page.lines.push(PageRow { height: Some(33.0), ..PageRow::of([PageCell::text(name, Role::Title)]) });
    let loop_of_work =
        "prekick generate writes the copies to mail; put what comes back into inbox/ and run prekick reconcile.";
    page.lines.push(PageRow::of([PageCell::text(loop_of_work, Role::Hint)]));
    heading(&mut page, "What to do now");
    for todo in todos(view) {
        let row = row(&page);
        page.merges.push(CellBlock::new(row, VALUE_COLUMN, row, LAST_SHOWN));
        let place = match todo.sheet {
            Some(sheet) => {
                Content::Link { target: format!("internal:'{}'!A1", sheet.replace('\'', "''")), text: sheet }
            }
            None => Content::Text(todo.at.to_owned()),
        };
        let place = PageCell { content: place, role: Role::Cell, ..PageCell::default() };
        let what = PageCell { show: Show::Wrapped, ..PageCell::text(todo.what, Role::Cell) };
        page.lines.push(PageRow::of([place, what, PageCell { role: Role::Cell, ..PageCell::default() }]));
    }
    heading(&mut page, "Settings");
    let hint = "Change the white cells; the next prekick reconcile writes engagement.toml and says so. All other settings are there.";
    page.lines.push(PageRow::of([PageCell::text(hint, Role::Hint)]));
    page.lines.push(PageRow::of(["Setting", "Value", "What it means"].map(|t| PageCell::text(t, Role::Header))));
    for setting in StartSetting::ALL {
        page.validations.extend(validation(setting, row(&page), lists));
        page.lines.push(setting_line(view, setting));
    }
    page
}

/// Its title: another one where people have a sheet that is called so.
fn title(view: MasterView<'_>) -> String {
    let own = view.master.own_sheets.iter().map(|grid| grid.title.as_str());
    let taken: Vec<String> =
        own.chain(view.master.sheets.iter().map(|s| s.sheet.title.as_str())).map(fold_title).collect();
    let free = START_HERE.iter().find(|title| !taken.contains(&fold_title(title)));
    (*free.unwrap_or(&START_HERE[1])).to_owned()
}

fn row(page: &Page) -> u32 {
    u32::try_from(page.lines.len()).unwrap_or(u32::MAX)
}

fn heading(page: &mut Page, text: &str) {
    page.lines.push(PageRow::default());
    let rest = (1..=LAST_SHOWN).map(|_| PageCell { role: Role::Heading, ..PageCell::default() });
    page.lines.push(PageRow::of(std::iter::once(PageCell::text(text, Role::Heading)).chain(rest)));
}

fn setting_line(view: MasterView<'_>, setting: StartSetting) -> PageRow {
    let waiting = view.master.waiting_settings.get(&setting);
    let text = setting.of(view.engagement);
    let content = match (waiting, setting.kind()) {
        (Some(raw), _) => Content::Found(raw.clone()),
        (None, _) if text.is_empty() => Content::Blank,
        (None, Kind::Date) => text.parse().map_or(Content::Text(text), Content::Date),
        (None, Kind::Integer) => text.parse::<Decimal>().map_or(Content::Text(text), Content::Number),
        (None, _) => Content::Text(text),
    };
    let show = match setting.kind() {
        Kind::Date => Show::Date,
        Kind::Integer => Show::Centred,
        _ => Show::Text,
    };
    let role = if waiting.is_some_and(|raw| *raw != Raw::Empty) { Role::Warning } else { Role::Entry };
    PageRow::of([
        PageCell::text(setting.title(), Role::Label),
        PageCell { content, role, show, unlocked: true, ..PageCell::default() },
        PageCell { show: Show::Wrapped, ..PageCell::text(setting.help(), Role::Cell) },
        PageCell::text(setting.mark(), Role::Plain),
    ])
}

/// Drop-downs and limits, which warn and don't refuse: what is typed is judged when it is read.
fn validation(setting: StartSetting, row: u32, lists: &mut Lists) -> Option<Validation> {
    let allow = match setting {
        StartSetting::Stage => {
            let stages = [Stage::Draft, Stage::Review, Stage::Baseline].map(|stage| stage.word().to_owned());
            Allow::List(lists.range("Stages", &stages)?)
        }
        StartSetting::RespondWithinDays => Allow::Integer(1, 90),
        _ if setting.kind() == Kind::Date => Allow::Date(date(2000, 1, 1), date(2199, 12, 31)),
        _ => Allow::Any,
    };
    Some(Validation {
        block: CellBlock::of_column(VALUE_COLUMN, row, row),
        allow,
        prompt: Some((setting.title().to_owned(), setting.help().to_owned())),
        error: setting.help().to_owned(),
        lenient: true,
    })
}

/// Something to do.
struct Todo {
    /// Where, in words, where that is no sheet.
    at: &'static str,
    /// The sheet on which it is done.
    sheet: Option<String>,
    what: String,
}

/// What to do now, in the order in which it is done. Nothing here depends on the day.
fn todos(view: MasterView<'_>) -> Vec<Todo> {
    let steps = [dates(view), decisions(view), people(view), gaps(view), copies(view), stage(view)];
    let mut out: Vec<Todo> = steps.into_iter().flatten().collect();
    if out.is_empty() {
        let what = "Nothing waits. The sheet Summary says how ready the project is.".to_owned();
        out.push(Todo { at: "", sheet: Some("Summary".into()), what });
    }
    out
}

fn dates(view: MasterView<'_>) -> Option<Todo> {
    let missing = [StartSetting::Start, StartSetting::End].map(|s| s.of(view.engagement).is_empty());
    let what = "Type the first and the last day of the project: usual rows get their days by them.".to_owned();
    missing.contains(&true).then_some(Todo { at: "Settings, below", sheet: None, what })
}

fn decisions(view: MasterView<'_>) -> Option<Todo> {
    let asked = view.findings.iter().filter(|f| f.question.is_some()).count();
    let what = format!("Pick a decision in {}, save, close, and run prekick reconcile.", count(asked, "row", "rows"));
    (asked > 0).then(|| Todo { at: "", sheet: Some("Discrepancies".into()), what })
}

fn people(view: MasterView<'_>) -> Option<Todo> {
    let contacts = view.master.sheet("contacts")?;
    let what = "Add the people of both sides; Receives says which workbooks each of them is sent.".to_owned();
    contacts.records.is_empty().then(|| Todo { at: "", sheet: Some(contacts.sheet.title.clone()), what })
}

/// The sheets with the most cells that are still empty.
fn gaps(view: MasterView<'_>) -> Option<Todo> {
    let mut by_sheet: Vec<(&str, usize)> = Vec::new();
    for gap in view.gaps {
        match by_sheet.iter_mut().find(|(sheet, _)| *sheet == gap.sheet) {
            Some((_, n)) => *n += gap.count,
            None => by_sheet.push((&gap.sheet, gap.count)),
        }
    }
    let all: usize = by_sheet.iter().map(|(_, n)| n).sum();
    by_sheet.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let named: Vec<String> = by_sheet.iter().take(4).map(|(sheet, n)| format!("{n} in {sheet}")).collect();
    let what = format!("Fill in what is still empty, {}: {}.", count(all, "cell", "cells"), and_list(&named));
    Some(Todo { at: "", sheet: Some(by_sheet.first()?.0.to_owned()), what })
}

fn copies(view: MasterView<'_>) -> Option<Todo> {
    let memory = &view.master.memory;
    let rows: usize = view.master.sheets.iter().map(|s| s.records.len()).sum();
    let what = "Run prekick generate and mail the copies to those who receive them.".to_owned();
    (memory.sent.is_empty() && rows > 0).then_some(Todo { at: "On the command line", sheet: None, what })
}

fn stage(view: MasterView<'_>) -> Option<Todo> {
    let what = "The copies are out: set the stage to review, so that empty cells become warnings.".to_owned();
    let sent = !view.master.memory.sent.is_empty() && view.engagement.stage == Stage::Draft;
    sent.then_some(Todo { at: "Settings, below", sheet: None, what })
}
