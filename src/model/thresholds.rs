//! Thresholds of an engagement: numbers and words that rules compare with.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// Numbers and words that rules compare with, as `[thresholds]` in `engagement.toml` says them. In a rule each is
/// `setting.NAME`, with `_` for `-`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Thresholds {
    /// From which score on a risk needs a mitigation plan and a response strategy.
    #[validate(range(min = 1, max = 25))]
    pub mitigation_from: u32,
    /// From which score on a risk needs a contingency plan, a trigger and an escalation.
    #[validate(range(min = 1, max = 25))]
    pub contingency_from: u32,
    /// Within how many days after it was raised a risk gets its plans.
    #[validate(range(min = 0, max = 365))]
    pub plan_within_days: u32,
    /// How much of what is open in the RAID log one person may own, in percent.
    #[validate(range(min = 1, max = 100))]
    pub most_owned_percent: u32,
    /// After how many days without news an open entry is stale.
    #[validate(range(min = 1, max = 365))]
    pub stale_after_days: u32,
    /// How many days before its start a resource request should no longer be a draft.
    #[validate(range(min = 0, max = 365))]
    pub request_lead_days: u32,
    /// How many days before the kickoff access to a tool should be granted.
    #[validate(range(min = 0, max = 365))]
    pub tool_lead_days: u32,
    /// After how many days a decision should no longer be only proposed.
    #[validate(range(min = 1, max = 365))]
    pub decision_after_days: u32,
    /// How much of all activities one role may answer for, in percent.
    #[validate(range(min = 1, max = 100))]
    pub bottleneck_percent: u32,
    /// How many roles may do one activity.
    #[validate(range(min = 1, max = 100))]
    pub most_responsible: u32,
    /// Is a responsibility matrix held to the strict form, with one R for each activity?
    pub raci_strict: bool,
    /// Does an A alone count as R, too?
    pub accountable_does: bool,
    /// Hours of a working day.
    #[validate(range(min = 1, max = 24))]
    pub hours_per_day: u32,
    /// How far requested hours may be from days by hours by allocation, in percent.
    #[validate(range(min = 0, max = 100))]
    pub hours_tolerance_percent: u32,
    /// Hours that were sold; 0 where that is not known here.
    #[validate(range(min = 0, max = 10_000_000))]
    pub sold_hours: u32,
    /// How many days before its start somebody must be assigned to a request.
    #[validate(range(min = 0, max = 365))]
    pub staffing_alarm_days: u32,
    /// At most how many days may lie between two meetings of the steering committee.
    #[validate(range(min = 1, max = 366))]
    pub steerco_days: u32,
    /// Words that belong to the delivery team and have no place in a text that the customer reads.
    pub internal_words: Vec<String>,
    /// Mail domains that are nobody's business address.
    pub private_mail: Vec<String>,
    /// Are dates on a Saturday or Sunday said?
    pub weekend_counts: bool,
    /// How often a planned day may be put off before it is said.
    #[validate(range(min = 1, max = 100))]
    pub most_postponed: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        let words = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
        Self {
            mitigation_from: 10,
            contingency_from: 15,
            plan_within_days: 7,
            most_owned_percent: 30,
            stale_after_days: 14,
            request_lead_days: 21,
            tool_lead_days: 14,
            decision_after_days: 30,
            bottleneck_percent: 50,
            most_responsible: 1,
            raci_strict: false,
            accountable_does: false,
            hours_per_day: 8,
            hours_tolerance_percent: 10,
            sold_hours: 0,
            staffing_alarm_days: 10,
            steerco_days: 31,
            internal_words: words(&[
                "gross margin",
                "profit margin",
                "our margin",
                "bill rate",
                "cost rate",
                "discount",
                "internal only",
            ]),
            private_mail: words(&[
                "gmail.com",
                "googlemail.com",
                "outlook.com",
                "hotmail.com",
                "yahoo.com",
                "icloud.com",
                "gmx.de",
                "gmx.net",
                "web.de",
            ]),
            weekend_counts: false,
            most_postponed: 2,
        }
    }
}

/// A threshold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// A number.
    Number(Decimal),
    /// Yes or no.
    YesNo(bool),
    /// Several words.
    Words(Vec<String>),
}

impl Thresholds {
    /// The names that a rule may write after `setting.`
    pub const NAMES: [&str; 21] = [
        "mitigation_from",
        "contingency_from",
        "plan_within_days",
        "most_owned_percent",
        "stale_after_days",
        "request_lead_days",
        "tool_lead_days",
        "decision_after_days",
        "bottleneck_percent",
        "most_responsible",
        "raci_strict",
        "accountable_does",
        "hours_per_day",
        "hours_tolerance_percent",
        "sold_hours",
        "staffing_alarm_days",
        "steerco_days",
        "internal_words",
        "private_mail",
        "weekend_counts",
        "most_postponed",
    ];

    /// The threshold of that name.
    pub fn get(&self, name: &str) -> Option<Threshold> {
        let number = |n: u32| Some(Threshold::Number(Decimal::from(n)));
        let words = |w: &[String]| Some(Threshold::Words(w.to_vec()));
        match name {
            "mitigation_from" => number(self.mitigation_from),
            "contingency_from" => number(self.contingency_from),
            "plan_within_days" => number(self.plan_within_days),
            "most_owned_percent" => number(self.most_owned_percent),
            "stale_after_days" => number(self.stale_after_days),
            "request_lead_days" => number(self.request_lead_days),
            "tool_lead_days" => number(self.tool_lead_days),
            "decision_after_days" => number(self.decision_after_days),
            "bottleneck_percent" => number(self.bottleneck_percent),
            "most_responsible" => number(self.most_responsible),
            "raci_strict" => Some(Threshold::YesNo(self.raci_strict)),
            "accountable_does" => Some(Threshold::YesNo(self.accountable_does)),
            "hours_per_day" => number(self.hours_per_day),
            "hours_tolerance_percent" => number(self.hours_tolerance_percent),
            "sold_hours" => number(self.sold_hours),
            "staffing_alarm_days" => number(self.staffing_alarm_days),
            "steerco_days" => number(self.steerco_days),
            "internal_words" => words(&self.internal_words),
            "private_mail" => words(&self.private_mail),
            "weekend_counts" => Some(Threshold::YesNo(self.weekend_counts)),
            "most_postponed" => number(self.most_postponed),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_of_the_file_has_its_name_in_rules() {
        let json = serde_json::to_value(Thresholds::default()).unwrap();
        let keys: Vec<String> = json.as_object().unwrap().keys().map(|k| k.replace('-', "_")).collect();
        assert_eq!(keys, Thresholds::NAMES);
        for name in Thresholds::NAMES {
            assert!(Thresholds::default().get(name).is_some(), "{name}");
        }
        assert_eq!(Thresholds::default().get("nothing"), None);
    }
}
