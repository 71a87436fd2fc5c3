//! The Summary sheet: where the engagement stands, on one page.

use super::{Showing, live};
use crate::model::finding::Finding;
use crate::model::page::{
    CHART_OF_ITEMS, CHART_OF_OWNERS, Content, Highlight, Line, Page, PageCell, PageChart, PageColumn, Role, Show,
};
use crate::model::place::column_letters;
use crate::model::readiness::{Item, Readiness, RiskCell, State};
use crate::model::severity::Severity;
use crate::model::template::Column;
use crate::model::text::shortened;
use crate::steps::readiness::{count_open, is_of_master, look, meetings, readiness};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// The page in the making.
struct Board<'a> {
    showing: Showing<'a>,
    lines: Vec<Line>,
    merges: Vec<(u32, u16, u32, u16)>,
    highlights: Vec<Highlight>,
    charts: Vec<PageChart>,
}

/// The last column.
const LAST: u16 = 7;
/// The most lines of a list; the sheets themselves hold the rest.
const MOST: usize = 12;
/// The most people and meetings.
const FEW: usize = 6;

/// The widths of its columns.
pub(super) const WIDTHS: [u16; 8] = [38, 15, 15, 15, 15, 15, 12, 46];

pub(super) fn page(showing: Showing<'_>) -> Page {
    let asked: Vec<&Finding> = showing.findings.iter().filter(|f| f.question.is_some()).collect();
    let found = readiness(showing.master, showing.findings, showing.today);
    let mut board =
        Board { showing, lines: Vec::new(), merges: Vec::new(), highlights: Vec::new(), charts: Vec::new() };
    board.top(&found, asked.len());
    board.items(&found);
    board.risks(&found);
    board.owners(&found);
    board.due(&found);
    board.meetings(&found);
    board.unstaffed(&found);
    board.people(&asked);
    board.agreed(&asked);
    Page {
        title: "Summary".into(),
        columns: WIDTHS.map(|width| PageColumn { width, hidden: false }).to_vec(),
        lines: board.lines,
        merges: board.merges,
        highlights: board.highlights,
        charts: board.charts,
        papers: Some(2),
        tab: Some(Role::Title),
        ..Page::default()
    }
}

