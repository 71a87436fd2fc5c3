use super::*;
use crate::model::code::RuleCode;
use crate::model::condition::{Expr, ExprType};
use crate::model::language::Translation;

fn matrix(columns: Vec<Column>) -> Sheet {
    let letter = |label: &str, word: &str| Choice { label: label.into(), synonyms: vec![word.into()] };
    let letters = vec![letter("R", "Responsible"), letter("A", "Accountable")];
    let mut sheet = Sheet::new("raci", "raci", "RACI");
    sheet.kind = SheetKind::Matrix { across: "roles".into(), letters };
    sheet.columns = columns;
    sheet
}

fn across(sheet: &Sheet, roles: &[(&str, &str)]) -> Vec<(String, String)> {
    let roles: Vec<(String, String)> = roles.iter().map(|(id, t)| ((*id).to_owned(), (*t).to_owned())).collect();
    sheet.with_across(&roles).columns.into_iter().map(|c| (c.key.to_string(), c.title)).collect()
}

#[test]
fn a_matrix_has_a_column_for_each_role_in_their_order() {
    let notes = Column { after_matrix: true, ..Column::new("notes", "Notes", Kind::Text) };
    let sheet = matrix(vec![Column::new("task", "Task", Kind::Text), notes]);
    let columns = across(&sheet, &[("RO-002", "Architect"), ("RO-001", "Sponsor")]);
    let columns: Vec<(&str, &str)> = columns.iter().map(|(k, t)| (k.as_str(), t.as_str())).collect();
    let roles = [("role:RO-002", "Architect"), ("role:RO-001", "Sponsor")];
    assert_eq!(columns, [("task", "Task"), roles[0], roles[1], ("notes", "Notes")]);
    let role = &sheet.with_across(&[("RO-001".into(), "Sponsor".into())]).columns[1];
    assert_eq!((role.role(), role.kind, role.choices.len()), (Some("RO-001"), Kind::Choices, 2));
    assert_eq!(role.help, "The part that Sponsor plays: R = Responsible, A = Accountable.");
}

#[test]
fn roles_of_one_name_have_their_ids_behind_it() {
    let columns =
        across(&matrix(Vec::new()), &[("RO-1", "Tester"), ("RO-2", "tester *"), ("", "Tester"), ("RO-3", "PM")]);
    let titles: Vec<&str> = columns.iter().map(|(_, title)| title.as_str()).collect();
    assert_eq!(titles, ["Tester (RO-1)", "tester * (RO-2)", "Tester (new)", "PM"]);
}

#[test]
fn a_table_has_no_role_columns() {
    let mut sheet = Sheet::new("raid", "risks", "Risks");
    sheet.columns = vec![Column::new("title", "Title", Kind::Text)];
    assert_eq!(across(&sheet, &[("RO-1", "Tester")]).len(), 1);
    assert_eq!((sheet.across(), matrix(Vec::new()).across()), (None, Some(&"roles".into())));
}

#[test]
fn a_column_gives_conditions_the_type_of_its_values() {
    let column = |kind, many| Column { many, ..Column::new("x", "X", kind) };
    let texts = || ExprType::List(Box::new(ExprType::Text));
    for (kind, many, gives) in [
        (Kind::Text, false, ExprType::Text),
        (Kind::YesNo, false, ExprType::Text),
        (Kind::Percent, false, ExprType::Number),
        (Kind::Integer, false, ExprType::Number),
        (Kind::Date, false, ExprType::Date),
        (Kind::Choice, false, ExprType::Text),
        (Kind::Choices, false, texts()),
        (Kind::Person, false, ExprType::Text),
        (Kind::Person, true, texts()),
        (Kind::Reference, true, texts()),
    ] {
        assert_eq!(column(kind, many).value_type(), gives, "{kind:?} {many}");
    }
    let product = Column { computed: Some(Computed::Product(Vec::new())), ..column(Kind::Computed, false) };
    assert_eq!(product.value_type(), ExprType::Number);
}

#[test]
fn a_translated_word_leads_to_its_label_first_in_the_language_of_the_copy() {
    let words = |label: &str, word: &str| Translation {
        labels: [(label.to_owned(), word.to_owned())].into(),
        ..Translation::default()
    };
    let mut column = Column::new("status", "Status", Kind::Choice);
    // One word that means another choice in each language.
    column.words = [("de".to_owned(), words("Open", "Alt")), ("fr".to_owned(), words("Closed", "Alt"))].into();
    for (language, labels) in [
        (Some("de"), vec!["Open"]),
        (Some("fr"), vec!["Closed"]),
        (Some("es"), vec!["Closed", "Open"]),
        (Some("en"), vec!["Closed", "Open"]),
        (None, vec!["Closed", "Open"]),
    ] {
        assert_eq!(column.labels_translated_as(language, |w| w == "Alt"), labels, "{language:?}");
    }
    assert!(column.labels_translated_as(Some("de"), |w| w == "Neu").is_empty());
    assert_eq!((column.word("Open", "de"), column.word("Open", "fr")), ("Alt", "Open"));
}

#[test]
fn a_message_shows_where_a_value_will_stand() {
    let rule = Rule {
        code: RuleCode::new("raid", "stale"),
        severity: crate::model::severity::Severity::Warning,
        whole_sheet: false,
        when: None,
        check: Expr::YesNo(true),
        field: None,
        message: vec![
            MessagePiece::Text("Due on ".into()),
            MessagePiece::Value(Expr::Today),
            MessagePiece::Text(".".into()),
        ],
        help: String::new(),
        blocks_baseline: false,
        source: (None, "true".into()),
    };
    assert_eq!(rule.words(), "Due on ….");
    assert_eq!(rule.conditions().count(), 1);
    assert_eq!(Rule { when: Some(Expr::Open), ..rule }.conditions().count(), 2);
}
