//! The embeddings in a form that all of them can be compared with one at once.
//!
//! What a network's dimension is worth is arbitrary: some hardly vary, others
//! far from zero. So each is standardised over the library (its mean taken away,
//! divided by its standard deviation); the cosine of two tracks then says
//! whether both differ from the ordinary track in the same way.

use rusqlite::{Connection, types::ValueRef};

use super::Columns;
use crate::error::Result;
use crate::rows::TrackState;
use crate::store::blob;

/// Unit vectors of all analysed tracks that are here, eight bits a dimension: a
/// quarter of their size, and the cosine still within about a hundredth. The
/// nearest by it are compared exactly afterwards.
#[derive(Debug)]
pub(crate) struct Vectors {
    mean: Vec<f32>,
    /// 1 / the standard deviation; 0 for a dimension that does not vary.
    scale: Vec<f32>,
    /// Places in the columns, rising.
    places: Vec<u32>,
    /// One row a place.
    bytes: Vec<i8>,
    /// One step of its row's bytes, as a part of the unit vector.
    steps: Vec<f32>,
}

/// The embeddings of a model in the order of the tracks.
const SQL: &str = "SELECT track, embedding FROM hearings WHERE model = ?1 ORDER BY track";

impl Vectors {
    pub(super) fn read(columns: &Columns, model: &str, connection: &Connection) -> Result<Self> {
        let mut sums = Sums::default();
        each(columns, model, connection, &mut |_, embedding| {
            sums.add(embedding);
        })?;
        let (mean, scale) = sums.standard();
        let mut vectors = Self {
            mean,
            scale,
            places: Vec::new(),
            bytes: Vec::new(),
            steps: Vec::new(),
        };
        each(columns, model, connection, &mut |place, embedding| {
            if let Some(unit) = vectors.unit(embedding) {
                vectors.push(place, &unit);
            }
        })?;
        Ok(vectors)
    }

    /// The standardised embedding, of length 1; `None` for one of another
    /// network's dimensions, and for one that is no direction.
    pub(crate) fn unit(&self, embedding: &[f32]) -> Option<Vec<f32>> {
        if embedding.len() != self.mean.len() {
            return None;
        }
        let standard = embedding.iter().zip(&self.mean).zip(&self.scale);
        let mut unit: Vec<f32> = standard
            .map(|((x, mean), scale)| (x - mean) * scale)
            .collect();
        let length = unit.iter().map(|x| x * x).sum::<f32>().sqrt();
        unit.iter_mut().for_each(|x| *x /= length);
        (length > 0.0 && length.is_finite()).then_some(unit)
    }

    fn push(&mut self, place: u32, unit: &[f32]) {
        let (bytes, step) = bytes_of(unit);
        self.places.push(place);
        self.bytes.extend(bytes);
        self.steps.push(step);
    }

    /// The cosine with every track, about, as `(place in the columns, cosine)`.
    pub(crate) fn cosines(&self, unit: &[f32]) -> impl Iterator<Item = (u32, f32)> {
        let (own, own_step) = bytes_of(unit);
        let rows = self.bytes.chunks_exact(own.len().max(1));
        let rows = rows.zip(&self.places).zip(&self.steps);
        rows.map(move |((row, &place), step)| (place, dot(row, &own) as f32 * own_step * step))
    }
}

/// Whole numbers, because a compiler may reorder and so vectorise their sum.
fn dot(a: &[i8], b: &[i8]) -> i32 {
    a.iter()
        .zip(b)
        .map(|(&a, &b)| i32::from(i16::from(a) * i16::from(b)))
        .sum()
}

/// A vector in steps of a 127th of its largest part, and that step.
fn bytes_of(unit: &[f32]) -> (Vec<i8>, f32) {
    let largest = unit.iter().fold(0.0_f32, |largest, x| largest.max(x.abs()));
    let step = largest / f32::from(i8::MAX);
    let bytes = unit.iter().map(|x| (x / step).round() as i8).collect();
    (bytes, step)
}

/// Calls `take` with every embedding of an analysed track that is here.
fn each(
    columns: &Columns,
    model: &str,
    connection: &Connection,
    take: &mut dyn FnMut(u32, &[f32]),
) -> Result<()> {
    let mut statement = connection.prepare_cached(SQL)?;
    let mut rows = statement.query([model])?;
    let mut embedding = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(place) = columns.place(row.get(0)?) else {
            continue;
        };
        if columns.entries()[place].state != TrackState::Analysed {
            continue;
        }
        if let ValueRef::Blob(bytes) = row.get_ref(1)? {
            blob::read_embedding(bytes, &mut embedding);
            take(place as u32, &embedding);
        }
    }
    Ok(())
}

/// Sums over embeddings of the first one's dimensions.
#[derive(Default)]
struct Sums {
    count: f64,
    sum: Vec<f64>,
    squares: Vec<f64>,
}

impl Sums {
    fn add(&mut self, embedding: &[f32]) {
        if self.count == 0.0 {
            self.sum = vec![0.0; embedding.len()];
            self.squares = vec![0.0; embedding.len()];
        }
        let is_whole = embedding.iter().all(|x| x.is_finite());
        if embedding.len() != self.sum.len() || !is_whole {
            return;
        }
        self.count += 1.0;
        for ((sum, square), &x) in self.sum.iter_mut().zip(&mut self.squares).zip(embedding) {
            *sum += f64::from(x);
            *square += f64::from(x) * f64::from(x);
        }
    }

    /// Means, and 1 / the standard deviations.
    fn standard(&self) -> (Vec<f32>, Vec<f32>) {
        let count = self.count.max(1.0);
        let numbers = self.sum.iter().zip(&self.squares).map(|(sum, squares)| {
            let mean = sum / count;
            let variance = squares / count - mean * mean;
            // Halves have 11 bits: less than that of the mean is rounding.
            let varies = variance > 1e-8 * (1.0 + mean * mean);
            let scale = if varies { variance.sqrt().recip() } else { 0.0 };
            (mean as f32, scale as f32)
        });
        numbers.unzip()
    }
}
