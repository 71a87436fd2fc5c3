//! Which value of a request goes into which column of the file, and which values Salesforce refuses.

use super::reason::Reason;
use super::references;
use crate::model::code::Code;
use crate::model::engagement::SalesforceRequests;
use crate::model::keys::FieldKey;
use crate::model::org_object::OrgObject;
use crate::model::table::{Row, Table};
use crate::model::text::{fold, nearest};
use crate::model::value::Value;
use indexmap::IndexMap;

/// What empties a field.
pub(super) const NOTHING: &str = "#N/A";

/// The columns of the file and where each comes from.
pub(super) struct ColumnPlan<'a> {
    pub(super) table: &'a Table,
    pub(super) columns: Vec<(&'a str, Source<'a>)>,
    picklists: &'a IndexMap<String, IndexMap<String, String>>,
    pub(super) external_id: Option<&'a str>,
    pub(super) org: Option<&'a OrgObject>,
}

/// One cell of a file: its column and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SentCell {
    pub(super) api: String,
    pub(super) text: String,
}

/// Where a column of the file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source<'a> {
    /// The same text in every row.
    Constant(&'a str),
    /// `RR-001-1`.
    ExternalId,
    /// `RR-001-1` and the name.
    ExternalName,
    /// A column of the sheet.
    Column(&'a str),
}

impl<'a> ColumnPlan<'a> {
    pub(super) fn new(table: &'a Table, settings: &'a SalesforceRequests, org: Option<&'a OrgObject>) -> Self {
        let key = settings.external_id.as_deref();
        let first = key.map(|field| (field, Source::ExternalId));
        let others = settings.fields.iter().filter(|(api, _)| Some(api.as_str()) != key);
        let columns = first.into_iter().chain(others.map(|(api, from)| (api.as_str(), Source::of(from)))).collect();
        Self { table, columns, picklists: &settings.picklists, external_id: key, org }
    }

    pub(super) fn header(&self) -> Vec<String> {
        self.columns.iter().map(|(api, _)| (*api).to_owned()).collect()
    }

    /// What a record holds in a column; empty where the sheet has no such column.
    pub(super) fn value<'r>(&self, row: &'r Row, key: &str) -> &'r Value {
        self.table.sheet.position(key).and_then(|i| row.values.get(i)).unwrap_or(&Value::Empty)
    }

    /// The title of a column, for messages.
    pub(super) fn title<'k>(&'k self, key: &'k str) -> &'k str {
        self.table.sheet.column(key).map_or(key, |c| c.title.as_str())
    }

    /// The columns of the sheet that the file is made from.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a str> {
        self.columns.iter().filter_map(|(_, source)| source.key())
    }

    /// The column that a request's status fills, and the org's word for a status.
    pub(super) fn status_cell(&self, status: &str) -> Option<SentCell> {
        let (api, _) = self.columns.iter().find(|(_, source)| source.key() == Some("status"))?;
        let text = self.mapped("status", &Value::text(status)).ok()?;
        Some(SentCell { api: (*api).to_owned(), text })
    }

    /// What people call the column of the sheet that fills a field.
    pub(super) fn title_of(&self, field: &str) -> &str {
        let source = self.columns.iter().find(|(api, _)| *api == field).and_then(|(_, source)| source.key());
        source.and_then(|key| self.table.sheet.column(key)).map_or("", |c| c.title.as_str())
    }

    /// One cell of the file, or why there can't be one.
    pub(super) fn cell(&self, row: &Row, api: &str, source: Source, external_id: &str) -> Result<SentCell, Reason> {
        let text = match source {
            Source::Constant(text) => text.to_owned(),
            Source::ExternalId => external_id.to_owned(),
            Source::ExternalName => match self.value(row, "name") {
                Value::Empty => external_id.to_owned(),
                name => format!("{external_id} {name}"),
            },
            Source::Column(key) => self.mapped(key, self.value(row, key))?,
        };
        if let Some(reason) = self.refuse(api, source, &text, self.is_number(row, source)) {
            return Err(reason);
        }
        let refused = |message| Reason { code: Code::ExportRejected, field: source.key().map(FieldKey::from), message };
        let called = source.key().map_or(api, |key| self.title(key));
        if let Some(problem) = self.org.and_then(|org| org.problem(api, &text)) {
            return Err(refused(format!("{called} {problem}")));
        }
        let column = references::column_for(api, &text);
        let api = column.map_err(|expected| refused(format!("{called} is “{text}”; expected {expected}.")))?;
        Ok(SentCell { api, text })
    }

    fn is_number(&self, row: &Row, source: Source) -> bool {
        matches!(source, Source::Column(key) if matches!(self.value(row, key), Value::Number(_)))
    }

    /// The value as Salesforce writes it, with the org's own word for a choice.
    fn mapped(&self, key: &str, value: &Value) -> Result<String, Reason> {
        if let (Some(list), false) = (self.picklists.get(key), value.is_empty()) {
            let words: Result<Vec<String>, Reason> =
                value.members().iter().map(|member| self.counterpart(key, member, list)).collect();
            return words.map(|w| w.join(";"));
        }
        match value {
            Value::Number(n) if key == "percent" && !n.fract().is_zero() => Err(Reason::rejected(
                key,
                format!("{} is {value}, and Salesforce keeps whole percents only.", self.title(key)),
            )),
            _ => Ok(as_salesforce_writes(value)),
        }
    }

    fn counterpart(&self, key: &str, word: &str, list: &IndexMap<String, String>) -> Result<String, Reason> {
        let found = list.iter().find(|(ours, _)| fold(ours) == fold(word));
        if let Some((_, theirs)) = found {
            return Ok(theirs.clone());
        }
        let near = nearest(word, list.keys().map(String::as_str));
        let near = near.map_or_else(String::new, |n| format!(" The nearest that is: “{n}”."));
        let message = format!("{} “{word}” is not in the list of what Salesforce calls it.{near}", self.title(key));
        Err(Reason { code: Code::ExportPicklist, field: Some(key.into()), message })
    }

    /// Why Salesforce, or somebody who opens the file, can't be given this text; `None` where it is fine.
    fn refuse(&self, api: &str, source: Source, text: &str, number: bool) -> Option<Reason> {
        let key = source.key();
        let called = key.map_or(api, |k| self.title(k));
        let reason = |code, message| Some(Reason { code, field: key.map(FieldKey::from), message });
        if !number && text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            let begins = text.chars().next().unwrap_or_default();
            let message = format!("{called} begins with {}, which Excel takes for a formula.", character_name(begins));
            return reason(Code::ExportInjection, message);
        }
        if text == NOTHING {
            return reason(Code::ExportRejected, format!("{called} is {NOTHING}, which would empty the field."));
        }
        if text.contains('\r') {
            let message =
                format!("{called} holds a line break (CR) on which the upload fails; type the line break anew.");
            return reason(Code::ExportRejected, message);
        }
        let (length, max) = (text.chars().count(), source.max_characters());
        if length <= max {
            return None;
        }
        let with = if source == Source::ExternalName { " together with its ID" } else { "" };
        reason(Code::ExportRejected, format!("{called} has {length} characters{with}, and Salesforce keeps {max}."))
    }
}

impl<'a> Source<'a> {
    fn of(from: &'a str) -> Self {
        match from {
            "external-id" => Self::ExternalId,
            "external-name" => Self::ExternalName,
            _ => from.strip_prefix('=').map_or(Self::Column(from), Self::Constant),
        }
    }

    /// The column of the sheet that it is made from.
    pub(super) fn key(self) -> Option<&'a str> {
        match self {
            Self::Column(key) => Some(key),
            Self::ExternalName => Some("name"),
            _ => None,
        }
    }

    fn max_characters(self) -> usize {
        match self.key() {
            Some("name" | "notes") => 255,
            _ => 32_000,
        }
    }
}

/// A value as Salesforce writes it: `true`, ISO days, plain numbers, choices with semicolons between them.
fn as_salesforce_writes(value: &Value) -> String {
    match value {
        Value::YesNo(yes) => yes.to_string(),
        Value::Set(members) => members.join(";"),
        other => other.to_string(),
    }
}

fn character_name(c: char) -> String {
    match c {
        '\t' => "a tab".to_owned(),
        '\r' => "a line break".to_owned(),
        other => format!("“{other}”"),
    }
}
