//! `prekick why`: where a value of the master comes from.

use super::engagement::folder::{Folder, Loaded, load};
use super::engagement::read_files::read_files;
use super::exit::Ended;
use super::log::{change, short, shown, whole_log};
use super::output::Voice;
use crate::cli::{Global, WhyArgs};
use crate::edges::{disk, report_json};
use crate::model::decision_row::DecisionRow;
use crate::model::logged_change::LoggedChange;
use crate::model::place::Place;
use crate::model::value::Value;
use crate::steps::ingest::IngestedWorkbook;
use crate::steps::review::locate::find_target;
use crate::steps::review::provenance::{
    CopyRecord, FieldProvenance, OpenQuestion, Provenance, ProvenanceSources, Standing, provenance,
};
use anyhow::anyhow;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

/// `prekick why`
pub fn why(global: &Global, args: &WhyArgs, _today: Date, voice: &mut Voice) -> anyhow::Result<Ended> {
    let loaded = load(Folder::find(global)?, false)?;
    let target = find_target(&loaded.master, &loaded.workbook, &args.what).map_err(|why| anyhow!("{why}"))?;
    let workbook = loaded.master.sheet(&target.sheet).map(|s| s.sheet.workbook.clone()).unwrap_or_default();
    let (log, sent) = (whole_log(&loaded), as_sent(&loaded, &workbook));
    let sources = ProvenanceSources {
        master: &loaded.master,
        workbook: &loaded.workbook,
        typed: &loaded.typed,
        log: &log,
        sent: &sent,
    };
    let found = provenance(sources, &target).ok_or_else(|| anyhow!("“{}” names no record.", args.what))?;
    if voice.json() {
        voice.answer_json(&as_json(&loaded, &found));
    } else {
        tell(&found, voice);
    }
    Ok(Ended::Done)
}

/// What the copies of a workbook were sent, where the files in outbox/ still hold it.
fn as_sent(loaded: &Loaded, workbook: &str) -> Vec<(String, IngestedWorkbook)> {
    let copies = loaded.master.memory.sent.iter().filter(|(_, s)| s.workbook == workbook);
    let paths = copies.map(|(copy, _)| loaded.folder.outbox().join(format!("{copy}.xlsx")));
    let there: Vec<_> = paths.filter(|p| disk::exists(p)).collect();
    // A file of outbox/ is its own base, unless somebody changed it.
    let read = read_files(loaded, &there, None).files.into_iter();
    read.filter_map(|file| Some((file.copy, file.base?.1))).collect()
}

fn tell(found: &Provenance, voice: &Voice) {
    let gone = if found.is_living { "" } else { ", which is not in the master any more" };
    let (whole, fields): (Vec<&FieldProvenance>, Vec<&FieldProvenance>) =
        found.fields.iter().partition(|p| p.field.is_none());
    // Of a whole record, a copy that said nothing about a field is not named at every field.
    let brief = fields.len() != 1;
    voice.answer(&format!("{} {} “{}”{gone}", found.sheet, found.record, found.name));
    for part in fields {
        tell_field(part, found, brief, voice);
    }
    for part in whole.into_iter().filter(|p| brief || !p.is_empty()) {
        voice.answer("\nThe record as a whole");
        tell_part(part, !brief, voice);
    }
}

fn tell_field(part: &FieldProvenance, found: &Provenance, brief: bool, voice: &Voice) {
    let place = part.place.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
    let space = if brief { "" } else { "\n" };
    if !found.is_living {
        voice.answer(&format!("{space}{}", part.title));
    } else if brief {
        let cell = part.place.as_ref().and_then(|p| p.cell.as_ref()).map(|c| format!(" ({c})"));
        voice.answer(&format!("{}{}: {}", part.title, cell.unwrap_or_default(), said(&part.master)));
    } else {
        voice.answer(&format!("{space}{}: the master holds {}{place}.", part.title, said(&part.master)));
    }
    tell_part(part, brief, voice);
}

fn tell_part(part: &FieldProvenance, brief: bool, voice: &Voice) {
    for change in &part.typed {
        let (from, to) = (said(&change.from), said(&change.to));
        let note = "typed in the master since the last run; the next one takes it over";
        voice.answer(&format!("  {from} → {to}: {note} ({})", change.source));
    }
    for given in part.copies.iter().filter(|given| !brief || given.returned.is_some()) {
        voice.answer(&format!("  {}", of_copy(given)));
    }
    part.changes.iter().for_each(|line| voice.answer(&format!("  {}", of_line(line))));
    for line in &part.decided {
        voice.answer(&format!("  {}", of_decision(line)));
    }
    if let Some(asked) = &part.open {
        tell_open(asked, voice);
    }
}

