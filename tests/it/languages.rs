//! Copies in the languages of their recipients, and how they come back into one master.

use crate::desk::{Book, Desk, Sheet as Page, codes};
use prekick::edges::templates;
use prekick::model::language::{Language, Phrase};
use prekick::model::template::{Choice, Column, Computed, Sheet, SheetKind, Template, Visibility};
use std::collections::BTreeSet;

/// The five recipients: name, key, label of the column `language`, letters of the language.
const FIVE: [(&str, &str, &str, &str); 5] = [
    ("Ada Park", "ada-park", "English", "en"),
    ("Ben Ruiz", "ben-ruiz", "German", "de"),
    ("Cem Oz", "cem-oz", "French", "fr"),
    ("Dora Lima", "dora-lima", "Spanish", "es"),
    ("Emi Sato", "emi-sato", "Japanese", "ja"),
];

const FOUR: [&str; 4] = ["contacts", "raid", "raci", "resources"];

fn templates() -> Vec<Template> {
    templates::load(&[]).unwrap()
}

/// The words of a column in a language, as a copy has them.
struct Spoken {
    all: Vec<Template>,
    language: &'static str,
}

impl Spoken {
    fn sheet(&self, key: &str) -> String {
        let sheet = self.all.iter().flat_map(|t| &t.sheets).find(|s| s.key == key).unwrap();
        sheet.words.get(self.language).and_then(|w| w.title.clone()).unwrap_or_else(|| sheet.title.clone())
    }

    fn of(&self, sheet: &str, column: &str) -> &Column {
        let sheet = self.all.iter().flat_map(|t| &t.sheets).find(|s| s.key == sheet).unwrap();
        sheet.column(column).unwrap()
    }

    fn title(&self, sheet: &str, column: &str) -> String {
        let column = self.of(sheet, column);
        column.words.get(self.language).and_then(|w| w.title.clone()).unwrap_or_else(|| column.title.clone())
    }

    fn word(&self, sheet: &str, column: &str, label: &str) -> String {
        self.of(sheet, column).word(label, self.language).to_owned()
    }
}

fn spoken(language: &'static str) -> Spoken {
    Spoken { all: templates(), language }
}

/// An engagement with the five people and a risk for each of them.
fn desk() -> Desk {
    let names: Vec<&str> = FIVE.iter().map(|(name, ..)| *name).collect();
    let desk = Desk::new(&names);
    desk.edit_master(|book| {
        let mut contacts = book.sheet("Contacts");
        for (name, _, label, _) in FIVE {
            let id = id_of(&contacts, "Name", name);
            contacts.set(&id, "Language", label);
        }
        for (name, ..) in FIVE {
            let title = format!("Risk of {name}");
            let mut risk = crate::desk::risk(&title, "As it is");
            risk.push(("Probability", "3"));
            risk.push(("Impact", "4"));
            book.sheet("Risks").add(&risk);
        }
        book.sheet("Roles").add(&[("Role", "Project lead"), ("Organisation", "Customer")]);
        book.sheet("RACI").add(&[("Activity", "Agree on the plan"), ("Phase", "Project management")]);
    });
    // Rules say what is missing in so small an engagement; the copies are written all the same.
    let done = desk.run(&["generate"]);
    assert!(done.code < 2, "{}", done.err);
    desk
}

/// The ID of the record with this value.
#[track_caller]
fn id_of(sheet: &Page<'_>, title: &str, value: &str) -> String {
    sheet.ids().into_iter().find(|id| !id.is_empty() && sheet.get(id, title) == value).unwrap()
}

