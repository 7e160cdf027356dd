//! The fields of a row, in their order: their names, their types, and where their
//! values come from.

use std::slice::IterMut;
use std::sync::Arc;

use moodplane_library::{Analysis, GEMS, Key, vocabulary};
use parquet::basic::{LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};

use super::cells::{Column, bytes};
use crate::formats::table::Entry;

/// What a field holds. Each may be missing.
pub(super) enum Kind {
    Text,
    Float,
    Int,
    /// Milliseconds since 1970, UTC.
    Time,
    Bool,
    Texts,
    Floats,
    /// A number for each of these names.
    Numbers(Vec<String>),
}

/// A value, of the kind of its field.
enum Value {
    None,
    Text(String),
    Float(f32),
    Int(i32),
    Time(i64),
    Bool(bool),
    Texts(Vec<String>),
    Floats(Vec<f32>),
}

/// A field of a row.
pub(super) struct Field {
    name: &'static str,
    kind: Kind,
    value: fn(&Entry) -> Value,
}

/// All of them.
pub(super) fn fields() -> Vec<Field> {
    let field = |name, kind, value| Field { name, kind, value };
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let tags = vocabulary().iter().map(|tag| tag.name.clone()).collect();
    vec![
        field("playlist", Kind::Text, |e| text(Some(e.list))),
        field("position", Kind::Int, |e| int(Some(e.position))),
        field("id", Kind::Int, |e| int(Some(e.listed.row.id))),
        field("path", Kind::Text, |e| text(Some(&e.path))),
        field("title", Kind::Text, |e| text(Some(&e.listed.row.title))),
        field("artist", Kind::Text, |e| text(e.listed.row.artist.as_ref())),
        field("album", Kind::Text, |e| text(e.listed.row.album.as_ref())),
        field("genre", Kind::Text, |e| text(e.listed.row.genre.as_ref())),
        field("year", Kind::Int, |e| int(e.listed.row.year)),
        field("added_at", Kind::Time, |e| {
            Value::Time(1000 * i64::from(e.listed.row.added_at))
        }),
        field("duration_s", Kind::Float, |e| {
            float(e.listed.row.duration_s)
        }),
        field("status", Kind::Text, |e| {
            text(Some(e.listed.row.state.name()))
        }),
        field("valence", Kind::Float, |e| {
            heard(e, |a| float(Some(a.valence)))
        }),
        field("arousal", Kind::Float, |e| {
            heard(e, |a| float(Some(a.arousal)))
        }),
        field("valence_sd", Kind::Float, |e| {
            heard(e, |a| float(Some(a.valence_sd)))
        }),
        field("arousal_sd", Kind::Float, |e| {
            heard(e, |a| float(Some(a.arousal_sd)))
        }),
        field("valence_raw", Kind::Float, |e| {
            heard(e, |a| float(Some(a.valence_raw)))
        }),
        field("arousal_raw", Kind::Float, |e| {
            heard(e, |a| float(Some(a.arousal_raw)))
        }),
        field("quadrant", Kind::Text, |e| {
            heard(e, |a| text(Some(a.quadrant().name())))
        }),
        field("unsure", Kind::Bool, |e| {
            heard(e, |a| Value::Bool(a.is_unsure()))
        }),
        field(
            "quadrant_probabilities",
            Kind::Numbers(names(&["Q1", "Q2", "Q3", "Q4"])),
            |e| heard(e, |a| Value::Floats(a.quadrant_probabilities.to_vec())),
        ),
        field("key", Kind::Text, |e| {
            text(e.listed.row.key.map(Key::tonic_name))
        }),
        field("mode", Kind::Text, |e| {
            text(e.listed.row.key.map(|key| key.mode.name()))
        }),
        field("camelot", Kind::Text, |e| {
            text(e.listed.row.key.map(Key::camelot))
        }),
        field("tempo_bpm", Kind::Float, |e| float(e.listed.row.tempo_bpm)),
        field("loudness_lufs", Kind::Float, |e| {
            heard(e, |a| float(a.loudness_lufs))
        }),
        field("true_peak_dbtp", Kind::Float, |e| {
            heard(e, |a| float(a.true_peak_dbtp))
        }),
        field("tags_on", Kind::Texts, |e| {
            heard(e, |_| Value::Texts(e.listed.row.tags.clone()))
        }),
        field("tags", Kind::Numbers(tags), |e| {
            heard(e, |a| Value::Floats(a.tags.clone()))
        }),
        field("gems", Kind::Numbers(names(&GEMS)), |e| {
            heard(e, |a| {
                a.gems
                    .map_or(Value::None, |gems| Value::Floats(gems.to_vec()))
            })
        }),
        field("curve_step_s", Kind::Float, |e| {
            heard(e, |a| float(Some(a.curve.step_s)))
        }),
        field("curve_valence", Kind::Floats, |e| {
            heard(e, |a| Value::Floats(a.curve.valence.clone()))
        }),
        field("curve_arousal", Kind::Floats, |e| {
            heard(e, |a| Value::Floats(a.curve.arousal.clone()))
        }),
        field("embedding", Kind::Floats, |e| {
            heard(e, |a| Value::Floats(a.embedding.clone()))
        }),
        field("model", Kind::Text, |e| {
            heard(e, |a| text(Some(&a.model.id)))
        }),
        field("model_version", Kind::Text, |e| {
            heard(e, |a| text(Some(&a.model.version)))
        }),
        field("error_code", Kind::Text, |e| {
            text(failure(e).map(|failure| &failure.code))
        }),
        field("error_message", Kind::Text, |e| {
            text(failure(e).map(|failure| &failure.message))
        }),
    ]
}

