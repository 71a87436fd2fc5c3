use super::*;
use crate::model::severity::Severity;

/// A table of dates, in which each row has an ID and a day.
fn days() -> Arc<Sheet> {
    let mut sheet = sheet();
    sheet.columns[3].kind = Kind::Date;
    Arc::new(sheet)
}

fn ingest_days(typed: &[&str], sent: Option<&IngestedWorkbook>) -> IngestedWorkbook {
    let sheets = [days()];
    let prefixes = sheets.iter().map(|s| (s.key.clone(), s.id_prefix.clone())).collect();
    let ids: Vec<String> = (1..=typed.len()).map(|n| format!("R-{n:03}")).collect();
    let rows: Vec<[&str; 4]> = ids.iter().zip(typed).map(|(id, day)| [id.as_str(), "Late", "x", day]).collect();
    let mut lines: Vec<(u32, &[&str])> = vec![(0, &TITLES)];
    lines.extend((1..).zip(rows.iter().map(|row| row.as_slice())));
    let file = Workbook { format: Format::Csv, ..workbook(vec![grid("Risks", &lines)]) };
    ingest(&file, IngestContext { sent, ..IngestContext::new("a.csv", &sheets, &prefixes) })
}

/// The days that are read, `?` for one that is asked, and what is said of the column.
fn read_days(typed: &[&str], sent: &[&str]) -> (Vec<String>, Vec<Finding>) {
    let sent = (!sent.is_empty()).then(|| ingest_days(sent, None));
    let read = ingest_days(typed, sent.as_ref());
    let day = |row: &crate::model::table::Row| match &row.values[3] {
        value if value.is_unread() => "?".to_owned(),
        value => value.to_string(),
    };
    (read.tables[0].rows.iter().map(day).collect(), read.findings)
}

#[test]
fn one_date_that_reads_one_way_settles_its_column() {
    for (typed, read, evidence) in [
        (
            ["13/11/2026", "03/04/2027", "05/06/2027"],
            ["2026-11-13", "2027-04-03", "2027-06-05"],
            "the day first, as 13/11/2026 in D2 shows; D3 and D4,",
        ),
        (
            ["03/04/2027", "11/13/2026", "05/06/2027"],
            ["2027-03-04", "2026-11-13", "2027-05-06"],
            "the month first, as 11/13/2026 in D3 shows; D2 and D4,",
        ),
        (
            ["13.11.2026", "03/04/2027", ""],
            ["2026-11-13", "2027-04-03", ""],
            "the day first, as 13.11.2026 in D2 shows; D3,",
        ),
        (
            ["28/04/27", "03/05/27", "13/05/27"],
            ["2027-04-28", "2027-05-03", "2027-05-13"],
            "the day first, as 13/05/27 in D4 shows; D2 and D3,",
        ),
    ] {
        let (days, findings) = read_days(&typed, &[]);
        assert_eq!(days, read, "{typed:?}");
        let [said] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!((&said.code, said.severity), (&Code::ValueDateOrder, Severity::Info));
        assert!(said.message.contains(evidence), "{}", said.message);
        assert_eq!(said.place.as_ref().and_then(|p| p.cell.as_deref()), Some("D1"));
    }
}

#[test]
fn what_is_settled_needs_no_remark_of_its_own() {
    let read = ingest_days(&["13/11/2026", "03/04/2027"], None);
    assert!(!read.tables[0].rows[1].issues.contains_key(&3));
}

#[test]
fn an_untouched_date_settles_its_column() {
    let sent = ["2027-01-11", "2027-02-03", "2027-03-04", "2027-05-05"];
    for (typed, order) in [
        (["1/11/2027", "2/3/2027", "3/4/2027", "5/5/2027"], "the month first"),
        (["11/01/2027", "03/02/2027", "04/03/2027", "05/05/2027"], "the day first"),
        (["11/1/27", "3/2/27", "4/3/27", "5/5/27"], "the day first"),
        (["27-01-11", "27-02-03", "27-03-04", "27-05-05"], "the year first"),
    ] {
        let (days, findings) = read_days(&typed, &sent);
        assert_eq!(days, sent, "{typed:?} is no edit");
        let [said] = findings.as_slice() else { panic!("{findings:?}") };
        assert!(
            said.message.contains(order) && said.message.contains("which is then what was sent"),
            "{}",
            said.message
        );
    }
}

#[test]
fn an_edited_date_is_read_as_its_untouched_neighbours() {
    let (days, _) = read_days(&["1/11/2027", "2/3/2027", "4/6/2027"], &["2027-01-11", "2027-02-03", "2027-03-04"]);
    assert_eq!(days, ["2027-01-11", "2027-02-03", "2027-04-06"]);
}

#[test]
fn evidence_that_contradicts_itself_settles_nothing() {
    for (typed, sent) in [
        (["13/11/2026", "11/13/2026", "03/04/2027"], ["", "", ""]),
        (["13/11/2026", "1/11/2027", "03/04/2027"], ["2026-11-13", "2027-01-11", "2027-05-05"]),
        (["1/11/2027", "3/2/2027", "03/04/2027"], ["2027-01-11", "2027-02-03", "2027-05-05"]),
    ] {
        let (days, findings) = read_days(&typed, &sent);
        assert_eq!(days[2], "?", "{typed:?}");
        let [said] = findings.as_slice() else { panic!("{findings:?}") };
        assert_eq!(said.code, Code::ValueDateForms);
    }
}

#[test]
fn where_nothing_tells_the_order_every_date_is_asked() {
    let (days, findings) = read_days(&["03/04/2027", "05/06/2027"], &["2027-01-01", "2027-01-02"]);
    assert_eq!(days, ["?", "?"]);
    assert!(findings.is_empty());
}

#[test]
fn a_settled_file_is_the_same_as_one_with_plain_days() {
    let plain = ingest_days(&["2026-11-13", "2027-04-03"], None);
    assert_eq!(digest(&ingest_days(&["13/11/2026", "03/04/2027"], None)), digest(&plain));
}
