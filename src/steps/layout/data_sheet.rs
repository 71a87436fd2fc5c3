//! A data sheet as a page, in a copy and in the master alike: title, one line of help, the hidden column keys, the header,
//! the records, and rows prepared for more.

use crate::model::condition::Type;
use crate::model::engagement::Engagement;
use crate::model::language::{Language, Phrase};
use crate::model::page::{
    Allow, CellMark, Content, Highlight, Page, PageCell, PageColumn, PageNote, PageRow, Role, Show, Validation,
};
use crate::model::place::{At, column_letters};
use crate::model::severity::Severity;
use crate::model::sheet_names::{FIRST_ROW, HEADER_ROW, OWN_WIDTH};
use crate::model::template::{Column, Computed, Kind, ROW_KEY_TITLE, Required, Rule, Sheet};
use crate::model::value::{Value, yes_no};
use crate::steps::layout::dropdowns::Lists;
use crate::steps::validate::compute;
use crate::steps::validate::rules::formula::{self, FormulaContext, is_live};
use jiff::civil::{Date, date};
use rust_decimal::Decimal;

/// The row of the hidden column keys, from 0.
pub const KEY_ROW: u32 = 2;
/// What a data sheet shows.
pub struct SheetContent<'a> {
    /// The sheet with the columns that are shown.
    pub sheet: &'a Sheet,
    /// What stands after the title: the project's name.
    pub subtitle: &'a str,
    /// The records.
    pub rows: Vec<ContentRow>,
    /// Row keys of the prepared rows; an empty one for a row without.
    pub prepared: Vec<String>,
    /// May the reader fill in this column?
    pub open: &'a dyn Fn(&Column) -> bool,
    /// Names for drop-downs of persons.
    pub people: &'a [String],
    /// IDs for drop-downs of references, by sheet key.
    pub references: &'a dyn Fn(&str) -> Vec<String>,
    /// Columns of people's own, with their texts in the order of `rows`.
    pub own: &'a [(String, Vec<Option<String>>)],
    /// Are locked cells protected?
    pub protect: bool,
    /// The engagement, whose days and thresholds the rules compare with.
    pub engagement: &'a Engagement,
    /// The language that the sheet's words are in already; the program's own words are said in it.
    pub language: &'a Language,
}

/// A record as it is shown.
#[derive(Clone, Debug, Default)]
pub struct ContentRow {
    /// Its row key; empty where it has none.
    pub row_key: String,
    /// Its values in the order of the columns.
    pub values: Vec<Value>,
    /// What happened to a cell, by column.
    pub marks: Vec<(usize, CellMark)>,
    /// Notes, by column: author and text.
    pub notes: Vec<(usize, String, String)>,
    /// Fills of people's own, by column.
    pub fills: Vec<(usize, u32)>,
}

/// The page of a data sheet.
pub fn sheet_page(content: &SheetContent<'_>, lists: &mut Lists) -> Page {
    let sheet = content.sheet;
    let width = sheet.columns.len();
    let mut page = Page {
        title: sheet.title.clone(),
        columns: columns(content),
        lines: vec![
            title_line(content),
            PageRow::of([PageCell::text(sheet.help.clone(), Role::Hint)]),
            key_line(content),
            header_line(content),
        ],
        freeze: Some((FIRST_ROW, frozen(sheet))),
        protect: content.protect,
        repeat: Some((HEADER_ROW, HEADER_ROW)),
        tab: Some(Role::Header),
        ..Page::default()
    };
    for (n, row) in content.rows.iter().enumerate() {
        let number = FIRST_ROW + to_u32(n);
        page.lines.push(record_line(content, row, number, n));
        for (column, author, text) in &row.notes {
            page.notes.push(PageNote { at: (number, to_u16(*column)), author: author.clone(), text: text.clone() });
        }
    }
    for (n, key) in content.prepared.iter().enumerate() {
        let empty = ContentRow { row_key: key.clone(), values: vec![Value::Empty; width], ..ContentRow::default() };
        page.lines.push(record_line(content, &empty, FIRST_ROW + to_u32(content.rows.len() + n), usize::MAX));
    }
    let last = FIRST_ROW + to_u32((content.rows.len() + content.prepared.len()).max(1)) - 1;
    page.filter = Some((HEADER_ROW, 0, last, to_u16(width + content.own.len()).saturating_sub(1)));
    page.validations =
        sheet.columns.iter().enumerate().filter_map(|(i, c)| validation(content, i, c, last, lists)).collect();
    page.highlights = highlights(content, last);
    page.highlights.extend(faults(content, last));
    page.highlights.extend(lights(content, last));
    page
}