fn heard(entry: &Entry, value: impl FnOnce(&Analysis) -> Value) -> Value {
    entry.listed.analysis.as_ref().map_or(Value::None, value)
}

fn failure<'a>(entry: &'a Entry) -> Option<&'a moodplane_library::Failure> {
    let failure = entry.listed.failure.as_ref();
    failure.filter(|_| entry.listed.analysis.is_none())
}

fn text(value: Option<impl Into<String>>) -> Value {
    value.map_or(Value::None, |text| Value::Text(text.into()))
}

fn float(value: Option<f32>) -> Value {
    value.map_or(Value::None, Value::Float)
}

fn int(value: Option<impl Into<u32>>) -> Value {
    let value = value.map(|value| i32::try_from(value.into()).unwrap_or(i32::MAX));
    value.map_or(Value::None, Value::Int)
}

impl Field {
    /// The columns that it takes, empty.
    pub(super) fn columns(&self) -> Vec<Column> {
        match &self.kind {
            Kind::Text => vec![Column::text(1, false)],
            Kind::Float => vec![Column::float(1, false)],
            Kind::Int => vec![Column::int()],
            Kind::Time => vec![Column::long()],
            Kind::Bool => vec![Column::bool()],
            Kind::Texts => vec![Column::text(2, true)],
            Kind::Floats => vec![Column::float(2, true)],
            Kind::Numbers(names) => names.iter().map(|_| Column::float(1, false)).collect(),
        }
    }

    /// Puts a row's value into its columns, which are the next ones.
    pub(super) fn put(&self, entry: &Entry, columns: &mut IterMut<Column>) {
        let value = (self.value)(entry);
        if let Kind::Numbers(names) = &self.kind {
            let numbers = match value {
                // Of a model with another vocabulary there is none that fits.
                Value::Floats(numbers) if numbers.len() == names.len() => numbers,
                _ => Vec::new(),
            };
            let mut numbers = numbers.into_iter();
            for column in columns.take(names.len()) {
                if let Column::Float(column) = column {
                    column.put(numbers.next());
                }
            }
            return;
        }
        let Some(column) = columns.next() else {
            return;
        };
        let is_list = matches!(self.kind, Kind::Texts | Kind::Floats);
        match (column, value) {
            (Column::Text(column), Value::Text(text)) => column.put(Some(bytes(&text))),
            (Column::Text(column), Value::Texts(texts)) => {
                column.put_list(Some(texts.iter().map(|text| bytes(text)).collect()));
            }
            (Column::Text(column), _) if is_list => column.put_list(None),
            (Column::Text(column), _) => column.put(None),
            (Column::Float(column), Value::Float(number)) => column.put(Some(number)),
            (Column::Float(column), Value::Floats(numbers)) => column.put_list(Some(numbers)),
            (Column::Float(column), _) if is_list => column.put_list(None),
            (Column::Float(column), _) => column.put(None),
            (Column::Int(column), Value::Int(number)) => column.put(Some(number)),
            (Column::Int(column), _) => column.put(None),
            (Column::Long(column), Value::Time(time)) => column.put(Some(time)),
            (Column::Long(column), _) => column.put(None),
            (Column::Bool(column), Value::Bool(holds)) => column.put(Some(holds)),
            (Column::Bool(column), _) => column.put(None),
        }
    }

    fn schema(&self) -> Result<Type> {
        match &self.kind {
            Kind::Text => leaf(self.name, Repetition::OPTIONAL, Physical::BYTE_ARRAY),
            Kind::Float => leaf(self.name, Repetition::OPTIONAL, Physical::FLOAT),
            Kind::Int => leaf(self.name, Repetition::OPTIONAL, Physical::INT32),
            Kind::Time => leaf(self.name, Repetition::OPTIONAL, Physical::INT64),
            Kind::Bool => leaf(self.name, Repetition::OPTIONAL, Physical::BOOLEAN),
            Kind::Texts => list(self.name, Physical::BYTE_ARRAY),
            Kind::Floats => list(self.name, Physical::FLOAT),
            Kind::Numbers(names) => {
                let number = |name: &String| {
                    Ok(Arc::new(leaf(name, Repetition::REQUIRED, Physical::FLOAT)?))
                };
                let numbers = names.iter().map(number).collect::<Result<_>>()?;
                group(self.name, Repetition::OPTIONAL, None, numbers)
            }
        }
    }
}

/// The types of all fields.
pub(super) fn schema(fields: &[Field]) -> Result<Type> {
    let types = fields.iter().map(|field| Ok(Arc::new(field.schema()?)));
    let types = types.collect::<Result<_>>()?;
    Type::group_type_builder("track").with_fields(types).build()
}

fn leaf(name: &str, repetition: Repetition, physical: Physical) -> Result<Type> {
    let logical = match physical {
        Physical::BYTE_ARRAY => Some(LogicalType::String),
        Physical::INT64 => Some(LogicalType::timestamp(true, TimeUnit::MILLIS)),
        _ => None,
    };
    Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .build()
}

/// A list as the format's rules for nested types want it.
fn list(name: &str, physical: Physical) -> Result<Type> {
    let element = Arc::new(leaf("element", Repetition::REQUIRED, physical)?);
    let inner = group("list", Repetition::REPEATED, None, vec![element])?;
    group(
        name,
        Repetition::OPTIONAL,
        Some(LogicalType::List),
        vec![Arc::new(inner)],
    )
}

fn group(
    name: &str,
    repetition: Repetition,
    logical: Option<LogicalType>,
    fields: Vec<TypePtr>,
) -> Result<Type> {
    Type::group_type_builder(name)
        .with_repetition(repetition)
        .with_logical_type(logical)
        .with_fields(fields)
        .build()
}
