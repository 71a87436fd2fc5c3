//! The guide to templates is right: what it shows loads, and a reader who copies it gets what it promises.

use crate::desk::Desk;
use prekick::edges::templates;

const GUIDE: &str = include_str!("../../workbook-templates/README.md");

fn examples() -> Vec<&'static str> {
    GUIDE.split("```toml\n").skip(1).map(|part| part.split("```").next().unwrap()).collect()
}

#[test]
fn the_whole_template_of_the_guide_works_as_it_says() {
    let whole = examples().into_iter().find(|e| e.starts_with("key = \"lessons\"")).unwrap();
    assert!(templates::load(&[("lessons.toml".into(), whole.into())]).is_ok());
    let desk = Desk::new(&["Ada Park"]);
    desk.set_stage("review");
    std::fs::create_dir_all(desk.path("workbook-templates")).unwrap();
    std::fs::write(desk.path("workbook-templates/lessons.toml"), whole).unwrap();
    let done = desk.run(&["template", "check", &desk.path("workbook-templates/lessons.toml").display().to_string()]);
    assert!(
        done.err.contains("rule/lessons-open-without-owner") && done.err.contains("while people type"),
        "{}",
        done.err
    );
    desk.run(&["reconcile"]);
    desk.edit_master(|b| {
        _ = b.sheet("Lessons").add(&[
            ("Lesson", "Ask sooner"),
            ("Status", "Open"),
            ("Raised on", "2026-11-20"),
            ("Due", "2026-11-01"),
        ]);
    });
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    let said: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert!(
        said.contains(&"LL-001 (Ask sooner): It is due on 2026-11-01, before it was raised on 2026-11-20."),
        "{said:?}"
    );
    assert!(said.contains(&"LL-001 (Ask sooner): Nobody sees to it."), "{said:?}");
}

#[test]
fn its_settings_are_taken() {
    let settings = examples().into_iter().find(|e| e.starts_with("[rules]")).unwrap();
    let settings = settings.replace("\"rule/lessons-open-without-owner\" = \"error\"\n", "");
    let desk = Desk::new(&[]);
    let mut text = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    text.push_str(&settings);
    std::fs::write(desk.path("engagement.toml"), text).unwrap();
    desk.run(&["status"]).must(0);
}

#[test]
fn a_computed_day_is_a_day_in_the_cell() {
    let own = "extends = \"raid\"\n[[sheets]]\nkey = \"risks\"\n[[sheets.columns]]\nkey = \"look_again\"\ntitle = \"Look again\"\n\
               type = \"computed\"\nowner = \"tool\"\ncomputed = { formula = \"date_raised + 14\" }\n";
    let desk = Desk::with_risks(&[("Late access", "The firewall")]);
    std::fs::create_dir_all(desk.path("workbook-templates")).unwrap();
    std::fs::write(desk.path("workbook-templates/raid.toml"), own).unwrap();
    desk.run(&["reconcile"]).must(0);
    let raised = desk.value("Risks", "R-001", "Date raised");
    let day: jiff::civil::Date = raised.parse().unwrap();
    let again = day.checked_add(jiff::Span::new().days(14)).unwrap();
    assert_eq!(desk.value("Risks", "R-001", "Look again"), again.to_string());
}
