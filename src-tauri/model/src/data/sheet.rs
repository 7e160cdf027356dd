//! A CSV or TSV file with a header, read whole, that can say where it is wrong.

use std::path::{Path, PathBuf};

use crate::error::ModelError;

/// A file of cells. Cells and column names carry no outer white space: several
/// published annotation files pad theirs.
pub struct Sheet {
    path: PathBuf,
    /// The header.
    pub columns: Vec<String>,
    /// The lines below it.
    pub rows: Vec<Row>,
}

/// One line of a sheet, with at least as many cells as there are columns.
pub struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Row {
    /// Its line in the file, the first being 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The cell of a column that the sheet has.
    pub fn cell(&self, column: usize) -> &str {
        &self.cells[column]
    }

    /// The cells from `column` on: the last column of a TSV may go on.
    pub fn cells_from(&self, column: usize) -> &[String] {
        &self.cells[column..]
    }
}

/// `text` between quotation marks, short enough for a sentence and on one line.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut shown: String = text
        .chars()
        .take(LONGEST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        shown.push('…');
    }
    format!("'{shown}'")
}

impl Sheet {
    /// Reads comma-separated values.
    ///
    /// # Errors
    /// [`ModelError::Data`] when there is no such file, it is no text, or its
    /// lines are of unequal lengths.
    pub fn csv(path: &Path) -> Result<Self, ModelError> {
        Self::read(path, csv::ReaderBuilder::new().flexible(true), false)
    }

    /// Reads tab-separated values without quotation marks, whose lines may hold
    /// more cells than the header.
    ///
    /// # Errors
    /// As [`Sheet::csv`].
    pub fn tsv(path: &Path) -> Result<Self, ModelError> {
        let mut format = csv::ReaderBuilder::new();
        let format = format.delimiter(b'\t').quoting(false).flexible(true);
        Self::read(path, format, true)
    }

    fn read(
        path: &Path,
        format: &csv::ReaderBuilder,
        longer_lines: bool,
    ) -> Result<Self, ModelError> {
        let text = text(path)?;
        let fault = |error: csv::Error| ModelError::data(path, error.to_string());
        let mut reader = format.from_reader(text.as_bytes());
        let trimmed = |record: &csv::StringRecord| -> Vec<String> {
            record.iter().map(|cell| cell.trim().to_owned()).collect()
        };
        let columns = trimmed(reader.headers().map_err(fault)?);
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(fault)?;
            let line = record.position().map_or(0, csv::Position::line);
            let (found, wanted) = (record.len(), columns.len());
            if found < wanted || (found > wanted && !longer_lines) {
                let why = format!("line {line} has {found} cells where the header has {wanted}");
                return Err(ModelError::data(path, why));
            }
            let cells = trimmed(&record);
            rows.push(Row { line, cells });
        }
        Ok(Self {
            path: path.to_owned(),
            columns,
            rows,
        })
    }

    /// The column of one of these names.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        self.columns
            .iter()
            .position(|column| names.contains(&column.as_str()))
    }

    /// The column of one of these names, which the file cannot be read without.
    ///
    /// # Errors
    /// [`ModelError::Data`] when there is none.
    pub fn needed(&self, names: &[&str]) -> Result<usize, ModelError> {
        self.column(names).ok_or_else(|| {
            let why = format!("has no column '{}'", names.join("' or '"));
            ModelError::data(&self.path, why)
        })
    }

    /// The error that a cell is to blame for.
    pub fn wrong(&self, row: &Row, column: usize, why: impl std::fmt::Display) -> ModelError {
        let column = quoted(&self.columns[column]);
        let why = format!("line {}, column {column}: {why}", row.line);
        ModelError::data(&self.path, why)
    }

    /// A number.
    ///
    /// # Errors
    /// [`ModelError::Data`] when the cell is none, or not finite.
    pub fn number(&self, row: &Row, column: usize) -> Result<f64, ModelError> {
        let cell = row.cell(column);
        match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(self.wrong(row, column, format!("{} is not a number", quoted(cell)))),
        }
    }

    /// A number on a scale.
    ///
    /// # Errors
    /// [`ModelError::Data`] when the cell is none, or off the scale.
    pub fn on_scale(
        &self,
        row: &Row,
        column: usize,
        [low, high]: [f64; 2],
    ) -> Result<f64, ModelError> {
        let number = self.number(row, column)?;
        if (low..=high).contains(&number) {
            Ok(number)
        } else {
            let why = format!("{number} is off the scale of {low} to {high}");
            Err(self.wrong(row, column, why))
        }
    }
}

/// The file's text: UTF-8, or Latin-1 where it is not that, as some published
/// lists of artists are.
pub fn text(path: &Path) -> Result<String, ModelError> {
    let bytes = std::fs::read(path).map_err(|error| {
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        ModelError::data(path, why)
    })?;
    if bytes.contains(&0) {
        return Err(ModelError::data(path, "is not a text file"));
    }
    Ok(String::from_utf8(bytes)
        .unwrap_or_else(|error| error.into_bytes().iter().map(|&b| char::from(b)).collect()))
}