/// The ID and the first column of words stay in sight.
fn frozen(sheet: &Sheet) -> u16 {
    let named = sheet.natural_key.first().and_then(|k| sheet.position(k)).unwrap_or(0);
    to_u16(named.min(2) + 1)
}

fn columns(content: &SheetContent<'_>) -> Vec<PageColumn> {
    let mut columns: Vec<PageColumn> =
        content.sheet.columns.iter().map(|c| PageColumn { width: c.width, hidden: false }).collect();
    columns.extend(content.own.iter().map(|_| PageColumn { width: OWN_WIDTH, hidden: false }));
    columns.push(PageColumn { width: 16, hidden: true });
    columns
}

fn title_line(content: &SheetContent<'_>) -> PageRow {
    let title = format!("{} · {}", content.sheet.title, content.subtitle);
    PageRow { height: Some(26.0), ..PageRow::of([PageCell::text(title, Role::Title)]) }
}

fn key_line(content: &SheetContent<'_>) -> PageRow {
    let key = |key: &str| PageCell::text(crate::steps::ingest::hidden_key(&content.sheet.key, key), Role::Plain);
    PageRow { hidden: true, ..PageRow::of(content.sheet.columns.iter().map(|c| key(&c.key))) }
}

fn header_line(content: &SheetContent<'_>) -> PageRow {
    let title = |c: &Column| {
        PageCell::text(
            c.title.clone(),
            if c.required == Required::Always && !c.is_tool() { Role::HeaderRequired } else { Role::Header },
        )
    };
    let own = content.own.iter().map(|(title, _)| PageCell::text(title.clone(), Role::Header));
    let key = PageCell::text(ROW_KEY_TITLE, Role::Header);
    PageRow { height: Some(32.0), ..PageRow::of(content.sheet.columns.iter().map(title).chain(own).chain([key])) }
}

fn record_line(content: &SheetContent<'_>, row: &ContentRow, number: u32, n: usize) -> PageRow {
    let mut cells: Vec<(u16, PageCell)> = Vec::with_capacity(content.sheet.columns.len() + 1);
    for (i, column) in content.sheet.columns.iter().enumerate() {
        let value = row.values.get(i).unwrap_or(&Value::Empty);
        let mut cell = value_cell(value, column);
        // Whether an approval stands is known by the memory, so its cell holds no formula.
        if column.computed.is_some() && !matches!(column.computed, Some(Computed::Approval(_))) {
            let a1 = |c: usize| At::new(number, to_u16(c)).to_string();
            let result = Box::new(computed_content(value));
            cell.content = Content::Formula {
                formula: compute::computed_formula(content.sheet, column, &a1, &content.language.code),
                result,
            };
        }
        let open = (content.open)(column);
        cell.role = if open { Role::Entry } else { Role::Locked };
        cell.unlocked = open;
        cell.mark = row.marks.iter().find(|(c, _)| *c == i).map(|(_, m)| *m).unwrap_or_default();
        cell.fill = row.fills.iter().find(|(c, _)| *c == i).map(|(_, f)| *f);
        cells.push((to_u16(i), cell));
    }
    let width = content.sheet.columns.len();
    for (i, (_, texts)) in content.own.iter().enumerate() {
        let text = texts.get(n).and_then(Clone::clone);
        let mut cell = text.map_or_else(PageCell::default, |t| PageCell::text(t, Role::Entry));
        cell.role = Role::Entry;
        cell.unlocked = true;
        cells.push((to_u16(width + i), cell));
    }
    // The row key stays unlocked, or Excel would refuse to sort.
    if !row.row_key.is_empty() {
        let key = PageCell { unlocked: true, ..PageCell::text(row.row_key.clone(), Role::Plain) };
        cells.push((to_u16(width + content.own.len()), key));
    }
    PageRow { cells, ..PageRow::default() }
}

