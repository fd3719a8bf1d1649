//! `cairn openapi`.

use super::output::print_line;

pub(super) fn run() {
    print_line(crate::openapi::render().trim_end());
}
