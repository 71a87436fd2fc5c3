//! Persons who were typed into a cell and are no contacts for certain.

use super::returned_row::ReturnedCell;
use crate::model::code::Code;
use crate::model::template::Kind;
use crate::model::text::{and_list, or_list};
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;
use crate::steps::validate::forums::Forums;
use crate::steps::validate::people::{People, Resolved, is_sender_word};

/// What keeps a cell from being taken as it stands: a name that is no contact's took the place of a contact, or contacts are
/// near who may be meant. Somebody new where nobody stood is taken, and the check of the whole says that they are no contact.
pub fn uncertain_person(cell: ReturnedCell<'_>, people: &People, forums: &Forums) -> Option<ValueIssue> {
    if cell.column.kind != Kind::Person || people.is_empty() {
        return None;
    }
    let (now, before) = (cell.now.members(), cell.before.members());
    let is_forum = |name: &String| cell.column.forums && forums.has(name);
    let new: Vec<Uncertain> = now
        .iter()
        .filter(|name| !before.contains(name) && !is_forum(name))
        .filter_map(|name| Uncertain::of(name, people))
        .collect();
    let first = new.first()?;
    let lost: Vec<String> =
        before.iter().filter(|name| !now.contains(name)).filter_map(|name| people.name_of(name)).collect();
    if lost.is_empty() && !new.iter().any(Uncertain::must_be_asked) {
        return None;
    }
    let said: Vec<String> = new.iter().map(Uncertain::words).collect();
    let instead = if lost.is_empty() { String::new() } else { format!(", in place of {}", and_list(&lost)) };
    let message = format!("{}: {}{instead}.", cell.column.title, said.join("; "));
    Some(ValueIssue::noted(first.code(), message).near(offered(cell.now, &new)))
}

/// A name that stands for no contact for certain.
struct Uncertain {
    typed: String,
    /// The contacts who may be meant, the likeliest first.
    near: Vec<String>,
    /// Whether the name is that of each of them.
    is_shared: bool,
}

impl Uncertain {
    fn of(typed: &str, people: &People) -> Option<Self> {
        let (near, is_shared) = match people.resolve(typed) {
            Resolved::One(_) => return None,
            Resolved::Ambiguous(several) => (several, true),
            Resolved::Unknown { nearest } => (nearest, false),
        };
        Some(Self { typed: typed.to_owned(), near, is_shared })
    }

    /// Whether it can't be taken even where nobody stood before.
    fn must_be_asked(&self) -> bool {
        !self.near.is_empty() || is_sender_word(&self.typed)
    }

    fn code(&self) -> Code {
        if self.is_shared { Code::ReferenceAmbiguous } else { Code::ReferenceUnknown }
    }

    fn words(&self) -> String {
        let typed = self.typed.trim();
        match (self.is_shared, self.near.as_slice()) {
            (true, near) => format!("“{typed}” may be {}", or_list(near)),
            (false, []) => format!("“{typed}” is no contact"),
            (false, near) => format!("“{typed}” is no contact, and may mean {}", or_list(near)),
        }
    }
}

/// The cell's value with contacts in place of what is uncertain: one value for each contact that one name may mean, or one value
/// in which each name is its likeliest contact.
fn offered(now: &Value, uncertain: &[Uncertain]) -> Vec<Value> {
    if !matches!(now, Value::Set(_)) {
        return uncertain.iter().flat_map(|one| &one.near).map(Value::text).collect();
    }
    let choices = if let [one] = uncertain { one.near.len() } else { 1 };
    let with_choice = |choice: usize| {
        let mut names: Vec<String> = Vec::new();
        for name in now.members() {
            let near = uncertain.iter().find(|one| one.typed == name).and_then(|one| one.near.get(choice));
            let name = near.cloned().unwrap_or(name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        Value::set(names)
    };
    (0..choices).map(with_choice).filter(|value| value != now).collect()
}