/// `ada-park was sent “Open” and gave back “Closed” (inbox/…): decided with D-0001.`
fn of_copy(given: &CopyRecord) -> String {
    let sent = match (&given.base, &given.sent_on) {
        (Some(base), Some(date)) => format!("was sent {} on {date}", said(base)),
        (None, Some(date)) => format!("was sent it on {date}"),
        (_, None) => "was sent nothing".to_owned(),
    };
    let back = given.returned.as_ref().map(|returned| {
        let what = returned.wording().map_or_else(|| said(&returned.value), ToOwned::to_owned);
        format!(" and gave back {what} ({})", returned.place)
    });
    let standing = match &given.standing {
        Standing::NotBack => "it has not come back".to_owned(),
        Standing::Unchanged if given.base.is_none() => "it came back".to_owned(),
        Standing::Unchanged => "it came back unchanged".to_owned(),
        Standing::Open => "waits for a decision".to_owned(),
        Standing::Decided(id) => format!("decided with {id}"),
        Standing::Applied => "applied".to_owned(),
        Standing::Heard => "heard, and proposes nothing any more".to_owned(),
    };
    format!("{} {sent}{}: {standing}. [{}]", given.by, back.unwrap_or_default(), given.copy)
}

fn of_line(line: &LoggedChange) -> String {
    let by = if line.by.is_empty() { String::new() } else { format!(", by {}", line.by) };
    let place = Place {
        file: (!line.file.is_empty()).then(|| line.file.clone()),
        sheet: (!line.source_sheet.is_empty()).then(|| line.source_sheet.clone()),
        cell: (!line.cell.is_empty()).then(|| line.cell.clone()),
    };
    let place = if place == Place::default() { String::new() } else { format!(" ({place})") };
    let (from, to) = (shown(&line.from), shown(&line.to));
    format!("{}: {from} → {to}, {}{by}{place} [run {}]", line.date, line.reason, short(&line.run))
}

/// A row of the Decisions sheet.
fn of_decision(row: &DecisionRow) -> String {
    let decision = if row.decision.is_empty() { String::new() } else { format!(" “{}”", row.decision) };
    let beside = [("My value", &row.my_value), ("Note", &row.note)];
    let beside = beside.iter().filter(|(_, text)| !text.is_empty());
    let beside: String = beside.map(|(title, text)| format!(", {title} “{text}”")).collect();
    let DecisionRow { id, date, result, .. } = row;
    let (master, options) = (shown(&row.master), row.options.replace('\n', " "));
    format!("{date}: {id} ended{decision}{beside} ({result}); it showed {master} in the master and {options}")
}

fn tell_open(asked: &OpenQuestion, voice: &Voice) {
    let question = &asked.question;
    voice.answer(&format!("  {} is open since {} ({}): {}", asked.id, question.since, asked.code, asked.message));
    for candidate in &question.candidates {
        let by: Vec<String> = candidate.givers.iter().map(|g| format!("{} ({})", g.by, g.place)).collect();
        let refused = if candidate.refused { "; the column refuses it" } else { "" };
        voice.answer(&format!(
            "    Take {}: {}, {}{refused}",
            candidate.letters(),
            said(&candidate.value),
            by.join(", ")
        ));
    }
    voice.answer(&format!("    Decide on the sheet Discrepancies, or with prekick decide {} --keep", asked.id));
}

fn said(value: &Value) -> String {
    shown(&value.to_string())
}

fn as_json(loaded: &Loaded, found: &Provenance) -> Json {
    json!({
        "schema": "prekick.why/1", "engagement": loaded.engagement.name,
        "workbook": found.workbook, "sheet": found.sheet, "record": found.record, "name": found.name,
        "living": found.is_living, "parts": found.fields.iter().map(part).collect::<Vec<_>>(),
    })
}

fn part(part: &FieldProvenance) -> Json {
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
        "copies": part.copies.iter().map(copy).collect::<Vec<_>>(),
        "changes": part.changes.iter().map(change).collect::<Vec<_>>(),
        "open": part.open.as_ref().map(open),
        "decisions": decided.collect::<Vec<_>>(),
    })
}

fn copy(given: &CopyRecord) -> Json {
    let returned = given.returned.as_ref();
    json!({
        "copy": given.copy, "by": given.by, "sent_on": given.sent_on,
        "base": given.base.as_ref().map(Value::to_report),
        "returned": returned.map(|claim| json!({
            "value": claim.wording().map_or_else(|| claim.value.to_report(), Json::from),
            "source": report_json::place(Some(&claim.place)),
        })),
        "standing": given.standing.word(),
        "decision": match &given.standing { Standing::Decided(id) => Some(id), _ => None },
    })
}

fn open(asked: &OpenQuestion) -> Json {
    let question = &asked.question;
    let options = question.candidates.iter().map(|c| {
        let mut option = report_json::candidate(c);
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
