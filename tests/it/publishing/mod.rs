//! Effects of publishing and unpublishing.

mod address_conflicts;
mod dependents;
mod history;
mod publish;
mod rebuild;
mod translations;
mod withdrawn;
