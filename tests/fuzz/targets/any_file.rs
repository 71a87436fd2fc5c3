//! Any bytes under any name: the kind of file is told, and it is read or refused.
#![no_main]

#[path = "../reading.rs"]
mod reading;

use libfuzzer_sys::fuzz_target;

fuzz_target!(init: reading::quiet(), |data: &[u8]| {
    let name = if data.starts_with(b"PK") || data.starts_with(b"\xD0\xCF") { "a.xlsx" } else { "a.csv" };
    reading::read(data, name);
});
