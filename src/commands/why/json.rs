//! The provenance of a value in JSON.

use crate::commands::log_text::change_json;
use crate::edges::report_json;
use crate::model::shown_names::ShownNames;
use crate::model::value::Value;
use crate::steps::review::provenance::{CopyRecord, FieldProvenance, OpenQuestion, Provenance, ReturnStatus};
use serde_json::{Value as Json, json};

/// The answer of `prekick why --format json`.
pub fn provenance_json(engagement: &str, found: &Provenance, names: &ShownNames) -> Json {
    json!({
        "schema": "prekick.why/1", "engagement": engagement,
        "workbook": found.workbook, "sheet": found.sheet, "record": found.record, "name": found.name,
        "living": found.is_living, "parts": found.fields.iter().map(|part| field_json(part, names)).collect::<Vec<_>>(),
        "workbook_title": names.workbook(&found.workbook),
    })
}

fn field_json(part: &FieldProvenance, names: &ShownNames) -> Json {
    let title = part.field.as_ref().map(|_| &part.title);
    let typed = part.typed.iter();
    let typed = typed.map(
        |c| json!({"from": c.from.to_report(), "to": c.to.to_report(), "source": report_json::place(Some(&c.source))}),
    );
    let decided = part.decided.iter().map(|row| {
        json!({
            "id": row.id, "date": row.date, "was_wrong": row.message, "master": row.master, "options": row.options,
            "decision": row.decision, "my_value": row.my_value, "note": row.note, "result": row.result,
        })
    });
    json!({
        "field": part.field, "title": title, "master": part.master.to_report(),
        "place": report_json::place(part.place.as_ref()),
        "typed": typed.collect::<Vec<_>>(),
        "copies": part.copies.iter().map(|copy| copy_json(copy, names)).collect::<Vec<_>>(),
        "changes": part.changes.iter().map(change_json).collect::<Vec<_>>(),
        "open": part.open.as_ref().map(|asked| open_json(asked, names)),
        "decisions": decided.collect::<Vec<_>>(),
    })
}

fn copy_json(copy: &CopyRecord, names: &ShownNames) -> Json {
    let returned = copy.returned.as_ref();
    json!({
        "copy": copy.copy, "by": copy.by, "sent_on": copy.sent_on,
        "base": copy.base.as_ref().map(Value::to_report),
        "returned": returned.map(|claim| json!({
            "value": claim.wording().map_or_else(|| claim.value.to_report(), Json::from),
            "source": report_json::place(Some(&claim.place)),
        })),
        "standing": copy.status.word(),
        "name": names.person(&copy.by),
        "decision": match &copy.status { ReturnStatus::Decided(id) => Some(id), _ => None },
    })
}

fn open_json(asked: &OpenQuestion, names: &ShownNames) -> Json {
    let question = &asked.question;
    let options = question.candidates.iter().map(|c| {
        let mut option = report_json::candidate(c, names);
        if let Some(object) = option.as_object_mut() {
            object.insert("option".into(), c.letters().into());
            object.insert("refused".into(), c.refused.into());
        }
        option
    });
    json!({
        "id": asked.id, "code": asked.code, "message": asked.message, "since": question.since,
        "master": question.master.to_report(), "options": options.collect::<Vec<_>>(),
    })
}
