//! Usual rows fit the project, however short or long it is.

use crate::desk::{Desk, codes, findings};
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use prekick::edges::templates;
use prekick::model::engagement::Engagement;
use prekick::model::state::Master;
use prekick::model::template::Template;
use prekick::model::value::Value;
use prekick::model::working_days::is_working_day;
use prekick::steps::master::new_master::{NewContact, customer_manager, delivery_lead, new_master};
use prekick::steps::master::starters::add_starters;

fn project(start: Date, end: Date, kickoff: Option<Date>) -> Engagement {
    Engagement { kickoff, ..Engagement::new("e-1", "Acme migration", "Acme", Some(start), Some(end)) }
}

fn started(templates: &[Template], engagement: &Engagement, contacts: &[NewContact], today: Date) -> Master {
    let mut master = new_master(templates, &engagement.id, contacts);
    add_starters(&mut master, templates, &[], engagement, today);
    master
}

/// The days of the timeline: by name, the first and the last day of a row, and the IDs that it depends on.
struct Row {
    id: String,
    name: String,
    first: Date,
    last: Date,
    after: Vec<String>,
}

fn timeline(master: &Master) -> Vec<Row> {
    let state = master.sheet("milestones").unwrap();
    let at = |key: &str| state.sheet.position(key).unwrap();
    let day = |value: &Value| if let Value::Date(day) = value { Some(*day) } else { None };
    let row = |record: &prekick::model::state::Record| {
        let last = day(&record.values[at("forecast")]).unwrap();
        assert_eq!(day(&record.values[at("baseline")]), Some(last), "{}", record.id);
        Row {
            id: record.id.clone(),
            name: record.values[at("name")].to_string(),
            first: day(&record.values[at("start")]).unwrap_or(last),
            last: day(&record.values[at("end")]).unwrap_or(last),
            after: record.values[at("predecessors")].members(),
        }
    };
    state.records.values().map(row).collect()
}

/// Every date of the usual rows, with the sheet it stands on.
fn all_days(master: &Master) -> Vec<(String, Date)> {
    let cells = master.sheets.iter().flat_map(|s| s.records.values().map(move |r| (&s.sheet.title, r)));
    let days = cells.flat_map(|(title, r)| r.values.iter().map(move |v| (title.clone(), v)));
    days.filter_map(|(title, v)| if let Value::Date(day) = v { Some((title, *day)) } else { None }).collect()
}

/// What must come one after the other, whatever the project.
const ORDER: [&str; 12] = [
    "Statement of work signed",
    "Ready for kickoff",
    "Kickoff meeting held",
    "Target design agreed",
    "Proof of concept accepted",
    "Load the data and keep it in step with the source",
    "Loaded data validated",
    "Functional and integration tests",
    "Acceptance by the users",
    "Cut-over checkpoint",
    "Cut-over done",
    "End of hypercare",
];

/// Checks the plan of one project, prepared from `today` on.
fn check(templates: &[Template], engagement: &Engagement, today: Date) {
    let master = started(templates, engagement, &[], today);
    let (start, end) = (engagement.start.unwrap(), engagement.end.unwrap());
    let kickoff = engagement.kickoff_day().unwrap();
    let what = format!("{start} to {end}, kickoff {kickoff}, on {today}");
    let rows = timeline(&master);
    let by_name = |name: &str| rows.iter().find(|r| r.name == name).unwrap_or_else(|| panic!("{name}"));
    for row in &rows {
        assert!(row.first <= row.last, "{what}: {} ends before it starts", row.name);
        for id in &row.after {
            let before = rows.iter().find(|r| r.id == *id).unwrap();
            assert!(before.last <= row.first, "{what}: {} waits for {}", row.name, before.name);
        }
    }
    for pair in ORDER.windows(2) {
        let (a, b) = (by_name(pair[0]), by_name(pair[1]));
        assert!(a.last <= b.last, "{what}: {} on {}, {} on {}", a.name, a.last, b.name, b.last);
    }
    for (sheet, day) in all_days(&master) {
        assert!(is_working_day(day, &[]), "{what}: {day} on {sheet}");
        assert!(day <= end, "{what}: {day} on {sheet}");
        assert!(day >= start || day <= kickoff, "{what}: {day} on {sheet}");
        assert!(day >= today.min(kickoff - 30.days()), "{what}: {day} on {sheet} is past");
    }
    let load = by_name("Load the data and keep it in step with the source");
    assert!(load.first >= kickoff.min(start) && by_name("Cut-over done").last <= end);
}

#[test]
fn the_plan_of_a_project_of_three_to_eighty_weeks_lies_within_it_in_order_on_working_days() {
    let templates = templates::load(&[]).unwrap();
    for weeks in 3..=80 {
        for weekday in 0..7 {
            let start = date(2027, 1, 4) + weekday.days();
            let end = start + Span::new().weeks(weeks) - (weekday % 3).days();
            let lead = [40, 9, 3, 0][(weeks + weekday) as usize % 4];
            check(&templates, &project(start, end, None), start - lead.days());
            if weekday == 2 {
                check(&templates, &project(start, end, Some(start + 7.days())), start - 30.days());
                check(&templates, &project(start, end, Some(start - 7.days())), start - 30.days());
            }
        }
    }
}

