//! CSV files whose bytes don't say in which encoding they are.

use crate::desk::{Desk, codes, findings};
use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, WINDOWS_1250, WINDOWS_1252};
use std::path::PathBuf;

/// An engagement with one risk, and a CSV of Ada's copy in which its description is another.
fn returned(description: &str, encoding: &'static Encoding) -> Desk {
    let desk = Desk::new(&["Ada Park"]);
    desk.edit_master(|b| {
        b.sheet("Risks").add(&crate::desk::risk("One", "first"));
    });
    desk.run(&["generate", "raid"]);
    let text = format!("ID,Title,Description\nR-001,One,{description}\n");
    std::fs::create_dir_all(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox/raid.ada-park.2026-11-22-risks.csv"), encoding.encode(&text).0).unwrap();
    desk
}

/// §8.50: what the words tell is taken and said once.
#[test]
fn an_encoding_that_the_words_tell_is_said() {
    for (description, encoding, said) in [
        ("Größe prüfen", WINDOWS_1252, 1),
        ("Łukasz Świętosławski", WINDOWS_1250, 1),
        ("移行計画の承認を待つ", SHIFT_JIS, 1),
        ("Łukasz Größe 移行計画", UTF_8, 0),
        ("second", WINDOWS_1252, 0),
    ] {
        let desk = returned(description, encoding);
        let report = desk.run(&["reconcile", "--format", "json"]).must(0).json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), description, "{}", codes(&report));
        let found = findings(&report, "file/encoding");
        assert_eq!(found.len(), said, "{description}: {}", codes(&report));
        assert!(
            found.iter().all(|f| f["severity"] == "info" && f["message"].as_str().unwrap().contains(encoding.name()))
        );
    }
}

/// §8.50: what too little tells is asked, and nothing of the file is taken until a person says it.
#[test]
fn an_encoding_that_too_little_tells_is_asked_until_it_is_said() {
    for (description, encoding) in [("Kovač", WINDOWS_1250), ("Hélène", WINDOWS_1252), ("田中", SHIFT_JIS)] {
        let desk = returned(description, encoding);
        let file = desk.path("inbox/raid.ada-park.2026-11-22-risks.csv").display().to_string();
        let asked = desk.run(&["check", &file, "--format", "json"]).must(1).json();
        let found = findings(&asked, "file/encoding");
        let message = found[0]["message"].as_str().unwrap();
        assert!(message.contains("line 2 reads") && message.contains(description), "{message}");
        let report = desk.run(&["reconcile", "--format", "json"]).must(1).json();
        assert_eq!(report["sources"][0]["status"], "rejected", "{description}");
        assert_eq!(desk.value("Risks", "R-001", "Description"), "first", "{description}");
        let report = desk.run(&["reconcile", "--encoding", encoding.name(), "--format", "json"]).must(0).json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), description, "{}", codes(&report));
    }
}

/// §8.50: the answer is kept as a setting; words that tell another encoding win over it, and so does what is said for one run.
#[test]
fn an_encoding_that_the_settings_say_is_not_asked_again() {
    let setting = |desk: &Desk, name: &str| {
        let path = desk.path("engagement.toml");
        let text = std::fs::read_to_string(&path).unwrap();
        let set = format!("encoding = \"{name}\"\n# encoding =");
        assert!(text.contains("# encoding ="), "{text}");
        std::fs::write(&path, text.replacen("# encoding =", &set, 1)).unwrap();
    };
    for (description, encoding, set, said) in [
        ("Kovač", WINDOWS_1250, "windows-1250", "as the setting encoding says: line 2 reads"),
        ("田中", SHIFT_JIS, "cp932", "as the setting encoding says: line 2 reads"),
        ("移行計画の承認を待つ", SHIFT_JIS, "windows-1250", "was read as Shift_JIS"),
    ] {
        let desk = returned(description, encoding);
        setting(&desk, set);
        let report = desk.run(&["reconcile", "--format", "json"]).must(0).json();
        assert_eq!(desk.value("Risks", "R-001", "Description"), description, "{}", codes(&report));
        let found = findings(&report, "file/encoding");
        assert!(found[0]["message"].as_str().unwrap().contains(said), "{}", found[0]["message"]);
        assert_eq!(found[0]["severity"], "info");
        desk.run(&["reconcile"]).must(0);
    }
    // What the usual encoding does not have stays a question, which says how to end it.
    let desk = returned("田中", SHIFT_JIS);
    setting(&desk, "utf-8");
    let report = desk.run(&["reconcile", "--format", "json"]).must(1).json();
    let found = findings(&report, "file/encoding");
    assert!(found[0]["help"].as_str().unwrap().contains("engagement.toml"), "{}", found[0]["help"]);
    let desk = returned("田中", SHIFT_JIS);
    setting(&desk, "nonsense");
    let done = desk.run(&["reconcile"]).must(2);
    assert!(done.err.contains("“encoding” is “nonsense”") && done.err.contains("line "), "{}", done.err);
}

