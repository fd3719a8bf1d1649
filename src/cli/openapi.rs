//! `cairn openapi`.

use super::output::print_line;
use crate::docs;

pub(super) fn run() {
    print_line(docs::DOCUMENT.trim_end());
}
