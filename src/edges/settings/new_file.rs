//! The settings of a new engagement, as a file that a person can read and edit.

use crate::model::engagement::{Engagement, Exports};
use serde::Serialize;
use std::fmt::Write;

const ENCODING_HELP: &str = "Encoding of CSV files that don't declare one, for those whose text leaves it open; without it you are asked each time.";

const MAPPINGS_HELP: &str = "A folder of mappings and profiles for other people's lists that several engagements share, beside this one's mappings/.";

/// A commented `engagement.toml`. An optional part that has its default is shown as a comment.
pub fn write_new(engagement: &Engagement) -> String {
    [
        head(engagement),
        schedule(engagement),
        preferences(engagement),
        visibility(engagement),
        columns(engagement),
        policies(engagement),
        rules(engagement),
        thresholds(engagement),
        delivery(engagement),
        calendar(engagement),
        limits(engagement),
        exports(engagement),
    ]
    .join("\n")
}

fn head(e: &Engagement) -> String {
    let intro = "# Settings of this engagement. Edit them in any text editor; prekick reads them at every run.\n\
                 # A line that begins with # is a comment. Remove the # to use what it shows.\n\n";
    let id =
        setting("Tells this engagement's copies from any other's. Don't change it once a copy was sent.", "id", &e.id);
    let name = setting("What the project is called.", "name", &e.name);
    let customer = setting("Who the customer is.", "customer", &e.customer);
    [intro, &id, &name, &customer].concat()
}

fn schedule(e: &Engagement) -> String {
    let day = |help, key, day: Option<jiff::civil::Date>, example: &str| match day {
        Some(day) => setting(help, key, &day.to_string()),
        None => format!("# {help}\n# {key} = \"{example}\"\n"),
    };
    let start = day("The first day of the project: year, month, day.", "start", e.start, "2027-01-11");
    let end = day("The last day of the project.", "end", e.end, "2027-06-30");
    let kickoff = day("The day of the kickoff; the first day if nothing is said.", "kickoff", e.kickoff, "2027-01-11");
    let stage = setting(
        "How far it is. draft: what is still empty is only counted. review: it is a warning. baseline: it is an error.",
        "stage",
        &e.stage,
    );
    let within = setting(
        "Copies are wanted back within this many days, from 1 to 90.",
        "respond-within-days",
        &e.respond_within_days,
    );
    [start, end, kickoff, stage, within].concat()
}

fn preferences(e: &Engagement) -> String {
    [
        setting(
            "Time zone of the project, such as Europe/Berlin: a moment in a returned file is a day there.",
            "time-zone",
            &e.time_zone,
        ),
        setting("Currency of amounts, three letters.", "currency", &e.currency),
        setting("Language of the workbooks, such as en.", "language", &e.language),
        match &e.encoding {
            Some(name) => setting(ENCODING_HELP, "encoding", name),
            None => format!("# {ENCODING_HELP}\n# encoding = \"windows-1252\"\n"),
        },
        match &e.mappings {
            Some(folder) => setting(MAPPINGS_HELP, "mappings", folder),
            None => format!("# {MAPPINGS_HELP}\n# mappings = \"../practice/mappings\"\n"),
        },
        setting(
            "Lock the cells that recipients should not change? Excel can't sort a protected sheet; use false if they \
             sort.",
            "protect",
            &e.protect,
        ),
        setting(
            "Which entries of the RAID log and the clarifications copies carry: all, or mine, those that the recipient owns or raised.",
            "only",
            &e.only,
        ),
        setting("How a person's copies are mailed: files, one for each workbook, or one-file.", "packet", &e.packet),
    ]
    .concat()
}

fn visibility(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct VisibilityTable<'a> {
        visibility: &'a indexmap::IndexMap<String, crate::model::template::Visibility>,
    }
    let help = "# Columns that are internal (never sent) or shared in this engagement, by sheet and column key.\n";
    if e.visibility.is_empty() {
        return format!("{help}# [visibility]\n# \"risks.mitigation\" = \"internal\"\n");
    }
    format!("{help}{}", toml_of(&VisibilityTable { visibility: &e.visibility }))
}

fn columns(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct ColumnTable<'a> {
        columns: &'a indexmap::IndexMap<String, Vec<String>>,
    }
    let help = "# Details that every copy carries, by sheet and column key; without it, copies carry those that hold something.\n\
                # \"*\" is every sheet, \"all\" every column; `prekick template show NAME` says which are details.\n";
    if e.columns.is_empty() {
        return format!("{help}# [columns]\n# risks = [\"response\", \"contingency\"]\n");
    }
    format!("{help}{}", toml_of(&ColumnTable { columns: &e.columns }))
}

fn policies(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct PolicyTable<'a> {
        policies: &'a indexmap::IndexMap<String, crate::model::policy::Policy>,
    }
    let help = "# Clashes that are settled without asking, by sheet and column key, or * for all columns of a sheet: owner (what the side\n\
                # says whose column it is), latest (what was saved last), non-empty (what is filled in); else ask.\n";
    if e.policies.is_empty() {
        return format!("{help}# [policies]\n# \"risks.status\" = \"latest\"\n");
    }
    format!("{help}{}", toml_of(&PolicyTable { policies: &e.policies }))
}

