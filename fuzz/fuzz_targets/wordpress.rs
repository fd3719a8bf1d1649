//! Exports of WordPress: arbitrary files, and arbitrary content of a post.
#![no_main]

use libfuzzer_sys::fuzz_target;

const BEFORE: &str = "<rss xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
    xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><item><title>A</title><content:encoded><![CDATA[";
const AFTER: &str =
    "]]></content:encoded><wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>";

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    cairn_fuzz::check("wordpress", &text);
    cairn_fuzz::check("wordpress", &format!("{BEFORE}{text}{AFTER}"));
});
