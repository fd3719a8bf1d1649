//! Line numbers for increasing offsets in a text, counted in one pass.

/// Counts the lines of a text up to increasing offsets.
pub(super) struct LineCounter<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
}

impl<'t> LineCounter<'t> {
    /// Creates a counter for a text that starts at line `first_line`.
    pub(super) fn new(text: &'t str, first_line: usize) -> Self {
        Self { text, offset: 0, line: first_line }
    }

    /// Returns the line of an offset. The offset must not be less than the previous one.
    pub(super) fn line_at(&mut self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        if offset > self.offset {
            self.line += memchr::memchr_iter(b'\n', &self.text.as_bytes()[self.offset..offset]).count();
            self.offset = offset;
        }
        self.line
    }
}