fn rules(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct RuleTables<'a> {
        #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
        rules: &'a indexmap::IndexMap<String, crate::model::engagement::Strictness>,
        #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
        bands: &'a indexmap::IndexMap<String, Vec<(u32, String)>>,
        #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
        scales: &'a indexmap::IndexMap<String, Vec<String>>,
    }
    let help = "# Findings switched off, or made info, warning or error, by code; `prekick template rules` lists those of rules.\n\
                # bands: from which score on which rating holds. scales: the words of a scale, from 1 on.\n";
    if e.rules.is_empty() && e.bands.is_empty() && e.scales.is_empty() {
        let shown = "# [rules]\n# \"rule/raid-stale\" = \"off\"\n# [bands]\n# \"risks.rating\" = [[1, \"Low\"], [5, \"Medium\"], \
                     [10, \"High\"], [15, \"Critical\"]]\n# [scales]\n# \"risks.impact\" = [\"Negligible\", \"Minor\", \
                     \"Moderate\", \"Major\", \"Severe\"]\n";
        return format!("{help}{shown}");
    }
    format!("{help}{}", toml_of(&RuleTables { rules: &e.rules, bands: &e.bands, scales: &e.scales }))
}

fn thresholds(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct ThresholdTable<'a> {
        thresholds: &'a crate::model::thresholds::Thresholds,
    }
    let help = "# Numbers and words that the rules compare with.\n";
    let default = e.thresholds == crate::model::thresholds::Thresholds::default();
    part(help, &ThresholdTable { thresholds: &e.thresholds }, default)
}

fn delivery(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct DeliveryTable<'a> {
        delivery: &'a crate::model::delivery_side::DeliverySide,
    }
    let help = "# The side that delivers: its name, as the organisation of people and the sourcing of requests; also-called lists other words for it.\n";
    let is_default = e.delivery == crate::model::delivery_side::DeliverySide::default();
    part(help, &DeliveryTable { delivery: &e.delivery }, is_default)
}

fn calendar(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct CalendarTable<'a> {
        calendar: &'a crate::model::calendar::Calendar,
    }
    let help = "# Days on which nobody works, and times in which nothing may be changed.\n";
    if e.calendar == crate::model::calendar::Calendar::default() {
        return format!(
            "{help}# [calendar]\n# holidays = [\"2027-05-01\"]\n# freezes = [{{ name = \"Year end\", from = \"2027-12-15\", to = \"2028-01-05\" }}]\n"
        );
    }
    format!("{help}{}", toml_of(&CalendarTable { calendar: &e.calendar }))
}

fn limits(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct LimitTable {
        limits: crate::model::engagement::Limits,
    }
    let help = "# Limits for files that come back, so that none can exhaust this machine. Sizes and memory are in megabytes; packed-ratio:\n# how many times larger a part may be than it is packed; xml-depth: how deep its elements may stand in each other.\n";
    part(help, &LimitTable { limits: e.limits }, e.limits == crate::model::engagement::Limits::default())
}

fn exports(e: &Engagement) -> String {
    #[derive(Serialize)]
    struct ExportTable<'a> {
        export: &'a Exports,
    }
    let help = "# Resource requests for Salesforce: the object, and which statuses and sourcing go out.\n\
                # fields: the field in Salesforce, and the column key it is filled from; \"=text\" puts the same text\n\
                # into every row, \"external-id\" the ID of the single request, \"external-name\" its ID and name.\n\
                # external-id = \"Your_Field__c\" matches rows by that field, so that loading twice makes no second one.\n\
                # picklists.role = { \"Solution Architect\" = \"Architect (L5)\" } says what your org calls a choice.\n";
    part(help, &ExportTable { export: &e.export }, e.export == Exports::default())
}

/// A part of the file: as settings, or as comments while it has its default.
fn part(help: &str, part: &impl Serialize, default: bool) -> String {
    let text = toml_of(part);
    if !default {
        return format!("{help}{text}");
    }
    text.lines().fold(help.to_owned(), |out, line| out + format!("# {line}").trim_end() + "\n")
}

fn setting(help: &str, key: &str, value: &impl Serialize) -> String {
    let mut out = format!("# {help}\n");
    // Writing to a string can't fail.
    let _ = writeln!(out, "{key} = {}", value_of(value));
    out
}

#[expect(clippy::expect_used, reason = "texts, numbers and flags are values of TOML")]
fn value_of(value: &impl Serialize) -> String {
    toml::Value::try_from(value).expect("a plain value").to_string()
}

#[expect(clippy::expect_used, reason = "the settings hold nothing that TOML does not know")]
fn toml_of(part: &impl Serialize) -> String {
    toml::to_string(part).expect("settings are TOML")
}
