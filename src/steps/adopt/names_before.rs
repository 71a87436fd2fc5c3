//! A list that was numbered anew since it was read before: its rows are known by their names, and an ID that another row has
//! now says nothing.

use crate::model::keys::RecordKey;
use crate::model::table::{Row, Table, natural_key};
use crate::model::template::{Kind, Sheet};
use crate::model::text::fold;
use crate::model::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What the rows of a list were called when it was read before.
#[derive(Clone, Debug, Default)]
pub(super) struct NamesBefore {
    /// The record that came under each row key.
    came_as: BTreeMap<String, RecordKey>,
    /// The record that alone had each name.
    by_name: BTreeMap<String, RecordKey>,
    /// The records that a row of the list names now.
    named: BTreeSet<RecordKey>,
}

impl NamesBefore {
    /// Of records, with what the list said of them and the row keys under which they came; `now` is the list as it is.
    pub(super) fn new(
        records: &BTreeMap<RecordKey, Vec<Value>>,
        came_as: BTreeMap<String, RecordKey>,
        now: &Table,
    ) -> Self {
        let sheet = &now.sheet;
        let mut names: BTreeMap<String, Vec<&RecordKey>> = BTreeMap::new();
        for (key, values) in records {
            for name in names_of(sheet, values) {
                names.entry(name).or_default().push(key);
            }
        }
        let alone = |(name, keys): (String, Vec<&RecordKey>)| match keys.as_slice() {
            [key] => Some((name, (*key).clone())),
            _ => None,
        };
        let mut by_name: BTreeMap<String, RecordKey> = names.into_iter().filter_map(alone).collect();
        let mut times: BTreeMap<String, usize> = BTreeMap::new();
        for name in now.rows.iter().flat_map(|row| names_of(sheet, &row.values)) {
            *times.entry(name).or_default() += 1;
        }
        by_name.retain(|name, _| times.get(name).is_none_or(|n| *n == 1));
        let named = times.keys().filter_map(|name| by_name.get(name)).cloned().collect();
        Self { came_as, by_name, named }
    }

    /// The row key of a row whose ID makes this one: that of the record with its name, and one of its own where the ID was
    /// another row's that the list still names.
    pub(super) fn row_key(
        &self,
        row: &Row,
        sheet: &Sheet,
        made_of_id: String,
        anew: impl FnOnce(&str) -> String,
    ) -> String {
        let before = self.came_as.get(&made_of_id);
        let names = names_of(sheet, &row.values);
        let Some(name) = names.first() else { return made_of_id };
        match (names.iter().find_map(|name| self.by_name.get(name)), before) {
            (Some(record), Some(before)) if record == before => made_of_id,
            (Some(record), _) => record.to_string(),
            (None, Some(before)) if self.named.contains(before) => anew(name),
            (None, _) => made_of_id,
        }
    }
}

/// What a row is called: its natural key and, where several have that, the key with the values that stand beside it.
fn names_of(sheet: &Sheet, values: &[Value]) -> Vec<String> {
    let Some(name) = natural_key(sheet, values) else { return Vec::new() };
    let told = |kind: Kind| !matches!(kind, Kind::Reference | Kind::Person | Kind::Computed);
    let beside = sheet.columns.iter().zip(values).filter(|(c, v)| told(c.kind) && !c.is_id() && !v.is_empty());
    let whole = beside.fold(name.clone(), |whole, (_, value)| format!("{whole}\u{1f}{}", fold(&value.to_string())));
    if whole == name { vec![name] } else { vec![name, whole] }
}