fn computed_content(value: &Value) -> Content {
    match value {
        Value::Number(n) => Content::Number(*n),
        Value::Date(day) => Content::Date(*day),
        other => Content::Text(other.to_string()),
    }
}

/// A value as a cell of its column.
pub fn value_cell(value: &Value, column: &Column) -> PageCell {
    let show = show_of(column);
    let content = match (value, column.kind) {
        (Value::Empty, _) => Content::Blank,
        (Value::Number(n), Kind::Percent) => Content::Percent(*n),
        (Value::Number(n), _) => Content::Number(*n),
        (Value::Date(d), _) => Content::Date(*d),
        (Value::YesNo(b), _) => Content::Text(yes_no(*b).into()),
        (other, _) => Content::Text(other.to_string()),
    };
    PageCell { content, show, ..PageCell::default() }
}

/// How the values of a column are shown.
pub fn show_of(column: &Column) -> Show {
    if column.role().is_some() {
        return Show::Centred;
    }
    match column.kind {
        Kind::LongText => Show::Wrapped,
        Kind::Integer => Show::Integer,
        Kind::Decimal => Show::Decimal,
        Kind::Money => Show::Money,
        Kind::Percent => Show::Percent,
        Kind::Date => Show::Date,
        Kind::Phone | Kind::Text | Kind::Email | Kind::Link | Kind::Reference => {
            if column.width >= 28 {
                Show::Wrapped
            } else {
                Show::Text
            }
        }
        Kind::Computed if column.gives() == Type::Date => Show::Date,
        Kind::Computed => Show::Centred,
        Kind::Choice | Kind::Choices | Kind::YesNo | Kind::Person => Show::General,
    }
}

const FIRST_DAY: Date = date(2000, 1, 1);
const LAST_DAY: Date = date(2100, 12, 31);

/// What a column of the sheet takes, from the first row to `last`.
pub fn validation(
    content: &SheetContent<'_>,
    i: usize,
    column: &Column,
    last: u32,
    lists: &mut Lists,
) -> Option<Validation> {
    if column.is_tool() {
        return None;
    }
    let list = |lists: &mut Lists, items: Vec<String>| lists.range(&column.title, &items).map(Allow::List);
    let (allow, lenient) = match column.kind {
        Kind::Choice => (list(lists, labels(column)), false),
        Kind::YesNo => (
            list(lists, [true, false].map(|b| column.word(yes_no(b), &content.language.code).to_owned()).to_vec()),
            false,
        ),
        Kind::Choices => (None, true),
        Kind::Person if !column.many => (list(lists, content.people.to_vec()), true),
        Kind::Reference if !column.many => {
            (list(lists, column.references.iter().flat_map(|s| (content.references)(s)).collect()), true)
        }
        Kind::Integer => (whole_limits(column), false),
        Kind::Decimal | Kind::Money => (Some(decimal_limits(column)), false),
        Kind::Percent => (Some(Allow::Decimal(Decimal::ZERO, Decimal::TEN)), false),
        Kind::Date => (Some(Allow::Date(FIRST_DAY, LAST_DAY)), false),
        Kind::Text => (column.max_length.map(Allow::Length), false),
        Kind::LongText | Kind::Person | Kind::Reference | Kind::Email | Kind::Phone | Kind::Link | Kind::Computed => {
            (None, true)
        }
    };
    let prompt = prompt(content, column);
    if allow.is_none() && prompt.is_none() {
        return None;
    }
    Some(Validation {
        block: (FIRST_ROW, to_u16(i), last, to_u16(i)),
        allow: allow.unwrap_or(Allow::Any),
        prompt,
        error: error_text(column, content.language),
        lenient,
    })
}

