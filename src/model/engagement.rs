//! The engagement and its settings: what `engagement.toml` says.

use crate::model::calendar::Calendar;
use crate::model::delivery_side::{BUILT_IN_NAME, DeliverySide};
use crate::model::stage::Stage;
use crate::model::thresholds::Thresholds;
use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use validator::Validate;

/// One customer project, as `engagement.toml` describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Engagement {
    /// Tells this engagement's copies from any other's.
    #[validate(length(min = 4, max = 64))]
    pub id: String,
    /// What the project is called.
    #[validate(length(min = 1, max = 120))]
    pub name: String,
    /// Who the customer is.
    #[validate(length(min = 1, max = 120))]
    pub customer: String,
    /// First day of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub start: Option<Date>,
    /// Last day of the project.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub end: Option<Date>,
    /// Day of the kickoff; the first day where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub kickoff: Option<Date>,
    /// How far the engagement is: what is empty in the master is counted in a draft, a warning in review, and an error when the
    /// baseline is next.
    #[serde(default)]
    pub stage: Stage,
    /// By when copies are wanted back: days after they were generated.
    #[serde(default = "respond_within")]
    #[validate(range(min = 1, max = 90))]
    pub respond_within_days: u16,
    /// Time zone of the project, as IANA names it: a moment in a returned file is a day there. Stands on the Read-me sheets.
    #[serde(default = "utc")]
    #[validate(length(min = 1, max = 64))]
    pub time_zone: String,
    /// Currency of amounts, three letters.
    #[serde(default = "usd")]
    #[validate(length(equal = 3))]
    pub currency: String,
    /// Language of workbooks, two letters.
    #[serde(default = "english")]
    #[validate(length(min = 2, max = 5))]
    pub language: String,
    /// Encoding of CSV files that don't say theirs, where too little in them tells it, such as windows-1250; without it, it is
    /// asked for each file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// A folder of mappings and profiles that several engagements share; a relative path starts at the engagement's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mappings: Option<String>,
    /// Are locked cells (header, ID, the other side's columns) protected in copies? Excel refuses to sort a protected
    /// sheet; without protection nothing is lost, since prekick notices every edit.
    #[serde(default = "yes")]
    pub protect: bool,
    /// Which records of a log, such as the risks or the questions, a copy carries: all, or the recipient's own.
    #[serde(default)]
    pub only: CarriedRecords,
    /// How a person's copies are mailed: as a file for each workbook, or all in one file.
    #[serde(default)]
    pub packet: PacketForm,
    /// Columns made internal or shared for this engagement: `"risks.mitigation" = "internal"`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, crate::model::template::Visibility>")]
    pub visibility: IndexMap<String, crate::model::template::Visibility>,
    /// Details that every copy carries, by sheet, or by `*` for all sheets: `risks = ["response", "contingency"]`, `"*" = ["all"]`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<String>>")]
    pub columns: IndexMap<String, Vec<String>>,
    /// How clashes are settled without a person, by column or `*` for all of a sheet: `"risks.status" = "owner"`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, crate::model::policy::Policy>")]
    pub policies: IndexMap<String, crate::model::policy::Policy>,
    /// Findings made more or less severe, or switched off, by code: `"rule/raid-stale" = "off"`, `"value/coerced" = "info"`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Strictness>")]
    pub rules: IndexMap<String, Strictness>,
    /// Bands of computed ratings, by column: `"risks.rating" = [[1, "Low"], [10, "High"]]`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<(u32, String)>>")]
    pub bands: IndexMap<String, Vec<(u32, String)>>,
    /// What the numbers of a scale mean, from the least on, by column: `"risks.impact" = ["Negligible", "Minor", …]`.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, Vec<String>>")]
    pub scales: IndexMap<String, Vec<String>>,
    /// Numbers and words that rules compare with.
    #[serde(default)]
    #[validate(nested)]
    pub thresholds: Thresholds,
    /// The side that delivers.
    #[serde(default)]
    #[validate(nested)]
    pub delivery: DeliverySide,
    /// Holidays and freezes.
    #[serde(default)]
    pub calendar: Calendar,
    /// Limits for files that come back.
    #[serde(default)]
    #[validate(nested)]
    pub limits: Limits,
    /// Export profiles.
    #[serde(default)]
    #[validate(nested)]
    pub export: Exports,
}

/// Which records of a log a copy carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CarriedRecords {
    /// All that the recipient may see.
    #[default]
    All,
    /// Those that the recipient is responsible for or raised, and those about which they are asked something.
    Mine,
}

/// How a person's copies are mailed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PacketForm {
    /// A file for each workbook.
    #[default]
    Files,
    /// All sheets in one file, with one Read me.
    OneFile,
}

/// How strict a rule is in an engagement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// It is not judged.
    Off,
    /// Breaking it is worth knowing.
    Info,
    /// Breaking it is doubtful.
    Warning,
    /// Breaking it is wrong.
    Error,
}