#[test]
fn rows_depend_on_each_other_and_metrics_on_their_outcomes() {
    let templates = templates::load(&[]).unwrap();
    let master = started(&templates, &project(date(2027, 1, 11), date(2027, 12, 17), None), &[], date(2026, 11, 22));
    let rows = timeline(&master);
    let free: Vec<&str> = rows.iter().filter(|r| r.after.is_empty()).map(|r| r.name.as_str()).collect();
    assert_eq!(free, ["Handover from sales accepted"], "every other row waits for one");
    let metrics = master.sheet("metrics").unwrap();
    let outcome = metrics.sheet.position("outcome").unwrap();
    assert!(metrics.records.values().all(|r| r.values[outcome].to_string().starts_with("BO-")));
    let named = templates.iter().flat_map(|t| &t.sheets).flat_map(|s| &s.starters).flat_map(|s| &s.cells);
    let names = named.filter_map(|(_, cell)| match cell {
        prekick::model::template::StarterCell::Named(names) => Some(names.len()),
        _ => None,
    });
    let linked: usize = rows.iter().map(|r| r.after.len()).sum::<usize>() + metrics.records.len();
    assert_eq!(names.sum::<usize>(), linked, "each row that is named is there");
}

#[test]
fn roles_are_held_by_the_contacts_that_are_known() {
    let templates = templates::load(&[]).unwrap();
    let contacts = [
        delivery_lead("Lena Vogt <lena.vogt@delivery.example>").unwrap(),
        customer_manager("Ada Park <ada@acme.example>", "Acme").unwrap(),
        customer_manager("Ben Ruiz <ben@acme.example>", "Acme").unwrap(),
    ];
    let engagement = project(date(2027, 1, 11), date(2027, 12, 17), None);
    let master = started(&templates, &engagement, &contacts, date(2026, 11, 22));
    let roles = master.sheet("roles").unwrap();
    let (title, held) = (roles.sheet.position("title").unwrap(), roles.sheet.position("contact").unwrap());
    let holders: Vec<(String, Vec<String>)> =
        roles.records.values().map(|r| (r.values[title].to_string(), r.values[held].members())).collect();
    let of = |role: &str| holders.iter().find(|(title, _)| title == role).unwrap().1.clone();
    assert_eq!(of("Engagement Manager"), ["Lena Vogt"]);
    assert_eq!(of("Customer Project Manager"), ["Ada Park", "Ben Ruiz"]);
    assert!(of("Executive Sponsor").is_empty() && of("Database Team").is_empty());
}

fn without_days(desk: &Desk) {
    let settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    let kept = settings.lines().filter(|l| !l.starts_with("start =") && !l.starts_with("end ="));
    let settings: String = kept.map(|l| format!("{l}\n")).collect();
    std::fs::write(desk.path("engagement.toml"), settings).unwrap();
}

#[test]
fn without_first_and_last_day_they_are_asked_for_and_nothing_is_written() {
    let desk = Desk::new(&[]);
    without_days(&desk);
    let before = desk.files(&["master.xlsx", "history"]);
    let done = desk.run(&["starters"]).must(2);
    for part in ["when the project starts and ends", "start = \"2", "end = \"2", "Nothing was written"] {
        assert!(done.err.contains(part), "{part}: {}", done.err);
    }
    let checklist = desk.run(&["starters", "checklist"]).must(2);
    assert!(checklist.err.contains("start =") && !checklist.err.contains("end ="), "{}", checklist.err);
    assert!(desk.files(&["master.xlsx", "history"]) == before);
    // A workbook without days needs none.
    assert!(desk.run(&["starters", "raci"]).code <= 1);
}

#[test]
fn no_rule_finds_fault_with_the_days_of_a_fresh_plan() {
    for (start, end) in [("2027-01-11", "2027-03-05"), ("2027-01-11", "2028-06-30")] {
        let desk = Desk::new(&[]);
        without_days(&desk);
        let settings = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
        std::fs::write(desk.path("engagement.toml"), format!("start = \"{start}\"\nend = \"{end}\"\n{settings}"))
            .unwrap();
        assert!(desk.run(&["starters"]).code <= 1);
        let report = desk.run(&["status", "--format", "json"]).json();
        let said = codes(&report);
        let about_days = |code: &&str| code.starts_with("rule/timeline-");
        assert_eq!(said.split(' ').find(about_days), None, "{said}");
        for code in
            ["outcomes-metric-without-outcome", "checklist-due-after-kickoff", "communication-ready-after-kickoff"]
        {
            assert!(findings(&report, &format!("rule/{code}")).is_empty(), "{code}: {said}");
        }
    }
}
