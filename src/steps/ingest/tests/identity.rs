//! Whose copy a file is, and by which digests copies and files are known again.

use super::*;
use crate::model::keys::CopyId;

#[test]
fn the_hidden_sheet_says_whose_copy_it_is_before_the_properties_do() {
    let hidden = grid(IDENTITY_SHEET, &[(0, &["copy", "raid.ada"]), (1, &["recipient", "ada"]), (2, &["other", "x"])]);
    let mut file = workbook(vec![hidden]);
    file.properties = [("prekick.copy", "raid.ben"), ("prekick.workbook", "raid"), ("Author", "Ben")]
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .into();
    let found = identity(&file);
    let expected = Identity {
        copy: Some("raid.ada".into()),
        recipient: Some("ada".into()),
        workbook: Some("raid".into()),
        ..Identity::default()
    };
    assert_eq!(found, expected);
    assert_eq!(
        found.pairs(),
        [("copy", "raid.ada".to_owned()), ("workbook", "raid".into()), ("recipient", "ada".into())]
    );
}

#[test]
fn a_file_is_known_by_the_longest_copy_id_in_its_name() {
    let mut memory = Memory::default();
    for id in ["raid.ada-park.2026-11-22", "raid.ada-park.2026-11-22-2", "raci.ben.2026-11-22"] {
        memory.sent.insert(id.into(), SentCopy::default());
    }
    for (file, copy) in [
        ("inbox/raid.ada-park.2026-11-22.xlsx", Some("raid.ada-park.2026-11-22")),
        ("inbox/raid.ada-park.2026-11-22-2 (1).xlsx", Some("raid.ada-park.2026-11-22-2")),
        ("RAID.Ada-Park.2026-11-22 final.xlsx", Some("raid.ada-park.2026-11-22")),
        ("inbox/Re_ raci ben 2026 11 22.xlsx", Some("raci.ben.2026-11-22")),
        ("raid.ada-park.2026-11-22/other.xlsx", None),
        ("inbox/raid.xlsx", None),
    ] {
        assert_eq!(copy_by_name(file, &memory), copy.map(CopyId::from), "{file}");
    }
}

#[test]
fn a_digest_is_the_same_in_any_order_of_rows_and_columns() {
    let of =
        |titles: &[&str], rows: [&[&str]; 2]| digest(&read(grid("Risks", &[(0, titles), (1, rows[0]), (2, rows[1])])));
    let one = of(&TITLES, [&LATE, &["R-002", "Next", "", "Open"]]);
    assert_eq!(one, of(&TITLES, [&["R-002", "Next", "", "Open"], &LATE]));
    assert_eq!(
        one,
        of(
            &["Status", "ID", "Area", "Title"],
            [&["Open", "R-001", "Network", "Late data"], &["Open", "R-002", "", "Next"]]
        )
    );
    for (other, what) in [
        (of(&TITLES, [&LATE, &["R-002", "Next", "", "Closed"]]), "a value"),
        (of(&TITLES, [&LATE, &["R-003", "Next", "", "Open"]]), "an ID"),
        (of(&TITLES, [&LATE, &["R-002", "Next", "Open", ""]]), "the column of a value"),
        (
            of(&["ID", "Title", "Area", "Status", "Mood"], [&LATE, &["R-002", "Next", "", "Open", "bad"]]),
            "a column of its own",
        ),
        (of(&["ID", "Title", "Area"], [&LATE[..3], &["R-002", "Next", ""]]), "a missing column"),
    ] {
        assert_ne!(one, other, "{what}");
    }
    let mut struck = grid("Risks", &[(0, &TITLES), (1, &LATE), (2, &["R-002", "Next", "", "Open"])]);
    struck.rows[1].cells.iter_mut().for_each(|(_, c)| c.struck = true);
    assert_ne!(one, digest(&read(struck)), "a row struck out");
}

#[test]
fn a_fingerprint_is_of_what_was_typed_on_data_sheets() {
    let data = |status: &str| grid("Risks", &[(0, &KEYS), (1, &TITLES), (2, &["R-001", "Late data", "", status])]);
    let one = fingerprint(&workbook(vec![data("Open")]));
    assert_ne!(one, fingerprint(&workbook(vec![data("Closed")])));
    assert_eq!(
        one,
        fingerprint(&workbook(vec![
            grid("Read me", &[(0, &["Hello"])]),
            data(" Open "),
            grid("_lists", &[(0, &["x"])])
        ]))
    );
    let mut computed = data("Open");
    computed.rows[2].cells.push((5, RawCell { formula: true, ..cell("12") }));
    assert_eq!(one, fingerprint(&workbook(vec![computed])), "what a formula gives was not typed");
    let mut moved = data("Open");
    moved.rows[2].number = 3;
    assert_ne!(one, fingerprint(&workbook(vec![moved])));
}
