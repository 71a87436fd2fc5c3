//! The team and partner introduction: who is who, on one page for everyone, made from the contacts that may be shared.

use crate::model::engagement::Engagement;
use crate::model::page::{OutputWorkbook, Page, PageCell, PageColumn, PageRow, Role, Show};
use crate::model::text::count;
use crate::model::value::Value;
use crate::steps::outgoing::audience::OutgoingSheet;
use jiff::civil::Date;

/// The columns: title and width.
const COLUMNS: [(&str, u16); 10] = [
    ("Name", 24),
    ("Role in the project", 26),
    ("Part", 16),
    ("E-mail", 30),
    ("Phone", 20),
    ("Workstream", 18),
    ("Contact for", 26),
    ("Company and title", 30),
    ("Where and when", 24),
    ("Alternate", 20),
];

/// The page as a workbook, from what every recipient may see of the contacts.
pub fn introduction(contacts: &OutgoingSheet, engagement: &Engagement, today: Date) -> OutputWorkbook {
    let people: Vec<Person<'_>> =
        contacts.rows().iter().map(|(_, values)| Person { contacts, values }).filter(Person::is_listed).collect();
    let lines_of: Vec<[String; 10]> = people.iter().map(Person::texts).collect();
    // A column in which nobody has anything says nothing.
    let columns: Vec<usize> = (0..COLUMNS.len())
        .filter(|n| lines_of.iter().any(|texts| texts.get(*n).is_some_and(|t| !t.is_empty())))
        .collect();
    let shown = || columns.iter().filter_map(|n| COLUMNS.get(*n));
    let mut lines = vec![
        PageRow {
            height: Some(30.0),
            ..PageRow::of([PageCell::text(format!("Who is who · {}", engagement.name), Role::Title)])
        },
        PageRow::of([PageCell::text(
            format!(
                "{} of {} and its partners, as of {today}.",
                count(people.len(), "person", "people"),
                engagement.customer
            ),
            Role::Hint,
        )]),
    ];
    for side in organisations(&people) {
        lines.push(PageRow::default());
        lines.push(PageRow::of([PageCell::text(heading(&side, engagement), Role::Heading)]));
        lines.push(PageRow::of(shown().map(|(title, _)| PageCell::text(*title, Role::Header))));
        let of_side = people.iter().zip(&lines_of).filter(|(person, _)| person.text("org") == side);
        lines.extend(of_side.map(|(_, texts)| line(texts, &columns)));
    }
    let page = Page {
        title: "Who is who".into(),
        columns: shown().map(|(_, width)| PageColumn { width: *width, hidden: false }).collect(),
        lines,
        tab: Some(Role::Title),
        ..Page::default()
    };
    OutputWorkbook {
        title: format!("Who is who · {}", engagement.name),
        created: Some(today),
        pages: vec![page],
        ..OutputWorkbook::default()
    }
}

/// The organisations that have people, in the order of the drop-down; people without one come last.
fn organisations(people: &[Person<'_>]) -> Vec<String> {
    let column = people.first().and_then(|p| p.contacts.sheet().column("org"));
    let mut sides: Vec<String> = column.into_iter().flat_map(|c| &c.choices).map(|c| c.label.clone()).collect();
    for person in people {
        if !sides.contains(&person.text("org")) {
            sides.push(person.text("org"));
        }
    }
    sides.retain(|side| people.iter().any(|p| p.text("org") == *side));
    sides
}

fn heading(side: &str, engagement: &Engagement) -> String {
    match side {
        "" => "Others".into(),
        "Customer" => format!("Customer: {}", engagement.customer),
        side if engagement.delivery.is(side) => "Delivery team".into(),
        other => other.to_owned(),
    }
}

struct Person<'a> {
    contacts: &'a OutgoingSheet,
    values: &'a [Value],
}

impl Person<'_> {
    fn value(&self, key: &str) -> Option<&Value> {
        self.contacts.sheet().position(key).and_then(|i| self.values.get(i))
    }

    fn text(&self, key: &str) -> String {
        self.value(key).map(ToString::to_string).unwrap_or_default()
    }

    fn is(&self, key: &str) -> bool {
        self.value(key) == Some(&Value::YesNo(true))
    }

    /// Whether the contact has a name and is not archived.
    fn is_listed(&self) -> bool {
        !self.is("archived") && !self.text("name").is_empty()
    }

    /// What each column says, in the order of [`COLUMNS`].
    fn texts(&self) -> [String; 10] {
        let part = [("is_lead", "leads"), ("steerco", "SteerCo"), ("decision_maker", "decides")];
        let part: Vec<&str> = part.into_iter().filter(|(key, _)| self.is(key)).map(|(_, word)| word).collect();
        let joined = |keys: [&str; 2]| {
            let texts: Vec<String> = keys.map(|key| self.text(key)).into_iter().filter(|t| !t.is_empty()).collect();
            texts.join(", ")
        };
        [
            self.text("name"),
            self.text("role"),
            part.join(", "),
            self.text("email"),
            self.text("phone"),
            self.text("workstream"),
            self.text("poc_for"),
            joined(["company", "title"]),
            joined(["location", "timezone"]),
            self.text("backup"),
        ]
    }
}

/// The line of a person, with the columns that are shown.
fn line(texts: &[String; 10], columns: &[usize]) -> PageRow {
    PageRow::of(columns.iter().filter_map(|n| texts.get(*n)).enumerate().map(|(n, text)| {
        let role = if n == 0 { Role::Label } else { Role::Cell };
        PageCell { show: Show::Wrapped, ..PageCell::text(text.clone(), role) }
    }))
}
