//! What publishing does, and what it leaves alone.

mod publish;
mod refreeze;
