//! The checker itself, on small sources.

use crate::arrows::arrows;
use crate::exceptions::{Exceptions, Rewriting};
use crate::plan::{PLAN, Plan};
use crate::rules::{self, Offence, offences};
use crate::sources::Sources;
use std::collections::BTreeMap;

const SMALL: Plan = Plan {
    floors: &[
        ("lib", &[]),
        ("model", &[]),
        ("steps", &["model"]),
        ("edges", &["model"]),
        ("commands", &["model", "steps", "edges"]),
    ],
    with_rooms: &["model", "steps", "edges", "commands"],
    ordered: "steps",
    order: &["low", "middle", "high"],
    ..PLAN
};

/// A crate with the rooms low, middle and high, with these files put in or put in the place of empty ones.
fn house(files: &[(&str, &str)]) -> Sources {
    let mut texts = BTreeMap::from(
        [
            ("src/lib.rs", "mod model; mod steps; mod edges;"),
            ("src/model/mod.rs", "pub mod text;"),
            ("src/model/text.rs", "pub fn count() {}"),
            ("src/edges/mod.rs", "pub mod disk;"),
            ("src/edges/disk.rs", "pub struct Disk;"),
            ("src/steps/mod.rs", "pub mod low; pub mod middle; pub mod high;"),
            ("src/steps/low.rs", ""),
            ("src/steps/middle/mod.rs", "mod rows; mod cells; pub struct Middle;"),
            ("src/steps/middle/rows.rs", "pub fn rows() {}"),
            ("src/steps/middle/cells.rs", ""),
            ("src/steps/high.rs", ""),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned())),
    );
    texts.extend(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())));
    Sources::of(&texts)
}

/// Where the arrows of one file lead, as `file:line`, with the line in the file itself.
fn leads(file: &str, text: &str) -> Vec<String> {
    leads_with(file, &[(file, text)])
}

fn leads_with(file: &str, files: &[(&str, &str)]) -> Vec<String> {
    let all = arrows(&house(files));
    all.iter().filter(|a| a.from == file).map(|a| format!("{}:{}", a.to.trim_start_matches("src/"), a.line)).collect()
}

fn found(rule: &str, files: &[(&str, &str)]) -> Vec<Offence> {
    let all = offences(&house(files), &SMALL);
    all.into_iter().filter(|o| o.rule == rule).collect()
}

fn items(rule: &str, files: &[(&str, &str)]) -> Vec<String> {
    found(rule, files).into_iter().map(|o| o.item).collect()
}

const NONE: [&str; 0] = [];
const ROWS: &str = "src/steps/middle/rows.rs";
const MIDDLE: &str = "src/steps/middle/mod.rs";

#[test]
fn every_way_to_write_a_path_is_seen() {
    let text = ["model/text.rs:2"];
    assert_eq!(leads(ROWS, "\nuse crate::model::text::count;"), text);
    assert_eq!(leads(ROWS, "\nuse super::super::super::model::text;"), text);
    assert_eq!(leads(ROWS, "\nfn f() { super::super::super::model::text::count() }"), text);
    assert_eq!(leads(ROWS, "\nfn f(a: &[crate::model::text::Text]) {}"), text);
    assert_eq!(leads(ROWS, "\nfn f() { if let crate::model::text::Some = 1 {} }"), text);
    assert_eq!(leads(ROWS, "\nimpl crate::model::text::Count for u8 {}"), text);
    assert_eq!(leads(ROWS, "mod inner {\nuse super::super::super::super::model::text; }"), text);
    assert_eq!(leads("src/steps/low.rs", "use self::super::high;"), ["steps/high.rs:1"]);
    assert_eq!(leads_with("src/main.rs", &[("src/main.rs", "\nuse prekick::model::text;")]), text);
}

#[test]
fn a_nested_use_is_seen_with_the_line_of_each() {
    let text = "use crate::{\n    model::text::{self, count as many},\n    steps::{low, middle::*},\n};";
    assert_eq!(leads("src/steps/high.rs", text), ["model/text.rs:2", "steps/low.rs:3", "steps/middle/mod.rs:3"]);
}

#[test]
fn a_path_is_seen_in_macros_and_attributes() {
    let text = ["model/text.rs:2"];
    assert_eq!(leads(ROWS, "fn f() { vec![\n1 + crate::model::text::count()]; }"), text);
    assert_eq!(leads(ROWS, "macro_rules! m { () => {\n$crate::model::text::count() } }"), text);
    assert_eq!(leads(ROWS, "struct A {\n#[serde(with = \"crate::model::text\")] a: u8 }"), text);
}

