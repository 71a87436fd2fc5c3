//! Parts are found, replaced, added, removed and saved, each with all that speaks of it.

use super::*;

const WORKSHEET: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        out.start_file(*name, SimpleFileOptions::default()).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const KINDS: &str = "<Types><Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/xl/workbook.xml\" ContentType=\"main\"/></Types>";

fn book() -> Vec<u8> {
    let relations = format!(
        "<Relationships><Relationship Id=\"rId1\" Type=\"{WORKSHEET}\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{WORKSHEET}\" Target=\"/xl/worksheets/sheet2.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"link\" Target=\"https://acme.test/?a=1&amp;b=2\" TargetMode=\"External\"/></Relationships>"
    );
    zipped(&[
        (TYPES, KINDS),
        ("xl/workbook.xml", "<workbook/>"),
        ("xl/_rels/workbook.xml.rels", &relations),
        ("xl/Charts/Chart1.xml", "<chart/>"),
    ])
}

#[test]
fn parts_are_known_in_any_case_and_kept_as_they_are() {
    let bytes = book();
    let mut package = EditablePackage::open(&bytes).unwrap();
    assert!(package.has("XL/workbook.xml") && !package.has("xl/other.xml"));
    assert_eq!(package.text("xl/charts/chart1.XML").as_deref(), Some("<chart/>"));
    let saved = package.save().unwrap();
    let mut again = EditablePackage::open(&saved).unwrap();
    assert_eq!(
        again.names().collect::<Vec<_>>(),
        [TYPES, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/Charts/Chart1.xml"]
    );
    assert_eq!(again.text(TYPES).as_deref(), Some(KINDS), "nothing was changed, so nothing is written anew");
}

#[test]
fn relations_lead_to_parts_by_relative_and_absolute_names_and_outside() {
    let bytes = book();
    let relations = EditablePackage::open(&bytes).unwrap().relations("xl/workbook.xml");
    let found: Vec<(&str, &str, Option<&str>)> =
        relations.iter().map(|r| (r.id.as_str(), r.kind(), r.part.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("rId1", "worksheet", Some("xl/worksheets/sheet1.xml")),
            ("rId2", "worksheet", Some("xl/worksheets/sheet2.xml")),
            ("rId3", "link", None),
        ]
    );
    assert_eq!(relations[2].target, "https://acme.test/?a=1&b=2");
}

#[test]
fn relations_are_read_back_as_they_were_written() {
    let bytes = book();
    let mut package = EditablePackage::open(&bytes).unwrap();
    let before = package.relations("xl/workbook.xml");
    package.set_relations("xl/workbook.xml", &before);
    let after = package.relations("xl/workbook.xml");
    let leads =
        |all: &[Relation]| all.iter().map(|r| (r.id.clone(), r.type_uri.clone(), r.part.clone())).collect::<Vec<_>>();
    assert_eq!(leads(&after), leads(&before));
    assert_eq!(after[2].target, before[2].target, "what leads outside keeps its target, escapes and all");
    package.set_relations("top.xml", &before);
    assert!(package.has("_rels/top.xml.rels"));
}

#[test]
fn a_relation_has_an_id_of_its_own_and_one_to_the_same_part_is_used_again() {
    let bytes = book();
    let mut package = EditablePackage::open(&bytes).unwrap();
    let relation = |kind: &str, part: Option<&str>| Relation {
        id: String::new(),
        type_uri: kind.into(),
        target: "https://acme.test".into(),
        part: part.map(ToOwned::to_owned),
    };
    for (kind, part, id) in [
        (WORKSHEET, Some("xl/worksheets/sheet2.xml"), "rId2"),
        (WORKSHEET, Some("xl/worksheets/sheet3.xml"), "rId4"),
        ("table", Some("xl/worksheets/sheet2.xml"), "rId5"),
        ("link", None, "rId6"),
        ("link", None, "rId7"),
    ] {
        assert_eq!(package.add_relation("xl/workbook.xml", relation(kind, part)), id, "{kind} {part:?}");
    }
    assert_eq!(package.relations("xl/workbook.xml").len(), 7);
    let mut gap = package.relations("xl/workbook.xml");
    gap.retain(|r| r.id != "rId2");
    package.set_relations("xl/workbook.xml", &gap);
    assert_eq!(
        package.add_relation("xl/workbook.xml", relation("new", Some("x.xml"))),
        "rId8",
        "never one that is taken"
    );
}

#[test]
fn a_free_name_counts_on_from_one_like_it() {
    let bytes = book();
    let mut package = EditablePackage::open(&bytes).unwrap();
    assert_eq!(package.free_name("xl/charts/chart1.xml"), "xl/charts/chart2.xml");
    package.set_part("xl/charts/chart2.xml", "x");
    package.set_part("xl/media/image.png", "x");
    for (like, free) in [
        ("xl/charts/chart1.xml", "xl/charts/chart3.xml"),
        ("xl/charts/chart9.xml", "xl/charts/chart9.xml"),
        ("xl/media/image.png", "xl/media/image1.png"),
    ] {
        assert_eq!(package.free_name(like), free);
    }
}

#[test]
fn a_part_is_put_in_replaced_and_taken_out_with_all_that_speaks_of_it() {
    let bytes = book();
    let mut package = EditablePackage::open(&bytes).unwrap();
    package.set_part("XL/WORKBOOK.xml", "<new/>");
    package.set_part("xl/added.xml", "<added/>");
    package.set_content_type("xl/added.xml", "added");
    package.remove("xl/Charts/chart1.xml");
    let saved = package.save().unwrap();
    let mut again = EditablePackage::open(&saved).unwrap();
    assert_eq!(again.text("xl/workbook.xml").as_deref(), Some("<new/>"));
    assert_eq!(
        (again.text("xl/added.xml").as_deref(), again.content_type("xl/added.xml")),
        (Some("<added/>"), Some("added"))
    );
    assert!(!again.has("xl/charts/chart1.xml"));
    again.remove("xl/workbook.xml");
    assert!(
        !again.has("xl/_rels/workbook.xml.rels") && again.content_type("xl/workbook.xml") == Some("application/xml")
    );
    again.set_part("xl/workbook.xml", "<back/>");
    assert_eq!(again.text("xl/workbook.xml").as_deref(), Some("<back/>"), "and may come again");
}

#[test]
fn a_package_is_checked_before_it_is_packed_and_packed_as_without_a_check() {
    let bytes = book();
    let changed = || {
        let mut package = EditablePackage::open(&bytes).unwrap();
        package.set_part("xl/workbook.xml", "<new/>".repeat(100));
        package.set_part("xl/added.xml", "<added/>");
        package
    };
    let given = std::sync::Mutex::new(Vec::new());
    let packed = changed().save_checked(|stored| {
        let mut package = EditablePackage::open(stored).unwrap();
        given.lock().unwrap().extend(package.text("xl/workbook.xml").zip(package.text("xl/added.xml")));
        Ok::<(), String>(())
    });
    let unpacked = |bytes: &[u8]| {
        let mut package = EditablePackage::open(bytes).unwrap();
        let names: Vec<String> = package.names().map(ToOwned::to_owned).collect();
        names.into_iter().map(|name| (package.bytes(&name), name)).collect::<Vec<_>>()
    };
    let (packed, saved) = (packed.unwrap().unwrap(), changed().save().unwrap());
    assert_eq!(unpacked(&packed), unpacked(&saved));
    assert_eq!(*given.lock().unwrap(), [("<new/>".repeat(100), "<added/>".to_owned())]);
    assert_eq!(changed().save_checked(|_| Err("no")), Err("no"));
}

#[test]
fn a_part_is_compared_to_its_last_byte() {
    let bytes = zipped(&[(TYPES, KINDS), ("a.xml", &"<a/>".repeat(10_000))]);
    let mut package = EditablePackage::open(&bytes).unwrap();
    let whole = "<a/>".repeat(10_000).into_bytes();
    let longer = [&whole[..], b"x"].concat();
    let mut other = whole.clone();
    other[39_999] = b'x';
    for (part, same) in
        [(&whole[..], true), (&whole[..39_999], false), (&longer[..], false), (&other[..], false), (b"", false)]
    {
        assert_eq!(package.unpacks_to("A.xml", part), same, "{}", part.len());
    }
    assert!(!package.unpacks_to("b.xml", &whole));
}

#[test]
fn what_is_no_package_is_not_opened() {
    assert!(EditablePackage::open(b"no zip").is_none());
    assert!(
        EditablePackage::open(&zipped(&[("xl/workbook.xml", "<workbook/>")])).is_none(),
        "nothing says what its parts are"
    );
}

#[test]
fn a_mark_before_the_text_of_a_part_is_no_text() {
    let bytes = zipped(&[(TYPES, "\u{FEFF}<Types/>"), ("bad.xml", "x")]);
    assert_eq!(EditablePackage::open(&bytes).unwrap().text(TYPES).as_deref(), Some("<Types/>"));
}
