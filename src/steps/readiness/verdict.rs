//! Where an engagement stands, in a sentence for those who read no more than that.

use crate::model::readiness::{ItemState, Readiness};
use crate::model::text::count;
use jiff::civil::Date;

/// Where an engagement stands as of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadinessVerdict {
    /// How far the items are and what waits; no other day makes a difference to it.
    pub standing: String,
    /// Whether it can start.
    pub outlook: Outlook,
    /// How many entries are overdue.
    pub overdue: usize,
    /// The day of the kickoff.
    pub kickoff: Option<Date>,
    /// As of which day.
    pub today: Date,
}

/// Whether a project can start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// Items are not aligned yet.
    NotReady,
    /// All items are aligned, and some are still to be approved.
    Aligned,
    /// All items are approved.
    Ready,
}

impl Outlook {
    /// A sign that is distinct without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::NotReady => "✖",
            Self::Aligned => "●",
            Self::Ready => "✔",
        }
    }
}

impl ReadinessVerdict {
    /// The verdict on an engagement in which so many decisions wait.
    pub fn of(found: &Readiness, decisions: usize, kickoff: Option<Date>, today: Date) -> Self {
        let waiting = if decisions == 0 {
            String::new()
        } else {
            format!(" {}", count(decisions, "decision waits.", "decisions wait."))
        };
        let (outlook, standing) = of_items(found);
        Self {
            standing: format!("{standing}{waiting}"),
            outlook,
            overdue: found.overdue(today).count(),
            kickoff,
            today,
        }
    }

    /// What is overdue, and how far the kickoff is.
    pub fn timing(&self) -> String {
        let days = days_to(self.kickoff, self.today);
        match self.overdue {
            0 => days,
            late => format!("{} {days}", count(late, "entry is overdue.", "entries are overdue.")),
        }
    }
}

impl std::fmt::Display for ReadinessVerdict {
    /// `Not ready: 11 of 13 items are not aligned yet. 6 decisions wait. 4 entries are overdue. 30 days to the kickoff, as of
    /// 2026-11-30.`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.standing, self.timing())
    }
}

/// An item that the baseline was set without holds nothing up.
fn of_items(found: &Readiness) -> (Outlook, String) {
    let items = || found.items.iter().filter(|item| item.left_out.is_none());
    let all = items().count();
    let behind = items().filter(|item| item.state < ItemState::Aligned).count();
    let unapproved = items().filter(|item| item.state < ItemState::Approved).count();
    match (all, behind, unapproved) {
        (0, ..) => (Outlook::NotReady, "Not ready: no items are on the checklist.".to_owned()),
        (_, 0, 0) => (Outlook::Ready, "Ready: all items are approved.".to_owned()),
        (_, 0, n) => (Outlook::Aligned, format!("Aligned. Still to be approved: {n} of {all} items.")),
        (_, n, _) if n == all => (Outlook::NotReady, format!("Not ready: none of {all} items is aligned yet.")),
        (_, n, _) => (Outlook::NotReady, format!("Not ready: {n} of {all} items are not aligned yet.")),
    }
}

fn days_to(kickoff: Option<Date>, today: Date) -> String {
    let Some(kickoff) = kickoff else { return format!("No day is set for the kickoff. As of {today}.") };
    let days = (kickoff - today).get_days();
    let distance = count(usize::try_from(days.unsigned_abs()).unwrap_or(0), "day", "days");
    match days {
        0 => format!("The kickoff is today, {today}."),
        1.. => format!("{distance} to the kickoff, as of {today}."),
        _ => format!("The kickoff was {distance} ago, as of {today}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::readiness::{ChecklistItem, DueRecord};
    use jiff::civil::date;

    fn items(states: &[ItemState]) -> Readiness {
        let item = |state: &ItemState| ChecklistItem { state: *state, ..ChecklistItem::default() };
        Readiness { items: states.iter().map(item).collect(), ..Readiness::default() }
    }

    fn said(found: &Readiness, kickoff: Option<Date>, decisions: usize) -> String {
        ReadinessVerdict::of(found, decisions, kickoff, date(2026, 11, 30)).to_string()
    }

    #[test]
    fn a_verdict_says_how_many_items_are_behind() {
        use ItemState::{Aligned, Approved, Drafted, NotStarted, OutForReview};
        for (states, words) in [
            (&[][..], "Not ready: no items are on the checklist."),
            (&[Approved, Approved], "Ready: all items are approved."),
            (&[Approved, Aligned], "Aligned. Still to be approved: 1 of 2 items."),
            (&[Approved, OutForReview, Drafted], "Not ready: 2 of 3 items are not aligned yet."),
            (&[NotStarted, Drafted], "Not ready: none of 2 items is aligned yet."),
        ] {
            let verdict = said(&items(states), None, 0);
            assert_eq!(verdict, format!("{words} No day is set for the kickoff. As of 2026-11-30."));
        }
    }

    #[test]
    fn an_item_that_was_left_out_holds_nothing_up() {
        let mut found = items(&[ItemState::Approved, ItemState::NotStarted]);
        found.items[1].left_out = Some("Not in this phase".into());
        assert!(said(&found, None, 0).starts_with("Ready: all items are approved."));
    }

    #[test]
    fn what_waits_and_how_far_the_kickoff_is_follow() {
        let mut found = items(&[ItemState::Approved]);
        let due = |due| DueRecord {
            sheet: "actions".into(),
            title: "Actions".into(),
            record: "ACT-001".into(),
            name: "Ask".into(),
            owner: String::new(),
            due,
        };
        found.due = vec![due(date(2026, 11, 29)), due(date(2026, 11, 30))];
        for (kickoff, decisions, words) in [
            (date(2026, 12, 30), 6, "6 decisions wait. 1 entry is overdue. 30 days to the kickoff, as of 2026-11-30."),
            (date(2026, 12, 1), 1, "1 decision waits. 1 entry is overdue. 1 day to the kickoff, as of 2026-11-30."),
            (date(2026, 11, 30), 0, "1 entry is overdue. The kickoff is today, 2026-11-30."),
            (date(2026, 11, 20), 0, "1 entry is overdue. The kickoff was 10 days ago, as of 2026-11-30."),
        ] {
            assert_eq!(said(&found, Some(kickoff), decisions), format!("Ready: all items are approved. {words}"));
        }
    }
}