#[test]
fn a_name_leads_where_its_use_does() {
    let files = [("src/steps/high.rs", "\nuse super::middle as other;\nfn f() { other::rows::rows() }")];
    assert_eq!(leads_with("src/steps/high.rs", &files), ["steps/middle/mod.rs:2", "steps/middle/rows.rs:3"]);
    let globs = [("src/steps/high.rs", "use super::*;\nfn f() { middle::rows::rows() }")];
    assert_eq!(leads_with("src/steps/high.rs", &globs), ["steps/middle/rows.rs:2", "steps/mod.rs:1"]);
}

#[test]
fn what_is_no_need_is_no_arrow() {
    let path = "crate::model::text::count";
    for text in [
        format!("#[cfg(test)] mod tests {{ use {path}; }}"),
        format!("#[cfg(test)] use {path};"),
        format!("#[cfg(all(test, unix))] fn f() {{ {path}() }}"),
        format!("#[test] fn f() {{ {path}() }}"),
        format!("/// See [`{path}`].\nfn f() {{}} // {path}"),
        "pub(in crate::steps) fn f() { pub(super) use std::fs::File; }".to_owned(),
        "use std::model::text; fn f<T>(a: T) { T::count(); serde::text::count(); ::model::text::count() }".to_owned(),
    ] {
        assert_eq!(leads(ROWS, &text), NONE, "{text}");
    }
    assert_eq!(leads_with(ROWS, &[(MIDDLE, "#[cfg(test)] mod rows;"), (ROWS, "use crate::model::text;")]), NONE);
}

#[test]
fn what_a_parent_passes_on_is_its_childs() {
    let inside = [(MIDDLE, "mod rows; mod cells; pub use rows::rows; pub struct Middle;")];
    assert_eq!(leads_with(MIDDLE, &inside), NONE);
    let cells = |text| [inside[0], ("src/steps/middle/cells.rs", text)];
    assert_eq!(leads_with("src/steps/middle/cells.rs", &cells("use super::rows;")), ["steps/middle/rows.rs:1"]);
    assert_eq!(leads_with("src/steps/middle/cells.rs", &cells("use super::Middle;")), ["steps/middle/mod.rs:1"]);
    // What comes from elsewhere is the parent's, who needs it.
    let elsewhere = [(MIDDLE, "mod rows; pub use crate::model::text::count;"), (ROWS, "use super::count;")];
    assert_eq!(leads_with(MIDDLE, &elsewhere), ["model/text.rs:1"]);
    assert_eq!(leads_with(ROWS, &elsewhere), ["steps/middle/mod.rs:1"]);
}

#[test]
fn an_arrow_up_is_an_offence() {
    assert_eq!(items(rules::FLOOR, &[]), NONE);
    assert_eq!(items(rules::FLOOR, &[("src/steps/low.rs", "use crate::model::text;")]), NONE);
    assert_eq!(items(rules::FLOOR, &[("src/model/text.rs", "use crate::steps::low;")]), ["model/text -> steps"]);
    assert_eq!(items(rules::FLOOR, &[("src/edges/disk.rs", "use crate::steps::low;")]), ["edges/disk -> steps"]);
    let up = found(rules::FLOOR, &[(ROWS, "\n\nuse crate::edges::disk::Disk;")]);
    assert_eq!(up[0].item, "steps/middle/rows -> edges");
    assert!(
        up[0].message.starts_with("src/steps/middle/rows.rs:3 uses crate::edges::disk::Disk: "),
        "{}",
        up[0].message
    );
    let new = [("src/lib.rs", "mod model; mod attic;"), ("src/attic.rs", "use crate::model::text;")];
    assert_eq!(items(rules::FLOOR, &new), ["attic"]);
}