#[test]
fn an_encoding_that_is_none_is_told_with_the_nearest() {
    let desk = returned("second", UTF_8);
    let done = desk.run(&["--encoding", "windows1250", "reconcile"]).must(2);
    assert!(done.err.contains("windows-1250"), "{}", done.err);
}

#[test]
fn a_list_that_is_imported_is_read_in_the_encoding_that_is_said() {
    let desk = Desk::new(&[]);
    let file = desk.path("liste.csv");
    std::fs::write(&file, WINDOWS_1250.encode("Title,Description\nKovač,one\nTwo,two\n").0).unwrap();
    let name = file.display().to_string();
    let refused = desk.run(&["import", &name, "--as", "raid/risks"]).must(2);
    assert!(refused.err.contains("Kovač") && refused.err.contains("--encoding"), "{}", refused.err);
    let report = desk.run(&["import", &name, "--as", "raid/risks", "--encoding", "cp1250", "--format", "json"]).json();
    assert_eq!(desk.value("Risks", "R-001", "Title"), "Kovač", "{}", codes(&report));
}

/// Files for merging, in the encodings that are given.
fn files(texts: [(&str, &'static Encoding); 3]) -> (Desk, Vec<PathBuf>) {
    let desk = Desk::new(&[]);
    let paths = ["base.csv", "master.csv", "returned.csv"].map(|name| desk.path(name));
    for (path, (text, encoding)) in paths.iter().zip(texts) {
        std::fs::write(path, encoding.encode(text).0).unwrap();
    }
    (desk, paths.to_vec())
}

/// §8.50: what is merged keeps the master's encoding where that has every character.
#[test]
fn files_in_several_encodings_are_merged_in_that_of_the_master() {
    let base = "id;name\n1;Größe prüfen\n2;Łukasz\n3;Ada\n";
    let more = "id;name\n1;Größe prüfen\n2;Łukasz\n3;Świętosława\n";
    for (master, edited, written, code) in [
        (WINDOWS_1250, more, WINDOWS_1250, "was read as windows-1250"),
        (WINDOWS_1250, "id;name\n1;Größe prüfen\n2;Łukasz\n3;移行\n", UTF_8, "has no 移"),
    ] {
        let (desk, paths) = files([(base, UTF_8), (base, master), (edited, UTF_8)]);
        let [base_file, master_file, returned] = [0, 1, 2].map(|n| paths[n].display().to_string());
        let out = desk.path("out.csv");
        let out_name = out.display().to_string();
        let done = desk
            .run(&["merge", "--base", &base_file, "--master", &master_file, "--returned", &returned, "-o", &out_name])
            .must(0);
        assert!(done.err.contains(code), "{}", done.err);
        let bytes = std::fs::read(&out).unwrap();
        assert_eq!(written.decode(&bytes).0, edited, "{}", done.err);
        let same = desk.run(&["diff", &base_file, &master_file]).must(0);
        assert!(same.out.contains("was read as windows-1250") || same.err.contains("was read as windows-1250"));
    }
}
