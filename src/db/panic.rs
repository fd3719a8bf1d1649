//! Panics, turned into errors.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::connection::Connection;
use super::error::Error;

/// Runs `work` and returns its panic as an error, so that a panic in a transaction rolls it back.
pub(super) fn catch_panic<T, E: From<Error>>(
    connection: &mut Connection,
    work: impl FnOnce(&mut Connection) -> Result<T, E>,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| work(connection)))
        .unwrap_or_else(|panic| Err(Error::Interrupted(format!("it panicked: {}", panic_text(panic.as_ref()))).into()))
}

/// Returns the message of a panic.
pub fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("no message")
}
