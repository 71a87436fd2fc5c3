//! Collecting claims: what each file says that its copy has not said before.
//!
//! In: the returned files. Out: claims and answers in the memory of the working master, rows about which a person must say
//! what they are, and findings. A file that was read in an earlier run claims nothing new; of several files of one copy the
//! newer one counts.

pub mod answers;
pub mod collecting;
mod persons_known_by_now;
pub mod rows;
mod saved_by;
pub mod supersede;
pub mod types;

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::keys::CopyId;
use crate::model::memory::{Claim, ClaimKey, HeardComment, HeardFile, OpenDiscrepancy, Pending, Subject};
use crate::model::memory_keys::claimant_of_file;
use crate::model::place::Place;
use crate::model::report::{FileStatus, SourceFile};
use crate::model::state::{OwnNote, RecordField};
use crate::model::value::Value;
use crate::steps::ingest::incoming::Incoming;
use crate::steps::reconcile::claims::collecting::{Collecting, Intake};
use crate::steps::reconcile::claims::types::{
    FileClaims, ObservedAnswer, ObservedValue, is_claimant_of, is_older, sender,
};
use crate::steps::reconcile::context::Context;
use crate::steps::reconcile::resolving::OpenBySubject;
use crate::steps::reconcile::working::{Working, claims_about};
use std::collections::{BTreeMap, BTreeSet};

/// Takes what each file says, copy by copy, into the memory of the working master.
pub fn collect(context: &Context<'_>, shown: &OpenBySubject, working: &mut Working, files: &[Incoming]) -> Intake {
    persons_known_by_now::recognise_persons(working, &context.people);
    let mut ahead = rows::match_ahead(&working.record_indexes, files).into_iter();
    let mut run = Collecting { context, shown, working, intake: Intake::default() };
    let mut at = 0;
    while let Some(first) = files.get(at) {
        let end = files.iter().skip(at).take_while(|f| f.copy == first.copy).count() + at;
        if let Some(group) = files.get(at..end) {
            collect_copy(&mut run, group, ahead.by_ref().take(group.len()));
        }
        at = end;
    }
    run.intake
}

/// Takes the claims of the files of one copy. A file that was read before claims nothing new; equal files count once;
/// several new files are put in order where there is one.
fn collect_copy(
    run: &mut Collecting<'_, '_>,
    files: &[Incoming],
    ahead: impl Iterator<Item = Vec<Option<rows::MatchedAhead>>>,
) {
    let mut digests: BTreeSet<&str> = BTreeSet::new();
    let mut fresh: Vec<(&Incoming, FileClaims)> = Vec::new();
    for (file, ahead) in files.iter().zip(ahead) {
        let known = run.working.master.memory.files.iter().any(|f| f.copy == file.copy && f.digest == file.digest);
        let again = known || !digests.insert(&file.digest);
        let claims = rows::collect_claims(run, file, again, ahead);
        run.intake.findings.extend(file.findings.iter().cloned());
        run.intake.findings.extend(saved_by::saved_by_somebody_else(run, file));
        run.intake.findings.extend(saved_by::sent_by_somebody_else(run, file));
        run.intake.findings.extend(claims.findings.iter().cloned());
        keep_comments(run, file, &claims.comments);
        if again {
            answers::report_late_answers(run, file, &claims.answers);
            let filled = claims.filled;
            source(run, file, FileStatus::Unchanged, filled, 0);
        } else {
            fresh.push((file, claims));
        }
    }
    let ordered = order(&mut fresh);
    let mut earlier: Vec<&Incoming> = Vec::new();
    // Each older file, with the newest one that took its place.
    let mut replaced: BTreeMap<String, &Incoming> = BTreeMap::new();
    for (n, (file, claims)) in fresh.iter().enumerate() {
        let claimant = if ordered || n == 0 { file.copy.clone() } else { claimant_of_file(&file.copy, &file.digest) };
        let answered = answers::take_answers(run, file, &claimant, &claims.answers, ordered);
        let taken = take_claims(run, file, &claimant, claims, ordered || n == 0);
        rows::ask_rows(run, file, &claimant, &claims.rows);
        let changed = claims.values.iter().filter(|s| s.value != s.sent).count() + claims.rows.len() + answered;
        source(
            run,
            file,
            if changed == 0 { FileStatus::Unchanged } else { FileStatus::Merged },
            claims.filled,
            changed,
        );
        let of_another = claims.rows.iter().any(|r| r.code == Code::RowKeyMismatch);
        if taken && ordered && !of_another {
            replaced.extend(older_files(run, file, files, &earlier).into_iter().map(|name| (name, *file)));
        }
        earlier.push(file);
        remember_file(run, file);
    }
    for (name, by) in replaced {
        report_replaced(run, &name, by);
    }
}

