//! `cairn openapi`.

use super::{Outcome, say};

pub(super) fn run() -> Outcome {
    say(crate::openapi::render().trim_end());
    Ok(())
}
