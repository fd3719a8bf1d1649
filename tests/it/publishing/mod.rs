//! What publishing does, and what it leaves alone.

mod address_conflicts;
mod dependents;
mod history;
mod publish;
mod rebuild;
mod translations;
mod withdrawn;
