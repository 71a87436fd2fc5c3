//! The Summary sheet: where the engagement stands, on one page.

mod board;
mod formulas;
mod lists;
mod plan;

use super::view::MasterView;
use crate::model::finding::Finding;
use crate::model::page::{CellBlock, Content, Highlight, Page, PageCell, PageColumn, PageRow, Role, Show};
use crate::model::readiness::{ChecklistItem, ItemState, Readiness};
use crate::model::severity::Severity;
use crate::model::text::shortened;
use crate::steps::readiness::verdict::{Outlook, ReadinessVerdict};
use crate::steps::readiness::{count_open, is_about_master, readiness};
use board::{Board, LAST_COLUMN, figure_cell, link_cell, live_cell, number, wrapped_cell};
use std::collections::BTreeMap;

/// The widths of its columns, in characters.
pub(super) const WIDTHS: [u16; 8] = [38, 15, 15, 15, 15, 15, 12, 46];

/// The page Summary.
pub(super) fn summary_page(view: MasterView<'_>) -> Page {
    let asked: Vec<&Finding> = view.findings.iter().filter(|f| f.question.is_some()).collect();
    let found = readiness(view.master, view.findings, view.today);
    let mut board = Board { view, lines: Vec::new(), merges: Vec::new(), highlights: Vec::new(), charts: Vec::new() };
    board.top(&found, asked.len());
    board.items(&found);
    board.plan(&found);
    board.risks(&found);
    board.owners(&found);
    board.due(&found);
    board.meetings(&found);
    board.unstaffed(&found);
    board.people_to_ask(&asked);
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
    fn top(&mut self, found: &Readiness, asked: usize) {
        let engagement = self.view.engagement;
        let kickoff = engagement.kickoff_day();
        let kickoff = kickoff.map_or_else(|| "kickoff not set".to_owned(), |day| format!("kickoff on {day}"));
        let title = format!("{} · {} · {kickoff}", engagement.name, engagement.customer);
        self.lines.push(PageRow { height: Some(36.0), ..PageRow::of([PageCell::text(title, Role::Title)]) });
        let dates = match (engagement.start, engagement.end) {
            (Some(a), Some(b)) => format!("Project from {a} to {b}"),
            (Some(a), None) => format!("Project from {a}"),
            (None, Some(b)) => format!("Project until {b}"),
            (None, None) => "The dates of the project are not agreed yet".into(),
        };
        let verdict = ReadinessVerdict::of(found, asked, engagement.kickoff_day(), self.view.today);
        self.verdict(&verdict);
        let formula = formulas::timing(&verdict, &format!(" {dates}."));
        let timing = Content::Text(format!("{} {dates}.", verdict.timing()));
        self.lines.push(PageRow {
            height: Some(22.0),
            ..PageRow::of([live_cell(formula, timing, Role::Label, Show::General)])
        });
        let labels = [
            "Approved",
            "Aligned",
            "Out for review",
            "Drafted",
            "Not started",
            "Overdue",
            "To decide",
            "Open in all lists",
        ];
        self.line(labels.map(|l| PageCell::text(l, Role::Label)));
        // Below the labels and the figures come a blank line, a heading and the titles, then the items.
        let first = self.row() + 5;
        let last = first + u32::try_from(found.items.len().max(1)).unwrap_or(1) - 1;
        let state = |state: ItemState| {
            let formula = format!("COUNTIF($B${first}:$B${last},\"{}\")", state_text(state));
            live_cell(formula, number(found.count(state)), Role::Figure, Show::Integer)
        };
        let mut cells = ItemState::ALL.map(state).to_vec();
        let sheets = || self.view.master.sheets.iter();
        let overdue = found.overdue(self.view.today).count();
        cells.push(live_cell(formulas::count_overdue(sheets()), number(overdue), Role::Figure, Show::Integer));
        cells.push(PageCell::number(asked, Role::Figure));
        let open: usize = sheets().map(count_open).sum();
        cells.push(live_cell(formulas::count_open(sheets()), number(open), Role::Figure, Show::Integer));
        self.line(cells);
    }

    /// The verdict, large over the whole width, in a colour and with a sign.
    fn verdict(&mut self, verdict: &ReadinessVerdict) {
        let row = self.row();
        let text = format!("{} {}", verdict.outlook.sign(), verdict.standing);
        let rest = (1..=LAST_COLUMN).map(|_| PageCell { role: Role::Verdict, ..PageCell::default() });
        let cells = std::iter::once(PageCell::text(text, Role::Verdict)).chain(rest);
        self.lines.push(PageRow { height: Some(39.0), ..PageRow::of(cells) });
        for (outlook, role) in
            [(Outlook::NotReady, Role::Error), (Outlook::Aligned, Role::Warning), (Outlook::Ready, Role::Good)]
        {
            let formula = format!("LEFT($A${},1)=\"{}\"", row + 1, outlook.sign());
            self.highlights.push(Highlight { block: CellBlock::new(row, 0, row, LAST_COLUMN), formula, role });
        }
    }

    fn items(&mut self, found: &Readiness) {
        self.heading("Readiness for the kickoff");
        self.header(&["Item", "State", "Owner", "Records", "Open", "Overdue", "To decide", "What blocks it"]);
        for item in &found.items {
            let sheets = || item.sheets.iter().filter_map(|key| self.view.master.sheet(key));
            let role = match item.state {
                ItemState::Approved | ItemState::Aligned => Role::Good,
                ItemState::OutForReview | ItemState::Drafted => Role::Warning,
                ItemState::NotStarted => Role::Error,
            };
            let cells = [
                wrapped_cell(item.item.clone()),
                PageCell::text(state_text(item.state), role),
                wrapped_cell(item.owner.clone()),
                figure_cell(item.records, Role::Cell),
                live_cell(formulas::count_open(sheets()), number(item.open), Role::Cell, Show::Centred),
                live_cell(formulas::count_overdue(sheets()), number(item.overdue), Role::Cell, Show::Centred),
                figure_cell(item.to_decide, Role::Warning),
                wrapped_cell(blocked_by(item)),
            ];
            self.highlight_above_zero(5);
            self.line(cells);
        }
    }

    fn people_to_ask(&mut self, asked: &[&Finding]) {
        self.heading("Whom to ask");
        self.header(&["Who", "Open", "About"]);
        let people = people_lines(self.view, asked);
        let first = self.row();
        self.merges.extend(
            (first - 1..=first + u32::try_from(people.len()).unwrap_or(0) - 1)
                .map(|n| CellBlock::new(n, 2, n, LAST_COLUMN)),
        );
        self.lines.extend(people);
    }

    fn agreed(&mut self, asked: &[&Finding]) {
        self.heading("What is agreed");
        self.header(&["Sheet", "Records", "To decide", "Errors", "Warnings", "To fill in"]);
        let view = self.view;
        for state in &view.master.sheets {
            let about = |f: &&&Finding| f.sheet.as_deref() == Some(state.sheet.title.as_str());
            let of = |severity: Severity| {
                let stands = |f: &&Finding| f.question.is_none() && f.severity == severity && is_about_master(f);
                view.findings.iter().filter(|f| about(&f) && stands(f)).count()
            };
            let gaps = view.gaps.iter().filter(|gap| gap.sheet == state.sheet.title);
            let to_fill_in = gaps.map(|gap| gap.count).sum();
            self.line([
                link_cell(&state.sheet.title, Some(format!("internal:'{}'!A1", state.sheet.title))),
                figure_cell(state.records.len(), Role::Cell),
                figure_cell(asked.iter().filter(|f| about(f)).count(), Role::Warning),
                figure_cell(of(Severity::Error), Role::Error),
                figure_cell(of(Severity::Warning), Role::Warning),
                figure_cell(to_fill_in, Role::Cell),
            ]);
        }
    }
}

