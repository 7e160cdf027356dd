//! One track as a line for people.

use moodplane_exports::Row;

/// A second line for people, where one track alone is looked at: how
/// probable each quadrant is, and what most listeners feel.
pub fn more(row: &Row) -> Option<String> {
    /// Emotions that are named.
    const STRONGEST: usize = 3;
    let quadrants: Vec<String> = ["Q1", "Q2", "Q3", "Q4"]
        .iter()
        .zip(row.record.quadrant_probabilities?)
        .map(|(name, p)| format!("{name} {:.0} %", 100.0 * p))
        .collect();
    let unsure = if row.record.unsure == Some(true) {
        " (unsure)"
    } else {
        ""
    };
    let mut gems: Vec<(&String, &f64)> = row.record.gems.iter().flatten().collect();
    gems.sort_by(|x, y| y.1.total_cmp(x.1));
    let felt: Vec<String> = gems
        .iter()
        .take(STRONGEST)
        .map(|(name, share)| format!("{} {:.0} %", name.replace('_', " "), 100.0 * **share))
        .collect();
    let felt = if felt.is_empty() {
        String::new()
    } else {
        format!("  felt: {}", felt.join(", "))
    };
    Some(format!("{:18}{}{unsure}{felt}", "", quadrants.join("  ")))
}

/// The heading over lines for people.
pub const HEADING: &str = "valence  arousal  quadrant  key   tempo  length  track";

/// A line for people.
pub fn line(row: &Row) -> String {
    let r = &row.record;
    let name = match &row.artist {
        Some(artist) => format!("{artist} - {}", row.title),
        None => row.title.clone(),
    };
    if let Some(error) = &r.error {
        return format!(
            "      -        -  {:8}     -      -       -  {}: {}",
            error.code, r.path, error.message
        );
    }
    let number = |n: Option<f64>, digits: usize| {
        n.map_or_else(|| "-".to_owned(), |n| format!("{n:.digits$}"))
    };
    let length = r.duration_s.map_or_else(
        || "-".to_owned(),
        |s| format!("{}:{:02}", s as u64 / 60, s as u64 % 60),
    );
    let on: Vec<&str> = r.tags.iter().filter(|t| t.on).map(|t| t.name).collect();
    let feel = if on.is_empty() {
        String::new()
    } else {
        format!("  ({})", on.join(", "))
    };
    format!(
        "{:>7}  {:>7}  {:8}  {:>3}  {:>6}  {:>6}  {name}{feel}",
        number(r.valence, 2),
        number(r.arousal, 2),
        r.quadrant.unwrap_or(row.status),
        r.camelot.as_deref().unwrap_or("-"),
        number(r.tempo_bpm, 1),
        length,
    )
}
