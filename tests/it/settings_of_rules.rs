//! Thresholds, bands, scales and strictness of rules are the engagement's.

use crate::desk::{Desk, codes, finding, findings, risk};

fn with_settings(desk: &Desk, settings: &str) {
    let mut text = std::fs::read_to_string(desk.path("engagement.toml")).unwrap();
    text.push_str(settings);
    std::fs::write(desk.path("engagement.toml"), text).unwrap();
}

/// A risk of score 12 without a plan.
fn desk() -> Desk {
    let desk = Desk::with_risks(&[("Late access", "The firewall")]);
    desk.edit_master(|b| {
        b.sheet("Risks").set("R-001", "Probability", "3");
        b.sheet("Risks").set("R-001", "Impact", "4");
        b.sheet("Risks").set("R-001", "Date raised", "2026-11-10");
    });
    desk.set_stage("review");
    desk
}

#[test]
fn a_threshold_moves_the_rule_and_a_rule_can_be_switched_off() {
    let desk = desk();
    let said = finding(&desk.reconcile(1), "rule/raid-mitigation-needed")["message"].as_str().unwrap().to_owned();
    assert!(said.contains("The score is 12"), "{said}");
    with_settings(&desk, "\n[thresholds]\nmitigation-from = 13\n");
    let report = desk.reconcile(0);
    assert!(findings(&report, "rule/raid-mitigation-needed").is_empty(), "{}", codes(&report));
    let desk = self::desk();
    with_settings(&desk, "\n[rules]\n\"rule/raid-mitigation-needed\" = \"info\"\n");
    assert_eq!(finding(&desk.reconcile(0), "rule/raid-mitigation-needed")["severity"], "info");
    let desk = self::desk();
    with_settings(&desk, "\n[rules]\n\"rule/raid-mitigation-needed\" = \"off\"\n");
    let report = desk.reconcile(0);
    assert!(findings(&report, "rule/raid-mitigation-needed").is_empty(), "{}", codes(&report));
}

#[test]
fn bands_and_scales_are_settings() {
    let desk = desk();
    with_settings(
        &desk,
        "\n[bands]\n\"risks.rating\" = [[1, \"Green\"], [12, \"Red\"]]\n\n[scales]\n\"risks.impact\" = [\"Trifling\", \"Small\", \"Fair\", \"Grave\", \"Ruinous\"]\n",
    );
    desk.edit_master(|b| _ = b.sheet("Risks").add(&risk("No test data", "Unknown")));
    desk.run(&["reconcile"]);
    desk.edit_master(|b| b.sheet("Risks").set("R-002", "Impact", "grave"));
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(desk.value("Risks", "R-001", "Rating"), "Red");
    assert_eq!(desk.value("Risks", "R-002", "Impact"), "4", "{}", codes(&report));
    let done = desk.run(&["check", "nothing.xlsx"]);
    assert_eq!(done.code, 2);
}

#[test]
fn a_setting_that_fits_nothing_is_refused_with_the_nearest() {
    for (settings, said) in [
        ("[rules]\n\"rule/raid-mitigation-neded\" = \"off\"\n", "did you mean `rule/raid-mitigation-needed`?"),
        ("[bands]\n\"risks.raiting\" = [[1, \"Low\"]]\n", "did you mean `risks.rating`?"),
        ("[bands]\n\"risks.rating\" = [[5, \"Low\"], [2, \"High\"]]\n", "bands rise from band to band"),
        ("[scales]\n\"risks.impact\" = [\"Low\", \"High\"]\n", "it has 5 steps"),
        ("[thresholds]\nstale-after = 3\n", "stale-after-days"),
    ] {
        let desk = Desk::new(&[]);
        with_settings(&desk, &format!("\n{settings}"));
        let done = desk.run(&["status"]).must(2);
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
}

/// A language that no copy can be written in is no English.
#[test]
fn a_language_that_prekick_does_not_have_is_refused_with_those_it_has() {
    let desk = desk();
    let path = desk.path("engagement.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    for (word, code) in [("de", 0), ("de-AT", 0), ("xx", 2), ("nl", 2)] {
        std::fs::write(&path, text.replace("language = \"en\"", &format!("language = \"{word}\""))).unwrap();
        let done = desk.run(&["generate", "raid"]);
        assert_eq!(done.code == 2, code == 2, "{word}: {}", done.err);
        let is_said = done.err.contains(&format!("“language” is “{word}”")) && done.err.contains("de (Deutsch)");
        assert_eq!(is_said, code == 2, "{word}: {}", done.err);
    }
}
