//! How ready an engagement is for its kickoff: each item of the checklist, and what is open, due, planned and not staffed.

use crate::model::code::Code;
use crate::model::keys::SheetKey;
use jiff::civil::Date;

/// How ready an engagement is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Readiness {
    /// The items of the checklist, in its order.
    pub items: Vec<ChecklistItem>,
    /// Open risks by probability and impact, where there is a sheet of risks.
    pub risk_map: Option<RiskMap>,
    /// Open records by the person who has them, most first.
    pub by_owner: Vec<Workload>,
    /// Open records with a day by which they should be done, the soonest first.
    pub due: Vec<DueRecord>,
    /// The phases of the timeline that have days, in their order.
    pub phases: Vec<PlanPhase>,
    /// The meetings that are planned.
    pub meetings: Vec<Meeting>,
    /// Resource requests that nobody is assigned to, the soonest first.
    pub unstaffed: Vec<UnstaffedRequest>,
}

impl Readiness {
    /// What should have been done before a day, the longest overdue first.
    pub fn overdue(&self, today: Date) -> impl Iterator<Item = &DueRecord> {
        self.due.iter().filter(move |d| d.due < today)
    }

    /// How many items have come this far and no further.
    pub fn count(&self, state: ItemState) -> usize {
        self.items.iter().filter(|i| i.state == state).count()
    }
}

/// How far an item is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemState {
    /// Nothing is written down yet.
    #[default]
    NotStarted,
    /// Something is written down.
    Drafted,
    /// It was sent to people who have not sent it back yet.
    OutForReview,
    /// Everyone it was sent to has sent it back and nothing blocks it, or the checklist says so.
    Aligned,
    /// It was approved, and the approval stands.
    Approved,
}

impl ItemState {
    /// All of them, the furthest first.
    pub const ALL: [Self; 5] = [Self::Approved, Self::Aligned, Self::OutForReview, Self::Drafted, Self::NotStarted];

    /// The word for people and for the report.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotStarted => "not started",
            Self::Drafted => "drafted",
            Self::OutForReview => "out for review",
            Self::Aligned => "aligned",
            Self::Approved => "approved",
        }
    }

    /// A sign that is distinct without colour.
    pub fn sign(self) -> &'static str {
        match self {
            Self::NotStarted => "○",
            Self::Drafted => "◔",
            Self::OutForReview => "◑",
            Self::Aligned => "●",
            Self::Approved => "✔",
        }
    }
}

/// An item of the checklist.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChecklistItem {
    /// What must be agreed.
    pub item: String,
    /// How far it is.
    pub state: ItemState,
    /// Who brings it to approval.
    pub owner: String,
    /// Keys of the sheets it stands on.
    pub sheets: Vec<SheetKey>,
    /// Records on them.
    pub records: usize,
    /// Those that are open.
    pub open: usize,
    /// Those that are open and should be done by now.
    pub overdue: usize,
    /// Decisions that wait.
    pub to_decide: usize,
    /// What keeps it from being aligned.
    pub blockers: Vec<Blocker>,
    /// The day of its review.
    pub reviewed_on: Option<Date>,
    /// What the review decided.
    pub result: String,
    /// Why the baseline was set without it; none where it was not left out.
    pub left_out: Option<String>,
    /// Whether it is only proposed: the checklist has no row for it.
    pub missing: bool,
}

/// What keeps an item from being aligned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocker {
    /// The finding's code.
    pub code: Code,
    /// The record's ID, where it is about one.
    pub record: Option<String>,
    /// What is wrong.
    pub message: String,
    /// How many more rows it is likewise wrong in.
    pub more: usize,
}

/// Open risks by probability and impact.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskMap {
    /// One line for each probability, the greatest first.
    pub lines: Vec<(u32, Vec<RiskCell>)>,
}

/// The open risks of one probability and impact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RiskCell {
    /// The impact.
    pub impact: u32,
    /// How many.
    pub count: usize,
    /// The rating that they have, `High`; empty where risks are not rated.
    pub band: String,
    /// Its place among the ratings, and how many there are.
    pub rank: (usize, usize),
}

/// The open records that a person has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// The person; empty for nobody.
    pub owner: String,
    /// How many.
    pub open: usize,
    /// How many are up to 7, 14 and 30 days old, and older. Those without a date are in none.
    pub ages: [usize; 4],
}

/// A record that should be done by a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DueRecord {
    /// Key of the sheet.
    pub sheet: SheetKey,
    /// Its title.
    pub title: String,
    /// The record's ID.
    pub record: String,
    /// What it is.
    pub name: String,
    /// Who has it.
    pub owner: String,
    /// The day.
    pub due: Date,
}

/// A phase of the timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanPhase {
    /// What it is called.
    pub name: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub to: Date,
    /// How many entries it has.
    pub entries: usize,
    /// How many of them are done.
    pub done: usize,
}

impl PlanPhase {
    /// Whether all its entries are done.
    pub fn is_done(&self) -> bool {
        self.done == self.entries
    }
}

/// A meeting that is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    /// The record's ID.
    pub record: String,
    /// What it is called.
    pub name: String,
    /// How often it is.
    pub frequency: String,
    /// Weekday and time.
    pub when: String,
    /// Who leads it.
    pub chair: String,
    /// When it is for the first time.
    pub first: Option<Date>,
    /// When it is for the last time.
    pub last: Option<Date>,
    /// Its next day, where its frequency fixes one.
    pub next: Option<Date>,
}

/// A resource request that nobody is assigned to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnstaffedRequest {
    /// The record's ID.
    pub record: String,
    /// The role.
    pub role: String,
    /// How far the request is.
    pub status: String,
    /// How many people.
    pub quantity: String,
    /// From when on.
    pub start: Option<Date>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn only_what_was_due_before_the_day_is_overdue() {
        let due = |record: &str, due| DueRecord {
            sheet: SheetKey::default(),
            title: String::new(),
            record: record.into(),
            name: String::new(),
            owner: String::new(),
            due,
        };
        let due = vec![due("R-1", date(2026, 11, 21)), due("R-2", date(2026, 11, 22)), due("R-3", date(2026, 11, 23))];
        let readiness = Readiness { due, ..Readiness::default() };
        let late: Vec<&str> = readiness.overdue(date(2026, 11, 22)).map(|d| d.record.as_str()).collect();
        assert_eq!(late, ["R-1"], "what is due today is not late");
    }

    #[test]
    fn items_are_counted_where_they_stand() {
        let item = |state| ChecklistItem { state, ..ChecklistItem::default() };
        let items = vec![
            item(ItemState::Aligned),
            item(ItemState::Approved),
            item(ItemState::Aligned),
            item(ItemState::NotStarted),
        ];
        let readiness = Readiness { items, ..Readiness::default() };
        assert_eq!(ItemState::ALL.map(|s| readiness.count(s)), [1, 2, 0, 0, 1]);
        assert!(ItemState::ALL.windows(2).all(|pair| pair[0] > pair[1]), "the furthest first");
    }
}
