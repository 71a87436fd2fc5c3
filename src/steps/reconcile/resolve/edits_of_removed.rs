//! Records that the delivery team removed and a copy edited.

use crate::model::code::Code;
use crate::model::finding::{Action, Contributor};
use crate::model::keys::FieldKey;
use crate::model::memory::{Claim, ClaimKey, ClaimKind, KnownRecord, Pending, Subject};
use crate::model::report::Change;
use crate::model::state::Record;
use crate::model::table::{natural_words, titled_values};
use crate::model::value::Value;
use crate::steps::reconcile::decisions::picks::{Resolution, resolve_by_pick};
use crate::steps::reconcile::discrepancies::ask::{Asking, ask};
use crate::steps::reconcile::discrepancies::close::record_line;
use crate::steps::reconcile::resolve::record_options::{decided, lettered_options};
use crate::steps::reconcile::resolving::Resolving;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Records that the delivery team removed and a copy edited.
pub fn resolve_edits_of_removed(run: &mut Resolving<'_, '_>) {
    let mut edits: BTreeMap<Subject, Vec<(ClaimKey, Claim)>> = BTreeMap::new();
    for (key, claim) in run.working.master.memory.claims.iter().filter(|(_, w)| w.open && w.kind == ClaimKind::Value) {
        let known = run.working.master.memory.records.get(&key.subject.sheet).and_then(|m| m.get(&key.subject.record));
        if run.working.master.record(&key.subject).is_none() && known.is_some() {
            let whole = Subject { field: FieldKey::default(), ..key.subject.clone() };
            edits.entry(whole).or_default().push((key.clone(), claim.clone()));
        }
    }
    for (subject, claims) in edits {
        edited_though_gone(run, &subject, &claims);
    }
}

fn edited_though_gone(run: &mut Resolving<'_, '_>, subject: &Subject, claims: &[(ClaimKey, Claim)]) {
    let mut contributors: Vec<Contributor> = claims
        .iter()
        .map(|(k, w)| Contributor { by: w.by.clone(), copy: k.copy.clone(), place: w.place.clone() })
        .collect();
    contributors.sort();
    contributors.dedup_by(|a, b| a.copy == b.copy);
    let of = |(key, claim): &(ClaimKey, Claim)| {
        let by = run.working.master.name_of_recipient(&claim.by);
        format!("{} “{}” by {by}", run.working.master.title_of_field(&key.subject), claim.value.shown())
    };
    let said: Vec<String> = claims.iter().map(of).collect();
    let text = format!("the record with the edits: {}", said.join("; "));
    let options = vec![(Action::KeepEdited, text.as_str()), (Action::Remove, "it stays removed")];
    let candidates = lettered_options(run.shown.get(subject), options, &contributors);
    let known = run
        .working
        .master
        .memory
        .records
        .get(&subject.sheet)
        .and_then(|m| m.get(&subject.record))
        .cloned()
        .unwrap_or_default();
    match resolve_by_pick(run, subject, &candidates, &Value::Empty, None) {
        Resolution::Take(c) if c.action == Action::KeepEdited => {
            restore(run, subject, &known);
            record_line(run, subject, "the record is back");
        }
        Resolution::Take(_) | Resolution::Keep => {
            for (key, _) in claims {
                run.working.close_claims(&key.subject);
            }
            record_line(run, subject, "the record stays removed");
        }
        Resolution::Set(_) => {}
        Resolution::Ask(about_pick) => {
            let message =
                format!("{} was removed from the master, and a copy edited it: {}.", known.id, said.join("; "));
            let pending = Pending { message: message.clone(), natural_key: known.id.clone(), ..Pending::default() };
            let asking = Asking {
                subject: subject.clone(),
                code: Code::ConflictRemovedAndEdited,
                message,
                master: Value::Empty,
                sent: Value::Empty,
                candidates,
                pending: Some(pending),
                about_pick,
            };
            ask(run, asking);
        }
    }
}

fn restore(run: &mut Resolving<'_, '_>, subject: &Subject, known: &KnownRecord) {
    let Some(state) = run.working.master.sheet_mut(&subject.sheet) else { return };
    let sheet = Arc::clone(&state.sheet);
    let mut values: Vec<Value> =
        sheet.columns.iter().map(|c| known.values.get(&c.key).cloned().unwrap_or_default()).collect();
    if let Some(slot) = sheet.position("id").and_then(|i| values.get_mut(i)) {
        *slot = Value::text(known.id.clone());
    }
    let name = Value::text(natural_words(&sheet, &values));
    let held = titled_values(&sheet, &values);
    let record = Record { id: known.id.clone(), values, origins: known.origins.clone(), ..Record::default() };
    state.records.insert(subject.record.clone(), record);
    if let Some(k) = run.working.master.memory.records.get_mut(&subject.sheet).and_then(|m| m.get_mut(&subject.record))
    {
        k.gone = false;
    }
    let pick = run.picks.get(subject).map(|p| (p.pick.id.clone(), p.pick.place.clone())).unwrap_or_default();
    run.working.changes.push(Change {
        workbook: sheet.workbook.clone(),
        sheet: sheet.title.clone(),
        record: known.id.clone(),
        field: None,
        from: Value::Empty,
        to: name,
        reason: decided(&pick.0, "brought back"),
        by: "master".into(),
        source: pick.1,
        values: held,
    });
}