impl Board<'_> {
    /// The row that the next line gets, from 0.
    fn row(&self) -> u32 {
        u32::try_from(self.lines.len()).unwrap_or(u32::MAX)
    }

    fn heading(&mut self, text: &str) {
        self.lines.push(Line::default());
        let rest = (1..=LAST).map(|_| PageCell { role: Role::Heading, ..PageCell::default() });
        self.lines.push(Line::of(std::iter::once(PageCell::text(text, Role::Heading)).chain(rest)));
    }

    fn header(&mut self, titles: &[&str]) {
        self.lines.push(header(titles));
    }

    fn line(&mut self, cells: impl IntoIterator<Item = PageCell>) {
        self.lines.push(Line::of(cells));
    }

    /// Says how many lines of a list are not shown.
    fn more(&mut self, all: usize, shown: usize, sheet: &str) {
        if all > shown {
            self.line([PageCell::text(format!("and {} more, {sheet}", all - shown), Role::Hint)]);
        }
    }

    fn top(&mut self, found: &Readiness, asked: usize) {
        let engagement = self.showing.engagement;
        let title = format!("{} · {}", engagement.name, engagement.customer);
        self.lines.push(Line { height: Some(36.0), ..Line::of([PageCell::text(title, Role::Title)]) });
        let dates = match (engagement.start, engagement.end) {
            (Some(a), Some(b)) => format!("Project from {a} to {b}"),
            (Some(a), None) => format!("Project from {a}"),
            (None, Some(b)) => format!("Project until {b}"),
            (None, None) => "The dates of the project are not agreed yet".into(),
        };
        self.line([PageCell::text(
            format!("{dates}. How ready we are for the kickoff, and what is still open."),
            Role::Hint,
        )]);
        self.lines.push(Line::default());
        let labels = [
            "Kickoff",
            "Approved",
            "Aligned",
            "In progress",
            "Not started",
            "Overdue",
            "To decide",
            "Open in all lists",
        ];
        self.line(labels.map(|l| PageCell::text(l, Role::Label)));
        let kickoff = engagement.kickoff_day();
        let kickoff = kickoff.map_or_else(|| "not set".to_owned(), |day| day.to_string());
        // Below the labels and the figures come a blank line, a heading and the titles, then the items.
        let first = self.row() + 5;
        let last = first + u32::try_from(found.items.len().max(1)).unwrap_or(1) - 1;
        let state = |state: State| {
            let formula = format!("COUNTIF($B${first}:$B${last},\"{}\")", state_text(state));
            live(formula, number(found.count(state)), Role::Figure, Show::Integer)
        };
        let mut cells = vec![PageCell::text(kickoff, Role::Figure)];
        cells.extend(State::ALL.map(state));
        let sheets = || self.showing.master.sheets.iter();
        let overdue = found.overdue(self.showing.today).count();
        cells.push(live(live::count_overdue(sheets()), number(overdue), Role::Figure, Show::Integer));
        cells.push(PageCell::number(asked, Role::Figure));
        let open: usize = sheets().map(count_open).sum();
        cells.push(live(live::count_open(sheets()), number(open), Role::Figure, Show::Integer));
        self.line(cells);
    }

    fn items(&mut self, found: &Readiness) {
        self.heading("Readiness for the kickoff");
        self.header(&["Item", "State", "Owner", "Records", "Open", "Overdue", "To decide", "What blocks it"]);
        for item in &found.items {
            let sheets = || item.sheets.iter().filter_map(|key| self.showing.master.sheet(key));
            let role = if item.state == State::Approved { Role::Good } else { Role::Cell };
            let cells = [
                wrapped(item.item.clone()),
                PageCell::text(state_text(item.state), role),
                wrapped(item.owner.clone()),
                figure(item.records, Role::Cell),
                live(live::count_open(sheets()), number(item.open), Role::Cell, Show::Centred),
                live(live::count_overdue(sheets()), number(item.overdue), Role::Cell, Show::Centred),
                figure(item.to_decide, Role::Warning),
                wrapped(blocked_by(item)),
            ];
            self.highlight_overdue(5);
            self.line(cells);
        }
    }

    /// A figure above nought in a column of the next line stands out.
    fn highlight_overdue(&mut self, column: u16) {
        let row = self.row();
        let formula = format!("${}{}>0", column_letters(column), row + 1);
        self.highlights.push(Highlight { block: (row, column, row, column), formula, role: Role::Error });
    }

    fn risks(&mut self, found: &Readiness) {
        let (Some(map), Some(state)) = (&found.risk_map, self.showing.master.sheet("risks")) else { return };
        self.heading("Open risks by probability and impact");
        let begin = self.row();
        let Some((_, first)) = map.lines.first() else { return };
        let impacts: Vec<String> = first.iter().map(|c| format!("Impact {}", c.impact)).collect();
        let titles: Vec<&str> = std::iter::once("Probability").chain(impacts.iter().map(String::as_str)).collect();
        self.header(&titles);
        for (probability, cells) in &map.lines {
            let name = state.sheet.column("probability").and_then(|c| word(c, *probability));
            let label = name.map_or_else(|| probability.to_string(), |n| format!("{probability}  {n}"));
            let one = |cell: &RiskCell| {
                let formula = live::count_risks(state, *probability, cell.impact).unwrap_or_else(|| "0".into());
                let band = cell.band.to_lowercase();
                let letter = cell.band.chars().next().map(String::from).unwrap_or_default();
                let formula = format!("IF({formula}=0,\"{letter}\",{formula}&\" {band}\")");
                let said = if cell.count == 0 { letter } else { format!("{} {band}", cell.count) };
                live(formula, Content::Text(said), look(cell.rank), Show::Centred)
            };
            let cells = std::iter::once(PageCell::text(label, Role::Cell)).chain(cells.iter().map(one));
            self.lines.push(Line { height: Some(24.0), ..Line::of(cells) });
        }
        self.line([PageCell::text(
            "A cell says how many open risks there are and how they are rated; a letter alone means none.",
            Role::Hint,
        )]);
        self.charts.push(PageChart {
            title: CHART_OF_ITEMS.into(),
            block: (begin, 6, self.row() - 1, LAST),
            labels: (3, 1, 3, 4),
            figures: (4, 1, 4, 4),
        });
    }

    fn owners(&mut self, found: &Readiness) {
        if found.by_owner.is_empty() {
            return;
        }
        self.heading("Who has what is open, and since when");
        let begin = self.row();
        self.header(&["Who", "Open", "0–7 days", "8–14 days", "15–30 days", "Over 30 days"]);
        for load in found.by_owner.iter().take(FEW) {
            let name = if load.owner.is_empty() { "nobody" } else { load.owner.as_str() };
            let master = self.showing.master;
            let count =
                |n: usize, age| live(live::count_of(master, &load.owner, age), number(n), Role::Cell, Show::Centred);
            let ages = load.ages.iter().enumerate().map(|(age, n)| count(*n, Some(age)));
            let cells = [PageCell::text(name, Role::Cell), count(load.open, None)].into_iter().chain(ages);
            self.lines.push(Line { height: Some(18.0), ..Line::of(cells) });
        }
        let last = self.row() - 1;
        self.more(found.by_owner.len(), FEW, "on the sheets themselves");
        // A chart needs some height, also where there are few people.
        while self.row() < begin + 7 {
            self.lines.push(Line::default());
        }
        self.charts.push(PageChart {
            title: CHART_OF_OWNERS.into(),
            block: (begin, 6, self.row() - 1, LAST),
            labels: (begin + 1, 0, last, 0),
            figures: (begin + 1, 1, last, 1),
        });
    }

    fn due(&mut self, found: &Readiness) {
        self.heading("Due next");
        if found.due.is_empty() {
            self.line([PageCell::text("Nothing that is open has a date.", Role::Hint)]);
            return;
        }
        self.header(&["What", "ID", "List", "Owner", "Due", "Days left", "Late?"]);
        for due in found.due.iter().take(MOST) {
            let row = self.row();
            let days = (due.due - self.showing.today).get_days();
            let said = if days < 0 { "overdue" } else { "" };
            let target = self.showing.master.sheet(&due.sheet).and_then(|s| live::link(s, &due.record));
            self.line([
                wrapped(due.name.clone()),
                linked(&due.record, target),
                wrapped(due.title.clone()),
                wrapped(due.owner.clone()),
                PageCell { content: Content::Date(due.due), role: Role::Cell, show: Show::Date, ..PageCell::default() },
                live(format!("$E{}-TODAY()", row + 1), Content::Number(days.into()), Role::Cell, Show::Centred),
                live(
                    format!("IF($F{}<0,\"overdue\",\"\")", row + 1),
                    Content::Text(said.into()),
                    Role::Label,
                    Show::General,
                ),
            ]);
            let formula = format!("$F{}<0", row + 1);
            self.highlights.push(Highlight { block: (row, 4, row, 6), formula, role: Role::Error });
        }
        self.more(found.due.len(), MOST, "by date");
    }

    fn meetings(&mut self, found: &Readiness) {
        let Some(state) = self.showing.master.sheet("meetings").filter(|_| !found.meetings.is_empty()) else { return };
        self.heading("Next meetings");
        self.header(&["Meeting", "Next", "How often", "When", "Chair"]);
        for meeting in found.meetings.iter().take(FEW) {
            let last = meeting.last.and_then(|_| live::cell(state, &meeting.record, "last_on"));
            let next = match live::cell(state, &meeting.record, "first_on") {
                Some(first) => PageCell {
                    show: Show::Date,
                    ..live(
                        meetings::formula(&meeting.frequency, &first, last.as_deref()),
                        meeting.next.map_or(Content::Text(String::new()), Content::Date),
                        Role::Cell,
                        Show::Date,
                    )
                },
                None => PageCell::text("", Role::Cell),
            };
            let said = [meeting.frequency.clone(), meeting.when.clone(), meeting.chair.clone()];
            self.line([wrapped(meeting.name.clone()), next].into_iter().chain(said.map(wrapped)));
        }
        self.more(found.meetings.len(), FEW, "on the sheet Meetings");
    }

    fn unstaffed(&mut self, found: &Readiness) {
        if found.unstaffed.is_empty() {
            return;
        }
        self.heading("Requests not yet staffed");
        self.header(&["Role", "ID", "Status", "How many", "Start", "Next", "Start", "Days left"]);
        for request in found.unstaffed.iter().take(FEW) {
            let row = self.row();
            let target = self.showing.master.sheet("resource_requests").and_then(|s| live::link(s, &request.record));
            let (start, days) = match request.start {
                Some(day) => {
                    let left = (day - self.showing.today).get_days();
                    let formula = format!("$E{}-TODAY()", row + 1);
                    (Content::Date(day), live(formula, Content::Number(left.into()), Role::Cell, Show::Centred))
                }
                None => (Content::Blank, PageCell::text("", Role::Cell)),
            };
            self.line([
                wrapped(request.role.clone()),
                linked(&request.record, target),
                wrapped(request.status.clone()),
                PageCell { show: Show::Centred, ..PageCell::text(request.quantity.clone(), Role::Cell) },
                PageCell { content: start, role: Role::Cell, show: Show::Date, ..PageCell::default() },
                days,
            ]);
            let formula = format!("AND(ISNUMBER($F{0}),$F{0}<0)", row + 1);
            self.highlights.push(Highlight { block: (row, 4, row, 5), formula, role: Role::Error });
        }
        self.more(found.unstaffed.len(), FEW, "on the sheet Resource Requests");
    }

    fn people(&mut self, asked: &[&Finding]) {
        self.heading("Whom to ask");
        self.header(&["Who", "Open", "About"]);
        let people = whom(self.showing, asked);
        let first = self.row();
        self.merges.extend((first - 1..=first + u32::try_from(people.len()).unwrap_or(0) - 1).map(|n| (n, 2, n, LAST)));
        self.lines.extend(people);
    }

    fn agreed(&mut self, asked: &[&Finding]) {
        self.heading("What is agreed");
        self.header(&["Sheet", "Records", "To decide", "Errors", "Warnings"]);
        let showing = self.showing;
        for state in &showing.master.sheets {
            let about = |f: &&&Finding| f.sheet.as_deref() == Some(state.sheet.title.as_str());
            let of = |severity: Severity| {
                let stands = |f: &&Finding| f.question.is_none() && f.severity == severity && is_of_master(f);
                showing.findings.iter().filter(|f| about(&f) && stands(f)).count()
            };
            self.line([
                linked(&state.sheet.title, Some(format!("internal:'{}'!A1", state.sheet.title))),
                figure(state.records.len(), Role::Cell),
                figure(asked.iter().filter(|f| about(f)).count(), Role::Warning),
                figure(of(Severity::Error), Role::Error),
                figure(of(Severity::Warning), Role::Warning),
            ]);
        }
    }
}