#[test]
fn a_circle_of_rooms_is_found_with_all_its_legs() {
    let files = [
        ("src/steps/low.rs", "\nuse super::high::High;"),
        (ROWS, "use crate::steps::low;"),
        ("src/steps/high.rs", "use super::middle::Middle; pub struct High;"),
    ];
    let circle = found(rules::ROOM_CIRCLE, &files);
    let items: Vec<&str> = circle.iter().map(|o| o.item.as_str()).collect();
    assert_eq!(items, ["steps/high -> steps/middle", "steps/low -> steps/high", "steps/middle -> steps/low"]);
    let lines: Vec<&str> = circle[1].message.lines().map(str::trim).collect();
    assert!(lines[0].starts_with("steps/low -> steps/high -> steps/middle -> steps/low: "), "{}", lines[0]);
    assert_eq!(lines[1], "src/steps/low.rs:2 uses super::high::High");
    assert_eq!(lines[2], "src/steps/high.rs:1 uses super::middle::Middle");
    assert_eq!(lines[3], "src/steps/middle/rows.rs:1 uses crate::steps::low");
    assert_eq!(found(rules::ROOM_CIRCLE, &files[..2]), []);
}

#[test]
fn a_circle_of_files_is_found_in_a_room_only() {
    let up = (ROWS, "use super::Middle; pub fn rows() {}");
    let down = (MIDDLE, "mod rows; pub struct Middle; fn f() { rows::rows() }");
    let circle = ["steps/middle/mod -> steps/middle/rows", "steps/middle/rows -> steps/middle/mod"];
    assert_eq!(items(rules::FILE_CIRCLE, &[up, down]), circle);
    assert_eq!(items(rules::FILE_CIRCLE, &[up, (MIDDLE, "mod rows; pub use rows::rows; pub struct Middle;")]), NONE);
    let apart = [("src/steps/low.rs", "use super::high;"), ("src/steps/high.rs", "use super::low;")];
    assert_eq!(items(rules::FILE_CIRCLE, &apart), NONE);
}

#[test]
fn rooms_use_only_those_below_them() {
    let files =
        [("src/steps/low.rs", "use super::middle::Middle;"), ("src/steps/high.rs", "use super::middle::Middle;")];
    assert_eq!(items(rules::ORDER, &files), ["steps/low -> steps/middle"]);
    assert_eq!(items(rules::ROOM_LIST, &files), NONE);
    let other = [("src/steps/mod.rs", "mod low; mod attic; mod high;"), ("src/steps/attic.rs", "")];
    let listed = found(rules::ROOM_LIST, &other);
    assert!(listed[0].message.starts_with("src/steps/attic has no place"), "{}", listed[0].message);
    assert!(listed[1].message.starts_with("src/steps/middle is in the order"), "{}", listed[1].message);
}

#[test]
fn functions_are_measured() {
    let long = format!("impl A {{ fn long(\n) {{{}}}\n fn just() {{{}}} }}", "\n".repeat(59), "\n".repeat(59));
    assert_eq!(items(rules::LONG_FUNCTION, &[(ROWS, &long)]), ["rows::A::long"]);
    let many = "impl A { fn six(&self, a: A, b: A, c: A, d: A, e: A, f: A) {} }\n
        trait T { fn seven(a: A, b: A, c: A, d: A, e: A, f: A, g: A); }";
    let seven = found(rules::PARAMETERS, &[(ROWS, many)]);
    assert_eq!(seven.len(), 1);
    assert_eq!(seven[0].item, "rows::T::seven");
    assert!(
        seven[0].message.starts_with("src/steps/middle/rows.rs:3: T::seven has 7 parameters"),
        "{}",
        seven[0].message
    );
    let tests = format!("#[cfg(test)] mod tests {{ {long} {many} }}");
    assert_eq!(items(rules::LONG_FUNCTION, &[(ROWS, &tests)]), NONE);
    assert_eq!(items(rules::PARAMETERS, &[(ROWS, &tests)]), NONE);
}

#[test]
fn wide_tuples_of_public_signatures_are_found_however_deep() {
    let text = "pub fn a() -> (u8, (u8, u8)) {}
        pub(super) fn b() -> Vec<(u8, u8, u8)> {}
        pub fn c(f: impl Fn() -> Option<(u8, u8, u8)>) { let x: (u8, u8, u8) = f(); }
        fn d() -> (u8, u8, u8) {}
        pub trait T { fn e(a: &[(u8, u8, u8)]); }";
    assert_eq!(items(rules::TUPLE, &[(ROWS, text)]), ["rows::T::e", "rows::b", "rows::c"]);
}

