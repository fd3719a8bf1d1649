//! Plain text pasted from a page.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| cairn_fuzz::check("text", &String::from_utf8_lossy(data)));
