//! HTML of pages and clipboards.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| cairn_fuzz::check("html", &String::from_utf8_lossy(data)));