#[test]
fn files_are_measured() {
    let (just, long) = ("\n".repeat(400), "\n".repeat(401));
    let files = [("src/steps/low.rs", just.as_str()), (ROWS, long.as_str())];
    assert_eq!(items(rules::LONG_FILE, &files), ["steps/middle/rows"]);
    assert_eq!(items(rules::MEDIAN_FILE, &files), NONE);
    let most = ["src/lib.rs", "src/model/text.rs", "src/edges/disk.rs", ROWS, "src/steps/high.rs", "src/steps/low.rs"];
    let long = "mod model; mod steps; mod edges;".to_owned() + &"\n".repeat(201);
    assert_eq!(items(rules::MEDIAN_FILE, &most.map(|path| (path, long.as_str()))), ["src"]);
}

#[test]
fn a_name_is_one_type_and_one_function_of_a_room() {
    let twice = [(ROWS, "enum Text {}"), ("src/model/text.rs", "pub type Text = u8;")];
    assert_eq!(items(rules::TYPE_TWICE, &twice), ["rows::Text", "text::Text"]);
    let tests = [(ROWS, "#[cfg(test)] struct Text;"), twice[1]];
    assert_eq!(items(rules::TYPE_TWICE, &tests), NONE);
    let text = "pub(super) fn same() {} impl A { pub fn rows() {} } fn own() {}";
    let room = [(ROWS, text), ("src/steps/middle/cells.rs", "pub fn same() {} pub fn rows() {} fn own() {}")];
    assert_eq!(items(rules::FUNCTION_TWICE, &room), ["cells::same", "rows::same"]);
    let rooms = [room[0], ("src/steps/high.rs", "pub fn same() {}")];
    assert_eq!(items(rules::FUNCTION_TWICE, &rooms), NONE);
}

#[test]
fn names_that_say_nothing_and_forgotten_files_are_found() {
    assert_eq!(items(rules::EMPTY_NAME, &[("src/steps/low.rs", "mod helpers { }")]), ["helpers"]);
    assert_eq!(items(rules::ORPHAN, &[("src/steps/low/forgotten.rs", "")]), ["steps/low/forgotten"]);
    assert_eq!(items(rules::ORPHAN, &[("src/steps/low.rs", "mod late;"), ("src/steps/low/late.rs", "")]), NONE);
}

fn offence(rule: &'static str, item: &str) -> Offence {
    Offence { rule, item: item.into(), message: format!("{item} offends") }
}

#[test]
fn the_list_excepts_what_it_has_and_nothing_else() {
    let list = Exceptions::read("# Head\nlong-file\ta\nlong-file\ta\nlong-file\tgone\norphan\tb\n");
    let offences = [offence("long-file", "a"), offence("long-file", "a"), offence("long-file", "new")];
    let said = list.complaints("long-file", &offences);
    let gone = "gone is as it should be: remove this line, as PREKICK_ARCHITECTURE=write does: long-file\tgone";
    assert_eq!(said, ["new offends", gone]);
    assert_eq!(list.complaints("long-file", &offences[1..2]).len(), 2);
    assert_eq!(list.complaints("orphan", &[offence("orphan", "b")])[0], "b offends");
    assert_eq!(list.strangers(&["long-file", "orphan"]), ["orphan\tb"]);
    assert_eq!(list.count("long-file"), 3);
}

#[test]
fn a_new_circle_is_told_once() {
    let files = [
        ("src/steps/low.rs", "use super::high::High; use super::middle::Middle;"),
        (ROWS, "use crate::steps::{low, high};"),
        ("src/steps/high.rs", "use super::middle::Middle; pub struct High;"),
    ];
    let offences = offences(&house(&files), &SMALL);
    let told = Exceptions::default().complaints(rules::ROOM_CIRCLE, &offences);
    let lines: Vec<usize> = told.iter().map(|t| t.lines().count()).collect();
    assert_eq!(lines, [3, 3, 4], "{told:#?}");
}

#[test]
fn the_list_only_gets_shorter() {
    let list = Exceptions::read("long-file\ta\nlong-file\tgone\n");
    let offences =
        [offence("long-file", "a"), offence("long-file", "a"), offence("tuple", "new"), offence("orphan", "b")];
    let shorter = list.rewritten(Rewriting::Shorter, &offences);
    assert_eq!(shorter, Exceptions::read("long-file\ta\n"));
    let anew = list.rewritten(Rewriting::Anew, &offences);
    assert_eq!(anew, Exceptions::read("long-file\ta\nlong-file\ta\ntuple\tnew\n"));
    assert_eq!(Exceptions::read(&anew.text()), anew);
}