fn labels(column: &Column) -> Vec<String> {
    column.choices.iter().map(|c| c.label.clone()).collect()
}

fn whole_limits(column: &Column) -> Option<Allow> {
    let number = |d: Option<Decimal>, otherwise: i64| d.and_then(|d| i64::try_from(d).ok()).unwrap_or(otherwise);
    Some(Allow::Integer(number(column.min, -1_000_000_000), number(column.max, 1_000_000_000)))
}

fn decimal_limits(column: &Column) -> Allow {
    let most = Decimal::from(1_000_000_000_000_i64);
    Allow::Decimal(column.min.unwrap_or(-most), column.max.unwrap_or(most))
}

/// The longest prompt that Excel shows.
const PROMPT: usize = 255;

fn prompt(content: &SheetContent<'_>, column: &Column) -> Option<(String, String)> {
    let mut text = column.help.clone();
    if let (Some(min), false) = (column.min, column.scale.is_empty()) {
        let steps = column.scale.iter().enumerate().map(|(n, word)| format!("{} = {word}", min + Decimal::from(n)));
        text = format!("{text} {}.", steps.collect::<Vec<_>>().join(", "));
    }
    if !column.example.is_empty() {
        let example = content.language.fill(Phrase::PromptExample, &[("example", &column.example)]);
        text = format!("{text} {example}");
    }
    // What lights up the cell says what to do about it, as far as there is room; in English only, as rules are.
    let rules = content.sheet.rules.iter().filter(|_| content.language.is_english());
    for rule in rules.filter(|r| is_live(r) && r.field.as_ref() == Some(&column.key)) {
        let longer = format!("{text}\nIf it lights up: {}", rule.help);
        if !rule.help.is_empty() && longer.encode_utf16().count() <= PROMPT {
            text = longer;
        }
    }
    (!text.trim().is_empty()).then(|| (column.title.clone(), text.trim().to_owned()))
}

fn error_text(column: &Column, say: &Language) -> String {
    let plain = |phrase: Phrase| say.say(phrase).to_owned();
    match column.kind {
        Kind::Choice | Kind::YesNo => say.fill(Phrase::Pick, &[("column", &column.title)]),
        Kind::Person => plain(Phrase::Person),
        Kind::Date => plain(Phrase::Date),
        Kind::Integer => match (column.min, column.max) {
            (Some(a), Some(b)) => say.fill(Phrase::WholeBetween, &[("min", &a.to_string()), ("max", &b.to_string())]),
            _ => plain(Phrase::Whole),
        },
        Kind::Decimal | Kind::Money => plain(Phrase::Number),
        Kind::Percent => plain(Phrase::Percent),
        Kind::Text => say.fill(Phrase::AtMost, &[("n", &column.max_length.unwrap_or(0).to_string())]),
        Kind::LongText | Kind::Choices | Kind::Reference | Kind::Email | Kind::Phone | Kind::Link | Kind::Computed => {
            column.help.clone()
        }
    }
}

/// A required cell is marked while its row holds anything else.
fn highlights(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let sheet = content.sheet;
    let typed: Vec<usize> =
        (0..sheet.columns.len()).filter(|i| sheet.columns.get(*i).is_some_and(|c| !c.is_tool())).take(8).collect();
    let mut out = Vec::new();
    for (i, _) in sheet.columns.iter().enumerate().filter(|(_, c)| c.required == Required::Always && (content.open)(c))
    {
        let others: Vec<String> = typed
            .iter()
            .filter(|t| **t != i)
            .map(|t| format!("${}{}<>\"\"", column_letters(to_u16(*t)), FIRST_ROW + 1))
            .collect();
        if others.is_empty() {
            continue;
        }
        let own = At::new(FIRST_ROW, to_u16(i));
        out.push(Highlight {
            block: (FIRST_ROW, to_u16(i), last, to_u16(i)),
            formula: format!("AND({own}=\"\",OR({}))", others.join(",")),
            role: Role::Error,
        });
    }
    out
}

