//! The printed table: each row is a ratio with its spread and its goal.

/// The values of one measurement, one for each round.
#[derive(Debug, Default, Clone)]
pub(crate) struct Series(pub(crate) Vec<f64>);

impl Series {
    pub(crate) fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Returns the ratios, round by round.
    pub(crate) fn over(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(this, that)| this / that).collect())
    }

    fn spread(&self) -> (f64, f64) {
        let least = self.0.iter().copied().fold(f64::INFINITY, f64::min);
        (least, self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    }
}

/// The goal of a ratio.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    AtLeast(f64),
    AtMost(f64),
    /// No goal; the row is informational.
    None,
}

#[derive(Debug)]
struct Row {
    what: String,
    against: String,
    ratio: Series,
    goal: Goal,
    beside: String,
}

/// The measured rows.
#[derive(Debug, Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds a row and prints it, to show the progress of a long run.
    pub(crate) fn add(&mut self, what: &str, against: &str, ratio: Series, goal: Goal, beside: String) {
        let row = Row { what: what.to_owned(), against: against.to_owned(), ratio, goal, beside };
        println!("{}", row.line());
        self.rows.push(row);
    }

    pub(crate) fn print(&self) {
        println!("\n| what | against | goal | median | spread | | details |\n|---|---|---|---|---|---|---|");
        for row in &self.rows {
            println!("{}", row.line());
        }
    }
}

impl Row {
    fn line(&self) -> String {
        let (median, (least, most)) = (self.ratio.median(), self.ratio.spread());
        let (wanted, verdict) = match self.goal {
            Goal::AtLeast(goal) => (format!("≥ {goal}"), if median >= goal { "reached" } else { "short" }),
            Goal::AtMost(goal) => (format!("≤ {goal}"), if median <= goal { "reached" } else { "short" }),
            Goal::None => (String::new(), ""),
        };
        let Self { what, against, beside, .. } = self;
        format!("| {what} | {against} | {wanted} | {median:.2} | {least:.2} to {most:.2} | {verdict} | {beside} |")
    }
}
