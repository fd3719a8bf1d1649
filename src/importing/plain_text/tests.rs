//! Examples of what plain texts become.
