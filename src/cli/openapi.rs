//! `cairn openapi`.

use super::say;

pub(super) fn run() {
    say(crate::openapi::render().trim_end());
}
