//! Who does what in the sample engagement: roles, activities, and the people that are asked for.

use super::simulated_user::TypedRow;

/// Roles RO-001 to RO-006.
pub const ROLES: &[TypedRow<'_>] = &[
    &[("Role", "Engagement Manager"), ("Organisation", "AWS"), ("Held by", "Lena Vogt")],
    &[("Role", "Solution Architect"), ("Organisation", "AWS"), ("Held by", "Tomas Lindqvist")],
    &[("Role", "Database Lead"), ("Organisation", "AWS"), ("Held by", "Priya Raman")],
    &[("Role", "Customer PM"), ("Organisation", "Customer"), ("Held by", "Marta Okoye")],
    &[("Role", "Application Owner"), ("Organisation", "Customer"), ("Held by", "Henrik Solberg")],
    &[("Role", "Customer DBA"), ("Organisation", "Customer"), ("Held by", "Yara Haddad")],
];

/// Activities AC-001 to AC-010, once the roles have their columns.
pub const ACTIVITIES: &[TypedRow<'_>] = &[
    &[
        ("Phase", "Project management"),
        ("Activity", "Keep the project plan"),
        ("Engagement Manager", "A, R"),
        ("Customer PM", "C"),
        ("Application Owner", "I"),
    ],
    &[
        ("Phase", "Project management"),
        ("Activity", "Run the steering committee"),
        ("Engagement Manager", "R"),
        ("Customer PM", "A"),
        ("Application Owner", "C"),
    ],
    &[
        ("Phase", "Pre-work/Assessment"),
        ("Activity", "List all interfaces"),
        ("Solution Architect", "C"),
        ("Application Owner", "A, R"),
    ],
    &[
        ("Phase", "Pre-work/Assessment"),
        ("Activity", "Open the firewall"),
        ("Solution Architect", "C"),
        ("Customer PM", "A"),
        ("Customer DBA", "R"),
    ],
    &[
        ("Phase", "Code migration"),
        ("Activity", "Convert the schema"),
        ("Solution Architect", "A"),
        ("Database Lead", "R"),
        ("Customer DBA", "C"),
    ],
    &[("Phase", "Data migration"), ("Activity", "Load the history"), ("Database Lead", "A, R"), ("Customer DBA", "C")],
    &[
        ("Phase", "Data migration"),
        ("Activity", "Validate the migrated data"),
        ("Database Lead", "R"),
        ("Customer PM", "I"),
        ("Application Owner", "A"),
        ("Customer DBA", "C"),
    ],
    &[
        ("Phase", "Testing"),
        ("Activity", "Run the functional tests"),
        ("Solution Architect", "C"),
        ("Customer PM", "I"),
        ("Application Owner", "A, R"),
    ],
    &[
        ("Phase", "Cut-over"),
        ("Activity", "Decide on go or no-go"),
        ("Engagement Manager", "R"),
        ("Customer PM", "A"),
        ("Application Owner", "C"),
    ],
    &[
        ("Phase", "Handover"),
        ("Activity", "Hand the runbook over"),
        ("Database Lead", "R"),
        ("Engagement Manager", "A"),
        ("Customer DBA", "C"),
    ],
];

/// Resource requests RR-001 to RR-004.
pub const REQUESTS: &[TypedRow<'_>] = &[
    &[
        ("Request name", "Harbour: solution architect"),
        ("Salesforce project", "a0X5g00000AbCdEEAV"),
        ("Resource role", "Solution Architect"),
        ("Quantity", "1"),
        ("Sourcing", "AWS"),
        ("Level", "L6"),
        ("Skills", "Oracle; PostgreSQL"),
        ("Start", "+40"),
        ("End", "+200"),
        ("Requested hours", "480"),
        ("% allocated", "50"),
        ("Status", "Ready to Staff"),
        ("Priority", "High"),
        ("Requested bill rate", "210.00"),
        ("Currency", "EUR"),
        ("Notes", "Knows port systems, if possible."),
    ],
    &[
        ("Request name", "Harbour: database consultants"),
        ("Salesforce project", "a0X5g00000AbCdEEAV"),
        ("Resource role", "Senior Consultant"),
        ("Quantity", "2"),
        ("Sourcing", "AWS"),
        ("Level", "L5"),
        ("Skills", "PL/SQL; PostgreSQL"),
        ("Start", "+47"),
        ("End", "+187"),
        ("Requested hours", "640"),
        ("% allocated", "100"),
        ("Status", "Ready to Staff"),
        ("Priority", "Normal"),
        ("Requested bill rate", "170.00"),
        ("Currency", "EUR"),
    ],
    &[
        ("Request name", "Harbour: test lead"),
        ("Salesforce project", "a0X5g00000AbCdEEAV"),
        ("Resource role", "Lead Consultant"),
        ("Quantity", "1"),
        ("Sourcing", "Partner"),
        ("Start", "+60"),
        ("End", "+180"),
        ("Requested hours", "400"),
        ("Status", "Ready to Staff"),
    ],
    &[
        ("Request name", "Harbour: cut-over support"),
        ("Salesforce project", "a0X5g00000AbCdEEAV"),
        ("Resource role", "Consultant"),
        ("Quantity", "1"),
        ("Sourcing", "AWS"),
        ("Start", "+150"),
        ("End", "+165"),
        ("Requested hours", "80"),
        ("Status", "Draft"),
    ],
];

/// Customer resources CR-001 to CR-003.
pub const CUSTOMER_RESOURCES: &[TypedRow<'_>] = &[
    &[
        ("Role", "Database administrator"),
        ("Activity", "Access, masking, cut-over"),
        ("From", "+30"),
        ("To", "+200"),
        ("Days a week", "3"),
    ],
    &[
        ("Role", "Application tester 1"),
        ("Activity", "Functional tests of the berth planner"),
        ("From", "+80"),
        ("To", "+150"),
        ("Days a week", "2"),
    ],
    &[
        ("Role", "Application tester 2"),
        ("Activity", "Functional tests of the tariffs"),
        ("From", "+80"),
        ("To", "+150"),
        ("Days a week", "2"),
    ],
];
