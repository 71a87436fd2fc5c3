//! The anchors of a drawing: each holds one chart, picture or shape, and says over which cells of its sheet it lies.

use crate::edges::ooxml::Relation;
use crate::edges::ooxml::editable::EditablePackage;
use crate::edges::ooxml::tokens::{TokenKind, Tokens};
use crate::model::page::{CHART_OF_ITEMS, CHART_OF_OWNERS, OWN_CHART};

/// What the drawing of a slicer or a timeline says that it is.
const LOST: [&str; 2] = ["/drawing/2010/slicer", "/drawing/2012/timeslicer"];

/// Whose an anchor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// A chart that prekick draws itself, and draws anew.
    Ours,
    /// Something of people's.
    People,
    /// Something that can't be carried.
    Lost,
}

/// The anchors of a drawing as they stand, and whose they are.
pub(super) fn anchors(package: &mut EditablePackage<'_>, part: &str) -> Vec<(String, Whose)> {
    let text = package.text(part).unwrap_or_default();
    let relations = package.relations(part);
    let all = all_anchors(&text).into_iter();
    all.map(|anchor| (anchor.to_owned(), whose(package, &relations, anchor))).collect()
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

/// Some programs save prekick's charts under other names; their titles and what they show tell them.
fn whose(package: &mut EditablePackage<'_>, relations: &[Relation], anchor: &str) -> Whose {
    if LOST.iter().any(|what| anchor.contains(what)) {
        return Whose::Lost;
    }
    if anchor.contains(&format!("name=\"{OWN_CHART}")) {
        return Whose::Ours;
    }
    let leads_to = |r: &&Relation| r.kind() == "chart" && anchor.contains(&format!("\"{}\"", r.id));
    let chart = relations.iter().find(leads_to).and_then(|r| r.part.clone());
    let text = chart.and_then(|part| package.text(&part)).unwrap_or_default();
    let titled = [CHART_OF_ITEMS, CHART_OF_OWNERS].iter().any(|title| text.contains(&format!(">{title}<")));
    if titled && (text.contains(">Summary!") || text.contains(">'Summary'!")) { Whose::Ours } else { Whose::People }
}

fn without_lost(text: &str) -> String {
    let lost = |a: &&str| LOST.iter().any(|what| a.contains(what));
    all_anchors(text).into_iter().filter(lost).fold(text.to_owned(), |text, anchor| text.replacen(anchor, "", 1))
}

/// A drawing of a sheet that is carried whole, without what can't be carried.
pub(super) fn without_lost_anchors(bytes: Vec<u8>) -> Vec<u8> {
    match String::from_utf8(bytes) {
        Ok(text) => without_lost(&text).into_bytes(),
        Err(other) => other.into_bytes(),
    }
}
