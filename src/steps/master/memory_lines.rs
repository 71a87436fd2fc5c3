//! The memory as lines of text, and back. One line is one fact, so that a line lost is one fact lost.

use crate::model::memory::{
    Answer, Baseline, Claim, ClaimKey, GivenApproval, HeardComment, HeardFile, Known, Memory, Open, Run, Sent, Subject,
};
use crate::model::report::Change;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum MemoryLine {
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
    let mut lines = vec![MemoryLine::Engagement(memory.engagement.clone()), MemoryLine::Run(memory.run.clone())];
    lines.extend(memory.highest.iter().map(|(k, n)| MemoryLine::Highest(k.clone(), *n)));
    lines.extend(memory.sent.iter().map(|(k, s)| MemoryLine::Sent(k.clone(), s.clone())));
    lines.extend(memory.slugs.iter().map(|(k, s)| MemoryLine::Slug(k.clone(), s.clone())));
    lines.extend(memory.files.iter().map(|f| MemoryLine::File(f.clone())));
    for (sheet, records) in &memory.records {
        lines.extend(records.iter().map(|(key, known)| MemoryLine::Record(sheet.clone(), key.clone(), known.clone())));
    }
    lines.extend(memory.claims.iter().map(|(key, claim)| MemoryLine::Claim(key.clone(), claim.clone())));
    lines.extend(memory.open.iter().map(|(s, o)| MemoryLine::Open(s.clone(), Box::new(o.clone()))));
    lines.extend(memory.one_by_one.iter().map(|g| MemoryLine::OneByOne(g.clone())));
    lines.extend(memory.approvals.iter().map(|(s, a)| MemoryLine::Approval(s.clone(), a.clone())));
    lines.extend(memory.baseline.iter().map(|b| MemoryLine::Baseline(b.clone())));
    lines.extend(memory.comments.iter().map(|c| MemoryLine::Comment(c.clone())));
    lines.extend(memory.answers.iter().map(|((c, r), a)| MemoryLine::Answer(c.clone(), r.clone(), a.clone())));
    lines.extend(memory.promised.iter().map(|((s, n), id)| MemoryLine::Promised(s.clone(), n.clone(), id.clone())));
    lines.extend(memory.changes.iter().map(|c| MemoryLine::Change(c.clone())));
    // These types have string keys only and no numbers that JSON lacks, so writing them cannot fail.
    lines.iter().filter_map(|line| serde_json::to_string(line).ok()).collect()
}

/// The memory from its lines; gives the lines that could not be read as well.
pub fn from_lines<'a>(lines: impl IntoIterator<Item = &'a str>) -> (Memory, Vec<String>) {
    let (mut memory, mut unread) = (Memory::default(), Vec::new());
    for text in lines {
        match serde_json::from_str::<MemoryLine>(text) {
            Ok(line) => put(&mut memory, line),
            Err(_) => unread.push(text.to_owned()),
        }
    }
    (memory, unread)
}

fn put(memory: &mut Memory, line: MemoryLine) {
    match line {
        MemoryLine::Engagement(id) => memory.engagement = id,
        MemoryLine::Run(run) => memory.run = run,
        MemoryLine::Highest(key, n) => {
            memory.highest.insert(key, n);
        }
        MemoryLine::Sent(key, sent) => {
            memory.sent.insert(key, sent);
        }
        MemoryLine::Slug(key, slug) => {
            memory.slugs.insert(key, slug);
        }
        MemoryLine::File(file) => memory.files.push(file),
        MemoryLine::Record(sheet, key, known) => {
            memory.records.entry(sheet).or_default().insert(key, known);
        }
        MemoryLine::Claim(key, claim) => {
            memory.claims.insert(key, claim);
        }
        MemoryLine::Open(subject, open) => {
            memory.open.insert(subject, *open);
        }
        MemoryLine::OneByOne(group) => {
            memory.one_by_one.insert(group);
        }
        MemoryLine::Approval(subject, approval) => {
            memory.approvals.insert(subject, approval);
        }
        MemoryLine::Baseline(baseline) => memory.baseline = Some(baseline),
        MemoryLine::Comment(comment) => {
            memory.comments.insert(comment);
        }
        MemoryLine::Answer(copy, row, answer) => {
            memory.answers.insert((copy, row), answer);
        }
        MemoryLine::Promised(sheet, name, id) => {
            memory.promised.insert((sheet, name), id);
        }
        MemoryLine::Change(change) => memory.changes.push(change),
    }
}
