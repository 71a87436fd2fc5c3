//! Copies that come back in mails, mailboxes and archives, read as if they lay in the inbox themselves.

use crate::desk::{Desk, codes, finding, findings};
use mail_builder::MessageBuilder;
use mail_builder::headers::date::Date;
use std::io::{Cursor, Write};

const RISKS: [(&str, &str); 2] = [("Code freeze not agreed", "No date yet"), ("Test data is missing", "Nowhere")];

/// A mail with files.
fn mail(from: (&'static str, &'static str), text: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut mail = MessageBuilder::new().from(from).subject("Re: Acme migration").date(Date::new(1_800_000_000));
    mail = mail.text_body(text);
    for (name, bytes) in files {
        mail = mail.attachment("application/octet-stream", *name, *bytes);
    }
    let mut out = Vec::new();
    mail.serialize(&mut out);
    out
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The bytes of a person's copy in which a description is another; it does not lie in the inbox.
fn edited(desk: &Desk, who: &str, id: &str, description: &str) -> Vec<u8> {
    let path = desk.back(who, |b| b.sheet("Risks").set(id, "Description", description));
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    bytes
}

fn put(desk: &Desk, name: &str, bytes: &[u8]) {
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox").join(name), bytes).unwrap();
}

#[test]
fn a_copy_in_a_mail_is_merged_and_who_sent_it_and_what_they_wrote_is_said() {
    let desk = Desk::with_risks(&RISKS);
    let (ada, ben) =
        (edited(&desk, "ada-park", "R-001", "In March"), edited(&desk, "ben-ruiz", "R-002", "In the archive"));
    let word = zipped(&[("[Content_Types].xml", b"<Types>wordprocessingml.document.main</Types>")]);
    let files: [(&str, &[u8]); 3] = [("raid.xlsx", &ada), ("notes.docx", &word), ("photo.png", b"\x89PNG\r\n\x1a\n")];
    put(
        &desk,
        "Re Acme.eml",
        &mail(("Ben Ruiz", "ben.ruiz@customer.example"), "Hello,\n\nAda is ill.\n> quoted", &files),
    );
    put(
        &desk,
        "all.mbox",
        &[
            b"From ben Sat\n".as_slice(),
            &mail(("", "ben.ruiz@customer.example"), "", &[("b.zip", &zipped(&[("x/b.xlsx", &ben)]))]),
        ]
        .concat(),
    );
    let report = desk.reconcile_apart(0);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March", "{}", codes(&report));
    assert_eq!(desk.value("Risks", "R-002", "Description"), "In the archive", "{}", codes(&report));
    let said = finding(&report, "file/mail");
    assert_eq!(said["message"], "Ben Ruiz wrote: “Hello, / Ada is ill.”");
    assert_eq!(said["place"]["file"], "inbox/Re Acme.eml");
    let by = finding(&report, "file/sent-by");
    assert_eq!(
        by["message"],
        "The copy of Ada Park was sent back by Ben Ruiz; its answers count as those of Ada Park."
    );
    assert_eq!(by["place"]["file"], "inbox/Re Acme.eml/raid.xlsx");
    let others: Vec<(&str, &str, bool)> = findings(&report, "file/unknown-format")
        .iter()
        .map(|f| {
            (
                f["place"]["file"].as_str().unwrap(),
                f["severity"].as_str().unwrap(),
                f["message"].as_str().unwrap().contains("a Word document"),
            )
        })
        .collect();
    assert_eq!(
        others,
        [("inbox/Re Acme.eml/notes.docx", "info", true), ("inbox/Re Acme.eml/photo.png", "info", false)]
    );
    let files: Vec<&str> = report["sources"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|s| s["status"] == "merged")
        .map(|s| s["file"].as_str().unwrap())
        .collect();
    assert_eq!(files, ["inbox/Re Acme.eml/raid.xlsx", "inbox/all.mbox/1.eml/b.zip/x/b.xlsx"]);
    let before = desk.files(&["master.xlsx", "history", "inbox"]);
    desk.reconcile(0);
    assert!(desk.files(&["master.xlsx", "history", "inbox"]) == before, "again changes nothing");
}

#[test]
fn what_holds_harm_or_nothing_is_one_clear_answer_and_the_rest_is_merged() {
    let desk = Desk::with_risks(&RISKS);
    let ada = edited(&desk, "ada-park", "R-001", "In March");
    let bomb = zipped(&[("a.csv", &vec![b' '; 12 << 20])]);
    let deep = (0..5).fold(ada.clone(), |inner, n| zipped(&[(if n == 0 { "a.xlsx" } else { "a.zip" }, &inner)]));
    let from = ("Ada Park", "ada.park@customer.example");
    put(&desk, "a.eml", &mail(from, "", &[("bomb.zip", &bomb), ("deep.zip", &deep), ("raid.xlsx", &ada)]));
    put(&desk, "empty.eml", &mail(from, "", &[]));
    put(&desk, "cut.eml", &mail(from, "cut", &[("raid.xlsx", &ada)])[..3000]);
    put(&desk, "broken.msg", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and no more");
    let report = desk.reconcile_apart(1);
    assert_eq!(desk.value("Risks", "R-001", "Description"), "In March", "{}", codes(&report));
    let at = |file: &str, code: &str| {
        let found = findings(&report, code);
        found.iter().filter(|f| f["place"]["file"].as_str().is_some_and(|at| at.starts_with(file))).count()
    };
    assert_eq!(at("inbox/a.eml/bomb.zip", "file/too-large"), 1, "{}", codes(&report));
    assert_eq!(at("inbox/a.eml/deep.zip", "file/too-large"), 1, "{}", codes(&report));
    assert_eq!(at("inbox/empty.eml", "file/unknown-format"), 1, "{}", codes(&report));
    assert_eq!(at("inbox/cut.eml", "file/"), 2, "its text and its file: {}", codes(&report));
    assert_eq!(at("inbox/broken.msg", "file/"), 1, "{}", codes(&report));
    assert_eq!(findings(&report, "file/sent-by").len(), 0, "it is her own: {}", codes(&report));
}