fn state_text(state: State) -> String {
    format!("{} {}", state.sign(), state.word())
}

/// The first that blocks an item, and how many more.
fn blocked_by(item: &Item) -> String {
    let Some(first) = item.blockers.first() else { return String::new() };
    let more = item.blockers.len() - 1;
    let said = shortened(&first.message, 75);
    if more == 0 { said } else { format!("{said} And {more} more.") }
}

/// The word of a number on its scale.
fn word(column: &Column, n: u32) -> Option<&str> {
    let at = Decimal::from(n) - column.min?;
    column.scale.get(at.to_usize()?).map(String::as_str)
}

fn number(n: usize) -> Content {
    Content::Number(Decimal::from(n))
}

fn live(formula: String, result: Content, role: Role, show: Show) -> PageCell {
    PageCell { content: Content::Formula { formula, result: Box::new(result) }, role, show, ..PageCell::default() }
}

fn wrapped(text: String) -> PageCell {
    PageCell { show: Show::Wrapped, ..PageCell::text(text, Role::Cell) }
}

fn linked(text: &str, target: Option<String>) -> PageCell {
    let content = match target {
        Some(target) => Content::Link { text: text.to_owned(), target },
        None => Content::Text(text.to_owned()),
    };
    PageCell { content, role: Role::Cell, ..PageCell::default() }
}