/// Each comment becomes a note on the record's cell in the master, once: people may delete it there.
fn keep_comments(run: &mut Collecting<'_, '_>, file: &Incoming, comments: &[HeardComment]) {
    for comment in comments {
        let subject = &comment.subject;
        let Some(state) = run.working.master.sheets.iter_mut().find(|s| s.sheet.key == subject.sheet) else { continue };
        if !state.records.contains_key(&subject.record) || !run.working.master.memory.comments.insert(comment.clone()) {
            continue;
        }
        let by = if comment.author.trim().is_empty() { sender(file) } else { comment.author.clone() };
        let name = file.file.rsplit('/').next().unwrap_or(&file.file);
        let line = format!("{by} ({name}): {}", comment.text);
        let at = RecordField { record: subject.record.clone(), field: subject.field.clone() };
        let text = &mut state.notes.entry(at).or_insert_with(|| OwnNote { author: by, text: String::new() }).text;
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line);
    }
}

fn source(run: &mut Collecting<'_, '_>, file: &Incoming, status: FileStatus, rows: usize, changed_cells: usize) {
    run.intake.sources.push(SourceFile {
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        workbook: file.identity.workbook.clone(),
        recipient: file.identity.recipient.clone(),
        copy: file.identity.copy.clone(),
        base: file.base.as_ref().map(|(path, _)| path.clone()),
        status,
        rows,
        changed_cells,
    });
}

fn remember_file(run: &mut Collecting<'_, '_>, file: &Incoming) {
    run.working.master.memory.files.push(HeardFile {
        copy: file.copy.clone(),
        digest: file.digest.clone(),
        file: file.file.clone(),
        sha256: file.sha256.clone(),
        saved_at: file.saved_at.clone(),
        date: run.context.today.to_string(),
    });
}

/// Puts several new files of one copy in order, oldest first; says whether there is one. A file is newer if it says all
/// that the older one does, and more; files about the same are ordered by when they were saved.
fn order(files: &mut [(&Incoming, FileClaims)]) -> bool {
    if files.len() < 2 {
        return true;
    }
    let subjects = |file: &Incoming, claims: &FileClaims| -> BTreeSet<Subject> {
        let rows = claims.rows.iter().map(|r| Subject::waiting_row(&r.sheet.key, r.key.as_str(), &file.copy));
        let answers = claims.answers.iter().filter(|a| !a.is_empty()).map(ObservedAnswer::identity);
        let said = claims.values.iter().filter(|s| s.value != s.sent).map(|s| s.subject.clone());
        said.chain(rows).chain(answers).collect()
    };
    files.sort_by_cached_key(|(f, s)| (subjects(f, s).len(), f.saved_at.clone(), f.digest.clone()));
    files.windows(2).all(|pair| match pair {
        [(old, a), (new, b)] => {
            let (a, b) = (subjects(old, a), subjects(new, b));
            let times = old.saved_at.as_ref().zip(new.saved_at.as_ref());
            let not_earlier = times.is_none_or(|(o, n)| o <= n);
            let later = times.is_some_and(|(o, n)| o < n);
            a.is_subset(&b) && not_earlier && (a != b || later)
        }
        _ => true,
    })
}

/// Takes the claims of a file as its copy's. Gives whether the file took the place of the copy's older files.
fn take_claims(
    run: &mut Collecting<'_, '_>,
    file: &Incoming,
    claimant: &CopyId,
    claims: &FileClaims,
    ordered: bool,
) -> bool {
    let last = last_claims(run, &file.copy, claims);
    let was_returned_before = run.working.master.memory.files.iter().any(|f| f.copy == file.copy);
    let goes_back =
        |s: &ObservedValue| last.get(&s.subject).is_some_and(|w| s.value == s.sent && !w.contains(&s.value));
    let begun_again = ordered && claims.values.iter().any(goes_back);
    let older = ordered && was_returned_before && is_older(&run.working.master, file);
    let mut held: Vec<(ClaimKey, Claim)> = Vec::new();
    for said in &claims.values {
        let known = last.get(&said.subject);
        let news = match known {
            Some(words) => !words.contains(&said.value),
            None => said.value != said.sent,
        };
        if !news {
            continue;
        }
        let word = claim_of(run, file, claimant, said);
        match known {
            Some(_) if begun_again || older => held.push(word),
            Some(_) if ordered => run.replace(&file.copy, word),
            _ => run.put(word),
        }
    }
    let suspicious = begun_again || older;
    if !held.is_empty() {
        ask_which_is_newer(run, file, held, older);
    }
    !suspicious && was_returned_before
}