fn state_text(state: ItemState) -> String {
    format!("{} {}", state.sign(), state.word())
}

/// The first blocker of an item, and how many more there are; why the baseline was set without it, where it was.
fn blocked_by(item: &ChecklistItem) -> String {
    if let Some(why) = &item.left_out {
        return format!("Left out of the baseline: {why}");
    }
    let Some(first) = item.blockers.first() else { return String::new() };
    let more = item.blockers.len() - 1;
    let rows = if first.more == 0 { String::new() } else { format!(" ({} rows)", first.more + 1) };
    let blocker = format!("{}{rows}", shortened(&first.message, 75));
    if more == 0 { blocker } else { format!("{blocker} And {more} more.") }
}

/// The name of the contact with a recipient key; a key that is no contact's stands for itself.
fn name_of(view: MasterView<'_>, key: &str) -> String {
    let contact = view.master.memory.slugs.iter().find(|(_, slug)| *slug == key).map(|(contact, _)| contact);
    let state = view.master.sheet("contacts");
    let record = state.and_then(|s| s.records.values().find(|r| Some(&r.id) == contact));
    let name = state.zip(record).and_then(|(s, r)| r.values.get(s.sheet.position("name")?));
    name.filter(|n| !n.is_empty()).map_or_else(|| key.to_owned(), ToString::to_string)
}

/// One line for each person whose answers wait for a decision, and what they are about.
fn people_lines(view: MasterView<'_>, asked: &[&Finding]) -> Vec<PageRow> {
    let mut by: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in asked {
        let contributors = finding.question.iter().flat_map(|q| &q.candidates).flat_map(|c| &c.contributors);
        let mut names: Vec<&str> = contributors.map(|g| g.by.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            by.entry(name).or_default().push(finding.record.clone().unwrap_or_else(|| finding.code.to_string()));
        }
    }
    if by.is_empty() {
        return vec![PageRow::of([PageCell::text("nobody", Role::Cell)])];
    }
    by.into_iter()
        .map(|(name, mut about)| {
            let open = about.len();
            about.dedup();
            let more = if about.len() > 12 { "…" } else { "" };
            let records = about.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
            PageRow::of([
                PageCell::text(name_of(view, name), Role::Cell),
                figure_cell(open, Role::Cell),
                PageCell { show: Show::Wrapped, ..PageCell::text(format!("{records}{more}"), Role::Cell) },
            ])
        })
        .collect()
}
