//! Whole-command cases: each folder of `tests/cases` is a situation, what is run in it, and what must come of it.
//!
//! - `in/` holds the files that are there before; they are copied into an empty folder.
//! - `transcript.txt` holds the commands, one `$ prekick …` a line, each followed by what it must print (lines of stderr
//!   begin with `! `) and by `exit N`. Lines before the first command say what the case is about.
//! - `out/` holds every file that a command made or changed. A workbook is compared as text, `NAME.xlsx.txt`: its sheets and
//!   filled cells.
//!
//! Among them are those of merging without an engagement: §8.43 in `merge-unclosed-quote` and `merge-cut-off-csv`, §8.44 in
//! `merge-excel-resave`, §8.45 in `merge-numbers-as-text`, §8.47 in `merge-row-both-added`.
//!
//! `UPDATE_CASES=1 cargo test --test it cases` writes `transcript.txt` and `out/` as they now come out; the difference in git
//! is then what to review.

use crate::desk::TODAY;
use prekick::edges::reader;
use prekick::model::engagement::Limits;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

type Files = BTreeMap<String, Vec<u8>>;

#[test]
fn every_case_comes_out_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|e| e.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case in {}", folder.display());
    #[expect(clippy::disallowed_methods, reason = "whether expectations are rewritten is for whoever runs it to say")]
    let update = std::env::var_os("UPDATE_CASES").is_some();
    let wrong: Vec<String> = cases.iter().filter_map(|case| run_case(case, update).err()).collect();
    assert!(wrong.is_empty(), "{} of {} cases:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn run_case(case: &Path, update: bool) -> Result<(), String> {
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let script =
        std::fs::read_to_string(case.join("transcript.txt")).map_err(|e| format!("{name}: transcript: {e}"))?;
    let folder = tempfile::tempdir().unwrap();
    let before = files_in(&case.join("in"));
    put_files(folder.path(), &before);
    let mut transcript: String = script.lines().take_while(|l| !l.starts_with("$ ")).fold(String::new(), line_after);
    for command in script.lines().filter_map(|l| l.strip_prefix("$ ")) {
        transcript += &run_command(folder.path(), command);
    }
    let mut after = files_in(folder.path());
    after.retain(|name, bytes| before.get(name) != Some(bytes));
    let after: Files = after.into_iter().map(readable).collect();
    if update {
        std::fs::write(case.join("transcript.txt"), &transcript).unwrap();
        let _ = std::fs::remove_dir_all(case.join("out"));
        put_files(&case.join("out"), &after);
        return Ok(());
    }
    if transcript != script {
        return Err(format!("{name}: the commands print something else:\n{transcript}\n--- expected:\n{script}"));
    }
    compare(&name, &after, &files_in(&case.join("out")))
}

/// Runs one line of a transcript and gives it back with what was printed.
fn run_command(folder: &Path, line: &str) -> String {
    let words = line.strip_prefix("prekick ").unwrap_or_else(|| panic!("`{line}` does not start with prekick"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_prekick"));
    command.current_dir(folder).args(split_words(words)).env("NO_COLOR", "1").env("PREKICK_TODAY", TODAY);
    let done = command.output().unwrap();
    let mut out = format!("$ {line}\n");
    out = String::from_utf8_lossy(&done.stdout).lines().fold(out, line_after);
    for said in String::from_utf8_lossy(&done.stderr).lines() {
        let _ = writeln!(out, "{}", format!("! {said}").trim_end());
    }
    let _ = writeln!(out, "exit {}", done.status.code().unwrap_or(-1));
    out
}

fn line_after(mut text: String, line: &str) -> String {
    text.push_str(line);
    text.push('\n');
    text
}

/// The words of a command line; a blank inside double quotes belongs to its word.
fn split_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words
}

fn files_in(folder: &Path) -> Files {
    let mut out = Files::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(current) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&current) else { continue };
        for path in entries.map(|e| e.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            out.insert(name, std::fs::read(&path).unwrap());
        }
    }
    out
}

fn put_files(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A workbook becomes a text; anything else stays as it is.
fn readable((name, bytes): (String, Vec<u8>)) -> (String, Vec<u8>) {
    if !name.ends_with(".xlsx") {
        return (name, bytes);
    }
    let workbook = reader::read(&bytes, &name, &Limits::default()).unwrap();
    let mut text = String::new();
    for sheet in &workbook.sheets {
        let _ = writeln!(text, "# {}", sheet.title);
        for row in &sheet.rows {
            let cells = row.cells.iter().map(|(_, cell)| cell.raw.to_string().replace('\n', "⏎"));
            let _ = writeln!(text, "{} | {}", row.number + 1, cells.collect::<Vec<_>>().join(" | "));
        }
    }
    (format!("{name}.txt"), text.into_bytes())
}

fn compare(name: &str, made: &Files, expected: &Files) -> Result<(), String> {
    let names: Vec<_> = made.keys().chain(expected.keys()).collect();
    for file in names {
        if made.get(file) != expected.get(file) {
            let text = |files: &Files| {
                files.get(file).map_or("(no such file)".into(), |b| String::from_utf8_lossy(b).into_owned())
            };
            return Err(format!("{name}: {file} is\n{}\n--- expected:\n{}", text(made), text(expected)));
        }
    }
    Ok(())
}