/// Limits for files that come back, so that no file can exhaust the machine.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Validate, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Limits {
    /// Largest file, in megabytes.
    #[validate(range(min = 1, max = 4096))]
    pub file_megabytes: u64,
    /// Largest content of a package once unpacked, in megabytes.
    #[validate(range(min = 1, max = 16384))]
    pub unpacked_megabytes: u64,
    /// Most parts of a package.
    #[validate(range(min = 100, max = 1_000_000))]
    pub parts: u64,
    /// How many times larger a part may be than it is packed; real ones are 6 to 16 times. Small parts may be more.
    #[validate(range(min = 20, max = 2000))]
    pub packed_ratio: u64,
    /// How deep elements of XML may stand in each other.
    #[validate(range(min = 32, max = 100_000))]
    pub xml_depth: u64,
    /// Most cells of a file.
    #[validate(range(min = 1000, max = 100_000_000))]
    pub cells: u64,
    /// Longest text of a cell, in characters; Excel itself takes 32,767, Google Sheets 50,000.
    #[validate(range(min = 1000, max = 100_000_000))]
    pub cell_characters: u64,
    /// Most memory that reading a file may take, in megabytes, where the system can hold a program to it.
    #[validate(range(min = 128, max = 1_000_000))]
    pub memory_megabytes: u64,
    /// Longest time that reading a file may take, in seconds.
    #[validate(range(min = 1, max = 3600))]
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_megabytes: 64,
            unpacked_megabytes: 512,
            parts: 20_000,
            packed_ratio: 100,
            xml_depth: 256,
            cells: 5_000_000,
            cell_characters: 50_000,
            memory_megabytes: 1024,
            seconds: 30,
        }
    }
}

impl Limits {
    /// For files that the team itself keeps, such as the master: as large as they have grown.
    pub fn own() -> Self {
        Self {
            file_megabytes: 4096,
            unpacked_megabytes: 16_384,
            cells: 100_000_000,
            cell_characters: 100_000_000,
            ..Self::default()
        }
    }
}

/// Export profiles of an engagement.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Validate, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Exports {
    /// `prekick export salesforce-resource-requests`
    #[validate(nested)]
    pub salesforce_resource_requests: SalesforceRequests,
}

/// How resource requests go to Salesforce.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct SalesforceRequests {
    /// The object's API name.
    #[validate(length(min = 1, max = 80))]
    pub object: String,
    /// Which statuses go out.
    #[validate(length(min = 1))]
    pub statuses: Vec<String>,
    /// Which sourcing goes out.
    #[validate(length(min = 1))]
    pub sourcing: Vec<String>,
    /// API name of an external-ID field of the org, for `upsert`; without one, rows are inserted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Column of the file by API name, and where it comes from: a column key of Resource Requests, `=text` for the same
    /// text in every row, or `external-id` or `external-name` for the ID of the single request, without or with its name.
    #[schemars(with = "std::collections::BTreeMap<String, String>")]
    pub fields: IndexMap<String, String>,
    /// What the org calls a choice, by column key: `role = { "Solution Architect" = "Architect (L5)" }`. Where a column
    /// is listed here, a value that is not is refused, since Salesforce would store any text.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>>")]
    pub picklists: IndexMap<String, IndexMap<String, String>>,
}

impl Default for SalesforceRequests {
    /// `domain.md` §5.7: the managed package's names in the order in which people use them.
    fn default() -> Self {
        let fields = [
            ("pse__Resource_Request_Name__c", "external-name"),
            ("pse__Project__c", "project"),
            ("pse__Opportunity__c", "opportunity"),
            ("pse__Resource_Role__c", "role"),
            ("pse__Start_Date__c", "start"),
            ("pse__End_Date__c", "end"),
            ("pse__SOW_Hours__c", "hours"),
            ("pse__Percent_Allocated__c", "percent"),
            ("pse__Status__c", "status"),
            ("pse__Request_Priority__c", "priority"),
            ("pse__Region__c", "region"),
            ("pse__Practice__c", "practice"),
            ("pse__Group__c", "group"),
            ("pse__Notes__c", "notes"),
        ];
        Self {
            object: "pse__Resource_Request__c".into(),
            statuses: vec!["Ready to Staff".into()],
            sourcing: vec![BUILT_IN_NAME.into()],
            external_id: None,
            fields: fields.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect(),
            picklists: IndexMap::new(),
        }
    }
}

fn respond_within() -> u16 {
    7
}

fn utc() -> String {
    "UTC".into()
}

fn usd() -> String {
    "USD".into()
}

fn english() -> String {
    "en".into()
}

fn yes() -> bool {
    true
}

impl Engagement {
    /// The day of the kickoff: the first day where none is said.
    pub fn kickoff_day(&self) -> Option<Date> {
        self.kickoff.or(self.start)
    }

    /// An engagement with the usual settings.
    pub fn new(id: impl Into<String>, name: &str, customer: &str, start: Option<Date>, end: Option<Date>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            customer: customer.into(),
            start,
            end,
            kickoff: None,
            stage: Stage::default(),
            respond_within_days: respond_within(),
            time_zone: utc(),
            currency: usd(),
            language: english(),
            encoding: None,
            mappings: None,
            protect: true,
            only: CarriedRecords::default(),
            packet: PacketForm::default(),
            visibility: IndexMap::new(),
            columns: IndexMap::new(),
            policies: IndexMap::new(),
            rules: IndexMap::new(),
            bands: IndexMap::new(),
            scales: IndexMap::new(),
            thresholds: Thresholds::default(),
            delivery: DeliverySide::default(),
            calendar: Calendar::default(),
            limits: Limits::default(),
            export: Exports::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_kickoff_is_the_first_day_where_none_is_said() {
        let first = Some(date(2027, 1, 11));
        let mut engagement = Engagement::new("e-1", "Acme migration", "Acme", first, None);
        assert_eq!(engagement.kickoff_day(), first);
        engagement.kickoff = Some(date(2027, 1, 18));
        assert_eq!(engagement.kickoff_day(), Some(date(2027, 1, 18)));
    }

    #[test]
    fn the_teams_own_files_may_be_larger_but_no_less_safe() {
        let (own, returned) = (Limits::own(), Limits::default());
        assert!(own.file_megabytes > returned.file_megabytes && own.cells > returned.cells);
        assert_eq!(
            (own.packed_ratio, own.xml_depth, own.seconds),
            (returned.packed_ratio, returned.xml_depth, returned.seconds)
        );
        assert!(own.validate().is_ok() && returned.validate().is_ok(), "the defaults keep their own bounds");
    }
}