fn header(titles: &[&str]) -> Line {
    let title = |t: &str| {
        let show = if FIGURES.contains(&t) || t.starts_with("Impact ") { Show::Centred } else { Show::General };
        PageCell { show, ..PageCell::text(t, Role::Header) }
    };
    Line { height: Some(20.0), ..Line::of(titles.iter().map(|t| title(t))) }
}

/// The columns of figures.
const FIGURES: [&str; 15] = [
    "Records",
    "To decide",
    "Errors",
    "Warnings",
    "Open",
    "Overdue",
    "0–7 days",
    "8–14 days",
    "15–30 days",
    "Over 30 days",
    "Days left",
    "How many",
    "Start",
    "Next",
    "Due",
];

/// A figure of the table; only what is not nought stands out.
fn figure(n: usize, role: Role) -> PageCell {
    let role = if n == 0 { Role::Cell } else { role };
    PageCell { show: Show::Centred, ..PageCell::number(n, role) }
}

/// The name of a recipient; the master itself is the delivery team's.
fn name_of(showing: Showing<'_>, key: &str) -> String {
    let contact = showing.master.memory.slugs.iter().find(|(_, slug)| *slug == key).map(|(contact, _)| contact);
    let state = showing.master.sheet("contacts");
    let record = state.and_then(|s| s.records.values().find(|r| Some(&r.id) == contact));
    let name = state.zip(record).and_then(|(s, r)| r.values.get(s.sheet.position("name")?));
    name.filter(|n| !n.is_empty()).map_or_else(|| key.to_owned(), ToString::to_string)
}

fn whom(showing: Showing<'_>, asked: &[&Finding]) -> Vec<Line> {
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in asked {
        let givers = finding.question.iter().flat_map(|q| &q.candidates).flat_map(|c| &c.givers);
        let mut names: Vec<&str> = givers.map(|g| g.by.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            by.entry(name).or_default().push(finding.record.clone().unwrap_or_else(|| finding.code.to_string()));
        }
    }
    if by.is_empty() {
        return vec![Line::of([PageCell::text("nobody", Role::Cell)])];
    }
    by.into_iter()
        .map(|(name, mut about)| {
            let open = about.len();
            about.dedup();
            let more = if about.len() > 12 { "…" } else { "" };
            let said = about.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
            Line::of([
                PageCell::text(name_of(showing, name), Role::Cell),
                figure(open, Role::Cell),
                PageCell { show: Show::Wrapped, ..PageCell::text(format!("{said}{more}"), Role::Cell) },
            ])
        })
        .collect()
}
