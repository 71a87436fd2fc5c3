//! Days on which a project can't do everything: holidays, and freezes in which nothing may be changed.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest freeze, in days.
pub const LONGEST_FREEZE: i32 = 400;

/// The calendar of an engagement, as `[calendar]` in `engagement.toml` says it. In a rule its days are `setting.holidays` and
/// `setting.freeze_days`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Calendar {
    /// Days on which nobody works.
    #[schemars(with = "Vec<String>")]
    pub holidays: Vec<Date>,
    /// Times in which nothing may be changed.
    pub freezes: Vec<Freeze>,
}

/// A time in which nothing may be changed, such as the end of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Freeze {
    /// What it is called.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its first day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Its last day.
    #[schemars(with = "String")]
    pub to: Date,
}

impl Calendar {
    /// The names that a rule may write after `setting.`
    pub const NAMES: [&str; 2] = ["holidays", "freeze_days"];

    /// The days of that name.
    pub fn days(&self, name: &str) -> Option<Vec<Date>> {
        match name {
            "holidays" => Some(self.holidays.clone()),
            "freeze_days" => Some(self.freezes.iter().flat_map(Freeze::days).collect()),
            _ => None,
        }
    }
}

impl Freeze {
    /// Whether it ends after it begins, and within a time that is no mistake.
    pub fn is_plausible(&self) -> bool {
        (0..=LONGEST_FREEZE).contains(&(self.to - self.from).get_days())
    }

    /// Each of its days.
    fn days(&self) -> impl Iterator<Item = Date> {
        let to = self.to;
        let next = |day: &Date| day.tomorrow().ok();
        let days = std::iter::successors(Some(self.from), next).take(usize::try_from(LONGEST_FREEZE).unwrap_or(0) + 1);
        days.take_while(move |day| *day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_freeze_has_each_day_from_its_first_to_its_last() {
        let freeze = |to| Freeze { name: String::new(), from: date(2027, 12, 30), to };
        let calendar = Calendar { freezes: vec![freeze(date(2028, 1, 1))], ..Calendar::default() };
        let days = [date(2027, 12, 30), date(2027, 12, 31), date(2028, 1, 1)];
        assert_eq!(calendar.days("freeze_days"), Some(days.to_vec()));
        assert_eq!(calendar.days("holidays"), Some(Vec::new()));
        assert_eq!(calendar.days("weekends"), None);
        for (to, fits) in [(date(2027, 12, 30), true), (date(2027, 12, 29), false), (date(2030, 1, 1), false)] {
            assert_eq!(freeze(to).is_plausible(), fits, "{to}");
        }
    }
}
