use super::*;
use crate::model::code::Code;
use std::io::{Cursor, Write};

fn opened(bytes: &[u8], name: &str) -> Container {
    unpack(bytes, name, &Limits::default()).unwrap().unwrap()
}

fn names(container: &Container) -> Vec<&str> {
    container.members.iter().map(|member| member.name.as_str()).collect()
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A message of Outlook, written by another library.
fn outlook(properties: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let mut put = |path: String, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
    put("/__properties_version1.0".into(), &[0; 32]);
    for (property, text) in properties {
        put(format!("/__substg1.0_{property}001F"), &wide(text));
    }
    for (n, (name, bytes)) in files.iter().enumerate() {
        let storage = format!("/__attach_version1.0_#{n:08}");
        file.create_storage(&storage).unwrap();
        let mut put = |path: String, bytes: &[u8]| file.create_stream(path).unwrap().write_all(bytes).unwrap();
        put(format!("{storage}/__substg1.0_3707001F"), &wide(name));
        put(format!("{storage}/__substg1.0_37010102"), bytes);
    }
    file.into_inner().into_inner()
}

const MAIL: &str = "From: Marta Okoye <marta@customer.example>\r\nSubject: Re: Acme\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nTwo rows are new.\r\n\
    --b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment; filename=\"../../raid.xlsx\"\r\n\r\nUEsDBA==\r\n\
    --b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"raid.xlsx\"\r\n\r\nx\r\n\
    --b\r\nContent-Type: image/png\r\nContent-ID: <logo>\r\nContent-Disposition: inline; filename=logo.png\r\n\r\nx\r\n--b--\r\n";

#[test]
fn a_mail_gives_its_files_its_sender_and_its_text() {
    let mail = opened(MAIL.as_bytes(), "inbox/Re Acme.EML");
    assert_eq!(names(&mail), ["raid.xlsx", "raid (2).xlsx"], "no name leads out, and no logo is a file");
    assert_eq!(mail.members[0].bytes, b"PK\x03\x04");
    assert_eq!(mail.sender.as_ref().unwrap().address, "marta@customer.example");
    assert_eq!(mail.first_lines(), "Two rows are new.");
    assert!(unpack(MAIL.as_bytes(), "a.csv", &Limits::default()).unwrap().is_none());
}

#[test]
fn a_mailbox_gives_its_mails() {
    let mailbox =
        format!("From marta Sat Nov 28 10:00:00 2026\n{MAIL}\nFrom ben Sat Nov 28 11:00:00 2026\nSubject: b\n\ntext\n");
    let found = opened(mailbox.as_bytes(), "all.mbox");
    assert_eq!(names(&found), ["1.eml", "2.eml"]);
    assert_eq!(names(&opened(&found.members[0].bytes, "1.eml")).len(), 2);
}

#[test]
fn a_message_of_outlook_gives_the_same() {
    let large = vec![7_u8; 10_000];
    let message = outlook(
        &[
            ("1000", "Two rows are new.\r\n"),
            ("0C1A", "Marta Okoye"),
            ("0C1F", "/O=ACME/CN=MARTA"),
            ("5D01", "marta@customer.example"),
        ],
        &[("raid.xlsx", &large), ("Übersicht.xlsx", b"small")],
    );
    let mail = opened(&message, "whatever.msg");
    assert_eq!(names(&mail), ["raid.xlsx", "Übersicht.xlsx"]);
    assert!(mail.members[0].bytes == large && mail.members[1].bytes == b"small");
    assert_eq!(mail.sender.as_ref().unwrap().address, "marta@customer.example");
    assert_eq!(mail.first_lines(), "Two rows are new.");
    for at in (0..message.len()).step_by(97) {
        let mut damaged = message.clone();
        damaged[at] ^= 0xFF;
        let _ = unpack(&damaged, "a.msg", &Limits::default());
        let _ = unpack(&message[..at], "a.msg", &Limits::default());
    }
}

#[test]
fn an_archive_gives_its_files_and_a_workbook_is_none() {
    let archive = zipped(&[
        ("back/raid.xlsx", b"x"),
        ("__MACOSX/._raid.xlsx", b"y"),
        (".DS_Store", b"z"),
        ("list.csv", b"a,b\n"),
    ]);
    assert_eq!(names(&opened(&archive, "back.zip")), ["back/raid.xlsx", "list.csv"]);
    let workbook = zipped(&[("xl/workbook.xml", b"<workbook/>"), ("[Content_Types].xml", b"<Types/>")]);
    assert!(unpack(&workbook, "raid.zip", &Limits::default()).unwrap().is_none());
}

#[test]
fn what_holds_too_much_is_refused() {
    let many: Vec<(String, Vec<u8>)> = (0..=MOST_MEMBERS).map(|n| (format!("{n}.csv"), b"a\n".to_vec())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let why = unpack(&zipped(&many), "many.zip", &Limits::default()).unwrap_err();
    assert_eq!((why.code, why.message.contains("501 files")), (Code::FileTooLarge, true), "{}", why.message);
    let small = Limits { unpacked_megabytes: 0, ..Limits::default() };
    assert_eq!(unpack(MAIL.as_bytes(), "a.eml", &small).unwrap_err().code, Code::FileTooLarge);
    let mailbox = "From a\nSubject: x\n\nx\n".repeat(MOST_MEMBERS + 1);
    assert_eq!(unpack(mailbox.as_bytes(), "a.mbox", &Limits::default()).unwrap_err().code, Code::FileTooLarge);
}
