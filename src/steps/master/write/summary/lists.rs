//! The lists of the Summary: open risks, who has what, what is due, meetings, requests not yet staffed.

use super::board::{Board, LAST_COLUMN, MAX_LINES, MAX_SHORT, link_cell, live_cell, number, wrapped_cell};
use super::formulas;
use crate::model::page::{
    CHART_OF_ITEMS, CHART_OF_OWNERS, CellBlock, Content, Highlight, PageCell, PageChart, PageRow, Role, Show,
};
use crate::model::readiness::{ItemState, Readiness, RiskCell};
use crate::model::template::Column;
use crate::steps::readiness::{meetings, rating_role};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

impl Board<'_> {
    pub(super) fn risks(&mut self, found: &Readiness) {
        let (Some(map), Some(state)) = (&found.risk_map, self.view.master.sheet("risks")) else { return };
        self.heading("Open risks by probability and impact");
        let begin = self.row();
        let Some((_, first)) = map.lines.first() else { return };
        let impacts: Vec<String> = first.iter().map(|c| format!("Impact {}", c.impact)).collect();
        let titles: Vec<&str> = std::iter::once("Probability").chain(impacts.iter().map(String::as_str)).collect();
        self.header(&titles);
        for (probability, cells) in &map.lines {
            let name = state.sheet.column("probability").and_then(|c| scale_word(c, *probability));
            let label = name.map_or_else(|| probability.to_string(), |n| format!("{probability}  {n}"));
            let one = |cell: &RiskCell| {
                let formula = formulas::count_risks(state, *probability, cell.impact).unwrap_or_else(|| "0".into());
                let band = cell.band.to_lowercase();
                let formula = format!("IF({formula}=0,\"\",{formula}&\" {band}\")");
                let text = if cell.count == 0 { String::new() } else { format!("{} {band}", cell.count) };
                live_cell(formula, Content::Text(text), rating_role(cell.rank), Show::Centred)
            };
            let cells = std::iter::once(PageCell::text(label, Role::Cell)).chain(cells.iter().map(one));
            self.lines.push(PageRow { height: Some(24.0), ..PageRow::of(cells) });
        }
        self.line([PageCell::text(
            "A cell says how many open risks there are and how they are rated; an empty one has none.",
            Role::Hint,
        )]);
        let last_state = u16::try_from(ItemState::ALL.len() - 1).unwrap_or(0);
        self.charts.push(PageChart {
            title: CHART_OF_ITEMS.into(),
            block: CellBlock::new(begin, 6, self.row() - 1, LAST_COLUMN),
            labels: CellBlock::new(3, 0, 3, last_state),
            figures: CellBlock::new(4, 0, 4, last_state),
        });
    }

    pub(super) fn owners(&mut self, found: &Readiness) {
        if found.by_owner.is_empty() {
            return;
        }
        self.heading("Open items by owner and age");
        let begin = self.row();
        self.header(&["Who", "Open", "0–7 days", "8–14 days", "15–30 days", "Over 30 days"]);
        for load in found.by_owner.iter().take(MAX_SHORT) {
            let name = if load.owner.is_empty() { "nobody" } else { load.owner.as_str() };
            let master = self.view.master;
            let count = |n: usize, age| {
                live_cell(formulas::count_of(master, &load.owner, age), number(n), Role::Cell, Show::Centred)
            };
            let ages = load.ages.iter().enumerate().map(|(age, n)| count(*n, Some(age)));
            let cells = [PageCell::text(name, Role::Cell), count(load.open, None)].into_iter().chain(ages);
            self.lines.push(PageRow { height: Some(18.0), ..PageRow::of(cells) });
        }
        let last = self.row() - 1;
        self.unshown_count(found.by_owner.len(), MAX_SHORT, "on the sheets themselves");
        // A chart needs some height, even where there are few people.
        while self.row() < begin + 7 {
            self.lines.push(PageRow::default());
        }
        self.charts.push(PageChart {
            title: CHART_OF_OWNERS.into(),
            block: CellBlock::new(begin, 6, self.row() - 1, LAST_COLUMN),
            labels: CellBlock::of_column(0, begin + 1, last),
            figures: CellBlock::of_column(1, begin + 1, last),
        });
    }

    pub(super) fn due(&mut self, found: &Readiness) {
        self.heading("Due next");
        if found.due.is_empty() {
            self.line([PageCell::text("Nothing that is open has a date.", Role::Hint)]);
            return;
        }
        self.header(&["What", "ID", "List", "Owner", "Due", "Days left", "Late?"]);
        for due in found.due.iter().take(MAX_LINES) {
            let row = self.row();
            let days = (due.due - self.view.today).get_days();
            let late = if days < 0 { "overdue" } else { "" };
            let target = self.view.master.sheet(&due.sheet).and_then(|s| formulas::link(s, &due.record));
            self.line([
                wrapped_cell(due.name.clone()),
                link_cell(&due.record, target),
                wrapped_cell(due.title.clone()),
                wrapped_cell(due.owner.clone()),
                PageCell { content: Content::Date(due.due), role: Role::Cell, show: Show::Date, ..PageCell::default() },
                live_cell(format!("$E{}-TODAY()", row + 1), Content::Number(days.into()), Role::Cell, Show::Centred),
                live_cell(
                    format!("IF($F{}<0,\"overdue\",\"\")", row + 1),
                    Content::Text(late.into()),
                    Role::Label,
                    Show::General,
                ),
            ]);
            let formula = format!("$F{}<0", row + 1);
            self.highlights.push(Highlight { block: CellBlock::new(row, 4, row, 6), formula, role: Role::Error });
        }
        self.unshown_count(found.due.len(), MAX_LINES, "by date");
    }

    pub(super) fn meetings(&mut self, found: &Readiness) {
        let Some(state) = self.view.master.sheet("meetings").filter(|_| !found.meetings.is_empty()) else { return };
        self.heading("Next meetings");
        self.header(&["Meeting", "Next", "How often", "When", "Chair"]);
        for meeting in found.meetings.iter().take(MAX_SHORT) {
            let last = meeting.last.and_then(|_| formulas::cell(state, &meeting.record, "last_on"));
            let next = match formulas::cell(state, &meeting.record, "first_on") {
                Some(first) => PageCell {
                    show: Show::Date,
                    ..live_cell(
                        meetings::next_meeting_formula(&meeting.frequency, &first, last.as_deref()),
                        meeting.next.map_or(Content::Text(String::new()), Content::Date),
                        Role::Cell,
                        Show::Date,
                    )
                },
                None => PageCell::text("", Role::Cell),
            };
            let details = [meeting.frequency.clone(), meeting.when.clone(), meeting.chair.clone()];
            self.line([wrapped_cell(meeting.name.clone()), next].into_iter().chain(details.map(wrapped_cell)));
        }
        self.unshown_count(found.meetings.len(), MAX_SHORT, "on the sheet Meetings");
    }

    pub(super) fn unstaffed(&mut self, found: &Readiness) {
        if found.unstaffed.is_empty() {
            return;
        }
        self.heading("Requests not yet staffed");
        self.header(&["Role", "ID", "Status", "How many", "Start", "Days left"]);
        for request in found.unstaffed.iter().take(MAX_SHORT) {
            let row = self.row();
            let target = self.view.master.sheet("resource_requests").and_then(|s| formulas::link(s, &request.record));
            let (start, days) = match request.start {
                Some(day) => {
                    let left = (day - self.view.today).get_days();
                    let formula = format!("$E{}-TODAY()", row + 1);
                    (Content::Date(day), live_cell(formula, Content::Number(left.into()), Role::Cell, Show::Centred))
                }
                None => (Content::Blank, PageCell::text("", Role::Cell)),
            };
            self.line([
                wrapped_cell(request.role.clone()),
                link_cell(&request.record, target),
                wrapped_cell(request.status.clone()),
                PageCell { show: Show::Centred, ..PageCell::text(request.quantity.clone(), Role::Cell) },
                PageCell { content: start, role: Role::Cell, show: Show::Date, ..PageCell::default() },
                days,
            ]);
            let formula = format!("AND(ISNUMBER($F{0}),$F{0}<0)", row + 1);
            self.highlights.push(Highlight { block: CellBlock::new(row, 4, row, 5), formula, role: Role::Error });
        }
        self.unshown_count(found.unstaffed.len(), MAX_SHORT, "on the sheet Resource Requests");
    }
}

/// The word of a number on its scale.
fn scale_word(column: &Column, n: u32) -> Option<&str> {
    let at = Decimal::from(n) - column.min?;
    column.scale.get(at.to_usize()?).map(String::as_str)
}
