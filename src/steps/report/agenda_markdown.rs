//! The agenda of a meeting as Markdown.

use super::markdown::markdown_text;
use crate::model::agenda::{Agenda, AgendaPoint, AgendaTopic};

/// The Markdown.
pub fn agenda_markdown(agenda: &Agenda) -> String {
    let mut out = vec![format!("# {}", markdown_text(&agenda.title())), markdown_text(&agenda.engagement)];
    let about = agenda.about.iter().map(|a| format!("- {}: {}", markdown_text(&a.title), markdown_text(&a.text)));
    out.push(about.collect::<Vec<_>>().join("\n"));
    out.extend(agenda.topics.iter().map(topic_part));
    if agenda.topics.is_empty() {
        out.push("Nothing is open.".to_owned());
    }
    out.retain(|part| !part.is_empty());
    out.join("\n\n") + "\n"
}

fn topic_part(topic: &AgendaTopic) -> String {
    let mut lines = vec![
        format!("## {}\n", markdown_text(&topic.title)),
        "| ID | What | Who | When |".to_owned(),
        "|---|---|---|---|".to_owned(),
    ];
    lines.extend(topic.points.iter().map(point_line));
    if topic.more > 0 {
        lines.push(format!("\n… and {} more.", topic.more));
    }
    lines.join("\n")
}

fn point_line(point: &AgendaPoint) -> String {
    let day = point.day_words();
    let cells = [&point.record, &point.text, &point.who, &day].map(|text| markdown_text(text));
    format!("| {} |", cells.join(" | "))
}
