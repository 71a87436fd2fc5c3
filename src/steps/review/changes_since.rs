//! What changed since some moment, folded from the lines of the log: of each value the first and the last, of each record whether it
//! came or went.

use crate::model::change_summary::{ChangeSummary, ChangedWorkbook, PersonChanges, SummedChange};
use crate::model::logged_change::LoggedChange;
use crate::model::shown_names::{BETWEEN_RECIPIENTS, ShownNames};
use crate::model::text::same_text;
use indexmap::IndexMap;

/// What these lines of the log come to, with the names that people know.
pub fn sum_changes<'l>(
    lines: impl IntoIterator<Item = &'l LoggedChange>,
    names: &ShownNames,
    since: String,
) -> ChangeSummary {
    let mut folded: IndexMap<(&str, &str, &str, &str), SummedChange> = IndexMap::new();
    for line in lines {
        let key = (line.workbook.as_str(), line.sheet.as_str(), line.record.as_str(), line.field.as_str());
        let change = folded.entry(key).or_insert_with(|| SummedChange {
            sheet: line.sheet.clone(),
            record: line.record.clone(),
            field: line.field.clone(),
            column: if line.field.is_empty() {
                String::new()
            } else {
                names.column(&line.sheet, &line.field).to_owned()
            },
            from: line.from.clone(),
            ..SummedChange::default()
        });
        change.to.clone_from(&line.to);
        for by in line.by.split(BETWEEN_RECIPIENTS).filter(|by| !by.is_empty()) {
            let name = names.person(by).to_owned();
            if !change.by.contains(&name) {
                change.by.push(name);
            }
        }
    }
    // A record that came or went is one change, whatever was typed into it.
    let whole: Vec<(&str, &str, &str)> =
        folded.keys().filter(|(.., field)| field.is_empty()).map(|(w, s, r, _)| (*w, *s, *r)).collect();
    let mut out = ChangeSummary { since, ..ChangeSummary::default() };
    for ((workbook, sheet, record, field), change) in &folded {
        let is_part = !field.is_empty() && whole.contains(&(*workbook, *sheet, *record));
        if is_part || same_text(&change.from, &change.to) {
            continue;
        }
        count_people(&mut out.people, change, names.workbook(workbook));
        match out.workbooks.iter_mut().find(|w| w.workbook == *workbook) {
            Some(there) => there.changes.push(change.clone()),
            None => out.workbooks.push(ChangedWorkbook {
                workbook: (*workbook).to_owned(),
                title: names.workbook(workbook).to_owned(),
                changes: vec![change.clone()],
            }),
        }
    }
    for workbook in &mut out.workbooks {
        workbook.changes.sort_by(|a, b| (&a.sheet, &a.record).cmp(&(&b.sheet, &b.record)));
    }
    out.workbooks.sort_by(|a, b| a.title.cmp(&b.title));
    out.people.sort_by(|a, b| a.name.cmp(&b.name));
    out
}

fn count_people(people: &mut Vec<PersonChanges>, change: &SummedChange, workbook: &str) {
    for name in &change.by {
        if !people.iter().any(|person| person.name == *name) {
            people.push(PersonChanges { name: name.clone(), workbooks: Vec::new() });
        }
        let Some(person) = people.iter_mut().find(|person| person.name == *name) else { continue };
        match person.workbooks.iter_mut().find(|(title, _)| title == workbook) {
            Some((_, n)) => *n += 1,
            None => person.workbooks.push((workbook.to_owned(), 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(record: &str, field: &str, from: &str, to: &str, by: &str) -> LoggedChange {
        LoggedChange {
            workbook: "raid".into(),
            sheet: "Risks".into(),
            record: record.into(),
            field: field.into(),
            from: from.into(),
            to: to.into(),
            by: by.into(),
            ..LoggedChange::default()
        }
    }

    #[test]
    fn a_value_is_told_from_first_to_last_and_what_changed_back_is_not() {
        let lines = [
            line("R-001", "status", "Open", "In Progress", "ada-park"),
            line("R-001", "status", "In Progress", "Closed", "ben-ruiz, ada-park"),
            line("R-002", "status", "Open", "Closed", "ada-park"),
            line("R-002", "status", "Closed", "Open", "master"),
            line("R-003", "", "", "Title: Late", "ada-park"),
            line("R-003", "status", "", "Open", "master"),
            line("R-004", "", "", "Title: Gone again", "ada-park"),
            line("R-004", "", "Title: Gone again", "", "master"),
            line("R-005", "", "Title: Old", "", "master"),
        ];
        let found = sum_changes(&lines, &ShownNames::default(), "since then".into());
        let told: Vec<(&str, &str, &str, String)> = found.workbooks[0]
            .changes
            .iter()
            .map(|c| (c.record.as_str(), c.from.as_str(), c.to.as_str(), c.by.join(" + ")))
            .collect();
        assert_eq!(
            told,
            [
                ("R-001", "Open", "Closed", "ada-park + ben-ruiz".to_owned()),
                ("R-003", "", "Title: Late", "ada-park".to_owned()),
                ("R-005", "Title: Old", "", "master".to_owned()),
            ]
        );
        assert_eq!(found.workbooks[0].words(), "1 row added, 1 row removed, 1 value changed");
        let people: Vec<String> = found.people.iter().map(|p| format!("{}: {}", p.name, p.words())).collect();
        assert_eq!(people, ["ada-park: raid 2", "ben-ruiz: raid 1", "master: raid 1"]);
    }
}
