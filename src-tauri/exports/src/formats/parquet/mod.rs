//! Apache Parquet: typed columns, for the analysis of large libraries. `fields`
//! says which, `cells` gathers their values.
//!
//! Rows are written in groups, so that memory does not grow with the library.

mod cells;
mod fields;

use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;

use self::cells::Column;
use self::fields::{Field, fields, schema};
use super::table::{Entry, Table};
use crate::error::{ExportError, Result};

/// Rows held in memory: with the largest embedding a few megabytes.
const GROUP: usize = 2_000;

/// A table in the making.
pub(crate) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    fields: Vec<Field>,
    columns: Vec<Column>,
    rows: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// Begins it.
    pub(crate) fn new(out: W) -> Result<Self> {
        let fields = fields();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .build();
        let schema = Arc::new(schema(&fields).map_err(failed)?);
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties));
        Ok(Self {
            writer: writer.map_err(failed)?,
            columns: fields.iter().flat_map(Field::columns).collect(),
            fields,
            rows: 0,
        })
    }

    fn write_group(&mut self) -> std::result::Result<(), ParquetError> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            if let Some(mut writer) = group.next_column()? {
                column.write(&mut writer)?;
                writer.close()?;
            }
        }
        group.close()?;
        self.rows = 0;
        Ok(())
    }
}

impl<W: Write + Send> Table for Parquet<W> {
    fn row(&mut self, entry: &Entry) -> Result<()> {
        let mut columns = self.columns.iter_mut();
        for field in &self.fields {
            field.put(entry, &mut columns);
        }
        self.rows += 1;
        if self.rows == GROUP {
            self.write_group().map_err(failed)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if self.rows > 0 {
            self.write_group().map_err(failed)?;
        }
        self.writer.finish().map_err(failed)?;
        Ok(())
    }
}

fn failed(error: ParquetError) -> ExportError {
    ExportError::Table(error.to_string())
}
