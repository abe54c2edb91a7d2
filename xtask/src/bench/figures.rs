/// What the rounds of one case gave, in microseconds of processor time for a request.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) ours: Vec<f64>,
    pub(crate) floor: Vec<f64>,
}

/// Above the rows; Markdown, so that it can go into a document as it is.
pub(crate) const HEADER: &str = "\
| case | database | ours µs (spread) | floor µs (spread) | ratio (spread) |
|---|---|---|---|---|";

impl Figures {
    /// The medians; the spread is the least and the most of all rounds. The ratio is the median
    /// of the rounds' own ratios, since the two halves of a round saw the same machine.
    pub(crate) fn row(&self, case: &str, database: &str) -> String {
        let ratios = self.ours.iter().zip(&self.floor).map(|(ours, floor)| ours / floor);
        let ratios: Vec<f64> = ratios.filter(|ratio| ratio.is_finite()).collect();
        let (ours, floor) = (Spread::of(&self.ours), Spread::of(&self.floor));
        format!(
            "| {case} | {database} | {} | {} | {} |",
            ours.text(1),
            floor.text(1),
            Spread::of(&ratios).text(2)
        )
    }
}

#[derive(Debug, PartialEq)]
struct Spread {
    least: f64,
    median: f64,
    most: f64,
}

impl Spread {
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            at(middle)
        } else {
            f64::midpoint(at(middle.wrapping_sub(1)), at(middle))
        };
        Self { least: at(0), median, most: at(sorted.len().wrapping_sub(1)) }
    }

    fn text(&self, decimals: usize) -> String {
        let Self { least, median, most } = self;
        format!("{median:.decimals$} ({least:.decimals$}–{most:.decimals$})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let spread = Spread { least: 1.0, median: 2.5, most: 9.0 };
        assert_eq!(Spread::of(&[9.0, 2.0, 1.0, 3.0]), spread);
    }

    #[test]
    fn the_ratio_is_that_of_the_rounds() {
        let figures = Figures { ours: vec![2.0, 30.0, 4.0], floor: vec![1.0, 10.0, 2.0] };
        let row = "| ok | sqlite | 4.0 (2.0–30.0) | 2.0 (1.0–10.0) | 2.00 (2.00–3.00) |";
        assert_eq!(figures.row("ok", "sqlite"), row);
    }
}
