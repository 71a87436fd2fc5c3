use super::*;
use crate::model::template::{Computed, Merge, Owner, Required};

#[test]
fn the_built_in_templates_load_in_the_order_of_the_reader() {
    let all = built();
    let keys: Vec<&str> = all.iter().map(|t| t.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "contacts",
            "raid",
            "raci",
            "resources",
            "handover",
            "clarifications",
            "outcomes",
            "scope",
            "timeline",
            "communication",
            "governance",
            "delivery",
            "checklist"
        ]
    );
    let titles: Vec<&str> = all.iter().flat_map(|t| &t.sheets).map(|s| s.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Contacts",
            "Risks",
            "Assumptions",
            "Issues",
            "Dependencies",
            "Actions",
            "Decision log",
            "RACI",
            "Roles",
            "Resource Requests",
            "Customer Resources",
            "Handover",
            "Commitments",
            "Clarifications",
            "Business Outcomes",
            "Success Metrics",
            "Scope",
            "Timeline",
            "Communication Plan",
            "Meetings",
            "Collaboration Tools",
            "Governance Layers",
            "Escalation",
            "Decision Rights",
            "Change Requests",
            "Deliverables",
            "Access and Onboarding",
            "Checklist"
        ]
    );
}

#[test]
fn every_column_that_a_person_fills_has_a_help_and_an_example_it_would_take() {
    for c in built().iter().flat_map(|t| &t.sheets).flat_map(|s| &s.columns).filter(|c| !c.is_tool()) {
        assert!(!c.help.is_empty() && !c.example.is_empty(), "{}", c.key);
        assert!(c.help.ends_with(['.', '?']) && !c.help.contains('\n'), "{}", c.key);
        let words: Vec<&str> = c.example.split(", ").collect();
        let fits = |w: &&str| c.choices.iter().any(|x| x.label == *w);
        assert!(c.choices.is_empty() || words.iter().all(fits), "{}: {}", c.key, c.example);
    }
}

#[test]
fn every_sheet_has_what_the_design_promises() {
    for s in built().iter().flat_map(|t| &t.sheets) {
        assert!(s.columns[0].is_id() && s.columns[0].is_tool(), "{}", s.key);
        let visibility = s.column("visibility").unwrap();
        assert_eq!((visibility.visibility, visibility.owner), (Visibility::Internal, Owner::Delivery), "{}", s.key);
        assert!(s.columns.iter().all(|c| c.title != "Row key" && (9..=42).contains(&c.width)), "{}", s.key);
        // What a recipient must fill in a new row, the recipient can see and may edit.
        let blind = |c: &&Column| {
            c.required == Required::Always && (c.visibility == Visibility::Internal || c.owner == Owner::Delivery)
        };
        assert!(s.prepared_rows == 0 || s.across().is_some() || !s.columns.iter().any(|c| blind(&c)), "{}", s.key);
    }
}

#[test]
fn the_risk_sheet_says_what_reconciling_needs() {
    let all = built();
    assert_eq!(
        column(&all, "risks", "score").computed,
        Some(Computed::Product(vec!["probability".into(), "impact".into()]))
    );
    let Some(Computed::Band { of, bands }) = &column(&all, "risks", "rating").computed else { panic!() };
    assert_eq!((of.as_str(), bands.len(), bands[3].1.as_str()), ("score", 4, "Critical"));
    assert_eq!(column(&all, "risks", "updates").merge, Merge::Append);
    assert_eq!(column(&all, "risks", "impact_area").merge, Merge::Set);
    let related = column(&all, "issues", "related");
    assert!(related.many && related.merge == Merge::Set && related.references.len() == 4);
    assert_eq!(column(&all, "risks", "date_closed").required, Required::From("Closed".into()));
    assert!(column(&all, "risks", "internal_view").commercial);
    let monitor = &column(&all, "risks", "status").choices[2];
    assert_eq!(monitor.label, "Monitor");
    assert!(monitor.synonyms.starts_with(&["Watching".into(), "Monitoring".into()]), "{monitor:?}");
    assert!(monitor.synonyms.contains(&"Bewaken".to_owned()), "what lists in other languages say is known");
    let issue = sheet(&all, "issues");
    assert!(issue.rules.iter().any(|r| r.code.as_str() == "rule/raid-closed-after-raised"));
}

#[test]
fn the_matrix_and_the_requests_have_their_rules() {
    let all = built();
    let raci = sheet(&all, "raci");
    assert_eq!(raci.across(), Some(&"roles".into()));
    let codes: Vec<&str> = raci.rules.iter().map(|r| r.code.as_str()).collect();
    for code in ["rule/raci-one-accountable", "rule/raci-someone-responsible"] {
        assert!(codes.contains(&code), "{code}");
    }
    let shown = raci.with_across(&[("RO-001".into(), "Sponsor".into())]);
    let keys: Vec<&str> = shown.columns.iter().map(|c| c.key.as_str()).collect();
    assert_eq!(keys, ["id", "phase", "activity", "role:RO-001", "notes", "comment_customer", "visibility"]);
    let requests = sheet(&all, "resource_requests");
    assert!(requests.rules.iter().any(|r| r.code.as_str() == "rule/resources-project-or-opportunity"));
}

/// A sheet that a customer is to fill in on the side has room for so much.
#[test]
fn a_copy_of_a_sheet_has_few_columns_and_few_that_must_be_filled_in() {
    let (most_columns, most_required) = (12, 5);
    for sheet in built().iter().filter(|t| t.audience == Visibility::Shared).flat_map(|t| &t.sheets) {
        let shared = |c: &&Column| sheet.visibility == Visibility::Shared && c.visibility == Visibility::Shared;
        let carried: Vec<&Column> = sheet.columns.iter().filter(shared).filter(|c| !c.detail).collect();
        let required: Vec<&str> =
            carried.iter().filter(|c| c.required == Required::Always).map(|c| c.key.as_str()).collect();
        assert!(carried.len() <= most_columns, "{}: {} columns", sheet.key, carried.len());
        assert!(required.len() <= most_required, "{}: {required:?}", sheet.key);
        // What is computed shows with the columns that it is made of.
        let parts = carried.iter().filter_map(|c| match &c.computed {
            Some(Computed::Product(of)) => Some(of.clone()),
            Some(Computed::Band { of, .. }) => Some(vec![of.clone()]),
            Some(Computed::Formula { expr, .. }) => Some(expr.fields()),
            Some(Computed::Approval(_)) | None => None,
        });
        for part in parts.flatten() {
            assert!(carried.iter().any(|c| c.key == part), "{}: {part}", sheet.key);
        }
        assert!(sheet.column("archived").is_none_or(|c| c.detail || sheet.visibility == Visibility::Internal));
    }
}
