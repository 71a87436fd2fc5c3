//! Persons in cells: written by the contact's name where it is certain who is meant.

use super::spelled::swapped_name;
use super::{People, Resolved};
use crate::model::code::Code;
use crate::model::table::Table;
use crate::model::template::{Column, Kind};
use crate::model::text::and_list;
use crate::model::value::Value;
use crate::model::value_issue::ValueIssue;

/// Writes persons by the contact's name where they were typed otherwise, and notes it. Who is unknown or ambiguous stays as
/// typed. `sender` is the ID of the contact who filled in the table, where one did.
pub fn resolve_table(table: &mut Table, people: &People, sender: Option<&str>) {
    let sheet = table.sheet.clone();
    for row in &mut table.rows {
        for (at, column) in sheet.columns.iter().enumerate().filter(|(_, c)| c.kind == Kind::Person) {
            let Some(value) = row.values.get_mut(at) else { continue };
            let Some((resolved, replaced)) = resolve_value(value, people, sender) else { continue };
            *value = resolved;
            let message = format!("{}: {replaced}.", column.title);
            row.issues.entry(at).or_insert_with(|| ValueIssue::noted(Code::ValueCoerced, message));
        }
    }
}

/// A value that was typed for a column, with each person by the contact's name where the column holds persons.
pub fn read_persons(value: Value, column: &Column, people: &People, sender: Option<&str>) -> Value {
    if column.kind != Kind::Person {
        return value;
    }
    resolve_value(&value, people, sender).map_or(value, |(resolved, _)| resolved)
}

/// The value with each person by the contact's name, and what was replaced; none if nothing was.
fn resolve_value(value: &Value, people: &People, sender: Option<&str>) -> Option<(Value, String)> {
    let typed = match value {
        Value::Text(name) => vec![name.trim().to_owned()],
        Value::Set(names) => with_names_joined(names, people),
        _ => return None,
    };
    let mut replaced = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for typed in typed {
        let resolved = match people.resolve_from(&typed, sender) {
            Resolved::One(name) if name != typed => {
                replaced.push(format!("{typed:?} is read as the contact {name}"));
                name
            }
            _ => typed,
        };
        if !names.contains(&resolved) {
            names.push(resolved);
        }
    }
    let value = if matches!(value, Value::Set(_)) { Value::set(names) } else { Value::text(names.concat()) };
    (!replaced.is_empty()).then(|| (value, and_list(&replaced)))
}

/// The members of a list, with `Park` and `Ada` behind it as one where together they are a contact and neither is one alone:
/// a comma parts members as well as names.
fn with_names_joined(members: &[String], people: &People) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for member in members {
        let joined = out.last().map(|last| format!("{last}, {member}"));
        let joined = joined.filter(|both| swapped_name(both).is_some() && people.name_of(both).is_some());
        let alone = |name: &String| people.name_of(name).is_none();
        match joined.filter(|_| alone(member) && out.last().is_some_and(alone)) {
            Some(both) => _ = out.pop().map(|_| out.push(both)),
            None => out.push(member.clone()),
        }
    }
    out
}
