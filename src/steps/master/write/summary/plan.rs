//! The plan on the Summary: a bar for each phase, in cells, so that it prints and sorts like any text.

use super::board::{Board, LAST_COLUMN, wrapped_cell};
use crate::model::page::{CellBlock, Content, Highlight, PageCell, Role, Show};
use crate::model::readiness::{PlanPhase, Readiness};
use jiff::civil::Date;

/// How many steps a bar has from the first day of the plan to its last.
const STEPS: i32 = 42;
/// The columns over which a bar lies.
const BAR: (u16, u16) = (3, 6);

impl Board<'_> {
    pub(super) fn plan(&mut self, found: &Readiness) {
        let first = found.phases.iter().map(|phase| phase.from).min();
        let last = found.phases.iter().map(|phase| phase.to).max();
        let Some((first, last)) = first.zip(last) else { return };
        self.heading("Plan by phase");
        let over = format!("From {first} to {last}");
        let row = self.row();
        self.header(&["Phase", "From", "To", &over, "", "", "", "How far"]);
        self.merges.push(CellBlock::new(row, BAR.0, row, BAR.1));
        for phase in &found.phases {
            let row = self.row();
            self.merges.push(CellBlock::new(row, BAR.0, row, BAR.1));
            let day = |day| PageCell {
                content: Content::Date(day),
                role: Role::Cell,
                show: Show::Date,
                ..PageCell::default()
            };
            let filler = || PageCell { role: Role::Cell, ..PageCell::default() };
            self.line([
                wrapped_cell(phase.name.clone()),
                day(phase.from),
                day(phase.to),
                PageCell::text(bar(phase, first, last), Role::Cell),
                filler(),
                filler(),
                filler(),
                PageCell::text(how_far(phase), if phase.is_done() { Role::Good } else { Role::Cell }),
            ]);
            // The phases that are under way on the day on which somebody looks.
            let formula = format!("AND($B{0}<=TODAY(),$C{0}>=TODAY(),LEFT($H{0},1)<>\"✔\")", row + 1);
            let block = CellBlock::new(row, 0, row, LAST_COLUMN);
            self.highlights.push(Highlight { block, formula, role: Role::Figure });
        }
    }
}

/// The part of the plan that a phase takes, between what comes before and after it.
fn bar(phase: &PlanPhase, first: Date, last: Date) -> String {
    let days = |from: Date, to: Date| (to - from).get_days();
    let all = days(first, last).max(1);
    let before = (days(first, phase.from) * STEPS / all).min(STEPS - 1);
    let through = ((days(first, phase.to) * STEPS + all - 1) / all).clamp(before + 1, STEPS);
    let times = |sign: &str, n: i32| sign.repeat(usize::try_from(n).unwrap_or(0));
    format!("{}{}{}", times("░", before), times("█", through - before), times("░", STEPS - through))
}

fn how_far(phase: &PlanPhase) -> String {
    let sign = if phase.is_done() { "✔" } else { "○" };
    format!("{sign} {} of {} done", phase.done, phase.entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_bar_takes_its_part_of_the_plan_and_at_least_one_step() {
        let (first, last) = (date(2027, 1, 1), date(2027, 2, 12));
        let phase = |from, to| PlanPhase { name: "Testing".into(), from, to, entries: 2, done: 0 };
        for (from, to, before, filled) in [
            (first, last, 0, 42),
            (date(2027, 1, 11), date(2027, 1, 21), 10, 10),
            (first, first, 0, 1),
            (last, last, 41, 1),
        ] {
            let shown = bar(&phase(from, to), first, last);
            let count = |sign| shown.chars().filter(|c| *c == sign).count();
            assert_eq!((shown.chars().count(), count('█')), (42, filled), "{from} {to}");
            assert_eq!(shown.chars().take_while(|c| *c == '░').count(), before, "{from} {to}");
        }
        assert_eq!(bar(&phase(first, first), first, first).chars().count(), 42, "a plan of one day");
    }
}
