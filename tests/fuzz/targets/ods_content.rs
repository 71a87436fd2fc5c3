//! The content of an OpenDocument workbook, in a package that is right.
#![no_main]

#[path = "../reading.rs"]
mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: reading::quiet(), |data: &[u8]| {
    let mut parts = data.split(|b| *b == 0);
    let (content, meta) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let mime = b"application/vnd.oasis.opendocument.spreadsheet";
    reading::read(&reading::package(&[("mimetype", mime), ("content.xml", content), ("meta.xml", meta)]), "a.ods");
});
