use super::*;

#[test]
fn one_choice() {
    let status = Column {
        choices: choices(&[("Open", &["New", "Raised"]), ("In Progress", &["WIP"]), ("On Hold", &[]), ("1", &[])]),
        ..column(Kind::Choice)
    };
    check_texts(
        &status,
        &[
            ("Open", "Open"),
            ("Open ", "Open"),
            ("open", "Open ~"),
            ("In  progress", "In Progress ~"),
            ("wip", "In Progress ~"),
            ("In progeress", "! value/choice [In Progress]"),
            ("Raisd", "! value/choice [Open]"),
            ("Who knows", "! value/choice []"),
        ],
    );
    check_raws(&status, &[(Raw::Number(1.0), "1"), (Raw::Number(7.0), "! value/choice []")]);
    assert!(message("Who knows", &status).contains("one of Open, In Progress, On Hold, 1 is expected"));
    let yes = Column { choices: choices(&[("Yes", &[]), ("No", &[])]), ..column(Kind::Choice) };
    check_raws(&yes, &[(Raw::YesNo(true), "Yes")]);
    let many: Vec<String> = (1..=15).map(|n| format!("Choice {n}")).collect();
    let many: Vec<(&str, &[&str])> = many.iter().map(|m| (m.as_str(), &[] as &[&str])).collect();
    let shown_message = message("xyz", &Column { choices: choices(&many), ..column(Kind::Choice) });
    assert!(
        shown_message.contains("Choice 12 and 3 others") && !shown_message.contains("Choice 13"),
        "{shown_message}"
    );
}

#[test]
fn several_choices() {
    let streams = Column {
        choices: choices(&[("Schema", &["DDL"]), ("Data", &[]), ("Build / test", &[]), ("Cut-over", &["Cutover"])]),
        ..column(Kind::Choices)
    };
    check_texts(
        &streams,
        &[
            ("Schema, Data", "Schema, Data"),
            ("Data; Schema", "Schema, Data"),
            ("Data\nSchema, Data", "Schema, Data"),
            ("Schema/Data", "Schema, Data"),
            ("Build / test, Data", "Data, Build / test"),
            ("data & ddl", "Schema, Data ~"),
            (",", ""),
            ("Schema, Dta", "! value/choice [Schema, Data]"),
            ("Schema, Moonshine", "! value/choice []"),
        ],
    );
    assert!(message("Schema, Moonshine", &streams).contains("\"Moonshine\" is none of Schema"));
}

#[test]
fn matrix_cells() {
    let words: [(&str, &[&str]); 4] =
        [("R", &["Responsible"]), ("A", &["Accountable"]), ("C", &["Consulted"]), ("I", &["Informed"])];
    let role = Column { choices: choices(&words), ..column(Kind::Choices) };
    check_texts(
        &role,
        &[
            ("R", "R"),
            ("A/R", "R, A"),
            ("R,A", "R, A"),
            ("RAC", "R, A, C"),
            ("c i", "C, I"),
            ("A,C,I", "A, C, I"),
            ("a+r & c|i", "R, A, C, I"),
            ("R-A", "R, A"),
            ("A\nR", "R, A"),
            ("R, R", "R"),
            ("Responsible", "R"),
            ("responsible, accountable", "R, A"),
            ("R - Responsible", "R"),
            ("-", ""),
            ("–", ""),
            ("n/a", ""),
            ("N/A", ""),
            ("x", "! value/choice []"),
            ("R, S", "! value/choice []"),
            ("circa", "! value/choice []"),
            ("Lead", "! value/choice []"),
            (",", "! value/choice []"),
        ],
    );
    for (text, variant) in [("S", "RASCI"), ("RV", "RACI-VS"), ("d/a", "DACI")] {
        let shown_message = message(text, &role);
        assert!(
            shown_message.contains(variant) && shown_message.contains("none of the letters R, A, C, I"),
            "{shown_message}"
        );
    }
    assert!(message("RV", &role).contains("\"V\" is none"));
    let rasci = Column { choices: choices(&[("R", &[]), ("A", &[]), ("S", &[])]), ..column(Kind::Choices) };
    check_texts(&rasci, &[("SR", "R, S")]);
}

#[test]
fn yes_and_no() {
    check_texts(
        &column(Kind::YesNo),
        &[
            ("Yes", "Yes"),
            ("no", "No"),
            ("y", "Yes ~"),
            ("X", "Yes ~"),
            ("TRUE", "Yes ~"),
            ("Nein", "No ~"),
            ("oui", "Yes ~"),
            ("sí", "Yes ~"),
            ("yess", "! value/type [Yes]"),
            ("maybe", "! value/type []"),
        ],
    );
    check_raws(
        &column(Kind::YesNo),
        &[(Raw::YesNo(false), "No"), (Raw::Number(1.0), "Yes ~"), (Raw::Number(2.0), "! value/type []")],
    );
}
