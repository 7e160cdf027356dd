//! The values of one column of a group of rows, as Parquet wants them: those that
//! are there, and for every place how deep it is defined and whether it goes on
//! with a list (Dremel's levels; Melnik et al. 2010).

use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::Result;
use parquet::file::writer::SerializedColumnWriter;

/// The values of one type.
pub(super) struct Values<T: DataType> {
    values: Vec<T::T>,
    defined: Vec<i16>,
    repeated: Vec<i16>,
    /// How deep a value that is there is defined: 0 where it always is.
    depth: i16,
    is_list: bool,
}

impl<T: DataType> Values<T> {
    fn new(depth: i16, is_list: bool) -> Self {
        Self {
            values: Vec::new(),
            defined: Vec::new(),
            repeated: Vec::new(),
            depth,
            is_list,
        }
    }

    /// One row's value.
    pub(super) fn put(&mut self, value: Option<T::T>) {
        self.defined
            .push(if value.is_some() { self.depth } else { 0 });
        self.values.extend(value);
    }

    /// One row's list. None is not defined at all, an empty one is without its
    /// elements.
    pub(super) fn put_list(&mut self, list: Option<Vec<T::T>>) {
        let list = match list {
            Some(list) if !list.is_empty() => list,
            other => {
                self.defined.push(i16::from(other.is_some()));
                self.repeated.push(0);
                return;
            }
        };
        for number in 0..list.len() {
            self.defined.push(self.depth);
            self.repeated.push(i16::from(number > 0));
        }
        self.values.extend(list);
    }

    fn write(&mut self, writer: &mut SerializedColumnWriter) -> Result<()> {
        let defined = (self.depth > 0).then_some(&*self.defined);
        let repeated = self.is_list.then_some(&*self.repeated);
        let typed = writer.typed::<T>();
        typed.write_batch(&self.values, defined, repeated)?;
        self.values.clear();
        self.defined.clear();
        self.repeated.clear();
        Ok(())
    }
}

/// The values of a column.
pub(super) enum Column {
    Text(Values<ByteArrayType>),
    Float(Values<FloatType>),
    Int(Values<Int32Type>),
    Long(Values<Int64Type>),
    Bool(Values<BoolType>),
}

impl Column {
    pub(super) fn text(depth: i16, is_list: bool) -> Self {
        Self::Text(Values::new(depth, is_list))
    }

    pub(super) fn float(depth: i16, is_list: bool) -> Self {
        Self::Float(Values::new(depth, is_list))
    }

    pub(super) fn int() -> Self {
        Self::Int(Values::new(1, false))
    }

    pub(super) fn long() -> Self {
        Self::Long(Values::new(1, false))
    }

    pub(super) fn bool() -> Self {
        Self::Bool(Values::new(1, false))
    }

    /// Writes the values and forgets them.
    pub(super) fn write(&mut self, writer: &mut SerializedColumnWriter) -> Result<()> {
        match self {
            Self::Text(values) => values.write(writer),
            Self::Float(values) => values.write(writer),
            Self::Int(values) => values.write(writer),
            Self::Long(values) => values.write(writer),
            Self::Bool(values) => values.write(writer),
        }
    }
}

/// A text as Parquet holds it.
pub(super) fn bytes(text: &str) -> ByteArray {
    text.as_bytes().to_vec().into()
}