/// What is said about words, titles and values.
fn about_language(report: &serde_json::Value) -> Vec<String> {
    let all = report["findings"].as_array().unwrap();
    let codes = all.iter().filter_map(|f| f["code"].as_str());
    codes
        .filter(|c| {
            ["sheet/", "column/", "value/", "edit/", "conflict/", "reference/"].iter().any(|start| c.starts_with(start))
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn unchanged_copies_of_five_languages_change_nothing() {
    let desk = desk();
    for workbook in FOUR {
        for (_, who, _, _) in FIVE {
            desk.back_as(workbook, who, None, |_| ());
        }
    }
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(about_language(&report), Vec::<String>::new(), "{}", codes(&report));
    assert_eq!(report["changes"].as_array().unwrap().len(), 0, "{:?}", report["changes"]);
    // The same copies again: nobody is sent a new one.
    let sent = std::fs::read_dir(desk.path("outbox")).unwrap().count();
    assert!(desk.run(&["generate"]).code < 2);
    assert_eq!(std::fs::read_dir(desk.path("outbox")).unwrap().count(), sent);
}

#[test]
fn five_languages_reconcile_into_one_master() {
    let desk = desk();
    for (n, (name, who, _, language)) in FIVE.into_iter().enumerate() {
        let say = spoken(language);
        let id = format!("R-00{}", n + 1);
        desk.back(who, |book| {
            let mut risks = book.sheet(&say.sheet("risks"));
            risks.set(&id, &say.title("risks", "status"), &say.word("risks", "status", "In Progress"));
            risks.set(&id, &say.title("risks", "category"), &say.word("risks", "category", "Schedule"));
            risks.set(&id, &say.title("risks", "date_raised"), "2026-11-20");
            risks.add(&[
                (&say.title("risks", "title"), &format!("New by {name}")),
                (&say.title("risks", "description"), "Seen on site"),
                (&say.title("risks", "probability"), "1"),
                (&say.title("risks", "impact"), "2"),
                (&say.title("risks", "owner"), name),
                (&say.title("risks", "raised_by"), name),
                (&say.title("risks", "date_raised"), "2026-11-21"),
                (&say.title("risks", "status"), &say.word("risks", "status", "Open")),
                (&say.title("risks", "category"), &say.word("risks", "category", "Security/Compliance")),
            ]);
        });
        desk.back_as("raci", who, None, |book| {
            book.sheet(&say.sheet("raci")).set("AC-001", "Project lead", "A");
        });
        desk.back_as("contacts", who, None, |book| {
            let mut contacts = book.sheet(&say.sheet("contacts"));
            let id = id_of(&contacts, &say.title("contacts", "name"), name);
            contacts.set(&id, &say.title("contacts", "backup"), "");
            contacts.set(&id, &say.title("contacts", "is_lead"), &say.word("contacts", "is_lead", "No"));
        });
    }
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(about_language(&report), Vec::<String>::new(), "{}", codes(&report));
    for (n, (name, ..)) in FIVE.into_iter().enumerate() {
        let id = format!("R-00{}", n + 1);
        assert_eq!(desk.value("Risks", &id, "Status"), "In Progress", "{name}");
        assert_eq!(desk.value("Risks", &id, "Category"), "Schedule", "{name}");
        assert_eq!(desk.value("Risks", &id, "Date Raised"), "2026-11-20", "{name}");
        let mut master = desk.master();
        let new = id_of(&master.sheet("Risks"), "Title", &format!("New by {name}"));
        assert_eq!(desk.value("Risks", &new, "Category"), "Security/Compliance", "{name}");
        assert_eq!(desk.value("Risks", &new, "Status"), "Open", "{name}");
        let contact = id_of(&master.sheet("Contacts"), "Name", name);
        assert_eq!(desk.value("Contacts", &contact, "Lead?"), "No", "{name}");
    }
    assert_eq!(desk.value("RACI", "AC-001", "Project lead"), "A");
}

#[test]
fn copies_that_lost_their_identity_are_known_by_their_words() {
    let desk = desk();
    for (_, who, _, _) in FIVE {
        desk.back_as("raid", who, Some(&format!("Liste {}.xlsx", who.len())), |book| {
            book.workbook.properties.clear();
            book.workbook.sheets.retain(|g| !g.title.starts_with('_'));
            for grid in &mut book.workbook.sheets {
                grid.rows.retain(|r| !r.cells.iter().any(|(_, c)| c.raw.to_string().ends_with(".id")));
                for row in &mut grid.rows {
                    row.cells.retain(|(_, c)| c.raw.to_string() != "Row key" && c.raw.to_string().len() != 26);
                }
            }
        });
    }
    let report = desk.run(&["reconcile", "--format", "json"]).json();
    assert_eq!(about_language(&report), Vec::<String>::new(), "{}", codes(&report));
    assert_eq!(report["changes"].as_array().unwrap().len(), 0, "{:?}", report["changes"]);
}

#[test]
fn a_german_list_without_identity_is_read_like_an_english_one() {
    let desk = desk();
    let say = spoken("de");
    let titles = ["title", "description", "category", "status"].map(|key| say.title("risks", key));
    let row = [
        "Zertifikat läuft ab".to_owned(),
        "Im März".to_owned(),
        say.word("risks", "category", "Security/Compliance"),
        say.word("risks", "status", "Open"),
    ];
    let csv = format!("{}\n{}\n", titles.join(";"), row.join(";"));
    let file = desk.path("liste.csv");
    std::fs::write(&file, csv).unwrap();
    let target = format!("raid/{}", say.sheet("risks"));
    let done = desk.run(&["import", &file.display().to_string(), "--as", &target]);
    assert!(done.code < 2, "{} {}", done.out, done.err);
    let mut master = desk.master();
    let id = id_of(&master.sheet("Risks"), "Title", "Zertifikat läuft ab");
    assert_eq!(desk.value("Risks", &id, "Category"), "Security/Compliance");
    assert_eq!(desk.value("Risks", &id, "Status"), "Open");
}

#[test]
fn a_recipient_whose_language_changes_gets_a_new_copy() {
    let desk = desk();
    desk.edit_master(|book| {
        let mut contacts = book.sheet("Contacts");
        let id = id_of(&contacts, "Name", "Ben Ruiz");
        contacts.set(&id, "Language", "Japanese");
    });
    assert!(desk.run(&["generate"]).code < 2);
    let after = desk.path("outbox").join("raid.ben-ruiz.2026-11-22-2.xlsx");
    assert!(Book::open(&after).workbook.sheets.iter().any(|g| g.title == spoken("ja").sheet("risks")));
}

#[test]
fn an_own_template_may_say_itself_in_other_languages() {
    let text = r#"
key = "sites"
title = "Sites"
"title.de" = "Standorte"
"title.pt" = "Locais"
[[sheets]]
key = "sites"
title = "Sites"
"title.de" = "Standorte"
"help.de" = "Eine Zeile je Standort."
id_prefix = "ST-"
natural_key = ["name"]
[[sheets.columns]]
key = "id"
title = "ID"
type = "text"
owner = "tool"
[[sheets.columns]]
key = "name"
title = "Name"
type = "text"
"example.de" = "Werk Nord"
[[sheets.columns]]
key = "state"
title = "State"
"title.de" = "Zustand"
"title.pt" = "Estado"
type = "choice"
choices = [{ label = "Open", "label.de" = "Offen", "label.pt" = "Aberto" }, "Closed"]
"#;
    let all = templates::load(&[("sites.toml".to_owned(), text.to_owned())]).unwrap();
    let sheet = all.iter().flat_map(|t| &t.sheets).find(|s| s.key == "sites").unwrap();
    assert_eq!(sheet.titles().collect::<Vec<_>>(), ["Sites", "Standorte"]);
    let state = sheet.column("state").unwrap();
    assert_eq!(
        (state.word("Open", "de"), state.word("Open", "pt"), state.word("Closed", "de")),
        ("Offen", "Aberto", "Closed")
    );
    for (from, to, said) in [
        ("\"label.de\" = \"Offen\"", "\"label.de\" = \"Closed\"", "sites.toml:29:"),
        ("\"title.de\" = \"Zustand\"", "\"title.de\" = \"Name\"", "`Name` is a title of the column `name` already"),
        ("\"title.de\" = \"Zustand\"", "\"title.deu\" = \"Zustand\"", "there is no key `title.deu`"),
    ] {
        let errors = templates::load(&[("sites.toml".to_owned(), text.replace(from, to))]).unwrap_err();
        assert!(errors.iter().any(|e| e.to_string().contains(said)), "{said}: {errors:?}");
    }
}

#[test]
fn an_own_language_file_is_checked_and_laid_over() {
    let file = |text: &str| vec![("languages/pt.toml".to_owned(), text.to_owned())];
    let right = "language = \"pt\"\nname = \"Português\"\n[phrases]\nyes = \"Sim\"\n[workbooks.raid.sheets.risks]\ntitle = \"Riscos\"\n";
    let all = templates::load(&file(right)).unwrap();
    let risks = all.iter().flat_map(|t| &t.sheets).find(|s| s.key == "risks").unwrap();
    assert!(risks.titles().any(|t| t == "Riscos"));
    let lead = all.iter().flat_map(|t| &t.sheets).find_map(|s| s.column("is_lead")).unwrap();
    assert_eq!(lead.word("Yes", "pt"), "Sim");
    let languages = templates::languages(&file(right)).unwrap();
    assert_eq!(languages.len(), 6);
    for (wrong, said) in [
        ("language = \"pt\"\n[phrases]\nyess = \"Sim\"\n", "there is no phrase `yess`; did you mean `yes`?"),
        ("language = \"pt\"\n[phrases]\npick = \"Escolha\"\n", "must keep the places in braces"),
        ("language = \"por\"\n", "two small letters"),
        (
            "language = \"pt\"\n[workbooks.raid.sheets.risk]\ntitle = \"Riscos\"\n",
            "there is no sheet `risk`; did you mean `risks`?",
        ),
        ("language = \"pt\"\n[workbooks.raid.sheets.risks.columns.statu]\ntitle = \"E\"\n", "did you mean `status`?"),
        (
            "language = \"pt\"\n[workbooks.raid.sheets.risks.columns.status]\nchoices = { Opn = \"A\" }\n",
            "did you mean `Open`?",
        ),
        (
            "language = \"pt\"\n[workbooks.raid.sheets.risks.columns.status]\nchoices = { Open = \"Closed\" }\n",
            "can't mean `Open`",
        ),
        (
            "language = \"pt\"\n[workbooks.raid.sheets.risks]\ntitle = \"Issues\"\n",
            "is the title of the sheet `issues` already",
        ),
    ] {
        let errors = templates::load(&file(wrong)).unwrap_err();
        assert!(
            errors.iter().any(|e| e.to_string().contains(said) && e.file == "languages/pt.toml"),
            "{said}: {errors:?}"
        );
    }
}

/// Choices that a language says as English does, so that its file leaves them out on purpose.
const SAME: [(&str, &[&str]); 4] = [
    (
        "de",
        &[
            "AWS",
            "Partner",
            "Chat",
            "Video",
            "Account Manager",
            "Customer Practice Manager",
            "Delivery Practice Manager",
            "Engagement Manager",
            "Solution Architect",
            "Lead Consultant",
            "Senior Consultant",
            "Consultant",
            "Associate Consultant",
            "Technical Account Manager",
        ],
    ),
    (
        "fr",
        &[
            "AWS",
            "E-mail",
            "Customer Practice Manager",
            "Delivery Practice Manager",
            "Engagement Manager",
            "Consultant",
            "Technical Account Manager",
        ],
    ),
    ("es", &["AWS", "Chat", "Engagement Manager", "Technical Account Manager"]),
    ("ja", &["AWS"]),
];

/// The sheets of the four standard workbooks that a recipient reads, each after a name for it.
fn read_by_recipients(all: &[Template]) -> Vec<(String, &Sheet)> {
    let four = all.iter().filter(|t| FOUR.contains(&t.key.as_str()));
    let sheets = four.flat_map(|t| t.sheets.iter().map(move |s| (format!("{}.{}", t.key, s.key), s)));
    sheets.filter(|(_, s)| s.visibility == Visibility::Shared).collect()
}

fn shared_columns(sheet: &Sheet) -> impl Iterator<Item = &Column> {
    sheet.columns.iter().filter(|c| c.visibility == Visibility::Shared && !c.commercial)
}

/// What a recipient reads in the four standard workbooks is there in every language that the program brings.
#[test]
fn the_languages_are_complete() {
    let mut missing = Vec::<String>::new();
    let all = templates::load_all(&[]).unwrap();
    let questions = all.answers.unwrap();
    let sheets = || read_by_recipients(&all.templates).into_iter().chain([("questions".to_owned(), &questions)]);
    let languages: Vec<Language> = templates::languages(&[]).unwrap();
    for language in languages.iter().filter(|l| !l.is_english()) {
        let code = &language.code;
        let phrases = Phrase::ALL.iter().filter(|p| !language.phrases.contains_key(p.key()));
        missing.extend(phrases.map(|p| format!("{code} {}", p.key())));
        for (name, sheet) in sheets() {
            missing.extend(unsaid_of_sheet(sheet, code).map(|what| format!("{code} {name}: {what}")));
            for column in shared_columns(sheet) {
                missing.extend(unsaid(column, code).map(|what| format!("{code} {name}.{}: {what}", column.key)));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
}

fn unsaid_of_sheet(sheet: &Sheet, code: &str) -> Option<String> {
    let Some(words) = sheet.words.get(code) else { return Some("all".into()) };
    let letters: &[Choice] = match &sheet.kind {
        SheetKind::Matrix { letters, .. } => letters,
        SheetKind::Table => &[],
    };
    match words {
        w if w.title.is_none() => Some("title".into()),
        w if w.help.is_none() => Some("help".into()),
        w => letters.iter().find(|l| !w.labels.contains_key(&l.label)).map(|l| l.label.clone()),
    }
}

fn unsaid(column: &Column, code: &str) -> Option<String> {
    let Some(words) = column.words.get(code) else { return Some("all".into()) };
    match words {
        w if w.title.is_none() => Some("title".into()),
        w if w.help.is_none() && !column.help.is_empty() => Some("help".into()),
        _ => None,
    }
}

/// Every choice has a word in every language, but for those that are the same on purpose.
#[test]
fn choices_without_a_word_are_the_same_on_purpose() {
    let (all, languages) = (templates(), templates::languages(&[]).unwrap());
    for code in languages.iter().filter(|l| !l.is_english()).map(|l| l.code.as_str()) {
        let sheets = read_by_recipients(&all);
        let columns = sheets.iter().flat_map(|(_, sheet)| shared_columns(sheet));
        let left_out: BTreeSet<&str> = columns.flat_map(|c| choices_without_a_word(c, code)).collect();
        let same = SAME.iter().find(|(language, _)| *language == code).map_or(&[][..], |(_, labels)| labels);
        assert_eq!(left_out, same.iter().copied().collect(), "{code}");
    }
}

fn choices_without_a_word<'a>(column: &'a Column, code: &str) -> Vec<&'a str> {
    let bands: Vec<&str> = match &column.computed {
        Some(Computed::Band { bands, .. }) => bands.iter().map(|(_, label)| label.as_str()).collect(),
        _ => Vec::new(),
    };
    let labels = column.choices.iter().map(|c| c.label.as_str()).chain(bands);
    let said = column.words.get(code).map(|w| &w.labels);
    labels.filter(|l| said.is_none_or(|words| !words.contains_key(*l))).collect()
}

#[test]
fn a_word_with_two_meanings_is_settled_by_the_language_or_asked() {
    let own = |code: &str, high: &str, low: &str| {
        let text = format!(
            "language = \"{code}\"\n[workbooks.contacts.sheets.contacts.columns.influence]\nchoices = {{ High = \"{high}\", Low = \"{low}\" }}\n"
        );
        (format!("languages/{code}.toml"), text)
    };
    let all = templates::load(&[own("xa", "Alto", "Bas"), own("xb", "Top", "Alto")]).unwrap();
    let column = all.iter().flat_map(|t| &t.sheets).find(|s| s.key == "contacts").unwrap().column("influence").unwrap();
    let read = |language: Option<&str>| {
        let cell =
            prekick::model::grid::RawCell { raw: prekick::model::grid::Raw::Text("Alto".into()), ..Default::default() };
        let prefixes = Default::default();
        let reading = prekick::steps::values::Reading { language, ..prekick::steps::values::Reading::new(&prefixes) };
        prekick::steps::values::read(&cell, column, &reading)
    };
    assert_eq!(read(Some("xa")).0.to_string(), "High");
    assert_eq!(read(Some("xb")).0.to_string(), "Low");
    let (_, trouble) = read(None);
    let trouble = trouble.unwrap();
    assert!(trouble.refused && trouble.message.contains("in one language"), "{}", trouble.message);
}