/// What breaks a rule lights up while it is typed: the rule's own column, the role cells of a rule about letters, else what
/// names the record.
fn faults(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let sheet = content.sheet;
    let cell = |i: usize| format!("${}{}", column_letters(to_u16(i)), FIRST_ROW + 1);
    let word = |column: &Column, label: &str| column.word(label, &content.language.code).to_owned();
    let place = FormulaContext { sheet, engagement: Some(content.engagement), cell: &cell, word: &word };
    let mut out = Vec::new();
    for rule in &sheet.rules {
        let role = match rule.severity {
            Severity::Error => Role::Error,
            Severity::Warning => Role::Warning,
            Severity::Info => continue,
        };
        let (Some(fault), Some((first, end))) = (formula::violation_formula(rule, &place), lit(sheet, rule)) else {
            continue;
        };
        let mut parts: Vec<String> = sheet
            .natural_key
            .iter()
            .filter_map(|k| sheet.position(k))
            .map(|i| format!("TRIM({})<>\"\"", cell(i)))
            .collect();
        parts.truncate(1);
        let archived = sheet.position("archived").zip(sheet.column("archived"));
        parts.extend(archived.map(|(i, c)| format!("{}<>\"{}\"", cell(i), word(c, yes_no(true)))));
        parts.push(fault);
        out.push(Highlight {
            block: (FIRST_ROW, to_u16(first), last, to_u16(end)),
            formula: format!("AND({})", parts.join(",")),
            role,
        });
    }
    out
}

/// The columns that a rule lights up.
fn lit(sheet: &Sheet, rule: &Rule) -> Option<(usize, usize)> {
    if let Some(at) = rule.field.as_ref().and_then(|key| sheet.position(key)) {
        return Some((at, at));
    }
    let roles = || sheet.columns.iter().enumerate().filter(|(_, c)| c.role().is_some()).map(|(i, _)| i);
    if rule.conditions().any(|c| !c.letters().is_empty()) {
        return roles().next().zip(roles().next_back());
    }
    sheet.natural_key.first().and_then(|key| sheet.position(key)).map(|at| (at, at))
}

/// Traffic lights, and the bands of a computed rating, show what they say.
fn lights(content: &SheetContent<'_>, last: u32) -> Vec<Highlight> {
    let mut out = Vec::new();
    for (i, column) in content.sheet.columns.iter().enumerate() {
        let own = At::new(FIRST_ROW, to_u16(i));
        for (label, role) in signals(column, &content.language.code) {
            out.push(Highlight {
                block: (FIRST_ROW, to_u16(i), last, to_u16(i)),
                formula: format!("{own}=\"{}\"", label.replace('"', "\"\"")),
                role,
            });
        }
    }
    out
}

/// The worst label of a scale, the next, and the best.
fn signals(column: &Column, language: &str) -> Vec<(String, Role)> {
    let lights: Vec<&str> = column.choices.iter().map(|c| c.label.as_str()).collect();
    if lights == ["Red", "Amber", "Green"].map(|label| column.word(label, language)) {
        let roles = [Role::Error, Role::Warning, Role::Good];
        return lights.into_iter().map(ToOwned::to_owned).zip(roles).collect();
    }
    if let Some(Computed::Approval(_)) = &column.computed {
        let roles = [("Void", Role::Error), ("Rejected", Role::Warning), ("Stands", Role::Good)];
        return roles.map(|(label, role)| (label.to_owned(), role)).to_vec();
    }
    let Some(Computed::Band { bands, .. }) = &column.computed else { return Vec::new() };
    let labels = bands.iter().rev().map(|(_, label)| label.clone());
    labels.zip([Role::Error, Role::Warning]).collect()
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn to_u16(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}
