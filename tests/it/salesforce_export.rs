//! Which requests are exported to Salesforce, and under which external IDs.

use crate::desk::Desk;

/// §8.30: requests that are Ready to Staff with sourcing AWS are exported; a quantity makes as many external ids.
#[test]
fn what_is_exported_for_salesforce() {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        let mut sheet = b.sheet("Resource Requests");
        for (name, status, source, quantity) in [
            ("Ready", "Ready to Staff", "AWS", "3"),
            ("Draft", "Draft", "AWS", "1"),
            ("Partner", "Ready to Staff", "Partner", "1"),
        ] {
            sheet.add(&[
                ("Request name", name),
                ("Resource role", "Solution Architect"),
                ("Quantity", quantity),
                ("Sourcing", source),
                ("Start", "2027-02-01"),
                ("End", "2027-05-31"),
                ("Requested hours", "400"),
                ("Status", status),
                ("Salesforce project", "a0B000000000001EAA"),
            ]);
        }
    });
    desk.run(&["reconcile"]);
    let settings = desk.path("engagement.toml");
    let mut text = std::fs::read_to_string(&settings).unwrap();
    text.push_str("\n[export.salesforce-resource-requests]\nexternal-id = \"External_ID__c\"\n");
    std::fs::write(&settings, text).unwrap();
    let done = desk.run(&["export", "salesforce-resource-requests", "-o", "-"]);
    assert!(done.out.lines().count() == 4, "{}\n{}", done.out, done.err);
    for n in 1..=3 {
        assert!(done.out.contains(&format!("RR-001-{n}")), "{}", done.out);
    }
    assert!(!done.out.contains("Draft") && !done.out.contains("Partner"), "{}", done.out);
}