/// The last values that a copy claimed, by subject: several where files of the copy could not be put in order.
fn last_claims(run: &Collecting<'_, '_>, copy: &CopyId, claims: &FileClaims) -> BTreeMap<Subject, Vec<Value>> {
    let mut out: BTreeMap<Subject, Vec<Value>> = BTreeMap::new();
    for said in &claims.values {
        let words = claims_about(&run.working.master, &said.subject).filter(|(c, _)| is_claimant_of(c, copy));
        let values: Vec<Value> = words.map(|(_, w)| w.value.clone()).collect();
        if !values.is_empty() {
            out.insert(said.subject.clone(), values);
        }
    }
    out
}

fn claim_of(run: &Collecting<'_, '_>, file: &Incoming, claimant: &CopyId, said: &ObservedValue) -> (ClaimKey, Claim) {
    let key = ClaimKey { subject: said.subject.clone(), copy: claimant.clone() };
    let closed =
        claims_about(&run.working.master, &said.subject).find(|(c, w)| is_claimant_of(c, &file.copy) && !w.open);
    let base = closed.map_or_else(|| said.sent.clone(), |(_, w)| w.value.clone());
    let by = file.identity.recipient.clone().unwrap_or_else(|| file.copy.to_string());
    let word = Claim {
        value: said.value.clone(),
        base,
        kind: said.kind,
        by,
        place: said.place.clone(),
        issue: said.issue.clone(),
        open: true,
    };
    (key, word)
}

/// The files of this run whose place a file takes: earlier ones of the same run, and those of earlier runs.
fn older_files(run: &Collecting<'_, '_>, file: &Incoming, files: &[Incoming], earlier: &[&Incoming]) -> Vec<String> {
    let here = |digest: &str| files.iter().find(|f| f.digest == digest && f.file != file.file);
    let known = run.working.master.memory.files.iter().filter(|f| f.copy == file.copy);
    let known = known.filter_map(|f| Some(here(&f.digest)?.file.clone()));
    earlier.iter().map(|f| f.file.clone()).chain(known).collect()
}

fn report_replaced(run: &mut Collecting<'_, '_>, name: &str, by: &Incoming) {
    let message = format!("{} took the place of this older file of the same copy.", by.file);
    let mut finding = Finding::new(Code::FileReplaced, message).at(Place::file(name));
    finding.workbook.clone_from(&by.identity.workbook);
    run.intake.findings.push(finding);
}

/// Asks whether a file is newer than the last one of its copy.
fn ask_which_is_newer(run: &mut Collecting<'_, '_>, file: &Incoming, held: Vec<(ClaimKey, Claim)>, older: bool) {
    let subject = Subject::file(&file.copy, &file.digest);
    let why = if older {
        "was saved before the last file that was heard of this copy"
    } else {
        "holds as sent what an earlier file of this copy had changed"
    };
    let shown: Vec<String> = held.iter().map(|(k, w)| describe_held(run, k, w)).collect();
    let message = format!(
        "This file {why}: it may be older, or begun again from the original. {}: {}.",
        crate::model::text::count(held.len(), "value waits", "values wait"),
        shown.join("; ")
    );
    let by = file.identity.recipient.clone().unwrap_or_else(|| file.copy.to_string());
    let pending = Pending {
        copy: file.copy.clone(),
        by,
        place: Place::file(&file.file),
        claims: held,
        message: message.clone(),
        ..Pending::default()
    };
    let open = OpenDiscrepancy {
        code: Code::FileOrder,
        question: crate::model::finding::Question::default(),
        next_letter: 0,
        pending: Some(pending),
        members: Vec::new(),
        message,
        written: None,
        not_applied: String::new(),
    };
    run.working.master.memory.open.insert(subject, open);
}

fn describe_held(run: &Collecting<'_, '_>, key: &ClaimKey, word: &Claim) -> String {
    let master = &run.working.master;
    format!("{} {}: {}", master.id_of(&key.subject), master.title_of_field(&key.subject), word.value.shown())
}
