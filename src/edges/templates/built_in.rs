//! The template and language files that are compiled into the program.

/// The built-in templates: file name and text, in the order in which people meet the workbooks.
pub fn built_in() -> Vec<(&'static str, &'static str)> {
    vec![
        ("contacts.toml", include_str!("../../../workbook-templates/contacts.toml")),
        ("raid.toml", include_str!("../../../workbook-templates/raid.toml")),
        ("raci.toml", include_str!("../../../workbook-templates/raci.toml")),
        ("resources.toml", include_str!("../../../workbook-templates/resources.toml")),
        ("handover.toml", include_str!("../../../workbook-templates/handover.toml")),
        ("clarifications.toml", include_str!("../../../workbook-templates/clarifications.toml")),
        ("outcomes.toml", include_str!("../../../workbook-templates/outcomes.toml")),
        ("scope.toml", include_str!("../../../workbook-templates/scope.toml")),
        ("timeline.toml", include_str!("../../../workbook-templates/timeline.toml")),
        ("communication.toml", include_str!("../../../workbook-templates/communication.toml")),
        ("governance.toml", include_str!("../../../workbook-templates/governance.toml")),
        ("delivery.toml", include_str!("../../../workbook-templates/delivery.toml")),
        ("checklist.toml", include_str!("../../../workbook-templates/checklist.toml")),
    ]
}

/// The sheet on which recipients are asked what is open. It is no workbook of its own, so it is not among the
/// templates.
pub(super) const ANSWERS: (&str, &str) =
    ("please-answer.toml", include_str!("../../../workbook-templates/please-answer.toml"));

/// The built-in languages beside English: file name and text.
pub(super) const LANGUAGES: [(&str, &str); 4] = [
    ("languages/de.toml", include_str!("../../../workbook-templates/languages/de.toml")),
    ("languages/fr.toml", include_str!("../../../workbook-templates/languages/fr.toml")),
    ("languages/es.toml", include_str!("../../../workbook-templates/languages/es.toml")),
    ("languages/ja.toml", include_str!("../../../workbook-templates/languages/ja.toml")),
];

/// What people call columns in lists of their own, by language: file name and text.
pub(super) const WORDS: [(&str, &str); 8] = [
    ("words/en.toml", include_str!("../../../workbook-templates/words/en.toml")),
    ("words/de.toml", include_str!("../../../workbook-templates/words/de.toml")),
    ("words/fr.toml", include_str!("../../../workbook-templates/words/fr.toml")),
    ("words/es.toml", include_str!("../../../workbook-templates/words/es.toml")),
    ("words/ja.toml", include_str!("../../../workbook-templates/words/ja.toml")),
    ("words/pt.toml", include_str!("../../../workbook-templates/words/pt.toml")),
    ("words/nl.toml", include_str!("../../../workbook-templates/words/nl.toml")),
    ("words/it.toml", include_str!("../../../workbook-templates/words/it.toml")),
];
