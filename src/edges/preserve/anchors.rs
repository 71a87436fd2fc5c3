//! The anchors of a drawing: each holds one chart, picture or shape, and says over which cells of its sheet it lies.

use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{TokenKind, Tokens};
use crate::model::page::{CHART_OF_ITEMS, CHART_OF_OWNERS, OWN_CHART};

/// The namespaces by which the anchors of slicers and timelines are told, which can't be preserved.
const LOST: [&str; 2] = ["/drawing/2010/slicer", "/drawing/2012/timeslicer"];

/// Whose an anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnchorOwner {
    /// A chart that prekick draws itself, and draws anew.
    Program,
    /// Something that a person put there.
    Person,
    /// Something that can't be preserved.
    NotPreserved,
}

/// The anchors of a drawing as they are written, and whose they are.
pub(super) fn anchors(package: &mut EditablePackage<'_>, part: &str) -> Vec<(String, AnchorOwner)> {
    let text = package.text(part).unwrap_or_default();
    let relations = package.relations(part);
    let all = all_anchors(&text).into_iter();
    all.map(|anchor| (anchor.to_owned(), owner_of(package, &relations, anchor))).collect()
}

fn all_anchors(text: &str) -> Vec<&str> {
    let mut tokens = Tokens::new(text);
    let (mut found, mut rooted) = (Vec::new(), false);
    loop {
        let rest = tokens.remaining();
        let Some(token) = tokens.next() else { return found };
        match token.kind {
            TokenKind::Start(_) if !rooted => rooted = true,
            TokenKind::Start(_) => {
                let inner = tokens.rest_of_element();
                found.extend(rest.get(..token.raw.len() + inner.len()));
            }
            _ => {}
        }
    }
}

/// Whose an anchor is. Some programs save prekick's charts under other names; then their titles and ranges tell.
fn owner_of(package: &mut EditablePackage<'_>, relations: &[Relation], anchor: &str) -> AnchorOwner {
    if LOST.iter().any(|what| anchor.contains(what)) {
        return AnchorOwner::NotPreserved;
    }
    if anchor.contains(&format!("name=\"{OWN_CHART}")) {
        return AnchorOwner::Program;
    }
    let leads_to = |r: &&Relation| r.kind() == "chart" && anchor.contains(&format!("\"{}\"", r.id));
    let chart = relations.iter().find(leads_to).and_then(|r| r.part.clone());
    let text = chart.and_then(|part| package.text(&part)).unwrap_or_default();
    let titled = [CHART_OF_ITEMS, CHART_OF_OWNERS].iter().any(|title| text.contains(&format!(">{title}<")));
    if titled && (text.contains(">Summary!") || text.contains(">'Summary'!")) {
        AnchorOwner::Program
    } else {
        AnchorOwner::Person
    }
}

fn without_lost(text: &str) -> String {
    let lost = |a: &&str| LOST.iter().any(|what| a.contains(what));
    all_anchors(text).into_iter().filter(lost).fold(text.to_owned(), |text, anchor| text.replacen(anchor, "", 1))
}

/// A drawing without the anchors that can't be preserved.
pub(super) fn without_lost_anchors(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => without_lost(&text).into_bytes(),
        Err(other) => other.into_bytes(),
    }
}
