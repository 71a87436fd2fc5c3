//! The memory as lines of text, and back. One line is one fact, so that a line lost is one fact lost.

use crate::model::memory::{
    Answer, Baseline, Claim, ClaimKey, GivenApproval, HeardComment, HeardFile, Known, Memory, Open, Run, Sent, Subject,
};
use crate::model::report::Change;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Engagement(String),
    Run(Run),
    Highest(String, u32),
    Sent(String, Sent),
    Slug(String, String),
    File(HeardFile),
    Record(String, String, Known),
    #[serde(rename = "word")]
    Claim(ClaimKey, Claim),
    Open(Subject, Box<Open>),
    OneByOne(String),
    Approval(Subject, GivenApproval),
    Baseline(Baseline),
    Comment(HeardComment),
    Answer(String, String, Answer),
    Promised(String, String, String),
    Change(Change),
}

/// The memory as lines.
pub fn to_lines(memory: &Memory) -> Vec<String> {
    let mut lines = vec![Line::Engagement(memory.engagement.clone()), Line::Run(memory.run.clone())];
    lines.extend(memory.highest.iter().map(|(k, n)| Line::Highest(k.clone(), *n)));
    lines.extend(memory.sent.iter().map(|(k, s)| Line::Sent(k.clone(), s.clone())));
    lines.extend(memory.slugs.iter().map(|(k, s)| Line::Slug(k.clone(), s.clone())));
    lines.extend(memory.files.iter().map(|f| Line::File(f.clone())));
    for (sheet, records) in &memory.records {
        lines.extend(records.iter().map(|(key, known)| Line::Record(sheet.clone(), key.clone(), known.clone())));
    }
    lines.extend(memory.claims.iter().map(|(key, claim)| Line::Claim(key.clone(), claim.clone())));
    lines.extend(memory.open.iter().map(|(s, o)| Line::Open(s.clone(), Box::new(o.clone()))));
    lines.extend(memory.one_by_one.iter().map(|g| Line::OneByOne(g.clone())));
    lines.extend(memory.approvals.iter().map(|(s, a)| Line::Approval(s.clone(), a.clone())));
    lines.extend(memory.baseline.iter().map(|b| Line::Baseline(b.clone())));
    lines.extend(memory.comments.iter().map(|c| Line::Comment(c.clone())));
    lines.extend(memory.answers.iter().map(|((c, r), a)| Line::Answer(c.clone(), r.clone(), a.clone())));
    lines.extend(memory.promised.iter().map(|((s, n), id)| Line::Promised(s.clone(), n.clone(), id.clone())));
    lines.extend(memory.changes.iter().map(|c| Line::Change(c.clone())));
    // These types have string keys only and no numbers that JSON lacks, so writing them cannot fail.
    lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect()
}

/// The memory from its lines; gives the lines that could not be read as well.
pub fn from_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> (Memory, Vec<String>) {
    let (mut memory, mut unread) = (Memory::default(), Vec::new());
    for text in lines {
        match serde_json::from_str::<Line>(text) {
            Ok(line) => put(&mut memory, line),
            Err(_) => unread.push(text.to_owned()),
        }
    }
    (memory, unread)
}

fn put(memory: &mut Memory, line: Line) {
    match line {
        Line::Engagement(id) => memory.engagement = id,
        Line::Run(run) => memory.run = run,
        Line::Highest(key, n) => {
            memory.highest.insert(key, n);
        }
        Line::Sent(key, sent) => {
            memory.sent.insert(key, sent);
        }
        Line::Slug(key, slug) => {
            memory.slugs.insert(key, slug);
        }
        Line::File(file) => memory.files.push(file),
        Line::Record(sheet, key, known) => {
            memory.records.entry(sheet).or_default().insert(key, known);
        }
        Line::Claim(key, claim) => {
            memory.claims.insert(key, claim);
        }
        Line::Open(subject, open) => {
            memory.open.insert(subject, *open);
        }
        Line::OneByOne(group) => {
            memory.one_by_one.insert(group);
        }
        Line::Approval(subject, approval) => {
            memory.approvals.insert(subject, approval);
        }
        Line::Baseline(baseline) => memory.baseline = Some(baseline),
        Line::Comment(comment) => {
            memory.comments.insert(comment);
        }
        Line::Answer(copy, row, answer) => {
            memory.answers.insert((copy, row), answer);
        }
        Line::Promised(sheet, name, id) => {
            memory.promised.insert((sheet, name), id);
        }
        Line::Change(change) => memory.changes.push(change),
    }
}
