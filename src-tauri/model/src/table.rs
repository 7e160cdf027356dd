//! Tables of results: the same rows as aligned text, as Markdown and as JSON.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::metrics::Estimate;

/// What stands in one place of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words, or a number as its author printed it.
    Text(String),
    /// A measure with its interval.
    Estimate(Estimate),
    /// Nothing was measured.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Estimate> for Cell {
    fn from(estimate: Estimate) -> Self {
        Self::Estimate(estimate)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Estimate(estimate) if estimate.value.is_finite() => write!(f, "{estimate}"),
            Self::Estimate(_) | Self::Empty => f.write_str("-"),
        }
    }
}

impl Serialize for Cell {
    /// A string, `{value, low, high}`, or null.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => text.serialize(serializer),
            Self::Estimate(estimate) => estimate.serialize(serializer),
            Self::Empty => serializer.serialize_none(),
        }
    }
}

/// A table. Its [`Display`](fmt::Display) is aligned text.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// What each column holds; the first names the rows.
    pub columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    pub fn new(title: impl Into<String>, columns: &[&str]) -> Self {
        Self {
            title: title.into(),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; columns without a cell stay empty.
    ///
    /// # Panics
    /// When it has more cells than there are columns.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        assert!(
            row.len() <= self.columns.len(),
            "a row longer than its table"
        );
        row.resize(self.columns.len(), Cell::Empty);
        self.rows.push(row);
    }

    /// The rows, each with a cell for every column.
    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// The header and the rows as `shown` writes each cell.
    fn lines(&self, shown: impl Fn(&str) -> String) -> Vec<Vec<String>> {
        let header = self.columns.iter().map(|column| shown(column)).collect();
        let rows = self.rows.iter();
        let rows = rows.map(|row| row.iter().map(|cell| shown(&cell.to_string())).collect());
        std::iter::once(header).chain(rows).collect()
    }

    /// The table as Markdown, under its title in bold.
    pub fn markdown(&self) -> String {
        let lines = self.lines(|text| text.replace('|', "\\|").replace('\n', " "));
        let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
        let rule: Vec<String> = (0..self.columns.len())
            .map(|column| if column == 0 { "---" } else { "---:" }.to_owned())
            .collect();
        let mut text = format!("**{}**\n\n{}{}", self.title, row(&lines[0]), row(&rule));
        lines[1..].iter().for_each(|line| text.push_str(&row(line)));
        text
    }
}

impl fmt::Display for Table {
    /// The title, then names to the left and values to the right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = self.lines(|text| text.replace('\n', " "));
        let width = |column: usize| {
            let cells = lines.iter().map(|line| line[column].chars().count());
            cells.max().unwrap_or_default()
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        f.write_str(&self.title)?;
        for line in &lines {
            let cells = line.iter().zip(&widths).enumerate();
            let cells = cells.map(|(column, (cell, &width))| match column {
                0 => format!("{cell:width$}"),
                _ => format!("{cell:>width$}"),
            });
            write!(f, "\n{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
        }
        Ok(())
    }
}

/// A row by its columns' names.
struct Named<'a>(&'a [String], &'a [Cell]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

impl Serialize for Table {
    /// `{title, columns, rows}`, a row being an object by its columns' names.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = self.rows.iter().map(|row| Named(&self.columns, row));
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("title", &self.title)?;
        map.serialize_entry("columns", &self.columns)?;
        map.serialize_entry("rows", &rows.collect::<Vec<_>>())?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("R² on DEAM", &["trained on", "valence", "arousal"]);
        let estimate = Estimate {
            value: 0.5131,
            low: 0.41,
            high: -0.05,
        };
        table.push(vec!["ours | no keys".into(), estimate.into()]);
        table.push(vec!["published".into(), ".513".into(), None::<Cell>.into()]);
        table
    }

    #[test]
    fn text_is_aligned() {
        assert_eq!(
            table().to_string(),
            "R² on DEAM\n\
             trained on                    valence  arousal\n\
             ours | no keys  0.513 [0.410, -0.050]        -\n\
             published                        .513        -"
        );
    }

    #[test]
    fn markdown_keeps_its_bars_apart() {
        assert_eq!(
            table().markdown(),
            "**R² on DEAM**\n\n\
             | trained on | valence | arousal |\n\
             | --- | ---: | ---: |\n\
             | ours \\| no keys | 0.513 [0.410, -0.050] | - |\n\
             | published | .513 | - |\n"
        );
    }

    #[test]
    fn json_names_every_cell() {
        assert_eq!(
            serde_json::to_value(table()).unwrap(),
            serde_json::json!({
                "title": "R² on DEAM",
                "columns": ["trained on", "valence", "arousal"],
                "rows": [
                    {
                        "trained on": "ours | no keys",
                        "valence": { "value": 0.5131, "low": 0.41, "high": -0.05 },
                        "arousal": null
                    },
                    { "trained on": "published", "valence": ".513", "arousal": null }
                ]
            })
        );
    }

    #[test]
    fn what_is_not_defined_is_a_dash() {
        let nothing = Estimate {
            value: f64::NAN,
            low: f64::NAN,
            high: f64::NAN,
        };
        assert_eq!(Cell::from(nothing).to_string(), "-");
    }
}
