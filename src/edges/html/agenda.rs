//! The agenda of a meeting, as a page that browsers and Word open.

use super::rendering::render;
use crate::model::agenda::{Agenda, AgendaPoint, AgendaTopic};
use minijinja::{Value, context};

const TEMPLATE: &str = include_str!("agenda.html");

/// The page.
pub fn agenda_page(agenda: &Agenda) -> String {
    let topics: Vec<Value> = agenda.topics.iter().map(topic).collect();
    let about: Vec<Value> =
        agenda.about.iter().map(|a| context! { title => a.title.as_str(), text => a.text.as_str() }).collect();
    let view = context! { title => agenda.title(), engagement => agenda.engagement.as_str(), about, topics };
    render("agenda.html", TEMPLATE, view).unwrap_or_default()
}

fn topic(topic: &AgendaTopic) -> Value {
    let points: Vec<Value> = topic.points.iter().map(point).collect();
    context! { title => topic.title.as_str(), points, more => topic.more }
}

fn point(point: &AgendaPoint) -> Value {
    context! {
        record => point.record.as_str(),
        text => point.text.as_str(),
        who => point.who.as_str(),
        day => point.day_words(),
        late => point.late,
    }
}
