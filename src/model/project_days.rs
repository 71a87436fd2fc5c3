//! The days of a project that a proposed plan is measured by, from its first day, its last day and its kickoff.

use super::engagement::Engagement;
use jiff::Span;
use jiff::civil::Date;

/// How long a project prepares before its kickoff, in days, where there is time for it.
const PREPARATION: i32 = 28;
/// How long a project goes on after its cutover, in days, where there is time for it.
const AFTER_CUTOVER: i32 = 28;

impl Engagement {
    /// The day on which work begins: the kickoff, or the first day where that is later.
    pub fn work_start(&self) -> Option<Date> {
        Some(self.start?.max(self.kickoff_day()?))
    }

    /// The day that is proposed for the cutover: four weeks before the last one, or a quarter of a shorter project.
    pub fn proposed_cutover(&self) -> Option<Date> {
        let (from, to) = (self.work_start()?, self.end?);
        let left = ((to - from).get_days().max(0) / 4).min(AFTER_CUTOVER);
        to.checked_sub(Span::new().days(left)).ok()
    }

    /// The days between the beginning of work and the proposed cutover.
    pub fn build_days(&self) -> Option<i32> {
        Some((self.proposed_cutover()? - self.work_start()?).get_days())
    }

    /// The days before the kickoff in which it is prepared: four weeks, or what is left of them.
    pub fn lead_days(&self, today: Date) -> Option<i32> {
        let left = (self.kickoff_day()? - today).get_days();
        Some(if left > 0 { left.min(PREPARATION) } else { PREPARATION })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn project(kickoff: Option<Date>, end: Date) -> Engagement {
        let start = Some(date(2027, 1, 11));
        Engagement { kickoff, ..Engagement::new("e-1", "Acme migration", "Acme", start, Some(end)) }
    }

    #[test]
    fn a_short_project_has_its_cutover_in_its_last_quarter_and_a_long_one_four_weeks_before_its_end() {
        for (kickoff, end, cutover, build) in [
            (None, date(2027, 12, 17), date(2027, 11, 19), 312),
            (None, date(2027, 3, 8), date(2027, 2, 22), 42),
            (Some(date(2027, 1, 18)), date(2027, 3, 15), date(2027, 3, 1), 42),
            (Some(date(2027, 1, 4)), date(2027, 3, 8), date(2027, 2, 22), 42),
            (None, date(2027, 1, 11), date(2027, 1, 11), 0),
        ] {
            let project = project(kickoff, end);
            assert_eq!((project.proposed_cutover(), project.build_days()), (Some(cutover), Some(build)), "{end}");
        }
    }

    #[test]
    fn a_kickoff_is_prepared_in_what_is_left_of_four_weeks() {
        let project = project(None, date(2027, 12, 17));
        for (today, days) in
            [(date(2026, 11, 22), 28), (date(2027, 1, 1), 10), (date(2027, 1, 11), 28), (date(2027, 2, 1), 28)]
        {
            assert_eq!(project.lead_days(today), Some(days), "{today}");
        }
    }
}
