//! What publishing does, and what it leaves alone.

mod handover;
mod history;
mod publish;
mod reach;
mod refreeze;
mod translations;
mod withdrawn;
