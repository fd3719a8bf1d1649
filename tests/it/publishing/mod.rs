//! What publishing does, and what it leaves alone.

mod handover;
mod publish;
mod refreeze;
