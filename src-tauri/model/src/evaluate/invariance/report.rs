//! What is said of the shifts: a row a variant, and one of them all.

use std::fmt;

use serde::Serialize;

use super::{Shift, Variant};
use crate::metrics::quantile;
use crate::table::Table;

/// A shift up to this counts as none, on the scale of 1-9: a tenth of the spread
/// that a library has.
const WITHIN: f64 = 0.2;

/// How far a value moves, whichever way.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Share of tracks that it moves by .2 at most for.
    pub within: f64,
    /// Median.
    pub median: f64,
    /// 95th percentile.
    pub p95: f64,
}

impl Spread {
    /// Of so many shifts, of which there is one at least.
    fn of(shifts: impl Iterator<Item = f64>) -> Self {
        let sizes: Vec<f64> = shifts.map(f64::abs).collect();
        let within = sizes.iter().filter(|&&x| x <= WITHIN).count();
        Self {
            within: within as f64 / sizes.len() as f64,
            median: quantile(&sizes, 0.5),
            p95: quantile(&sizes, 0.95),
        }
    }
}

/// One variant's shifts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The variant's name, or `all`.
    pub variant: &'static str,
    /// Tracks measured; in the row of all, pairs of track and variant.
    pub count: usize,
    /// How far the valence moves.
    pub valence: Spread,
    /// How far the arousal moves.
    pub arousal: Spread,
}

impl Row {
    /// `None` of no shifts.
    fn of(variant: &'static str, shifts: &[Shift]) -> Option<Self> {
        (!shifts.is_empty()).then(|| Self {
            variant,
            count: shifts.len(),
            valence: Spread::of(shifts.iter().map(|shift| shift.valence)),
            arousal: Spread::of(shifts.iter().map(|shift| shift.arousal)),
        })
    }
}

/// What came of a measurement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The model that heard.
    pub model: String,
    /// A row for each variant that was measured, then one of them all.
    pub rows: Vec<Row>,
}

impl Report {
    /// Of a model's shifts.
    pub fn of(model: String, shifts: &[Shift]) -> Self {
        let of = |variant: Variant| {
            let these = shifts.iter().filter(|shift| shift.variant == variant);
            Row::of(variant.name(), &these.copied().collect::<Vec<_>>())
        };
        let mut rows: Vec<Row> = Variant::ALL.into_iter().filter_map(of).collect();
        rows.extend(Row::of("all", shifts));
        Self { model, rows }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns = [
            "the same track as",
            "tracks",
            "|ΔV| ≤ .2",
            "median",
            "95 %",
            "|ΔA| ≤ .2",
            "median",
            "95 %",
        ];
        let title = format!(
            "How far {} moves a track that comes in another form",
            self.model
        );
        let mut table = Table::new(title, &columns);
        for row in &self.rows {
            let mut cells = vec![row.variant.into(), row.count.to_string().into()];
            for spread in [row.valence, row.arousal] {
                cells.push(format!("{:.1} %", 100.0 * spread.within).into());
                cells.push(format!("{:.3}", spread.median).into());
                cells.push(format!("{:.3}", spread.p95).into());
            }
            table.push(cells);
        }
        table.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(variant: Variant, valence: f64, arousal: f64) -> Shift {
        Shift {
            variant,
            valence,
            arousal,
        }
    }

    #[test]
    fn a_row_a_variant_that_was_measured_and_one_of_all() {
        let shifts = [
            shift(Variant::Mono, 0.0, 0.1),
            shift(Variant::Mono, -0.4, 0.1),
            shift(Variant::Late, 0.1, -0.2),
        ];
        let report = Report::of("student".into(), &shifts);
        let names: Vec<&str> = report.rows.iter().map(|row| row.variant).collect();
        assert_eq!(names, ["3 s of silence first", "mono", "all"]);
        let mono = &report.rows[1];
        assert_eq!((mono.count, mono.valence.within), (2, 0.5));
        assert!((mono.valence.median - 0.2).abs() < 1e-9);
        // .2 itself is within.
        assert_eq!(report.rows[0].arousal.within, 1.0);
        assert_eq!(report.rows[2].count, 3);
        assert_eq!(report.to_string().lines().count(), 5);
    }

    #[test]
    fn nothing_measured_makes_no_row() {
        assert_eq!(Report::of("student".into(), &[]).rows, []);
    }
}
